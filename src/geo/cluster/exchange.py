"""Events of all parts brought together by id or by day, and what is told of them there."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.analysis.duplicates import LOOKED_AT, alike_pairs
from geo.analysis.revisions import revisions
from geo.boundaries.units import read_units
from geo.cluster.reading import Task, by_bucket, id_buckets
from geo.events.reading import together
from geo.join.join import join

_DAYS = 32
"""So many days in a row are looked at together."""


def events_by_id(buckets: int, task: Task) -> list[gpd.GeoDataFrame] | None:
    """Return the events of a part by the bucket of their ids; none of no rows."""
    read = task.read()
    if read is None:
        return None
    return by_bucket(id_buckets(read[0]["event_id"], buckets), buckets, read[0])


def revisions_of(number_before: int, lots: list[Any]) -> pd.DataFrame:
    """Return the differences of one bucket: so many lots are of the first download, then others."""
    before, after = (
        together([lot for lot in side if lot is not None])
        for side in (lots[:number_before], lots[number_before:])
    )
    return revisions(before, after)


def events_by_day(buckets: int, task: Task) -> list[gpd.GeoDataFrame] | None:
    """Return the joined events of a part by the bucket of their days; none of no rows.

    The last day of each run of days is in the bucket of the next too, so that every two days that
    follow each other are together somewhere.
    """
    read = task.read()
    if read is None:
        return None
    joined = join(read[0], read_units())[LOOKED_AT]
    joined = joined[joined["date_precision"] == "day"]
    day = joined["date_start"].to_numpy().astype("datetime64[D]").astype(np.int64)
    runs = [by_bucket(at // _DAYS % buckets, buckets, joined) for at in (day, day + 1)]
    return [
        together([own, next_one[~next_one["event_id"].isin(own["event_id"])]])
        if len(next_one)
        else own
        for own, next_one in zip(*runs, strict=True)
    ]


def pairs_of(lots: list[Any]) -> pd.DataFrame:
    """Return the pairs of events of one bucket that are likely the same one."""
    return alike_pairs(together([lot for lot in lots if lot is not None]))
