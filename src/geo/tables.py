"""Rows from files of any readable format, with the reason where a row is not a placed row."""

import csv
import json
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import shapely
from numpy.typing import NDArray

from geo.errors import CrsMismatch, FileFault, SchemaFault
from geo.schema import require_crs

READABLE = (".geojson", ".json", ".gpkg", ".parquet", ".geoparquet", ".csv")
_READ_ERRORS = (
    ValueError,
    OSError,
    RuntimeError,
    TypeError,
    csv.Error,
    shapely.errors.ShapelyError,
)
_EPSG = re.compile(r"EPSG[:/](?:[\d.]*[:/])?(\d+)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Table:
    """Rows as they stand in a file, cells and coordinates apart.

    Coordinates are degrees, EPSG:4326. ``problem`` says what is wrong with a row as a whole,
    empty where nothing is; ``lacks`` names coordinate columns that the file does not have. Row 1
    is the first row of data.
    """

    rows: pd.DataFrame
    longitude: pd.Series
    latitude: pd.Series
    problem: pd.Series
    lacks: tuple[str, ...] = ()


def read_table(path: Path) -> Table:
    """Return the rows of a file.

    Raises
    ------
    FileFault
        Missing, empty, truncated, or of another format than its name says.
    SchemaFault
        Columns twice.
    CrsMismatch
        Not in EPSG:4326.
    """
    if not path.exists():
        raise FileFault(f"{path} does not exist. Check the path.")
    if path.suffix.lower() not in READABLE:
        known = ", ".join(READABLE)
        raise FileFault(f"{path.name} is not of a known format. Export it as one of {known}.")
    if path.stat().st_size == 0:
        raise FileFault(f"{path.name} is empty. Export it again or choose another file.")
    try:
        table = _reader(path)(path)
    except _READ_ERRORS as error:
        raise FileFault(
            f"{path.name} cannot be read as {path.suffix[1:]}: it is truncated, or in another "
            "encoding or format than its name says. Export it again, as UTF-8. "
            f"The reader said: {str(error)[:300]}"
        ) from error
    if table.rows.empty:
        raise FileFault(f"{path.name} holds no rows. Export it again or choose another file.")
    return table


def as_table(frame: pd.DataFrame, name: str) -> Table:
    """Return a frame as a table: its point geometry, or its ``longitude`` and ``latitude``."""
    doubled = sorted({str(column) for column in frame.columns[frame.columns.duplicated()]})
    if doubled:
        raise SchemaFault(f"{name} has columns twice: {', '.join(doubled)}. Keep one of each.")
    binary = [c for c in frame.columns if _holds_bytes(frame[c])]
    if binary:
        raise FileFault(f"{name} holds bytes, not text, in {binary}. Export them as text.")
    rows = frame.reset_index(drop=True)
    rows.index += 1
    if isinstance(frame, gpd.GeoDataFrame) and frame.active_geometry_name is not None:
        return _from_geometry(gpd.GeoDataFrame(rows), name)
    blank = pd.Series(np.nan, index=rows.index)
    longitude, latitude = (
        pd.to_numeric(rows[column], errors="coerce").astype(float) if column in rows else blank
        for column in ("longitude", "latitude")
    )
    lacks = tuple(column for column in ("longitude", "latitude") if column not in rows)
    return Table(rows, longitude, latitude, pd.Series("", index=rows.index), lacks)


def _holds_bytes(column: pd.Series) -> bool:
    return column.dtype == object and any(isinstance(cell, bytes) for cell in column)


def _reader(path: Path) -> Callable[[Path], Table]:
    suffix = path.suffix.lower()
    if suffix == ".csv":
        return _read_csv
    if suffix in (".parquet", ".geoparquet"):
        return _read_parquet
    return _read_geopackage if suffix == ".gpkg" else _read_geojson


def _read_csv(path: Path) -> Table:
    """Read cells as text; a row longer than the header keeps its place and says so."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = next((row for row in csv.reader(file) if row), [])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            cells = pd.read_csv(
                path,
                dtype=str,
                encoding="utf-8-sig",
                keep_default_na=False,
                header=0,
                names=range(len(header)),
                index_col=False,
            )
        long = np.zeros(len(cells), dtype=bool)
    except (pd.errors.ParserError, pd.errors.ParserWarning):
        cells, long = _ragged(path, len(header))
    # Spreadsheets leave nameless columns behind.
    named = [bool(word.strip()) for word in header]
    table = as_table(cells.set_axis(header, axis=1).loc[:, named], path.name)
    table.problem[long] = "has more cells than the header; quote cells that hold commas"
    return table


def _ragged(path: Path, width: int) -> tuple[pd.DataFrame, NDArray[np.bool_]]:
    """Read rows of unequal length, slowly; say which hold more than the header names."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.reader(file, strict=True) if row][1:]
    cells = pd.DataFrame([row[:width] + [""] * (width - len(row)) for row in rows], dtype="str")
    return cells, np.array([any(row[width:]) for row in rows], dtype=bool)


def _read_parquet(path: Path) -> Table:
    if b"geo" in (pq.read_schema(path).metadata or {}):
        return as_table(gpd.read_parquet(path), path.name)
    # Nullable columns keep whole numbers whole beside a missing one.
    return as_table(pd.read_parquet(path, dtype_backend="numpy_nullable"), path.name)


def _read_geopackage(path: Path) -> Table:
    frame = pyogrio.read_dataframe(
        path,
        datetime_as_string=True,
        use_arrow=True,
        arrow_to_pandas_kwargs={"integer_object_nulls": True},
    )
    if not isinstance(frame, gpd.GeoDataFrame):
        raise FileFault(f"{path.name} holds no geometry. Export it with its points.")
    return as_table(frame, path.name)


def _read_geojson(path: Path) -> Table:
    """Read features one by one: a broken feature is a row with a problem, not a lost one."""
    content = _whole_json(path)
    features = content["features"]
    good = [
        feature if isinstance(feature, dict) and feature.get("type") == "Feature" else {}
        for feature in features
    ]
    held: list[Any] = [feature.get("properties") for feature in good]
    properties = [_cells(cells) for cells in held]
    rows = pd.DataFrame(properties, index=range(1, len(good) + 1), dtype=object)
    placed = pd.DataFrame(
        [_place(feature.get("geometry")) for feature in good],
        index=rows.index,
        columns=["longitude", "latitude", "problem"],
    )
    placed.loc[[not feature for feature in good], "problem"] = "is not a GeoJSON feature"
    # Only a frame with at least one column can say how many rows it has.
    rows["\0feature"] = True
    return Table(rows, placed["longitude"], placed["latitude"], placed["problem"])


def _cells(properties: Any) -> dict[str, Any]:
    """Return a feature's cells; half a surrogate pair, which JSON can spell, is replaced."""
    if not isinstance(properties, dict):
        return {}
    return {_whole(key): _whole(cell) for key, cell in properties.items()}


def _whole(cell: Any) -> Any:
    if isinstance(cell, str) and not cell.isascii():
        return cell.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return cell


def _whole_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_bytes())
    except UnicodeDecodeError as error:
        raise FileFault(f"{path.name} is not UTF-8 text. Save it as UTF-8.") from error
    except json.JSONDecodeError as error:
        raise FileFault(
            f"{path.name} is not whole JSON: it breaks at line {error.lineno}, column "
            f"{error.colno} ({error.msg}). Download or export it again."
        ) from error
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        raise FileFault(
            f"{path.name} is JSON but not a GeoJSON FeatureCollection. Export it as GeoJSON."
        )
    if not isinstance(content.get("features"), list) or not content["features"]:
        raise FileFault(f"{path.name} holds no features. Export it again or choose another file.")
    _require_wgs84(content.get("crs"), path.name)
    return content


def _require_wgs84(crs: Any, name: str) -> None:
    """Refuse another system: GeoJSON is WGS 84, but older files name theirs."""
    text = json.dumps(crs)
    found = _EPSG.search(text)
    if not crs or "CRS84" in text or (found and found[1] == "4326"):
        return
    named = f"EPSG:{found[1]}" if found else text[:80]
    raise CrsMismatch(
        f"{name} says its coordinates are in {named}, but EPSG:4326 (longitude, latitude on "
        "WGS 84) is needed. Export it in EPSG:4326."
    )


def _place(geometry: Any) -> tuple[float, float, str]:
    """Return longitude, latitude and the problem of one GeoJSON geometry."""
    if geometry is None:
        return np.nan, np.nan, ""
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return np.nan, np.nan, "geometry is not a point"
    pair = geometry.get("coordinates")
    if not isinstance(pair, list) or len(pair) < 2:
        return np.nan, np.nan, ""
    return _degrees(pair[0]), _degrees(pair[1]), ""


def _degrees(edge: Any) -> float:
    if not isinstance(edge, int | float) or isinstance(edge, bool):
        return np.nan
    try:
        return float(edge)
    except OverflowError:
        return np.inf


def _from_geometry(frame: gpd.GeoDataFrame, name: str) -> Table:
    require_crs(frame, name)
    shapes = np.asarray(frame.geometry)
    kind = shapely.get_type_id(shapes)
    other = (kind != shapely.GeometryType.POINT) & (kind != -1)
    points = shapes.copy()
    points[other | shapely.is_empty(shapes)] = None
    longitude, latitude = (
        pd.Series(read(points), index=frame.index) for read in (shapely.get_x, shapely.get_y)
    )
    problem = pd.Series(np.where(other, "geometry is not a point", ""), index=frame.index)
    rows = pd.DataFrame(frame.drop(columns=frame.active_geometry_name))
    return Table(rows, longitude, latitude, problem)
