"""Events as a workbook: typed dates and numbers, nothing a formula, a sheet on sources."""

import datetime as dt
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd

from geo.errors import FileFault
from geo.files.writing import batches, nullable
from geo.text import defused, web_links, xml_text

MOST_ROWS, MOST_LETTERS, MOST_LINKS = 1_048_575, 32_767, 65_530
"""What Excel lets a sheet hold: rows below the header, UTF-16 units in a cell, links."""
_LONGEST_LINK = 690
"""Letters of an address that is made a link: escaped it must stay below Excel's 2,079."""
_FIRST_YEAR = 1900
"""The calendar of a workbook begins with it; earlier days are written as text."""
_WIDTHS = (8, 48)
_MADE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""A fixed moment, so that the same events give the same bytes."""

Cell = Callable[[int, int, Any], Any]


def write_workbook(events: pd.DataFrame, about: Sequence[Sequence[Any]], path: Path) -> None:
    """Write events on a first sheet and the lines of ``about`` on a second.

    Parameters
    ----------
    events : DataFrame
        Plain columns: text, numbers, truth values, dates.
    about : rows of cells
        A row of one cell is text, a row of several is a row of a table.

    Raises
    ------
    FileFault
        When there are more rows, or a longer text, than a sheet can hold.
    OSError
        When the disk is full.
    """
    # Slow to load.
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import XlsxWriterException

    text = events.select_dtypes(["str", "object"]).columns
    events = events.assign(**{name: defused(xml_text(events[name].astype("str"))) for name in text})
    _require_room(events, list(text))
    # Rows go to disk as they are written: a large workbook takes no more memory than a small one.
    options = {"constant_memory": True, "tmpdir": str(path.parent), "use_zip64": True}
    try:
        with Workbook(str(path), options) as book:
            book.set_properties({"title": "Borderwatch events", "created": _MADE})
            _write_events(book, events)
            _write_about(book, about)
    except XlsxWriterException as error:
        raise OSError(str(error)) from error


def _require_room(events: pd.DataFrame, text: list[str]) -> None:
    remedy = "Write GeoPackage, GeoParquet or CSV instead."
    if len(events) > MOST_ROWS:
        raise FileFault(f"A sheet holds {MOST_ROWS:,} events, these are {len(events):,}. {remedy}")
    for name in text:
        units = (len(cell.encode("utf-16-le")) // 2 for cell in events[name].dropna())
        longest = max(units, default=0)
        if longest > MOST_LETTERS:
            raise FileFault(
                f"A cell holds {MOST_LETTERS:,} letters, one of {name} has {longest:,}. {remedy}"
            )


def _write_events(book: Any, events: pd.DataFrame) -> None:
    sheet = book.add_worksheet("Events")
    heading = book.add_format({"bold": True, "bottom": 1})
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(events), len(events.columns) - 1)
    for at, (name, column) in enumerate(events.items()):
        sheet.set_column(at, at, _width(str(name), column))
        sheet.write_string(0, at, str(name), heading)
    writers = [_writer(book, sheet, column) for _, column in events.items()]
    parts = (nullable(batch).itertuples(index=False, name=None) for batch in batches(events))
    for row, cells in enumerate(chain.from_iterable(parts), start=1):
        for at, cell in enumerate(cells):
            if cell is not None:
                writers[at](row, at, cell)


def _width(name: str, column: pd.Series) -> int:
    """Return a width in letters that shows most cells whole."""
    letters = column.dropna().astype("str").str.len()
    most_cells = int(letters.quantile(0.9)) if len(letters) else 0
    if pd.api.types.is_datetime64_any_dtype(column):
        most_cells = len("2021-08-15")
    least, most = _WIDTHS
    return min(max(least, len(name) + 3, most_cells), most)


def _writer(book: Any, sheet: Any, column: pd.Series) -> Cell:
    """Return what writes one cell of a column: the library's guesses stay out of it."""
    types = pd.api.types
    if types.is_bool_dtype(column):
        return sheet.write_boolean  # type: ignore[no-any-return]
    if types.is_numeric_dtype(column):
        return sheet.write_number  # type: ignore[no-any-return]
    if types.is_datetime64_any_dtype(column):
        day = book.add_format({"num_format": "yyyy-mm-dd"})

        def write_day(row: int, at: int, cell: dt.datetime) -> None:
            if cell.year < _FIRST_YEAR:
                sheet.write_string(row, at, f"{cell:%Y-%m-%d}")
            else:
                sheet.write_datetime(row, at, cell, day)

        return write_day
    if column.name == "source_url":
        return _link_writer(sheet, column)
    return sheet.write_string  # type: ignore[no-any-return]


def _link_writer(sheet: Any, column: pd.Series) -> Cell:
    """Link web addresses, where a sheet can hold that many; all others are text."""
    linked = set(web_links(column).dropna())
    if column.isin(linked).sum() > MOST_LINKS:
        linked = set()

    def write(row: int, at: int, cell: str) -> None:
        if cell in linked and len(cell) <= _LONGEST_LINK:
            sheet.write_url(row, at, cell, string=cell)
        else:
            sheet.write_string(row, at, cell)

    return write


def _write_about(book: Any, about: Sequence[Sequence[Any]]) -> None:
    sheet = book.add_worksheet("Sources and licences")
    sheet.set_column(0, 4, 28)
    for row, cells in enumerate(about):
        text = defused(xml_text(pd.Series([str(cell) for cell in cells], dtype="str")))
        for at, cell in enumerate(text):
            sheet.write_string(row, at, cell)
