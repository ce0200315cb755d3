"""The people of the shipped towns within reach of events: a lower bound of those who live there."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.gazetteer.places import read_populated_places
from geo.geodesy import to_space
from geo.points import coordinates
from geo.watchlist.weeks import Counts

REACH_KM = 10.0
_POINTED = ("exact", "town")


def people_near(
    joined: gpd.GeoDataFrame, rows: Counts, units: Counts, number: int, reach_km: float = REACH_KM
) -> Any:
    """Return how many people the towns near the events of each unit have, each town once.

    Parameters
    ----------
    joined : GeoDataFrame
        Events of :func:`geo.join`.
    rows, units : array of int, shape (pairs,)
        Rows of events, and the unit that each counts in.
    number : int
        How many units there are.
    reach_km : float, default 10.0
        How far a town may lie from an event that is known to its site or town; of others it is not
        known what lies near.

    Returns
    -------
    IntegerArray, shape (number,)
        Sums of GeoNames' populations, null where no town is near: villages do not ship, nor do the
        people of every town.
    """
    from scipy.spatial import KDTree  # slow to load

    towns = read_populated_places()
    lonlat = coordinates(joined)
    known = joined["geo_precision"].isin(_POINTED).to_numpy()[rows]
    rows, units = rows[known], units[known]
    if not rows.size:
        return pd.array([pd.NA] * number, dtype="Int64")
    # Chords of so few kilometres are as long as geodesics but for millimetres.
    tree = KDTree(to_space(towns["lon"].to_numpy(float), towns["lat"].to_numpy(float)))
    near = tree.query_ball_point(to_space(*lonlat[rows].T), reach_km * 1000)
    pairs = np.unique(
        np.column_stack([np.repeat(units, list(map(len, near))), np.concatenate(near)]), axis=0
    ).astype(np.int64)
    people = towns["population"].to_numpy()[pairs[:, 1]]
    sums = np.bincount(pairs[:, 0], weights=people, minlength=number).astype(np.int64)
    return pd.arrays.IntegerArray(sums, sums == 0)
