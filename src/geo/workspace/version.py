"""One version of a dataset: what it holds, when it came, and from where."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from geo.errors import FileFault
from geo.event_counts import events_in_rows
from geo.events.mapping import Mapping
from geo.phrases import long_date

VERSIONS = "versions"
"""The folder of all versions in that of the workspace."""
EVENTS, MAPPING, ORIGINAL = "events.parquet", "mapping.toml", "original"
"""What a version's folder holds; the last one is a folder."""

_AS_THEY_ARE = ("number", "rows", "events", "restricted", "origin", "source", "file")


@dataclass(frozen=True)
class Version:
    """A download of a dataset, as it was kept.

    Parameters
    ----------
    dataset : str
        The dataset's name in the workspace.
    number : int
        1 for the first; the highest is the newest.
    rows, events, restricted : int
        Rows, the events that they stand for, and how many of these may not be handed on.
    first_day, last_day : date
        On which the first event began, and the last one ended.
    origin : str
        From where it came, in words.
    source : str
        Keys of the known sources whose rows it holds, empty for those of a table.
    fetched, kept : datetime
        When it came from there, and when it was put into the workspace; UTC.
    file : str
        Name of the original download, empty where there is none.
    sha256 : str
        Of the original download; of the events where there is none.
    folder : Path
        Where all of it lies.
    new : bool, default True
        Of what :meth:`Workspace.keep` returns: whether it was not there before.
    """

    dataset: str
    number: int
    rows: int
    events: int
    restricted: int
    first_day: date
    last_day: date
    origin: str
    source: str
    fetched: datetime
    kept: datetime
    file: str
    sha256: str
    folder: Path
    new: bool = True

    @property
    def path(self) -> Path:
        """The events, as sealed GeoParquet."""
        return self.folder / EVENTS

    @property
    def original(self) -> Path | None:
        """The download as it came, if it was kept."""
        return self.folder / ORIGINAL / self.file if self.file else None

    @property
    def mapping(self) -> Mapping | None:
        """How the download was read, where it needed a mapping."""
        path = self.folder / MAPPING
        return Mapping.from_toml(path) if path.exists() else None

    def __str__(self) -> str:
        """Return the version as one line of text."""
        if not self.new:
            day = long_date(self.fetched)
            return (
                f"{self.dataset}: the same as version {self.number}, fetched on {day}; nothing "
                "was added."
            )
        marked = f", {self.restricted:,} of them restricted" if self.restricted else ""
        return (
            f"{self.dataset}, version {self.number}: {events_in_rows(self.events, self.rows)}, "
            f"{long_date(self.first_day)} to {long_date(self.last_day)}{marked}; from "
            f"{self.origin}."
        )


def version_of(row: sqlite3.Row, folder: Path, *, new: bool = True) -> Version:
    """Return the version that a row of the catalogue in a folder describes."""
    name, file = row["folder"], row["file"]
    if not name.isalnum() or file != Path(file).name:
        # The whole folder may be a stranger's: it names nothing outside.
        raise FileFault(f"The catalogue of {folder} names a file outside: {name!r}, {file!r}.")
    return Version(
        **{key: row[key] for key in _AS_THEY_ARE},
        dataset=row["name"],
        first_day=date.fromisoformat(row["first_day"]),
        last_day=date.fromisoformat(row["last_day"]),
        fetched=datetime.fromisoformat(row["fetched"]),
        kept=datetime.fromisoformat(row["kept"]),
        sha256=row["file_sha256"] or row["events_sha256"],
        folder=folder / VERSIONS / name,
        new=new,
    )


def moment(given: datetime | None) -> str:
    """Return a moment as the catalogue writes it: in UTC, without parts of seconds; else now.

    A moment without a zone is in UTC already.

    >>> moment(datetime(2026, 11, 28, 17, 0))
    '2026-11-28T17:00:00+00:00'
    """
    when = given or datetime.now(UTC)
    when = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    return when.isoformat(timespec="seconds")
