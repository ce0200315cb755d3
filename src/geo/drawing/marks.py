"""Events known to a town or site on a map sheet: marks, and rings around those of one's own."""

import geopandas as gpd
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from geo import palette, vocabulary
from geo.drawing.drawn import Drawn
from geo.drawing.projection import Sheet
from geo.event_counts import event_counts
from geo.geodesy import Floats
from geo.palette import INK
from geo.points import coordinates
from geo.tolls import Tolls
from geo.view.own_data import own_datasets

MARKERS = {
    "circle": "o",
    "star": "*",
    "diamond": "D",
    "cross": "P",
    "triangle": "^",
    "square": "s",
}
_RING_GAP = 2.0
"""Points between the edge of a mark and the ring around it."""
_MANY = 10_000
"""Marks of one look."""
_SAME_PLACE = 1 / 4000
"""Of the map's width: nearer marks are at one place, a fifth of a millimetre on a slide."""


def draw_events(
    axes: Axes,
    drawn: Drawn,
    sheet: Sheet,
    joined: gpd.GeoDataFrame,
    shown: gpd.GeoDataFrame,
) -> None:
    """Draw events known to a town or site, the deadliest last and on top."""
    points = sheet.place(coordinates(shown))
    events = event_counts(shown)
    sure = shown["geo_precision"].isin(["exact", "town"]).to_numpy() & sheet.inside(points)
    sure &= events > 0
    points, events = points[sure], events[sure]
    # A mark says one event; where a row stands for more, its number is written there.
    drawn.numbers += [(*points[at], int(events[at]), " here") for at in np.flatnonzero(events > 1)]
    tolls = Tolls.of(shown, sure).best
    radius = 2.1 + 6.2 * np.sqrt(np.clip(np.nan_to_num(tolls), 0, 100) / 100)
    kinds = shown["event_type"].astype("category")[sure]
    drawn.hollow = bool(np.isnan(tolls).any())
    marks = [drawn.marks]
    for kind in vocabulary.EVENT_TYPES:
        rows = np.flatnonzero((kinds == kind.key).to_numpy())
        if not len(rows):
            continue
        drawn.types.append(kind.key)
        rows = rows[np.argsort(radius[rows], kind="stable")]
        colour = palette.TYPE_COLOURS[kind.key]
        for hollow in (False, True):
            some = _seen(rows[np.isnan(tolls[rows]) == hollow], points, sheet)
            marks.append(np.column_stack([points[some], radius[some]]))
            for alike, sizes in _sized(some, radius):
                axes.scatter(
                    points[alike, 0],
                    points[alike, 1],
                    s=sizes,
                    marker=MARKERS[palette.SHAPES[kind.key]],
                    facecolors="white" if hollow else colour,
                    edgecolors=colour if hollow else INK,
                    linewidths=1.1 if hollow else 0.5,
                    zorder=5,
                )
    drawn.marks = np.concatenate(marks)
    own = shown["dataset"].isin(own_datasets(joined["dataset"].unique()))[sure]
    drawn.own_events = sorted(shown["dataset"][sure][own].unique())
    _rings(axes, points[own], radius[own])


def _rings(axes: Axes, points: Floats, radius: Floats) -> None:
    """Draw a ring around the marks of events of one's own, with a thin gap between."""
    axes.scatter(
        points[:, 0],
        points[:, 1],
        s=(2 * (radius + _RING_GAP)) ** 2,
        marker="o",
        facecolors="none",
        edgecolors=palette.OWN_EVENTS,
        linewidths=0.9,
        zorder=5.5,
    )


def _sized(
    rows: NDArray[np.intp], radius: Floats
) -> list[tuple[NDArray[np.intp], NDArray[np.float64]]]:
    """Return rows, in the order of their radius, with the areas of their marks.

    Where they are many, those of one radius come with one area for all: matplotlib holds nine
    numbers for each mark that has an area of its own.
    """
    areas = (2 * radius[rows]) ** 2
    if len(rows) <= _MANY:
        return [(rows, areas)]
    parts = np.split(rows, np.flatnonzero(np.diff(areas)) + 1)
    return [(part, (2 * radius[part[:1]]) ** 2) for part in parts]


def _seen(rows: NDArray[np.intp], points: Floats, sheet: Sheet) -> NDArray[np.intp]:
    """Return of marks alike and at one place only the last, which covers the others."""
    left, _, right, _ = sheet.limits
    spots = np.rint(points[rows] / ((right - left) * _SAME_PLACE))
    _, last = np.unique(spots[::-1], axis=0, return_index=True)
    return rows[np.sort(len(rows) - 1 - last)]
