"""Read GeoParquet and Parquet chunk by chunk, so that memory stays bounded.

A Parquet file may name one long text a million times in a few bytes, and its pages may unpack to
anything. So pages are looked at before they are unpacked, texts are counted before they are spelt
out, and columns of lists and records are not read.
"""

import datetime as dt
import json
import mmap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely

from geo.errors import FileFault
from geo.files.table import SAMPLE, Header, Opened, Table, as_text, numbered, require_single
from geo.formats.features import require_few
from geo.formats.page_heads import PREFIXES, Page, pages
from geo.formats.shapes import from_wkb

MOST_ROWS = 10_000_000
_FEW_ROWS, _LEAST_ROW = 1_000_000, 10
"""So many rows any file may hold; more only where each takes so many bytes of it."""
_FEW_CELLS, _MOST_CELLS_A_BYTE = 40_000_000, 2
MOST_BYTES = 4 << 30
"""Of a Parquet file, unpacked: a small one may unpack to more than the memory."""
_FEW_BYTES, _MOST_RATIO = 512 << 20, 100
"""So many bytes of text any file may spell out; more only up to a multiple of its size."""
_SMALL = 32 << 20
_MOST_AT_ONCE = 384 << 20
"""Of the pages of all columns that are open beside each other."""
_MOST_PAGES = 200_000
_ROWS, _CELLS = 50_000, 2_000_000
_PIECE = 64 << 20
"""Bytes of text that are spelt out at once."""
_HARDLY = 2
"""Texts of at most so many times the letters of the distinct ones among them hardly repeat."""
_BUFFER = 1 << 16
_A_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
_YEARS = (dt.datetime(1, 1, 3, tzinfo=dt.UTC), dt.datetime(9999, 12, 29, tzinfo=dt.UTC))
"""Moments of Python, on the clock of any zone."""
_WIDEST = 64
"""Bytes of a number or another cell of fixed length."""


@dataclass(frozen=True)
class _Held:
    """What is read of a file: its columns, which of them are texts or geometries, notes."""

    path: Path
    rows: int
    names: list[str]
    texts: frozenset[str]
    geometry: dict[str, dict[str, Any]]
    notes: list[str]


def open_parquet(path: Path) -> Opened:
    """Return a Parquet file, with or without geometry.

    Raises
    ------
    FileFault
        When it holds no rows, or more than can be read safely.
    """
    held = _without_loners(_held(path))

    def chunks(_: Header) -> Iterator[tuple[Table, float]]:
        read = 0
        for batch in _batches(held, held.names):
            rows = _as_frame(batch, held.geometry)
            rows.index = pd.RangeIndex(read + 1, read + len(rows) + 1)
            read += len(rows)
            yield numbered(rows, path.name), read / held.rows

    first = next(chunks(Header()), (None, 0.0))[0]
    if first is None:
        raise FileFault(f"{path.name} holds no rows. Export it again or choose another file.")
    columns = [str(column) for column in first.rows.columns]
    sample = as_text(first.rows.head(SAMPLE))
    return Opened(path.name, columns, sample, chunks, bool(held.geometry), held.notes, columns)


def _held(path: Path) -> _Held:
    """Look at a file without unpacking any of it."""
    about = pq.read_metadata(path)
    described = about.schema.to_arrow_schema()
    require_single(described.names, path.name)
    geometry = _geometry_columns(described, path.name)
    names = [field.name for field in described if field.name in geometry or _is_flat(field.type)]
    require_few(len(names), path.name)
    _require_room(about, names, path)
    texts = frozenset(field.name for field in described if field.name in names and _is_text(field))
    others = [name for name in described.names if name not in names]
    note = f"columns of lists or records are not read: {', '.join(others)[:200]}"
    return _Held(path, about.num_rows, names, texts, geometry, [note] if others else [])


def _is_flat(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_flat(kind.value_type)
    wide = pa.types.is_fixed_size_binary(kind) and kind.byte_width > _WIDEST
    return not (pa.types.is_nested(kind) or wide)


def _require_room(about: pq.FileMetaData, names: list[str], path: Path) -> None:
    """Refuse a file of more rows or bytes than can be read, whatever it says of itself."""
    groups = [about.row_group(number) for number in range(about.num_row_groups)]
    size = sum(group.total_byte_size for group in groups)
    length = path.stat().st_size
    most_rows = min(MOST_ROWS, max(_FEW_ROWS, length // _LEAST_ROW))
    most_cells = max(_FEW_CELLS, _MOST_CELLS_A_BYTE * length)
    cells = about.num_rows * len(names)
    if about.num_rows > most_rows or cells > most_cells or size > MOST_BYTES:
        raise _too_large(path, f"{about.num_rows:,} rows, {cells:,} cells, {size / 1e9:,.1f} GB")
    unpacked = looked_at = 0
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for group in groups:
            at_once = 0
            for page_sizes in _page_sizes(group, set(names), content, path):
                looked_at += len(page_sizes)
                unpacked += sum(page_sizes)
                # The dictionary comes first and stays.
                at_once += page_sizes[0] + max(page_sizes)
            if looked_at > _MOST_PAGES or unpacked > MOST_BYTES or at_once > _MOST_AT_ONCE:
                raise _too_large(path, f"pages that unpack to {unpacked / 1e9:,.1f} GB or more")


def _page_sizes(group: Any, names: set[str], content: mmap.mmap, path: Path) -> Iterator[list[int]]:
    """Yield the unpacked size of each page of each column that is read."""
    with memoryview(content) as whole:
        for number in range(group.num_columns):
            column = group.column(number)
            if column.path_in_schema.partition(".")[0] not in names:
                continue
            starts = (column.dictionary_page_offset, column.data_page_offset)
            start = min(offset for offset in starts if offset)
            with whole[start : start + column.total_compressed_size] as chunk:
                looked: list[Page] = []
                for page in pages(chunk, column.num_values):
                    looked.append(page)
                    if len(looked) > _MOST_PAGES:
                        raise _too_large(path, f"more than {_MOST_PAGES:,} pages")
            if any(page.encoding == PREFIXES for page in looked):
                raise FileFault(
                    f"{path.name}: the column {column.path_in_schema} is packed by what its texts "
                    "begin with (DELTA_BYTE_ARRAY), which cannot be read safely. Save it again "
                    "with the usual encoding of its texts, or export it as CSV."
                )
            yield [page.unpacked for page in looked] or [0]


def _too_large(path: Path, what: str) -> FileFault:
    return FileFault(
        f"{path.name} holds {what}, more than can be read safely from {path.stat().st_size:,} "
        "bytes. Export fewer rows or columns."
    )


def _batches(held: _Held, names: list[str]) -> Iterator[pa.Table]:
    """Yield rows in pieces of bounded size, their texts spelt out."""
    for batch, lengths in _unspelt(held, names):
        for start, end in _pieces(lengths):
            yield _spelt(batch.slice(start, end - start))


def _without_loners(held: _Held) -> _Held:
    """Read a small file's texts once, spelling none out; refuse it where they have no end.

    Of those that are left the ones that hardly repeat, such as ids, are read as they stand from
    then on: their dictionary would grow with each batch and save nothing.
    """
    if held.path.stat().st_size >= _SMALL or not held.texts:
        return held
    letters, distinct = dict.fromkeys(held.texts, 0), dict.fromkeys(held.texts, 0)
    for batch, _ in _unspelt(held, list(held.texts)):
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            letters[name] += int(_text_lengths(column).sum())
            once = pc.sum(pc.binary_length(column.dictionary)).as_py() or 0
            distinct[name] = max(distinct[name], once)
    loners, left = set(), _PIECE
    for name in sorted(held.texts, key=lambda name: letters[name]):
        if letters[name] <= min(left, _HARDLY * distinct[name]):
            loners.add(name)
            left -= letters[name]
    return replace(held, texts=held.texts - loners)


def _unspelt(held: _Held, names: list[str]) -> Iterator[tuple[pa.RecordBatch, Any]]:
    """Yield rows whose texts are numbers of a dictionary, with how long each row's texts are."""
    texts = [name for name in names if name in held.texts]
    rows = max(1, min(_ROWS, _CELLS // max(1, len(names))))
    most, letters = max(_FEW_BYTES, _MOST_RATIO * held.path.stat().st_size), 0
    with pq.ParquetFile(
        held.path, pre_buffer=False, buffer_size=_BUFFER, read_dictionary=texts
    ) as file:
        for batch in file.iter_batches(rows, columns=names):
            lengths = _lengths(batch)
            letters += int(lengths.sum())
            if letters > most:
                raise _too_large(held.path, f"texts of more than {most / 1e9:,.1f} GB")
            yield batch, lengths


def _is_text(field: pa.Field) -> bool:
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


def _lengths(batch: pa.RecordBatch) -> Any:
    """Return the bytes that each row's texts take once they are spelt out."""
    lengths = np.zeros(batch.num_rows, dtype=np.int64)
    for column in batch.columns:
        if pa.types.is_dictionary(column.type) and _is_text(pa.field("", column.type)):
            lengths += _text_lengths(column)
    return lengths


def _text_lengths(column: pa.DictionaryArray) -> Any:
    each = pc.binary_length(column.dictionary).take(column.indices)
    return each.fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)


def _pieces(lengths: Any) -> Iterator[tuple[int, int]]:
    """Yield from where to where rows of at most :data:`_PIECE` bytes reach, one row at least."""
    sums, start = np.cumsum(lengths), 0
    while start < len(lengths):
        before = sums[start - 1] if start else 0
        end = max(start + 1, int(np.searchsorted(sums, before + _PIECE, side="right")))
        yield start, end
        start = end


def _spelt(batch: pa.RecordBatch) -> pa.Table:
    columns = [
        column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
        for column in batch.columns
    ]
    near = [_without_far_moments(column) for column in columns]
    return pa.table(near, names=batch.schema.names)


def _without_far_moments(column: pa.Array) -> pa.Array:
    """Return moments as text where some lie beyond all years, which no calendar of Python holds."""
    if not pa.types.is_timestamp(column.type):
        return column
    count = column.cast(pa.int64())
    a_second = _A_SECOND[column.type.unit]
    first, last = (int(edge.timestamp()) * a_second for edge in _YEARS)
    far = pc.or_(pc.less(count, first), pc.greater(count, last))
    if not pc.any(far).as_py():
        return column
    # The clock of a zone is not asked: of far moments it knows nothing.
    near = pc.if_else(far, None, count.cast(pa.timestamp(column.type.unit)))
    words = pc.binary_join_element_wise(
        count.cast(pa.string()), f"{column.type.unit} from 1970", " "
    )
    return pc.if_else(far, words, near.cast(pa.string()))


def _geometry_columns(described: pa.Schema, name: str) -> dict[str, dict[str, Any]]:
    """Return what GeoParquet says of each geometry, the first one first."""
    about = json.loads((described.metadata or {}).get(b"geo", b"{}"))
    columns: dict[str, dict[str, Any]] = about.get("columns", {})
    for told in columns.values():
        if told["encoding"].lower() not in ("wkb", "point"):
            raise FileFault(
                f"{name} holds a geometry that is encoded as {str(told['encoding'])[:40]}. Save it "
                "as GeoParquet with the encoding WKB."
            )
    order = sorted(columns, key=lambda name: name != about.get("primary_column"))
    return {name: columns[name] for name in order}


def _as_frame(table: pa.Table, geometry: dict[str, dict[str, Any]]) -> pd.DataFrame:
    names = table.schema.names
    cells = table.select([name for name in names if name not in geometry])
    # Whole numbers stay whole beside a missing one; an index of pandas is a column like others.
    rows: pd.DataFrame = cells.to_pandas(integer_object_nulls=True, ignore_metadata=True)
    if not geometry:
        return rows
    shapes = {name: _shapes(table.column(name), told) for name, told in geometry.items()}
    located: pd.DataFrame = gpd.GeoDataFrame(
        rows.assign(**shapes)[names], geometry=next(iter(geometry))
    )
    return located


def _shapes(column: pa.ChunkedArray, told: dict[str, Any]) -> gpd.GeoSeries:
    """Return a column of geometries; longitude and latitude where it names no system."""
    if told["encoding"].lower() == "wkb":
        shapes = from_wkb(column.to_pylist())[0]
    else:
        spots = np.column_stack([pc.struct_field(column, edge).to_numpy() for edge in ("x", "y")])
        shapes = np.array(shapely.points(spots.astype(float)), dtype=object)
        shapes[column.is_null().to_numpy()] = None
    return gpd.GeoSeries(shapes, crs=told.get("crs", "OGC:CRS84"))
