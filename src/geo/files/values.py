"""Numbers, degrees, times and empty cells as people write them, in any digits."""

import re
import unicodedata

import numpy as np
import pandas as pd

NOTHING = frozenset(
    (
        *("", "-", "--", "–", "—", "?", "n/a", "#n/a", "na", "nan", "none", "null", "nil"),
        *("unknown", "not known", "no data", "unclear", "tbc", "tbd"),
        *("نامعلوم", "نا معلوم", "نامشخص", "معلوم نیست", "неизвестно", "нет данных", "номаълум"),
    )
)
"""What stands in cells that say nothing, in lower case: English, Dari, Pashto, Russian, Tajik."""
TIME = (
    r"(?:T|,? +)\d{1,2}:?\d{2}(?::?\d{2}(?:[.,]\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?"
    r"(?: ?(?:Z|UTC|GMT|[-+]\d{2}(?::?\d{2})?))?"
)
"""A time of day after a date; the day is taken as it is written."""
_SIGNS = str.maketrans({"٫": ".", "٬": ",", "−": "-", "،": ","})
_DEGREES = re.compile(
    r"(?P<before>[NSEW])?\s*(?P<sign>[-+])?\s*(?P<degrees>\d+(?:\.\d+)?)\s*(?:[°º]|deg\.?|d\b)?"
    r"(?:[\s:]*(?P<minutes>\d+(?:\.\d+)?)\s*['′’m]?"
    r"(?:[\s:]*(?P<seconds>\d+(?:\.\d+)?)\s*(?:\"|″|”|''|′′|s)?)?)?\s*(?P<after>[NSEW])?",
    re.IGNORECASE,
)
_COUNT = r"(\d{1,9})"
_ABOUT = re.compile(rf"(?:~|≈|about|around|approx\.?|approximately|circa|ca?\.)\s*{_COUNT}")
_FROM_TO = re.compile(rf"(?:between )?{_COUNT}\s*(?:-|–|—|to|and)\s*{_COUNT}")
_AT_LEAST = re.compile(rf"(?:at least|min\.?|minimum|>=|≥)\s*{_COUNT}|{_COUNT}\s*\+")
_MORE_THAN = re.compile(rf"(?:more than|over|>)\s*{_COUNT}")
_AT_MOST = re.compile(rf"(?:up to|at most|max\.?|maximum|<=|≤)\s*{_COUNT}")
_LESS_THAN = re.compile(rf"(?:less than|fewer than|under|<)\s*{_COUNT}")
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


def says_nothing(column: pd.Series) -> pd.Series:
    """Return which cells are null, empty, or hold a word for nothing.

    >>> says_nothing(pd.Series(["N/A", " ", None, "Kunduz"])).tolist()
    [True, True, True, False]
    """
    codes, distinct = pd.factorize(column)
    empty = [str(cell).strip().casefold() in NOTHING for cell in distinct]
    # Null cells have code -1, which picks the appended True.
    return pd.Series(np.array([*empty, True])[codes], index=column.index)


def degrees(column: pd.Series, letters: str) -> pd.Series:
    r"""Return cells as degrees, NaN where a cell is no number of degrees.

    Decimal comma, digits of any script, degrees with minutes and seconds, and a letter of the
    compass are read.

    Parameters
    ----------
    letters : str
        The letters of the compass that may stand there, north or east first: ``"NS"``.

    Examples
    --------
    >>> degrees(pd.Series(["34.5", "34,5", "۳۴٫۵"]), "NS").tolist()
    [34.5, 34.5, 34.5]
    >>> degrees(pd.Series(["34°30′00″N", "S 1 30", "34.5E"]), "NS").tolist()
    [34.5, -1.5, nan]
    """
    plain = pd.to_numeric(column, errors="coerce").astype(float)
    odd = plain.isna() & column.notna()
    if not odd.any():
        return plain
    codes, distinct = pd.factorize(column[odd].astype("str"))
    read = np.array([_degrees(str(cell), letters) for cell in distinct])
    plain[odd] = read[codes]
    return plain


def _degrees(text: str, letters: str) -> float:
    text = western(text.strip())
    # A comma with three digits or fewer after it: degrees have no thousands.
    match = _DEGREES.fullmatch(re.sub(r"(?<=\d),(?=\d)", ".", text))
    if not match:
        return np.nan
    letter = (match["before"] or match["after"] or letters[0]).upper()
    parts = [float(match[part] or 0) for part in ("degrees", "minutes", "seconds")]
    if letter not in letters or (match["before"] and match["after"]) or max(parts[1:]) >= 60:
        return np.nan
    down = (letter == letters[1]) != (match["sign"] == "-")
    return (parts[0] + parts[1] / 60 + parts[2] / 3600) * (-1 if down else 1)


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

    >>> plain_count("1,200"), plain_count("۱۲"), plain_count("about 5")
    ('1200', '12', 'about 5')
    """
    number = western(text.strip())
    if _THOUSANDS.fullmatch(number):
        return re.sub(r"\D", "", number)
    return number if number.isdecimal() else text
