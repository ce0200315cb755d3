"""A folder of files as one table: the parts of a dataset, one after the other.

What begins with ``_`` or ``.`` is no part, as other readers of such folders hold it too.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd

from geo.errors import FileFault, SchemaFault
from geo.files.table import Header, Opened, Table

MOST_FILES = 10_000


def part_files(folder: Path) -> list[Path]:
    """Return the files of a folder that are parts of a dataset, by name.

    Raises
    ------
    FileFault
        When there is none, files of several kinds, or too many.
    """
    paths = sorted(
        path for path in folder.iterdir() if path.is_file() and not path.name.startswith(("_", "."))
    )
    kinds = {path.suffix.lower() for path in paths}
    if len(kinds) != 1:
        several = f"files of several kinds ({', '.join(sorted(kinds))})" if kinds else "no files"
        raise FileFault(f"{folder.name} is a folder with {several}. Choose a file in it.")
    if len(paths) > MOST_FILES:
        raise FileFault(
            f"{folder.name} holds {len(paths):,} files, more than {MOST_FILES:,}. Work on it with "
            "--cluster."
        )
    return paths


def open_folder(folder: Path, open_file: Callable[[Path], Opened]) -> Opened:
    """Return the files of a folder, all of one layout, as one that is open for reading.

    Raises
    ------
    FileFault, SchemaFault
        As ``open_file``; when a file has other columns than the first.
    """
    paths = part_files(folder)
    first = open_file(paths[0])

    def chunks(header: Header) -> Iterator[tuple[Table, float]]:
        read = 0
        for number, path in enumerate(paths):
            opened = open_file(path) if number else first
            if opened.columns != first.columns:
                raise SchemaFault(
                    f"{folder.name} holds files of several layouts: {path.name} has other columns "
                    f"than {paths[0].name}. Import each by itself."
                )
            last = 0
            for table, share in opened.chunks(header):
                last = max(last, int(table.rows.index.max()))
                yield _numbered_on(table, read), (number + share) / len(paths)
            read += last

    return replace(first, name=folder.name, chunks=chunks)


def _numbered_on(table: Table, read: int) -> Table:
    """Return a table whose rows are numbered on from those that were read."""
    index = pd.Index(table.rows.index + read)
    sides = {
        name: getattr(table, name).set_axis(index) for name in ("longitude", "latitude", "problem")
    }
    return replace(table, rows=table.rows.set_axis(index), **sides)
