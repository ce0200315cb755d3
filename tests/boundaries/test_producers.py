"""Whose boundaries a layer holds: the documented columns of each producer, field by field."""

import json

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.boundaries.importing.producers import FIELDS, describe_layer, producer_of
from geo.errors import SchemaFault
from geo.files.layers import Layer
from geo.settings import shipped


def layer(**cells) -> Layer:
    frame = gpd.GeoDataFrame(
        {name.lower(): [value] for name, value in cells.items()},
        geometry=[shapely.box(66, 36, 67, 37)],
        crs=4326,
    )
    return Layer("made.geojson", frame, (), {})


GEOBOUNDARIES = {
    "shapeName": "Warduj\n",
    "shapeISO": "",
    "shapeID": "17698898B39229335816242",
    "shapeGroup": "AFG",
    "shapeType": "ADM2",
}
COD_UP_TO_2024 = {
    "ADM2_EN": "Warduj",
    "ADM2_DA": "وردوج",
    "ADM2_PCODE": "AF1714",
    "ADM2_REF": "Wardooj",
    "ADM2ALT1EN": "Wardoj",
    "ADM1_EN": "Badakhshan",
    "ADM1_PCODE": "AF17",
    "ADM0_EN": "Afghanistan",
    "ADM0_PCODE": "AF",
    "date": "2017-02-01",
    "validOn": "2021-11-17",
    "validTo": None,
}
COD_FROM_2025 = {
    "adm2_name": "Warduj",
    "adm2_name1": "وردوج",
    "adm2_pcode": "AF1714",
    "adm2_ref_name": "Wardooj",
    "adm1_name": "Badakhshan",
    "adm1_pcode": "AF17",
    "adm0_pcode": "AF",
    "iso2": "AF",
    "iso3": "AFG",
    "valid_on": pd.Timestamp("2025-01-01"),
    "lang": "en",
    "lang1": "da",
    "version": "v02",
}
GADM_4 = {
    "GID_2": "AFG.1.28_1",
    "GID_0": "AFG",
    "COUNTRY": "Afghanistan",
    "GID_1": "AFG.1_1",
    "NAME_1": "Badakhshan",
    "NL_NAME_1": "NA",
    "NAME_2": "Warduj",
    "VARNAME_2": "Wardoj|Wardooj",
    "NL_NAME_2": "NA",
    "TYPE_2": "Wuleswali",
    "HASC_2": "AF.BD.WJ",
}
GADM_2 = {"ID_0": 1, "ISO": "AFG", "NAME_0": "Afghanistan", "ID_1": 1, "NAME_1": "Badakhshan"}
NATURAL_EARTH = {
    "adm1_code": "AFG-1741",
    "iso_3166_2": "AF-BDS",
    "name": "Badakhshan",
    "name_alt": "Badaẖšan|Badachschan",
    "name_local": None,
    "adm0_a3": "AFG",
    "gn_name": "Velayat-e Badakhshan",
}
OSM_TAGS = {
    "type": "relation",
    "id": 6554901,
    "tags": {
        "admin_level": "5",
        "boundary": "administrative",
        "name": "شهرستان ایرانشهر",
        "name:en": "Iranshahr County",
        "alt_name": "One;Two",
    },
}
OSM_TAGS_IN_TEXT = OSM_TAGS | {"tags": json.dumps(OSM_TAGS["tags"])}
OSM_FLAT = {
    "@id": "relation/6554901",
    "admin_level": "5",
    "boundary": "administrative",
    "name": "شهرستان ایرانشهر",
    "name:en": "Iranshahr County",
}
OSM_OGR = {
    "osm_id": "6554901",
    "name": "شهرستان ایرانشهر",
    "admin_level": "5",
    "boundary": "administrative",
    "other_tags": '"name:en"=>"Iranshahr County","alt_name"=>"One;Two"',
}


@pytest.mark.parametrize(
    ("cells", "producer", "depth", "expected"),
    [
        (
            GEOBOUNDARIES,
            "geoboundaries",
            2,
            {"unit_id": "17698898B39229335816242", "iso3": "AFG", "iso_3166_2": None},
        ),
        (
            COD_UP_TO_2024,
            "ocha-cod-ab",
            2,
            {
                "unit_id": "AF1714",
                "ocha_pcode": "AF1714",
                "name": "Warduj",
                "name_local": "وردوج",
                "aliases": ["Wardooj", "Wardoj"],
                "iso2": "AF",
                "parent_id": "AF17",
                "parent_name": "Badakhshan",
                "vintage": "2021-11-17",
            },
        ),
        (
            COD_FROM_2025,
            "ocha-cod-ab",
            2,
            {
                "unit_id": "AF1714",
                "name": "Warduj",
                "name_local": "وردوج",
                "aliases": ["Wardooj"],
                "iso3": "AFG",
                "parent_id": "AF17",
                "vintage": "2025-01-01 00:00:00",
            },
        ),
        (
            GADM_4,
            "gadm",
            2,
            {
                "unit_id": "AFG.1.28_1",
                "name": "Warduj",
                "name_local": None,
                "aliases": ["Wardoj", "Wardooj"],
                "iso3": "AFG",
                "parent_id": "AFG.1_1",
                "parent_name": "Badakhshan",
            },
        ),
        (GADM_2, "gadm", 1, {"unit_id": None, "name": "Badakhshan", "iso3": "AFG"}),
        (
            NATURAL_EARTH,
            "natural-earth",
            1,
            {
                "unit_id": "AFG-1741",
                "name": "Badakhshan",
                "aliases": ["Badaẖšan", "Badachschan", "Velayat-e Badakhshan"],
                "iso3": "AFG",
                "iso_3166_2": "AF-BDS",
            },
        ),
        *(
            (
                cells,
                "osm",
                2,
                {"unit_id": unit, "name": "Iranshahr County", "name_local": "شهرستان ایرانشهر"},
            )
            for cells, unit in (
                (OSM_TAGS, "6554901"),
                (OSM_TAGS_IN_TEXT, "6554901"),
                (OSM_FLAT, "relation/6554901"),
                (OSM_OGR, "6554901"),
            )
        ),
        ({"id": "x", "name": "Warduj"}, "plain", None, {"unit_id": "x", "name": "Warduj"}),
    ],
    ids=[
        "geoBoundaries",
        "COD-AB up to 2024",
        "COD-AB from 2025",
        "GADM 4.1",
        "GADM 2.8",
        "Natural Earth",
        "OSM tags",
        "OSM tags in text",
        "OSM flat",
        "OSM ogr2ogr",
        "plain",
    ],
)
def test_a_producer_is_recognised_and_read(cells, producer, depth, expected):
    found, rows = describe_layer(layer(**cells))
    row = rows.iloc[0]
    assert found.key == producer
    assert (None if pd.isna(row["depth"]) else row["depth"]) == depth
    told = {name: None if not isinstance(row[name], str | list) else row[name] for name in expected}
    assert told == expected


def test_of_several_levels_in_one_layer_the_deepest_counts():
    columns = ("gid_0", "name_0", "gid_1", "name_1", "gid_2", "name_2", "name_3")
    assert producer_of(columns, "x")[1] == 3


def test_a_layer_without_names_is_refused_with_its_columns():
    with pytest.raises(SchemaFault, match=r"no column that names.*: a, b\. .*--name-column"):
        producer_of(("a", "b"), "made.geojson")


@pytest.mark.parametrize(
    ("cell", "text"), [(17.0, "17"), (17, "17"), (1.5, "1.5"), (float("nan"), None)]
)
def test_ids_in_numbers_lose_the_decimals_that_gaps_bring(cell, text):
    """A column of whole numbers with a gap comes as floats."""
    _, rows = describe_layer(layer(id=cell, name="Warduj"))
    assert rows["unit_id"].astype(object).where(rows["unit_id"].notna(), None).tolist() == [text]


def test_control_characters_go_and_blank_words_are_null():
    _, rows = describe_layer(layer(id="-99", name="War\x07duj\x00", name_local="NA"))
    assert rows["name"].tolist() == ["War duj"]
    assert rows[["unit_id", "name_local"]].isna().all(axis=None)


@pytest.mark.parametrize("tags", ["{", "[1]", "null", "", None, 3.5])
def test_broken_tags_are_no_tags(tags):
    found, rows = describe_layer(layer(name="x", tags=tags))
    assert found.key == "plain"
    assert rows["name"].tolist() == ["x"]


def test_the_tables_name_known_producers_fields_and_signs():
    producers = pd.read_csv(shipped("tables/boundary_producers.csv"), dtype=str)
    columns = pd.read_csv(shipped("tables/boundary_columns.csv"), dtype=str)
    assert set(columns["producer"]) == set(producers["producer"])
    assert set(columns["field"]) <= set(FIELDS)
    assert not columns.duplicated(["producer", "field", "column"]).any()
    assert (producers["signs"] == producers["signs"].str.lower()).all()
    assert producers.loc[producers["producer"] != "plain", "source"].notna().all()
