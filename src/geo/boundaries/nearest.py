"""Which shape is nearest to a point, and how far it is."""

from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from pykdtree.kdtree import KDTree

from geo.boundaries.locate import Indices, locate
from geo.geodesy import GEODESIC, Floats

_KM_PER_DEGREE = 111.32
_STRIP = 1.0
"""Degrees of latitude."""
_CELL = 0.5
"""Degrees."""
_FEW = 100
"""Points for which all edges within reach are sooner measured than the nearest are told."""


def nearest_shape(
    lonlat: Floats, shapes: NDArray[Any], within_km: float | Floats
) -> tuple[Indices, Floats]:
    """Return the nearest shape of each point and its geodesic distance in km.

    -1 and NaN where none lies within ``within_km``. Ties go to the shape that comes first.

    Parameters
    ----------
    lonlat : array of float, shape (n, 2)
        Degrees, EPSG:4326.
    shapes : array of polygons
    within_km : float, or array of float, shape (n,)
        Geodesic kilometres, of all points or of each.
    """
    nearest = np.full(len(lonlat), -1, dtype=np.int32)
    distance = np.full(len(lonlat), np.nan)
    usable = np.isfinite(lonlat).all(axis=1) & (np.abs(lonlat[:, 1]) < 89)
    if not usable.any() or not len(shapes):
        return nearest, distance
    nearest[usable] = locate(lonlat[usable], shapes)
    distance[nearest >= 0] = 0.0
    outside = np.flatnonzero(usable & (nearest < 0))
    if not len(outside):
        return nearest, distance
    reach = np.broadcast_to(np.asarray(within_km, dtype=np.float64), len(lonlat))
    edges = _edges(shapes, _within_reach(lonlat[outside], shapes, reach[outside].max()))
    strips = np.floor(lonlat[outside, 1] / _STRIP)
    for strip in np.unique(strips):
        rows = outside[strips == strip]
        point, edge = _candidates(lonlat[rows], edges, (strip + 0.5) * _STRIP, reach[rows])
        foot = _foot(lonlat[rows[point]], edges.start[edge], edges.end[edge])
        km = (np.asarray(GEODESIC.inv(*lonlat[rows[point]].T, *foot.T)[2]) / 1000).round(6)
        order = np.lexsort((edges.shape[edge], km, point))
        best = order[np.unique(point[order], return_index=True)[1]]
        best = best[km[best] <= reach[rows[point[best]]]]
        nearest[rows[point[best]]] = edges.shape[edge[best]]
        distance[rows[point[best]]] = km[best]
    return nearest, distance


def _within_reach(lonlat: Floats, shapes: NDArray[Any], within_km: float) -> NDArray[np.intp]:
    """Return the shapes among which every one within reach of a point is: few for few points."""
    low = np.unique(np.floor(lonlat / _CELL), axis=0) * _CELL
    tall = np.full(len(low), within_km / _KM_PER_DEGREE * 1.02)
    poleward = np.abs(low[:, 1] + _CELL / 2) + _CELL / 2 + tall
    reach = np.column_stack([tall / np.cos(np.radians(np.minimum(poleward, 89.9))), tall])
    boxes = shapely.box(*(low - reach).T, *(low + _CELL + reach).T)
    return np.unique(shapely.STRtree(shapes).query(boxes)[1])


class _Edges(NamedTuple):
    """Every edge of every shape: its two ends in degrees, and the position of its shape."""

    start: Floats
    end: Floats
    shape: NDArray[np.intp]


def _edges(shapes: NDArray[Any], some: NDArray[np.intp]) -> _Edges:
    rings, shape = shapely.get_parts(shapely.boundary(shapes[some]), return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    first = np.flatnonzero(ring[1:] == ring[:-1])
    return _Edges(corners[first], corners[first + 1], some[shape[ring[first]]])


def _candidates(
    lonlat: Floats, edges: _Edges, latitude: float, within_km: Floats
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return pairs of point and edge among which each point's nearest is, within about the reach.

    The points lie in the strip around ``latitude``, where a plane that is squeezed for it tells how
    far an edge is but for a share: what may be nearest by that share is a candidate.
    """
    reach = within_km / _KM_PER_DEGREE * 1.02
    lats = np.column_stack([edges.start[:, 1], edges.end[:, 1]])
    half = _STRIP / 2 + reach.max()
    near = np.flatnonzero(
        (lats.min(axis=1) <= latitude + half) & (lats.max(axis=1) >= latitude - half)
    )
    if not len(near):
        return near, near
    squeeze = np.array([np.cos(np.radians(latitude)), 1.0])
    ends = np.stack([edges.start[near] * squeeze, edges.end[near] * squeeze], axis=1)
    tree = shapely.STRtree(np.asarray(shapely.linestrings(ends)))
    # A degree of longitude shrinks by its tangent's share for each radian of latitude.
    share = np.tan(np.radians(abs(latitude)))
    wide = reach * (1 + np.radians(reach + _STRIP) * share)
    some, gap = np.arange(len(lonlat)), wide
    if len(lonlat) > _FEW:
        # The nearest edge is no farther than the nearest corner, and nearer by half its length.
        most = wide + np.hypot(*(ends[:, 1] - ends[:, 0]).T).max() / 2
        corner, _ = KDTree(ends[:, 0]).query(lonlat * squeeze, distance_upper_bound=most.max())
        some = np.flatnonzero(corner <= most)
        corner = corner[some]
        gap = np.minimum(corner * (1.01 + np.radians(corner + _STRIP) * share) + 1e-9, wide[some])
    points = shapely.points(lonlat[some] * squeeze)
    point, edge = tree.query(points, predicate="dwithin", distance=gap)
    return some[point], near[edge]


def _foot(lonlat: Floats, start: Floats, end: Floats) -> Floats:
    """Return the place on its edge that is nearest to each point, shape (n, 2).

    It is found where degrees are alike both ways, in a plane squeezed for the point's latitude.
    """
    squeeze = np.cos(np.radians(lonlat[:, 1]))
    (dx, dy), (x, y) = (end - start).T, (lonlat - start).T
    length = (dx * squeeze) ** 2 + dy**2
    along = (x * dx * squeeze**2 + y * dy) / np.where(length > 0, length, 1.0)
    foot: Floats = start + (end - start) * np.clip(along, 0.0, 1.0)[:, None]
    return foot
