"""Frames of events: one that a user built, and several datasets as one."""

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd

from geo.doors import require_frame
from geo.errors import SchemaFault
from geo.events.validate import accept
from geo.schema import EVENT_COLUMNS

_LISTED = 20


def combine(frames: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Return the events of several datasets as one frame, to be joined together.

    Parameters
    ----------
    frames : sequence of GeoDataFrame
        Valid events, EPSG:4326, such as :func:`geo.import_events` returns; at least one.

    Returns
    -------
    GeoDataFrame
        All rows, frame after frame, numbered anew; the same columns.

    Raises
    ------
    SchemaFault
        When one dataset holds an id twice; across datasets ids may repeat.

    See Also
    --------
    geo.duplicates : Events of two datasets that are likely the same one.

    Examples
    --------
    >>> import geo
    >>> events = geo.read_events()
    >>> both = combine([events, events.assign(dataset="a copy")])
    >>> len(both) == 2 * len(events)
    True
    """
    first, *others = frames
    # The columns of a single one need not be held twice.
    whole = pd.concat(frames, ignore_index=True) if others else first.reset_index(drop=True)
    events = gpd.GeoDataFrame(whole, crs=first.crs)
    require_single_ids(events)
    # Categories of unequal frames become plain text when they are put together.
    text = [name for name in first if str(events[name].dtype) != str(first[name].dtype)]
    return events.assign(**{name: events[name].astype("str").astype("category") for name in text})


def require_single_ids(events: pd.DataFrame) -> None:
    """Raise :class:`SchemaFault` where one ``dataset`` holds an ``event_id`` twice."""
    doubled = events.loc[events.duplicated(["dataset", "event_id"]), "event_id"]
    if len(doubled):
        raise SchemaFault(
            f"One dataset holds ids twice: {', '.join(sorted(set(doubled))[:5])}. Give each file "
            "its own name in the column dataset, or leave out one of them."
        )


def as_events(frame: pd.DataFrame, *, dataset: str = "by hand") -> gpd.GeoDataFrame:
    """Return a frame built by hand as valid events, row by row, on the same index.

    Parameters
    ----------
    frame : DataFrame or GeoDataFrame
        The columns of docs/data.md in any order and of any type that holds their values: text,
        objects, categories, numbers; dates as text, days or moments, of which each counts on
        the day that its own clock shows. Points as geometry, EPSG:4326, or in columns
        ``longitude`` and ``latitude``, degrees. What a file of events may lack the frame may
        lack too.
    dataset : str, default "by hand"
        Name of the dataset where the frame has no column ``dataset``.

    Returns
    -------
    GeoDataFrame
        Columns of :data:`geo.schema.EVENTS`, EPSG:4326 points, then the frame's other columns as
        they are.

    Raises
    ------
    SchemaFault
        For what is no frame, columns that are missing or stand twice, and with all faults of all
        rows, each by its label.
    CrsMismatch
        When the geometry is not in EPSG:4326.

    See Also
    --------
    geo.import_events : Reads files, and sets rows aside instead of refusing them all.

    Examples
    --------
    >>> rows = pd.DataFrame(
    ...     {
    ...         "event_id": ["a1"],
    ...         "date_start": ["2021-08-15"],
    ...         "date_precision": "day",
    ...         "geo_precision": "town",
    ...         "event_type": "territorial_change",
    ...         "source_publisher": "A newspaper",
    ...         "longitude": 69.17,
    ...         "latitude": 34.53,
    ...     }
    ... )
    >>> events = as_events(rows)
    >>> events["date_end"].tolist(), str(events["located_by"].dtype)
    ([Timestamp('2021-08-15 00:00:00')], 'category')
    """
    require_frame(frame, "The frame")
    events, report = accept(_with_days(frame), dataset=dataset, name="The frame")
    if len(report.set_aside):
        faulty = report.set_aside.head(_LISTED)
        labels = frame.index[faulty["row"].to_numpy(int) - 1]
        lines = [
            f"  row {label!r}: {reason}"
            for label, reason in zip(labels, faulty["reason"], strict=True)
        ]
        more = len(report.set_aside) - len(faulty)
        lines += [f"  and {more:,} more"] if more else []
        raise SchemaFault(
            f"{len(report.set_aside):,} of {len(frame):,} rows cannot be events. Mend or drop "
            "them.\n" + "\n".join(lines)
        )
    events = events.set_axis(frame.index)
    used = {*EVENT_COLUMNS, "longitude", "latitude", getattr(frame, "active_geometry_name", "")}
    return events.assign(**{name: frame[name] for name in frame.columns if name not in used})


def _with_days(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with the days that its moments show where they are objects of Python."""
    dates = [name for name in ("date_start", "date_end", "data_as_of") if name in frame]
    days = {
        name: frame[name].map(_day, na_action="ignore")
        for name in dates
        if frame[name].dtype == object
    }
    return frame.assign(**days)


def _day(cell: object) -> object:
    """Return the day of a date or a moment as text; other cells as they are."""
    return cell.isoformat()[:10] if hasattr(cell, "isoformat") else cell
