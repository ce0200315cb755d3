"""From a name to the box that shows it."""

import pytest
import shapely

import geo
from geo.errors import UnknownName
from geo.pages.chart_page import corridor_words
from geo.view.extent import border_segments, check_places, resolve


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


@pytest.mark.parametrize(
    ("segment", "says"),
    [
        ("AFG-XXX", "No border segment is called 'AFG-XXX'. Known: AFG-CHN, .*AFG-TJK"),
        ("TJK-AFG", "The border segment TJK-AFG is called AFG-TJK"),
    ],
)
def test_a_view_with_an_unknown_segment_is_refused(segment, says):
    check_places(geo.View(segments=("AFG-TJK",)))
    with pytest.raises(UnknownName, match=says):
        check_places(geo.View(segments=("AFG-TJK", segment)))


def test_a_box_beside_all_units_is_refused_with_where_they_lie(units):
    west, south, east, north = units.total_bounds
    check_places(geo.View(extent=(0, 0, west + 0.1, south + 0.1)))
    for box in (
        (0, 0, west - 0.1, 80),
        (east + 0.1, 0, 170, 80),
        (0, 0, 170, south - 0.1),
        (0, north + 0.1, 170, 80),
    ):
        with pytest.raises(UnknownName, match=f"within {west:.4g},{south:.4g},"):
            check_places(geo.View(extent=box))


def test_the_borders_of_a_view_are_its_segments_else_that_of_its_place():
    tajik, two = geo.View(extent="AFG-TJK"), ("AFG-PAK", "AFG-IRN", "AFG-PAK")
    assert border_segments(tajik) == ("AFG-TJK",)
    assert border_segments(geo.View(extent="AFG-TJK", segments=two)) == ("AFG-PAK", "AFG-IRN")
    assert border_segments(geo.View(extent="AF-BDS")) == ()
    assert corridor_words(tajik) == "within 50 km of the AFG-TJK border"
    assert corridor_words(geo.View()) == "within 50 km of all borders of Afghanistan"
    three = geo.View(segments=("AFG-IRN", "AFG-PAK", "AFG-TJK"))
    assert corridor_words(three) == "within 50 km of the AFG-IRN, AFG-PAK and AFG-TJK borders"
