"""The catalogue of a workspace: one SQLite file that says what there is.

It is opened anew for each use, so that any thread and any process may ask at any time. One writes
at a time; the others wait. It keeps a journal that is rolled back, no write-ahead log: that works
on any disk, also on one that is shared, and leaves one file between two uses.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from geo.errors import FileFault

NAME = "catalogue.sqlite"
VERSION = 1
"""Of the tables below: rises when they change."""
_APPLICATION = 0x42_57_57_53
"""What SQLite notes of whose file this is: BWWS."""
_PATIENCE = 30.0
"""Seconds that one waits for another who writes."""
_TABLES = """
CREATE TABLE datasets (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    in_use INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE versions (
    folder TEXT PRIMARY KEY,
    dataset INTEGER NOT NULL REFERENCES datasets ON DELETE CASCADE,
    number INTEGER NOT NULL,
    events_sha256 TEXT NOT NULL,
    file TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    origin TEXT NOT NULL,
    source TEXT NOT NULL,
    fetched TEXT NOT NULL,
    kept TEXT NOT NULL,
    rows INTEGER NOT NULL,
    events INTEGER NOT NULL,
    restricted INTEGER NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    UNIQUE (dataset, number)
);
CREATE TABLE items (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    changed TEXT NOT NULL,
    PRIMARY KEY (kind, name)
);
"""


@contextmanager
def reading(folder: Path) -> Iterator[sqlite3.Connection | None]:
    """Yield the catalogue of a folder to read from; none where there is none yet.

    Raises
    ------
    FileFault
        When it is damaged, newer than this program, or another's.
    """
    path = folder / NAME
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        yield None
        return
    except OSError as error:
        raise FileFault(
            f"The workspace {folder} cannot be read: {error.strerror or error}. Give another "
            "folder with --workspace DIR or BORDERWATCH_WORKSPACE."
        ) from error
    with _faults(path), closing(_connect(path, "rw")) as catalogue:
        # Made, but killed before its tables were.
        yield catalogue if _known(catalogue, path) else None


@contextmanager
def writing(folder: Path) -> Iterator[sqlite3.Connection]:
    """Yield the catalogue of a folder inside a transaction, which nobody else writes meanwhile.

    It is committed when the block ends well, else nothing of it remains.

    Raises
    ------
    FileFault
        As :func:`reading`; also when the folder cannot be written, or another writes too long.
    """
    make_folder(folder)
    path = folder / NAME
    with _faults(path), closing(_connect(path, "rwc")) as catalogue:
        catalogue.execute("BEGIN IMMEDIATE")
        try:
            if not _known(catalogue, path):
                _create(catalogue)
            yield catalogue
        except BaseException:
            # A full disk has ended it already.
            if catalogue.in_transaction:
                catalogue.execute("ROLLBACK")
            raise
        catalogue.execute("COMMIT")


def make_folder(folder: Path) -> None:
    """Make the folder where it is not there, for its user's eyes only.

    Raises
    ------
    FileFault
        When it cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error.strerror or str(error)) from error


def cannot_write(folder: Path, reason: str) -> FileFault:
    """Return the error for a workspace whose folder takes nothing."""
    return FileFault(
        f"The workspace {folder} cannot be written: {reason}. Nothing was kept; all else works "
        "without it. Give another folder with --workspace DIR or BORDERWATCH_WORKSPACE."
    )


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    """Return a connection that begins and ends transactions only when it is told to."""
    address = f"{path.absolute().as_uri()}?mode={mode}"
    catalogue = sqlite3.connect(address, uri=True, timeout=_PATIENCE, isolation_level=None)
    catalogue.row_factory = sqlite3.Row
    # The folder's entry of the journal is forced to the disk too.
    catalogue.execute("PRAGMA synchronous = EXTRA")
    catalogue.execute("PRAGMA foreign_keys = ON")
    return catalogue


def _known(catalogue: sqlite3.Connection, path: Path) -> bool:
    """Return whether the tables are there; raise where they are not those of this program."""
    application, version, tables = (
        catalogue.execute(question).fetchone()[0]
        for question in (
            "PRAGMA application_id",
            "PRAGMA user_version",
            "SELECT count(*) FROM sqlite_master",
        )
    )
    if not tables:
        return False
    if application != _APPLICATION:
        raise FileFault(
            f"{path} is no catalogue of Borderwatch, and was left as it is. Give another folder "
            "with --workspace DIR or BORDERWATCH_WORKSPACE."
        )
    if version > VERSION:
        raise FileFault(
            f"The workspace {path.parent} was written by a newer Borderwatch (catalogue "
            f"{version}, this one knows {VERSION}), and was left as it is. Install the newer "
            "one, or give another folder with --workspace DIR."
        )
    return True


def _create(catalogue: sqlite3.Connection) -> None:
    for statement in filter(str.strip, _TABLES.split(";")):
        catalogue.execute(statement)
    catalogue.execute(f"PRAGMA application_id = {_APPLICATION}")
    catalogue.execute(f"PRAGMA user_version = {VERSION}")


@contextmanager
def _faults(path: Path) -> Iterator[None]:
    """Turn what SQLite says into words for the user."""
    try:
        yield
    except sqlite3.OperationalError as error:
        words = str(error)
        if "locked" in words:
            raise FileFault(
                f"Another process has been writing to the workspace {path.parent} for "
                f"{_PATIENCE:.0f} seconds. Try again when it is done."
            ) from error
        raise cannot_write(path.parent, words) from error
    except sqlite3.DatabaseError as error:
        raise FileFault(
            f"The catalogue {path} is damaged ({error}). The events themselves lie in "
            f"{path.parent / 'versions'}; move the catalogue away to begin a new one, and keep "
            "them anew."
        ) from error
