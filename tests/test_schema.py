"""What a valid frame is, and what a reader is told about one that is not."""

import numpy as np
import pandas as pd
import pytest
import shapely

from geo import schema
from geo.errors import CrsMismatch, SchemaFault
from geo.points import coordinate_faults
from geo.rules import faults


@pytest.fixture
def faulty_units(grid_units):
    """Units with one fault in each of five rows."""
    units = grid_units()
    units.loc[2, "level"] = "village"
    units.loc[5, "unit_id"] = units.loc[3, "unit_id"]
    units.loc[6, "name"] = None
    units.loc[7, "vintage"] = 1800
    units.loc[9, "geometry"] = shapely.MultiPolygon()
    return units


def pairs(found):
    return set(zip(found["row"], found["column"], strict=True))


def test_a_valid_frame_has_no_faults(grid_units, make_events, zones):
    """The made frames of all other tests are valid."""
    for rules, frame in (
        (schema.UNITS, grid_units()),
        (schema.EVENTS, make_events({}, {"country": None, "fatalities_best": 0})),
        (schema.ZONES, zones),
    ):
        found = faults(rules, frame)
        assert list(found.columns) == ["row", "column", "value", "reason"]
        assert found.empty


def test_faults_come_all_at_once_with_their_rows(faulty_units):
    assert pairs(faults(schema.UNITS, faulty_units)) == {
        (2, "level"),
        (5, "unit_id"),
        (6, "name"),
        (7, "vintage"),
        (9, "geometry"),
    }


def test_rows_are_index_labels_not_positions(faulty_units):
    relabelled = faulty_units.set_axis(np.arange(len(faulty_units)) + 100)
    assert set(faults(schema.UNITS, relabelled)["row"]) == {102, 105, 106, 107, 109}


def test_one_row_may_have_several_faults(make_events):
    events = make_events({}, {}, {})
    events["verified"] = events["verified"].astype("str")
    events.loc[1, "verified"] = "rumour"
    events.loc[1, "injured"] = -4
    events.loc[1, "date_end"] = pd.Timestamp("2021-08-01")
    found = faults(schema.EVENTS, events)
    assert set(found["row"]) == {1}
    assert sorted(found["reason"]) == [
        "date_end lies before date_start; swap them",
        "is negative; leave the cell empty where it is unknown",
        "is not one of page, document, memory",
    ]


def test_of_rows_with_one_id_only_the_later_ones_are_at_fault(make_events):
    events = make_events({"event_id": "a"}, {"event_id": "b"}, {"event_id": "c"}, {"event_id": "d"})
    events.loc[[2, 3], "event_id"] = "a"
    found = faults(schema.EVENTS, events)
    assert sorted(found["row"]) == [2, 3]
    assert found["reason"].str.contains("ids must be unique").all()


def test_a_reversed_interval_is_one_fault(make_events):
    events = make_events({}, {"date_start": "2021-01-02", "date_end": "2021-01-02"})
    events.loc[1, "date_end"] = pd.Timestamp("2021-01-01")
    found = faults(schema.EVENTS, events)
    assert found["row"].tolist() == [1]
    assert "date_end lies before date_start" in found["reason"].item()


def test_a_zone_may_have_no_end_but_no_end_before_its_begin(zones):
    assert zones["valid_to"].isna().any()
    reversed_zones = zones.copy()
    reversed_zones.loc[0, "valid_to"] = reversed_zones.loc[0, "valid_from"] - pd.Timedelta(days=1)
    found = faults(schema.ZONES, reversed_zones)
    assert found["row"].tolist() == [0]
    assert "valid_to lies before valid_from" in found["reason"].item()


@pytest.mark.parametrize(
    ("column", "known"),
    [
        ("date_precision", "day, week, month, year"),
        ("geo_precision", "exact, town, district, province, country"),
        ("event_type", "armed_clash, attack"),
        ("side_1_type", "state, non_state, civilian, unknown"),
        ("side_2_type", "state, non_state, civilian, unknown"),
        ("verified", "page, document, memory"),
    ],
)
def test_an_unknown_word_is_named_with_the_known_ones(make_events, column, known):
    events = make_events({}, {})
    events[column] = events[column].astype("str")
    events.loc[1, column] = "nonsense"
    found = faults(schema.EVENTS, events)
    assert found[["row", "column", "value"]].to_numpy().tolist() == [[1, column, "nonsense"]]
    assert f"is not one of {known}" in found["reason"].item()


@pytest.mark.parametrize(
    "shape",
    [
        shapely.Polygon([(0, 0), (1, 0), (1, 1)]),
        shapely.MultiPolygon([shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])]),
        shapely.MultiPolygon(),
        shapely.Point(0, 0),
    ],
    ids=["single polygon", "crossing itself", "empty", "point"],
)
def test_a_unit_is_a_valid_multipolygon(grid_units, shape):
    units = grid_units()
    units.loc[4, "geometry"] = shape
    found = faults(schema.UNITS, units)
    assert pairs(found) == {(4, "geometry")}
    assert "is not a valid MultiPolygon" in found["reason"].item()


def test_every_missing_column_is_named(grid_units):
    with pytest.raises(SchemaFault) as caught:
        schema.validate(schema.UNITS, grid_units().drop(columns=["name", "licence"]), "x.gpkg")
    assert "name" in str(caught.value)
    assert "licence" in str(caught.value)


def test_validate_names_file_rows_values_and_remedy(faulty_units):
    with pytest.raises(SchemaFault) as caught:
        schema.validate(schema.UNITS, faulty_units, "districts.gpkg")
    message = str(caught.value)
    assert message.startswith("districts.gpkg: 5 faults.")
    assert "row 2, level: 'village' is not one of country, province, district" in message
    assert "row 5, unit_id:" in message
    assert "ids must be unique" in message
    assert "row 6, name:" in message
    assert "row 9, geometry: 'MULTIPOLYGON EMPTY' is not a valid MultiPolygon" in message


def test_a_reason_is_a_sentence_not_the_name_of_a_check(grid_units):
    units = grid_units()
    units.loc[0, "vintage"] = 1800
    units.loc[1, "iso3"] = "TOOLONG"
    units.loc[2, "area_km2"] = -1.0
    reasons = " ".join(faults(schema.UNITS, units)["reason"])
    assert "in_range(" not in reasons
    assert "str_length(" not in reasons
    assert "greater_than_or_equal_to(" not in reasons


def test_validate_shows_twenty_faults_and_counts_the_rest(make_events):
    events = make_events(*({} for _ in range(25)))
    events["injured"] = pd.array([-1] * 25, dtype="Int32")
    with pytest.raises(SchemaFault, match=r"25 faults(.|\n)* and 5 more$") as caught:
        schema.validate(schema.EVENTS, events, "events.csv")
    assert str(caught.value).count("is negative") == 20


def test_validate_returns_the_frame(grid_units):
    units = grid_units()
    assert schema.validate(schema.UNITS, units, "units") is units


@pytest.mark.parametrize("frame", ["EPSG:32642", "EPSG:3857"])
def test_another_crs_is_refused_with_both_systems_and_remedy(grid_units, frame):
    with pytest.raises(CrsMismatch) as caught:
        schema.validate(schema.UNITS, grid_units().to_crs(frame), "districts.gpkg")
    message = str(caught.value)
    assert "districts.gpkg" in message
    assert frame in message
    assert "EPSG:4326" in message
    assert "to_crs('EPSG:4326')" in message


def test_a_crs_known_by_its_definition_only_is_named_briefly(grid_units):
    """GeoParquet stores a CRS as 3,000 characters of JSON; its name is enough."""
    units = grid_units().to_crs("EPSG:32642")
    units = units.set_crs(units.crs.to_json_dict(), allow_override=True)
    with pytest.raises(CrsMismatch) as caught:
        schema.require_crs(units, "districts.parquet")
    assert "32642" in str(caught.value) or "UTM zone 42N" in str(caught.value)
    assert len(str(caught.value)) < 400


def test_no_crs_is_refused_with_both_remedies(grid_units):
    with pytest.raises(CrsMismatch) as caught:
        schema.require_crs(grid_units().set_crs(None, allow_override=True), "districts.gpkg")
    assert "no coordinate system" in str(caught.value)
    assert "EPSG:4326" in str(caught.value)
    assert "set_crs" in str(caught.value)


@pytest.mark.parametrize("same", ["EPSG:4326", "OGC:CRS84"])
def test_the_order_of_axes_is_no_mismatch(grid_units, same):
    schema.require_crs(grid_units().set_crs(same, allow_override=True), "units")


@pytest.mark.parametrize(
    ("longitude", "latitude", "reason"),
    [
        (69.2, 34.5, ""),
        (180.0, 90.0, ""),
        (-180.0, -90.0, ""),
        (69.2, 90.001, "latitude"),
        (69.2, -91.0, "latitude"),
        (180.001, 34.5, "longitude"),
        (-181.0, 34.5, "longitude"),
        (np.inf, 34.5, "longitude"),
        (69.2, -np.inf, "latitude"),
        (np.nan, 34.5, "no coordinates"),
        (69.2, np.nan, "no coordinates"),
        (np.nan, 91.0, "no coordinates"),
    ],
)
def test_coordinate_faults(longitude, latitude, reason):
    found = coordinate_faults(pd.Series([longitude]), pd.Series([latitude]))[0]
    assert reason in found
    assert bool(reason) == bool(found)
