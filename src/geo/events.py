"""Read events from a file into a valid frame, losing no row in silence."""

import json
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from geo import schema
from geo.errors import FileFault, SchemaFault
from geo.paths import EVENTS as SHIPPED_EVENTS

READABLE = (".geojson", ".json", ".gpkg", ".parquet", ".geoparquet", ".csv")

INVISIBLE = "[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]"
"""Control characters and marks that turn the direction of text: taken out of every text cell,
since they can make a name read as another."""

_CATEGORIES = (
    "date_precision",
    "country",
    "geo_precision",
    "event_type",
    "side_1_type",
    "side_2_type",
    "verified",
    "dataset",
)
_COUNTS = ("fatalities_best", "fatalities_low", "fatalities_high", "injured")


@dataclass(frozen=True)
class ReadReport:
    """What became of each row of a file: ``rows_read = accepted + len(set_aside)``.

    ``set_aside`` has the columns ``row`` (1 is the first row of data), ``event_id``,
    ``column``, ``value`` and ``reason``, one row for each row set aside, with all its faults in
    ``reason``. ``mended`` lists what was changed in accepted rows.
    """

    source: str
    rows_read: int
    accepted: int
    set_aside: pd.DataFrame
    mended: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """Return the report as lines of text."""
        counts = f"{self.rows_read:,} rows read, {self.accepted:,} accepted"
        lines = [f"{self.source}: {counts}, {len(self.set_aside):,} set aside."]
        lines += [f"  row {r.row} ({r.event_id}): {r.reason}" for r in self.set_aside.itertuples()]
        lines += [f"  mended: {line}" for line in self.mended]
        return "\n".join(lines)


def read_events(source: str | Path = SHIPPED_EVENTS) -> gpd.GeoDataFrame:
    """Return the valid events of a file: EPSG:4326 points, columns of ``geo.schema.EVENTS``.

    Parameters
    ----------
    source : path
        GeoJSON, GeoPackage, GeoParquet, Parquet or CSV (the last two with ``longitude`` and
        ``latitude``). The shipped events by default.

    Raises
    ------
    FileFault, SchemaFault, CrsMismatch
        When the file as a whole cannot be used.

    Warns
    -----
    UserWarning
        When rows were set aside; :func:`load_events` returns them with their reasons.

    Examples
    --------
    >>> events = read_events()
    >>> len(events), events.crs.to_string()
    (335, 'EPSG:4326')
    """
    events, report = load_events(source)
    if len(report.set_aside):
        warnings.warn(str(report), stacklevel=2)
    return events


def load_events(source: str | Path = SHIPPED_EVENTS) -> tuple[gpd.GeoDataFrame, ReadReport]:
    """Return the valid events of a file and the report on every row.

    Raises
    ------
    FileFault
        Missing, empty, truncated or of an unknown format.
    SchemaFault
        Required columns missing.
    CrsMismatch
        Not in EPSG:4326.
    """
    path = Path(source)
    return accept(_read_table(path), dataset=path.stem, name=path.name)


def accept(
    table: pd.DataFrame, *, dataset: str = "unnamed", name: str = "table"
) -> tuple[gpd.GeoDataFrame, ReadReport]:
    """Return the valid rows of a table as events, and the report on every row.

    Parameters
    ----------
    table : DataFrame
        Any order of columns; a point geometry, or ``longitude`` and ``latitude`` in degrees.
    dataset : str
        What ``dataset`` is where the table does not say.
    """
    table = table.reset_index(drop=True)
    table.index += 1
    _require_columns(table, name)
    longitude, latitude, not_points = _coordinates(table, name)
    frame, mended = _clean_text(table)
    unparsed = _parse(frame, table, dataset)
    bad_place = schema.coordinate_faults(longitude, latitude)
    bad_place[not_points] = "geometry is not a point"
    placed = bad_place == ""
    geometry = table.geometry if _has_geometry(table) else schema.points(longitude, latitude)
    events = gpd.GeoDataFrame(frame, geometry=np.asarray(geometry), crs=schema.CRS)
    found = pd.concat(
        [
            unparsed,
            _as_faults(bad_place[~placed], "geometry"),
            schema.faults(schema.EVENTS, events),
        ],
        ignore_index=True,
    )
    whole = found[found["row"].isna()]
    if len(whole):
        reasons = "; ".join(whole["column"] + ": " + whole["reason"])
        raise SchemaFault(f"{name} cannot be used: {reasons}")
    set_aside = _gather(found, events)
    accepted = events.drop(index=set_aside["row"].tolist()).reset_index(drop=True)
    return accepted, ReadReport(name, len(events), len(accepted), set_aside, mended)


def _read_table(path: Path) -> pd.DataFrame:
    if not path.exists():
        raise FileFault(f"{path} does not exist. Check the path.")
    if path.suffix.lower() not in READABLE:
        raise FileFault(f"{path.name} is not of a known format. Known: {', '.join(READABLE)}.")
    if path.stat().st_size == 0:
        raise FileFault(f"{path.name} is empty.")
    try:
        table: pd.DataFrame = _reader(path)(path)
    except (ValueError, OSError, RuntimeError, pd.errors.ParserError) as error:
        raise FileFault(
            f"{path.name} cannot be read as {path.suffix[1:]}: it is truncated, or in another "
            f"encoding or format than its name says. The reader said: {error}"
        ) from error
    if table.empty:
        raise FileFault(f"{path.name} holds no rows.")
    return table


def _reader(path: Path) -> Any:
    suffix = path.suffix.lower()
    if suffix == ".csv":
        return _read_csv
    if suffix in (".parquet", ".geoparquet"):
        return _read_parquet
    return _read_layer


def _read_csv(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, encoding="utf-8-sig", keep_default_na=False)


def _read_parquet(path: Path) -> pd.DataFrame:
    import pyarrow.parquet as pq

    if b"geo" in (pq.read_schema(path).metadata or {}):
        layer: pd.DataFrame = gpd.read_parquet(path)
        return layer
    return pd.read_parquet(path)


def _read_layer(path: Path) -> gpd.GeoDataFrame:
    if path.suffix.lower() in (".json", ".geojson"):
        # GDAL would return the features before the break of a truncated file.
        _require_whole_json(path)
    frame = pyogrio.read_dataframe(path, datetime_as_string=True)
    if not isinstance(frame, gpd.GeoDataFrame):
        raise FileFault(f"{path.name} holds no geometry.")
    return frame


def _require_whole_json(path: Path) -> None:
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
        raise FileFault(f"{path.name} is JSON but not a GeoJSON FeatureCollection.")
    if not content.get("features"):
        raise FileFault(f"{path.name} holds no features.")


def _require_columns(table: pd.DataFrame, name: str) -> None:
    missing = [c for c in schema.REQUIRED_EVENT_COLUMNS if c not in table]
    if not _has_geometry(table):
        missing += [c for c in ("longitude", "latitude") if c not in table]
    if missing:
        raise SchemaFault(
            f"{name} lacks the columns {', '.join(missing)}. It has: "
            f"{', '.join(map(str, table.columns))}. Rename or add columns; docs/data.md says "
            "what each holds."
        )
    doubled = sorted(set(table.columns[table.columns.duplicated()]))
    if doubled:
        raise SchemaFault(f"{name} has columns twice: {', '.join(doubled)}. Keep one of each.")


def _has_geometry(table: pd.DataFrame) -> bool:
    return isinstance(table, gpd.GeoDataFrame) and table.active_geometry_name is not None


def _coordinates(table: pd.DataFrame, name: str) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Return longitude, latitude and where the geometry is something else than a point."""
    if not _has_geometry(table):
        pair = [pd.to_numeric(table[c], errors="coerce") for c in ("longitude", "latitude")]
        return pair[0], pair[1], pd.Series(data=False, index=table.index)
    schema.require_crs(gpd.GeoDataFrame(table), name)
    shapes = np.asarray(table.geometry)
    kind = shapely.get_type_id(shapes)
    other = (kind != shapely.GeometryType.POINT) & (kind != -1)
    series = [
        pd.Series(np.where(other, np.nan, read(shapes)), index=table.index)
        for read in (shapely.get_x, shapely.get_y)
    ]
    return series[0], series[1], pd.Series(other, index=table.index)


def _clean_text(table: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Trim text, make empty cells null, take out invisible marks; say what was taken out."""
    columns: dict[str, pd.Series] = {}
    mended = []
    for name in schema.EVENT_COLUMNS[:-1]:
        if name not in table:
            columns[name] = pd.Series(None, index=table.index, dtype="str")
        elif name in _COUNTS or pd.api.types.is_datetime64_any_dtype(table[name]):
            columns[name] = table[name]
        else:
            columns[name], marked = _clean_column(table[name])
            if len(marked):
                mended.append(
                    f"{name}: invisible control or direction marks taken out of {len(marked):,} "
                    f"cells (rows {', '.join(map(str, marked[:5]))})"
                )
    return pd.DataFrame(columns, index=table.index), mended


def _clean_column(raw: pd.Series) -> tuple[pd.Series, pd.Index]:
    """Clean each distinct text once: columns repeat themselves. Return the marked rows too."""
    codes, distinct = pd.factorize(raw.astype("str"))
    text = pd.Series(distinct, dtype="str").str.strip()
    marked = text.str.contains(INVISIBLE, regex=True).to_numpy(bool)
    if marked.any():
        text = text.str.replace(INVISIBLE, "", regex=True)
    clean = text.mask(text == "").array.take(codes, allow_fill=True)
    # Null cells have code -1, which picks the appended False.
    return pd.Series(clean, index=raw.index), raw.index[np.append(marked, [False])[codes]]


def _parse(frame: pd.DataFrame, table: pd.DataFrame, dataset: str) -> pd.DataFrame:
    """Parse dates and counts in place, fill what may be missing, return what did not parse."""
    faults = []
    if "date_end" not in table:
        frame["date_end"] = frame["date_start"]
    for column in ("date_start", "date_end"):
        parsed = pd.to_datetime(frame[column], errors="coerce", format="ISO8601", utc=True)
        parsed = parsed.dt.tz_localize(None).dt.normalize().astype("datetime64[us]")
        bad = parsed.isna() & frame[column].notna()
        reason = frame.loc[bad, column].astype(str) + " is not a date; write it as 2021-08-15"
        faults.append(_as_faults(reason, column))
        frame[column] = parsed
    for column in _COUNTS:
        raw = frame[column]
        if pd.api.types.is_integer_dtype(raw):
            frame[column] = raw.astype("Int32")
            continue
        blank = raw.isna() | (raw.astype("str").str.strip() == "")
        number = pd.to_numeric(raw.mask(blank), errors="coerce")
        bad = ~blank & (number.isna() | (number % 1 != 0) | (number.abs() > 2**31 - 1))
        reason = raw[bad].astype(str) + " is not a whole number; leave unknown cells empty"
        faults.append(_as_faults(reason, column))
        frame[column] = number.mask(bad).astype("Int32")
    frame["dataset"] = frame["dataset"].fillna(dataset)
    frame["verified"] = frame["verified"].fillna("document")
    for column in _CATEGORIES:
        frame[column] = frame[column].astype("category")
    return pd.concat(faults, ignore_index=True)


def _as_faults(reasons: pd.Series, column: str) -> pd.DataFrame:
    return pd.DataFrame(
        {"row": reasons.index, "column": column, "value": "", "reason": reasons.to_numpy()}
    )


def _gather(found: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """One line for each row set aside, with all its reasons."""
    if found.empty:
        return pd.DataFrame(columns=["row", "event_id", "column", "value", "reason"])
    # A date that did not parse is null afterwards: say the first reason only.
    found = found.drop_duplicates(["row", "column"])
    found = found.assign(text=(found["column"] + " " + found["reason"]).str.strip())
    rows = found.groupby("row", sort=True).agg(
        column=("column", ", ".join), value=("value", "; ".join), reason=("text", "; ".join)
    )
    rows.insert(0, "event_id", events["event_id"].reindex(rows.index).fillna("no id"))
    return rows.reset_index().astype({"row": int})
