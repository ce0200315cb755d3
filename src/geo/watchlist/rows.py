"""What the last weeks of each unit hold: events, their deaths, their ids, and who lives near."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.event_counts import count_by, event_counts
from geo.tolls import Tolls, toll_columns
from geo.watchlist.reach import people_near
from geo.watchlist.weeks import Counts, Watched, Weeks


def last_weeks(
    joined: gpd.GeoDataFrame, units: Watched, counts: Weeks, listed: Counts, weeks: int
) -> pd.DataFrame:
    """Return what the last weeks of each listed unit hold, as columns of :func:`geo.watch`."""
    weights = event_counts(joined)
    age = counts.ages[units.rows]
    here = (age >= 0) & (age < weeks) & counts.exact[units.rows] & ~units.vague
    # A reported zero is no event.
    here &= weights[units.rows] > 0
    rows, cells = units.rows[here], units.units[here]
    size = len(units.ids)
    columns: dict[str, Any] = {
        "area": np.array(units.ids, dtype=object),
        "name": np.array(units.names, dtype=object),
        "events": count_by(cells, weights[rows], size),
        **toll_columns(Tolls.of(joined, rows), cells, size, weights[rows]),
        "cannot_tell": counts.cannot_tell[:, -weeks:].sum(axis=1),
        "coarse_dates": counts.coarse_dates[:, -weeks:].sum(axis=1),
        "people_at_least": people_near(joined, rows, cells, size),
        "event_ids": _ids(joined, rows, cells, size),
    }
    return pd.DataFrame(columns).iloc[listed].reset_index(drop=True)


def _ids(joined: gpd.GeoDataFrame, rows: Counts, cells: Counts, size: int) -> pd.Series:
    """Return the ids of each unit's rows, the latest first."""
    behind = joined.iloc[rows].assign(cell=cells)[["cell", "event_id", "date_start"]]
    behind = behind.sort_values(["date_start", "event_id"], ascending=[False, True])
    ids = dict(tuple(behind.groupby("cell")["event_id"]))
    return pd.Series([tuple(ids.get(cell, ())) for cell in range(size)], dtype=object)
