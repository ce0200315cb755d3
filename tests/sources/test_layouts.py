"""Older, slimmer and other layouts of the sources, and forms of ODK and KoBo."""

import json
from pathlib import Path

import pandas as pd
import pytest

from geo.events.reading import import_events, recognise

ACLED_ROW = {
    "event_id_cnty": "AFG90001",
    "event_date": "2025-03-02",
    "time_precision": "1",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Group A",
    "inter1": "Rebel group",
    "iso": "4",
    "country": "Afghanistan",
    "admin1": "Kunduz",
    "location": "Kunduz",
    "latitude": "36.7289",
    "longitude": "68.8570",
    "geo_precision": "1",
    "source": "Paper",
    "fatalities": "3",
}


def save(path: Path, *rows: dict[str, str], **options) -> Path:
    pd.DataFrame(rows).to_csv(path, index=False, **options)
    return path


def test_the_json_answer_of_acled_is_read_like_its_csv(tmp_path):
    answer = {"status": 200, "success": True, "count": 1, "data": [ACLED_ROW]}
    path = tmp_path / "acled.json"
    path.write_text(json.dumps(answer), "utf-8")
    ours = import_events(save(tmp_path / "acled.csv", ACLED_ROW), dataset="acled")[0]
    theirs = import_events(path, dataset="acled")[0]
    assert recognise(path).source == "acled"
    assert ours.astype("str").equals(theirs.astype("str"))
    assert theirs["restricted"].all()


def test_older_acled_is_acled(tmp_path):
    row = {
        "GWNO": "700",
        "EVENT_ID": "1AFG",
        "EVENT_DATE": "1/25/04",
        "TIME_PRECISION": "2",
        "EVENT_TYPE": "Violence against civilians",
        "ACTOR1": "Group A",
        "COUNTRY": "Afghanistan",
        "REGION": "Khost",
        "LOCATION": "Khost",
        "LATITUDE": "33.4186",
        "LONGITUDE": "70.2878",
        "GEO_PRECISION": "3",
    }
    event = import_events(save(tmp_path / "old.csv", row))[0].iloc[0]
    assert event["event_id"] == "acled-1AFG"
    assert event["date_start"] == pd.Timestamp("2004-01-25")
    assert event[["date_precision", "geo_precision", "country", "admin1"]].tolist() == [
        "week",
        "province",
        "AFG",
        "Khost",
    ]
    assert (event["event_type"], bool(event["restricted"])) == ("attack", True)


@pytest.mark.parametrize(
    ("where", "precision"),
    [("Kabul city", "town"), ("Sayghan district", "district"), ("Kabul province", "province")],
)
def test_slim_ucdp_takes_its_province_and_words_for_precision(tmp_path, where, precision):
    row = {
        "id": "2",
        "relid": "AFG-2026-1",
        "type_of_violence": "1",
        "side_a": "Group A",
        "side_b": "Civilians",
        "where_coordinates": where,
        "adm_1": "Kabul",
        "country": "Afghanistan",
        "region": "Asia",
        "latitude": "34.52",
        "longitude": "69.18",
        "date_start": "2026-05-05 00:00:00.000",
        "date_end": "2026-05-09 00:00:00.000",
        "best": "2",
        "high": "3",
        "low": "1",
    }
    path = save(tmp_path / "slim.csv", row)
    event = import_events(path)[0].iloc[0]
    assert recognise(path).source == "ucdp"
    assert event[["admin1", "geo_precision", "date_precision"]].tolist() == [
        "Kabul",
        precision,
        "week",
    ]
    assert event[["fatalities_low", "fatalities_best", "fatalities_high"]].tolist() == [1, 2, 3]


def test_gdelt_1_has_fewer_columns(tmp_path):
    place = ["4", "Kunduz, Kunduz, Afghanistan", "AF", "AF24", "36.7289", "68.857", "-3378435"]
    code = ["AFGINS", "TALIBAN", "AFG", *([""] * 7)]
    numbers = ["1", "190", "190", "19", "4", "-10.0", "10", "2", "10", "-4.5"]
    start = ["1000001", "20210815", "202108", "2021", "2021.6137"]
    row = [*start, *code, *code, *numbers, *place * 3, "20210816", "http://example.org/a"]
    assert len(row) == 58
    path = tmp_path / "gdelt.tsv"
    path.write_text("\t".join(row) + "\n", "utf-8")
    event = import_events(path)[0].iloc[0]
    assert recognise(path).source == "gdelt"
    assert event[["country", "place", "geo_precision"]].tolist() == ["AFG", "Kunduz", "town"]
    assert (event.geometry.x, event["source_date"]) == (68.857, "2021-08-16")


FORM = {
    "start": "2021-08-20T23:40:10.266+04:30",
    "end": "2021-08-20T23:52:11.481+04:30",
    "GPS": "36.7289 68.8570 410.2 4.9",
    "_GPS_latitude": "36.7289",
    "_GPS_longitude": "68.857",
    "_GPS_precision": "4.9",
    "Type of incident": "Armed clash",
    "_uuid": "aaa-1",
    "_submission_time": "2021-08-20T19:25:11",
}


def test_the_day_of_the_incident_comes_before_those_of_the_form(tmp_path):
    path = save(tmp_path / "kobo.csv", {**FORM, "Date of incident": "2021-08-15"}, sep=";")
    event = import_events(path)[0].iloc[0]
    assert event["date_start"] == event["date_end"] == pd.Timestamp("2021-08-15")
    assert (event["event_id"], event["geo_precision"]) == ("aaa-1", "exact")


def test_the_day_of_a_form_is_taken_where_there_is_no_other_and_said(tmp_path):
    events, report = import_events(save(tmp_path / "kobo.csv", {**FORM, "today": "2021-08-19"}))
    assert events["date_end"].item() == pd.Timestamp("2021-08-19")
    assert "today is when a form was filled in" in str(report)
    assert "is called like" not in str(report)


@pytest.mark.parametrize("other", ["start", "Post Date", "Date"])
def test_an_incident_date_is_the_date_whatever_stands_beside(tmp_path, other):
    row = {other: "2026-01-31", "Incident Date": "2026-01-12"}
    row |= {"lat": "36.7289", "lon": "68.857", "type": "attack"}
    event = import_events(save(tmp_path / "x.csv", row))[0].iloc[0]
    assert event["date_start"] == pd.Timestamp("2026-01-12")


def test_whole_numbers_with_decimals_are_whole_and_unclear_ones_are_named(tmp_path):
    row = {"date": "2021-08-15", "type": "attack", "lat": "36.73", "lon": "68.86"}
    rows = [
        row | {"id": str(at), "killed": text} for at, text in enumerate(["3.0", "2.0", "1.200"])
    ]
    events, report = import_events(save(tmp_path / "x.csv", *rows))
    assert events["fatalities_best"].tolist()[:2] == [3, 2]
    assert pd.isna(events["fatalities_best"][2])
    assert "no plain numbers, such as '1.200'" in str(report)
