"""What is fuzzed: one target for each door through which a stranger's bytes come in."""

import os
import tempfile
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl

import geopandas as gpd

import geo
from geo.boundaries.importing.rows import Stated, read_rows
from geo.briefs.spec import read_spec
from geo.errors import BorderwatchError
from geo.release.credits import sources_of
from geo.view.area_ground import area_geometry
from tests.fuzz import seeds

STATED = Stated("district", "AFG", "made", 2020)


@dataclass(frozen=True)
class Target:
    """A door: sound inputs, and what reads one; anything but an error of ours is a find."""

    seeds: Callable[[], list[bytes]]
    read: Callable[[bytes], object]

    def run(self, data: bytes) -> None:
        """Read an input; an error of ours is a good end."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with suppress(BorderwatchError):
                self.read(data)


def of_file(name: str, read: Callable[[Path], object]) -> Callable[[bytes], object]:
    """Return what reads bytes as a file of a name."""

    def reader(data: bytes) -> None:
        with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
            path = Path(folder) / name
            path.write_bytes(data)
            read(path)

    return reader


def events(path: Path) -> None:
    """Rows in are rows out or set aside, also when the file is looked into first."""
    geo.recognise(path)
    accepted, report = geo.import_events(path)
    assert len(accepted) == report.accepted
    assert report.rows_read == report.accepted + len(report.set_aside)


@cache
def districts() -> gpd.GeoDataFrame:
    """Return the shipped districts of the country of the seeds."""
    return geo.read_units(countries=["AFG"], level="district")


def boundaries(path: Path) -> None:
    units = read_rows([path], STATED, districts()).units
    assert units.geometry.is_valid.all()


def in_archive(
    name: str, parts: Callable[[], dict[str, bytes]], read: Callable[[Path], object], file: str
) -> Target:
    """Return a target for one file of an archive, whose checksums always hold."""
    whole = cache(parts)
    return Target(
        lambda: [whole()[name]],
        of_file(file, lambda path: _packed(path, {**whole(), name: path.read_bytes()}, read)),
    )


def _packed(path: Path, parts: dict[str, bytes], read: Callable[[Path], object]) -> None:
    path.write_bytes(seeds.packed(parts))
    read(path)


def shapefile(frame: gpd.GeoDataFrame, ending: str, read: Callable[[Path], object]) -> Target:
    def parts() -> dict[str, bytes]:
        return {f"made{end}": data for end, data in seeds.shapefile_parts(frame).items()}

    return in_archive(f"made{ending}", parts, read, "made.zip")


def text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def area_text(data: str) -> None:
    """What is read as an area is spelled as one that is the same, and has ground."""
    area = geo.Area.parse(data)
    assert geo.Area.parse(area.text) == area
    assert not area_geometry(area).is_empty


TARGETS = {
    "csv": Target(
        lambda: [
            seeds.csv(),
            seeds.csv(";", "cp1251", "Кундуз"),
            seeds.csv("|", "cp1256", "قندوز"),
            seeds.csv("\t", "utf-16", "قندوز"),
            seeds.strange_csv(),
        ],
        of_file("made.csv", events),
    ),
    "geojson": Target(lambda: [seeds.geojson(seeds.POINTS)], of_file("made.geojson", events)),
    "kml": Target(lambda: [seeds.kml(seeds.POINTS)], of_file("made.kml", events)),
    "geopackage": Target(lambda: [seeds.geopackage(seeds.POINTS)], of_file("made.gpkg", events)),
    "parquet": Target(
        lambda: [seeds.parquet(), seeds.plain_parquet()], of_file("made.parquet", events)
    ),
    "shp": shapefile(seeds.POINTS, ".shp", events),
    "dbf": shapefile(seeds.POINTS, ".dbf", events),
    "sheet": in_archive("xl/worksheets/sheet1.xml", seeds.workbook_parts, events, "made.xlsx"),
    "book": in_archive("xl/workbook.xml", seeds.workbook_parts, events, "made.xlsx"),
    "zip": Target(lambda: [seeds.packed({"made.csv": seeds.csv()})], of_file("made.zip", events)),
    "areas of geojson": Target(
        lambda: [seeds.geojson(seeds.AREAS)], of_file("made.geojson", boundaries)
    ),
    "areas of topojson": Target(lambda: [seeds.topojson()], of_file("made.topojson", boundaries)),
    "areas of kml": Target(lambda: [seeds.kml(seeds.AREAS)], of_file("made.kml", boundaries)),
    "areas of geopackage": Target(
        lambda: [seeds.geopackage(seeds.AREAS)], of_file("made.gpkg", boundaries)
    ),
    "areas of shp": shapefile(seeds.AREAS, ".shp", boundaries),
    "areas of dbf": shapefile(seeds.AREAS, ".dbf", boundaries),
    "prj": shapefile(seeds.AREAS, ".prj", boundaries),
    "mapping": Target(lambda: [seeds.MAPPING], of_file("made.toml", geo.Mapping.from_toml)),
    "spec": Target(lambda: [seeds.SPEC], of_file("made.toml", read_spec)),
    "sources": Target(lambda: [seeds.SOURCES], of_file("made.toml", sources_of)),
    "view": Target(lambda: [seeds.VIEW], lambda data: geo.View.from_toml(text(data))),
    "query": Target(
        lambda: [seeds.QUERY], lambda data: geo.View.from_query(dict(parse_qsl(text(data))))
    ),
    "area": Target(
        lambda: [area.encode() for area in seeds.AREA_TEXTS], lambda data: area_text(text(data))
    ),
    "area of kml": Target(lambda: [seeds.kml(seeds.AREAS)], of_file("made.kml", geo.read_area)),
    "place": Target(
        lambda: [name.encode() for name in seeds.NAMES], lambda data: geo.find_places(text(data))
    ),
}
FINDS = Path(os.environ.get("BORDERWATCH_FINDS", ".fuzz"))
"""Where inputs that ended in anything else are put."""
