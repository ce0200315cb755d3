"""Open a file of any readable format; which one it is, its content says, not its name."""

import csv
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import shapely

from geo.errors import FileFault
from geo.files.archives import MOST_WHOLE, unpack
from geo.files.delimited import open_delimited
from geo.files.parquet import open_parquet
from geo.files.point_layers import read_geojson, read_geopackage, read_kml, read_shapefile
from geo.files.spreadsheet import is_xlsx, read_xlsx
from geo.files.table import Header, Opened, Table, whole

_READ_ERRORS = (
    ValueError,
    OSError,
    RuntimeError,
    TypeError,
    csv.Error,
    shapely.errors.ShapelyError,
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_Read = Callable[[Path], tuple[Table, list[str]]]
_FORMATS: tuple[tuple[bytes, str, int, _Read], ...] = (
    (b"SQLite format 3\0", "GeoPackage", 0, read_geopackage),
    (b"\0\0\x27\x0a", "shapefile", 0, read_shapefile),
    (b"{", "GeoJSON", MOST_WHOLE, read_geojson),
    (b"[", "GeoJSON", MOST_WHOLE, read_geojson),
    (b"<", "KML", MOST_WHOLE, read_kml),
)
"""First bytes, name, the most bytes that are read (0: no limit of its own), and the reader."""


@contextmanager
def open_table(path: Path) -> Iterator[Opened]:
    """Yield a file opened for reading: a table or a layer of points, also zipped.

    CSV, TSV, XLSX, GeoJSON, GeoPackage, shapefile, KML and Parquet. Nothing is written outside
    a private temporary folder, which is gone afterwards.

    Raises
    ------
    FileFault
        Missing, empty, truncated, unsafe, or of an unknown format.
    SchemaFault
        Columns twice.
    CrsMismatch
        Not in EPSG:4326.
    """
    _require_file(path)
    with tempfile.TemporaryDirectory(prefix="borderwatch-") as folder:
        yield replace(_open(path, Path(folder)), name=path.name)


def _require_file(path: Path) -> None:
    if not path.exists():
        raise FileFault(f"{path} does not exist. Check the path.")
    if path.is_dir():
        raise FileFault(f"{path.name} is a folder. Choose a file in it.")
    if path.stat().st_size == 0:
        raise FileFault(f"{path.name} is empty. Export it again or choose another file.")


def _open(path: Path, folder: Path) -> Opened:
    with path.open("rb") as file:
        head = file.read(64)
    if head.startswith(_ZIP):
        return _open_zip(path, folder)
    if head.startswith(_OLD_OFFICE):
        raise FileFault(
            f"{path.name} is an old Excel file (.xls), or a workbook locked with a password. Save "
            "it as .xlsx without a password, or export it as CSV."
        )
    if head.startswith(b"PAR1"):
        return _open_parquet(path)
    # UTF-16 doubles the bytes: without them the first letters are the same.
    start = head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").lstrip()
    for first, format_name, most, read in _FORMATS:
        if head.startswith(first) or start.startswith(first):
            return whole(path.name, *_read(path, format_name, most, read))
    return open_delimited(path, folder)


def _open_zip(path: Path, folder: Path) -> Opened:
    if is_xlsx(path):
        table, mended = read_xlsx(path)
        return whole(path.name, table, mended)
    unpacked = unpack(path, folder)
    with unpacked.open("rb") as file:
        nested = file.read(4).startswith(_ZIP)
    if nested and not is_xlsx(unpacked):
        raise FileFault(f"{path.name} holds an archive in an archive. Unpack it first.")
    return _open(unpacked, folder)


def _read(path: Path, format_name: str, most: int, read: _Read) -> tuple[Table, list[str]]:
    size = path.stat().st_size
    if most and size > most:
        raise FileFault(
            f"{path.name} has {size / 1e6:,.0f} MB; {format_name} is read whole, up to "
            f"{most / 1e6:,.0f} MB. Export it as CSV or Parquet."
        )
    with _broken_is_said(path, format_name):
        table, left_out = read(path)
    if table.rows.empty:
        raise FileFault(f"{path.name} holds no rows. Export it again or choose another file.")
    return table, left_out


def _open_parquet(path: Path) -> Opened:
    with _broken_is_said(path, "Parquet"):
        opened = open_parquet(path)

    def chunks(header: Header) -> Iterator[tuple[Table, float]]:
        with _broken_is_said(path, "Parquet"):
            yield from opened.chunks(header)

    return replace(opened, chunks=chunks)


@contextmanager
def _broken_is_said(path: Path, format_name: str) -> Iterator[None]:
    """Turn what a library says of a broken file into a message with its remedy."""
    try:
        yield
    except _READ_ERRORS as error:
        raise FileFault(
            f"{path.name} cannot be read as {format_name}: it is truncated or broken. Export it "
            f"again. The reader said: {str(error)[:300]}"
        ) from error
