"""Dates of two calendars, in words and numbers, of spreadsheets and with clock times."""

from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from persiantools.jdatetime import JalaliDate

from geo.cells.clock import day_in
from geo.cells.date_order import turned_words
from geo.cells.dates import Rules, precision_of, span
from geo.errors import SchemaFault
from geo.events.mapping import Mapping
from geo.events.reading import import_events

AUTO = Rules(calendar="auto")
AT = {"latitude": "lat", "longitude": "lon"}
ROW = {"type": "bombing", "lat": "36.73", "lon": "68.86"}
DAYS = st.dates(date(1990, 1, 1), date(2020, 12, 31))
DARI = ["حمل", "ثور", "جوزا", "سرطان", "اسد", "سنبله", "میزان", "عقرب", "قوس", "جدی", "دلو", "حوت"]


def read(folder: Path, *rows: dict[str, str], **options):
    path = folder / "mine.csv"
    pd.DataFrame([{"id": str(at), **ROW, **row} for at, row in enumerate(rows)]).to_csv(
        path, index=False
    )
    return import_events(path, **options)


def days(events) -> list[str]:
    return events["date_start"].dt.strftime("%Y-%m-%d").tolist()


# Days that a spreadsheet has turned into months


def turned(*texts: str) -> str:
    return " ".join(turned_words("Date", list(texts)))


def test_early_days_in_one_spelling_and_late_ones_in_another_are_turned():
    said = turned("2021-04-01", "2021-05-02", "2021-12-03", "13/04/2021", "14/04/2021")
    assert said.startswith("Date: dates such as 2021-04-01 have no day after the 12th")
    assert "such as 13/04/2021" in said
    # A spreadsheet of another country spells what it read with dots.
    assert "such as 04.01.2021" in turned("04.01.2021", "05.01.2021", "06.01.2021", "1/13/2021")


@pytest.mark.parametrize(
    "texts",
    [
        # Of one spelling are all days.
        ["2021-04-01", "2021-04-02", "2021-04-03", "2021-04-13"],
        ["01/04/2021", "02/04/2021", "03/04/2021", "13/04/2021"],
        # Both spellings hold late days, or early ones.
        ["2021-04-01", "2021-04-02", "2021-04-30", "13/04/2021"],
        ["2021-04-01", "2021-04-02", "2021-04-03", "03/04/2021", "13/04/2021"],
        # Too few to tell.
        ["2021-04-01", "2021-04-02", "13/04/2021"],
    ],
)
def test_other_mixtures_are_not_called_turned(texts):
    assert turned(*texts) == ""


def test_turned_days_are_named_in_the_report_with_a_mapping_too(tmp_path):
    rows = [{"date": day} for day in ("2021-01-04", "2021-02-04", "2021-03-04", "13/04/2021")]
    for mapping in (None, Mapping(columns={"date_start": "date", "event_type": "type"} | AT)):
        report = read(tmp_path, *rows, mapping=mapping)[1]
        assert "have no day after the 12th" in str(report)
        assert report.accepted == 4


# Words


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Friday, June 18, 2004", "2004-06-18"),
        ("Sunday-November 19-1995", "1995-11-19"),
        ("Tue 5 Jan 2021", "2021-01-05"),
        ("2021 August 15", "2021-08-15"),
        ("15th of August, 2021 14:30", "2021-08-15"),
        ("воскресенье, 15 августа 2021 г.", "2021-08-15"),
        ("یکشنبه ۲۴ اسد ۱۴۰۰", "2021-08-15"),
        ("24 Asad 1400", "2021-08-15"),
        ("۲۴ زمری ۱۴۰۰", "2021-08-15"),
        ("24 مرداد 1400", "2021-08-15"),
        ("1400/05/24", "2021-08-15"),
        ("24/05/1400", "2021-08-15"),
        ("1403/12/30", "2025-03-20"),
        ("44423", "2021-08-15"),
        ("44423.5", "2021-08-15"),
    ],
)
def test_a_day_in_words_and_calendars(text, day):
    assert span(text, AUTO)[:3] == (day, day, "day")


@pytest.mark.parametrize(
    "text",
    [
        *("15 August", "Friday", "Friday 2021", "August 15 16 2021", "1442/12/05", "1404/12/31"),
        *("24/05/00", "00/05/24", "15-Aug-21", "15 picnic 2021", "12345", "99999", "12 2021 Aug x"),
    ],
)
def test_what_is_no_day_or_might_be_another_stays_text(text):
    assert span(text, AUTO) == (text, text, "", "")


@given(DAYS)
def test_solar_hijri_days_come_back(day):
    there = JalaliDate.to_jalali(day)
    numbers = there.strftime("%Y/%m/%d")
    words = f"{there.day} {DARI[there.month - 1]} {there.year}"
    for text in (numbers, words):
        assert span(text, AUTO)[:2] == (day.isoformat(), day.isoformat())


@given(DAYS, st.integers(0, 400))
def test_the_precision_is_that_of_the_span(first, more):
    last = first + timedelta(days=more)
    read_span = span(f"{first} to {last}")
    assert read_span[:2] == (first.isoformat(), last.isoformat())
    assert read_span.precision == precision_of(more + 1)


def test_a_hijri_month_and_year_reach_to_their_last_day():
    assert span("اسد ۱۴۰۰", AUTO)[:3] == ("2021-07-23", "2021-08-22", "month")
    assert span("1400", AUTO)[:3] == ("2021-03-21", "2022-03-20", "year")


# Files


def test_a_stated_calendar_reads_years_of_two_digits_and_none_is_guessed(tmp_path):
    rows = [{"date": "24/05/00"}, {"date": "25/06/00"}]
    report = read(tmp_path, *rows)[1]
    assert report.accepted == 0
    assert report.set_aside["reason"].str.contains("has a year of two digits").all()
    assert days(read(tmp_path, *rows, calendar="solar_hijri")[0]) == ["2021-08-15", "2021-09-16"]
    assert days(read(tmp_path, *rows, calendar="gregorian")[0]) == ["2000-05-24", "2000-06-25"]


def test_what_was_done_to_dates_is_said(tmp_path):
    rows = [{"date": text} for text in ("1400/05/24", "۲۴ اسد ۱۴۰۰", "44423", "2021-08-15", "2021")]
    events, report = read(tmp_path, *rows)
    assert days(events) == ["2021-08-15"] * 4 + ["2021-01-01"]
    assert (
        "dates of the Solar Hijri calendar became Gregorian ones: 2 rows (1, 2)" in report.remarks
    )
    assert "a spreadsheet's numbers of days became dates: 1 row (3)" in report.remarks


def test_day_numbers_count_from_1904_where_the_mapping_says_so(tmp_path):
    columns = {"date_start": "date", "event_type": "type", "latitude": "lat", "longitude": "lon"}
    mapping = Mapping(columns=columns, day_numbers="1904")
    assert days(read(tmp_path, {"date": "42961"}, mapping=mapping)[0]) == ["2021-08-15"]


def test_first_and_last_day_in_two_columns_are_as_coarse_as_their_span(tmp_path):
    spans = [("01-01", "12-31"), ("06-01", "06-30"), ("06-01", "06-03"), ("06-01", "06-01")]
    rows = [{"date": f"2021-{first}", "end date": f"2021-{last}"} for first, last in spans]
    events = read(tmp_path, *rows)[0]
    assert events["date_precision"].tolist() == ["year", "month", "week", "day"]


def test_dates_in_several_columns(tmp_path):
    rows = [
        {"year": "2021", "month": "January", "day": ""},
        {"year": "2021", "month": "8", "day": "15"},
        {"year": "2021.0", "month": "August", "day": "15"},
        {"year": "1400", "month": "اسد", "day": "24"},
    ]
    events = read(tmp_path, *rows)[0]
    assert days(events) == ["2021-01-01", "2021-08-15", "2021-08-15", "2021-08-15"]
    assert events["date_precision"].tolist() == ["month", "day", "day", "day"]


def test_clock_times_become_the_day_in_the_country_of_the_event(tmp_path):
    rows = [
        {"date": "2021-08-15T21:25:11Z", "country": "AFG"},
        {"date": "2021-08-15T19:25:11Z", "country": "AFG"},
        {"date": "2021-08-15T19:25:11Z", "country": "KGZ"},
        {"date": "2021-08-15T19:25:11Z", "country": ""},
    ]
    events, report = read(tmp_path, *rows)
    assert days(events) == ["2021-08-16", "2021-08-15", "2021-08-16", "2021-08-15"]
    line = next(line for line in report.remarks if "not the one written" in line)
    assert line.endswith(": 2 rows (1, 3)")
    assert any(line.endswith("--time-zone): 1 row (4)") for line in report.remarks)
    events, report = read(tmp_path, *rows, time_zone="Asia/Karachi")
    assert days(events)[3] == "2021-08-16"


@given(st.datetimes(pd.Timestamp("1990-01-01"), pd.Timestamp("2030-01-01")))
def test_a_day_is_that_of_the_clock_on_the_wall(moment):
    text = moment.strftime("%Y-%m-%dT%H:%M:%S")
    assert day_in(f"{text}+04:30", "Asia/Kabul") == text[:10]
    assert day_in(f"{text}Z", "UTC") == text[:10]


# Mappings


def test_calendar_zone_and_day_numbers_are_kept_with_the_mapping(tmp_path):
    mapping = Mapping(
        columns={"date_start": "d"},
        calendar="solar_hijri",
        day_numbers="1904",
        time_zone="Asia/Kabul",
    )
    assert Mapping.from_toml(mapping.to_toml(tmp_path / "m.toml")) == mapping


@pytest.mark.parametrize(
    ("key", "value"), [("calendar", "lunar"), ("day_numbers", "1970"), ("time_zone", "Kabul")]
)
def test_what_is_no_calendar_or_zone_is_refused(key, value):
    with pytest.raises(SchemaFault, match=f"{key.replace('_', '.')}|none of"):
        Mapping(**{key: value})
