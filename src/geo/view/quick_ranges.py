"""Windows that are asked for often, by name: the sidebar and the map document offer the same."""

import datetime as dt

from geo.view.view import Window
from geo.vocabulary import OFFENSIVE, TAKEOVER


def quick_ranges(first: dt.date, last: dt.date) -> dict[str, Window]:
    """Return the ranges that touch the dates of the data, in the order in which they are offered.

    Parameters
    ----------
    first, last : date
        Of the first and the last event.

    Examples
    --------
    >>> list(quick_ranges(dt.date(2024, 3, 1), dt.date(2025, 2, 1)))[-2:]
    ['2025', '2024']
    """
    ranges = {
        "All dates": (first, last),
        "Last 90 days of the data": (last - dt.timedelta(days=89), last),
        "Last 365 days of the data": (last - dt.timedelta(days=364), last),
        "Taliban offensive, May to 15 Aug 2021": OFFENSIVE,
        "Since the takeover of 15 Aug 2021": (TAKEOVER, last),
    }
    for year in range(last.year, first.year - 1, -1):
        ranges[str(year)] = dt.date(year, 1, 1), dt.date(year, 12, 31)
    return {name: days for name, days in ranges.items() if days[1] >= first and days[0] <= last}
