"""Where the rows of a table lie, by whichever of its columns hold coordinates."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.cells.coordinates import AXES, axis
from geo.cells.empty import says_nothing
from geo.cells.grids import utm_places
from geo.cells.pairs import places

PAIRS = {"latitude_longitude": False, "longitude_latitude": True}
"""Columns that hold both coordinates, and whether the longitude comes first in two bare numbers."""
GRID = ("easting", "northing", "utm_zone")
COORDINATES = (*AXES, *PAIRS, *GRID)
"""The columns of ours that may hold coordinates."""


@dataclass(frozen=True)
class Located:
    """Degrees, EPSG:4326, and what is wrong with the coordinates of a row, empty where nothing."""

    longitude: pd.Series
    latitude: pd.Series
    problem: pd.Series
    lacks: tuple[str, ...] = ()


def located(rows: pd.DataFrame) -> Located:
    """Return where rows lie, by their columns of :data:`COORDINATES`.

    A row takes its longitude and latitude, else its pair of both, else its metres of UTM. What is
    filled and cannot be read is a problem of its row, which no other column mends.

    Examples
    --------
    >>> rows = pd.DataFrame({"latitude_longitude": ["36.73, 68.86", "by the river"]})
    >>> place = located(rows)
    >>> place.longitude.tolist(), place.problem[1]
    ([68.86, nan], "latitude_longitude 'by the river' holds no two coordinates; write 36.73, 68.86")
    """
    nowhere = pd.Series(np.nan, index=rows.index)
    problem = pd.Series("", index=rows.index, dtype="str")
    spots = pd.DataFrame({"longitude": nowhere, "latitude": nowhere})
    for name in (name for name in AXES if name in rows):
        spots[name], reasons = axis(rows[name], name)
        problem = _and(problem, reasons)
    for name in (name for name in PAIRS if name in rows):
        both = places(rows[name], longitude_first=PAIRS[name])
        wrong = rows[name][both["longitude"].isna() & ~says_nothing(rows[name])].astype("str")
        shown = name + " " + wrong.str[:40].map(repr)
        problem = _and(problem, shown + " holds no two coordinates; write 36.73, 68.86")
        spots = _else(spots, both[["longitude", "latitude"]])
    if set(GRID) <= set(rows):
        metres = utm_places(*(rows[name] for name in GRID))
        filled = ~says_nothing(rows["easting"]) | ~says_nothing(rows["northing"])
        wrong = pd.Series("", index=rows.index[filled & metres["longitude"].isna()], dtype="str")
        problem = _and(problem, wrong + "easting, northing and utm_zone are no place of that zone")
        spots = _else(spots, metres)
    lacks = () if {*PAIRS, "easting"} & set(rows) else tuple(n for n in AXES if n not in rows)
    return Located(spots["longitude"], spots["latitude"], problem, lacks)


def _and(problem: pd.Series, reasons: pd.Series) -> pd.Series:
    """Return what is wrong with more reasons, which may be those of some rows only."""
    reasons = reasons[reasons != ""]
    if reasons.empty:
        return problem
    more = reasons.reindex(problem.index).fillna("")
    between = pd.Series("; ", index=problem.index).where((problem != "") & (more != ""), "")
    return problem + between + more


def _else(spots: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Return places, and other places in the rows that have none."""
    return spots.where(spots.notna().any(axis=1), others)
