"""Distances from the border, and on whose side an event lies."""

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo.geodesy import to_space
from geo.join.borders import POINT_ERROR_KM, describe_borders, nearest_border
from geo.vocabulary import GEO_PRECISIONS

GEOD = Geod(ellps="WGS84")
KUNDUZ = (68.8681, 36.7286)
TORKHAM = (71.0943, 34.1233)


@pytest.fixture(scope="module")
def measured(borders):
    """Measure from one place to every edge: return segment and kilometres.

    Azimuth and geodesic distance of both ends of an edge are its place on a plane around the
    place (the azimuthal equidistant projection), where the distance to the edge is the plain one.
    """
    dense = shapely.segmentize(np.asarray(borders.geometry), 0.02)
    parts, owner = shapely.get_parts(dense, return_index=True)
    vertices, part = shapely.get_coordinates(parts, return_index=True)
    edge = np.flatnonzero(part[1:] == part[:-1])
    radians = np.radians(vertices)

    def measure(lon, lat):
        east, north = np.radians((lon, lat))
        half = np.sin((radians[:, 1] - north) / 2) ** 2 + np.cos(radians[:, 1]) * np.cos(north) * (
            np.sin((radians[:, 0] - east) / 2) ** 2
        )
        roughly_km = 6371 * 2 * np.arcsin(np.sqrt(half))
        near = edge[roughly_km[edge] < roughly_km.min() * 1.02 + 5]
        start, end = (plane(lon, lat, vertices[at]) for at in (near, near + 1))
        along = end - start
        share = -(start * along).sum(axis=1) / (along**2).sum(axis=1)
        foot = start + np.clip(share, 0, 1)[:, None] * along
        metres = np.hypot(*foot.T)
        best = near[metres.argmin()]
        return borders["segment"].iloc[owner[part[best]]], metres.min() / 1e3

    return measure


def plane(lon, lat, places):
    start = np.broadcast_to((lon, lat), places.shape).T
    azimuth, _, metres = GEOD.inv(*start, *places.T)
    return np.column_stack(
        [metres * np.sin(np.radians(azimuth)), metres * np.cos(np.radians(azimuth))]
    )


def places_near(borders, count, seed=1):
    """Return places up to two degrees from random places on the borders."""
    random = np.random.default_rng(seed)
    whole = shapely.union_all(np.asarray(borders.geometry))
    spots = shapely.line_interpolate_point(whole, random.random(count), normalized=True)
    reach = 10.0 ** random.uniform(-3, 0.35, (count, 1))
    return shapely.get_coordinates(spots) + reach * random.normal(size=(count, 2)) / 1.5


def test_distances_are_those_of_an_independent_measurement(borders, measured):
    places = places_near(borders, 300)
    found = nearest_border(*places.T)
    expected = [measured(lon, lat) for lon, lat in places]
    segments, kilometres = (list(column) for column in zip(*expected, strict=True))
    assert max(kilometres) < 300
    assert min(kilometres) < 0.2
    assert np.allclose(found["border_distance_km"], kilometres, rtol=1e-3, atol=1e-3)
    same = found["border_segment"].astype("str") == segments
    # Where three countries meet two segments are equally near.
    assert same.mean() > 0.97


def test_distances_are_those_of_pyproj_to_many_vertices(borders):
    """The same with no projection: the least geodesic to vertices 50 m apart."""
    line = np.asarray(borders.geometry)[borders["segment"] == "AFG-TJK"][0]
    window = shapely.box(67.5, 36, 70.5, 38.5)
    vertices = shapely.get_coordinates(
        shapely.segmentize(shapely.intersection(line, window), 0.0005)
    )
    for lon, lat in (KUNDUZ, (69.5, 37.2), (69.0, 37.6)):
        start = np.broadcast_to((lon, lat), vertices.shape).T
        expected = GEOD.inv(*start, *vertices.T)[2].min() / 1e3
        found = nearest_border(np.array([lon]), np.array([lat])).iloc[0]
        assert found["border_segment"] == "AFG-TJK"
        assert found["border_distance_km"] == pytest.approx(expected, rel=1e-3)


def test_a_place_on_the_border_has_no_distance(borders):
    random = np.random.default_rng(2)
    for border in borders.itertuples():
        share = random.random(10)
        on = shapely.get_coordinates(
            shapely.line_interpolate_point(border.geometry, share, normalized=True)
        )
        found = nearest_border(*on.T)
        assert found["border_distance_km"].max() < 0.001
        assert set(found["border_segment"]) == {border.segment}


def test_a_vertex_of_the_border_has_no_distance(borders):
    vertices = shapely.get_coordinates(np.asarray(borders.geometry))[::7]
    assert nearest_border(*vertices.T)["border_distance_km"].max() < 1e-6


def test_known_places():
    found = nearest_border(*np.array([KUNDUZ, TORKHAM]).T)
    assert found["border_segment"].tolist() == ["AFG-TJK", "AFG-PAK"]
    assert found["border_distance_km"][0] == pytest.approx(53, abs=1)
    assert found["border_distance_km"][1] < 3.4 + 1


def test_repeated_places_and_their_order_change_nothing(borders):
    places = places_near(borders, 40, seed=3)
    once = nearest_border(*places.T)
    order = np.random.default_rng(4).integers(0, 40, 200)
    many = nearest_border(*places[order].T)
    assert many["border_distance_km"].tolist() == once["border_distance_km"][order].tolist()
    assert many["border_segment"].tolist() == once["border_segment"][order].tolist()


def test_no_places_have_no_distances():
    found = nearest_border(np.array([]), np.array([]))
    assert len(found) == 0
    assert list(found.columns) == ["border_segment", "border_distance_km"]


@settings(max_examples=30)
@given(st.floats(30, 110), st.floats(0, 70))
def test_every_place_has_a_segment_and_a_finite_distance(lon, lat):
    found = nearest_border(np.array([lon]), np.array([lat])).iloc[0]
    assert isinstance(found["border_segment"], str)
    assert 0 <= found["border_distance_km"] < 8000


def test_to_space_puts_places_on_the_ellipsoid():
    space = to_space(np.array([0.0, 90, 0, 180]), np.array([0.0, 0, 90, 0]))
    expected = [
        [6_378_137, 0, 0],
        [0, 6_378_137, 0],
        [0, 0, 6_356_752.314],
        [-6_378_137, 0, 0],
    ]
    assert np.allclose(space, expected, atol=1e-3)


# Sides and classes


@pytest.fixture
def describe(make_events):
    """Return the border columns of one event whose country is given."""

    def one(place, country_id, precision="exact"):
        events = make_events({"lon": place[0], "lat": place[1], "geo_precision": precision})
        described = describe_borders(events.assign(country_id=pd.Categorical([country_id])))
        assert described.index.equals(events.index)
        return described.iloc[0]

    return one


def test_the_side_is_the_country_of_the_event(describe):
    assert describe(KUNDUZ, "AFG")["border_side"] == "AFG"
    assert describe((69.0, 37.6), "TJK")["border_side"] == "TJK"


def test_an_event_in_a_third_country_is_on_neither_side(describe):
    row = describe(KUNDUZ, "PAK")
    assert row["border_segment"] == "AFG-TJK"
    assert pd.isna(row["border_side"])


def test_an_event_in_no_country_is_on_neither_side(describe):
    row = describe(KUNDUZ, None)
    assert pd.isna(row["border_side"])
    assert row["border_distance_km"] == pytest.approx(53, abs=1)


@pytest.mark.parametrize(
    ("precision", "border_class"),
    [
        ("exact", "measured"),
        ("town", "measured"),
        ("district", "measured"),
        ("province", "cannot tell"),
        ("country", "cannot tell"),
    ],
)
def test_kunduz_is_too_near_for_what_is_known_to_its_province_only(
    describe, precision, border_class
):
    """53 km from the border, while a province is 100 km wide."""
    assert describe(KUNDUZ, "AFG", precision)["border_class"] == border_class


@pytest.mark.parametrize("precision", ["exact", "town", "district", "province"])
def test_whatever_lies_nearer_than_its_precision_cannot_be_told(describe, borders, precision):
    line = np.asarray(borders.geometry)[borders["segment"] == "AFG-PAK"][0]
    on = shapely.line_interpolate_point(line, 0.4, normalized=True)
    assert describe((on.x, on.y), "AFG", precision)["border_class"] == "cannot tell"


def test_an_event_known_to_its_country_has_no_segment(describe):
    row = describe(KUNDUZ, "AFG", "country")
    assert row[["border_segment", "border_distance_km", "border_side"]].isna().all()
    assert row["border_class"] == "cannot tell"


def test_coarser_precisions_err_farther():
    errors = [POINT_ERROR_KM[precision] for precision in GEO_PRECISIONS]
    assert set(POINT_ERROR_KM) == set(GEO_PRECISIONS)
    assert errors == sorted(errors)
    assert errors[0] > 0


def test_shipped_events_have_segment_side_and_class(joined, borders):
    placed = joined[joined["geo_precision"] != "country"]
    assert placed["border_segment"].notna().all()
    assert set(placed["border_segment"]) <= set(borders["segment"])
    assert joined.loc[joined["geo_precision"] == "country", "border_segment"].isna().all()
    sided = joined[joined["border_side"].notna()]
    assert (sided["border_side"].astype("str") == sided["country_id"].astype("str")).all()
    assert len(sided) > 200
    coarse = placed["geo_precision"].astype("str").map(POINT_ERROR_KM)
    assert (
        (placed["border_class"] == "cannot tell") == (coarse > placed["border_distance_km"])
    ).all()
    assert joined["border_class"].notna().all()
