"""Coordinates as people write them, in degrees; and what spreadsheets and projections make of them.

A pattern must match a whole cell: what is read of half a cell is another place.
"""

import re
from contextlib import suppress

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.cells.empty import says_nothing
from geo.cells.values import western

AXES = {"longitude": ("EW", 180.0), "latitude": ("NS", 90.0)}
"""Of each column the letters of the compass that may stand in it, and the most degrees."""
_DECIMAL = r"\d+(?:\.\d+)?"
_DEGREE_SIGN, _MINUTE_SIGN = r"(?:[°º]|deg\.?|d\b)", "['′’m]"
_DEGREES = re.compile(
    rf"(?P<before>[NSEW])?\s*(?P<sign>[-+])?\s*(?:(?P<degrees>{_DECIMAL})\s*{_DEGREE_SIGN}?|"
    rf"(?P<whole>\d+)(?:\s*{_DEGREE_SIGN}\s*|[\s:]+)(?:(?P<minutes>{_DECIMAL})\s*{_MINUTE_SIGN}?|"
    rf"(?P<full>\d+)(?:\s*{_MINUTE_SIGN}\s*|[\s:]+)(?P<seconds>{_DECIMAL})\s*(?:\"|″|”|''|′′|s)?"
    r"))\s*(?P<after>[NSEW])?",
    re.IGNORECASE,
)
"""Decimals stand in the last part only, and a sign or a space between two parts."""
_DOTTED = re.compile(r"([NSEW]?\s*[-+]?\d{1,3})\.(\d{1,2})\.(\d{1,2}(?:\.\d+)?)(\s*[NSEW]?)", re.I)
_GROUPED = r"[-+]?\d{1,3}(?:[.,]\d{3}){2,}"
_ONE_GROUP = r"[-+]?\d{1,3}\.\d{3}"
_WHOLE = r"[-+]?\d{4,10}"
_DECIMAL_COMMA = r"[-+]?\d{1,3},\d+"
LOST_POINT = "has lost its decimal point in a spreadsheet"
_METRES = (10_000, 30_000_000)
"""Plain numbers between these are no degrees by mistake, but metres of a projection."""


def degrees(column: pd.Series, letters: str) -> pd.Series:
    r"""Return cells as degrees, NaN where a cell is no number of degrees.

    Decimal comma, digits of any script, degrees with minutes and seconds, also with dots between
    them, and a letter of the compass are read.

    Parameters
    ----------
    letters : str
        The letters of the compass that may stand there, north or east first: ``"NS"``.

    Examples
    --------
    >>> degrees(pd.Series(["34.5", "34,5", "۳۴٫۵"]), "NS").tolist()
    [34.5, 34.5, 34.5]
    >>> degrees(pd.Series(["34°30′00″N", "S 1 30", "34.30.00", "34.5E"]), "NS").tolist()
    [34.5, -1.5, 34.5, nan]
    """
    plain = _decimals(column)
    odd = plain.isna() & column.notna()
    if not odd.any():
        return plain
    codes, distinct = pd.factorize(column[odd].astype("str"))
    read = np.array([degrees_of(str(cell), letters) for cell in distinct])
    plain[odd] = read[codes]
    return plain


def _decimals(column: pd.Series) -> pd.Series:
    """Return decimal numbers, NaN where a cell is none."""
    with suppress(pa.ArrowException):
        # Arrow reads a column of nothing else, far sooner than Pandas and with the same answer.
        read = pc.cast(pa.array(column), pa.float64())
        return pd.Series(read.to_numpy(zero_copy_only=False), index=column.index)
    return pd.to_numeric(column, errors="coerce").astype(float)


def degrees_of(text: str, letters: str) -> float:
    """Return one text as degrees, as :func:`degrees`."""
    text = western(text.strip())
    text = _DOTTED.sub(r"\1 \2 \3\4", text) if _DOTTED.fullmatch(text) else text
    # A comma with three digits or fewer after it: degrees have no thousands.
    match = _DEGREES.fullmatch(re.sub(r"(?<=\d),(?=\d)", ".", text))
    if not match:
        return np.nan
    letter = (match["before"] or match["after"] or letters[0]).upper()
    either = (("degrees", "whole"), ("minutes", "full"), ("seconds", "seconds"))
    parts = [float(match[one] or match[other] or 0) for one, other in either]
    if letter not in letters or (match["before"] and match["after"]) or max(parts[1:]) >= 60:
        return np.nan
    down = (letter == letters[1]) != (match["sign"] == "-")
    return (parts[0] + parts[1] / 60 + parts[2] / 3600) * (-1 if down else 1)


def axis(cells: pd.Series, name: str) -> tuple[pd.Series, pd.Series]:
    """Return a column as degrees, and why a filled cell is none, empty where it is.

    Parameters
    ----------
    cells : Series
        The column as it stands in a file.
    name : {"longitude", "latitude"}
        Which of the two it is.

    Returns
    -------
    Series, Series
        Degrees, NaN where there are none; and the reasons.

    Examples
    --------
    >>> cells = pd.Series(["36,7289", "367.289", "36.728.900", "north"])
    >>> degrees, reasons = axis(cells, "latitude")
    >>> degrees.tolist()
    [36.7289, nan, nan, nan]
    >>> reasons[1]
    "latitude '367.289' has lost its decimal point in a spreadsheet, as its column shows; take..."
    """
    letters, most = AXES[name]
    read = degrees(cells, letters)
    beyond = read.abs() > most
    wrong = beyond | (read.isna() & cells.notna())
    reasons = pd.Series("", index=cells.index, dtype="str")
    if not wrong.any():
        return read, reasons
    texts = cells.astype("str").str.strip().map(western, na_action="ignore")
    wrong &= ~says_nothing(texts)
    ruined = wrong & _ruined(texts, beyond, read)
    metres = wrong & read.abs().between(*_METRES) & ~ruined
    shown = name + " " + cells[wrong].astype("str").str[:40].map(repr)
    why = pd.Series(" is not in degrees; write it as 36.73", index=shown.index)
    why = why.mask(
        metres[wrong],
        " is no degree but looks like metres of a projection; write degrees as 36.73, or name the "
        "columns easting, northing and utm_zone in a mapping",
    ).mask(
        ruined[wrong],
        f" {LOST_POINT}, as its column shows; take it from the original file",
    )
    told = wrong & ~(beyond & ~ruined & ~metres)
    reasons[told] = (shown + why)[told[wrong]]
    return read.mask(ruined | metres), reasons


def _ruined(texts: pd.Series, beyond: pd.Series, read: pd.Series) -> pd.Series:
    """Return which cells a spreadsheet that takes a dot for a mark of thousands has changed.

    Several groups of three digits are never degrees; one group, or a whole number, is such a cell
    where it lies out of range and the column's other cells show what was there.
    """
    grouped = texts.str.fullmatch(_GROUPED).fillna(value=False).astype(bool)
    commas = texts.str.fullmatch(_DECIMAL_COMMA).fillna(value=False).any()
    one_group = texts.str.fullmatch(_ONE_GROUP).fillna(value=False).astype(bool)
    whole = texts.str.fullmatch(_WHOLE).fillna(value=False).astype(bool)
    mostly_degrees = bool((~beyond & read.notna()).sum() > (beyond & whole).sum())
    by_neighbours = (one_group & bool(commas or grouped.any())) | (whole & mostly_degrees)
    return grouped | (beyond & by_neighbours)
