"""Countries, provinces, districts and border segments, as shipped."""

from collections.abc import Sequence
from functools import lru_cache

import geopandas as gpd
import pandas as pd

from geo.errors import UnknownName
from geo.paths import shipped
from geo.schema import LEVELS, UNITS, validate
from geo.symbols import COUNTRY_LABELS

BOUNDARY_ERROR_KM = 3.4
"""How far a shipped line may lie from the true one: the mean distance between the vertices
of the simplified source (measured on the Afghan layer)."""

DISCLAIMER = (
    "The boundaries are simplified and do not imply endorsement or acceptance of any claim. "
    "Lines may lie several kilometres off; districts follow the vintage stated for each country."
)


def read_units(
    *, countries: Sequence[str] | None = None, level: str | None = None
) -> gpd.GeoDataFrame:
    """Return the shipped units: countries, provinces and districts, EPSG:4326.

    Parameters
    ----------
    countries : sequence of str, optional
        ISO 3166-1 alpha-3 codes; all eight by default.
    level : {"country", "province", "district"}, optional
        One level only.

    Returns
    -------
    GeoDataFrame
        Columns of :data:`geo.schema.UNITS`. Districts form a valid coverage (no overlaps, no
        gaps); provinces and countries are their unions.

    Raises
    ------
    UnknownName
        For a country or a level that does not ship.

    Examples
    --------
    >>> provinces = read_units(countries=["AFG"], level="province")
    >>> len(provinces)
    34
    """
    wanted = list(countries or COUNTRY_LABELS)
    unknown = sorted(set(wanted) - set(COUNTRY_LABELS))
    if unknown:
        raise UnknownName(
            f"No boundaries ship for {', '.join(unknown)}. Known: {', '.join(COUNTRY_LABELS)}."
        )
    if level not in (None, *LEVELS):
        raise UnknownName(f"No level is called {level!r}. Known: {', '.join(LEVELS)}.")
    units = _all_units()
    chosen = units["iso3"].isin(wanted)
    if level is not None:
        chosen &= units["level"] == level
    return units[chosen].reset_index(drop=True)


@lru_cache(maxsize=1)
def _all_units() -> gpd.GeoDataFrame:
    parts = [gpd.read_parquet(shipped(f"{iso3}.parquet")) for iso3 in COUNTRY_LABELS]
    units = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=parts[0].crs)
    return validate(UNITS, units, "geodata")


def read_borders() -> gpd.GeoDataFrame:
    """Return the border segments, MultiLineStrings in EPSG:4326.

    Columns ``segment`` (``"AFG-TJK"``), ``length_km`` and the geometry. A segment is the line
    that two shipped countries share; Afghanistan is named first, other pairs follow the alphabet.

    Examples
    --------
    >>> borders = read_borders()
    >>> list(borders["segment"][:6])
    ['AFG-CHN', 'AFG-IRN', 'AFG-PAK', 'AFG-TJK', 'AFG-TKM', 'AFG-UZB']
    """
    return _borders().copy()


@lru_cache(maxsize=1)
def _borders() -> gpd.GeoDataFrame:
    return gpd.read_parquet(shipped("borders.parquet"))
