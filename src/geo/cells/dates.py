"""Dates as people write them.

Names of months are those of Unicode CLDR, through the package Babel, in the languages of the
region and in English.
"""

import calendar
import re
from datetime import date
from functools import lru_cache

import pandas as pd
from babel import Locale

from geo.cells.values import western
from geo.vocabulary import LANGUAGES

TIME = (
    r"(?:T|,? +)\d{1,2}:?\d{2}(?::?\d{2}(?:[.,]\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?"
    r"(?: ?(?:Z|UTC|GMT|[-+]\d{2}(?::?\d{2})?))?"
)
"""A time of day after a date; the day is taken as it is written."""
ORDERS = ("day_first", "month_first", "mixed")
_MARKS_ON_LETTERS = re.compile("[.\u0654]")
NUMBERED = r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})"
_WORD = r"([^\W\d_][^\W\d_\u0654]*)\u0654?\.?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}})(?:{TIME})?")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
NUMBERS = re.compile(rf"{NUMBERED}(?:{TIME})?")
_DAY_NAMED = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?[-. ]+(?:of )?{_WORD}[-, ]+(\d{{4}}|\d{{2}})(?: ?(?:г\.?|года))?"
    rf"(?:{TIME})?"
)
_NAMED_DAY = re.compile(rf"{_WORD} (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})(?:{TIME})?")
_MONTH_ONLY = re.compile(r"(\d{4})[-/](\d{1,2})")
_NAMED_MONTH = re.compile(rf"{_WORD}[-, ]+(\d{{4}})")
_YEAR_ONLY = re.compile(r"(?:19|20)\d\d")
_DAYS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s*(?:-|–|—|to)\s*(\d{1,2}\D.*)")
_NAMED_DAYS = re.compile(rf"({_WORD}) (\d{{1,2}})\s*(?:-|–|—|to)\s*(\d{{1,2}},? \d{{4}})")
_RANGE = re.compile(r"(.{3,}?)(?:\s*[–—]\s*|\s+-\s+|\s+to\s+|\s*\.\.\s*)(.{3,})")
_ISO_RANGE = re.compile(r"(\d{4}-\d\d-\d\d)/(\d{4}-\d\d-\d\d)")
_COARSE = ("day", "month", "year")
_LATE_YEARS = 70
"""Years of two digits from here on are of the 20th century."""

Span = tuple[str, str, str]


def span(text: str, order: str = "day_first") -> Span:
    """Return first day, last day and precision of a date or a range as ISO text.

    What is no date, or in ``mixed`` order could be two, stays as it is, with precision empty.

    >>> span("16 May 2025"), span("2021-02")
    (('2025-05-16', '2025-05-16', 'day'), ('2021-02-01', '2021-02-28', 'month'))
    >>> span("04/05/2021"), span("04/05/2021", "month_first")[0], span("soon")
    (('2021-05-04', '2021-05-04', 'day'), '2021-04-05', ('soon', 'soon', ''))
    >>> span("12-15 August 2021"), span("15 августа 2021 г.")[0], span("April 2021")[2]
    (('2021-08-12', '2021-08-15', 'day'), '2021-08-15', 'month')
    """
    text = text.strip()
    written = " ".join(western(text).split())
    return _one(written, order) or _range(written, order) or (text, text, "")


def _one(text: str, order: str) -> Span | None:
    """Return the span of one day, month or year; null where the text is none."""
    if match := _MONTH_ONLY.fullmatch(text):
        return _month(int(match[1]), int(match[2]))
    if match := _NAMED_MONTH.fullmatch(text):
        return _month(int(match[2]), _named(match[1]))
    if _YEAR_ONLY.fullmatch(text):
        return f"{text}-01-01", f"{text}-12-31", "year"
    try:
        day = date(*_parts(text, order)).isoformat()
    except (ValueError, TypeError):
        return None
    return day, day, "day"


def _range(text: str, order: str) -> Span | None:
    """Return the span from one date to another; null where the text is no range."""
    if match := _DAYS.fullmatch(text):
        # "12-15 August 2021": the first day lacks what the last one says.
        whole = re.sub(r"^\d{1,2}", match[1], match[2])
        first, last = _one(whole, order), _one(match[2], order)
    elif match := _NAMED_DAYS.fullmatch(text):
        year = match[4][-4:]
        first = _one(f"{match[2]} {match[3]}, {year}", order)
        last = _one(f"{match[2]} {match[4]}", order)
    elif match := _RANGE.fullmatch(text) or _ISO_RANGE.fullmatch(text):
        last = _one(match[2], order)
        first = _one(match[1], order) or (
            _one(f"{match[1]} {last[1][:4]}", order) if last else None
        )
    else:
        return None
    if first is None or last is None or first[0] > last[1]:
        return None
    return first[0], last[1], max(first[2], last[2], key=_COARSE.index)


def _month(year: int, month: int) -> Span | None:
    if not 1 <= month <= 12 or not year:
        return None
    last = calendar.monthrange(year, month)[1]
    return f"{year}-{month:02}-01", f"{year}-{month:02}-{last}", "month"


def _parts(text: str, order: str) -> tuple[int, ...]:
    """Return year, month and day; nothing where the text is no date."""
    if match := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _DAY_NAMED.fullmatch(text):
        return _full(match[3]), _named(match[2]), int(match[1])
    if match := _NAMED_DAY.fullmatch(text):
        return int(match[3]), _named(match[1]), int(match[2])
    if match := NUMBERS.fullmatch(text):
        first, second, year = int(match[1]), int(match[2]), _full(match[3])
        if order == "mixed" and max(first, second) <= 12 and first != second:
            return ()
        month_first = order == "month_first" or (order == "mixed" and second > 12)
        return (year, first, second) if month_first else (year, second, first)
    return ()


def _named(word: str) -> int:
    """Return the number of a month by its name, 0 for another word."""
    return _months().get(_MARKS_ON_LETTERS.sub("", word.casefold()), 0)


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """Return the numbers of the months by their names, in lower case without marks."""
    months = {"sept": 9}
    for language in LANGUAGES:
        for of in Locale.parse(language).months.values():
            for length in ("wide", "abbreviated"):
                for number, name in of[length].items():
                    months.setdefault(_MARKS_ON_LETTERS.sub("", name.casefold()), number)
    return months


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


def end_of_week(first: pd.Series) -> pd.Series:
    """Return the last days of the weeks that begin on some days, as ISO text; others as they are.

    >>> end_of_week(pd.Series(["2021-08-07", "soon"])).tolist()
    ['2021-08-13', 'soon']
    """
    days = pd.to_datetime(first, errors="coerce", format="%Y-%m-%d") + pd.Timedelta(days=6)
    return days.dt.strftime("%Y-%m-%d").fillna(first)
