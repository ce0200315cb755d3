"""What an event states of country, province and district, against where its point lies.

An event is in *conflict* at a level where every unit that the stated name may mean lies farther
from its point than the errors of line and point together. So a spelling, an alias or a former name
makes no conflict, nor does a neighbour on the other side of a line that may be off; a name that is
not known says nothing either way. An event that was placed by its names lies where they say.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.accuracy import line_reach_km, point_error_km
from geo.boundaries.locate import Indices
from geo.boundaries.nearest import nearest_shape
from geo.gazetteer.unit_names import units_named
from geo.geodesy import Floats
from geo.points import coordinates
from geo.schema import LEVELS

STATED = dict(zip(LEVELS, ("country", "admin1", "admin2"), strict=True))
"""The column in which an event states its unit of a level."""


def conflict_levels(
    events: gpd.GeoDataFrame,
    units: gpd.GeoDataFrame,
    districts: gpd.GeoDataFrame,
    at: Indices,
    foreign: NDArray[np.bool_],
) -> pd.Series:
    """Return the coarsest level at which each event states another unit than its point lies in.

    Parameters
    ----------
    events : GeoDataFrame
        Valid events, EPSG:4326.
    units, districts : GeoDataFrame
        All units, and those of the finest level (:func:`geo.join.join.finest`).
    at : array of int, shape (n,)
        Position of each event's unit in ``districts``, -1 for none.
    foreign : array of bool, shape (n,)
        Where the stated country is too far off.

    Returns
    -------
    Series
        A category of :data:`geo.schema.LEVELS`, null where nothing is in conflict.
    """
    codes = np.where(foreign, LEVELS.index("country"), -1).astype(np.int8)
    free = (at >= 0) & (events["located_by"] == "coordinates").to_numpy(dtype=bool)
    for level in ("province", "district"):
        rows = np.flatnonzero(free & (codes < 0) & events[STATED[level]].notna().to_numpy())
        if len(rows):
            away = _lies_elsewhere(events.iloc[rows], level, units, districts, at[rows])
            codes[rows[away]] = LEVELS.index(level)
    return pd.Series(pd.Categorical.from_codes(codes, pd.Index(LEVELS)), index=events.index)


ERRING = ["country", "geo_precision", "source_format"]
"""What tells how far a point may be from where its event states that it lies."""


def reach_km(events: pd.DataFrame, lies_in: NDArray[np.object_]) -> Floats:
    """Return how far the errors of line and point reach; ``lies_in``: country of the unit or ""."""
    # The line that the event is taken to have crossed; where one country is not known, the other's.
    stated = events["country"].astype("object").where(events["country"].notna(), "")
    pairs = zip(stated, lies_in, strict=True)
    lines = ["-".join(filter(None, pair)) for pair in pairs]
    line_km = {line: line_reach_km(line) for line in set(lines)}
    point_km = point_error_km(events["geo_precision"], events["source_format"])
    return np.array([line_km[line] for line in lines]) + point_km


def _lies_elsewhere(
    events: gpd.GeoDataFrame,
    level: str,
    units: gpd.GeoDataFrame,
    districts: gpd.GeoDataFrame,
    at: Indices,
) -> NDArray[np.bool_]:
    """Return where no unit that the stated name may mean lies within reach of the point."""
    lies_in = districts["iso3"].to_numpy(dtype=object)[at]
    # What states no country is taken to speak of the one that it lies in.
    country = events["country"].astype("object").where(events["country"].notna(), lies_in)
    which, names = _distinct(country, events[STATED[level]])
    # A district that is called as a province (Khost) may be anywhere in it.
    levels = ("province",) if level == "province" else ("province", "district")
    meant = [
        [unit for wanted in levels for unit in units_named(name, wanted, iso3)]
        for iso3, name in names
    ]
    own = (districts["unit_id"] if level == "district" else districts["province_id"]).to_numpy()
    rows = np.flatnonzero(np.array([bool(units) for units in meant], dtype=bool)[which])
    other = [own[at[row]] not in meant[which[row]] for row in rows]
    rows = rows[np.array(other, dtype=bool)]
    shapes = units.set_index("unit_id").geometry
    lonlat = coordinates(events)[rows]
    reach = reach_km(events.iloc[rows], lies_in[rows])
    away = np.zeros(len(events), dtype=bool)
    for name in np.unique(which[rows]):
        these = np.flatnonzero(which[rows] == name)
        near = nearest_shape(lonlat[these], np.asarray(shapes.loc[meant[name]]), reach[these])[0]
        away[rows[these]] = near < 0
    return away


def _distinct(
    country: pd.Series, name: pd.Series
) -> tuple[NDArray[np.intp], list[tuple[str, str]]]:
    """Return the number of each row's pair, and the distinct pairs."""
    country_code, countries = pd.factorize(country)
    name_code, names = pd.factorize(name)
    pairs, which = np.unique(country_code * len(names) + name_code, return_inverse=True)
    return which, [(countries[pair // len(names)], names[pair % len(names)]) for pair in pairs]
