"""Two windows compared inside an area of one's own, and by it."""

from dataclasses import replace

import pytest

import geo
from geo.analysis.compare import compare, compare_view
from geo.analysis.compare_counts import OWN
from geo.analysis.compare_words import summary_words
from geo.analysis.corridors import NONE
from geo.errors import UnknownName
from geo.view.area import Area
from geo.view.area_ground import area_geometry
from geo.view.lying import lying

WINDOWS = (("2020-08-15", "2021-08-14"), ("2021-08-15", "2022-08-14"))
KABUL = Area.circle(69.17, 34.53, 60, name="Kabul and around")


def in_windows(events, index):
    first, last = WINDOWS[index]
    return events["date_start"].between(first, last)


def test_inside_and_outside_add_up_to_all(joined):
    table = compare(joined, *WINDOWS, by="area", area=KABUL)
    assert list(table["area"]) == [OWN, NONE]
    assert list(table["name"]) == ["Kabul and around", "outside the area"]
    found = lying(joined, KABUL)
    for index, end in enumerate("ab"):
        counted = table[[f"{name}_{end}" for name in ("events", "cannot_tell", "coarse_dates")]]
        assert counted.to_numpy().sum() == in_windows(joined, index).sum()
        own = table.iloc[0]
        inside = in_windows(joined, index) & found.inside
        assert own[f"events_{end}"] + own[f"coarse_dates_{end}"] == inside.sum() > 0
        assert own[f"cannot_tell_{end}"] == (in_windows(joined, index) & found.perhaps).sum()
    assert table["words"][0].startswith("Inside the area “Kabul and around” ")
    assert table["words"][1].startswith("Outside the area ")
    assert table["cannot_tell_a"][0] + table["cannot_tell_b"][0] > 0


def test_an_area_of_a_province_compares_as_the_province(joined):
    own = compare(joined, *WINDOWS, by="area", area=Area.units(["AF-KAB"])).iloc[0]
    province = compare(joined, *WINDOWS, by="province").set_index("area").loc["AF-KAB"]
    for name in ("events_a", "events_b", "rate_ratio", "fatalities_a"):
        assert own[name] == pytest.approx(province[name])


@pytest.mark.parametrize("by", ["segment", "province", "district"])
def test_only_what_lies_inside_is_compared_and_the_rest_is_said(joined, by):
    table = compare(joined, *WINDOWS, by=by, area=KABUL)
    inside = joined[lying(joined, KABUL).inside]
    plain = compare(inside, *WINDOWS, by=by)
    assert table.drop(columns="words").equals(plain.drop(columns="words"))
    perhaps = lying(joined, KABUL).perhaps
    a, b = ((in_windows(joined, index) & perhaps).sum() for index in (0, 1))
    said = [note for note in table.attrs["notes"] if "may lie inside" in note]
    cut = "known only to a unit that the area cuts, may lie inside it."
    assert said == [f"Not counted: {a} more in A and {b} in B, {cut}"]


def test_a_view_compares_by_its_area(joined):
    view = geo.View(area=KABUL, compared_by="area")
    table = compare_view(joined, view)
    assert table["area"].tolist() == [OWN, NONE]
    assert summary_words(table, view).startswith("Inside the area ")
    far = replace(view, area=Area.circle(61, 30, 1))
    assert summary_words(compare_view(joined, far), far).startswith("No events in either window")


def test_without_an_area_there_is_nothing_to_compare_by(joined):
    with pytest.raises(UnknownName, match="no area to compare by"):
        compare(joined, *WINDOWS, by="area")


def test_near_a_border_an_area_is_compared_by_what_lies_in_the_corridor(joined):
    area = Area.of(area_geometry(Area.circle(71.1, 34.1, 80)), "Khyber")
    whole = compare(joined, *WINDOWS, by="area", area=area)
    near = compare(joined, *WINDOWS, by="area", area=area, segments=("AFG-PAK",))
    assert near["events_a"].sum() < whole["events_a"].sum()
    assert near["words"][0].startswith("Inside the area “Khyber”, within 50 km of ")
