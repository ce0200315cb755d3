"""What is written is read again by other readers with equal content."""

import codecs
import datetime as dt
import json
import resource
import time
import zipfile

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
from defusedxml import ElementTree

import geo
import geo.export.convert
from geo.errors import FileFault
from geo.export import xlsx
from geo.export.export import FORMATS, table_csv, to_csv, write_events
from geo.vocabulary import EVENT_TYPES, FAMILIES

READ_BY_GDAL = [".geojson", ".gpkg", ".parquet", ".csv", ".kml"]
FAMILY = {kind.key: kind.family for kind in EVENT_TYPES}
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1"]
KML = "{http://www.opengis.net/kml/2.2}"


@pytest.fixture(scope="module")
def varied(make_events, units, zones):
    """Synthetic events with every kind of cell: scripts, lines, signs of markup, nulls, spans."""
    events = make_events(
        {
            "summary": 'Line one\nline "two", with; marks <b>&amp;</b> ]]>',
            "place": "فیض‌آباد",
            "actor_1": "ناشناس 🚁 Ёлка",
            "fatalities_best": 3,
            "fatalities_low": 0,
            "date_end": "2021-09-02",
            "source_url": "https://example.org/a?b=1&c='2'",
            "licence": "CC BY 4.0",
            "data_as_of": "2022-01-31",
        },
        {"event_type": "air_strike", "geo_precision": "province", "verified": "memory"},
        {"lon": 0.0, "lat": 0.0, "injured": 2_147_483_647, "source_url": "javascript:alert(1)"},
        lon=70.58,
        lat=37.117,
        country="AFG",
    )
    return geo.join(events, units, zones)


@pytest.fixture(scope="module")
def marked(varied):
    """The same events, their texts formulas."""
    texts = pd.Series(FORMULAS[: len(varied)], varied.index, dtype="str")
    return varied.assign(summary=texts, note="@x", source_title=FORMULAS[-1])


def cells(frame, like):
    """Return cells as plain values of the kinds that ``like`` holds, null as None."""

    def plain(cell, column):
        if pd.isna(cell) or cell == "":
            return None
        if pd.api.types.is_bool_dtype(column):
            return str(cell) in ("True", "true", "1")
        if pd.api.types.is_datetime64_any_dtype(column):
            return str(cell)[:10]
        # A workbook keeps 16 digits of a number.
        return round(float(cell), 9) if pd.api.types.is_numeric_dtype(column) else str(cell)

    names = [name for name in like.columns if name != "geometry"]
    return {name: [plain(cell, like[name]) for cell in frame[name]] for name in names}


def read_by_gdal(path):
    if path.suffix == ".parquet":
        return gpd.read_parquet(path)
    options = {"EMPTY_STRING_AS_NULL": "YES"} if path.suffix == ".csv" else {}
    return pyogrio.read_dataframe(path, **options)


@pytest.mark.parametrize("ending", READ_BY_GDAL)
@pytest.mark.parametrize("name", ["varied", "joined"])
def test_another_reader_finds_every_cell(request, tmp_path, ending, name):
    events = request.getfixturevalue(name)
    report = write_events(events, tmp_path / f"out{ending}")
    assert (report.events, report.withheld) == (len(events), {})
    found = read_by_gdal(report.path)
    assert cells(found, events) == cells(events, events)
    if ending == ".csv":
        lonlat = found[["longitude", "latitude"]].astype(float)
        found = gpd.GeoDataFrame(found, geometry=gpd.points_from_xy(*lonlat.to_numpy().T))
    spots = gpd.GeoSeries(found.geometry.to_numpy())
    assert spots.geom_equals_exact(gpd.GeoSeries(events.geometry.to_numpy()), 1e-9).all()


@pytest.mark.parametrize("ending", [".geojson", ".gpkg", ".parquet", ".csv"])
def test_written_events_are_valid_events_again(joined, tmp_path, ending):
    path = write_events(joined, tmp_path / f"out{ending}").path
    events, report = geo.import_events(path)
    assert len(report.set_aside) == 0
    assert events["event_id"].tolist() == joined["event_id"].tolist()
    assert events["fatalities_best"].equals(joined["fatalities_best"].reset_index(drop=True))


@pytest.mark.parametrize("name", ["varied", "joined"])
def test_a_workbook_holds_every_cell_with_its_type(request, tmp_path, name):
    events = request.getfixturevalue(name)
    path = write_events(events, tmp_path / "out.xlsx").path
    book = openpyxl.load_workbook(path)
    header, *rows = book["Events"].iter_rows(values_only=True)
    found = pd.DataFrame(rows, columns=header, dtype=object)
    assert cells(found, events) == cells(events, events)
    assert found["longitude"].tolist() == pytest.approx(events.geometry.x.tolist())
    assert all(isinstance(day, dt.datetime) for day in found["date_start"])
    assert all(isinstance(yes, bool) for yes in found["restricted"])
    assert {type(toll) for toll in found["fatalities_best"]} == {int, type(None)}
    assert book["Events"].freeze_panes == "B2"
    assert book["Events"].auto_filter.ref.startswith("A1:")


def test_the_second_sheet_names_sources_licences_and_what_is_left_out(varied, tmp_path):
    events = varied.assign(restricted=[True, False, False])
    path = write_events(events, tmp_path / "out.xlsx").path
    sheet = openpyxl.load_workbook(path)["Sources and licences"]
    text = "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    for words in ("not stated", "geoBoundaries", "ODbL", "never 0", "made 1 event"):
        assert words in text


def test_links_of_a_workbook_lead_to_the_web_only(varied, tmp_path):
    path = write_events(varied, tmp_path / "out.xlsx").path
    sheet = openpyxl.load_workbook(path)["Events"]
    links = {cell.hyperlink.target for row in sheet.iter_rows() for cell in row if cell.hyperlink}
    assert links == {"https://example.org/a?b=1&c='2'"}
    with zipfile.ZipFile(path) as parts:
        assert not [name for name in parts.namelist() if "external" in name.lower()]


def test_more_links_than_a_sheet_holds_stay_text(varied, tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx, "MOST_LINKS", 0)
    path = write_events(varied, tmp_path / "out.xlsx").path
    sheet = openpyxl.load_workbook(path)["Events"]
    assert "https://example.org/a?b=1&c='2'" in {c.value for row in sheet for c in row}
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink]


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_are_defused(joined, text):
    frame = joined.head(1).assign(summary=text)
    cell = pd.read_csv(pd.io.common.StringIO(to_csv(frame)), dtype=str)["summary"][0]
    assert cell.startswith("'")


def test_a_workbook_holds_no_formula(marked, tmp_path):
    path = write_events(marked, tmp_path / "out.xlsx").path
    for sheet in openpyxl.load_workbook(path):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not str(cell.value or "").startswith(("=", "+", "@", "\t", "\r"))


def test_numbers_are_not_defused(joined):
    frame = joined.head(1).assign(match_distance_km=-1.5)
    assert ",-1.5," in to_csv(frame)


def test_a_table_of_any_columns_is_csv():
    frame = pd.DataFrame({"a": ["=x", None], "b": [-1, 2]})
    assert table_csv(frame) == "a,b\n'=x,-1\n,2\n"


@pytest.mark.parametrize("ending", [".kml", ".xlsx"])
def test_signs_that_xml_forbids_are_replaced(varied, tmp_path, ending):
    bad = varied.assign(summary="a\x00b\x0bc\ufffed", source_title="_x0041_")
    path = write_events(bad, tmp_path / f"out{ending}").path
    if ending == ".kml":
        found = pyogrio.read_dataframe(path)
    else:
        header, *rows = openpyxl.load_workbook(path)["Events"].iter_rows(values_only=True)
        found = pd.DataFrame(rows, columns=header)
        assert "_x005F_x0041_" in zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
    assert set(found["summary"]) == {"a\ufffdb\ufffdc\ufffdd"}


def test_kml_plays_in_time_and_shows_the_family(varied, tmp_path):
    path = write_events(varied, tmp_path / "out.kml").path
    document = ElementTree.parse(path).getroot()
    styles = {style.get("id") for style in document.iter(f"{KML}Style")}
    assert styles == {family.key for family in FAMILIES}
    marks = list(document.iter(f"{KML}Placemark"))
    used = [mark.findtext(f"{KML}styleUrl").removeprefix("#") for mark in marks]
    assert used == [FAMILY[kind] for kind in varied["event_type"]]
    assert marks[0].findtext(f"{KML}TimeSpan/{KML}begin") == "2021-08-15"
    assert marks[0].findtext(f"{KML}TimeSpan/{KML}end") == "2021-09-02"
    assert marks[1].findtext(f"{KML}TimeStamp/{KML}when") == "2021-08-15"
    found = pyogrio.read_dataframe(path)
    assert found["begin"].notna().tolist() == [True, False, False]
    assert found["timestamp"].notna().tolist() == [False, True, True]


def test_a_balloon_escapes_the_data_and_links_its_source(varied, tmp_path):
    balloons = pyogrio.read_dataframe(write_events(varied, tmp_path / "o.kml").path)["description"]
    assert "&lt;b&gt;&amp;amp;&lt;/b&gt;" in balloons[0]
    assert '<a href="https://example.org/a?b=1&amp;c=&#x27;2&#x27;">A newspaper</a>' in balloons[0]
    assert "; 0 to 3 deaths, best estimate 3; " in balloons[0]
    assert "Unverified: from memory" in balloons[1]
    assert "; toll unknown; " in balloons[2]
    assert "javascript" not in balloons[2]


def test_geojson_keeps_unknown_numbers_null_and_days_as_text(joined, tmp_path):
    unknown = joined[joined["fatalities_best"].isna()].head(1)
    content = json.loads(write_events(unknown, tmp_path / "o.geojson").path.read_text("utf-8"))
    properties = content["features"][0]["properties"]
    assert properties["fatalities_best"] is None
    assert properties["data_as_of"] is None
    assert properties["date_start"] == str(unknown["date_start"].iloc[0].date())
    assert content["about"]["datasets"][0]["licences"] == {"MIT (compilation)": 1}


def test_geopackage_and_geoparquet_say_where_they_are_from(joined, tmp_path):
    package = write_events(joined, tmp_path / "o.gpkg").path
    about = json.loads(pyogrio.read_info(package)["layer_metadata"]["about"])
    assert about["datasets"][0]["events"] == len(joined)
    assert pyogrio.list_layers(package).tolist() == [["events", "Point"]]
    assert pyogrio.read_info(package)["ogr_types"][1] == "OFTDate"
    parquet = gpd.read_parquet(write_events(joined, tmp_path / "o.parquet").path)
    assert parquet.attrs["about"] == about


def test_same_events_same_bytes(varied, tmp_path):
    paths = [tmp_path / f"out{ending}" for ending in FORMATS]
    first = [write_events(varied, path).path.read_bytes() for path in paths]
    time.sleep(1.1)
    assert [write_events(varied, path).path.read_bytes() for path in paths] == first


def test_no_events_make_a_file_without_rows(joined, tmp_path):
    for ending in FORMATS:
        assert write_events(joined.head(0), tmp_path / f"out{ending}").events == 0


def test_a_day_before_a_workbooks_calendar_is_text(varied, tmp_path):
    old = varied.assign(date_start=pd.Timestamp("1893-11-12").as_unit("us"))
    sheet = openpyxl.load_workbook(write_events(old, tmp_path / "o.xlsx").path)["Events"]
    assert sheet["B2"].value == "1893-11-12"


def test_more_than_a_workbook_holds_is_refused(varied, tmp_path, monkeypatch):
    long = varied.assign(summary="🚁" * 16_384)
    with pytest.raises(FileFault, match="one of summary has 32,768"):
        write_events(long, tmp_path / "out.xlsx")
    monkeypatch.setattr(xlsx, "MOST_ROWS", 2)
    with pytest.raises(FileFault, match="holds 2 events, these are 3"):
        write_events(varied, tmp_path / "out.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_unknown_ending_and_folder_are_refused(joined, tmp_path):
    with pytest.raises(FileFault, match="ends in none of"):
        write_events(joined, tmp_path / "out.doc")
    for ending in FORMATS:
        with pytest.raises(FileFault, match="cannot be written"):
            write_events(joined, tmp_path / "no" / f"out{ending}")


@pytest.mark.parametrize("ending", FORMATS)
def test_a_disk_that_fills_leaves_the_old_file(joined, tmp_path, ending):
    path = tmp_path / f"out{ending}"
    size = write_events(joined, path).path.stat().st_size
    path.write_text("old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    # The last bytes of a GeoPackage are its index, which GDAL writes when it closes the file.
    for most in (size // 2, size - 4_100) if ending == ".gpkg" else (size // 2,):
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
        try:
            with pytest.raises(FileFault, match="cannot be written"):
                write_events(joined, path)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert path.read_text() == "old"
        assert list(tmp_path.iterdir()) == [path]


def test_a_csv_file_has_a_mark_for_spreadsheets_and_is_read_back_unchanged(tmp_path, events):
    persian = events.head(3).assign(place="قندوز")
    path = write_events(persian, tmp_path / "out.csv").path
    assert path.read_bytes().startswith(codecs.BOM_UTF8)
    back, report = geo.import_events(path)
    assert back.astype("str").equals(persian.reset_index(drop=True).astype("str"))
    assert report.notes == []
    assert not to_csv(persian).startswith("\ufeff")
