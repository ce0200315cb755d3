"""Zones of influence: dated claims by a source that a group holds, or is present in, units."""

from functools import lru_cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.boundaries import read_units
from geo.errors import UnknownName
from geo.paths import shipped
from geo.schema import CRS, ZONES, validate


def read_zones() -> gpd.GeoDataFrame:
    """Return the shipped zones, columns of :data:`geo.schema.ZONES`.

    The geometry of a zone is the union of its members in the shipped boundaries.

    Raises
    ------
    UnknownName
        When a member is not a shipped unit; names zone and member.

    Examples
    --------
    >>> zones = read_zones()
    >>> zones.loc[zones["group"] == "Jamaat Ansarullah", "status"].tolist()
    ['control', 'presence', 'presence', 'presence']
    """
    return _zones().copy()


@lru_cache(maxsize=1)
def _zones() -> gpd.GeoDataFrame:
    table = pd.read_csv(shipped("zones.csv"), dtype="str")
    table["members"] = table["members"].str.split("; ")
    for column in ("valid_from", "valid_to"):
        table[column] = pd.to_datetime(table[column]).astype("datetime64[us]")
    zones = gpd.GeoDataFrame(table, geometry=_unions(table), crs=CRS)
    return validate(ZONES, zones, "geodata/zones.csv")


def _unions(table: pd.DataFrame) -> list[BaseGeometry]:
    shapes = read_units().set_index("unit_id").geometry
    members = table.set_index("zone_id")["members"].explode()
    unknown = members[~members.isin(shapes.index)]
    if len(unknown):
        faults = "; ".join(f"{zone}: {member}" for zone, member in unknown.items())
        raise UnknownName(f"geodata/zones.csv names units that do not ship: {faults}")
    unions = [shapely.coverage_union_all(np.asarray(shapes.loc[ids])) for ids in table["members"]]
    return [
        shapely.MultiPolygon([union]) if isinstance(union, shapely.Polygon) else union
        for union in unions
    ]
