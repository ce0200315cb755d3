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

from geo.errors import FileFault
from geo.events.actors import actor_name
from geo.events.dates import in_order
from geo.events.mapping import Mapping
from geo.events.placed_by_code import place_by_code
from geo.events.placed_by_name import place_by_name
from geo.events.recognise import (
    OWN,
    date_order_of,
    header_of,
    require_mapped,
    require_order,
    said_of,
    understand,
    unnamed,
)
from geo.events.sources.codes import country
from geo.events.sources.source import Layout, distinctly, spelled
from geo.events.sources.table import AS_WRITTEN
from geo.events.validate import ReadReport, accept_table, counted
from geo.files.open import open_table
from geo.files.table import Table, as_text, numbered
from geo.gazetteer.geocode import locate_names
from geo.gazetteer.pcodes import locate_pcodes

_AGAIN = "stands on an earlier row too; ids must be unique"
_PLACE = "\0place"
"""The column of a layer's geometry as text, beside its own."""
_SHOWN_WORDS = 20
_SAME_ROW = "the same row stands earlier in the file"


@dataclass(frozen=True)
class Overrides:
    """What the user says of every row, instead of what the source says; empty where nothing."""

    dataset: str = ""
    licence: str = ""
    restricted: bool | None = None
    data_as_of: date | None = None


NO_OVERRIDES = Overrides()


def stream_events(
    path: Path | str,
    *,
    source: str = "auto",
    mapping: Mapping | None = None,
    overrides: Overrides = NO_OVERRIDES,
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
        require_mapped(opened, understood.mapping)
        if mapping is not None:
            require_order(opened, mapping)
        ids = _Ids()
        order, doubts = date_order_of(opened, understood.source)
        nameless = unnamed(opened, understood.source)
        of_file = [*opened.mended, *nameless, *said_of(understood.mapping, opened), *doubts]
        rows_read = 0
        for table, share in opened.chunks(header_of(opened, understood.source)):
            converted = _converted(table, understood.source, opened.name, order)
            placed, notes = _placed(converted, overrides)
            events, report = accept_table(placed, overrides.dataset or path.stem, path.name)
            numbers = placed.rows.index[~placed.rows.index.isin(report.set_aside["row"])]
            events, report = _keep_first(events, report, numbers, ids)
            if understood.mapping:
                notes += _worded_counts(events)
                report = _with_same_rows(report, understood.mapping)
            rows_read += report.rows_read
            yield events, replace(report, mended=[*of_file, *notes, *report.mended]), share
            # What holds for the file is said once, with its first chunk.
            of_file = []
        if not rows_read:
            raise FileFault(f"{path.name} holds no rows. Export it again or choose another file.")


def _placed(converted: Table, overrides: Overrides) -> tuple[Table, list[str]]:
    """Return a table with codes of countries, one name an actor and rows placed; and notes."""
    coded, strange = _with_countries(converted)
    coded, nowhere = _without_null_island(_with_actors(coded))
    placed, unused = place_by_code(_overridden(coded, overrides), locate_pcodes)
    return place_by_name(placed, locate_names), [*nowhere, *unused, *strange]


def _with_same_rows(report: ReadReport, mapping: Mapping) -> ReadReport:
    """Say of ids that were made of their rows that the rows are the same, not their ids."""
    if "event_id" in mapping.columns:
        return report
    reasons = report.set_aside["reason"].str.replace(f"event_id {_AGAIN}", _SAME_ROW)
    return replace(report, set_aside=report.set_aside.assign(reason=reasons))


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
        sum(report.by_code for report in reports),
    )


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


def _with_countries(table: Table) -> tuple[Table, list[str]]:
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
    strange = stated[codes.isna() & stated.notna() & (stated != "")].unique()
    rows = table.rows.assign(country=codes.fillna(stated))
    return replace(table, rows=rows), [
        f"country {word[:40]!r} is none that is known; it stays as it is written"
        for word in strange[:_SHOWN_WORDS]
    ]


def _with_actors(table: Table) -> Table:
    """Return a table with one name for each actor; what it replaces stands in a column beside."""
    named: dict[str, pd.Series] = {}
    for side in (name for name in ("actor_1", "actor_2") if name in table.rows):
        given = table.rows[side].astype("str").str.strip()
        names = distinctly(given, actor_name)
        replaced = names.notna() & (names != given)
        if replaced.any():
            before = table.rows.get(f"original_{side}", pd.Series(None, given.index, dtype="str"))
            named |= {side: names, f"original_{side}": before.mask(replaced, given)}
    return replace(table, rows=table.rows.assign(**named)) if named else table


def _without_null_island(table: Table) -> tuple[Table, list[str]]:
    """Return a table without the coordinates 0, 0, and how many rows had these.

    They lie in the sea off Africa, and stand for *unknown* in many files.
    """
    here = (table.longitude == 0) & (table.latitude == 0)
    if not here.any():
        return table, []
    longitude, latitude = (axis.mask(here) for axis in (table.longitude, table.latitude))
    note = f"rows with the coordinates 0, 0, which count as unknown: {int(here.sum()):,}"
    return replace(table, longitude=longitude, latitude=latitude), [note]


def _worded_counts(events: gpd.GeoDataFrame) -> list[str]:
    """Return in words how many events have counts that are no plain numbers."""
    worded = events["note"].str.contains(AS_WRITTEN, regex=False, na=False)
    if not worded.any():
        return []
    first = events.loc[worded, "note"].iloc[0].partition(AS_WRITTEN)[2].partition("; ")[0]
    note = (
        f"events with counts that are no plain numbers, such as {first!r}: {int(worded.sum()):,}; "
        "ranges were read, the rest is unknown, and the words stand in note"
    )
    return [note]


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
