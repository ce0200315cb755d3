"""Dates as people write them: in words or numbers, of two calendars, or as a spreadsheet's numbers.

Names of months and weekdays are those of Unicode CLDR, through the package Babel, in the languages
of the region and in English; those of the Solar Hijri calendar are rows of
``geodata/tables/hijri_months.csv``. That calendar is converted by the package persiantools.
"""

import calendar
import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

import pandas as pd
from babel import Locale
from persiantools.jdatetime import JalaliDate

from geo.cells.values import western
from geo.settings import shipped
from geo.vocabulary import LANGUAGES

TIME = (
    r"(?:T|,? +)\d{1,2}:?\d{2}(?::?\d{2}(?:[.,]\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?"
    r"(?: ?(?:Z|UTC|GMT|[-+]\d{2}(?::?\d{2})?))?"
)
"""A time of day after a date; the day is taken as it is written."""
ORDERS = ("day_first", "month_first", "mixed")
CALENDARS = ("auto", "gregorian", "solar_hijri")
"""``auto`` tells the calendar by the year and the name of the month, where these do."""
DAY_NUMBERS = {"1900": date(1899, 12, 30), "1904": date(1904, 1, 1)}
"""Day 0 of a spreadsheet's numbers: most count from 1900, older ones of Macs from 1904."""
NUMBERED = r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})"
NUMBERS = re.compile(rf"{NUMBERED}(?:{TIME})?")
SHORT_YEAR = "has a year of two digits"
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_COMPACT = re.compile(r"((?:19|20|1[34])\d\d)(\d\d)(\d\d)")
_MONTH_ONLY = re.compile(r"(\d{4})[-/](\d{1,2})")
_YEAR_ONLY = re.compile(r"((?:19|20|1[34])\d\d)(?:\.0)?")
_SERIAL = re.compile(r"([2-6]\d{4})(?:\.\d+)?")
"""Days since 1900 of the years 1954 to 2091."""
_CLOCK = re.compile(rf"(.*?\d\w*)(?=T\d|,? +\d{{1,2}}:){TIME}")
_BETWEEN = re.compile(r"[\s,./-]+")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")
_MARKS_ON_LETTERS = re.compile("[.\u0654]")
_FILLERS = frozenset(("of", "the", "г", "года", "سال", "م", "ء"))
_DAYS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s*(?:-|–|—|to)\s*(\d{1,2}\D.*)")
_NAMED_DAYS = re.compile(r"(\D+?) (\d{1,2})\s*(?:-|–|—|to)\s*(\d{1,2},? \d{4})")
_RANGE = re.compile(r"(.{3,}?)(?:\s*[–—]\s*|\s+-\s+|\s+to\s+|\s*\.\.\s*)(.{3,})")
_ISO_RANGE = re.compile(r"(\d{4}-\d\d-\d\d)/(\d{4}-\d\d-\d\d)")
_SPANS = {1: "day", 7: "week", 31: "month"}
"""The most days of each precision; longer spans are a year's."""
_LATE_YEARS, _LATE_HIJRI_YEARS = 70, 30
"""Years of two digits from here on are of the century before: 1970 to 2069, 1330 to 1429."""
_HIJRI_YEARS = range(1200, 1500)


class Span(NamedTuple):
    """First and last day as ISO text, and the precision that their span has.

    What is no date stays as it is in both, with precision empty. ``how`` says what was done to the
    text beyond reading it: ``solar_hijri``, ``day_number``, or nothing.
    """

    first: str
    last: str
    precision: str
    how: str = ""


class Rules(NamedTuple):
    """How the dates of a column are written: parameters of :func:`span`."""

    order: str = "day_first"
    calendar: str = "gregorian"
    day_numbers: str = "1900"


def span(text: str, rules: Rules = Rules()) -> Span:  # noqa: B008
    """Return first day, last day and precision of a date or a range.

    Parameters
    ----------
    text : str
        Any text.
    rules : Rules, optional
        ``order``, one of :data:`ORDERS`, of dates in numbers alone: in ``mixed`` order what could
        be two dates is none. ``calendar``, one of :data:`CALENDARS`: a year of two digits is read
        where the calendar is stated, else it is no date. ``day_numbers``: a key of
        :data:`DAY_NUMBERS`.

    Examples
    --------
    >>> span("16 May 2025")[:3], span("2021-02")[:3]
    (('2025-05-16', '2025-05-16', 'day'), ('2021-02-01', '2021-02-28', 'month'))
    >>> span("04/05/2021").first, span("04/05/2021", Rules("month_first")).first, span("soon")[:3]
    ('2021-05-04', '2021-04-05', ('soon', 'soon', ''))
    >>> (
    ...     span("12-15 August 2021")[:3],
    ...     span("15 августа 2021 г.").first,
    ...     span("April 2021").precision,
    ... )
    (('2021-08-12', '2021-08-15', 'week'), '2021-08-15', 'month')
    >>> span("Friday, June 18, 2004").first, span("44423").first
    ('2004-06-18', '2021-08-15')
    >>> span("۲۴ اسد ۱۴۰۰", Rules(calendar="auto"))
    Span(first='2021-08-15', last='2021-08-15', precision='day', how='solar_hijri')
    """
    # The days of a file come back in each of its chunks; what is longer is hardly a date.
    return _read(text, rules) if len(text) <= 40 else _read.__wrapped__(text, rules)


@lru_cache(maxsize=20_000)
def _read(text: str, rules: Rules) -> Span:
    text = text.strip()
    written = " ".join(western(text).split())
    timed = _CLOCK.fullmatch(written)
    written = timed[1] if timed else written
    return _one(written, rules) or _range(written, rules) or Span(text, text, "")


def spans(column: pd.Series, rules: Rules = Rules()) -> pd.DataFrame:  # noqa: B008
    """Return ``first``, ``last``, ``precision`` and ``how`` of each date, null where empty."""
    codes, distinct = pd.factorize(column)
    read = pd.DataFrame(
        [span(str(text), rules) for text in distinct], columns=list(Span._fields), dtype="str"
    )
    read = read.mask(read == "")
    taken = {name: read[name].array.take(codes, allow_fill=True) for name in read}
    return pd.DataFrame(taken, index=column.index)


def of_parts(
    year: pd.Series, month: pd.Series | None = None, day: pd.Series | None = None
) -> pd.Series:
    """Return dates in columns of their own as texts that :func:`span` reads.

    >>> of_parts(*(pd.Series([part]) for part in ("2021", "August", "15"))).item()
    '15 August 2021'
    """
    year, month, day = (
        year.iloc[:0].reindex(year.index, fill_value="")
        if part is None
        else part.str.removesuffix(".0")
        for part in (year, month, day)
    )
    numbered = month.str.fullmatch(r"\d{1,2}")
    named = (day + " " + month + " " + year).str.split().str.join(" ")
    short = (year + "-" + month.str.zfill(2)).mask(day != "", year + "-" + month + "-" + day)
    return named.mask(numbered, short)


def _one(text: str, rules: Rules) -> Span | None:
    """Return the span of one day, month or year; null where the text is none."""
    if match := _YEAR_ONLY.fullmatch(text):
        return _between(int(match[1]), None, None, rules)
    if match := _MONTH_ONLY.fullmatch(text):
        return _between(int(match[1]), int(match[2]), None, rules)
    if match := _SERIAL.fullmatch(text):
        day = DAY_NUMBERS[rules.day_numbers] + timedelta(days=int(match[1]))
        return _span(day, day, "day_number")
    if match := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return _between(int(match[1]), int(match[2]), int(match[3]), rules)
    if match := NUMBERS.fullmatch(text):
        return _of_numbers(int(match[1]), int(match[2]), match[3], rules)
    return _of_words(text, rules)


def _of_numbers(first: int, second: int, year: str, rules: Rules) -> Span | None:
    if rules.order == "mixed" and max(first, second) <= 12 and first != second:
        return None
    month_first = rules.order == "month_first" or (rules.order == "mixed" and second > 12)
    month, day = (first, second) if month_first else (second, first)
    return _between(_full(year, rules), month, day, rules)


def _of_words(text: str, rules: Rules) -> Span | None:
    """Return the span of a date whose month is a word, its parts in any order."""
    numbers: list[str] = []
    months: list[tuple[str, int]] = []
    for part in _BETWEEN.split(_MARKS_ON_LETTERS.sub("", text.casefold()).strip(" ,-/")):
        digits = _ORDINAL.sub(r"\1", part)
        if digits.isdecimal():
            numbers.append(digits)
        elif named := _months().get(part):
            months.append(named)
        elif part not in _FILLERS and part not in _weekdays():
            return None
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) <= 2]
    if len(months) != 1 or len(years) + len(days) != len(numbers):
        return None
    of_calendar, month = months[0]
    if of_calendar == "solar_hijri" and rules.calendar == "gregorian":
        return None
    stated = rules._replace(calendar=of_calendar) if of_calendar == "solar_hijri" else rules
    if (len(years), len(days)) == (1, 1):
        return _between(int(years[0]), month, int(days[0]), stated)
    if (len(years), len(days)) == (1, 0):
        return _between(int(years[0]), month, None, stated)
    if (len(years), len(days)) == (0, 2) and len(days[1]) == 2:
        # "15 Aug 21": the year comes last.
        return _between(_full(days[1], rules), month, int(days[0]), stated)
    return None


def _range(text: str, rules: Rules) -> Span | None:
    """Return the span from one date to another; null where the text is no range."""
    if match := _DAYS.fullmatch(text):
        # "12-15 August 2021": the first day lacks what the last one says.
        whole = re.sub(r"^\d{1,2}", match[1], match[2])
        first, last = _one(whole, rules), _one(match[2], rules)
    elif match := _NAMED_DAYS.fullmatch(text):
        year = match[3][-4:]
        first = _one(f"{match[1]} {match[2]}, {year}", rules)
        last = _one(f"{match[1]} {match[3]}", rules)
    elif match := _RANGE.fullmatch(text) or _ISO_RANGE.fullmatch(text):
        last = _one(match[2], rules)
        first = _one(match[1], rules) or (
            _one(f"{match[1]} {match[2][-4:]}", rules) if last else None
        )
    else:
        return None
    if first is None or last is None or first.first > last.last:
        return None
    days = date.fromisoformat(first.first), date.fromisoformat(last.last)
    return _span(*days, first.how or last.how)


def _span(first: date, last: date, how: str) -> Span:
    return Span(first.isoformat(), last.isoformat(), precision_of((last - first).days + 1), how)


def precision_of(days: int) -> str:
    """Return the precision of a date that may be any of so many days.

    >>> [precision_of(days) for days in (1, 4, 28, 365)]
    ['day', 'week', 'month', 'year']
    """
    return next((word for most, word in _SPANS.items() if days <= most), "year")


def _between(year: int | None, month: int | None, day: int | None, rules: Rules) -> Span | None:
    """Return a day, a whole month or a whole year, from its first to its last day."""
    if year is None:
        return None
    local = year in _HIJRI_YEARS and rules.calendar != "gregorian"
    try:
        first, last = (_hijri if local else _gregorian)(year, month, day)
    except ValueError:
        return None
    if local and first.year > date.today().year + 1:  # noqa: DTZ011
        # Not yet: so its years are those of another calendar, the lunar one.
        return None
    return _span(first, last, "solar_hijri" if local else "")


def _gregorian(year: int, month: int | None, day: int | None) -> tuple[date, date]:
    if day is not None:
        return date(year, month or 1, day), date(year, month or 1, day)
    if month is not None:
        first = date(year, month, 1)
        return first, first.replace(day=calendar.monthrange(year, month)[1])
    return date(year, 1, 1), date(year, 12, 31)


def _hijri(year: int, month: int | None, day: int | None) -> tuple[date, date]:
    if day is not None:
        only = _from_hijri(year, month or 1, day)
        return only, only
    after = (year, month + 1) if month and month < 12 else (year + 1, 1)
    return _from_hijri(year, month or 1, 1), _from_hijri(*after, 1) - timedelta(days=1)


def _from_hijri(year: int, month: int, day: int) -> date:
    there: date = JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]
    return there


def _full(year: str, rules: Rules) -> int | None:
    """Return a year; of two digits only where the calendar is stated."""
    if len(year) == 4:
        return int(year)
    if rules.calendar == "auto":
        return None
    short = int(year)
    if rules.calendar == "solar_hijri":
        return short + (1300 if short >= _LATE_HIJRI_YEARS else 1400)
    return short + (1900 if short >= _LATE_YEARS else 2000)


@lru_cache(maxsize=1)
def _months() -> dict[str, tuple[str, int]]:
    """Return calendar and number of the months by their names, in lower case without marks."""
    months = {"sept": ("gregorian", 9)}
    for language in LANGUAGES:
        for of in Locale.parse(language).months.values():
            for length in ("wide", "abbreviated"):
                for number, name in of[length].items():
                    months.setdefault(_bare(name), ("gregorian", number))
    table = pd.read_csv(shipped("tables/hijri_months.csv"), encoding="utf-8")
    for number, name in zip(table["month"], table["name"], strict=True):
        months.setdefault(_bare(name), ("solar_hijri", int(number)))
    return months


@lru_cache(maxsize=1)
def _weekdays() -> frozenset[str]:
    """Return the names of weekdays, in lower case without marks."""
    return frozenset(
        _bare(name)
        for language in LANGUAGES
        for of in Locale.parse(language).days.values()
        for length in ("wide", "abbreviated")
        for name in of[length].values()
    )


def _bare(name: str) -> str:
    return _MARKS_ON_LETTERS.sub("", name.casefold())
