"""Counts of lots of events, added up, are those of all events."""

import numpy as np
import pandas as pd
import pytest

import geo
from geo.analysis.activity import add_activities
from geo.analysis.compare import compared
from geo.analysis.compare_counts import added, count_windows
from geo.analysis.compare_words import Asked
from geo.analysis.windows import read_window
from geo.join.report import add_join_reports
from geo.tolls import TOLL_COLUMNS

WINDOWS = "2019-08-15..2021-08-14", "2021-08-15..2023-08-14"


def lots_of(joined, number, seed=5):
    lot = np.random.default_rng(seed).integers(0, number, len(joined))
    return [joined[lot == at] for at in range(number)]


@pytest.mark.parametrize(
    "asked", [{}, {"segment": "AFG-TJK", "side": "first"}, {"around": "Torkham", "freq": "QS"}]
)
def test_activity_of_lots_fills_the_periods_between_them(joined, asked):
    lots = [joined.iloc[:9], *lots_of(joined.iloc[9:], 3)]
    parts = [geo.border_activity(lot, **asked) for lot in lots]
    assert len({len(part) for part in parts}) > 1
    freq = asked.get("freq", "MS")
    total = add_activities([add_activities(parts[:2], freq), *parts[2:]], freq)
    expected = geo.border_activity(joined, **asked)
    pd.testing.assert_frame_equal(total, expected)
    assert total.attrs == expected.attrs


@pytest.mark.parametrize("by", ["segment", "province"])
def test_a_comparison_of_lots_is_that_of_all(joined, by):
    asked = Asked((read_window(WINDOWS[0]), read_window(WINDOWS[1])), by, 50.0, "both", ())
    lots = [count_windows(lot, asked) for lot in [joined.iloc[:0], *lots_of(joined, 4)]]
    table = compared(added([added(lots[:3]), *lots[3:]]), asked)
    expected = geo.compare(joined, *asked.windows, by=by)
    pd.testing.assert_frame_equal(table, expected)
    assert table.attrs == expected.attrs


def test_unknown_and_open_ended_deaths_stay_so_when_lots_are_added(make_events, grid_units):
    figures = [
        {"fatalities_best": 3, "fatalities_low": 2, "fatalities_high": 5},
        {"fatalities_low": 4},
        {},
        {"country": "BBB", "lon": 63.5},
    ]
    joined = geo.join(make_events(*figures), grid_units())
    asked = {"freq": "year"}
    parts = [geo.border_activity(joined.iloc[[at]], **asked) for at in range(4)]
    for some in ([0, 1, 2, 3], [2, 3], [0, 2], [1, 3]):
        total = add_activities([parts[at] for at in some], "year")
        expected = geo.border_activity(joined.iloc[some], **asked)
        pd.testing.assert_frame_equal(total[list(TOLL_COLUMNS)], expected[list(TOLL_COLUMNS)])


def test_reports_of_lots_add_up(joined, units):
    total = add_join_reports([geo.join_report(lot, units) for lot in lots_of(joined, 3)])
    assert str(total) == str(geo.join_report(joined, units))
