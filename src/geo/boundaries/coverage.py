"""Clean overlapping and gaping polygons into one valid coverage, and take it apart again.

A coverage is valid where no two polygons overlap and neighbours share the very vertices of
their common edge.
"""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.geodesy import METRIC_CRS

GAP_WIDTH_M = 3000.0
GRID_DEGREES = 1e-5

Shapes = NDArray[Any]
_COLLECTIONS = (
    shapely.GeometryType.MULTIPOINT,
    shapely.GeometryType.MULTILINESTRING,
    shapely.GeometryType.MULTIPOLYGON,
    shapely.GeometryType.GEOMETRYCOLLECTION,
)


def clean_coverage(frame: gpd.GeoDataFrame, first: NDArray[np.bool_]) -> gpd.GeoDataFrame:
    """Return the frame with its polygons made a valid coverage.

    Gaps narrower than :data:`GAP_WIDTH_M` are closed, coordinates rounded to
    :data:`GRID_DEGREES`.

    Parameters
    ----------
    frame : GeoDataFrame
        Valid polygons, EPSG:4326.
    first : array of bool
        Whose shape wins where it overlaps with one that is not first.

    Returns
    -------
    GeoDataFrame
        Same rows, EPSG:4326 MultiPolygons; empty where nothing is left of a shape.
    """
    shapes = np.array(frame.to_crs(METRIC_CRS).geometry)
    outline = shapely.union_all(shapes[first])
    meets = ~first & shapely.intersects(shapes, outline)
    shapes[meets] = shapely.difference(shapes[meets], outline)
    return on_grid(frame, close_gaps(shapes, GAP_WIDTH_M))


def on_grid(frame: gpd.GeoDataFrame, shapes: Shapes) -> gpd.GeoDataFrame:
    """Return the frame with the shapes of a coverage in degrees, rounded to the grid.

    Parameters
    ----------
    frame : GeoDataFrame
        The rows that get the shapes, in their order.
    shapes : array of polygons
        In :data:`METRIC_CRS`; edges that are meant to be shared may differ by millimetres.
    """
    degrees = gpd.GeoSeries(multipolygons(shapes), crs=METRIC_CRS).to_crs(4326)
    rounded = shapely.set_precision(np.asarray(degrees), GRID_DEGREES, mode="pointwise")
    # Rounding can cross two edges of a needle: a second, tiny cleaning mends that.
    rounded = multipolygons(close_gaps(multipolygons(rounded), 10 * GRID_DEGREES))
    return frame.set_geometry(gpd.GeoSeries(rounded, crs=4326, index=frame.index))


def close_gaps(shapes: NDArray[Any], gap_width: float) -> NDArray[Any]:
    """Return polygons as a valid coverage without gaps narrower than a width in their unit."""
    # New in shapely 2.2, which its type stubs do not know yet.
    return np.asarray(shapely.coverage_clean(shapes, gap_width=gap_width))  # type: ignore[attr-defined]


def holes(shapes: Shapes) -> Shapes:
    """Return the holes of a valid coverage as polygons."""
    outline = shapely.coverage_union_all(shapes)
    rings = [ring for part in shapely.get_parts(outline) for ring in shapely.get_rings(part)[1:]]
    return np.array([shapely.Polygon(ring) for ring in rings], dtype=object)


def dissolve(frame: gpd.GeoDataFrame, key: str) -> gpd.GeoSeries:
    """Return the union of the polygons of each key, EPSG:4326 MultiPolygons indexed by key."""
    shapes = frame.groupby(key)["geometry"].agg(
        lambda part: shapely.coverage_union_all(np.asarray(part))
    )
    return gpd.GeoSeries(multipolygons(np.asarray(shapes)), index=shapes.index, crs=4326)


def segments(countries: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the lines that each two countries share, named in the order of the alphabet.

    Columns ``segment`` (``"AFG-TJK"``), ``length_km`` and MultiLineStrings, EPSG:4326.
    """
    frame = countries.sort_values("iso3").reset_index(drop=True)
    outlines = shapely.boundary(np.asarray(frame.geometry))
    one, other = np.triu_indices(len(frame), 1)
    shared = shapely.line_merge(shapely.intersection(outlines[one], outlines[other]))
    rows: list[dict[str, Any]] = []
    for a, b, line in zip(frame["iso3"][one], frame["iso3"][other], shared, strict=True):
        parts = [g for g in shapely.get_parts(line) if g.geom_type == "LineString"]
        if parts:
            rows.append({"segment": f"{a}-{b}", "geometry": shapely.MultiLineString(parts)})
    lines = gpd.GeoDataFrame(rows, crs=4326)
    lines["length_km"] = lines.to_crs(METRIC_CRS).length.div(1e3).round(1)
    return lines[["segment", "length_km", "geometry"]]


def multipolygons(shapes: NDArray[Any]) -> NDArray[Any]:
    """Keep the polygonal parts only, as MultiPolygons (empty where nothing is left)."""
    nested, index = flat_parts(shapes)
    keep = (shapely.get_type_id(nested) == shapely.GeometryType.POLYGON) & ~shapely.is_empty(nested)
    out = np.full(len(shapes), shapely.MultiPolygon(), dtype=object)
    kept, where = nested[keep], index[keep]
    for position in np.unique(where):
        out[position] = shapely.normalize(shapely.MultiPolygon(list(kept[where == position])))
    return out


def flat_parts(shapes: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """Return the points, lines and polygons that shapes are made of, and whose each is."""
    parts, index = shapely.get_parts(shapes, return_index=True)
    while np.isin(shapely.get_type_id(parts), _COLLECTIONS).any():
        parts, inner = shapely.get_parts(parts, return_index=True)
        index = index[inner]
    return parts, index


def shared_areas(left: gpd.GeoSeries, right: gpd.GeoSeries) -> pd.DataFrame:
    """Return how much area the polygons of two series share, pair by pair.

    Columns ``left`` and ``right`` (positions), ``km2``, ``share_of_left`` and ``share_of_right``
    (0 to 1, of the first polygon's area and of the second's), in the order of the positions.
    Pairs that only touch are left out.
    """
    one, other = (np.asarray(series.to_crs(METRIC_CRS)) for series in (left, right))
    at, beside = shapely.STRtree(other).query(one, predicate="intersects")
    km2 = shapely.area(shapely.intersection(one[at], other[beside])) / 1e6
    pairs = pd.DataFrame({"left": at, "right": beside, "km2": km2})
    pairs["share_of_left"] = (km2 * 1e6 / shapely.area(one[at])).clip(max=1)
    pairs["share_of_right"] = (km2 * 1e6 / shapely.area(other[beside])).clip(max=1)
    return pairs[pairs["km2"] > 0].sort_values(["left", "right"], ignore_index=True)
