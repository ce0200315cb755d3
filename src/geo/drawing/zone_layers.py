"""Zones on a map sheet: one light tint for each place, one outline for each zone."""

from typing import Any

import geopandas as gpd
import shapely
from matplotlib.axes import Axes

from geo import palette
from geo.drawing.drawn import Drawn
from geo.drawing.projection import Sheet
from geo.drawing.strokes import fill, inner_outline
from geo.drawing.zone_shapes import UNCLAIMED_HATCH, unclaimed_ground
from geo.view.view import View

ZONE_TINT, _ZONE_EDGE, _ZONE_POINTS = 0.08, 0.55, 2.4
"""Opacity of the ground of a zone and of its outline, which lies inside it, so many points wide."""


def draw_unclaimed(axes: Axes, drawn: Drawn, view: View, shapes: dict[str, gpd.GeoSeries]) -> None:
    """Dot the ground for which no claim of any group was collected."""
    ground = unclaimed_ground(view, shapes)
    drawn.unclaimed = bool(len(ground))
    look = {"edgecolor": palette.UNCLAIMED, "hatch": UNCLAIMED_HATCH, "linewidth": 0}
    fill(axes, ground, facecolor="none", **look)


def tint_zones(axes: Axes, zones: gpd.GeoDataFrame) -> None:
    """Tint each place once, in the colour of the smallest zone there."""
    for shape, group in zip(zones["own"], zones["group"], strict=True):
        colour = palette.group_colour(group)
        fill(axes, [shape], facecolor=colour, alpha=ZONE_TINT, edgecolor="none")


def draw_zones(axes: Axes, drawn: Drawn, sheet: Sheet) -> None:
    """Outline the zones, the largest first, each inside its edge."""
    if drawn.zones is None or drawn.zones.empty:
        return
    shapes = drawn.zones.geometry
    # Shapes are cut a little beyond the edge: what crosses it is an outline, not a cut.
    shows = shapes.boundary.intersects(shapely.box(*sheet.limits))
    drawn.outlines = set(drawn.zones.loc[shows, "confidence"])
    for shape, (_, zone) in zip(shapes, drawn.zones.iterrows(), strict=True):
        look: Any = {
            "edgecolor": palette.group_colour(zone["group"]),
            "linestyle": palette.OUTLINES[zone["confidence"]],
            "linewidth": 2 * _ZONE_POINTS,
            "alpha": _ZONE_EDGE,
        }
        inner_outline(axes, shape, **look)
