"""Windows of days, periods of equal kind, and whether two rates differ.

The rates of two windows are compared as two Poisson rates: given the total, the events of the
second window are binomial, which gives an exact test and, by Clopper and Pearson's limits, an
exact interval of the rate ratio (Przyborowski and Wilenski 1940, Biometrika 31, 313-323;
Clopper and Pearson 1934, Biometrika 26, 404-413). The limits are conservative: they hold the true
ratio at least as often as they say. They assume that events come one by one; where one attack
brings several rows, the true uncertainty is wider.
"""

import datetime as dt
import re
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from geo.errors import PeriodFault, ViewFault
from geo.view import Window, as_window

FREQUENCIES = {"day": "D", "week": "W-MON", "month": "MS", "quarter": "QS", "year": "YS"}
"""Words for the length of a period, and the pandas offsets that mean the same."""

_RELATIVE = re.compile(
    r"(last|previous) (\d{1,4}) (day|week|month|year)s?(, a year before)?", re.ASCII
)
_MONTHS = {"MS": 1, "QS": 3, "YS": 12}
_MONDAY = 4
"""1 January 1970 was a Thursday: day 4 is the first Monday."""


def read_window(text: str) -> Window:
    """Return the two days of ``FROM..TO``, both included.

    Raises
    ------
    PeriodFault

    Examples
    --------
    >>> read_window("2021-08-15..2022-08-14")[0]
    datetime.date(2021, 8, 15)
    """
    parts = text.split("..")
    if len(parts) != 2:
        raise PeriodFault(f"{text!r} is not FROM..TO; write 2021-08-15..2022-08-14.")
    return valid_window(parts)


def window_in_words(text: str, as_of: dt.date) -> Window:
    """Return the window that words or ``FROM..TO`` name.

    Parameters
    ----------
    text : str
        ``"last 90 days"`` ends on ``as_of``; ``"previous 90 days"`` are the days before those;
        ``"last 90 days, a year before"`` are the same days of the year before. Days, weeks,
        months and years.
    as_of : date
        The last day of the data.

    Raises
    ------
    PeriodFault
        For other words; the message gives examples.

    Examples
    --------
    >>> window_in_words("last 90 days", dt.date(2021, 8, 15))
    (datetime.date(2021, 5, 18), datetime.date(2021, 8, 15))
    >>> window_in_words("previous 1 month", dt.date(2021, 8, 15))
    (datetime.date(2021, 6, 16), datetime.date(2021, 7, 15))
    """
    found = _RELATIVE.fullmatch(text.strip().casefold())
    if not found:
        if ".." in text:
            return read_window(text)
        raise PeriodFault(
            f'The window {text!r} is not understood. Write 2021-06-01..2021-08-15, "last 90 '
            'days", "previous 90 days" or "last 90 days, a year before".'
        )
    which, number, unit, before = found.groups()
    offset: Any = pd.DateOffset  # its types know no names of units
    length = offset(**{f"{unit}s": int(number)})
    try:
        end = pd.Timestamp(as_of) - (pd.DateOffset(years=1) if before else pd.Timedelta(0))
        if which == "previous":
            end -= length
        return valid_window(((end - length + pd.Timedelta(days=1)).date(), end.date()))
    except (ValueError, OverflowError) as error:
        raise PeriodFault(f"The window {text!r} begins before any calendar does.") from error


def valid_window(window: Any) -> Window:
    """Return a window as two dates; ISO text will do.

    Raises
    ------
    PeriodFault
        When it is not two dates, or ends before it begins.
    """
    try:
        return as_window(window)
    except ViewFault as error:
        raise PeriodFault(str(error)) from error


def days_in(window: Window) -> int:
    """Return the number of days of a window, first and last included."""
    return (window[1] - window[0]).days + 1


def alike(a: Window, b: Window) -> bool:
    """Return whether two windows are as long but for a leap day or so: by at most 1%."""
    return abs(days_in(a) - days_in(b)) <= 0.01 * max(days_in(a), days_in(b))


def check_pair(a: Window, b: Window, data: Window) -> list[str]:
    """Return what a reader must know of two windows before comparing them.

    Parameters
    ----------
    data : Window
        First and last day of the events.

    Raises
    ------
    PeriodFault
        When the windows overlap, or one lies outside the data.
    """
    if a == b:
        raise PeriodFault(
            f"Both windows are {a[0]} to {a[1]}, the same. Choose other days for one."
        )
    first, second = sorted((a, b))
    if second[0] <= first[1]:
        raise PeriodFault(
            f"The windows overlap from {second[0]} to {min(first[1], second[1])}. End the earlier "
            f"one by {second[0] - dt.timedelta(days=1)}, or begin the later one on "
            f"{first[1] + dt.timedelta(days=1)}."
        )
    notes = []
    for name, window in (("A", a), ("B", b)):
        spelled = f"Window {name}, {window[0]} to {window[1]},"
        if window[1] < data[0] or window[0] > data[1]:
            raise PeriodFault(
                f"{spelled} lies outside the data, which run from {data[0]} to {data[1]}. "
                "Choose days between."
            )
        if window[0] < data[0] or window[1] > data[1]:
            notes.append(
                f"{spelled} reaches beyond the data, which run from {data[0]} to {data[1]}: "
                "its rate may be too low."
            )
    if not alike(a, b):
        notes.append(
            f"The windows differ in length ({days_in(a):,} and {days_in(b):,} days): rates are "
            "compared, not counts."
        )
    return notes


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
