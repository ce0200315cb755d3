"""Which shape covers or is nearest to a point: the search under the join."""

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.borders import GEODESIC

_TILES = 64
_WORKERS = min(4, os.cpu_count() or 1)
_METRES_PER_DEGREE = 111_320.0

Indices = NDArray[np.int32]
Floats = NDArray[np.float64]


def locate(longitude: Floats, latitude: Floats, shapes: NDArray[Any]) -> Indices:
    """Return for each point the position of the first shape that covers it, -1 for none.

    Points are sorted into tiles once; each shape then tests only the points of the tiles under
    its bounding box, so that the loop runs over shapes, never over points.

    Parameters
    ----------
    longitude, latitude : array of float, shape (n,)
    shapes : array of polygons
        In the order in which they claim a point that several cover.
    """
    found = np.full(len(longitude), -1, dtype=np.int32)
    if len(longitude) == 0:
        return found
    shapely.prepare(shapes)
    bounds = shapely.bounds(shapes)
    west, south = np.nanmin(bounds[:, :2], axis=0)
    east, north = np.nanmax(bounds[:, 2:], axis=0)
    inside = np.flatnonzero(
        (longitude >= west) & (longitude <= east) & (latitude >= south) & (latitude <= north)
    )
    columns = _TILES / (east - west)
    rows = (2**16 // _TILES - 1) / (north - south)

    def tile(lon: Any, lat: Any) -> Any:
        """Return the number of a tile, column by column: 16 bits, which sort by radix."""
        column = np.minimum((lon - west) * columns, _TILES - 1).astype(np.uint16)
        return column * np.uint16(2**16 // _TILES) + ((lat - south) * rows).astype(np.uint16)

    tiles = tile(longitude[inside], latitude[inside])
    place = inside[np.argsort(tiles, kind="stable")]
    start = np.concatenate([[0], np.cumsum(np.bincount(tiles, minlength=2**16))])
    lon, lat = longitude[place], latitude[place]

    def claim(positions: range) -> Indices:
        claimed = np.full(len(place), -1, dtype=np.int32)
        for position in positions:
            shape, box = shapes[position], bounds[position]
            if np.isnan(box[0]):
                continue
            first, last = int(tile(box[0], box[1])), int(tile(box[2], box[3]))
            height = last % (2**16 // _TILES) - first % (2**16 // _TILES)
            for base in range(first, last - height + 1, 2**16 // _TILES):
                span = slice(start[base], start[base + height + 1])
                near = span.start + np.flatnonzero(
                    (lon[span] >= box[0])
                    & (lon[span] <= box[2])
                    & (lat[span] >= box[1])
                    & (lat[span] <= box[3])
                    & (claimed[span] < 0)
                )
                if len(near):
                    hit = shapely.intersects_xy(shape, lon[near], lat[near])
                    claimed[near[hit]] = position
        return claimed

    # GEOS lets go of the interpreter: each processor takes a share of the shapes.
    shares = [range(worker, len(shapes), _WORKERS) for worker in range(_WORKERS)]
    with ThreadPoolExecutor(_WORKERS) as workers:
        claims = np.stack(list(workers.map(claim, shares)))
    least = np.where(claims < 0, len(shapes), claims).min(axis=0)
    found[place] = np.where(least == len(shapes), -1, least)
    return found


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
