"""Read layers of areas from files of strangers: GeoJSON, TopoJSON, shapefile, GeoPackage, KML.

A file is looked at before GDAL may open it: its content must be of the format that its name
says, for GDAL goes by content, and some of its formats point to other files.
"""

import json
import warnings
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from geo.errors import CrsMismatch, FileFault
from geo.files.archives import open_archive, refuse_entities
from geo.schema import CRS

FORMATS = (".gpkg", ".shp", ".geojson", ".json", ".topojson", ".kml")
"""In the order of preference where an archive holds one layer in several of them."""
MOST_FEATURES = 50_000
_MOST_JSON_BYTES = 256 * 1024**2
"""JSON is read whole before GDAL sees it, at about ten times its size."""
_SIGNATURES = {".gpkg": b"SQLite format 3\0", ".shp": b"\0\0\x27\x0a"}
_JSON_TYPES = ("FeatureCollection", "Topology")
_READ_ERRORS = (
    DataSourceError,
    DataLayerError,
    ValueError,
    RuntimeError,
    OSError,
    shapely.errors.ShapelyError,
)


@dataclass(frozen=True)
class Layer:
    """The rows of one layer, EPSG:4326, as they stand in the file.

    Column names are in small letters, rows numbered from 1; a geometry that cannot be read at
    all is null. ``notes`` say what was assumed, converted or left out; ``metadata`` is what a
    geoBoundaries ``metaData.json`` beside the layer says.
    """

    name: str
    frame: gpd.GeoDataFrame
    notes: tuple[str, ...]
    metadata: dict[str, Any]


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
        if path.suffix.lower() == ".zip":
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
    try:
        listed = pyogrio.list_layers(path)
    except _READ_ERRORS as error:
        raise _unreadable(path, error) from error
    metadata = _metadata(path)
    layers = []
    for name, kind in listed:
        if kind is not None and _may_hold_areas(kind):
            frame, notes = _read_layer(path, name)
            label = path.name if len(listed) == 1 else f"{path.name}, layer {name}"
            layers.append(Layer(label, frame, tuple(notes), metadata))
    others = [str(name) for name, kind in listed if kind is None or not _may_hold_areas(kind)]
    if others and layers:
        note = f"left out, no areas: {', '.join(others)}"
        layers[0] = replace(layers[0], notes=(note, *layers[0].notes))
    return layers


def _may_hold_areas(kind: str) -> bool:
    return any(word in kind for word in ("Polygon", "Surface", "Unknown", "Collection"))


def _look(path: Path) -> None:
    """Refuse a file whose content is not what its name says."""
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise FileFault(
            f"{path.name} is not of a known format. Boundaries are read from "
            f"{', '.join(FORMATS)}, and from .zip archives of them."
        )
    if not path.stat().st_size:
        raise FileFault(f"{path.name} is empty. Download it again.")
    if suffix in _SIGNATURES:
        with path.open("rb") as file:
            begins = file.read(16)
        if not begins.startswith(_SIGNATURES[suffix]):
            raise FileFault(f"{path.name} is not a {suffix} file, whatever its name says.")
    if suffix == ".shp":
        _look_beside(path)
    elif suffix == ".kml":
        if refuse_entities(path) != "kml":
            raise FileFault(f"{path.name} is XML, but no KML, whatever its name says.")
    elif suffix != ".gpkg":
        _look_at_json(path)


def _look_beside(path: Path) -> None:
    beside = {file.suffix.lower() for file in path.parent.iterdir() if file.stem == path.stem}
    missing = [f"{path.stem}{suffix}" for suffix in (".dbf", ".shx") if suffix not in beside]
    if missing:
        raise FileFault(
            f"{path.name} lacks {' and '.join(missing)}: a shapefile is several files of one name "
            "(.dbf holds the names of the units). Put them beside it, or give the whole .zip."
        )


def _look_at_json(path: Path) -> None:
    if path.stat().st_size > _MOST_JSON_BYTES:
        raise FileFault(
            f"{path.name} is larger than {_MOST_JSON_BYTES // 1024**2} MB. Convert it to a "
            "GeoPackage, or take a less detailed layer."
        )
    try:
        content = json.loads(path.read_bytes())
    except UnicodeDecodeError as error:
        raise FileFault(f"{path.name} is not UTF-8 text. Save it as UTF-8.") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise FileFault(
            f"{path.name} is not whole JSON: {str(error)[:200]}. Download or export it again."
        ) from error
    kind = content.get("type") if isinstance(content, dict) else None
    if kind not in _JSON_TYPES:
        raise FileFault(
            f"{path.name} is JSON but neither a GeoJSON FeatureCollection nor a TopoJSON Topology."
        )
    if not content.get("features" if kind == "FeatureCollection" else "objects"):
        raise FileFault(f"{path.name} holds no features. Download it again.")


def _metadata(path: Path) -> dict[str, Any]:
    """Return what geoBoundaries says of a layer in the file beside it; empty where nothing."""
    beside = path.with_name(f"{path.stem}-metaData.json")
    try:
        content = json.loads(beside.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _read_layer(path: Path, name: str) -> tuple[gpd.GeoDataFrame, list[str]]:
    settings: dict[str, Any] = {"layer": name, "on_invalid": "ignore"}
    if path.suffix.lower() == ".shp" and not path.with_suffix(".cpg").exists():
        settings["encoding"] = "UTF-8"
    try:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            count = pyogrio.read_info(path, layer=name, force_feature_count=True)["features"]
            if count > MOST_FEATURES:
                raise FileFault(
                    f"{path.name} holds {count:,} features: more than {MOST_FEATURES:,} are no "
                    "layer of provinces or districts. Take those out of it first."
                )
            frame = pyogrio.read_dataframe(path, **settings)
    except UnicodeDecodeError as error:
        raise FileFault(
            f"{path.name}: the .dbf is not UTF-8 text, and no .cpg says what it is. Put a file "
            f"{path.stem}.cpg beside it that names the encoding, such as windows-1256."
        ) from error
    except _READ_ERRORS as error:
        raise _unreadable(path, error) from error
    notes = sorted({f"the reader said: {str(word.message)[:200]}" for word in said})
    frame, assumed = _in_degrees(_tidy(frame), path.name)
    return frame, [*notes, *assumed]


def _unreadable(path: Path, error: Exception) -> FileFault:
    return FileFault(
        f"{path.name} cannot be read: it is truncated, damaged, or of another format than its "
        f"name says. Download it again. The reader said: {str(error)[:300]}"
    )


def _tidy(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return flat shapes, columns in small letters (the first of a name), rows from 1."""
    frame = frame.rename_geometry("geometry") if frame.geometry.name != "geometry" else frame
    names = [str(name).lower() for name in frame.columns]
    kept = ~pd.Index(names).duplicated()
    frame = frame.set_axis(names, axis=1).loc[:, kept]
    frame.geometry = shapely.force_2d(np.asarray(frame.geometry))
    return frame.set_axis(pd.RangeIndex(1, len(frame) + 1))


def _in_degrees(frame: gpd.GeoDataFrame, name: str) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Return the frame in EPSG:4326, with a note where that took an assumption."""
    notes, says = [], "no coordinate system" if frame.crs is None else str(frame.crs.name)
    if frame.crs is None:
        notes.append("names no coordinate system; its coordinates are degrees: taken as WGS 84")
        frame = frame.set_crs(CRS)
    elif not frame.crs.equals(CRS, ignore_axis_order=True):
        notes.append(f"converted from {says} to {CRS}")
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
