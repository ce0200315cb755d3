"""Every event gets its units, zones and border; none is lost; the rules hold one by one."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from pyproj import Geod

import geo
from geo.accuracy import line_reach_km
from geo.boundaries.locate import locate
from geo.boundaries.nearest import nearest_shape
from geo.errors import CrsMismatch, SchemaFault
from geo.join.join import METHODS, NEAREST_KM, join
from geo.join.report import join_report

GEOD = Geod(ellps="WGS84")
KM_PER_DEGREE_EAST = GEOD.inv(60, 34.5, 61, 34.5)[2] / 1e3
"""At 34.5 N, the middle of the southern row of made districts."""


def east(kilometres):
    return kilometres / KM_PER_DEGREE_EAST


@pytest.fixture
def join_one(make_events, grid_units):
    """Join one event to the made districts and return its row."""

    def one(lon, lat, *, units=None, zones=None, nearest_km=NEAREST_KM, **fields):
        events = make_events({"lon": lon, "lat": lat, **fields})
        joined = join(
            events, grid_units() if units is None else units, zones, nearest_km=nearest_km
        )
        assert len(joined) == 1
        return joined.iloc[0]

    return one


# Rule 1: within


def test_a_point_inside_belongs_to_its_units(join_one):
    row = join_one(60.5, 34.5)
    assert row["match_method"] == "within"
    assert row["match_distance_km"] == 0
    assert (row["country_id"], row["province_id"], row["district_id"]) == ("AAA", "A-0", "d0-0")
    assert (row["province"], row["district"]) == ("Name of A-0", "Name of d0-0")
    assert pd.isna(row["conflict"])
    assert pd.isna(row["match_note"])


@pytest.mark.parametrize(
    ("lon", "lat", "district"),
    [
        (60.5, 35.0, "d0-0"),
        (61.0, 34.5, "d0-0"),
        (62.0, 35.5, "d1-1"),
        (61.0, 35.0, "d0-0"),
        (63.0, 35.0, "d2-0"),
        (60.0, 34.0, "d0-0"),
        (64.0, 36.0, "d3-1"),
    ],
    ids=["edge", "edge", "country edge", "four corners", "four corners", "outer", "outer"],
)
def test_on_a_shared_edge_the_first_unit_id_wins(join_one, lon, lat, district):
    row = join_one(lon, lat, country=None)
    assert row["match_method"] == "within"
    assert row["district_id"] == district


def test_the_order_of_the_units_is_irrelevant(make_events, grid_units):
    spots = [(60 + x / 4, 34 + y / 4) for x in range(-1, 18) for y in range(-1, 10)]
    events = make_events(*({"lon": lon, "lat": lat} for lon, lat in spots))
    units = grid_units()
    shuffled = units.sample(frac=1, random_state=7)
    assert_frame_equal(join(events, units), join(events, shuffled), check_categorical=False)


# Rule 2: nearest


@pytest.mark.parametrize("kilometres", [0.01, 1, 3, 4.99])
def test_a_point_off_the_edge_belongs_to_the_nearest_unit(join_one, kilometres):
    row = join_one(60 - east(kilometres), 34.5)
    assert row["match_method"] == "nearest"
    assert row["district_id"] == "d0-0"
    assert row["match_distance_km"] == pytest.approx(kilometres, rel=1e-3)


@pytest.mark.parametrize("kilometres", [5.01, 20, 1000])
def test_a_point_beyond_the_cap_belongs_to_none(join_one, kilometres):
    row = join_one(60 - east(kilometres), 34.5, country=None)
    assert row["match_method"] == "none"
    assert pd.isna(row["match_distance_km"])
    assert row[["country_id", "province_id", "district_id", "district"]].isna().all()
    assert "outside" in row["match_note"]


def test_the_cap_can_be_set(join_one):
    assert join_one(60 - east(8), 34.5, nearest_km=9)["match_method"] == "nearest"
    assert join_one(60 - east(3), 34.5, nearest_km=2, country=None)["match_method"] == "none"


def test_a_point_in_a_gap_belongs_to_the_nearest_edge(join_one, grid_units):
    units = grid_units(drop=("d1-0",))
    row = join_one(61 + east(2), 34.5, units=units)
    assert (row["match_method"], row["district_id"]) == ("nearest", "d0-0")
    assert row["match_distance_km"] == pytest.approx(2, rel=1e-3)
    assert join_one(61.5, 34.5, units=units, country=None)["match_method"] == "none"


def test_of_units_equally_near_the_first_unit_id_wins(join_one, grid_units):
    units = grid_units(drop=("d1-0",))
    row = join_one(61.5, 34.5, units=units, nearest_km=46, country=None)
    assert (row["match_method"], row["district_id"]) == ("nearest", "d0-0")


def test_distance_is_geodesic_not_degrees(join_one):
    """A degree of longitude is shorter than one of latitude: 0.05 of each lie across the cap."""
    assert join_one(60 - 0.05, 34.5)["match_method"] == "nearest"
    assert join_one(60.5, 34 - 0.05, country=None)["match_method"] == "none"
    south = join_one(60.5, 34 - 0.04)
    assert south["match_distance_km"] == pytest.approx(GEOD.inv(60.5, 33.96, 60.5, 34)[2] / 1e3)


@pytest.mark.parametrize(
    ("lon", "lat"), [(0, 0), (-120, 40), (80, -30), (0, 90), (0, -90), (180, 0), (-180, 89.5)]
)
def test_a_point_far_off_is_kept_unmatched(join_one, lon, lat):
    row = join_one(lon, lat)
    assert row["match_method"] == "none"
    assert pd.isna(row["conflict"])
    assert "outside" in row["match_note"]
    assert "swapped" not in row["match_note"]


def test_swapped_coordinates_are_noted_and_not_swapped(join_one):
    row = join_one(34.5, 60.5)
    assert row["match_method"] == "none"
    assert pd.isna(row["country_id"])
    assert "swapped" in row["match_note"]
    assert (row["geometry"].x, row["geometry"].y) == (34.5, 60.5)


# Rule 3: the stated country


@pytest.mark.parametrize(("precision", "error"), [("exact", 1), ("town", 5), ("district", 25)])
def test_the_stated_country_wins_within_the_error_and_not_beyond(join_one, precision, error):
    reach = line_reach_km("AAA-BBB") + error
    inside, outside = reach - 0.1, reach + 0.1
    near = join_one(62 + east(inside), 34.5, geo_precision=precision, country="AAA")
    assert near["match_method"] == "stated_country"
    assert (near["country_id"], near["district_id"]) == ("AAA", "d1-0")
    assert near["match_distance_km"] == pytest.approx(inside, rel=1e-3)
    assert pd.isna(near["conflict"])
    far = join_one(62 + east(outside), 34.5, geo_precision=precision, country="AAA")
    assert far["match_method"] == "within"
    assert (far["country_id"], far["district_id"]) == ("BBB", "d2-0")
    assert far["conflict"] == "country"
    assert "AAA" in far["match_note"]
    assert "BBB" in far["match_note"]


def test_the_unit_is_the_nearest_in_the_stated_country(join_one):
    assert join_one(62 + east(2), 35.4, country="AAA")["district_id"] == "d1-1"
    assert join_one(62 - east(2), 34.6, country="BBB")["district_id"] == "d2-0"


def test_the_stated_country_wins_over_the_nearest_unit(join_one, grid_units):
    units = grid_units(drop=("d2-0",))
    row = join_one(62 + east(2), 34.85, units=units, country="BBB", geo_precision="town")
    assert row["match_method"] == "nearest"
    assert row["country_id"] == "AAA"
    row = join_one(62 + east(2), 34.97, units=units, country="BBB", geo_precision="town")
    assert row["match_method"] == "stated_country"
    assert row["district_id"] == "d2-1"


def test_a_point_in_no_unit_belongs_to_the_stated_country_within_the_error(join_one):
    row = join_one(60 - east(20), 34.5, country="AAA", geo_precision="district")
    assert row["match_method"] == "stated_country"
    assert row["match_distance_km"] == pytest.approx(20, rel=1e-3)


def test_the_point_itself_is_not_moved(join_one):
    row = join_one(62 + east(2), 34.5, country="AAA")
    assert row["geometry"].x == 62 + east(2)


def test_without_a_stated_country_there_is_no_conflict(join_one):
    row = join_one(62.5, 34.5, country=None)
    assert (row["match_method"], row["country_id"]) == ("within", "BBB")
    assert pd.isna(row["conflict"])


def test_a_stated_country_whose_units_do_not_ship_is_a_conflict_too(join_one):
    """Doha is no place in BBB: the row is kept with its unit, and flagged."""
    row = join_one(62.5, 34.5, country="QAT")
    assert (row["match_method"], row["country_id"]) == ("within", "BBB")
    assert row["conflict"] == "country"


def test_the_better_line_reaches_less_far(join_one, grid_units):
    """A made line of Afghanistan is as good as its own: 3.2 km and the 1 km of an exact point."""
    units = grid_units()
    units["iso3"] = units["iso3"].astype("str").replace("BBB", "AFG")
    units["unit_id"] = units["unit_id"].replace("BBB", "AFG")
    units["parent_id"] = units["parent_id"].replace("BBB", "AFG")
    methods = [
        join_one(62 + east(km), 34.5, units=units, country="AAA")["match_method"] for km in (4, 5)
    ]
    assert methods == ["stated_country", "within"]


def test_the_error_of_the_boundary_counts(join_one):
    """Exact points err by 1 km: 2 km would be too far without the boundary's own error."""
    assert line_reach_km("AAA-BBB") > 1
    assert join_one(62 + east(2), 34.5, country="AAA")["match_method"] == "stated_country"


# Precision


def test_an_event_known_to_its_province_gets_no_district(join_one):
    row = join_one(60.5, 34.5, geo_precision="province")
    assert (row["country_id"], row["province_id"], row["province"]) == ("AAA", "A-0", "Name of A-0")
    assert row[["district_id", "district"]].isna().all()


def test_an_event_known_to_its_country_gets_no_province(join_one):
    row = join_one(60.5, 34.5, geo_precision="country")
    assert row["country_id"] == "AAA"
    assert row[["province_id", "province", "district_id", "district"]].isna().all()


def test_an_event_known_to_its_country_takes_the_stated_one(join_one):
    row = join_one(63.5, 34.5, geo_precision="country", country="AAA")
    assert (row["country_id"], row["match_method"]) == ("AAA", "stated_country")
    assert pd.isna(row["province_id"])


@pytest.mark.parametrize("precision", ["exact", "town", "district"])
def test_finer_events_get_their_district(join_one, precision):
    assert join_one(60.5, 34.5, geo_precision=precision)["district_id"] == "d0-0"


# Zones


def zone(zone_id, members, valid_from, valid_to=None):
    return {
        "zone_id": zone_id,
        "members": members,
        "valid_from": pd.Timestamp(valid_from),
        "valid_to": pd.Timestamp(valid_to) if valid_to else pd.NaT,
    }


ZONES = pd.DataFrame(
    [
        zone("Z3", ["d0-0"], "2021-08-10", "2021-08-20"),
        zone("Z1", ["d0-0", "d3-1"], "2021-08-01"),
        zone("Z2", ["A-0"], "2021-09-01", "2021-09-01"),
    ]
)


@pytest.mark.parametrize(
    ("first", "last", "zone_ids"),
    [
        ("2021-07-31", "2021-07-31", None),
        ("2021-08-01", "2021-08-01", "Z1"),
        ("2021-08-09", "2021-08-09", "Z1"),
        ("2021-08-10", "2021-08-10", "Z1; Z3"),
        ("2021-08-20", "2021-08-20", "Z1; Z3"),
        ("2021-08-21", "2021-08-21", "Z1"),
        ("2021-08-31", "2021-08-31", "Z1"),
        ("2021-09-01", "2021-09-01", "Z1; Z2"),
        ("2021-09-02", "2021-09-02", "Z1"),
        ("2190-01-01", "2190-01-01", "Z1"),
        ("2021-07-01", "2021-08-10", "Z1; Z3"),
        ("2021-08-20", "2021-09-01", "Z1; Z2; Z3"),
        ("2020-01-01", "2030-01-01", "Z1; Z2; Z3"),
    ],
)
def test_zones_valid_on_the_days_of_the_event(join_one, first, last, zone_ids):
    row = join_one(60.5, 34.5, zones=ZONES, date_start=first, date_end=last)
    assert (None if pd.isna(row["zone_ids"]) else row["zone_ids"]) == zone_ids


def test_zones_of_other_units_do_not_count(join_one):
    assert pd.isna(join_one(61.5, 34.5, zones=ZONES)["zone_ids"])
    assert join_one(63.5, 35.5, zones=ZONES, country=None)["zone_ids"] == "Z1"


def test_a_zone_of_a_province_holds_its_districts_and_province_events(join_one):
    day = {"date_start": "2021-09-01", "date_end": "2021-09-01"}
    north = join_one(60.5, 35.5, zones=ZONES, **day)
    assert (north["district_id"], north["zone_ids"]) == ("d0-1", "Z2")
    coarse = join_one(60.5, 34.5, zones=ZONES, geo_precision="province", **day)
    assert coarse["zone_ids"] == "Z2"
    coarser = join_one(60.5, 34.5, zones=ZONES, geo_precision="country", **day)
    assert pd.isna(coarser["zone_ids"])


def test_zones_follow_the_unit_of_the_stated_country(join_one):
    zones = pd.DataFrame([zone("Z1", ["d1-0"], "2021-01-01"), zone("Z2", ["d2-0"], "2021-01-01")])
    assert join_one(62 + east(2), 34.5, zones=zones, country="AAA")["zone_ids"] == "Z1"


def test_without_zones_or_units_there_are_no_zone_ids(join_one):
    assert pd.isna(join_one(60.5, 34.5)["zone_ids"])
    assert pd.isna(join_one(0, 0, zones=ZONES)["zone_ids"])


# The frame and the report


def test_rows_order_index_and_columns_are_kept(make_events, grid_units):
    spots = [60.5, 0, 62.5, 61.5, 60 - east(2)]
    events = make_events(*({"lon": lon, "country": None} for lon in spots))
    events.index = pd.Index([9, 3, 7, 3, 1])
    joined = join(events, grid_units(), ZONES)
    assert joined.index.equals(events.index)
    assert_frame_equal(pd.DataFrame(joined[events.columns]), pd.DataFrame(events))
    assert joined["match_method"].tolist() == ["within", "none", "within", "within", "nearest"]
    assert joined["district_id"].astype("object").fillna("").tolist() == [
        "d0-0",
        "",
        "d2-0",
        "d1-0",
        "d0-0",
    ]
    assert joined.crs == events.crs


def test_the_events_are_not_changed(make_events, grid_units):
    events = make_events({}, {"lon": 62 + east(2)})
    before = events.copy()
    join(events, grid_units(), ZONES)
    assert_frame_equal(events, before)


def test_joining_twice_gives_the_same(make_events, grid_units):
    once = join(make_events({}, {"lon": 62.5}), grid_units(), ZONES)
    assert_frame_equal(join(once, grid_units(), ZONES), once)


def test_no_events_give_no_rows_and_all_columns(make_events, grid_units):
    """A file of bad rows only gives no events: the app must still open."""
    events = make_events({}, {})
    joined = join(events.iloc[:0], grid_units(), ZONES)
    assert len(joined) == 0
    assert list(joined.columns) == list(join(events, grid_units(), ZONES).columns)
    assert join_report(joined).events == 0


def test_the_report_reconciles(make_events, grid_units):
    events = make_events(
        {"lon": 60.5},
        {"lon": 60.5, "geo_precision": "province"},
        {"lon": 62.5},
        {"lon": 62 + east(2)},
        {"lon": 60 - east(2)},
        {"lon": 0},
        {"lon": 34.5, "lat": 60.5},
    )
    units = grid_units()
    report = join_report(join(events, units), units)
    assert report.events == 7 == sum(report.methods.values())
    assert report.methods == {
        "within": 3,
        "nearest": 1,
        "stated_country": 1,
        "by_name": 0,
        "by_code": 0,
        "none": 2,
    }
    assert report.conflicts == {"country": 1, "province": 0, "district": 0}
    assert report.without_district == 1
    assert report.vintages == {"AAA": "2020", "BBB": "2020"}
    assert report.notes["events"].sum() == 3
    text = str(report)
    assert text.startswith(
        "7 events: 3 within, 1 nearest, 1 stated_country, 0 by_name, 0 by_code, 2 none."
    )
    assert "swapped" in text


def test_units_without_districts_are_refused_with_the_remedy(make_events, grid_units):
    units = grid_units()
    with pytest.raises(SchemaFault, match=r"no districts; read them with geo\.read_units"):
        join(make_events({}), units[units["level"] == "province"])


def test_another_crs_is_refused(make_events, grid_units):
    events, units = make_events({}), grid_units()
    with pytest.raises(CrsMismatch, match="events is in EPSG:32642"):
        join(events.to_crs(32642), units)
    with pytest.raises(CrsMismatch, match="units is in EPSG:3857"):
        join(events, units.to_crs(3857))


# Shipped data


def test_shipped_events_go_in_and_come_out(joined, events):
    assert len(joined) == len(events) == 431
    assert joined["event_id"].tolist() == events["event_id"].tolist()


def test_how_the_shipped_events_match(joined, units):
    report = join_report(joined, units)
    assert report.methods == {
        "within": 414,
        "nearest": 0,
        "stated_country": 15,
        "by_name": 0,
        "by_code": 0,
        "none": 2,
    }
    assert not any(report.conflicts.values())
    assert sum(report.methods.values()) == report.events == 431
    assert set(report.methods) == set(METHODS)
    assert report.vintages["AFG"] == "2014"


def test_the_unmatched_events_are_those_in_mosul_and_doha(joined):
    lost = joined[joined["match_method"] == "none"].sort_values("country")
    assert lost["country"].tolist() == ["IRQ", "QAT"]
    assert lost["place"].str.contains("Mosul|Doha").all()
    assert lost["country_id"].isna().all()


def test_every_shipped_event_lies_in_the_country_that_it_states(joined):
    matched = joined[joined["match_method"] != "none"]
    assert (matched["country_id"].astype("str") == matched["country"].astype("str")).all()


@pytest.mark.parametrize("place", ["Torkham", "Chaman", "Kharlachi"])
def test_border_crossings_have_their_stated_country(joined, place):
    rows = joined[joined["place"].str.contains(place)]
    assert set(rows["country"]) == {"AFG", "PAK"}
    assert (rows["country_id"].astype("str") == rows["country"].astype("str")).all()
    assert "stated_country" in set(rows["match_method"])


def test_stated_countries_are_within_the_errors(joined):
    rows = joined[joined["match_method"] == "stated_country"]
    assert rows["match_distance_km"].between(0, 3.4 + 25).all()


def test_levels_of_shipped_events_nest(joined, units):
    parents = units.set_index("unit_id")["parent_id"]
    placed = joined[joined["district_id"].notna()]
    assert (parents[placed["district_id"]].to_numpy() == placed["province_id"].astype("str")).all()
    provinces = joined[joined["province_id"].notna()]
    assert (
        parents[provinces["province_id"]].to_numpy() == provinces["country_id"].astype("str")
    ).all()


def test_coarse_shipped_events_have_no_finer_level(joined):
    coarse = joined["geo_precision"].isin(["province", "country"])
    assert coarse.sum() == 36
    assert joined.loc[coarse, "district_id"].isna().all()
    assert joined.loc[joined["geo_precision"] == "country", "province_id"].isna().all()


def test_the_stated_districts_agree_where_they_can(joined):
    """Most shipped rows name an Afghan province themselves: the join must find the same one."""
    rows = joined[(joined["country_id"] == "AFG") & joined["province"].notna()]
    same = rows["admin1"].str[:4].str.lower() == rows["province"].astype("str").str[:4].str.lower()
    assert same.mean() > 0.95


# Rule 4: by name


@pytest.mark.parametrize(
    ("lon", "country", "distance"),
    [(60.5, "AAA", 0.0), (60 - east(3), None, 3.0), (62 + east(2), "AAA", 2.0)],
)
def test_an_event_placed_by_name_says_so_whatever_rule_matched(join_one, lon, country, distance):
    row = join_one(lon, 34.5, country=country, located_by="name")
    assert row["match_method"] == "by_name"
    assert row["match_distance_km"] == pytest.approx(distance, abs=0.05)
    assert row["country_id"] == "AAA"


def test_an_event_placed_by_name_far_off_matches_none(join_one):
    assert join_one(50, 34.5, country=None, located_by="name")["match_method"] == "none"


def test_a_name_across_the_border_is_still_a_conflict(join_one):
    row = join_one(63.5, 34.5, country="AAA", located_by="name")
    assert (row["match_method"], row["conflict"]) == ("by_name", "country")


def test_the_report_counts_events_placed_by_name(make_events, grid_units):
    events = make_events({}, {"located_by": "name"})
    report = join_report(join(events, grid_units()))
    assert report.methods["by_name"] == 1
    assert "1 by_name" in str(report)


# Properties

COORDINATES = st.tuples(
    st.one_of(st.integers(118, 130).map(lambda n: n / 2), st.floats(58, 66)),
    st.one_of(st.integers(66, 74).map(lambda n: n / 2), st.floats(32, 38)),
    st.sampled_from(["AAA", "BBB", "QAT", None]),
    st.sampled_from(["exact", "town", "district", "province", "country"]),
)
FIELDS = ("lon", "lat", "country", "geo_precision")


def made_from(make_events, places):
    return make_events(*(dict(zip(FIELDS, place, strict=True)) for place in places))


@settings(max_examples=10)
@given(places=st.lists(COORDINATES, min_size=1, max_size=30))
def test_counts_are_conserved(make_events, grid_units, places):
    events = made_from(make_events, places)
    joined = join(events, grid_units(), ZONES)
    assert joined["event_id"].tolist() == events["event_id"].tolist()
    assert sum(join_report(joined).methods.values()) == len(places)
    assert (joined["country_id"].isna() == (joined["match_method"] == "none")).all()
    assert joined["match_distance_km"].isna().equals(joined["match_method"] == "none")
    assert joined.loc[joined["conflict"].notna(), "match_method"].isin(["within", "nearest"]).all()


@settings(max_examples=8)
@given(places=st.lists(COORDINATES, min_size=2, max_size=20), random=st.randoms())
def test_the_order_of_rows_is_irrelevant(make_events, grid_units, places, random):
    events = made_from(make_events, places)
    order = list(range(len(events)))
    random.shuffle(order)
    units = grid_units()
    shuffled = join(events.iloc[order], units, ZONES).sort_index()
    assert_frame_equal(shuffled, join(events, units, ZONES), check_categorical=False)


@settings(max_examples=3)
@given(
    spots=st.lists(
        st.tuples(st.floats(55, 95), st.floats(-40, 5), st.sampled_from(["AFG", "PAK", "IRN"])),
        min_size=5,
        max_size=60,
    )
)
def test_a_point_in_the_indian_ocean_is_never_within(make_events, units, spots):
    events = make_events(
        *({"lon": lon, "lat": lat, "country": country} for lon, lat, country in spots)
    )
    joined = join(events, units)
    assert (joined["match_method"] == "none").all()
    assert joined["district_id"].isna().all()


WHOLE = st.integers(-6, 6)
CORNERS = st.lists(st.tuples(WHOLE, WHOLE), min_size=3, max_size=7, unique=True)
POLYGONS = st.lists(
    CORNERS.map(lambda corners: shapely.convex_hull(shapely.MultiPoint(corners))).filter(
        lambda hull: hull.geom_type == "Polygon"
    ),
    min_size=1,
    max_size=8,
)
ANY_NUMBER = st.one_of(WHOLE.map(float), st.floats(-8, 8), st.sampled_from([np.nan, np.inf]))


def first_cover(longitude, latitude, shapes):
    """Try every shape on every point."""
    found = np.full(len(longitude), -1)
    usable = np.isfinite(longitude) & np.isfinite(latitude)
    for position in reversed(range(len(shapes))):
        hit = shapely.intersects_xy(shapes[position], longitude, latitude)
        found[hit & usable] = position
    return found


@settings(max_examples=80)
@given(shapes=POLYGONS, spots=st.lists(st.tuples(ANY_NUMBER, ANY_NUMBER), min_size=1, max_size=40))
def test_locate_finds_what_trying_all_finds(shapes, spots):
    shapes = np.array(shapes, dtype=object)
    longitude, latitude = np.array(spots, dtype=float).T
    found = locate(np.column_stack([longitude, latitude]), shapes)
    assert found.tolist() == first_cover(longitude, latitude, shapes).tolist()


@settings(max_examples=15)
@given(seed=st.integers(0, 2**32 - 1))
def test_locate_on_many_random_points_and_boxes(seed):
    random = np.random.default_rng(seed)
    corner = random.uniform(-10, 10, (30, 2))
    size = 10.0 ** random.uniform(-4, 1, (30, 2))
    shapes = shapely.box(*corner.T, *(corner + size).T)
    spots = np.vstack([random.uniform(-12, 22, (300, 2)), corner, corner + size])
    found = locate(spots, shapes)
    assert found.tolist() == first_cover(*spots.T, shapes).tolist()


def test_locate_without_points_or_with_empty_shapes():
    box = shapely.box(0, 0, 1, 1)
    assert locate(np.empty((0, 2)), np.array([box])).tolist() == []
    shapes = np.array([shapely.Polygon(), box], dtype=object)
    assert locate(np.array([[0.5, 0.5], [2, 2]]), shapes).tolist() == [1, -1]


def test_the_same_units_as_geopandas_finds(districts):
    random = np.random.default_rng(20210815)
    west, south, east_, north = districts.total_bounds
    spots = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(
            random.uniform(west, east_, 2000), random.uniform(south, north, 2000)
        ),
        crs=districts.crs,
    )
    lonlat = shapely.get_coordinates(np.asarray(spots.geometry))
    found = locate(lonlat, np.asarray(districts.geometry))
    pairs = gpd.sjoin(spots, districts[["unit_id", "geometry"]], predicate="intersects")
    first = pairs.groupby(level=0)["unit_id"].min().reindex(spots.index)
    mine = pd.Series(np.where(found >= 0, districts["unit_id"].to_numpy()[found], None))
    assert mine.fillna("").tolist() == first.fillna("").tolist()
    assert 500 < first.notna().sum() < 2000


@settings(max_examples=15)
@given(
    spots=st.lists(st.tuples(st.floats(59, 65), st.floats(33, 37)), min_size=1, max_size=10),
    within_km=st.sampled_from([1.0, 5.0, 30.0, 120.0]),
)
def test_the_nearest_shape_is_the_nearest(grid_units, spots, within_km):
    units = grid_units()
    shapes = np.asarray(units[units["level"] == "district"].sort_values("unit_id").geometry)
    found, kilometres = nearest_shape(np.array(spots), shapes, within_km)
    edges = [shapely.get_coordinates(shapely.segmentize(shape, 0.01)) for shape in shapes]
    for spot, at, distance in zip(spots, found, kilometres, strict=True):
        brute = [
            0.0
            if shapely.intersects_xy(shape, *spot)
            else GEOD.inv(*np.broadcast_to(spot, edge.shape).T, *edge.T)[2].min() / 1e3
            for shape, edge in zip(shapes, edges, strict=True)
        ]
        assert (at >= 0) == bool(np.isfinite(distance))
        if min(brute) < within_km * 0.99:
            assert distance == pytest.approx(min(brute), rel=5e-3, abs=0.6)
            assert brute[at] <= min(brute) + 0.6
        elif min(brute) > within_km * 1.01 + 0.6:
            assert at == -1


@pytest.mark.parametrize("within_km", [4.0, 60.0, 400.0])
def test_many_points_find_what_each_finds_alone(grid_units, within_km):
    """Where there are many, most edges are never measured."""
    units = grid_units()
    shapes = np.asarray(units[units["level"] == "district"].sort_values("unit_id").geometry)
    spots = np.random.default_rng(5).uniform((57, 31), (67, 39), (400, 2))
    found, kilometres = nearest_shape(spots, shapes, within_km)
    alone = [nearest_shape(spot[None], shapes, within_km) for spot in spots]
    assert found.tolist() == [int(at[0]) for at, _ in alone]
    assert np.array_equal(kilometres, [km[0] for _, km in alone], equal_nan=True)
    assert 0 < (found >= 0).sum() < 400 or within_km > 300


def test_each_point_may_reach_as_far_as_it_does_alone(grid_units):
    units = grid_units()
    shapes = np.asarray(units[units["level"] == "district"].sort_values("unit_id").geometry)
    random = np.random.default_rng(6)
    spots = random.uniform((57, 31), (67, 39), (400, 2))
    within_km = random.choice([0.0, 4.0, 60.0, 400.0], 400)
    found, kilometres = nearest_shape(spots, shapes, within_km)
    alone = [
        nearest_shape(spot[None], shapes, km) for spot, km in zip(spots, within_km, strict=True)
    ]
    assert found.tolist() == [int(at[0]) for at, _ in alone]
    assert np.array_equal(kilometres, [km[0] for _, km in alone], equal_nan=True)


@pytest.mark.parametrize("lat", [0, 35, 60])
def test_the_nearest_place_on_a_slanted_edge(lat):
    """Degrees of longitude and latitude differ in length: a right angle on the ground is none
    on a map in degrees."""
    triangle = shapely.Polygon([(70, lat), (70.4, lat + 0.4), (70.4, lat)])
    edge = shapely.get_coordinates(shapely.segmentize(triangle.boundary, 0.0005))
    spot = np.array([[70.1, lat + 0.25]])
    expected = GEOD.inv(*np.broadcast_to(spot, edge.shape).T, *edge.T)[2].min() / 1e3
    assert nearest_shape(spot, np.array([triangle]), 50)[1][0] == pytest.approx(expected, rel=1e-3)


def test_random_events_over_the_region_state_where_they_are(make_events, units, districts):
    """Each event states the country that its point lies in: nothing to correct, all within."""
    spots = shapely.get_coordinates(shapely.point_on_surface(np.asarray(districts.geometry)))
    events = make_events(
        *(
            {"lon": lon, "lat": lat, "country": iso3}
            for (lon, lat), iso3 in zip(spots, districts["iso3"], strict=True)
        )
    )
    joined = geo.join(events, units)
    assert (joined["match_method"] == "within").all()
    assert joined["district_id"].astype("str").tolist() == districts["unit_id"].tolist()


def test_places_that_many_points_share_are_located_as_each_point_is(districts):
    random = np.random.default_rng(3)
    places = np.column_stack([random.uniform(58, 78, 300), random.uniform(28, 42, 300)])
    places[:2] = np.nan
    which = random.integers(0, 300, 6_000)
    shapes = np.asarray(districts.geometry)
    alone = locate(places, shapes)
    assert (locate(places[which], shapes) == alone[which]).all()
    assert (alone[:2] == -1).all()
    assert (alone >= 0).sum() > 100
