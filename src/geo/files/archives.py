"""Open zip archives of strangers without harm: nothing is unpacked unseen."""

import lzma
import mmap
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath

from geo.errors import FileFault
from geo.files.scratch import scratch_folder

MOST_ENTRIES = 1_000
MOST_BYTES = 4 * 1024**3
"""Of all entries together, unpacked: well above 1 GB of CSV, the largest file to be expected."""
MOST_WHOLE = 256 * 1024**2
"""Of files that can only be read whole: their rows take several times as much memory."""
MOST_RATIO = 100
"""Unpacked to packed. Text packs about 10 to 1, a bomb up to 1,032 to 1 (the most of DEFLATE)."""
MOST_TEXT_RATIO = 40
_TEXTS = (".csv", ".tsv", ".txt")
_HARMLESS_BYTES = 16 * 1024**2
"""Below this an archive may be packed as tightly as it likes."""
_MOST_SIGNATURES = 100_000
"""So many entries of a directory may be loaded to look at them (about 100 MB)."""
_NOTES_OF_A_MAC = "__MACOSX"
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    ValueError,
)


@contextmanager
def open_archive(path: Path) -> Iterator[Path]:
    """Yield a private folder with the files of a zip archive; it is gone when the block ends.

    Folders inside the archive are kept. Archives inside the archive stay packed, and the notes
    that a Mac adds (``__MACOSX``) are left out.

    Raises
    ------
    FileFault
        As :func:`inspect_archive`, or when an entry is damaged.

    Examples
    --------
    >>> with scratch_folder("doctest") as folder:
    ...     packed = folder / "districts.zip"
    ...     with zipfile.ZipFile(packed, "w") as archive:
    ...         archive.writestr("layers/districts.geojson", "{}")
    ...     with open_archive(packed) as unpacked:
    ...         [file.name for file in unpacked.rglob("*.*")]
    ['districts.geojson']
    """
    entries = inspect_archive(path)
    with scratch_folder("archive") as folder:
        extract(path, entries, folder)
        yield folder


def inspect_archive(
    path: Path, most_bytes: int = 0, most_files: int = MOST_ENTRIES
) -> list[zipfile.ZipInfo]:
    """Return the files of a zip archive when all of them are safe to unpack.

    Nothing is unpacked: the archive's own directory tells.

    Parameters
    ----------
    most_bytes : int
        Of all files together, unpacked; :data:`MOST_BYTES` where it is 0.
    most_files : int, default MOST_ENTRIES

    Raises
    ------
    FileFault
        Not a whole zip archive, or one with paths that lead outside, links, a password, one
        name twice, or more than these or :data:`MOST_RATIO`.
    """
    with _directory(path) as archive:
        entries = archive.infolist()
    for entry in entries:
        fault = _fault_of(entry)
        if fault:
            raise FileFault(
                f"{path.name}: the entry {entry.filename[:200]!r} {fault}. Nothing was unpacked; "
                "unpack it with a tool you trust and give the files themselves."
            )
    files = [
        entry
        for entry in entries
        if not entry.is_dir() and PurePosixPath(entry.filename).parts[0] != _NOTES_OF_A_MAC
    ]
    fault = _fault_of_all(files, path.stat().st_size, most_bytes or MOST_BYTES, most_files)
    if fault:
        raise FileFault(
            f"{path.name} {fault}. Nothing was unpacked; take out the files you need and give "
            "those."
        )
    return files


@contextmanager
def _directory(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open an archive, with every fault of its reader as one for the user."""
    try:
        if _swarms(path):
            raise FileFault(f"{path.name} holds more than {_MOST_SIGNATURES:,} entries.")
        with zipfile.ZipFile(path) as archive:
            yield archive
    except _DAMAGES as error:
        raise FileFault(
            f"{path.name} is not a whole zip archive: it is truncated, damaged, or of another "
            f"format than its name says. Download it again. The reader said: {str(error)[:200]}"
        ) from error
    except OSError as error:
        raise FileFault(f"{path} cannot be unpacked: {error.strerror or error}.") from error


def _swarms(path: Path) -> bool:
    """Return whether the directory is too large to be loaded at all."""
    if not path.stat().st_size:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as packed:
        position = 0
        for _ in range(_MOST_SIGNATURES):
            position = packed.find(b"PK\x01\x02", position) + 1
            if not position:
                return False
    return True


def _fault_of(entry: zipfile.ZipInfo) -> str:
    """Return what is wrong with one entry, empty where nothing is."""
    name = entry.filename
    # On Windows a backslash parts folders too, and C: begins an absolute path.
    posix, windows = PurePosixPath(name), PureWindowsPath(name)
    if not posix.parts or posix.is_absolute() or windows.drive or windows.root:
        return "has an absolute path"
    if ".." in (*posix.parts, *windows.parts):
        return "leads outside the archive"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "is a link"
    if entry.flag_bits & 0x1:
        return "needs a password"
    return ""


def _fault_of_all(
    files: list[zipfile.ZipInfo], packed: int, most_bytes: int, most_files: int
) -> str:
    """Return what is wrong with the files together, empty where nothing is."""
    unpacked = sum(entry.file_size for entry in files)
    if not files:
        return "holds no files"
    if len(files) > most_files:
        return f"holds {len(files):,} files; at most {most_files:,} are unpacked"
    if len({entry.filename.casefold() for entry in files}) < len(files):
        return "holds two files of the same name"
    if unpacked > most_bytes:
        return (
            f"would unpack to {unpacked / 1e9:,.1f} GB; at most {most_bytes / 1e9:.2g} are unpacked"
        )
    if unpacked > max(_HARMLESS_BYTES, MOST_RATIO * packed):
        return (
            f"would unpack to {unpacked / packed:,.0f} times its size, as a zip bomb does; at most "
            f"{MOST_RATIO} times are unpacked"
        )
    return ""


def extract(path: Path, entries: list[zipfile.ZipInfo], folder: Path) -> None:
    """Unpack entries of :func:`inspect_archive`, at most as long as the directory states.

    Raises
    ------
    FileFault
        When an entry is damaged or cannot be written.
    """
    with _directory(path) as archive:
        for entry in entries:
            target = folder / entry.filename
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(entry) as packed, target.open("xb") as unpacked:
                shutil.copyfileobj(packed, unpacked, 1024**2)


TABLES = (
    *(".csv", ".tsv", ".xlsx", ".xls", ".ods", ".parquet"),
    *(".geojson", ".json", ".gpkg", ".kml", ".shp"),
)

BESIDE_A_SHAPEFILE = (".dbf", ".shx", ".prj", ".cpg")
"""What a shapefile is made of beside its shapes."""


def unpack(path: Path, folder: Path) -> Path:
    """Unpack the one table or layer of an archive into a private folder and return its path.

    Raises
    ------
    FileFault
        When the archive is unsafe or damaged, or holds no table or several.
    """
    files = [entry for entry in inspect_archive(path) if not _is_hidden(entry)]
    tables = [entry for entry in files if _ending(entry) in TABLES]
    tables = tables or [entry for entry in files if _ending(entry) == ".txt"]
    if len(tables) != 1:
        found = f"{len(tables)} tables or layers" if tables else "no table or layer"
        names = ", ".join(entry.filename[:60] for entry in (tables or files)[:5])
        raise FileFault(
            f"{path.name} holds {found} ({names or 'nothing'}). Unpack it and choose one file."
        )
    _require_text(tables[0], path.name)
    extract(path, _parts(tables[0], files), folder)
    return folder / tables[0].filename


def _require_text(table: zipfile.ZipInfo, name: str) -> None:
    """Refuse text that is packed tighter than text packs: its rows would take hours to read."""
    most = max(_HARMLESS_BYTES, MOST_TEXT_RATIO * table.compress_size)
    if _ending(table) in _TEXTS and table.file_size > most:
        raise FileFault(
            f"{name} would unpack to {table.file_size / 1e6:,.0f} MB of text, over "
            f"{MOST_TEXT_RATIO} times its size, as a zip bomb does. Nothing was unpacked; unpack "
            "it with a tool you trust and give the table itself."
        )


def _is_hidden(entry: zipfile.ZipInfo) -> bool:
    """Return whether a file is of those that systems leave behind, such as ``.DS_Store``."""
    return any(part.startswith((".", "__")) for part in PurePosixPath(entry.filename).parts)


def _ending(entry: zipfile.ZipInfo) -> str:
    return PurePosixPath(entry.filename).suffix.lower()


def _parts(table: zipfile.ZipInfo, files: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """Return a table and, of a shapefile, the files beside it."""
    if _ending(table) != ".shp":
        return [table]
    stem = PurePosixPath(table.filename).with_suffix("")
    beside = [entry for entry in files if PurePosixPath(entry.filename).with_suffix("") == stem]
    return [table, *(entry for entry in beside if _ending(entry) in BESIDE_A_SHAPEFILE)]
