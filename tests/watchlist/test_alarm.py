"""How often lists without change hold an alarm, and how soon a change is found."""

import numpy as np
import pytest

from geo.watchlist.alarm import PIECE, judge
from geo.watchlist.negative_binomial import crps, drawn, more_than, quantile

LISTS, DRAWS, WEEKS = 120, 199, 4
DISTRICTS = 10
FIRST_DOUBLED = 40
PHIS = [1.0, 2.75]


def listed(counts, upto):
    """Return the p-values of the list that is made after so many weeks."""
    pieces = min((upto - WEEKS) // PIECE, 13)
    usual = counts[:, upto - WEEKS - pieces * PIECE : upto - WEEKS]
    usual = usual.reshape(len(counts), pieces, PIECE).sum(axis=2)
    return judge(usual, counts[:, upto - WEEKS : upto].sum(axis=1), WEEKS, DRAWS).p_list


def rates(random, kind):
    """Return events a week: alike, or a few places with many and many with few."""
    return np.full(DISTRICTS, 5.0) if kind == "alike" else random.lognormal(-1, 1.3, DISTRICTS)


@pytest.mark.parametrize("phi", PHIS)
@pytest.mark.parametrize("kind", ["alike", "mixed"])
def test_of_lists_without_change_few_hold_an_alarm(phi, kind):
    random = np.random.default_rng(61)
    held = 0
    for _ in range(LISTS):
        counts = drawn(random, np.repeat(rates(random, kind)[:, None], 56, axis=1), phi)
        held += listed(counts, 56).min() <= 0.05
    # Five of a hundred, and twice the error of so few lists.
    assert held / LISTS <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / LISTS)


def test_a_doubled_rate_is_found_within_four_weeks():
    random = np.random.default_rng(62)
    found, lists = 0, 3 * LISTS
    for _ in range(lists):
        means = np.full((DISTRICTS, 52), 5.0)
        means[0, FIRST_DOUBLED - 1 :] *= 2
        counts = drawn(random, means, 1.0)
        found += any(listed(counts, upto)[0] <= 0.05 for upto in (43, 42, 41, 40))
    assert found / lists >= 0.8


def test_the_same_counts_give_the_same_list_in_any_order():
    random = np.random.default_rng(63)
    usual, last = random.poisson(4, (12, 13)), random.poisson(5, 12)
    order = random.permutation(12)
    there, again = judge(usual, last, 4), judge(usual, last, 4)
    assert there.p_list.tolist() == again.p_list.tolist()
    turned = judge(usual[order], last[order], 4)
    assert turned.p_value == pytest.approx(there.p_value[order])
    # The draws differ, what they say does not.
    assert turned.p_list == pytest.approx(there.p_list[order], abs=0.05)


def test_more_events_are_never_less_evident():
    usual = np.tile([[2, 1, 3, 2, 2, 1]], (6, 1))
    judged = judge(usual, np.arange(6), 4, draws=99)
    assert (np.diff(judged.p_value) < 0).all()
    assert judged.p_value[0] == judged.p_list[0] == 1


# The law


@pytest.mark.parametrize("phi", [1.0, 1.5, 4.0])
@pytest.mark.parametrize("mean", [0.05, 3.0, 40.0])
def test_the_law_is_the_one_of_its_mean_and_variance(mean, phi):
    many = drawn(np.random.default_rng(64), np.full(60_000, mean), np.float64(phi))
    assert many.mean() == pytest.approx(mean, rel=0.05)
    assert many.var() == pytest.approx(phi * mean, rel=0.06)
    count = np.arange(-1, 60)
    share = (many[:, None] > count).mean(axis=0)
    assert more_than(count, np.float64(mean), np.float64(phi)) == pytest.approx(share, abs=0.01)
    (upper,) = quantile(0.9, np.array([mean]), np.array([phi]))
    assert more_than(np.array([upper]), np.float64(mean), np.float64(phi))[0] <= 0.1


@pytest.mark.parametrize("phi", [1.0, 1.5, 4.0, 30.0])
@pytest.mark.parametrize("mean", [0.0, 0.01, 0.5, 7.0, 90.0])
def test_the_score_is_the_sum_of_squared_differences_of_the_law(mean, phi):
    counts = np.array([0, 1, 2, 6, 25, 120])
    steps = np.arange(0, 6_000)
    law = 1 - more_than(steps, np.float64(mean), np.float64(phi))
    expected = [np.square(law - (steps >= count)).sum() for count in counts]
    assert crps(counts, np.float64(mean), np.float64(phi)) == pytest.approx(
        expected, rel=2e-3, abs=1e-3
    )


def test_the_score_is_that_of_scoringrules():
    scoringrules = pytest.importorskip("scoringrules", reason="scoringrules is not installed")
    counts, mean, phi = np.array([0, 3, 9]), np.array([0.5, 4.0, 7.0]), np.array([1.5, 3.0, 1.2])
    theirs = scoringrules.crps_negbinom(counts, mean / (phi - 1), prob=1 / phi)
    assert crps(counts, mean, phi) == pytest.approx(np.asarray(theirs))
