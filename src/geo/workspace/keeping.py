"""Versions of datasets, put on the disk whole: first the files, then the row that names them."""

import hashlib
import os
import re
import secrets
import shutil
import sqlite3
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyarrow.compute as pc
import pyarrow.parquet as pq

from geo.doors import require_frame
from geo.errors import FileFault, SchemaFault, UnknownName
from geo.events.mapping import Mapping
from geo.events.own_files import own_batches, write_geoparquet
from geo.events.reading import import_events
from geo.files.archives import BESIDE_A_SHAPEFILE
from geo.files.scratch import sweep
from geo.files.writing import harmless_name
from geo.schema import EVENTS as SCHEMA
from geo.schema import validate
from geo.workspace.catalogue import cannot_write, reading, writing
from geo.workspace.version import EVENTS, MAPPING, ORIGINAL, VERSIONS, Version, moment, version_of

PART = ".part-"
"""Begins the name of what is being written."""
_PENDING = "pending"
"""A file in a version's folder while its row is being written or removed: a folder that holds it
and has no row was left by a killed process. Without it none is ever removed."""
_GONE = "gone-"
"""Begins the name of a version's folder while it is removed file by file."""
_LONGEST_NAME, _LONGEST_ORIGIN = 100, 2_000
_SECRETS = re.compile(
    r"(?i)([?&;][^=&;#\s]*(?:key|token|pass|pwd|secret|auth|sig|email|user)[^=&;#\s]*=)[^&;#\s]*"
)
_SIGNED_IN = re.compile(r"(?i)(\b[a-z][a-z0-9+.-]*://)[^/\s@]*@")
VERSION_ROWS = """
SELECT name, in_use, versions.* FROM versions JOIN datasets ON datasets.id = versions.dataset
"""


@dataclass(frozen=True)
class Staged:
    """A version whose files are on the disk already, under a name that nobody looks for."""

    folder: Path
    columns: dict[str, Any]


def stage(
    place: Path,
    events: gpd.GeoDataFrame | Path,
    *,
    file: Path | None = None,
    origin: str = "",
    fetched: datetime | None = None,
    mapping: Mapping | None = None,
    restricted: bool | None = None,
) -> Staged:
    """Write all that a version holds into a folder of its own in ``place``, and force it to disk.

    Parameters
    ----------
    others
        As of :meth:`geo.workspace.workspace.Workspace.keep`, which says what is raised.
    """
    folder = place / secrets.token_hex(8)
    try:
        (folder / ORIGINAL).mkdir(parents=True)
        _put_events(events, folder / EVENTS, restricted)
        digest = "" if file is None else _put_file(file, folder / ORIGINAL)
        if mapping is not None:
            mapping.to_toml(folder / MAPPING)
        columns = {
            "folder": folder.name,
            "events_sha256": sha256(folder / EVENTS),
            "file": "" if file is None else harmless_name(file.name),
            "file_sha256": digest,
            "origin": _without_secrets(origin),
            "fetched": moment(fetched),
            "kept": moment(None),
            **_facts(folder / EVENTS),
        }
        (folder / _PENDING).touch()
        _force_to_disk(folder)
    except OSError as error:
        raise cannot_write(place, error.strerror or str(error)) from error
    return Staged(folder, columns)


def put(catalogue: sqlite3.Connection, workspace: Path, name: str, staged: Staged) -> Version:
    """Put a staged version in place, inside a transaction; where the newest is the same, return it.

    :func:`settle` follows when the transaction is committed.
    """
    check_name(name)
    catalogue.execute("INSERT OR IGNORE INTO datasets (name) VALUES (?)", [name])
    newest = newest_row(catalogue, name)
    if newest is not None and _same(newest, staged.columns):
        return version_of(newest, workspace, new=False)
    at = catalogue.execute("SELECT id FROM datasets WHERE name = ?", [name]).fetchone()["id"]
    number = 1 if newest is None else newest["number"] + 1
    (workspace / VERSIONS).mkdir(exist_ok=True)
    staged.folder.replace(workspace / VERSIONS / staged.folder.name)
    _force_folder(workspace / VERSIONS)
    row = {**staged.columns, "dataset": at, "number": number}
    marks = ", ".join("?" * len(row))
    catalogue.execute(
        f"INSERT INTO versions ({', '.join(row)}) VALUES ({marks})", list(row.values())
    )
    return version_of(newest_row(catalogue, name), workspace)


def newest_row(catalogue: sqlite3.Connection, name: str) -> Any:
    """Return the row of a dataset's newest version, none where there is no such dataset."""
    question = f"{VERSION_ROWS} WHERE name = ? ORDER BY number DESC LIMIT 1"
    return catalogue.execute(question, [name]).fetchone()


def settle(folder: Path) -> None:
    """Note that the row of a version's folder is written: it stays."""
    with suppress(OSError):
        (folder / _PENDING).unlink(missing_ok=True)


def unsettle(folder: Path) -> None:
    """Note that the row of a version's folder is about to be removed."""
    with suppress(FileNotFoundError):
        (folder / _PENDING).touch()


def discard(folder: Path) -> None:
    """Remove a version's folder, whose row is gone, so that none is left if this is cut off."""
    gone = folder.with_name(_GONE + folder.name)
    with suppress(OSError):
        folder.replace(gone)
    shutil.rmtree(gone, ignore_errors=True)


def tidy(workspace: Path) -> None:
    """Remove what killed processes left half-way; what cannot be removed now stays for later."""
    if not os.access(workspace, os.W_OK):
        return
    sweep(workspace, PART)
    for folder in (workspace / VERSIONS).glob(f"{_GONE}*"):
        shutil.rmtree(folder, ignore_errors=True)
    if not _pending(workspace):
        return
    with reading(workspace) as catalogue:
        if catalogue is None:
            return
    # Nobody puts a folder in place meanwhile: what is pending and has no row never will have one.
    with writing(workspace) as catalogue:
        named = {row["folder"] for row in catalogue.execute("SELECT folder FROM versions")}
        for folder in _pending(workspace):
            if folder.name in named:
                settle(folder)
            else:
                discard(folder)


def _pending(workspace: Path) -> list[Path]:
    return [mark.parent for mark in (workspace / VERSIONS).glob(f"*/{_PENDING}")]


def check_name(name: str) -> None:
    """Raise :class:`UnknownName` where a name cannot be that of a thing in a workspace."""
    fits = 0 < len(name) <= _LONGEST_NAME and name.isprintable()
    if not fits or name != name.strip():
        raise UnknownName(
            f"{name!r:.200} is no name for the workspace. Give 1 to {_LONGEST_NAME} letters, "
            "digits or signs, on one line, without a space before or after."
        )


def sha256(path: Path) -> str:
    """Return the digest of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _put_events(events: gpd.GeoDataFrame | Path, target: Path, restricted: bool | None) -> None:
    if isinstance(events, Path) and restricted is None and own_batches(events) is not None:
        # Of any size, as it is: what it holds was checked when it was written.
        shutil.copyfile(events, target)
        return
    frame = import_events(events)[0] if isinstance(events, Path) else events
    require_frame(frame, "The frame of events")
    if frame.empty:
        raise SchemaFault("There is no event to keep: the frame has no rows.")
    if restricted is not None:
        frame = frame.assign(restricted=restricted)
    with write_geoparquet(target) as writer:
        writer.write(validate(SCHEMA, frame, "The frame of events"))


def _put_file(file: Path, folder: Path) -> str:
    """Copy a download, with what lies beside it if it is a shapefile; return its digest."""
    if not file.is_file():
        raise FileFault(f"{file} is no file that can be kept beside its events. Give one file.")
    for part in [file, *_beside(file)]:
        shutil.copyfile(part, folder / harmless_name(part.name))
    return sha256(folder / harmless_name(file.name))


def _beside(file: Path) -> list[Path]:
    if file.suffix.lower() != ".shp":
        return []
    parts = [part for part in file.parent.iterdir() if part.stem == file.stem]
    return [part for part in parts if part.suffix.lower() in BESIDE_A_SHAPEFILE]


def _facts(path: Path) -> dict[str, Any]:
    """Return what the catalogue says of a file of events."""
    names = ["event_count", "restricted", "date_start", "date_end", "source_format"]
    table = pq.read_table(path, columns=names)
    count = table["event_count"]
    marked = count.filter(table["restricted"])
    sources = pc.unique(table["source_format"]).drop_null().to_pylist()
    return {
        "source": ", ".join(sorted(sources)),
        "rows": table.num_rows,
        "events": pc.sum(count).as_py(),
        "restricted": pc.sum(marked).as_py() or 0,
        "first_day": pc.min(table["date_start"]).as_py().date().isoformat(),
        "last_day": pc.max(table["date_end"]).as_py().date().isoformat(),
    }


def _same(row: Any, columns: dict[str, Any]) -> bool:
    return all(row[name] == columns[name] for name in ("events_sha256", "file_sha256"))


def _without_secrets(origin: str) -> str:
    """Return where something came from without what signs somebody in.

    >>> _without_secrets("https://me:pw@api.example/read?key=abc&country=AFG")
    'https://api.example/read?key=…&country=AFG'
    """
    if not origin.strip():
        raise SchemaFault("Say where the events came from: the origin is empty.")
    clean = _SIGNED_IN.sub(r"\1", _SECRETS.sub(r"\1…", origin))
    return "".join(c if c.isprintable() else " " for c in clean).strip()[:_LONGEST_ORIGIN]


def _force_to_disk(folder: Path) -> None:
    """Force files and folders below a folder to the disk, itself too."""
    for place, _, names in os.walk(folder, topdown=False):
        for name in names:
            with (Path(place) / name).open("rb") as file:
                os.fsync(file.fileno())
        _force_folder(Path(place))


def _force_folder(folder: Path) -> None:
    # Windows opens no folder, and writes its entries by itself.
    if sys.platform != "win32":
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
