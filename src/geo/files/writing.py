"""Files and folders that are written whole or not at all."""

import stat
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pandas as pd

from geo.errors import FileFault
from geo.files.scratch import OwnedFolder, sweep

_PART = ".part-"
_KINDS = (
    (stat.S_ISLNK, "a symbolic link"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
)


@contextmanager
def write_whole(path: Path) -> Iterator[Path]:
    """Yield a path to write to; it becomes ``path`` when the block ends well, else it is gone.

    Parts that killed writers have left in the same folder are removed first.

    Raises
    ------
    FileFault
        When the file cannot be written; what stood there before stands still. Also when the path
        is a link, which may lead to a file that nobody named here, or a device or pipe.
    """
    _require_plain(path)
    try:
        with _parts(path.parent) as folder:
            part = folder / path.name
            yield part
            part.replace(path)
    except OSError as error:
        raise FileFault(f"{path} cannot be written: {error.strerror or error}.") from error


@contextmanager
def write_folder_whole(folder: Path) -> Iterator[Path]:
    """Yield a folder to fill; it takes the place of ``folder`` when the block ends well.

    Raises
    ------
    FileFault
        As :func:`write_whole`.
    """
    _require_plain(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _parts(folder.parent) as place:
            part, old = place / "new", place / "old"
            part.mkdir()
            try:
                yield part
            except FileFault as error:
                # Of the folder that the user named, not of the one that it is made in.
                raise FileFault(str(error).replace(str(part), str(folder))) from error
            if folder.exists():
                folder.replace(old)
            try:
                part.replace(folder)
            except OSError:
                if old.exists():
                    old.replace(folder)
                raise
    except OSError as error:
        raise FileFault(f"{folder} cannot be written: {error.strerror or error}.") from error


def _parts(folder: Path) -> OwnedFolder:
    """Return a private folder beside what is written, so that it can be put in place at once."""
    sweep(folder, _PART)
    return OwnedFolder(folder, _PART)


def _require_plain(path: Path) -> None:
    """Refuse what a file or folder cannot take the place of without surprise."""
    try:
        mode = path.lstat().st_mode
    except OSError:
        # Nothing stands there, or the writing itself will say why it fails.
        return
    for is_kind, kind in _KINDS:
        if is_kind(mode):
            raise FileFault(
                f"{path} is {kind}, not a file or folder, and was left as it is. Name another "
                "path; where a command prints, -o - writes to standard output."
            )


def harmless_name(name: str) -> str:
    r"""Return a stranger's name for a file, without folders and signs that do harm.

    >>> harmless_name("../.ssh/keys"), harmless_name("C:\\a\\b\u202ecsv"), harmless_name("..")
    ('keys', 'bcsv', 'file')
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable()).lstrip(".")[-100:] or "file"


BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip file knows."""


def write_zip(target: Path | IO[bytes], entries: Iterable[tuple[str, bytes]]) -> None:
    """Write names and contents as a zip file, in their order."""
    with zipfile.ZipFile(target, "w") as file:
        for name, content in entries:
            entry = zipfile.ZipInfo(name, BEGINNING)
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, content)


_BATCH = 10_000


def batches(frame: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield the rows of a frame some thousands at a time, so that a long file takes no more memory.

    >>> [len(batch) for batch in batches(pd.DataFrame({"a": range(25_000)}))]
    [10000, 10000, 5000]
    """
    for start in range(0, len(frame), _BATCH):
        yield frame.iloc[start : start + _BATCH]


def nullable(frame: pd.DataFrame) -> pd.DataFrame:
    """Return cells as plain values of Python, with None where one is not known.

    >>> nullable(pd.DataFrame({"toll": pd.array([3, None], dtype="Int32")}))["toll"].tolist()
    [3, None]
    """
    return frame.astype(object).where(frame.notna(), None)
