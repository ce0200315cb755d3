"""Outline and links of a PDF of several pages, which matplotlib writes none of by itself.

Links lead to names, which the outline's catalogue resolves: a page is linked to before it is
drawn. ``pdf`` is matplotlib's ``PdfPages``.
"""

from collections.abc import Sequence
from typing import Any

from matplotlib.backends import backend_pdf

from geo.pages.page import Page

_word: Any = backend_pdf.Name  # has no types


def link_page(pdf: Any, page: Page) -> None:
    """Note the links of a page that is to be drawn next."""
    for text in page.texts:
        if text.link is not None:
            left, bottom, width, height = (72 * edge for edge in text.box)
            _file(pdf).pageAnnotations.append(
                {
                    "Type": _word("Annot"),
                    "Subtype": _word("Link"),
                    "Rect": [left, bottom, left + width, bottom + height],
                    "Border": [0, 0, 0],
                    "Dest": _name(text.link),
                }
            )


def add_outline(pdf: Any, titles: Sequence[str]) -> None:
    """Write the outline, one line for each page, when all pages are drawn."""
    file = _file(pdf)
    outline = file.reserveObject("outline")
    items = [file.reserveObject("outline item") for _ in titles]
    for at, title in enumerate(titles):
        item = {"Title": title, "Parent": outline, "Dest": _name(at)}
        if at:
            item["Prev"] = items[at - 1]
        if at + 1 < len(items):
            item["Next"] = items[at + 1]
        file.writeObject(items[at], item)
    ends = {"First": items[0], "Last": items[-1], "Count": len(items)}
    file.writeObject(outline, {"Type": _word("Outlines"), **ends})
    places = {f"page{at}": [page, _word("Fit")] for at, page in enumerate(file.pageList)}
    # The catalogue was written when the file began: what is written again counts.
    catalogue = {
        "Type": _word("Catalog"),
        "Pages": file.pagesObject,
        "Dests": places,
        "Outlines": outline,
        "PageMode": _word("UseOutlines"),
    }
    file.writeObject(file.rootObject, catalogue)


def _name(page: int) -> Any:
    return _word(f"page{page}")


def _file(pdf: Any) -> Any:
    # It offers no other way to its file; the names used of that have no underscore.
    return pdf._ensure_file()
