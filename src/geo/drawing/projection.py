"""A map sheet: an equal-area projection about its middle, and shapes cut to what shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import matplotlib.path as mpath
import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.errors import PageFault
from geo.geodesy import Floats
from geo.view.view import Box

WIDEST, TALLEST = 120.0, 70.0
"""Degrees of longitude and latitude that a sheet shows at most."""


@dataclass(frozen=True)
class Sheet:
    """The ground that a map of some shape shows: ``box`` in degrees, ``aspect`` width by height.

    Projected places are metres from the middle in Lambert's azimuthal equal-area projection,
    true in scale at the middle.
    """

    box: Box
    aspect: float

    def __post_init__(self) -> None:
        """Refuse ground that no one projection shows well."""
        west, south, east, north = self.box
        if east - west > WIDEST or north - south > TALLEST:
            raise PageFault(
                f"The extent spans {east - west:g} by {north - south:g} degrees; a sheet shows at "
                f"most {WIDEST:g} by {TALLEST:g}. Zoom in, or name a smaller box."
            )

    @cached_property
    def _project(self) -> pyproj.Transformer:
        west, south, east, north = self.box
        middle = f"+lat_0={(south + north) / 2} +lon_0={(west + east) / 2}"
        crs = pyproj.CRS.from_proj4(f"+proj=laea {middle} +ellps=WGS84 +units=m")
        return pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)

    @cached_property
    def limits(self) -> tuple[float, float, float, float]:
        """Left, bottom, right, top in metres: the box and what the map's shape adds to it."""
        edge = shapely.get_coordinates(shapely.segmentize(shapely.box(*self.box), 0.25))
        points = self.place(edge)
        (left, bottom), (right, top) = points.min(axis=0), points.max(axis=0)
        wide, tall = right - left, top - bottom
        more_x = max(0.0, tall * self.aspect - wide) / 2
        more_y = max(0.0, wide / self.aspect - tall) / 2
        return left - more_x, bottom - more_y, right + more_x, top + more_y

    def outline(self) -> Floats:
        """Return the edge of what shows as longitude and latitude, shape (n, 2)."""
        left, bottom, right, top = self.limits
        edge = shapely.segmentize(shapely.box(left, bottom, right, top), (right - left) / 32)
        x, y = shapely.get_coordinates(edge).T
        return self.lonlat(np.column_stack([x, y]))

    def lonlat(self, points: Floats) -> Floats:
        """Return projected places, shape (n, 2), as longitude and latitude in degrees."""
        x, y = points.T
        return np.column_stack(self._project.transform(x, y, direction="INVERSE"))

    def lonlat_box(self) -> Box:
        """Return west, south, east, north in degrees of all that shows."""
        lon, lat = self.outline().T
        return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())

    @property
    def width_km(self) -> float:
        """Width of what shows, at the middle."""
        return (self.limits[2] - self.limits[0]) / 1000

    def place(self, lonlat: Floats) -> Floats:
        """Return places, shape (n, 2), degrees EPSG:4326, as metres from the middle."""
        return np.column_stack(self._project.transform(lonlat[:, 0], lonlat[:, 1]))

    def inside(self, points: Floats) -> NDArray[np.bool_]:
        """Return which projected places show."""
        left, bottom, right, top = self.limits
        x, y = points.T
        found: NDArray[np.bool_] = (x >= left) & (x <= right) & (y >= bottom) & (y <= top)
        return found

    def shapes(self, frame: gpd.GeoDataFrame) -> gpd.GeoSeries:
        """Return the projected shapes that show, cut a little beyond the edge, index kept."""
        left, bottom, right, top = self.limits
        projected = shapely.transform(np.asarray(frame.geometry), self.place)
        margin = (right - left) * 0.02
        window = (left - margin, bottom - margin, right + margin, top + margin)
        cut = shapely.clip_by_rect(projected, *window)
        shows = ~shapely.is_empty(cut) & shapely.intersects(cut, shapely.box(*self.limits))
        return gpd.GeoSeries(cut, frame.index)[shows]


def path_of(shapes: Sequence[BaseGeometry] | NDArray[np.object_]) -> mpath.Path:
    """Return polygons and lines as one path: matplotlib fills and strokes it in one go."""
    parts = shapely.get_parts(np.asarray(shapes, dtype=object))
    polygons = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    lines = np.concatenate([shapely.get_rings(parts[polygons]), parts[~polygons]])
    lonlat, line = shapely.get_coordinates(lines, return_index=True)
    codes = np.full(len(lonlat), mpath.Path.LINETO, dtype=np.uint8)
    codes[np.concatenate([[True], line[1:] != line[:-1]])[: len(lonlat)]] = mpath.Path.MOVETO
    return mpath.Path(lonlat, codes)
