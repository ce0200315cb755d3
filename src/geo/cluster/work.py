"""What a worker does with one part, and how the results of several parts are added up."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.analysis.activity import border_activity
from geo.analysis.compare_counts import count_windows
from geo.analysis.compare_words import Asked
from geo.boundaries.units import read_units
from geo.boundaries.zones import read_zones
from geo.cluster.reading import Task, ids_by_bucket
from geo.cluster.stores import put
from geo.cluster.unit_days import UnitDays, add_unit_days, count_unit_days
from geo.events.own_files import write_geoparquet
from geo.events.report import ReadReport, in_a_row
from geo.export.export import write_events
from geo.files.scratch import scratch_folder
from geo.join.join import finest, in_units, join, match_events
from geo.join.probability import forget
from geo.join.report import JoinReport, add_join_reports, conflict_counts, join_report
from geo.release.withholding import released, restricted_counts
from geo.view.area import Area

_PLACES = 50_000
"""So many places are remembered from part to part: laid out, a hundred thousand take a GB."""


@dataclass(frozen=True)
class Lot:
    """What a part, or neighbouring parts, came to: a result, and the report on their rows."""

    result: Any
    report: ReadReport


@dataclass(frozen=True)
class Imported:
    """Counts of imported events, and how many state another unit than they lie in."""

    counts: UnitDays
    conflicts: Counter[str]


@dataclass(frozen=True)
class Joined:
    """How events matched, their counts, and by dataset those restricted and withheld."""

    matched: JoinReport
    counts: UnitDays
    restricted: Counter[str]
    withheld: Counter[str]


def add_lots(add: Callable[[list[Any]], Any], lots: Sequence[Lot]) -> Lot:
    """Return what neighbouring lots came to together; results of no events are none."""
    results = [lot.result for lot in lots if lot.result is not None]
    return Lot(add(results) if results else None, in_a_row([lot.report for lot in lots]))


def import_part(output: str, buckets: int, task: Task) -> tuple[list[pd.Series], Lot | None]:
    """Write the valid events of a part into a folder; return its ids by bucket, and the rest."""
    read = task.read()
    if read is None:
        return ids_by_bucket(pd.Series(dtype="str"), buckets), None
    events, report = read
    _put(output, task, partial(_write_valid, events))
    placed = _in_units(events)
    conflicts = Counter(conflict_counts(placed["conflict"]))
    lot = Lot(Imported(count_unit_days(placed), conflicts), report)
    return ids_by_bucket(events["event_id"], buckets), lot


def add_imports(parts: Sequence[Imported]) -> Imported:
    """Return what several parts came to together."""
    conflicts = sum((part.conflicts for part in parts), Counter())
    return Imported(add_unit_days([part.counts for part in parts]), conflicts)


def join_part(output: str, nearest_km: float, include: Sequence[str], task: Task) -> Lot | None:
    """Write the joined events of a part into a folder, without those that are withheld."""
    read = task.read()
    if read is None:
        return None
    events, report = read
    units = read_units()
    joined = join(events, units, read_zones(), nearest_km=nearest_km)
    _put(output, task, partial(write_events, joined, include=include))
    kept, withheld = released(joined, include)
    restricted = Counter(restricted_counts(joined))
    matched = join_report(joined, units)
    return Lot(Joined(matched, count_unit_days(kept), restricted, Counter(withheld)), report)


def add_joins(parts: Sequence[Joined]) -> Joined:
    """Return what several parts came to together."""
    return Joined(
        add_join_reports([part.matched for part in parts]),
        add_unit_days([part.counts for part in parts]),
        sum((part.restricted for part in parts), Counter()),
        sum((part.withheld for part in parts), Counter()),
    )


def count_part(task: Task) -> Lot | None:
    """Return the counts of a part by unit and day."""
    return _of_events(task, lambda events: count_unit_days(_in_units(events)))


def activity_part(asked: dict[str, Any], task: Task) -> Lot | None:
    """Return the border activity of a part; none where it holds no event and no window is set."""

    def counted(events: gpd.GeoDataFrame) -> pd.DataFrame | None:
        if events.empty and asked["window"] is None:
            return None
        return border_activity(join(events, read_units()), **asked)

    return _near_borders(task, counted)


def compare_part(asked: Asked, area: Area | None, task: Task) -> Lot | None:
    """Return what two windows hold of a part."""
    return _near_borders(
        task, lambda events: count_windows(join(events, read_units()), asked, area)
    )


def _near_borders(task: Task, work: Callable[[gpd.GeoDataFrame], Any]) -> Lot | None:
    """Do work that asks where events may lie; what is known of places is kept while they repeat."""
    try:
        return _of_events(task, work)
    finally:
        forget(_PLACES)


def _of_events(task: Task, work: Callable[[gpd.GeoDataFrame], Any]) -> Lot | None:
    read = task.read()
    return None if read is None else Lot(work(read[0]), read[1])


def _in_units(events: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    units = read_units()
    districts = finest(units)
    return in_units(events, units, districts, match_events(events, units, districts))


def _write_valid(events: gpd.GeoDataFrame, path: Path) -> None:
    with write_geoparquet(path) as file:
        file.write(events)


def _put(output: str, task: Task, write: Callable[[Path], Any]) -> None:
    """Write a part by the name of its number: done again, it takes its own place."""
    name = f"part-{task.number:06}.parquet"
    with scratch_folder("part") as folder:
        write(folder / name)
        put(folder / name, f"{output}/{name}")
