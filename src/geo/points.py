"""Longitudes and latitudes of frames, in degrees, EPSG:4326."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.compact import Places


def coordinate_faults(longitude: pd.Series, latitude: pd.Series) -> pd.Series:
    """Return the reason why a pair of coordinates cannot be a place, empty where it can."""
    reason = pd.Series("", index=longitude.index)
    reason[~latitude.between(-90, 90)] = "latitude must lie between -90 and 90"
    reason[~longitude.between(-180, 180)] = "longitude must lie between -180 and 180"
    reason[longitude.isna() | latitude.isna()] = "has no coordinates"
    return reason


def coordinates(events: pd.DataFrame) -> NDArray[np.float64]:
    """Return longitude and latitude of each event in degrees, shape (n, 2).

    They are those of its point, or of the columns that stand for points in a frame of
    :func:`geo.read_joined`.
    """
    if isinstance(events, gpd.GeoDataFrame):
        held = events.geometry.array
        if isinstance(held, Places) and held.whole:
            return held.lonlat
        return np.asarray(shapely.get_coordinates(np.asarray(events.geometry)))
    return events[["longitude", "latitude"]].to_numpy(float)
