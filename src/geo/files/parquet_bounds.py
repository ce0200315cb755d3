"""How much a Parquet file may hold, whatever it says of itself.

A Parquet file may name one long text a million times in a few bytes, and its pages may unpack to
anything. So pages are looked at before they are unpacked, and texts are counted before they are
spelt out.
"""

import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from geo.errors import FileFault
from geo.formats.page_heads import AS_WRITTEN, PREFIXES, Page, pages

MOST_ROWS = 10_000_000
_FEW_ROWS, _LEAST_ROW = 1_000_000, 10
"""So many rows any file may hold; more only where each takes so many bytes of it."""
_FEW_CELLS, _MOST_CELLS_A_BYTE = 40_000_000, 2
MOST_BYTES = 4 << 30
"""Of a Parquet file, unpacked: a small one may unpack to more than the memory."""
_FEW_BYTES, _MOST_RATIO = 512 << 20, 100
"""So many bytes of text any file may spell out; more only up to a multiple of its size."""
_MOST_AT_ONCE = 384 << 20
"""Of the pages of all columns that are open beside each other."""
_MOST_PAGES = 200_000
PIECE = 64 << 20
"""Bytes of text that are spelt out at once."""


@dataclass(frozen=True)
class Room:
    """What the pages of a file say: the bytes that each group of rows unpacks to.

    ``as_written`` are the columns whose cells stand one behind the other, none by a number;
    ``dictionaries`` the bytes of the largest dictionary of each of the others.
    """

    groups: list[int]
    as_written: frozenset[str]
    dictionaries: dict[str, int]


def require_room(about: pq.FileMetaData, names: list[str], path: Path) -> Room:
    """Return what the pages of the columns ``names`` say.

    Raises
    ------
    FileFault
        When they hold more rows or bytes than can be read safely, whatever the file says of itself.
    """
    groups = [about.row_group(number) for number in range(about.num_row_groups)]
    size = sum(group.total_byte_size for group in groups)
    length = path.stat().st_size
    most_rows = min(MOST_ROWS, max(_FEW_ROWS, length // _LEAST_ROW))
    most_cells = max(_FEW_CELLS, _MOST_CELLS_A_BYTE * length)
    cells = about.num_rows * len(names)
    if about.num_rows > most_rows or cells > most_cells or size > MOST_BYTES:
        raise too_large(path, f"{about.num_rows:,} rows, {cells:,} cells, {size / 1e9:,.1f} GB")
    unpacked, looked_at = [0] * len(groups), 0
    by_number: dict[str, int] = {}
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for number, group in enumerate(groups):
            at_once = 0
            for name, column_pages in _pages(group, set(names), content, path):
                sizes = [page.unpacked for page in column_pages] or [0]
                looked_at += len(sizes)
                unpacked[number] += sum(sizes)
                # The dictionary comes first and stays.
                at_once += sizes[0] + max(sizes)
                if any(page.encoding != AS_WRITTEN for page in column_pages if page.values):
                    by_number[name] = max(sizes[0], by_number.get(name, 0))
            in_all = sum(unpacked)
            if looked_at > _MOST_PAGES or in_all > MOST_BYTES or at_once > _MOST_AT_ONCE:
                raise too_large(path, f"pages that unpack to {in_all / 1e9:,.1f} GB or more")
    return Room(unpacked, frozenset(names) - by_number.keys(), by_number)


def _pages(
    group: Any, names: set[str], content: mmap.mmap, path: Path
) -> Iterator[tuple[str, list[Page]]]:
    """Yield the name and the pages of each column that is read."""
    with memoryview(content) as whole:
        for number in range(group.num_columns):
            column = group.column(number)
            name = column.path_in_schema.partition(".")[0]
            if name not in names:
                continue
            starts = (column.dictionary_page_offset, column.data_page_offset)
            start = min(offset for offset in starts if offset)
            with whole[start : start + column.total_compressed_size] as chunk:
                looked: list[Page] = []
                for page in pages(chunk, column.num_values):
                    looked.append(page)
                    if len(looked) > _MOST_PAGES:
                        raise too_large(path, f"more than {_MOST_PAGES:,} pages")
            if any(page.encoding == PREFIXES for page in looked):
                raise FileFault(
                    f"{path.name}: the column {column.path_in_schema} is packed by what its texts "
                    "begin with (DELTA_BYTE_ARRAY), which cannot be read safely. Save it again "
                    "with the usual encoding of its texts, or export it as CSV."
                )
            yield name, looked


def too_large(path: Path, what: str) -> FileFault:
    """Return why a file is not read that holds ``what``."""
    return FileFault(
        f"{path.name} holds {what}, more than can be read safely from {path.stat().st_size:,} "
        "bytes. Export fewer rows or columns."
    )


def is_text(field: pa.Field) -> bool:
    """Return whether a column holds text, or numbers of a dictionary of text."""
    kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    types = pa.types
    return any(
        check(kind)
        for check in (
            types.is_string,
            types.is_large_string,
            types.is_binary,
            types.is_large_binary,
        )
    )


def most_letters(path: Path) -> int:
    """Return how many bytes of text a file may spell out."""
    return max(_FEW_BYTES, _MOST_RATIO * path.stat().st_size)


def row_lengths(batch: pa.RecordBatch) -> Any:
    """Return the bytes that each row's texts take once they are spelt out."""
    lengths = np.zeros(batch.num_rows, dtype=np.int64)
    for column in batch.columns:
        if pa.types.is_dictionary(column.type) and is_text(pa.field("", column.type)):
            lengths += text_lengths(column)
    return lengths


def text_lengths(column: pa.DictionaryArray) -> Any:
    """Return the bytes of each row's text, 0 where it is null."""
    each = pc.binary_length(column.dictionary).take(column.indices)
    return each.fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)


def pieces(lengths: Any) -> Iterator[tuple[int, int]]:
    """Yield from where to where rows of at most :data:`PIECE` bytes reach, one row at least."""
    sums, start = np.cumsum(lengths), 0
    while start < len(lengths):
        before = sums[start - 1] if start else 0
        end = max(start + 1, int(np.searchsorted(sums, before + PIECE, side="right")))
        yield start, end
        start = end
