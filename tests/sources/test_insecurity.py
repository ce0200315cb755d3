"""Sheets of Insecurity Insight: harm to each of their groups, weapons, countries."""

from pathlib import Path

import pandas as pd
import pytest

import geo
from geo.events.reading import import_events, recognise

SHEET = {
    "Date": "2021-05-08",
    "Event Description": "Synthetic",
    "Country": "Afghanistan",
    "Country ISO": "AFG",
    "Admin 1": "Kabul",
    "Latitude": "34.52",
    "Longitude": "69.18",
    "Geo Precision": "(2) 25 km Precision",
    "Reported Perpetrator": "NSA",
    "Weapon Carried/Used": "Firearms",
}


def read(folder: Path, *rows: dict[str, str]):
    whole = [{**SHEET, "SiND Event ID": str(at), **row} for at, row in enumerate(rows)]
    path = folder / "sheet.csv"
    pd.DataFrame(whole).to_csv(path, index=False)
    assert recognise(path).source == "insecurity"
    return import_events(path)


def test_every_group_of_people_harmed_is_kept(tmp_path):
    names = ["Educators Killed", "Educators Injured", "Educators Arrested", "Students Killed"]
    counts = [["3", "5", "0", "80", "120"], ["0", "0", "2", "0", "0"], ["", "", "", "", ""]]
    rows = [dict(zip([*names, "Students Injured"], row, strict=True)) for row in counts]
    events = read(tmp_path, *rows)[0]
    assert events["fatalities_low"].tolist()[:2] == [83, 0]
    assert events["injured"].tolist()[0] == 125
    assert events["injured"].isna().tolist() == [False, True, True]
    assert events[["fatalities_best", "fatalities_high"]].isna().all(axis=None)
    assert pd.isna(events["fatalities_low"][2])
    assert events["event_type"].tolist() == ["attack", "arrest_raid", "attack"]
    assert events["note"].tolist()[:2] == [
        "Educators: 3 killed, 5 injured; students: 80 killed, 120 injured",
        "Educators: 2 arrested",
    ]


def test_the_sheet_of_sexual_violence_names_its_group_and_deaths(tmp_path):
    row = {
        "Perpetrator Group Name": "Group X",
        "Reported Deaths Following the Sexual Violence": "1",
    }
    event = read(tmp_path, row)[0].iloc[0]
    assert (event["actor_1"], event["fatalities_low"]) == ("Group X", 1)


def test_nobody_is_called_no_information(tmp_path):
    row = {"Reported Perpetrator": "No Information", "Reported Perpetrator Name": "No Information"}
    event = read(tmp_path, row)[0].iloc[0]
    assert event[["actor_1", "side_1_type"]].isna().all()


@pytest.mark.parametrize(
    ("weapon", "kind"),
    [
        ("Aerial Bomb: Missile", "air_strike"),
        ("Aerial Bomb: No Information on Platform Type", "air_strike"),
        ("Artillery", "shelling_rocket"),
        ("RPG", "shelling_rocket"),
        ("Mine", "bombing"),
        ("Cluster Bomb", "bombing"),
        ("UXO", "bombing"),
        ("Firearms, Mortar", "shelling_rocket"),
        ("Tasers, Live and Rubber Bullets", "attack"),
        ("No Information on the Weapon Used", "attack"),
    ],
)
def test_weapons_tell_the_type(tmp_path, weapon, kind):
    events, report = read(tmp_path, {"Weapon Carried/Used": weapon})
    assert events["event_type"].item() == kind
    assert "no table knows" not in str(report)


def test_a_weapon_that_no_table_knows_is_an_attack_and_counted(tmp_path):
    rows = [{"Weapon Carried/Used": word} for word in ("Trebuchet", "Firearms", "Trebuchet", "")]
    events, report = read(tmp_path, *rows)
    assert (events["event_type"] == "attack").all()
    assert (
        "words of Weapon Carried/Used that no table knows: 'Trebuchet' (2 rows: 1, 3)"
        in report.remarks
    )


def test_a_point_in_the_country_that_it_states_is_not_swapped(tmp_path):
    abroad = {"Country": "Ukraine", "Country ISO": "UKR", "Latitude": "48.5", "Longitude": "37.9"}
    unstated = {**abroad, "Country": "", "Country ISO": ""}
    assert read(tmp_path, abroad)[1].swapped == 0
    assert read(tmp_path, unstated)[1].swapped == 1


def test_a_row_that_states_only_its_country_is_known_to_it_and_to_nothing_finer(tmp_path, units):
    nowhere = {"Latitude": "", "Longitude": "", "Admin 1": "", "Geo Precision": "(6) Country"}
    events, report = read(tmp_path, nowhere, {**nowhere, "Country": "Mu", "Country ISO": ""})
    event = events.iloc[0]
    assert event[["country", "geo_precision", "located_by"]].tolist() == ["AFG", "country", "name"]
    joined = geo.join(events, units, geo.read_zones()).iloc[0]
    assert joined["country_id"] == "AFG"
    assert joined[["province_id", "district_id"]].isna().all()
    assert pd.isna(joined["border_distance_km"])
    assert report.set_aside["row"].tolist() == [2]
