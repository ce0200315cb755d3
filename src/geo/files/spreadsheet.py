"""Sheets of workbooks as rows of text; formulas are never run, their stored results are read."""

import json
import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geo.errors import FileFault
from geo.files import book
from geo.files.archives import MOST_WHOLE, inspect_archive
from geo.files.header import headed, nameless_words, numbered_names, numbered_words
from geo.files.table import ALL_ALIKE, SAMPLE, Opened, Table, Wanted, as_table, whole

MOST_MEMORY = 1024**3
"""Bytes of addresses that the process which reads a workbook may use."""
MOST_SECONDS = 40
_WORKBOOKS = ("xl/workbook.xml", "xl/workbook.bin")
_OPEN_DOCUMENT = "content.xml"


def is_book(path: Path) -> bool:
    """Return whether an archive is a workbook of Excel or OpenDocument."""
    names = {entry.filename for entry in inspect_archive(path)}
    return bool(names & set(_WORKBOOKS)) or {_OPEN_DOCUMENT, "META-INF/manifest.xml"} <= names


def read_book(path: Path, folder: Path, wanted: Wanted) -> Opened:
    """Return a workbook's sheet that is wanted as an opened file, and what was left out.

    Parameters
    ----------
    path : path
        XLSX, XLSB, XLS or ODS.
    folder : path
        A private folder for the rows in between.

    Raises
    ------
    FileFault
        When the file is unsafe to unpack, broken, locked, too large, holds no rows, or not the
        sheet that is asked for.
    """
    if path.read_bytes()[:2] == b"PK":
        inspect_archive(path, MOST_WHOLE)
    sheets = _sheets(path, folder / "rows.jsonl")
    headers = {title: headed(_filled(sheet)) for title, sheet in sheets.items() if sheet.shown}
    filled = {title: _below_header(*rows) for title, rows in headers.items() if len(rows[1]) > 1}
    if not filled:
        raise FileFault(f"{path.name} holds no rows. Export it again or choose another file.")
    titles, notes = _chosen(filled, wanted, path.name)
    if hidden := [title for title, sheet in sheets.items() if not sheet.shown]:
        notes.append(f"hidden sheets were not read: {', '.join(hidden)}")
    for title in titles:
        notes += [*_notes(sheets[title]), *filled[title].notes]
    table = _as_table([filled[title] for title in titles], path.name)
    opened = whole(path.name, table, list(dict.fromkeys(notes)))
    columns = {title: rows.columns for title, rows in filled.items()}
    return replace(opened, sheets=columns, read=titles)


@dataclass(frozen=True)
class _Rows:
    """The rows of a sheet under its header, the names of its columns, and what to know of them."""

    columns: list[str]
    cells: list[list[str]]
    notes: list[str]


def _below_header(skipped: list[str], rows: list[list[str]]) -> _Rows:
    """Return rows under their header, which ends with its last name."""
    header, cells = rows[0], rows[1:]
    header = header[: max((at + 1 for at, name in enumerate(header) if name), default=0)]
    columns = numbered_names(header)
    notes = [*skipped, *nameless_words(columns, cells), *numbered_words(header, columns)]
    return _Rows(columns, cells, notes)


def _chosen(filled: dict[str, _Rows], wanted: Wanted, name: str) -> tuple[list[str], list[str]]:
    """Return the titles of the sheets to be read, and in words why these and which are not."""
    if wanted.sheet not in ("", ALL_ALIKE, *filled):
        raise FileFault(
            f"{name} shows no sheet {wanted.sheet!r} with rows. It has: {', '.join(filled)}."
        )
    known = {title: wanted.known(_frame(rows, SAMPLE)) for title, rows in filled.items()}
    first = max(filled, key=lambda title: (known[title], len(filled[title].cells)))
    if wanted.sheet == ALL_ALIKE:
        alike = set(filled[first].columns)
        titles = [title for title, rows in filled.items() if set(rows.columns) == alike]
        why = f"all with the columns of {first}"
    elif wanted.sheet:
        titles, why = [wanted.sheet], "as asked"
    else:
        titles, why = [first], "the longest of known columns" if known[first] else "the longest"
    if len(filled) == 1:
        return titles, []
    left_out = [title for title in filled if title not in titles]
    said = f"of {len(filled)} sheets read: {', '.join(titles)} ({why})"
    return titles, [f"{said}; not {', '.join(left_out)}" if left_out else said]


@dataclass
class _Sheet:
    """The rows of a sheet that are not blank, by number from 0, and what to know of them.

    ``merged`` are columns with the first and last row of cells merged down; ``bare`` the
    addresses of formulas without a stored result.
    """

    shown: bool
    merged: list[tuple[int, int, int]]
    bare: list[str]
    rows: list[tuple[int, list[str]]] = field(default_factory=list)


def _sheets(path: Path, target: Path) -> dict[str, _Sheet]:
    """Return the sheets by title, as a process of its own has written them to a file."""
    _run(path, target)
    sheets: dict[str, _Sheet] = {}
    sheet = _Sheet(shown=False, merged=[], bare=[])
    with target.open(encoding="utf-8") as lines:
        for line in lines:
            content: Any = json.loads(line)
            if isinstance(content, list):
                sheet.rows.append((content[0], content[1]))
            elif "too_many" in content:
                raise FileFault(
                    f"{path.name} has more than {book.MOST_COLUMNS:,} columns or "
                    f"{book.MOST_CELLS:,} cells on the sheet {list(sheets)[-1]}. Delete the empty "
                    "ones, or export the events as CSV."
                )
            else:
                merged = [(left, top, bottom) for left, top, bottom in content.get("merged", [])]
                sheet = _Sheet(content["shown"], merged, content["bare"])
                sheets[content["sheet"]] = sheet
    target.unlink()
    return sheets


def _run(path: Path, target: Path) -> None:
    words = [str(path.resolve()), str(target), str(MOST_MEMORY), str(MOST_SECONDS)]
    # Isolated: the workbook's folder and the user's settings give it no modules.
    command = [sys.executable, "-I", str(Path(book.__file__)), *words]
    try:
        ended = subprocess.run(
            command,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=MOST_SECONDS + 5,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_large(path) from error
    words_of_error = ended.stderr.decode("utf-8", "replace").strip().splitlines()
    last = words_of_error[-1] if words_of_error else ""
    if ended.returncode < 0 or "MemoryError" in last:
        raise _too_large(path)
    if ended.returncode:
        raise FileFault(
            f"{path.name} cannot be read as XLSX, XLS or ODS: it is broken or locked. Save "
            "it as .xlsx without a password from the spreadsheet, or export it as CSV. The reader "
            f"said: {last[:300]}"
        )


def _too_large(path: Path) -> FileFault:
    return FileFault(
        f"{path.name} takes more than {MOST_MEMORY / 1e9:,.1f} GB of memory or {MOST_SECONDS} "
        "seconds to read: its sheets unpack to far more than a table of events, as those of a "
        "bomb do. Delete what is not of the events, or export the sheet as CSV."
    )


def _filled(sheet: _Sheet) -> list[list[str]]:
    """Return the rows; of cells merged down a column each gets the value of the first."""
    starts = {(column, top): bottom for column, top, bottom in sheet.merged}
    above: dict[int, tuple[str, int]] = {}
    for number, cells in sheet.rows if starts else ():
        for column, text in enumerate(cells):
            if (column, number) in starts:
                above[column] = text, starts[column, number]
            elif column in above and number <= above[column][1]:
                cells[column] = above[column][0]
    return [cells for _, cells in sheet.rows]


def _notes(sheet: _Sheet) -> list[str]:
    notes = []
    if sheet.merged:
        notes.append(
            f"cells that are merged down a column were filled; ranges: {len(sheet.merged):,}"
        )
    if sheet.bare:
        notes.append(
            f"formulas without a stored result, such as in {sheet.bare[0]}, were read as empty; "
            f"cells: {len(sheet.bare):,}. Open the file in a spreadsheet and save it"
        )
    return notes


def _frame(sheet: _Rows, most: int | None = None) -> pd.DataFrame:
    """Return the rows of a sheet, or the first of them, under the columns that have a name."""
    width = len(sheet.columns)
    cells = [row[:width] + [""] * (width - len(row)) for row in sheet.cells[:most]]
    frame = pd.DataFrame(cells, columns=sheet.columns, dtype="str")
    return frame.loc[:, [bool(column) for column in sheet.columns]]


def _as_table(sheets: list[_Rows], name: str) -> Table:
    """Return the rows of sheets with the same columns, numbered through.

    What stands right of the header is a row's problem.
    """
    parts, beyond = [], np.zeros(0, dtype=bool)
    for sheet in sheets:
        parts.append(_frame(sheet))
        width = len(sheet.columns)
        beyond = np.append(beyond, [any(row[width:]) for row in sheet.cells])
    table = as_table(pd.concat(parts, ignore_index=True), name)
    problem = table.problem.mask(beyond, "has cells right of the header; give them a column's name")
    return replace(table, problem=problem)
