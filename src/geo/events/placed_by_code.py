"""Rows of summaries, placed in the unit whose p-code they bear."""

import pandas as pd

from geo.events.placed_by_name import Locate, at_spots
from geo.files.table import Table

_SHOWN = 5


def place_by_code(table: Table, locate: Locate) -> tuple[Table, list[str]]:
    """Return a table with the rows placed that have a p-code and no coordinates, and notes.

    They are marked ``located_by`` code and get the level of the unit as their precision. Codes
    that no unit has, or that are not those of the names beside them, place nothing: the notes say
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
    return at_spots(table, tried, "code"), _words(unused)


def _words(reasons: pd.Series) -> list[str]:
    """Return in one line which p-codes were not used."""
    if reasons.empty:
        return []
    listed = reasons.unique()
    more = f" and {len(listed) - _SHOWN:,} more" if len(listed) > _SHOWN else ""
    why = f"{'; '.join(listed[:_SHOWN])}{more}"
    what = "rows whose p-code was not used, so that their names placed them"
    return [f"{what}: {len(reasons):,} ({why})"]
