"""Relief, rivers, lakes and seas on a map sheet."""

from functools import lru_cache

import geopandas as gpd
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from geo import palette
from geo.drawing.projection import Sheet
from geo.drawing.strokes import fill
from geo.geodesy import Floats
from geo.terrain.relief import shade_at
from geo.terrain.waters import read_waters

_KM_A_CELL = 0.75
"""Half of what the relief can tell: finer cells would only repeat it."""
_FEWEST, _MOST = 240, 1200
"""Cells across a map."""
_NODES = 49
_WIDE_KM = 900.0
"""Wider maps have thinner rivers."""


def draw_relief(axes: Axes, sheet: Sheet) -> None:
    """Darken what was drawn by the slopes turned from the light; flat ground keeps its colour."""
    left, bottom, right, top = sheet.limits
    opacity = _opacity(sheet)
    black = np.zeros((*opacity.shape, 4), dtype=np.uint8)
    black[..., 3] = opacity
    axes.imshow(
        black,
        extent=(left, right, bottom, top),
        aspect=axes.get_aspect(),
        interpolation="bilinear",
        zorder=1,
    )


@lru_cache(maxsize=6)
def _opacity(sheet: Sheet) -> NDArray[np.uint8]:
    """Return how dark each cell of a sheet is, 0 to 255, the northernmost row first."""
    left, bottom, right, top = sheet.limits
    columns = int(np.clip(sheet.width_km / _KM_A_CELL, _FEWEST, _MOST))
    rows = round(columns * (top - bottom) / (right - left))
    # Places are projected at a few nodes and drawn out between them: a projection bends slowly.
    nodes = [np.linspace(left, right, _NODES), np.linspace(top, bottom, _NODES)]
    at = np.column_stack([part.ravel() for part in np.meshgrid(*nodes)])
    between = [_weights(size) for size in (rows, columns)]
    longitude, latitude = (
        between[0] @ degrees.reshape(_NODES, _NODES) @ between[1].T
        for degrees in sheet.lonlat(at).T
    )
    return np.rint(shade_at(longitude, latitude) * 255).astype(np.uint8)


def _weights(size: int) -> Floats:
    """Return what each node counts at the middle of each of ``size`` cells, shape (size, nodes)."""
    place = (np.arange(size) + 0.5) / size * (_NODES - 1)
    weights: Floats = np.maximum(0, 1 - np.abs(place[:, None] - np.arange(_NODES)))
    return weights


def draw_waters(axes: Axes, sheet: Sheet) -> None:
    """Draw rivers, lakes and seas."""
    shapes = _waters_on(sheet)
    rivers = read_waters()["kind"].loc[shapes.index] == "river"
    width = 0.5 if sheet.width_km > _WIDE_KM else 0.8
    fill(axes, shapes[~rivers], facecolor=palette.WATER, edgecolor=palette.RIVER, linewidth=0.3)
    fill(axes, shapes[rivers], facecolor="none", edgecolor=palette.RIVER, linewidth=width)


@lru_cache(maxsize=6)
def _waters_on(sheet: Sheet) -> gpd.GeoSeries:
    return sheet.shapes(read_waters())
