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
    middles, cells = _middles_in_cells()
    near = np.flatnonzero(np.isin(_cells(lonlat), cells))
    first, end = (np.searchsorted(cells, _cells(lonlat[near]), side) for side in ("left", "right"))
    # Each pair of a point and a middle that reaches into its cell.
    counts = end - first
    of_point = np.repeat(near, counts)
    at = np.arange(len(of_point)) + np.repeat(first - (np.cumsum(counts) - counts), counts)
    pairs = middles.iloc[at].set_axis(of_point)
    places = pairs[["longitude", "latitude"]].to_numpy(float)
    metres = np.asarray(GEODESIC.inv(*lonlat[of_point].T, *places.T)[2])
    hits = pairs[metres <= pairs["reach_km"] * 1000].sort_values("rank", kind="stable")
    found: pd.DataFrame = hits.loc[~hits.index.duplicated(), ["level", "name"]].sort_index()
    return found


def _cells(lonlat: Floats) -> NDArray[np.int64]:
    """Return the number of the cell of a fine grid that each point lies in."""
    column, row = np.floor(lonlat / _CELL_DEGREES).astype(np.int64).T
    cells: NDArray[np.int64] = column * 1_000_000 + row
    return cells


@kept_by_boundaries(2)
def _middles_in_cells() -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Return each middle once for every cell that its reach touches, in the order of the cells."""
    middles = _middles()
    cells = []
    for longitude, latitude, reach_km in middles.iloc[:, -3:].to_numpy(float):
        tall = reach_km / _KM_PER_DEGREE
        wide = tall / np.cos(np.radians(latitude))
        columns, rows = (
            np.arange(middle - reach, middle + reach + _CELL_DEGREES, _CELL_DEGREES)
            for middle, reach in ((longitude, wide), (latitude, tall))
        )
        grid = np.stack(np.meshgrid(columns, rows), axis=-1)
        cells.append(np.unique(_cells(grid.reshape(-1, 2))))
    each = middles.assign(rank=np.arange(len(middles))).loc[
        np.repeat(middles.index, [len(touched) for touched in cells])
    ]
    order = np.argsort(np.concatenate(cells), kind="stable")
    return each.iloc[order], np.concatenate(cells)[order]


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
