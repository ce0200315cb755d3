"""In which border corridor, or around which crossing, each event lies, and where that is not sure.

A corridor holds the places at most ``within_km`` from its border segment along the ellipsoid, and
nearer to it than to any other: so corridors meet where segments meet, and no event counts for
two. An event is too coarse for a corridor narrower than its own precision
(:func:`geo.accuracy.point_error_km`), and for one side of a border where it may lie on either; it
then stands in ``cannot_tell`` where it may lie inside. How likely each event lies inside says
:mod:`geo.join.probability`.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.accuracy import point_error_km
from geo.boundaries.crossings import find_crossing
from geo.boundaries.units import read_borders
from geo.errors import UnknownName, ViewFault
from geo.geodesy import GEODESIC, to_space
from geo.join.probability import Chances, chances_around, probabilities
from geo.points import coordinates
from geo.view.view import SIDES, as_number

NONE = "none"
CORRIDOR_KM = (5.0, 200.0)

Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Areas:
    """In which area each event lies: number in ``names`` or -1, and where that is not sure.

    ``chances`` are those of each event to lie in each area, where they are known.
    """

    names: tuple[str, ...]
    codes: Codes
    vague: Flags
    chances: Chances | None = None


def corridors(joined: gpd.GeoDataFrame, *, within_km: float, side: str = "both") -> Areas:
    """Return in which corridor each event lies, and how likely.

    On one side only, an event that may lie on either one is vague on both.
    """
    width = _width(within_km)
    if side not in SIDES:
        raise UnknownName(f"No side is called {side!r}. Known: {', '.join(SIDES)}.")
    segments = tuple(read_borders()["segment"])
    nearest = joined["border_segment"]
    position = np.append(pd.Index(segments).get_indexer(nearest.cat.categories), -1)
    codes = position[nearest.cat.codes.to_numpy()]
    reach = joined["border_distance_km"].to_numpy()
    error = point_error_km(joined["geo_precision"])
    vague = error > width
    inside = np.where(vague, reach <= width + error, reach <= width) & (codes >= 0)
    known = probabilities(joined)
    if side != "both":
        open_side = inside & known.with_open_side(np.where(inside, codes, -1))
        inside &= open_side | _on_side(joined["border_side"], segments, codes, side)
        vague |= open_side
    # What is known to its country only may lie anywhere: in no corridor, and not surely in none.
    unplaced = nearest.cat.codes.to_numpy() < 0
    return Areas(
        segments,
        np.where(inside, codes, -1),
        vague & (inside | unplaced),
        known.in_corridors(width, side),
    )


def _on_side(country: pd.Series, segments: tuple[str, ...], codes: Codes, side: str) -> Flags:
    """Return where an event lies in the country that its segment names first, or second."""
    which = 0 if side == "first" else 1
    owners = pd.Index([name.split("-")[which] for name in segments])
    wanted = country.cat.categories.get_indexer(owners)
    beside: Flags = (wanted[codes] == country.cat.codes.to_numpy()) & (wanted[codes] >= 0)
    return beside


def around_crossing(joined: gpd.GeoDataFrame, name: str, *, within_km: float) -> Areas:
    """Return which events lie around a crossing, by any of its names."""
    width = _width(within_km)
    crossing = find_crossing(name)
    lonlat = coordinates(joined)
    error = point_error_km(joined["geo_precision"])
    vague = error > width
    reach = np.where(vague, width + error, width) * 1000
    # A chord is never longer than the geodesic: what it leaves out need not be measured.
    there = to_space(crossing[["lon"]].to_numpy(float), crossing[["lat"]].to_numpy(float))
    chord = np.linalg.norm(to_space(lonlat[:, 0], lonlat[:, 1]) - there, axis=1)
    near = np.flatnonzero(chord <= reach)
    same = np.ones(len(near))
    post = same * crossing["lon"], same * crossing["lat"]
    metres = GEODESIC.inv(lonlat[near, 0], lonlat[near, 1], *post)[2]
    inside = np.zeros(len(joined), dtype=bool)
    inside[near] = np.asarray(metres) <= reach[near]
    codes = np.where(inside, 0, -1)
    chances = chances_around(joined, crossing["lon"], crossing["lat"], width)
    return Areas((crossing["name"],), codes, vague & inside, chances)


def _width(within_km: float) -> float:
    width = as_number("within_km", within_km)
    if not CORRIDOR_KM[0] <= width <= CORRIDOR_KM[1]:
        raise ViewFault(f"within_km is {width:g}; give 5 to 200 kilometres.")
    return width
