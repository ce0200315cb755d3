"""The negative binomial law with a variance of φ times its mean (NB1), as counts in bursts have it.

A Poisson law is its limit at φ = 1: a φ below :data:`LEAST` is taken as that, which no count tells
from it. Of mean μ its size is μ / (φ - 1), its probability of success 1 / φ.
"""

import numpy as np
from numpy.typing import NDArray

LEAST = 1.0001
"""The smallest φ."""
_LARGEST = 5_000
"""Size of a law whose score is taken."""

Counts = NDArray[np.int64]
Numbers = NDArray[np.float64]


def more_than(count: Counts, mean: Numbers, phi: Numbers) -> Numbers:
    """Return the probability of more events than ``count``, which may be -1."""
    from scipy.special import betainc  # slow to load

    excess = np.maximum(phi, LEAST) - 1
    # A mean of 0 has no events.
    size = np.maximum(mean, 1e-300) / excess
    return np.where(
        count < 0, 1.0, betainc(np.maximum(count, 0) + 1.0, size, excess / (1 + excess))
    )


def drawn(random: np.random.Generator, mean: Numbers, phi: Numbers) -> Counts:
    """Return counts drawn from the law: of Poisson laws whose means are drawn from a gamma law."""
    excess = np.maximum(phi, LEAST) - 1
    return random.poisson(random.gamma(mean / excess, excess))


def quantile(share: float, mean: Numbers, phi: Numbers) -> Counts:
    """Return the least counts that are not exceeded with this probability or more.

    >>> quantile(0.5, np.array([4.0]), np.array([1.0])).tolist()
    [4]
    """
    from scipy.stats import nbinom  # slow to load

    excess = np.maximum(phi, LEAST) - 1
    counts = nbinom.ppf(share, np.maximum(mean, 1e-300) / excess, 1 / (1 + excess))
    return np.asarray(counts, dtype=np.int64)


def crps(count: Counts, mean: Numbers, phi: Numbers) -> Numbers:
    """Return the continuous ranked probability score of the law where ``count`` came.

    It is in events, 0 at best; of a law that is sure of one count it is the distance to it
    (Gneiting and Raftery 2007, J. Am. Statist. Ass. 102, 359-378). The closed form is Wei and
    Held's (2014, TEST 23, 787-805), as R's and Python's package scoringRules has it.

    Examples
    --------
    >>> crps(np.array([2, 9]), np.array([2.0, 2.0]), np.array([2.0, 2.0])).round(3).tolist()
    [0.463, 5.988]
    """
    from scipy.special import hyp2f1  # slow to load

    mean = np.maximum(mean, 1e-9)
    # Of larger sizes the series has no sum in doubles; they are Poisson laws but for 0.1%.
    excess = np.maximum(np.maximum(phi, LEAST) - 1, mean / _LARGEST)
    size, success = mean / excess, 1 / (1 + excess)
    below = 1 - more_than(count, mean, 1 + excess)
    # The law of one more: as many events, of a size larger by 1.
    below_of_more = 1 - more_than(count - 1, (size + 1) * excess, 1 + excess)
    spread = hyp2f1(size + 1, 0.5, 2.0, -4 * excess * (1 + excess))
    rest = success * (2 * below_of_more - 1) + spread
    score: Numbers = count * (2 * below - 1) - size * (1 - success) / success**2 * rest
    return score
