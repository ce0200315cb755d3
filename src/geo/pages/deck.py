"""Pages as one deck: a cover before them, and a number on each."""

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd

from geo.drawing.style import in_style
from geo.pages.page import Page, blank_page, write_lines
from geo.palette import FAINT
from geo.phrases import counted, long_date
from geo.release.credits import data_reach

_METHOD = "How each page counts stands on it."


def as_deck(
    pages: Sequence[Page], joined: gpd.GeoDataFrame, *, title: str = "", marking: str = ""
) -> list[Page]:
    """Return pages after a cover that names the deck, the reach of its data and each page.

    Each page is given its number, for good: write what is to stand alone before.

    Parameters
    ----------
    joined : GeoDataFrame
        All events of the data.
    title : str
        Of the deck; by default that of its first page.
    """
    paper = pages[0].paper
    shown = pd.concat([page.shown for page in pages])
    shown = shown[~shown.index.duplicated()]
    words = f"{counted(len(pages), 'page')}; data to {long_date(data_reach(joined))}."
    with in_style():
        cover = blank_page(
            paper,
            title or pages[0].title,
            words,
            marking,
            joined=joined,
            shown=shown,
            method=_METHOD,
        )
        names = [f"{number}   {page.title}" for number, page in enumerate(pages, start=2)]
        write_lines(cover, paper.body_box(), names, paper.text)
        for number, page in enumerate(pages, start=2):
            _number(page, f"{number} of {len(pages) + 1}")
    return [cover, *pages]


def _number(page: Page, words: str) -> None:
    """Write a page's number in its lower right corner, beside the marking."""
    paper = page.paper
    page.number = words
    at = 1 - paper.margin / paper.width, 0.6 * paper.margin / paper.height
    page.figure.text(*at, words, size=paper.tiny, color=FAINT, ha="right", va="center")
