"""A file's rows as valid events, chunk by chunk, so that memory stays bounded."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa

from geo.cells.date_order import in_order
from geo.cells.empty import says_nothing
from geo.cells.values import distinctly
from geo.errors import FileFault
from geo.events.ids import Ids
from geo.events.look import NO_OVERRIDES, Overrides, PartOf, Reading, look_at
from geo.events.mapping import PLACED, Mapping
from geo.events.notes import clock_times, date_readings, future_dates, strange_words, unread_columns
from geo.events.own_files import GEOMETRY, as_read, own_batches
from geo.events.placed_by_name import place_by_code, place_by_name
from geo.events.recognise import (
    OWN,
    Understood,
    header_of,
    require_mapped,
    understand,
    wanted_sheet,
)
from geo.events.report import ReadReport, Remark, no_faults, remark
from geo.events.table import AS_WRITTEN
from geo.events.validate import accept_table, counted
from geo.files.folder import part_files
from geo.files.open import open_table
from geo.files.parquet import as_rows, spelt
from geo.files.table import Table, as_text, numbered
from geo.gazetteer.actors import actor_name
from geo.gazetteer.geocode import locate_names
from geo.gazetteer.pcodes import locate_pcodes
from geo.schema import EVENT_COLUMNS
from geo.sources.codes import country
from geo.sources.source import Layout, spelled

_AGAIN = "stands on an earlier row too; ids must be unique"
_PLACE = "\0place"
"""The column of a layer's geometry as text, beside its own."""
_DATES = ("date_start", "date_end")
_AS_OURS = Reading(Understood(OWN, ""), "", [])
_SAME_ROW = "the same row stands earlier in the file"


def stream_events(
    path: Path | str,
    *,
    source: str = "auto",
    mapping: Mapping | None = None,
    sheet: str = "",
    overrides: Overrides = NO_OVERRIDES,
    part: PartOf | None = None,
) -> Iterator[tuple[gpd.GeoDataFrame, ReadReport, float]]:
    """Yield the valid events of a file in chunks, each with its report and the share read.

    An id that an earlier chunk holds is a fault as it is within one. A file that is ``part`` of a
    larger whole is read as the whole is, and what holds for the whole is not said.

    Raises
    ------
    FileFault, SchemaFault, CrsMismatch
        When the file as a whole cannot be used.
    """
    path = Path(path)
    as_it_is = source in ("auto", OWN.key) and not (mapping or sheet) and overrides == NO_OVERRIDES
    if as_it_is and part is None and (batches := _own_batches(path)) is not None:
        yield from _own_events(batches, path)
        return
    with open_table(path, wanted_sheet(sheet, mapping)) as opened:
        if part is None:
            reading = look_at(opened, source, mapping, overrides)
        else:
            reading = Reading(understand(opened, part.source, part.mapping), part.order, [])
            require_mapped(opened, part.mapping)
        name = path.stem if part is None else part.dataset
        ids = Ids(() if part is None else part.earlier)
        of_file = [Remark(line) for line in reading.notes]
        rows_read = 0
        for table, share in opened.chunks(header_of(opened, reading.understood.source)):
            events, report = _events(table, reading, overrides, (name, path.name), ids)
            rows_read += report.rows_read
            yield events, replace(report, notes=[*of_file, *report.notes]), share
            # What holds for the file is said once, with its first chunk.
            of_file = []
        if not rows_read:
            raise FileFault(f"{path.name} holds no rows. Export it again or choose another file.")


def _own_batches(path: Path) -> Iterator[tuple[pa.RecordBatch, float]] | None:
    """Return the rows of a file of ours, or of a folder of such; none of any other."""
    if path.is_file():
        return own_batches(path)
    if not path.is_dir():
        return None
    parts = [own_batches(part) for part in part_files(path)]
    if not all(parts):
        return None
    return (
        (batch, (number + share) / len(parts))
        for number, part in enumerate(parts)
        for batch, share in part or ()
    )


def _own_events(
    batches: Iterator[tuple[pa.RecordBatch, float]], path: Path
) -> Iterator[tuple[gpd.GeoDataFrame, ReadReport, float]]:
    """Yield the events of a file of ours; rows that are not as they were written are parsed."""
    ids, read = Ids(), 0
    for batch, share in batches:
        events = as_read(batch, ids)
        if events is None:
            table = as_rows(spelt(batch), GEOMETRY, read, path.name)
            names = path.stem, path.name
            yield *_events(table, _AS_OURS, NO_OVERRIDES, names, ids), share
        else:
            report = ReadReport(path.name, len(events), len(events), no_faults())
            notes = future_dates(events, events.index + read + 1)
            yield events, replace(counted(report, events), notes=notes), share
        read += batch.num_rows


def _events(
    table: Table, reading: Reading, overrides: Overrides, names: tuple[str, str], ids: Ids
) -> tuple[gpd.GeoDataFrame, ReadReport]:
    """Return the valid events of a table, and what became of each row.

    ``names`` are that of the dataset, where the rows name none, and that of the file.
    """
    understood, (dataset, name) = reading.understood, names
    notes = _remarks(table, understood.source, understood.mapping)
    converted = _converted(table, understood.source, name, reading.order)
    placed, changed = _placed(converted, overrides)
    changed += date_readings(converted.rows)
    events, report = accept_table(placed, overrides.dataset or dataset, name)
    numbers = placed.rows.index[~placed.rows.index.isin(report.set_aside["row"])]
    events, report = _keep_first(events, report, numbers, ids)
    numbers = placed.rows.index[~placed.rows.index.isin(report.set_aside["row"])]
    if understood.mapping:
        changed += _worded_counts(events, numbers)
        report = _with_same_rows(report, understood.mapping)
    notes += [*changed, *report.notes, *future_dates(events, numbers)]
    return events, replace(report, notes=notes)


def _remarks(table: Table, source: Layout, mapping: Mapping | None) -> list[Remark]:
    """Return what is not read of a table as it stands, not known, or cut off."""
    columns = [str(name) for name in table.rows]
    if mapping is not None:
        read = list(mapping.columns.values())
        dates = [mapping.columns.get(ours, "") for ours in _DATES]
    elif source is OWN:
        read, dates = [*EVENT_COLUMNS, *PLACED], list(_DATES)
    else:
        read = source.spelled_in(columns)
        dates = [name for name in columns if spelled(name) in source.dates]
    return [
        *unread_columns(table, read),
        *strange_words(table.rows, source),
        *clock_times(table, [name for name in dict.fromkeys(dates) if name in columns]),
    ]


def _placed(converted: Table, overrides: Overrides) -> tuple[Table, list[Remark]]:
    """Return a table with codes of countries, one name an actor and rows placed; and remarks."""
    coded, strange = _with_countries(converted)
    named, renamed = _with_actors(coded)
    somewhere, nowhere = _without_null_island(named)
    placed, unused = place_by_code(_overridden(somewhere, overrides), locate_pcodes)
    return place_by_name(placed, locate_names), [*nowhere, *unused, *strange, *renamed]


def _with_same_rows(report: ReadReport, mapping: Mapping) -> ReadReport:
    """Say of ids that were made of their rows that the rows are the same, not their ids."""
    if "event_id" in mapping.columns:
        return report
    reasons = report.set_aside["reason"].str.replace(f"event_id {_AGAIN}", _SAME_ROW)
    return replace(report, set_aside=report.set_aside.assign(reason=reasons))


def _converted(table: Table, source: Layout, name: str, order: str) -> Table:
    """Return a table in our columns; a row without coordinates in them keeps its geometry's."""
    if source is OWN:
        return table
    rows = as_text(table.rows)
    if order:
        for column in rows.columns[[spelled(str(name)) in source.dates for name in rows]]:
            rows[column] = in_order(rows[column], order)
    if not table.lacks and "longitude" not in rows:
        # Of a layer: two rows may differ in their places alone.
        rows = rows.assign(**{_PLACE: _spelled_out(table)})
    rows = source.events(rows)
    own = numbered(rows, name)
    if own.lacks:
        # A table of named places only: each row says for itself that it has no coordinates.
        return replace(table, rows=rows, lacks=())
    given = own.longitude.notna() & own.latitude.notna()
    lacks_both = table.longitude.isna() | table.latitude.isna()
    return replace(
        own,
        longitude=own.longitude.where(given, table.longitude),
        latitude=own.latitude.where(given, table.latitude),
        problem=table.problem.where(table.problem != "", own.problem.where(lacks_both, "")),
    )


def _spelled_out(table: Table) -> pd.Series:
    """Return the places of a table as text."""
    return table.longitude.astype("str") + " " + table.latitude.astype("str")


def _with_countries(table: Table) -> tuple[Table, list[Remark]]:
    """Return a table with its countries as ISO 3166-1 alpha-3, and which words are none.

    Those stay as they are written.
    """
    if "country" not in table.rows:
        return table, []
    stated = table.rows["country"].astype("str").str.strip()
    codes = country(stated, "iso3")
    if not codes.notna().eq(stated.notna()).all():
        # The names in all languages are read where they are needed only.
        codes = country(stated, "any")
    strange = stated[codes.isna() & ~says_nothing(stated)]
    what = "words that are no country that is known and stay as they are written"
    notes = [
        note
        for word, rows in strange.groupby(strange, sort=False)
        for note in remark(what, rows.index, repr(str(word)[:40]))
    ]
    return replace(table, rows=table.rows.assign(country=codes.fillna(stated))), notes


def _with_actors(table: Table) -> tuple[Table, list[Remark]]:
    """Return a table with one name for each actor; what it replaces stands in a column beside."""
    named: dict[str, pd.Series] = {}
    notes: list[Remark] = []
    for side in (name for name in ("actor_1", "actor_2") if name in table.rows):
        given = table.rows[side].astype("str").str.strip()
        names = distinctly(given, actor_name)
        replaced = names.notna() & (names != given)
        if replaced.any():
            before = table.rows.get(f"original_{side}", pd.Series(None, given.index, dtype="str"))
            named |= {side: names, f"original_{side}": before.mask(replaced, given)}
            what = f"{side}: other spellings of actors; they stay in original_{side}"
            notes += remark(what, given.index[replaced])
    return (replace(table, rows=table.rows.assign(**named)) if named else table), notes


def _without_null_island(table: Table) -> tuple[Table, list[Remark]]:
    """Return a table without the coordinates 0, 0, and how many rows had these.

    They lie in the sea off Africa, and stand for *unknown* in many files.
    """
    here = (table.longitude == 0) & (table.latitude == 0)
    if not here.any():
        return table, []
    longitude, latitude = (axis.mask(here) for axis in (table.longitude, table.latitude))
    notes = remark("the coordinates 0, 0 count as unknown", here.index[here])
    return replace(table, longitude=longitude, latitude=latitude), notes


def _worded_counts(events: gpd.GeoDataFrame, numbers: pd.Index) -> list[Remark]:
    """Return in words how many events have counts that are no plain numbers."""
    worded = events["note"].str.contains(AS_WRITTEN, regex=False, na=False)
    if not worded.any():
        return []
    first = events.loc[worded, "note"].iloc[0].partition(AS_WRITTEN)[2].partition("; ")[0]
    what = (
        f"events with counts that are no plain numbers, such as {first!r}; ranges were read, the "
        "rest is unknown, and the words stand in note"
    )
    return remark(what, numbers[worded.to_numpy(bool)])


def _overridden(table: Table, overrides: Overrides) -> Table:
    """Return a table with what the user says of every row."""
    given = {
        "dataset": overrides.dataset,
        "licence": overrides.licence,
        "restricted": overrides.restricted,
        "data_as_of": None if overrides.data_as_of is None else overrides.data_as_of.isoformat(),
    }
    given = {name: value for name, value in given.items() if value not in ("", None)}
    return replace(table, rows=table.rows.assign(**given)) if given else table


def _keep_first(
    events: gpd.GeoDataFrame, report: ReadReport, numbers: pd.Index, ids: Ids
) -> tuple[gpd.GeoDataFrame, ReadReport]:
    """Set the events aside whose id an earlier chunk has."""
    again = ids.again(events["event_id"])
    if not again.any():
        return events, report
    doubled = events["event_id"][again].to_numpy()
    late = pd.DataFrame(
        {"row": numbers[again], "event_id": doubled, "column": "event_id", "value": doubled}
    ).assign(reason=f"event_id {_AGAIN}")
    kept = events[~again].reset_index(drop=True)
    set_aside = pd.concat([report.set_aside, late], ignore_index=True)
    return kept, counted(replace(report, set_aside=set_aside), kept)
