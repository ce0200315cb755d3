"""CSV and TSV files, read in chunks so that memory stays bounded."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pcompute
import pyarrow.csv as pc
from numpy.typing import NDArray

from geo.errors import FileFault
from geo.files.encoding import as_utf8
from geo.files.header import (
    rows_of,
)
from geo.files.layout import HEAD, Layout, fitted, look_at_head
from geo.files.table import Header, Opened, Table, numbered

_BLOCK = 1 << 22
"""Bytes that are read at once, some of them ahead: also the most that a row may take."""
_ROWS, _CELLS = 50_000, 4_000_000
_FEW_ROWS, _LEAST_ROW = 400_000, 20
"""So many rows any file may hold; more only where each has so many bytes: a date has ten."""
MOST_BROKEN, _MOST_BROKEN_CELLS, _MOST_BROKEN_LETTERS = 100_000, 4_000_000, 64_000_000


def open_delimited(path: Path, folder: Path) -> Opened:
    """Return a CSV or TSV file; delimiter, quotes and encoding are told from its head.

    Parameters
    ----------
    folder : path
        A private folder for a copy in UTF-8, where that is needed.

    Raises
    ------
    FileFault
        When the file is no text, has no rows, or mixes delimiters or encodings.
    """
    name = path.name
    text, mended = as_utf8(path, folder)
    with text.open("rb") as file:
        head = file.read(HEAD)
    first, sample, layout, said = look_at_head(head, name, whole=len(head) < HEAD)
    columns = list(sample.columns)
    mended += said

    def chunks(header: Header) -> Iterator[tuple[Table, float]]:
        return _chunks(text, name, columns, layout, header)

    return Opened(name, columns, sample, chunks, mended=mended, first=first)


def _chunks(
    path: Path, name: str, columns: list[str], layout: Layout, header: Header
) -> Iterator[tuple[Table, float]]:
    # Spreadsheets leave nameless columns behind.
    names = list(header.names) or [word or f"\0{at}" for at, word in enumerate(columns)]
    kept = [n for n in names if not n.startswith("\0")]
    kept = [n for n in kept if not header.wanted or n in header.wanted]
    broken: list[tuple[int, str]] = []
    unread: Counter[str] = Counter()
    size = path.stat().st_size
    # Arrow's own file: its threads read ahead, and where reading ends early they may still do so
    # while Python shuts down, which must not be left to find them in Python's code.
    with pa.OSFile(str(path)) as file:
        start = layout.first if header.names else layout.below
        file.seek(start)
        good = 0
        batches = (
            _batches(file, name, names, kept, layout, broken, unread) if start < size else iter(())
        )
        for rows in _gathered(batches, max(1, min(_ROWS, _CELLS // max(1, len(kept))))):
            rows.index = pd.Index(_numbers(good, len(rows), broken))
            good += len(rows)
            _require_few(good + len(broken), broken, len(names), size, name)
            left_out = dict(unread)
            unread.clear()
            yield replace(numbered(rows, name), unread=left_out), file.tell() / size
    if broken:
        _require_few(good + len(broken), broken, len(names), size, name)
        yield _broken(name, names, kept, layout, broken), 1.0


def _require_few(
    rows: int, broken: list[tuple[int, str]], columns: int, size: int, name: str
) -> None:
    """Refuse more rows, or broken rows, than can be judged: each of them has its price."""
    if rows > max(_FEW_ROWS, size // _LEAST_ROW):
        raise FileFault(
            f"{name} has more than {_FEW_ROWS:,} rows in {size:,} bytes: rows as short as that "
            "hold no events. Delete the empty rows, or export it again."
        )
    most = _most_broken(columns)
    if len(broken) > most or sum(len(row) for _, row in broken) > _MOST_BROKEN_LETTERS:
        raise FileFault(
            f"{name} has more than {most:,} rows of another width than its header, the first at "
            f"row {broken[0][0]:,}. Export it again, with cells that hold the delimiter in quotes."
        )


def _most_broken(columns: int) -> int:
    """Return how many rows may be of another width: each is filled up to that of the header."""
    return min(MOST_BROKEN, _MOST_BROKEN_CELLS // columns)


def _gathered(batches: Iterator[pa.RecordBatch], rows: int) -> Iterator[pd.DataFrame]:
    """Yield batches together: each chunk has its price, however few rows it holds."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(len(part) for part in held) >= rows:
            yield pa.Table.from_batches(held).to_pandas()
            held = []
    if held:
        yield pa.Table.from_batches(held).to_pandas()


def _batches(
    file: Any,
    name: str,
    names: list[str],
    kept: list[str],
    layout: Layout,
    broken: list[tuple[int, str]],
    unread: Counter[str],
) -> Iterator[pa.RecordBatch]:
    """Yield blocks of rows as text; rows of another width than the header go to ``broken``.

    Filled cells of named columns that are not kept are counted in ``unread``.
    """
    others = [n for n in names if not n.startswith("\0") and n not in kept]
    letters, is_refused = 0, False

    def note(row: pc.InvalidRow) -> str:
        nonlocal letters, is_refused
        letters += len(row.text)
        broken.append((row.number, row.text))
        # One more than is allowed is enough to refuse the file.
        is_refused = len(broken) > _most_broken(len(names)) or letters > _MOST_BROKEN_LETTERS
        return "error" if is_refused else "skip"

    try:
        for batch in pc.open_csv(
            file,
            read_options=pc.ReadOptions(column_names=names, block_size=_BLOCK, use_threads=False),
            parse_options=pc.ParseOptions(
                delimiter=layout.delimiter,
                quote_char='"' if layout.quoted else False,
                newlines_in_values=layout.quoted,
                invalid_row_handler=note,
            ),
            convert_options=pc.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
                include_columns=[*kept, *others],
            ),
        ):
            unread.update({n: _filled(batch.column(n)) for n in others})
            yield batch.select(kept)
    except pa.ArrowInvalid as error:
        if "Empty CSV" in str(error) or is_refused:
            return
        raise _cut(name, str(error)) from error
    if any(text.count('"') % 2 and layout.quoted for _, text in broken):
        raise _cut(name, "a quote is opened and never closed")


def _filled(cells: pa.Array) -> int:
    """Return how many cells hold text."""
    return pcompute.sum(pcompute.greater(pcompute.binary_length(cells), 0)).as_py() or 0


def _cut(name: str, why: str) -> FileFault:
    return FileFault(
        f"{name} cannot be read as a table: it is truncated, or a quote in it is never closed. "
        f"Export it again, as CSV in UTF-8. The reader said: {why[:300]}"
    )


def _numbers(good: int, count: int, broken: list[tuple[int, str]]) -> NDArray[np.int64]:
    """Return the numbers in the file of good rows, which stand between broken ones."""
    at = np.arange(good + 1, good + count + 1)
    gaps = np.array([number for number, _ in broken]) - np.arange(len(broken))
    return at + np.searchsorted(gaps, at, side="right")


def _broken(
    name: str,
    names: Sequence[str],
    kept: list[str],
    layout: Layout,
    broken: list[tuple[int, str]],
) -> Table:
    """Return rows of another width than the header as rows with a problem."""
    cells = [
        next((row for row, _ in rows_of(text, layout.delimiter, quoted=layout.quoted)), [])
        for _, text in broken
    ]
    rows = pd.DataFrame([fitted(row, len(names)) for row in cells], dtype="str")
    rows = rows.set_axis(list(names), axis=1)[kept]
    rows.index = pd.Index([number for number, _ in broken])
    table = numbered(rows, name)
    table.problem[:] = [
        f"has {'more' if len(row) > len(names) else 'fewer'} cells than the header "
        f"({len(row)}, not {len(names)}); quote cells that hold the delimiter"
        for row in cells
    ]
    return table
