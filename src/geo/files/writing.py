"""Files and folders that are written whole or not at all."""

import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pandas as pd

from geo.errors import FileFault


@contextmanager
def write_whole(path: Path) -> Iterator[Path]:
    """Yield a path to write to; it becomes ``path`` when the block ends well, else it is gone.

    Raises
    ------
    FileFault
        When the file cannot be written; what stood there before stands still.
    """
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".part-") as folder:
            part = Path(folder) / path.name
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
        When something cannot be written; what stood there before stands still.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".part-") as place:
            part, old = Path(place) / "new", Path(place) / "old"
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
