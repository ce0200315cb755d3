"""How far events come in bursts: by how many times counts vary more than single events would.

Each window is cut into equal pieces of about a month; where that gives fewer than six, of a week;
else of a day. Around its mean in its own window, so that a change between windows is no burst, a
count of a piece varies by φ times that mean. φ is 1 where events come one by one.

*All areas together.* φ is the sum of squared deviations, each sum with its degrees of freedom, over
the sum of means. Pearson's statistic divides each area's squares by its own mean first, which pulls
φ to 1 where areas hold a few events each: of one event it is 1 whatever the truth. The ratio of
sums is not pulled so.

*One area* is told by its own ratio and by that of all, drawn together as edgeR draws the
dispersions of genes towards their common one by a number of prior degrees of freedom. Of n events,
its own ratio counts (n - 1) / (n - 1 + φ) of its degrees of freedom: so much of φ - 1 Pearson's
statistic is expected to show, given the total, where months share a Dirichlet law.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

LENGTHS = (365.25 / 12, 7.0, 1.0)
"""Days in a piece: a month, a week, a day."""
FEWEST = 6
"""Of fewer pieces a shorter one is taken."""
PRIOR = 22.0
"""Degrees of freedom that the value of all areas has for one area: those of two years' months."""
BURSTS = 2.0
"""From here on words say that events come in bursts."""

Counts = NDArray[np.int64]
Numbers = NDArray[np.float64]


def number_of_pieces(days: int) -> int:
    """Return into how many equal pieces a window is cut.

    >>> number_of_pieces(365), number_of_pieces(90), number_of_pieces(30)
    (12, 13, 30)
    """
    numbers = [round(days / length) for length in LENGTHS]
    return next((number for number in numbers if number >= FEWEST), days)


def dispersion(windows: Sequence[Counts], pooled: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return by how many times the counts of each area vary more than single events would.

    Parameters
    ----------
    windows : sequence of array of int, shape (..., areas, pieces)
        Counts of each window in equal pieces of time; windows may differ in the number of pieces.
        Axes before these two are tables of their own.
    pooled : array of bool, shape (areas,)
        The areas that the value of all areas is drawn from.

    Returns
    -------
    array of float, shape (..., areas)
        1 or more; null where the pooled areas cannot tell, for want of events or of pieces.

    Examples
    --------
    >>> steady, bursts = [2, 1, 2, 2, 1, 2, 2, 1, 2], [0, 0, 14, 0, 0, 0, 0, 1, 0]
    >>> counts = np.array([steady, bursts])
    >>> dispersion([counts, counts], np.array([True, True])).round(1).tolist()
    [4.2, 8.9]
    """
    totals = np.array([counts.sum(axis=-1) for counts in windows], dtype=float)
    pieces = np.array([counts.shape[-1] for counts in windows], dtype=float)
    pieces = pieces.reshape(-1, *[1] * (totals.ndim - 1))
    squares = [np.square(counts).sum(axis=-1) for counts in windows] - totals**2 / pieces
    means = (totals * (pieces - 1) / pieces).sum(axis=0)
    freedom = np.where(totals > 0, pieces - 1, 0).sum(axis=0)
    return drawn_together(squares.sum(axis=0), means, totals.sum(axis=0), freedom, pooled)


def drawn_together(
    squares: Numbers, means: Numbers, events: Numbers, freedom: Numbers, pooled: NDArray[np.bool_]
) -> Numbers:
    """Return the φ of each area, its own ratio drawn towards that of the pooled areas.

    Parameters
    ----------
    squares, means : array of float, shape (..., areas)
        Sums of squared deviations, and of the means that counts varied around.
    events, freedom : array of float, shape (..., areas)
        The events that tell of it, and the degrees of freedom of ``squares``.
    pooled : array of bool, shape (areas,)

    Returns
    -------
    array of float, shape (..., areas)
        As of :func:`dispersion`.
    """
    expected = means[..., pooled].sum(axis=-1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        together = squares[..., pooled].sum(axis=-1, keepdims=True) / expected
    common = np.where(expected > 0, np.maximum(1.0, together), np.nan)
    # Of no event there is no ratio, and its weight is 0.
    own = np.where(means > 0, squares / np.where(means > 0, means, 1), common)
    telling = np.maximum(events - 1, 0)
    weight = freedom * telling / (telling + common)
    drawn: Numbers = (weight * own + PRIOR * common) / (weight + PRIOR)
    return np.maximum(1.0, drawn)
