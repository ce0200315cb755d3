"""The legend of a page: what was drawn and nothing else, for paper and for slides."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from geo import palette, vocabulary
from geo.drawing.drawn import Drawn
from geo.drawing.label_choice import RIVAL
from geo.drawing.map_layers import FLAG, GATE, MARKERS, WASH_OPACITY
from geo.drawing.paper import Box
from geo.drawing.type import wrap
from geo.drawing.zone_shapes import HATCHES, UNCLAIMED_HATCH
from geo.palette import INK, tint
from geo.phrases import filled
from geo.view.classes import UNKNOWN, class_labels
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
ZONE_SIGNS = {
    "control": "▨",
    "influence": "▧",
    "presence": "▥",
    "sanctuary": "▤",
    "claimed": "▩",
}
AREA = "■"
"""Marks and areas as letters, for the legend of a slide, which is text."""
_CORRIDOR_SIGN = 0.36
"""Opacity of a corridor's sign on a slide: a letter as pale as the band would not be read."""
_LINE = 1.42
"""Height of a line of the legend by its type size, with the room between entries."""


@dataclass(frozen=True)
class Entry:
    """One line of a legend: how paper draws it, its words, and its sign and colour as text."""

    handle: Any
    words: str
    sign: str
    colour: str


Group = tuple[str, list[Entry]]
"""A heading, empty for none, and its entries."""


def legend_groups(view: View, drawn: Drawn) -> list[Group]:
    """Return headings and entries of what was drawn, and of nothing else."""
    groups: list[Group] = []
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
    claims = [] if drawn.zones is None else _zones(drawn.zones, drawn)
    if drawn.unclaimed:
        dots = Patch(facecolor="white", edgecolor=palette.UNCLAIMED, hatch=2 * UNCLAIMED_HATCH)
        claims.append(Entry(dots, LEGEND["unclaimed"], "░", palette.UNCLAIMED))
    if claims:
        groups.append((LEGEND["zones"], claims))
    lines = _lines(view, drawn)
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


def draw_legend(
    figure: Figure, boxes: list[Box], groups: list[Group], size: float
) -> tuple[list[tuple[Box, list[Group]]], float]:
    """Draw groups from the top of one box to the foot of the last; return which stand where.

    Parameters
    ----------
    boxes : list of Box
        Columns in inches, from the left.
    size : float
        Points; made smaller, to 4 at least, where the groups do not fit.

    Returns
    -------
    list of (Box, list of Group), float
        The groups by column, and the type size.
    """
    placed = _flow(boxes, groups, size)
    while placed is None:
        size *= 0.95
        placed = _flow(boxes, groups, size, all_in_last=size <= 4)
    for box, some in placed:
        _draw_column(figure, box, some, size)
    return placed, size


def _flow(
    boxes: list[Box], groups: list[Group], size: float, *, all_in_last: bool = False
) -> list[tuple[Box, list[Group]]] | None:
    """Return which groups stand in which box; null where they do not fit."""
    placed: list[tuple[Box, list[Group]]] = [(box, []) for box in boxes]
    at, room = 0, boxes[0][3]
    for group in groups:
        needed = _height(group, boxes[at][2], size)
        while needed > room and at < len(boxes) - 1:
            at, room = at + 1, boxes[at + 1][3]
        if needed > room and not all_in_last:
            return None
        placed[at][1].append(group)
        room -= needed
    return [(box, some) for box, some in placed if some]


def _draw_column(figure: Figure, box: Box, groups: list[Group], size: float) -> None:
    left, bottom, width, height = box
    wide, tall = figure.get_size_inches()
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]  # Agg has one
    at = (bottom + height) / tall
    for heading, entries in groups:
        columns = _columns(entries, width)
        legend = figure.legend(
            handles=[entry.handle for entry in entries],
            labels=[_wrapped(entry.words, width / columns, size) for entry in entries],
            title="\n".join(wrap(heading, width, size, "bold")) or None,
            ncols=columns,
            loc="upper left",
            bbox_to_anchor=(left / wide, at),
            frameon=False,
            fontsize=size,
            title_fontproperties={"weight": "bold", "size": size},
            alignment="left",
            borderpad=0,
            borderaxespad=0,
            labelspacing=0.35,
            columnspacing=0.8,
            handlelength=1.7,
        )
        at = legend.get_window_extent(renderer).y0 / figure.bbox.height - 0.08 / tall


def _columns(entries: list[Entry], width: float) -> int:
    return 2 if len(entries) > 4 and width > 2.5 else 1


def _height(group: Group, width: float, size: float) -> float:
    """Return the height of a group in inches, estimated from its lines of text."""
    heading, entries = group
    columns = _columns(entries, width)
    texts = [_wrapped(entry.words, width / columns, size).count("\n") for entry in entries]
    rows = -(-len(entries) // columns)
    tallest = max(
        sum(1 + extra for extra in texts[at : at + rows]) for at in range(0, len(texts), rows)
    )
    above = len(wrap(heading, width, size, "bold")) if heading else 0
    return (above + tallest) * _LINE * size / 72 + 0.1


def _wrapped(words: str, width: float, size: float) -> str:
    # The handle and the room beside it, in the size of the type.
    return "\n".join(wrap(words, width - 2.9 * size / 72, size))


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
    return entries


def _zones(zones: gpd.GeoDataFrame, drawn: Drawn) -> list[Entry]:
    rows = zones.drop_duplicates(["group", "status"]).sort_values(["group", "status"])
    entries = []
    for zone in rows.itertuples():
        colour = palette.group_colour(zone.group)
        outline: Any = palette.OUTLINES[zone.confidence]
        handle = Patch(
            facecolor="white",
            edgecolor=colour,
            hatch=HATCHES[zone.status],
            linestyle=outline,
        )
        status = vocabulary.STATUSES[zone.status].lower()
        words = filled(LEGEND["zone"], {"group": zone.group, "status": status})
        entries.append(Entry(handle, words, ZONE_SIGNS[zone.status], colour))
    outlines = [f"{line} {key}" for key, line in palette.OUTLINES.items() if key in drawn.outlines]
    if outlines:
        edge = Line2D([], [], color=INK, linewidth=1)
        words = filled(LEGEND["outline"], {"outlines": ", ".join(outlines)})
        entries.append(Entry(edge, words, "─", INK))
    if drawn.flags:
        flag = Line2D([], [], linestyle="", marker=FLAG, color=INK, markersize=7)
        entries.append(Entry(flag, LEGEND["rival"], RIVAL, INK))
    return entries


def _lines(view: View, drawn: Drawn) -> list[Entry]:
    entries = []
    if drawn.corridors:
        band = Patch(facecolor=palette.CORRIDOR, alpha=0.2)
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
