"""Files here or on a store: a path, or an address that pyarrow's file systems know.

``s3://bucket/folder``, ``gs://``, ``abfs://``, ``hdfs://`` and ``file://``; credentials come from
the environment of each process, as pyarrow documents it. Only places that the user names himself
come here: what stands inside a file never leads to another.
"""

import json
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import fs

from geo.errors import FileFault

MANIFEST = "_borderwatch.json"
"""In a folder that was written here: names and sizes of its parts."""
_SKIPPED = ("_", ".")
"""What a file's name begins with that is no part of a dataset, as other readers hold it too."""
_UNFINISHED = ".part-"
_BLOCK = 8 << 20


def resolve(place: str) -> tuple[fs.FileSystem, str]:
    """Return the file system of a place, and the path in it.

    Raises
    ------
    FileFault
        For an address that no file system of pyarrow knows.
    """
    if "://" not in place:
        return fs.LocalFileSystem(), str(Path(place).absolute())
    try:
        system, path = fs.FileSystem.from_uri(place)
    except (pa.ArrowException, ValueError, OSError) as error:
        raise FileFault(
            f"{place} is on no store that can be reached: {str(error)[:200]}. Known are paths and "
            "addresses that begin with s3://, gs://, abfs://, hdfs:// or file://."
        ) from error
    return system, path


@contextmanager
def broken_store_is_said(place: str) -> Iterator[None]:
    """Raise what a store says as an error for the user."""
    try:
        yield
    except OSError as error:
        raise FileFault(f"{place}: {str(error)[:300]}") from error


def files_of(place: str) -> dict[str, int]:
    """Return the files of a dataset, by place in the order of their names, and their sizes.

    A file is itself; of a folder those in it and in its folders, without names that begin with
    ``_`` or ``.``.

    Raises
    ------
    FileFault
        When there is none.
    """
    with broken_store_is_said(place):
        system, path = resolve(place)
        info = system.get_file_info(path)
        if info.type == fs.FileType.File:
            return {place: info.size}
        within = [] if info.type == fs.FileType.NotFound else _within(system, path)
    if not within:
        raise FileFault(f"{place} does not exist, or holds no files. Check the path.")
    return {f"{place.rstrip('/')}/{name}": size for name, size in within}


def _within(system: fs.FileSystem, folder: str) -> list[tuple[str, int]]:
    """Return name below a folder and size of each file that is part of a dataset, by name."""
    infos = system.get_file_info(fs.FileSelector(folder, recursive=True))
    names = {
        info.path.removeprefix(folder).lstrip("/"): info.size
        for info in infos
        if info.type == fs.FileType.File
    }
    kept = {name: size for name, size in names.items() if not _is_skipped(name)}
    return sorted(kept.items())


def _is_skipped(name: str) -> bool:
    return any(part.startswith(_SKIPPED) for part in name.split("/"))


def read_bytes(place: str, start: int, length: int) -> bytes:
    """Return some bytes of a file, fewer where it ends before."""
    with opened(place) as file:
        file.seek(start)
        content: bytes = file.read(length)
        return content


@contextmanager
def opened(place: str) -> Iterator[Any]:
    """Yield a file of pyarrow's, open for reading at any position."""
    with broken_store_is_said(place):
        system, path = resolve(place)
        with system.open_input_file(path) as file:
            yield file


def fetch(place: str, local: Path) -> None:
    """Copy a file of a store to a path here."""
    with opened(place) as file, local.open("wb") as copy:
        shutil.copyfileobj(file, copy, _BLOCK)


def put(local: Path, place: str) -> None:
    """Copy a file to a place, whole or not at all: a name that is there twice holds the last."""
    with broken_store_is_said(place):
        system, path = resolve(place)
        folder = path.rpartition("/")[0]
        # A store shows an object once it is whole; a file system shows what is written so far.
        is_whole = system.type_name != "local"
        target = path if is_whole else f"{folder}/{_UNFINISHED}{uuid.uuid4().hex}"
        with local.open("rb") as file, system.open_output_stream(target) as copy:
            shutil.copyfileobj(file, copy, _BLOCK)
        if not is_whole:
            system.move(target, path)


def make_folder(place: str) -> None:
    """Make a folder to write to.

    Raises
    ------
    FileFault
        When something is there already: parts of two datasets would mix.
    """
    with broken_store_is_said(place):
        system, path = resolve(place)
        info = system.get_file_info(path)
        if info.type == fs.FileType.Directory:
            if system.get_file_info(fs.FileSelector(path)):
                raise FileFault(f"{place} is not empty. Name a new folder, or empty it first.")
        elif info.type == fs.FileType.File:
            raise FileFault(f"{place} is a file. Name a folder: each worker writes parts into it.")
        system.create_dir(path, recursive=True)


def finish_folder(place: str, about: dict[str, Any]) -> None:
    """Say that a folder is whole: write its manifest, and remove what killed workers left."""
    with broken_store_is_said(place):
        system, path = resolve(place)
        for info in system.get_file_info(fs.FileSelector(path)):
            if info.base_name.startswith(_UNFINISHED):
                system.delete_file(info.path)
        parts = dict(_within(system, path))
        with system.open_output_stream(f"{path}/{MANIFEST}") as file:
            file.write(json.dumps({**about, "parts": parts}, indent=1).encode())


def is_ours(place: str, files: dict[str, int]) -> bool:
    """Return whether a dataset is a folder that was written here, whole and unchanged.

    Its rows are valid, and its ids unique: nothing of it needs to be parsed again.
    """
    system, path = resolve(place)
    manifest = f"{path}/{MANIFEST}"
    if system.get_file_info(manifest).type != fs.FileType.File:
        return False
    with system.open_input_file(manifest) as file:
        about = json.loads(file.read())
    sizes = {name.removeprefix(place.rstrip("/") + "/"): size for name, size in files.items()}
    return bool(about.get("parts") == sizes)
