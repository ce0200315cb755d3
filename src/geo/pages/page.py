"""A page that can be handed over: title, sentence, picture, legend, sources, marking on paper.

A page is a matplotlib figure with the words that stand on it, so that it can be written as PNG,
SVG and PDF as it is, and as a slide whose texts can be edited.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from geo.boundaries.units import DISCLAIMER
from geo.drawing.legend import Group
from geo.drawing.paper import CLEAR, FOOT_LINES, LINE, Box, Paper
from geo.drawing.type import LATIN, cut, family, missing, wrap
from geo.errors import PageFault
from geo.event_counts import events_in_rows, number_of_events
from geo.files.writing import batches
from geo.pages.footer import METHOD, footer
from geo.palette import FAINT, INK
from geo.release.withholding import public
from geo.tolls import Toll
from geo.vocabulary import CLAIMS

_GAP = 0.05
"""Inches between sentence and map."""


@dataclass(frozen=True)
class Text:
    """Words on a page: the box in inches that they fill from its top, points, and weight.

    ``link`` says which page of a deck they lead to, the cover being 0.
    """

    box: Box
    words: str
    size: float
    weight: str
    link: int | None = None


@dataclass
class Page:
    """One page: a figure, and the words that stand on it.

    ``shown`` are the events that the page shows or counts, restricted ones as
    :func:`geo.release.withholding.public` leaves them. ``head`` are title and sentence as they
    stand. ``picture`` and ``inset`` are the boxes of map or chart, in inches from the lower left;
    ``legend`` are columns of the legend, each with its box, in type of ``legend_size`` points;
    ``texts`` are what stands beside them, ``numbers`` the key figures;
    ``table`` are the rows of a page of words, ``zones`` those whose claims it draws, ``number``
    says which of a deck it is, ``text`` is the user's own. ``notes`` say at length what the
    footer says shortly.
    """

    figure: Figure
    paper: Paper
    title: str
    subtitle: str
    marking: str
    footer: list[str]
    notes: list[str]
    shown: gpd.GeoDataFrame
    head: list[Text]
    picture: Box | None = None
    inset: Box | None = None
    legend: list[tuple[Box, list[Group]]] = field(default_factory=list)
    legend_size: float = 0.0
    numbers: list[str] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    table: pd.DataFrame | None = None
    zones: pd.DataFrame | None = None
    number: str = ""
    text: str = ""


def blank_page(
    paper: Paper,
    title: str,
    subtitle: str,
    marking: str,
    *,
    joined: gpd.GeoDataFrame,
    shown: gpd.GeoDataFrame,
    zones: pd.DataFrame | None = None,
    layers: Sequence[str] = (),
    method: str = METHOD,
) -> Page:
    """Return a page with its title block, footer and marking, and nothing else.

    Parameters
    ----------
    joined, shown : GeoDataFrame
        All events of the data, and those of the page: the footer names their sources, those of
        restricted events as :func:`geo.release.withholding.public` leaves them.
    zones : DataFrame, optional
        Zones that the page shows: the footer names who claims them.
    layers : sequence of str
        Those of the page's map: the footer credits what they show of the ground.
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
    lines = footer(joined, shown, paper, zones=zones, layers=layers, method=method)
    head = _title_block(figure, paper, title, subtitle)
    _mark(figure, paper, marking)
    _foot(figure, paper, lines)
    notes = [*lines, DISCLAIMER, *_every_source(shown), *_every_claim(zones)]
    page = Page(figure, paper, title, subtitle, marking, lines, notes, shown, head)
    page.zones = zones
    return page


def _every_claim(zones: pd.DataFrame | None) -> list[str]:
    """Return the zones of a page with their claims and sources, one to a line."""
    if zones is None or zones.empty:
        return []
    names = ["group", "name", "claim", "rival_claim", "source_publisher", "source_title"]
    rows = zones[[*names, "source_date", "source_url"]].astype("object").to_numpy()
    lines = ["; ".join(cell for cell in row if isinstance(cell, str)) for row in rows]
    return [CLAIMS, "Zones, as their sources claim them:", *lines]


def key_figures(shown: gpd.GeoDataFrame, where: str = "On this map:") -> list[str]:
    """Return the numbers of the events on a page in words."""
    number = events_in_rows(number_of_events(shown), int((shown["event_count"] > 0).sum()))
    lines = [f"{where} {number}"]
    if len(shown):
        lines.append(str(Toll.of(shown)))
    doubtful = number_of_events(shown[shown["verified"] == "memory"])
    return [*lines, f"{doubtful:,} unverified"] if doubtful else lines


def write_lines(
    page: Page,
    box: Box,
    lines: list[str],
    size: float,
    *,
    weight: str = "normal",
    colour: str = INK,
) -> None:
    """Write lines from the top of a box in inches; ``size`` in points, less where they are many.

    Where they have no room in the paper's least type, the last one ends in …
    """
    left, bottom, width, height = box
    least = page.paper.tiny
    broken, size = _shrunk(lines, (width, height), size, least, weight)
    write(page.figure, (left, bottom + height), broken, size, weight, color=colour)
    page.texts.append(Text(box, "\n".join(lines), size, weight))


def height_of(lines: list[str], width: float, size: float) -> float:
    """Return the inches that lines take where they are so wide, in type of ``size`` points."""
    return len(_broken(lines, width, size)) * LINE * size / 72


def fits(lines: list[str], box: Box, size: float) -> bool:
    """Return whether lines have room in a box in inches, in type of ``size`` points."""
    return height_of(lines, box[2], size) <= box[3]


def _shrunk(
    lines: list[str], room: tuple[float, float], size: float, least: float, weight: str
) -> tuple[list[str], float]:
    """Return lines broken to a width, and the size of type at which they have room."""
    broken = _broken(lines, room[0], size, weight)
    while len(broken) * LINE * size / 72 > room[1] + 0.01 and size > least:
        size = max(least, size * 0.96)
        broken = _broken(lines, room[0], size, weight)
    most = max(1, int((room[1] + 0.01) / (LINE * size / 72)))
    return cut(broken, most, room[0], size), size


def _broken(lines: list[str], inches: float, points: float, weight: str = "normal") -> list[str]:
    """Return lines, each broken where it is longer than a width."""
    return [part for line in lines for part in wrap(line, inches, points, weight)]


def write(
    figure: Figure,
    at: tuple[float, float],
    lines: list[str],
    size: float,
    weight: str = "normal",
    **look: Any,
) -> None:
    """Write lines from a corner downwards, in inches, each on a baseline of its own."""
    wide, tall = figure.get_size_inches()
    x, y = at[0], at[1] - 0.95 * size / 72
    for line in lines:
        options: dict[str, Any] = {"family": family(line) or LATIN, "weight": weight, **look}
        figure.text(x / wide, y / tall, line, size=size, va="baseline", **options)
        y -= LINE * size / 72


def _every_source(shown: gpd.GeoDataFrame) -> list[str]:
    """Return the sources of a page's events, one to a line."""
    columns = ["source_publisher", "source_title", "source_date", "source_url"]
    # Batch by batch: to compare a million rows at once takes tens of megabytes.
    parts = [part.drop_duplicates() for part in batches(shown[columns])]
    rows = pd.concat(parts or [shown[columns]]).drop_duplicates().astype("object")
    rows = rows.sort_values(columns)
    lines = [", ".join(cell for cell in row if isinstance(cell, str)) for row in rows.to_numpy()]
    most = 60
    more = [f"and {len(lines) - most} more; the data name the source of each event"]
    return ["Sources of the events:", *lines[:most], *(more if len(lines) > most else [])]


def _title_block(figure: Figure, paper: Paper, title: str, subtitle: str) -> list[Text]:
    """Write title and sentence under each other, and return them as they stand."""
    left, top = paper.margin, paper.height - paper.margin - paper.strip
    room, foot = paper.width - 2 * paper.margin, top - paper.head + _GAP
    head: list[Text] = []
    for what, words, points, weight, colour, keep in (
        ("title", title, paper.title, "bold", INK, LINE * paper.text / 72),
        ("subtitle", subtitle, paper.text, "normal", FAINT, 0.0),
    ):
        if not words:
            continue
        tall = top - foot - keep
        lines, size = _fitted(what, words, (room, tall), points, weight)
        write(figure, (left, top), lines, size, weight, color=colour)
        used = len(lines) * LINE * size / 72
        head.append(Text((left, top - used, room, used), "\n".join(lines), size, weight))
        top -= used
    return head


def _mark(figure: Figure, paper: Paper, marking: str) -> None:
    """Write the handling marking, top and bottom."""
    if not marking:
        return
    room = paper.width - 2 * paper.margin, LINE * paper.small / 72
    lines, size = _fitted("marking", marking, room, paper.small, "bold")
    for y in (paper.height - 0.6 * paper.margin, 0.6 * paper.margin):
        look: dict[str, Any] = {"size": size, "weight": "bold", "ha": "center", "va": "center"}
        at = 0.5, y / paper.height
        figure.text(*at, lines[0], family=family(lines[0]) or LATIN, **look)


def _foot(figure: Figure, paper: Paper, lines: list[str]) -> None:
    """Write the footer as one paragraph, clear of what stands over it."""
    room = paper.width - 2 * paper.margin
    corner = paper.margin, paper.margin + paper.strip + paper.foot - CLEAR
    words = cut(wrap(" ".join(lines), room, paper.tiny), FOOT_LINES, room, paper.tiny)
    write(figure, corner, words, paper.tiny, color=FAINT)


def letter_fault(what: str, text: str) -> str:
    """Return which letters of a text no font of paper has, empty for none."""
    unknown = missing(text)
    if not unknown:
        return ""
    return (
        f"The {what} holds letters that no font of paper has: {unknown[:20]}. Write them in "
        "Latin, Cyrillic or Arabic script."
    )


def _fitted(
    what: str, text: str, room: tuple[float, float], points: float, weight: str
) -> tuple[list[str], float]:
    """Return a text in lines and its size, the largest at which it fits into ``room`` in inches."""
    text = " ".join(text.split())
    fault = letter_fault(what, text)
    if fault:
        raise PageFault(fault)
    width, tall = room
    for share in (1.0, 0.9, 0.8, 0.7, 0.62):
        size = points * share
        lines = wrap(text, width, size, weight)
        if len(lines) * LINE * size / 72 <= tall + 0.01:
            return lines, size
    most = int(len(text) * tall / (len(lines) * LINE * size / 72))
    raise PageFault(
        f"The {what} has {len(text)} characters and does not fit; shorten it to about "
        f"{max(10, most * 9 // 10)}."
    )
