"""GeoJSON and TopoJSON, parsed here: text that is anything else goes nowhere."""

import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyproj
import shapely

from geo.errors import CrsMismatch, FileFault
from geo.formats.features import WGS84, Budget, Features, attempt_crs, cells_of, features
from geo.formats.shapes import Shapes, attempt, from_geojson, pairs

MOST_JSON_MEMORY = 1024**3
_WEIGHTS = ((b"{", 232), (b"[", 72), (b",", 40), (b'"', 12))
"""Bytes that a sign of JSON stands for once it is parsed by Python, at the most."""
_EPSG = re.compile(r"EPSG[:/](?:[\d.]*[:/])?(\d+)\b", re.IGNORECASE)
_REMEDY = "Convert it to a GeoPackage, or export fewer features."
_PLACES = {
    "Point": 1,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}


def read_json(path: Path) -> list[Features]:
    """Return the layer of a GeoJSON file or of a list of records, or the layers of a TopoJSON one.

    Raises
    ------
    FileFault
        When it is not whole JSON, of another kind, too large, or holds no features.
    CrsMismatch
        When it names a coordinate system that is not in the EPSG register.
    """
    content = _whole_json(path)
    records = _records(content)
    if records:
        # Rows without shapes: the answer of a service.
        rows = [{"type": "Feature", "properties": row, "geometry": None} for row in records]
        return [_collection(rows, WGS84, Budget(path.name, _REMEDY), path.name)]
    content = _as_collection(content)
    kind = content.get("type") if isinstance(content, dict) else None
    if kind not in ("FeatureCollection", "Topology"):
        raise FileFault(
            f"{path.name} is JSON, but not a GeoJSON FeatureCollection: neither a GeoJSON nor "
            "a TopoJSON layer. Export it as GeoJSON."
        )
    held = content.get("features" if kind == "FeatureCollection" else "objects")
    if not isinstance(held, list | dict) or not held:
        raise FileFault(f"{path.name} holds no features. Export it again or choose another file.")
    budget = Budget(path.name, _REMEDY)
    if isinstance(held, list):
        return [_collection(held, _crs(content.get("crs"), path.name), budget, path.name)]
    return _topology(content, held, budget, path.name)


def _as_collection(content: Any) -> Any:
    """Return a sole feature, or a sole shape, as a collection of one; anything else as it is."""
    kind = content.get("type") if isinstance(content, dict) else None
    if isinstance(kind, str) and kind in _PLACES:
        content = {"type": "Feature", "properties": {}, "geometry": content}
        kind = "Feature"
    return {"type": "FeatureCollection", "features": [content]} if kind == "Feature" else content


def _records(content: Any) -> list[dict[str, Any]]:
    """Return the rows of a list of records, or of an answer that holds one as its data."""
    is_answer = isinstance(content, dict) and "type" not in content
    held: Any = content.get("data") if is_answer else content
    if not isinstance(held, list) or not all(isinstance(row, dict) for row in held):
        return []
    # Features hold objects, records plain values.
    return (
        [] if any(isinstance(cell, dict | list) for row in held for cell in row.values()) else held
    )


def _whole_json(path: Path) -> Any:
    data = path.read_bytes()
    _require_room(data, path.name)
    try:
        return json.loads(data)
    except UnicodeDecodeError as error:
        raise FileFault(f"{path.name} is not UTF-8 text. Save it as UTF-8.") from error
    except json.JSONDecodeError as error:
        raise FileFault(
            f"{path.name} is not whole JSON: it breaks at line {error.lineno}, column "
            f"{error.colno} ({error.msg}). Download or export it again."
        ) from error
    except (RecursionError, ValueError) as error:
        # A number of more digits than Python reads is a ValueError of its own.
        raise FileFault(
            f"{path.name} is not whole JSON, or nested deeper than any GeoJSON is. Download or "
            f"export it again. The reader said: {str(error)[:200]}"
        ) from error


def _require_room(data: bytes, name: str) -> None:
    """Refuse JSON that would fill the memory, told before it is parsed."""
    # The text of Python has four bytes for each sign when one needs as many.
    width = 4 if re.search(rb"[\xf0-\xf4]|\\u[dD]", data) else 1 if data.isascii() else 2
    size = width * len(data) + sum(data.count(sign) * weight for sign, weight in _WEIGHTS)
    if size > MOST_JSON_MEMORY:
        raise FileFault(
            f"{name} would take {size / 1e9:,.1f} GB of memory, and JSON is read whole, up to "
            f"{MOST_JSON_MEMORY / 1e9:,.1f} GB. Convert it to a GeoPackage, Parquet or CSV."
        )


def _crs(crs: Any, name: str) -> pyproj.CRS:
    """Return the system of a GeoJSON file: WGS 84, but older files may name another."""
    text = json.dumps(crs)
    stated = _EPSG.search(text)
    if not crs or "CRS84" in text:
        return WGS84
    system = attempt_crs(lambda: pyproj.CRS.from_epsg(int(stated[1]))) if stated else None
    if system is None:
        named = f"EPSG:{stated[1][:20]}" if stated else text[:80]
        raise CrsMismatch(
            f"{name} says its coordinates are in {named}, which is not known. Export it in "
            "EPSG:4326."
        )
    return system


def _collection(held: list[Any], crs: pyproj.CRS, budget: Budget, name: str) -> Features:
    """Read features one by one: a broken feature is a row with a problem, not a lost one."""
    is_feature = [isinstance(one, dict) and one.get("type") == "Feature" for one in held]
    good = [one if is_good else {} for one, is_good in zip(held, is_feature, strict=True)]
    cells = cells_of([_cells(one) for one in good], budget, name)
    shapes, unread = _shapes([one.get("geometry") for one in good], from_geojson)
    problem = pd.Series("", index=cells.index)
    problem[~np.array(is_feature, dtype=bool)] = "is not a GeoJSON feature"
    return Features("", cells, shapes, unread, crs, problem)


def _shapes(geometries: list[Any], build: Callable[[Any], Any]) -> tuple[Shapes, Any]:
    """Return geometries as shapes; of a point with broken coordinates nothing is left."""
    shapes = np.full(len(geometries), None, dtype=object)
    unread = np.zeros(len(geometries), dtype=bool)
    spots: dict[int, tuple[float, float]] = {}
    for at, geometry in enumerate(geometries):
        if geometry is None:
            continue
        if isinstance(geometry, dict) and geometry.get("type") == "Point":
            spots[at] = _spot(geometry.get("coordinates"))
        else:
            shapes[at], unread[at] = attempt(partial(build, geometry))
    if spots:
        shapes[list(spots)] = shapely.points(np.array(list(spots.values())))
    return shapes, unread


def _spot(pair: Any) -> tuple[float, float]:
    if not isinstance(pair, list) or len(pair) < 2:
        return np.nan, np.nan
    return _degrees(pair[0]), _degrees(pair[1])


def _degrees(edge: Any) -> float:
    if not isinstance(edge, int | float) or isinstance(edge, bool):
        return np.nan
    try:
        return float(edge)
    except OverflowError:
        return np.inf


def _cells(feature: dict[str, Any]) -> dict[str, Any]:
    """Return a feature's cells, its own id among them where it is text."""
    properties, identity = feature.get("properties"), feature.get("id")
    cells = properties if isinstance(properties, dict) else {}
    named = {"id": identity} if isinstance(identity, str) else {}
    return {_whole(key): _whole(cell) for key, cell in (named | cells).items()}


def _whole(cell: Any) -> Any:
    """Return text in which half a surrogate pair, which JSON can spell, is replaced."""
    if isinstance(cell, str) and not cell.isascii():
        return cell.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return cell


def _topology(content: dict[str, Any], objects: Any, budget: Budget, name: str) -> list[Features]:
    """Return each object of a TopoJSON file, whose shapes share their arcs, as a layer."""
    arcs, fault = attempt(lambda: _arcs(content))
    if fault or not isinstance(objects, dict):
        raise FileFault(f"{name} is no whole TopoJSON: its arcs cannot be read. Export it again.")
    layers = []
    for layer, whole in objects.items():
        members = whole.get("geometries", [whole]) if isinstance(whole, dict) else []
        members = [one for one in members if isinstance(one, dict)]
        rows = cells_of([_cells(one) for one in members], budget, name)
        shapes, unread = _shapes(members, lambda one: from_geojson(_untied(one, arcs, budget)))
        layers.append(features(_whole(layer), rows, shapes, unread, None))
    return [layer for layer in layers if len(layer.cells)]


def _arcs(content: dict[str, Any]) -> list[Any]:
    """Return the arcs of a topology in its own coordinates."""
    transform = content.get("transform")
    arcs = [pairs(arc) for arc in content["arcs"]]
    if not transform:
        return arcs
    scale, shift = (pairs([transform[part]])[0] for part in ("scale", "translate"))
    return [arc.cumsum(axis=0) * scale + shift for arc in arcs]


def _untied(geometry: dict[str, Any], arcs: list[Any], budget: Budget) -> dict[str, Any]:
    """Return a TopoJSON geometry as a GeoJSON one, with its arcs put in."""
    if "arcs" not in geometry:
        return geometry
    depth = _PLACES[geometry["type"]]
    return {"type": geometry["type"], "coordinates": _joined(geometry["arcs"], depth, arcs, budget)}


def _joined(ties: Any, depth: int, arcs: list[Any], budget: Budget) -> Any:
    if depth > 1:
        return [_joined(one, depth - 1, arcs, budget) for one in ties]
    # The same arc may be named any number of times.
    budget.add(size=sum(arcs[tie if tie >= 0 else ~tie].nbytes for tie in ties))
    parts = [arcs[tie] if tie >= 0 else arcs[~tie][::-1] for tie in ties]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])
