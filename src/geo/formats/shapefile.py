"""Shapefiles, read by the layout that their maker has published; nothing of them is run.

ESRI Shapefile Technical Description, July 1998; dBASE III for the cells.
"""

import codecs
import glob
import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray

from geo.errors import FileFault
from geo.formats.features import Budget, Features, attempt_crs, columns_of, features, require_few
from geo.formats.shapes import Shapes, attempt, collection, polygons_by_winding

_HEADER = 100
_POINTS, _LINES, _AREAS, _MULTIPOINTS = (1, 11, 21), (3, 13, 23), (5, 15, 25), (8, 18, 28)
_LETTERS = re.compile(r"(utf|cp|iso8859|koi8|gb|big5|mac)")
_NUMBERED = {"88591": "iso8859-1", "65001": "utf-8"}
_DATE = re.compile(r"\d{8}")
_MOST_PRJ = 64 * 1024


def read_shapefile(path: Path) -> list[Features]:
    """Return the one layer of a shapefile, which is several files.

    Raises
    ------
    FileFault
        When a part is missing, damaged, in another encoding than it says, or the parts do not
        fit each other.
    """
    parts = _parts(path)
    budget = Budget(path.name, "Export it as GeoPackage or CSV.")
    # Each part is held whole beside what comes of it.
    budget.add(size=2 * sum(parts[ending].stat().st_size for ending in (".shp", ".shx", ".dbf")))
    index = np.fromfile(parts[".shx"], dtype=">i4", offset=_HEADER)
    index = index[: len(index) // 2 * 2].reshape(-1, 2).astype(np.int64) * 2
    shp = parts[".shp"].read_bytes()
    _require_once(index, len(shp), path.name)
    cells, is_kept = _cells(parts, len(index), budget, path)
    shapes, unread = _shapes(shp, index[is_kept])
    system = parts[".prj"].read_bytes()[:_MOST_PRJ] if ".prj" in parts else b""
    crs = attempt_crs(lambda: pyproj.CRS.from_wkt(system.decode("utf-8"))) if system else None
    return [features("", cells, shapes, unread, crs)]


def _parts(path: Path) -> dict[str, Path]:
    beside = sorted(path.parent.glob(f"{glob.escape(path.stem)}.*"))
    parts = {file.suffix.lower(): file for file in beside} | {".shp": path}
    missing = [f"{path.stem}{ending}" for ending in (".dbf", ".shx") if ending not in parts]
    if missing:
        raise FileFault(
            f"{path.name} lacks {' and '.join(missing)}: a shapefile is several files of one name "
            "(.shp, .shx, .dbf, .prj). Put all of them into one folder or one ZIP file."
        )
    return parts


def _require_once(index: NDArray[np.int64], size: int, name: str) -> None:
    """Refuse an index that leads to the same bytes again and again."""
    if (index < 0).any() or index[:, 1].sum() > size:
        raise FileFault(
            f"{name} cannot be read as shapefile: its .shx names more than the .shp holds. Export "
            "it again."
        )


@dataclass(frozen=True)
class _Field:
    name: str
    kind: str
    start: int
    width: int
    decimals: int


def _cells(
    parts: dict[str, Path], rows: int, budget: Budget, path: Path
) -> tuple[pd.DataFrame, NDArray[np.bool_]]:
    """Return the cells of the rows that are not deleted, and which rows these are."""
    dbf = parts[".dbf"].read_bytes()
    if len(dbf) < 33:
        raise _broken(path, "its .dbf ends in its head")
    start, width = (int.from_bytes(dbf[at : at + 2], "little") for at in (8, 10))
    if width < 1 or len(dbf) - start < rows * width:
        raise _broken(path, f"its .dbf holds fewer rows than the {rows:,} of its .shx")
    encoding = _encoding(parts, path)
    fields = _fields(dbf, start, width, encoding)
    require_few(len(fields), path.name)
    budget.add(cells=rows * len(fields), size=rows * width * 4)
    records = np.frombuffer(dbf, np.uint8, rows * width, start).reshape(rows, width)
    is_kept = records[:, 0] != ord("*")
    records = records[is_kept]
    try:
        columns = [_column(records, field, encoding) for field in fields]
    except UnicodeDecodeError as error:
        raise FileFault(
            f"{path.name}: the .dbf is not {encoding.upper()} text, or no .cpg says what it is. "
            f"Put a file {path.stem}.cpg beside it that names the encoding, such as windows-1256."
        ) from error
    return columns_of([field.name for field in fields], columns, len(records)), is_kept


def _broken(path: Path, why: str) -> FileFault:
    return FileFault(
        f"{path.name} cannot be read as shapefile: {why}; it is truncated or broken. Export it "
        "again."
    )


def _encoding(parts: dict[str, Path], path: Path) -> str:
    """Return the encoding that a .cpg names, UTF-8 where there is none."""
    if ".cpg" not in parts:
        return "utf-8"
    said = parts[".cpg"].read_bytes()[:40].decode("ascii", "ignore").strip()
    name = _NUMBERED.get(said, f"cp{said}" if said.isdecimal() else said)
    try:
        known = codecs.lookup(name.removeprefix("ANSI ")).name
    except (LookupError, ValueError):
        known = ""
    if not _LETTERS.match(known):
        raise FileFault(
            f"{path.stem}.cpg names the encoding {said!r}, which is not known. Write one such as "
            "UTF-8 or windows-1256 into it."
        )
    return known


def _fields(dbf: bytes, start: int, width: int, encoding: str) -> list[_Field]:
    """Return the fields of a .dbf that lie within its rows."""
    fields, at = [], 1
    for head in range(32, start - 32, 32):
        entry = dbf[head : head + 32]
        if len(entry) < 32 or entry[0] == 0x0D:
            break
        name = entry[:11].split(b"\0")[0].decode(encoding, "replace").strip()
        kind, length, decimals = chr(entry[11]), entry[16], entry[17]
        if kind == "C":
            # Long texts have their second byte where numbers have their decimals.
            length += 256 * decimals
        if at + length > width:
            break
        fields.append(_Field(name, kind, at, length, decimals))
        at += length
    return fields


def _column(records: NDArray[np.uint8], field: _Field, encoding: str) -> list[Any]:
    if not field.width:
        return [None] * len(records)
    packed = np.ascontiguousarray(records[:, field.start : field.start + field.width])
    texts = [cell.decode(encoding).strip() for cell in packed.view(f"S{field.width}")[:, 0]]
    if field.kind in "NF":
        return [_number(text, field.decimals) for text in texts]
    if field.kind == "D":
        return [
            f"{text[:4]}-{text[4:6]}-{text[6:]}" if _DATE.fullmatch(text) else None
            for text in texts
        ]
    if field.kind == "L":
        return [{"T": True, "Y": True, "F": False, "N": False}.get(text.upper()) for text in texts]
    return [text or None for text in texts]


def _number(text: str, decimals: int) -> int | float | None:
    try:
        number = float(text)
    except ValueError:
        # Empty, or stars where a number was too long.
        return None
    if decimals or not np.isfinite(number):
        return number
    return int(text) if text.lstrip("+-").isdecimal() else number


def _shapes(shp: bytes, index: NDArray[np.int64]) -> tuple[Shapes, NDArray[np.bool_]]:
    """Return the shape of each entry of the index; null where it is one, or cannot be read."""
    starts = index[:, 0] + 8
    whole = (starts >= _HEADER) & (starts + 4 <= len(shp))
    held = np.frombuffer(shp, np.uint8)
    kinds = np.full(len(index), -1)
    kinds[whole] = _numbers(held, starts[whole], "<i4", 1)[:, 0]
    shapes = np.full(len(index), None, dtype=object)
    points = np.isin(kinds, _POINTS) & (starts + 20 <= len(shp))
    shapes[points] = shapely.points(_numbers(held, starts[points] + 4, "<f8", 2))
    unread = ~points & (kinds != 0)
    others = np.flatnonzero(np.isin(kinds, (*_LINES, *_AREAS, *_MULTIPOINTS)))
    for at in others:
        record = memoryview(shp)[starts[at] : index[at].sum() + 8]
        shapes[at], unread[at] = attempt(partial(_shape, record, kinds[at]))
    return shapes, unread


def _numbers(held: NDArray[np.uint8], starts: Any, kind: str, count: int) -> NDArray[Any]:
    width = np.dtype(kind).itemsize * count
    spots = starts[:, None] + np.arange(width)
    return np.ascontiguousarray(held[spots]).view(kind).reshape(-1, count)


def _shape(record: memoryview, kind: int) -> Any:
    """Return a shape of several points; counts that its record cannot hold fail."""
    if kind in _MULTIPOINTS:
        (count,) = np.frombuffer(record, "<i4", 1, 36)
        return collection(4, [shapely.Point(pair) for pair in _pairs(record, count, 40)])
    count, points = np.frombuffer(record, "<i4", 2, 36)
    firsts = np.frombuffer(record, "<i4", count, 44)
    pairs = _pairs(record, points, 44 + 4 * len(firsts))
    runs = [run for run in np.split(pairs, firsts[1:]) if len(run)]
    if kind in _LINES:
        return collection(5, [shapely.LineString(run) for run in runs])
    return polygons_by_winding(runs) if runs else shapely.Polygon()


def _pairs(record: memoryview, count: int, at: int) -> NDArray[np.float64]:
    return np.frombuffer(record, "<f8", 2 * max(0, int(count)), at).reshape(-1, 2)
