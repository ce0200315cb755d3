"""Events from any file: which source it is of, and its rows as valid events."""

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from pandas.api.types import union_categoricals

from geo.events.guess import with_whole_columns
from geo.events.look import Overrides
from geo.events.mapping import Mapping
from geo.events.recognise import said_of_header, understand, wanted_sheet
from geo.events.report import ReadReport, total
from geo.events.stream import stream_events
from geo.files.open import open_table
from geo.files.table import Opened
from geo.settings import EVENTS as SHIPPED_EVENTS
from geo.sources.source import Layout


@dataclass(frozen=True)
class Recognised:
    """What was understood of a file.

    Parameters
    ----------
    source : str
        The key of a source: ``events`` for our own columns, ``table`` for any other.
    title : str
        The source's name for people.
    reason : str
        Why the file is taken for it.
    columns : list of str
        The file's own columns, in their order; the source's where the file has no header.
    sample : DataFrame
        The first rows, one column for each of ``columns``, all cells text.
    mapping : Mapping, optional
        How a table's columns become ours, as guessed; by default none: a known source needs none.
    sheets : dict of str to list of str, default {}
        Of a workbook the columns of each sheet that is shown and holds rows.
    read : list of str, default []
        Titles of the sheets that were looked at.
    notes : list of str, default []
        What was done to make the file readable, such as the encoding that was taken.

    Examples
    --------
    >>> seen = recognise(SHIPPED_EVENTS)
    >>> isinstance(seen, Recognised), seen.source, "date_start" in seen.columns
    (True, 'events', True)
    """

    source: str
    title: str
    reason: str
    columns: list[str]
    sample: pd.DataFrame
    mapping: Mapping | None = None
    sheets: dict[str, list[str]] = field(default_factory=dict)
    read: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def recognise(path: str | Path, *, source: str = "auto", sheet: str = "") -> Recognised:
    """Return which source a file is of, told from its content and never from its name.

    Parameters
    ----------
    path : str or Path
        A file of :func:`import_events`.
    source : str, default "auto"
        A key of :data:`geo.events.recognise.FORMATS` to take the file for; ``auto`` tells it
        from the content, ``table`` guesses a mapping even where the source is known.
    sheet : str, default ""
        Of a workbook, as in :func:`import_events`.

    Returns
    -------
    Recognised
        Source, reason, columns, first rows and, for a table, the guessed mapping.

    Raises
    ------
    FileFault, SchemaFault, CrsMismatch
        When the file cannot be read at all, or is not of the source that was named.

    See Also
    --------
    geo.import_events : Reads the file, by the mapping that was guessed or another.

    Examples
    --------
    >>> seen = recognise(SHIPPED_EVENTS)
    >>> seen.source, seen.mapping
    ('events', None)
    """
    with open_table(Path(path), wanted_sheet(sheet)) as opened:
        understood = understand(opened, source)
        taken_for = understood.source
        columns, sample = _with_header(opened, taken_for)
        return Recognised(
            taken_for.key,
            taken_for.title,
            understood.reason,
            columns,
            sample,
            understood.mapping,
            opened.sheets,
            opened.read,
            [*opened.mended, *said_of_header(opened, taken_for)],
        )


def complete(path: str | Path, mapping: Mapping, *, sheet: str = "") -> Mapping:
    """Return a mapping with the order of its dates, and their types, as a file's columns hold them.

    For columns that were chosen by hand, as :func:`recognise` does for those that it guesses.

    Raises
    ------
    FileFault, SchemaFault, CrsMismatch
        When the file cannot be read.
    """
    with open_table(Path(path), wanted_sheet(sheet, mapping)) as opened:
        return with_whole_columns(mapping, opened)


def _with_header(opened: Opened, source: Layout) -> tuple[list[str], pd.DataFrame]:
    """Return columns and sample; where the file has no header, its first row is data."""
    if not source.lacks_header(opened.first):
        return opened.columns, opened.sample
    rows = [opened.first, *opened.sample.to_numpy().tolist()]
    return list(source.header), pd.DataFrame(rows, columns=list(source.header), dtype="str")


def read_events(source: str | Path = SHIPPED_EVENTS) -> gpd.GeoDataFrame:
    """Return the valid events of a file: EPSG:4326 points, columns of ``geo.schema.EVENTS``.

    Parameters
    ----------
    source : str or Path, optional
        Any file that :func:`recognise` understands; by default the shipped events.

    Returns
    -------
    GeoDataFrame
        One row for each valid event, in the order of the file.

    Raises
    ------
    FileFault, SchemaFault, CrsMismatch
        When the file as a whole cannot be used.

    Warns
    -----
    UserWarning
        When rows were set aside; :func:`import_events` returns them with their reasons.

    See Also
    --------
    geo.import_events : With the report, and with more to say of the file.
    geo.read_joined : For files that are too large to be held whole.

    Examples
    --------
    >>> events = read_events()
    >>> len(events), events.crs.to_string()
    (431, 'EPSG:4326')
    """
    events, report = import_events(source)
    if len(report.set_aside):
        warnings.warn(str(report), stacklevel=2)
    return events


def import_events(
    path: str | Path = SHIPPED_EVENTS,
    *,
    source: str = "auto",
    mapping: Mapping | None = None,
    sheet: str = "",
    dataset: str = "",
    licence: str = "",
    restricted: bool | None = None,
    data_as_of: date | None = None,
    calendar: str = "",
    time_zone: str = "",
    progress: Callable[[float], object] | None = None,
) -> tuple[gpd.GeoDataFrame, ReadReport]:
    """Return a file's rows as valid events, and the report on every row.

    Parameters
    ----------
    path : str or Path, optional
        CSV, TSV, XLSX, GeoJSON, GeoPackage, shapefile, KML or Parquet, also zipped; by default
        the shipped events.
    source : str, default "auto"
        A key of :data:`geo.events.recognise.FORMATS`; ``auto`` recognises it from the content.
    mapping : Mapping, optional
        How to read a table; by default guessed where one is needed.
    sheet : str, default ""
        Title of a workbook's sheet; ``*`` for all with the same columns. By default the longest
        of those that are of a known source or fit the mapping, else the longest.
    dataset : str, default ""
        Name of the dataset; the file's name when empty.
    licence : str, default ""
        Licence of every row, instead of what the source says.
    restricted : bool, optional
        Whether the rows may not be handed on; by default what the source says.
    data_as_of : date, optional
        Day that the data reach to; by default what the file says, or nothing.
    calendar : {"", "auto", "gregorian", "solar_hijri"}, default ""
        Of the dates of a table, instead of what its mapping says.
    time_zone : str, default ""
        IANA name: in which zone the day of a clock time with a zone is told where a row states no
        country, instead of what the mapping says.
    progress : callable, optional
        Called with the share of the file that was read, 0 to 1; by default nobody is told.

    Returns
    -------
    GeoDataFrame
        Valid events, EPSG:4326 points, columns of :data:`geo.schema.EVENTS`.
    ReadReport
        What became of each row: those set aside with all their faults, and what was mended.

    Raises
    ------
    FileFault
        Missing, empty, truncated, of an unknown format, or unsafe.
    SchemaFault
        Not of the source that was named, or without columns that are needed.
    CrsMismatch
        Not in EPSG:4326.

    Examples
    --------
    >>> events, report = import_events(SHIPPED_EVENTS, dataset="mine")
    >>> report.rows_read, events["dataset"].unique().tolist()
    (431, ['mine'])
    """
    overrides = Overrides(dataset, licence, restricted, data_as_of, calendar, time_zone)
    frames, reports = [], []
    for events, report, share in stream_events(
        path, source=source, mapping=mapping, sheet=sheet, overrides=overrides
    ):
        frames.append(events)
        reports.append(report)
        if progress is not None:
            progress(share)
    return together(frames), total(reports)


def together(frames: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Return the events of all chunks as one frame, with categories of the whole."""
    if len(frames) == 1:
        return frames[0]
    names = frames[0].columns
    geometry = pd.concat([frame.geometry for frame in frames], ignore_index=True)
    return gpd.GeoDataFrame(dict(columns_together(frames)), geometry=geometry)[names]


def columns_together(frames: list[pd.DataFrame]) -> Iterator[tuple[str, Any]]:
    """Yield each column of all chunks but their points; the list is empty then.

    So no column is held twice for longer than it takes to put it together.
    """
    names = frames[0].columns.drop("geometry", errors="ignore")
    # Columns taken out of a frame one by one would move the others each time.
    chunks = [{name: frame[name] for name in names} for frame in frames]
    frames.clear()
    for name in names:
        parts = [chunk.pop(name) for chunk in chunks]
        if isinstance(parts[0].dtype, pd.CategoricalDtype):
            alike = all(part.cat.categories.equals(parts[0].cat.categories) for part in parts)
            yield name, union_categoricals(parts, sort_categories=not alike)
        else:
            yield name, pd.concat(parts, ignore_index=True).array
