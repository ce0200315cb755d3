"""A dataset cut into parts, each of which is read as a file of its own.

- A folder that was written here: each file as it is.
- A Parquet file: by row groups, of bounded size and number of rows together.
- A CSV or TSV file in UTF-8: by bytes, cut between rows. Whether a line ends within a quoted cell
  is told by the number of quotes before it, which the workers count first.
- Any other file, also a zipped one, is one part: it cannot be cut.

A small file is a part as it is, and so passes the doors of :mod:`geo.files`; what is cut is laid
down by the worker as a small file with the header of the whole.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow.parquet as pq

from geo.cluster.stores import fetch, files_of, is_ours, opened, read_bytes
from geo.cluster.tree import Crew
from geo.errors import FileFault
from geo.files.layout import HEAD, above_rows
from geo.files.open import PARQUET, is_delimited
from geo.files.scratch import scratch_folder

PART_BYTES = 64 << 20
"""Of a file that can be cut: so much is read at once."""
PART_ROWS = 125_000
_BLOCK = 1 << 16


@dataclass(frozen=True)
class Cut:
    """Some bytes of a file: the rows that begin after the next end of a line, up to ``end``.

    The first cut of a file begins with a row. ``quoted`` tells whether ``start`` and ``end`` lie
    within quotes; ``head`` stands above the rows of each part.
    """

    start: int
    end: int
    size: int
    head: bytes
    is_first: bool
    quoted: tuple[bool, bool] = (False, False)


@dataclass(frozen=True)
class Part:
    """A part of a dataset: a file, some of its row groups, or some of its bytes.

    ``is_ours`` says that it holds valid events with ids of their own.
    """

    place: str
    is_ours: bool = False
    groups: tuple[int, ...] = ()
    cut: Cut | None = None


def parts_of(place: str, crew: Crew, part_bytes: int = PART_BYTES) -> list[Part]:
    """Return the parts of a dataset in their order.

    Raises
    ------
    FileFault
        When there is no file, or one that cannot be cut safely.
    """
    files = files_of(place)
    if is_ours(place, files):
        return [Part(name, is_ours=True) for name in files]
    return [part for name, size in files.items() for part in _parts(name, size, crew, part_bytes)]


def _parts(name: str, size: int, crew: Crew, part_bytes: int) -> list[Part]:
    head = read_bytes(name, 0, HEAD) if size > part_bytes else b""
    if head.startswith(PARQUET):
        return list(_grouped(name, part_bytes))
    if head and is_delimited(head):
        return _by_bytes(name, size, head, crew, part_bytes)
    return [Part(name)]


def _grouped(name: str, part_bytes: int) -> Iterator[Part]:
    """Yield row groups together, until they are large enough."""
    with opened(name) as file:
        about = pq.read_metadata(file)
    groups: list[int] = []
    rows = size = 0
    for number in range(about.num_row_groups):
        group = about.row_group(number)
        full = rows + group.num_rows > PART_ROWS or size + group.total_byte_size > 4 * part_bytes
        if groups and full:
            yield Part(name, groups=tuple(groups))
            groups, rows, size = [], 0, 0
        groups.append(number)
        rows, size = rows + group.num_rows, size + group.total_byte_size
    yield Part(name, groups=tuple(groups))


def _by_bytes(name: str, size: int, head: bytes, crew: Crew, part_bytes: int) -> list[Part]:
    above, quoted = above_rows(head, PurePosixPath(name).name)
    edges = [above, *range(above + part_bytes, size, part_bytes), size]
    cuts = [
        Cut(start, end, size, head[:above], is_first=start == above)
        for start, end in pairwise(edges)
    ]
    if quoted:
        quotes = crew.map(count_quotes, [(name, cut.start, cut.end) for cut in cuts])
        odd = [number % 2 == 1 for number in accumulate(quotes, initial=0)]
        if odd[-1]:
            raise FileFault(
                f"{name} has an odd number of quotes: one is never closed, or stands alone in a "
                "cell. It cannot be cut into parts. Mend it, or export it as several files."
            )
        cuts = [replace(cut, quoted=pair) for cut, pair in zip(cuts, pairwise(odd), strict=True)]
    return [Part(name, cut=cut) for cut in cuts]


def count_quotes(where: tuple[str, int, int]) -> int:
    """Return how many quotes stand in a range of bytes of a file."""
    place, start, end = where
    return read_bytes(place, start, end - start).count(b'"')


@contextmanager
def laid_down(part: Part) -> Iterator[Path | None]:
    """Yield a part as a file here; nothing where no row begins in it.

    Raises
    ------
    FileFault
        When a part of a text is not in UTF-8.
    """
    if part.cut is None and not part.groups and "://" not in part.place:
        yield Path(part.place)
        return
    with scratch_folder("part") as folder:
        path = folder / PurePosixPath(part.place).name
        if part.groups:
            with opened(part.place) as file:
                pq.write_table(pq.ParquetFile(file).read_row_groups(list(part.groups)), path)
        elif part.cut is not None:
            rows = _rows(part.place, part.cut)
            path.write_bytes(part.cut.head + rows)
            if not rows:
                yield None
                return
        else:
            fetch(part.place, path)
        yield path


def _rows(place: str, cut: Cut) -> bytes:
    """Return the rows of a cut, whole."""
    with opened(place) as file:
        start = cut.start if cut.is_first else _row_after(file, cut.start, quoted=cut.quoted[0])
        end = cut.size
        if cut.end < cut.size:
            end = _row_after(file, cut.end, quoted=cut.quoted[1])
        file.seek(start)
        rows: bytes = file.read(max(0, end - start))
    try:
        rows.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileFault(
            f"{place} is not in UTF-8 (after byte {start + error.start:,}), and too large to be "
            "read at once. Export it in UTF-8, or as several files."
        ) from error
    return rows


def _row_after(file: Any, offset: int, *, quoted: bool) -> int:
    """Return where the first row begins after the first end of a line from here on."""
    file.seek(offset)
    at = offset
    while block := file.read(_BLOCK):
        pieces = block.split(b'"')
        for number, piece in enumerate(pieces):
            if not quoted and (line := piece.find(b"\n")) >= 0:
                return int(at + line + 1)
            at += len(piece)
            if number < len(pieces) - 1:
                quoted = not quoted
                at += 1
    return at


def without_head(parts: list[Part]) -> list[Part]:
    """Return the parts of files whose first row is data already: none gets a header."""
    return [
        part if part.cut is None else replace(part, cut=_from_the_top(part.cut)) for part in parts
    ]


def _from_the_top(cut: Cut) -> Cut:
    return replace(cut, head=b"", start=0 if cut.is_first else cut.start)
