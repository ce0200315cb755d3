"""Relief, rivers, lakes and seas on a map sheet."""

import numpy as np
from matplotlib.axes import Axes

from geo import palette
from geo.drawing.projection import Sheet
from geo.drawing.strokes import fill
from geo.terrain.relief import shade_at
from geo.terrain.waters import read_waters

_KM_A_CELL = 0.75
"""Half of what the relief can tell: finer cells would only repeat it."""
_FEWEST, _MOST = 240, 1200
"""Cells across a map."""
_WIDE_KM = 900.0
"""Wider maps have thinner rivers."""


def draw_relief(axes: Axes, sheet: Sheet) -> None:
    """Darken what was drawn by the slopes turned from the light; flat ground keeps its colour."""
    left, bottom, right, top = sheet.limits
    columns = int(np.clip(sheet.width_km / _KM_A_CELL, _FEWEST, _MOST))
    rows = round(columns * (top - bottom) / (right - left))
    x = left + (np.arange(columns) + 0.5) / columns * (right - left)
    y = top - (np.arange(rows) + 0.5) / rows * (top - bottom)
    places = np.column_stack([part.ravel() for part in np.meshgrid(x, y)])
    longitude, latitude = sheet.lonlat(places).T
    shade = np.zeros((rows, columns, 4))
    shade[..., 3] = shade_at(longitude, latitude).reshape(rows, columns)
    axes.imshow(
        np.rint(shade * 255).astype(np.uint8),
        extent=(left, right, bottom, top),
        aspect=axes.get_aspect(),
        interpolation="bilinear",
        zorder=1,
    )


def draw_waters(axes: Axes, sheet: Sheet) -> None:
    """Draw rivers, lakes and seas."""
    waters = read_waters()
    shapes = sheet.shapes(waters)
    if shapes.empty:
        return
    rivers = waters["kind"].loc[shapes.index] == "river"
    width = 0.5 if sheet.width_km > _WIDE_KM else 0.8
    fill(axes, shapes[~rivers], facecolor=palette.WATER, edgecolor=palette.RIVER, linewidth=0.3)
    fill(axes, shapes[rivers], facecolor="none", edgecolor=palette.RIVER, linewidth=width)
