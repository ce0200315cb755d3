"""What two windows hold of some events, by area: the counts that a comparison is made of.

Counts of several lots of events may be added up: so a comparison needs no frame of all events.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.analysis.activity import add_tallies, tally
from geo.analysis.compare_words import Asked
from geo.analysis.corridors import Areas, corridors
from geo.analysis.dispersion import number_of_pieces
from geo.analysis.likely import likely_counts
from geo.analysis.windows import days_in
from geo.errors import UnknownName
from geo.event_counts import count_by, event_counts, number_of_events
from geo.tolls import Tolls
from geo.view.area import Area
from geo.view.extent import check_segments
from geo.view.lying import lying
from geo.view.view import COMPARED, Window

OWN = "own"
"""The row of an area of one's own."""


@dataclass(frozen=True)
class Counted:
    """What two windows hold of some events, by area: counts of several lots may be added up.

    ``areas`` are the names, ``days`` first and last day of all events (none where there are none),
    ``tables`` the counts of each window (:func:`geo.analysis.activity.tally`), what is in no area
    last, ``pieces`` its counts by area and piece of time, and ``perhaps`` how many more may lie
    inside the area that was asked about.
    """

    areas: tuple[str, ...]
    days: Window | None
    tables: tuple[pd.DataFrame, pd.DataFrame]
    pieces: tuple[NDArray[np.int64], NDArray[np.int64]]
    perhaps: NDArray[np.int64]


def count_windows(joined: gpd.GeoDataFrame, asked: Asked, area: Area | None = None) -> Counted:
    """Return what both windows hold of some events: the counting half of :func:`compare`.

    Parameters
    ----------
    joined : GeoDataFrame
        As of :func:`compare`; it may be empty.
    asked, area
        What :func:`compare` is asked.

    Raises
    ------
    UnknownName, ViewFault
        As :func:`compare`.
    """
    by, segments = asked.by, asked.segments
    if by not in COMPARED:
        raise UnknownName(f"Nothing can be compared by {by!r}. Known: {', '.join(COMPARED)}.")
    check_segments(segments)
    days = _days(joined)
    perhaps = np.zeros(2, dtype=np.int64)
    if area is not None and by != "area":
        found = lying(joined, area)
        perhaps = _in_windows(joined[found.perhaps], asked.windows)
        joined = joined[found.inside]
    if by == "segment":
        areas = _corridors(joined, asked)
    else:
        near = _corridors(joined, asked) if segments else None
        joined, areas = _places(joined, by, area, near, segments)
    (table_a, pieces_a), (table_b, pieces_b) = (
        _count(joined, areas, window) for window in asked.windows
    )
    return Counted(areas.names, days, (table_a, table_b), (pieces_a, pieces_b), perhaps)


def added(lots: Sequence[Counted]) -> Counted:
    """Return what several lots of events hold together, none of which is in two of them.

    The lots were joined with the same units, so that their areas are the same.
    """
    spans = [lot.days for lot in lots if lot.days is not None]
    a, b = (add_tallies([lot.tables[at] for lot in lots]) for at in (0, 1))
    pieces_a, pieces_b = (np.sum([lot.pieces[at] for lot in lots], axis=0) for at in (0, 1))
    days = (min(span[0] for span in spans), max(span[1] for span in spans)) if spans else None
    perhaps = np.sum([lot.perhaps for lot in lots], axis=0)
    return Counted(lots[0].areas, days, (a, b), (pieces_a, pieces_b), perhaps)


def _days(joined: gpd.GeoDataFrame) -> Window | None:
    """Return first and last day of events; none of no events."""
    if joined.empty:
        return None
    return joined["date_start"].min().date(), joined["date_end"].max().date()


def _in_windows(events: gpd.GeoDataFrame, windows: tuple[Window, Window]) -> NDArray[np.int64]:
    """Return how many events begin in each window."""
    return np.array(
        [
            number_of_events(events[events["date_start"].between(*map(pd.Timestamp, window))])
            for window in windows
        ]
    )


def _corridors(joined: gpd.GeoDataFrame, asked: Asked) -> Areas:
    return corridors(joined, within_km=asked.within_km, side=asked.side)


def _places(
    joined: gpd.GeoDataFrame,
    by: str,
    area: Area | None,
    near: Areas | None,
    segments: Sequence[str],
) -> tuple[gpd.GeoDataFrame, Areas]:
    """Return the events asked about, all or those near segments, and where each lies."""
    vague = np.zeros(len(joined), dtype=bool)
    if near is not None:
        inside = np.isin(near.codes, [near.names.index(name) for name in segments])
        joined, vague = joined[inside], near.vague[inside]
    if by == "area":
        if area is None:
            raise UnknownName(
                "There is no area to compare by: draw one on the map, or name a file (--area)."
            )
        found = lying(joined, area)
        codes = np.where(found.inside | found.perhaps, 0, -1).astype(np.int64)
        return joined, Areas((OWN,), codes, vague | found.perhaps)
    units = joined[f"{by}_id"]
    codes = units.cat.codes.to_numpy().astype(np.int64)
    return joined, Areas(tuple(units.cat.categories), codes, vague)


def _count(
    joined: gpd.GeoDataFrame, areas: Areas, window: Window
) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Count every event of the window once, by area and class; and by area and piece of time.

    By piece those count that are known to the day, for the first day of a month or a year would
    pass for a burst.
    """
    first, last = (np.datetime64(day) for day in window)
    start = joined["date_start"].to_numpy()
    chosen = np.flatnonzero((start >= first) & (start <= last))
    codes = areas.codes[chosen]
    to_the_day = (joined["date_precision"] == "day").to_numpy()[chosen]
    cells, size = np.where(codes < 0, len(areas.names), codes), len(areas.names) + 1
    vague = areas.vague[chosen]
    all_counts = event_counts(joined)
    weights = all_counts[chosen]
    coarse = ~to_the_day & (joined["date_end"].to_numpy()[chosen] > last)
    counts = tally(
        Tolls.of(joined, chosen),
        weights,
        cells=cells,
        size=size,
        vague=vague,
        coarse=coarse,
    )
    if areas.chances is not None:
        one = np.full(len(joined), -1)
        one[chosen[~coarse]] = 0
        number = len(areas.names)
        likely = likely_counts(areas.chances, all_counts, areas=number, cells=one, size=1)
        counts = pd.concat([counts, likely], axis=1)
    days = days_in(window)
    pieces = number_of_pieces(days)
    sure = to_the_day & ~vague
    day = (start[chosen[sure]] - first).astype("timedelta64[D]").astype(np.int64)
    by_piece = count_by(cells[sure] * pieces + day * pieces // days, weights[sure], size * pieces)
    return counts, by_piece.reshape(size, pieces)
