"""Place search: spellings, codes, seats, and what it says when nothing fits."""

import contextlib
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.boundaries.build import read_tables
from geo.errors import UnknownName
from geo.gazetteer.index import Rows, read_spellings
from geo.gazetteer.names import build_names, spelled_unit_names
from geo.gazetteer.phonetics import sound
from geo.gazetteer.search import HIT_COLUMNS, find_places, plain
from geo.settings import GEODATA, NAMES

SPELLINGS = pd.read_csv(Path(__file__).with_name("spellings.csv"))
SCRIPTS = {
    "Latin": "[A-Za-z]",
    "Cyrillic": "[\u0400-\u04ff]",
    "Arabic": "[\u0600-\u06ff]",
    "Chinese": "[\u4e00-\u9fff]",
}


@pytest.fixture(scope="module")
def codes(units):
    """Return the unit that each code, p-code or ``Name (PROVINCE)`` of the table stands for."""
    named = units["name"] + " (" + units["parent_id"].fillna("") + ")"
    parts = [
        pd.Series(units["unit_id"].to_numpy(), index=keys) for keys in (units["unit_id"], named)
    ]
    coded = units.dropna(subset=["ocha_pcode"])
    parts.append(pd.Series(coded["unit_id"].to_numpy(), index=coded["ocha_pcode"]))
    return pd.concat(parts).groupby(level=0).first()


def first_unit(name):
    try:
        return find_places(name, limit=1)["unit_id"].item()
    except UnknownName:
        return None


def test_the_table_of_spellings_is_long_and_in_four_scripts():
    assert len(SPELLINGS) >= 150
    assert SPELLINGS["spelling"].is_unique
    assert SPELLINGS["source"].str.len().gt(3).all()
    for script, letters in SCRIPTS.items():
        assert SPELLINGS["spelling"].str.contains(letters).sum() >= 20, script


def test_97_of_100_spellings_find_their_unit_first(codes):
    found = SPELLINGS["spelling"].map(first_unit)
    missed = SPELLINGS[found != SPELLINGS["unit"].map(codes)]
    assert 1 - len(missed) / len(SPELLINGS) >= 0.97, missed.to_string()


@pytest.mark.parametrize("script", SCRIPTS)
def test_no_script_is_left_behind(codes, script):
    part = SPELLINGS[SPELLINGS["spelling"].str.contains(SCRIPTS[script])]
    hits = part["spelling"].map(first_unit) == part["unit"].map(codes)
    assert hits.mean() >= 0.9


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


def test_namesakes_are_told_apart_by_what_stands_behind_a_comma_or_in_brackets():
    for name, province in (
        ("Arghandab, Zabul", "Zabul"),
        ("Arghandab (Kandahar)", "Kandahar"),
        ("Fayzabad, Jowzjan", "Jawzjan"),
    ):
        assert find_places(name).iloc[0]["province"] == province


def test_a_name_in_brackets_that_is_an_alias_stays_whole():
    assert find_places("Khost (Matun)").iloc[0]["reason"] == "name"


@pytest.mark.parametrize(
    ("name", "unit", "kind"),
    [("Torkham", "Muhmand Dara", "crossing"), ("Khorog", "Shughnon District", "populated place")],
)
def test_crossings_and_towns_are_found_in_their_district(units, name, unit, kind):
    hit = find_places(name).iloc[0]
    assert hit["kind"] == kind
    assert units.set_index("unit_id")["name"][hit["unit_id"]] == unit


@pytest.mark.parametrize(
    ("name", "within"),
    [("Kurram", "Kurram"), ("Mazar", "Mazar"), ("Wakhan corridor", "Wakhan")],
)
def test_one_word_of_a_name_finds_it(name, within):
    assert within in find_places(name).iloc[0]["name"]


@pytest.mark.parametrize("name", ["Taybad", "Termez", "Chaman"])
def test_a_town_comes_before_the_crossing_beside_it(name):
    assert find_places(name).iloc[0]["kind"] != "crossing"


def test_every_hit_says_why():
    for name in ("Konduz", "Шибирган", "Taleqan", "AF1721"):
        hits = find_places(name, limit=50)
        assert list(hits.columns) == HIT_COLUMNS
        assert hits["reason"].str.len().gt(3).all()
        assert hits["likeness"].between(72, 100).all()


def test_a_place_of_one_name_is_listed_once():
    hits = find_places("Kunduz", limit=50)
    own = hits[hits["name"] == "Kunduz"]
    assert own["kind"].tolist() == ["province", "district", "seat"]


@pytest.mark.parametrize(
    ("name", "kind", "country"),
    [
        ("AF17", "province", "Afghanistan"),
        ("Mashhad", "populated place", "Iran"),
        ("Khiva", "district", "Uzbekistan"),
        ("塔吉克斯坦", "country", "Tajikistan"),
        ("Эрон", "country", "Iran"),
        ("FATA", "province", "Pakistan"),
    ],
)
def test_what_a_name_means_first(name, kind, country):
    assert find_places(name).iloc[0][["kind", "country"]].tolist() == [kind, country]


def test_a_former_agency_is_its_tehsils():
    hits = find_places("North Waziristan")
    assert {"Mir Ali", "Miran Shah", "Data Khel"} <= set(hits["name"])
    own = hits[hits["reason"].str.contains("tehsil of North Waziristan")]
    assert own.index.tolist() == list(range(9))


def test_only_kept_aliases_name_units_or_places(units):
    known = set(read_spellings().table["spot"])
    aliases = pd.read_csv(GEODATA / "tables" / "aliases.csv")
    assert set(aliases["unit_id"]) <= known
    assert not aliases.duplicated(["unit_id", "alias"]).any()


@settings(max_examples=25)
@given(st.text(max_size=30))
def test_any_text_is_answered_or_refused_by_name(text):
    with contextlib.suppress(UnknownName):
        assert len(find_places(text, limit=3)) <= 3


@pytest.mark.parametrize(
    "spellings",
    [
        ("Jawzjan", "Jowzjan", "Djauzdjan", "Джаузджан", "Dżozdżan", "Dschauzdschan"),
        ("Fayzabad", "Faizabad", "Feyzabad", "Файзабад"),
        ("Kandahar", "Qandahar", "Kandahār", "Кандаҳар"),
        ("Maymana", "Maimana", "Meymaneh", "Maymanah", "Maymana city"),
        ("Bamyan", "Bamian", "Bamiyan Province", "بامیان"),
        ("Kunduz", "Qunduz", "Kondoz", "Кундуз"),
    ],
)
def test_romanisations_sound_the_same(spellings):
    assert len({sound(spelling) for spelling in spellings}) == 1


def test_names_of_different_places_do_not_sound_the_same():
    names = ["Kunduz", "Kandahar", "Kunar", "Balkh", "Baghlan", "Khost", "Paktia", "Paktika"]
    assert len({sound(name) for name in names}) == len(names)


def test_a_name_of_generic_words_alone_keeps_them():
    assert sound("District") != ""


def test_the_tables_of_letters_and_sounds_are_whole():
    tables = read_tables()
    letters, rules, generic = (tables[name] for name in ("letters", "sounds", "generic_words"))
    assert letters["letter"].str.len().eq(1).all()
    assert letters["letter"].is_unique
    assert letters.loc[letters["script"] != "Chinese", "latin"].str.fullmatch("[a-z]*").all()
    assert generic["word"].is_unique
    assert set(generic["of"]) == {"unit", "town", "particle", "ending"}
    assert rules["reason"].str.len().gt(10).all()
    assert rules["sound"].str.fullmatch("[a-z]").all()
    assert all(re.compile(pattern).groups == 0 for pattern in rules["pattern"])


def test_the_index_that_ships_is_what_its_build_gives(tmp_path):
    build_names(tmp_path)
    assert (tmp_path / NAMES).read_bytes() == (GEODATA / NAMES).read_bytes()


@given(st.lists(st.sampled_from(["a", "b", "", "ab"]), max_size=12))
def test_rows_are_those_that_have_the_key(keys):
    rows = Rows(pd.Series(keys, dtype="str"))
    for key in ("a", "b", "", "ab", "none"):
        assert rows.of(key).tolist() == [at for at, other in enumerate(keys) if other == key]
        assert (key in rows) == (key in keys)


def test_the_names_of_units_are_the_same_alone_and_in_the_index():
    stored = pd.read_parquet(GEODATA / NAMES).query("names_unit")
    alone = spelled_unit_names()
    keys = ["iso3", "kind", "letters", "words", "exact_only", "unit_id"]
    assert set(stored[keys].itertuples(index=False)) == set(alone[keys].itertuples(index=False))
