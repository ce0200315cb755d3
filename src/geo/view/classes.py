"""Counts by unit in five classes whose breaks are chosen once for the whole data.

The map document gets breaks and labels with its events, so that a colour means the same on the
screen and on paper; its script only asks which breaks a number reaches (:func:`reached`).
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from geo.event_counts import event_counts
from geo.phrases import filled
from geo.tolls import Tolls
from geo.view.view import COUNT_LEVELS, MEASURES, View
from geo.vocabulary import CHANGE_BREAKS, LEGEND

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

UNCHANGED = -1
"""Class of a place of which no change can be told."""

Breaks = tuple[int, ...]


def breaks(values: pd.Series) -> Breaks:
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


def reached(values: ArrayLike, edges: Sequence[float]) -> NDArray[np.intp]:
    """Return how many of the rising breaks each value reaches: one equal to a break reaches it.

    >>> reached([0, 1, 4, 5, 99], (1, 2, 5, 10, 25)).tolist()
    [0, 1, 2, 3, 5]
    """
    return np.searchsorted(np.asarray(edges), np.asarray(values), side="right")


def class_labels(edges: Breaks) -> list[str]:
    """Return what each class holds, in words.

    >>> class_labels((1, 2, 5, 10, 2500))
    ['1', '2–4', '5–9', '10–2,499', '2,500 or more']
    """
    labels = []
    for low, beyond in zip(edges, [*edges[1:], None], strict=True):
        high = low if beyond is None else beyond - 1
        name = "last_class" if beyond is None else "one_number" if high == low else "class"
        labels.append(filled(LEGEND[name], {"low": low, "high": high}))
    return labels


def change_labels() -> list[str]:
    """Return what each class of change holds, in its numbers.

    >>> change_labels()[0], change_labels()[4]
    ('under 0.33 times', '1.4 to 3 times')
    """
    edges = [f"{edge:g}" for edge in CHANGE_BREAKS]
    between = [
        filled(LEGEND["change_class"], {"low": low, "high": high}) for low, high in pairwise(edges)
    ]
    first = filled(LEGEND["change_first"], {"high": edges[0]})
    return [first, *between, filled(LEGEND["change_last"], {"low": edges[-1]})]


def change_classes(table: pd.DataFrame) -> pd.Series:
    """Return the class of each row of a comparison, 0 to 5, or :data:`UNCHANGED`.

    Only what the test can tell from no change has a class, and with it a colour.
    """
    classes = pd.Series(reached(table["rate_ratio"], CHANGE_BREAKS), table.index)
    return classes.where(table["changed"], UNCHANGED)


def all_breaks(joined: gpd.GeoDataFrame) -> dict[str, dict[str, Breaks]]:
    """Return the breaks of all events by level and measure, as :class:`View` names them."""
    counts = {level: unit_counts(joined, level) for level in COUNT_LEVELS}
    return {
        level: {measure: breaks(counts[level][measure]) for measure in MEASURES}
        for level in COUNT_LEVELS
    }


def unit_counts(events: gpd.GeoDataFrame, level: str) -> pd.DataFrame:
    """Return ``events``, ``fatalities`` and ``known`` tolls of each unit with events."""
    number, deaths = event_counts(events), Tolls.of(events).best
    rows = pd.DataFrame(
        {
            "events": number,
            # A reported zero has no deaths.
            "fatalities": np.where(number > 0, np.nan_to_num(deaths), 0).astype(np.int64),
            "known": np.where(np.isnan(deaths), 0, number),
        },
        index=events.index,
    )
    counts = rows.groupby(events[f"{level}_id"], observed=True).sum()
    return counts[counts["events"] > 0]


def unit_classes(
    joined: gpd.GeoDataFrame, shown: gpd.GeoDataFrame, view: View
) -> tuple[pd.Series, Breaks]:
    """Return the class of each unit with events shown, 0 to 4 or :data:`UNKNOWN`, and the breaks.

    Parameters
    ----------
    joined : GeoDataFrame
        All events: the breaks are theirs.
    shown : GeoDataFrame
        Those of the view.
    """
    edges = breaks(unit_counts(joined, view.count_level)[view.measure])
    counts: Any = unit_counts(shown, view.count_level)
    classes = pd.Series(reached(counts[view.measure], edges) - 1, counts.index)
    if view.measure == "fatalities":
        classes = classes.mask(counts["known"] == 0, UNKNOWN)
    return classes[classes >= 0].astype(int), edges
