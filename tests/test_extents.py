"""From a name to the box that shows it."""

import pytest
import shapely

from geo.errors import UnknownName
from geo.extents import resolve


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("AFG", "unit_id"),
        ("AF-BDS", "unit_id"),
        ("AF", "iso_3166_2"),
        ("AF1722", "ocha_pcode"),
        ("17698898B757957454065", "unit_id"),
    ],
)
def test_a_unit_is_shown_whole_with_a_margin(units, name, column):
    found = units[units[column] == name]
    west, south, east, north = resolve(name)
    inner = found.total_bounds
    assert west < inner[0] < inner[2] < east
    assert south < inner[1] < inner[3] < north
    assert (east - west) / (inner[2] - inner[0]) == pytest.approx(1.1)
    assert (north - south) / (inner[3] - inner[1]) == pytest.approx(1.1)


def test_a_segment_is_shown_whole(borders):
    line = borders.set_index("segment").geometry["AFG-TJK"]
    assert shapely.box(*resolve("AFG-TJK")).contains(line)


def test_a_zone_is_shown_whole(zones):
    shape = zones.set_index("zone_id").geometry["ZN023"]
    assert shapely.box(*resolve("ZN023")).contains(shape)


def test_every_zone_segment_and_country_has_an_extent(zones, borders, units):
    countries = units.loc[units["level"] == "country", "unit_id"]
    for name in (*zones["zone_id"][::4], *borders["segment"], *countries):
        west, south, east, north = resolve(name)
        assert -180 <= west < east <= 180
        assert -90 <= south < north <= 90


def test_a_box_comes_back_as_it_is():
    box = (60.0, 29.0, 75.5, 39.5)
    assert resolve(box) == box


def test_a_segment_named_the_other_way_round_is_told_its_name():
    with pytest.raises(UnknownName, match="The border segment TJK-AFG is called AFG-TJK"):
        resolve("TJK-AFG")


@pytest.mark.parametrize("name", ["Atlantis", "", "TJK-XXX", "AF9999", "af-bds", "ZN999", "nan"])
def test_an_unknown_name_is_refused_with_what_to_give(name):
    with pytest.raises(UnknownName, match=r"AF-BDS.*AFG-TJK.*ZN023.*west,south,east,north"):
        resolve(name)
