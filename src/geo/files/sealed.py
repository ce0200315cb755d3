"""Parquet files of our own, sealed: that nothing in them has changed is told without parsing it.

The seal is a digest of all that stands before the footer. It tells a file that was written here
from one that was changed since, not from one that a stranger sealed: whoever reads a sealed file
looks at what its cells hold, and what it may hold is bounded as in any other.
"""

import hashlib
import io
import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from geo.files.parquet_bounds import (
    Room,
    is_text,
    most_letters,
    pieces,
    require_room,
    row_lengths,
    too_large,
)
from geo.files.writing import write_whole

_SEAL = b"borderwatch"
_MAGIC = b"PAR1"
_TAIL = 8
"""Bytes behind the footer: its length, and the format's name."""
_ROWS, _BYTES = 400_000, 256 << 20
"""Rows that are read together, and the most bytes that they unpack to."""
_BLOCK = 1 << 20


class _Hashed(io.RawIOBase):
    """A file that is written once, from its start to its end, and what its bytes come to."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self.digest = hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self.digest.update(piece)
        return self._file.write(piece)

    def tell(self) -> int:
        return self._file.tell()

    def close(self) -> None:
        self._file.close()
        super().close()


@contextmanager
def write_sealed(
    path: Path, schema: pa.Schema, version: int, as_written: Collection[str] = ()
) -> Iterator[pq.ParquetWriter]:
    """Yield a writer of Arrow tables; the file is there, whole and sealed, when the block ends.

    Parameters
    ----------
    schema : pyarrow.Schema
        Columns, types and metadata of the file.
    version : int
        Of what the columns mean; a reader of another one does not trust the file.
    as_written : collection of str, default ()
        Columns whose cells hardly repeat, so that a dictionary would save nothing.

    Raises
    ------
    FileFault
        When the file cannot be written.
    """
    by_number = [name for name in schema.names if name not in as_written]
    with (
        write_whole(path) as part,
        _Hashed(part) as hashed,
        pq.ParquetWriter(pa.PythonFile(hashed, mode="w"), schema, use_dictionary=by_number) as file,
    ):
        yield file
        seal = {"version": version, "sha256": hashed.digest.hexdigest()}
        file.add_key_value_metadata({_SEAL: json.dumps(seal)})


def sealed_batches(
    path: Path, schema: pa.Schema, version: int
) -> Iterator[tuple[pa.RecordBatch, float]] | None:
    """Return the rows of a file that :func:`write_sealed` wrote, batch by batch; none of another.

    Texts that were not written as they stand are numbers of a dictionary. Beside each batch is
    the share of the file that was read.

    Raises
    ------
    FileFault
        When it holds more than can be read safely, as in :func:`geo.files.parquet.open_parquet`.
    """
    about = _sealed(path, schema, version)
    if about is None:
        return None
    room = require_room(about, schema.names, path)
    # Groups of a size that nobody writes here are read in pieces, as a stranger's.
    return _batches(path, schema, room) if max(room.groups) <= _BYTES else None


def _sealed(path: Path, schema: pa.Schema, version: int) -> pq.FileMetaData | None:
    """Return what a file says of itself if its schema and seal are right."""
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            return None
    try:
        about = pq.read_metadata(path)
        seal = json.loads((about.metadata or {}).get(_SEAL, b"{}"))
        alike = about.schema.to_arrow_schema().equals(schema, check_metadata=True)
    except (pa.ArrowException, OSError, ValueError):
        # What is wrong with it the reader of any file will say.
        return None
    if not (alike and about.num_rows and isinstance(seal, dict) and seal.get("version") == version):
        return None
    return about if _digest(path, about.serialized_size) == seal.get("sha256") else None


def _digest(path: Path, footer: int) -> str:
    """Return the digest of all that stands before a footer of so many bytes."""
    digest, left = hashlib.sha256(), path.stat().st_size - _TAIL - footer
    with path.open("rb") as file:
        while left > 0 and (block := file.read(min(left, _BLOCK))):
            digest.update(block)
            left -= len(block)
    return digest.hexdigest()


def _batches(path: Path, schema: pa.Schema, room: Room) -> Iterator[tuple[pa.RecordBatch, float]]:
    texts = [field.name for field in schema if is_text(field)]
    by_number = [name for name in texts if name not in room.as_written]
    most, letters, read = most_letters(path), 0, 0
    with pq.ParquetFile(path, read_dictionary=by_number) as file:
        about = file.metadata
        rows = [about.row_group(number).num_rows for number in range(about.num_row_groups)]
        for groups in _together(rows, room.groups):
            part = file.read_row_groups(groups, columns=schema.names).unify_dictionaries()
            for batch in part.combine_chunks().to_batches():
                lengths = row_lengths(batch)
                letters += int(lengths.sum())
                if letters > most:
                    raise too_large(path, f"texts of more than {most / 1e9:,.1f} GB")
                for start, end in pieces(lengths):
                    read += end - start
                    yield batch.slice(start, end - start), read / about.num_rows


def _together(rows: list[int], sizes: list[int]) -> Iterator[list[int]]:
    """Yield numbers of groups, by their rows and bytes, that are read together.

    >>> list(_together([300_000, 300_000, 10, 10], [10, 10, 1 << 28, 1]))
    [[0, 1], [2], [3]]
    """
    together: list[int] = []
    for number in range(len(rows)):
        larger = [*together, number]
        if together and (
            sum(rows[at] for at in together) >= _ROWS or sum(sizes[at] for at in larger) > _BYTES
        ):
            yield together
            larger = [number]
        together = larger
    if together:
        yield together
