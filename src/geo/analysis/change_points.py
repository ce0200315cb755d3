"""When the rate of events changed: change points of counts by period.

Two steps for each stretch of periods, over and again on both sides of what was found:

*Is there a change?* The likelihood ratio of the best split into two Poisson rates is set against
its values under permutations of the periods, which keep how the counts scatter: counts that
come in bursts do not pass for a change as they would against a Poisson law. Bursts last longer
than a day or a week: such periods are moved in blocks of about a month. The permutations are drawn
from a fixed seed, so that the answer is the same each time.

*When?* With one change in a stretch and Jeffreys' priors on both rates, the place of the change
has a closed posterior (Raftery and Akman 1986, Biometrika 73, 85-89); the interval is the shortest
span of periods that holds 95% of it. The counts in it are divided by how far those of both sides
vary beyond single events (:mod:`geo.analysis.dispersion`), or it would be too short.
"""

from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.analysis.dispersion import LENGTHS, dispersion

FALSE_ALARM = 0.05
PERMUTATIONS = 1_999
SHORTEST, FEWEST = 6, 5
"""A stretch of fewer periods or fewer events is not searched: one event alone is no rate."""
_SEED = 20210815
_COLUMNS = [
    "change",
    "earliest",
    "latest",
    "rate_before",
    "rate_after",
    "p_value",
]

Counts = NDArray[np.float64]


def change_points(activity: pd.DataFrame) -> pd.DataFrame:
    """Return when the rate of one area's events changed; no rows when it did not.

    Parameters
    ----------
    activity : DataFrame
        Of :func:`geo.border_activity` or :func:`geo.unit_activity`, for one area: columns
        ``period`` (in time order) and ``events``.

    Returns
    -------
    DataFrame
        In time order: ``change`` (first day of the first period at the new rate), ``earliest``
        and ``latest`` (95% interval of it), ``rate_before`` and ``rate_after`` (events in 30
        days, between this change and its neighbours) and ``p_value`` of the permutation test.

    Examples
    --------
    >>> months = pd.date_range("2020-01-01", periods=24, freq="MS")
    >>> counts = pd.DataFrame({"period": months, "events": [1, 0, 2] * 4 + [7, 9, 8] * 4})
    >>> found = change_points(counts)
    >>> [str(day.date()) for day in found["change"]]
    ['2021-01-01']
    >>> len(change_points(counts.assign(events=1)))
    0
    """
    counts = activity["events"].to_numpy(float)
    random = np.random.default_rng(_SEED)
    days = _lengths(activity["period"])
    block = max(1, round(LENGTHS[0] / float(np.median(days)))) if len(days) else 1
    found = sorted(_search(counts, 0, block, random))
    if not found:
        return pd.DataFrame(columns=_COLUMNS)
    edges = [0, *(split for split, *_ in found), len(counts)]
    rates = [counts[start:end].sum() / days[start:end].sum() * 30 for start, end in pairwise(edges)]
    periods = activity["period"].reset_index(drop=True)
    rows = [
        (periods[at], periods[low], periods[high], rates[k], rates[k + 1], p_value)
        for k, (at, low, high, p_value) in enumerate(found)
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)


def _search(
    counts: Counts, offset: int, block: int, random: np.random.Generator
) -> list[tuple[int, int, int, float]]:
    """Return the splits of a stretch and of its parts: place, interval, p-value."""
    if len(counts) < SHORTEST or counts.sum() < FEWEST:
        return []
    gains = _gain(counts[None, :])[0]
    best = int(gains.argmax())
    # Of equals the later would do as well: rounding must not decide.
    shuffled = _gain(_shuffled(counts, block, random)).max(axis=1)
    p_value = (1 + np.sum(shuffled >= gains[best] - 1e-9)) / (1 + PERMUTATIONS)
    if p_value > FALSE_ALARM:
        return []
    split = best + 1
    sides = [_by_block(side, block) for side in (counts[:split], counts[split:])]
    # Sides of one block each cannot tell, and count as they are.
    low, high = _interval(counts / np.fmax(1.0, dispersion(sides, np.array([True]))))
    here = (offset + split, offset + low, offset + high, float(p_value))
    before = _search(counts[:split], offset, block, random)
    return [*before, here, *_search(counts[split:], offset + split, block, random)]


def _shuffled(counts: Counts, block: int, random: np.random.Generator) -> Counts:
    """Return rows of the counts in random orders of their blocks; the last may be shorter."""
    length = len(counts)
    blocks = random.random((PERMUTATIONS, -(-length // block))).argsort(axis=1)
    order = (blocks[:, :, None] * block + np.arange(block)).reshape(PERMUTATIONS, -1)
    shuffled: Counts = counts[order[order < length].reshape(PERMUTATIONS, length)]
    return shuffled


def _by_block(counts: Counts, block: int) -> NDArray[np.int64]:
    """Return one row of sums of about as many periods each."""
    parts = np.array_split(counts, max(1, len(counts) // block))
    return np.array([[part.sum() for part in parts]], dtype=np.int64)


def _gain(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the log likelihood ratio of each split of each row into two Poisson rates."""
    from scipy.special import xlogy  # slow to load

    length = counts.shape[1]
    before = np.cumsum(counts, axis=1)[:, :-1]
    whole = counts.sum(axis=1, keepdims=True)
    after = whole - before
    periods = np.arange(1, length)
    rate = whole / length
    gain: NDArray[np.float64] = xlogy(before, before / periods / rate) + xlogy(
        after, after / (length - periods) / rate
    )
    return gain


def _interval(counts: Counts, share: float = 0.95) -> tuple[int, int]:
    """Return the shortest span of first periods at the new rate that holds a share of belief."""
    from scipy.special import gammaln  # slow to load

    length = len(counts)
    before = np.cumsum(counts)[:-1]
    after = counts.sum() - before
    periods = np.arange(1, length)
    belief = (
        gammaln(before + 0.5)
        - (before + 0.5) * np.log(periods)
        + gammaln(after + 0.5)
        - (after + 0.5) * np.log(length - periods)
    )
    weight = np.exp(belief - belief.max())
    total = np.concatenate([[0.0], np.cumsum(weight / weight.sum())])
    ends = np.searchsorted(total, total[:-1] + share - 1e-12)
    fits = np.flatnonzero(ends < len(total))
    start = int(fits[(ends[fits] - fits).argmin()])
    return start + 1, int(ends[start])


def _lengths(periods: pd.Series) -> NDArray[np.float64]:
    """Return the days of each period; the last is taken to be as long as the one before."""
    starts = periods.to_numpy().astype("datetime64[D]").astype(float)
    steps = np.diff(starts)
    return np.append(steps, steps[-1:] if len(steps) else [30.0])
