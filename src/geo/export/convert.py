"""A file of any source as valid events in another file."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import geopandas as gpd

from geo.events.mapping import Mapping
from geo.events.reading import together
from geo.events.report import ReadReport, total
from geo.events.stream import Overrides, stream_events
from geo.export.export import write_events
from geo.export.parquet import write_geoparquet


def import_file(
    path: str | Path,
    output: str | Path,
    *,
    source: str = "auto",
    mapping: Mapping | None = None,
    dataset: str = "",
    licence: str = "",
    restricted: bool | None = None,
    data_as_of: date | None = None,
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
    overrides = Overrides(dataset, licence, restricted, data_as_of)
    reports: list[ReadReport] = []
    frames: list[gpd.GeoDataFrame] = []
    with ExitStack() as stack:
        streamed = output.suffix == ".parquet"
        take = stack.enter_context(write_geoparquet(output)).write if streamed else frames.append
        for events, report, share in stream_events(
            path, source=source, mapping=mapping, overrides=overrides
        ):
            take(events)
            reports.append(report)
            if progress is not None:
                progress(share)
    if not streamed:
        events = together(frames)
        # The user's own copy: nothing of it is handed on.
        write_events(events, output, include=events["dataset"].cat.categories)
    return total(reports)
