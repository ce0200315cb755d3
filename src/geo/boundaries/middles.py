"""The middles of countries and provinces: where a geocoder puts what it can place no closer.

A unit has three middles: its centroid, the middle of its bounding box and a point inside it. Those
that public lists of countries repeat stand in ``geodata/tables/default_points.csv``.
"""

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.boundaries.units import read_units
from geo.geodesy import GEODESIC, Floats
from geo.settings import kept_by_boundaries, shipped
from geo.vocabulary import COUNTRY_LABELS

_SHARE_OF_WIDTH = 0.01
"""How far off a middle may lie, by the root of its unit's area: outlines of producers differ."""
_LEAST_KM = 1.0
_CELL_DEGREES = 0.05
_KM_PER_DEGREE = 110.5
"""Of latitude, where it has the fewest."""


def middles_at(lonlat: Floats) -> pd.DataFrame:
    """Return which points are the middle of a country or province, and of which.

    A point is a middle where it lies within a hundredth of the unit's width (the root of its
    area) of it, or within 1 km: a working rule of this project.

    Parameters
    ----------
    lonlat : array of float, shape (n, 2)
        Degrees, EPSG:4326.

    Returns
    -------
    DataFrame
        ``level`` and ``name`` of the unit, the largest where it is the middle of several; one row
        for each point that is one, by its position among ``lonlat``.

    Examples
    --------
    >>> middles_at(np.array([[69.2, 34.5], [69.345116, 30.375321]]))["name"].to_dict()
    {1: 'Pakistan'}
    """
    middles = _middles()
    candidates = np.flatnonzero(np.isin(_cells(lonlat), _cells_around(middles)))
    close = lonlat[candidates]
    found = np.full(len(candidates), -1)
    places = middles[["longitude", "latitude", "reach_km"]].to_numpy(float)
    # Written last to first: of several middles the first keeps the point.
    for at, (longitude, latitude, reach_km) in reversed(list(enumerate(places))):
        band = np.flatnonzero(np.abs(close[:, 1] - latitude) <= reach_km / _KM_PER_DEGREE)
        ends = np.broadcast_to([longitude, latitude], (len(band), 2))
        metres = np.asarray(GEODESIC.inv(*close[band].T, *ends.T)[2])
        found[band[metres <= reach_km * 1000]] = at
    hit = found >= 0
    return middles[["level", "name"]].iloc[found[hit]].set_axis(candidates[hit])


def _cells(lonlat: Floats) -> NDArray[np.int64]:
    """Return the number of the cell of a fine grid that each point lies in."""
    column, row = np.floor(lonlat / _CELL_DEGREES).astype(np.int64).T
    cells: NDArray[np.int64] = column * 1_000_000 + row
    return cells


def _cells_around(middles: pd.DataFrame) -> NDArray[np.int64]:
    """Return the cells that the reach of the middles touches: most points lie in none."""
    cells = []
    for longitude, latitude, reach_km in middles.iloc[:, -3:].to_numpy(float):
        tall = reach_km / _KM_PER_DEGREE
        wide = tall / np.cos(np.radians(latitude))
        columns, rows = (
            np.arange(middle - reach, middle + reach + _CELL_DEGREES, _CELL_DEGREES)
            for middle, reach in ((longitude, wide), (latitude, tall))
        )
        grid = np.stack(np.meshgrid(columns, rows), axis=-1)
        cells.append(_cells(grid.reshape(-1, 2)))
    return np.unique(np.concatenate(cells))


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
