"""The events of each part, read as the whole is read; and which ids stand in several parts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.cluster.parts import Part, laid_down, without_head
from geo.cluster.tree import Crew, number_of_buckets
from geo.errors import FileFault
from geo.events.guess import distinct_texts
from geo.events.look import NO_OVERRIDES, Overrides, PartOf, look_at
from geo.events.mapping import Mapping
from geo.events.reading import together
from geo.events.recognise import wanted_sheet
from geo.events.report import ReadReport, Remark, total
from geo.events.stream import stream_events
from geo.files.open import open_table
from geo.files.table import Header, Table

Ids = dict[int, tuple[str, ...]]
"""By the number of a part, which of its ids an earlier part holds too."""


@dataclass(frozen=True)
class Dataset:
    """A dataset in parts, and how each is read: ``whole`` is none where nothing needs parsing.

    ``earlier`` are the ids that are not read again.
    """

    name: str
    parts: list[Part]
    whole: PartOf | None = None
    overrides: Overrides = NO_OVERRIDES
    sheet: str = ""
    notes: tuple[str, ...] = ()

    def tasks(self, earlier: Ids) -> list["Task"]:
        """Return what each part's task is told."""
        return [
            Task(
                number,
                part,
                None
                if self.whole is None
                else replace(self.whole, earlier=earlier.get(number, ())),
                self.overrides,
                self.sheet,
            )
            for number, part in enumerate(self.parts)
        ]

    def reported(self, report: ReadReport) -> ReadReport:
        """Return the report on all parts as one on the dataset."""
        notes = [*map(Remark, self.notes), *report.notes]
        return replace(report, source=self.name, notes=notes)


@dataclass(frozen=True)
class Task:
    """One part of a dataset, with what its worker needs to read it."""

    number: int
    part: Part
    whole: PartOf | None
    overrides: Overrides
    sheet: str

    def read(self) -> tuple[gpd.GeoDataFrame, ReadReport] | None:
        """Return the valid events of the part and the report on its rows; none without rows."""
        with laid_down(self.part) as path:
            if path is None:
                return None
            frames, reports = [], []
            for events, report, _ in stream_events(
                path, sheet=self.sheet, overrides=self.overrides, part=self.whole
            ):
                frames.append(events)
                reports.append(report)
            return together(frames), total(reports)


def understood(
    name: str,
    parts: list[Part],
    crew: Crew,
    *,
    source: str = "auto",
    mapping: Mapping | None = None,
    sheet: str = "",
    overrides: Overrides = NO_OVERRIDES,
) -> Dataset:
    """Return how a dataset is read: its first part tells, and of whole columns all parts.

    Raises
    ------
    FileFault, SchemaFault, CrsMismatch
        As :func:`geo.import_events`.
    """
    if parts[0].is_ours:
        return Dataset(name, parts)
    with laid_down(parts[0]) as path:
        if path is None:
            raise FileFault(f"{name} holds no rows. Export it again or choose another file.")
        with open_table(path, wanted_sheet(sheet, mapping)) as opened:
            whole = replace(opened, chunks=partial(_of_all_parts, crew, parts, sheet))
            reading = look_at(whole, source, mapping, overrides)
            headless = reading.understood.source.lacks_header(opened.first)
    part_of = PartOf(reading.understood.source.key, reading.understood.mapping, reading.order, name)
    parts = without_head(parts) if headless else parts
    return Dataset(name, parts, part_of, overrides, sheet, tuple(reading.notes))


def _of_all_parts(
    crew: Crew, parts: list[Part], sheet: str, header: Header
) -> Iterator[tuple[Table, float]]:
    """Yield the distinct texts of some columns of each part, as a table of their own."""
    texts = crew.map(partial(_distinct, header.wanted, sheet), parts)
    for number, columns in enumerate(texts, start=1):
        rows = pd.DataFrame({name: pd.Series(own, dtype="str") for name, own in columns.items()})
        nothing = pd.Series(float("nan"), rows.index)
        yield Table(rows, nothing, nothing, pd.Series("", rows.index)), number / len(texts)


def _distinct(columns: frozenset[str], sheet: str, part: Part) -> dict[str, list[str]]:
    with laid_down(part) as path:
        if path is None:
            return {name: [] for name in columns}
        with open_table(path, wanted_sheet(sheet)) as opened:
            return distinct_texts(opened, columns)


def ids_by_bucket(ids: pd.Series, buckets: int) -> list[pd.Series]:
    """Return ids sorted into buckets by their hash."""
    return by_bucket(id_buckets(ids, buckets), buckets, ids)


def by_bucket(bucket: Any, buckets: int, rows: Any) -> list[Any]:
    """Return rows of a frame or column as one of each bucket, by the number of that of each row."""
    return [rows[bucket == number].reset_index(drop=True) for number in range(buckets)]


def id_buckets(ids: pd.Series, buckets: int) -> Any:
    """Return the number of the bucket of each id, the same wherever it is met."""
    return pd.util.hash_array(ids.to_numpy(dtype=object)) % buckets


def read_ids(buckets: int, task: Task) -> list[pd.Series]:
    """Return the ids of a part's valid events, by bucket."""
    read = task.read()
    ids = pd.Series(dtype="str") if read is None else read[0]["event_id"]
    return ids_by_bucket(ids, buckets)


def repeated_ids(crew: Crew, lots: list[Any], buckets: int) -> Ids:
    """Return by part the ids that an earlier part holds too.

    Parameters
    ----------
    lots : list of future
        Of each part what :func:`ids_by_bucket` returns, in the order of the parts.
    """
    if len(lots) < 2:
        return {}
    ids: dict[int, list[str]] = {}
    for repeated in crew.exchanged(lots, buckets, _repeated):
        for number, texts in repeated.items():
            ids.setdefault(number, []).extend(texts)
    return {number: tuple(texts) for number, texts in ids.items()}


def _repeated(lots: list[pd.Series]) -> dict[int, list[str]]:
    """Return by the number of a lot which of its ids stand in an earlier one."""
    texts = pd.concat(lots, keys=range(len(lots)), names=["lot", None])
    again = texts[texts.duplicated()]
    return {int(lot): own.tolist() for lot, own in again.groupby(level="lot")}


def tasks_with_known_ids(dataset: Dataset, crew: Crew) -> list[Task]:
    """Return the tasks of a dataset, each told which of its ids earlier parts hold.

    What was written here is not read for it: its ids are unique.
    """
    tasks = dataset.tasks({})
    if dataset.whole is None or len(tasks) < 2:
        return tasks
    buckets = number_of_buckets(len(tasks))
    lots = crew.begin(partial(read_ids, buckets), tasks)
    return dataset.tasks(repeated_ids(crew, lots, buckets))


def dataset_name(place: str) -> str:
    """Return the name of a dataset: that of its file or folder without ending.

    >>> dataset_name("s3://bucket/acled.csv"), dataset_name("here/events/")
    ('acled', 'events')
    """
    return Path(PurePosixPath(place.rstrip("/")).name).stem
