"""Layers of points: GeoJSON, GeoPackage, shapefile and KML, each read whole."""

import glob
import json
import re
import warnings
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa

from geo.errors import CrsMismatch, FileFault
from geo.files.archives import refuse_entities
from geo.files.table import MOST_COLUMNS, Table, as_table

_EPSG = re.compile(r"EPSG[:/](?:[\d.]*[:/])?(\d+)\b", re.IGNORECASE)


def read_geopackage(path: Path) -> tuple[Table, list[str]]:
    """Return the rows of a GeoPackage's first layer, and which layers were left."""
    import pyogrio  # slow to load

    layers = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
    if not layers:
        raise FileFault(f"{path.name} holds no geometry. Export it with its points.")
    left = ", ".join(layers[1:])
    said = f"of {len(layers)} layers {layers[0]} was read; not {left}. To read another, export it "
    return _read_layer(path, layers[0]), [f"{said}to a file of its own"] if left else []


def read_shapefile(path: Path) -> tuple[Table, list[str]]:
    """Return the rows of a shapefile, which is several files."""
    beside = {file.suffix.lower() for file in path.parent.glob(f"{glob.escape(path.stem)}.*")}
    missing = [ending for ending in (".dbf", ".shx") if ending not in beside]
    if missing:
        raise FileFault(
            f"{path.name} is one part of a shapefile and lacks {' and '.join(missing)} beside it. "
            "Put all its files (.shp, .shx, .dbf, .prj) into one folder or one ZIP file."
        )
    return _read_layer(path, None), []


def read_kml(path: Path) -> tuple[Table, list[str]]:
    """Return the placemarks of all folders of a KML file without entities."""
    import pyogrio  # slow to load

    if refuse_entities(path).rpartition(":")[2] != "kml":
        raise FileFault(
            f"{path.name} is XML or a web page but not KML. Download the data file itself: a "
            "page to log in on may have been saved instead."
        )
    names = [str(name) for name, _ in pyogrio.list_layers(path)]
    if not names:
        raise FileFault(f"{path.name} holds no placemarks. Export the folder that holds them.")
    table = _stacked([_read_layer(path, name) for name in names])
    if {"timestamp", "begin", "end"} <= set(table.rows):
        # A placemark has either a moment or a span.
        for edge in ("begin", "end"):
            table.rows[edge] = table.rows[edge].fillna(table.rows["timestamp"])
    return table, []


def _stacked(layers: list[Table]) -> Table:
    """Return the tables of several layers as one, rows numbered through."""
    rows, longitude, latitude, problem = (
        pd.concat([getattr(layer, part) for layer in layers], ignore_index=True)
        for part in ("rows", "longitude", "latitude", "problem")
    )
    for part in (rows, longitude, latitude, problem):
        part.index += 1
    return Table(rows, longitude, latitude, problem)


def _read_layer(path: Path, layer: str | None) -> Table:
    import pyogrio  # slow to load

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "More than one layer", UserWarning)
        try:
            frame = pyogrio.read_dataframe(
                path,
                layer=layer,
                datetime_as_string=True,
                use_arrow=True,
                arrow_to_pandas_kwargs={"integer_object_nulls": True},
            )
            # Arrow takes bytes for text unseen.
            for column in frame.select_dtypes("str"):
                pa.array(frame[column]).validate(full=True)
        except (UnicodeDecodeError, pa.ArrowInvalid) as error:
            raise FileFault(
                f"{path.name}: the .dbf is not UTF-8 text, and no .cpg says what it is. Put a "
                f"file {path.stem}.cpg beside it that names the encoding, such as windows-1256."
            ) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise FileFault(f"{path.name} holds no geometry. Export it with its points.")
    return as_table(frame, path.name)


def read_geojson(path: Path) -> tuple[Table, list[str]]:
    """Read features one by one: a broken feature is a row with a problem, not a lost one."""
    content = _whole_json(path)
    features = content["features"]
    good = [
        feature if isinstance(feature, dict) and feature.get("type") == "Feature" else {}
        for feature in features
    ]
    held: list[Any] = [feature.get("properties") for feature in good]
    properties = [_cells(cells) for cells in held]
    names = {name for cells in properties for name in cells}
    if len(names) > MOST_COLUMNS:
        raise FileFault(
            f"{path.name} has {len(names):,} different properties, and at most {MOST_COLUMNS:,} "
            "are read. Export those of the events only."
        )
    rows = pd.DataFrame(properties, index=range(1, len(good) + 1), dtype=object)
    placed = pd.DataFrame(
        [_place(feature.get("geometry")) for feature in good],
        index=rows.index,
        columns=["longitude", "latitude", "problem"],
    )
    placed.loc[[not feature for feature in good], "problem"] = "is not a GeoJSON feature"
    # Only a frame with at least one column can say how many rows it has.
    rows["\0feature"] = True
    return Table(rows, placed["longitude"], placed["latitude"], placed["problem"]), []


def _cells(properties: Any) -> dict[str, Any]:
    """Return a feature's cells; half a surrogate pair, which JSON can spell, is replaced."""
    if not isinstance(properties, dict):
        return {}
    return {_whole(key): _whole(cell) for key, cell in properties.items()}


def _whole(cell: Any) -> Any:
    if isinstance(cell, str) and not cell.isascii():
        return cell.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return cell


def _whole_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_bytes())
    except UnicodeDecodeError as error:
        raise FileFault(f"{path.name} is not UTF-8 text. Save it as UTF-8.") from error
    except json.JSONDecodeError as error:
        raise FileFault(
            f"{path.name} is not whole JSON: it breaks at line {error.lineno}, column "
            f"{error.colno} ({error.msg}). Download or export it again."
        ) from error
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        raise FileFault(
            f"{path.name} is JSON but not a GeoJSON FeatureCollection. Export it as GeoJSON."
        )
    if not isinstance(content.get("features"), list) or not content["features"]:
        raise FileFault(f"{path.name} holds no features. Export it again or choose another file.")
    _require_wgs84(content.get("crs"), path.name)
    return content


def _require_wgs84(crs: Any, name: str) -> None:
    """Refuse another system: GeoJSON is WGS 84, but older files name theirs."""
    text = json.dumps(crs)
    found = _EPSG.search(text)
    if not crs or "CRS84" in text or (found and found[1] == "4326"):
        return
    named = f"EPSG:{found[1]}" if found else text[:80]
    raise CrsMismatch(
        f"{name} says its coordinates are in {named}, but EPSG:4326 (longitude, latitude on "
        "WGS 84) is needed. Export it in EPSG:4326."
    )


def _place(geometry: Any) -> tuple[float, float, str]:
    """Return longitude, latitude and the problem of one GeoJSON geometry."""
    if geometry is None:
        return np.nan, np.nan, ""
    geometry = _single(geometry)
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return np.nan, np.nan, "geometry is not a point"
    pair = geometry.get("coordinates")
    if not isinstance(pair, list) or len(pair) < 2:
        return np.nan, np.nan, ""
    return _degrees(pair[0]), _degrees(pair[1]), ""


def _single(geometry: Any) -> Any:
    """Return the one point of a GeoJSON MultiPoint that holds one; other geometries as they are."""
    if isinstance(geometry, dict) and geometry.get("type") == "MultiPoint":
        points = geometry.get("coordinates")
        if isinstance(points, list) and len(points) == 1:
            return {"type": "Point", "coordinates": points[0]}
    return geometry


def _degrees(edge: Any) -> float:
    if not isinstance(edge, int | float) or isinstance(edge, bool):
        return np.nan
    try:
        return float(edge)
    except OverflowError:
        return np.inf
