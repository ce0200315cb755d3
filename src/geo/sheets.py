"""XLSX sheets as rows of text; formulas are never run, their stored results are read."""

import warnings
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geo.archives import MOST_WHOLE, inspect_archive
from geo.errors import BorderwatchError, FileFault
from geo.headers import headed, nameless_words
from geo.rows import MOST_COLUMNS, Table, as_table

_MOST_CELLS = 20_000_000


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
    filled = {title: found for title, rows in sheets.items() if len((found := headed(rows))[1]) > 1}
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
    return table, [*mended, *skipped, *nameless_words(_named(rows[0]), rows[1:])]


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


def _sheets(path: Path) -> tuple[dict[str, list[list[str]]], list[str]]:
    """Return the rows of each sheet that are not blank, their cells as text, and hidden sheets."""
    import openpyxl

    with warnings.catch_warnings():
        # Of styles and extensions that are of no matter to the cells.
        warnings.simplefilter("ignore", UserWarning)
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        hidden = [sheet.title for sheet in book.worksheets if sheet not in shown]
        return {sheet.title: _rows(sheet, path.name) for sheet in shown}, hidden
    finally:
        book.close()


def _rows(sheet: Any, name: str) -> list[list[str]]:
    # What a sheet says of its own size may be wrong.
    sheet.reset_dimensions()
    rows, cells = [], 0
    for row in sheet.iter_rows(values_only=True):
        cells += len(row)
        # One cell in the last column makes its whole row.
        if len(row) > MOST_COLUMNS or cells > _MOST_CELLS:
            raise FileFault(
                f"{name} has more than {MOST_COLUMNS:,} columns or {_MOST_CELLS:,} cells on the "
                f"sheet {sheet.title}. Delete the empty ones, or export the events as CSV."
            )
        texts = [_text(cell) for cell in row]
        if any(texts):
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
