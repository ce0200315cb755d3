"""Windows, periods of equal kind, and rates of two windows."""

import datetime as dt
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from geo.analysis.periods import FREQUENCIES, frequency, number_of_period, start_of_period
from geo.analysis.rates import false_discovery, rate_ratio
from geo.analysis.windows import alike, check_pair, days_in, read_window, valid_window
from geo.errors import PeriodFault

DAY = dt.timedelta(days=1)
DATA = (dt.date(2010, 1, 1), dt.date(2025, 12, 31))
DATES = st.dates(dt.date(1990, 1, 1), dt.date(2030, 12, 31))
PANDAS_PERIODS = {"D": "D", "W-MON": "W-SUN", "MS": "M", "QS": "Q-DEC", "YS": "Y-DEC"}
"""pandas names a week after its last day."""


def window(first, last):
    return dt.date.fromisoformat(first), dt.date.fromisoformat(last)


# Windows


def test_a_window_is_read_from_text():
    assert read_window("2021-08-15..2022-08-14") == window("2021-08-15", "2022-08-14")
    assert read_window("2021-08-15..2021-08-15") == window("2021-08-15", "2021-08-15")


@pytest.mark.parametrize(
    "text", ["2021-08-15", "", "2021-08-15...", "2021-08-15..2021-08-16..2021-08-17"]
)
def test_text_that_is_no_window_is_refused_with_an_example(text):
    with pytest.raises(PeriodFault, match=r"write 2021-0"):
        read_window(text)


@pytest.mark.parametrize("text", ["..", "2021-08-15..", "2021-02-29..2021-03-01", "a..b"])
def test_days_that_do_not_exist_are_refused(text):
    with pytest.raises(PeriodFault, match="is not two dates; write 2021-06-01"):
        read_window(text)


def test_a_reversed_window_is_refused_with_the_remedy():
    with pytest.raises(PeriodFault, match="ends on 2021-08-14, before it begins on 2021-08-15"):
        read_window("2021-08-15..2021-08-14")
    with pytest.raises(PeriodFault, match="swap them"):
        valid_window((dt.date(2021, 2, 1), dt.date(2021, 1, 31)))


@pytest.mark.parametrize(
    "given_window",
    [
        ("2021-01-01", "2021-12-31"),
        [dt.date(2021, 1, 1), dt.date(2021, 12, 31)],
        (pd.Timestamp("2021-01-01"), dt.datetime(2021, 12, 31, 23, 59)),  # noqa: DTZ001
    ],
    ids=["text", "dates", "moments"],
)
def test_a_window_may_be_text_dates_or_moments(given_window):
    valid = valid_window(given_window)
    assert valid == window("2021-01-01", "2021-12-31")
    assert [type(day) for day in valid] == [dt.date, dt.date]


@pytest.mark.parametrize("wrong", [None, 2021, ("2021-01-01",), (None, None), (pd.NaT, pd.NaT)])
def test_what_is_not_two_dates_is_no_window(wrong):
    with pytest.raises(PeriodFault, match="is not two dates"):
        valid_window(wrong)


def test_both_ends_of_a_window_count():
    assert days_in(window("2021-08-15", "2021-08-15")) == 1
    assert days_in(window("2020-01-01", "2020-12-31")) == 366
    assert days_in(window("2021-08-15", "2022-08-14")) == 365


# Pairs of windows

YEAR_2021 = window("2021-01-01", "2021-12-31")
YEAR_2022 = window("2022-01-01", "2022-12-31")


def test_neighbouring_years_need_no_note():
    assert check_pair(YEAR_2021, YEAR_2022, DATA) == []
    assert check_pair(YEAR_2022, YEAR_2021, DATA) == []


@pytest.mark.parametrize("swap", [False, True])
def test_overlapping_windows_are_refused_with_the_days_to_choose(swap):
    pair = (window("2021-01-01", "2021-08-15"), window("2021-08-10", "2022-01-01"))
    with pytest.raises(PeriodFault) as raised:
        check_pair(*(pair[::-1] if swap else pair), DATA)
    assert "overlap from 2021-08-10 to 2021-08-15" in str(raised.value)
    assert "End the earlier one by 2021-08-09" in str(raised.value)
    assert "begin the later one on 2021-08-16" in str(raised.value)


def test_one_day_in_common_is_an_overlap():
    with pytest.raises(PeriodFault, match="overlap from 2021-12-31 to 2021-12-31"):
        check_pair(YEAR_2021, window("2021-12-31", "2022-06-30"), DATA)


def test_a_window_inside_the_other_overlaps_by_itself():
    with pytest.raises(PeriodFault, match="overlap from 2021-03-01 to 2021-03-31"):
        check_pair(YEAR_2021, window("2021-03-01", "2021-03-31"), DATA)


def usable_remedies(a, b):
    """Return how many of the two remedies of the message leave two windows apart."""
    with pytest.raises(PeriodFault, match="overlap") as raised:
        check_pair(a, b, DATA)
    dates = re.findall(r"\d{4}-\d{2}-\d{2}", str(raised.value))
    end, begin = (dt.date.fromisoformat(day) for day in dates[-2:])
    first, second = sorted((a, b))
    return (end >= first[0]) + (begin <= second[1])


@given(DATES, st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))
def test_one_of_the_remedies_of_an_overlap_can_be_followed(start, length, gap, other):
    a = (start, start + length * DAY)
    b = (start + gap * DAY, start + (gap + other) * DAY)
    assume(a != b and gap <= length)
    assert usable_remedies(a, b) >= 1


def test_two_equal_windows_are_called_the_same():
    with pytest.raises(PeriodFault, match="the same"):
        check_pair(YEAR_2021, YEAR_2021, DATA)


@pytest.mark.parametrize(
    ("a", "b", "name"),
    [
        (window("2008-01-01", "2009-12-31"), YEAR_2021, "A"),
        (YEAR_2021, window("2026-01-01", "2026-12-31"), "B"),
    ],
)
def test_a_window_outside_the_data_is_refused(a, b, name):
    with pytest.raises(PeriodFault, match=f"^Window {name}, .* lies outside the data") as raised:
        check_pair(a, b, DATA)
    assert "run from 2010-01-01 to 2025-12-31" in str(raised.value)
    assert "Choose days between" in str(raised.value)


@pytest.mark.parametrize(
    "beyond", [window("2009-12-31", "2010-12-30"), window("2025-01-02", "2026-01-01")]
)
def test_a_window_partly_outside_the_data_is_noted(beyond):
    (note,) = check_pair(YEAR_2021, beyond, DATA)
    assert note.startswith(f"Window B, {beyond[0]} to {beyond[1]}, reaches beyond the data")
    assert "may be too low" in note


def test_windows_that_touch_the_ends_of_the_data_are_inside():
    ends = window("2010-01-01", "2010-01-10"), window("2025-12-22", "2025-12-31")
    assert check_pair(*ends, DATA) == []


def test_a_leap_day_is_not_worth_a_note():
    leap_year = window("2020-01-01", "2020-12-31")
    assert alike(leap_year, YEAR_2021)
    assert check_pair(leap_year, YEAR_2021, DATA) == []
    assert not alike(YEAR_2021, window("2022-01-01", "2022-12-27"))
    assert not alike(window("2021-01-01", "2021-01-31"), window("2021-02-01", "2021-03-02"))


def test_windows_of_unequal_length_are_noted():
    (note,) = check_pair(window("2016-01-01", "2019-12-31"), YEAR_2021, DATA)
    assert "(1,461 and 365 days)" in note
    assert "rates are compared, not counts" in note


# Periods


@pytest.mark.parametrize(("word", "offset"), FREQUENCIES.items())
def test_a_word_and_its_offset_mean_the_same(word, offset):
    assert frequency(word) == frequency(offset) == offset


@pytest.mark.parametrize("word", ["fortnight", "M", "", "Month"])
def test_unknown_words_are_refused_with_the_known_ones(word):
    with pytest.raises(PeriodFault, match=re.escape(f"called {word!r}")) as raised:
        frequency(word)
    for known in ("day (D)", "week (W-MON)", "month (MS)", "quarter (QS)", "year (YS)"):
        assert known in str(raised.value)


@pytest.mark.parametrize("freq", PANDAS_PERIODS)
@given(days=st.lists(DATES, min_size=1, max_size=40), unit=st.sampled_from(["D", "s", "us", "ns"]))
def test_periods_are_those_of_pandas(freq, days, unit):
    days = pd.DatetimeIndex(pd.to_datetime(days)).as_unit("us" if unit == "D" else unit)
    array = days.to_numpy().astype(f"datetime64[{unit}]")
    numbers = number_of_period(array, freq)
    expected = days.to_period(PANDAS_PERIODS[freq])
    assert start_of_period(numbers, freq).tolist() == expected.start_time.tolist()
    steps = [period.ordinal - expected[0].ordinal for period in expected]
    assert (numbers - numbers[0]).tolist() == steps


@pytest.mark.parametrize("freq", PANDAS_PERIODS)
def test_neighbouring_periods_differ_by_one(freq):
    days = pd.date_range("1966-12-01", "2030-12-31", freq="D")
    numbers = number_of_period(days.to_numpy(), freq)
    new = np.flatnonzero(np.diff(numbers)) + 1
    assert set(np.diff(numbers)) <= {0, 1}
    assert days[new].tolist() == start_of_period(numbers[new], freq).tolist()
    starts = pd.date_range(days[new[0]], days[-1], freq=freq)
    assert days[new].tolist() == starts.tolist()


def test_weeks_begin_on_monday():
    sunday, monday = np.array(["2021-08-15", "2021-08-16"], dtype="datetime64[D]")
    numbers = number_of_period(np.array([sunday, monday]), "W-MON")
    starts = start_of_period(numbers, "W-MON")
    assert [str(day.date()) for day in starts] == ["2021-08-09", "2021-08-16"]
    assert starts.day_name().tolist() == ["Monday", "Monday"]


# Rate ratios


def test_the_rate_ratio_is_the_one_that_r_publishes():
    """poisson.test(c(11, 6 + 8 + 7), c(800, 1083 + 1050 + 878)), an example of R's manual."""
    (row,) = rate_ratio([21], [11], 3011, 800).itertuples()
    assert row.rate_ratio == pytest.approx(1.971488, abs=5e-7)
    assert row.ratio_low == pytest.approx(0.8584264, abs=5e-8)
    assert row.ratio_high == pytest.approx(4.2772659, abs=5e-8)


@pytest.mark.parametrize("events", [1, 2, 7, 60])
@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
def test_the_limits_without_events_have_a_closed_form(events, confidence):
    tail = (1 - confidence) / 2
    share = tail ** (1 / events)
    odds = share / (1 - share)
    none_before = rate_ratio([0], [events], 300, 100, confidence=confidence).iloc[0]
    assert none_before["rate_ratio"] == none_before["ratio_high"] == np.inf
    assert none_before["ratio_low"] == pytest.approx(odds * 3)
    none_after = rate_ratio([events], [0], 300, 100, confidence=confidence).iloc[0]
    assert none_after["rate_ratio"] == none_after["ratio_low"] == 0
    assert none_after["ratio_high"] == pytest.approx(3 / odds)


def test_the_p_value_is_twice_the_smaller_tail():
    equal = rate_ratio([0, 1, 5, 4], [8, 9, 5, 6], 365, 365)["p_value"]
    assert equal.tolist() == pytest.approx([2 / 2**8, 22 / 2**10, 1, 1 - 252 / 2**10])
    third = rate_ratio([2], [0], 200, 100)["p_value"]
    assert third.tolist() == pytest.approx([2 * (2 / 3) ** 2])


def test_two_windows_without_events_have_no_ratio():
    table = rate_ratio([0, 1], [0, 0], 365, 365)
    assert table.iloc[0].isna().all()
    assert table.iloc[1].notna().all()


@pytest.mark.parametrize("days", [(365, 365), (1000, 90)])
def test_the_interval_holds_the_true_ratio_at_least_as_often_as_it_says(days):
    """Every outcome of every total up to 40, weighed by its probability."""
    shares = np.linspace(0.01, 0.99, 197)
    ratios = shares / (1 - shares) * days[0] / days[1]
    for total in range(1, 41):
        after = np.arange(total + 1)
        table = rate_ratio(total - after, after, *days)
        low, high = (table[name].to_numpy()[:, None] for name in ("ratio_low", "ratio_high"))
        held = (low <= ratios) & (ratios <= high)
        chance = stats.binom.pmf(after[:, None], total, shares)
        assert (chance * held).sum(axis=0).min() >= 0.95 - 1e-9


COUNTS = st.integers(0, 400)
DAYS = st.integers(1, 4000)


@given(COUNTS, COUNTS, DAYS, DAYS)
def test_swapping_the_windows_inverts_ratio_and_interval(a, b, days_a, days_b):
    there = rate_ratio([a], [b], days_a, days_b).iloc[0]
    back = rate_ratio([b], [a], days_b, days_a).iloc[0]
    if a == b == 0:
        assert there.isna().all()
        assert back.isna().all()
        return
    with np.errstate(divide="ignore"):
        inverse = 1 / back[["rate_ratio", "ratio_high", "ratio_low"]].to_numpy()
    found = there[["rate_ratio", "ratio_low", "ratio_high"]].to_numpy()
    assert found == pytest.approx(inverse, rel=1e-9)
    assert there["p_value"] == pytest.approx(back["p_value"], rel=1e-9)
    assert (there["rate_ratio"] == 0) == (b == 0)
    assert np.isinf(there["rate_ratio"]) == (a == 0)


@given(COUNTS, COUNTS, DAYS, DAYS)
def test_interval_and_p_value_agree(a, b, days_a, days_b):
    assume(a + b)
    row = rate_ratio([a], [b], days_a, days_b).iloc[0]
    assert row["ratio_low"] <= row["rate_ratio"] <= row["ratio_high"]
    assert 0 <= row["p_value"] <= 1
    assume(abs(row["p_value"] - 0.05) > 1e-9)
    assert (row["p_value"] < 0.05) == (row["ratio_low"] > 1 or row["ratio_high"] < 1)


def test_more_confidence_asks_for_a_wider_interval():
    narrow, wide = (rate_ratio([4], [17], 365, 365, confidence=c).iloc[0] for c in (0.8, 0.99))
    assert wide["ratio_low"] < narrow["ratio_low"] < 4.25 < narrow["ratio_high"]
    assert narrow["ratio_high"] < wide["ratio_high"]


# False discoveries


def test_q_values_of_benjamini_and_hochberg_by_hand():
    """Times the number of tests over the rank; no more than the next less evident one."""
    assert false_discovery(pd.Series([0.01, 0.04, 0.03, 0.005])).tolist() == pytest.approx(
        [0.02, 0.04, 0.04, 0.02]
    )
    assert false_discovery(pd.Series([0.02, 0.9, 0.021])).tolist() == pytest.approx(
        [0.0315, 0.9, 0.0315]
    )


def test_nulls_stay_null_and_do_not_count():
    p_values = pd.Series([np.nan, 0.01, 0.04, np.nan, 0.03, 0.005], index=list("fedcba"))
    q_values = false_discovery(p_values)
    assert q_values.index.equals(p_values.index)
    assert q_values.isna().equals(p_values.isna())
    assert q_values.dropna().tolist() == pytest.approx([0.02, 0.04, 0.04, 0.02])


@pytest.mark.parametrize("nulls", [0, 3])
def test_no_p_values_have_no_q_values(nulls):
    assert false_discovery(pd.Series([np.nan] * nulls, dtype=float)).isna().tolist() == (
        [True] * nulls
    )
