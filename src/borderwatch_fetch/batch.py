"""What a source's module hands on: a table that the library reads, and what it leaves out."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from borderwatch_fetch.client import Client
from borderwatch_fetch.errors import FetchFault
from borderwatch_fetch.pages import Pages
from geo.phrases import counted

Row = Mapping[str, Any]
_RESUMED = timedelta(days=1)
"""Older pages of a fetch that was cut are not gone on from: rows have moved between pages since."""


@dataclass(frozen=True)
class Wanted:
    """What is asked for.

    Parameters
    ----------
    countries : tuple of str
        ISO 3166-1 alpha-3.
    first : date
        The first day.
    last : date, optional
        The last day; by default open, so that each fetch goes to its own day.
    versions : tuple of str, default ()
        Of a source whose address names its edition.
    """

    countries: tuple[str, ...]
    first: date
    last: date | None = None
    versions: tuple[str, ...] = ()

    def as_state(self) -> dict[str, Any]:
        """Return what the next fetch of the dataset asks for too, where nothing else is said."""
        last = None if self.last is None else self.last.isoformat()
        return {
            "countries": list(self.countries),
            "first": self.first.isoformat(),
            "last": last,
            "versions": list(self.versions),
        }

    @classmethod
    def of_state(cls, state: Mapping[str, Any]) -> "Wanted":
        """Return what a state holds."""
        last = state["last"]
        return cls(
            tuple(state["countries"]),
            date.fromisoformat(state["first"]),
            None if last is None else date.fromisoformat(last),
            tuple(state["versions"]),
        )

    def __str__(self) -> str:
        """Return it in words."""
        until = "" if self.last is None else f" to {self.last}"
        return f"{', '.join(self.countries)} from {self.first}{until}"

    def holds(self, day: str) -> bool:
        """Return whether a day, as ISO 8601 writes it, is one of those asked for."""
        return self.first.isoformat() <= day[:10] and (
            self.last is None or day[:10] <= self.last.isoformat()
        )


@dataclass(frozen=True)
class Batch:
    """What one fetch brought, before the library has read it.

    Parameters
    ----------
    source : str
        The format that :func:`geo.import_events` reads the rows as.
    columns : sequence of str
        Columns of the rows, as the source names them.
    rows : callable
        Yields them, one after the other, from the pages that were kept.
    key : str
        The column that tells one row from another; empty where none does.
    whole : bool
        Whether the rows are all that the source has, so that what is missing was withdrawn.
    withdrawn : frozenset of str, default empty
        ``event_id`` of rows that the source says it withdrew.
    state : dict
        What is known of the fetch once the rows are kept.
    """

    source: str
    columns: Sequence[str]
    rows: Callable[[], Iterator[Row]]
    key: str
    whole: bool
    state: dict[str, Any]
    withdrawn: frozenset[str] = frozenset()

    def write(self, path: Path) -> int:
        """Write the rows as a table, each once, and return how many they are.

        Pages overlap where rows come in while they are asked: of two alike the first stays.
        """
        met: set[str] = set()
        count = 0
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(self.columns)
            for row in self.rows():
                key = row.get(self.key)
                if key is not None:
                    if str(key) in met:
                        continue
                    met.add(str(key))
                table.writerow([row.get(name) for name in self.columns])
                count += 1
        return count


@dataclass
class Told:
    """Tells how far a fetch has come."""

    title: str
    tell: Callable[[str], object]
    pages: int = 0
    rows: int = 0

    def page(self, rows: int, *, of: int | None = None) -> None:
        """Say that one more page is there."""
        self.pages += 1
        self.rows += rows
        whole = "" if of is None else f" of {of:,}"
        held = f"{counted(self.pages, 'page')}{whole}, {counted(self.rows, 'row')}"
        self.tell(f"{self.title}: {held}")


@dataclass(frozen=True)
class Asking:
    """One fetch of one dataset: whom to ask, what for, and where pages are kept."""

    client: Client
    pages: Pages
    wanted: Wanted
    state: dict[str, Any]
    told: Told

    def run(self, *, anew: bool = False, **asked: Any) -> dict[str, Any]:
        """Return the fetch that was cut a short time ago, to go on with, or a new one.

        It has a ``number``, the moment when it ``began``, and what it ``asked`` for.
        """
        now = datetime.now(UTC)
        run: dict[str, Any] | None = self.state.get("run")
        if anew or run is None or now - datetime.fromisoformat(run["began"]) > _RESUMED:
            number = (run or {"number": self.state.get("runs", 0)})["number"] + 1
            run = {"number": number, "began": now.isoformat(), **asked}
            self.state["run"] = run
            self.pages.save(self.state)
        return run

    def numbered(
        self, series: str, ask: Callable[[int], bytes], rows: Callable[[bytes], list[Row]]
    ) -> None:
        """Keep the pages of a series, from where they were left, until one holds no rows.

        A page with fewer rows than were asked for need not be the last: a server may give less.
        """
        number, count = 0, 1
        while count:
            number += 1
            name = f"{series}-{number:05}"
            body = self.pages.page(name)
            if body is None:
                body = ask(number)
                # What cannot be read is not kept, so that it is asked for again.
                count = len(rows(body))
                self.pages.keep(name, body)
            else:
                count = len(rows(body))
            self.told.page(count)


def rows_of(body: bytes, member: str, title: str) -> list[Row]:
    """Return the rows of a page in JSON.

    Raises
    ------
    FetchFault
        When it is no JSON, or holds no list of rows under this name.
    """
    return rows_in(content_of(body, title), member, title)


def rows_in(content: Mapping[str, Any], member: str, title: str) -> list[Row]:
    """Return the rows of a page that was read already; raises as :func:`rows_of`."""
    rows = content.get(member)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise FetchFault(f"{title} answers with a page that holds no rows as they are documented.")
    return rows


def content_of(body: bytes, title: str) -> dict[str, Any]:
    """Return an answer in JSON.

    Raises
    ------
    FetchFault
        When it is none.
    """
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        raise FetchFault(f"{title} answers with what is no JSON.") from None
    if not isinstance(content, dict):
        raise FetchFault(f"{title} answers with JSON of another kind than is documented.")
    return content


def of_pages(
    pages: Pages, names: Iterable[str], rows: Callable[[bytes], list[Row]]
) -> Iterator[Row]:
    """Yield the rows of pages that were kept, one page at a time."""
    for name in names:
        yield from rows(pages.page(name) or b"{}")
