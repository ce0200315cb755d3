"""Open a file of any readable format; which one it is, its content says, not its name."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

from geo.errors import FileFault
from geo.files.archives import MOST_WHOLE, unpack
from geo.files.delimited import open_delimited
from geo.files.folder import open_folder
from geo.files.layers import broken_is_said, read_points
from geo.files.parquet import open_parquet
from geo.files.scratch import scratch_folder
from geo.files.spreadsheet import is_book, read_book
from geo.files.table import Header, Opened, Table, Wanted, whole

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PARQUET = b"PAR1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_LAYERS = (
    (b"SQLite format 3\0", "GeoPackage", ".gpkg", 0),
    (b"\0\0\x27\x0a", "shapefile", ".shp", 0),
    (b"{", "GeoJSON", ".geojson", MOST_WHOLE),
    (b"[", "GeoJSON", ".geojson", MOST_WHOLE),
    (b"<", "KML", ".kml", MOST_WHOLE),
)
"""First bytes, name, kind, and the most bytes that are read (0: no limit of its own)."""
_ANY_SHEET = Wanted()


@contextmanager
def open_table(path: Path, wanted: Wanted = _ANY_SHEET) -> Iterator[Opened]:
    """Yield a file opened for reading: a table or a layer of points, also zipped.

    CSV, TSV, XLSX, XLS, ODS, GeoJSON, GeoPackage, shapefile, KML and Parquet; of a folder all
    files, which have one layout (:mod:`geo.files.folder`). Nothing is written outside a private
    temporary folder, which is gone afterwards.

    Parameters
    ----------
    wanted : Wanted
        Which sheet of a workbook is read.

    Raises
    ------
    FileFault
        Missing, empty, truncated, unsafe, of an unknown format, or without the sheet that is
        asked for.
    SchemaFault
        Columns twice.
    CrsMismatch
        Not in EPSG:4326.
    """
    with scratch_folder("read") as folder:
        if path.is_dir():
            # Copies that parts may need bear the same names.
            apart = partial(mkdtemp, dir=folder)
            opened = open_folder(path, lambda part: _open_part(part, Path(apart()), wanted))
        else:
            opened = _open_part(path, folder, wanted)
        if wanted.sheet and not opened.sheets:
            raise FileFault(f"{path.name} has no sheets to choose from. Leave the sheet out.")
        yield replace(opened, name=path.name)


def _open_part(path: Path, folder: Path, wanted: Wanted) -> Opened:
    _require_file(path)
    return _open(path, folder, wanted)


def _require_file(path: Path) -> None:
    if not path.exists():
        raise FileFault(f"{path} does not exist. Check the path.")
    if not path.is_file():
        raise FileFault(f"{path.name} is a device or a pipe, not a file. Choose a file.")
    if path.stat().st_size == 0:
        raise FileFault(f"{path.name} is empty. Export it again or choose another file.")


def is_delimited(head: bytes) -> bool:
    """Return whether a file that begins so is read as a delimited text."""
    start = _first_letters(head)
    known = (*_ZIP, _OLD_OFFICE, PARQUET, *(first for first, *_ in _LAYERS))
    return not any(head.startswith(first) or start.startswith(first) for first in known)


def _first_letters(head: bytes) -> bytes:
    # UTF-16 doubles the bytes: without them the first letters are the same.
    return head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").lstrip()


def _open(path: Path, folder: Path, wanted: Wanted) -> Opened:
    with path.open("rb") as file:
        head = file.read(64)
    if head.startswith(_ZIP):
        return _open_zip(path, folder, wanted)
    if head.startswith(_OLD_OFFICE):
        return _whole(path, "XLS", MOST_WHOLE, lambda: read_book(path, folder, wanted))
    if head.startswith(PARQUET):
        return _guarded(path, "Parquet", lambda: open_parquet(path))
    start = _first_letters(head)
    for first, format_name, kind, most in _LAYERS:
        if head.startswith(first) or start.startswith(first):
            return _whole(path, format_name, most, partial(_layer, path, kind))
    return _guarded(path, "CSV", lambda: open_delimited(path, folder))


def _layer(path: Path, kind: str) -> Opened:
    return whole(path.name, *read_points(path, kind))


def _open_zip(path: Path, folder: Path, wanted: Wanted) -> Opened:
    if is_book(path):
        return _whole(path, "XLSX", 0, lambda: read_book(path, folder, wanted))
    unpacked = unpack(path, folder)
    with unpacked.open("rb") as file:
        nested = file.read(4).startswith(_ZIP)
    if nested and not is_book(unpacked):
        raise FileFault(f"{path.name} holds an archive in an archive. Unpack it first.")
    return _open(unpacked, folder, wanted)


def _whole(path: Path, format_name: str, most: int, read: Callable[[], Opened]) -> Opened:
    size = path.stat().st_size
    if most and size > most:
        raise FileFault(
            f"{path.name} has {size / 1e6:,.0f} MB; {format_name} is read whole, up to "
            f"{most / 1e6:,.0f} MB. Export it as CSV or Parquet."
        )
    with broken_is_said(path, format_name):
        return read()


def _guarded(path: Path, format_name: str, read: Callable[[], Opened]) -> Opened:
    """Return a file that is read in chunks, each fault of its library as one for the user."""
    with broken_is_said(path, format_name):
        opened = read()

    def chunks(header: Header) -> Iterator[tuple[Table, float]]:
        parts = iter(opened.chunks(header))
        while True:
            # What is done with a chunk in between may raise faults of its own.
            with broken_is_said(path, format_name):
                part = next(parts, None)
            if part is None:
                return
            yield part

    return replace(opened, chunks=chunks)
