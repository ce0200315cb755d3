"""Downloads of each producer of boundaries in their layout, made here with invented units.

They stand in for the producers' own files, which a clone does not hold: the same names of files,
columns and formats, what stands beside the layers, and their well-known oddities.
"""

import json
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import geo
from geo import settings as settings_module
from geo.boundaries.importing.rows import Stated, read_rows
from geo.errors import FileFault, SchemaFault
from tests.boundaries.test_boundaries_import import assert_sound, imported

STATED = {"licence": "made", "vintage": 2020}
WEST, EAST = (60, 34, 61, 36), (61, 34, 62, 36)
"""Two provinces of the made country, each of two districts, in degrees."""
COUNTRY = (60, 34, 62, 36)
BESIDE = {
    "boundaryYear": "2014",
    "boundaryLicense": "Public Domain",
    "boundarySource": "An invented office",
    "boundaryISO": "AFG",
}


def halves(box):
    west, south, east, north = box
    middle = (south + north) / 2
    return (west, south, east, middle), (west, middle, east, north)


DISTRICTS = [*halves(WEST), *halves(EAST)]


def frame(boxes, **columns) -> gpd.GeoDataFrame:
    """Return boxes with columns; close vertices keep neighbours together in metres too."""
    shapes = shapely.segmentize(np.array([shapely.box(*box) for box in boxes]), 0.1)
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=4326)


def geoboundaries(level: str, boxes) -> gpd.GeoDataFrame:
    numbers = range(1, len(boxes) + 1)
    return frame(
        boxes,
        # Some of their names end in a line break, some are written in capitals.
        shapeName=[f"Made {level} {n}" + "\n" * (n == 2) for n in numbers],
        shapeISO=[f"AF-X{n}" if level == "ADM1" else "" for n in numbers],
        shapeID=[f"1769889{level[-1]}B{n}" for n in numbers],
        shapeGroup="AFG",
        shapeType=level,
    )


def topojson(path: Path, layer: gpd.GeoDataFrame) -> Path:
    """Write boxes as TopoJSON, quantised with a transform, as both producers do."""
    arcs, shapes = [], []
    for number, row in enumerate(layer.itertuples(index=False)):
        corners = np.round((shapely.get_coordinates(row.geometry) - [60, 34]) * 1000).astype(int)
        arcs.append(np.diff(corners, axis=0, prepend=[[0, 0]]).tolist())
        cells = {name: getattr(row, name) for name in layer.columns.drop("geometry")}
        shapes.append({"type": "Polygon", "arcs": [[number]], "properties": cells})
    content = {
        "type": "Topology",
        "transform": {"scale": [0.001, 0.001], "translate": [60, 34]},
        "objects": {"made": {"type": "GeometryCollection", "geometries": shapes}},
        "arcs": arcs,
    }
    path.write_text(json.dumps(content), "utf-8")
    return path


def written(path: Path, layer: gpd.GeoDataFrame) -> Path:
    layer.to_file(path, engine="pyogrio")
    return path


def gbopen_adm1(folder: Path) -> Path:
    return written(folder / "geoBoundaries-AFG-ADM1.geojson", geoboundaries("ADM1", [WEST, EAST]))


def gbopen_shapefile(folder: Path) -> Path:
    beside = folder / "geoBoundaries-AFG-ADM2-metaData.json"
    beside.write_text(json.dumps(BESIDE), "utf-8")
    return written(folder / "geoBoundaries-AFG-ADM2.shp", geoboundaries("ADM2", DISTRICTS))


def gbopen_topojson(folder: Path) -> Path:
    path = folder / "geoBoundaries-AFG-ADM2.topojson"
    return topojson(path, geoboundaries("ADM2", DISTRICTS))


def gbopen_archive(folder: Path) -> Path:
    """Every format of one layer beside its text and picture, as ``-all.zip`` holds them."""
    inside = folder / "inside"
    inside.mkdir()
    gbopen_shapefile(inside)
    gbopen_topojson(inside)
    layer = geoboundaries("ADM2", DISTRICTS)
    for name in ("geoBoundaries-AFG-ADM2.geojson", "geoBoundaries-AFG-ADM2_simplified.geojson"):
        written(inside / name, layer)
    (inside / "CITATION-AND-USE-geoBoundaries.txt").write_text("Invented.")
    (inside / "geoBoundaries-AFG-ADM2-PREVIEW.png").write_bytes(b"\x89PNG")
    path = folder / "geoBoundaries-AFG-ADM2-all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(inside.iterdir()):
            archive.write(file, file.name)
    return path


def osm_counties(folder: Path) -> Path:
    """Counties as relations with their tags in one cell, and the towns that are their centres."""
    features = [
        {
            "type": "Feature",
            "properties": {
                "type": "relation",
                "id": 900_000 + number,
                "tags": {
                    "admin_level": "5",
                    "boundary": "administrative",
                    "name": f"شهرستان {number}",
                    "name:en": f"Made County {number}",
                    "place": "county",
                },
            },
            "geometry": shapely.geometry.mapping(shapely.segmentize(shapely.box(*box), 0.1)),
        }
        for number, box in enumerate(DISTRICTS)
    ]
    town = {"type": "node", "id": 1, "tags": {"admin_level": "5", "place": "town", "name": "Town"}}
    spot = {"type": "Point", "coordinates": [60.5, 34.5]}
    features.insert(1, {"type": "Feature", "properties": town, "geometry": spot})
    path = folder / "AF-00.all.min.geojson"
    content = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    return path


def natural_earth(folder: Path) -> Path:
    """Provinces with codes cut off after the country, one of them without any name."""
    layer = frame(
        [WEST, EAST],
        adm1_code=["AFG-9001", "AFG+99?"],
        iso_3166_2=["AF-", "AF-"],
        name=["Made-West", None],
        name_alt=["Gharb|Occident", None],
        name_local=[None, None],
        code_hasc=["-99", "-99"],
        adm0_a3="AFG",
        gn_name=["Velayat-e Made", None],
        featurecla=["Admin-1 scale rank", "Admin-1 minor island"],
    )
    return written(folder / "afg.json", layer).rename(folder / "afg.json")


def natural_earth_names(folder: Path) -> Path:
    """A TopoJSON of names alone: level, country, licence and year must be stated."""
    return topojson(folder / "afg.topo.json", frame([WEST, EAST], name=["Made-West", "Made-East"]))


def ocha(folder: Path) -> Path:
    layer = frame(
        DISTRICTS,
        adm2_name=["One", "Two", "Three", "Four"],
        adm2_name1=["یک", "دو", "سه", "چهار"],
        adm2_pcode=["AF9001", "AF9002", "AF9101", "AF9102"],
        adm1_name=["Made-West"] * 2 + ["Made-East"] * 2,
        adm1_pcode=["AF90"] * 2 + ["AF91"] * 2,
        adm0_name="Afghanistan",
        adm0_pcode="AF",
        iso2="AF",
        iso3="AFG",
        valid_on=pd.Timestamp("2025-01-01"),
        lang="en",
        lang1="da",
        version="v02",
    )
    return written(folder / "afg_admin2.gpkg", layer)


def gadm(folder: Path) -> Path:
    layer = frame(
        DISTRICTS,
        GID_2=[f"AFG.{n}.{m}_1" for n in (90, 91) for m in (1, 2)],
        GID_0="AFG",
        COUNTRY="Afghanistan",
        GID_1=["AFG.90_1"] * 2 + ["AFG.91_1"] * 2,
        NAME_1=["Made-West"] * 2 + ["Made-East"] * 2,
        NL_NAME_1="NA",
        NAME_2=["One", "Two", "Three", "Four"],
        VARNAME_2=["Uno|Yek", "NA", "NA", "NA"],
        NL_NAME_2="NA",
        TYPE_2="Wuleswali",
        HASC_2="NA",
    )
    return written(folder / "gadm41_AFG_2.json", layer)


LAYOUTS = {
    "geoBoundaries ADM1, GeoJSON": (gbopen_adm1, 2, 2, STATED),
    "geoBoundaries ADM2, shapefile": (gbopen_shapefile, 4, 4, {}),
    "geoBoundaries ADM2, TopoJSON": (gbopen_topojson, 4, 4, STATED),
    "geoBoundaries ADM2, all formats": (gbopen_archive, 4, 4, {}),
    "OpenStreetMap": (osm_counties, 5, 4, {"vintage": 2024}),
    "Natural Earth": (natural_earth, 2, 2, {"vintage": 2009}),
    "Natural Earth, names only": (
        natural_earth_names,
        2,
        2,
        {**STATED, "level": "province", "country": "AFG"},
    ),
    "OCHA COD-AB": (ocha, 4, 4, {"licence": "made"}),
    "GADM": (gadm, 4, 4, {"vintage": 2022}),
}


@pytest.mark.parametrize(("make", "rows", "accepted", "stated"), LAYOUTS.values(), ids=LAYOUTS)
def test_every_layout_goes_in(tmp_path, grid, make, rows, accepted, stated):
    districts = grid[grid["level"] == "district"]
    read = read_rows([make(tmp_path)], Stated(**stated), districts).units
    usable = read[read["problem"] == ""]
    assert (len(read), len(usable)) == (rows, accepted)
    assert usable["unit_id"].isna().all() or usable["unit_id"].is_unique
    assert usable["iso3"].unique().tolist() == ["AFG"]
    assert usable["level"].unique().tolist() == ["province" if accepted == 2 else "district"]
    names = usable["name"].dropna()
    assert len(names) == accepted - (make is natural_earth)
    assert names.str.contains("Made|One|Two|Three|Four").all()


@pytest.mark.parametrize(("make", "rows", "accepted", "stated"), LAYOUTS.values(), ids=LAYOUTS)
def test_every_layout_becomes_sound_units(tmp_path, grid, make, rows, accepted, stated):
    (tmp_path / "in").mkdir()
    words = {"licence": None, "vintage": None, **stated}
    report, units = imported(tmp_path, make(tmp_path / "in"), **words)
    assert (report.rows, report.accepted) == (rows, accepted)
    assert_sound(units)
    mine = units[units["iso3"] == "AFG"]
    assert not mine["unit_id"].isin(["d0-0", "d0-1", "d1-0", "d1-1"]).any()
    finest = mine[~mine["unit_id"].isin(mine["parent_id"])]
    assert len(finest) == accepted
    outline = mine.set_index("level").geometry["country"]
    assert outline.area == pytest.approx(shapely.box(*COUNTRY).area, rel=1e-3)


@pytest.mark.parametrize(
    ("make", "missing"),
    [(gbopen_topojson, "licence"), (natural_earth, "--vintage"), (osm_counties, "--vintage")],
)
def test_what_a_layout_does_not_say_is_asked_for(tmp_path, grid, make, missing):
    with pytest.raises(FileFault, match=missing):
        read_rows([make(tmp_path)], Stated(), grid[grid["level"] == "district"])


def test_names_alone_do_not_tell_a_level(tmp_path, grid):
    with pytest.raises(SchemaFault, match="--level province or --level district"):
        read_rows([natural_earth_names(tmp_path)], Stated(**STATED), grid)


def test_geoboundaries_say_licence_and_year_beside_the_layer(tmp_path, grid):
    _, units = imported(tmp_path, gbopen_shapefile(tmp_path), licence=None, vintage=None)
    mine = units[(units["iso3"] == "AFG") & (units["level"] == "district")]
    assert set(mine["licence"]) == {"Public Domain"}
    assert set(mine["vintage"]) == {2014}
    assert mine["source"].str.endswith("(An invented office)").all()
    assert "Made ADM2 2" in set(mine["name"])


def test_of_openstreetmap_areas_are_taken_and_centres_set_aside(tmp_path, grid):
    report, units = imported(tmp_path, osm_counties(tmp_path), licence=None, vintage=2024)
    assert report.set_aside["reason"].tolist() == ["is a point or a line, not an area"]
    assert report.set_aside["row"].tolist() == [2]
    counties = units[units["name"].str.startswith("Made County")]
    assert len(counties) == 4
    assert counties["name_local"].str.startswith("شهرستان").all()
    assert set(counties["licence"]) == {"Open Data Commons Open Database License 1.0"}
    assert counties["parent_id"].tolist() == ["AF-0", "AF-0", "AF-1", "AF-1"]


def test_of_natural_earth_cut_codes_are_not_taken_and_the_nameless_called_by_their_id(
    tmp_path, grid
):
    report, units = imported(tmp_path, natural_earth(tmp_path), licence=None, vintage=2009)
    assert "1 have no name and are called by their id: Unnamed unit AFG+99?" in str(report)
    assert "2 codes that are not the ISO 3166-2 codes of their provinces" in str(report)
    provinces = units[(units["level"] == "province") & (units["iso3"] == "AFG")]
    assert set(provinces["licence"]) == {"Public Domain"}
    named = provinces[provinces["name"] == "Made-West"].iloc[0]
    assert list(named["aliases"]) == ["Gharb", "Occident", "Velayat-e Made"]


# The shipped districts of one province, as a producer would write them in more detail


@pytest.fixture(scope="module")
def detailed(tmp_path_factory):
    """Badakhshan's districts with more vertices, as geoBoundaries writes them, imported."""
    districts = geo.read_units(countries=["AFG"], level="district")
    districts = districts[districts["parent_id"] == "AF-BDS"]
    layer = gpd.GeoDataFrame(
        {
            "shapeName": districts["name"],
            "shapeISO": "",
            "shapeID": districts["unit_id"],
            "shapeGroup": "AFG",
            "shapeType": "ADM2",
        },
        geometry=shapely.segmentize(np.asarray(districts.geometry), 0.01),
        crs=4326,
    )
    folder = tmp_path_factory.mktemp("detailed")
    path = written(folder / "geoBoundaries-AFG-ADM2.shp", layer)
    return imported(folder, path, **STATED)


def test_the_same_units_in_more_detail_keep_ids_codes_and_local_names(detailed):
    report, units = detailed
    shipped = geo.read_units(countries=["AFG"], level="district").set_index("unit_id")
    shipped = shipped[shipped["parent_id"] == "AF-BDS"]
    assert (report.rows, report.accepted) == (len(shipped), len(shipped))
    mine = units[units["source"].str.startswith("geoBoundaries: ")].set_index("unit_id")
    mine = mine[mine["level"] == "district"].loc[shipped.index]
    for column in ("name", "ocha_pcode", "name_local", "parent_id"):
        assert mine[column].tolist() == shipped[column].tolist(), column
    assert set(mine["vintage"]) == {2020}


def test_they_are_the_same_units_in_the_crosswalk(detailed):
    """Of all districts of the country, those that were imported among them."""
    old = geo.read_units(countries=["AFG"], level="district")
    new = detailed[1]
    new = new[(new["iso3"] == "AFG") & (new["level"] == "district")]
    table = geo.crosswalk(old, new)
    assert set(table["relation"]) == {"same"}
    assert (table["old_id"] == table["new_id"]).all()
    assert table[["share_of_old", "share_of_new"]].min().min() > 0.99


def test_events_and_zones_find_the_same_units_in_them(detailed, joined, zones, monkeypatch):
    monkeypatch.setenv(settings_module.SETTING, str(detailed[0].path))
    again = geo.join(geo.read_events(), geo.read_units(), geo.read_zones())
    assert len(again) == len(joined)
    for column in ("country_id", "province_id", "district_id", "zone_ids"):
        before, after = (part[column].astype("str").fillna("") for part in (joined, again))
        assert (before == after).mean() > 0.99, column
    new_zones = geo.read_zones()
    assert shapely.equals(np.asarray(new_zones.geometry), np.asarray(zones.geometry)).all()
    held = zip(zones["members"], new_zones["members"], strict=True)
    assert sum(set(before) == set(after) for before, after in held) > 0.9 * len(zones)
