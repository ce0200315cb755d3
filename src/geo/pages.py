"""A page that can be handed over: title, sentence, picture, legend, sources, marking on paper.

A page is a matplotlib figure with the words that stand on it, so that it can be written as PNG,
SVG and PDF as it is, and as a slide whose texts can be edited.
"""

import textwrap
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from geo.boundaries import DISCLAIMER
from geo.errors import PageFault
from geo.fonts import LATIN, family, missing
from geo.legend import Group
from geo.paper import Box, Paper
from geo.provenance import boundary_credits, event_sources
from geo.selection import long_date
from geo.style import FAINT
from geo.withholding import aggregate_words, public, restricted_counts

METHOD = (
    "Events by the district they lie in; of 5 km at most the nearest. Area of marks by deaths. "
    "An event belongs to the window of its first day."
)
ZONES = "A zone is a dated claim by its source, not a fact."
_WIDE, _WIDE_BOLD = 0.58, 0.66
"""Width of a letter by its size in points: the mean of long English texts, rounded up."""


@dataclass(frozen=True)
class Text:
    """Words on a page: the box in inches that they fill from its top, points, and weight."""

    box: Box
    words: str
    size: float
    weight: str


@dataclass
class Page:
    """One page: a figure, and the words that stand on it.

    ``picture`` and ``inset`` are the boxes of map or chart, in inches from the lower left;
    ``legend`` are columns of the legend, each with its box, in type of ``legend_size`` points;
    ``texts`` are what stands beside them, ``numbers`` the key figures;
    ``table`` are the rows of a page of words. ``notes`` say at length what the footer says
    shortly.
    """

    figure: Figure
    paper: Paper
    title: str
    subtitle: str
    marking: str
    footer: list[str]
    notes: list[str]
    picture: Box | None = None
    inset: Box | None = None
    legend: list[tuple[Box, list[Group]]] = field(default_factory=list)
    legend_size: float = 0.0
    numbers: list[str] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    table: pd.DataFrame | None = None


def blank_page(
    paper: Paper,
    title: str,
    subtitle: str,
    marking: str,
    *,
    joined: gpd.GeoDataFrame,
    shown: gpd.GeoDataFrame,
    method: str = METHOD,
) -> Page:
    """Return a page with its title block, footer and marking, and nothing else.

    Parameters
    ----------
    joined, shown : GeoDataFrame
        All events of the data, and those of the page: the footer names their sources, those of
        restricted events as :func:`geo.withholding.public` leaves them.
    method : str
        One line on how the numbers came about.

    Raises
    ------
    PageFault
        When title, subtitle or marking do not fit, or hold letters that no font here has.
    """
    shown = public(shown)
    figure = Figure(figsize=(paper.width, paper.height))
    FigureCanvasAgg(figure)
    lines = footer(joined, shown, method)
    _title_block(figure, paper, title, subtitle, marking)
    _write(
        figure,
        (paper.margin, paper.margin + paper.strip + paper.foot - 0.06),
        _broken(lines, paper.width - 2 * paper.margin, paper.tiny),
        size=paper.tiny,
        color=FAINT,
        linespacing=1.2,
    )
    return Page(figure, paper, title, subtitle, marking, lines, [*lines, *_every_source(shown)])


def footer(joined: gpd.GeoDataFrame, shown: gpd.GeoDataFrame, method: str = METHOD) -> list[str]:
    """Return sources, licences, boundary vintage, date of the data and the disclaimer."""
    publishers = shown["source_publisher"].astype("str").value_counts().index.tolist()
    first = ", ".join(publishers[:6])
    rest = f" and {len(publishers) - 6} more" if len(publishers) > 6 else ""
    datasets = "; ".join(_dataset_words(source) for source in event_sources(joined))
    events = f"Events: {datasets or 'none'}. Sources of those shown: {first or 'none'}{rest}."
    by_name = (shown["located_by"] == "name").any()
    placed = (
        "Some are placed by the names of their places (GeoNames, CC BY 4.0)." if by_name else ""
    )
    withheld = aggregate_words(restricted_counts(shown))
    return [
        " ".join(filter(None, [events, placed, withheld])),
        boundary_credits(),
        f"{DISCLAIMER} {ZONES} {method}",
    ]


def key_figures(shown: gpd.GeoDataFrame, where: str = "On this map:") -> list[str]:
    """Return the numbers of the events on a page in words."""
    tolls = shown["fatalities_best"]
    unknown = int(tolls.isna().sum())
    lines = [where, f"{len(shown):,} event{'' if len(shown) == 1 else 's'}"]
    if tolls.notna().any():
        lines.append(f"{int(tolls.sum()):,} deaths (best estimates)")
    if unknown:
        lines.append(f"{unknown:,} with toll unknown")
    doubtful = int((shown["verified"] == "memory").sum())
    return [*lines, f"{doubtful:,} unverified"] if doubtful else lines


def write_lines(
    page: Page, box: Box, lines: list[str], size: float, *, weight: str = "normal"
) -> None:
    """Write lines from the top of a box in inches; ``size`` in points."""
    left, bottom, width, height = box
    look = {"size": size, "weight": weight, "linespacing": 1.3}
    _write(page.figure, (left, bottom + height), _broken(lines, width, size), **look)
    page.texts.append(Text(box, "\n".join(lines), size, weight))


def _broken(lines: list[str], width_inches: float, points: float) -> str:
    """Return lines, each broken where it is longer than a width."""
    letters = max(10, int(width_inches * 72 / (_WIDE * points)))
    return "\n".join(textwrap.fill(line, letters) for line in lines)


def _write(figure: Figure, at: tuple[float, float], text: str, **look: Any) -> None:
    wide, tall = figure.get_size_inches()
    options: dict[str, Any] = {"va": "top", "family": family(text) or LATIN, **look}
    figure.text(at[0] / wide, at[1] / tall, text, **options)


def _dataset_words(source: dict[str, Any]) -> str:
    """Return name, licence and date of a dataset in words."""
    day = long_date(pd.Timestamp(source["data_as_of"]))
    return f"{source['dataset']} (licence {', '.join(source['licences'])}; data to {day})"


def _every_source(shown: gpd.GeoDataFrame) -> list[str]:
    """Return the sources of a page's events, one to a line."""
    columns = ["source_publisher", "source_title", "source_date", "source_url"]
    rows = shown[columns].astype("object").drop_duplicates().sort_values(columns)
    lines = [", ".join(cell for cell in row if isinstance(cell, str)) for row in rows.to_numpy()]
    most = 60
    more = [f"and {len(lines) - most} more; the data name the source of each event"]
    return ["Sources of the events:", *lines[:most], *(more if len(lines) > most else [])]


def _title_block(figure: Figure, paper: Paper, title: str, subtitle: str, marking: str) -> None:
    room = paper.width - 2 * paper.margin
    top = paper.height - paper.margin - paper.strip
    if title:
        words, size = _fitted("title", title, room, paper.title, ((1.0, 1), (0.6, 2)), _WIDE_BOLD)
        _write(figure, (paper.margin, top), words, size=size, weight="bold", linespacing=1.1)
        top -= 1.2 * paper.title / 72
    words, size = _fitted("subtitle", subtitle, room, paper.text, ((1.0, 2), (0.8, 3), (0.62, 4)))
    _write(figure, (paper.margin, top), words, size=size, color=FAINT)
    if marking:
        words, size = _fitted("marking", marking, room, paper.small, ((1.0, 1), (0.7, 1)))
        for y in (paper.height - 0.6 * paper.margin, 0.6 * paper.margin):
            look = {"size": size, "weight": "bold", "ha": "center", "va": "center"}
            _write(figure, (paper.width / 2, y), words, **look)


def _fitted(
    what: str,
    text: str,
    room: float,
    size: float,
    tries: tuple[tuple[float, int], ...],
    letter: float = _WIDE,
) -> tuple[str, float]:
    """Return a text in lines and its size, the largest at which it fits."""
    text = " ".join(text.split())
    unknown = missing(text)
    if unknown:
        raise PageFault(
            f"The {what} holds letters that no font of paper has: {unknown[:20]}. Write them in "
            "Latin, Cyrillic or Arabic script."
        )
    for share, lines in tries:
        letters = int(room * 72 / (letter * size * share))
        broken = textwrap.wrap(text, letters) or [""]
        if len(broken) <= lines:
            return "\n".join(broken), size * share
    raise PageFault(
        f"The {what} has {len(text)} characters and does not fit; shorten it to about "
        f"{letters * lines * 9 // 10}."
    )
