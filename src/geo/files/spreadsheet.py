"""XLSX sheets as rows of text; formulas are never run, their stored results are read."""

import re
import warnings
import zipfile
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from defusedxml.ElementTree import fromstring

from geo.errors import BorderwatchError, FileFault
from geo.files.archives import MOST_WHOLE, inspect_archive
from geo.files.header import headed, nameless_words
from geo.files.table import MOST_COLUMNS, Table, as_table

_MOST_CELLS = 20_000_000
_MOST_LOOKED_THROUGH = 64_000_000
"""Bytes of a sheet's XML in which merged cells and formulas are looked for."""
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MERGED = re.compile(r'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_NO_RESULT = re.compile(
    r'<(?:\w+:)?c [^>]*?r="([A-Z]+\d+)"[^>]*><(?:\w+:)?f(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)'
    r"(?:<(?:\w+:)?v ?/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)


def is_xlsx(path: Path) -> bool:
    """Return whether an archive is a workbook."""
    return any(info.filename == "xl/workbook.xml" for info in inspect_archive(path))


def read_xlsx(path: Path) -> tuple[Table, list[str]]:
    """Return the rows of a workbook's sheet that has the most, and what was left out.

    Raises
    ------
    FileFault
        When the file is unsafe to unpack, broken, or holds no rows.
    """
    inspect_archive(path, MOST_WHOLE)
    try:
        sheets, hidden = _sheets(path)
    except BorderwatchError:
        raise
    # Its reader raises whatever its parser meets: any of it means a broken workbook.
    except Exception as error:
        raise FileFault(
            f"{path.name} cannot be read as XLSX: it is broken or locked. Save it again from the "
            f"spreadsheet, or export it as CSV. The reader said: "
            f"{str(error.__cause__ or error)[:300]}"
        ) from error
    filled = {
        title: found for title, sheet in sheets.items() if len((found := headed(sheet.rows))[1]) > 1
    }
    if not filled:
        raise FileFault(f"{path.name} holds no rows. Export it again or choose another file.")
    title = max(filled, key=lambda name: len(filled[name][1]))
    skipped, rows = filled.pop(title)
    mended = []
    if filled:
        others = ", ".join(filled)
        mended = [f"of {len(filled) + 1} sheets {title}, the longest, was read; not {others}"]
    if hidden:
        mended.append(f"hidden sheets were not read: {', '.join(hidden)}")
    table = _as_table(rows, path.name)
    return table, [
        *mended,
        *sheets[title].notes,
        *skipped,
        *nameless_words(_named(rows[0]), rows[1:]),
    ]


def _as_table(rows: list[list[str]], name: str) -> Table:
    """Return rows under their header; what stands right of the header is a row's problem."""
    below, columns = rows[1:], _named(rows[0])
    width = len(columns)
    cells = pd.DataFrame(
        [row[:width] + [""] * (width - len(row)) for row in below], columns=columns, dtype="str"
    )
    table = as_table(cells.loc[:, [bool(column) for column in columns]], name)
    beyond = np.array([any(row[width:]) for row in below], dtype=bool)
    problem = table.problem.mask(beyond, "has cells right of the header; give them a column's name")
    return replace(table, problem=problem)


def _named(header: list[str]) -> list[str]:
    """Return a header up to its last name."""
    return header[: max((at + 1 for at, column in enumerate(header) if column), default=0)]


@dataclass(frozen=True)
class _Sheet:
    """The rows of a sheet that are not blank, their cells as text, and what to know of them."""

    rows: list[list[str]]
    notes: list[str]


def _sheets(path: Path) -> tuple[dict[str, _Sheet], list[str]]:
    """Return the sheets by title, and the titles of hidden ones."""
    import openpyxl

    with warnings.catch_warnings():
        # Of styles and extensions that are of no matter to the cells.
        warnings.simplefilter("ignore", UserWarning)
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        hidden = [sheet.title for sheet in book.worksheets if sheet not in shown]
        written = _as_written(path)
        return {
            sheet.title: _sheet(sheet, path.name, written.get(sheet.title, "")) for sheet in shown
        }, hidden
    finally:
        book.close()


def _as_written(path: Path) -> dict[str, str]:
    """Return the XML of each sheet that is not too large to look through, by title."""
    with zipfile.ZipFile(path) as archive:
        links = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        parts = {link.get("Id"): f"/xl/{link.get('Target')}" for link in links}
        sizes = {f"/{part.filename}": part.file_size for part in archive.infolist()}
        written = {}
        for sheet in fromstring(archive.read("xl/workbook.xml")).iterfind(".//{*}sheet"):
            # A target that begins with a slash is a whole path.
            part = parts.get(sheet.get(_LINK), "").replace("/xl//", "/")
            if 0 < sizes.get(part, 0) <= _MOST_LOOKED_THROUGH:
                xml = archive.read(part.removeprefix("/"))
                written[sheet.get("name", "")] = xml.decode("utf-8", "replace")
        return written


def _sheet(sheet: Any, name: str, xml: str) -> _Sheet:
    """Return a sheet; of cells merged down a column each gets the value of the first."""
    from openpyxl.utils import column_index_from_string

    notes = []
    merged = [
        (column_index_from_string(left) - 1, int(top), int(bottom))
        for left, top, right, bottom in _MERGED.findall(xml)
        if left == right and top != bottom
    ]
    if merged:
        notes.append(f"cells that are merged down a column were filled; ranges: {len(merged):,}")
    bare = _NO_RESULT.findall(xml)
    if bare:
        notes.append(
            f"formulas without a stored result, such as in {bare[0]}, were read as empty; cells: "
            f"{len(bare):,}. Open the file in a spreadsheet and save it"
        )
    return _Sheet(_rows(sheet, name, merged), notes)


def _rows(sheet: Any, name: str, merged: list[tuple[int, int, int]]) -> list[list[str]]:
    """Return the rows of a sheet; ``merged`` are columns with the first and last row."""
    # What a sheet says of its own size may be wrong.
    sheet.reset_dimensions()
    starts = {(column, top): bottom for column, top, bottom in merged}
    held: dict[int, tuple[str, int]] = {}
    rows, cells = [], 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells += len(row)
        # One cell in the last column makes its whole row.
        if len(row) > MOST_COLUMNS or cells > _MOST_CELLS:
            raise FileFault(
                f"{name} has more than {MOST_COLUMNS:,} columns or {_MOST_CELLS:,} cells on the "
                f"sheet {sheet.title}. Delete the empty ones, or export the events as CSV."
            )
        texts = [_text(cell) for cell in row]
        if not any(texts):
            continue
        for column, text in enumerate(texts):
            if (column, number) in starts:
                held[column] = text, starts[column, number]
            elif column in held and number <= held[column][1]:
                texts[column] = held[column][0]
        rows.append(texts)
    return rows


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
