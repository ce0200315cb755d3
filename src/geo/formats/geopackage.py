"""GeoPackages, read as what they are: SQLite databases of strangers.

Only rows of real tables are read, by a connection that can do nothing else: no view, trigger,
virtual table, computed column or function of the file is ever run. OGC 12-128r19 says what lies
where.
"""

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyproj

from geo.errors import FileFault
from geo.formats.features import Budget, Features, attempt_crs, columns_of, features, require_few
from geo.formats.shapes import from_wkb

_LONGEST_CELL = 64 * 1024**2
_MOST_SECONDS = 45
_STEPS = 100_000
"""Of SQLite's machine between two looks at the clock."""
_ENVELOPES = (0, 32, 48, 48, 64)
"""Bytes of each kind of envelope before the geometry."""
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}
_FEATURES = (
    "SELECT c.table_name, g.column_name, g.srs_id FROM gpkg_contents c JOIN "
    "gpkg_geometry_columns g ON g.table_name = c.table_name WHERE c.data_type = 'features'"
)
_TABLE = re.compile(r"\s*CREATE\s+TABLE\b", re.IGNORECASE)
_ROW_NUMBERS = ("fid", "ogc_fid")


@dataclass(frozen=True)
class _Listed:
    """A table of features: its name, its geometry's column, the number of its system."""

    table: str
    geometry: str
    system: int


def read_first(path: Path) -> list[Features]:
    """Return the first layer of :func:`read_geopackage`, whose notes name the others."""
    return _read(path, 1)


def read_geopackage(path: Path) -> list[Features]:
    """Return the layers of a GeoPackage that have a geometry.

    Raises
    ------
    FileFault
        When it is damaged, open in another program, larger than can be read safely, or has no
        table with a geometry.
    """
    return _read(path, None)


def _read(path: Path, most_layers: int | None) -> list[Features]:
    _require_closed(path)
    budget = Budget(path.name, "Export the layer that you need as Parquet or CSV.")
    with _connected(path) as database:
        tables, views = _tables(database)
        listed = [one for one in _listed(database, path.name) if one.table in tables]
        if not listed:
            why = f"; views are not read: {', '.join(views)[:200]}" if views else ""
            raise FileFault(
                f"{path.name} holds no geometry, so no layer of areas or points{why}. Export it "
                "with its geometry, in a table of its own."
            )
        read = listed[:most_layers]
        layers = [_layer(database, one, budget, path.name) for one in read]
    unread = ", ".join(one.table for one in listed[len(read) :])
    if unread:
        layers[0].notes.append(
            f"of {len(listed)} layers {read[0].table} was read; not {unread}. To read another, "
            "export it to a file of its own"
        )
    return layers


def _require_closed(path: Path) -> None:
    beside = path.with_name(f"{path.name}-wal")
    if beside.exists() and beside.stat().st_size:
        raise FileFault(
            f"{path.name} is open in another program, whose changes stand in {beside.name}. Close "
            "it there, or export it to a new file."
        )


@contextmanager
def _connected(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield a connection that can read tables and nothing else."""
    address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
    database = sqlite3.connect(address, uri=True)
    end = time.monotonic() + _MOST_SECONDS
    try:
        database.execute("PRAGMA trusted_schema = OFF")
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_CELL)
        database.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        database.text_factory = lambda text: text.decode("utf-8", "replace")
        database.set_authorizer(_authorised)
        database.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
        yield database
    except sqlite3.Error as error:
        raise FileFault(
            f"{path.name} cannot be read as GeoPackage: it is truncated or broken, or asks for "
            f"more than to be read. Export it again. The reader said: {str(error)[:200]}"
        ) from error
    finally:
        database.close()


def _authorised(
    action: int, first: str | None, _: str | None, __: str | None, source: str | None
) -> int:
    """Allow to read a column of a table, and to ask for the names of its columns.

    ``source`` names the view or trigger that an action comes of.
    """
    is_read = action in _ALLOWED and source is None
    is_question = action == sqlite3.SQLITE_PRAGMA and first == "table_info"
    return sqlite3.SQLITE_OK if is_read or is_question else sqlite3.SQLITE_DENY


def _tables(database: sqlite3.Connection) -> tuple[set[str], list[str]]:
    """Return the names of real tables, and those of views."""
    master = database.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    tables = {str(name) for kind, name, sql in master if kind == "table" and _is_table(sql)}
    return tables, [str(name) for kind, name, _ in master if kind == "view"]


def _is_table(sql: Any) -> bool:
    return isinstance(sql, str) and bool(_TABLE.match(sql))


def _listed(database: sqlite3.Connection, name: str) -> list[_Listed]:
    tables, _ = _tables(database)
    if "gpkg_contents" in tables and "gpkg_geometry_columns" not in tables:
        # Of cells alone.
        return []
    missing = {"gpkg_contents", "gpkg_spatial_ref_sys"} - tables
    if missing:
        raise FileFault(
            f"{name} cannot be read as GeoPackage: it lacks {', '.join(sorted(missing))}, or has "
            "no table of that name. Export it again as GeoPackage."
        )
    return [
        _Listed(str(table), str(geometry), system if isinstance(system, int) else -1)
        for table, geometry, system in database.execute(_FEATURES)
    ]


def _layer(database: sqlite3.Connection, listed: _Listed, budget: Budget, name: str) -> Features:
    names, booleans = _columns(database, listed)
    require_few(len(names), name)
    columns: list[list[Any]] = [[] for _ in names]
    blobs: list[bytes | None] = []
    selected = ", ".join(_quoted(column) for column in (listed.geometry, *names))
    for blob, *cells in database.execute(f"SELECT {selected} FROM {_quoted(listed.table)}"):
        budget.take((blob, *cells))
        blobs.append(_wkb(blob))
        for column, cell in zip(columns, cells, strict=True):
            column.append(cell)
    for at in booleans:
        columns[at] = [None if cell is None else bool(cell) for cell in columns[at]]
    shapes, unread = from_wkb(blobs)
    system = _system(database, listed.system)
    return features(listed.table, columns_of(names, columns, len(blobs)), shapes, unread, system)


def _columns(database: sqlite3.Connection, listed: _Listed) -> tuple[list[str], list[int]]:
    """Return the stored columns without geometry and row number, and which are truth values.

    Computed columns are not among what SQLite tells here.
    """
    told = database.execute(f"PRAGMA table_info({_quoted(listed.table)})").fetchall()
    kept = [
        (str(column), str(kind).upper())
        for _, column, kind, _, _, key in told
        if column.lower() != listed.geometry.lower()
        and not (key and column.lower() in _ROW_NUMBERS)
    ]
    return [column for column, _ in kept], [
        at for at, (_, kind) in enumerate(kept) if kind == "BOOLEAN"
    ]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _wkb(blob: Any) -> bytes | None:
    """Return the well-known binary of a geometry, without the header of GeoPackage."""
    if not isinstance(blob, bytes):
        return None if blob is None else b""
    envelope = (blob[3] >> 1) & 7 if len(blob) > 8 and blob[:2] == b"GP" else len(_ENVELOPES)
    return blob[8 + _ENVELOPES[envelope] :] if envelope < len(_ENVELOPES) else b""


def _system(database: sqlite3.Connection, number: int) -> pyproj.CRS | None:
    """Return a coordinate system by its authority's code, else by its definition."""
    row = database.execute(
        "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys "
        "WHERE srs_id = ?",
        (number,),
    ).fetchone()
    if row is None or number in (-1, 0):
        return None
    authority, code, definition = row
    if str(authority).upper() == "EPSG":
        return attempt_crs(lambda: pyproj.CRS.from_epsg(int(code)))
    return attempt_crs(lambda: pyproj.CRS.from_wkt(str(definition)))
