"""The one table or layer of events in a zip archive."""

import zipfile
from pathlib import Path, PurePosixPath

from geo.archives import extract, inspect_archive
from geo.errors import FileFault

TABLES = (".csv", ".tsv", ".xlsx", ".geojson", ".json", ".gpkg", ".parquet", ".kml", ".shp")
_BESIDE_A_SHAPEFILE = (".dbf", ".shx", ".prj", ".cpg")


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
    extract(path, _parts(tables[0], files), folder)
    return folder / tables[0].filename


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
    return [table, *(entry for entry in beside if _ending(entry) in _BESIDE_A_SHAPEFILE)]
