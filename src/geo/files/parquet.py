"""Read and write GeoParquet and Parquet chunk by chunk, so that memory stays bounded."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geo.errors import FileFault
from geo.files.table import SAMPLE, Header, Opened, Table, as_text, numbered, require_single

MOST_ROWS = 10_000_000
MOST_BYTES = 4 << 30
"""Of a Parquet file, unpacked: a small one may unpack to more than the memory."""
_ROWS = 50_000
_BUFFER = 1 << 16


def open_parquet(path: Path) -> Opened:
    """Return a Parquet file, with or without geometry.

    Raises
    ------
    FileFault
        When it holds no rows, or more than can be read safely.
    """
    held = pq.read_metadata(path)
    size = sum(held.row_group(number).total_byte_size for number in range(held.num_row_groups))
    if held.num_rows > MOST_ROWS or size > MOST_BYTES:
        raise FileFault(
            f"{path.name} holds {held.num_rows:,} rows of {size / 1e9:,.1f} GB, more than can be "
            "read safely. Export fewer rows or columns."
        )
    described = held.schema.to_arrow_schema()
    require_single(described.names, path.name)
    geometry = _geometry_columns(described)

    def chunks(header: Header) -> Iterator[tuple[Table, float]]:
        wanted = [n for n in described.names if n in header.wanted or n in geometry]
        read = 0
        with pq.ParquetFile(path, pre_buffer=False, buffer_size=_BUFFER) as file:
            for batch in file.iter_batches(_ROWS, columns=wanted if header.wanted else None):
                rows = _as_frame(pa.Table.from_batches([batch]), geometry)
                rows.index = pd.RangeIndex(read + 1, read + len(rows) + 1)
                read += len(rows)
                yield numbered(rows, path.name), read / held.num_rows

    first = next(chunks(Header()), (None, 0.0))[0]
    if first is None:
        raise FileFault(f"{path.name} holds no rows. Export it again or choose another file.")
    columns = [str(column) for column in first.rows.columns]
    sample = as_text(first.rows.head(SAMPLE))
    return Opened(path.name, columns, sample, chunks, located=bool(geometry))


def _geometry_columns(described: pa.Schema) -> dict[str, dict[bytes, bytes]]:
    """Return for each geometry of GeoParquet, the first one first, what GeoArrow says of it."""
    about = json.loads((described.metadata or {}).get(b"geo", b"{}"))
    columns: dict[str, dict[str, Any]] = about.get("columns", {})
    return {
        name: {
            b"ARROW:extension:name": f"geoarrow.{columns[name]['encoding'].lower()}".encode(),
            # Longitude and latitude where the file names no system, as GeoParquet has it.
            b"ARROW:extension:metadata": json.dumps(
                {"crs": columns[name].get("crs", "OGC:CRS84")}
            ).encode(),
        }
        for name in sorted(columns, key=lambda name: name != about.get("primary_column"))
    }


def _as_frame(table: pa.Table, geometry: dict[str, dict[bytes, bytes]]) -> pd.DataFrame:
    # Whole numbers stay whole beside a missing one; an index of pandas is a column like others.
    options = {"integer_object_nulls": True, "ignore_metadata": True}
    if not geometry:
        rows: pd.DataFrame = table.to_pandas(**options)
        return rows
    fields = [
        field.with_metadata(geometry[field.name]) if field.name in geometry else field
        for field in table.schema
    ]
    told = table.cast(pa.schema(fields, table.schema.metadata))
    located: pd.DataFrame = gpd.GeoDataFrame.from_arrow(told, next(iter(geometry)), options)
    return located
