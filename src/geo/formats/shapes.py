"""Geometries from the bytes and numbers of strangers, built part by part.

GEOS reads well-known binary without a bound on how deep it is nested: 900 kB of it end the whole
process. Here each count is checked against what is left, and depth is bounded.
"""

import struct
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

_DEEPEST = 4
"""Collections within collections."""
_FEWEST = 4
"""Spots of a closed ring, the first of which is the last."""
_POINT_BYTES = 21
_POINT_START = b"\x01\x01\x00\x00\x00"
_Z, _M, _SRID, _BASE = 0x80000000, 0x40000000, 0x20000000, 0x1FFFFFFF
_FAULTS = (
    ValueError,
    TypeError,
    IndexError,
    KeyError,
    OverflowError,
    struct.error,
    shapely.errors.ShapelyError,
)
Shapes = NDArray[np.object_]


class Unreadable(ValueError):
    """A geometry that is none, or one of a kind that is not read (arcs, solids)."""


def from_wkb(blobs: Sequence[bytes | None]) -> tuple[Shapes, NDArray[np.bool_]]:
    r"""Return flat geometries of well-known binary, and which of them cannot be read.

    Parameters
    ----------
    blobs : sequence of bytes, null where there is no geometry
        ISO or EWKB; heights and measures are left out.

    Examples
    --------
    >>> shapes, unread = from_wkb([shapely.Point(69, 34).wkb, b"\x01", None])
    >>> shapes.tolist(), unread.tolist()
    ([<POINT (69 34)>, None, None], [False, True, False])
    """
    shapes = np.full(len(blobs), None, dtype=object)
    plain = np.array([_is_plain_point(blob) for blob in blobs], dtype=bool)
    if plain.any():
        packed = b"".join(blob for blob in blobs if blob is not None and _is_plain_point(blob))
        pairs = np.frombuffer(packed, np.uint8).reshape(-1, _POINT_BYTES)[:, 5:]
        shapes[plain] = shapely.points(np.ascontiguousarray(pairs).view("<f8"))
    unread = np.zeros(len(blobs), dtype=bool)
    for at, blob in enumerate(blobs):
        if blob is not None and not plain[at]:
            shapes[at], unread[at] = attempt(_Wkb(blob).geometry)
    return shapes, unread


def _is_plain_point(blob: bytes | None) -> bool:
    return blob is not None and len(blob) == _POINT_BYTES and blob[:5] == _POINT_START


def attempt(build: Callable[[], Any]) -> tuple[Any, bool]:
    """Return what a function builds, null where that fails, and whether it failed."""
    try:
        return build(), False
    except _FAULTS:
        return None, True


class _Wkb:
    """Reads one well-known binary from its start."""

    def __init__(self, blob: bytes) -> None:
        self._blob, self._at = memoryview(blob), 0

    def geometry(self, depth: int = 0) -> Any:
        """Return the geometry that begins here; fails where it is none."""
        order = "<" if self._blob[self._at] == 1 else ">"
        (code,) = struct.unpack_from(f"{order}I", self._blob, self._at + 1)
        self._at += 9 if code & _SRID else 5
        kind, iso = code & _BASE & 0xFFFF, (code & _BASE) // 1000
        flags = bool(code & _Z) + bool(code & _M)
        dimensions = 2 + (flags or (0, 1, 1, 2)[iso])
        return self._body(kind % 1000, order, dimensions, depth)

    def _body(self, kind: int, order: str, dimensions: int, depth: int) -> Any:
        if kind == 1:
            return shapely.Point(self._pairs(1, order, dimensions)[0])
        count = self._count(order)
        if kind == 2:
            return shapely.LineString(self._pairs(count, order, dimensions))
        if kind == 3:
            rings = [
                self._pairs(self._count(order), order, dimensions) for _ in self._range(count, 4)
            ]
            return polygon(rings)
        if kind not in (4, 5, 6, 7) or depth >= _DEEPEST:
            raise Unreadable(f"geometry of kind {kind}")
        parts = [self.geometry(depth + 1) for _ in self._range(count, 9)]
        return collection(kind, parts)

    def _range(self, count: int, least: int) -> range:
        """Return a range that the bytes left can fill, at the least size of each part."""
        if count * least > len(self._blob) - self._at:
            raise Unreadable("a count that is larger than what follows")
        return range(count)

    def _count(self, order: str) -> int:
        (count,) = struct.unpack_from(f"{order}I", self._blob, self._at)
        self._at += 4
        return int(count)

    def _pairs(self, count: int, order: str, dimensions: int) -> NDArray[np.float64]:
        numbers = np.frombuffer(self._blob, f"{order}f8", count * dimensions, self._at)
        self._at += numbers.nbytes
        return numbers.reshape(-1, dimensions)[:, :2].astype(float)


_COLLECTIONS = {
    4: (shapely.MultiPoint, shapely.Point),
    5: (shapely.MultiLineString, shapely.LineString),
    6: (shapely.MultiPolygon, shapely.Polygon),
}


def collection(kind: int, parts: list[Any]) -> Any:
    """Return parts as a collection of a kind as numbered in well-known binary, 4 to 7."""
    if kind not in _COLLECTIONS:
        return shapely.GeometryCollection(parts)
    make, part = _COLLECTIONS[kind]
    if not all(isinstance(one, part) for one in parts):
        raise Unreadable("parts of another kind than their whole")
    return make(parts)  # type: ignore[arg-type]


def polygon(rings: Sequence[Any]) -> Any:
    """Return the polygon of an outer ring and its holes; an empty one of none."""
    closed = [ring_of(np.asarray(ring, dtype=float)[:, :2]) for ring in rings]
    return shapely.Polygon(closed[0], closed[1:]) if closed else shapely.Polygon()


def ring_of(spots: NDArray[np.float64]) -> Any:
    """Return a closed ring; one of a single spot or two is a ring without an area.

    Such specks are left over where islands were simplified away: what is drawn beside them must
    not go with them.
    """
    missing = 0 if len(spots) == 0 else max(0, _FEWEST - len(spots))
    return shapely.linearrings(np.concatenate([spots, spots[:1].repeat(missing, axis=0)]))


def polygons_by_winding(rings: list[NDArray[np.float64]]) -> Any:
    """Return rings of a shapefile as areas: clockwise ones are outlines, others holes in them."""
    if len(rings) == 1:
        return polygon(rings)
    closed = np.array([ring_of(ring) for ring in rings])
    holes = shapely.is_ccw(closed)
    if holes.all():
        # Wound the wrong way round throughout: nothing tells the holes.
        holes[:] = False
    outlines = np.array([shapely.Polygon(shell) for shell in closed[~holes]])
    homes = _homes(closed[holes], outlines)
    inside: list[list[Any]] = [[] for _ in outlines]
    for hole, home in zip(closed[holes], homes, strict=True):
        inside[home].append(hole)
    shells = closed[~holes]
    areas = [shapely.Polygon(s, within) for s, within in zip(shells, inside, strict=True)]
    return areas[0] if len(areas) == 1 else shapely.MultiPolygon(areas)


def _homes(holes: Any, outlines: Any) -> list[int]:
    """Return the smallest outline that each hole fits in; the first where it fits in none."""
    if len(outlines) == 1 or not len(holes):
        return [0] * len(holes)
    tree, areas = shapely.STRtree(outlines), shapely.area(outlines)
    shapely.prepare(outlines)
    homes = []
    for hole in map(shapely.Polygon, holes):
        around = tree.query(shapely.Point(hole.exterior.coords[0]), predicate="intersects")
        # An island within the hole may touch it.
        around = around[areas[around] >= hole.area]
        homes.append(int(around[np.argmin(areas[around])]) if len(around) else 0)
    return homes


_GEOJSON = {"MultiPoint": 4, "MultiLineString": 5, "MultiPolygon": 6, "GeometryCollection": 7}


def from_geojson(geometry: Any, depth: int = 0) -> Any:
    """Return the flat geometry of a GeoJSON object.

    Raises
    ------
    ValueError, TypeError, and others of :func:`attempt`
        When it is none.
    """
    kind = geometry["type"]
    if kind == "GeometryCollection":
        if depth >= _DEEPEST:
            raise Unreadable("collections nested too deep")
        return collection(7, [from_geojson(one, depth + 1) for one in geometry["geometries"]])
    coordinates = geometry["coordinates"]
    if kind in _GEOJSON:
        part = kind.removeprefix("Multi")
        return collection(_GEOJSON[kind], [_simple(part, one) for one in coordinates])
    return _simple(kind, coordinates)


def _simple(kind: str, coordinates: Any) -> Any:
    if kind == "Point":
        return shapely.Point(pairs([coordinates])[0])
    if kind == "LineString":
        return shapely.LineString(pairs(coordinates))
    if kind == "Polygon":
        return polygon([pairs(ring) for ring in coordinates])
    raise Unreadable(f"geometry of type {kind}"[:60])


def pairs(coordinates: Any) -> NDArray[np.float64]:
    """Return positions as pairs of numbers, heights left out."""
    return np.array([position[:2] for position in coordinates], dtype=float).reshape(-1, 2)
