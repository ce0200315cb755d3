"""Write the events of a view for others to use: each row with its source, in six formats.

What is written is the same to the byte for the same events. Restricted rows stay out unless
their dataset is named; the report says how many.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa

from geo.boundaries.units import DISCLAIMER
from geo.errors import FileFault
from geo.event_counts import events_in_rows, number_of_events
from geo.export.kml import kml_lines
from geo.export.xlsx import write_workbook
from geo.files.writing import batches, nullable, write_whole
from geo.phrases import counted
from geo.release.credits import boundary_credits, event_sources
from geo.release.withholding import released, withheld_words
from geo.text import defused
from geo.view.area import Area
from geo.view.area_ground import inside_words

FORMATS = {
    ".geojson": "GeoJSON",
    ".gpkg": "GeoPackage",
    ".parquet": "GeoParquet",
    ".csv": "CSV",
    ".kml": "KML (Google Earth)",
    ".xlsx": "Excel workbook",
}
CSV_ENCODING = "utf-8-sig"
"""Of a CSV file: with a mark, without which spreadsheets show Persian as other letters."""
_UNKNOWN = "Numbers that are not known are empty, never 0."
_FIXED_DATE = "2000-01-01T00:00:00.000Z"
_gdal_clock = Lock()


@dataclass(frozen=True)
class ExportReport:
    """What a file holds: ``events`` in ``rows``, and how many of a dataset were ``withheld``."""

    path: Path
    events: int
    rows: int
    withheld: dict[str, int]

    def __str__(self) -> str:
        """Return the report as one line of text."""
        held = events_in_rows(self.events, self.rows)
        return f"{self.path}: {held}. {withheld_words(self.withheld)}".rstrip()


def write_events(
    joined: gpd.GeoDataFrame,
    path: str | Path,
    *,
    include: Iterable[str] = (),
    of: gpd.GeoDataFrame | None = None,
    area: Area | None = None,
) -> ExportReport:
    """Write events as GeoJSON, GeoPackage, GeoParquet, CSV, KML or XLSX, by the name's ending.

    Parameters
    ----------
    joined : GeoDataFrame
        Events, joined or not, EPSG:4326 points.
    path : str or Path
        Ends in a key of :data:`FORMATS`.
    include : iterable of str, default ()
        Restricted datasets whose rows go out all the same.
    of : GeoDataFrame, optional
        All events, where those to write were chosen among them: they tell the date of the data;
        by default ``joined``.
    area : Area, optional
        The area of one's own that they were chosen by, which the file names; by default none.

    Returns
    -------
    ExportReport
        With the events and rows written, and the events withheld, by dataset.

    Raises
    ------
    FileFault
        For another ending, when the file cannot be written, or when a workbook cannot hold it.

    Examples
    --------
    >>> import geo, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     report = write_events(geo.read_events(), Path(folder) / "events.kml")
    >>> report.events, dict(report.withheld)
    (431, {})
    """
    path = Path(path)
    if path.suffix not in FORMATS:
        raise FileFault(f"{path.name} ends in none of {', '.join(FORMATS)}.")
    events, withheld = released(joined, include)
    with write_whole(path) as part:
        try:
            _WRITERS[path.suffix](events, _about(events, withheld, of, area), part)
        except RuntimeError as error:
            # What GDAL raises when the disk is full.
            raise FileFault(f"{path} cannot be written: {error}") from error
    return ExportReport(path, number_of_events(events), len(events), withheld)


def to_csv(events: gpd.GeoDataFrame) -> str:
    """Return events as CSV, dates as ISO text, with ``longitude`` and ``latitude``.

    All rows go in: leave out restricted ones with :func:`geo.release.withholding.released`. Text
    that a spreadsheet would run as a formula gets a leading apostrophe.

    Examples
    --------
    >>> import geo
    >>> to_csv(geo.read_events().head(1))[:30]
    'event_id,date_start,date_end,d'
    """
    return table_csv(_plain(events))


def table_csv(frame: pd.DataFrame) -> str:
    r"""Return any table as CSV, with text defused as in :func:`to_csv`, numbers at full length.

    >>> table_csv(pd.DataFrame({"name": ["=1+1", "Kunduz"]}))
    "name\n'=1+1\nKunduz\n"
    """
    text = frame.select_dtypes(["str", "object", "category"]).columns
    frame = frame.assign(**{name: defused(frame[name].astype("str")) for name in text})
    return frame.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d")


def _plain(events: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the cells of events with ``longitude`` and ``latitude``."""
    frame = pd.DataFrame(_worded(events).drop(columns="geometry"))
    return frame.assign(longitude=events.geometry.x, latitude=events.geometry.y)


def _worded(events: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return categories as text: a category would carry the words of rows that are left out."""
    words = events.select_dtypes("category").columns
    return events.assign(**{name: events[name].astype("str") for name in words})


def _about(
    events: gpd.GeoDataFrame,
    withheld: Mapping[str, int],
    of: gpd.GeoDataFrame | None,
    area: Area | None,
) -> dict[str, Any]:
    """Return what travels inside a file: sources, licences, what was left out, notes."""
    chosen = {} if area is None else {"area": area.text}
    notes = (
        inside_words(area),
        _UNKNOWN,
        withheld_words(withheld),
        boundary_credits(),
        DISCLAIMER,
    )
    return {
        **chosen,
        "datasets": event_sources(events, of),
        "withheld": dict(withheld),
        "notes": [note for note in notes if note],
    }


def _write_csv(events: gpd.GeoDataFrame, about: Mapping[str, Any], part: Path) -> None:
    part.write_text(to_csv(events), CSV_ENCODING)


def _write_geojson(events: gpd.GeoDataFrame, about: Mapping[str, Any], part: Path) -> None:
    """Write features, and what is about them as a foreign member (RFC 7946, section 6.1)."""
    frame = _plain(events)
    for name in frame.select_dtypes("datetime").columns:
        frame[name] = frame[name].dt.strftime("%Y-%m-%d")
    head = json.dumps({"type": "FeatureCollection", "about": about}, ensure_ascii=False)
    with part.open("w", encoding="utf-8", newline="\n") as file:
        file.write(head.removesuffix("}") + ', "features": [')
        for number, properties in enumerate(_records(frame)):
            place = [properties.pop("longitude"), properties.pop("latitude")]
            feature = {
                "type": "Feature",
                "properties": properties,
                "geometry": {"type": "Point", "coordinates": place},
            }
            file.write(("," if number else "") + "\n" + json.dumps(feature, ensure_ascii=False))
        file.write("\n]}\n")


def _records(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for batch in batches(frame):
        yield from nullable(batch).to_dict("records")  # type: ignore[misc]  # names are text


def _write_geopackage(events: gpd.GeoDataFrame, about: Mapping[str, Any], part: Path) -> None:
    import pyogrio  # slow to load

    frame = _worded(events)
    for name in frame.select_dtypes("datetime").columns:
        frame[name] = frame[name].astype(pd.ArrowDtype(pa.date32()))
    # GDAL stamps the moment of writing into the file, unless it is told another.
    with _gdal_clock:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _FIXED_DATE})
        try:
            pyogrio.write_dataframe(
                frame,
                part,
                layer="events",
                driver="GPKG",
                use_arrow=True,
                layer_metadata={"about": json.dumps(about, ensure_ascii=False)},
            )
        finally:
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
    # The index is made when GDAL closes the file, which fails in silence on a full disk.
    if not pyogrio.read_info(part)["capabilities"]["fast_spatial_filter"]:
        raise OSError("its spatial index is missing, as on a full disk")


def _write_parquet(events: gpd.GeoDataFrame, about: Mapping[str, Any], part: Path) -> None:
    frame = _worded(events)
    frame.attrs = {"about": about}
    frame.to_parquet(part, index=False)


def _write_kml(events: gpd.GeoDataFrame, about: Mapping[str, Any], part: Path) -> None:
    lines = "\n".join(" · ".join(map(str, row)) for row in _about_rows(about))
    with part.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(kml_lines(_plain(events), lines))


def _write_xlsx(events: gpd.GeoDataFrame, about: Mapping[str, Any], part: Path) -> None:
    write_workbook(_plain(events), _about_rows(about), part)


def _about_rows(about: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
    """Return what is about the events as rows of cells for people to read."""
    datasets = [
        (entry["dataset"], _number(entry), "; ".join(entry["licences"]), entry["as_of"])
        for entry in about["datasets"]
    ]
    return [
        ("Dataset", "Events", "Licences", "As of"),
        *datasets,
        *((note,) for note in about["notes"]),
    ]


def _number(entry: Mapping[str, Any]) -> str:
    events, rows = entry["events"], entry["rows"]
    return f"{events:,}" if events == rows else f"{events:,} in {counted(rows, 'row')}"


_WRITERS: dict[str, Callable[[gpd.GeoDataFrame, Mapping[str, Any], Path], None]] = {
    ".geojson": _write_geojson,
    ".gpkg": _write_geopackage,
    ".parquet": _write_parquet,
    ".csv": _write_csv,
    ".kml": _write_kml,
    ".xlsx": _write_xlsx,
}
