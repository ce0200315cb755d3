"""Zones of influence: dated claims by a source that a group holds, or is present in, units."""

import datetime as dt
from functools import lru_cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geo.boundaries.coverage import shared_areas
from geo.boundaries.units import read_units
from geo.errors import UnknownName
from geo.schema import CRS, LEVELS, ZONES, validate
from geo.settings import SHIPPED, chosen_boundaries, shipped


def read_zones(*, boundaries: str | None = None) -> gpd.GeoDataFrame:
    """Return the shipped zones.

    The geometry of a zone is the union of its members in the shipped boundaries, whatever
    boundaries are chosen. Where others are, ``members`` are their units that lie at least half
    within it: none, where the new units are much larger.

    Parameters
    ----------
    boundaries : str, optional
        What :func:`geo.read_units` takes; by default what the setting names.

    Returns
    -------
    GeoDataFrame
        One row for each claim, columns of :data:`geo.schema.ZONES`, EPSG:4326 MultiPolygons.

    Raises
    ------
    UnknownName
        When a member is not a shipped unit; names zone and member.

    Examples
    --------
    >>> zones = read_zones()
    >>> zones.loc[zones["group"] == "Jamaat Ansarullah", "status"].tolist()
    ['influence', 'presence', 'presence', 'presence', 'presence']
    """
    return _zones(boundaries or chosen_boundaries()).copy()


def claimed_on(zones: gpd.GeoDataFrame, day: dt.date) -> gpd.GeoDataFrame:
    """Return the zones that their sources claim on a day.

    >>> claims = claimed_on(read_zones(), dt.date(2021, 8, 22))
    >>> {"al-Qaeda", "Jamaat Ansarullah"} <= set(claims["group"])
    True
    """
    then = pd.Timestamp(day)
    return zones[(zones["valid_from"] <= then) & ~(zones["valid_to"] < then)]


def claimed_last(zones: gpd.GeoDataFrame, last: dt.date) -> gpd.GeoDataFrame:
    """Return the zones claimed on a window's last day, or when the latest claim begins."""
    if zones.empty:
        return zones
    return claimed_on(zones, min(last, zones["valid_from"].max().date()))


def unclaimed_units(zones: gpd.GeoDataFrame, units: gpd.GeoDataFrame) -> list[str]:
    """Return the units that no part of any zone lies in, the largest whole ones.

    That no claim was collected does not say that nobody holds the ground.

    Parameters
    ----------
    zones : GeoDataFrame
        Those claimed on one day, of all groups (:func:`claimed_on`).
    units : GeoDataFrame
        Units of :func:`geo.read_units`.

    Returns
    -------
    list of str
        A country's id where it has no zone; else those of its provinces that have none, and so on.
    """
    members = {member for some in zones["members"] for member in some}
    # Parents before their parts.
    order = np.argsort(units["level"].map(LEVELS.index).to_numpy(), kind="stable")
    ids, above = (units[name].to_numpy(object)[order] for name in ("unit_id", "parent_id"))
    parents = dict(zip(ids, above, strict=True))
    partly = set(members)
    for unit in members:
        while isinstance(unit := parents[unit], str):
            partly.add(unit)
    # Parts of what is claimed whole are claimed; parts of what is free are told by the whole.
    told, free = set(members), []
    for unit, parent in parents.items():
        if parent in told:
            told.add(unit)
        elif unit not in partly:
            told.add(unit)
            free.append(unit)
    return free


def uncounted_words(boundaries: str) -> str:
    """Return in words how many zones no unit of other boundaries lies in; empty where none is so.

    Raises
    ------
    UnknownName
        For boundaries that were not imported.
    """
    members = read_zones(boundaries=boundaries)["members"]
    empty = int((members.str.len() == 0).sum())
    if not empty:
        return ""
    return (
        f"{empty} of {len(members)} zones of influence are smaller than the units of {boundaries}: "
        "they are drawn in their shipped shapes, but no event is counted in them."
    )


@lru_cache(maxsize=4)
def _zones(boundaries: str) -> gpd.GeoDataFrame:
    table = pd.read_csv(shipped("zones.csv"), dtype="str")
    table["members"] = table["members"].str.split("; ")
    for column in ("valid_from", "valid_to"):
        table[column] = pd.to_datetime(table[column]).astype("datetime64[us]")
    zones = gpd.GeoDataFrame(table, geometry=_unions(table), crs=CRS)
    if boundaries != SHIPPED:
        zones["members"] = _members_among(zones, read_units(boundaries=boundaries))
    return validate(ZONES, zones, "geodata/zones.csv")


def _members_among(zones: gpd.GeoDataFrame, units: gpd.GeoDataFrame) -> list[list[str]]:
    """Return the provinces that lie at least half within each zone, and districts of others."""
    units = units[units["level"] != "country"]
    pairs = shared_areas(zones.geometry, units.geometry)
    inside = pairs[pairs["share_of_right"] >= 0.5]
    by_zone = units.iloc[inside["right"]].groupby(inside["left"].to_numpy())
    members = {
        at: part.loc[~part["parent_id"].isin(part["unit_id"]), "unit_id"].tolist()
        for at, part in by_zone
    }
    return [members.get(at, []) for at in range(len(zones))]


def _unions(table: pd.DataFrame) -> list[BaseGeometry]:
    shapes = read_units(boundaries=SHIPPED).set_index("unit_id").geometry
    members = table.set_index("zone_id")["members"].explode()
    unknown = members[~members.isin(shapes.index)]
    if len(unknown):
        faults = "; ".join(f"{zone}: {member}" for zone, member in unknown.items())
        raise UnknownName(f"geodata/zones.csv names units that do not ship: {faults}")
    found = np.asarray(shapes)[shapes.index.get_indexer(members)]
    ends = np.cumsum(table["members"].map(len))[:-1]
    unions = [shapely.coverage_union_all(some) for some in np.split(found, ends)]
    return [
        shapely.MultiPolygon([union]) if isinstance(union, shapely.Polygon) else union
        for union in unions
    ]
