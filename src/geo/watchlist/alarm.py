"""Whether the last weeks of any unit stand out from its usual ones, over all units of a list.

*One unit.* Its last weeks are set against what a negative binomial law expects of them: the mean
is that of the weeks before, the variance φ times the mean (NB1, :mod:`geo.analysis.dispersion`),
and more by as much as the mean itself is unsure. The tail counts half of the count itself (mid-p;
Lancaster 1961, J. Am. Statist. Ass. 56, 223-234).

*All units.* Lists without any change are drawn from the same law, each unit with its own rate and
φ; each is judged as the true one is, its φ estimated anew. The adjusted p-value of a unit is the
share of these lists whose most evident unit is as evident (Westfall and Young 1993,
*Resampling-Based Multiple Testing*). So the level holds for the whole list, however many units it
has, however few their events, and although φ is an estimate. ``docs/method.md`` says how well.
"""

from typing import NamedTuple

import numpy as np

from geo.analysis.dispersion import dispersion
from geo.watchlist.negative_binomial import Counts, Numbers, drawn, more_than

DRAWS = 999
"""Lists drawn without change."""
PIECE = 4
"""Weeks of a piece of the usual weeks: about a month, as a comparison has it."""
_CELLS = 500_000
"""Of drawn lists, held at once."""
_SEED = 15_08_2021
"""Of the drawn lists: the same events always give the same alarms."""


class Judged(NamedTuple):
    """Of each unit: events usual in as many weeks, φ, its own p-value, and that over the list.

    ``level`` are the least p-values of the lists without change, in order.
    """

    usual: Numbers
    dispersion: Numbers
    p_value: Numbers
    p_list: Numbers
    level: Numbers


def judge(usual: Counts, last: Counts, weeks: int, draws: int = DRAWS) -> Judged:
    """Return how far the last weeks of each unit stand out from the usual ones.

    Parameters
    ----------
    usual : array of int, shape (units, pieces)
        Events in pieces of :data:`PIECE` weeks before the last weeks.
    last : array of int, shape (units,)
        Events in the last weeks.
    weeks : int
        How many the last weeks are.
    draws : int
        How many lists without change are drawn.

    Returns
    -------
    Judged
        ``dispersion`` is null where these events cannot tell; they are then taken to come one by
        one.

    Examples
    --------
    >>> usual = np.array([[4, 6, 5, 5, 3, 7, 5, 5, 4, 6], [0, 1, 0, 0, 2, 0, 1, 0, 0, 0]])
    >>> judged = judge(usual, np.array([16, 1]), weeks=4)
    >>> judged.usual.tolist(), (judged.p_list <= 0.05).tolist()
    ([5.0, 0.4], [True, False])
    """
    share = weeks / (PIECE * usual.shape[1])
    phi = dispersion([usual], np.ones(len(usual), dtype=bool))
    p_value = tail(usual.sum(axis=1), last, share, phi)
    level = _without_change(usual, last, share, phi, draws)
    # Equal counts give p-values that are equal but for the last digits.
    as_evident = np.searchsorted(level, p_value * (1 + 1e-9), side="right")
    p_list = (as_evident + 1) / (draws + 1)
    return Judged(usual.sum(axis=1) * share, phi, p_value, p_list, level)


def tail(before: Counts, last: Counts, share: float, phi: Numbers) -> Numbers:
    """Return how likely the last weeks hold as many events or more without a change.

    Parameters
    ----------
    before, last : array of int
        Events in the usual weeks and in the last ones.
    share : float
        How many times as long as the usual weeks the last ones are.
    phi : array of float
        As of :func:`geo.analysis.dispersion.dispersion`; null is 1.
    """
    # Half an event more: no place is sure to have none.
    mean = np.asarray((before + 0.5) * share, dtype=np.float64)
    spread: Numbers = np.where(np.isnan(phi), 1.0, phi) * (1 + share)
    twice = np.add(more_than(last, mean, spread), more_than(last - 1, mean, spread))
    return np.where(last > 0, twice / 2, 1.0)


def _without_change(usual: Counts, last: Counts, share: float, phi: Numbers, draws: int) -> Numbers:
    """Return the least p-value of each of some lists drawn without change, in order."""
    random = np.random.default_rng(_SEED)
    phi = np.where(np.isnan(phi), 1.0, phi)
    # Without a change the last weeks tell of the rate as the others do.
    whole = (usual.sum(axis=1) + last) / (1 + share)
    of_pieces = np.broadcast_to((whole / usual.shape[1])[:, None], usual.shape)
    everyone = np.ones(len(usual), dtype=bool)
    at_once = max(1, _CELLS // max(usual.size, 1))
    least = []
    for first in range(0, draws, at_once):
        lists = min(at_once, draws - first)
        pieces = drawn(random, np.broadcast_to(of_pieces, (lists, *usual.shape)), phi[:, None])
        recent = drawn(random, np.broadcast_to(whole * share, (lists, len(usual))), phi)
        again = dispersion([pieces], everyone)
        p_values = tail(pieces.sum(axis=-1), recent, share, again)
        least.append(p_values.min(axis=-1, initial=1.0))
    return np.sort(np.concatenate(least))
