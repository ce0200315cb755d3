"""How many events the next weeks may hold in each unit, and how well that went in past weeks.

Time is cut into pieces as long as the last weeks. What is expected of a unit's next piece is the
mean of its past ones, each older one with less weight, and of what its neighbours (all units, where
none lies beside it) held in the same way, with the weight of some pieces::

    (own pieces x weights + pull x neighbours' mean) / (sum of weights + pull)

Around it the count follows a negative binomial law whose φ comes from the errors of past forecasts,
drawn together over units as in :mod:`geo.analysis.dispersion`. How fast weights fade and how hard
neighbours pull is chosen anew for each piece: as it scored best in all pieces *before* it (Dawid
1984, J. R. Statist. Soc. A 147, 278-292). So no forecast knows what it is scored by.

It is scored by :func:`geo.watchlist.negative_binomial.crps`, beside the plain forecast *as last
month*, whose score is how far off it was.
"""

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.analysis.dispersion import drawn_together
from geo.watchlist.negative_binomial import Counts, Numbers, crps, quantile

FADES = (1.0, 0.95, 0.85, 0.7, 0.4)
"""By how much a piece that is older by one weighs less."""
PULLS = (0.1, 0.5, 2.0)
"""Pieces that the neighbours weigh."""
FIRST = 4
"""Pieces before the first that is forecast."""
SCORED = 13
"""The latest pieces that are scored: with four weeks each, a year."""
FEWEST = 6
"""With fewer scored pieces no forecast is shown."""
INTERVAL = 0.9


@dataclass(frozen=True)
class Forecast:
    """Of each unit: events expected, an interval of 90%, and the mean scores in events.

    ``score`` is that of this forecast, ``as_last`` that of *as last month*, in the latest
    ``pieces``; null where these are too few.
    """

    mean: Numbers
    low: Counts
    high: Counts
    score: Numbers
    as_last: Numbers
    pieces: int

    @property
    def better(self) -> NDArray[np.bool_]:
        """Where it was better than the plain forecast."""
        return np.less(self.score, self.as_last)


def forecast(counts: Counts, beside: Any) -> Forecast:
    """Return what the next piece may hold, from past ones.

    Parameters
    ----------
    counts : array of int, shape (units, pieces)
        Events of past pieces, the latest last.
    beside : scipy.sparse.csr_array of float, shape (units, units)
        Of :func:`geo.watchlist.neighbours.neighbours`.

    Examples
    --------
    >>> from geo.watchlist.neighbours import neighbours
    >>> counts = np.array([[4, 6, 5, 5, 3, 7, 5, 5, 4, 6, 5], [0, 1, 0, 0, 2, 0, 1, 0, 0, 0, 0]])
    >>> coming = forecast(counts, neighbours("district", ("AF1702", "AF1703")))
    >>> coming.mean.round(1).tolist(), coming.low.tolist(), coming.high.tolist()
    ([4.9, 0.5], [2, 0], [9, 2])
    """
    units, pieces = counts.shape
    if not units or pieces < FIRST + FEWEST:
        unknown, none = np.full(units, np.nan), np.zeros(units, dtype=np.int64)
        return Forecast(unknown, none, none, unknown, unknown, 0)
    settings = list(product(FADES, PULLS))
    shape = len(settings), units, pieces + 1
    means = np.stack([_means(counts, beside, *setting) for setting in settings])
    phis = np.ones(shape)
    errors = np.square(counts - means[..., :-1])
    everyone = np.ones(units, dtype=bool)
    for at in range(FIRST + 1, pieces + 1):
        known = slice(FIRST, at)
        expected = means[..., known].sum(axis=-1)
        told = np.broadcast_to(counts[:, known].sum(axis=-1), expected.shape)
        freedom = np.where(told > 0, at - FIRST, 0)
        phi = drawn_together(errors[..., known].sum(axis=-1), expected, told, freedom, everyone)
        phis[..., at] = np.where(np.isnan(phi), 1.0, phi)
    scores = crps(counts[:, FIRST:], means[..., FIRST:-1], phis[..., FIRST:-1])
    so_far = np.cumsum(scores.sum(axis=1), axis=1)
    best = np.concatenate([[0], so_far.argmin(axis=0)])
    at_best = scores[best[:-1], :, np.arange(pieces - FIRST)]
    mean, phi = means[best[-1], :, -1], phis[best[-1], :, -1]
    scored = min(SCORED, pieces - FIRST)
    tail = (1 - INTERVAL) / 2
    plain = np.abs(np.diff(counts, axis=1))[:, -scored:].mean(axis=1)
    return Forecast(
        mean,
        quantile(tail, mean, phi),
        quantile(1 - tail, mean, phi),
        at_best[-scored:].mean(axis=0),
        plain,
        scored,
    )


def _means(counts: Counts, beside: Any, fade: float, pull: float) -> Numbers:
    """Return what is expected of each piece from those before it; the last is still to come."""
    units, pieces = counts.shape
    degree = beside.sum(axis=1)
    faded, weight = np.zeros(units), 0.0
    means = np.zeros((units, pieces + 1))
    for at in range(pieces):
        faded, weight = fade * faded + counts[:, at], fade * weight + 1
        own = faded / weight
        around = np.where(degree > 0, beside @ own / np.maximum(degree, 1), own.mean())
        means[:, at + 1] = (faded + pull * around) / (weight + pull)
    return means
