"""What stands around the map on a sheet: scale, north, legend, inset, figures, sources."""

import textwrap
from typing import Any

import geopandas as gpd
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from geo import symbols
from geo.boundaries import DISCLAIMER, read_units
from geo.classes import UNKNOWN
from geo.drawing import CORRIDOR, HATCHES, INK, MARKERS, OUTLINES, Drawn
from geo.paper import Paper
from geo.provenance import boundary_credits
from geo.selection import long_date
from geo.sheet import Sheet, path_of
from geo.view import View

FAINT = "#57524a"
_METHOD = (
    "Events by the district they lie in; of 5 km at most the nearest. Area of marks by deaths. "
    "An event belongs to the window of its first day."
)


def draw_scale(axes: Axes, sheet: Sheet) -> list[Any]:
    """Draw a scale bar, true at the map's middle, and a north arrow; return what they are."""
    left, bottom, right, top = sheet.limits
    wide, tall = right - left, top - bottom
    steps = np.array([1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000])
    length = float(steps[steps * 1000 <= 0.24 * wide].max(initial=1))
    x, y = right - 0.03 * wide - length * 1000, bottom + 0.03 * tall
    plate = Rectangle(
        (x - 0.015 * wide, bottom + 0.012 * tall),
        length * 1000 + 0.03 * wide,
        0.058 * tall,
        facecolor="white",
        alpha=0.85,
        edgecolor="none",
        zorder=8,
    )
    axes.add_patch(plate)
    for part, colour in ((0, INK), (1, "white")):
        start = x + part * length * 500
        bar = (start, y), length * 500, 0.008 * tall
        axes.add_patch(Rectangle(*bar, facecolor=colour, edgecolor=INK, linewidth=0.7, zorder=9))
    text = axes.text(
        x + length * 500,
        y + 0.013 * tall,
        f"{length:g} km",
        ha="center",
        va="bottom",
        fontsize=7,
        zorder=9,
    )
    arrow = axes.annotate(
        "N",
        (0.965, 0.965),
        (0.965, 0.905),
        xycoords="axes fraction",
        ha="center",
        va="center",
        fontsize=9,
        weight="bold",
        zorder=9,
        arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 1.2},
    )
    return [plate, text, arrow]


def draw_inset(figure: Figure, box: tuple[float, float, float, float], sheet: Sheet) -> None:
    """Draw the eight countries, small, with the map's frame on them; ``box`` in inches."""
    axes = axes_at(figure, box)
    units = read_units(level="country")
    whole = Sheet((44.0, 24.5, 97.0, 49.5), box[2] / box[3])
    axes.set_xlim(whole.limits[0], whole.limits[2])
    axes.set_ylim(whole.limits[1], whole.limits[3])
    for at, shape in whole.shapes(units.set_index("unit_id")).items():
        colour = symbols.ZERO_COLOUR if at == "AFG" else symbols.NEIGHBOUR_COLOUR
        axes.add_artist(_patch(shape, colour))
    west, south, east, north = sheet.box
    corners = whole.place(np.array([[west, south], [east, south], [east, north], [west, north]]))
    axes.fill(*corners.T, facecolor="none", edgecolor="#b2182b", linewidth=1.4)


def _patch(shape: Any, colour: str) -> Any:
    from matplotlib.patches import PathPatch

    return PathPatch(path_of([shape]), facecolor=colour, edgecolor="#3a3733", linewidth=0.5)


def legend_entries(view: View, drawn: Drawn) -> list[tuple[str, list[tuple[Any, str]]]]:
    """Return headings and entries of what was drawn, and of nothing else."""
    from matplotlib.lines import Line2D

    groups: list[tuple[str, list[tuple[Any, str]]]] = []
    if drawn.classes:
        entries: list[tuple[Any, str]] = []
        for number, low in enumerate(drawn.breaks):
            if number in drawn.classes:
                colour = symbols.COUNT_SCALE[number]
                entries.append(
                    (Patch(facecolor=colour, edgecolor="#8a857b"), _span(drawn.breaks, number, low))
                )
        if UNKNOWN in drawn.classes:
            hatch = Patch(facecolor="white", edgecolor="#8a8a8a", hatch="////")
            entries.append((hatch, "toll unknown"))
        counted = "Deaths (best estimate)" if view.measure == "fatalities" else "Events"
        groups.append((f"{counted} by {view.count_level}", entries))
    if drawn.types:
        colours = {family.key: family.colour for family in symbols.FAMILIES}
        entries = [
            (_mark(MARKERS[kind.shape], colours[kind.family]), kind.label)
            for kind in symbols.EVENT_TYPES
            if kind.key in drawn.types
        ]
        if drawn.hollow:
            entries.append((_mark("o", "white"), "hollow: toll unknown"))
        groups.append(("Events, area by deaths", entries))
    if drawn.areas:
        area = Patch(facecolor="#e9ecf2", edgecolor=symbols.WASH_COLOUR, linestyle="dashed")
        groups.append(("", [(area, "number known to this area only")]))
    if drawn.zones is not None and len(drawn.zones):
        groups.append(("Zones as claimed by their sources", _zone_entries(drawn.zones)))
    lines: list[tuple[Any, str]] = []
    if drawn.corridors:
        lines.append(
            (Patch(facecolor=CORRIDOR, alpha=0.2), f"corridor, {view.corridor_km:g} km each side")
        )
    if drawn.borders:
        colour = CORRIDOR if drawn.corridors else INK
        lines.append((Line2D([], [], color=colour, linewidth=1.9), "border segment"))
    if drawn.crossings:
        lines.append((_mark("s", "white", "#4a1486"), "border crossing"))
    return [*groups, ("", lines)] if lines else groups


def _zone_entries(zones: gpd.GeoDataFrame) -> list[tuple[Any, str]]:
    rows = zones.drop_duplicates(["group", "status"]).sort_values(["group", "status"])
    return [
        (
            Patch(
                facecolor="white",
                edgecolor=symbols.GROUP_COLOURS.get(zone.group, symbols.OTHER_GROUP_COLOUR),
                hatch=HATCHES[zone.status],
                linestyle=OUTLINES[zone.confidence],
            ),
            f"{zone.group}, {symbols.STATUSES[zone.status][0].lower()}",
        )
        for zone in rows.itertuples()
    ]


def _span(breaks: tuple[int, ...], number: int, low: int) -> str:
    if number == len(breaks) - 1:
        return f"{low:,} or more"
    high = breaks[number + 1] - 1
    return f"{low:,}" if high == low else f"{low:,}–{high:,}"


def _mark(marker: str, colour: str, edge: str = INK) -> Any:
    from matplotlib.lines import Line2D

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


def key_figures(shown: gpd.GeoDataFrame) -> list[str]:
    """Return the numbers of the events on a map in words."""
    tolls = shown["fatalities_best"]
    unknown = int(tolls.isna().sum())
    lines = ["On this map:", f"{len(shown):,} event{'' if len(shown) == 1 else 's'}"]
    if tolls.notna().any():
        lines.append(f"{int(tolls.sum()):,} deaths (best estimates)")
    if unknown:
        lines.append(f"{unknown:,} with toll unknown")
    doubtful = int((shown["verified"] == "memory").sum())
    return [*lines, f"{doubtful:,} unverified"] if doubtful else lines


def footer(joined: gpd.GeoDataFrame, shown: gpd.GeoDataFrame) -> list[str]:
    """Return sources, licences, boundary vintage, date of the data and the disclaimer."""
    names = ", ".join(str(name) for name in joined["dataset"].astype("category").cat.categories)
    publishers = shown["source_publisher"].dropna().value_counts().index.tolist()
    first = ", ".join(publishers[:8]) + (
        f" and {len(publishers) - 8} more" if len(publishers) > 8 else ""
    )
    until = long_date(joined["date_start"].max()) if len(joined) else "no date"
    return [
        f"Events: {names}; data to {until}. Sources of the events shown: {first or 'none'}.",
        boundary_credits(),
        f"{DISCLAIMER} A zone is a dated claim by its source, not a fact. {_METHOD}",
    ]


def wrapped(text: str, width_inches: float, points: float) -> str:
    """Return text in lines that fit a width, at 0.58 em for a letter."""
    return textwrap.fill(text, max(10, int(width_inches * 72 / (0.58 * points))))


def wrapped_lines(lines: list[str], width_inches: float, points: float) -> str:
    """Return lines, each broken where it is longer than a width."""
    return "\n".join(wrapped(line, width_inches, points) for line in lines)


def axes_at(figure: Figure, box: tuple[float, float, float, float]) -> Axes:
    """Return axes without ticks at a box in inches."""
    wide, tall = figure.get_size_inches()
    left, bottom, width, height = box
    axes = figure.add_axes((left / wide, bottom / tall, width / wide, height / tall))
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_aspect("equal", adjustable="box")
    for side in axes.spines.values():
        side.set(visible=True, linewidth=0.8, color=INK)
    return axes


def title_block(figure: Figure, paper: Paper, title: str, subtitle: str, marking: str) -> None:
    """Write title and subtitle at the top, and the marking at top and bottom."""
    wide, tall = paper.width, paper.height
    left, room = paper.margin / wide, paper.width - 2 * paper.margin
    top = tall - paper.margin - paper.strip
    lines = wrapped(title, room, paper.title * 1.1).splitlines() if title else []
    if len(lines) > 1:
        lines = [lines[0][:-1].rstrip() + "…"]
    if lines:
        figure.text(
            left,
            top / tall,
            "\n".join(lines),
            fontsize=paper.title,
            weight="bold",
            va="top",
            linespacing=1.1,
        )
    used = len(lines) * 1.2 * paper.title / 72
    figure.text(
        left,
        (top - used) / tall,
        wrapped(subtitle, room, paper.text),
        fontsize=paper.text,
        va="top",
        color=FAINT,
    )
    for y in (1 - 0.6 * paper.margin / tall, 0.6 * paper.margin / tall):
        if marking:
            figure.text(
                0.5, y, marking, ha="center", va="center", fontsize=paper.small, weight="bold"
            )
