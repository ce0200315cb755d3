"""Files made to harm whoever opens them. All are synthetic; none holds data of anyone."""

import contextlib
import io
import json
import sqlite3
import struct
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

MEGABYTE = 1_000_000
ROW = {
    "event_id": "synthetic",
    "date_start": "2021-08-15",
    "date_precision": "day",
    "geo_precision": "town",
    "event_type": "attack",
    "source_publisher": "synthetic",
    "place": "Kunduz",
}
KML = '<kml xmlns="http://www.opengis.net/kml/2.2"/>'
NESTED_POINT = struct.pack("<BIdd", 1, 1, 69, 34)


def virtual_layer(port: int, secret: Path) -> str:
    """A virtual layer of GDAL that reads a file of this machine, fetches, and sends its rows."""
    there = f"http://127.0.0.1:{port}"
    return f"""<OGRVRTDataSource>
<OGRVRTLayer name="a"><SrcDataSource>{secret}</SrcDataSource></OGRVRTLayer>
<OGRVRTLayer name="b"><SrcDataSource>/vsicurl/{there}/b.geojson</SrcDataSource></OGRVRTLayer>
<OGRVRTLayer name="c"><SrcDataSource>{secret}</SrcDataSource>
<SrcSQL dialect="SQLITE">SELECT ogr_geocode(place, '', '{there}/q=%s') FROM x</SrcSQL>
</OGRVRTLayer></OGRVRTDataSource>"""


def two_documents(path: Path, virtual: str) -> None:
    path.write_text(KML + virtual)


def two_documents_zipped(path: Path, virtual: str) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("doc.kml", KML + virtual)


def text_in_json(path: Path, virtual: str) -> None:
    path.write_text(json.dumps({"type": "Topology", "objects": {}, "title": virtual}))


def virtual_alone(path: Path, virtual: str) -> None:
    path.write_text(virtual)


def network_link(path: Path, virtual: str) -> None:
    """Links, styles and schemas elsewhere, which a program may follow."""
    there = virtual.partition("/vsicurl/")[2].partition("/b.geojson")[0]
    link = f"<NetworkLink><Link><href>{there}/x.kml</href></Link></NetworkLink>"
    mark = (
        f"<Placemark><styleUrl>{there}/s.kml#s</styleUrl><ExtendedData>"
        f'<SchemaData schemaUrl="{there}/s.kml#e"><SimpleData name="a">x</SimpleData></SchemaData>'
        "</ExtendedData><Point><coordinates>69,34</coordinates></Point></Placemark>"
    )
    path.write_text(KML.replace("/>", f"><Document>{link}{mark}</Document></kml>"))


def include_in_xml(path: Path, virtual: str) -> None:
    there = virtual.partition("/vsicurl/")[2].partition("/b.geojson")[0]
    path.write_text(f'<!DOCTYPE kml SYSTEM "{there}/kml.dtd">{KML}')


POINTING = {
    "two.kml": two_documents,
    "two.zip": two_documents_zipped,
    "text.json": text_in_json,
    "text.geojson": text_in_json,
    "alone.kml": virtual_alone,
    "alone.geojson": virtual_alone,
    "link.kml": network_link,
    "doctype.kml": include_in_xml,
}


# GeoPackages


def geopackage(path: Path, *statements: str, table: str = "bad") -> None:
    """A GeoPackage whose layer is whatever the statements make of it."""
    frame = gpd.GeoDataFrame([ROW], geometry=[shapely.Point(69, 34)], crs=4326)
    frame.to_file(path, layer="good", driver="GPKG")
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA trusted_schema = ON")
        for trigger in _triggers(database):
            database.execute(f'DROP TRIGGER "{trigger}"')
        database.execute(f"UPDATE gpkg_contents SET table_name = '{table}'")
        database.execute(f"UPDATE gpkg_geometry_columns SET table_name = '{table}'")
        for statement in statements:
            database.execute(statement)
        database.commit()


def _triggers(database: sqlite3.Connection) -> list[str]:
    rows = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    return [name for (name,) in rows]


COUNTING = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000) "
    "SELECT i AS fid, geom, event_id, date_start FROM n, good"
)


def recursive_view(path: Path) -> None:
    geopackage(path, f"CREATE VIEW bad AS {COUNTING}")


def contents_as_view(path: Path) -> None:
    geopackage(
        path,
        "ALTER TABLE gpkg_contents RENAME TO contents",
        "CREATE VIEW gpkg_contents AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
        "FROM n WHERE i < 100000000) SELECT c.* FROM n, contents c",
        table="good",
    )


def virtual_table(path: Path) -> None:
    geopackage(path, "CREATE VIRTUAL TABLE bad USING fts5(geom, event_id)")


def computed_columns(path: Path) -> None:
    """Each column twice as long as the one before."""
    doubled = "".join(
        f", c{n} TEXT GENERATED ALWAYS AS (c{n - 1} || c{n - 1}) VIRTUAL" for n in range(1, 26)
    )
    geopackage(
        path,
        f"CREATE TABLE bad (fid INTEGER PRIMARY KEY, geom BLOB, c0 TEXT{doubled})",
        "INSERT INTO bad (geom, c0) SELECT geom, 'ab' FROM good",
    )


def geopackage_of_shapes(path: Path, blob: bytes, rows: int = 1) -> None:
    geopackage(path, "CREATE TABLE bad (fid INTEGER PRIMARY KEY, geom BLOB, date_start TEXT)")
    header = b"GP\0\1" + struct.pack("<i", 4326)
    with contextlib.closing(sqlite3.connect(path)) as database:
        cells = [(header + blob, "2021-08-15")] * rows
        database.executemany("INSERT INTO bad (geom, date_start) VALUES (?, ?)", cells)
        database.commit()


def shapes_nested_without_end(path: Path) -> None:
    geopackage_of_shapes(path, struct.pack("<BII", 1, 7, 1) * 900_000 + NESTED_POINT)


def shapes_of_huge_counts(path: Path) -> None:
    geopackage_of_shapes(path, struct.pack("<BII", 1, 3, 0xFFFFFFF0))


def many_empty_cells(path: Path) -> None:
    """Columns that were added later take no room in the rows before."""
    geopackage(
        path,
        "CREATE TABLE bad (fid INTEGER PRIMARY KEY, geom BLOB)",
        "INSERT INTO bad (geom) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
        "WHERE i < 100000) SELECT geom FROM n, good",
        *(f"ALTER TABLE bad ADD COLUMN c{n} TEXT" for n in range(1_900)),
    )


# Parquet


def parquet(path: Path, table: pa.Table, **settings: object) -> None:
    pq.write_table(table, path, **{"compression": "zstd", **settings})


def rows_of(count: int) -> dict[str, pa.Array]:
    return {name: pa.repeat(cell, count) for name, cell in ROW.items()}


def one_long_text(path: Path) -> None:
    texts = pa.DictionaryArray.from_arrays(
        pa.array(np.zeros(1_000_000, dtype=np.int32)), pa.array(["x" * 5_000])
    )
    parquet(path, pa.table({**rows_of(1_000_000), "summary": texts}), store_schema=False)


def one_long_binary(path: Path) -> None:
    blob = np.zeros(20_000 * 100, dtype=np.uint8).tobytes()
    parquet(path, pa.table({**rows_of(1_000), "summary": pa.array([blob] * 1_000)}))


def rows_without_end(path: Path) -> None:
    parquet(path, pa.table({name: pa.repeat(cell, 9_000_000) for name, cell in ROW.items()}))


def columns_without_end(path: Path) -> None:
    parquet(path, pa.table({f"c{n}": pa.nulls(10, pa.string()) for n in range(20_000)}))


def wide_and_empty(path: Path) -> None:
    table = {f"c{n}": pa.nulls(900_000, pa.int8()) for n in range(1_900)}
    parquet(path, pa.table({**rows_of(900_000), **table}))


def lists_without_end(path: Path) -> None:
    items = pa.array(np.zeros(20_000_000, dtype=np.int8))
    lists = pa.ListArray.from_arrays(pa.array([0, 20_000_000], pa.int32()), items)
    parquet(path, pa.table({**rows_of(1), "summary": lists}))


def pages_of_nothing(path: Path) -> None:
    """Pages that unpack to hundreds of megabytes each, packed well."""
    table = pa.table({f"c{n}": pa.array(["\0" * 150 * MEGABYTE]) for n in range(3)})
    parquet(path, table, use_dictionary=False, data_page_size=1 << 30)


def texts_by_their_beginning(path: Path) -> None:
    text = "x" * 100_000
    table = pa.table({**rows_of(16_000), "summary": pa.array([text] * 16_000)})
    encodings = {"summary": "DELTA_BYTE_ARRAY"}
    parquet(path, table, use_dictionary=["event_id"], column_encoding=encodings)


def lying_head(path: Path) -> None:
    """The head of the first page says that it unpacks to two gigabytes."""
    parquet(path, pa.table(rows_of(3)), compression="none", use_dictionary=False)
    content = bytearray(path.read_bytes())
    # Fields 1 to 3 of the head: its kind, and the two sizes as one byte each.
    assert content[4:7:2] == bytes((0x15, 0x15))
    content[6:8] = b"\x15" + bytes((content[7],))
    longer = b"\xfe\xff\xff\xff\x0f"
    path.write_bytes(bytes(content[:7]) + longer + bytes(content[8:]))


def nested_shapes_in_parquet(path: Path) -> None:
    frame = gpd.GeoDataFrame([ROW], geometry=[shapely.Point(69, 34)], crs=4326)
    frame.to_parquet(path)
    table = pq.read_table(path)
    blob = struct.pack("<BII", 1, 7, 1) * 900_000 + NESTED_POINT
    at = table.schema.get_field_index("geometry")
    table = table.set_column(at, table.schema.field(at), pa.array([blob], pa.binary()))
    parquet(path, table)


# Workbooks


def workbook(path: Path, sheet: str, strings: str = "", more: dict[str, str] | None = None) -> None:
    """A workbook of one sheet whose XML is given."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="a" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
        '<sheet name="s" sheetId="1" r:id="b"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="b" '
        f'Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="c" '
        f'Type="{relations}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}">{sheet}</worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{strings}</sst>',
        **(more or {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def one_text_a_million_times(path: Path) -> None:
    row = '<c t="s"><v>0</v></c>' * 10
    rows = "".join(f'<row r="{n}">{row}</row>' for n in range(1, 60_001))
    strings = f"<si><t>{'x' * 30_000}</t></si>"
    workbook(path, f"<sheetData>{rows}</sheetData>", strings)


def corners_of_a_sheet(path: Path) -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"/></row>'
    more = '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    workbook(path, f"<sheetData>{cells}{more}</sheetData>")


def formulas_without_end(path: Path) -> None:
    """What makes an expression that looks back and forth take years."""
    cell = "<c " + 'r="A1" ' * 1_200_000
    workbook(path, f"<sheetData><row>{cell}</row></sheetData>")


def repeated_cells(path: Path) -> None:
    """An OpenDocument sheet of one cell, repeated."""
    office = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{office}:office:1.0" '
        f'xmlns:table="{office}:table:1.0" xmlns:text="{office}:text:1.0"><office:body>'
        '<office:spreadsheet><table:table table:name="s"><table:table-row '
        'table:number-rows-repeated="1000000"><table:table-cell office:value-type="string" '
        f'table:number-columns-repeated="1000000"><text:p>{"x" * 1_000}</text:p>'
        "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", "<x/>")
        archive.writestr("content.xml", content)


# JSON


def collection(path: Path, features: str) -> None:
    path.write_text(f'{{"type":"FeatureCollection","features":[{features}]}}')


def empty_objects(path: Path) -> None:
    collection(path, ",".join(["{}"] * 3_300_000))


def objects_in_objects(path: Path) -> None:
    collection(path, ",".join(['{"":{}}'] * 1_200_000))


def sparse_properties(path: Path) -> None:
    one = json.dumps({"type": "Feature", "properties": {f"p{n}": 1 for n in range(1_900)}})
    collection(path, ",".join([one] + ['{"type":"Feature"}'] * 500_000))


def giant_coordinates(path: Path) -> None:
    ring = ",".join(["[0,0]"] * 1_600_000)
    shape = f'{{"type":"Polygon","coordinates":[[{ring}]]}}'
    collection(path, f'{{"type":"Feature","properties":{{}},"geometry":{shape}}}')


def one_arc_again_and_again(path: Path) -> None:
    arc = [[69 + n / 1e5, 34] for n in range(100_000)]
    shape = {"type": "LineString", "arcs": [0] * 1_000_000}
    path.write_text(json.dumps({"type": "Topology", "objects": {"a": shape}, "arcs": [arc]}))


def nested_json(path: Path) -> None:
    collection(path, '{"a":' * 1_600_000)


def nested_collections(path: Path) -> None:
    shape = '{"type":"GeometryCollection","geometries":[' * 300 + "]}" * 300
    feature = f'{{"type":"Feature","properties":{{}},"geometry":{shape}}}'
    collection(path, feature)


def number_of_many_digits(path: Path) -> None:
    collection(path, f'{{"type":"Feature","properties":{{"a":{"9" * 9 * MEGABYTE}}}}}')


# KML


def placemarks(path: Path, content: str) -> None:
    path.write_text(KML.replace("/>", f"><Document>{content}</Document></kml>"))


def deep_kml(path: Path) -> None:
    placemarks(path, "<Folder>" * 500_000 + "</Folder>" * 500_000)


def sparse_kml(path: Path) -> None:
    fields = "".join(f'<Data name="p{n}"><value>1</value></Data>' for n in range(1_900))
    first = f"<Placemark><ExtendedData>{fields}</ExtendedData></Placemark>"
    placemarks(path, first + "<Placemark/>" * 700_000)


def empty_elements(path: Path) -> None:
    placemarks(path, "<Placemark>" + "<a/>" * 2_400_000 + "</Placemark>")


# Text


def wide_row(path: Path) -> None:
    path.write_text(",".join(ROW) + "\n" + "x" + "," * 1_000_000 + "\n" + "," * 9_000_000)


def short_rows_under_a_wide_header(path: Path) -> None:
    columns = ",".join((*ROW, *(f"c{n}" for n in range(1_900))))
    path.write_text(columns + "\n" + ("," * 1_906 + "\n") * 140 + "x\n" * 3_000_000)


def empty_cells(path: Path) -> None:
    columns = [*ROW, "longitude", "latitude", *(f"c{n}" for n in range(1_900))]
    path.write_text(",".join(columns) + "\n" + ("," * (len(columns) - 1) + "\n") * 5_000)


def rows_to_be_set_aside(path: Path) -> None:
    header = "event_id,date_start,event_type,longitude,latitude\n"
    path.write_text(header + ",,,,\n" * 1_900_000)


def one_giant_cell(path: Path) -> None:
    path.write_text(",".join(ROW) + '\nsynthetic,"' + "x" * 9 * MEGABYTE + '"\n')


# Shapefiles


def shapefile(path: Path, rows: int = 3) -> bytes:
    frame = pd.DataFrame([{"date_start": "2021-08-15", "event_type": "attack"}] * rows)
    ring = shapely.Point(69, 34).buffer(0.5, 2_000)
    gpd.GeoDataFrame(frame, geometry=[ring] * rows, crs=4326).to_file(path)
    return path.read_bytes()


def claimed_rows(path: Path) -> None:
    shapefile(path)
    table = bytearray(path.with_suffix(".dbf").read_bytes())
    table[4:8] = b"\xff\xff\xff\xff"
    path.with_suffix(".dbf").write_bytes(table)
    index = path.with_suffix(".shx").read_bytes()
    path.with_suffix(".shx").write_bytes(index + index[100:] * 300_000)


def one_record_again_and_again(path: Path) -> None:
    shapefile(path)
    index = path.with_suffix(".shx").read_bytes()
    path.with_suffix(".shx").write_bytes(index[:100] + index[100:108] * 600_000)
    table = path.with_suffix(".dbf").read_bytes()
    start, width = struct.unpack_from("<HH", table, 8)
    path.with_suffix(".dbf").write_bytes(
        table[:start] + table[start : start + width] * 600_000 if width < 16 else table
    )


def claimed_points(path: Path) -> None:
    content = bytearray(shapefile(path))
    at = 100 + 8 + 36
    content[at : at + 8] = b"\xff\xff\xff\x7f\xff\xff\xff\x7f"
    path.write_bytes(content)


# Archives


def tight_archive(path: Path) -> None:
    line = ",".join(ROW.values()) + ",69.2,34.5\n"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        header = ",".join((*ROW, "longitude", "latitude")) + "\n"
        archive.writestr("x.csv", header + line * 1_000_000)


def tight_json(path: Path) -> None:
    held = io.StringIO()
    held.write('{"type":"FeatureCollection","features":[{}')
    held.write(",{}" * 20_000_000)
    held.write("]}")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.geojson", held.getvalue())


BOMBS = {
    "recursive-view.gpkg": recursive_view,
    "contents-as-view.gpkg": contents_as_view,
    "virtual-table.gpkg": virtual_table,
    "computed-columns.gpkg": computed_columns,
    "nested-shapes.gpkg": shapes_nested_without_end,
    "huge-counts.gpkg": shapes_of_huge_counts,
    "empty-cells.gpkg": many_empty_cells,
    "long-text.parquet": one_long_text,
    "long-binary.parquet": one_long_binary,
    "rows.parquet": rows_without_end,
    "columns.parquet": columns_without_end,
    "wide.parquet": wide_and_empty,
    "lists.parquet": lists_without_end,
    "pages.parquet": pages_of_nothing,
    "prefixes.parquet": texts_by_their_beginning,
    "lying.parquet": lying_head,
    "nested-shapes.parquet": nested_shapes_in_parquet,
    "strings.xlsx": one_text_a_million_times,
    "corners.xlsx": corners_of_a_sheet,
    "formulas.xlsx": formulas_without_end,
    "repeated.ods": repeated_cells,
    "objects.geojson": empty_objects,
    "nested-objects.geojson": objects_in_objects,
    "sparse.geojson": sparse_properties,
    "coordinates.geojson": giant_coordinates,
    "arcs.topojson": one_arc_again_and_again,
    "nested.geojson": nested_json,
    "nested-shapes.geojson": nested_collections,
    "digits.geojson": number_of_many_digits,
    "deep.kml": deep_kml,
    "sparse.kml": sparse_kml,
    "elements.kml": empty_elements,
    "wide-row.csv": wide_row,
    "short-rows.csv": short_rows_under_a_wide_header,
    "empty-cells.csv": empty_cells,
    "set-aside.csv": rows_to_be_set_aside,
    "giant-cell.csv": one_giant_cell,
    "claimed-rows.shp": claimed_rows,
    "one-record.shp": one_record_again_and_again,
    "claimed-points.shp": claimed_points,
    "tight-csv.zip": tight_archive,
    "tight-json.zip": tight_json,
}
