"""Periods of equal kind: days, weeks, months, quarters, years, numbered one after the other."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import PeriodFault

FREQUENCIES = {"day": "D", "week": "W-MON", "month": "MS", "quarter": "QS", "year": "YS"}
"""Words for the length of a period, and the pandas offsets that mean the same."""

_MONTHS = {"MS": 1, "QS": 3, "YS": 12}
_MONDAY = 4
"""1 January 1970 was a Thursday: day 4 is the first Monday."""


def frequency(words: str) -> str:
    """Return the pandas offset of a word or offset.

    >>> frequency("month"), frequency("QS")
    ('MS', 'QS')
    """
    if words in FREQUENCIES.values():
        return words
    if words not in FREQUENCIES:
        known = ", ".join(f"{word} ({offset})" for word, offset in FREQUENCIES.items())
        raise PeriodFault(f"No period is called {words!r}. Known: {known}.")
    return FREQUENCIES[words]


def number_of_period(days: NDArray[Any], freq: str) -> NDArray[np.int64]:
    """Return the number of the period that each day lies in; neighbours differ by 1.

    Parameters
    ----------
    days : array of datetime64
    freq : str
        An offset of :data:`FREQUENCIES`.
    """
    if freq in _MONTHS:
        return days.astype("datetime64[M]").astype(np.int64) // _MONTHS[freq]
    whole = days.astype("datetime64[D]").astype(np.int64)
    return whole if freq == "D" else (whole - _MONDAY) // 7


def start_of_period(numbers: NDArray[np.int64], freq: str) -> pd.DatetimeIndex:
    """Return the first day of each numbered period."""
    if freq in _MONTHS:
        months = (numbers * _MONTHS[freq]).astype("datetime64[M]")
        return pd.DatetimeIndex(months.astype("datetime64[s]"))
    whole = numbers if freq == "D" else numbers * 7 + _MONDAY
    return pd.DatetimeIndex(whole.astype("datetime64[D]").astype("datetime64[s]"))
