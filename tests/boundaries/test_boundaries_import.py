"""Boundary files go in: recognised, mended, fitted, counted; or refused with a message."""

import json
import os
import re
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

import geo
from geo import settings as settings_module
from geo.boundaries.coverage import multipolygons, segments
from geo.boundaries.importing.layer import import_boundaries
from geo.boundaries.importing.rows import Stated, read_rows
from geo.cli.main import main
from geo.errors import CrsMismatch, FileFault, SchemaFault, UnknownName
from geo.files import archives, layers
from geo.formats import geojson as geojson_module
from geo.release.credits import boundary_credits
from geo.schema import UNITS, validate
from geo.settings import ROOT

WORDS = {"licence": "made", "vintage": 2020}


def district(name, west, south=34, east=None, north=None, **more):
    """A geoBoundaries feature: a box of one degree unless given, or another geometry."""
    box = shapely.box(west, south, east or west + 1, north or south + 1)
    if box.length:
        # Straight in degrees is bent in metres: close vertices keep neighbours together.
        box = shapely.segmentize(box, 0.1)
    told = {"shapeGroup": "AFG", "shapeType": "ADM2", "shapeISO": "", "shapeID": f"id {name}"}
    geometry = more.pop("geometry", shapely.geometry.mapping(box))
    properties = {"shapeName": name, **told, **more}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def geojson(path: Path, *features, **more) -> Path:
    content = {"type": "FeatureCollection", "features": list(features), **more}
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    return path


def packed(path: Path, files: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def layer_file(path: Path, crs=4326, **settings) -> Path:
    frame = gpd.GeoDataFrame(
        {"shapeName": ["one"], "shapeID": ["1"], "shapeGroup": ["AFG"], "shapeType": ["ADM2"]},
        geometry=[shapely.box(60, 34, 61, 35)],
        crs=4326,
    )
    frame = frame.to_crs(crs) if crs else frame.set_crs(None, allow_override=True)
    frame.to_file(path, **settings)
    return path


def imported(tmp_path, *paths, **words):
    report = import_boundaries(paths, str(tmp_path / "made.parquet"), **{**WORDS, **words})
    units = gpd.read_parquet(report.path)
    assert report.rows == report.accepted + len(report.set_aside)
    assert report.set_aside["reason"].str.len().gt(0).all()
    assert_sound(units)
    return report, units


def assert_sound(units: gpd.GeoDataFrame) -> None:
    """A valid frame whose finest units are a coverage and whose levels nest."""
    validate(UNITS, units, "made")
    finest = units[~units["unit_id"].isin(units["parent_id"])]
    assert shapely.coverage_is_valid(np.asarray(finest.geometry))
    assert finest["level"].isin(["district", "province"]).all()
    for child, parent in (("district", "province"), ("province", "country")):
        children = units[units["level"] == child]
        above = units[units["level"] == parent].set_index("unit_id")
        assert children["parent_id"].isin(above.index).all()
        for key, part in children.groupby("parent_id"):
            union = shapely.union_all(np.asarray(part.geometry))
            assert union.area == pytest.approx(above.geometry[key].area, rel=1e-9)


# What is imported replaces what ships


def test_new_districts_replace_those_they_cover_and_keep_the_others(tmp_path, grid):
    west, east = district("West", 60, north=36), district("East", 61, east=61.6, north=35)
    report, units = imported(tmp_path, geojson(tmp_path / "a.geojson", west, east))
    districts = units[units["level"] == "district"].set_index("unit_id")
    # More than half of d1-0 is covered: it goes.
    assert {"id West", "id East", "d1-1", "d2-0", "d3-1"} <= set(districts.index)
    assert not {"d0-0", "d0-1"} & set(districts.index)
    assert districts["parent_id"]["id West"] == "AF-0"
    assert districts["parent_id"]["id East"] == "AF-1"
    assert (report.rows, report.accepted) == (2, 2)
    assert "shipped districts replaced: 3 of AFG" in str(report)
    assert units.set_index("unit_id")["vintage"]["id West"] == 2020


def test_the_new_outline_cuts_the_neighbours(tmp_path, grid):
    wide = district("Wide", 60, east=62.3, north=36)
    _, units = imported(tmp_path, geojson(tmp_path / "a.geojson", wide))
    shapes = units.set_index("unit_id").geometry
    assert shapes["AFG"].covers(shapely.Point(62.2, 34.5))
    assert shapes["d2-0"].bounds[0] == pytest.approx(62.3, abs=1e-3)
    line = segments(units[units["level"] == "country"])
    assert line["segment"].tolist() == ["AFG-TJK"]
    assert line.geometry[0].bounds[0] == pytest.approx(62.3, abs=1e-3)


def with_hole(west, south, east, north):
    shape = shapely.box(60, 34, 62, 36) - shapely.box(west, south, east, north)
    return district("Ring", 60, geometry=shapely.geometry.mapping(shapely.segmentize(shape, 0.1)))


def test_a_narrow_gap_is_closed(tmp_path, grid):
    slit = geojson(tmp_path / "a.geojson", with_hole(61, 34.5, 61.01, 35.5))
    report, units = imported(tmp_path, slit)
    assert units.set_index("unit_id").geometry["id Ring"].covers(shapely.Point(61.005, 35))
    assert "1 gaps lay between them" in str(report)


def test_a_wide_hole_becomes_a_unit_named_as_missing(tmp_path, grid):
    wide = geojson(tmp_path / "a.geojson", with_hole(60.9, 34.9, 61.1, 35.1))
    report, units = imported(tmp_path, wide)
    missing = units[units["name"].str.startswith("No unit in source")]
    assert len(missing) == 1
    assert missing["geometry"].iloc[0].covers(shapely.Point(61, 35))
    assert missing["parent_id"].tolist() == units.loc[units["name"] == "Ring", "parent_id"].tolist()
    assert missing["unit_id"].item() == missing["parent_id"].item() + "-missing-1"
    # A fifth of a degree each way at 35 N.
    assert re.search(r"1 holes \(40\d km²\) were filled with units named as missing", str(report))


def test_provinces_alone_stand_for_their_districts(tmp_path, grid):
    whole = district("Whole", 60, east=62, north=36, shapeType="ADM1", shapeISO="AF_0")
    report, units = imported(tmp_path, geojson(tmp_path / "a.geojson", whole))
    afghan = units[units["iso3"] == "AFG"]
    assert afghan.groupby("level").size().to_dict() == {"country": 1, "province": 1}
    assert pd.isna(afghan.set_index("name")["iso_3166_2"]["Whole"])
    assert "1 codes that are not the ISO 3166-2 codes of their provinces: AF_0 of Whole" in str(
        report
    )


def test_provinces_with_the_same_id_stay_two(tmp_path, grid):
    twins = [
        district(name, west, shapeID="twin", shapeType="ADM1", shapeISO="AF-XY")
        for name, west in (("One", 60), ("Two", 61))
    ]
    report, units = imported(tmp_path, geojson(tmp_path / "a.geojson", *twins))
    names = units[units["name"].isin(["One", "Two"])].set_index("unit_id")["name"]
    # The code of the file can be one, so it is the id of the first.
    assert names.to_dict() == {"AF-XY": "One", "twin": "Two"}
    assert report.accepted == 2


def test_districts_take_imported_provinces_and_those_take_their_code(tmp_path, grid):
    files = [
        geojson(tmp_path / "2.geojson", *(district(f"D{n}", 60, south=34 + n) for n in (0, 1))),
        geojson(tmp_path / "1.geojson", district("Old", 60, north=36, shapeType="ADM1")),
    ]
    report, units = imported(tmp_path, *files)
    province = units.set_index("unit_id").loc["AF-0"]
    assert (province["name"], province["iso_3166_2"]) == ("Old", "AF-0")
    assert set(units.loc[units["parent_id"] == "AF-0", "name"]) == {"D0", "D1"}
    assert report.accepted == 3


def test_a_province_under_districts_of_others_is_set_aside(tmp_path, grid):
    files = [
        geojson(tmp_path / "2.geojson", district("D", 60, north=36)),
        geojson(
            tmp_path / "1.geojson",
            district("All", 60, north=36, shapeType="ADM1"),
            district("City", 60.4, south=34.4, east=60.5, north=34.5, shapeType="ADM1"),
        ),
    ]
    report, _ = imported(tmp_path, *files)
    assert report.set_aside["name"].tolist() == ["City"]
    assert "districts of other provinces cover it" in report.set_aside["reason"].item()


def test_provinces_named_by_their_districts_come_of_the_columns(tmp_path, grid):
    frame = gpd.GeoDataFrame(
        {
            "ADM2_EN": ["One", "Two"],
            "ADM2_PCODE": ["AF0101", "AF0201"],
            "ADM1_EN": ["North", "South"],
            "ADM1_PCODE": ["AF01", "AF02"],
            "ADM0_PCODE": "AF",
            "validOn": "2021-11-17",
        },
        geometry=[shapely.box(60, 35, 62, 36), shapely.box(60, 34, 62, 35)],
        crs=4326,
    )
    frame.to_file(tmp_path / "a.gpkg")
    _, units = imported(tmp_path, tmp_path / "a.gpkg", vintage=None)
    table = units.set_index("unit_id")
    assert (table["name"]["AF01"], table["parent_id"]["AF0101"]) == ("North", "AF01")
    assert (table["ocha_pcode"]["AF0101"], table["vintage"]["AF0101"]) == ("AF0101", 2021)


def test_names_are_mended_and_kept_apart(tmp_path, grid):
    report, units = imported(
        tmp_path,
        geojson(
            tmp_path / "a.geojson",
            district("KALDAR\n", 60),
            district("Kaldar", 61, shapeID="other"),
            district("", 60, south=35, shapeID="nameless"),
            district("<script>alert(1)</script>", 61, south=35, shapeID="id KALDAR\n"),
        ),
    )
    names = units[units["level"] == "district"].set_index("unit_id")["name"]
    assert names["other"] == "Kaldar"
    assert names["nameless"] == "Unnamed unit nameless"
    # The same id twice: the second is numbered. Its name stays text, whatever it looks like.
    assert names["id KALDAR"] == "Kaldar"
    assert names["id KALDAR-2"] == "<script>alert (1)</script>"
    text = str(report)
    assert "2 share their name with another; their ids keep them apart: Kaldar" in text
    assert "1 have no name and are called by their id" in text
    assert "names were mended" in text


def test_what_stands_beside_a_layer_tells_licence_and_vintage(tmp_path, grid):
    told = {"boundaryLicense": "CC0", "boundaryYear": "2014.0", "boundarySource": "An office"}
    (tmp_path / "a-metaData.json").write_text(json.dumps(told))
    path = geojson(tmp_path / "a.geojson", district("One", 60))
    _, units = imported(tmp_path, path, licence=None, vintage=None)
    unit = units.set_index("unit_id").loc["id One"]
    assert (unit["licence"], unit["vintage"]) == ("CC0", 2014)
    assert unit["source"] == "geoBoundaries: a.geojson (An office)"


@pytest.mark.parametrize(
    "beside", ["{", "[]", '{"boundaryYear": "unknown", "boundaryLicense": null}', "{}"]
)
def test_what_stands_beside_a_layer_may_say_nothing(tmp_path, grid, beside):
    (tmp_path / "a-metaData.json").write_text(beside)
    path = geojson(tmp_path / "a.geojson", district("One", 60))
    with pytest.raises(FileFault, match="--vintage YEAR"):
        imported(tmp_path, path, vintage=None)
    with pytest.raises(FileFault, match="--licence"):
        imported(tmp_path, path, licence=None)


def test_the_stored_file_says_how_it_was_made(tmp_path, grid):
    report, _ = imported(tmp_path, geojson(tmp_path / "a.geojson", district("One", 60)))
    told = json.loads(pq.read_schema(report.path).metadata[b"borderwatch"])
    assert told["report"] == str(report)


# Files that are mended or partly taken: what comes out, and what the report says

BOWTIE = {"type": "Polygon", "coordinates": [[[60, 34], [61, 35], [61, 34], [60, 35], [60, 34]]]}
TWO_POINTS = {"type": "Polygon", "coordinates": [[[60, 34], [61, 35]]]}
FAR = {"type": "Polygon", "coordinates": [[[60, 34], [1e999, 34], [61, 35], [60, 34]]]}
POINT = {"type": "Point", "coordinates": [60.5, 34.5]}
BEYOND = {"type": "Polygon", "coordinates": [[[60, 34], [600, 34], [61, 35], [60, 34]]]}
ANTIPODE = shapely.geometry.mapping(shapely.box(-113.5, -36.5, -112.5, -35.5))
EMPTY = {"type": "Polygon", "coordinates": []}
FLAT = {"type": "Polygon", "coordinates": [[[60, 34], [61, 34], [60.5, 34], [60, 34]]]}


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        (POINT, "is a point or a line, not an area"),
        ({"type": "LineString", "coordinates": [[60, 34], [61, 35]]}, "is a point or a line"),
        (TWO_POINTS, "cannot be read|no area"),
        (None, "has no geometry"),
        (EMPTY, "has an empty geometry"),
        (FLAT, "has no area"),
        (FAR, "no numbers"),
        (BEYOND, "outside the world"),
    ],
    ids=["point", "line", "ring of 2", "none", "empty", "flat", "infinite", "beyond"],
)
def test_a_row_without_a_usable_area_is_set_aside(tmp_path, grid, geometry, reason):
    good, bad = district("Good", 61), district("Bad", 60, geometry=geometry)
    report, units = imported(tmp_path, geojson(tmp_path / "a.geojson", good, bad))
    assert (report.rows, report.accepted) == (2, 1)
    assert report.set_aside[["row", "name"]].to_numpy().tolist() == [[2, "Bad"]]
    assert pd.Series(report.set_aside["reason"]).str.contains(reason).all()
    assert "id Bad" not in set(units["unit_id"])


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"shapeGroup": "IND"}, "belongs to IND, none of the eight countries"),
        ({"shapeType": "ADM0"}, "is a whole country"),
        ({"shapeType": "ADM3"}, "lies deeper than the districts"),
        ({"shapeType": None}, "does not say its level"),
        ({"geometry": ANTIPODE}, "lies beyond 40 to 140 E and 0 to 60 N"),
    ],
)
def test_a_row_of_another_country_or_level_is_set_aside(tmp_path, grid, cells, reason):
    path = geojson(tmp_path / "a.geojson", district("Good", 61), district("Bad", 60, **cells))
    report, _ = imported(tmp_path, path)
    assert report.set_aside["name"].tolist() == ["Bad"]
    assert reason in report.set_aside["reason"].item()


def test_a_bow_tie_is_mended_and_said(tmp_path, grid):
    report, units = imported(
        tmp_path, geojson(tmp_path / "a.geojson", district("Bow", 60, geometry=BOWTIE))
    )
    assert "1 invalid shapes were mended" in str(report)
    assert units.set_index("unit_id").geometry["id Bow"].is_valid


def test_overlaps_are_counted_and_settled(tmp_path, grid):
    one, other = district("One", 60, east=61.2), district("Other", 61)
    report, _ = imported(tmp_path, geojson(tmp_path / "a.geojson", one, other))
    assert "1 pairs of units overlapped (2,0" in str(report)


def test_a_unit_within_another_is_covered_by_it(tmp_path, grid):
    same = [district(name, 60) for name in ("One", "Twin")]
    report, _ = imported(tmp_path, geojson(tmp_path / "a.geojson", *same))
    assert report.accepted == 1
    assert report.set_aside["reason"].tolist() == [
        "is covered by its neighbours of the same import"
    ]


def test_another_system_is_converted_and_said(tmp_path, grid):
    report, units = imported(tmp_path, layer_file(tmp_path / "a.gpkg", crs=32641))
    assert "converted from WGS 84 / UTM zone 41N to EPSG:4326" in str(report)
    assert units.set_index("unit_id").geometry["1"].covers(shapely.Point(60.5, 34.5))


def test_topojson_names_no_system_and_the_report_says_so(tmp_path, grid):
    arcs = [[[60, 34], [61, 34], [61, 35], [60, 35], [60, 34]]]
    cells = district("One", 60)["properties"]
    shape = {"type": "Polygon", "arcs": [[0]], "properties": cells}
    content = {
        "type": "Topology",
        "objects": {"a": {"type": "GeometryCollection", "geometries": [shape]}},
        "arcs": arcs,
    }
    (tmp_path / "a.topojson").write_text(json.dumps(content))
    report, _ = imported(tmp_path, tmp_path / "a.topojson")
    assert "names no coordinate system; its coordinates are degrees: taken as WGS 84" in str(report)


def test_of_a_layer_in_several_formats_one_is_read(tmp_path, grid):
    text = geojson(tmp_path / "a.geojson", district("One", 60)).read_text()
    path = packed(
        tmp_path / "a.zip",
        {
            "a.geojson": text,
            "a_simplified.geojson": text,
            "a.topojson": text,
            "note.txt": "x",
            "__MACOSX/._a.geojson": "x",
        },
    )
    report, _ = imported(tmp_path, path)
    assert report.rows == 1
    assert "the same layer again: a.topojson, a_simplified.geojson" in str(report)


def test_kml_goes_in(tmp_path, grid):
    frame = gpd.GeoDataFrame({"Name": ["One"]}, geometry=[shapely.box(60, 34, 61, 35)], crs=4326)
    frame.to_file(tmp_path / "a.kml", driver="KML")
    report, units = imported(tmp_path, tmp_path / "a.kml", level="district", country="AFG")
    assert report.accepted == 1
    unit = units[units["name"] == "One"]
    assert unit[["iso3", "level"]].to_numpy().tolist() == [["AFG", "district"]]


def test_an_archive_of_all_levels_goes_in_as_one(tmp_path, grid):
    """As OCHA packs its COD-AB: country, provinces, districts and lines, tied by p-codes."""
    country = {"ADM0_EN": "Afghanistan", "ADM0_PCODE": "AF", "validOn": "2021-11-17"}
    province = {"ADM1_EN": "West", "ADM1_PCODE": "AF01", **country}
    districts = [
        {"ADM2_EN": f"D{n}", "ADM2_PCODE": f"AF010{n}", "ADM2_DA": "ولسوالی", **province}
        for n in (1, 2)
    ]
    boxes = [shapely.box(60, 34, 62, 35), shapely.box(60, 35, 62, 36)]
    made = {
        "afg_admbnda_adm0": ([country], [shapely.box(60, 34, 62, 36)]),
        "afg_admbnda_adm1": ([province], [shapely.box(60, 34, 62, 36)]),
        "afg_admbnda_adm2": (districts, boxes),
        "afg_admbndl": ([{"name": "line"}], [shapely.LineString([(60, 34), (62, 36)])]),
    }
    for name, (rows, shapes) in made.items():
        frame = gpd.GeoDataFrame(rows, geometry=shapely.segmentize(shapes, 0.1), crs=4326)
        frame.to_file(tmp_path / f"{name}.shp")
    parts = [path for path in tmp_path.iterdir() if path.stem in made]
    path = packed(tmp_path / "a.zip", {part.name: part.read_bytes() for part in parts})
    report, units = imported(tmp_path, path, licence="CC BY-IGO", vintage=None)
    assert (report.rows, report.accepted) == (4, 3)
    assert report.set_aside["reason"].tolist() == [
        "is a whole country; its outline follows from its units"
    ]
    table = units.set_index("unit_id")
    assert table.loc["AF0101", ["parent_id", "name", "name_local", "ocha_pcode"]].tolist() == [
        "AF01",
        "D1",
        "ولسوالی",
        "AF0101",
    ]
    assert table["name"]["AF01"] == "West"
    assert table["vintage"]["AF01"] == 2021


def test_an_archive_of_all_levels_of_gadm_goes_in_as_one(tmp_path, grid):
    country = {"GID_0": "AFG", "COUNTRY": "Afghanistan"}
    province = {**country, "GID_1": "AFG.1_1", "NAME_1": "West"}
    districts = [{**province, "GID_2": f"AFG.1.{n}_1", "NAME_2": f"D{n}"} for n in (1, 2)]
    whole = shapely.box(60, 34, 62, 36)
    path = tmp_path / "gadm41_AFG.gpkg"
    for layer, rows, shapes in (
        ("ADM_ADM_0", [country], [whole]),
        ("ADM_ADM_1", [province], [whole]),
        ("ADM_ADM_2", districts, [shapely.box(60, 34, 62, 35), shapely.box(60, 35, 62, 36)]),
        ("nameless", [{"size": 1}], [whole]),
    ):
        frame = gpd.GeoDataFrame(rows, geometry=shapely.segmentize(shapes, 0.1), crs=4326)
        frame.to_file(path, layer=layer, driver="GPKG")
    report, units = imported(tmp_path, path)
    assert (report.rows, report.accepted) == (4, 3)
    assert report.set_aside["reason"].str.contains("is a whole country").all()
    assert {"West", "D1", "D2"} <= set(units["name"])
    assert "left out: gadm41_AFG.gpkg, layer nameless has no column that names" in str(report)


corners = st.tuples(st.integers(0, 15), st.integers(0, 7))


@settings(
    max_examples=6,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.generate],
)
@example(boxes=[((8, 1), (6, 1)), ((2, 2), (2, 2)), ((8, 0), (4, 7))])
@example(
    boxes=[
        ((3, 1), (14, 7)),
        ((6, 2), (7, 3)),
        ((15, 7), (8, 4)),
        ((10, 5), (6, 6)),
        ((7, 4), (15, 5)),
    ]
)
@example(boxes=[((7, 3), (15, 2)), ((9, 4), (13, 5)), ((13, 3), (6, 1))])
@given(boxes=st.lists(st.tuples(corners, corners), min_size=1, max_size=5))
def test_whatever_boxes_come_in_rows_reconcile_and_units_are_sound(tmp_path, grid, boxes):
    """Boxes of quarter degrees at random, some empty, some one on another."""
    features = [
        district(f"B{at}", 60 + a / 4, 34 + b / 4, 60 + c / 4, 34 + d / 4)
        for at, ((a, b), (c, d)) in enumerate(boxes)
        if c and d
    ]
    path = geojson(tmp_path / "a.geojson", *features, district("Good", 60, shapeID="good"))
    report, units = imported(tmp_path, path)
    assert report.rows == len(features) + 1
    areas = shapely.area(np.asarray(units.loc[units["level"] == "country", "geometry"]))
    # Nothing of the ground is lost but strips under 3 km on the edge, and nothing doubled.
    assert areas.sum() == pytest.approx(8.0, rel=0.03)


def test_layers_of_one_name_in_two_folders_are_two(tmp_path, grid):
    files = {
        f"{name}/adm2.geojson": geojson(tmp_path / "x", district(name, west)).read_text("utf-8")
        for name, west in (("One", 60), ("Two", 61))
    }
    files["One/adm2_simplified.geojson"] = "{}"
    report, _ = imported(tmp_path, packed(tmp_path / "a.zip", files))
    assert report.accepted == 2
    assert str(report).count("left out, the same layer again: adm2_simplified.geojson") == 1


def test_of_a_geopackage_layers_without_areas_are_left_out(tmp_path, grid):
    path = layer_file(tmp_path / "a.gpkg", layer="areas")
    points = gpd.GeoDataFrame({"name": ["x"]}, geometry=[shapely.Point(60, 34)], crs=4326)
    points.to_file(path, layer="seats")
    report, _ = imported(tmp_path, path)
    assert (report.rows, report.accepted) == (1, 1)
    assert "left out, no areas: seats" in str(report)


def test_a_folder_that_cannot_be_made_is_said(tmp_path, grid):
    (tmp_path / "file").write_text("in the way")
    path = geojson(tmp_path / "a.geojson", district("One", 60))
    with pytest.raises(FileFault, match="cannot be made"):
        import_boundaries([path], str(tmp_path / "file" / "made.parquet"), **WORDS)


# Files that are refused whole


def shapefile(folder: Path, *without: str) -> Path:
    layer_file(folder / "a.shp")
    for suffix in without:
        (folder / f"a{suffix}").unlink()
    return folder / "a.shp"


def cut(path: Path, share: float = 0.6) -> Path:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    return path


def text(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def in_another_encoding(path: Path) -> Path:
    """The name in Latin-1, and no word about it."""
    path.with_suffix(".cpg").unlink()
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes().replace(b"one", "äöü".encode("latin-1")))
    return path


def table_only(path: Path) -> Path:
    pyogrio.write_dataframe(pd.DataFrame({"name": ["x"]}), path)
    return path


def without_system(path: Path) -> Path:
    path.with_suffix(".prj").unlink()
    return path


LAUGHS = '<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><kml>&b;</kml>'
VRT = "<OGRVRTDataSource><OGRVRTLayer name='x'></OGRVRTLayer></OGRVRTDataSource>"
PIPELINE = '{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read /etc"}'
ONE = district("One", 60)
METRES = district("One", 60, geometry=shapely.geometry.mapping(shapely.box(5e5, 4e6, 6e5, 5e6)))
SWAPPED = district("One", 60, geometry=shapely.geometry.mapping(shapely.box(34, 60, 35, 61)))
ELSEWHERE = district("One", 60, geometry=shapely.geometry.mapping(shapely.box(0, 0, 1, 1)))
PLAIN = {"type": "Feature", "properties": {"name": "x"}, "geometry": ONE["geometry"]}
NAMELESS = {"type": "Feature", "properties": {"colour": "x"}, "geometry": ONE["geometry"]}

REFUSED = {
    "missing": (lambda f: f / "a.geojson", FileFault, "does not exist"),
    "unknown format": (lambda f: text(f / "a.dwg", "x"), FileFault, "not of a known format"),
    "empty": (lambda f: text(f / "a.geojson", ""), FileFault, "is empty"),
    "truncated JSON": (lambda f: cut(geojson(f / "a.geojson", ONE)), FileFault, "not whole JSON"),
    "another encoding": (
        lambda f: text(f / "a.geojson", '{"name": "کابل"}'.encode("windows-1256")),
        FileFault,
        "not UTF-8",
    ),
    "no features": (lambda f: geojson(f / "a.geojson"), FileFault, "holds no features"),
    "JSON of another kind": (
        lambda f: text(f / "a.json", "[1, 2]"),
        FileFault,
        "neither a GeoJSON",
    ),
    "JSON without end": (lambda f: text(f / "a.json", "[" * 100_000), FileFault, "not whole JSON"),
    "a pipeline": (lambda f: text(f / "a.json", PIPELINE), FileFault, "neither a GeoJSON"),
    "a virtual layer as JSON": (lambda f: text(f / "a.geojson", VRT), FileFault, "not whole JSON"),
    "a virtual layer as KML": (lambda f: text(f / "a.kml", VRT), FileFault, "is XML, but no KML"),
    "an entity bomb": (lambda f: text(f / "a.kml", LAUGHS), FileFault, "declares a document type"),
    "no .dbf": (lambda f: shapefile(f, ".dbf"), FileFault, r"lacks a\.dbf: a shapefile is several"),
    "no .shx": (lambda f: shapefile(f, ".shx"), FileFault, r"lacks a\.shx"),
    "text as .shp": (lambda f: text(f / "a.shp", "no layer"), FileFault, r"not a \.shp file"),
    "truncated .shp": (
        lambda f: cut(shapefile(f), 0.5),
        FileFault,
        "cannot be read|can become a unit",
    ),
    "text as .gpkg": (lambda f: text(f / "a.gpkg", "no layer"), FileFault, r"not a \.gpkg file"),
    "truncated .gpkg": (lambda f: cut(layer_file(f / "a.gpkg"), 0.3), FileFault, "cannot be read"),
    "a zip bomb": (
        lambda f: packed(f / "a.zip", {"a.shp": bytes(17 * 1024**2)}),
        FileFault,
        "as a zip bomb does",
    ),
    "a zip that leads outside": (
        lambda f: packed(f / "a.zip", {"../a.geojson": "{}"}),
        FileFault,
        "leads outside",
    ),
    "a truncated zip": (
        lambda f: cut(packed(f / "a.zip", {"a.geojson": "{}" * 500})),
        FileFault,
        "not a whole zip",
    ),
    "a zip without layers": (
        lambda f: packed(f / "a.zip", {"a.txt": "x"}),
        FileFault,
        "holds no layer",
    ),
    "a zip in a zip": (
        lambda f: packed(f / "a.zip", {"b.zip": "x"}),
        FileFault,
        "must be unpacked first",
    ),
    "metres": (lambda f: geojson(f / "a.geojson", METRES), CrsMismatch, "no degrees of longitude"),
    "no system in metres": (
        lambda f: (layer_file(f / "a.shp", crs=32641) and (f / "a.prj").unlink()) or f / "a.shp",
        CrsMismatch,
        "says no coordinate system",
    ),
    "latitude first": (
        lambda f: geojson(f / "a.geojson", SWAPPED),
        CrsMismatch,
        "with longitude and latitude swapped they do",
    ),
    "elsewhere": (
        lambda f: geojson(f / "a.geojson", ELSEWHERE),
        CrsMismatch,
        "no unit lies in the eight countries",
    ),
    "no names": (
        lambda f: geojson(f / "a.geojson", NAMELESS),
        SchemaFault,
        "no column that names its units",
    ),
    "no level": (
        lambda f: geojson(f / "a.geojson", PLAIN),
        SchemaFault,
        "--level province or --level district",
    ),
    "a whole country": (
        lambda f: geojson(f / "a.geojson", district("A", 60, shapeType="ADM0")),
        FileFault,
        "No row of .* can become a unit: is a whole country",
    ),
    "a table": (
        lambda f: table_only(f / "a.gpkg"),
        FileFault,
        "no layer of areas",
    ),
    "points only": (
        lambda f: geojson(f / "a.geojson", district("A", 60, geometry=POINT)),
        FileFault,
        "no layer of areas",
    ),
    "a .dbf in another encoding": (
        lambda f: in_another_encoding(shapefile(f)),
        FileFault,
        r"the \.dbf is not UTF-8 text.*a\.cpg",
    ),
}


@pytest.mark.parametrize(("make", "error", "message"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_cannot_be_used_is_refused_with_a_message(tmp_path, grid, make, error, message):
    (tmp_path / "in").mkdir()
    path = make(tmp_path / "in")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(error, match=message):
        import_boundaries([path], str(tmp_path / "made.parquet"), **WORDS)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("missing", "message"), [("licence", '--licence "'), ("vintage", "--vintage YEAR")]
)
def test_licence_and_vintage_are_asked_for(tmp_path, grid, missing, message):
    path = geojson(tmp_path / "a.geojson", ONE)
    with pytest.raises(FileFault, match=message):
        imported(tmp_path, path, **{missing: None})


def test_too_many_features_are_no_boundaries(tmp_path, grid, monkeypatch):
    monkeypatch.setattr(layers, "MOST_FEATURES", 1)
    path = geojson(tmp_path / "a.geojson", ONE, district("Two", 61))
    with pytest.raises(FileFault, match="holds 2 features: more than 1"):
        imported(tmp_path, path)


def test_large_json_is_refused_before_it_is_read(tmp_path, grid, monkeypatch):
    monkeypatch.setattr(geojson_module, "MOST_JSON_MEMORY", 10)
    with pytest.raises(FileFault, match="Convert it to a GeoPackage"):
        imported(tmp_path, geojson(tmp_path / "a.geojson", ONE))


def test_a_large_archive_is_refused(tmp_path, grid, monkeypatch):
    monkeypatch.setattr(archives, "MOST_BYTES", 10)
    path = packed(tmp_path / "a.zip", {"a.geojson": "{}" * 10})
    with pytest.raises(FileFault, match="would unpack to"):
        imported(tmp_path, path)


@pytest.mark.parametrize("name", ["../x", "a/b", "", "shipped", "a b", ".hidden"])
def test_a_name_is_no_path(tmp_path, grid, name):
    with pytest.raises(UnknownName, match="Use letters, digits"):
        import_boundaries([geojson(tmp_path / "a.geojson", ONE)], name, **WORDS)


def test_a_country_that_is_none_of_the_eight(tmp_path, grid):
    with pytest.raises(UnknownName, match="IND is none of the eight"):
        imported(tmp_path, geojson(tmp_path / "a.geojson", ONE), country="IND")


# In use


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("BORDERWATCH_WORKSPACE", str(tmp_path / "home"))
    monkeypatch.delenv(settings_module.SETTING, raising=False)
    return tmp_path / "home"


@pytest.fixture(scope="module")
def districts():
    return geo.read_units(level="district")


@pytest.fixture
def run():
    runner = CliRunner()
    return lambda *words: runner.invoke(main, [str(word) for word in words])


def test_imported_boundaries_are_those_of_the_whole_process(home, tmp_path, run, monkeypatch):
    """A made province in the north-east of Afghanistan takes the events that lie in it."""
    box = district("Made-up", 69, south=36, east=73, north=37.5, shapeType="ADM1")
    path = geojson(tmp_path / "a.geojson", box)
    done = run(
        "boundaries", "import", path, "--name", "test-1", "--licence", "none", "--vintage", "2001"
    )
    assert done.exit_code == 0, done.output
    assert "1 rows read, 1 units, 0 set aside." in done.stderr
    assert "Use them with --boundaries test-1." in done.stderr
    out = tmp_path / "joined.csv"
    done = run("join", "events.geojson", "-o", out, "--boundaries", "test-1")
    assert done.exit_code == 0, done.output
    assert "AFG 2001/2014" in done.stderr
    assert "zones of influence are smaller than the units of test-1" in done.stderr
    joined = pd.read_csv(out)
    inside = joined[joined["province"] == "Made-up"]
    assert len(joined) == 431
    assert len(inside) > 10
    assert inside["district"].isna().all()
    assert "test-1\tAFG" in run("boundaries", "list").stdout
    # The setting ends with the command.
    assert settings_module.chosen_boundaries() == "shipped"
    monkeypatch.setenv(settings_module.SETTING, "test-1")
    assert "Made-up" in set(geo.read_units()["name"])
    assert "Made-up" not in set(geo.read_units(boundaries="shipped")["name"])
    assert "2001: none" in boundary_credits()
    known = set(geo.read_units()["unit_id"])
    zones = geo.read_zones()
    assert {member for members in zones["members"] for member in members} <= known
    assert geo.find_places("Made-up")["kind"].tolist()[0] == "province"


def test_the_crosswalk_of_two_files(tmp_path, grid, run):
    old, new = (tmp_path / name for name in ("old.parquet", "new.parquet"))
    units = gpd.GeoDataFrame(grid.assign(geometry=multipolygons(np.asarray(grid.geometry))))
    units.to_parquet(old)
    units[units["unit_id"] != "d0-0"].to_parquet(new)
    done = run("boundaries", "crosswalk", old, new, "-o", tmp_path / "became.csv")
    assert done.exit_code == 0, done.output
    assert "district: 7 same, 1 gone" in done.stderr
    table = pd.read_csv(tmp_path / "became.csv").set_index("old_id")
    assert table["relation"]["d0-0"] == "gone"


def test_the_app_takes_the_chosen_boundaries_over(home, tmp_path, run, monkeypatch):
    units = geo.read_units()
    units.to_parquet(tmp_path / "copy.parquet")
    told = []

    def start(*_):
        told.append(settings_module.chosen_boundaries())

    monkeypatch.setattr(os, "execv", start)
    monkeypatch.chdir(tmp_path)
    assert run("serve", "--boundaries", "copy.parquet").exit_code == 0
    assert told == [str(tmp_path / "copy.parquet")]


def test_boundaries_that_were_not_imported_are_a_wrong_usage(home, run):
    done = run("join", "events.geojson", "-o", "-", "--boundaries", "nowhere")
    assert done.exit_code == 2
    assert "No boundaries 'nowhere' were imported" in done.stderr


def test_a_stored_file_that_was_damaged_is_said(home):
    (home / "boundaries").mkdir(parents=True)
    (home / "boundaries" / "bad.parquet").write_bytes(b"PAR1 no more")
    with pytest.raises(FileFault, match="Import them again"):
        geo.read_units(boundaries="bad")


# Real files


@pytest.fixture(scope="module")
def files():
    folder = ROOT.parent / "shared/data/boundaries"
    if not folder.is_dir():
        pytest.skip(f"the folder of sample data {folder} is not there")
    return folder


@pytest.mark.parametrize(
    ("name", "rows", "accepted", "words"),
    [
        ("geoboundaries_afg/geoBoundaries-AFG-ADM1.geojson", 34, 34, {}),
        ("geoboundaries_afg/geoBoundaries-AFG-ADM2.shp", 398, 398, {}),
        ("geoboundaries_afg/geoBoundaries-AFG-ADM2.topojson", 398, 398, {}),
        ("geoboundaries_pak/geoBoundaries-PAK-ADM2.geojson", 126, 126, WORDS),
        ("geoboundaries_tjk/geoBoundaries-TJK-ADM1.topojson", 5, 5, WORDS),
        ("geoboundaries_tjk/geoBoundaries-TJK-ADM2-all.zip", 58, 58, {}),
        ("geoboundaries_uzb/geoBoundaries-UZB-ADM1.geojson", 14, 14, WORDS),
        ("geoboundaries_uzb/geoBoundaries-UZB-ADM2.geojson", 199, 199, WORDS),
        ("iran_osm/IR-11.all.min.geojson", 43, 26, {"vintage": 2024}),
        ("iran_osm/IR-29.all.min.geojson", 15, 12, {"vintage": 2024}),
        ("natural_earth/chn.topo.json", 32, 32, {**WORDS, "level": "province", "country": "CHN"}),
        ("natural_earth/irn.json", 32, 32, {"vintage": 2009}),
        ("natural_earth/pak.json", 8, 8, {"vintage": 2009}),
        ("natural_earth/tkm.json", 5, 5, {"vintage": 2009}),
    ],
)
def test_every_real_file_goes_in(files, districts, name, rows, accepted, words):
    read = read_rows([files / name], Stated(**words), districts).units
    assert len(read) == rows
    assert (read["problem"] == "").sum() == accepted
    assert read.loc[read["problem"] == "", "unit_id"].is_unique


@pytest.fixture(scope="module")
def geoboundaries(files, tmp_path_factory):
    path = files / "geoboundaries_afg/geoBoundaries-AFG-ADM2.shp"
    return imported(tmp_path_factory.mktemp("real"), path, licence=None, vintage=None)


def test_geoboundaries_of_afghanistan(geoboundaries):
    report, units = geoboundaries
    assert (report.rows, report.accepted, len(report.set_aside)) == (398, 398, 0)
    counts = units.groupby(["iso3", "level"]).size()
    assert counts["AFG"].to_dict() == {"country": 1, "district": 398, "province": 34}
    afghan = units[(units["iso3"] == "AFG") & (units["level"] == "district")]
    assert "Zanda Jan" in set(afghan["name"])
    # The same units as shipped keep their p-codes and Dari names; seven names stand twice.
    assert afghan["ocha_pcode"].notna().sum() == 398
    assert afghan["name"].duplicated().sum() == 7
    assert "14 share their name with another; their ids keep them apart" in str(report)
    assert set(afghan["vintage"]) == {2014}
    assert set(afghan["licence"]) == {"Public Domain"}


def test_events_and_zones_find_their_units_in_imported_boundaries(geoboundaries, monkeypatch):
    """The same units in more detail: the same members of zones, the same places of events."""
    shipped_zones = geo.read_zones()
    joined = geo.join(geo.read_events(), geo.read_units(), shipped_zones)
    monkeypatch.setenv(settings_module.SETTING, str(geoboundaries[0].path))
    zones = geo.read_zones()
    again = geo.join(geo.read_events(), geo.read_units(), zones)
    assert len(again) == 431
    assert (again["match_method"] == "none").sum() == 2
    assert (again["zone_ids"].fillna("") == joined["zone_ids"].fillna("")).mean() > 0.98
    found, known = (frame["district_id"].astype("str").fillna("") for frame in (again, joined))
    assert (found == known).mean() > 0.95
    assert shapely.equals(np.asarray(zones.geometry), np.asarray(shipped_zones.geometry)).all()
    finest = set(geo.read_units()["unit_id"])
    assert all(set(members) <= finest and members for members in zones["members"])


def test_counties_of_openstreetmap_replace_two_provinces(files, tmp_path):
    paths = [files / f"iran_osm/IR-{number}.all.min.geojson" for number in (11, 29)]
    report, units = imported(tmp_path, *paths, licence=None, vintage=2024)
    assert (report.rows, report.accepted, len(report.set_aside)) == (58, 38, 20)
    assert set(report.set_aside["reason"]) == {"is a point or a line, not an area"}
    new = units[units["vintage"] == 2024]
    counties = new[(new["level"] == "district") & ~new["name"].str.startswith("No unit")]
    assert len(counties) == 38
    assert set(counties["parent_id"]) == {"IR-11", "IR-29"}
    assert counties["name_local"].str.startswith("شهرستان").all()
    assert set(counties["licence"]) == {"Open Data Commons Open Database License 1.0"}
    iran = units[(units["iso3"] == "IRN") & (units["level"] == "province")]
    assert len(iran) == 31


def test_natural_earth_gives_old_provinces_and_new_codes(files, tmp_path):
    paths = [files / f"natural_earth/{name}.json" for name in ("irn", "pak", "tkm")]
    report, units = imported(tmp_path, *paths, licence=None, vintage=2009)
    assert (report.rows, report.accepted) == (45, 45)
    assert "1 have no name and are called by their id: Unnamed unit IRN+99?" in str(report)
    assert "45 codes that are not the ISO 3166-2 codes" in str(report)
    provinces = units[(units["level"] == "province") & (units["vintage"] == 2009)]
    assert {"IR-11", "TM-M", "PK-BA"} <= set(provinces["unit_id"])
    # The tribal areas and the north-west were two, and are one now.
    became = geo.crosswalk(provinces, geo.read_units(countries=["PAK"], level="province"))
    into = became[(became["new_id"] == "PK-KP") & (became["relation"] == "merged")]
    assert set(into["old_name"]) == {"F.A.T.A.", "N.W.F.P."}
