"""A file's rows as valid events, chunk by chunk, so that memory stays bounded."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from geo import schema
from geo.errors import FileFault, SchemaFault
from geo.events import ReadReport, accept_table, counted
from geo.gazetteer import locate_names
from geo.headers import nameless_words
from geo.placing import place_by_name
from geo.rows import Header, Opened, Table, as_text, numbered
from geo.sources.acled import ACLED
from geo.sources.codes import country
from geo.sources.dates import in_order, numbers_only, order_of_all, other_order
from geo.sources.gdelt import GDELT
from geo.sources.gtd import GTD
from geo.sources.insecurity_insight import INSECURITY_INSIGHT
from geo.sources.mapping import Mapping, distinct_texts, guess, with_defaults
from geo.sources.source import Source, spelled
from geo.sources.table import AS_WRITTEN, table_source
from geo.sources.ucdp import UCDP
from geo.tables import open_table

OWN = Source(
    key="events",
    title="Events in the project's own columns",
    needs=schema.REQUIRED_EVENT_COLUMNS,
)
SOURCES = (OWN, ACLED, UCDP, GTD, GDELT, INSECURITY_INSIGHT)
"""In the order in which they are tried; a table with a mapping comes last."""
FORMATS = ("auto", *(source.key for source in SOURCES), "table")
_SHOWN_WORDS = 20
_AGAIN = "stands on an earlier row too; ids must be unique"
_PLACE = "\0place"
"""The column of a layer's geometry as text, beside its own."""
_SAME_ROW = "the same row stands earlier in the file"


@dataclass(frozen=True)
class Said:
    """What the user says of every row, instead of what the source says; empty where nothing."""

    dataset: str = ""
    licence: str = ""
    restricted: bool | None = None
    data_as_of: date | None = None


NOTHING_SAID = Said()


@dataclass(frozen=True)
class Understood:
    """Which source a file is of and why; a mapping where it is read by one."""

    source: Source
    reason: str
    mapping: Mapping | None = None


def understand(opened: Opened, key: str = "auto", mapping: Mapping | None = None) -> Understood:
    """Return which source an open file is of.

    Raises
    ------
    SchemaFault
        When the file is not of the source that ``key`` names, or no source has that key.
    """
    if mapping is not None:
        mapping = with_defaults(mapping)
        return Understood(table_source(mapping), "the mapping that was given", mapping)
    if key not in FORMATS:
        raise SchemaFault(f"No source is called {key!r}. Known: {', '.join(FORMATS)}.")
    for source in SOURCES:
        # Our own columns are ours as they are spelled; of other spellings a mapping is guessed.
        ours = source is not OWN or set(OWN.needs) <= set(opened.columns)
        reason = source.reason(opened.columns) if ours else ""
        if reason and key in ("auto", source.key):
            return Understood(source, reason)
    if key not in ("auto", "table"):
        wanted = next(source for source in SOURCES if source.key == key)
        raise SchemaFault(
            f"{opened.name} is no {wanted.title}: it lacks some of the columns "
            f"{', '.join(wanted.needs)}. It has: {_shown(opened.columns)}. Let the format be "
            "recognised, or give a mapping."
        )
    guessed = guess(opened)
    reason = "it is of no source that is known; a mapping of its columns was guessed"
    return Understood(table_source(guessed), reason, guessed)


def stream_events(
    path: Path | str,
    *,
    source: str = "auto",
    mapping: Mapping | None = None,
    said: Said = NOTHING_SAID,
) -> Iterator[tuple[gpd.GeoDataFrame, ReadReport, float]]:
    """Yield the valid events of a file in chunks, each with its report and the share read.

    An id that an earlier chunk holds is a fault as it is within one.

    Raises
    ------
    FileFault, SchemaFault, CrsMismatch
        When the file as a whole cannot be used.
    """
    path = Path(path)
    with open_table(path) as opened:
        understood = understand(opened, source, mapping)
        _require_mapped(opened, understood.mapping)
        if mapping is not None:
            _require_order(opened, mapping)
        ids = _Ids()
        order, doubts = _date_order(opened, understood.source)
        unnamed = _unnamed(opened, understood.source)
        mended = [*opened.mended, *unnamed, *_said_of(understood.mapping, opened), *doubts]
        read = 0
        for table, share in opened.chunks(_header(opened, understood.source)):
            converted = _converted(table, understood.source, opened.name, order)
            known, strange = _with_countries(converted)
            known, nowhere = _without_null_island(known)
            placed = place_by_name(_say(known, said), locate_names)
            events, report = accept_table(placed, said.dataset or path.stem, path.name)
            numbers = placed.rows.index[~placed.rows.index.isin(report.set_aside["row"])]
            events, report = _keep_first(events, report, numbers, ids)
            if understood.mapping and "event_id" not in understood.mapping.columns:
                again = report.set_aside["reason"].str.replace(f"event_id {_AGAIN}", _SAME_ROW)
                report = replace(report, set_aside=report.set_aside.assign(reason=again))
            read += report.rows_read
            worded = _worded_counts(events) if understood.mapping else []
            said_now = [*mended, *nowhere, *strange, *worded, *report.mended]
            yield events, replace(report, mended=said_now), share
            mended = []
        if not read:
            raise FileFault(f"{path.name} holds no rows. Export it again or choose another file.")


def total(reports: list[ReadReport]) -> ReadReport:
    """Return the reports on the chunks of a file as one."""
    set_aside = pd.concat([report.set_aside for report in reports], ignore_index=True)
    return ReadReport(
        reports[0].source,
        sum(report.rows_read for report in reports),
        sum(report.accepted for report in reports),
        set_aside.sort_values("row", ignore_index=True),
        list(dict.fromkeys(line for report in reports for line in report.mended)),
        sum(report.by_name for report in reports),
        sum(report.swapped for report in reports),
    )


def _said_of(mapping: Mapping | None, opened: Opened) -> list[str]:
    """Return how a table was read, what of it was not, and what is not sure about it."""
    if mapping is None:
        return []
    pairs = ", ".join(f"{ours} from {theirs}" for ours, theirs in mapping.columns.items())
    left = [name for name in opened.columns if name and name not in mapping.columns.values()]
    unread = [f"columns not read: {_shown(left)}"] if left else []
    return [f"columns read by a mapping: {pairs}", *unread, *mapping.notes]


def _unnamed(opened: Opened, source: Source) -> list[str]:
    """Return in words which columns are not read since they have no name."""
    if source.lacks_header(opened.columns):
        return []
    return nameless_words(opened.columns, opened.sample.to_numpy().tolist())


def _require_mapped(opened: Opened, mapping: Mapping | None) -> None:
    """Refuse a mapping that names columns the file lacks, or leaves out what events need."""
    if mapping is None:
        return
    absent = sorted(set(mapping.columns.values()) - set(opened.columns))
    missing = [name for name in mapping.missing if not (opened.located and name.endswith("itude"))]
    if absent or missing:
        raise SchemaFault(
            f"{opened.name} lacks the columns {', '.join([*missing, *absent])}. It has: "
            f"{_shown(opened.columns)}. Rename or add columns, or give a mapping that names them; "
            "docs/data.md says what each holds."
        )


def _require_order(opened: Opened, mapping: Mapping) -> None:
    """Refuse a mapping that reads the day as the month, or the month as the day."""
    columns = [
        mapping.columns[ours] for ours in ("date_start", "date_end") if ours in mapping.columns
    ]
    doubtful = [name for name in columns if numbers_only(opened.sample[name])]
    for name, texts in distinct_texts(opened, frozenset(doubtful)).items():
        against = other_order(texts, mapping.date_order)
        if against:
            order = "day_first" if mapping.date_order == "month_first" else "month_first"
            raise SchemaFault(
                f"{opened.name}: the dates of {name}, such as {against}, are {order}, but the "
                f'mapping says {mapping.date_order}. Set date_order = "{order}" in it.'
            )


def _shown(columns: list[str]) -> str:
    shown = ", ".join(columns[:60])
    return f"{shown} and {len(columns) - 60} more" if len(columns) > 60 else shown


def _header(opened: Opened, source: Source) -> Header:
    """Return what to read: the columns that the source looks at, as the file spells them."""
    if source is OWN:
        return Header()
    if source.lacks_header(opened.columns):
        return Header(source.header, source.wanted)
    if source.key == "table":
        return Header()
    return Header(wanted=frozenset(source.spelled_in(opened.columns)))


def _date_order(opened: Opened, source: Source) -> tuple[str, list[str]]:
    """Return which of day and month comes first in a source's dates, and what is not sure of it.

    Empty where its dates name the month, or put the year first, as the source writes them.
    """
    spelled_so = {spelled(column): column for column in opened.columns}
    columns = [spelled_so[name] for name in source.dates if name in spelled_so]
    doubtful = [name for name in columns if numbers_only(opened.sample[name])]
    if not doubtful:
        return "", []
    held = distinct_texts(opened, frozenset(doubtful))
    return order_of_all(held)


def _converted(table: Table, source: Source, name: str, order: str) -> Table:
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


def _with_countries(table: Table) -> tuple[Table, list[str]]:
    """Return a table with its countries as ISO 3166-1 alpha-3, and which words are none.

    Those stay as they are written.
    """
    if "country" not in table.rows:
        return table, []
    stated = table.rows["country"].astype("str").str.strip()
    known = country(stated, "iso3")
    if not known.notna().eq(stated.notna()).all():
        # The names in all languages are read where they are needed only.
        known = country(stated, "any")
    strange = stated[known.isna() & stated.notna() & (stated != "")].unique()
    rows = table.rows.assign(country=known.fillna(stated))
    return replace(table, rows=rows), [
        f"country {word[:40]!r} is none that is known; it stays as it is written"
        for word in strange[:_SHOWN_WORDS]
    ]


def _without_null_island(table: Table) -> tuple[Table, list[str]]:
    """Return a table without the coordinates 0, 0, and how many rows had these.

    They lie in the sea off Africa, and stand for *unknown* in many files.
    """
    here = (table.longitude == 0) & (table.latitude == 0)
    if not here.any():
        return table, []
    longitude, latitude = (axis.mask(here) for axis in (table.longitude, table.latitude))
    said = f"{int(here.sum()):,} rows have the coordinates 0, 0, which count as unknown"
    return replace(table, longitude=longitude, latitude=latitude), [said]


def _worded_counts(events: gpd.GeoDataFrame) -> list[str]:
    """Return in words how many events have counts that are no plain numbers."""
    worded = events["note"].str.contains(AS_WRITTEN, regex=False, na=False)
    if not worded.any():
        return []
    first = events.loc[worded, "note"].iloc[0].partition(AS_WRITTEN)[2].partition("; ")[0]
    said = (
        f"{int(worded.sum()):,} events have counts that are no plain numbers, such as {first!r}: "
        "ranges were read, the rest is unknown, and the words stand in note"
    )
    return [said]


def _say(table: Table, said: Said) -> Table:
    """Return a table with what the user says of every row."""
    given = {
        "dataset": said.dataset,
        "licence": said.licence,
        "restricted": said.restricted,
        "data_as_of": None if said.data_as_of is None else said.data_as_of.isoformat(),
    }
    given = {name: value for name, value in given.items() if value not in ("", None)}
    return replace(table, rows=table.rows.assign(**given)) if given else table


class _Ids:
    """The ids of earlier chunks, as Arrow text: a set of Python's own takes five times the memory.

    Their sorted hashes tell at once that an id is new; where one is met again, the texts decide.
    """

    def __init__(self) -> None:
        self._texts: list[pa.Array] = []
        self._hashes = np.empty(0, dtype=np.uint64)

    def again(self, ids: pd.Series) -> NDArray[np.bool_]:
        """Return which ids an earlier chunk has, and count all as met."""
        texts = pa.array(ids, pa.large_string())
        hashes = np.sort(pd.util.hash_array(ids.to_numpy(dtype=object)))
        at = np.searchsorted(self._hashes, hashes)
        met = np.append(self._hashes, np.uint64(0))[at] == hashes
        again = np.zeros(len(ids), dtype=bool)
        if met[at < len(self._hashes)].any():
            earlier = pa.chunked_array(self._texts)
            again = pc.is_in(texts, earlier).to_numpy(zero_copy_only=False)
        self._texts.append(texts)
        # Two sorted runs: a stable sort merges them in one go.
        self._hashes = np.sort(np.concatenate([self._hashes, hashes]), kind="stable")
        return again


def _keep_first(
    events: gpd.GeoDataFrame, report: ReadReport, numbers: pd.Index, ids: _Ids
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
