"""Events as GeoParquet of our own: written piece by piece, and read without parsing them again.

What such a file holds was checked when it was written. Reading looks at each distinct word and at
all numbers at once; rows that do not pass are read as a stranger's, with the same answer.
"""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyproj
import shapely
from numpy.typing import NDArray

from geo import schema
from geo.cells.empty import says_nothing
from geo.cells.parsed import YEARS
from geo.compact import Places, Texts, numbered
from geo.events.ids import Ids
from geo.events.validate import CATEGORIES, SIDES, clean_column
from geo.files.sealed import sealed_batches, write_sealed
from geo.gazetteer.actors import actor_name
from geo.points import coordinate_faults
from geo.sources.codes import country

VERSION = 1
"""Of what the columns mean: rises when :data:`geo.schema.EVENTS` changes."""
_TYPES = {"datetime64": pa.timestamp("us"), "Int32": pa.int32(), "bool": pa.bool_()}
_AS_WRITTEN = ("event_id", "summary", "geometry")
_FILLED = ("date_end", "located_by", "event_count", "verified", "dataset", "restricted")
"""Where a stranger's file holds nothing, reading says what that means."""
_YEARS = (YEARS[0], YEARS[1] + 1)
_A_DAY = 86_400_000_000
"""Microseconds."""
_POINT = b"\1\1\0\0\0"
"""How the bytes of a point begin: little-endian, of the kind 1. Two numbers follow."""


def _arrow_schema() -> pa.Schema:
    """Return the columns of events, with the metadata of GeoParquet 1.1."""
    fields = [
        # Of dates the unit is left out: which one a schema names depends on its library.
        pa.field(name, _TYPES.get(str(column.dtype).partition("[")[0], pa.string()))
        for name, column in schema.EVENTS.columns.items()
        if name != "geometry"
    ]
    described = {"version": "1.1.0", "primary_column": "geometry", "columns": GEOMETRY}
    fields.append(pa.field("geometry", pa.binary()))
    return pa.schema(fields, metadata={b"geo": json.dumps(described).encode()})


GEOMETRY: dict[str, dict[str, Any]] = {
    "geometry": {
        "encoding": "WKB",
        "geometry_types": ["Point"],
        "crs": pyproj.CRS(schema.CRS).to_json_dict(),
    }
}
"""What GeoParquet says of the points."""
_ARROW = _arrow_schema()


class EventWriter:
    """Takes frames of events, one after the other, into an open GeoParquet file."""

    def __init__(self, file: pq.ParquetWriter) -> None:
        self._file = file

    def write(self, events: gpd.GeoDataFrame) -> None:
        """Append events, columns of ``geo.schema.EVENTS``, as a row group."""
        cells = pd.DataFrame(events.drop(columns="geometry"))
        cells["geometry"] = shapely.to_wkb(np.asarray(events.geometry))
        table = pa.Table.from_pandas(cells, preserve_index=False).select(_ARROW.names)
        self._file.write_table(table.replace_schema_metadata(None).cast(_ARROW))


@contextmanager
def write_geoparquet(path: Path) -> Iterator[EventWriter]:
    """Yield a writer of events; the file is there, whole, when the block ends well.

    Raises
    ------
    FileFault
        When the file cannot be written.
    """
    with write_sealed(path, _ARROW, VERSION, _AS_WRITTEN) as file:
        yield EventWriter(file)


def own_batches(path: Path) -> Iterator[tuple[pa.RecordBatch, float]] | None:
    """Return the rows of a file of :func:`write_geoparquet`, as it was written; none of another.

    Beside each batch is the share of the file that was read.

    Raises
    ------
    FileFault
        When it holds more than can be read safely.
    """
    return sealed_batches(path, _ARROW, VERSION)


def as_read(batch: pa.RecordBatch, ids: Ids) -> gpd.GeoDataFrame | None:
    """Return rows as the events that reading a stranger's file would make of them, every one.

    None where that would change a cell or set a row aside. The ids are new among ``ids`` then.
    """
    if not (_numbers_hold(batch) and _words_hold(batch)):
        return None
    lonlat = _lonlat(batch["geometry"])
    if lonlat is None or not ids.take_new(batch["event_id"]):
        return None
    cells = {name: _cells(name, batch[name]) for name in _ARROW.names if name != "geometry"}
    return gpd.GeoDataFrame(cells, geometry=Places(lonlat))


def _numbers_hold(batch: pa.RecordBatch) -> bool:
    """Return whether days are whole and in order, and counts are not negative."""
    if any(batch[name].null_count for name in ("date_start", *_FILLED)):
        return False
    counts = [name for name in _ARROW.names if _ARROW.field(name).type == pa.int32()]
    turned = pc.any(pc.less(batch["date_end"], batch["date_start"])).as_py()
    return (
        not turned
        and all(_are_days(batch[name]) for name in ("date_start", "date_end", "data_as_of"))
        and all((pc.min(batch[name]).as_py() or 0) >= 0 for name in counts)
    )


def _are_days(moments: pa.Array) -> bool:
    """Return whether moments in microseconds are whole days of the years that events have."""
    known = moments.drop_null().cast(pa.int64()).to_numpy()
    first, last = (np.datetime64(f"{year}-01-01", "us").astype(np.int64) for year in _YEARS)
    return bool(np.all((known % _A_DAY == 0) & (known >= first) & (known < last)))


def _words_hold(batch: pa.RecordBatch) -> bool:
    """Return whether every text is clean, and a word that its column may hold."""
    for name, column in schema.EVENTS.columns.items():
        cells = batch[name]
        if column.required and cells.null_count:
            return False
        if not _is_text(cells):
            continue
        if not pa.types.is_dictionary(cells.type):
            if not _are_clean(cells.drop_null(), keep_words=False):
                return False
        elif not (
            _are_clean(cells.dictionary, keep_words=name in SIDES)
            and _are_known(pd.Series(cells.dictionary, dtype="str"), name, column.words)
        ):
            return False
    return True


def _is_text(cells: pa.Array) -> bool:
    return bool(pa.types.is_dictionary(cells.type) or pa.types.is_string(cells.type))


def _are_clean(texts: pa.StringArray, *, keep_words: bool) -> bool:
    """Return whether texts are such as cleaning leaves them."""
    # What holds letters of ASCII alone, and no space at its ends, needs no closer look.
    trimmed = pc.equal(pc.ascii_trim_whitespace(texts), texts)
    strange = texts.filter(pc.invert(pc.and_(pc.ascii_is_printable(texts), trimmed)))
    given = pd.Series(strange, dtype="str")
    clean, marked = clean_column(given, keep_words=keep_words)
    if len(marked) or clean.ne(given).any():
        return False
    return keep_words or not says_nothing(pd.Series(texts, dtype="str")).any()


def _are_known(words: pd.Series, name: str, allowed: Collection[str]) -> bool:
    """Return whether each word stands once, and is one that its column may hold."""
    if not words.is_unique or (allowed and not words.isin(list(allowed)).all()):
        return False
    if name == "country":
        return bool(country(words, "iso3").eq(words).all())
    if name in ("actor_1", "actor_2"):
        return all(actor_name(word) in (word, None) for word in words)
    return True


def _lonlat(shapes: pa.BinaryArray) -> NDArray[np.float64] | None:
    """Return degrees of points, shape (n, 2); none where one is no point or no place."""
    width = len(_POINT) + 16
    if shapes.null_count or not pc.all(pc.equal(pc.binary_length(shapes), width)).as_py():
        return None
    _, offsets, content = shapes.buffers()
    first = np.frombuffer(offsets, np.int32)[shapes.offset]
    raw = np.frombuffer(content, np.uint8)[first:][: width * len(shapes)].reshape(-1, width)
    if (raw[:, : len(_POINT)] != np.frombuffer(_POINT, np.uint8)).any():
        return None
    lonlat = np.ascontiguousarray(raw[:, len(_POINT) :]).view("<f8")
    longitude, latitude = (pd.Series(side) for side in lonlat.T)
    nowhere = (coordinate_faults(longitude, latitude) != "").any() or (lonlat == 0).all(
        axis=1
    ).any()
    return None if nowhere else lonlat


def _cells(name: str, column: pa.Array) -> Any:
    """Return a column of Arrow as one of a frame of events, of the type that reading gives it."""
    if name in CATEGORIES:
        return _category(column)
    if pa.types.is_dictionary(column.type):
        return Texts(column)
    if _is_text(column):
        return numbered(pd.Series(pd.array(column.cast(pa.large_string()), dtype="str")))
    if column.type == pa.int32():
        missing = column.is_null().to_numpy(zero_copy_only=False)
        return pd.arrays.IntegerArray(column.fill_null(0).to_numpy(), missing)
    if column.type == pa.bool_():
        return column.to_numpy(zero_copy_only=False)
    return column.to_numpy(zero_copy_only=False).astype("datetime64[us]")


def _category(column: pa.DictionaryArray) -> pd.Categorical:
    """Return words with categories in order, as ``astype("category")`` gives them."""
    words = pd.Index(column.dictionary.to_pandas(), dtype="str")
    codes = column.indices.fill_null(len(words)).to_numpy()
    met = np.bincount(codes, minlength=len(words) + 1)[:-1] > 0
    used = np.flatnonzero(met)
    order = used[words[used].argsort()]
    rank = np.full(len(words) + 1, -1, dtype=np.int32)
    rank[order] = np.arange(len(order))
    return pd.Categorical.from_codes(rank[codes], words[order])
