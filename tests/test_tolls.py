"""Deaths as ranges: what a source gives at least, at best and at most, and what it leaves open."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.tolls import FIGURES, TOLL_COLUMNS, Toll, Tolls, event_tolls, toll_cells, toll_columns


def events(*tolls):
    """Events by their lowest, best and highest figures."""
    return pd.DataFrame(tolls, columns=FIGURES, dtype="Int32").assign(event_count=1)


FIGURE = st.none() | st.integers(0, 500)
EVENTS = st.lists(st.tuples(FIGURE, FIGURE, FIGURE), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("given_figures", "sentence", "cell"),
    [
        ((None, 4, None), "4 deaths", "4"),
        ((1, 1, 1), "1 death", "1"),
        ((0, 0, 0), "0 deaths", "0"),
        ((3, 4, 9), "3 to 9 deaths, best estimate 4", "4 (3 to 9)"),
        ((3, 4, None), "3 to 4 deaths, best estimate 4", "4 (3 to 4)"),
        ((None, 4, 9), "4 to 9 deaths, best estimate 4", "4 (4 to 9)"),
        ((3, None, 9), "3 to 9 deaths", "3 to 9"),
        ((3, None, None), "at least 3 deaths", "3 or more"),
        ((None, None, 9), "0 to 9 deaths", "0 to 9"),
        ((None, None, None), "toll unknown", "unknown"),
        (
            (1200, 1300, 1400),
            "1,200 to 1,400 deaths, best estimate 1,300",
            "1,300 (1,200 to 1,400)",
        ),
    ],
)
def test_one_event_in_words(given_figures, sentence, cell):
    (toll,) = event_tolls(events(given_figures))
    assert (str(toll), toll.cell) == (sentence, cell)


@pytest.mark.parametrize(
    ("rows", "sentence", "cell"),
    [
        (
            [(3, 4, 9), (None, 2, None), (None, None, None)],
            "5 to 11 deaths, best estimate 6; toll unknown in 1",
            "6 (5 to 11), 1 unknown",
        ),
        ([(None, 2, None), (3, 3, 3)], "5 deaths", "5"),
        ([(3, None, None), (4, 5, 9)], "at least 7 deaths, best estimate 8", "8 (7 or more)"),
        ([(3, None, None), (4, 4, 4)], "at least 7 deaths", "7 or more"),
        ([(None, None, None)] * 3, "toll unknown", "unknown"),
        ([(None, 0, None), (None, None, None)], "0 deaths; toll unknown in 1", "0, 1 unknown"),
    ],
)
def test_several_events_in_words(rows, sentence, cell):
    toll = Toll.of(events(*rows))
    assert (str(toll), toll.cell) == (sentence, cell)


def test_a_sum_by_cell_is_null_only_where_nothing_is_known():
    tolls = Tolls.of(events((3, 4, 9), (None, None, None), (None, None, None), (2, None, None)))
    cells = np.array([0, 0, 1, 2])
    sums = pd.DataFrame(toll_columns(tolls, cells, 4, np.array([1, 1, 5, 1])))
    assert list(sums) == list(TOLL_COLUMNS)
    assert sums["fatalities"].tolist() == [4, pd.NA, 2, 0]
    assert sums["fatalities_low"].tolist() == [3, pd.NA, 2, 0]
    assert sums["fatalities_high"].tolist() == [9, pd.NA, pd.NA, 0]
    assert sums["unknown_tolls"].tolist() == [1, 5, 0, 0]
    assert toll_cells(sums) == ["4 (3 to 9), 1 unknown", "unknown", "2 or more", "0"]
    assert toll_cells(sums.add_suffix("_b"), "_b") == toll_cells(sums)


@given(EVENTS)
def test_low_best_and_high_stand_in_order(rows):
    tolls = Tolls.of(events(*rows))
    known = tolls.known
    assert known.tolist() == [any(figure is not None for figure in row) for row in rows]
    assert (tolls.low[known] <= tolls.best[known]).all()
    assert (tolls.best[known] <= tolls.high[known]).all()


@given(EVENTS, st.integers(1, 4))
def test_sums_of_parts_are_the_sum_of_all(rows, parts):
    frame = events(*rows)
    cells = np.arange(len(rows)) % parts
    ones = np.ones(len(rows), dtype=np.int64)
    by_part = pd.DataFrame(toll_columns(Tolls.of(frame), cells, parts, ones))
    whole = Toll.of(frame)
    assert by_part["unknown_tolls"].sum() == whole.unknown
    if whole.low is not None:
        assert by_part["fatalities"].sum() == whole.best
        assert by_part["fatalities_low"].sum() == whole.low
    if whole.high is not None:
        assert by_part["fatalities_high"].sum() == whole.high
