"""Pages as one deck: a cover and an index before them, and a number on each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.drawing.paper import LINE, Paper
from geo.drawing.style import in_style
from geo.drawing.type import wrap
from geo.pages.page import Page, Text, blank_page, write
from geo.palette import FAINT, INK
from geo.phrases import counted, long_date
from geo.release.credits import data_reach

_METHOD = "How each page counts stands on it."
_UNNAMED = "Brief"
_COLUMNS = 3
_GAP = 0.3
"""Inches between two columns of an index."""
_NUMBER = 0.45
"""Inches that a page's number takes before its title."""


@dataclass(frozen=True)
class Entry:
    """A line of the index: its words, and the page, from the first after the index, it leads to."""

    words: str
    page: int | None = None


@dataclass(frozen=True)
class Placed:
    """Where an entry stands, in inches from the lower left: its edges, and the lines it takes."""

    entry: Entry
    left: float
    top: float
    width: float
    lines: list[str]


def as_deck(
    pages: Sequence[Page],
    joined: gpd.GeoDataFrame,
    paper: Paper,
    *,
    title: str = "",
    marking: str = "",
    notes: Sequence[str] = (),
    left_out: Sequence[str] = (),
) -> list[Page]:
    """Return pages after a cover that names the deck, the reach of its data and each page.

    The index begins on the cover and goes on as far as it needs. Each page is given its number,
    for good: write what is to stand alone before.

    Parameters
    ----------
    joined : GeoDataFrame
        All events of the data.
    paper : Paper
        Of all pages.
    title : str
        Of the deck; by default that of its first page.
    notes : sequence of str
        What the index says behind the title of each page.
    left_out : sequence of str
        Lines at the end of the index, of what has no page.
    """
    title = title or (pages[0].title if pages else _UNNAMED)
    shown = pd.concat([page.shown for page in pages]) if pages else joined.head(0)
    shown = shown[~shown.index.duplicated()]
    words = f"{counted(len(pages), 'page')}; data to {long_date(data_reach(joined))}."
    look: dict[str, Any] = {"joined": joined, "shown": shown, "method": _METHOD}
    entries = [
        Entry(page.title + (f" ({note})" if note else ""), at)
        for at, (page, note) in enumerate(zip(pages, notes or [""] * len(pages), strict=True))
    ]
    with in_style():
        size, sheets = _laid_out([*entries, *map(Entry, left_out)], paper)
        front = [
            blank_page(paper, title if first else f"{title}: index", words, marking, **look)
            for first in [True] + [False] * (len(sheets) - 1)
        ]
        for page, sheet in zip(front, sheets, strict=True):
            for entry in sheet:
                _write_entry(page, entry, size, len(front))
        for number, page in enumerate([*front, *pages], start=1):
            if number > 1:
                _number(page, f"{number} of {len(front) + len(pages)}")
    return [*front, *pages]


def _laid_out(entries: list[Entry], paper: Paper) -> tuple[float, list[list[Placed]]]:
    """Return the type of an index, and its entries by sheet: few columns where these hold all."""
    sizes = (paper.text, paper.small, paper.small)
    for columns, size in enumerate(sizes, start=1):
        sheets = list(_sheets(entries, paper, columns, size))
        if len(sheets) == 1:
            break
    return size, sheets


def _sheets(
    entries: list[Entry], paper: Paper, columns: int, size: float
) -> Iterator[list[Placed]]:
    """Yield the entries of one sheet after the other, column by column."""
    left, bottom, width, height = paper.body_box()
    wide = (width - (columns - 1) * _GAP) / columns
    line = LINE * size / 72
    sheet: list[Placed] = []
    column, y = 0, bottom + height
    for entry in entries:
        lines = wrap(entry.words, wide - _NUMBER, size)
        if y - len(lines) * line < bottom - 0.01:
            column, y = column + 1, bottom + height
        if column == columns:
            yield sheet
            sheet, column = [], 0
        sheet.append(Placed(entry, left + column * (wide + _GAP), y, wide, lines))
        y -= (len(lines) + 0.15) * line
    yield sheet


def _write_entry(page: Page, placed: Placed, size: float, before: int) -> None:
    """Write an entry; ``before`` are the pages before those that the index names."""
    left, top, tall = placed.left, placed.top, len(placed.lines) * LINE * size / 72
    link = None if placed.entry.page is None else placed.entry.page + before
    parts = [(left + _NUMBER, placed.width - _NUMBER, placed.lines, INK)]
    if link is not None:
        parts.insert(0, (left, _NUMBER, [f"{link + 1}"], FAINT))
    for at, wide, lines, colour in parts:
        write(page.figure, (at, top), lines, size, color=colour)
        box = (at, top - tall, wide, tall)
        page.texts.append(Text(box, "\n".join(lines), size, "normal", link))


def _number(page: Page, words: str) -> None:
    """Write a page's number in its lower right corner, beside the marking."""
    paper = page.paper
    page.number = words
    at = 1 - paper.margin / paper.width, 0.6 * paper.margin / paper.height
    page.figure.text(*at, words, size=paper.tiny, color=FAINT, ha="right", va="center")
