"""An area of one's own on a map sheet: its edge, in the colour of what is chosen, and its name."""

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from shapely.geometry.base import BaseGeometry

from geo import palette
from geo.drawing.projection import Sheet
from geo.drawing.strokes import outline
from geo.schema import CRS
from geo.view.area import Area
from geo.view.area_ground import area_geometry

EDGE_POINTS, _HALO_POINTS = 1.9, 3.8
_PLACES = 48
"""Places along an edge at which its name is tried."""
_STRAIGHT = 0.25
"""Degrees: edges are straight in degrees, and bend on the sheet."""


def draw_own_area(axes: Axes, sheet: Sheet, area: Area | None) -> bool:
    """Draw the edge of an area, and return whether some of it shows."""
    if area is None:
        return False
    here = area_on(sheet, area)
    outline(axes, here, palette.PAPER, _HALO_POINTS)
    outline(axes, here, palette.OWN_AREA, EDGE_POINTS)
    return bool(len(here))


def area_on(sheet: Sheet, area: Area) -> gpd.GeoSeries:
    """Return what shows of an area, projected: one shape, or none."""
    ground = shapely.segmentize(area_geometry(area), _STRAIGHT)
    return sheet.shapes(gpd.GeoDataFrame(geometry=[ground], crs=CRS))


def name_spots(here: gpd.GeoSeries, sheet: Sheet) -> list[tuple[float, float, bool]]:
    """Return places along the edge of an area, in metres, and whether each lies on its upper side.

    Those for a name come first: the northernmost, then what is near to it along the edge.
    """
    window = shapely.box(*sheet.limits)
    edges = shapely.intersection(shapely.boundary(here.to_numpy()), window)
    edge = shapely.union_all(edges)
    if edge.is_empty:
        return []
    steps = np.linspace(0, 1, _PLACES, endpoint=False)
    places = shapely.line_interpolate_point(_longest(edge), steps, normalized=True)
    x, y = shapely.get_coordinates(places).T
    _, low, _, high = shapely.total_bounds(here.to_numpy())
    upper = y >= (low + high) / 2
    order = np.lexsort([-y, ~upper])
    return [(float(x[at]), float(y[at]), bool(upper[at])) for at in order]


def _longest(lines: BaseGeometry) -> Any:
    parts = shapely.get_parts(shapely.line_merge(lines))
    return parts[np.argmax(shapely.length(parts))]
