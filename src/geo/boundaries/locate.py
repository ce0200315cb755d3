"""Which shape covers or is nearest to a point: the search under the join."""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.geodesy import GEODESIC, Floats

_COLUMNS, _ROWS = 128, 512
_BLOCKS = 48
_WORKERS = min(4, os.cpu_count() or 1)
_METRES_PER_DEGREE = 111_320.0
_STRIP = 0.05
"""Degrees of latitude."""

Indices = NDArray[np.int32]


def locate(lonlat: Floats, shapes: NDArray[Any]) -> Indices:
    """Return for each point the position of the first shape that covers it, -1 for none.

    Points are sorted into tiles once, column by column; a block of shapes is then tested in one
    go with all points in the shapes' bounding boxes.

    Parameters
    ----------
    lonlat : array of float, shape (n, 2)
    shapes : array of polygons
        In the order in which they claim a point that several cover.
    """
    first = np.full(len(lonlat), -1, dtype=np.int32)
    if len(lonlat) == 0:
        return first
    shapely.prepare(shapes)
    tiles = _tiled(lonlat, shapely.bounds(shapes))
    solid = np.flatnonzero(np.isfinite(tiles.bounds[:, 0]))
    # numpy and GEOS let go of the interpreter, so that all processors work; no shape goes to
    # two of them, for a prepared shape must not be asked by two at once.
    with ThreadPoolExecutor(_WORKERS) as workers:
        claims = list(workers.map(partial(_claim, tiles, shapes), np.array_split(solid, _BLOCKS)))
    claimed = np.full(len(tiles.rows), -1, dtype=np.int32)
    # Written last to first: of several shapes the first keeps the point.
    for point, shape in reversed(claims):
        claimed[point[::-1]] = shape[::-1]
    first[tiles.rows] = claimed
    return first


class _Tiles(NamedTuple):
    """Points in the order of their tiles, and the tiles under each shape's bounding box.

    ``rows`` are the points' positions as they were given, ``start`` is where each tile begins
    among them; ``edges`` are the columns and rows of tiles that ``bounds`` (degrees) reach to.
    """

    lon: Floats
    lat: Floats
    rows: NDArray[np.intp]
    start: NDArray[np.intp]
    bounds: Floats
    edges: NDArray[np.intp]


def _tiled(lonlat: Floats, bounds: Floats) -> _Tiles:
    """Sort the points that lie within the bounds of all shapes into tiles, column by column."""
    low, high = np.nanmin(bounds[:, :2], axis=0), np.nanmax(bounds[:, 2:], axis=0)
    lon, lat = np.ascontiguousarray(lonlat.T)
    inside = np.flatnonzero((lon >= low[0]) & (lon <= high[0]) & (lat >= low[1]) & (lat <= high[1]))
    if len(inside) < len(lon):
        lon, lat = lon[inside], lat[inside]
    scale = np.array([_COLUMNS - 1, _ROWS - 1]) / (high - low)
    order, start = _in_tiles((lon - low[0]) * scale[0], (lat - low[1]) * scale[1])
    edges = (np.nan_to_num(bounds - [*low, *low]) * [*scale, *scale]).astype(int)
    return _Tiles(lon[order], lat[order], inside[order], start, bounds, edges.T)


def _in_tiles(column: Floats, row: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the points' order by tile, column by column, and where each tile starts in it."""
    # Numbers of 16 bits sort by radix.
    tiles = column.astype(np.uint16) * np.uint16(_ROWS) + row.astype(np.uint16)
    start = np.concatenate([[0], np.cumsum(np.bincount(tiles, minlength=_COLUMNS * _ROWS))])
    return np.argsort(tiles, kind="stable"), start


def _claim(
    tiles: _Tiles, shapes: NDArray[Any], block: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return which points, as the tiles hold them, which shapes of a block cover."""
    west, south, east, north = tiles.edges
    # One span of points for each column of tiles under a shape, then all points of all spans.
    columns = east[block] - west[block] + 1
    shape = np.repeat(block, columns)
    column = (west[shape] + _steps(columns)) * _ROWS
    begin, end = tiles.start[column + south[shape]], tiles.start[column + north[shape] + 1]
    point = np.repeat(begin, end - begin) + _steps(end - begin)
    shape = np.repeat(shape, end - begin)
    x, y, box = tiles.lon[point], tiles.lat[point], tiles.bounds[shape].T
    near = (x >= box[0]) & (x <= box[2]) & (y >= box[1]) & (y <= box[3])
    point, shape = point[near], shape[near]
    hit = shapely.intersects_xy(shapes[shape], x[near], y[near])
    return point[hit], shape[hit]


def _steps(counts: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return 0, 1, 2... for each count, one after the other."""
    return np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)


def nearest_shape(lonlat: Floats, shapes: NDArray[Any], within_km: float) -> tuple[Indices, Floats]:
    """Return the nearest shape of each point and its geodesic distance in km.

    -1 and NaN where none lies within ``within_km``. Ties go to the shape that comes first.

    Parameters
    ----------
    lonlat : array of float, shape (n, 2)
        Degrees, EPSG:4326.
    """
    nearest = np.full(len(lonlat), -1, dtype=np.int32)
    distance = np.full(len(lonlat), np.nan)
    usable = np.isfinite(lonlat).all(axis=1) & (np.abs(lonlat[:, 1]) < 89)
    rows = np.flatnonzero(usable)
    if not len(rows) or not len(shapes):
        return nearest, distance
    points = shapely.points(lonlat[rows])
    # Degrees of longitude shrink with latitude: search generously, then measure.
    reach = within_km * 1000 / _METRES_PER_DEGREE / np.cos(np.radians(lonlat[rows, 1])) * 1.01
    point, shape = shapely.STRtree(shapes).query(points, predicate="dwithin", distance=reach)
    foot = _nearest_point(lonlat[rows[point]], shapes, shape)
    km = np.asarray(GEODESIC.inv(*lonlat[rows[point]].T, *foot.T)[2]) / 1000
    pairs = pd.DataFrame({"point": point, "shape": shape, "km": km.round(6)})
    pairs = pairs[pairs["km"] <= within_km].sort_values(["point", "km", "shape"])
    pairs = pairs.drop_duplicates("point")
    nearest[rows[pairs["point"]]] = pairs["shape"]
    distance[rows[pairs["point"]]] = pairs["km"]
    return nearest, distance


def _nearest_point(lonlat: Floats, shapes: NDArray[Any], which: NDArray[np.intp]) -> Floats:
    """Return the point of its shape that is nearest to each point, shape (n, 2).

    It is measured where degrees are alike both ways: a shape is squeezed once for all points of a
    strip of latitude, in which that differs by less than a thousandth.
    """
    nearest = np.empty((len(lonlat), 2))
    strip = np.floor(lonlat[:, 1] / _STRIP).astype(np.int64)
    groups, group = np.unique(np.column_stack([which, strip]), axis=0, return_inverse=True)
    ends = np.cumsum(np.bincount(group, minlength=len(groups)))
    order = np.argsort(group, kind="stable")
    for (shape, number), end, size in zip(groups, ends, np.diff(ends, prepend=0), strict=True):
        pairs = order[end - size : end]
        squeeze = np.array([np.cos(np.radians((number + 0.5) * _STRIP)), 1.0])
        squeezed = shapely.transform(shapes[shape], squeeze.__mul__)
        line = shapely.shortest_line(shapely.points(lonlat[pairs] * squeeze), squeezed)
        nearest[pairs] = shapely.get_coordinates(line)[1::2] / squeeze
    return nearest
