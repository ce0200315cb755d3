"""Distance of places from the border segments, along the ellipsoid.

The nearest point of a border is searched among vertices at most 500 m apart, as points in
three dimensions on WGS 84 (for distances under 1,000 km the shorter chord is the shorter
geodesic), refined on the two edges beside the nearest vertex; the distance to it is then the
geodesic of Karney (2013, J. Geodesy 87, 43-55) as PROJ computes it.
"""

from dataclasses import dataclass
from functools import lru_cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pykdtree.kdtree import KDTree

from geo.boundaries.units import read_borders
from geo.geodesy import GEODESIC, Floats, to_space
from geo.points import coordinates
from geo.settings import chosen_boundaries

POINT_ERROR_KM = {"exact": 1.0, "town": 5.0, "district": 25.0, "province": 100.0, "country": 500.0}
"""How far an event of each precision may lie from its point: the half width of a site, a town
with its outskirts, a median district, a median province, a country. A working rule of this
project; units give the median (Afghan districts: equal-area radius 19 km, provinces 71 km)."""

_STEP_DEGREES = 0.0045
"""About 500 m of latitude."""
_CANDIDATES = 3


@dataclass(frozen=True)
class _Vertices:
    """Dense border vertices: EPSG:4326 degrees, place in space (m), and whose they are."""

    lonlat: Floats
    space: Floats
    segment: NDArray[np.intp]
    line: NDArray[np.intp]
    names: tuple[str, ...]
    tree: KDTree
    longest: float


def nearest_border(longitude: Floats, latitude: Floats) -> pd.DataFrame:
    """Return the nearest border segment of each place and the geodesic distance to it.

    Parameters
    ----------
    longitude, latitude : array of float
        Degrees, EPSG:4326.

    Returns
    -------
    DataFrame
        ``border_segment`` (category) and ``border_distance_km``.

    Examples
    --------
    >>> kunduz = nearest_border(np.array([68.8681]), np.array([36.7286]))
    >>> kunduz["border_segment"].tolist(), kunduz["border_distance_km"].round().tolist()
    (['AFG-TJK'], [53.0])
    """
    # Events repeat their places: measure each place once.
    places, which = np.unique(longitude + 1j * latitude, return_inverse=True)
    longitude, latitude = places.real, places.imag
    vertices = _vertices(chosen_boundaries())
    space = to_space(longitude, latitude)
    # The nearest edge need not begin at the nearest vertex: try the edges of a few.
    reach, candidates = vertices.tree.query(space, k=_CANDIDATES)
    nearest, foot = _foot(vertices, space, candidates.astype(np.intp), reach)
    distance = np.asarray(GEODESIC.inv(longitude, latitude, foot[:, 0], foot[:, 1])[2])[which]
    nearest = nearest[which]
    return pd.DataFrame(
        {
            "border_segment": pd.Categorical.from_codes(
                vertices.segment[nearest], pd.Index(vertices.names)
            ),
            "border_distance_km": distance / 1e3,
        }
    )


def _foot(
    vertices: _Vertices, space: Floats, candidates: NDArray[np.intp], reach: Floats
) -> tuple[NDArray[np.intp], Floats]:
    """Return the vertex beside the nearest edge, and the nearest point (degrees) on that edge."""
    best = candidates[:, 0].copy()
    foot = vertices.lonlat[best]
    least = reach[:, 0] ** 2
    for start, distance in zip(candidates.T, reach.T, strict=True):
        # An edge comes no closer than its length allows: most need not be tried.
        rows = np.flatnonzero(distance**2 - vertices.longest**2 < least)
        for step in (-1, 1):
            begin, here = start[rows], space[rows]
            end = np.clip(begin + step, 0, len(vertices.line) - 1)
            end = np.where(vertices.line[end] == vertices.line[begin], end, begin)
            origin = vertices.space[begin]
            edge = vertices.space[end] - origin
            length = np.einsum("ij,ij->i", edge, edge)
            along = np.einsum("ij,ij->i", here - origin, edge)
            share = np.clip(along / np.where(length == 0, 1, length), 0, 1)[:, None]
            gap = here - origin - share * edge
            square = np.einsum("ij,ij->i", gap, gap)
            closer = square < least[rows]
            won, share = rows[closer], share[closer]
            turn = vertices.lonlat[end[closer]] - vertices.lonlat[begin[closer]]
            foot[won] = vertices.lonlat[begin[closer]] + share * turn
            best[won], least[won] = begin[closer], square[closer]
    return best, foot


@lru_cache(maxsize=4)
def _vertices(boundaries: str) -> _Vertices:
    borders = read_borders(boundaries=boundaries)
    lines, segment = shapely.get_parts(np.asarray(borders.geometry), return_index=True)
    dense = shapely.segmentize(lines, _STEP_DEGREES)
    lonlat, line = shapely.get_coordinates(dense, return_index=True)
    space = to_space(lonlat[:, 0], lonlat[:, 1])
    steps = np.linalg.norm(np.diff(space, axis=0), axis=1)
    longest = float(steps[line[1:] == line[:-1]].max())
    # Measured: as fast as SciPy's tree, which takes 0.4 s to load.
    tree = KDTree(space, leafsize=64)
    return _Vertices(lonlat, space, segment[line], line, tuple(borders["segment"]), tree, longest)


def describe_borders(joined: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the border columns of events whose country is known, on the same index.

    Parameters
    ----------
    joined : GeoDataFrame
        Events with ``country_id`` (ISO3 or null) and ``geo_precision``.

    Returns
    -------
    DataFrame
        ``border_segment`` and ``border_distance_km`` as :func:`nearest_border`;
        ``border_side``, the country on whose side of that segment the event lies, null where
        it lies in a third country; ``border_class``: ``measured``, or ``cannot tell`` where
        the event's own precision (:data:`POINT_ERROR_KM`) is coarser than the distance.
        Events known to their country only get no segment: ``cannot tell``.
    """
    lonlat = coordinates(joined)
    nearest = nearest_border(lonlat[:, 0], lonlat[:, 1]).set_axis(joined.index)
    side = _beside(nearest["border_segment"], joined["country_id"])
    error = joined["geo_precision"].map(POINT_ERROR_KM).to_numpy(float)
    vague = error > nearest["border_distance_km"].to_numpy()
    unplaced = (joined["geo_precision"] == "country").to_numpy()
    return nearest.assign(
        border_segment=nearest["border_segment"].mask(unplaced),
        border_distance_km=nearest["border_distance_km"].mask(unplaced),
        border_side=joined["country_id"].where(side & ~unplaced).cat.remove_unused_categories(),
        border_class=_words(vague | unplaced, "cannot tell", "measured", joined.index),
    )


def _beside(segment: pd.Series, country: pd.Series) -> NDArray[np.bool_]:
    """Return where a country is one of the two that a segment parts; looked up by category."""
    table = np.array(
        [
            [iso3 in name.split("-") for iso3 in (*country.cat.categories, "")]
            for name in segment.cat.categories
        ]
    )
    return table[segment.cat.codes.to_numpy(), country.cat.codes.to_numpy()]


def _words(where: pd.Series, yes: str, no: str, index: pd.Index) -> pd.Series:
    codes = np.where(where, 1, 0)
    return pd.Series(pd.Categorical.from_codes(codes, pd.Index([no, yes])), index=index)
