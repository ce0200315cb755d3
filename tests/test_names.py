"""Place search: spellings, codes, seats, and what it says when nothing fits."""

import pytest

from geo.errors import UnknownName
from geo.names import find_places, plain


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("Badakhshan", "AF-BDS"),
        ("badakhshan", "AF-BDS"),
        ("Jowzjan", "AF-JOW"),
        ("Sar-e Pol", "AF-SAR"),
        ("GBAO", "TJ-GB"),
        ("AF-KDZ", "AF-KDZ"),
        ("Afghanistan", "AFG"),
        ("افغانستان", "AFG"),
    ],
)
def test_units_by_name_alias_and_code(name, unit):
    assert find_places(name).iloc[0]["unit_id"] == unit


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("Kuf Ab", "Kuf Ab"),
        ("Kofab", "Kuf Ab"),
        ("کوف آب", "Kuf Ab"),
        ("Shekay", "Shaki"),
        ("Nusay", "Darwaz"),
        ("Maimay", "Darwazbala"),
        ("AF1721", "Kuf Ab"),
        ("Fayzabd", "Fayzabad"),
    ],
)
def test_districts_of_badakhshan(name, unit):
    hit = find_places(name).iloc[0]
    assert (hit["name"], hit["province"], hit["country"]) == (unit, "Badakhshan", "Afghanistan")


def test_a_decided_alias_shows_the_conflict():
    assert "OCHA's bracketed names" in find_places("Nusay").iloc[0]["reason"]


def test_a_code_is_never_matched_to_its_neighbour():
    assert find_places("AF1721")["likeness"].tolist() == [100.0]


def test_a_code_warns_of_the_older_numbering():
    assert "older numbering" in find_places("AF1721").iloc[0]["reason"]


def test_seats_are_found():
    hits = find_places("Mazar-e-Sharif")
    assert ("Mazar-e-Sharif", "seat") in set(zip(hits["name"], hits["kind"], strict=True))


@pytest.mark.parametrize("name", ["qqqqzzzz", "", "  ", "---"])
def test_nothing_alike_is_said(name):
    with pytest.raises(UnknownName):
        find_places(name)


def test_plain_drops_case_marks_and_hyphens():
    assert plain("Sar-e Pol") == plain("SAR E POL") == "sar e pol"
