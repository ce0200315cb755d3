"""Counts of events that may lie elsewhere than where they are recorded.

*Sure* are those that lie in an area wherever they may lie, *possible* those that may lie in it;
*expected* is the sum of the probabilities. So sure <= expected <= possible, and all areas together
with the rest add up to the events.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.event_counts import count_by
from geo.join.probability import Chances, rounded

LIKELY = ("sure", "expected", "possible")

Counts = NDArray[np.int64]


def likely_counts(
    chances: Chances, counts: Counts, *, areas: int, cells: Counts, size: int
) -> pd.DataFrame:
    """Return sure, expected and possible events by area and cell, those of no area last.

    Parameters
    ----------
    chances : Chances
        How likely the events of each row lie in each area.
    counts : array of int, shape (rows,)
        How many events each row stands for (:mod:`geo.event_counts`).
    areas : int
        How many areas there are.
    cells : array of int, shape (rows,)
        From 0 to ``size`` - 1, such as a period; -1 where a row does not count.
    size : int
        How many cells an area has.

    Returns
    -------
    DataFrame
        Columns :data:`LIKELY`, one row for each cell of each area and of no area.

    Examples
    --------
    >>> chances = Chances(np.array([0, 1]), np.array([0, 0]), np.array([1.0, 0.25]))
    >>> one = np.ones(2, dtype=np.int64)
    >>> likely_counts(chances, one, areas=1, cells=one - 1, size=1).to_numpy().tolist()
    [[1.0, 1.25, 2.0], [0.0, 0.75, 1.0]]
    """
    counted = cells[chances.rows] >= 0
    rows, shares = chances.rows[counted], chances.shares[counted]
    rest = rounded(1 - np.bincount(rows, shares, len(cells)))
    others = np.flatnonzero((cells >= 0) & (rest > 0))
    at = np.concatenate([chances.areas[counted] * size + cells[rows], areas * size + cells[others]])
    rows, shares = np.concatenate([rows, others]), np.concatenate([shares, rest[others]])
    whole, number = shares == 1, (areas + 1) * size
    sure = count_by(at[whole], counts[rows[whole]], number)
    possible = count_by(at, counts[rows], number)
    # Sums of decimals err in the last one.
    expected = np.clip(np.bincount(at, counts[rows] * shares, number), sure, possible)
    return pd.DataFrame(dict(zip(LIKELY, (sure, expected, possible), strict=True)))


def likely_cells(counts: pd.DataFrame, suffix: str = "") -> list[str]:
    """Return the events expected in each row and, where they are not sure, from what to what.

    >>> likely_cells(pd.DataFrame({"sure": [2, 3], "expected": [4.86, 3.0], "possible": [8, 3]}))
    ['4.9 (2 to 8)', '3']
    """
    columns = (counts[f"{name}{suffix}"] for name in LIKELY)
    return [
        f"{sure:,}" if sure == possible else f"{expected:,.1f} ({sure:,} to {possible:,})"
        for sure, expected, possible in zip(*columns, strict=True)
    ]
