"""Zones of influence: whose claim, where, and when."""

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.boundaries import zones as zones_module
from geo.boundaries.locate import locate
from geo.boundaries.zones import (
    _members_among,
    _zones,
    claimed_last,
    claimed_on,
    unclaimed_units,
)
from geo.errors import SchemaFault, UnknownName
from geo.settings import GEODATA
from geo.vocabulary import STATUSES

NUSAY = (70.8034, 38.4445)
MAIMAY = (71.0446, 38.4098)


def test_how_many_zones_ship(zones):
    assert len(zones) == 67
    assert zones["zone_id"].is_unique
    assert zones["zone_id"].str.fullmatch(r"ZN\d{3}").all()


def test_every_member_is_a_shipped_unit(zones, units):
    members = zones.explode("members")["members"]
    assert members.notna().all()
    assert set(members) <= set(units["unit_id"])
    assert (zones["members"].map(len) == zones["members"].map(set).map(len)).all()


def test_every_member_has_its_spelling_in_the_source(zones):
    named = zones["member_names"].str.split("; ").map(len)
    assert (named == zones["members"].map(len)).all()


def test_every_zone_says_whose_claim_it_is(zones):
    for column in ("source_publisher", "source_title", "claim", "group"):
        assert zones[column].notna().all()
        assert (zones[column].str.strip() != "").all()
    assert set(zones["status"]) <= set(STATUSES)


def test_zones_end_after_they_begin_or_stay_open(zones):
    closed = zones[zones["valid_to"].notna()]
    assert (closed["valid_from"] <= closed["valid_to"]).all()
    assert 0 < len(closed) < len(zones)


def test_the_geometry_is_the_union_of_the_members(zones, units):
    shapes = units.set_index("unit_id").geometry
    for zone in zones.itertuples():
        union = shapely.union_all(np.asarray(shapes[zone.members]))
        assert union.area == pytest.approx(zone.geometry.area, rel=1e-9)
        assert zone.geometry.geom_type == "MultiPolygon"


def test_the_claim_of_the_taliban_covers_the_whole_country(zones, units):
    """From 6 September 2021 on no province is blank, and the claim names its rivals."""
    afghan = units[(units["level"] == "province") & (units["iso3"] == "AFG")]
    later = zones[(zones["valid_from"] <= "2021-09-06") & zones["valid_to"].isna()]
    claim = later[(later["group"] == "Taliban") & (later["status"] == "control")]
    assert set(afghan["unit_id"]) <= set(claim["members"].explode())
    provinces = claim[claim["members"].map(lambda ids: set(ids) <= set(afghan["unit_id"]))]
    assert provinces["rival_claim"].str.contains("NRF").all()
    panjshir = zones[zones["members"].map(lambda ids: "AF-PAN" in ids)]
    fallen = panjshir["valid_from"] == "2021-09-06"
    before = panjshir["valid_to"] == "2021-09-06"
    assert panjshir.loc[before, "group"].tolist() == ["NRF"]
    assert panjshir.loc[fallen, "group"].tolist() == ["Taliban"]


def five_districts(zones, units):
    zone = zones.set_index("zone_id").loc["ZN023"]
    assert zone["group"] == "Jamaat Ansarullah"
    names = units.set_index("unit_id")["name"]
    spellings = zone["member_names"].split("; ")
    return zone, dict(zip(spellings, names[zone["members"]], strict=True))


def test_the_five_districts_of_jamaat_ansarullah(zones, units):
    """Location decides, against OCHA's bracketed names, which swap Nusay and Maimay."""
    assert five_districts(zones, units)[1] == {
        "Kuf Ab": "Kuf Ab",
        "Khwahan": "Khwahan",
        "Maimay": "Darwazbala",
        "Nusay": "Darwaz",
        "Shekay": "Shaki",
    }


@pytest.mark.parametrize(
    ("spelling", "place", "unit"),
    [("Nusay", NUSAY, "Darwaz"), ("Maimay", MAIMAY, "Darwazbala")],
)
def test_the_towns_lie_in_the_units_that_carry_their_names(
    zones, units, districts, spelling, place, unit
):
    at = locate(np.array([place]), np.asarray(districts.geometry))[0]
    district = districts.iloc[at]
    zone, names = five_districts(zones, units)
    assert district["name"] == unit == names[spelling]
    assert district["parent_id"] == "AF-BDS"
    assert district["unit_id"] in zone["members"]
    assert spelling in set(district["aliases"])


def test_no_other_unit_of_badakhshan_is_called_nusay_or_maimay(units):
    badakhshan = units[units["parent_id"] == "AF-BDS"]
    for spelling, unit in (("Nusay", "Darwaz"), ("Maimay", "Darwazbala")):
        called = [u.name for u in badakhshan.itertuples() if spelling in {u.name, *u.aliases}]
        assert called == [unit]


def test_the_decision_on_nusay_and_maimay_is_a_row_with_reason_and_source():
    table = pd.read_csv(GEODATA / "tables" / "aliases.csv").set_index("alias")
    for spelling in ("Nusay", "Maimay"):
        assert "location decides" in table["note"][spelling]
        assert "OCHA" in table["note"][spelling]
        assert table["source"][spelling] == "ocha-cod-ab-afg"


@pytest.fixture
def zones_with(tmp_path, monkeypatch):
    """Read a zones table with some cells of its first row changed."""

    def read(**changes):
        table = pd.read_csv(GEODATA / "zones.csv", dtype="str")
        for column, value in changes.items():
            table.loc[0, column] = value
        path = tmp_path / "zones.csv"
        table.to_csv(path, index=False)
        monkeypatch.setattr(zones_module, "shipped", lambda _: path)
        return _zones.__wrapped__("shipped")

    return read


def test_an_unchanged_table_reads_as_shipped(zones_with, zones):
    assert zones_with().drop(columns="geometry").equals(zones.drop(columns="geometry"))


def test_an_unknown_member_is_named_with_its_zone(zones_with):
    with pytest.raises(UnknownName, match=r"ZN001: AF-ATL"):
        zones_with(members="AF-KDZ; AF-ATL")


def test_all_unknown_members_are_named_at_once(zones_with):
    with pytest.raises(UnknownName, match=r"ZN001: AF-ATL; ZN001: AF-MUU"):
        zones_with(members="AF-ATL; AF-MUU; AF-KDZ")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"status": "ownership"}, "is not one of control, influence"),
        ({"confidence": "sure"}, "is not one of high, medium, low"),
        ({"valid_from": "2020-01-02", "valid_to": "2020-01-01"}, "valid_to lies before valid_from"),
        ({"source_publisher": None}, "source_publisher.*is missing"),
        ({"zone_id": "ZN002"}, "ids must be unique"),
    ],
    ids=["status", "confidence", "reversed", "no source", "doubled"],
)
def test_a_faulty_zone_is_refused(zones_with, changes, says):
    with pytest.raises(SchemaFault, match=says):
        zones_with(**changes)


@pytest.mark.parametrize(
    ("east", "north", "members"),
    [
        (60.45, 36.0, []),
        (60.55, 36.0, ["A-0"]),
        (61.0, 34.45, []),
        (61.0, 34.9, ["d0-0"]),
        (61.0, 35.2, ["A-0"]),
        (62.0, 36.0, ["A-0", "A-1"]),
        (61.6, 34.9, ["d0-0", "d1-0"]),
    ],
)
def test_among_other_units_a_zone_holds_those_that_lie_half_within(
    grid_units, east, north, members
):
    """A province takes the place of its districts; a country is never a member."""
    box = gpd.GeoDataFrame(geometry=[shapely.box(60, 34, east, north)], crs=4326)
    assert [sorted(held) for held in _members_among(box, grid_units())] == [members]


def claims(*members):
    """Return zones with these members."""
    return pd.DataFrame({"members": pd.Series(list(members), dtype=object)})


@pytest.mark.parametrize(
    ("members", "free"),
    [
        ([], ["AAA", "BBB"]),
        ([["AAA"]], ["BBB"]),
        ([["A-0"]], ["A-1", "BBB"]),
        ([["d0-0"]], ["A-1", "BBB", "d0-1"]),
        ([["d0-0"], ["A-1", "B-3"]], ["B-2", "d0-1"]),
        ([["A-0", "d0-0"]], ["A-1", "BBB"]),
        ([["AAA"], ["BBB"], ["d3-1"]], []),
    ],
)
def test_ground_without_a_claim_is_told_by_the_largest_units(grid_units, members, free):
    assert sorted(unclaimed_units(claims(*members), grid_units())) == free


def test_claimed_and_unclaimed_ground_make_up_the_whole(zones, units):
    """On any day each district lies in one or the other."""
    parents = units.set_index("unit_id")["parent_id"]
    districts = units.loc[units["level"] == "district", "unit_id"]
    line = pd.DataFrame({"unit": districts, "province": districts.map(parents)})
    line["country"] = line["province"].map(parents)
    for day in ("1990-01-01", "2015-10-01", "2021-08-22", "2025-09-01"):
        held = claimed_on(zones, pd.Timestamp(day))
        free = unclaimed_units(held, units)
        in_free = line.isin(free).any(axis=1)
        # A zone of a district lies in it: a district is claimed with its province too.
        in_zone = line.isin(held["members"].explode().tolist()).any(axis=1)
        assert (in_free ^ in_zone).all()


def test_all_of_afghanistan_is_claimed_from_the_takeover_on(zones, units):
    free = unclaimed_units(claimed_on(zones, pd.Timestamp("2021-09-06")), units)
    assert "IRN" in free
    assert not set(free) & set(units.loc[units["iso3"] == "AFG", "unit_id"])


def test_of_no_zones_none_is_claimed_last(zones):
    assert claimed_last(zones.iloc[:0], dt.date(2014, 6, 30)).empty
