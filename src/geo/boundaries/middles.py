"""The middles of countries and provinces: where a geocoder puts what it can place no closer.

A unit has three middles: its centroid, the middle of its bounding box and a point inside it. Those
that public lists of countries repeat stand in ``geodata/tables/default_points.csv``.
"""

import numpy as np
import pandas as pd
import shapely

from geo.boundaries.units import read_units
from geo.geodesy import GEODESIC, Floats
from geo.settings import kept_by_boundaries, shipped
from geo.vocabulary import COUNTRY_LABELS

_SHARE_OF_WIDTH = 0.01
"""How far off a middle may lie, by the root of its unit's area: outlines of producers differ."""
_LEAST_KM = 1.0


def middles_at(lonlat: Floats) -> pd.DataFrame:
    """Return the country or province whose middle each point is.

    A point is a middle where it lies within a hundredth of the unit's width (the root of its
    area) of it, or within 1 km: a working rule of this project.

    Parameters
    ----------
    lonlat : array of float, shape (n, 2)
        Degrees, EPSG:4326.

    Returns
    -------
    DataFrame
        ``level`` and ``name``, the largest unit where it is the middle of several; null for none.

    Examples
    --------
    >>> middles_at(np.array([[69.345116, 30.375321], [69.2, 34.5]]))["name"].tolist()
    ['Pakistan', nan]
    """
    middles = _middles()
    found = np.full(len(lonlat), len(middles))
    places = middles[["longitude", "latitude", "reach_km"]].to_numpy(float)
    # Written last to first: of several middles the first keeps the point.
    for at, (longitude, latitude, reach_km) in reversed(list(enumerate(places))):
        # A degree of latitude has 111 km: most points need not be measured.
        near = np.flatnonzero(np.abs(lonlat[:, 1] - latitude) < reach_km / 100)
        ends = np.broadcast_to([longitude, latitude], (len(near), 2))
        metres = np.asarray(GEODESIC.inv(*lonlat[near].T, *ends.T)[2])
        found[near[metres <= reach_km * 1000]] = at
    units: pd.DataFrame = middles[["level", "name"]].reindex(found)
    return units.reset_index(drop=True)


@kept_by_boundaries(2)
def _middles() -> pd.DataFrame:
    """Return level, name, place and reach of the middles, those of countries first."""
    units = read_units()
    units = pd.concat([units[units["level"] == level] for level in ("country", "province")])
    shapes = np.asarray(units.geometry)
    west, south, east, north = shapely.bounds(shapes).T
    width_km = np.sqrt(units["area_km2"].to_numpy())
    said = units[["level", "name"]].assign(
        reach_km=np.maximum(_LEAST_KM, _SHARE_OF_WIDTH * width_km)
    )
    places = (
        shapely.get_coordinates(shapely.centroid(shapes)),
        np.column_stack([(west + east) / 2, (south + north) / 2]),
        shapely.get_coordinates(shapely.point_on_surface(shapes)),
    )
    own = [said.assign(longitude=place[:, 0], latitude=place[:, 1]) for place in places]
    listed = pd.read_csv(shipped("tables/default_points.csv"))
    listed = listed.assign(
        level="country", name=listed["iso3"].map(COUNTRY_LABELS), reach_km=_LEAST_KM
    )
    columns = ["level", "name", "longitude", "latitude", "reach_km"]
    middles: pd.DataFrame = pd.concat([listed, *own])[columns]
    return middles.sort_values("level", kind="stable", ignore_index=True)
