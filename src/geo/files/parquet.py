"""Read GeoParquet and Parquet chunk by chunk, so that memory stays bounded.

Columns of lists and records are not read.
"""

import datetime as dt
import json
from collections import Counter
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

from geo.doors import require_single
from geo.errors import FileFault
from geo.files.header import numbered_names, numbered_words
from geo.files.parquet_bounds import (
    PIECE,
    Room,
    is_text,
    most_letters,
    pieces,
    require_room,
    row_lengths,
    text_lengths,
    too_large,
)
from geo.files.table import SAMPLE, Header, Opened, Table, as_text, numbered
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
_LONGEST_OF_TWINS, _SPELT_AT_ONCE = 2 << 20, 32 << 20
"""Bytes of a dictionary, of which most writers make none longer than one MB, and of spelt texts."""
_WIDEST = 64
"""Bytes of a number or another cell of fixed length."""


@dataclass(frozen=True)
class _Held:
    """What is read of a file: its columns, which of them are texts or geometries, notes.

    ``at_once`` is how many rows are read at once at most.
    """

    path: Path
    rows: int
    names: list[str]
    texts: frozenset[str]
    geometry: dict[str, dict[str, Any]]
    notes: list[str]
    at_once: int


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
    geometry = geometry_columns(described, path.name)
    names = [field.name for field in described if field.name in geometry or _is_flat(field.type)]
    _require_flat_twins(described.names, names, path.name)
    require_few(len(names), path.name)
    room = require_room(about, names, path)
    texts = frozenset(field.name for field in described if field.name in names and is_text(field))
    twins = texts & {name for name, times in Counter(names).items() if times > 1}
    at_once = _rows_of_twins(room, twins, path.name)
    rows = max(1, min(_ROWS, at_once, _CELLS // max(1, len(names))))
    others = [name for name in described.names if name not in names]
    notes = numbered_words(names, numbered_names(names))
    if others:
        notes.append(f"columns of lists or records are not read: {', '.join(others)[:200]}")
    return _Held(path, about.num_rows, names, texts - twins, geometry, notes, rows)


def _rows_of_twins(room: Room, twins: frozenset[str], name: str) -> int:
    """Return how many rows of texts whose columns share a name may be read at once.

    Of such columns a reader gives no dictionary: their texts are spelt out before they are
    counted, and each may be as long as the whole dictionary.
    """
    longest = max([room.dictionaries.get(twin, 0) for twin in twins], default=0)
    if longest > _LONGEST_OF_TWINS:
        require_single([*twins, *twins], name)
    return _SPELT_AT_ONCE // max(1, longest)


def _require_flat_twins(described: list[str], read: list[str], name: str) -> None:
    """Refuse a column of lists or records that has the name of one that is read."""
    others = Counter(described) - Counter(read)
    require_single([*dict.fromkeys(read), *(twin for twin in others if twin in read)], name)


def _is_flat(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_flat(kind.value_type)
    wide = pa.types.is_fixed_size_binary(kind) and kind.byte_width > _WIDEST
    return not (pa.types.is_nested(kind) or wide)


def _batches(held: _Held, names: list[str]) -> Iterator[pa.Table]:
    """Yield rows in pieces of bounded size, their texts spelt out, names that repeat numbered."""
    for batch, lengths in _unspelt(held, names):
        single = numbered_names(batch.schema.names)
        for start, end in pieces(lengths):
            yield spelt(batch.slice(start, end - start)).rename_columns(single)


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
    most, letters = most_letters(held.path), 0
    with pq.ParquetFile(
        held.path, pre_buffer=False, buffer_size=_BUFFER, read_dictionary=texts
    ) as file:
        for batch in file.iter_batches(held.at_once, columns=list(dict.fromkeys(names))):
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
