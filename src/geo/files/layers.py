"""The one reader of layers of strangers: GeoJSON, TopoJSON, GeoPackage, shapefile and KML.

No such file reaches GDAL, whose formats include some that name other files, hosts and programs,
and which goes by content whatever a name says. What the content is is decided here, and each of
these formats is read by a module that knows no other and can do nothing but read.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj.network import set_network_enabled  # type: ignore[attr-defined]

from geo.errors import BorderwatchError, CrsMismatch, FileFault
from geo.files.archives import open_archive
from geo.files.table import Table, as_table
from geo.formats.features import Features
from geo.formats.geojson import read_json
from geo.formats.geopackage import read_first, read_geopackage
from geo.formats.kml import read_kml
from geo.formats.shapefile import read_shapefile
from geo.schema import CRS

FORMATS = (".gpkg", ".shp", ".geojson", ".json", ".topojson", ".kml")
"""In the order of preference where an archive holds one layer in several of them."""
ARCHIVES = (".zip", ".kmz")
"""A KMZ is a zip archive of one KML file and its pictures."""
MOST_FEATURES = 50_000
_MOST_METADATA = 1024**2
_SHAPE = "\0shape"
_SIGNATURES = {".gpkg": b"SQLite format 3\0", ".shp": b"\0\0\x27\x0a"}
_READERS: dict[str, Callable[[Path], list[Features]]] = {
    ".gpkg": read_geopackage,
    ".shp": read_shapefile,
    ".geojson": read_json,
    ".json": read_json,
    ".topojson": read_json,
    ".kml": read_kml,
}


@dataclass(frozen=True)
class Layer:
    """The rows of one layer of areas, EPSG:4326, as they stand in the file.

    Column names are in small letters, rows numbered from 1; a geometry that cannot be read at
    all is null. ``notes`` say what was assumed, converted or left out; ``metadata`` is what a
    geoBoundaries ``metaData.json`` beside the layer says.
    """

    name: str
    frame: gpd.GeoDataFrame
    notes: tuple[str, ...]
    metadata: dict[str, Any]


def read_points(path: Path, kind: str) -> tuple[Table, list[str]]:
    """Return the rows of a layer of points as a table, and notes on what was left.

    Parameters
    ----------
    kind : str
        The format of the content: a key of the readers, such as ``.gpkg``.

    Raises
    ------
    FileFault
        As the reader of the format.
    CrsMismatch
        Not in EPSG:4326.
    """
    layer = (read_first(path) if kind == ".gpkg" else _READERS[kind](path))[0]
    cells = layer.cells
    if cells.columns.empty:
        # Only a frame with at least one column can say how many rows it has.
        cells = cells.assign(**{"\0feature": True})
    # A property may be called geometry itself.
    shapes = gpd.GeoSeries(layer.shapes, cells.index, layer.crs)
    table = as_table(gpd.GeoDataFrame(cells.assign(**{_SHAPE: shapes}), geometry=_SHAPE), path.name)
    problem = table.problem.mask(layer.unread, "geometry is not a point")
    problem = layer.problem.where(layer.problem != "", problem)
    return replace(table, problem=problem), layer.notes


def read_layers(path: Path) -> list[Layer]:
    """Return the layers of areas in a file, or in a zip archive of such files.

    Raises
    ------
    FileFault
        Missing, empty, truncated, unsafe, of another format than its name says, without areas.
    CrsMismatch
        Coordinates that cannot be degrees, and no coordinate system that explains them.
    """
    if not path.exists():
        raise FileFault(f"{path} does not exist. Check the path.")
    with ExitStack() as stack:
        if path.suffix.lower() in ARCHIVES:
            folder = stack.enter_context(open_archive(path))
            files, left_out = _choose(sorted(folder.rglob("*")), path.name)
        else:
            files, left_out = [path], ()
        layers = [layer for file in files for layer in _read_file(file)]
    if not layers:
        raise FileFault(f"{path.name} holds no layer of areas, only points, lines or tables.")
    return [replace(layers[0], notes=(*left_out, *layers[0].notes)), *layers[1:]]


def _choose(files: list[Path], archive: str) -> tuple[list[Path], tuple[str, ...]]:
    """Return each layer of an archive once, and a note on what was left out."""
    readable = [file for file in files if file.suffix.lower() in FORMATS]
    readable = [file for file in readable if not file.name.lower().endswith("metadata.json")]
    readable.sort(key=lambda file: FORMATS.index(file.suffix.lower()))
    chosen: dict[Path, Path] = {}
    for file in readable:
        if not file.stem.endswith("_simplified"):
            chosen.setdefault(file.with_suffix(""), file)
    if not chosen:
        raise FileFault(
            f"{archive} holds no layer. Boundaries are read from {', '.join(FORMATS)}; an archive "
            "inside the archive must be unpacked first."
        )
    left_out = sorted(file.name for file in set(readable) - set(chosen.values()))
    note = f"left out, the same layer again: {', '.join(left_out)}"
    return list(chosen.values()), (note,) if left_out else ()


def _read_file(path: Path) -> list[Layer]:
    _look(path)
    with broken_is_said(path, path.suffix.lower().lstrip(".")):
        layers = _READERS[path.suffix.lower()](path)
    metadata = _metadata(path)
    areas = [layer for layer in layers if layer.hold_areas()]
    others = [layer.layer for layer in layers if not layer.hold_areas()]
    read = [_layer(layer, path, metadata, alone=len(layers) == 1) for layer in areas]
    if others and read:
        note = f"left out, no areas: {', '.join(others)}"
        read[0] = replace(read[0], notes=(note, *read[0].notes))
    return read


def _look(path: Path) -> None:
    """Refuse a file that does not begin as its name says."""
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise FileFault(
            f"{path.name} is not of a known format. Boundaries are read from "
            f"{', '.join(FORMATS)}, and from .zip and .kmz archives of them."
        )
    if not path.is_file():
        raise FileFault(f"{path.name} is no file. Choose a file.")
    if not path.stat().st_size:
        raise FileFault(f"{path.name} is empty. Download it again.")
    with path.open("rb") as file:
        begins = file.read(16)
    if not begins.startswith(_SIGNATURES.get(suffix, b"")):
        raise FileFault(f"{path.name} is not a {suffix} file, whatever its name says.")


@contextmanager
def broken_is_said(path: Path, format_name: str) -> Iterator[None]:
    """Turn whatever a library raises of a broken file into a message with its remedy."""
    try:
        yield
    except BorderwatchError:
        raise
    # Of a hostile file a library may raise anything, and each of it means the same.
    except Exception as error:
        raise FileFault(
            f"{path.name} cannot be read as {format_name}: it is truncated, damaged, or of another "
            f"format than its name says. Export or download it again. The reader said: "
            f"{str(error)[:300]}"
        ) from error


def _metadata(path: Path) -> dict[str, Any]:
    """Return what geoBoundaries says of a layer in the file beside it; empty where nothing."""
    beside = path.with_name(f"{path.stem}-metaData.json")
    try:
        with beside.open("rb") as file:
            content = json.loads(file.read(_MOST_METADATA))
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _layer(layer: Features, path: Path, metadata: dict[str, Any], *, alone: bool) -> Layer:
    """Return features as a layer of areas in degrees."""
    if len(layer.cells) > MOST_FEATURES:
        raise FileFault(
            f"{path.name} holds {len(layer.cells):,} features: more than {MOST_FEATURES:,} are no "
            "layer of provinces or districts. Take those out of it first."
        )
    names = pd.Index([str(name).lower() for name in layer.cells.columns])
    kept = ~names.duplicated() & (names != "geometry")
    cells = layer.cells.set_axis(names, axis=1).loc[:, kept]
    shapes = gpd.GeoSeries(layer.shapes, cells.index, layer.crs)
    frame, notes = _in_degrees(gpd.GeoDataFrame(cells, geometry=shapes), path.name)
    label = path.name if alone else f"{path.name}, layer {layer.layer}"
    return Layer(label, frame, (*layer.notes, *notes), metadata)


def _in_degrees(frame: gpd.GeoDataFrame, name: str) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Return the frame in EPSG:4326, with a note where that took an assumption."""
    notes, says = [], "no coordinate system" if frame.crs is None else str(frame.crs.name)
    if frame.crs is None:
        notes.append("names no coordinate system; its coordinates are degrees: taken as WGS 84")
        frame = frame.set_crs(CRS)
    elif not frame.crs.equals(CRS, ignore_axis_order=True):
        notes.append(f"converted from {says} to {CRS}")
    # Where it may, PROJ fetches the grids that a system names.
    set_network_enabled(active=False)
    frame = frame.to_crs(CRS)
    bounds = shapely.bounds(np.asarray(frame.geometry))
    known = np.isfinite(bounds).all(axis=1)
    if known.any() and _outside_the_world(bounds[known]).all():
        raise CrsMismatch(
            f"{name} has coordinates such as {bounds[known][0][:2].round(1).tolist()}, which are "
            f"no degrees of longitude and latitude, and says {says}. Export it in {CRS}, or with "
            "its .prj file."
        )
    return frame, notes


def _outside_the_world(bounds: Any) -> Any:
    return (np.abs(bounds[:, [0, 2]]) > 180).any(axis=1) | (np.abs(bounds[:, [1, 3]]) > 90).any(
        axis=1
    )
