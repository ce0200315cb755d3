"""CSV and TSV files, read in chunks so that memory stays bounded."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pc
from numpy.typing import NDArray

from geo.errors import FileFault
from geo.files.encoding import as_utf8
from geo.files.header import HXL, is_hxl, title_words, titles
from geo.files.table import MOST_COLUMNS, SAMPLE, Header, Opened, Table, numbered, require_single

DELIMITERS = ",;\t|"
_SEPARATOR = re.compile(r'"?sep=([,;\t|])"?\r?\n', re.IGNORECASE)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|$)")
_HEAD = 1 << 18
_BLOCK = 1 << 22
"""Bytes that are read at once, some of them ahead: also the most that a row may take."""
_ROWS = 50_000
MOST_BROKEN = 100_000


@dataclass(frozen=True)
class _Layout:
    """How a file is cut into cells, and where its rows begin, in bytes.

    ``below`` is where they begin when the first row names the columns and HXL tags may follow.
    """

    delimiter: str
    quoted: bool
    first: int
    below: int


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
        head = file.read(_HEAD)
    columns, sample, layout, said = _look(head, name, whole=len(head) < _HEAD)
    mended += said

    def chunks(header: Header) -> Iterator[tuple[Table, float]]:
        return _chunks(text, name, columns, layout, header)

    return Opened(name, columns, sample, chunks, mended=mended)


def _look(
    head: bytes, name: str, *, whole: bool
) -> tuple[list[str], pd.DataFrame, _Layout, list[str]]:
    """Return the header, the sample, the layout, and what was left out above and below it."""
    mark = 3 * head.startswith(b"\xef\xbb\xbf")
    text = head[mark:].decode("utf-8", "ignore")
    start, delimiter, said = _above(text)
    quoted = delimiter != "\t" or '\t"' in text or text[start:].startswith('"')
    found = list(_rows(text[start:], delimiter, quoted=quoted))
    # The last row of a longer file may be cut.
    found = found if whole or len(found) < 2 else found[:-1]
    rows = [row for row, _ in found]
    _require_table(rows, name, text)
    tagged = len(rows) > 1 and is_hxl(rows[1])
    first, below = (mark + len(text[:end].encode()) for end in (start, start + found[tagged][1]))
    columns = [cell.strip() for cell in rows[0]]
    sample = _sample(rows[1 + tagged : SAMPLE], columns)
    layout = _Layout(delimiter, quoted, first, below)
    return columns, sample, layout, [*said, *([HXL] if tagged else [])]


def _above(text: str) -> tuple[int, str, list[str]]:
    """Return where the header begins, the delimiter, and the titles above it.

    Excel puts ``sep=;`` over some files.
    """
    start = len(text) - len(text.lstrip("\r\n"))
    if stated := _SEPARATOR.match(text, start):
        return stated.end(), stated[1], []
    lines = list(islice(_LINE.finditer(text, start), 40))
    cells = [[*map(str.strip, _cells(line[0]))] for line in lines]
    over = titles([row for row in cells if any(row)])
    filled = [line for line, row in zip(lines, cells, strict=True) if any(row)]
    said = [title_words(line[0].strip(DELIMITERS + '"\r\n ')) for line in filled[:over]]
    start = filled[over].start() if over else start
    return start, _delimiter(text[start:]), said


def _cells(line: str) -> list[str]:
    """Return the cells of a line by the delimiter that cuts it into the most."""
    return max((_split(line, mark) for mark in DELIMITERS), key=len)


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        # A cell longer than any of a header.
        return [line]


def _sample(rows: list[list[str]], columns: list[str]) -> pd.DataFrame:
    cells = [_fitted(row, len(columns)) for row in rows]
    # Names may stand twice: they are given once the cells are in their places.
    frame = pd.DataFrame(cells, columns=range(len(columns)), dtype="str")
    return frame.set_axis(columns, axis=1)


def _delimiter(text: str) -> str:
    """Return the delimiter that cuts the first row into the most cells."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=lambda mark: len(_split(first, mark)))


def _rows(text: str, delimiter: str, *, quoted: bool) -> Iterator[tuple[list[str], int]]:
    """Yield the rows that are not blank, each with the place in the text where it ends."""
    place = 0

    def lines() -> Iterator[str]:
        nonlocal place
        for line in io.StringIO(text, newline=""):
            place += len(line)
            yield line

    quoting = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    reader = csv.reader(lines(), delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]
    try:
        for row in reader:
            if row:
                yield row, place
    except csv.Error:
        # A cell longer than the head: the rows before it are enough to look at.
        return


def _require_table(rows: list[list[str]], name: str, text: str) -> None:
    """Refuse what has no rows, columns without number, or rows of other widths than the first."""
    if not rows and text.strip():
        raise FileFault(
            f"{name} begins with a cell of more than {csv.field_size_limit():,} characters: a "
            "quote in it is never closed, or it is no table. Export it as CSV in UTF-8."
        )
    if not rows:
        raise FileFault(f"{name} holds no rows. Export it again or choose another file.")
    width = len(rows[0])
    if width > MOST_COLUMNS:
        raise FileFault(
            f"{name} has {width:,} columns or more, and at most {MOST_COLUMNS:,} are read. Export "
            "the columns of the events only."
        )
    widths = Counter(len(row) for row in rows[1:])
    if len(rows) > 2 and widths[width] * 2 < len(rows) - 1:
        raise FileFault(
            f"{name} mixes delimiters: its first row has {width} cells, most others "
            f"{widths.most_common(1)[0][0]}. Export it with one delimiter, and cells that hold it "
            "in quotes; where a title stands over the header, delete it."
        )


def _fitted(row: list[str], width: int) -> list[str]:
    return row[:width] + [""] * (width - len(row))


def _chunks(
    path: Path, name: str, columns: list[str], layout: _Layout, header: Header
) -> Iterator[tuple[Table, float]]:
    # Spreadsheets leave nameless columns behind.
    names = list(header.names) or [word or f"\0{at}" for at, word in enumerate(columns)]
    require_single(names, name)
    kept = [n for n in names if not n.startswith("\0")]
    kept = [n for n in kept if not header.wanted or n in header.wanted]
    broken: list[tuple[int, str]] = []
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.seek(layout.first if header.names else layout.below)
        good = 0
        batches = _batches(file, name, names, kept, layout, broken) if start < size else iter(())
        for rows in _gathered(batches):
            rows.index = pd.Index(_numbers(good, len(rows), broken))
            good += len(rows)
            _require_few(broken, name)
            yield numbered(rows, name), file.tell() / size
    if broken:
        yield _broken(name, names, kept, layout, broken), 1.0


def _require_few(broken: list[tuple[int, str]], name: str) -> None:
    if len(broken) > MOST_BROKEN:
        raise FileFault(
            f"{name} has more than {MOST_BROKEN:,} rows of another width than its header, the "
            f"first at row {broken[0][0]:,}. Export it again, with cells that hold the delimiter "
            "in quotes."
        )


def _gathered(batches: Iterator[pa.RecordBatch]) -> Iterator[pd.DataFrame]:
    """Yield batches together: each chunk has its price, however few rows it holds."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(len(part) for part in held) >= _ROWS:
            yield pa.Table.from_batches(held).to_pandas()
            held = []
    if held:
        yield pa.Table.from_batches(held).to_pandas()


def _batches(
    file: Any,
    name: str,
    names: list[str],
    kept: list[str],
    layout: _Layout,
    broken: list[tuple[int, str]],
) -> Iterator[pa.RecordBatch]:
    """Yield blocks of rows as text; rows of another width than the header go to ``broken``."""

    def note(row: pc.InvalidRow) -> str:
        broken.append((row.number, row.text))
        return "skip"

    try:
        yield from pc.open_csv(
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
                include_columns=kept,
            ),
        )
    except pa.ArrowInvalid as error:
        if "Empty CSV" in str(error):
            return
        raise _cut(name, str(error)) from error
    if any(text.count('"') % 2 and layout.quoted for _, text in broken):
        raise _cut(name, "a quote is opened and never closed")


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
    layout: _Layout,
    broken: list[tuple[int, str]],
) -> Table:
    """Return rows of another width than the header as rows with a problem."""
    cells = [
        next((row for row, _ in _rows(text, layout.delimiter, quoted=layout.quoted)), [])
        for _, text in broken
    ]
    rows = pd.DataFrame([_fitted(row, len(names)) for row in cells], dtype="str")
    rows = rows.set_axis(list(names), axis=1)[kept]
    rows.index = pd.Index([number for number, _ in broken])
    table = numbered(rows, name)
    table.problem[:] = [
        f"has {'more' if len(row) > len(names) else 'fewer'} cells than the header "
        f"({len(row)}, not {len(names)}); quote cells that hold the delimiter"
        for row in cells
    ]
    return table
