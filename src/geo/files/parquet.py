"""Read GeoParquet and Parquet chunk by chunk, so that memory stays bounded.

Columns of lists and records are not read.
"""

import datetime as dt
import json
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
from geo.files.parquet_bounds import (
    PIECE,
    is_text,
    most_letters,
    pieces,
    require_room,
    row_lengths,
    text_lengths,
    too_large,
)
from geo.files.table import SAMPLE, Header, Opened, Table, as_text, numbered, require_single
from geo.formats.features import require_few
from geo.formats.shapes import from_wkb

_SMALL = 32 << 20
_ROWS, _CELLS = 50_000, 2_000_000
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
            yield as_rows(batch, held.geometry, read, path.name), (read + len(batch)) / held.rows
            read += len(batch)

    first = next(chunks(Header()), (None, 0.0))[0]
    if first is None:
        raise FileFault(f"{path.name} holds no rows. Export it again or choose another file.")
    columns = [str(column) for column in first.rows.columns]
    sample = as_text(first.rows.head(SAMPLE))
    return Opened(path.name, columns, sample, chunks, bool(held.geometry), held.notes, columns)


def as_rows(batch: pa.Table, geometry: dict[str, dict[str, Any]], read: int, name: str) -> Table:
    """Return rows of Arrow as those of a table, numbered on from ``read``.

    ``geometry`` is what GeoParquet says of its columns, the first one first.
    """
    rows = _as_frame(batch, geometry)
    rows.index = pd.RangeIndex(read + 1, read + len(rows) + 1)
    return numbered(rows, name)


def _held(path: Path) -> _Held:
    """Look at a file without unpacking any of it."""
    about = pq.read_metadata(path)
    described = about.schema.to_arrow_schema()
    require_single(described.names, path.name)
    geometry = geometry_columns(described, path.name)
    names = [field.name for field in described if field.name in geometry or _is_flat(field.type)]
    require_few(len(names), path.name)
    require_room(about, names, path)
    texts = frozenset(field.name for field in described if field.name in names and is_text(field))
    others = [name for name in described.names if name not in names]
    note = f"columns of lists or records are not read: {', '.join(others)[:200]}"
    return _Held(path, about.num_rows, names, texts, geometry, [note] if others else [])


def _is_flat(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_flat(kind.value_type)
    wide = pa.types.is_fixed_size_binary(kind) and kind.byte_width > _WIDEST
    return not (pa.types.is_nested(kind) or wide)


def _batches(held: _Held, names: list[str]) -> Iterator[pa.Table]:
    """Yield rows in pieces of bounded size, their texts spelt out."""
    for batch, lengths in _unspelt(held, names):
        for start, end in pieces(lengths):
            yield spelt(batch.slice(start, end - start))


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
            letters[name] += int(text_lengths(column).sum())
            once = pc.sum(pc.binary_length(column.dictionary)).as_py() or 0
            distinct[name] = max(distinct[name], once)
    loners, left = set(), PIECE
    for name in sorted(held.texts, key=lambda name: letters[name]):
        if letters[name] <= min(left, _HARDLY * distinct[name]):
            loners.add(name)
            left -= letters[name]
    return replace(held, texts=held.texts - loners)


def _unspelt(held: _Held, names: list[str]) -> Iterator[tuple[pa.RecordBatch, Any]]:
    """Yield rows whose texts are numbers of a dictionary, with how long each row's texts are."""
    texts = [name for name in names if name in held.texts]
    rows = max(1, min(_ROWS, _CELLS // max(1, len(names))))
    most, letters = most_letters(held.path), 0
    with pq.ParquetFile(
        held.path, pre_buffer=False, buffer_size=_BUFFER, read_dictionary=texts
    ) as file:
        for batch in file.iter_batches(rows, columns=names):
            lengths = row_lengths(batch)
            letters += int(lengths.sum())
            if letters > most:
                raise too_large(held.path, f"texts of more than {most / 1e9:,.1f} GB")
            yield batch, lengths


def spelt(batch: pa.RecordBatch) -> pa.Table:
    """Return rows with their texts, not numbers of a dictionary, and far moments as text."""
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


def geometry_columns(described: pa.Schema, name: str) -> dict[str, dict[str, Any]]:
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
