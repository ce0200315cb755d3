"""Rows of summaries, placed in the unit whose p-code they bear."""

from geo.events.placed_by_name import Locate, at_spots
from geo.events.report import Remark, remark
from geo.files.table import Table


def place_by_code(table: Table, locate: Locate) -> tuple[Table, list[Remark]]:
    """Return a table with the rows placed that have a p-code and no coordinates, and remarks.

    They are marked ``located_by`` code and get the level of the unit as their precision. Codes
    that no unit has, or that are not those of the names beside them, place nothing: the remarks say
    which, and names are tried next (:mod:`geo.events.placed_by_name`).
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
