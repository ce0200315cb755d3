"""The shaded relief that ships: a picture in spherical Mercator, white where the ground is flat.

Fills are multiplied with it, so that a colour on flat ground is exactly that of the legend and a
slope turned from the light is at most a quarter darker.
"""

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo.settings import shipped

RELIEF_BOX = (44.0, 23.0, 90.0, 50.0)
"""West, south, east, north in degrees: as far as the elevation reaches."""
DARKEST = 0.25
"""How much a slope darkens the ground at most."""


def relief_file() -> Path:
    """Return the picture: grey WebP, its rows evenly spaced in Mercator's northing."""
    return shipped("relief.webp")


def mercator(latitude: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Mercator's northing in units of the sphere's circumference, 0 at the equator.

    Parameters
    ----------
    latitude : array of float
        Degrees.

    Examples
    --------
    >>> mercator(np.array([0.0, 85.0511287798])).round(6).tolist()
    [0.0, 0.5]
    """
    northing: NDArray[np.float64] = np.arctanh(np.sin(np.radians(latitude))) / (2 * np.pi)
    return northing


@lru_cache(maxsize=1)
def read_relief() -> NDArray[np.uint8]:
    """Return the relief, shape (rows, columns), from the north-west corner of :data:`RELIEF_BOX`.

    255 is flat or lit ground; rows are evenly spaced in :func:`mercator`, columns in longitude.
    """
    from PIL import Image

    with Image.open(relief_file()) as picture:
        return np.asarray(picture.convert("L"))


def shade_at(longitude: NDArray[np.float64], latitude: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return by how much places are darkened, 0 to :data:`DARKEST`; 0 beyond the relief.

    Parameters
    ----------
    longitude, latitude : array of float, of one shape
        Degrees, EPSG:4326.
    """
    picture = read_relief()
    rows, columns = picture.shape
    west, south, east, north = RELIEF_BOX
    bottom, top = mercator(np.array([south, north]))
    across = (longitude - west) / (east - west) * columns - 0.5
    down = (top - mercator(latitude)) / (top - bottom) * rows - 0.5
    inside = (across >= 0) & (across <= columns - 1) & (down >= 0) & (down <= rows - 1)
    column = np.clip(across.astype(int), 0, columns - 2)
    row = np.clip(down.astype(int), 0, rows - 2)
    right, below = np.clip(across - column, 0, 1), np.clip(down - row, 0, 1)
    upper = picture[row, column] * (1 - right) + picture[row, column + 1] * right
    lower = picture[row + 1, column] * (1 - right) + picture[row + 1, column + 1] * right
    light = (upper * (1 - below) + lower * below) / 255
    return np.where(inside, 1 - light, 0.0)
