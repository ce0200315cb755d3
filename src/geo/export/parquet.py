"""Events as GeoParquet, piece by piece."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import shapely

from geo import schema
from geo.files.writing import write_whole

_TYPES = {"datetime64[us]": pa.timestamp("us"), "Int32": pa.int32(), "bool": pa.bool_()}


def _arrow_schema() -> pa.Schema:
    """Return the columns of events, with the metadata of GeoParquet 1.1."""
    fields = [
        pa.field(name, _TYPES.get(str(column.dtype), pa.string()))
        for name, column in schema.EVENTS.columns.items()
        if name != "geometry"
    ]
    place = {
        "encoding": "WKB",
        "geometry_types": ["Point"],
        "crs": pyproj.CRS(schema.CRS).to_json_dict(),
    }
    described = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": place}}
    fields.append(pa.field("geometry", pa.binary()))
    return pa.schema(fields, metadata={b"geo": json.dumps(described).encode()})


class EventWriter:
    """Takes frames of events, one after the other, into an open GeoParquet file."""

    def __init__(self, file: pq.ParquetWriter) -> None:
        self._file = file

    def write(self, events: gpd.GeoDataFrame) -> None:
        """Append events, columns of ``geo.schema.EVENTS``, as a row group."""
        cells = pd.DataFrame(events.drop(columns="geometry"))
        cells["geometry"] = shapely.to_wkb(np.asarray(events.geometry))
        table = pa.Table.from_pandas(cells, preserve_index=False).select(self._file.schema.names)
        self._file.write_table(table.replace_schema_metadata(None).cast(_ARROW))


@contextmanager
def write_geoparquet(path: Path) -> Iterator[EventWriter]:
    """Yield a writer of events; the file is there, whole, when the block ends well.

    Raises
    ------
    FileFault
        When the file cannot be written.
    """
    with write_whole(path) as part, pq.ParquetWriter(part, _ARROW) as file:
        yield EventWriter(file)


_ARROW = _arrow_schema()
