"""Populated places that ship: the seats of Afghan districts."""

from functools import lru_cache

import pandas as pd

from geo.paths import shipped


def read_places() -> pd.DataFrame:
    """Return the shipped places.

    Columns ``place_id``, ``name``, ``name_local``, ``kind`` (``province seat`` or ``district
    seat``), ``lon``, ``lat`` (EPSG:4326), ``unit_id``, ``source``.

    >>> places = read_places()
    >>> int((places["kind"] == "province seat").sum())
    34
    """
    return _places().copy()


@lru_cache(maxsize=1)
def _places() -> pd.DataFrame:
    return pd.read_csv(shipped("places.csv"), dtype={"name_local": "str"})
