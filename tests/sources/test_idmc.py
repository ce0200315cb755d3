"""IDMC's displacement updates: conflict only, no deaths, days and places as they are known."""

import json

import pandas as pd

from geo.events.reading import import_events, recognise

API = {
    "id": 900001,
    "country": "Afghanistan",
    "iso3": "AFG",
    "latitude": 36.73,
    "longitude": 68.86,
    "centroid": "[36.73, 68.86]",
    "role": "Recommended figure",
    "displacement_type": "Conflict",
    "qualifier": "more than",
    "figure": 350,
    "displacement_date": "2021-07-02",
    "displacement_start_date": "2021-07-02",
    "displacement_end_date": "2021-07-05",
    "year": 2021,
    "event_name": "Afghanistan: Made conflict - Kunduz - 02/07/2021",
    "event_start_date": "2021-07-01",
    "event_end_date": "2021-07-31",
    "category": None,
    "type": "Non-International armed conflict (NIAC)",
    "standard_popup_text": "<b> Afghanistan: 350 displacements </b> <br> Made &amp; invented <br>",
    "sources": "Made source",
    "source_url": "https://example.org/a",
    "locations_name": "Kunduz; Imam Sahib",
    "locations_accuracy": "County/City/town/Village/Woreda (ADM3); State/Region/Province (ADM1)",
    "created_at": "2021-07-09",
}
HDX = {
    **{name: API[name] for name in ("id", "country", "iso3", "latitude", "longitude", "figure")},
    "displacement_type": "Conflict",
    "qualifier": "total",
    "displacement_date": "2023-11-06T11:00:00.000Z",
    "displacement_start_date": "2023-11-06T11:00:00.000Z",
    "displacement_end_date": "2023-11-06T11:00:00.000Z",
    "event_name": "Afghanistan: Made - 07/11/2023",
    "description": "Afghanistan: 350 displacements, 07 November - 07 November.",
    "link": "https://example.org/b",
}


def test_the_answer_of_the_api_is_read(tmp_path):
    path = tmp_path / "idus.json"
    disaster = {**API, "id": 900002, "displacement_type": "Disaster", "type": "Flood"}
    path.write_text(json.dumps([API, disaster]), "utf-8")
    assert recognise(path).source == "idmc"
    events, report = import_events(path)
    event = events.iloc[0]
    assert events["event_id"].tolist() == ["idmc-900001"]
    assert (event["event_type"], event["country"]) == ("displacement", "AFG")
    assert str(event["date_start"])[:10] == "2021-07-02"
    assert str(event["date_end"])[:10] == "2021-07-05"
    assert (event["date_precision"], event["geo_precision"]) == ("week", "province")
    assert event["note"] == "displaced people: more than 350 (recommended figure)"
    assert event["summary"] == "Afghanistan: 350 displacements Made & invented"
    assert (event["source_url"], event["licence"]) == ("https://example.org/a", "CC BY 3.0 IGO")
    assert events[["fatalities_best", "fatalities_low", "injured"]].isna().all(axis=None)
    assert "Disaster" in report.set_aside["reason"].item()
    unread = {note.item for note in report.notes if "not read" in note.what}
    assert {"year", "sources", "event_start_date", "centroid"} <= unread


def test_a_file_of_hdx_with_tags_and_moments_is_read(tmp_path):
    tags = {name: f"#{name.replace('_', '+')}" for name in HDX}
    tags |= {"id": "", "qualifier": "total", "latitude": "geo+lat"}
    path = tmp_path / "event_data_AFG.csv"
    pd.DataFrame([tags, HDX]).to_csv(path, index=False)
    events, report = import_events(path)
    assert "HXL tags" in str(report)
    assert report.rows_read == 1
    event = events.iloc[0]
    assert str(event["date_start"])[:10] == "2023-11-07"
    assert (event["date_precision"], event["geo_precision"]) == ("day", "province")
    assert event["note"] == "displaced people: 350"
    assert event["source_url"] == "https://example.org/b"
