"""Rivers, lakes and seas, each a row with its kind, after GSHHG and WDBII."""

from functools import lru_cache

import geopandas as gpd

from geo.rules import Column, Schema
from geo.schema import validate
from geo.settings import shipped

KINDS = ("river", "lake", "sea")
WATERS = Schema({"kind": Column("str", words=KINDS), "geometry": Column("geometry")})


@lru_cache(maxsize=1)
def read_waters() -> gpd.GeoDataFrame:
    """Return the waters of the eight countries: ``kind`` and lines or polygons, EPSG:4326.

    Examples
    --------
    >>> sorted(read_waters()["kind"].unique())
    ['lake', 'river', 'sea']
    """
    return validate(WATERS, gpd.read_parquet(shipped("waters.parquet")), "waters.parquet")
