"""The charts to be pointed at show the numbers, order and words of those for print."""

import datetime as dt

import pandas as pd
import pytest

import geo
from dashboard.widgets import charts as pointed
from geo.pages import charts as printed
from geo.pages.chart_rows import activity_rows, sides, takeover_within, timeline
from geo.vocabulary import TAKEOVER_WORDS


@pytest.fixture(scope="module")
def quarters(joined):
    return geo.border_activity(joined, freq="quarter")


def values(chart):
    """All rows that a chart carries."""
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows]


def test_panels_bear_the_same_headings_and_add_up_alike(quarters):
    figure = printed.segments_over_time(quarters)
    rows = pd.DataFrame(row for row in values(pointed.over_time(quarters)) if "heading" in row)
    headings = [axes.get_title(loc="left") for axes in figure.axes]
    assert list(rows["heading"].unique()) == headings
    drawn = [sum(bar.get_height() for bar in axes.patches) for axes in figure.axes]
    assert rows.groupby("heading", sort=False)["number"].sum().tolist() == drawn


def test_heat_maps_have_the_same_rows_and_breaks(quarters):
    chart = pointed.heat_map(quarters).to_dict()
    axes = printed.segment_heat_map(quarters).axes[0]
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert chart["encoding"]["y"]["sort"] == labels
    edges = [0, *chart["encoding"]["color"]["scale"]["domain"]]
    assert axes.collections[0].norm.boundaries[:-1].tolist() == edges
    cells = axes.collections[0].get_array()
    assert sum(row["events"] for row in values(pointed.heat_map(quarters))) == cells.sum()


def test_distances_name_the_same_sides_and_hold_the_same_numbers(joined):
    profile = geo.distance_profile(joined, "AFG-PAK")
    axes = printed.distance_chart(profile).axes[0]
    rows = [row["number"] for row in values(pointed.distance(profile)) if "number" in row]
    assert sum(rows) == sum(bar.get_height() for bar in axes.patches)
    words = str(pointed.distance(profile).to_dict())
    for side in sides(profile):
        assert side in words
        assert side in [text.get_text() for text in axes.texts]


def test_timelines_have_the_same_rows_bars_and_discs(joined):
    zones = geo.read_zones()
    activity = geo.zone_activity(joined, zones)
    shown = timeline(zones, activity)
    axes = printed.zone_timeline(zones, activity).axes[0]
    chart = pointed.zones_in_time(zones, activity)
    bars = [row for row in values(chart) if "begin" in row]
    assert len(bars) == len(axes.patches) == int(shown.rows["shows"].sum())
    discs = sum(len(part.get_offsets()) for part in axes.collections)
    assert len([row for row in values(chart) if "middle" in row]) == discs == len(shown.discs)


def test_the_takeover_shows_only_where_the_dates_hold_it(quarters):
    early = quarters[quarters["period"] < "2020-01-01"]
    for rows, shows in ((quarters, True), (early, False)):
        figure = printed.segments_over_time(rows)
        says = TAKEOVER_WORDS in "".join(text.get_text() for text in figure.axes[0].texts)
        assert says == shows
        assert (TAKEOVER_WORDS in str(pointed.over_time(rows).to_dict())) == shows
    assert not takeover_within(dt.date(2021, 8, 15), dt.date(2021, 8, 30))


def test_rows_of_activity_add_up(quarters):
    rows = activity_rows(quarters)
    some = quarters[quarters["area"].isin(rows["area"])]
    assert rows["sure"].sum() == some["events"].sum()
    assert (rows["end"] > rows["period"]).all()
    assert rows.groupby("area", observed=True)["period"].is_monotonic_increasing.all()
