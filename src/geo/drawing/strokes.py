"""Shapes filled and stroked on the axes of a map, as one path."""

from typing import Any

import geopandas as gpd
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch

from geo.drawing.projection import path_of


def fill(axes: Axes, shapes: Any, **look: Any) -> None:
    """Draw shapes as one path, with the look of a patch."""
    if len(shapes):
        # As an artist, not a patch: the limits stand, and to measure every path takes seconds.
        artist = axes.add_artist(PathPatch(path_of(np.asarray(shapes)), **look))
        artist.set_clip_path(axes.patch)


def outline(axes: Axes, shapes: gpd.GeoSeries, colour: str, width: float) -> None:
    """Draw the edges of shapes; ``width`` in points."""
    look = {"linewidth": width, "joinstyle": "round"}
    fill(axes, shapes, facecolor="none", edgecolor=colour, **look)


def inner_outline(axes: Axes, shape: Any, **look: Any) -> None:
    """Draw the edge of a shape on its inner side only: half the ``linewidth`` shows."""
    path = path_of([shape])
    artist = axes.add_artist(PathPatch(path, facecolor="none", **look))
    artist.set_clip_path(path, axes.transData)
    artist.set_clip_box(axes.bbox)
