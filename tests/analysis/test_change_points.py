"""Change points: found where a rate changed, and not where it did not."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from geo.analysis import change_points as module
from geo.analysis.activity import border_activity
from geo.analysis.change_points import FEWEST, SHORTEST, change_points

COLUMNS = ["change", "earliest", "latest", "rate_before", "rate_after", "p_value"]
LENGTH = 60


@pytest.fixture(autouse=True)
def few_permutations(monkeypatch):
    """As exact as many, for p-values need only be told from one in twenty."""
    monkeypatch.setattr(module, "PERMUTATIONS", 199)


def counted(counts, freq="MS", start="2015-01-01"):
    periods = pd.date_range(start, periods=len(counts), freq=freq)
    return pd.DataFrame({"period": periods, "events": counts})


def first_of(activity, position):
    return activity["period"].iloc[position]


def flagged(series):
    return np.mean([len(change_points(counted(counts))) > 0 for counts in series])


# No change


@pytest.mark.parametrize("counts", [[0] * 40, [3] * 40, [0, 1] * 20, [2, 0, 1, 1, 3, 1] * 6])
def test_without_a_change_there_is_no_row(counts):
    found = change_points(counted(counts))
    assert list(found.columns) == COLUMNS
    assert len(found) == 0


@pytest.mark.parametrize("length", [1, 2, SHORTEST - 1])
def test_a_short_stretch_is_not_searched(length):
    assert len(change_points(counted([0, 0, 90, 90, 90][:length]))) == 0


@pytest.mark.parametrize("events", [1, FEWEST - 1])
def test_a_few_events_are_no_change(events):
    assert len(change_points(counted([0] * 200 + [1] * events))) == 0
    assert len(change_points(counted([0] * 200 + [events]))) == 0


@pytest.mark.filterwarnings("error")
def test_no_periods_have_no_change():
    assert list(change_points(counted([])).columns) == COLUMNS


@pytest.mark.parametrize("rate", [0.4, 3, 30])
def test_of_series_without_a_change_about_one_in_twenty_is_flagged(rate):
    random = np.random.default_rng(11)
    assert 0.01 <= flagged(random.poisson(rate, (200, LENGTH))) <= 0.09


@pytest.mark.parametrize("shape", [0.3, 1.0])
def test_counts_in_bursts_do_not_pass_for_a_change(shape):
    """Variances of 11 and 4 times the mean, where a Poisson law has one."""
    random = np.random.default_rng(12)
    counts = random.negative_binomial(shape, shape / (shape + 3), (200, LENGTH))
    assert counts.var() > 3 * counts.mean()
    assert flagged(counts) <= 0.08


# Changes


def test_a_clear_jump_is_found_where_it_is():
    activity = counted([1, 0, 2] * 10 + [7, 9, 8] * 10)
    (row,) = change_points(activity).itertuples()
    assert row.change == first_of(activity, 30)
    assert first_of(activity, 29) <= row.earliest <= row.change <= row.latest
    assert row.latest <= first_of(activity, 31)
    assert row.p_value == pytest.approx(1 / 200)


def test_a_fall_is_found_as_well_as_a_rise():
    activity = counted([7, 9, 8] * 10 + [1, 0, 2] * 10)
    (row,) = change_points(activity).itertuples()
    assert row.change == first_of(activity, 30)
    assert row.rate_before > 5 * row.rate_after


def test_the_first_event_ever_may_be_the_change():
    activity = counted([0] * 20 + [4] * 20)
    (row,) = change_points(activity).itertuples()
    assert row.change == row.earliest == row.latest == first_of(activity, 20)
    assert row.rate_before == 0


def test_rates_are_of_thirty_days():
    weeks = counted([7] * 10 + [21] * 10, freq="W-MON")
    (row,) = change_points(weeks).itertuples()
    assert (row.rate_before, row.rate_after) == pytest.approx((30, 90))
    months = counted([31, 28, 31, 30, 31, 30, 310, 310, 300, 310, 300, 310])
    (row,) = change_points(months).itertuples()
    assert row.rate_before == pytest.approx(30)
    # The last month counts as long as the one before it.
    assert row.rate_after == pytest.approx(1840 / 183 * 30)


def test_two_jumps_are_found_in_time_order():
    random = np.random.default_rng(13)
    activity = counted(np.concatenate([random.poisson(rate, 25) for rate in (2, 14, 3)]))
    found = change_points(activity)
    assert len(found) == 2
    assert found["change"].is_monotonic_increasing
    for row, at in zip(found.itertuples(), (25, 50), strict=True):
        assert row.earliest <= first_of(activity, at) <= row.latest
        assert abs((row.change - first_of(activity, at)).days) <= 62
    assert found["rate_after"].iloc[0] == found["rate_before"].iloc[1]
    assert found["rate_after"].iloc[0] > 3 * found["rate_before"].iloc[0]
    assert found["rate_after"].iloc[0] > 3 * found["rate_after"].iloc[1]


def test_the_interval_holds_the_true_place():
    random = np.random.default_rng(14)
    held, found = 0, 0
    for at in random.integers(10, LENGTH - 10, 200):
        before, after = random.permuted([2, 6])
        counts = np.concatenate([random.poisson(before, at), random.poisson(after, LENGTH - at)])
        activity = counted(counts)
        changes = change_points(activity)
        if len(changes) == 1:
            found += 1
            held += changes["earliest"][0] <= first_of(activity, at) <= changes["latest"][0]
    assert found > 170
    assert held / found >= 0.88


def test_a_fainter_change_has_a_wider_interval():
    faint, clear = (
        change_points(counted([2, 0, 1, 3] * 8 + after * 8)).iloc[0]
        for after in ([4, 3, 2, 5], [14, 13, 12, 15])
    )
    assert faint["latest"] - faint["earliest"] > clear["latest"] - clear["earliest"]


# Properties

SERIES = st.lists(st.integers(0, 12), min_size=1, max_size=30)


@settings(max_examples=60)
@given(SERIES, SERIES)
def test_the_change_lies_in_its_interval_and_rates_add_up(before, after):
    activity = counted([*before, *(count * 5 for count in after)], freq="W-MON")
    found = change_points(activity)
    assert (found["earliest"] <= found["change"]).all()
    assert (found["change"] <= found["latest"]).all()
    assert found["p_value"].between(0, 0.05, inclusive="right").all()
    assert found["change"].is_unique
    assert found["change"].isin(activity["period"].iloc[1:]).all()
    edges = [0, *activity["period"].searchsorted(found["change"]), len(activity)]
    if len(found):
        rates = [found["rate_before"].iloc[0], *found["rate_after"]]
        events = rates * np.diff(edges) * 7 / 30
        assert events.sum() == pytest.approx(activity["events"].sum())


def test_the_answer_is_the_same_each_time():
    random = np.random.default_rng(15)
    activity = counted(random.poisson([2] * 30 + [4] * 30))
    once = change_points(activity)
    change_points(counted(random.poisson(2, 30)))
    assert_frame_equal(change_points(activity), once)
    assert len(once) > 0


def test_the_index_of_the_frame_is_irrelevant_and_the_frame_stays():
    activity = counted([1] * 20 + [9] * 20)
    moved = activity.set_axis(range(500, 540)[::-1])
    before = moved.copy()
    assert_frame_equal(change_points(moved), change_points(activity))
    assert_frame_equal(moved, before)


def test_a_shipped_border_has_changes_within_its_periods(joined):
    activity = border_activity(joined, segment="AFG-PAK", freq="quarter")
    found = change_points(activity)
    assert found["change"].between(activity["period"].iloc[1], activity["period"].iloc[-1]).all()
    assert (found["rate_before"] != found["rate_after"]).all()
    assert len(found) >= 1
