"""Which shape covers a point: the search under the join."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.geodesy import Floats
from geo.settings import processors

_COLUMNS, _ROWS = 128, 512
_BLOCKS = 48
_WORKERS = min(4, processors())
_FEW = 5_000
"""Points for which one processor is done before others have begun."""
_SAMPLE, _FEW_PLACES = 4_000, 0.99
"""Of so many points, spread over all, at most so many places: then a million have 200,000 or so."""
_ASKING = Lock()
"""A prepared shape must not be asked by two at once, and shapes are shared."""

Indices = NDArray[np.int32]


def locate(lonlat: Floats, shapes: NDArray[Any]) -> Indices:
    """Return for each point the position of the first shape that covers it, -1 for none.

    Points are sorted into tiles once, column by column; a block of shapes is then tested in one
    go with all points in the shapes' bounding boxes. Where many points lie at the same places, as
    those of news do at the middles of towns, each place is tested once.

    Parameters
    ----------
    lonlat : array of float, shape (n, 2)
    shapes : array of polygons
        In the order in which they claim a point that several cover.
    """
    if _repeats(lonlat):
        # A million are numbered in a third of the time that a sort of them takes.
        which, places = pd.factorize(_as_numbers(lonlat), use_na_sentinel=False)
        distinct = np.column_stack([places.real, places.imag])
        return _located(distinct, shapes)[which]
    return _located(lonlat, shapes)


def _as_numbers(lonlat: Floats) -> NDArray[np.complex128]:
    """Return points as one number each."""
    return np.ascontiguousarray(lonlat).view(np.complex128).ravel()


def _repeats(lonlat: Floats) -> bool:
    """Return whether, by a sample, points share their places so that numbering these pays."""
    if len(lonlat) < _FEW:
        return False
    sample = _as_numbers(lonlat[:: len(lonlat) // _SAMPLE])
    return len(np.unique(sample)) < _FEW_PLACES * len(sample)


def _located(lonlat: Floats, shapes: NDArray[Any]) -> Indices:
    first = np.full(len(lonlat), -1, dtype=np.int32)
    if len(lonlat) == 0:
        return first
    tiles = _tiled(lonlat, shapely.bounds(shapes))
    solid = np.flatnonzero(np.isfinite(tiles.bounds[:, 0]))
    # numpy and GEOS let go of the interpreter, so that all processors work, each on its own shapes.
    claim = partial(_claim, tiles, shapes)
    with _ASKING:
        shapely.prepare(shapes)
        if len(tiles.rows) < _FEW:
            claims = [claim(solid)]
        else:
            with ThreadPoolExecutor(_WORKERS) as workers:
                claims = list(workers.map(claim, np.array_split(solid, _BLOCKS)))
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
