"""Containers of typed columns, as the map document reads them.

A container is a uint32 length, a JSON header that names columns and words, and the columns on
8-byte bounds: a browser reads them as typed arrays without parsing.
"""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

GRID = 1e5
"""Coordinates are whole numbers of 1/100,000 degree, about a metre."""

Columns = Mapping[str, NDArray[Any]]


def pack(meta: Mapping[str, Any], columns: Columns) -> bytes:
    r"""Return one container: uint32 header length, JSON header, columns on 8-byte bounds.

    >>> pack({}, {"day": np.array([1, 2], dtype=np.int32)})[-8:]
    b'\x01\x00\x00\x00\x02\x00\x00\x00'
    """
    sizes = {name: -(-column.nbytes // 8) * 8 for name, column in columns.items()}

    def header(start: int) -> bytes:
        entries, offset = [], start
        for name, column in columns.items():
            kind = column.dtype.str[1:]
            entries.append({"name": name, "type": kind, "offset": offset, "length": len(column)})
            offset += sizes[name]
        content = {"columns": entries, "meta": meta}
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()

    # The header's length moves the offsets that it states: leave room for their digits.
    start = -(-(len(header(0)) + 4 + 12 * len(columns)) // 8) * 8
    text = header(start).ljust(start - 4)
    body = b"".join(
        column.astype(column.dtype.newbyteorder("<")).tobytes().ljust(sizes[name], b"\0")
        for name, column in columns.items()
    )
    # No padding after the last column: its own length says where it ends.
    last = list(columns)[-1]
    spare = sizes[last] - columns[last].nbytes
    return len(text).to_bytes(4, "little") + text + body[: len(body) - spare or None]


def day_numbers(dates: pd.Series) -> NDArray[np.int32]:
    """Return dates as days since 1 January 1970.

    >>> day_numbers(pd.Series(pd.to_datetime(["1970-01-02"]))).tolist()
    [1]
    """
    return dates.to_numpy().astype("datetime64[D]").astype(np.int32)
