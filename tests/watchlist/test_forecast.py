"""What the next weeks may hold: better than as last time where there is anything to learn."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from geo.watchlist.forecast import FEWEST, FIRST, forecast
from geo.watchlist.negative_binomial import drawn
from geo.watchlist.neighbours import neighbours

ALONE = csr_array((30, 30))


def bursts(random, phi=2.75, pieces=53):
    """Return counts of thirty units whose rates stay."""
    means = np.repeat(random.gamma(0.7, 6.0, 30)[:, None], pieces, axis=1)
    return drawn(random, means, np.float64(phi))


def test_where_rates_stay_it_is_better_than_as_last_time_and_its_interval_holds():
    random = np.random.default_rng(71)
    held, better = [], []
    for _ in range(20):
        counts = bursts(random)
        coming = forecast(counts[:, :-1], ALONE)
        inside = (coming.low <= counts[:, -1]) & (counts[:, -1] <= coming.high)
        held.append(inside.mean())
        better.append(coming.score.sum() < 0.8 * coming.as_last.sum())
    assert all(better)
    # Whole counts make an interval of 90% hold a little more.
    assert 0.88 <= np.mean(held) <= 0.99


def test_no_forecast_knows_what_it_is_scored_by():
    random = np.random.default_rng(72)
    counts = bursts(random)
    early, late = forecast(counts[:, :-1], ALONE), forecast(counts, ALONE)
    changed = counts.copy()
    changed[:, -1] = 0
    again = forecast(changed, ALONE)
    assert forecast(changed[:, :-1], ALONE).mean.tolist() == early.mean.tolist()
    assert again.mean.tolist() != late.mean.tolist()


def test_a_unit_without_a_past_is_drawn_to_its_neighbours():
    counts = np.tile([[10], [10], [0], [0]], (1, 20))
    beside = csr_array(([1.0] * 4, ([0, 2, 1, 3], [2, 0, 3, 1])), shape=(4, 4))
    lonely = csr_array(([1.0] * 2, ([2, 3], [3, 2])), shape=(4, 4))
    near, far = forecast(counts, beside).mean[2], forecast(counts, lonely).mean[2]
    assert near > far


def test_as_last_time_scores_how_far_off_it_was():
    counts = np.array([[3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8]])
    coming = forecast(counts, csr_array((1, 1)))
    assert coming.pieces == len(counts[0]) - FIRST
    assert coming.as_last[0] == pytest.approx(np.abs(np.diff(counts[0]))[FIRST - 1 :].mean())


@pytest.mark.parametrize("pieces", [1, FIRST, FIRST + FEWEST - 1])
def test_with_little_past_no_forecast_is_called_better(pieces):
    coming = forecast(np.ones((3, pieces), dtype=np.int64), csr_array((3, 3)))
    assert not coming.better.any()
    assert np.isnan(coming.score).all()


def test_units_that_touch_are_neighbours(districts):
    ids = tuple(districts.loc[districts["parent_id"] == "AF-BDS", "unit_id"])
    beside = neighbours("district", ids).toarray()
    assert (beside == beside.T).all()
    assert not beside.diagonal().any()
    assert (beside.sum(axis=1) > 0).all()
    assert neighbours("group", ("a", "b")).nnz == 0
