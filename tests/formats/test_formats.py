"""Each format is read as GDAL reads it, where a file does no harm; and its faults are said."""

import json
import struct
from datetime import date
from itertools import chain

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import FileFault
from geo.formats.geojson import read_json
from geo.formats.geopackage import read_geopackage
from geo.formats.kml import read_kml
from geo.formats.page_heads import BrokenPage, pages
from geo.formats.shapefile import read_shapefile
from geo.formats.shapes import from_wkb

SQUARE = shapely.box(60, 34, 61, 35)
HOLED = shapely.Polygon(
    shapely.box(0, 0, 9, 9).exterior, [shapely.box(1, 1, 2, 2).exterior.coords[::-1]]
)
SHAPES = {
    "points": [shapely.Point(69, 34), None, shapely.Point(1, 2)],
    "heights": [shapely.Point(69, 34, 1_800), None, shapely.Point(1, 2, 3)],
    "several points": [shapely.MultiPoint([(1, 2), (3, 4)]), shapely.MultiPoint([(5, 6)]), None],
    "lines": [shapely.LineString([(1, 2), (3, 4)]), None, shapely.LineString([(0, 0), (1, 1)])],
    "areas": [
        SQUARE,
        HOLED,
        shapely.MultiPolygon([HOLED, SQUARE, shapely.box(1.2, 1.2, 1.5, 1.5)]),
    ],
    "ring in ring": [
        shapely.MultiPolygon([HOLED, shapely.box(1.3, 1.3, 1.6, 1.6)]),
        shapely.box(0, 0, 1, 1),
        None,
    ],
}
READERS = {
    "gpkg": read_geopackage,
    "shp": read_shapefile,
    "geojson": read_json,
    "kml": read_kml,
}


@pytest.mark.parametrize("ending", READERS)
@pytest.mark.parametrize("shapes", SHAPES.values(), ids=SHAPES)
def test_shapes_and_cells_are_those_that_gdal_reads(tmp_path, ending, shapes):
    path = tmp_path / f"a.{ending}"
    cells = {"Name": ["کابل", "b", None], "count": [1, 2, 3], "share": [0.5, None, 2.0]}
    frame = gpd.GeoDataFrame(cells, geometry=shapes, crs=4326)
    frame.to_file(path, driver={"kml": "KML"}.get(ending))
    layer = READERS[ending](path)[0]
    expected = pyogrio.read_dataframe(path)
    assert not layer.unread.any()
    ours, theirs = layer.shapes, shapely.force_2d(np.asarray(expected.geometry))
    assert (
        shapely.equals(ours, theirs) | (shapely.is_missing(ours) & shapely.is_missing(theirs))
    ).all()
    for name in cells:
        numbers = [
            pd.to_numeric(column[name], errors="coerce") for column in (layer.cells, expected)
        ]
        assert numbers[0].fillna(-1).tolist() == numbers[1].fillna(-1).tolist()
        assert layer.cells[name].isna().tolist() == expected[name].isna().tolist()
    assert layer.cells["Name"].tolist()[0] == "کابل"
    assert layer.crs.equals("EPSG:4326", ignore_axis_order=True)


@given(st.sampled_from([*chain(*SHAPES.values())]), st.sampled_from([0, 1]), st.booleans())
def test_binary_shapes_are_those_that_geos_reads(shape, order, with_srid):
    blob = (
        None if shape is None else shapely.to_wkb(shape, byte_order=order, include_srid=with_srid)
    )
    shapes, unread = from_wkb([blob])
    assert not unread.any()
    assert shape is None or shapely.equals(shapes[0], shapely.force_2d(shape))


@given(st.binary(max_size=200))
def test_any_bytes_are_a_shape_or_unread(blob):
    start = struct.pack("<BI", 1, 3)
    shapes, unread = from_wkb([blob, start + blob])
    assert all(shape is not None or fault for shape, fault in zip(shapes, unread, strict=True))


def test_shapes_of_too_deep_or_too_many_parts_are_unread():
    deep = struct.pack("<BII", 1, 7, 1) * 500_000 + shapely.Point(1, 2).wkb
    many = [struct.pack("<BII", 1, kind, 0xFFFFFFF0) for kind in (2, 3, 4, 5, 6, 7)]
    assert from_wkb([deep, *many])[1].all()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("<kml/>", "no KML"),
        ('<kml xmlns="urn:x"/>', "no KML"),
        ("<html><body/></html>", "is a web page but not KML"),
        ("<?xml version='1.0'?>", "cannot be read as KML"),
        ("no xml", "cannot be read as KML"),
        ('<kml xmlns="http://www.opengis.net/kml/2.2"/><kml/>', "more than one document"),
        ('<kml xmlns="http://www.opengis.net/kml/2.2"/> x', "more than one document"),
        ('<kml xmlns="http://www.opengis.net/kml/2.2"/>', "holds no placemarks"),
    ],
)
def test_what_is_no_whole_kml_is_refused(tmp_path, content, says):
    path = tmp_path / "a.kml"
    path.write_text(content)
    with pytest.raises(FileFault, match=says):
        read_kml(path)


LAUGHS = """<?xml version="1.0"?>
<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<kml><Placemark><name>&b;</name></Placemark></kml>"""
OUTSIDE = """<!DOCTYPE kml [<!ENTITY a SYSTEM "file:///etc/passwd">]><kml>&a;</kml>"""
PLAIN_TYPE = """<!-- a comment first --><!DOCTYPE kml SYSTEM "http://a.example/kml.dtd"><kml/>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("text", [LAUGHS, OUTSIDE, PLAIN_TYPE])
def test_entities_are_refused_in_any_encoding(tmp_path, text, encoding):
    path = tmp_path / "a.kml"
    path.write_text(text.replace('"1.0"', f'"1.0" encoding="{encoding[:6]}"'), encoding)
    with pytest.raises(FileFault, match="declares a document type"):
        read_kml(path)


def test_words_that_only_look_like_a_document_type_pass(tmp_path):
    path = tmp_path / "a.kml"
    words = "<![CDATA[<!DOCTYPE html>]]>"
    path.write_text(
        '<kml xmlns="http://earth.google.com/kml/2.1"><Placemark>'
        f"<description>{words}</description></Placemark></kml>"
    )
    assert read_kml(path)[0].cells["description"].tolist() == ["<!DOCTYPE html>"]


def test_deleted_rows_of_a_shapefile_are_gone_with_their_shapes(tmp_path):
    frame = gpd.GeoDataFrame(
        {"n": [1, 2, 3]}, geometry=gpd.points_from_xy([1, 2, 3], [0] * 3, crs=4326)
    )
    frame.to_file(tmp_path / "a.shp")
    table = bytearray((tmp_path / "a.dbf").read_bytes())
    start, width = struct.unpack_from("<HH", table, 8)
    table[start + width] = ord("*")
    (tmp_path / "a.dbf").write_bytes(table)
    layer = read_shapefile(tmp_path / "a.shp")[0]
    assert layer.cells["n"].tolist() == [1, 3]
    assert shapely.get_x(layer.shapes).tolist() == [1, 3]


def test_dates_and_truth_values_of_a_shapefile_are_read(tmp_path):
    frame = gpd.GeoDataFrame(
        {"day": [date(2021, 8, 15), None], "true": [True, False]},
        geometry=gpd.points_from_xy([1, 2], [0, 0], crs=4326),
    )
    frame.to_file(tmp_path / "a.shp")
    cells = read_shapefile(tmp_path / "a.shp")[0].cells
    assert cells["day"].fillna("").tolist() == ["2021-08-15", ""]
    assert cells["true"].map(bool).tolist() == [True, False]


@pytest.mark.parametrize("name", ["zip", "rot13", "punycode", "unknown", "../x"])
def test_an_encoding_that_is_none_of_text_is_refused(tmp_path, name):
    frame = gpd.GeoDataFrame({"n": ["x"]}, geometry=gpd.points_from_xy([1], [0], crs=4326))
    frame.to_file(tmp_path / "a.shp")
    (tmp_path / "a.cpg").write_text(name)
    with pytest.raises(FileFault, match=r"a\.cpg names the encoding"):
        read_shapefile(tmp_path / "a.shp")


def test_a_geopackage_that_is_open_elsewhere_is_refused(tmp_path):
    gpd.GeoDataFrame({"n": [1]}, geometry=[SQUARE], crs=4326).to_file(tmp_path / "a.gpkg")
    (tmp_path / "a.gpkg-wal").write_bytes(b"changes")
    with pytest.raises(FileFault, match="is open in another program"):
        read_geopackage(tmp_path / "a.gpkg")


def test_names_of_a_geopackage_are_never_part_of_a_question(tmp_path):
    name = 'a"; DROP TABLE gpkg_contents; --'
    frame = gpd.GeoDataFrame({'b"c': [1]}, geometry=[SQUARE], crs=4326)
    frame.to_file(tmp_path / "a.gpkg", layer=name)
    layer = read_geopackage(tmp_path / "a.gpkg")[0]
    assert layer.layer == name
    assert layer.cells['b"c'].tolist() == [1]


def test_arcs_of_topojson_are_joined_and_turned(tmp_path):
    content = {
        "type": "Topology",
        "transform": {"scale": [0.5, 0.5], "translate": [60, 34]},
        "objects": {
            "a": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "arcs": [[0, 1]], "id": "west"},
                    {"type": "Polygon", "arcs": [[~0, 2]], "properties": {"name": "east"}},
                    {"type": "Polygon", "arcs": [[9]]},
                ],
            }
        },
        "arcs": [[[2, 0], [0, 2]], [[2, 2], [-2, 0], [0, -2], [2, 0]], [[2, 0], [2, 2], [-2, 0]]],
    }
    (tmp_path / "a.topojson").write_text(json.dumps(content))
    layer = read_json(tmp_path / "a.topojson")[0]
    assert layer.shapes[0].equals(shapely.box(60, 34, 61, 35))
    assert layer.shapes[1].equals(shapely.Polygon([(61, 34), (62, 35), (61, 35)]))
    assert layer.unread.tolist() == [False, False, True]
    assert layer.cells["id"].tolist()[0] == "west"


@given(st.binary(max_size=60))
def test_any_bytes_are_pages_or_broken(chunk):
    try:
        for page in pages(memoryview(chunk), 10):
            assert min(page.packed, page.unpacked, page.values) >= 0
    except BrokenPage:
        return
