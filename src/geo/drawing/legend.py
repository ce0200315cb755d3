"""What the legend of a page lists: what was drawn and nothing else, for paper and for slides."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from geo import palette, vocabulary
from geo.drawing.drawn import Drawn
from geo.drawing.label_choice import RIVAL
from geo.drawing.map_layers import CORRIDOR_OPACITY, FLAG, GATE, WASH_OPACITY
from geo.drawing.marks import MARKERS
from geo.drawing.own_area import EDGE_POINTS
from geo.drawing.zone_layers import ZONE_TINT
from geo.drawing.zone_shapes import UNCLAIMED_HATCH
from geo.palette import INK, tint
from geo.phrases import filled
from geo.view.area_ground import area_words
from geo.view.classes import UNKNOWN, class_labels
from geo.view.own_data import own_words
from geo.view.view import View
from geo.vocabulary import LEGEND

SIGNS = {
    "circle": "●",
    "star": "★",
    "diamond": "◆",
    "cross": "✚",
    "triangle": "▲",
    "square": "■",
}
AREA = "■"
"""Marks and areas as letters, for the legend of a slide, which is text."""
_CORRIDOR_SIGN = 0.36
"""Opacity of a corridor's sign on a slide: a letter as pale as the band would not be read."""


@dataclass(frozen=True)
class Entry:
    """One line of a legend: how paper draws it, its words, and its sign and colour as text.

    One that ends a list says how many others it ``lacks``.
    """

    handle: Any
    words: str
    sign: str
    colour: str
    lacks: int = 0


Group = tuple[str, list[Entry]]
"""A heading, empty for none, and its entries."""


def legend_groups(view: View, drawn: Drawn) -> list[Group]:
    """Return headings and entries of what was drawn, and of nothing else."""
    groups: list[Group] = []
    if drawn.own_area and view.area is not None:
        edge = Patch(facecolor="none", edgecolor=palette.OWN_AREA, linewidth=EDGE_POINTS)
        entry = Entry(edge, area_words(view.area), "▢", palette.OWN_AREA)
        groups.append((LEGEND["own_area"], [entry]))
    if drawn.classes:
        heading = filled(LEGEND[view.measure], {"level": view.count_level})
        groups.append((heading, _classes(drawn)))
    if drawn.types:
        groups.append((LEGEND["marks"], _types(drawn)))
    if drawn.areas:
        area = Patch(
            facecolor=tint(palette.WASH, WASH_OPACITY), edgecolor=palette.WASH, linestyle="dashed"
        )
        entry = Entry(area, LEGEND["area"], "▢", palette.WASH)
        groups.append(("", [entry]))
    claims = [] if drawn.zones is None else _zones(drawn.zones)
    if claims:
        groups.append((LEGEND["zones"], claims))
    lines = [*_about_claims(drawn), *_lines(view, drawn)]
    return [*groups, ("", lines)] if lines else groups


def patch_entry(colour: str, words: str, *, hatch: str = "") -> Entry:
    """Return an entry for an area of one colour."""
    face = "white" if hatch else colour
    edge = colour if hatch else palette.SWATCH_EDGE
    patch = Patch(facecolor=face, edgecolor=edge, hatch=hatch)
    return Entry(patch, words, "▨" if hatch else AREA, colour)


def line_entry(colour: str, words: str) -> Entry:
    """Return an entry for a line of one colour."""
    return Entry(Line2D([], [], color=colour, linewidth=4), words, "━", colour)


def _classes(drawn: Drawn) -> list[Entry]:
    entries = [
        patch_entry(palette.COUNT_SCALE[number], words)
        for number, words in enumerate(class_labels(drawn.breaks))
        if number in drawn.classes
    ]
    if UNKNOWN in drawn.classes:
        entries.append(patch_entry(palette.UNKNOWN_TOLL, LEGEND["unknown"], hatch="////"))
    return entries


def _types(drawn: Drawn) -> list[Entry]:
    entries = [
        Entry(
            _mark(MARKERS[palette.SHAPES[kind.key]], palette.TYPE_COLOURS[kind.key]),
            kind.label,
            SIGNS[palette.SHAPES[kind.key]],
            palette.TYPE_COLOURS[kind.key],
        )
        for kind in vocabulary.EVENT_TYPES
        if kind.key in drawn.types
    ]
    if drawn.hollow:
        entries.append(Entry(_mark("o", "white"), LEGEND["hollow"], "○", INK))
    if drawn.own_events:
        ring = _mark("o", "none", palette.OWN_EVENTS)
        entries.append(Entry(ring, own_words(drawn.own_events), "◎", palette.OWN_EVENTS))
    return entries


def _zones(zones: gpd.GeoDataFrame) -> list[Entry]:
    entries = []
    for group, own in zones.sort_values("status").groupby("group"):
        colour = palette.group_colour(str(group))
        confidences = own["confidence"].unique()
        line: Any = palette.OUTLINES[confidences[0]] if len(confidences) == 1 else "solid"
        handle = Patch(
            facecolor=tint(colour, ZONE_TINT), edgecolor=colour, linewidth=1.6, linestyle=line
        )
        statuses = ", ".join(vocabulary.STATUSES[key].lower() for key in own["status"].unique())
        words = filled(LEGEND["zone"], {"group": str(group), "status": statuses})
        entries.append(Entry(handle, words, "▢", colour))
    return entries


def _about_claims(drawn: Drawn) -> list[Entry]:
    """Return what outlines and flags of zones say, and dots where there is none."""
    entries = []
    outlines = [f"{line} {key}" for key, line in palette.OUTLINES.items() if key in drawn.outlines]
    if outlines:
        edge = Line2D([], [], color=INK, linewidth=1)
        words = filled(LEGEND["outline"], {"outlines": ", ".join(outlines)})
        entries.append(Entry(edge, words, "─", INK))
    if drawn.flags:
        flag = Line2D([], [], linestyle="", marker=FLAG, color=INK, markersize=7)
        entries.append(Entry(flag, LEGEND["rival"], RIVAL, INK))
    if drawn.unclaimed:
        dots = Patch(facecolor="white", edgecolor=palette.UNCLAIMED, hatch=2 * UNCLAIMED_HATCH)
        entries.append(Entry(dots, LEGEND["unclaimed"], "░", palette.UNCLAIMED))
    return entries


def _lines(view: View, drawn: Drawn) -> list[Entry]:
    entries = []
    if drawn.corridors:
        band = Patch(facecolor=palette.CORRIDOR, alpha=CORRIDOR_OPACITY, edgecolor="none")
        words = filled(LEGEND["corridor"], {"km": f"{view.corridor_km:g}"})
        entries.append(Entry(band, words, AREA, tint(palette.CORRIDOR, _CORRIDOR_SIGN)))
    if drawn.borders:
        colour = palette.CORRIDOR if drawn.corridors else INK
        line = Line2D([], [], color=colour, linewidth=1.9)
        entries.append(Entry(line, LEGEND["border"], "━", colour))
    if drawn.crossings:
        gate = Line2D([], [], linestyle="", marker=GATE, markersize=7)
        gate.set(markerfacecolor="none", markeredgecolor=palette.CROSSING, markeredgewidth=1.0)
        entries.append(Entry(gate, LEGEND["crossing"], "⊓", palette.CROSSING))
    return entries


def _mark(marker: str, colour: str, edge: str = INK) -> Line2D:
    return Line2D(
        [],
        [],
        linestyle="",
        marker=marker,
        markerfacecolor=colour,
        markeredgecolor=edge,
        markeredgewidth=0.7,
        markersize=6,
    )
