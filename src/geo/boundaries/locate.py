"""Which shape covers or is nearest to a point: the search under the join."""

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.geodesy import GEODESIC, Floats

_COLUMNS, _ROWS = 128, 512
_BLOCKS = 48
_WORKERS = min(4, os.cpu_count() or 1)
_METRES_PER_DEGREE = 111_320.0

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
    found = np.full(len(lonlat), -1, dtype=np.int32)
    if len(lonlat) == 0:
        return found
    shapely.prepare(shapes)
    bounds = shapely.bounds(shapes)
    low, high = np.nanmin(bounds[:, :2], axis=0), np.nanmax(bounds[:, 2:], axis=0)
    lon, lat = np.ascontiguousarray(lonlat.T)
    inside = np.flatnonzero((lon >= low[0]) & (lon <= high[0]) & (lat >= low[1]) & (lat <= high[1]))
    if len(inside) < len(lon):
        lon, lat = lon[inside], lat[inside]
    scale = np.array([_COLUMNS - 1, _ROWS - 1]) / (high - low)
    order, start = _in_tiles((lon - low[0]) * scale[0], (lat - low[1]) * scale[1])
    lon, lat = lon[order], lat[order]
    solid = np.flatnonzero(np.isfinite(bounds[:, 0]))
    edges = np.nan_to_num(bounds - [*low, *low]) * [*scale, *scale]
    west, south, east, north = edges.astype(int).T

    def claim(block: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return which points which shapes of a block cover."""
        # One span of points for each column of tiles under a shape, then all points of all spans.
        columns = east[block] - west[block] + 1
        shape = np.repeat(block, columns)
        column = (west[shape] + _steps(columns)) * _ROWS
        first, end = start[column + south[shape]], start[column + north[shape] + 1]
        point = np.repeat(first, end - first) + _steps(end - first)
        shape = np.repeat(shape, end - first)
        x, y, box = lon[point], lat[point], bounds[shape].T
        near = (x >= box[0]) & (x <= box[2]) & (y >= box[1]) & (y <= box[3])
        point, shape = point[near], shape[near]
        hit = shapely.intersects_xy(shapes[shape], x[near], y[near])
        return point[hit], shape[hit]

    # numpy and GEOS let go of the interpreter, so that all processors work; no shape goes to
    # two of them, for a prepared shape must not be asked by two at once.
    blocks = np.array_split(solid, _BLOCKS)
    with ThreadPoolExecutor(_WORKERS) as workers:
        claims = list(workers.map(claim, blocks))
    claimed = np.full(len(order), -1, dtype=np.int32)
    # Written last to first: of several shapes the first keeps the point.
    for point, shape in reversed(claims):
        claimed[point[::-1]] = shape[::-1]
    found[inside[order]] = claimed
    return found


def _in_tiles(column: Floats, row: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the points' order by tile, column by column, and where each tile starts in it."""
    # Numbers of 16 bits sort by radix.
    tiles = column.astype(np.uint16) * np.uint16(_ROWS) + row.astype(np.uint16)
    start = np.concatenate([[0], np.cumsum(np.bincount(tiles, minlength=_COLUMNS * _ROWS))])
    return np.argsort(tiles, kind="stable"), start


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
    foot = _nearest_point(lonlat[rows[point]], shapes[shape])
    km = np.asarray(GEODESIC.inv(*lonlat[rows[point]].T, *foot.T)[2]) / 1000
    pairs = pd.DataFrame({"point": point, "shape": shape, "km": km.round(6)})
    pairs = pairs[pairs["km"] <= within_km].sort_values(["point", "km", "shape"])
    pairs = pairs.drop_duplicates("point")
    nearest[rows[pairs["point"]]] = pairs["shape"]
    distance[rows[pairs["point"]]] = pairs["km"]
    return nearest, distance


def _nearest_point(lonlat: Floats, shapes: NDArray[Any]) -> Floats:
    """Return the nearest point of each shape, measured where degrees are alike both ways."""
    squeeze = np.cos(np.radians(lonlat[:, 1]))
    scale = np.column_stack([squeeze, np.ones(len(squeeze))])
    counts = shapely.get_num_coordinates(shapes)
    squeezed = shapely.set_coordinates(
        shapes.copy(), shapely.get_coordinates(shapes) * np.repeat(scale, counts, axis=0)
    )
    line = shapely.shortest_line(shapely.points(lonlat * scale), squeezed)
    ends = shapely.get_coordinates(line)[1::2] if len(lonlat) else np.empty((0, 2))
    nearest: Floats = ends / scale
    return nearest
