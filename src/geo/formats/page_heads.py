"""The head of each page of a Parquet file, read without unpacking the page.

Only these say how much a page unpacks to in truth: its reader takes that much memory and not a
byte more. What the end of the file says of it is not needed to read it and may be anything.
Apache Parquet format 2.10, PageHeader; Thrift compact protocol.
"""

from collections.abc import Iterator
from dataclasses import dataclass

_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _STRUCT = 1, 2, 3, 7, 8, 12
_INTEGERS = (4, 5, 6)
_DEEPEST = 16
_MOST_FIELDS = 1_000
_UNPACKED, _PACKED = (2,), (3,)
_VALUES = ((5, 1), (8, 1))
"""The number of values in the head of a page of data, of the first version and the second."""
_ENCODINGS = ((5, 2), (8, 4))
AS_WRITTEN = 0
"""PLAIN: each value stands as it is."""
PREFIXES = 7
"""DELTA_BYTE_ARRAY: each text says how much of the one before it begins with."""


class BrokenPage(ValueError):
    """A page whose head cannot be read, or that leads nowhere."""


@dataclass(frozen=True)
class Page:
    """How long a page is, packed and unpacked, by its own head; values of data, and encoding."""

    packed: int
    unpacked: int
    values: int
    encoding: int


def pages(chunk: memoryview, values: int) -> Iterator[Page]:
    """Yield the pages of a column chunk up to a number of values, its dictionary too.

    Raises
    ------
    BrokenPage
        When a head is broken or a page longer than the chunk.
    """
    at = read = 0
    while read < values and at < len(chunk):
        head = _Head(chunk, at)
        page = head.page()
        at = head.at + page.packed
        if min(page.packed, page.unpacked, page.values) < 0 or at > len(chunk):
            raise BrokenPage("a page longer than its column")
        read += page.values
        yield page


class _Head:
    """Reads one page header from a place in a chunk."""

    def __init__(self, chunk: memoryview, at: int) -> None:
        self._chunk, self.at, self._fields = chunk, at, 0

    def page(self) -> Page:
        numbers: dict[tuple[int, ...], int] = {}
        self._struct((), numbers)
        if _UNPACKED not in numbers or _PACKED not in numbers:
            raise BrokenPage("a page without its size")
        values = sum(numbers.get(field, 0) for field in _VALUES)
        encoding = sum(numbers.get(field, 0) for field in _ENCODINGS)
        return Page(numbers[_PACKED], numbers[_UNPACKED], values, encoding)

    def _struct(self, path: tuple[int, ...], numbers: dict[tuple[int, ...], int]) -> None:
        """Read a struct; each of its numbers goes under the path of its field."""
        if len(path) > _DEEPEST:
            raise BrokenPage("a head nested too deep")
        number = 0
        while start := self._byte():
            self._fields += 1
            if self._fields > _MOST_FIELDS:
                raise BrokenPage("a head of too many fields")
            step = start >> 4
            number = number + step if step else self._signed()
            if start & 15 == _STRUCT:
                self._struct((*path, number), numbers)
            else:
                numbers[(*path, number)] = self._value(start & 15)

    def _value(self, kind: int) -> int:
        if kind in (_TRUE, _FALSE):
            return int(kind == _TRUE)
        if kind in _INTEGERS:
            return self._signed()
        if kind == _BINARY:
            self._skip(self._unsigned())
        elif kind in (_BYTE, _DOUBLE):
            self._skip(1 if kind == _BYTE else 8)
        else:
            raise BrokenPage(f"a field of kind {kind} in the head of a page")
        return 0

    def _skip(self, count: int) -> None:
        self.at += count
        if self.at > len(self._chunk):
            raise BrokenPage("a head that is cut")

    def _byte(self) -> int:
        if self.at >= len(self._chunk):
            raise BrokenPage("a head that is cut")
        self.at += 1
        return self._chunk[self.at - 1]

    def _unsigned(self) -> int:
        byte = self._byte()
        if byte < 0x80:
            return byte
        number, shift = byte & 0x7F, 7
        while True:
            byte = self._byte()
            number |= (byte & 0x7F) << shift
            if byte < 0x80:
                return number
            shift += 7
            if shift > 63:
                raise BrokenPage("a number without end")

    def _signed(self) -> int:
        number = self._unsigned()
        return (number >> 1) ^ -(number & 1)
