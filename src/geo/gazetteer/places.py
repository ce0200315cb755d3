"""Populated places that ship: the seats of Afghan districts, and towns of all eight countries."""

from functools import lru_cache

import numpy as np
import pandas as pd

from geo.boundaries.locate import locate
from geo.boundaries.units import read_units
from geo.settings import SHIPPED, chosen_boundaries, shipped


def read_places() -> pd.DataFrame:
    """Return the shipped places.

    Columns ``place_id``, ``name``, ``name_local``, ``kind`` (``province seat`` or ``district
    seat``), ``lon``, ``lat`` (EPSG:4326), ``unit_id``, ``source``.

    >>> places = read_places()
    >>> int((places["kind"] == "province seat").sum())
    34
    """
    return _places(chosen_boundaries()).copy()


def read_populated_places() -> pd.DataFrame:
    """Return the shipped populated places of GeoNames.

    Columns ``place_id``, ``name``, ``spellings`` (joined by ``"; "``), ``iso3``, ``lon``, ``lat``
    (EPSG:4326), ``population`` (0 where unknown), ``source`` and ``unit_id``, the district.

    >>> towns = read_populated_places()
    >>> towns.loc[towns["name"] == "Kunduz", "population"].item()
    161902
    """
    return _populated_places(chosen_boundaries()).copy()


@lru_cache(maxsize=4)
def _places(boundaries: str) -> pd.DataFrame:
    places = pd.read_csv(shipped("places.csv"), dtype={"name_local": "str"})
    return _in_units(places, boundaries)


@lru_cache(maxsize=4)
def _populated_places(boundaries: str) -> pd.DataFrame:
    return _in_units(
        pd.read_csv(shipped("populated_places.csv"), keep_default_na=False), boundaries
    )


def _in_units(places: pd.DataFrame, boundaries: str) -> pd.DataFrame:
    """Return places with their units: in other boundaries the ones around their points."""
    if boundaries == SHIPPED:
        return places
    units = read_units(boundaries=boundaries)
    finest = units[~units["unit_id"].isin(units["parent_id"])]
    at = locate(places[["lon", "lat"]].to_numpy(), np.asarray(finest.geometry))
    return places.assign(unit_id=finest["unit_id"].to_numpy()[at])[at >= 0]
