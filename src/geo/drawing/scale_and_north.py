"""What stands on and beside a map on paper: scale, north, graticule, the inset."""

from typing import Any

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, PathPatch, Rectangle
from matplotlib.transforms import offset_copy

from geo import palette
from geo.boundaries.units import read_units
from geo.drawing.paper import Box
from geo.drawing.projection import Sheet, path_of
from geo.palette import INK

_STEPS = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)
"""Degrees between the lines of a graticule."""
_LEAST_FRAME = 0.05
"""Of the inset's width: the least size of the frame on it."""
_EDGE = 0.012
"""Of the inset's width: what the frame keeps off its edge."""


def draw_scale(axes: Axes, sheet: Sheet, size: float) -> list[Any]:
    """Draw a scale bar, true at the map's middle, and a north arrow; return what they are.

    ``size`` is that of the words, in points.
    """
    left, bottom, right, top = sheet.limits
    wide, tall = right - left, top - bottom
    steps = np.outer(10.0 ** np.arange(0, 7), [1, 2, 2.5, 5]).ravel()
    metres = float(steps[steps <= 0.24 * wide].max(initial=1))
    x, y = right - 0.03 * wide - metres, bottom + 0.03 * tall
    plate = Rectangle(
        (x - 0.015 * wide, bottom + 0.012 * tall),
        metres + 0.03 * wide,
        0.058 * tall,
        facecolor="white",
        alpha=0.85,
        edgecolor="none",
        zorder=8,
    )
    axes.add_patch(plate)
    for part, colour in ((0, INK), (1, "white")):
        start = x + part * metres / 2
        bar = (start, y), metres / 2, 0.008 * tall
        axes.add_patch(Rectangle(*bar, facecolor=colour, edgecolor=INK, linewidth=0.7, zorder=9))
    text = axes.text(
        x + metres / 2,
        y + 0.013 * tall,
        f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m",
        ha="center",
        va="bottom",
        fontsize=size,
        zorder=9,
    )
    return [plate, text, *_draw_north(axes, 1.2 * size)]


def _draw_north(axes: Axes, size: float) -> list[Any]:
    """Draw an arrow over the letter N in the upper right corner, as large as the letter asks."""
    corner: dict[str, Any] = {"xy": (1, 1), "xycoords": "axes fraction", "zorder": 9}
    at = -1.3 * size
    letter = axes.annotate(
        "N",
        xytext=(at, -2.8 * size),
        textcoords="offset points",
        ha="center",
        va="center",
        fontsize=size,
        weight="bold",
        bbox={"boxstyle": "square,pad=0.25", "facecolor": "white", "alpha": 0.85, "lw": 0},
        **corner,
    )
    figure: Any = axes.figure
    ends = [
        offset_copy(axes.transAxes, figure, at, end * size, units="points").transform((1.0, 1.0))
        for end in (-2.0, -0.6)
    ]
    foot, tip = axes.transAxes.inverted().transform(ends)
    arrow = FancyArrowPatch(
        tuple(foot),
        tuple(tip),
        transform=axes.transAxes,
        arrowstyle="-|>",
        mutation_scale=size,
        color=INK,
        linewidth=1.2,
        zorder=9,
    )
    axes.add_patch(arrow)
    return [letter, arrow]


def draw_graticule(axes: Axes, sheet: Sheet, size: float) -> list[Any]:
    """Draw lines of whole degrees, four or more across the map; return their names at its edges.

    ``size`` is that of the names, in points.
    """
    west, south, east, north = sheet.lonlat_box()
    step = max((s for s in _STEPS if (east - west) / s >= 4), default=_STEPS[0])
    lines = {
        "x": np.arange(np.ceil(west / step), east / step) * step,
        "y": np.arange(np.ceil(south / step), north / step) * step,
    }
    corner = sheet.limits[:2]
    names = []
    for axis, degrees in lines.items():
        for degree in degrees:
            ends = (
                [(degree, south), (degree, north)]
                if axis == "x"
                else [(west, degree), (east, degree)]
            )
            line = sheet.place(
                shapely.get_coordinates(shapely.segmentize(shapely.LineString(ends), step / 4))
            )
            axes.plot(*line.T, color=palette.GRATICULE, linewidth=0.35, zorder=2.5)
            names.append(_name_line(axes, line, axis, degree, corner, size))
    return names


def _name_line(
    axes: Axes, line: Any, axis: str, degree: float, corner: tuple[float, float], size: float
) -> Any:
    """Write a line's degrees where it meets the lower or the left edge of the map."""
    along, across = (0, 1) if axis == "x" else (1, 0)
    order = np.argsort(line[:, across])
    at = float(np.interp(corner[across], line[order, across], line[order, along]))
    letter = ("E" if degree >= 0 else "W") if axis == "x" else ("N" if degree >= 0 else "S")
    place = (at, corner[1]) if axis == "x" else (corner[0], at)
    return axes.annotate(
        f"{abs(degree):g}°{letter}",
        place,
        xytext=(0, 3) if axis == "x" else (3, 0),
        textcoords="offset points",
        ha="center" if axis == "x" else "left",
        va="bottom" if axis == "x" else "center",
        fontsize=size,
        color=palette.GRATICULE_NAME,
        annotation_clip=True,
        zorder=2.6,
    )


def draw_inset(figure: Figure, box: Box, sheet: Sheet) -> None:
    """Draw the eight countries, small, with the map's frame on them; ``box`` in inches."""
    axes = axes_at(figure, box)
    units = read_units(level="country")
    whole = Sheet((44.0, 24.5, 97.0, 49.5), box[2] / box[3])
    axes.set_xlim(whole.limits[0], whole.limits[2])
    axes.set_ylim(whole.limits[1], whole.limits[3])
    for at, shape in whole.shapes(units.set_index("unit_id")).items():
        colour = palette.HOME if at == "AFG" else palette.NEIGHBOUR
        axes.add_artist(_country(shape, colour))
    shows = whole.place(sheet.outline())
    # A small map is a dot there: its frame is drawn as large as can be seen.
    middle, least = shows.mean(axis=0), (whole.limits[2] - whole.limits[0]) * _LEAST_FRAME
    span = np.maximum(np.ptp(shows, axis=0), 1e-9)
    shows = middle + (shows - middle) * np.maximum(1.0, least / span)
    # A map may reach beyond the inset: the frame stays on it, its whole line to be seen.
    edge = (whole.limits[2] - whole.limits[0]) * _EDGE
    low, high = np.array(whole.limits[:2]) + edge, np.array(whole.limits[2:]) - edge
    shows = np.clip(shows, low, high)
    axes.fill(*shows.T, facecolor="none", edgecolor=palette.TAKEOVER, linewidth=1.4)


def _country(shape: Any, colour: str) -> PathPatch:
    return PathPatch(
        path_of([shape]), facecolor=colour, edgecolor=palette.COUNTRY_EDGE, linewidth=0.5
    )


def axes_at(figure: Figure, box: Box) -> Axes:
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
