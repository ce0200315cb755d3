"""The events of each unit by week, counted back from the last day.

An event known to the day belongs to the week of its first one, any other to the week that holds
all of its days. One that may lie in several weeks, or that is known too coarsely to say in which
unit it lies, is counted apart, as in :mod:`geo.analysis.activity`.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.analysis.corridors import corridors
from geo.boundaries.units import read_units
from geo.errors import UnknownName
from geo.event_counts import count_by, event_counts
from geo.gazetteer.actors import actor_name
from geo.view.area import Area
from geo.view.area_ground import area_name
from geo.view.lying import lying

WATCHED = ("district", "province", "segment", "area", "group")
"""What may be watched."""

Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Watched:
    """The units that are watched, and which event counts in which.

    ``rows`` and ``units`` are pairs: an event may count in several areas and groups, and in none.
    ``vague`` says of which pairs the place is known too coarsely.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    rows: Counts
    units: Counts
    vague: Flags


@dataclass(frozen=True)
class Weeks:
    """Events by unit and week, the last week last; and apart those that are known too coarsely.

    ``sure``, ``cannot_tell`` and ``coarse_dates`` have a row for each unit, a column for each week;
    those of coarse dates stand in the week of their first day. ``ages`` says of each event how many
    weeks before the last one it began, ``exact`` whether that week is sure.
    """

    sure: Counts
    cannot_tell: Counts
    coarse_dates: Counts
    ages: Counts
    exact: Flags


def watched(
    joined: gpd.GeoDataFrame, by: str, *, within_km: float, side: str, areas: Sequence[Area]
) -> Watched:
    """Return the units of a kind that hold any event, and which event counts in which."""
    if by in ("district", "province"):
        return _units(joined, by)
    if by == "segment":
        near = corridors(joined, within_km=within_km, side=side)
        rows = np.flatnonzero(near.codes >= 0)
        return Watched(near.names, near.names, rows, near.codes[rows], near.vague[rows])
    kinds: dict[str, Callable[[], Watched]] = {
        "area": lambda: _areas(joined, areas),
        "group": lambda: _groups(joined),
    }
    if by not in kinds:
        raise UnknownName(f"Nothing is watched by {by!r}. Known: {', '.join(WATCHED)}.")
    return kinds[by]()


def _units(joined: gpd.GeoDataFrame, level: str) -> Watched:
    units = joined[f"{level}_id"].cat.remove_unused_categories()
    ids = tuple(units.cat.categories)
    names = read_units().set_index("unit_id")["name"].reindex(list(ids))
    codes = units.cat.codes.to_numpy().astype(np.int64)
    rows = np.flatnonzero(codes >= 0)
    return Watched(ids, tuple(names), rows, codes[rows], np.zeros(len(rows), dtype=bool))


def _areas(joined: gpd.GeoDataFrame, areas: Sequence[Area]) -> Watched:
    if not areas:
        raise UnknownName(
            "There is no area to watch: draw one on the map, or name a file (--area)."
        )
    places = [lying(joined, area) for area in areas]
    rows = [np.flatnonzero(place.inside | place.perhaps) for place in places]
    vague = [place.perhaps[at] for place, at in zip(places, rows, strict=True)]
    numbers = np.repeat(np.arange(len(areas)), [len(at) for at in rows])
    names = tuple(area_name(area) for area in areas)
    shapes = tuple(area.shape for area in areas)
    return Watched(shapes, names, np.concatenate(rows), numbers, np.concatenate(vague))


def _groups(joined: gpd.GeoDataFrame) -> Watched:
    """Return who did or met with what: each event once for every actor that it names."""
    sides = joined[["actor_1", "actor_2"]].astype("object").reset_index(drop=True)
    spellings = pd.concat([sides[name].dropna() for name in sides])
    rows = spellings.index.to_numpy()
    spelled = spellings.map({name: actor_name(name) for name in spellings.unique()})
    codes, ids = pd.factorize(spelled, sort=True)
    pairs = np.unique(np.column_stack([rows, codes]), axis=0)
    none = np.zeros(len(pairs), dtype=bool)
    return Watched(tuple(ids), tuple(ids), pairs[:, 0], pairs[:, 1], none)


def by_week(joined: gpd.GeoDataFrame, units: Watched, until: dt.date, number: int) -> Weeks:
    """Return the events of each unit in a number of weeks, the last of which ends on ``until``."""
    start, end = (
        (np.datetime64(until) - joined[name].to_numpy().astype("datetime64[D]")).astype(np.int64)
        for name in ("date_start", "date_end")
    )
    ages = start // 7
    exact = (ages == end // 7) | (joined["date_precision"] == "day").to_numpy()
    counted = (ages >= 0) & (ages < number)
    pairs = counted[units.rows]
    rows, vague = units.rows[pairs], units.vague[pairs]
    cells = units.units[pairs] * number + number - 1 - ages[rows]
    weights = event_counts(joined)[rows]
    shape = len(units.ids), number

    def count(which: Flags) -> Counts:
        return count_by(cells[which], weights[which], shape[0] * number).reshape(shape)

    return Weeks(
        count(exact[rows] & ~vague), count(vague), count(~exact[rows] & ~vague), ages, exact
    )


def weekly(joined: gpd.GeoDataFrame, units: Watched, until: dt.date, number: int) -> pd.DataFrame:
    """Return ``area``, ``week`` (its first day) and ``events``, a row for each unit and week."""
    counts = by_week(joined, units, until, number).sure
    first = np.datetime64(until) - np.timedelta64(7 * number - 1, "D")
    weeks = first + np.arange(number) * np.timedelta64(7, "D")
    return pd.DataFrame(
        {
            "area": np.repeat(np.array(units.ids, dtype=object), number),
            "week": np.tile(weeks.astype("datetime64[s]"), len(units.ids)),
            "events": counts.ravel(),
        }
    )
