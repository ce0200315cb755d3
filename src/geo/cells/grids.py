"""Positions on grids: MGRS, and metres of UTM with their zone, as degrees.

MGRS is read by the package mgrs (GEOTRANS of the US National Geospatial-Intelligence Agency), UTM
by PROJ. Both on WGS 84.
"""

import re
from functools import lru_cache

import mgrs
import numpy as np
import pandas as pd
from pyproj import Transformer

_MGRS = re.compile(
    r"(\d{1,2}[C-HJ-NP-X])\s*([A-HJ-NP-Z]{2})\s*(\d{1,5})\s+(\d{1,5})", re.IGNORECASE
)
_MGRS_CLOSED = re.compile(r"(\d{1,2}[C-HJ-NP-X])([A-HJ-NP-Z]{2})((?:\d\d){1,5})", re.IGNORECASE)
_ZONE = r"(?:utm\s*)?(?:zone\s*)?(\d{1,2})\s*([C-HJ-NP-X]|north|south)?"
_METRES = r"(\d{6}(?:\.\d+)?)\s*m?\s*E?[\s,;/]+(\d{1,8}(?:\.\d+)?)\s*m?\s*N?"
_UTM = re.compile(rf"{_ZONE}[\s,;:/]+{_METRES}", re.IGNORECASE)
_ZONE_ALONE = re.compile(_ZONE, re.IGNORECASE)
_BANDS = "CDEFGHJKLMNPQRSTUVWX"
_BAND_DEGREES = 8
_SOUTHERN_BAND = (32.0, 40.0)
"""Latitudes of the band S, a letter that also stands for the southern hemisphere."""
_BETWEEN = 0.1
"""Degrees by which a place may lie outside its zone's band: people write the next one over."""

Place = tuple[float, float, float]
"""Longitude and latitude in degrees, and the error that the writing leaves, in metres, or NaN."""
NOWHERE: Place = (np.nan, np.nan, np.nan)


def from_grid(text: str) -> Place:
    """Return the place of a position in MGRS, or in UTM with its zone before the metres.

    Of a square of MGRS it is the middle, and the error half its side.

    >>> [round(number, 3) for number in from_grid("42S WF 50700 43200")]
    [69.566, 36.533, 0.5]
    >>> [round(number, 3) for number in from_grid("42N 487654 4065432")[:2]]
    [68.862, 36.735]
    """
    if match := _MGRS_CLOSED.fullmatch(text.replace(" ", "")):
        return _square(match[1] + match[2], match[3])
    if (match := _MGRS.fullmatch(text)) and len(match[3]) == len(match[4]):
        return _square(match[1] + match[2], match[3] + match[4])
    if match := _UTM.fullmatch(text):
        return from_utm(float(match[3]), float(match[4]), int(match[1]), match[2] or "")
    return NOWHERE


def utm_places(easting: pd.Series, northing: pd.Series, zone: pd.Series) -> pd.DataFrame:
    """Return ``longitude`` and ``latitude`` of metres and zones, NaN where one cannot be read.

    Zones are written as ``42``, ``zone 42``, ``42N``, or ``42S``: the band, where the metres lie
    in it, else the south.

    >>> cells = (pd.Series([text]) for text in ("487654", "4065432", "42S"))
    >>> utm_places(*cells).round(3).values.tolist()
    [[68.862, 36.735]]
    """
    places = []
    for east, north, where in zip(
        pd.to_numeric(easting, errors="coerce"),
        pd.to_numeric(northing, errors="coerce"),
        zone.astype("str").fillna("").str.strip(),
        strict=True,
    ):
        match = _ZONE_ALONE.fullmatch(where.removesuffix(".0"))
        usable = match is not None and np.isfinite(east) and np.isfinite(north)
        places.append(from_utm(east, north, int(match[1]), match[2] or "") if usable else NOWHERE)  # type: ignore[index]
    return pd.DataFrame(
        [place[:2] for place in places], columns=["longitude", "latitude"], index=easting.index
    )


def from_utm(easting: float, northing: float, zone: int, letter: str) -> Place:
    """Return the place of metres in a zone; ``letter`` is a band, or N or S for the hemisphere.

    S is the band of 32 to 40 degrees north where the metres lie in it, else the south.
    """
    letter = letter[:1].upper()
    if not 1 <= zone <= 60 or not 100_000 <= easting < 1_000_000 or not 0 <= northing <= 10_000_000:
        return NOWHERE
    south = bool(letter) and letter < "N"
    lon, lat = _transformer(zone, south).transform(easting, northing)
    if letter == "S" and not _SOUTHERN_BAND[0] - _BETWEEN <= lat <= _SOUTHERN_BAND[1] + _BETWEEN:
        lon, lat = _transformer(zone, True).transform(easting, northing)
    if letter not in ("", "N", "S") and not _in_band(lat, letter):
        return NOWHERE
    return float(lon), float(lat), np.nan


def _in_band(latitude: float, letter: str) -> bool:
    south = -80 + _BAND_DEGREES * _BANDS.index(letter)
    # The northernmost band is higher by half.
    north = 84 if letter == "X" else south + _BAND_DEGREES
    return south - _BETWEEN <= latitude <= north + _BETWEEN


def _square(square: str, digits: str) -> Place:
    """Return the middle of a square of MGRS, and half its side."""
    half = len(digits) // 2
    side = 10 ** (5 - half)
    # The middle is the corner of a finer square: one digit more on each axis, as fine as it goes.
    finer = f"{digits[:half]}5{digits[half:]}5" if half < 5 else digits
    try:
        latitude, longitude = mgrs.MGRS().toLatLon(f"{square.upper()}{finer}")
    except mgrs.core.MGRSError:
        return NOWHERE
    return float(longitude), float(latitude), side / 2


@lru_cache(maxsize=120)
def _transformer(zone: int, south: bool) -> Transformer:
    return Transformer.from_crs((32700 if south else 32600) + zone, 4326, always_xy=True)
