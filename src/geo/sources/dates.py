"""Dates as people write them, and which of day and month comes first."""

import calendar
import re
from datetime import date

import pandas as pd

ORDERS = ("day_first", "month_first", "mixed")
_MONTHS = {
    name.casefold(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_NUMBERS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?: .*)?")
_DAY_NAMED = re.compile(r"(\d{1,2})[- ]([A-Za-z]{3,9})\.?[- ,]+(\d{4}|\d{2})")
_NAMED_DAY = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_MONTH_ONLY = re.compile(r"(\d{4})[-/](\d{1,2})")
_YEAR_ONLY = re.compile(r"(?:19|20)\d\d")
_LATE_YEARS = 70
"""Years of two digits from here on are of the 20th century."""


def order_of(column: pd.Series) -> tuple[str, list[str]]:
    """Return which of day and month comes first in a column, and what is not sure of it.

    >>> order_of(pd.Series(["03/04/2021", "25/04/2021"]))
    ('day_first', [])
    >>> order_of(pd.Series(["03/04/2021", "2021-04-25"]))[0]
    'day_first'
    """
    found = [_NUMBERS.fullmatch(str(text).strip()) for text in column.unique()]
    pairs = [(int(match[1]), int(match[2]), match[0]) for match in found if match]
    day = [text for first, second, text in pairs if first > 12 >= second]
    month = [text for first, second, text in pairs if second > 12 >= first]
    both = [text for first, second, text in pairs if max(first, second) <= 12]
    if day and month:
        said = f"dates of both orders, such as {day[0]} and {month[0]}"
        left = f"; those that fit both, such as {both[0]}, are set aside" if both else ""
        return "mixed", [f"{column.name}: {said}{left}"]
    if month:
        return "month_first", []
    if both and not day:
        said = (
            f"{column.name}: {both[0]} can be read both ways; read with the day first. If the "
            'month comes first, set date_order = "month_first" in the mapping'
        )
        return "day_first", [said]
    return "day_first", []


def span(text: str, order: str = "day_first") -> tuple[str, str, str]:
    """Return first day, last day and precision of a date as ISO text.

    What is no date, or in ``mixed`` order could be two, stays as it is, with precision empty.

    >>> span("16 May 2025"), span("2021-02")
    (('2025-05-16', '2025-05-16', 'day'), ('2021-02-01', '2021-02-28', 'month'))
    >>> span("04/05/2021"), span("04/05/2021", "month_first")[0], span("soon")
    (('2021-05-04', '2021-05-04', 'day'), '2021-04-05', ('soon', 'soon', ''))
    """
    text = text.strip()
    if match := _MONTH_ONLY.fullmatch(text):
        return _month(int(match[1]), int(match[2]), text)
    if _YEAR_ONLY.fullmatch(text):
        return f"{text}-01-01", f"{text}-12-31", "year"
    try:
        day = date(*_parts(text, order)).isoformat()
    except (ValueError, TypeError):
        return text, text, ""
    return day, day, "day"


def _month(year: int, month: int, text: str) -> tuple[str, str, str]:
    if not 1 <= month <= 12:
        return text, text, ""
    last = calendar.monthrange(year, month)[1]
    return f"{year}-{month:02}-01", f"{year}-{month:02}-{last}", "month"


def _parts(text: str, order: str) -> tuple[int, ...]:
    """Return year, month and day; nothing where the text is no date."""
    if match := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _DAY_NAMED.fullmatch(text):
        return _full(match[3]), _MONTHS.get(match[2].casefold(), 0), int(match[1])
    if match := _NAMED_DAY.fullmatch(text):
        return int(match[3]), _MONTHS.get(match[1].casefold(), 0), int(match[2])
    if match := _NUMBERS.fullmatch(text):
        first, second, year = int(match[1]), int(match[2]), _full(match[3])
        if order == "mixed" and max(first, second) <= 12 and first != second:
            return ()
        month_first = order == "month_first" or (order == "mixed" and second > 12)
        return (year, first, second) if month_first else (year, second, first)
    return ()


def _full(year: str) -> int:
    if len(year) == 4:
        return int(year)
    return int(year) + (1900 if int(year) >= _LATE_YEARS else 2000)


def spans(column: pd.Series, order: str = "day_first") -> pd.DataFrame:
    """Return ``first``, ``last`` and ``precision`` of each date, null where the cell is empty."""
    codes, distinct = pd.factorize(column)
    read = pd.DataFrame(
        [span(str(text), order) for text in distinct],
        columns=["first", "last", "precision"],
        dtype="str",
    )
    read = read.mask(read == "")
    taken = {name: read[name].array.take(codes, allow_fill=True) for name in read}
    return pd.DataFrame(taken, index=column.index)
