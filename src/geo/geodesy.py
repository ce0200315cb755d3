"""Distances and places on the ellipsoid, and the metric system in which areas are measured."""

import numpy as np
import pyproj
from numpy.typing import NDArray

Floats = NDArray[np.float64]

GEODESIC = pyproj.Geod(ellps="WGS84")
METRIC_CRS = "+proj=laea +lat_0=36 +lon_0=67 +datum=WGS84 +units=m"
"""Equal-area metres centred on the region: for cleaning and for areas."""


def to_space(longitude: Floats, latitude: Floats) -> Floats:
    """Return places on WGS 84 as metres in three dimensions, shape (n, 3).

    Parameters
    ----------
    longitude, latitude : array of float, shape (n,)
        Degrees, EPSG:4326.
    """
    lon, lat = np.radians(longitude), np.radians(latitude)
    normal = GEODESIC.a / np.sqrt(1 - GEODESIC.es * np.sin(lat) ** 2)
    return np.column_stack(
        [
            normal * np.cos(lat) * np.cos(lon),
            normal * np.cos(lat) * np.sin(lon),
            normal * (1 - GEODESIC.es) * np.sin(lat),
        ]
    )
