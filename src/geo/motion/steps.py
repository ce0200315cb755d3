"""The windows of a moving picture: one step after the other, or growing from the first day."""

import datetime as dt

import pandas as pd

from geo.errors import PeriodFault
from geo.view.view import ALL_DATES, Window

STEPS = ("day", "week", "month")
MOVES = ("fixed", "growing")
"""A window of a fixed length moves, or grows from the first day."""
MOST = 150
"""Pictures: twelve years of months, three of weeks."""


def windows_of(
    window: Window, data: Window, *, step: str = "month", moves: str = "fixed", span: int = 1
) -> list[Window]:
    """Return the windows of the pictures, in order.

    Parameters
    ----------
    window : Window
        The days that they go through; those of the data where it is all dates.
    data : Window
        First and last day of the data.
    step : {"day", "week", "month"}
        By which the window moves. Months without a window of one's own begin on their first day.
    moves : {"fixed", "growing"}
    span : int
        Steps that a window of fixed length holds.

    Raises
    ------
    PeriodFault
        For unknown words, and where these are fewer than two pictures, or more than 150.

    Examples
    --------
    >>> june = dt.date(2021, 6, 1), dt.date(2021, 7, 20)
    >>> [str(last) for _, last in windows_of(june, june)]
    ['2021-06-30', '2021-07-20']
    """
    if step not in STEPS:
        raise PeriodFault(f"No step is called {step!r:.40}. Known: {', '.join(STEPS)}.")
    if moves not in MOVES:
        raise PeriodFault(f"No window moves {moves!r:.40}. Known: {', '.join(MOVES)}.")
    if not 1 <= span <= MOST:
        raise PeriodFault(f"A window of {span} steps cannot move; give 1 to {MOST}.")
    first, last = window
    if window == ALL_DATES:
        first, last = data
        first = first.replace(day=1) if step == "month" else first
    starts = _starts(first, last, step)
    pictures = len(starts) if moves == "growing" else max(len(starts) - span + 1, 1)
    if not 1 < pictures <= MOST:
        raise PeriodFault(
            f"From {first} to {last} by {step} there {'is' if pictures == 1 else 'are'} "
            f"{pictures:,} picture{'' if pictures == 1 else 's'}; give dates and a step that make "
            f"2 to {MOST}."
        )
    ends = [*(start - dt.timedelta(days=1) for start in starts[1:]), last]
    if moves == "growing":
        return [(first, end) for end in ends]
    return [(starts[at], ends[at + span - 1]) for at in range(pictures)]


def _starts(first: dt.date, last: dt.date, step: str) -> list[dt.date]:
    """Return the first day of each step, no more than tell that they are too many."""
    starts = []
    for number in range(2 * MOST + 1):
        offset = pd.DateOffset(**{f"{step}s": number})  # type: ignore[arg-type]
        day = (pd.Timestamp(first) + offset).date()
        if day > last:
            break
        starts.append(day)
    return starts
