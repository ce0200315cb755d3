"""Deaths as ranges: what sources give at least, as their best estimate, and at most.

In a sum an event counts with what its source gives:

- *low* is the lowest figure; 0 where the source says only how many there were at most;
- *best* is the best estimate; the low where there is none;
- *high* is the highest figure; a source that says only how many there were at least sets no upper
  bound, and neither does a sum with such an event.

A toll is unknown only where a source gives none of the three. Unknown tolls are counted beside the
sums, never as 0.
"""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.event_counts import Counts, count_by, event_counts
from geo.phrases import filled
from geo.vocabulary import TOLLS

Numbers = NDArray[np.float64]

FIGURES = ("fatalities_low", "fatalities_best", "fatalities_high")
"""Columns of events."""
TOLL_COLUMNS = ("fatalities_low", "fatalities", "fatalities_high", "unknown_tolls")
"""Of sums: low, best and high, and the events whose toll is unknown."""


@dataclass(frozen=True)
class Tolls:
    """The deaths of each event: NaN where unknown; ``high`` is infinite without an upper bound."""

    low: Numbers
    best: Numbers
    high: Numbers

    @classmethod
    def of(cls, events: pd.DataFrame, rows: Any = slice(None)) -> Self:
        """Return the tolls of events by their three columns, of all or of some ``rows``.

        >>> figures = {"fatalities_low": [3], "fatalities_best": [None], "fatalities_high": [None]}
        >>> Tolls.of(pd.DataFrame(figures, dtype="Int32"))
        Tolls(low=array([3.]), best=array([3.]), high=array([inf]))
        """
        low, best, high = (
            events[name].to_numpy("float64", na_value=np.nan)[rows] for name in FIGURES
        )
        least, most = np.fmin(low, best), np.fmax(high, best)
        bounded, known = ~np.isnan(most), ~np.isnan(least)
        least = np.where(bounded & ~known, 0.0, least)
        most = np.where(known & ~bounded, np.inf, np.fmax(most, least))
        return cls(least, np.where(np.isnan(best), least, best), most)

    def at(self, rows: Any) -> "Tolls":
        """Return the tolls of some rows, by number or flag."""
        return Tolls(self.low[rows], self.best[rows], self.high[rows])

    @property
    def known(self) -> NDArray[np.bool_]:
        """Where a source gives any figure."""
        return ~np.isnan(self.best)


def toll_columns(tolls: Tolls, cells: NDArray[Any], size: int, events: Counts) -> dict[str, Any]:
    """Return the sums of tolls by cell, as columns.

    Parameters
    ----------
    tolls : Tolls
        Of some rows.
    cells : array of int
        The cell of each row, numbered from 0 to ``size`` - 1.
    events : array of int
        How many events each row stands for.

    Returns
    -------
    dict
        :data:`TOLL_COLUMNS`: ``fatalities``, ``fatalities_low`` and ``fatalities_high``, null
        where there are events and no toll is known, the last also where a source sets no upper
        bound; ``unknown_tolls``, the events whose toll is unknown.

    Examples
    --------
    >>> tolls = Tolls.of(
    ...     pd.DataFrame(
    ...         {
    ...             "fatalities_low": [3, None, 1],
    ...             "fatalities_best": [4, 2, 1],
    ...             "fatalities_high": [9, None, 1],
    ...         },
    ...         dtype="Int32",
    ...     )
    ... )
    >>> sums = toll_columns(tolls, np.array([0, 0, 1]), 2, np.ones(3, dtype=np.int64))
    >>> [sums[name].tolist() for name in TOLL_COLUMNS]
    [[5, 1], [6, 1], [11, 1], [0, 0]]
    """
    # A reported zero has no deaths: its row tells of no event.
    known, open_ended = tolls.known & (events > 0), np.isinf(tolls.high) & (events > 0)
    here = cells[known]
    unknown = count_by(cells[~known], events[~known], size)
    untold = (unknown > 0) & (np.bincount(here, minlength=size) == 0)
    unbounded = np.bincount(cells[open_ended], minlength=size) > 0

    def sums(figures: Numbers, hidden: NDArray[np.bool_]) -> Any:
        column = np.bincount(here, weights=figures, minlength=size).astype(np.int64)
        return pd.arrays.IntegerArray(column, hidden)

    high = np.where(open_ended, 0.0, tolls.high)
    return {
        "fatalities_low": sums(tolls.low[known], untold),
        "fatalities": sums(tolls.best[known], untold.copy()),
        "fatalities_high": sums(high[known], untold | unbounded),
        "unknown_tolls": unknown,
    }


@dataclass(frozen=True)
class Toll:
    """The deaths of some events together; null where unknown, ``high`` also without a bound."""

    low: int | None
    best: int | None
    high: int | None
    unknown: int = 0

    @classmethod
    def of(cls, events: pd.DataFrame) -> Self:
        """Return the deaths of some events together."""
        cells = np.zeros(len(events), dtype=np.int64)
        columns = toll_columns(Tolls.of(events), cells, 1, event_counts(events))
        return cls.in_row({name: columns[name][0] for name in TOLL_COLUMNS})

    @classmethod
    def in_row(cls, row: Any) -> Self:
        """Return the deaths that a row of sums holds."""
        *sums, unknown = (row[name] for name in TOLL_COLUMNS)
        low, best, high = (None if pd.isna(value) else int(value) for value in sums)
        return cls(low, best, high, int(unknown))

    @classmethod
    def together(cls, sums: pd.DataFrame) -> Self:
        """Return the deaths of all rows of sums, which hold the number of ``events`` too."""
        unknown = int(sums["unknown_tolls"].sum())
        if not (sums["events"] > sums["unknown_tolls"]).any():
            return cls(None, None, None, unknown) if unknown else cls(0, 0, 0)
        told = sums[sums["fatalities"].notna()]
        low, best, high = (int(told[name].sum()) for name in TOLL_COLUMNS[:3])
        bounded = told["fatalities_high"].notna().all()
        return cls(low, best, high if bounded else None, unknown)

    def __str__(self) -> str:
        """Return the deaths in words.

        >>> str(Toll(31, 36, 44, 5)), str(Toll(2, 2, 2)), str(Toll(None, None, None, 3))
        ('31 to 44 deaths, best estimate 36; toll unknown in 5', '2 deaths', 'toll unknown')
        >>> str(Toll(12, 15, None)), str(Toll(3, None, 8))
        ('at least 12 deaths, best estimate 15', '3 to 8 deaths')
        """
        if self.low is None:
            return TOLLS["unknown"]
        values = self._values()
        words = filled(TOLLS[self._kind()], values)
        if self.best is not None and not self._best_is_said():
            words += filled(TOLLS["best"], values)
        return words + (filled(TOLLS["some"], values) if self.unknown else "")

    @property
    def cell(self) -> str:
        """Return the deaths as the cell of a table, under a heading that says what they are.

        >>> Toll(31, 36, 44, 5).cell, Toll(2, 2, 2).cell, Toll(None, None, None, 3).cell
        ('36 (31 to 44), 5 unknown', '2', 'unknown')
        >>> Toll(12, 15, None).cell, Toll(3, 3, None).cell, Toll(3, None, 8).cell
        ('15 (12 or more)', '3 or more', '3 to 8')
        """
        if self.low is None:
            return TOLLS["cell_unknown"]
        values = self._values()
        cell = filled(TOLLS[f"cell_{self._kind()}"], values)
        if self.best is not None and not self._best_is_said():
            cell = filled(TOLLS["cell_best"], {**values, "bounds": cell})
        some = {**values, "cell": cell}
        return filled(TOLLS["cell_some"], some) if self.unknown else cell

    def _kind(self) -> str:
        return "least" if self.high is None else "figure" if self.low == self.high else "range"

    def _best_is_said(self) -> bool:
        """Return whether the best estimate is a figure that is said already."""
        return self._kind() == "figure" or (self._kind() == "least" and self.best == self.low)

    def _values(self) -> dict[str, int | str]:
        return {
            "low": self.low or 0,
            "best": (self.low if self.best is None else self.best) or 0,
            "high": self.high or 0,
            "unknown": self.unknown,
        }


def toll_cells(sums: pd.DataFrame, suffix: str = "") -> list[str]:
    """Return the deaths of each row of sums as cells; their columns may bear a suffix."""
    columns = sums[[f"{name}{suffix}" for name in TOLL_COLUMNS]].astype("object")
    return [
        Toll.in_row(dict(zip(TOLL_COLUMNS, row, strict=True))).cell for row in columns.to_numpy()
    ]


def event_tolls(events: pd.DataFrame) -> list[Toll]:
    """Return the toll of each event, its best estimate null where its source gives none."""
    tolls = Tolls.of(events)
    best = events["fatalities_best"].to_numpy("float64", na_value=np.nan)
    rows = zip(*map(_whole, (tolls.low, best, tolls.high)), strict=True)
    return [Toll(*row) for row in rows]


def _whole(figures: Numbers) -> list[int | None]:
    """Return figures as whole numbers, null where unknown or without a bound."""
    return [int(figure) if np.isfinite(figure) else None for figure in figures]
