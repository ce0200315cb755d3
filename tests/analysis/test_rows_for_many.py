"""A row that stands for many events counts as so many rows do, in everything that counts."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal

import geo
from geo.analysis.activity import border_activity, unit_activity
from geo.analysis.change_points import change_points
from geo.analysis.compare import compare
from geo.analysis.distances import distance_profile
from geo.analysis.zone_activity import zone_activity
from geo.tolls import FIGURES

A, B = ("2020-01-01", "2020-12-31"), ("2021-01-01", "2021-12-31")


def of_each(joined, counts):
    """Return the events with other counts, and each repeated so often; both without tolls."""
    plain = with_toll(joined, None)
    weighted = plain.assign(event_count=pd.array(counts, dtype="Int32"))
    return weighted, plain.iloc[np.repeat(np.arange(len(plain)), counts)].reset_index(drop=True)


def with_toll(rows, toll):
    """Return rows whose source gives one figure, or none."""
    figures = pd.array([toll] * len(rows), dtype="Int32")
    return rows.assign(**dict.fromkeys(FIGURES, figures))


@pytest.fixture(scope="module")
def some(joined):
    """Shipped events of two years, coarse ones among them, and one on either side."""
    days = joined["date_start"]
    inside = joined[days.between(A[0], B[1])]
    ends = joined[~days.between(A[0], B[1])].sort_values("date_start").iloc[[0, -1]]
    return pd.concat([ends, inside]).reset_index(drop=True)


@settings(max_examples=2)
@given(st.data())
def test_a_row_counts_as_so_many_rows(some, zones, data):
    drawn = st.lists(st.integers(0, 4), min_size=len(some) - 2, max_size=len(some) - 2)
    # The ends of the data stay: without them the windows would not lie inside.
    weighted, repeated = of_each(some, [1, 1, *data.draw(drawn.filter(any))])
    for count in (
        lambda rows: compare(rows, A, B),
        lambda rows: compare(rows, A, B, by="province"),
        lambda rows: border_activity(rows, freq="month", window=(A[0], B[1])),
        lambda rows: unit_activity(rows, "AF-BDS", freq="year", window=(A[0], B[1])),
        lambda rows: distance_profile(rows, "AFG-PAK"),
        lambda rows: zone_activity(rows, zones),
    ):
        assert_frame_equal(count(weighted), count(repeated))
    profiles = [geo.profile(rows, zones, geo.View(), "AFG") for rows in (weighted, repeated)]
    assert profiles[0].event_count == profiles[1].event_count == len(profiles[1].events)
    assert profiles[0].toll == profiles[1].toll
    for name in ("by_year", "by_type", "by_actor", "by_source"):
        one, other = (getattr(profile, name).sort_index() for profile in profiles)
        assert_series_equal(one, other, check_dtype=False, check_index_type=False)


def test_a_change_is_found_in_rows_for_many(make_events, grid_units):
    months = pd.date_range("2020-01-01", periods=24, freq="MS").strftime("%Y-%m-%d")
    counts = [1, 0, 2] * 4 + [7, 9, 8] * 4
    rows = [{"date_start": day, "event_count": n} for day, n in zip(months, counts, strict=True)]
    joined = geo.join(make_events(*rows), grid_units())
    inside = (joined["province_id"] == "A-0").all()
    activity = border_activity(joined, freq="month").groupby("period")["events"].sum()
    changes = change_points(activity.reset_index())
    assert inside
    assert [str(day.date()) for day in changes["change"]] == ["2021-01-01"]


@pytest.mark.parametrize(("toll", "unknown"), [(0, 0), (7, 0), (None, 42)])
def test_the_toll_of_a_row_is_that_of_all_its_events(some, toll, unknown):
    row = some[some["province_id"] == "AF-BDS"].head(1)
    row = with_toll(row.assign(event_count=pd.array([42], dtype="Int32")), toll)
    (year,) = unit_activity(row, "AF-BDS", freq="year").itertuples()
    assert (year.events, year.unknown_tolls) == (42, unknown)
    assert pd.isna(year.fatalities) if toll is None else year.fatalities == toll


def test_a_reported_zero_is_no_event(some, zones):
    row = (
        some[some["province_id"] == "AF-BDS"]
        .head(1)
        .assign(event_count=pd.array([0], dtype="Int32"))
    )
    row = with_toll(row, 0)
    (year,) = unit_activity(row, "AF-BDS", freq="year").itertuples()
    assert (year.events, year.fatalities, year.unknown_tolls) == (0, 0, 0)
    assert len(zone_activity(row, zones)) == 0
