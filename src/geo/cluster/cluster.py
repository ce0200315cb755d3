"""Import, join and analysis of datasets of any size on the workers of a Dask cluster."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from distributed import Client

from geo.analysis.activity import NO_EVENTS, add_activities
from geo.analysis.compare import compared
from geo.analysis.compare_counts import added
from geo.analysis.compare_words import Asked
from geo.analysis.duplicates import links_of
from geo.analysis.revisions import add_revisions
from geo.analysis.windows import valid_window
from geo.cluster import exchange, work
from geo.cluster.ground import Ground
from geo.cluster.parts import PART_BYTES, parts_of
from geo.cluster.reading import (
    Dataset,
    dataset_name,
    repeated_ids,
    tasks_with_known_ids,
    understood,
)
from geo.cluster.stores import finish_folder, make_folder, put
from geo.cluster.tree import Crew, Progress, number_of_buckets
from geo.cluster.unit_days import UnitDays, add_unit_days, as_counted_events
from geo.errors import FileFault, PeriodFault
from geo.events.look import Overrides
from geo.events.mapping import Mapping
from geo.events.own_files import write_geoparquet
from geo.events.report import ReadReport, Remark
from geo.export.convert import with_conflicts
from geo.files.scratch import scratch_folder
from geo.join.join import NEAREST_KM
from geo.join.report import JoinReport
from geo.release.withholding import require_named
from geo.settings import chosen_boundaries
from geo.view.area import Area
from geo.view.view import Window

COUNTS = "_counts.parquet"
"""In a folder that was written here: its events by unit and day, as events."""


@dataclass(frozen=True)
class JoinedFolder:
    """What a join wrote: how events matched, what became of rows, what was ``withheld``."""

    matched: JoinReport
    read: ReadReport
    withheld: dict[str, int]


class Cluster:
    """The work of one machine on the workers of a Dask client; see :func:`geo.on_cluster`.

    Places are paths, or addresses of a store such as ``s3://bucket/folder``, that every worker
    reaches by the same name: a file of any format that :func:`geo.recognise` understands, or a
    folder whose files hold one dataset in one layout. What is written is a folder of GeoParquet
    with its counts in ``_counts.parquet``.

    The answers are those of one machine, whatever the parts and the workers, also where workers
    are lost on the way. Rows with an id that stands earlier in the dataset are set aside, as in
    one file; the row numbers of a report run on through the files in the order of their names.
    """

    def __init__(self, client: Client, part_bytes: int = PART_BYTES) -> None:
        self._client, self._part_bytes = client, part_bytes
        self._boundaries = ""

    def import_events(
        self,
        path: str | Path,
        output: str | Path,
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
        progress: Progress | None = None,
    ) -> ReadReport:
        """Write a dataset's rows as valid events into a folder; return the report on every row.

        Parameters
        ----------
        path, output : str or Path
            The dataset, and a new or empty folder.
        others
            As of :func:`geo.import_events`, which says also what is raised. The name of the
            dataset is by default that of its file or folder.
        """
        overrides = Overrides(dataset, licence, restricted, data_as_of, calendar, time_zone)
        told = {"source": source, "mapping": mapping, "sheet": sheet, "overrides": overrides}
        crew, data = self._opened(path, **told)
        make_folder(str(output))
        buckets = number_of_buckets(len(data.parts))
        write = partial(work.import_part, str(output), buckets)
        lots = crew.begin(write, data.tasks({}))
        crew.wait(lots, progress)
        repeated = repeated_ids(crew, crew.item(lots, 0), buckets)
        tasks = data.tasks(repeated)
        # What holds an id that an earlier part holds too is written again without it.
        for number in repeated:
            lots[number] = crew.begin(write, [tasks[number]])[0]
        whole = _read(
            crew.added(crew.item(lots, 1), partial(work.add_lots, work.add_imports)), data
        )
        report = data.reported(whole.report)
        self._finish(str(output), whole.result.counts, report)
        return with_conflicts(report, whole.result.conflicts)

    def join(
        self,
        path: str | Path,
        output: str | Path,
        *,
        nearest_km: float = NEAREST_KM,
        include: Iterable[str] = (),
        progress: Progress | None = None,
    ) -> JoinedFolder:
        """Write a dataset's events with their units, zones and nearest border into a folder.

        Parameters
        ----------
        path, output : str or Path
            The dataset, and a new or empty folder.
        nearest_km : float, default 5.0
            As of :func:`geo.join`.
        include : iterable of str, default ()
            Restricted datasets whose rows are written all the same, as in :func:`geo.write_events`.
        """
        crew, data = self._opened(path)
        make_folder(str(output))
        write = partial(work.join_part, str(output), nearest_km, tuple(include))
        whole = self._added(crew, data, write, work.add_joins, progress)
        require_named(whole.result.restricted, include)
        report = data.reported(whole.report)
        self._finish(str(output), whole.result.counts, report)
        return JoinedFolder(whole.result.matched, report, dict(whole.result.withheld))

    def counts(
        self, path: str | Path, *, progress: Progress | None = None
    ) -> tuple[gpd.GeoDataFrame, ReadReport]:
        """Return a dataset's events by unit, day, type and dataset, and the report on every row.

        The counts are valid events, each at a point inside its unit and standing for as many as
        its ``event_count`` says: :func:`geo.join` brings them to the units of their events, and
        maps and pages show them. Events in no unit are not among them; the notes say how many.
        """
        crew, data = self._opened(path)
        whole = self._added(crew, data, work.count_part, add_unit_days, progress)
        report = _with_nowhere(data.reported(whole.report), whole.result)
        return as_counted_events(whole.result), report

    def border_activity(
        self,
        path: str | Path,
        *,
        segment: str | None = None,
        around: str | None = None,
        within_km: float = 50.0,
        side: str = "both",
        freq: str = "MS",
        window: Window | None = None,
        progress: Progress | None = None,
    ) -> tuple[pd.DataFrame, ReadReport]:
        """Return the table of :func:`geo.border_activity` of a dataset, and the report on its rows.

        Parameters
        ----------
        path : str or Path
            The dataset.
        others
            As of :func:`geo.border_activity`, which says also what is raised.
        """
        where = {"segment": segment, "around": around, "within_km": within_km, "side": side}
        asked = {**where, "freq": freq, "window": window}
        crew, data = self._opened(path)
        count = partial(work.activity_part, asked)
        whole = self._added(crew, data, count, partial(add_activities, freq=freq), progress)
        if whole.result is None:
            raise PeriodFault(NO_EVENTS)
        return whole.result, data.reported(whole.report)

    def compare(
        self,
        path: str | Path,
        a: Window,
        b: Window,
        *,
        by: str = "segment",
        within_km: float = 50.0,
        side: str = "both",
        segments: Sequence[str] = (),
        area: Area | None = None,
        progress: Progress | None = None,
    ) -> tuple[pd.DataFrame, ReadReport]:
        """Return the table of :func:`geo.compare` of a dataset, and the report on its rows.

        How far events come in bursts is told from the counts by month of all parts together, as
        on one machine.

        Parameters
        ----------
        path : str or Path
            The dataset.
        others
            As of :func:`geo.compare`, which says also what is raised.
        """
        windows = valid_window(a), valid_window(b)
        asked = Asked(windows, by, within_km, side, tuple(segments))
        crew, data = self._opened(path)
        count = partial(work.compare_part, asked, area)
        whole = self._added(crew, data, count, added, progress)
        return compared(whole.result, asked, area), data.reported(whole.report)

    def duplicates(
        self, paths: Sequence[str | Path], *, progress: Progress | None = None
    ) -> pd.DataFrame:
        """Return the table of :func:`geo.duplicates` of several datasets.

        Events are brought together by day, and looked at beside those of the days next to theirs;
        which of the likely pairs are links is then told of all pairs together.

        Parameters
        ----------
        paths : sequence of str or Path
            The datasets; one that holds several will do.
        """
        opened = [self._opened(path) for path in paths]
        tasks = [task for crew, data in opened for task in tasks_with_known_ids(data, crew)]
        crew, buckets = opened[0][0], number_of_buckets(len(tasks))
        lots = crew.begin(partial(exchange.events_by_day, buckets), tasks)
        crew.wait(lots, progress)
        return links_of(pd.concat(crew.exchanged(lots, buckets, exchange.pairs_of)))

    def revisions(
        self, before: str | Path, after: str | Path, *, progress: Progress | None = None
    ) -> pd.DataFrame:
        """Return the table of :func:`geo.revisions` of two downloads of one source.

        Events are brought together by id.

        Parameters
        ----------
        before, after : str or Path
            The datasets.
        """
        opened = [self._opened(path) for path in (before, after)]
        tasks = [tasks_with_known_ids(data, crew) for crew, data in opened]
        crew, buckets = opened[0][0], number_of_buckets(max(map(len, tasks)))
        lots = crew.begin(partial(exchange.events_by_id, buckets), [*tasks[0], *tasks[1]])
        crew.wait(lots, progress)
        told = partial(exchange.revisions_of, len(tasks[0]))
        return add_revisions(crew.exchanged(lots, buckets, told))

    def _opened(self, path: str | Path, **told: Any) -> tuple[Crew, Dataset]:
        """Return the workers, on today's boundaries, and the dataset in parts."""
        if self._boundaries != chosen_boundaries():
            self._client.register_plugin(Ground())
            self._boundaries = chosen_boundaries()
        crew, place = Crew(self._client), str(path)
        parts = parts_of(place, crew, self._part_bytes)
        return crew, understood(dataset_name(place), parts, crew, **told)

    def _added(
        self,
        crew: Crew,
        data: Dataset,
        one: Callable[[Any], work.Lot | None],
        add: Callable[[list[Any]], Any],
        progress: Progress | None,
    ) -> work.Lot:
        """Return what a function makes of each part, added up."""
        lots = crew.begin(one, tasks_with_known_ids(data, crew))
        return _read(crew.added(lots, partial(work.add_lots, add), progress), data)

    def _finish(self, output: str, counts: UnitDays, report: ReadReport) -> None:
        """Write the counts beside the parts of a folder, and that it is whole."""
        with scratch_folder("counts") as folder:
            local = folder / COUNTS
            with write_geoparquet(local) as file:
                file.write(as_counted_events(counts))
            put(local, f"{output}/{COUNTS}")
        finish_folder(output, {"rows": report.accepted, "events_in_no_unit": counts.nowhere})


def _read(lot: work.Lot | None, data: Dataset) -> work.Lot:
    """Return what all parts came to.

    Raises
    ------
    FileFault
        When none held a row.
    """
    if lot is None:
        raise FileFault(f"{data.name} holds no rows. Export it again or choose another file.")
    return lot


def _with_nowhere(report: ReadReport, counts: UnitDays) -> ReadReport:
    """Return a report that says how many events no count holds, if there are any."""
    if not counts.nowhere:
        return report
    note = Remark(f"{counts.nowhere:,} events lie in no unit and are in no count")
    return replace(report, notes=[*report.notes, note])
