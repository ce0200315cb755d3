"""Coordinates as people write them, in degrees."""

import re

import numpy as np
import pandas as pd

from geo.cells.values import western

_DEGREES = re.compile(
    r"(?P<before>[NSEW])?\s*(?P<sign>[-+])?\s*(?P<degrees>\d+(?:\.\d+)?)\s*(?:[°º]|deg\.?|d\b)?"
    r"(?:[\s:]*(?P<minutes>\d+(?:\.\d+)?)\s*['′’m]?"
    r"(?:[\s:]*(?P<seconds>\d+(?:\.\d+)?)\s*(?:\"|″|”|''|′′|s)?)?)?\s*(?P<after>[NSEW])?",
    re.IGNORECASE,
)


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
