"""Malformed files of events: refused or repaired with a message, memory bounded, nothing spilt."""

import io
import json
import re
import resource
import struct
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import BorderwatchError
from geo.events.reading import import_events
from geo.export.export import to_csv

GOOD = {
    "event_id": "good",
    "date_start": "2021-08-15",
    "date_precision": "day",
    "geo_precision": "town",
    "event_type": "attack",
    "source_publisher": "A newspaper",
    "place": "Kunduz",
    "longitude": 68.9,
    "latitude": 36.7,
}
MOST_GROWTH_MB = 400
SHORT = ["event_id", "place", "geometry"]
"""The columns whose names a shapefile does not cut."""


def table(*changes: dict) -> pd.DataFrame:
    return pd.DataFrame([GOOD | {"event_id": f"e{n}"} | row for n, row in enumerate(changes)])


def csv(*changes: dict, sep: str = ",") -> str:
    return table(*changes or ({}, {}, {})).to_csv(index=False, sep=sep)


def zipped(**files: str | bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def named(name: str, content: str | bytes = "x", mode: int = 0o100644) -> bytes:
    """Return an archive with one file of a name that no honest program writes."""
    held = io.BytesIO()
    info = zipfile.ZipInfo("placeholder")
    info.filename, info.external_attr = name, mode << 16
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(info, content)
    return held.getvalue()


def declared(archive: bytes, size: int) -> bytes:
    """Return an archive whose list says another size of each file than it has."""
    entry = rb"(PK\x01\x02.{20})...."
    return re.sub(entry, lambda found: found[1] + struct.pack("<I", size), archive, flags=re.DOTALL)


def misplaced(archive: bytes) -> bytes:
    """Return an archive whose list says that its file begins far behind the end."""
    at = archive.index(b"PK\x01\x02") + 42
    return archive[:at] + b"\xff\xff\xff\x7f" + archive[at + 4 :]


def workbook(*rows: list, sheet: str = "events") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def sheet_of(frame: pd.DataFrame) -> list[list]:
    return [frame.columns.tolist(), *frame.to_numpy().tolist()]


def rebuilt(book: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return zipped(**{n: change(n, archive.read(n)) for n in archive.namelist()})


def with_entities(name: str, content: bytes) -> bytes:
    if name != "xl/worksheets/sheet1.xml":
        return content
    return BOMB.encode() + re.sub(rb"<\?xml.*?\?>", b"", content).replace(
        b"<v>0</v>", b"<v>&i;</v>"
    )


def with_dimension(name: str, content: bytes) -> bytes:
    return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:A1"', content)


def in_the_last_column(name: str, content: bytes) -> bytes:
    return re.sub(rb'r="A(\d+)"', rb'r="XFD\1"', content)


def points() -> gpd.GeoDataFrame:
    frame = table({}, {})
    spots = gpd.points_from_xy(frame.pop("longitude"), frame.pop("latitude"), crs="EPSG:4326")
    return gpd.GeoDataFrame(frame, geometry=spots)


def shapefile(path: Path, *, without: str = "", cut: str = "") -> None:
    points()[SHORT].to_file(path)
    if without:
        path.with_suffix(without).unlink()
    if cut:
        part = path.with_suffix(cut)
        part.write_bytes(part.read_bytes()[:60])


def shapefile_zip(path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        points()[SHORT].to_file(Path(folder) / "x.shp")
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(Path(folder) / "x.shp", "x.shp")


def tall_parquet(path: Path) -> None:
    rows = pa.table({"event_id": pa.repeat(pa.scalar(1, pa.int8()), 10_000_001)})
    pq.write_table(rows, path)


def cut_geopackage(path: Path) -> None:
    points().to_file(path, driver="GPKG")
    path.write_bytes(path.read_bytes()[:20_000])


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {to} "{f"&{of};" * 10}">' for of, to in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>"""
PLACEMARK = """<Placemark><name>Synthetic</name><ExtendedData>
<Data name="date"><value>2021-08-15</value></Data><Data name="type"><value>attack</value></Data>
</ExtendedData>{}</Placemark>"""
POINT = "<Point><coordinates>68.9,36.7</coordinates></Point>"
POLYGON = (
    "<Polygon><outerBoundaryIs><LinearRing><coordinates>68,36 69,36 69,37 68,36</coordinates>"
    "</LinearRing></outerBoundaryIs></Polygon>"
)
XXE = '<?xml version="1.0"?><!DOCTYPE k [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
BAD = "x.csv"


DAMAGED, OUTSIDE = "is not a whole zip archive", "leads outside the archive"
ABSOLUTE, ENTITIES = "has an absolute path", r"declares a document type \(DOCTYPE\) or entities"


@dataclass(frozen=True)
class Case:
    """A file, what is said of it, and how many events come out (none: it is refused)."""

    name: str
    content: str | bytes | Callable[[Path], object]
    says: str
    events: int | None = None


CASES = {
    # Text
    "UTF-8 and Windows-1252 mixed": Case(
        BAD,
        csv({"place": "Köln"}).encode() + csv({"place": "Köln"}).encode("cp1252"),
        "mixes encodings: line 4",
    ),
    "Cyrillic of other code pages": Case(
        BAD, csv({"place": "Душанбе"}).encode("koi8-r"), "cannot be told for sure.*Save it as UTF-8"
    ),
    "a word of two code pages": Case(
        BAD, csv({"place": "باب"}).encode("cp1256"), "cannot be told for sure"
    ),
    "a byte that Windows-1252 lacks": Case(BAD, csv().encode() + b"\x81", "cannot be told"),
    "UTF-16 cut in a letter": Case(BAD, csv().encode("utf-16")[:-1], "is cut or mixes encodings"),
    "UTF-16 without its mark": Case(BAD, csv().encode("utf-16-le"), "though it has no mark", 3),
    "UTF-16 the other way round": Case(BAD, csv().encode("utf-16-be"), "though it has no mark", 3),
    "zero bytes in a text": Case(BAD, csv().replace("Kunduz", "\0"), "holds zero bytes"),
    "a picture": Case(BAD, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(99), "is no text"),
    "an old Excel file": Case(
        "x.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "Save it as"
    ),
    "a PDF": Case(BAD, "%PDF-1.7\n1 0 obj\n", "lacks the columns|holds no rows"),
    "Windows-1252": Case(BAD, csv({"place": "Köln"}).encode("cp1252"), "read as Windows-1252", 1),
    "UTF-16": Case(BAD, csv().encode("utf-16"), "read as UTF-16", 3),
    "line ends of an old Mac": Case(BAD, csv().replace("\n", "\r"), "", 3),
    "direction marks": Case(
        BAD, csv({"place": "Kun\u202eduz"}), "direction marks are taken out", 1
    ),
    # Delimited
    "empty": Case(BAD, b"", "is empty"),
    "blank lines only": Case(BAD, "\n\n\r\n", "holds no rows"),
    "header only": Case(BAD, ",".join(GOOD) + "\n", "holds no rows"),
    "header and HXL tags only": Case(
        BAD, ",".join(GOOD) + "\n" + ",".join("#x" for _ in GOOD) + "\n", "holds no rows"
    ),
    "delimiters mixed": Case(
        BAD,
        csv(*[{}] * 9).replace(",", ";", len(GOOD) - 1),
        "mixes delimiters: its first row has 9",
    ),
    "a quote never closed": Case(BAD, csv().replace("Kunduz", '"Kunduz', 1), "never closed"),
    "a cell of 9 MB": Case(BAD, csv({"place": "x" * 9_000_000}, {}), "truncated|never closed"),
    "a quote never closed before 9 MB": Case(
        BAD, csv({"place": "y"}) + 'e9,"' + "x,\n" * 3_000_000, "never closed"
    ),
    "columns twice": Case(BAD, csv().replace("place", "event_id"), "numbered: event_id .2.", 3),
    "a row too long": Case(BAD, csv() + csv({}).splitlines()[1] + ",more\n", "has more cells", 3),
    "a row too short": Case(BAD, csv() + "e9,2021-08-15\n", "has fewer cells than the header", 3),
    "a header of 100,000 columns": Case(BAD, ",".join(map(str, range(100_000))), "columns or more"),
    "formulas": Case(BAD, csv({"place": '=HYPERLINK("http://x")'}), "", 1),
    "no date at all": Case(
        BAD,
        table({}).drop(columns="date_start").to_csv(index=False),
        "lacks the columns date_start",
    ),
    # Workbooks
    "XLSX of declared 10 GB": Case(
        "x.xlsx",
        declared(
            zipped(**{f"xl/{part}.xml": "<x/>" for part in ("workbook", "a", "b")}), 0xD0000000
        ),
        "would unpack to 10.5 GB",
    ),
    "XLSX bomb": Case(
        "x.xlsx",
        zipped(**{"xl/workbook.xml": "<x/>", "xl/worksheets/sheet1.xml": bytes(90_000_000)}),
        "as a zip bomb does",
    ),
    "XLSX cut": Case("x.xlsx", workbook(*sheet_of(table({})))[:-900], DAMAGED),
    "XLSX with a path outside": Case(
        "x.xlsx",
        zipped(**{"xl/workbook.xml": "<x/>", "../evil.xml": "x"}),
        OUTSIDE,
    ),
    "XLSX with entities": Case(
        "x.xlsx", rebuilt(workbook([0]), with_entities), "cannot be read as XLSX.*[Ee]ntit"
    ),
    "XLSX without sheets": Case(
        "x.xlsx", zipped(**{"xl/workbook.xml": "<x/>"}), "cannot be read as XLSX"
    ),
    "XLSX without rows": Case("x.xlsx", workbook(list(GOOD)), "holds no rows"),
    "XLSX with formulas": Case(
        "x.xlsx",
        workbook(*sheet_of(table({}, {"event_type": '=IF(1,"attack","protest")'}))),
        "event_type is missing",
        1,
    ),
    "XLSX that says a wrong size": Case(
        "x.xlsx", rebuilt(workbook(*sheet_of(table({}, {}))), with_dimension), "", 2
    ),
    "XLSX with cells in the last column": Case(
        "x.xlsx", rebuilt(workbook(*[[0]] * 20), in_the_last_column), "more than 2,000 columns"
    ),
    # Archives
    "zip bomb": Case("x.zip", zipped(**{"x.csv": bytes(90_000_000)}), "as a zip bomb does"),
    "zip of declared 4 GB": Case("x.zip", declared(zipped(**{"x.csv": csv()}), 0xFFFFFFFE), "bomb"),
    "zip that says too small a size": Case(
        "x.zip", declared(zipped(**{"x.csv": csv()}), 20), DAMAGED
    ),
    "zip with ../": Case("x.zip", named("../evil.csv", csv()), r"\.\./evil.*" + OUTSIDE),
    "zip with a folder of ..": Case("x.zip", named("a/../../evil.csv", csv()), OUTSIDE),
    "zip with an absolute path": Case("x.zip", named("/tmp/evil.csv", csv()), ABSOLUTE),
    "zip with a drive": Case("x.zip", named("C:\\evil.csv", csv()), ABSOLUTE),
    "zip with ..\\": Case("x.zip", named("..\\evil.csv", csv()), OUTSIDE),
    "zip with a link": Case("x.zip", named("x.csv", "/etc/passwd", 0o120777), "is a link"),
    "zip of 10,001 files": Case(
        "x.zip", zipped(**{f"{n}.csv": "" for n in range(10_001)}), "holds 10,001 files"
    ),
    "zip in a zip": Case("x.zip", zipped(**{"x.csv": zipped(**{"y.csv": csv()})}), "in an archive"),
    "zip of two tables": Case("x.zip", zipped(**{"a.csv": "", "b.csv": ""}), r"2 tables or layers"),
    "zip without a table": Case("x.zip", zipped(**{"a.exe": "MZ"}), "no table or layer .a.exe"),
    "zip of nothing": Case("x.zip", zipped(), "holds no files"),
    "zip cut": Case("x.zip", zipped(**{"x.csv": csv(*[{}] * 99)})[:-60], DAMAGED),
    "zip that says a wrong place": Case("x.zip", misplaced(zipped(**{"x.csv": csv()})), DAMAGED),
    "zip with a readme": Case(
        "x.zip", zipped(**{"readme.txt": "x", "__MACOSX/x.csv": "y", "data/x.csv": csv()}), "", 3
    ),
    # Layers
    "KML entity bomb": Case("x.kml", BOMB + KML.format("&i;"), ENTITIES),
    "KML that reads a file": Case("x.kml", XXE + KML.format("&f;"), ENTITIES),
    "KML entities in UTF-16": Case("x.kml", (BOMB + KML).encode("utf-16"), ENTITIES),
    "KML entities in a zip": Case(
        "x.kmz",
        zipped(**{"doc.kml": BOMB + KML}),
        ENTITIES,
    ),
    "KML cut": Case("x.kml", KML.format(PLACEMARK.format(POINT))[:200], "cannot be read as KML"),
    "KML with a polygon": Case(
        "x.kml",
        KML.format(PLACEMARK.format(POINT) + PLACEMARK.format(POLYGON)),
        "geometry is not a point",
        1,
    ),
    "a web page": Case("x.geojson", "<!-- --><html><body>Log in</body></html>", "web page but not"),
    "a virtual layer": Case(
        "x.kml", "<OGRVRTDataSource><SrcDataSource>/etc/x</SrcDataSource></OGRVRTDataSource>", "KML"
    ),
    "shapefile without .dbf": Case(
        "x.shp", lambda path: shapefile(path, without=".dbf"), r"lacks x\.dbf: a shapefile is"
    ),
    "shapefile without .shx": Case(
        "x.shp", lambda path: shapefile(path, without=".shx"), r"lacks x\.shx: a shapefile is"
    ),
    "shapefile without .prj": Case(
        "x.shp", lambda path: shapefile(path, without=".prj"), "no coordinate system"
    ),
    "shapefile cut": Case(
        "x.shp",
        lambda path: shapefile(path, cut=".dbf"),
        "cannot be read|lacks the columns|no rows",
    ),
    "zipped shapefile without .dbf": Case("x.zip", shapefile_zip, r"lacks x\.dbf and x\.shx"),
    "GeoPackage cut": Case("x.gpkg", cut_geopackage, "cannot be read as GeoPackage"),
    "Parquet of 10,000,001 rows": Case("x.parquet", tall_parquet, "10,000,001 rows"),
    "GeoJSON with other properties for each feature": Case(
        "x.json",
        json.dumps(
            {
                "type": "FeatureCollection",
                "features": [{"type": "Feature", "properties": {f"p{n}": 1}} for n in range(9_000)],
            }
        ),
        "9,000 different properties",
    ),
    "GeoJSON nested without end": Case("x.json", "[" * 100_000, "GeoJSON"),
    "GeoJSON in Windows-1252": Case(
        "x.json", json.dumps({"type": "Köln"}, ensure_ascii=False).encode("cp1252"), "not UTF-8"
    ),
}


def test_there_are_enough_cases():
    assert len(CASES) >= 60


@pytest.mark.filterwarnings("ignore::RuntimeWarning:pyogrio")
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_malformed_file_is_refused_or_repaired_with_a_message(tmp_path, monkeypatch, case):
    private, folder = tmp_path / "private", tmp_path / "folder"
    private.mkdir()
    folder.mkdir()
    path = folder / case.name
    if callable(case.content):
        case.content(path)
    else:
        content = case.content
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    monkeypatch.setattr(tempfile, "tempdir", str(private))
    before = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*") if file.is_file()}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    if case.events is None:
        with pytest.raises(BorderwatchError, match=f"(?s){case.says}") as caught:
            import_events(path)
        assert case.name.split(".")[0] in str(caught.value)
        assert len(str(caught.value)) < 1000
    else:
        events, report = import_events(path)
        assert len(events) == case.events
        assert re.search(case.says, str(report))
        assert report.rows_read == report.accepted + len(report.set_aside)

    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak
    assert grown / 1024 < MOST_GROWTH_MB
    after = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*") if file.is_file()}
    assert after == before


def test_a_formula_stays_text_and_is_defused_on_export(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(csv({"place": '=HYPERLINK("http://x")'}), "utf-8")
    events = import_events(path)[0]
    assert events["place"].item() == '=HYPERLINK("http://x")'
    assert "'=HYPERLINK" in to_csv(events)


SEEDS = {
    "x.csv": csv().encode(),
    "x.xlsx": workbook(*sheet_of(table({}, {}))),
    "x.zip": zipped(**{"x.csv": csv()}),
    "x.kml": KML.format(PLACEMARK.format(POINT)).encode(),
}


@pytest.mark.filterwarnings("ignore::RuntimeWarning:pyogrio")
@settings(max_examples=40)
@given(st.sampled_from(list(SEEDS)), st.floats(0, 1), st.binary(max_size=12), st.integers(0, 40))
def test_a_damaged_file_is_read_or_refused_and_never_a_crash(
    tmp_path_factory, name, place, inserted, removed
):
    content = SEEDS[name]
    at = int(place * len(content))
    path = tmp_path_factory.mktemp("damaged") / name
    path.write_bytes(content[:at] + inserted + content[at + removed :])
    try:
        events, report = import_events(path)
    except BorderwatchError:
        return
    assert report.rows_read == len(events) + len(report.set_aside)


# Parquet whose columns are of any type


MOMENTS = {
    "seconds": (10**14, pa.timestamp("s")),
    "before all years": (-(10**14), pa.timestamp("s")),
    "milliseconds": (2**62, pa.timestamp("ms")),
    "the first there is": (1 - 2**63, pa.timestamp("us")),
    "of a zone": (2**62, pa.timestamp("us", tz="Asia/Kabul")),
    "another century": (-(10**13), pa.timestamp("ms")),
}


@pytest.mark.parametrize(("moment", "kind"), MOMENTS.values(), ids=MOMENTS)
@pytest.mark.parametrize("column", ["date_start", "data_as_of", "event_id", "place"])
def test_a_moment_beyond_the_years_sets_its_row_aside(tmp_path, moment, kind, column):
    path = parquet_of(tmp_path / "x.parquet", **{column: pa.array([moment, 10**9], kind)})
    events, report = import_events(path)
    dated = column in ("date_start", "data_as_of")
    assert report.rows_read == len(events) + len(report.set_aside) == 2
    assert report.set_aside["row"].tolist() == ([1] if dated else [])
    assert (
        report.set_aside["reason"].str.contains(f"^{column} .* (?:is not a date|is no day)").all()
    )


@pytest.mark.parametrize("column", ["event_id", "event_type", "restricted", "place"])
def test_truth_where_words_should_be_ends_in_a_report(tmp_path, column):
    path = parquet_of(tmp_path / "x.parquet", **{column: pa.array([True, False])})
    _, report = import_events(path)
    assert report.rows_read == report.accepted + len(report.set_aside)


def parquet_of(path, **columns):
    """Two events, some of whose columns are given."""
    table = pa.table(
        {
            "event_id": ["a", "b"],
            "date_start": ["2021-08-15"] * 2,
            "date_precision": ["day"] * 2,
            "geo_precision": ["town"] * 2,
            "event_type": ["attack"] * 2,
            "source_publisher": ["made"] * 2,
            "longitude": [69.0] * 2,
            "latitude": [34.0] * 2,
        }
    )
    for name, cells in columns.items():
        at = table.schema.get_field_index(name)
        table = table.append_column(name, cells) if at < 0 else table.set_column(at, name, cells)
    pq.write_table(table, path)
    return path


def test_a_table_whose_dates_have_no_name_says_so(tmp_path):
    """As pandas writes an index: the first cell of the header is empty."""
    path = tmp_path / "x.csv"
    path.write_text(",Type,Where,Lat,Lon\n2021-08-15,raid,Kunduz,36.73,68.86\n")
    with pytest.raises(
        BorderwatchError, match=r"lacks the columns date_start.*one without a name, Ty"
    ):
        import_events(path)


def test_features_of_which_none_is_one_are_said_to_lack_columns(tmp_path):
    """A find of fuzzing: such a layer has rows, but no column at all."""
    path = tmp_path / "x.geojson"
    spot = '{"type": "Point", "coordinates": [69, 34]}'
    path.write_text(
        f'{{"type": "FeatureCollection", "features": [{{"type": "FEature", "geometry": {spot}}}]}}'
    )
    with pytest.raises(BorderwatchError, match="lacks the columns date_start"):
        import_events(path)
