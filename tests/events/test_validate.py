"""Events from any file: good rows always arrive, bad rows are named, bad files are refused."""

import codecs
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import geo
from geo import schema
from geo.cells.empty import empty_words
from geo.errors import BorderwatchError, CrsMismatch, FileFault, SchemaFault
from geo.events.reading import import_events, read_events, recognise
from geo.events.validate import accept
from geo.settings import EVENTS
from geo.text import INVISIBLE
from geo.view.select import select
from geo.view.view import View

# The readers below geopandas say in warnings what the report says in rows.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Could not parse column"),
    pytest.mark.filterwarnings("ignore::RuntimeWarning:pyogrio"),
]

GOOD = {
    "event_id": "good",
    "date_start": "2021-08-15",
    "date_end": "2021-08-16",
    "date_precision": "day",
    "country": "AFG",
    "geo_precision": "town",
    "event_type": "attack",
    "fatalities_best": 3,
    "injured": 4,
    "source_publisher": "A newspaper",
    "side_1_type": "state",
    "verified": "page",
    "longitude": 69.2,
    "latitude": 34.5,
}


def feature(row: dict) -> dict:
    properties = {key: value for key, value in row.items() if key not in ("longitude", "latitude")}
    geometry = properties.pop("geometry", "of coordinates")
    if geometry == "of coordinates":
        geometry = {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*rows: dict) -> dict:
    return {"type": "FeatureCollection", "features": [feature(row) for row in rows]}


def geojson(*rows: dict) -> str:
    return json.dumps(collection(*rows), ensure_ascii=False)


def csv(*rows: dict) -> str:
    return pd.DataFrame(rows).to_csv(index=False)


def between_good_rows(**fault) -> list[dict]:
    return [{**GOOD, "event_id": "a"}, {**GOOD, "event_id": "bad", **fault}, {**GOOD}]


def save(path: Path, content: str | bytes | Callable[[Path], object]) -> Path:
    if callable(content):
        content(path)
    elif isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content, encoding="utf-8", newline="")
    return path


# The shipped events


def test_shipped_events_are_all_accepted():
    events, report = import_events()
    assert len(events) == report.rows_read == report.accepted == 431
    assert report.set_aside.empty
    assert report.notes == []
    assert events["event_id"].is_unique


def test_every_shipped_event_names_its_source(events):
    assert events["source_publisher"].notna().all()
    # A page whose title or address was not read: null, never made up.
    for column, unread in (("source_title", 15), ("source_url", 1)):
        assert events[column].isna().sum() == unread
        assert (events[column].dropna().str.strip() != "").all()
    assert not (events["source_title"].isna() & events["source_url"].isna()).any()
    assert events["source_url"].dropna().str.match(r"https?://[^\s]+$").all()


def test_unknown_tolls_are_null_and_never_filled_with_zero(events):
    raw = [feature["properties"] for feature in json.loads(EVENTS.read_bytes())["features"]]
    for column, unknown in (("fatalities_best", 93), ("injured", 214)):
        assert events[column].isna().sum() == unknown
        assert sum(row[column] is None for row in raw) == unknown
        assert (events[column] == 0).sum() == sum(row[column] == 0 for row in raw)
        assert str(events[column].dtype) == "Int32"


def test_tolls_are_in_order(events):
    assert not (events["fatalities_low"] > events["fatalities_best"]).fillna(False).any()
    assert not (events["fatalities_best"] > events["fatalities_high"]).fillna(False).any()


def test_how_many_shipped_events_are_verified(events):
    counts = events["verified"].value_counts().to_dict()
    assert counts == {"page": 420, "document": 9, "memory": 2}


def test_shipped_events_do_not_tell_what_the_project_began_with(events):
    assert "seed" not in events.columns
    assert re.search(r"\bseed", EVENTS.read_text("utf-8"), re.IGNORECASE) is None


def test_shipped_events_lie_in_their_period(events):
    assert events["date_start"].min() >= pd.Timestamp("2010-01-01")
    assert events["date_end"].max() <= pd.Timestamp("2026-04-30")


# One bad row between two good ones

ROW_FAULTS = {
    "latitude 91": ({"latitude": 91}, "latitude must lie between -90 and 90"),
    "latitude -90.5": ({"latitude": -90.5}, "latitude must lie between -90 and 90"),
    "longitude 181": ({"longitude": 181}, "longitude must lie between -180 and 180"),
    "longitude -181": ({"longitude": -181}, "longitude must lie between -180 and 180"),
    "longitude None": ({"longitude": None}, "has no coordinates"),
    "latitude NaN": ({"latitude": float("nan")}, "has no coordinates"),
    "both None": ({"longitude": None, "latitude": None}, "has no coordinates"),
    "longitude text": (
        {"longitude": "sixty-nine"},
        "longitude .sixty-nine. is not in degrees|no coordinates",
    ),
    "longitude infinite": ({"longitude": float("inf")}, "longitude must lie|no coordinates"),
    "date in words": ({"date_start": "last Sunday"}, "'last Sunday' is not a date; write it as 20"),
    "date with slashes": ({"date_start": "15/08/2021"}, "'15/08/2021' is not a date; write it"),
    "month 13": ({"date_start": "2021-13-01"}, "'2021-13-01' is not a date; write it"),
    "30 February": ({"date_start": "2021-02-30"}, "'2021-02-30' is not a date; write it"),
    "end in words": ({"date_end": "later"}, "'later' is not a date; write it"),
    "no date": ({"date_start": None}, "date_start is missing"),
    "reversed": ({"date_end": "2021-08-14"}, "date_end lies before date_start; swap them"),
    "no id": ({"event_id": None}, "event_id is missing"),
    "blank id": ({"event_id": "  "}, "event_id is missing"),
    "doubled id": ({"event_id": "a"}, "stands on an earlier row too; ids must be unique"),
    "negative toll": ({"fatalities_best": -1}, "is negative; leave the cell empty"),
    "negative injured": ({"injured": -2}, "is negative; leave the cell empty"),
    "fractional toll": ({"fatalities_best": 2.5}, "'2.5' is not a whole number; leave unknown"),
    "toll in words": ({"fatalities_best": "many"}, "'many' is not a whole number; leave unknown"),
    "toll with a plus": ({"injured": "100+"}, "is not a whole number; leave unknown"),
    "toll beyond 32 bits": ({"fatalities_best": 2**40}, "is more than 2,147,483,647; check the"),
    "toll of 400 digits": (
        {"fatalities_best": 10**400},
        "10{39}' is more than 2,147,483,647; check",
    ),
    "toll true": ({"injured": True}, "is not a whole number"),
    "longitude of 400 digits": (
        {"longitude": 10**400},
        "longitude must lie between -180 and 180|no coordinates",
    ),
    "toll far below": ({"injured": -(2**40)}, "is negative; leave the cell empty"),
    "unknown type": ({"event_type": "picnic"}, "is not one of armed_clash, attack"),
    "type in capitals": ({"event_type": "ATTACK"}, "is not one of armed_clash, attack"),
    "unknown precision": ({"geo_precision": "street"}, "is not one of exact, town"),
    "unknown date precision": ({"date_precision": "hour"}, "is not one of day, week"),
    "unknown side": ({"side_1_type": "alien"}, "is not one of state, non_state"),
    "unknown proof": ({"verified": "rumour"}, "is not one of page, document, memory"),
    "no publisher": ({"source_publisher": None}, "source_publisher is missing"),
    "blank publisher": ({"source_publisher": "\t "}, "source_publisher is missing"),
}


@pytest.mark.parametrize(("fault", "reason"), ROW_FAULTS.values(), ids=ROW_FAULTS)
def test_a_bad_row_is_set_aside_and_its_neighbours_stay(tmp_path, fault, reason):
    path = save(tmp_path / "x.geojson", geojson(*between_good_rows(**fault)))
    events, report = import_events(path)
    assert events["event_id"].tolist() == ["a", "good"]
    assert (report.rows_read, report.accepted) == (3, 2)
    assert report.set_aside["row"].tolist() == [2]
    assert re.search(reason, report.set_aside["reason"].item())
    assert events["fatalities_best"].tolist() == [3, 3]


def test_all_bad_rows_of_a_csv_file_are_set_aside_and_their_neighbours_stay(tmp_path):
    rows = []
    for number, (fault, _) in enumerate(ROW_FAULTS.values()):
        own_id = {"event_id": f"bad-{number}"} | {
            key: "good-0" if value == "a" else value for key, value in fault.items()
        }
        rows += [{**GOOD, "event_id": f"good-{number}"}, {**GOOD, **fault, **own_id}]
    events, report = import_events(save(tmp_path / "x.csv", csv(*rows)))
    assert events["event_id"].tolist() == [f"good-{n}" for n in range(len(ROW_FAULTS))]
    assert report.set_aside["row"].tolist() == list(range(2, len(rows) + 1, 2))
    for (what, (_, reason)), said in zip(
        ROW_FAULTS.items(), report.set_aside["reason"], strict=True
    ):
        assert re.search(reason, said), what


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Polygon", "coordinates": [[[69, 34], [70, 34], [70, 35], [69, 34]]]},
        {"type": "Polygon", "coordinates": [[[69, 34], [70, 34]]]},
        {"type": "Polygon", "coordinates": []},
        {"type": "LineString", "coordinates": [[69, 34], [70, 34]]},
        {"type": "LineString", "coordinates": [[69, 34]]},
        {"type": "MultiPoint", "coordinates": [[69, 34], [70, 34]]},
        {"type": "GeometryCollection", "geometries": []},
        {"type": "Point", "coordinates": []},
        {"type": "Point", "coordinates": [69]},
        {"type": "Point", "coordinates": ["69", "34"]},
        {"type": "Point"},
        {"type": "Blob", "coordinates": [69, 34]},
        {},
        None,
    ],
    ids=json.dumps,
)
def test_a_row_whose_geometry_is_no_point_is_set_aside(tmp_path, geometry):
    path = save(tmp_path / "x.geojson", geojson(*between_good_rows(geometry=geometry)))
    events, report = import_events(path)
    assert events["event_id"].tolist() == ["a", "good"]
    assert report.set_aside["row"].tolist() == [2]
    assert re.search("not a point|no coordinates|geometry", report.set_aside["reason"].item())


def test_the_reason_names_the_geometry_once(tmp_path):
    line = {"type": "LineString", "coordinates": [[69, 34], [70, 34]]}
    report = import_events(
        save(tmp_path / "x.geojson", geojson(*between_good_rows(geometry=line)))
    )[1]
    assert report.set_aside["reason"].item() == "geometry is not a point"


def test_all_faults_of_a_row_stand_in_one_line(tmp_path):
    rows = between_good_rows(latitude=91, event_type="picnic", injured=-1, date_start="soon")
    report = import_events(save(tmp_path / "x.csv", csv(*rows)))[1]
    assert len(report.set_aside) == 1
    line = report.set_aside.iloc[0]
    for word in ("latitude", "picnic|is not one of", "negative", "'soon' is not a date"):
        assert re.search(word, line["reason"])
    assert line["event_id"] == "bad"


def test_a_file_of_bad_rows_only_gives_no_events_but_all_reasons(tmp_path):
    rows = [{**GOOD, "event_id": f"e{n}", "latitude": 99} for n in range(3)]
    events, report = import_events(save(tmp_path / "x.csv", csv(*rows)))
    assert len(events) == 0
    assert list(events.columns) == schema.EVENT_COLUMNS
    assert report.set_aside["row"].tolist() == [1, 2, 3]


def test_the_report_reads_as_text(tmp_path):
    path = save(tmp_path / "mine.csv", csv(*between_good_rows(latitude=91)))
    text = str(import_events(path)[1])
    assert text.splitlines()[0] == "mine.csv: 3 rows read, 2 accepted, 1 set aside."
    assert "row 2 (bad): latitude must lie between -90 and 90" in text


def test_a_report_of_very_many_rows_has_one_line_for_their_fault(tmp_path):
    rows = [{**GOOD, "event_id": f"e{n}", "latitude": 99} for n in range(203)]
    report = import_events(save(tmp_path / "x.csv", csv(*rows)))[1]
    lines = str(report).splitlines()
    assert lines[0].endswith("203 rows read, 0 accepted, 203 set aside.")
    assert lines[1].startswith("  203 rows (1, 2, 3, 4, 5, …): latitude must lie")
    assert len(lines) == 2
    assert report.every_row().splitlines()[200].startswith("  row 200 (e199): latitude must lie")


def test_read_events_warns_of_rows_set_aside(tmp_path):
    path = save(tmp_path / "mine.csv", csv(*between_good_rows(latitude=91)))
    with pytest.warns(UserWarning, match=r"3 rows read, 2 accepted, 1 set aside"):
        events = read_events(path)
    assert len(events) == 2


def test_read_events_is_silent_on_a_good_file(tmp_path, recwarn):
    assert len(read_events(save(tmp_path / "x.csv", csv(GOOD)))) == 1
    assert not recwarn.list


# Whole files that cannot be used

WHOLE = geojson(*({**GOOD, "event_id": f"e{n}", "place": "Köln"} for n in range(3)))
POINTS = gpd.GeoDataFrame(
    [{key: value for key, value in GOOD.items() if key not in ("longitude", "latitude")}],
    geometry=gpd.points_from_xy([GOOD["longitude"]], [GOOD["latitude"]]),
    crs="EPSG:4326",
)


@dataclass(frozen=True)
class BadFile:
    name: str
    content: str | bytes | Callable[[Path], object]
    error: type[BorderwatchError]
    says: str


def parquet_bytes(path: Path) -> bytes:
    pd.DataFrame([GOOD]).to_parquet(path)
    return path.read_bytes()


def write_cut_parquet(path: Path) -> None:
    content = parquet_bytes(path)
    path.write_bytes(content[: len(content) // 2])


def write_cut_geopackage(path: Path) -> None:
    POINTS.to_file(path, driver="GPKG")
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def write_list_beside_its_twin(path: Path) -> None:
    names = [*GOOD, "event_id"]
    columns = [pa.array([GOOD[name]]) for name in GOOD]
    pq.write_table(pa.table([*columns, pa.array([["a", "list"]])], names=names), path)


def with_metadata(path: Path, geo_metadata: bytes) -> None:
    table = pa.table({"event_id": ["a"]}).replace_schema_metadata({b"geo": geo_metadata})
    pq.write_table(table, path)


def without(*columns: str) -> dict:
    return {key: value for key, value in GOOD.items() if key not in columns}


BAD_FILES = {
    "wrong CRS, GeoPackage": BadFile(
        "x.gpkg", lambda p: POINTS.to_crs(32642).to_file(p), CrsMismatch, "EPSG:32642.*EPSG:4326"
    ),
    "wrong CRS, GeoParquet": BadFile(
        "x.parquet", lambda p: POINTS.to_crs(32642).to_parquet(p), CrsMismatch, "UTM zone 42N|32642"
    ),
    "wrong CRS, GeoJSON": BadFile(
        "x.geojson",
        lambda p: POINTS.to_crs(3857).to_file(p, driver="GeoJSON"),
        CrsMismatch,
        "EPSG:3857.*EPSG:4326",
    ),
    "no CRS, GeoParquet": BadFile(
        "x.parquet",
        lambda p: POINTS.set_crs(None, allow_override=True).to_parquet(p),
        CrsMismatch,
        "no coordinate system.*set_crs",
    ),
    "no geometry, GeoPackage": BadFile(
        "x.gpkg",
        lambda p: pyogrio.write_dataframe(pd.DataFrame(POINTS.drop(columns="geometry")), p),
        FileFault,
        "holds no geometry",
    ),
    "no rows, GeoPackage": BadFile("x.gpkg", POINTS.iloc[:0].to_file, FileFault, "holds no rows"),
    "column missing, CSV": BadFile(
        "x.csv", csv(without("event_type", "latitude")), SchemaFault, "event_type, latitude"
    ),
    "column missing, GeoJSON": BadFile(
        "x.geojson",
        geojson({**without("event_id", "date_start")}),
        SchemaFault,
        "lacks the columns date_start",
    ),
    "no properties, GeoJSON": BadFile(
        "x.geojson",
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":null,'
        '"geometry":{"type":"Point","coordinates":[1,2]}}]}',
        SchemaFault,
        "lacks the columns date_start, event_type",
    ),
    "no coordinates, Parquet": BadFile(
        "x.parquet",
        lambda p: pd.DataFrame([without("longitude")]).to_parquet(p),
        SchemaFault,
        "lacks the columns longitude",
    ),
    "list beside its twin, Parquet": BadFile(
        "x.parquet", write_list_beside_its_twin, SchemaFault, "columns twice: event_id"
    ),
    "no such file": BadFile("x.geojson", lambda _: None, FileFault, "does not exist"),
    "a folder": BadFile("x.geojson", lambda p: p.mkdir(), FileFault, "x.geojson"),
    "0 bytes, GeoJSON": BadFile("x.geojson", b"", FileFault, "is empty"),
    "0 bytes, GeoPackage": BadFile("x.gpkg", b"", FileFault, "is empty"),
    "0 bytes, Parquet": BadFile("x.parquet", b"", FileFault, "is empty"),
    "0 bytes, CSV": BadFile("x.csv", b"", FileFault, "is empty"),
    "blank lines, CSV": BadFile("x.csv", "\n\n\n", FileFault, "cannot be read|no rows"),
    "heading only, CSV": BadFile("x.csv", ",".join(GOOD) + "\n", FileFault, "holds no rows"),
    "quote never closed, CSV": BadFile(
        "x.csv", csv(GOOD).replace("good", '"good'), FileFault, "truncated"
    ),
    "Latin-1, GeoJSON": BadFile("x.geojson", WHOLE.encode("latin-1"), FileFault, "not UTF-8"),
    "cut after 1 character": BadFile("x.geojson", WHOLE[:1], FileFault, "not whole JSON"),
    "cut in the head": BadFile("x.geojson", WHOLE[:20], FileFault, "not whole JSON"),
    "cut after a feature": BadFile(
        "x.geojson", WHOLE[: WHOLE.index(', {"type": "Feature"')], FileFault, "not whole JSON"
    ),
    "cut in a feature": BadFile("x.geojson", WHOLE[: len(WHOLE) // 2], FileFault, "not whole"),
    "cut before the end": BadFile("x.geojson", WHOLE[:-1], FileFault, "not whole JSON"),
    "more after the end": BadFile("x.geojson", WHOLE + "x", FileFault, "not whole JSON"),
    "JSON list": BadFile("x.geojson", f"[{WHOLE}]", FileFault, "not a GeoJSON FeatureColl"),
    "JSON null": BadFile("x.geojson", "null", SchemaFault, "lacks the columns date_start"),
    "JSON number": BadFile("x.json", "42", SchemaFault, "lacks the columns date_start"),
    "a bare geometry": BadFile(
        "x.geojson", '{"type":"Point","coordinates":[1,2]}', SchemaFault, "lacks the columns date"
    ),
    "no features": BadFile("x.geojson", geojson(), FileFault, "holds no features"),
    "features null": BadFile(
        "x.geojson", '{"type":"FeatureCollection","features":null}', FileFault, "no features"
    ),
    "features text": BadFile(
        "x.geojson", '{"type":"FeatureCollection","features":"abc"}', FileFault, "x.geojson"
    ),
    "nested without end": BadFile(
        "x.geojson",
        '{"type":"FeatureCollection","features":' + "[" * 50_000,
        FileFault,
        "x.geojson",
    ),
    "cut Parquet": BadFile("x.parquet", write_cut_parquet, FileFault, "truncated"),
    "broken GeoParquet head": BadFile(
        "x.parquet", lambda p: with_metadata(p, b"no json"), FileFault, "cannot be read"
    ),
    "cut GeoPackage": BadFile("x.gpkg", write_cut_geopackage, FileFault, "truncated"),
}


@pytest.mark.parametrize("case", BAD_FILES.values(), ids=BAD_FILES)
def test_a_bad_file_is_refused_by_name(tmp_path, case):
    path = save(tmp_path / case.name, case.content)
    with pytest.raises(case.error) as caught:
        import_events(path)
    assert case.name in str(caught.value)
    assert re.search(case.says, str(caught.value), re.DOTALL)


def test_every_refusal_says_what_to_do(tmp_path):
    remedy = re.compile(
        r"\b(Add|Check|Choose|Convert|Download|Export|Give|Keep|Known:|Open|Rename|Save|Set|Use"
        r"|Write)\b",
        re.IGNORECASE,
    )
    without_remedy = []
    for number, (what, case) in enumerate(BAD_FILES.items()):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = save(folder / case.name, case.content)
        message = ""
        try:
            import_events(path)
        except BorderwatchError as error:
            message = str(error).replace(str(path), "").split("The reader said")[0]
        if message and not remedy.search(message):
            without_remedy.append(f"{what}: {message}")
    assert without_remedy == []


def test_a_sole_feature_is_one_event(tmp_path):
    path = save(tmp_path / "x.geojson", json.dumps(feature(GOOD)))
    assert len(import_events(path)[0]) == 1


def test_a_crs_message_is_short_enough_to_read(tmp_path):
    path = save(tmp_path / "x.parquet", lambda p: POINTS.to_crs(32642).to_parquet(p))
    with pytest.raises(CrsMismatch) as caught:
        import_events(path)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("cut", range(1, 10))
def test_no_cut_of_a_geojson_file_is_read_as_a_whole_one(tmp_path, cut):
    path = save(tmp_path / "x.geojson", WHOLE[: len(WHOLE) * cut // 10])
    with pytest.raises(FileFault, match="not whole JSON"):
        import_events(path)


@pytest.mark.parametrize(
    "lines",
    [[1], [1, 2], [2]],
    ids=["first row longer", "all rows longer", "last row longer"],
)
@pytest.mark.parametrize("extra", [",", ",more"], ids=["trailing comma", "extra cell"])
def test_a_row_with_too_many_cells_never_shifts_the_others(tmp_path, lines, extra):
    text = csv({**GOOD, "event_id": "a"}, {**GOOD, "event_id": "b"}).splitlines()
    for line in lines:
        text[line] += extra
    path = save(tmp_path / "x.csv", "\n".join(text))
    try:
        events, report = import_events(path)
    except FileFault:
        return
    good = {"a", "b"} - {"ab"[line - 1] for line in lines}
    assert good <= set(events["event_id"]) <= {"a", "b"}
    assert set(report.set_aside["event_id"]) <= {"a", "b"}


def test_blank_headings_of_a_spreadsheet_are_no_columns_twice(tmp_path):
    lines = csv({**GOOD, "event_id": "a"}, GOOD).splitlines()
    path = save(tmp_path / "x.csv", "\n".join(f"{line},," for line in lines))
    assert import_events(path)[0]["event_id"].tolist() == ["a", "good"]


def test_blank_lines_are_no_rows(tmp_path):
    head, *rows = csv({**GOOD, "event_id": "a"}, GOOD).splitlines()
    path = save(tmp_path / "x.csv", "\n".join(["", head, "", rows[0], "", "", rows[1], "", ""]))
    events, report = import_events(path)
    assert events["event_id"].tolist() == ["a", "good"]
    assert report.rows_read == 2


def test_a_row_with_too_few_cells_is_set_aside(tmp_path):
    text = csv({**GOOD, "event_id": "a"}, {**GOOD, "event_id": "b"}, GOOD).splitlines()
    text[2] = ",".join(text[2].split(",")[:5])
    events, report = import_events(save(tmp_path / "x.csv", "\n".join(text)))
    assert events["event_id"].tolist() == ["a", "good"]
    assert report.set_aside["row"].tolist() == [2]


@pytest.mark.parametrize(
    "what",
    [None, {}, 5, "text", {"type": "Point", "coordinates": [69, 34]}],
    ids=["null", "{}", "5", "text", "bare point"],
)
def test_what_is_no_feature_is_not_dropped_in_silence(tmp_path, what):
    content = collection({**GOOD, "event_id": "a"}, GOOD)
    content["features"].insert(1, what)
    path = save(tmp_path / "x.geojson", json.dumps(content))
    try:
        events, report = import_events(path)
    except FileFault:
        return
    assert events["event_id"].tolist() == ["a", "good"]
    assert (report.rows_read, len(report.set_aside)) == (3, 1)


# What is odd but good


@pytest.mark.parametrize("name", ["x.parquet", "x.xlsx", "events", "x.gpkg"])
def test_the_content_says_the_format_and_not_the_name(tmp_path, name):
    assert import_events(save(tmp_path / name, csv(GOOD)))[0]["event_id"].tolist() == ["good"]


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_any_delimiter_is_told_from_the_header(tmp_path, delimiter):
    text = pd.DataFrame([{**GOOD, "place": "Köln, am Rhein"}]).to_csv(sep=delimiter, index=False)
    events = import_events(save(tmp_path / "x.csv", text))[0]
    assert events["place"].tolist() == ["Köln, am Rhein"]


@pytest.mark.parametrize(
    ("encoding", "said"), [("cp1252", "Windows-1252"), ("utf-16", "UTF-16"), ("utf-8-sig", "")]
)
def test_any_encoding_that_is_sure_is_read_and_said(tmp_path, encoding, said):
    text = csv({**GOOD, "place": "Köln"}).encode(encoding)
    events, report = import_events(save(tmp_path / "x.csv", text))
    assert events["place"].tolist() == ["Köln"]
    assert said in str(report)
    assert bool(report.notes) == bool(said)


@pytest.mark.parametrize(
    ("encoding", "title", "place"),
    [
        ("cp1256", "Windows-1256 (Persian", "پنجشير، درة"),
        ("cp1251", "Windows-1251 (Cyrillic)", "Ўзбекистон, её «Термез» и 34°"),
        ("koi8-r", "KOI8-R (Cyrillic)", "Кабул, Герат и Душанбе"),
        ("cp1252", "Windows-1252 (Western", "Genève à Köln – 34°"),
    ],
)
def test_a_code_page_is_told_by_the_words_and_shown_before_it_is_taken(
    tmp_path, encoding, title, place
):
    path = save(tmp_path / "x.csv", csv({**GOOD, "place": place}).encode(encoding))
    shown = " ".join(recognise(path).notes)
    assert f"read as {title}" in shown
    assert max(re.findall(r"\w+", place), key=len) in shown
    events, report = import_events(path)
    assert events["place"].tolist() == [place]
    assert shown in str(report)


def test_geojson_with_nan_literals_is_read(tmp_path):
    text = geojson({**GOOD, "injured": float("nan")}, {**GOOD, "event_id": "b"})
    assert "NaN" in text
    events, report = import_events(save(tmp_path / "x.geojson", text))
    assert report.accepted == 2
    assert events["injured"].isna().tolist() == [True, False]


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path):
    for name, text in (("x.csv", csv(GOOD)), ("x.geojson", geojson(GOOD))):
        path = save(tmp_path / name, codecs.BOM_UTF8 + text.encode())
        assert import_events(path)[0]["event_id"].tolist() == ["good"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_of_any_system(tmp_path, end):
    text = csv({**GOOD, "place": 'Kunduz, "old" town'}).replace("\n", end)
    assert import_events(save(tmp_path / "x.csv", text))[0]["place"].item() == 'Kunduz, "old" town'


def test_points_with_an_altitude_are_points(tmp_path):
    high = {"type": "Point", "coordinates": [69.2, 34.5, 1791.0]}
    path = save(tmp_path / "x.geojson", geojson({**GOOD, "geometry": high}))
    events, report = import_events(path)
    assert report.accepted == 1
    assert (events.geometry.x.item(), events.geometry.y.item()) == (69.2, 34.5)


@pytest.mark.parametrize(
    "name",
    [
        "EPSG:4326",
        "epsg:4326",
        "OGC:CRS84",
        "urn:ogc:def:crs:OGC:1.3:CRS84",
        "urn:ogc:def:crs:OGC::CRS84",
        "urn:ogc:def:crs:EPSG::4326",
        "urn:ogc:def:crs:EPSG:6.9:4326",
        "http://www.opengis.net/def/crs/EPSG/0/4326",
    ],
)
def test_a_crs_member_that_says_wgs_84_is_accepted(tmp_path, name):
    content = {**collection(GOOD), "crs": {"type": "name", "properties": {"name": name}}}
    assert import_events(save(tmp_path / "x.geojson", json.dumps(content)))[1].accepted == 1


def test_no_crs_member_and_a_null_one_mean_wgs_84(tmp_path):
    content = json.dumps({**collection(GOOD), "crs": None})
    assert import_events(save(tmp_path / "x.geojson", content))[1].accepted == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("urn:ogc:def:crs:EPSG:6.9:32642", "32642"),
        ("EPSG:43261", "43261"),
        ("EPSG:3857", "3857"),
        ("http://www.opengis.net/def/crs/EPSG/0/32642", "32642"),
    ],
)
def test_a_crs_member_that_says_another_system_is_refused(tmp_path, name, said):
    content = {**collection(GOOD), "crs": {"type": "name", "properties": {"name": name}}}
    with pytest.raises(CrsMismatch, match=f"{said}.*EPSG:4326"):
        import_events(save(tmp_path / "x.geojson", json.dumps(content)))


def test_only_the_required_columns_are_required(tmp_path):
    row = {key: GOOD[key] for key in (*schema.REQUIRED_EVENT_COLUMNS, "longitude", "latitude")}
    events = import_events(save(tmp_path / "my-list.csv", csv(row)))[0]
    assert list(events.columns) == schema.EVENT_COLUMNS
    event = events.iloc[0]
    assert event["date_end"] == event["date_start"] == pd.Timestamp("2021-08-15")
    assert event["dataset"] == "my-list"
    assert event["verified"] == "document"
    assert events[["country", "place", "fatalities_best", "injured"]].isna().all(axis=None)


def test_a_blank_end_is_the_day_of_the_start(tmp_path):
    """As it is where the whole column is missing, and as for ``dataset`` and ``verified``."""
    rows = [GOOD, {**GOOD, "event_id": "b", "date_end": None}]
    for name, text in (("x.csv", csv(*rows)), ("x.geojson", geojson(*rows))):
        events, report = import_events(save(tmp_path / name, text))
        assert report.accepted == 2
        assert events["date_end"].tolist() == [pd.Timestamp("2021-08-16"), events["date_start"][1]]


def test_blank_dataset_and_proof_are_filled_cell_by_cell(tmp_path):
    rows = [
        {**GOOD, "dataset": "theirs"},
        {**GOOD, "event_id": "b", "dataset": None, "verified": ""},
    ]
    events = import_events(save(tmp_path / "mine.csv", csv(*rows)))[0]
    assert events["dataset"].tolist() == ["theirs", "mine"]
    assert events["verified"].tolist() == ["page", "document"]


def test_columns_that_no_event_has_are_left_out(tmp_path):
    events = import_events(save(tmp_path / "x.csv", csv({**GOOD, "editor": "me"})))[0]
    assert list(events.columns) == schema.EVENT_COLUMNS


@pytest.mark.parametrize("stamp", ["2021-08-15T00:30:00+04:30", "2021-08-15T23:30:00-05:00"])
def test_a_time_of_day_keeps_the_day_that_is_written(tmp_path, stamp):
    """Half past midnight in Kabul is that day in Kabul, whatever the day in Greenwich."""
    row = {**GOOD, "date_start": stamp, "date_end": stamp}
    for name, text in (("x.csv", csv(row)), ("x.geojson", geojson(row))):
        events = import_events(save(tmp_path / name, text))[0]
        assert events["date_start"].tolist() == [pd.Timestamp("2021-08-15")]


def test_days_stored_with_a_time_zone_stay_the_same_days(tmp_path):
    frame = pd.DataFrame([GOOD])
    for column in ("date_start", "date_end"):
        frame[column] = pd.to_datetime(frame[column]).dt.tz_localize("Asia/Kabul")
    events = import_events(save(tmp_path / "x.parquet", frame.to_parquet))[0]
    assert events["date_start"].tolist() == [pd.Timestamp("2021-08-15")]
    assert events["date_end"].tolist() == [pd.Timestamp("2021-08-16")]


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".parquet", ".geoparquet"])
@pytest.mark.parametrize(("first", "second"), [(5, 6), (2**60, 2**60 + 1)])
def test_numeric_ids_keep_their_digits_beside_a_missing_one(tmp_path, suffix, first, second):
    ids = [first, second, None]
    plain = {"event_id": pa.array(ids)} | {key: [GOOD[key]] * 3 for key in without("event_id")}
    points = pd.concat([POINTS] * 3, ignore_index=True)
    points["event_id"] = pd.array(ids, dtype="Int64")
    write = {
        ".geojson": geojson(*({**GOOD, "event_id": value} for value in ids)),
        ".gpkg": lambda path: points.to_file(path, layer="events"),
        ".parquet": lambda path: pq.write_table(pa.table(plain), path),
        ".geoparquet": points.to_parquet,
    }
    events, report = import_events(save(tmp_path / f"x{suffix}", write[suffix]))
    assert report.set_aside["row"].tolist() == [3]
    assert events["event_id"].tolist() == [str(first), str(second)]


def test_an_accepted_event_shows_in_the_default_view(tmp_path, grid_units):
    """A date outside the view's dates must be set aside, or shown: never accepted and unseen."""
    days = ("1066-10-14", "1989-02-15")
    rows = [{**GOOD, "event_id": day, "date_start": day, "date_end": day} for day in days]
    events, report = import_events(save(tmp_path / "x.csv", csv(*rows)))
    shown = select(geo.join(events, grid_units()), View())
    assert len(shown) == report.accepted


def test_an_empty_point_is_a_row_without_coordinates(tmp_path):
    points = pd.concat([POINTS.assign(event_id=name) for name in ("a", "bad", "good")])
    points = points.set_geometry(
        [shapely.Point(69, 34), shapely.Point(), shapely.Point(69, 34)], crs="EPSG:4326"
    )
    for name, write in (("x.parquet", points.to_parquet), ("y.gpkg", points.to_file)):
        events, report = import_events(save(tmp_path / name, write))
        assert events["event_id"].tolist() == ["a", "good"]
        assert report.set_aside["row"].tolist() == [2]
        assert "no coordinates" in report.set_aside["reason"].item()


def test_cells_that_are_no_text_are_refused_or_read(tmp_path):
    """Bytes, lists and structures have no place in a text column: no crash, no lost good row."""
    for number, cells in enumerate(
        (
            pa.array([b"good", b"\xff\xfe"]),
            pa.array([["good"], ["b"]]),
            pa.array([{"a": "good"}, {"a": "b"}]),
        )
    ):
        columns = {key: [value] * 2 for key, value in GOOD.items()} | {"place": cells}
        columns["event_id"] = ["a", "b"]
        path = tmp_path / f"{number}.parquet"
        pq.write_table(pa.table(columns), path)
        try:
            report = import_events(path)[1]
        except BorderwatchError:
            continue
        assert report.rows_read == report.accepted + len(report.set_aside) == 2


@pytest.mark.parametrize(
    "column", ["event_id", "place", "event_type", "date_start", "fatalities_best", "country"]
)
def test_half_a_surrogate_pair_is_no_crash(tmp_path, column):
    r"""JSON may write \ud800, which is no character: mended, set aside or refused by name."""
    path = tmp_path / "x.geojson"
    save(path, json.dumps(collection(*between_good_rows(**{column: "A\ud800B"}))))
    try:
        events, report = import_events(path)
    except BorderwatchError:
        return
    assert {"a", "good"} <= set(events["event_id"])
    assert report.rows_read == report.accepted + len(report.set_aside) == 3
    for text in events.select_dtypes(["str", "object"]).fillna("").to_numpy().ravel():
        str(text).encode()


# Text

TEXT_COLUMNS = (
    "country",
    "admin1",
    "admin2",
    "place",
    "actor_1",
    "actor_2",
    "summary",
    "source_publisher",
    "source_title",
    "source_date",
    "source_url",
    "dataset",
    "note",
)
HOSTILE = (
    "<script>alert('x')</script>",
    '"><img src=x onerror=alert(1)>',
    "&lt;b&gt; &amp; <b>bold</b>",
    "</script><!-- -->",
    "javascript:alert(1)",
    '=HYPERLINK("http://x")',
    "{{ 7*7 }} ${7*7} %s",
    "'; DROP TABLE events; --",
    "007",
    "1e5",
    "TRUE",
    "قندوز",
    "喀什 🗺️",
    "two\nlines",
)


def formats(folder: Path, frame: pd.DataFrame) -> dict[str, Path]:
    """Write one table in every readable format."""
    spots = gpd.points_from_xy(frame["longitude"], frame["latitude"])
    flat = frame.drop(columns=["longitude", "latitude"])
    points = gpd.GeoDataFrame(flat, geometry=spots, crs="EPSG:4326")
    paths = {name: folder / name for name in ("a.geojson", "b.gpkg", "c.geoparquet")}
    points.to_file(paths["a.geojson"], driver="GeoJSON")
    points.to_file(paths["b.gpkg"], driver="GPKG")
    points.to_parquet(paths["c.geoparquet"])
    paths |= {name: folder / name for name in ("d.parquet", "e.csv")}
    frame.to_parquet(paths["d.parquet"])
    frame.to_csv(paths["e.csv"], index=False)
    return paths


def test_markup_stays_text_in_any_field_of_any_format(tmp_path):
    rows = [
        {**GOOD, "event_id": f"{n} {text}", **dict.fromkeys(TEXT_COLUMNS, text)}
        for n, text in enumerate(HOSTILE)
    ]
    for name, path in formats(tmp_path, pd.DataFrame(rows)).items():
        events, report = import_events(path)
        assert report.accepted == len(HOSTILE), name
        assert all("no country that is known" in line for line in report.remarks), name
        assert events["event_id"].tolist() == [row["event_id"] for row in rows], name
        for column in TEXT_COLUMNS:
            assert events[column].tolist() == list(HOSTILE), (name, column)


DIRECTION_MARKS = [
    chr(code) for code in (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
]
"""All characters of the Unicode property Bidi_Control."""
CONTROLS = [chr(code) for code in (0, 1, 7, 8, 0x0B, 0x0E, 0x1B, 0x1F, 0x7F, 0x80, 0x85, 0x9F)]


def test_invisible_marks_are_taken_out_and_reported():
    marks = [*DIRECTION_MARKS, *CONTROLS, *"\u00ad\u200b\u2060\ufeff"]
    rows = [{**GOOD, "event_id": str(n), "place": f"Kun{mark}duz"} for n, mark in enumerate(marks)]
    events, report = accept(pd.DataFrame([GOOD, *rows]))
    left = {
        f"U+{ord(mark):04X}"
        for mark, place in zip(marks, events["place"][1:], strict=True)
        if place != "Kunduz"
    }
    assert left == set()
    what = "place: invisible control or direction marks are taken out"
    assert report.remarks == [f"{what}: {len(marks)} rows (2, 3, 4, 5, 6, …)"]


def test_no_text_is_lost_behind_a_mark(tmp_path):
    place = "".join(f"{mark}x" for mark in (*DIRECTION_MARKS[1:], *CONTROLS[:9]))
    text = json.dumps(collection({**GOOD, "place": place}))
    events, report = import_events(save(tmp_path / "x.geojson", text))
    assert events["place"].item() == "x" * 20
    assert len(report.notes) == 1


def test_marks_that_persian_and_hindi_need_are_kept():
    text = "بام\u200cوصفی क्\u200dष"
    assert accept(pd.DataFrame([{**GOOD, "place": text}]))[0]["place"].item() == text


def test_blanks_that_a_mark_hid_are_trimmed_too():
    event = accept(pd.DataFrame([{**GOOD, "place": "\u202e Kunduz \u202c"}]))[0].iloc[0]
    assert event["place"] == "Kunduz"


def test_a_cell_of_marks_only_is_empty():
    events, report = accept(pd.DataFrame([{**GOOD, "place": " \u202e\u202c "}]))
    assert events["place"].isna().all()
    assert len(report.notes) == 1


def test_two_ids_that_look_the_same_are_the_same(tmp_path):
    rows = [GOOD, {**GOOD, "event_id": "go\u202eod"}]
    report = import_events(save(tmp_path / "x.csv", csv(*rows)))[1]
    assert report.set_aside["row"].tolist() == [2]


# Formats


def test_the_same_events_come_from_every_format(tmp_path, events):
    frame = pd.DataFrame(events.drop(columns="geometry"))
    frame["longitude"], frame["latitude"] = events.geometry.x, events.geometry.y
    frame = frame.astype(dict.fromkeys(frame.select_dtypes("category"), "str"))
    paths = formats(tmp_path, frame)
    for path in paths.values():
        again, report = import_events(path)
        assert report.set_aside.empty
        assert_frame_equal(again, events, obj=path.suffix)
        assert again.crs == events.crs


def test_columns_in_any_order_give_the_same_events(tmp_path, events):
    frame = pd.DataFrame([GOOD, {**GOOD, "event_id": "b"}])
    first = accept(frame)[0]
    assert_frame_equal(accept(frame[frame.columns[::-1]])[0], first)


# Properties

BAD_ROWS = [
    {"latitude": 91.0},
    {"longitude": None},
    {"date_start": "soon"},
    {"date_end": "2021-08-01"},
    {"event_type": "picnic"},
    {"injured": -1},
    {"fatalities_best": 0.5},
    {"source_publisher": " "},
    {"event_id": None},
]
GOOD_ROWS = [
    {},
    {"fatalities_best": None, "injured": None},
    {"place": "<b>", "note": "قندوز"},
    {"latitude": -90.0, "longitude": 180.0},
    {"date_start": "1999-12-31"},
]
MIXTURES = st.lists(
    st.one_of(
        st.tuples(st.just(True), st.sampled_from(GOOD_ROWS)),
        st.tuples(st.just(False), st.sampled_from(BAD_ROWS)),
    ),
    min_size=1,
    max_size=16,
)


def table_of(mixture) -> pd.DataFrame:
    return pd.DataFrame(
        [{**GOOD, "event_id": f"e{n}", **change} for n, (_, change) in enumerate(mixture)]
    )


@settings(max_examples=8)
@given(MIXTURES)
def test_every_row_is_accepted_or_set_aside(mixture):
    events, report = accept(table_of(mixture))
    assert report.rows_read == len(mixture) == report.accepted + len(report.set_aside)
    assert events["event_id"].tolist() == [f"e{n}" for n, (good, _) in enumerate(mixture) if good]
    assert report.set_aside["row"].tolist() == [
        n for n, (good, _) in enumerate(mixture, start=1) if not good
    ]
    assert (report.set_aside["reason"] != "").all()


@settings(max_examples=5)
@given(MIXTURES, st.randoms(use_true_random=False))
def test_the_order_of_rows_is_irrelevant(mixture, random):
    table = table_of(mixture)
    order = list(range(len(table)))
    random.shuffle(order)
    (events, report), (again, report_again) = accept(table), accept(table.iloc[order])

    def sort(frame):
        return pd.DataFrame(frame).sort_values("event_id", ignore_index=True)

    assert_frame_equal(sort(again), sort(events), check_categorical=False)
    assert sorted(report_again.set_aside["reason"]) == sorted(report.set_aside["reason"])


@settings(max_examples=6)
@given(st.lists(st.text(max_size=20), min_size=3, max_size=10))
def test_visible_text_is_kept(texts):
    rows = [{**GOOD, "event_id": str(n), "summary": text} for n, text in enumerate(texts)]
    events, report = accept(pd.DataFrame(rows))
    assert report.accepted == len(texts)
    plain = (re.sub(INVISIBLE, "", text).strip() for text in texts)
    kept = [text for text in plain if text.lower() not in empty_words()]
    assert events["summary"].dropna().tolist() == kept


# Real files


def test_a_boundary_file_is_refused_as_events(shared):
    path = shared / "data" / "boundaries"
    file = next(iter(sorted(path.rglob("*.geojson"))), None)
    if file is None:
        pytest.skip("no GeoJSON file among the sample boundaries")
    with pytest.raises(SchemaFault, match="lacks the columns"):
        import_events(file)


@pytest.mark.parametrize(
    ("cell", "restricted"),
    [("yes", True), ("True", True), ("0", False), ("no", False), ("", True)],
)
def test_restricted_is_read_as_yes_or_no(cell, restricted):
    events, _ = accept(pd.DataFrame([GOOD | {"restricted": cell}]))
    assert events["restricted"].tolist() == [restricted]


@pytest.mark.parametrize(
    ("licence", "said", "restricted"),
    [("CC BY", "", False), ("", "", True), ("Unknown", "", True), ("", "no", False)],
)
def test_what_states_no_licence_is_not_handed_on_until_someone_says_so(licence, said, restricted):
    rows = [GOOD | {"licence": licence, "restricted": said}]
    events, _ = accept(pd.DataFrame(rows))
    assert events["restricted"].tolist() == [restricted]
    # Beside rows that say it, each row is taken by itself.
    both = [*rows, GOOD | {"event_id": "another", "licence": "CC0"}]
    assert accept(pd.DataFrame(both))[0]["restricted"].tolist() == [restricted, False]


def test_a_row_that_does_not_say_whether_it_is_restricted_is_set_aside():
    events, report = accept(pd.DataFrame([GOOD | {"restricted": "perhaps"}]))
    assert events.empty
    assert "'perhaps' is neither yes nor no" in report.set_aside["reason"].iloc[0]
