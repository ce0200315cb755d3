"""Classes of counts: where they begin, and which of them a count on a break belongs to."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import geo
from geo.view.classes import UNKNOWN, breaks, unit_classes
from geo.view.view import View


@pytest.mark.parametrize(
    ("highest", "expected"),
    [
        (50, (1, 2, 5, 10, 25)),
        (51, (1, 5, 10, 25, 50)),
        (100, (1, 5, 10, 25, 50)),
        (101, (1, 10, 25, 50, 100)),
        (200, (1, 10, 25, 50, 100)),
        (201, (1, 25, 50, 100, 250)),
        (500, (1, 25, 50, 100, 250)),
        (501, (1, 50, 100, 250, 500)),
        (1000, (1, 50, 100, 250, 500)),
        (1001, (1, 100, 250, 500, 1000)),
        (2000, (1, 100, 250, 500, 1000)),
        (2001, (1, 250, 500, 1000, 2500)),
        (5000, (1, 250, 500, 1000, 2500)),
        (5001, (1, 500, 1000, 2500, 5000)),
    ],
)
def test_a_ladder_reaches_to_twice_its_last_step(highest, expected):
    """Beyond the last ladder the first that is wide enough ten times over is taken."""
    assert breaks(pd.Series([highest])) == expected


@pytest.mark.parametrize(
    ("counts", "last"),
    [([1] * 19 + [51], 50), ([1] * 20 + [51], 25), ([1] * 19 + [51, 0, 0], 50)],
    ids=["20 units", "21 units", "units without events are not counted"],
)
def test_the_highest_twentieth_does_not_widen_the_classes(counts, last):
    assert breaks(pd.Series(counts))[4] == last


@given(st.lists(st.integers(0, 10**7), max_size=60))
def test_breaks_rise_from_one_and_are_wide_enough(counts):
    edges = breaks(pd.Series(counts, dtype="int64"))
    assert edges[0] == 1
    assert list(edges) == sorted(set(edges))
    busy = sorted(count for count in counts if count)
    assert not busy or edges[4] * 2 >= busy[int(len(busy) * 0.95)]


@pytest.fixture
def joined_with(make_events, grid_units):
    """Join as many events as each district is to have, with one toll each where it is given."""

    def run(counts, tolls=()):
        spots = {"d0-0": (60.5, 34.5), "d0-1": (60.5, 35.5), "d1-0": (61.5, 34.5)}
        rows = [
            {"lon": spots[unit][0], "lat": spots[unit][1]}
            for unit, count in counts.items()
            for _ in range(count)
        ]
        if tolls:
            rows = [row | {"fatalities_best": toll} for row, toll in zip(rows, tolls, strict=True)]
        return geo.join(make_events(*rows), grid_units())

    return run


@pytest.mark.parametrize(
    ("count", "number"),
    [(1, 0), (2, 1), (4, 1), (5, 2), (9, 2), (10, 3), (24, 3), (25, 4), (26, 4)],
)
def test_a_count_on_a_break_begins_its_class(joined_with, count, number):
    joined = joined_with({"d0-0": count})
    classes, edges = unit_classes(joined, joined, View(count_level="district"))
    assert edges == (1, 2, 5, 10, 25)
    assert classes.to_dict() == {"d0-0": number}


def test_no_dead_is_no_class_and_unknown_tolls_are_one_of_their_own(joined_with):
    joined = joined_with({"d0-0": 1, "d0-1": 1, "d1-0": 2}, [0, None, None, 1])
    view = View(count_level="district", measure="fatalities")
    assert unit_classes(joined, joined, view)[0].to_dict() == {"d0-1": UNKNOWN, "d1-0": 0}


def test_breaks_are_those_of_all_events_whatever_is_shown(joined_with):
    joined = joined_with({"d0-0": 51, "d0-1": 4})
    few = joined[joined["district_id"] == "d0-1"]
    classes, edges = unit_classes(joined, few, View(count_level="district"))
    assert edges == (1, 5, 10, 25, 50)
    assert classes.to_dict() == {"d0-1": 0}
