"""An area of one's own from a file: KML, KMZ, GeoJSON, GeoPackage, or a zip of a shapefile."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.errors import FileFault
from geo.files.layers import Layer, read_layers
from geo.phrases import counted
from geo.view.area import MOST_VERTICES, Area

MOST_IN_FILE = 500_000
"""Vertices of all polygons of a file."""
_METRES = (5, 10, 20, 50, 100, 200, 500)
"""How far a thinned line may lie off, at most half a kilometre: as the shipped boundaries do."""
_METRES_OF_A_DEGREE = 111_320
"""Of latitude, and at most of longitude."""


def read_area(path: str | Path, name: str = "") -> tuple[Area, tuple[str, ...]]:
    """Return the polygons of a file together as one area, and what was done to them.

    An address is to carry the area: where it has more than
    :data:`geo.view.area.MOST_VERTICES` vertices it is thinned (Douglas and Peucker 1973), by the
    least distance that does.

    Parameters
    ----------
    path : str or Path
        A file that :func:`geo.files.layers.read_layers` reads.
    name : str, default ""
        What the area is called; by default as its one polygon, or as the file.

    Returns
    -------
    tuple
        The area, and notes: layers and rows left out, polygons mended, how far the line was moved.

    Raises
    ------
    FileFault, CrsMismatch
        As :func:`geo.files.layers.read_layers`; without polygons; with more than 500,000 vertices,
        or so many turns that thinning would move its edge more than 500 m.

    Examples
    --------
    >>> import tempfile
    >>> ring = "[[[70, 37], [71, 37], [71, 38], [70, 37]]]"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "valley.geojson"
    ...     _ = file.write_text(f'{{"type": "Polygon", "coordinates": {ring}}}')
    ...     area, notes = read_area(file)
    >>> area.name, area.source, notes
    ('valley', 'valley.geojson', ())
    """
    path = Path(path)
    layers = read_layers(path)
    notes = [note for layer in layers for note in layer.notes]
    rows = pd.concat([layer.frame for layer in layers], ignore_index=True)
    shapes = shapely.force_2d(np.asarray(rows.geometry))
    areas = np.isin(shapely.get_type_id(shapes), (3, 6)) & ~shapely.is_empty(shapes)
    if not areas.any():
        raise FileFault(
            f"{path.name} holds no polygon. Draw the area's edge as a closed polygon; around a "
            "point, give circle:LON,LAT,KM instead of a file."
        )
    if not areas.all():
        left = counted(int((~areas).sum()), "row")
        notes.append(f"left out, no polygons: {left}")
    ground = _together(shapes[areas], path.name, notes)
    return Area.of(ground, name or _name(rows[areas], layers, path), path.name), tuple(notes)


def _together(shapes: NDArray[np.object_], file: str, notes: list[str]) -> Any:
    """Return polygons as one, mended and thinned where that is needed."""
    vertices = int(shapely.get_num_coordinates(shapes).sum())
    if vertices > MOST_IN_FILE:
        raise FileFault(
            f"{file} holds {vertices:,} vertices, more than the {MOST_IN_FILE:,} that an area may "
            "have. Simplify it, or take the polygons that you need out of it."
        )
    wrong = ~shapely.is_valid(shapes)
    if wrong.any():
        notes.append(f"mended, their edges crossed: {counted(int(wrong.sum()), 'polygon')}")
        shapes = shapely.make_valid(shapes, method="structure", keep_collapsed=False)
    return _thinned(shapely.union_all(shapes), file, notes)


def _thinned(ground: Any, file: str, notes: list[str]) -> Any:
    before = shapely.get_num_coordinates(ground)
    if before <= MOST_VERTICES:
        return ground
    for metres in _METRES:
        thin = shapely.simplify(ground, metres / _METRES_OF_A_DEGREE, preserve_topology=True)
        after = shapely.get_num_coordinates(thin)
        # Rounding may add some where lines touch.
        if after <= MOST_VERTICES * 0.95:
            notes.append(
                f"thinned from {before:,} to {after:,} vertices: its edge moved by at most "
                f"{metres} m"
            )
            return thin
    raise FileFault(
        f"{file} turns too often: with {MOST_VERTICES} vertices, which an address carries, its "
        f"edge would move by more than {_METRES[-1]} m. Simplify it, or give fewer polygons."
    )


def _name(rows: gpd.GeoDataFrame, layers: list[Layer], path: Path) -> str:
    """Return the name that the one polygon of a file bears, else that of the file."""
    if len(rows) == 1 and "name" in rows:
        name = rows["name"].iloc[0]
        if isinstance(name, str) and name.strip():
            return name
    return path.stem
