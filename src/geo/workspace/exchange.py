"""A whole workspace as one zip file, and such a file taken in elsewhere.

What comes in is a stranger's: only the files that its list names are looked at, every digest must
hold, and every row is read like that of any file of events, then written by us. So nothing comes
in that could not come in by itself.
"""

import json
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from geo.boundaries.units import boundaries_path, read_units
from geo.errors import BorderwatchError, FileFault
from geo.events.mapping import Mapping
from geo.events.reading import import_events
from geo.files.archives import extract, inspect_archive
from geo.files.parquet_bounds import require_room
from geo.files.writing import BEGINNING, harmless_name, write_whole
from geo.phrases import counted
from geo.workspace import items
from geo.workspace.keeping import (
    VERSION_ROWS,
    Staged,
    check_name,
    newest_row,
    put,
    sha256,
    stage,
)
from geo.workspace.version import EVENTS, MAPPING, ORIGINAL, VERSIONS, Version

_LIST, _BOUNDARIES = "workspace.json", "boundaries"
_FORMAT = 1
_MOST_BYTES, _MOST_FILES, _MOST_LIST = 64 << 30, 20_000, 64 << 20
_ROOM = 0.9
"""Of the room left on the disk: what is taken in may unpack to no more."""
_OF_A_VERSION = ("origin", "file", "fetched", "events_sha256", "file_sha256")


def pack(file: Path, versions: list[Version], texts: list[dict[str, str]], workspace: Path) -> Path:
    """Write versions, texts and a workspace's boundaries as one file, whole or not at all.

    Raises
    ------
    FileFault
        When it cannot be written, or a file of a version is gone.
    """
    boundaries = sorted((workspace / _BOUNDARIES).glob("*.parquet"))
    listed = {
        "borderwatch_workspace": _FORMAT,
        "versions": [_described(version) for version in versions],
        "texts": texts,
        "boundaries": {path.stem: sha256(path) for path in boundaries},
    }
    with write_whole(file) as part, zipfile.ZipFile(part, "w") as target:
        _add(target, _LIST, json.dumps(listed, ensure_ascii=False, indent=1).encode())
        for version in versions:
            parts = [version.path, version.folder / MAPPING]
            for path in [*parts, *sorted((version.folder / ORIGINAL).iterdir())]:
                if path.exists():
                    within = path.relative_to(version.folder.parent).as_posix()
                    _add(target, f"{VERSIONS}/{within}", path)
        for path in boundaries:
            _add(target, f"{_BOUNDARIES}/{path.name}", path)
    return file


def _described(version: Version) -> dict[str, Any]:
    return {
        "folder": version.folder.name,
        "dataset": version.dataset,
        "origin": version.origin,
        "file": version.file,
        "fetched": version.fetched.isoformat(),
        "events_sha256": _digest(version.path),
        "file_sha256": version.sha256 if version.file else "",
    }


def _digest(path: Path) -> str:
    try:
        return sha256(path)
    except OSError as error:
        raise FileFault(
            f"{path} cannot be read: {error.strerror or error}. Remove its dataset from the "
            "workspace, or bring the file back."
        ) from error


def _add(target: zipfile.ZipFile, name: str, content: bytes | Path) -> None:
    """Add a file without holding it whole; what is packed already is not packed again."""
    entry = zipfile.ZipInfo(name, BEGINNING)
    packed = name.endswith((".parquet", ".zip", ".xlsx"))
    entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    with target.open(entry, "w", force_zip64=True) as written:
        if isinstance(content, bytes):
            written.write(content)
        else:
            with content.open("rb") as file:
                shutil.copyfileobj(file, written, 1 << 20)


@dataclass
class Incoming:
    """What was taken out of such a file, and is good: nothing of it is in the workspace yet."""

    datasets: dict[str, list[Staged]] = field(default_factory=dict)
    texts: list[tuple[str, str, str]] = field(default_factory=list)
    boundaries: dict[str, Path] = field(default_factory=dict)


def unpack(file: Path, place: Path) -> Incoming:
    """Take a file of :func:`pack` apart, and check all of it.

    Raises
    ------
    FileFault
        When anything of it is wrong.
    """
    if not file.is_file():
        raise FileFault(f"{file} does not exist. Check the path.")
    most = min(_MOST_BYTES, int(_ROOM * shutil.disk_usage(place).free))
    folder = place / "in"
    extract(file, inspect_archive(file, most, _MOST_FILES), folder)
    try:
        return _checked(folder, place)
    except _Wrong as error:
        raise FileFault(f"{file.name} is no export of a workspace: {error}") from error
    except BorderwatchError as error:
        raise FileFault(f"{file.name} cannot be taken in, nothing of it was: {error}") from error


class _Wrong(Exception):
    """What the list of a file says is not what this program writes there."""


def _checked(folder: Path, place: Path) -> Incoming:
    listed = _listed(folder / _LIST)
    incoming = Incoming()
    for about in _each(listed, "versions", dict):
        name = _text(about, "dataset")
        check_name(name)
        staged = _version(folder / VERSIONS, about, place)
        incoming.datasets.setdefault(name, []).append(staged)
    for about in _each(listed, "texts", dict):
        kind, name, text = (_text(about, key) for key in ("kind", "name", "content"))
        check_name(name)
        items.check(kind, text)
        incoming.texts.append((kind, name, text))
    for name in _of(listed, "boundaries", dict):
        if boundaries_path(name).stem != name:
            raise _Wrong(f"its {_LIST} names a file outside.")
        path = folder / _BOUNDARIES / f"{name}.parquet"
        _require(path, _text(listed["boundaries"], name))
        _require_boundaries(path)
        incoming.boundaries[name] = path
    return incoming


def _listed(path: Path) -> dict[str, Any]:
    if not path.is_file() or path.stat().st_size > _MOST_LIST:
        raise _Wrong(f"it has no {_LIST}, or one that is too long.")
    try:
        listed = json.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError) as error:
        raise _Wrong(f"its {_LIST} is damaged.") from error
    version = listed.get("borderwatch_workspace") if isinstance(listed, dict) else None
    if not isinstance(version, int):
        raise _Wrong(f"its {_LIST} is another's.")
    if version > _FORMAT:
        raise FileFault(f"a newer Borderwatch wrote it ({version}, this one knows {_FORMAT}).")
    found: dict[str, Any] = listed
    return found


def _of(holder: dict[str, Any], key: str, kind: type) -> Any:
    if not isinstance(holder.get(key), kind):
        raise _Wrong(f"its {_LIST} lacks {key}.")
    return holder[key]


def _each(holder: dict[str, Any], key: str, kind: type) -> Iterator[Any]:
    for each in _of(holder, key, list):
        if not isinstance(each, kind):
            raise _Wrong(f"its {_LIST} holds {key} that are none.")
        yield each


def _text(holder: dict[str, Any], key: str) -> str:
    found: str = _of(holder, key, str)
    return found


def _version(versions: Path, about: dict[str, Any], place: Path) -> Staged:
    """Read a version as a stranger's, and write it anew."""
    origin, file, fetched, events_digest, file_digest = (_text(about, key) for key in _OF_A_VERSION)
    name = _text(about, "folder")
    if not name.isalnum() or (file and file != harmless_name(file)):
        raise _Wrong(f"its {_LIST} names a file outside.")
    folder = versions / name
    original = folder / ORIGINAL / file if file else None
    _require(folder / EVENTS, events_digest)
    if original is not None:
        _require(original, file_digest)
    try:
        when = datetime.fromisoformat(fetched)
    except ValueError as error:
        raise _Wrong(f"its {_LIST} says that a version was fetched {fetched!r:.60}.") from error
    events, report = import_events(folder / EVENTS)
    if len(report.set_aside):
        raise _Wrong(f"{counted(len(report.set_aside), 'row')} of a version are no events.")
    mapping = folder / MAPPING
    return stage(
        place,
        events,
        file=original,
        origin=origin,
        fetched=when,
        mapping=Mapping.from_toml(mapping) if mapping.exists() else None,
    )


def _require(path: Path, digest: str) -> None:
    if not path.is_file() or sha256(path) != digest:
        raise _Wrong(f"{path.name} of it is not there, or was changed since.")


def _require_boundaries(path: Path) -> None:
    """Raise unless a stranger's Parquet file holds boundaries, and no more than can be read."""
    try:
        about = pq.read_metadata(path)
    except (pa.ArrowException, OSError) as error:
        raise _Wrong(f"its boundaries {path.stem} are damaged.") from error
    require_room(about, about.schema.to_arrow_schema().names, path)
    read_units(boundaries=str(path))


def bring_in(
    catalogue: sqlite3.Connection, workspace: Path, incoming: Incoming
) -> tuple[list[str], list[Version]]:
    """Put what came in beside what is there; return what became of it, and what is new."""
    said: list[str] = []
    added: list[Version] = []
    for name, versions in incoming.datasets.items():
        known = _digests(catalogue, name)
        coming = [(each.columns["events_sha256"], each.columns["file_sha256"]) for each in versions]
        if set(coming) <= set(known):
            said.append(f"{name}: here already.")
            continue
        goes_on = coming[: len(known)] == known
        target = name if goes_on else _free_dataset(catalogue, name)
        fresh = [
            put(catalogue, workspace, target, each) for each in versions[goes_on * len(known) :]
        ]
        added += [version for version in fresh if version.new]
        under = (
            "" if target == name else f" as {target}, since its versions are others than those here"
        )
        said.append(f"{name}: {counted(len(fresh), 'version')} taken in{under}.")
    said += [_bring_text(catalogue, *text) for text in incoming.texts]
    said += [_bring_boundaries(workspace, *named) for named in incoming.boundaries.items()]
    return said, added


def _digests(catalogue: sqlite3.Connection, name: str) -> list[tuple[str, str]]:
    rows = catalogue.execute(f"{VERSION_ROWS} WHERE name = ? ORDER BY number", [name])
    return [(row["events_sha256"], row["file_sha256"]) for row in rows]


def _free_dataset(catalogue: sqlite3.Connection, name: str) -> str:
    return next(free for free in _others(name) if newest_row(catalogue, free) is None)


def _others(name: str) -> Iterator[str]:
    """Yield names to fall back to: a name with 2, 3 and so on behind it."""
    for number in range(2, 10_000):
        yield f"{name[:90]} ({number})"


def _bring_text(catalogue: sqlite3.Connection, kind: str, name: str, text: str) -> str:
    held = {row["name"]: row["content"] for row in items.every(catalogue) if row["kind"] == kind}
    if held.get(name) == text:
        return f"{kind} {name}: here already."
    target = name if name not in held else next(free for free in _others(name) if free not in held)
    items.put(catalogue, kind, target, text)
    return f"{kind} {name}: taken in" + (f" as {target}." if target != name else ".")


def _bring_boundaries(workspace: Path, name: str, path: Path) -> str:
    target = workspace / _BOUNDARIES / f"{name}.parquet"
    if target.exists():
        alike = sha256(target) == sha256(path)
        return f"boundaries {name}: " + (
            "here already." if alike else "left out, since others of this name are here."
        )
    target.parent.mkdir(exist_ok=True)
    path.replace(target)
    return f"boundaries {name}: taken in."
