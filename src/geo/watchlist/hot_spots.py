"""Hot spots: neighbourhoods with more events than chance puts beside each other, and their trend.

*How hot* a unit is in a piece of time says Getis and Ord's Gi* (Ord and Getis 1995, Geographical
Analysis 27, 286-306): the events of the unit and of those that touch it, against what as many units
hold on the average, in standard deviations. Counts are far from normal, so whether it is hot now is
judged by drawing its neighbours at random from all other units (Anselin 1995, Geographical Analysis
27, 93-115), with the false discovery rate over all units controlled.

*The trend* of Gi* over the pieces is told by Mann's and Kendall's test, its false discovery rate
controlled over the units that are hot now.
"""

from typing import Any

import numpy as np
import pandas as pd

from geo.analysis.rates import false_discovery
from geo.watchlist.negative_binomial import Counts, Numbers

NEW, GROWING, STEADY, FADING = "new", "growing", "steady", "fading"
"""Hot now and in no piece before; hot with a trend up, without one, or with one down."""
LEVEL = 0.05
HOT = 1.645
"""From so many standard deviations on, a piece before was hot."""
DRAWS = 9_999
_AT_ONCE = 1_000
_SEED = 15_08_2021


def hot_spots(counts: Counts, beside: Any) -> pd.DataFrame:
    """Return which units are hot in the last piece, and how that came.

    Parameters
    ----------
    counts : array of int, shape (units, pieces)
        Events by unit, also of those without any, and piece of time, the latest last.
    beside : scipy.sparse.csr_array of float, shape (units, units)
        Of :func:`geo.watchlist.neighbours.neighbours`.

    Returns
    -------
    DataFrame
        One row for each unit: ``gi_star`` of the last piece, in standard deviations (null where all
        units hold as many), ``q_value`` of being hot, and ``hot_spot``: "new", "growing", "steady",
        "fading", or null where it is not hot.
    """
    heat = gi_star(counts, beside)
    q_value = false_discovery(pd.Series(_by_chance(counts[:, -1], beside)))
    hot = (q_value <= LEVEL).to_numpy() & (heat[:, -1] > 0)
    slope, p_value = mann_kendall(np.nan_to_num(heat))
    trend = (false_discovery(pd.Series(p_value).where(hot)) <= LEVEL).to_numpy()
    words = np.where(trend & (slope > 0), GROWING, np.where(trend & (slope < 0), FADING, STEADY))
    words = np.where((heat[:, :-1] >= HOT).any(axis=1), words, NEW)
    kind = pd.Series(words, dtype="str").where(hot)
    return pd.DataFrame({"gi_star": heat[:, -1], "q_value": q_value, "hot_spot": kind})


def gi_star(counts: Counts, beside: Any) -> Numbers:
    """Return Gi* of each unit and piece, null in pieces where all units hold as many."""
    number = len(counts)
    near = counts + beside @ counts
    # Of weights of 1 the sum and the sum of squares are the same.
    weight = 1 + beside.sum(axis=1)[:, None]
    spread = counts.std(axis=0) * np.sqrt((number * weight - weight**2) / max(number - 1, 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(spread > 0, (near - counts.mean(axis=0) * weight) / spread, np.nan)


def _by_chance(counts: Counts, beside: Any) -> Numbers:
    """Return how likely as many units, drawn from all others, hold as many as a unit's neighbours.

    Those of a unit whose neighbours hold no event surely do.
    """
    random = np.random.default_rng(_SEED)
    around, number = beside @ counts, beside.sum(axis=1).astype(np.int64)
    asked = np.flatnonzero((around > 0) & (number > 0))
    at_least = np.full(len(counts), DRAWS + 1)
    at_least[asked] = 1
    others = np.arange(len(counts) - 1)
    for first in range(0, DRAWS if asked.size else 0, _AT_ONCE):
        draws = min(_AT_ONCE, DRAWS - first)
        orders = random.permuted(np.tile(others, (draws, 1)), axis=1)[:, : number[asked].max()]
        for unit in asked:
            chosen = orders[:, : number[unit]]
            sums = counts[chosen + (chosen >= unit)].sum(axis=1)
            at_least[unit] += int((sums >= around[unit]).sum())
    return at_least / (DRAWS + 1)


def mann_kendall(series: Numbers) -> tuple[Numbers, Numbers]:
    """Return S and the two-sided p-value of Mann's and Kendall's test of a trend in each row.

    S is how many pairs rise less how many fall; its variance allows for ties (Kendall 1975, *Rank
    Correlation Methods*).

    Examples
    --------
    >>> score, p_value = mann_kendall(np.array([[1.0, 2, 3, 4, 5, 6], [2, 1, 2, 1, 2, 1]]))
    >>> score.tolist(), p_value.round(3).tolist()
    ([15.0, -3.0], [0.009, 0.663])
    """
    from scipy.special import ndtr  # slow to load

    number = series.shape[1]
    later, earlier = np.triu_indices(number, 1)[::-1]
    score = np.sign(series[:, later] - series[:, earlier]).sum(axis=1)
    tied = [np.unique(row, return_counts=True)[1] for row in series]
    ties = np.array([(size * (size - 1) * (2 * size + 5)).sum() for size in tied])
    variance = (number * (number - 1) * (2 * number + 5) - ties) / 18
    # S moves in steps of two: half a step towards none.
    distance = np.maximum(np.abs(score) - 1, 0) / np.sqrt(np.maximum(variance, 1e-12))
    return score, np.where(variance > 0, 2 * ndtr(-distance), 1.0)
