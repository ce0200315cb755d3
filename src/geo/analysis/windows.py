"""Windows of days: written as dates or in words, and whether two may be compared."""

import datetime as dt
import re
from typing import Any

import pandas as pd

from geo.errors import PeriodFault, ViewFault
from geo.view.view import Window, as_window

_RELATIVE = re.compile(
    r"(last|previous) (\d{1,4}) (day|week|month|year)s?(, a year before)?", re.ASCII
)


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
