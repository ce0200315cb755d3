"""Counts and signs as people write them, in any digits."""

import re
import unicodedata
from collections.abc import Callable

import pandas as pd

_SIGNS = str.maketrans({"٫": ".", "٬": ",", "−": "-", "،": ","})
_COUNT = r"(\d{1,9})"
_ABOUT = re.compile(rf"(?:~|≈|about|around|approx\.?|approximately|circa|ca?\.)\s*{_COUNT}")
_FROM_TO = re.compile(rf"(?:between )?{_COUNT}\s*(?:-|–|—|to|and)\s*{_COUNT}")
_AT_LEAST = re.compile(rf"(?:at least|min\.?|minimum|>=|≥)\s*{_COUNT}|{_COUNT}\s*\+")
_MORE_THAN = re.compile(rf"(?:more than|over|>)\s*{_COUNT}")
_AT_MOST = re.compile(rf"(?:up to|at most|max\.?|maximum|<=|≤)\s*{_COUNT}")
_LESS_THAN = re.compile(rf"(?:less than|fewer than|under|<)\s*{_COUNT}")
_WHOLE = re.compile(r"(\d+)\.00?")
"""A whole number with decimals, as a column with gaps is written: three zeros may be thousands."""
_THOUSANDS = re.compile(r"\d{1,3}(?:[, ’'\u00a0\u202f]\d{3})+")


def western(text: str) -> str:
    """Return text with its digits and signs of numbers as in ASCII.

    >>> western("۳۴٫۵۲"), western("٢٠٢١")
    ('34.52', '2021')
    """
    text = text.translate(_SIGNS)
    if text.isascii():
        return text
    digits = (unicodedata.decimal(sign, None) for sign in text)
    return "".join(
        sign if digit is None else str(digit) for sign, digit in zip(text, digits, strict=True)
    )


def distinctly(column: pd.Series, change: Callable[[str], str]) -> pd.Series:
    """Return a column of text with each distinct cell changed once; empty cells become null."""
    codes, distinct = pd.factorize(column)
    changed = pd.Series([change(str(cell).strip()) for cell in distinct], dtype="str")
    taken = changed.mask(changed == "").array.take(codes, allow_fill=True)
    return pd.Series(taken, index=column.index)


def count_span(text: str) -> tuple[str, str, str]:
    """Return best, lowest and highest count of a text, each empty where it says nothing of it.

    >>> count_span("about 10"), count_span("3-5"), count_span("at least 4"), count_span("< 3")
    (('10', '', ''), ('', '3', '5'), ('', '4', ''), ('', '', '2'))
    >>> count_span("dozens")
    ('', '', '')
    """
    number = plain_count(text)
    if number.isdecimal():
        return number, "", ""
    written = " ".join(western(text).casefold().split())
    if match := _ABOUT.fullmatch(written):
        return match[1], "", ""
    if match := _FROM_TO.fullmatch(written):
        first, last = int(match[1]), int(match[2])
        return ("", str(first), str(last)) if first <= last else ("", "", "")
    if match := _AT_LEAST.fullmatch(written):
        return "", match[1] or match[2], ""
    if match := _MORE_THAN.fullmatch(written):
        return "", str(int(match[1]) + 1), ""
    if match := _AT_MOST.fullmatch(written):
        return "", "", match[1]
    if match := _LESS_THAN.fullmatch(written):
        return "", "", str(max(0, int(match[1]) - 1))
    return "", "", ""


def plain_count(text: str) -> str:
    """Return a count without marks between thousands, in ASCII; other text as it is.

    >>> plain_count("1,200"), plain_count("۱۲"), plain_count("3.0"), plain_count("about 5")
    ('1200', '12', '3', 'about 5')
    >>> plain_count("1.200"), plain_count("1.000")
    ('1.200', '1.000')
    """
    number = western(text.strip())
    if whole := _WHOLE.fullmatch(number):
        return whole[1]
    if _THOUSANDS.fullmatch(number):
        return re.sub(r"\D", "", number)
    return number if number.isdecimal() else text


def written_counts(column: pd.Series) -> pd.Series:
    """Return counts of events as plain numbers; what is none stays, and sets its row aside.

    An empty cell becomes a word: a row of a summary without a count cannot be counted.

    >>> written_counts(pd.Series(["1,200", "0", ""])).tolist()
    ['1200', '0', 'nothing']
    """
    return distinctly(column, lambda text: plain_count(text) or "nothing")


def end_of_week(first: pd.Series) -> pd.Series:
    """Return the last days of the weeks that begin on some days, as ISO text; others as they are.

    >>> end_of_week(pd.Series(["2021-08-07", "soon"])).tolist()
    ['2021-08-13', 'soon']
    """
    days = pd.to_datetime(first, errors="coerce", format="%Y-%m-%d") + pd.Timedelta(days=6)
    return days.dt.strftime("%Y-%m-%d").fillna(first)
