"""Border crossings: where they should be, each with its source, found by any of its names."""

import pytest

from geo.boundaries.crossings import find_crossing, read_crossings
from geo.boundaries.units import read_borders
from geo.errors import UnknownName
from geo.join.borders import nearest_border
from geo.text import plain

COLUMNS = {
    "crossing_id",
    "name",
    "name_local",
    "aliases",
    "segment",
    "lon",
    "lat",
    "kind",
    "note",
    "source_publisher",
    "source_title",
    "source_date",
    "source_url",
}


@pytest.fixture(scope="module")
def crossings():
    return read_crossings()


def names_of(row):
    local = [row.name_local] if isinstance(row.name_local, str) else []
    return {row.crossing_id, row.name, *row.name.split(" - "), *row.aliases.split("; "), *local}


def test_every_crossing_has_its_own_id_and_name(crossings):
    assert set(crossings.columns) >= COLUMNS
    assert crossings["crossing_id"].is_unique
    assert crossings["name"].is_unique
    assert crossings["crossing_id"].notna().all()
    assert len(crossings) >= 15


def test_every_crossing_names_its_source(crossings):
    for column in ("source_publisher", "source_title", "source_url"):
        assert (crossings[column].str.strip().str.len() > 0).all(), column
    assert crossings["source_url"].str.match(r"https?://[^\s]+$").all()


def test_every_crossing_lies_on_the_border_that_it_names(crossings):
    assert set(crossings["segment"]) <= set(read_borders()["segment"])
    assert crossings["segment"].str.startswith("AFG-").all()
    found = nearest_border(crossings["lon"].to_numpy(), crossings["lat"].to_numpy())
    assert found["border_segment"].tolist() == crossings["segment"].tolist()
    assert found["border_distance_km"].max() <= 5


def test_every_border_of_afghanistan_has_a_crossing(crossings):
    segments = read_borders()["segment"]
    assert set(crossings["segment"]) == set(segments[segments.str.startswith("AFG-")])


@pytest.mark.parametrize(
    ("name", "segment"),
    [
        ("Sher Khan Bandar", "AFG-TJK"),
        ("Ai Khanoum", "AFG-TJK"),
        ("Ishkashim", "AFG-TJK"),
        ("Hairatan", "AFG-UZB"),
        ("Termez", "AFG-UZB"),
        ("Aqina", "AFG-TKM"),
        ("Torghundi", "AFG-TKM"),
        ("Islam Qala", "AFG-IRN"),
        ("Zaranj", "AFG-IRN"),
        ("Spin Boldak", "AFG-PAK"),
        ("Chaman", "AFG-PAK"),
        ("Torkham", "AFG-PAK"),
        ("Ghulam Khan", "AFG-PAK"),
        ("Angoor Ada", "AFG-PAK"),
        ("Dand-e Patan", "AFG-PAK"),
        ("Kharlachi", "AFG-PAK"),
    ],
)
def test_the_known_crossings_are_found(name, segment):
    assert find_crossing(name)["segment"] == segment


def test_every_name_finds_its_crossing_and_no_other(crossings):
    owners = {}
    for row in crossings.itertuples():
        for name in names_of(row):
            assert find_crossing(name)["crossing_id"] == row.crossing_id
            owners.setdefault(plain(name), set()).add(row.crossing_id)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


@pytest.mark.parametrize(
    "spelling", ["TORKHAM", " torkham ", "Tōrkham", "spin-boldak", "تورخم", "XR15", "dand e patan"]
)
def test_case_accents_and_hyphens_do_not_matter(spelling):
    assert find_crossing(spelling)["segment"] == "AFG-PAK"


@pytest.mark.parametrize("name", ["Wagah", "Tork", "", "nan", "None"])
def test_an_unknown_name_is_refused_with_the_known_ones(crossings, name):
    with pytest.raises(UnknownName) as raised:
        find_crossing(name)
    assert f"No crossing is called {name!r}" in str(raised.value)
    for known in crossings["name"]:
        assert known in str(raised.value)


def test_the_frame_is_a_copy():
    frame, row = read_crossings(), find_crossing("Torkham")
    frame["name"] = "?"
    row["name"] = "?"
    assert "?" not in set(read_crossings()["name"])
    assert find_crossing("Torkham")["name"] == "Torkham"
