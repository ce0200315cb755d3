"""Rivers, lakes and seas, each a row with its kind, after GSHHG and WDBII."""

from functools import lru_cache

import geopandas as gpd
import pandera.pandas as pa
from pandera.engines.geopandas_engine import Geometry

from geo.schema import CRS, validate
from geo.settings import shipped

KINDS = ("river", "lake", "sea")
WATERS = pa.DataFrameSchema(
    {
        "kind": pa.Column(str, pa.Check.isin(KINDS)),
        "geometry": pa.Column(Geometry(crs=CRS)),
    }
)


@lru_cache(maxsize=1)
def read_waters() -> gpd.GeoDataFrame:
    """Return the waters of the eight countries: ``kind`` and lines or polygons, EPSG:4326.

    Examples
    --------
    >>> sorted(read_waters()["kind"].unique())
    ['lake', 'river', 'sea']
    """
    return validate(WATERS, gpd.read_parquet(shipped("waters.parquet")), "waters.parquet")
