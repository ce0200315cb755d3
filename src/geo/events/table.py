"""Any table or layer, read by a mapping of its columns to ours."""

from functools import partial

import numpy as np
import pandas as pd

from geo.accuracy import point_errors_km
from geo.cells.clock import TIME_ZONES, local_days
from geo.cells.dates import Rules, of_parts, precision_of, spans
from geo.cells.empty import says_nothing
from geo.cells.located import COORDINATES, PAIRS
from geo.cells.pairs import places
from geo.cells.values import (
    count_span,
    distinctly,
    end_of_week,
    plain_count,
    western,
    written_counts,
)
from geo.events.mapping import ACCURACY, COUNTS, Mapping
from geo.events.placed_by_name import NAMES
from geo.events.type_words import type_of
from geo.sources.codes import country
from geo.sources.source import Cells, Layout, spelled

HOW = "\0how"
"""A column that says what was done to a date beyond reading it: a word of ``geo.events.notes``."""
AS_WRITTEN = "as written: "
"""What stands in a note before a count that is no plain number."""
_CONVERTED = ("date_start", "date_end", "event_type", "event_count", *COUNTS)


def table_source(mapping: Mapping) -> Layout:
    """Return the source that a mapping describes."""
    columns = {ours: spelled(theirs) for ours, theirs in mapping.columns.items()}
    return Layout(
        key="table",
        title="Table read by a mapping",
        reads=tuple(columns.values()),
        convert=partial(_convert, mapping, columns),
    )


def _convert(mapping: Mapping, columns: dict[str, str], rows: pd.DataFrame) -> Cells:
    cells = {ours: rows[name] for ours, name in columns.items()}
    cells = {ours: column.mask(says_nothing(column), "") for ours, column in cells.items()}
    precise = _precision(cells, rows.index)
    stated = cells.get("geo_precision", pd.Series("", index=rows.index)).replace("", None)
    cells["geo_precision"] = stated.fillna(precise).fillna("")
    cells |= {ours: _filled(rows, cells.get(ours), value) for ours, value in mapping.fixed.items()}
    made = {ours: column for ours, column in cells.items() if ours not in _CONVERTED}
    made |= _dates(cells, mapping)
    if _begins_weeks(columns):
        made |= _whole_weeks(made)
    made |= _counts(cells)
    if "event_count" in cells:
        made["event_count"] = written_counts(cells["event_count"])
    made["event_type"] = distinctly(
        cells["event_type"], lambda text: mapping.types.get(text) or type_of(text) or text
    )
    made["original_type"] = cells.get("original_type", cells["event_type"])
    if "event_id" not in cells:
        made["event_id"] = _ids(rows)
    return made


def _counts(cells: dict[str, pd.Series]) -> dict[str, pd.Series]:
    """Return the counts; what is no plain number stands in the note as it is written.

    A range of deaths becomes their lowest and highest count, where no column gives these.
    """
    made: dict[str, pd.Series] = {}
    note = cells.get("note")
    for ours in (name for name in COUNTS if name in cells):
        parts = [distinctly(cells[ours], partial(_part_of_count, at)) for at in range(3)]
        made[ours] = parts[0]
        if ours == "fatalities_best":
            bounds = zip(("fatalities_low", "fatalities_high"), parts[1:], strict=True)
            made |= {name: part for name, part in bounds if name not in cells}
        words = distinctly(cells[ours], lambda text: "" if plain_count(text).isdecimal() else text)
        as_written = (f"{ours} {AS_WRITTEN}" + words).fillna("")
        if (as_written != "").any():
            before = as_written.mask(as_written != "", "") if note is None else note.fillna("")
            both = before.mask((before != "") & (as_written != ""), before + "; ")
            note = both + as_written
    return made if note is None else {**made, "note": note}


def _part_of_count(at: int, text: str) -> str:
    return count_span(text)[at]


def _precision(cells: dict[str, pd.Series], index: pd.Index) -> pd.Series:
    """Return how precisely rows are known by what their places tell, null where they do not.

    The accuracy of a point in metres stands in a column, or in the cell of both coordinates.
    """
    accuracy = pd.Series(np.nan, index=index)
    if ACCURACY in cells:
        accuracy = pd.to_numeric(cells[ACCURACY].map(western), errors="coerce").astype(float)
    for name in (name for name in PAIRS if name in cells):
        accuracy = accuracy.fillna(places(cells[name], longitude_first=PAIRS[name])["accuracy_m"])
    # What states its country and nothing finer is known to it only.
    finer = [cells[name] != "" for name in (*COORDINATES, "pcode", *NAMES[:-1]) if name in cells]
    bare = ~pd.concat([*finer, pd.Series(False, index=index)], axis=1).any(axis=1)
    words = pd.Series(None, index=index, dtype="str").mask(bare, "country")
    for word, error_km in reversed(point_errors_km().items()):
        words = words.mask(accuracy <= error_km * 1000, word)
    return words


def _filled(rows: pd.DataFrame, cells: pd.Series | None, value: str) -> pd.Series:
    """Return a column with a value where it says nothing."""
    given = pd.Series("", index=rows.index, dtype="str") if cells is None else cells
    return given.mask(given.str.strip() == "", value)


def _dates(cells: dict[str, pd.Series], mapping: Mapping) -> dict[str, pd.Series]:
    """Return days, the precision that their span has, and what was done to them beyond reading."""
    rules = Rules(mapping.date_order, mapping.calendar, mapping.day_numbers)
    texts = {str(ours): cells[ours] for ours in ("date_start", "date_end") if ours in cells}
    if "date_start" not in texts:
        texts["date_start"] = of_parts(cells["year"], cells.get("month"), cells.get("day"))
    zones = country(cells["country"], "any").map(TIME_ZONES) if "country" in cells else None
    local, moved = local_days(texts, zones, mapping.time_zone)
    first = spans(local["date_start"], rules)
    ended = first["last"]
    if "date_end" in local:
        ended = spans(local["date_end"], rules)["last"].fillna(ended)
    days = pd.to_datetime(ended, format="%Y-%m-%d", errors="coerce") - pd.to_datetime(
        first["first"], format="%Y-%m-%d", errors="coerce"
    )
    of_span = (days.dt.days + 1).map(precision_of, na_action="ignore").astype("str")
    stated = cells.get("date_precision", pd.Series(None, index=first.index, dtype="str"))
    return {
        "date_start": first["first"],
        "date_end": ended,
        "date_precision": stated.replace("", None).fillna(of_span).fillna("day"),
        HOW: moved.fillna(first["how"]),
    }


def _begins_weeks(columns: dict[str, str]) -> bool:
    """Return whether the column of dates is called after weeks, and no other gives their ends."""
    return "week" in columns.get("date_start", "").split("_") and "date_end" not in columns


def _whole_weeks(dates: dict[str, pd.Series]) -> dict[str, pd.Series]:
    """Return dates with each single day as the first of its week."""
    day = dates["date_precision"] == "day"
    return {
        "date_end": dates["date_end"].mask(day, end_of_week(dates["date_start"])),
        "date_precision": dates["date_precision"].mask(day, "week"),
    }


def _ids(rows: pd.DataFrame) -> pd.Series:
    """Return ids made of what a row holds: the same row has the same id in every download."""
    numbers = pd.util.hash_pandas_object(rows, index=False)
    return pd.Series([f"row-{number:016x}" for number in numbers], index=rows.index, dtype="str")
