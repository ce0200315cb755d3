"""Both coordinates in one cell: two numbers, WKT, a geopoint of a form, a position on a grid."""

import re

import numpy as np
import pandas as pd

from geo.cells.coordinates import degrees_of
from geo.cells.grids import NOWHERE, Place, from_grid
from geo.cells.values import western

_NUMBER = r"[-+]?\d+(?:\.\d+)?"
_POINT = re.compile(
    rf"(?:SRID=4326;)?\s*POINT\s*Z?\s*\(\s*({_NUMBER})\s+({_NUMBER})(?:\s+{_NUMBER})?\s*\)",
    re.IGNORECASE,
)
_GEOPOINT = re.compile(rf"({_NUMBER}) ({_NUMBER}) ({_NUMBER})(?: ({_NUMBER}))?")
"""As ODK and KoBo write it: latitude, longitude, altitude and accuracy in metres."""
_NAMED = re.compile(
    r"lat(?:itude)?\.?\s*[:=]?\s*(?P<latitude>.+?)[\s,;]+lon(?:g(?:itude)?)?\.?\s*[:=]?\s*(?P<longitude>.+)",
    re.IGNORECASE,
)
_LETTERED = (
    re.compile(r"(?P<latitude>.*\d.*[NS])[\s,;/]*(?P<longitude>\d.*[EW])", re.IGNORECASE),
    re.compile(r"(?P<latitude>[NS].*\d\D*?)[\s,;/]*(?P<longitude>[EW].*\d\D*)", re.IGNORECASE),
    re.compile(r"(?P<longitude>.*\d.*[EW])[\s,;/]*(?P<latitude>\d.*[NS])", re.IGNORECASE),
    re.compile(r"(?P<longitude>[EW].*\d\D*?)[\s,;/]*(?P<latitude>[NS].*\d\D*)", re.IGNORECASE),
)
_MARKS = (r"\s*[;|/]\s*", r",\s+", r"\s+", r",")
"""What stands between two numbers, the surest first."""


def places(column: pd.Series, *, longitude_first: bool = False) -> pd.DataFrame:
    """Return ``longitude``, ``latitude`` and ``accuracy_m`` of cells that hold both coordinates.

    Parameters
    ----------
    column : Series
        Text: two numbers of degrees, ``POINT (lon lat)``, ``lat lon altitude accuracy``, MGRS, or
        UTM with its zone.
    longitude_first : bool, default False
        Which of two bare numbers comes first; WKT, geopoints and letters of the compass say it
        themselves.

    Returns
    -------
    DataFrame
        Degrees, EPSG:4326, and the error in metres that the cell states; NaN where a cell, taken
        whole, is none of these.

    Examples
    --------
    >>> cells = [
    ...     "33.19392, 69.515022",
    ...     "POINT (68.857 36.7289)",
    ...     "36.7289 68.857 410.2 4.9",
    ...     "Kunduz",
    ... ]
    >>> places(pd.Series(cells)).values.tolist()
    [[69.515022, 33.19392, nan], [68.857, 36.7289, nan], [68.857, 36.7289, 4.9], [nan, nan, nan]]
    """
    codes, distinct = pd.factorize(column)
    read = [_place(str(text), longitude_first=longitude_first) for text in distinct]
    # What is null has the code -1: the last.
    table = np.array([*read, NOWHERE], dtype=float)[codes]
    return pd.DataFrame(table, columns=["longitude", "latitude", "accuracy_m"], index=column.index)


def _place(text: str, *, longitude_first: bool) -> Place:
    written = " ".join(western(text).split())
    if match := _POINT.fullmatch(written):
        return _checked(float(match[1]), float(match[2]))
    written = written.strip("()[]{} ")
    if match := _GEOPOINT.fullmatch(written):
        accuracy = float(match[4]) if match[4] else np.nan
        return _checked(float(match[2]), float(match[1]), accuracy)
    on_grid = from_grid(written)
    if np.isfinite(on_grid[0]):
        return on_grid
    for pattern in (_NAMED, *_LETTERED):
        if match := pattern.fullmatch(written):
            place = _of_texts(match["longitude"], match["latitude"])
            if np.isfinite(place[0]):
                return place
    return _two_numbers(written, longitude_first=longitude_first)


def _two_numbers(text: str, *, longitude_first: bool) -> Place:
    """Return the place of two numbers; a lone comma may be a decimal one and cuts nothing."""
    for mark in _MARKS:
        parts = re.split(mark, text)
        if len(parts) != 2 or (mark == "," and not any("." in part for part in parts)):
            continue
        first, second = (part.strip(", ") for part in parts)
        longitude, latitude = (first, second) if longitude_first else (second, first)
        place = _of_texts(longitude, latitude)
        if np.isfinite(place[0]):
            return place
    return NOWHERE


def _of_texts(longitude: str, latitude: str) -> Place:
    return _checked(degrees_of(longitude, "EW"), degrees_of(latitude, "NS"))


def _checked(longitude: float, latitude: float, accuracy: float = np.nan) -> Place:
    """Return a place, or nowhere where the numbers are no degrees."""
    possible = abs(longitude) <= 180 and abs(latitude) <= 90
    return (longitude, latitude, accuracy) if possible else NOWHERE
