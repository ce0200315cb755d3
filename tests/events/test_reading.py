"""Any table or layer by a mapping; chunks; GeoParquet; the command line."""

import json
import re
import tomllib
import zipfile
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import geo
from geo import schema
from geo.cli.main import main
from geo.errors import BorderwatchError, FileFault, SchemaFault
from geo.events import stream
from geo.events.mapping import Mapping
from geo.events.placed_by_name import place_by_name
from geo.events.reading import complete, import_events, read_events, recognise
from geo.export.convert import import_file
from geo.export.export import write_events
from geo.files import delimited
from geo.files.table import as_table
from geo.settings import EVENTS

MINE = {
    "Ref No": "K-1",
    "Date of incident": "13/05/2025",
    "Where": "Imam Sahib",
    "Province": "Kunduz",
    "Lat": "37,19",
    "Long": "68,94",
    "Incident type": "IED explosion",
    "Killed": "3",
    "Wounded": "",
    "Country": "Afghanistan",
    "Perpetrator": "Synthetic group",
    "Remarks": "Synthetic",
}
MAPPED = {
    "date_start": "Date of incident",
    "country": "Country",
    "admin1": "Province",
    "place": "Where",
    "event_type": "Incident type",
    "actor_1": "Perpetrator",
    "fatalities_best": "Killed",
    "injured": "Wounded",
    "longitude": "Long",
    "latitude": "Lat",
}


def save(path: Path, *rows: dict, **options) -> Path:
    pd.DataFrame(rows).to_csv(path, index=False, **options)
    return path


def own_rows(count: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "event_id": [f"made-{n}" for n in range(count)],
            "date_start": "2021-08-15",
            "date_precision": "day",
            "geo_precision": "town",
            "event_type": "attack",
            "source_publisher": "A newspaper",
            "country": np.where(np.arange(count) % 2, "AFG", "TJK"),
            "summary": [f'Made, "{n}"\nnot real' for n in range(count)],
            "longitude": 68.9,
            "latitude": 36.7,
        }
    )


@pytest.fixture
def small_blocks(monkeypatch):
    """Let a file of some kilobytes be read in many chunks."""
    monkeypatch.setattr(delimited, "_BLOCK", 1_500)
    monkeypatch.setattr(delimited, "_ROWS", 12)


# Mapping


def test_columns_are_guessed_by_name_and_content(tmp_path):
    found = recognise(save(tmp_path / "mine.csv", MINE, sep=";"))
    assert found.source == "table"
    assert found.columns == list(MINE)
    assert found.mapping is not None
    assert MAPPED.items() <= found.mapping.columns.items()
    assert found.mapping.types == {"IED explosion": "bombing"}
    assert found.mapping.date_order == "day_first"
    assert found.mapping.missing == []


def test_a_table_is_read_by_its_mapping(tmp_path):
    events, report = import_events(save(tmp_path / "mine.csv", MINE, sep=";"))
    event = events.iloc[0]
    assert event["date_start"] == event["date_end"] == pd.Timestamp("2025-05-13")
    assert event[["country", "admin1", "place"]].tolist() == ["AFG", "Kunduz", "Imam Sahib"]
    assert event[["event_type", "original_type"]].tolist() == ["bombing", "IED explosion"]
    assert (event["fatalities_best"], event["injured"]) == (3, pd.NA) or pd.isna(event["injured"])
    assert (event.geometry.x, event.geometry.y) == (68.94, 37.19)
    assert event[["geo_precision", "source_publisher"]].tolist() == ["town", "not stated"]
    assert "taken as a town's" in str(report)
    assert "date_start from Date of incident" in str(report)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Дата;Широта;Долгота;Тип;Место\n13.05.2025;37,19;68,94;протест;Душанбе", 5),
        ("تاریخ,عرض,طول,نوع,محل\n2025-05-13,37.19,68.94,attack,قندوز", 5),
        ("when,x,y,kind,site\n2025-05-13,68.94,37.19,attack,Kunduz", 5),
    ],
)
def test_names_of_columns_in_several_languages(tmp_path, text, names):
    path = tmp_path / "x.csv"
    path.write_text(text, "utf-8")
    mapping = recognise(path).mapping
    assert mapping is not None
    assert mapping.missing == []
    assert len(mapping.columns) == names


def test_our_own_columns_in_another_spelling_are_mapped(tmp_path):
    path = save(tmp_path / "x.csv", *own_rows(2).rename(columns=str.upper).to_dict("records"))
    assert recognise(path).source == "table"
    assert import_events(path)[0]["event_id"].tolist() == ["made-0", "made-1"]


def read_cells(tmp_path, **cells):
    """Import one table row, some of its cells others; return events and report."""
    return import_events(save(tmp_path / "x.csv", {**MINE, **cells}))


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [("37,19", "68,94"), ("۳۷٫۱۹", "۶۸٫۹۴"), ("37°11'24\"N", "68°56'24\"E"), ("37.19N", "E 68.94")],
)
def test_degrees_as_people_write_them(tmp_path, latitude, longitude):
    point = read_cells(tmp_path, Lat=latitude, Long=longitude)[0].geometry.iloc[0]
    assert (round(point.x, 4), round(point.y, 4)) == (68.94, 37.19)


def test_own_columns_take_a_decimal_comma_too(tmp_path):
    row = own_rows(1).assign(longitude="68,94", latitude="37,19")
    events, report = import_events(save(tmp_path / "x.csv", *row.to_dict("records"), sep=";"))
    assert (report.accepted, events.geometry.iloc[0].x) == (1, 68.94)


def test_a_coordinate_that_cannot_be_read_is_not_replaced_by_a_name(tmp_path):
    rows = [MINE, {**MINE, "Ref No": "K-2", "Lat": "near the bridge"}]
    events, report = import_events(save(tmp_path / "x.csv", *rows))
    assert len(events) == 1
    assert "latitude 'near the bridge' is not in degrees" in report.set_aside["reason"].item()


def test_rows_placed_by_name_are_counted_and_unused_coordinates_named(tmp_path):
    rows = [{**MINE, "Ref No": str(n), "Lat": "grid 42S", "Long": "-"} for n in range(3)]
    events, report = import_events(save(tmp_path / "x.csv", *rows))
    assert (events["located_by"] == "name").all()
    assert report.by_name == len(events) == 3
    assert "3 had no coordinates and were placed by name" in str(report)
    assert (
        "Lat is called like latitude but holds degrees in few cells, others such as 'grid 42S'"
        in str(report)
    )


def test_swapped_coordinates_are_counted_and_never_swapped_in_silence(tmp_path):
    frame = own_rows(3)
    frame.loc[1:, ["longitude", "latitude"]] = [[34.5, 69.2], [36.7, 67.1]]
    events, report = import_events(save(tmp_path / "x.csv", *frame.to_dict("records")))
    assert report.swapped == 2
    assert events.geometry.x.tolist()[1:] == [34.5, 36.7]
    assert "2 lie outside the region, but inside with longitude and latitude swapped" in str(report)


@pytest.mark.parametrize("nothing", ["N/A", "-", "unknown", "NULL"])
def test_words_for_nothing_are_unknown(tmp_path, nothing):
    event = read_cells(tmp_path, Killed=nothing, Where="Imam Sahib")[0].iloc[0]
    assert pd.isna(event["fatalities_best"])


@pytest.mark.parametrize(("written", "count"), [("1,200", 1200), ("۱۲", 12), ("1 200", 1200)])
def test_counts_as_people_write_them(tmp_path, written, count):
    assert read_cells(tmp_path, Killed=written)[0]["fatalities_best"].item() == count


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("12-15 August 2021", "2021-08-12", "2021-08-15"),
        ("2021-08-12 to 2021-08-15", "2021-08-12", "2021-08-15"),
        ("12.08.2021 - 15.08.2021", "2021-08-12", "2021-08-15"),
        ("August 12-15, 2021", "2021-08-12", "2021-08-15"),
        ("30 July - 2 August 2021", "2021-07-30", "2021-08-02"),
        ("15th August 2021", "2021-08-15", "2021-08-15"),
        ("15 августа 2021 г.", "2021-08-15", "2021-08-15"),
        ("۱۵ اگست ۲۰۲۱", "2021-08-15", "2021-08-15"),
        ("April 2021", "2021-04-01", "2021-04-30"),
        ("2021-08-15 14:30", "2021-08-15", "2021-08-15"),
    ],
)
def test_dates_and_ranges_as_people_write_them(tmp_path, written, first, last):
    event = read_cells(tmp_path, **{"Date of incident": written})[0].iloc[0]
    assert event["date_start"] == pd.Timestamp(first)
    assert event["date_end"] == pd.Timestamp(last)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("1442-12-05", "looks like a Hijri date"),
        ("1399/02/32", "looks like a Hijri date"),
        ("0201-08-15", "is no day of the years 1900 to 2199"),
        ("2021-08-15 or so", "is not a date"),
        ("15-12 August 2021", "is not a date"),
        ("2021-08-15 to 2021-08-12", "is not a date"),
    ],
)
def test_dates_that_cannot_be_meant_are_set_aside(tmp_path, written, reason):
    rows = [MINE, {**MINE, "Ref No": "K-2", "Date of incident": written}]
    report = import_events(save(tmp_path / "x.csv", *rows))[1]
    assert reason in report.set_aside["reason"].item()


@pytest.mark.parametrize(
    ("written", "first"),
    [
        ("15/08/69", "2069-08-15"),
        ("15/08/70", "1970-08-15"),
        ("15/08/99", "1999-08-15"),
        ("15/08/00", "2000-08-15"),
        ("15-Aug-21", "2021-08-15"),
    ],
)
def test_years_of_two_digits_are_of_1970_to_2069_in_a_table_of_a_stated_calendar(
    tmp_path, written, first
):
    path = save(tmp_path / "x.csv", {**MINE, "Date of incident": written})
    assert import_events(path, calendar="gregorian")[0]["date_start"][0] == pd.Timestamp(first)
    reason = import_events(path)[1].set_aside["reason"].item()
    assert f"{written!r} has a year of two digits" in reason


@pytest.mark.parametrize("written", ["21-08-15", "15/08/21", "15-08-21", "15-Aug-21", "150821"])
def test_years_of_two_digits_are_never_guessed_in_own_columns(tmp_path, written):
    rows = own_rows(2).assign(date_start=["2021-08-15", written])
    report = import_events(save(tmp_path / "x.csv", *rows.to_dict("records")))[1]
    assert report.set_aside["row"].tolist() == [2]
    reason = report.set_aside["reason"].item()
    assert re.search("is not a date; write it as|has a year of two digits; write it as", reason)


@pytest.mark.parametrize("written", ["150821", "15/8/021", "15 August 1"])
def test_what_could_be_a_day_or_a_year_is_set_aside_in_a_table(tmp_path, written):
    rows = [MINE, {**MINE, "Ref No": "K-2", "Date of incident": written}]
    report = import_events(save(tmp_path / "x.csv", *rows))[1]
    assert report.set_aside["row"].tolist() == [2]
    assert f"{written!r} is not a date; write it as" in report.set_aside["reason"].item()


LARGEST_COUNT = 2_147_483_647


@pytest.mark.parametrize("format_of_toll", ["{}", "{:,}", "{}.0"])
def test_the_largest_toll_that_fits_is_read(tmp_path, format_of_toll):
    written = format_of_toll.format(LARGEST_COUNT)
    if format_of_toll != "{:,}":
        rows = own_rows(1).assign(fatalities_best=written)
        events, _ = import_events(save(tmp_path / "own.csv", *rows.to_dict("records")))
        assert events["fatalities_best"].tolist() == [LARGEST_COUNT]
    if format_of_toll != "{}.0":
        assert read_cells(tmp_path, Killed=written)[0]["fatalities_best"].item() == LARGEST_COUNT


@pytest.mark.parametrize(
    "column", ["fatalities_best", "fatalities_low", "fatalities_high", "injured"]
)
@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("2147483648", "'2147483648' is more than 2,147,483,647; check the number"),
        ("1e10", "'1e10' is more than 2,147,483,647; check the number"),
        ("99999999999999999999", "is more than 2,147,483,647"),
        ("1e400", "'1e400' is more than 2,147,483,647"),
        ("-1", "is negative; leave the cell empty where it is unknown"),
        ("-2147483648", "'-2147483648' is negative; leave the cell empty"),
        ("-2147483649", "'-2147483649' is negative; leave the cell empty"),
        ("2147483646.5", "'2147483646.5' is not a whole number; leave unknown cells empty"),
    ],
)
def test_a_count_that_does_not_fit_sets_its_row_aside(tmp_path, column, written, reason):
    """Never another number: 2147483648 would be -2147483648 in 32 bits."""
    rows = own_rows(3).assign(**{column: ["1", written, "2"]})
    events, report = import_events(save(tmp_path / "own.csv", *rows.to_dict("records")))
    assert events[column].tolist() == [1, 2]
    assert events[column].dtype == "Int32"
    assert report.set_aside["row"].tolist() == [2]
    assert reason in report.set_aside["reason"].item()
    assert report.set_aside["reason"].item().count(column) == 1


@pytest.mark.parametrize("toll", [2**31, 10**10, 2.0**31, -(2**40)])
def test_a_number_of_a_layer_that_does_not_fit_is_set_aside(tmp_path, toll):
    rows = own_rows(2).assign(fatalities_best=[3, toll])
    rows.to_parquet(tmp_path / "own.parquet")
    events, report = import_events(tmp_path / "own.parquet")
    assert events["fatalities_best"].tolist() == [3]
    assert report.set_aside["row"].tolist() == [2]


@pytest.mark.parametrize("written", ["2147483648", "10,000,000,000", "۲۱۴۷۴۸۳۶۴۸"])
def test_a_toll_of_a_table_that_does_not_fit_is_set_aside(tmp_path, written):
    rows = [MINE, {**MINE, "Ref No": "K-2", "Killed": written}]
    events, report = import_events(save(tmp_path / "x.csv", *rows))
    assert events["fatalities_best"].tolist() == [3]
    assert "is more than 2,147,483,647" in report.set_aside["reason"].item()


def test_only_a_time_may_follow_a_day_in_own_columns(tmp_path):
    rows = own_rows(2).assign(date_start=["2021-08-15T10:00:00Z", "2021-08-15 - 2021-08-18"])
    report = import_events(save(tmp_path / "x.csv", *rows.to_dict("records")))[1]
    assert report.set_aside["row"].tolist() == [2]


def test_slash_dates_of_a_known_source_are_read_in_the_order_of_their_column(tmp_path):
    rows = [
        {
            "event_id_cnty": f"AFG{n}",
            "event_date": day,
            "time_precision": "1",
            "event_type": "Battles",
            "sub_event_type": "Armed clash",
            "geo_precision": "1",
            "longitude": "68.94",
            "latitude": "37.19",
        }
        for n, day in enumerate(["3/4/2025", "3/25/2025"])
    ]
    events = import_events(save(tmp_path / "x.csv", *rows))[0]
    assert events["date_start"].dt.strftime("%m-%d").tolist() == ["03-04", "03-25"]
    doubtful = import_events(save(tmp_path / "y.csv", rows[0]))[1]
    assert "3/4/2025 can be read both ways" in str(doubtful)


def test_countries_in_any_language_become_codes_and_unknown_words_are_said(tmp_path):
    words = ["Афганистан", "تاجیکستان", "af", "Atlantis"]
    rows = [{**MINE, "Ref No": str(n), "Country": word} for n, word in enumerate(words)]
    events, report = import_events(save(tmp_path / "x.csv", *rows))
    assert events["country"].tolist() == ["AFG", "TJK", "AFG", "Atlantis"]
    assert "stay as they are written: 'Atlantis' (1 row: 4)" in str(report)


def test_the_same_row_again_is_called_so(tmp_path):
    row = {name: cell for name, cell in MINE.items() if name != "Ref No"}
    report = import_events(save(tmp_path / "x.csv", row, row))[1]
    assert report.set_aside["reason"].item() == "the same row stands earlier in the file"


def test_a_column_that_is_empty_at_first_is_taken_all_the_same(tmp_path):
    rows = [{**MINE, "Ref No": str(n), "Killed": "5" if n > 300 else ""} for n in range(310)]
    events = import_events(save(tmp_path / "x.csv", *rows))[0]
    assert int(events["fatalities_best"].sum()) == 9 * 5


def test_what_a_column_holds_can_overrule_its_name(tmp_path):
    row = {"date": "spring", "reported": "2025-05-13", "lat": "37.1", "lon": "68.9", "type": "raid"}
    mapping = recognise(save(tmp_path / "x.csv", row)).mapping
    assert mapping is not None
    assert mapping.columns["date_start"] == "reported"


def test_a_mapping_with_values_that_are_none_is_refused(tmp_path):
    with pytest.raises(SchemaFault, match="geo_precision is fixed as 'village', which is none of"):
        Mapping(MAPPED, fixed={"geo_precision": "village"})
    path = tmp_path / "x.toml"
    path.write_text('[columns]\ndate_start = ["Day", "Month"]\n')
    with pytest.raises(SchemaFault, match=r"date_start of columns is .*, a list; give text"):
        Mapping.from_toml(path)


def test_no_type_is_guessed_in_silence(tmp_path):
    path = save(tmp_path / "x.csv", MINE, {**MINE, "Ref No": "K-2", "Incident type": "picnic"})
    mapping = recognise(path).mapping
    assert mapping is not None
    assert mapping.types["picnic"] == ""
    report = import_events(path)[1]
    assert report.set_aside["row"].tolist() == [2]
    assert "event_type 'picnic' is not one of" in report.set_aside["reason"].item()
    mended = Mapping(mapping.columns, mapping.fixed, {"picnic": "protest"})
    assert import_events(path, mapping=mended)[0]["event_type"].tolist() == ["bombing", "protest"]


@pytest.mark.parametrize(
    ("dates", "order", "days", "says"),
    [
        (["03/04/2025", "25/04/2025"], "day_first", ["2025-04-03", "2025-04-25"], ""),
        (["03/04/2025", "04/25/2025"], "month_first", ["2025-03-04", "2025-04-25"], ""),
        (["03/04/2025", "05/06/2025"], "day_first", ["2025-04-03", "2025-06-05"], "both ways"),
        (["25/04/2025", "04/25/2025"], "mixed", ["2025-04-25", "2025-04-25"], "both orders"),
    ],
)
def test_day_or_month_first_is_decided_from_the_whole_column(tmp_path, dates, order, days, says):
    rows = [{**MINE, "Ref No": str(n), "Date of incident": d} for n, d in enumerate(dates)]
    path = save(tmp_path / "x.csv", *rows)
    mapping = recognise(path).mapping
    assert mapping is not None
    assert mapping.date_order == order
    events, report = import_events(path)
    assert events["date_start"].dt.strftime("%Y-%m-%d").tolist() == days
    assert says in str(report)


def test_a_mapping_of_chosen_columns_is_completed_from_the_whole_file(tmp_path):
    """As the form of the app does after a user chose other columns."""
    dates = ["03/04/2025", "04/25/2025"]
    rows = [{**MINE, "Ref No": str(n), "Date of incident": d} for n, d in enumerate(dates)]
    mapping = complete(save(tmp_path / "x.csv", *rows), Mapping(columns=MAPPED))
    assert mapping.columns == MAPPED
    assert mapping.date_order == "month_first"
    assert mapping.types == {"IED explosion": "bombing"}


def test_a_date_far_down_decides_too(tmp_path, small_blocks):
    rows = [{**MINE, "Ref No": str(n), "Date of incident": "03/04/2025"} for n in range(200)]
    rows[190]["Date of incident"] = "04/25/2025"
    mapping = recognise(save(tmp_path / "x.csv", *rows)).mapping
    assert mapping is not None
    assert mapping.date_order == "month_first"


def test_dates_that_fit_both_orders_of_a_mixed_column_are_set_aside(tmp_path):
    dates = ["25/04/2025", "04/25/2025", "03/04/2025"]
    rows = [{**MINE, "Ref No": str(n), "Date of incident": d} for n, d in enumerate(dates)]
    report = import_events(save(tmp_path / "x.csv", *rows))[1]
    assert report.set_aside["row"].tolist() == [3]
    assert "'03/04/2025' is not a date" in report.set_aside["reason"].item()


@pytest.mark.parametrize(
    ("written", "last", "precision"),
    [("2025-02", "2025-02-28", "month"), ("2024", "2024-12-31", "year")],
)
def test_a_month_or_a_year_is_a_span(tmp_path, written, last, precision):
    row = {**MINE, "Date of incident": written}
    event = import_events(save(tmp_path / "x.csv", row))[0].iloc[0]
    assert event["date_end"] == pd.Timestamp(last)
    assert event["date_precision"] == precision


def test_rows_without_an_id_get_one_that_stays_the_same(tmp_path):
    rows = [{**MINE, "Where": place} for place in ("a", "b")]
    frame = pd.DataFrame(rows).drop(columns="Ref No")
    first = import_events(save(tmp_path / "x.csv", *frame.to_dict("records")))[0]
    turned = frame[frame.columns[::-1]].iloc[::-1]
    again = import_events(save(tmp_path / "y.csv", *turned.to_dict("records")))[0]
    assert set(first["event_id"]) == set(again["event_id"])
    assert first["event_id"].is_unique


def test_a_mapping_is_saved_and_read_again(tmp_path):
    mapping = Mapping(
        {"date_start": 'Дата "1"', "place": "Where"},
        {"geo_precision": "district"},
        {"взрыв": "bombing", "?": ""},
        "month_first",
    )
    path = mapping.to_toml(tmp_path / "map.toml")
    assert Mapping.from_toml(path) == mapping
    assert tomllib.loads(path.read_text("utf-8"))["date_order"] == "month_first"


@settings(max_examples=20)
@given(
    st.dictionaries(st.sampled_from(schema.EVENT_COLUMNS[:-1]), st.text(max_size=20)),
    st.dictionaries(st.text(max_size=10), st.sampled_from(["attack", "", "protest"])),
)
def test_any_mapping_survives_its_file(tmp_path_factory, columns, types):
    mapping = Mapping(columns=columns, types=types)
    path = tmp_path_factory.mktemp("maps") / "map.toml"
    assert Mapping.from_toml(mapping.to_toml(path)) == mapping


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[columns", "is not TOML"),
        ('[columns]\nwhen = "x"', "no column of ours is called when"),
        ('[types]\nx = "picnic"', "no type of ours is called picnic"),
        ('date_order = "sideways"', "date_order is none of"),
        ('columns = "x"', "map.toml cannot be used.\n  columns is 'x', text; give a table"),
        ("[other]", "A mapping has no other. Known: date_order, calendar"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_why(tmp_path, text, says):
    path = tmp_path / "map.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(BorderwatchError, match=says):
        Mapping.from_toml(path)
    with pytest.raises(FileFault, match="cannot be read"):
        Mapping.from_toml(tmp_path / "none.toml")


def test_a_mapping_of_other_columns_is_refused_with_the_columns_there_are(tmp_path):
    path = save(tmp_path / "x.csv", MINE)
    mapping = Mapping(
        columns={"date_start": "Datum", "place": "Where"}, fixed={"event_type": "attack"}
    )
    with pytest.raises(SchemaFault, match=r"lacks the columns Datum\. It has: Ref No, Date of"):
        import_events(path, mapping=mapping)


def test_a_known_file_can_be_read_as_a_table(tmp_path):
    path = save(tmp_path / "x.csv", *own_rows(2).to_dict("records"))
    assert recognise(path).source == "events"
    assert recognise(path, source="table").source == "table"
    assert import_events(path, source="table")[1].accepted == 2


def test_a_file_of_another_source_than_named_is_refused(tmp_path):
    path = save(tmp_path / "x.csv", MINE)
    with pytest.raises(SchemaFault, match=r"x\.csv is no ACLED export: it lacks"):
        import_events(path, source="acled")
    with pytest.raises(SchemaFault, match="No source is called 'excel'"):
        import_events(path, source="excel")


# Layers by a mapping


@pytest.mark.parametrize(
    "name", ["x.geojson", "x.gpkg", "x.shp", "x.kml", "x.parquet", "x.xlsx", "z"]
)
def test_any_layer_or_table_goes_in(tmp_path, name):
    rows = pd.DataFrame(
        {"when": ["2025-05-13", "2025-05-14"], "kind": ["raid", "ied"], "site": ["Kunduz", "Balkh"]}
    )
    spots = gpd.points_from_xy([68.9, 67.1], [36.7, 36.8], crs="EPSG:4326")
    layer, path = gpd.GeoDataFrame(rows, geometry=spots), tmp_path / name
    if name == "x.xlsx":
        rows.assign(lon=spots.x, lat=spots.y).to_excel(path, index=False)
    elif name == "x.parquet":
        layer.to_parquet(path)
    elif name == "z":
        layer.to_file(tmp_path / "x.shp")
        path = tmp_path / "x.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for part in tmp_path.glob("x.*"):
                if part != path:
                    archive.write(part, f"folder/{part.name}")
    else:
        layer.to_file(path, driver="KML" if name == "x.kml" else None)
    events, report = import_events(path)
    assert report.accepted == 2, str(report)
    assert events["event_type"].tolist() == ["arrest_raid", "bombing"]
    assert events["date_start"].dt.day.tolist() == [13, 14]
    assert events.geometry.x.round(6).tolist() == [68.9, 67.1]


def test_a_workbook_has_dates_numbers_and_other_sheets(tmp_path):
    path = tmp_path / "x.xlsx"
    frame = pd.DataFrame([MINE | {"Lat": 37.19, "Long": 68.94, "Killed": 3.0}])
    frame["Date of incident"] = pd.Timestamp("2025-05-13 14:30")
    with pd.ExcelWriter(path) as book:
        frame.to_excel(book, sheet_name="events", index=False)
        frame.to_excel(book, sheet_name="older", index=False)
    events, report = import_events(path)
    assert events["date_start"].tolist() == [pd.Timestamp("2025-05-13")]
    assert events["fatalities_best"].tolist() == [3]
    assert "of 2 sheets read: events (the longest of known columns); not older" in str(report)


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    book.save(path)
    return path


def test_a_sheet_is_chosen_by_its_title_or_all_of_one_layout_are(tmp_path):
    header, cells = list(MINE), list(MINE.values())
    sheets = {
        "2024": [header, cells],
        "2025": [header[::-1], ["K-2", *cells[1:]][::-1], ["K-3", *cells[1:]][::-1]],
        "codes": [["code", "meaning"], *[[str(n), "x"] for n in range(9)]],
    }
    path = workbook(tmp_path / "x.xlsx", sheets)
    seen = recognise(path, sheet="2025")
    assert seen.read == ["2025"]
    assert list(seen.sheets) == list(sheets)
    events, report = import_events(path, sheet="2025")
    assert events["event_id"].tolist() == ["K-2", "K-3"]
    assert "of 3 sheets read: 2025 (as asked); not 2024, codes" in str(report)
    # Of the sheets that hold events the longest is the first choice, not the longer one of codes.
    assert recognise(path).read == ["2025"]
    events, report = import_events(path, mapping=seen.mapping, sheet="*")
    assert events["event_id"].tolist() == ["K-1", "K-2", "K-3"]
    assert "read: 2024, 2025 (all with the columns of 2025); not codes" in str(report)
    said = CliRunner().invoke(main, ["validate", str(path), "--sheet", "2025"]).output
    assert "2 rows read, 2 accepted" in said
    output = ["-o", str(tmp_path / "x.csv")]
    said = CliRunner().invoke(main, ["import", str(path), "--sheet", "*", *output]).output
    assert "3 rows read, 3 accepted" in said
    with pytest.raises(FileFault, match=r"x.xlsx shows no sheet '2026' .* It has: 2024, 2025"):
        import_events(path, sheet="2026")
    with pytest.raises(FileFault, match="has no sheets to choose from"):
        recognise(EVENTS, sheet="2025")


@pytest.mark.parametrize("count", [1, 2, 40])
def test_our_own_workbook_is_read_back_however_short_it_is(tmp_path, count):
    events = read_events().head(count)
    path = tmp_path / "ours.xlsx"
    write_events(events, path)
    back, report = import_events(path)
    assert back["event_id"].tolist() == events["event_id"].tolist()
    assert "read: Events (the longest of known columns); not Sources and licences" in str(report)


def test_columns_of_the_same_name_are_numbered(tmp_path):
    header, row = [*MINE, "Source", "Source"], [*MINE.values(), "Paper one", "Paper two"]
    path = workbook(tmp_path / "x.xlsx", {"list": [header, row]})
    pd.DataFrame([row]).to_csv(tmp_path / "x.csv", header=header, index=False)
    for file in (path, tmp_path / "x.csv"):
        seen = recognise(file)
        assert seen.columns[-2:] == ["Source", "Source (2)"]
        assert seen.sample["Source (2)"].tolist() == ["Paper two"]
        mapping = replace(seen.mapping, columns={**seen.mapping.columns, "note": "Source (2)"})
        events, report = import_events(file, mapping=mapping)
        assert events["source_publisher"].tolist() == ["Paper one"]
        assert events["note"].tolist() == ["Paper two"]
        assert "columns of the same name are numbered: Source (2)" in str(report)


def test_a_workbook_as_people_keep_it(tmp_path):
    header, cells = list(MINE), list(MINE.values())
    rows = [["Incidents of May"], header, ["#event"] * 3, cells, ["K-2", *cells[1:], "and more"]]
    path = workbook(tmp_path / "x.xlsx", {"notes": [["a", "b"], ["c", "d"]], "list": rows})
    events, report = import_events(path)
    assert events["event_id"].tolist() == ["K-1"]
    assert report.set_aside["reason"].item().startswith("has cells right of the header")
    for said in ("not notes", "is no event: Incidents of May", "HXL tags under the header"):
        assert said in str(report)


def test_a_hidden_sheet_is_not_read_and_named(tmp_path):
    table = [list(MINE), list(MINE.values())]
    path = workbook(tmp_path / "x.xlsx", {"shown": table, "drafts": [*table, *table[1:]]})
    book = openpyxl.load_workbook(path)
    book["drafts"].sheet_state = "hidden"
    book.save(path)
    assert "hidden sheets were not read: drafts" in str(import_events(path)[1])


@pytest.mark.parametrize(
    "above",
    ["Incidents of May\n", "Incidents;;;\n\nof May;;\n", "sep=;\n", "\n\n", "\ufeffsep=;\r\n"],
)
def test_what_stands_over_the_header_of_a_table_is_no_event(tmp_path, above):
    path = tmp_path / "x.csv"
    path.write_text(above + pd.DataFrame([MINE]).to_csv(index=False, sep=";"), "utf-8")
    events, report = import_events(path)
    assert events["event_id"].tolist() == ["K-1"]
    assert ("title over the header" in str(report)) == above.startswith("Inc")


def test_a_column_without_a_name_that_holds_something_is_said(tmp_path):
    header, cells = [*MINE, "", "Note"], [*MINE.values(), "who knows", "x"]
    (tmp_path / "x.csv").write_text("\n".join(";".join(row) for row in (header, cells)), "utf-8")
    workbook(tmp_path / "x.xlsx", {"list": [header, cells]})
    for name in ("x.csv", "x.xlsx"):
        report = import_events(tmp_path / name)[1]
        assert report.accepted == 1
        assert f"columns without a name are not read: column {len(MINE) + 1}" in str(report)


def test_a_first_cell_without_end_is_said(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("x" * 300_000, "utf-8")
    with pytest.raises(FileFault, match="begins with a cell of more than 131,072 characters"):
        import_events(path)


def test_other_layers_of_a_geopackage_are_named(tmp_path):
    path = tmp_path / "x.gpkg"
    frame = own_rows(2)
    points = gpd.GeoDataFrame(
        frame, geometry=gpd.points_from_xy(frame["longitude"], frame["latitude"]), crs=4326
    )
    for layer in ("first", "second"):
        points.to_file(path, layer=layer, driver="GPKG")
    assert "of 2 layers first was read; not second" in str(import_events(path)[1])


def test_a_shapefile_in_another_code_page_says_what_to_add(tmp_path):
    points = gpd.GeoDataFrame(
        {"date": ["2021-08-15"], "place": ["کابل"]},
        geometry=gpd.points_from_xy([69], [34]),
        crs=4326,
    )
    points.to_file(tmp_path / "x.shp", encoding="windows-1256")
    (tmp_path / "x.cpg").write_text("UTF-8")
    with pytest.raises(FileFault, match=r"x\.cpg beside it that names the encoding"):
        import_events(tmp_path / "x.shp")


def test_the_index_of_a_parquet_file_is_a_column(tmp_path):
    frame = own_rows(2).set_index("event_id")
    frame.to_parquet(tmp_path / "x.parquet")
    assert import_events(tmp_path / "x.parquet")[0]["event_id"].tolist() == ["made-0", "made-1"]


def test_moments_and_spans_of_one_kml_are_dates(tmp_path):
    place = "<Point><coordinates>69,34</coordinates></Point>"
    when = "<TimeStamp><when>2021-08-15</when></TimeStamp>"
    span = "<TimeSpan><begin>2021-08-16</begin><end>2021-08-18</end></TimeSpan>"
    marks = "".join(
        f"<Placemark><name>{name} attack</name>{time}{place}</Placemark>"
        for name, time in (("one", when), ("two", span))
    )
    path = tmp_path / "x.kml"
    path.write_text(
        f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}</Document></kml>'
    )
    columns = {"date_start": "begin", "date_end": "end", "event_type": "Name"}
    mapping = Mapping(columns, fixed={"geo_precision": "town", "source_publisher": "made"})
    events = import_events(path, mapping=mapping)[0]
    assert events["date_start"].dt.day.tolist() == [15, 16]
    assert events["date_end"].dt.day.tolist() == [15, 18]


def test_a_collection_of_one_point_is_a_point(tmp_path):
    row = {**own_rows(1).drop(columns=["longitude", "latitude"]).iloc[0].to_dict()}
    shape = {"type": "MultiPoint", "coordinates": [[69, 34]]}
    content = {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": row, "geometry": shape}],
    }
    path = tmp_path / "x.geojson"
    path.write_text(json.dumps(content))
    assert import_events(path)[0].geometry.iloc[0].x == 69


# Chunks


def test_chunks_give_the_same_events_as_one_block(tmp_path, small_blocks, monkeypatch):
    path = save(tmp_path / "x.csv", *own_rows(60).to_dict("records"))
    shares = []
    events, report = import_events(path, progress=shares.append)
    assert len(shares) > 3
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    monkeypatch.undo()
    once, report_once = import_events(path)
    assert_frame_equal(events, once)
    assert (report.rows_read, report.accepted) == (report_once.rows_read, 60)


def test_an_id_of_an_earlier_chunk_is_found(tmp_path, small_blocks):
    frame = own_rows(40)
    frame.loc[30, "event_id"] = "made-3"
    events, report = import_events(save(tmp_path / "x.csv", *frame.to_dict("records")))
    assert report.set_aside["row"].tolist() == [31]
    assert "stands on an earlier row too" in report.set_aside["reason"].item()
    assert (len(events), report.accepted, report.rows_read) == (39, 39, 40)


def test_rows_of_another_width_keep_their_numbers_across_chunks(tmp_path, small_blocks):
    lines = save(tmp_path / "x.csv", *own_rows(90).drop(columns="summary").to_dict("records"))
    text = lines.read_text("utf-8").splitlines()
    text[40] += ",more"
    text[20] = "made-19,2021-08-15"
    text[70] = text[70].replace("36.7", "99")
    lines.write_text("\n".join(text), "utf-8")
    events, report = import_events(lines)
    assert report.set_aside["row"].tolist() == [20, 40, 70]
    assert report.set_aside["event_id"].tolist() == ["made-19", "made-39", "made-69"]
    assert (len(events), report.rows_read) == (87, 90)


@settings(max_examples=8)
@given(
    st.lists(st.sampled_from(["good", "bad", "long", "short", "again"]), min_size=1, max_size=40)
)
def test_every_row_of_every_chunk_is_accepted_or_set_aside(tmp_path_factory, kinds):
    head, line = own_rows(1).drop(columns="summary").to_csv(index=False).splitlines()
    lines = [line.replace("made-0", f"made-{n}") for n in range(len(kinds))]
    for n, kind in enumerate(kinds):
        lines[n] = {
            "good": lines[n],
            "bad": lines[n].replace("36.7", "99"),
            "long": lines[n] + ",more",
            "short": lines[n].rpartition(",")[0],
            "again": line.replace("made-0", "made-again"),
        }[kind]
    path = tmp_path_factory.mktemp("rows") / "x.csv"
    path.write_text("\n".join([head, *lines]), "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "_BLOCK", 600)
        patch.setattr(delimited, "_ROWS", 2)
        odd = kinds.count("long") + kinds.count("short")
        if len(kinds) > 1 and odd * 2 > len(kinds):
            with pytest.raises(FileFault, match="mixes delimiters"):
                import_events(path)
            return
        events, report = import_events(path)
    first = kinds.index("again") if "again" in kinds else -1
    good = [n for n, kind in enumerate(kinds) if kind == "good" or n == first]
    assert report.rows_read == len(kinds) == report.accepted + len(report.set_aside)
    assert len(events) == len(good)
    bad = sorted(set(range(1, len(kinds) + 1)) - {n + 1 for n in good})
    assert report.set_aside["row"].tolist() == bad


def test_a_file_streamed_into_geoparquet_is_the_same(tmp_path, small_blocks):
    path = save(tmp_path / "x.csv", *own_rows(40).to_dict("records"))
    out = tmp_path / "out.parquet"
    report = import_file(path, out, dataset="mine", data_as_of=pd.Timestamp("2025-06-01").date())
    assert report.accepted == 40
    again, read = import_events(out)
    assert read.set_aside.empty
    expected = import_events(path, dataset="mine", data_as_of=pd.Timestamp("2025-06-01").date())[0]
    assert_frame_equal(again, expected)
    assert gpd.read_parquet(out).crs == "EPSG:4326"


def test_nothing_is_left_where_an_import_fails(tmp_path, small_blocks):
    path = save(tmp_path / "x.csv", *own_rows(40).to_dict("records"))
    path.write_text(path.read_text("utf-8") + '"never closed', "utf-8")
    with pytest.raises(FileFault, match="never closed"):
        import_file(path, tmp_path / "out.parquet")
    assert [file.name for file in tmp_path.iterdir()] == ["x.csv"]


# Rows without coordinates


def fake_locate(names: pd.DataFrame) -> pd.DataFrame:
    known = names["place"] == "Kunduz"
    return pd.DataFrame(
        {
            "longitude": np.where(known, 68.87, np.nan),
            "latitude": np.where(known, 36.73, np.nan),
            "geo_precision": np.where(known, "town", ""),
            "reason": np.where(known, "a town of that name", ""),
        },
        index=names.index,
    )


def test_rows_with_names_only_are_placed_where_a_gazetteer_knows_them(tmp_path, monkeypatch):
    monkeypatch.setattr(stream, "locate_names", fake_locate)
    rows = own_rows(3).assign(place=["Kunduz", "Nowhere", None], longitude=[None, None, 68.9])
    events, report = import_events(save(tmp_path / "x.csv", *rows.to_dict("records")))
    assert events["event_id"].tolist() == ["made-0", "made-2"]
    assert events["located_by"].tolist() == ["name", "coordinates"]
    assert events["note"].tolist()[0] == "a town of that name"
    assert events.geometry.x.tolist() == [68.87, 68.9]
    assert report.set_aside["reason"].tolist() == ["has no coordinates"]


def test_a_table_of_named_places_is_placed_or_set_aside(tmp_path, monkeypatch):
    row = {"date": "2025-05-13", "type": "raid", "town": "Kunduz"}
    path = save(tmp_path / "x.csv", row, {**row, "town": "Nowhere"})
    monkeypatch.setattr(stream, "locate_names", fake_locate)
    events, report = import_events(path)
    assert events[["place", "located_by", "geo_precision"]].to_numpy().tolist() == [
        ["Kunduz", "name", "town"]
    ]
    assert report.set_aside["row"].tolist() == [2]


def test_placed_rows_get_the_precision_of_what_was_found():
    table = as_table(own_rows(1).assign(place="Kunduz", geo_precision="exact", latitude=None), "x")
    placed = place_by_name(table, fake_locate)
    assert placed.rows["geo_precision"].tolist() == ["town"]
    assert place_by_name(as_table(own_rows(1), "x"), fake_locate).rows.equals(
        own_rows(1).set_axis([1])
    )


# Command line


def run(*arguments: object):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_the_command_imports_and_reports(tmp_path):
    path = save(tmp_path / "x.csv", MINE, {**MINE, "Ref No": "K-2", "Lat": "99"})
    said = ("--dataset", "mine", "--restricted", "--data-as-of", "2025-06-01")
    done = run("import", path, *said, "-o", tmp_path / "out.geojson")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "2 rows read, 1 accepted, 1 set aside" in done.stderr
    events = geo.read_events(tmp_path / "out.geojson")
    assert events[["dataset", "restricted"]].to_numpy().tolist() == [["mine", True]]
    assert events["data_as_of"].tolist() == [pd.Timestamp("2025-06-01")]


def test_the_command_saves_a_mapping_and_uses_it_again(tmp_path):
    path, saved = save(tmp_path / "x.csv", MINE), tmp_path / "map.toml"
    assert run("import", path, "--save-mapping", saved, "-o", tmp_path / "a.csv").exit_code == 0
    saved.write_text(saved.read_text("utf-8").replace('"bombing"', '"protest"'), "utf-8")
    assert run("import", path, "--mapping", saved, "-o", tmp_path / "b.csv").exit_code == 0
    assert geo.read_events(tmp_path / "b.csv")["event_type"].tolist() == ["protest"]


def test_a_known_source_needs_no_mapping(tmp_path):
    path = save(tmp_path / "x.csv", *own_rows(1).to_dict("records"))
    done = run("import", path, "--save-mapping", tmp_path / "m.toml", "-o", tmp_path / "a.csv")
    assert done.exit_code == 2
    assert "needs no mapping" in done.stderr


def test_the_command_refuses_with_a_message(tmp_path):
    done = run("import", tmp_path / "none.csv", "-o", tmp_path / "a.csv")
    assert (done.exit_code, "does not exist" in done.stderr) == (1, True)
    path = save(tmp_path / "x.csv", MINE)
    done = run("import", path, "-o", tmp_path / "a.txt")
    assert (done.exit_code, "ends in none of" in done.stderr) == (1, True)


def test_validate_and_join_take_a_source_file_as_it_is(tmp_path):
    path = save(tmp_path / "x.csv", MINE)
    assert "1 rows read, 1 accepted" in run("validate", path).stdout
    assert run("join", path, "-o", tmp_path / "joined.csv", "--include", "x").exit_code == 0
    joined = pd.read_csv(tmp_path / "joined.csv")
    assert joined["province_id"].tolist() == ["AF-KDZ"]


@pytest.mark.parametrize("name", ["layer.gpkg", "layer.geojson", "layer.parquet"])
def test_rows_of_a_layer_that_differ_in_place_alone_are_two_events(tmp_path, name):
    layer = gpd.GeoDataFrame(
        {"date": ["2024-01-01"] * 3, "type": ["attack"] * 3},
        geometry=gpd.points_from_xy([68, 69, 69], [34, 34, 34]),
        crs=4326,
    )
    path = tmp_path / name
    layer.to_parquet(path) if name.endswith("parquet") else layer.to_file(path)
    events, report = import_events(path)
    assert events.geometry.x.tolist() == [68, 69]
    assert report.set_aside["reason"].tolist() == ["the same row stands earlier in the file"]


def test_counts_that_are_no_plain_numbers_keep_their_event_and_their_words(tmp_path):
    written = ["3-5", "12", "at least 4", "dozens", "نامعلوم", "~10", "< 3"]
    rows = [MINE | {"Ref No": f"K-{at}", "Killed": text} for at, text in enumerate(written)]
    events, report = import_events(save(tmp_path / "mine.csv", *rows))
    best, low, high = (
        events[f"fatalities_{name}"]
        .astype("object")
        .where(events[f"fatalities_{name}"].notna(), None)
        for name in ("best", "low", "high")
    )
    assert best.tolist() == [None, 12, None, None, None, 10, None]
    assert low.tolist() == [3, None, 4, None, None, None, None]
    assert high.tolist() == [5, None, None, None, None, None, 2]
    assert events["note"].iloc[3] == "fatalities_best as written: dozens"
    assert "counts that are no plain numbers, such as '3-5'; ranges were read" in str(report)
    assert "the words stand in note: 5 rows (1, 3, 4, 6, 7)" in str(report)


def test_columns_that_are_not_read_are_named(tmp_path):
    path = save(tmp_path / "mine.csv", MINE | {"Weather": "snow", "Wounded": "dozens"})
    report = import_events(path)[1]
    assert "columns not read that hold something: Wounded (1 row), Weather (1 row)" in str(report)
    assert "Wounded is called like injured but holds whole numbers in few cells" in str(report)


def test_a_mapping_that_says_nothing_of_precision_takes_towns_and_says_so(tmp_path):
    path = save(tmp_path / "mine.csv", MINE | {"Lat": "", "Long": ""})
    columns = {"date_start": "Date of incident", "event_type": "Incident type", "place": "Where"}
    mapping = Mapping(columns={**columns, "admin1": "Province"}, fixed={"source_publisher": "me"})
    events, report = import_events(path, mapping=mapping)
    assert events["geo_precision"].tolist() == ["town"]
    assert "no column says how precise the places are" in str(report)
    assert "not stated" not in str(report)


@pytest.mark.parametrize(
    ("dates", "order", "shown"),
    [
        (["06/05/2024", "06/25/2024"], "day_first", "06/25/2024"),
        (["25/06/2024"], "month_first", "25"),
    ],
)
def test_a_mapping_that_reads_days_as_months_is_refused(tmp_path, dates, order, shown):
    rows = [MINE | {"Ref No": day, "Date of incident": day} for day in dates]
    path = save(tmp_path / "mine.csv", *rows)
    with pytest.raises(SchemaFault, match=f"such as {shown}.*mapping says {order}"):
        import_events(path, mapping=Mapping(columns=MAPPED, date_order=order))


def test_one_odd_date_does_not_refuse_a_file(tmp_path):
    days = ["25/06/2024", "24/06/2024", "06/26/2024"]
    rows = [MINE | {"Ref No": day, "Date of incident": day} for day in days]
    report = import_events(save(tmp_path / "mine.csv", *rows), mapping=Mapping(columns=MAPPED))[1]
    assert (report.accepted, len(report.set_aside)) == (2, 1)
    # The one date of a row is said once.
    assert report.set_aside["reason"].iloc[0].count("is not a date") == 1


def test_the_day_number_of_a_spreadsheet_is_its_day_and_the_report_says_so(tmp_path):
    rows = [MINE, MINE | {"Ref No": "K-2", "Date of incident": "45420"}]
    events, report = import_events(save(tmp_path / "mine.csv", *rows))
    # By hand: 45,420 days after 30 December 1899.
    assert pd.Timestamp("2024-05-08") in events["date_start"].tolist()
    assert "a spreadsheet's numbers of days became dates: 1 row (2)" in str(report)


def test_coordinates_0_0_are_unknown(tmp_path):
    nowhere = {"Lat": "0", "Long": "0"}
    rows = [MINE | nowhere, MINE | nowhere | {"Ref No": "K-2", "Where": "", "Province": ""}]
    events, report = import_events(save(tmp_path / "mine.csv", *rows))
    assert events["located_by"].tolist() == ["name"]
    assert events.geometry.y.between(36, 38).all()
    assert report.set_aside["reason"].tolist() == ["has no coordinates"]
    assert "the coordinates 0, 0 count as unknown: 2 rows (1, 2)" in str(report)


def test_cells_merged_down_a_column_are_filled_and_bare_formulas_said(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Incidents of June"])
    sheet.append(["Province", "District", "Date", "Type", "Deaths"])
    sheet.append(["Badakhshan", "Wakhan", "2024-06-01", "attack", "=1+1"])
    sheet.append([None, "Zebak", "2024-06-02", "attack", 3])
    sheet.append([None, "Qalat", "2024-06-03", "attack", 1])
    sheet.merge_cells("A1:D1")
    sheet.merge_cells("A3:A4")
    book.save(tmp_path / "merged.xlsx")
    events, report = import_events(tmp_path / "merged.xlsx")
    assert events["admin1"].fillna("").tolist() == ["Badakhshan", "Badakhshan", ""]
    assert "cells that are merged down a column were filled; ranges: 1" in str(report)
    assert "formulas without a stored result, such as in E3, were read as empty; cells: 1" in str(
        report
    )


@pytest.mark.parametrize(
    ("said", "restricted"),
    [({}, True), ({"licence": "CC BY"}, False), ({"restricted": False}, False)],
    ids=["nothing", "a licence", "that it may go"],
)
def test_a_table_of_ones_own_is_restricted_until_a_licence_is_stated(tmp_path, said, restricted):
    path = tmp_path / "mine.csv"
    path.write_text("Date,Type,Lat,Lon,Source\n2021-08-15,attack,34.5,69.2,Paper\n")
    events, _ = geo.import_events(path, **said)
    assert events["restricted"].tolist() == [restricted]


def test_a_column_that_stands_twice_is_numbered_and_its_table_read_once_its_type_is_said(tmp_path):
    path = tmp_path / "raids.csv"
    head = "raids,date,village,geo_lat,geo_lon,province,Source,Source\n"
    path.write_text(head + "1,6/19/2004,Place A,32.30,69.56,A province,Paper one,Paper two\n")
    with pytest.raises(SchemaFault, match=r"lacks the columns event_type.*Source \(2\)"):
        geo.import_events(path)
    mapping = geo.recognise(path).mapping
    fixed = {**mapping.fixed, "event_type": "arrest_raid"}
    events, report = geo.import_events(path, mapping=replace(mapping, fixed=fixed))
    assert events["source_publisher"].tolist() == ["Paper one"]
    assert events["date_start"].dt.strftime("%d.%m.%Y").tolist() == ["19.06.2004"]
    assert "columns of the same name are numbered: Source (2)" in str(report)


def test_columns_of_parquet_that_share_a_name_are_numbered_as_those_of_a_table(tmp_path):
    cells = {"date": "2021-08-15", "type": "attack", "lat": 34.5, "lon": 69.2, "Source": "one"}
    columns = [pa.array([cell]) for cell in cells.values()]
    table = pa.table([*columns, pa.array(["two"])], names=[*cells, "Source"])
    pq.write_table(table, tmp_path / "twice.parquet")
    events, report = import_events(tmp_path / "twice.parquet")
    assert events["source_publisher"].tolist() == ["one"]
    assert "columns of the same name are numbered: Source (2)" in str(report)


def test_texts_of_columns_that_share_a_name_are_bounded(tmp_path):
    long = pa.DictionaryArray.from_arrays(pa.array([0] * 1000, pa.int32()), ["x" * 3_000_000])
    path = tmp_path / "long.parquet"
    table = pa.table([long, long], names=["a", "a"])
    pq.write_table(table, path, dictionary_pagesize_limit=10_000_000)
    with pytest.raises(SchemaFault, match="columns twice: a"):
        import_events(path)
