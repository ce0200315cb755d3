"""What lies at a place: the nearest border segment, how far it is and on which side of it.

Made to be asked of very many places at once. The segments are cut into short edges, and the
nearest of their vertices is searched. The side is told by the mean normal of the two edges
beside it, which holds also where a vertex is the nearest point of a line (Baerentzen and Aanaes
2005, IEEE Trans. Vis. Comput. Graph. 11, 243-253).
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pykdtree.kdtree import KDTree

from geo.accuracy import line_error_km
from geo.boundaries.locate import locate
from geo.boundaries.units import read_borders, read_units
from geo.geodesy import Floats, to_space

STEPS_KM = (0.25, 1.0, 3.0)
"""Longest edges of the segments, the finest first: fewer are searched faster."""
KM_PER_DEGREE = 111.195
_BESIDE_DEGREES = 1e-4
"""So far beside a border its country is looked up: about 10 m."""
_FAR = 8
"""From so many edges on a vertex is as near as the edges beside it, to a hundredth of an edge."""
_CELL_DEGREES = 0.025
_WEST_SOUTH, _EAST_NORTH = np.array([40.0, 20.0]), np.array([100.0, 53.0])
"""Corners of the grid, in degrees; what lies beyond is as its edge."""
_LAND_DEGREES = 0.05
"""Of the cells that tell land of the region from sea and other countries."""

Flags = NDArray[np.bool_]
Codes = NDArray[np.intp]


@dataclass(frozen=True)
class _Vertices:
    """Vertices of the segments that two edges meet at; of ends three would be equally near.

    ``lonlat`` is in degrees, ``segment`` the position of theirs, ``before`` and ``after`` the
    directions (east, north) of the edges beside them; ``first_at_left`` says whether at their left
    lies the country that the segment names first.
    """

    lonlat: Floats
    segment: Codes
    before: Floats
    after: Floats
    first_at_left: Flags
    tree: KDTree


@dataclass(frozen=True)
class Ground:
    """The border segments, and how to find the nearest.

    ``segments`` are their names, ``sides`` the positions in ``countries`` of the two that each
    parts, shape (segments, 2), ``line_error_km`` the standard error of each across it.
    """

    segments: tuple[str, ...]
    countries: tuple[str, ...]
    sides: Codes
    line_error_km: Floats
    levels: tuple[_Vertices, ...]

    def nearest(
        self, longitude: Floats, latitude: Floats, level: int = 0
    ) -> tuple[Codes, Codes, Floats]:
        """Return segment, side of it (0 or 1) and distance in km of each place in degrees.

        ``level`` is the position in :data:`STEPS_KM` of the edges that are searched.
        """
        vertices = self.levels[level]
        metres, at = vertices.tree.query(to_space(longitude, latitude), k=1)
        at, km = at.astype(np.intp), metres / 1e3
        lonlat = vertices.lonlat[at]
        north = (latitude - lonlat[:, 1]) * KM_PER_DEGREE
        squeeze = np.cos(np.radians((latitude + lonlat[:, 1]) / 2))
        east = (longitude - lonlat[:, 0]) * KM_PER_DEGREE * squeeze
        course = vertices.before[at] + vertices.after[at]
        at_left = course[:, 0] * north - course[:, 1] * east >= 0
        side = np.where(at_left == vertices.first_at_left[at], 0, 1)
        near = np.flatnonzero(km < _FAR * STEPS_KM[level])
        offset = np.column_stack([east[near], north[near]])
        forward = np.einsum("ij,ij->i", vertices.after[at[near]], offset)
        backward = -np.einsum("ij,ij->i", vertices.before[at[near]], offset)
        along = np.maximum(np.maximum(forward, backward), 0)
        km[near] = np.sqrt(np.maximum(km[near] ** 2 - along**2, 0))
        return vertices.segment[at], side, km


class Grid:
    """The ground by cells of 0.025 degrees, each measured when it is first asked for.

    For wide discs, of which many share their cells and none needs to be good to a kilometre.
    """

    def __init__(self, land: Ground) -> None:
        self._land = land
        columns, rows = np.ceil((_EAST_NORTH - _WEST_SOUTH) / _CELL_DEGREES).astype(int)
        self._columns, self._rows = int(columns), int(rows)
        self._known = np.zeros(columns * rows, dtype=bool)
        self._segment, self._side = (np.zeros(columns * rows, dtype=np.int8) for _ in range(2))
        self._km = np.zeros(columns * rows, dtype=np.float32)

    def nearest(self, longitude: Floats, latitude: Floats) -> tuple[Codes, Codes, Floats]:
        """Return what :meth:`Ground.nearest` does, of the middle of each place's cell."""
        column = ((longitude - _WEST_SOUTH[0]) / _CELL_DEGREES).astype(np.int32)
        row = ((latitude - _WEST_SOUTH[1]) / _CELL_DEGREES).astype(np.int32)
        cell = row.clip(0, self._rows - 1) * self._columns + column.clip(0, self._columns - 1)
        unknown = np.unique(cell[~self._known[cell]])
        if len(unknown):
            rows, columns = np.divmod(unknown, self._columns)
            longitude = _WEST_SOUTH[0] + (columns + 0.5) * _CELL_DEGREES
            latitude = _WEST_SOUTH[1] + (rows + 0.5) * _CELL_DEGREES
            segment, side, km = self._land.nearest(longitude, latitude, level=1)
            self._segment[unknown], self._side[unknown], self._km[unknown] = segment, side, km
            self._known[unknown] = True
        return self._segment[cell].astype(np.intp), self._side[cell], self._km[cell].astype(float)


@lru_cache(maxsize=2)
def grid(boundaries: str) -> Grid:
    """Return the ground of some boundaries by cells."""
    return Grid(ground(boundaries))


@lru_cache(maxsize=2)
def ground(boundaries: str) -> Ground:
    """Return the ground of some boundaries."""
    borders = read_borders(boundaries=boundaries)
    segments = tuple(borders["segment"])
    pairs = [name.split("-") for name in segments]
    countries = tuple(sorted({iso3 for pair in pairs for iso3 in pair}))
    sides = np.array([[countries.index(iso3) for iso3 in pair] for pair in pairs])
    lines, owner = shapely.get_parts(np.asarray(borders.geometry), return_index=True)
    first_at_left = _first_at_left(lines, sides[owner], boundaries, countries)
    errors = np.array([line_error_km(name) for name in segments])
    levels = tuple(_cut(lines, owner, first_at_left, step) for step in STEPS_KM)
    return Ground(segments, countries, sides, errors, levels)


def _cut(
    lines: NDArray[np.object_], owner: Codes, first_at_left: Flags, step_km: float
) -> _Vertices:
    dense = shapely.segmentize(lines, step_km / KM_PER_DEGREE)
    vertices, line = shapely.get_coordinates(dense, return_index=True)
    turn = np.diff(vertices, axis=0)
    turn[:, 0] *= np.cos(np.radians(vertices[1:, 1]))
    course = turn / np.maximum(np.hypot(*turn.T), 1e-12)[:, None]
    at = np.flatnonzero((line[2:] == line[1:-1]) & (line[:-2] == line[1:-1])) + 1
    return _Vertices(
        vertices[at],
        owner[line[at]],
        course[at - 1],
        course[at],
        first_at_left[line[at]],
        KDTree(to_space(*vertices[at].T), leafsize=16),
    )


def _first_at_left(
    lines: NDArray[np.object_], sides: Codes, boundaries: str, countries: tuple[str, ...]
) -> Flags:
    """Return at which lines the country that the segment names first lies at the left."""
    shapes = _outlines(boundaries, countries)
    vertices, line = shapely.get_coordinates(lines, return_index=True)
    edge = np.flatnonzero(line[1:] == line[:-1])
    turn = vertices[edge + 1] - vertices[edge]
    length = np.hypot(*turn.T)
    # The longest edge of each line is the last of its own in the order of lengths.
    order = np.lexsort([length, line[edge]])
    longest = order[np.searchsorted(line[edge][order], np.arange(len(lines)), side="right") - 1]
    aside = turn[longest][:, ::-1] * [-1, 1] / length[longest][:, None] * _BESIDE_DEGREES
    half_way = vertices[edge[longest]] + turn[longest] / 2
    at_left, at_right = (locate(half_way + way * aside, shapes) for way in (1, -1))
    at_first: Flags = (at_left == sides[:, 0]) | (at_right == sides[:, 1])
    return at_first


def _outlines(boundaries: str, countries: tuple[str, ...]) -> NDArray[np.object_]:
    units = read_units(level="country", boundaries=boundaries).set_index("iso3")
    return np.asarray(units.geometry[list(countries)])


def on_land(longitude: Floats, latitude: Floats, boundaries: str) -> Flags:
    """Return which places lie in a country of the region, by cells of 0.05 degrees."""
    cells, (west, south) = _land(boundaries)
    column = np.floor((longitude - west) / _LAND_DEGREES).astype(np.intp)
    row = np.floor((latitude - south) / _LAND_DEGREES).astype(np.intp)
    inside = (column >= 0) & (row >= 0) & (column < cells.shape[1]) & (row < cells.shape[0])
    land: Flags = inside & cells[np.where(inside, row, 0), np.where(inside, column, 0)]
    return land


@lru_cache(maxsize=2)
def _land(boundaries: str) -> tuple[Flags, Floats]:
    shapes = _outlines(boundaries, ground(boundaries).countries)
    bounds = shapely.total_bounds(shapes)
    columns, rows = np.ceil((bounds[2:] - bounds[:2]) / _LAND_DEGREES).astype(int)
    row, column = np.divmod(np.arange(rows * columns), columns)
    middles = bounds[:2] + (np.column_stack([column, row]) + 0.5) * _LAND_DEGREES
    return (locate(middles, shapes) >= 0).reshape(rows, columns), bounds[:2]
