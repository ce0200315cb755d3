"""A file of any source as valid events in another file."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path

import geopandas as gpd

from geo.boundaries.units import read_units
from geo.events.look import Overrides
from geo.events.mapping import Mapping
from geo.events.own_files import write_geoparquet
from geo.events.reading import together
from geo.events.report import ReadReport, Remark, total
from geo.events.stream import stream_events
from geo.export.export import write_events
from geo.join.join import finest, match_events
from geo.join.report import conflict_counts, conflict_words


def import_file(
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
    progress: Callable[[float], object] | None = None,
) -> ReadReport:
    """Write a file's rows as valid events into another, and return the report on every row.

    Into ``.parquet`` a file of any size goes in bounded memory.

    Parameters
    ----------
    output : path
        Ends as :func:`geo.export.export.write_events` wants it.
    others
        As of :func:`import_events`, which says also what is raised.
    """
    output = Path(output)
    overrides = Overrides(dataset, licence, restricted, data_as_of, calendar, time_zone)
    reports: list[ReadReport] = []
    frames: list[gpd.GeoDataFrame] = []
    conflicts: Counter[str] = Counter()
    with ExitStack() as stack:
        streamed = output.suffix == ".parquet"
        take = stack.enter_context(write_geoparquet(output)).write if streamed else frames.append
        units = read_units()
        districts = finest(units)

        def taken(events: gpd.GeoDataFrame) -> dict[str, int]:
            take(events)
            return conflict_counts(match_events(events, units, districts)["conflict"])

        # Writing and matching let go of the interpreter: they run beside the reading of the next
        # chunk, one behind, so that no more than two are held.
        beside = stack.enter_context(ThreadPoolExecutor(1))
        behind: Future[dict[str, int]] | None = None
        for events, report, share in stream_events(
            path, source=source, mapping=mapping, sheet=sheet, overrides=overrides
        ):
            if behind is not None:
                conflicts.update(behind.result())
            behind = beside.submit(taken, events)
            reports.append(report)
            if progress is not None:
                progress(share)
        if behind is not None:
            conflicts.update(behind.result())
    if not streamed:
        events = together(frames)
        # The user's own copy: nothing of it is handed on.
        write_events(events, output, include=events["dataset"].cat.categories)
    return with_conflicts(total(reports), conflicts)


def with_conflicts(report: ReadReport, conflicts: Counter[str]) -> ReadReport:
    """Return a report that says first how many events state another unit than they lie in."""
    if not conflicts.total():
        return report
    stated = f"{conflict_words(conflicts)}, farther than the errors explain: see `borderwatch join`"
    return replace(report, notes=[Remark(stated), *report.notes])
