"""Whether two rates differ.

Given the total of two windows, the events of the second are binomial where events come one by
one. That gives an exact test and, by Clopper and Pearson's limits, an exact interval of the rate
ratio (Przyborowski and Wilenski 1940, Biometrika 31, 313-323; Clopper and Pearson 1934, Biometrika
26, 404-413). The limits are conservative: they hold the true ratio at least as often as they say.

Where events come in bursts, counts vary more than that: here by ``dispersion`` φ times their mean
(as in a negative binomial law of the kind NB1, or a quasi-Poisson law), and counts a and b tell no
more than a/φ and b/φ single events. The limits stay quantiles of beta laws, of::

    (b - ½)/φ + ½ and (a + ½)/φ + ½        for the lower limit of B's share,
    (b + ½)/φ + ½ and (a - ½)/φ + ½        for the upper.

The half event taken from one count and given to the other is the continuity correction, the half
added at the end Jeffreys' prior (Brown, Cai and DasGupta 2001, Statist. Sci. 16, 101-133); φ = 1
leaves Clopper and Pearson's shapes b and a + 1, b + 1 and a. Counts of clustered surveys are
divided in the same way (Korn and Graubard 1998; Franco et al. 2019, PMC6690503). The prior pulls
shares towards a half: where bursts leave next to nothing of a count, φ goes no farther than where
that would draw the limit inwards.
``docs/method.md`` says how often the intervals hold.
"""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

_LEAST = 1 / 11
"""What bursts leave of a count at least: with less, a limit of 95% or more would move inwards."""

Numbers = NDArray[np.float64]


def rate_ratio(
    events_a: ArrayLike,
    events_b: ArrayLike,
    days_a: float,
    days_b: float,
    *,
    dispersion: ArrayLike = 1.0,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return how many times the rate of window A the rate of window B is, with an interval.

    Parameters
    ----------
    events_a, events_b : array of int
        Counts of the two windows.
    days_a, days_b : float
        Lengths of the windows.
    dispersion : float or array of float
        By how many times the variance of counts exceeds their mean, of
        :func:`geo.analysis.dispersion.dispersion`; 1, where events come one by one, gives the
        exact interval, and so does less.
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
    >>> rate_ratio([4], [17], 365, 365, dispersion=3).round(2).to_numpy().tolist()
    [[4.25, 0.73, 44.59, 0.12]]
    """
    a, b = np.atleast_1d(events_a).astype(float), np.atleast_1d(events_b).astype(float)
    phi = np.maximum(1.0, np.broadcast_to(np.asarray(dispersion, dtype=float), a.shape))
    tail = (1 - confidence) / 2
    with np.errstate(divide="ignore"):
        # The limits of A by B are those of B by A, turned over.
        low, high = _low_odds(a, b, phi, tail), 1 / _low_odds(b, a, phi, tail)
    p_value = 2 * np.minimum(
        _tail(a, b, phi, days_b / (days_a + days_b)), _tail(b, a, phi, days_a / (days_a + days_b))
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (b / days_b) / (a / days_a)
    columns = {"rate_ratio": ratio, "ratio_low": low * days_a / days_b}
    columns |= {"ratio_high": high * days_a / days_b, "p_value": np.minimum(1.0, p_value)}
    return pd.DataFrame(columns).mask(pd.Series(a + b == 0), axis=0)


def _low_odds(a: Numbers, b: Numbers, phi: Numbers, tail: float) -> Numbers:
    """Return the lower limit of the expected events of B for one of A."""
    from scipy.special import betaincinv  # slow to load

    share = betaincinv(*_shapes(a, b, phi), tail)
    odds: Numbers = np.where(b > 0, share / (1 - share), 0.0)
    return odds


def _tail(a: Numbers, b: Numbers, phi: Numbers, share: float) -> Numbers:
    """Return how likely B holds as many events or more where its expected share is this."""
    from scipy.special import betainc  # slow to load

    tail: Numbers = np.where(b > 0, betainc(*_shapes(a, b, phi), share), 1.0)
    return tail


def _shapes(a: Numbers, b: Numbers, phi: Numbers) -> tuple[Numbers, Numbers]:
    """Return the shapes of the beta law of B's lower limit; where B holds none it has none."""
    count = np.maximum(b, 1) - 0.5
    bursts = np.minimum(phi, count / _LEAST)
    return count / bursts + 0.5, (a + 0.5) / bursts + 0.5


def false_discovery(p_values: pd.Series) -> pd.Series:
    """Return q-values: the share of false alarms among all units at least as evident.

    Benjamini and Hochberg (1995), J. R. Statist. Soc. B 57, 289-300. Nulls stay null.
    """
    from scipy import stats  # slow to load

    known = p_values.dropna()
    found = stats.false_discovery_control(known) if len(known) else known
    return pd.Series(found, known.index, dtype=float).reindex(p_values.index)
