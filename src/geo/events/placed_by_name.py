"""Rows without coordinates, placed by p-codes or by the names of their places."""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from geo.events.report import Remark, remark
from geo.files.table import Table

NAMES = ("place", "admin1", "admin2", "country")
Locate = Callable[[pd.DataFrame], pd.DataFrame]
"""From the columns :data:`NAMES`, or a p-code and its names, to ``longitude``, ``latitude``,
``geo_precision`` and ``reason`` on the same index, null where a name or code was not found."""


def place_by_code(table: Table, locate: Locate) -> tuple[Table, list[Remark]]:
    """Return a table with the rows placed that have a p-code and no coordinates, and remarks.

    They are marked ``located_by`` code and get the level of the unit as their precision. Codes
    that no unit has, or that are not those of the names beside them, place nothing: the remarks say
    which, and names are tried next.
    """
    if "pcode" not in table.rows:
        return table, []
    coded = table.rows["pcode"].astype("str").fillna("").str.strip() != ""
    asked = coded & (table.longitude.isna() | table.latitude.isna()) & (table.problem == "")
    if not asked.any():
        return table, []
    tried = locate(table.rows[asked])
    unused = tried.loc[tried["longitude"].isna(), "reason"]
    remarks = [
        each
        for reason, rows in unused.groupby(unused, sort=False)
        for each in remark("p-codes that were not used", rows.index, str(reason))
    ]
    return at_spots(table, tried, "code"), remarks


def place_by_name(table: Table, locate: Locate) -> Table:
    """Return a table with the rows placed that have names but no coordinates.

    They are marked ``located_by`` name, get the precision of what was found, and the reason goes
    into their ``note``. Rows whose name was not found stay without coordinates, and say why.
    """
    rows = table.rows
    names = rows.reindex(columns=pd.Index(NAMES)).astype("str")
    unplaced = table.longitude.isna() | table.latitude.isna()
    named = (names[["place", "admin1", "admin2"]].fillna("") != "").any(axis=1)
    # What says that it is known to its country only is so; others lack what they should have.
    country_only = rows.get("geo_precision", pd.Series("", rows.index)).eq("country")
    named |= country_only & (names["country"].fillna("") != "")
    asked = unplaced & named & (table.problem == "")
    if not asked.any():
        return table
    tried = locate(names[asked])
    table = at_spots(table, tried, "name")
    why = tried.loc[tried["longitude"].isna(), "reason"].fillna("")
    problem = table.problem.copy()
    problem[why.index[why != ""]] = "has no coordinates; by name: " + why[why != ""]
    return replace(table, problem=problem)


def at_spots(table: Table, tried: pd.DataFrame, located_by: str) -> Table:
    """Return a table with rows at the places that were found for them, and how."""
    rows, spots = table.rows, tried[tried["longitude"].notna()]
    at = spots.index
    rows = rows.reindex(columns=rows.columns.union(["located_by", "note"], sort=False))
    rows = rows.astype(dict.fromkeys(("geo_precision", "located_by", "note"), "object"))
    rows.loc[at, "geo_precision"] = spots["geo_precision"]
    rows.loc[at, "located_by"] = located_by
    noted = rows.loc[at, "note"].fillna("").replace("", None)
    rows.loc[at, "note"] = (noted + "; ").fillna("") + spots["reason"]
    longitude, latitude = table.longitude.copy(), table.latitude.copy()
    longitude[at], latitude[at] = spots["longitude"], spots["latitude"]
    return replace(table, rows=rows, longitude=longitude, latitude=latitude, lacks=())
