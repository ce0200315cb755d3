"""Small sound inputs of every kind, from which mutation starts. All are synthetic."""

import io
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import shapely

ROW = {
    "event_id": "made-1",
    "date_start": "2021-08-15",
    "date_precision": "day",
    "geo_precision": "town",
    "event_type": "attack",
    "source_publisher": "made",
    "place": "Kunduz",
    "fatalities_best": 3,
}
LON, LAT = 68.86, 36.73
TABLE = {**ROW, "longitude": LON, "latitude": LAT}
POINTS = gpd.GeoDataFrame([ROW], geometry=[shapely.Point(LON, LAT)], crs=4326)
CELLS = {"ADM0_PCODE": "AF", "ADM1_PCODE": "AF90", "ADM1_EN": "Made", "validOn": "2021-11-17"}
AREAS = gpd.GeoDataFrame([CELLS], geometry=[shapely.box(66, 35, 68, 36)], crs=4326)


def written(write: Callable[[Path], object], name: str) -> bytes:
    """Return what a function writes into a file of a name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(path)
        return path.read_bytes()


def csv(separator: str = ",", encoding: str = "utf-8", place: str = "Kunduz") -> bytes:
    rows = [{**TABLE, "event_id": f"made-{number}", "place": place} for number in (1, 2)]
    text: str = pd.DataFrame(rows).to_csv(sep=separator, index=False)
    return text.encode(encoding)


def strange_csv() -> bytes:
    """As pandas writes an index of dates: the first header cell is empty; one name stands twice."""
    rows = "2021-08-15,raid,Kunduz,36.73 N,68.86 E,a\n15/08/2021,bombe,کابل,34°31'12\",69.17,b\n"
    return (",Type,Where,Lat,Lon,Type\n" + rows).encode()


def geojson(frame: gpd.GeoDataFrame) -> bytes:
    return frame.to_json().encode()


def topojson() -> bytes:
    ring = [[0, 0], [1000, 0], [0, 1000], [-1000, 0], [0, -1000]]
    shape = {"type": "Polygon", "arcs": [[0]], "properties": CELLS}
    content = {
        "type": "Topology",
        "transform": {"scale": [0.001, 0.001], "translate": [66, 35]},
        "objects": {"made": {"type": "GeometryCollection", "geometries": [shape]}},
        "arcs": [ring],
    }
    return json.dumps(content).encode()


def geopackage(frame: gpd.GeoDataFrame) -> bytes:
    def write(path: Path) -> None:
        frame.to_file(path, driver="GPKG")
        with sqlite3.connect(path) as database:
            database.execute("PRAGMA journal_mode = DELETE")

    return written(write, "made.gpkg")


def shapefile_parts(frame: gpd.GeoDataFrame) -> dict[str, bytes]:
    """The files of a shapefile by their endings."""
    with tempfile.TemporaryDirectory() as folder:
        # Its columns have names of ten letters at most.
        frame.rename(columns=lambda name: name[:10]).to_file(Path(folder) / "made.shp")
        return {path.suffix: path.read_bytes() for path in Path(folder).iterdir()}


def kml(frame: gpd.GeoDataFrame) -> bytes:
    return written(lambda path: frame.to_file(path, driver="KML"), "made.kml")


def parquet() -> bytes:
    return written(POINTS.to_parquet, "made.parquet")


def plain_parquet() -> bytes:
    return written(pd.DataFrame([TABLE]).to_parquet, "made.parquet")


def workbook_parts() -> dict[str, bytes]:
    """The files within a workbook of one sheet."""
    book = openpyxl.Workbook()
    for row in (list(TABLE), list(TABLE.values())):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


MAPPING = b"""date_order = "day_first"
[columns]
date_start = "Day"
place = "Where"
[fixed]
event_type = "attack"
injured = 3
[types]
raid = "arrest_raid"
"""
SPEC = b"""title = "Made"
dpi = 40
formats = ["png"]
[view]
extent = "AF-BDS"
layers = ["countries", "events"]
[[figure]]
kind = "changes"
window_a = "2020-08-15..2021-08-14"
window = "last 5 years"
"""
SOURCES = b'[[source]]\nkey = "a"\ntitle = "b"\npublisher = "c"\ncovers = "d"\nlicence = "e"\n'
VIEW = b'window = ["2021-06-01", "2021-08-15"]\nextent = "AF-BDS"\ncorridor_km = 30.0\n'
QUERY = b"window=2021-06-01~2021-08-15&extent=60.0~29.0~75.5~39.5&layers=events~zones&once=True"
AREA_TEXTS = (
    "circle:69.17,34.53,50~Kabul and around",
    "units:AF1702,AF1703~Two districts~districts.kml",
    "polygon:g8nrNgy6hHgqjGAAgqjG",
)
NAMES = ("Kunduz", "قندوز", "Кундуз", "昆都士", "AF17", "AF-BDS", "Nusay, Badakhshan")
