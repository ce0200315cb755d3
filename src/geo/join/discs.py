"""Where an event may lie: a disc of points around the one that is recorded.

The error of a point is normal and alike in all directions, with a standard error each way
(:func:`geo.accuracy.point_error_km`). Of that law the outermost 5% are cut off: else nothing would
ever be sure. The disc holds its places by points of equal weight on a sunflower's spiral (Vogel
1979, Mathematical Biosciences 44, 179-189), so that the same event always gives the same numbers.
Each point stands for its surroundings, a normal law of a part of the standard error, by which the
disc of points itself is narrower.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.geodesy import Floats
from geo.join.ground import KM_PER_DEGREE

HELD = 0.95
"""The share of a normal law that is kept."""
REACH = 3.0
"""Standard errors that no disc reaches."""
WIDE_KM = 10.0
"""From this standard error on a disc is wide: borders wind in it, and it may reach out to sea."""
_FLAT, _GROUP = (16, 0.2), 256
_NARROW, _WIDE = (128, 0.12), (256, 0.1)
"""Points of a disc, and the part of a standard error that each stands for."""
_GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))
_POLE = 89.0


class Discs(NamedTuple):
    """Points of discs: whose they are, where in degrees, and the error in km each stands for.

    ``wide`` says whether their disc is.
    """

    place: NDArray[np.intp]
    longitude: Floats
    latitude: Floats
    error_km: Floats
    wide: NDArray[np.bool_]


def spread(longitude: Floats, latitude: Floats, error_km: Floats) -> Discs:
    """Return the points of the disc of each place, disc after disc of a width.

    Parameters
    ----------
    longitude, latitude : array of float, shape (places,)
        Degrees, EPSG:4326.
    error_km : array of float, shape (places,)
        Standard error each way.

    Examples
    --------
    >>> disc = spread(*(np.array([number]) for number in (70.0, 37.0, 5.0)))
    >>> len(disc.place), round(float(disc.latitude.std()), 3)
    (128, 0.041)
    """
    parts = []
    for wide, kind in enumerate((_NARROW, _WIDE)):
        rows = np.flatnonzero((error_km >= WIDE_KM) == bool(wide))
        east, north = _disc(*kind)
        degrees = error_km[rows, None] / KM_PER_DEGREE
        up = np.clip(latitude[rows, None] + degrees * north, -_POLE, _POLE)
        along = longitude[rows, None] + degrees * east / np.cos(np.radians(up))
        each = np.repeat(rows, len(east))
        of_each = np.full(len(each), bool(wide))
        parts.append((each, along.ravel(), up.ravel(), error_km[each] * kind[1], of_each))
    return Discs(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


class Flat(NamedTuple):
    """Distances of points of discs from a line: whose they are, and the error each stands for."""

    place: NDArray[np.intp]
    km: Floats
    error_km: Floats


def flat(km: Floats, error_km: Floats) -> Flat:
    """Return few points of discs whose middles lie so far from a straight line.

    >>> few = flat(np.array([30.0]), np.array([1.0]))
    >>> len(few.km), bool(abs(few.km.mean() - 30) < 0.01)
    (16, True)
    """
    (points, share), rows = _FLAT, np.arange(len(km))
    along = np.sort(_disc(points * _GROUP, share)[0]).reshape(points, _GROUP).mean(axis=1)
    each = np.repeat(rows, points)
    return Flat(each, (km[:, None] + error_km[:, None] * along).ravel(), error_km[each] * share)


@lru_cache(maxsize=3)
def _disc(points: int, share: float) -> tuple[Floats, Floats]:
    """Return the points of a disc whose standard error is 1."""
    number = np.arange(points)
    held = HELD * (number + 0.5) / points
    radius = np.sqrt(-2 * np.log1p(-held) * (1 - share**2))
    angle = number * _GOLDEN_ANGLE
    return radius * np.cos(angle), radius * np.sin(angle)
