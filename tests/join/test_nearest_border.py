"""Distances from the borders against geodesics to many vertices."""

import numpy as np
import pytest
import shapely
from pyproj import Geod

from geo.join.borders import nearest_border

GEOD = Geod(ellps="WGS84")
POINTS = 1_000
FARTHEST_KM = 300
COARSE, FINE = 0.0018, 0.0002
"""Degrees: at most 200 m and 22 m."""
REFINED_KM = 5.0


def places_around(borders, count):
    """Return places up to 300 km from random places on each border, in turn."""
    random = np.random.default_rng(20210815)
    lines = np.resize(np.asarray(borders.geometry), count)
    on = shapely.get_coordinates(
        shapely.line_interpolate_point(lines, random.random(count), normalized=True)
    )
    metres = 10.0 ** random.uniform(1, np.log10(FARTHEST_KM * 1e3), count)
    metres[::3] = random.uniform(0, FARTHEST_KM * 1e3, len(metres[::3]))
    lon, lat, _ = GEOD.fwd(*on.T, random.uniform(0, 360, count), metres)
    return np.column_stack([lon, lat])


def roughly_km(place, vertices):
    """Return distances on a sphere: wrong by 0.6% at most."""
    (east, north), (lon, lat) = np.radians(place), np.radians(vertices.T)
    half = np.sin((lat - north) / 2) ** 2 + np.cos(lat) * np.cos(north) * (
        np.sin((lon - east) / 2) ** 2
    )
    return 6371 * 2 * np.arcsin(np.sqrt(half))


def least_by_segment(place, vertices, owner, segments):
    """Return the geodesic to the nearest vertex of each segment that may be the nearest."""
    roughly = roughly_km(place, vertices)
    near = roughly <= roughly.min() * 1.015 + 0.5
    start = np.broadcast_to(place, (near.sum(), 2)).T
    kilometres = np.asarray(GEOD.inv(*start, *vertices[near].T)[2]) / 1e3
    least = np.full(segments, np.inf)
    np.minimum.at(least, owner[near], kilometres)
    return least


@pytest.fixture(scope="module")
def measured(borders):
    """Places, and the least geodesic from each to the vertices of each segment.

    Between its points a border runs straight in degrees, so it is made dense in degrees.
    """
    lines = np.asarray(borders.geometry)
    vertices, owner = shapely.get_coordinates(shapely.segmentize(lines, COARSE), return_index=True)
    places = places_around(borders, POINTS)
    least = np.array([least_by_segment(p, vertices, owner, len(lines)) for p in places])
    for at in np.flatnonzero(least.min(axis=1) < REFINED_KM):
        lon, lat = places[at]
        around = shapely.clip_by_rect(lines, lon - 0.15, lat - 0.1, lon + 0.15, lat + 0.1)
        fine, whose = shapely.get_coordinates(shapely.segmentize(around, FINE), return_index=True)
        least[at] = least_by_segment(places[at], fine, whose, len(lines))
    return places, least


def test_distances_are_those_of_geodesics_to_many_vertices(measured):
    places, least = measured
    found = nearest_border(*places.T)["border_distance_km"].to_numpy()
    expected = least.min(axis=1)
    assert expected.max() < FARTHEST_KM
    assert (expected < 1).sum() > 100
    assert (expected > 100).sum() > 50
    wrong = np.abs(found - expected)
    assert (wrong <= np.maximum(0.001 * expected, 0.02)).all(), wrong.max()


def test_the_segment_named_is_as_near_as_any(measured, borders):
    places, least = measured
    found = nearest_border(*places.T)
    named = borders["segment"].tolist()
    at = [named.index(segment) for segment in found["border_segment"]]
    own, best = least[np.arange(len(places)), at], least.min(axis=1)
    assert (own - best <= np.maximum(0.001 * best, 0.02)).all()
    assert set(found["border_segment"]) == set(named)
    assert len(named) == 15
