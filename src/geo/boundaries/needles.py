"""Needles: narrow ground that cleaning gave to a unit, and the neighbour that takes it.

The cleaning closes a gap between source shapes by giving it whole to the neighbour with the
longest edge on it. Where the gap runs on between two other units, the winner grows a needle: the
gap between Iran and Pakistan went to Afghanistan and ended 25 km from Zahedan. A needle is

1. *narrow*: what the morphological opening of a unit by a disc takes away (Serra 1982, Image
   Analysis and Mathematical Morphology), so that it is narrower than :data:`NARROW_M`;
2. *long*: the least rectangle round it is longer than :data:`LONG_M`;
3. *not drawn by the source*: less than half of it lies in the unit's own source shape. A narrow
   feature that the source draws, such as a panhandle or a spit, is real and stays.

The neighbour on which it has the longest edge takes it. Countries come first, then provinces, which
give within their country, then districts, which give within their province: so levels nest.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.boundaries.coverage import Shapes, close_gaps, multipolygons, on_grid
from geo.geodesy import METRIC_CRS

NARROW_M = 2000.0
LONG_M = 3000.0
"""Well under the 5 km that no shipped needle may have, since rounding moves vertices."""
DRAWN = 0.5
_OVERSHOOT = 1.02
"""Buffers miss up to 2% of their distance: open a little too wide rather than too tight."""
_HAIR_M = 1.0
_SPECK_M2 = 10_000.0

Flags = NDArray[np.bool_]


def without_needles(
    districts: gpd.GeoDataFrame, drawn: Shapes, levels: Sequence[str], settled: Flags
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return the districts with each needle given to the neighbour beside it.

    Parameters
    ----------
    districts : GeoDataFrame
        A valid coverage, EPSG:4326.
    drawn : array of polygons
        The shape of each row as its source draws it, EPSG:4326; empty where no source does.
    levels : sequence of str
        The columns that name the unit of each row, the coarsest level first; the finest differs
        from row to row.
    settled : array of bool
        Whose outline is authoritative: such a row takes a needle of one that is not settled only
        where no other neighbour can.

    Returns
    -------
    GeoDataFrame
        Same rows, EPSG:4326, again a valid coverage.
    DataFrame
        One row per needle, and per narrow part of the coarsest level that is drawn by its source
        and touches another unit, so stays: ``giver`` and ``taker`` (positions of rows; -1 where
        it stays), ``length_km``, ``area_km2``, ``lon`` and ``lat`` of a point in it.
    """
    shapes, own = (_in_metres(some) for some in (np.asarray(districts.geometry), drawn))
    parts: list[dict[str, Any]] = []
    above = np.zeros(len(shapes), dtype=np.intp)
    for level in levels:
        names = pd.factorize(districts[level])[0]
        for giver, narrow, real in list(_narrow_pieces(shapes, own, names)):
            others = (names != names[giver]) & (above == above[giver])
            taker = _longest_edge(narrow, shapes, others, settled & ~settled[giver])
            if taker is None or (real and level != levels[0]):
                continue
            if real:
                parts.append({"giver": giver, "taker": -1, "shape": narrow})
                continue
            rest, needle = _cut(shapes[giver], narrow)
            if shapely.is_empty(rest):
                # Narrow all over: the row itself, no needle of it.
                continue
            shapes[giver] = rest
            shapes[taker] = shapely.union(shapes[taker], needle)
            parts.append({"giver": giver, "taker": taker, "shape": needle})
        above = names
    # Where a cut meets an old line, the two differ by less than a millimetre.
    return on_grid(districts, close_gaps(multipolygons(shapes), _HAIR_M)), _described(parts)


def _in_metres(shapes: Shapes) -> Shapes:
    # Sound in degrees, edges that lie a hair's breadth apart may cross in metres.
    projected = np.asarray(gpd.GeoSeries(shapes, crs=4326).to_crs(METRIC_CRS))
    return multipolygons(shapely.make_valid(projected))


def _narrow_pieces(
    shapes: Shapes, own: Shapes, names: NDArray[np.intp]
) -> Iterator[tuple[np.intp, shapely.Geometry, bool]]:
    """Yield each row's piece of each narrow part of its unit, and whether the source draws it."""
    for name in np.unique(names):
        rows = np.flatnonzero(names == name)
        narrow = narrow_parts(shapely.union_all(shapes[rows]))
        if not len(narrow):
            continue
        source = shapely.union_all(own[rows])
        share = shapely.area(shapely.intersection(narrow, source)) / shapely.area(narrow)
        for part, real in zip(narrow, share >= DRAWN, strict=True):
            met = rows[shapely.intersects(shapes[rows], part)]
            pieces = multipolygons(shapely.intersection(shapes[met], part))
            for at, piece in zip(met, pieces, strict=True):
                if piece.area > 0:
                    yield at, piece, bool(real)


def narrow_parts(shape: shapely.Geometry) -> Shapes:
    """Return the narrow, long parts of a polygon (metres); none of one that is narrow all over."""
    core = shapely.buffer(shape, -NARROW_M / 2)
    if shapely.is_empty(core):
        return np.array([], dtype=object)
    # Four edges a quarter circle: a cut then adds few vertices, and misses by less than 2%.
    wide = shapely.buffer(core, NARROW_M / 2 * _OVERSHOOT, quad_segs=4)
    parts = shapely.get_parts(multipolygons(np.array([shapely.difference(shape, wide)])))
    return parts[_length(parts) > LONG_M]


def _length(shapes: Shapes) -> NDArray[np.float64]:
    """Return the longer side of the least rectangle round each shape."""
    box = shapely.oriented_envelope(shapes)
    half, area = shapely.length(box) / 2, shapely.area(box)
    # The sides are the roots of x² - half x + area.
    longer: NDArray[np.float64] = (half + np.sqrt(np.maximum(half**2 - 4 * area, 0))) / 2
    return longer


def _longest_edge(
    needle: shapely.Geometry, shapes: Shapes, others: Flags, last: Flags
) -> np.intp | None:
    """Return which of the others the needle has the longest edge on; some are asked last."""
    beside = np.flatnonzero(others & shapely.dwithin(shapes, needle, _HAIR_M))
    # The needle was cut out of a union, so that its edges may miss the neighbour's by a hair.
    near = shapely.buffer(shapes[beside], _HAIR_M)
    edges = shapely.length(shapely.intersection(shapely.boundary(needle), near))
    beside, edges = beside[edges > 0], edges[edges > 0]
    if not len(beside):
        return None
    taker: np.intp = beside[np.lexsort((edges, ~last[beside]))[-1]]
    return taker


def _cut(
    shape: shapely.Geometry, needle: shapely.Geometry
) -> tuple[shapely.Geometry, shapely.Geometry]:
    """Return what is left of a shape, and the needle with the specks that the cut leaves at it."""
    parts = shapely.get_parts(multipolygons(np.array([shapely.difference(shape, needle)])))
    specks = (shapely.area(parts) < _SPECK_M2) & shapely.intersects(parts, needle)
    return shapely.MultiPolygon([*parts[~specks]]), shapely.union_all([needle, *parts[specks]])


def _described(parts: list[dict[str, Any]]) -> pd.DataFrame:
    """Return the table of the parts, with their sizes and where they lie."""
    table = pd.DataFrame(parts, columns=["giver", "taker", "shape"])
    shapes = table.pop("shape").to_numpy(dtype=object)
    points = gpd.GeoSeries(shapely.point_on_surface(shapes), crs=METRIC_CRS).to_crs(4326)
    return table.assign(
        length_km=(_length(shapes) / 1e3).round(1),
        area_km2=(shapely.area(shapes) / 1e6).round(2),
        lon=points.x.round(2),
        lat=points.y.round(2),
    )
