"""The profile of a unit agrees with the events that the view shows."""

import pytest

import geo
from geo.errors import UnknownName


def test_counts_agree_with_the_selection(joined, zones):
    view = geo.View(window=("2021-01-01", "2021-12-31"))
    found = geo.profile(joined, zones, view, "AF-BDS")
    expected = geo.select(joined, view).query("province_id == 'AF-BDS'")
    assert found.events["event_id"].tolist() == expected["event_id"].tolist()
    assert found.by_year.sum() == found.by_type.sum() == len(expected)
    figures = expected[["fatalities_low", "fatalities_best", "fatalities_high"]]
    assert found.toll.unknown == figures.isna().all(axis=1).sum() > 0
    assert found.parents == ("Afghanistan",)


def test_unknown_tolls_are_null_not_zero(joined, zones):
    figures = joined[["fatalities_low", "fatalities_best", "fatalities_high"]]
    unknown = joined[figures.isna().all(axis=1) & joined["province_id"].notna()]
    unit = unknown["province_id"].iloc[0]
    found = geo.profile(unknown, zones, geo.View(), unit)
    assert (found.toll.best, str(found.toll)) == (None, "toll unknown")


def test_zones_are_those_of_the_window(joined, zones):
    shaki = geo.find_places("Shekay").iloc[0]["unit_id"]
    held = geo.profile(joined, zones, geo.View(window=("2021-08-01", "2021-09-30")), shaki).zones
    assert "Jamaat Ansarullah" in set(held["group"])
    before = geo.profile(joined, zones, geo.View(window=("1995-01-01", "1995-12-31")), shaki).zones
    assert before.empty


def test_unknown_unit_is_refused(joined, zones):
    with pytest.raises(UnknownName):
        geo.profile(joined, zones, geo.View(), "nowhere")
