"""Layers as strangers draw and name them: cities within regions, specks, columns of any name."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner

from geo.boundaries.importing.layer import import_boundaries
from geo.boundaries.importing.producers import describe_layer
from geo.boundaries.importing.rows import Stated, read_rows
from geo.boundaries.locate import locate
from geo.cli.main import main
from geo.errors import SchemaFault
from geo.formats.shapes import from_wkb, polygons_by_winding
from tests.boundaries.test_boundaries_import import geojson, imported
from tests.boundaries.test_producers import layer

REGION, CITY = shapely.box(60, 34, 62, 35), shapely.box(61, 34.4, 61.2, 34.6)
PLAIN = {"level": "district", "country": "AFG"}


def feature(geometry, **properties):
    if not isinstance(geometry, dict):
        # Straight in degrees is bent in metres: close vertices keep neighbours together.
        geometry = shapely.geometry.mapping(shapely.segmentize(geometry, 0.1))
    return {"type": "Feature", "properties": properties, "geometry": geometry}


NESTED = {
    "type": "GeometryCollection",
    "geometries": [
        shapely.geometry.mapping(
            shapely.MultiPolygon([shapely.segmentize(part, 0.1) for part in (REGION, CITY)])
        )
    ],
}


@pytest.mark.parametrize(
    "region", [REGION - CITY, NESTED, REGION], ids=["a hole", "a nested shell", "whole"]
)
def test_a_city_within_its_region_is_a_unit(tmp_path, grid, region):
    path = geojson(
        tmp_path / "a.geojson", feature(region, name="Region"), feature(CITY, name="City")
    )
    report, units = imported(tmp_path, path, **PLAIN)
    assert (report.rows, report.accepted) == (2, 2)
    drawn_over = region in (NESTED, REGION)
    assert ("cut out of the larger ones around them: City" in str(report)) == drawn_over
    districts = units[units["level"] == "district"].reset_index(drop=True)
    spots = np.array([[61.1, 34.5], [60.5, 34.5]])
    at = locate(spots, np.asarray(districts.geometry))
    assert districts["name"].iloc[at].tolist() == ["City", "Region"]


def test_a_unit_that_its_parts_fill_is_set_aside_with_name_row_and_file(tmp_path, grid):
    halves = [shapely.box(60, 34, 61, 35), shapely.box(61, 34, 62, 35)]
    shapes = [REGION, *halves]
    path = geojson(
        tmp_path / "a.geojson", *(feature(shape, name=f"U{n}") for n, shape in enumerate(shapes))
    )
    report, _ = imported(tmp_path, path, **PLAIN)
    assert report.set_aside[["file", "row", "name"]].to_numpy().tolist() == [["a.geojson", 1, "U0"]]
    assert "1 x is covered by its neighbours of the same import: U0 (row 1) of a.geojson" in str(
        report
    )


def test_rows_of_several_files_are_named_with_theirs(tmp_path, grid):
    spot = {"type": "Point", "coordinates": [60.5, 34.5]}
    first = geojson(tmp_path / "a.geojson", feature(spot, name="Spot"), feature(CITY, name="City"))
    second = geojson(tmp_path / "b.geojson", feature(spot, name=None), feature(REGION, name="R"))
    report, _ = imported(tmp_path, first, second, **PLAIN)
    alone = imported(tmp_path, second, **PLAIN)[0]
    assert "1 x is a point or a line, not an area: row 1 of b.geojson" in str(alone)
    words = "2 x is a point or a line, not an area: Spot (row 1) of a.geojson; row 1 of b.geojson"
    assert words in str(report)


# Specks


SPECKS = {
    "one spot twice": [[60.2, 34.2], [60.2, 34.2]],
    "two spots": [[60.2, 34.2], [60.3, 34.3]],
    "there and back": [[60.2, 34.2], [60.3, 34.3], [60.2, 34.2]],
    "one spot": [[60.2, 34.2]],
    "no area": [[60.2, 34.2], [60.3, 34.2], [60.4, 34.2], [60.2, 34.2]],
}


@pytest.mark.parametrize("ring", SPECKS.values(), ids=SPECKS)
def test_a_speck_is_dropped_and_named_and_its_unit_stays(tmp_path, grid, ring):
    whole = shapely.geometry.mapping(REGION)["coordinates"]
    shape = {"type": "MultiPolygon", "coordinates": [[ring], whole]}
    path = geojson(tmp_path / "a.geojson", feature(shape, name="Mainland"))
    districts = grid[grid["level"] == "district"]
    read = read_rows([path], Stated(**PLAIN, licence="made", vintage=2020), districts)
    row = read.units.iloc[0]
    assert (row["problem"], row["specks"], row["mended"]) == ("", 1, False)
    assert row.geometry.equals(REGION)


def test_the_report_names_the_units_that_had_specks(tmp_path, grid):
    whole = shapely.geometry.mapping(shapely.segmentize(REGION, 0.1))["coordinates"]
    shape = {"type": "MultiPolygon", "coordinates": [[SPECKS["two spots"]], whole]}
    path = geojson(tmp_path / "a.geojson", feature(shape, name="Mainland"))
    report, _ = imported(tmp_path, path, **PLAIN)
    assert "1 parts without an area" in str(report)
    assert "were dropped: Mainland" in str(report)
    assert "mended" not in str(report)


def test_specks_of_a_shapefile_and_of_a_geopackage_leave_the_rest():
    speck, square = np.array([[60.2, 34.2]] * 2), shapely.get_coordinates(REGION)[::-1]
    assert polygons_by_winding([speck, square]).area == REGION.area
    blob = shapely.MultiPolygon([REGION]).wkb
    two_parts = blob[:5] + (2).to_bytes(4, "little") + _speck_wkb() + blob[9:]
    shapes, unread = from_wkb([two_parts])
    assert not unread[0]
    assert shapes[0].area == REGION.area


def _speck_wkb() -> bytes:
    """A polygon of one ring with two points."""
    counts = np.array([1, 2], "<u4").tobytes()
    return b"\1\3\0\0\0" + counts + np.array([60.2, 34.2] * 2).tobytes()


def test_a_collection_is_taken_apart_at_any_depth(tmp_path, grid):
    """Overlapping parts of a collection become one area; points and lines are dropped and said."""
    inner = shapely.GeometryCollection([shapely.box(60, 34, 61, 35), shapely.Point(60, 34)])
    outer = shapely.GeometryCollection(
        [inner, shapely.box(60.5, 34, 62, 35), shapely.LineString([(60, 34), (61, 35)])]
    )
    frame = gpd.GeoDataFrame({"name": ["Whole"]}, geometry=[outer], crs=4326)
    path = tmp_path / "a.geojson"
    path.write_text(frame.to_json())
    districts = grid[grid["level"] == "district"]
    read = read_rows([path], Stated(**PLAIN, licence="made", vintage=2020), districts)
    row = read.units.iloc[0]
    assert row.geometry.is_valid
    assert row.geometry.equals(REGION)
    assert row["specks"] == 2


# Columns


LAYOUTS = {
    "OCHA before COD-AB": {
        "admin2Name_en": "A",
        "admin2_pcode": "AF0101",
        "admin1Name_en": "P",
        "admin1Pcode": "AF01",
    },
    "names of COD-AB alone": {"ADM2_EN": "A", "ADM1_EN": "P"},
    "numbered names": {"NAME_1": "P", "NAME_2": "A"},
    "numbered words": {"admin1": "P", "admin2": "A"},
}


@pytest.mark.parametrize("cells", LAYOUTS.values(), ids=LAYOUTS)
def test_numbered_columns_tell_names_and_level(cells):
    producer, rows = describe_layer(layer(**cells))
    row = rows.iloc[0]
    assert producer.key == "numbered"
    assert (row["name"], row["parent_name"], row["depth"]) == ("A", "P", 2)
    codes = "admin2_pcode" in cells
    assert rows[["unit_id", "parent_id"]].notna().all(axis=None) == codes
    # Two numberings go by the name of p-codes: an unknown producer's are no p-codes of OCHA.
    assert pd.isna(row["ocha_pcode"])


NAMED = {"name": "Wuluswali", "unit_id": "Kod", "parent_id": "Welayat", "name_local": "Nam"}
CELLS = {"Wuluswali": "A", "Kod": 7, "Welayat": "West", "Nam": "الف", "admin1": "x"}


def test_columns_of_any_name_can_be_named_in_capitals_or_not():
    producer, rows = describe_layer(layer(**CELLS), NAMED)
    assert producer.key == "plain"
    row = rows.iloc[0]
    assert row[[*NAMED]].tolist() == ["A", "7", "West", "الف"]
    assert pd.isna(row["parent_name"])


def test_named_columns_come_before_those_of_a_producer():
    cells = {"gid_0": "AFG", "gid_1": "1", "name_1": "P", "gid_2": "2", "name_2": "A", "mine": "B"}
    producer, rows = describe_layer(layer(**cells), {"name": "Mine"})
    assert producer.key == "gadm"
    assert rows.iloc[0][["name", "unit_id", "parent_name"]].tolist() == ["B", "2", "P"]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"name": "Nome"}, r"No layer has a column Nome\. Columns: wuluswali"),
        ({"nam": "Wuluswali"}, r"No column can be named for nam\. Known: name, unit_id"),
        ({}, r"no column that names its units.*Columns: wuluswali.*--name-column"),
    ],
)
def test_what_cannot_be_named_is_said(tmp_path, grid, columns, message):
    path = geojson(tmp_path / "a.geojson", feature(CITY, Wuluswali="A"))
    with pytest.raises(SchemaFault, match=message):
        import_boundaries([path], str(tmp_path / "x.parquet"), columns=columns)


def test_the_shell_names_columns(tmp_path, grid):
    path = geojson(tmp_path / "a.geojson", feature(REGION, **CELLS))
    out = tmp_path / "made.parquet"
    words = ["boundaries", "import", str(path), "--name", str(out), "--level", "district"]
    words += ["--licence", "made", "--vintage", "2020", "--name-column", "wuluswali"]
    words += ["--code-column", "Kod", "--parent-column", "Welayat", "--local-name-column", "Nam"]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    units = gpd.read_parquet(out).set_index("unit_id")
    assert units.loc["7", ["name", "name_local", "parent_id"]].tolist() == ["A", "الف", "West"]
    assert units.loc["West", "level"] == "province"


@pytest.mark.parametrize("bare", [True, False])
def test_features_without_properties_are_said_to_have_none(tmp_path, grid, bare):
    shape = {"type": "GeometryCollection", "geometries": [shapely.geometry.mapping(CITY)]}
    features = [shape if bare else {"type": "Feature", "geometry": shape}]
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    with pytest.raises(SchemaFault, match="its features have no properties"):
        import_boundaries([path], str(tmp_path / "x.parquet"))
