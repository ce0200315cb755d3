"""Text of the user's own on a page, between its title block and what it shows."""

from dataclasses import replace

from geo.drawing.paper import CLEAR, LINE, Paper
from geo.errors import PageFault
from geo.pages.page import Page, height_of, letter_fault, write_lines

_MOST = 0.3
"""The share of the room under a title block that a text takes at most."""


def with_room(paper: Paper, text: str) -> Paper:
    """Return a sheet of paper with room for a text.

    Raises
    ------
    PageFault
        When it is longer than a page holds, or has letters that no font of paper has.
    """
    if not text.strip():
        return paper
    fault = letter_fault("text", text)
    if fault:
        raise PageFault(fault)
    _, _, width, height = paper.body_box()
    lines = height_of(_lines(text), width, paper.text) * 72 / (LINE * paper.text)
    most = int(_MOST * height * 72 / (LINE * paper.text))
    if round(lines) > most:
        raise PageFault(
            f"The text takes {round(lines)} lines; a page holds {most} beside what it shows. "
            "Shorten it."
        )
    return replace(paper, note=lines * LINE * paper.text / 72 + CLEAR)


def with_text(page: Page, text: str) -> Page:
    """Write a text where its sheet of paper has room for it."""
    if text.strip():
        page.text = text.strip()
        write_lines(page, page.paper.note_box(), _lines(text), page.paper.text)
    return page


def _lines(text: str) -> list[str]:
    """Return the lines that a text is written in, which may be broken further."""
    return [" ".join(line.split()) for line in text.strip().splitlines()]
