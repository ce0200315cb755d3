"""What became of each row of a file, and what a reader should know of the rows that stay."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from geo.gazetteer.default_points import DefaultPoints, default_point_words
from geo.phrases import counted

_FIRST = 5
"""So many rows of a kind are named."""
_ITEMS, _KINDS = 20, 200
_VALUE = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|\d[\d.,]*")
"""What differs between two faults of one kind: a quoted value, a number."""


@dataclass(frozen=True)
class Remark:
    """What holds for rows that stay, or for the file.

    Remarks of one kind, ``what``, are one line of the report. Where a kind is said of several
    columns or words, each is an ``item``. ``count`` is in how many rows it holds, 0 where it is
    said of the file; ``rows`` are the numbers of the first of them.
    """

    what: str
    item: str = ""
    count: int = 0
    rows: tuple[int, ...] = ()

    def __str__(self) -> str:
        """Return the remark in words.

        >>> str(Remark("placed by name", count=2, rows=(3, 7)))
        'placed by name: 2 rows (3, 7)'
        >>> str(Remark("columns not read", "year", 1200))
        'columns not read: year (1,200 rows)'
        """
        return _line([self], _ITEMS)


def remark(what: str, rows: pd.Index, item: str = "") -> list[Remark]:
    """Return a remark on rows by their numbers; none where there are no rows."""
    first = tuple(int(row) for row in rows[:_FIRST])
    return [Remark(what, item, len(rows), first)] if len(rows) else []


def merged(remarks: Iterable[Remark]) -> list[Remark]:
    """Return remarks with those of one kind and item as one, in order of appearance."""
    together: dict[tuple[str, str], Remark] = {}
    for one in remarks:
        key = one.what, one.item
        before = together.get(key, Remark(*key))
        rows = tuple(dict.fromkeys((*before.rows, *one.rows)))[:_FIRST]
        together[key] = Remark(*key, before.count + one.count, rows)
    return list(together.values())


def no_faults() -> pd.DataFrame:
    """Return the rows that were set aside where none was, with the columns of a report."""
    return pd.DataFrame(columns=["row", "event_id", "column", "value", "reason"])


@dataclass(frozen=True)
class ReadReport:
    """What became of each row of a file: ``rows_read = accepted + len(set_aside)``.

    ``set_aside`` has the columns ``row`` (1 is the first row of data), ``event_id``,
    ``column``, ``value`` and ``reason``, one row for each row set aside, with all its faults in
    ``reason``. ``by_name`` and ``by_code`` count the accepted rows that were placed by the names
    of their places and by p-codes, ``swapped`` those outside the region that lie inside with their
    coordinates swapped. ``defaults`` counts those that lie on the middle of a country or province
    though they are said to be known closer (:mod:`geo.gazetteer.default_points`). ``notes`` say
    what was changed, what was not read, and what is not sure.
    """

    source: str
    rows_read: int
    accepted: int
    set_aside: pd.DataFrame
    notes: list[Remark] = field(default_factory=list)
    by_name: int = 0
    swapped: int = 0
    defaults: DefaultPoints = field(default_factory=Counter)
    by_code: int = 0

    @property
    def remarks(self) -> list[str]:
        """What a reader should know of the accepted rows, one line for each kind."""
        return self._remarks(_ITEMS)

    def kinds(self) -> pd.DataFrame:
        """Return the rows set aside by the kind of their faults, the most frequent first.

        Columns ``rows``, ``first`` (the numbers of the first rows) and ``reason``, that of the
        first row: reasons are of one kind where they differ in values and numbers only.
        """
        kinds = self.set_aside["reason"].astype("str").str.replace(_VALUE, "…", regex=True)
        grouped = self.set_aside.assign(kind=kinds).groupby("kind", sort=False)
        table = grouped.agg(
            rows=("row", "size"),
            first=("row", lambda rows: tuple(rows.head(_FIRST))),
            reason=("reason", "first"),
        )
        return table.sort_values("rows", ascending=False, kind="stable").reset_index(drop=True)

    def table(self) -> pd.DataFrame:
        """Return every row set aside and every remark as one table, for a file.

        Columns ``kind`` (``set aside`` or ``note``), ``row`` (of a note the first), ``rows`` (how
        many), ``event_id``, ``column``, ``value`` and ``reason``.
        """
        notes = pd.DataFrame(
            {
                "row": [note.rows[0] if note.rows else None for note in self.notes],
                "rows": [note.count or None for note in self.notes],
                "value": [note.item for note in self.notes],
                "reason": [note.what for note in self.notes],
            }
        )
        tables = [self.set_aside.assign(kind="set aside", rows=1), notes.assign(kind="note")]
        columns = ["kind", "row", "rows", "event_id", "column", "value", "reason"]
        whole = pd.concat([table.astype("object") for table in tables if len(table)] or tables)
        return whole.reindex(columns=columns).astype({"row": "Int64", "rows": "Int64"})

    def __str__(self) -> str:
        """Return the report as lines of text, one for each kind of fault."""
        kinds = self.kinds()
        lines = [_fault(row, self.set_aside) for row in kinds.head(_KINDS).itertuples()]
        if len(kinds) > _KINDS:
            lines.append(f"and {len(kinds) - _KINDS:,} kinds of faults more")
        return self._text([*lines, *(f"note: {line}" for line in self.remarks)])

    def every_row(self) -> str:
        """Return the report as lines of text, one for each row set aside."""
        rows = [f"row {r.row} ({r.event_id}): {r.reason}" for r in self.set_aside.itertuples()]
        return self._text([*rows, *(f"note: {line}" for line in self._remarks(len(self.notes)))])

    def _text(self, lines: list[str]) -> str:
        counts = f"{self.rows_read:,} rows read, {self.accepted:,} accepted"
        head = f"{self.source}: {counts}, {len(self.set_aside):,} set aside."
        return "\n".join([head, *(f"  {line}" for line in lines)])

    def _remarks(self, most: int) -> list[str]:
        lines = []
        if self.by_code:
            lines.append(
                f"{self.by_code:,} had no coordinates and were placed by the codes of their units"
            )
        if self.by_name:
            lines.append(f"{self.by_name:,} had no coordinates and were placed by name")
        if self.swapped:
            lines.append(
                f"{self.swapped:,} lie outside the region, but inside with longitude and latitude "
                "swapped: check which column is which"
            )
        kinds: dict[str, list[Remark]] = {}
        for note in self.notes:
            kinds.setdefault(note.what, []).append(note)
        lines += default_point_words(self.defaults)
        return [*lines, *(_line(notes, most) for notes in kinds.values())]


def total(reports: Sequence[ReadReport]) -> ReadReport:
    """Return the reports on the chunks of a file as one."""
    # Tables without rows have no types to keep.
    tables = [report.set_aside for report in reports if len(report.set_aside)]
    set_aside = pd.concat(tables or [reports[0].set_aside], ignore_index=True)
    return ReadReport(
        reports[0].source,
        sum(report.rows_read for report in reports),
        sum(report.accepted for report in reports),
        set_aside.sort_values("row", ignore_index=True),
        merged(note for report in reports for note in report.notes),
        sum(report.by_name for report in reports),
        sum(report.swapped for report in reports),
        sum((report.defaults for report in reports), Counter()),
        sum(report.by_code for report in reports),
    )


def in_a_row(reports: Sequence[ReadReport]) -> ReadReport:
    """Return the reports on files that are read one after the other as one.

    Rows are numbered on from one to the next.
    """
    shifted, read = [], 0
    for report in reports:
        notes = [
            replace(note, rows=tuple(row + read for row in note.rows)) for note in report.notes
        ]
        set_aside = report.set_aside.assign(row=report.set_aside["row"] + read)
        shifted.append(replace(report, notes=notes, set_aside=set_aside))
        read += report.rows_read
    return total(shifted)


def _fault(kind: Any, set_aside: pd.DataFrame) -> str:
    """Return one kind of faults as a line: of one row with its id, of several with their count."""
    if kind.rows == 1:
        row = set_aside[set_aside["row"] == kind.first[0]].iloc[0]
        return f"row {row['row']} ({row['event_id']}): {kind.reason}"
    return f"{_rows(kind.rows, kind.first)}: {kind.reason}"


def _line(notes: list[Remark], most: int) -> str:
    """Return remarks of one kind as one line, the most frequent items first."""
    what = notes[0].what
    if not any(note.item for note in notes):
        return f"{what}: {_rows(notes[0].count, notes[0].rows)}" if notes[0].count else what
    frequent = sorted(notes, key=lambda note: -note.count)
    items = [
        f"{note.item} ({_rows(note.count, note.rows, ': ')})" if note.count else note.item
        for note in frequent[:most]
    ]
    if len(frequent) > most:
        items.append(f"and {len(frequent) - most:,} more")
    return f"{what}: {', '.join(items)}"


def _rows(count: int, first: Sequence[int], mark: str = " (") -> str:
    """Return a number of rows and the first of them.

    >>> _rows(2, (3, 7)), _rows(9, (1, 2, 3, 4, 5)), _rows(4, ())
    ('2 rows (3, 7)', '9 rows (1, 2, 3, 4, 5, …)', '4 rows')
    """
    if not first:
        return counted(count, "row")
    named = ", ".join(map(str, first)) + ", …" * (count > len(first))
    return f"{counted(count, 'row')}{mark}{named}{')' * (mark == ' (')}"
