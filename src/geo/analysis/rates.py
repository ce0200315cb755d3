"""Whether two rates differ.

The rates of two windows are compared as two Poisson rates: given the total, the events of the
second window are binomial, which gives an exact test and, by Clopper and Pearson's limits, an
exact interval of the rate ratio (Przyborowski and Wilenski 1940, Biometrika 31, 313-323;
Clopper and Pearson 1934, Biometrika 26, 404-413). The limits are conservative: they hold the true
ratio at least as often as they say. They assume that events come one by one; where one attack
brings several rows, the true uncertainty is wider.
"""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike


def rate_ratio(
    events_a: ArrayLike,
    events_b: ArrayLike,
    days_a: float,
    days_b: float,
    *,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return how many times the rate of window A the rate of window B is, with an exact interval.

    Parameters
    ----------
    events_a, events_b : array of int
        Counts of the two windows.
    days_a, days_b : float
        Lengths of the windows.
    confidence : float
        Of the interval.

    Returns
    -------
    DataFrame
        ``rate_ratio``, ``ratio_low``, ``ratio_high`` (infinite where A holds no event, null
        where neither does) and ``p_value``, two-sided: twice the smaller tail, at most 1.

    Examples
    --------
    >>> rate_ratio([4], [17], 365, 365).round(2).to_numpy().tolist()
    [[4.25, 1.39, 17.36, 0.01]]
    """
    from scipy import stats  # slow to load

    a, b = np.atleast_1d(events_a).astype(float), np.atleast_1d(events_b).astype(float)
    tail = (1 - confidence) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (b / days_b) / (a / days_a)
        low = np.where(b > 0, stats.beta.ppf(tail, b, a + 1), 0.0)
        high = np.where(a > 0, stats.beta.isf(tail, b + 1, a), 1.0)
        limits = [share / (1 - share) * days_a / days_b for share in (low, high)]
    share = days_b / (days_a + days_b)
    tails = np.minimum(stats.binom.cdf(b, a + b, share), stats.binom.sf(b - 1, a + b, share))
    columns = {"rate_ratio": ratio, "ratio_low": limits[0], "ratio_high": limits[1]}
    columns["p_value"] = np.minimum(1.0, 2 * tails)
    return pd.DataFrame(columns).mask(pd.Series(a + b == 0), axis=0)


def false_discovery(p_values: pd.Series) -> pd.Series:
    """Return q-values: the share of false alarms among all units at least as evident.

    Benjamini and Hochberg (1995), J. R. Statist. Soc. B 57, 289-300. Nulls stay null.
    """
    from scipy import stats  # slow to load

    known = p_values.dropna()
    found = stats.false_discovery_control(known) if len(known) else known
    return pd.Series(found, known.index, dtype=float).reindex(p_values.index)
