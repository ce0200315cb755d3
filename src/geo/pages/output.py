"""Pages written as PNG, SVG, PDF and PPTX, whole or not at all."""

import io
from collections.abc import Sequence
from pathlib import Path

from geo.drawing.style import FORMATS, in_style, save_figure
from geo.errors import BorderwatchError
from geo.files.writing import write_whole
from geo.pages.page import Page


def write_page(page: Page, path: str | Path, *, dpi: int = 150) -> Path:
    """Write a page as PNG, SVG, PDF or PPTX, whole or not at all; the ending decides.

    Raises
    ------
    BorderwatchError
        For another ending.
    FileFault
        When the file cannot be written.
    """
    path = Path(path)
    if path.suffix.lower().removeprefix(".") not in (*FORMATS, "pptx"):
        raise BorderwatchError(f"{path} cannot be written: end it with .png, .svg, .pdf or .pptx.")
    if path.suffix.lower() == ".pptx":
        from geo.pages.slides import write_slides

        return write_slides([page], path)
    return save_figure(page.figure, path, dpi=dpi)


def write_pdf(pages: Sequence[Page], path: str | Path, title: str = "") -> Path:
    """Write pages into one PDF, whole or not at all, with an outline and the links of its index."""
    from matplotlib.backends.backend_pdf import PdfPages

    from geo.pages.pdf_links import add_outline, link_page

    path = Path(path)
    about = {"CreationDate": None, "ModDate": None, "Title": title or None}
    # Where a disk fills, what packs the pages would fail in words of its own: pack them first.
    written = io.BytesIO()
    with in_style(), PdfPages(written, metadata=about) as pdf:
        for page in pages:
            link_page(pdf, page)
            pdf.savefig(page.figure)
        if len(pages) > 1:
            add_outline(pdf, [page.title for page in pages])
    with write_whole(path) as part:
        part.write_bytes(written.getvalue())
    return path
