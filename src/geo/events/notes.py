"""What an import leaves unread, does not know, or changes: the remarks of its report."""

from collections.abc import Iterable
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.cells.empty import says_nothing
from geo.events.report import Remark, remark
from geo.events.table import HOW
from geo.files.table import Table
from geo.phrases import long_date
from geo.sources.source import Layout, spelled

_READINGS = {
    "solar_hijri": "dates of the Solar Hijri calendar became Gregorian ones",
    "day_number": "a spreadsheet's numbers of days became dates",
    "moved": "clock times with a zone became the day in the event's country, not the one written",
    "unmoved": "clock times with a zone in rows that state no country: the day is as written; "
    "say in which zone they lie (time_zone in a mapping, --time-zone)",
}
_CLOCK = r"\d[T ,]+(?!0?0:?00(?::?00(?:\.0*)?)?(?:\D|$))\d{1,2}:\d\d"
"""A time of day other than midnight, behind a date."""


def unread_columns(table: Table, read: Iterable[str]) -> list[Remark]:
    """Return which columns hold something that is not read, and in how many rows.

    ``read`` are the columns that are; those without a name are told apart.
    """
    wanted = set(read)
    counts = dict(table.unread)
    for name, column in table.rows.items():
        if name not in wanted and not str(name).startswith("\0"):
            filled = column.notna()
            if isinstance(column.dtype, pd.StringDtype) or column.dtype == object:
                filled &= column.astype("str").str.strip() != ""
            counts[str(name)] = counts.get(str(name), 0) + int(filled.sum())
    what = "columns not read that hold something"
    return [Remark(what, name, count) for name, count in counts.items() if count]


def strange_words(rows: pd.DataFrame, source: Layout) -> list[Remark]:
    """Return the words of a source's columns that no table knows, with their rows."""
    by_name = {spelled(str(name)): name for name in rows}
    notes: list[Remark] = []
    for theirs, known in source.words.items():
        if theirs not in by_name:
            continue
        column = rows[by_name[theirs]].astype("str")
        filled = column[~says_nothing(column)]
        words = [word for word in filled.unique() if not known(str(word))]
        unknown = filled[filled.isin(words)]
        what = f"words of {by_name[theirs]} that no table knows"
        for word, group in unknown.groupby(unknown, sort=False):
            notes += remark(what, group.index, repr(str(word)[:40]))
    return notes


def date_readings(rows: pd.DataFrame) -> list[Remark]:
    """Return how many dates became others than are written: of another calendar, zone or count."""
    if HOW not in rows:
        return []
    return [
        note
        for word, what in _READINGS.items()
        for note in remark(what, rows.index[(rows[HOW] == word).to_numpy(bool)])
    ]


def clock_times(table: Table, columns: Iterable[str]) -> list[Remark]:
    """Return how many cells of dates lose a time of day: an event lies on a day."""
    notes: list[Remark] = []
    for name in columns:
        cells = table.rows[name]
        if pd.api.types.is_datetime64_any_dtype(cells):
            timed = cells.notna() & (cells != cells.dt.normalize())
        else:
            codes, distinct = pd.factorize(cells.astype("str"))
            # Null cells have code -1, which picks the appended False.
            timed = np.append(pd.Series(distinct).str.contains(_CLOCK, regex=True), [False])[codes]
            timed = timed.astype(bool)
        notes += remark(f"{name}: the time of day is cut off", cells.index[timed])
    return notes


def future_dates(events: gpd.GeoDataFrame, numbers: pd.Index) -> list[Remark]:
    """Return how many events begin after today; ``numbers`` are those of their rows."""
    today = date.today()  # noqa: DTZ011
    late = (events["date_start"] > pd.Timestamp(today)).to_numpy(bool)
    return remark(f"dates after today, {long_date(today)}", numbers[late])
