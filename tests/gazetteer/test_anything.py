"""One search for positions, borders, groups, zones, places and words of events."""

import pytest

from geo.errors import UnknownName
from geo.gazetteer.anything import _TEXTS, find_anything


@pytest.mark.parametrize(
    "words", ["36.5330, 69.5665", "36°31'59\"N 69°33'59\"E", "42S WF 50700 43200"]
)
def test_a_position_is_one_in_any_spelling(words):
    hit = find_anything(words).iloc[0]
    assert hit["kind"] == "position"
    assert hit["west"] < 69.567 < hit["east"]
    assert hit["south"] < 36.533 < hit["north"]


@pytest.mark.parametrize("words", ["AFG-TJK", "Afghan-Tajik border", "border of Tajikistan"])
def test_a_border_goes_by_its_code_and_its_countries(words):
    hits = find_anything(words)
    assert hits["target"].iloc[0] == "AFG-TJK"
    assert set(hits.loc[hits["kind"] == "border", "target"]) >= {"AFG-TJK"}


def test_a_country_alone_is_no_border():
    assert "border" not in set(find_anything("Tajikistan")["kind"])


def test_groups_and_zones_are_found_by_words_of_their_names():
    kinds = find_anything("Ansarullah")["kind"].tolist()
    assert kinds[0] == "group"
    assert find_anything("Darwaz border districts").iloc[0]["target"] == "ZN023"


def test_a_place_that_is_called_so_comes_before_zones_there():
    assert find_anything("Badakhshan").iloc[0]["target"] == "AF-BDS"


def test_words_of_events_must_all_stand_in_one(joined):
    hits = find_anything("suicide bomber", joined)
    rows = hits.loc[hits["kind"] == "event", "target"]
    assert len(rows)
    for row in rows:
        event = joined.loc[row]
        said = " ".join(str(event[name]) for name in _TEXTS)
        assert "suicide" in said.casefold()
        assert "bomber" in said.casefold()
    assert joined.loc[rows, "date_start"].is_monotonic_decreasing


@pytest.mark.parametrize("asked", ["Ysyk-Köl", "ysyk kol"])
def test_marks_on_letters_of_events_do_not_matter(joined, asked):
    events = joined.head(3).assign(summary=["A raid by Ysyk-Köl", "none", "none"])
    hits = find_anything(asked, events)
    assert hits.loc[hits["kind"] == "event", "target"].tolist() == [events.index[0]]


def test_what_nothing_is_called_is_refused(joined):
    with pytest.raises(UnknownName, match="Nothing is called"):
        find_anything("xqzvw", joined)
