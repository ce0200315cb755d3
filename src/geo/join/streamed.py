"""Events of a file of any size, joined, with what counts and maps need and without the rest."""

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo.boundaries.units import read_units
from geo.boundaries.zones import read_zones
from geo.events.reading import columns_together
from geo.events.report import ReadReport, total
from geo.events.stream import stream_events
from geo.join.join import join
from geo.points import coordinates
from geo.schema import COUNTED, time_order

_TOGETHER = 100_000
"""Rows that are joined at once: what a join works with takes more memory than what it gives."""
_REPEATED = ("source_publisher", "source_title", "source_date", "source_url", "zone_ids")


def read_joined(
    path: str | Path, *, progress: Callable[[float], object] | None = None
) -> tuple[pd.DataFrame, ReadReport]:
    """Return a file's events joined with the shipped units and zones, and the report on every row.

    For files that are too large to be held whole: a million events take a tenth of the memory of
    the frame of :func:`geo.join`, and :func:`geo.snapshot`, :func:`geo.compare` and
    :func:`geo.border_activity` give the same with them.

    Parameters
    ----------
    path : str or Path
        Any file that :func:`geo.recognise` understands.
    progress : callable, optional
        Called with the share of the file that was read, 0 to 1; by default nobody is told.

    Returns
    -------
    DataFrame, ReadReport
        The columns :data:`geo.schema.COUNTED` of a joined frame and ``longitude`` and ``latitude``
        (degrees, EPSG:4326) in the place of its points, in time order.

    Raises
    ------
    FileFault, SchemaFault, CrsMismatch
        As :func:`geo.import_events`.

    Examples
    --------
    >>> from geo.settings import EVENTS
    >>> joined, report = read_joined(EVENTS)
    >>> len(joined), report.rows_read, "geometry" in joined
    (431, 431, False)
    """
    units, zones = read_units(), read_zones()
    frames, reports = [], []
    for events, report, share in stream_events(path):
        for start in range(0, len(events), _TOGETHER):
            part = events.iloc[start : start + _TOGETHER]
            frames.append(_without_words(join(part, units, zones)))
        reports.append(report)
        if progress is not None:
            progress(share)
    columns = dict(columns_together(frames))
    order = time_order(columns["date_start"], columns["event_id"])
    for name, column in columns.items():
        # One by one: two whole frames would take twice the memory.
        columns[name] = column.take(order)
    return pd.DataFrame(columns, copy=False), total(reports)


def _without_words(joined: gpd.GeoDataFrame) -> pd.DataFrame:
    longitude, latitude = coordinates(joined).T
    kept = pd.DataFrame(joined[list(COUNTED)]).astype(dict.fromkeys(_REPEATED, "category"))
    return kept.assign(longitude=longitude, latitude=latitude)
