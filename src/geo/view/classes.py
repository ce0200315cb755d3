"""Counts by unit in five classes whose breaks are chosen once for the whole data.

The map document's script chooses the same breaks by the same rule, so that a colour means the
same on the screen and on paper.
"""

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.view.view import View

_LADDERS = (
    (1, 2, 5, 10, 25),
    (1, 5, 10, 25, 50),
    (1, 10, 25, 50, 100),
    (1, 25, 50, 100, 250),
    (1, 50, 100, 250, 500),
    (1, 100, 250, 500, 1000),
)
UNKNOWN = 5
"""Class of a unit with events whose tolls are all unknown."""


def breaks(values: pd.Series) -> tuple[int, ...]:
    """Return where the five classes begin: whole numbers that read well, wide enough.

    >>> breaks(pd.Series([0, 1, 2, 3, 40]))
    (1, 2, 5, 10, 25)
    """
    busy = np.sort(values[values > 0].to_numpy(float))
    high = busy[int(len(busy) * 0.95)] if len(busy) else 1.0
    scale = 1
    while True:
        for ladder in _LADDERS:
            if ladder[4] * scale * 2 >= high:
                return (1, *(step * scale for step in ladder[1:]))
        scale *= 10


def unit_counts(events: gpd.GeoDataFrame, level: str) -> pd.DataFrame:
    """Return ``events``, ``fatalities`` and ``known`` tolls of each unit with events."""
    groups = events.groupby(f"{level}_id", observed=True)["fatalities_best"]
    counts = pd.DataFrame(
        {"events": groups.size(), "fatalities": groups.sum(), "known": groups.count()}
    )
    return counts[counts["events"] > 0]


def unit_classes(
    joined: gpd.GeoDataFrame, shown: gpd.GeoDataFrame, view: View
) -> tuple[pd.Series, tuple[int, ...]]:
    """Return the class of each unit with events shown, 0 to 4 or :data:`UNKNOWN`, and the breaks.

    Parameters
    ----------
    joined : GeoDataFrame
        All events: the breaks are theirs.
    shown : GeoDataFrame
        Those of the view.
    """
    edges = breaks(unit_counts(joined, view.count_level)[view.measure])
    counts = unit_counts(shown, view.count_level)
    found = pd.Series(np.searchsorted(edges, counts[view.measure], side="right") - 1, counts.index)
    if view.measure == "fatalities":
        found = found.mask(counts["known"] == 0, UNKNOWN)
    return found[found >= 0].astype(int), edges
