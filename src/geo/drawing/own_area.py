"""An area of one's own on a map sheet: its edge, in the colour of what is chosen."""

import geopandas as gpd
import shapely
from matplotlib.axes import Axes

from geo import palette
from geo.drawing.projection import Sheet
from geo.drawing.strokes import outline
from geo.schema import CRS
from geo.view.area import Area
from geo.view.area_ground import area_geometry

EDGE_POINTS, _HALO_POINTS = 1.9, 3.8
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
