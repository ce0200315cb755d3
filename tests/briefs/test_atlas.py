"""Atlases: a page for each place, words with their numbers, an index that leads to the pages."""

import datetime as dt
import json

import pandas as pd
import pypdf
import pytest
from pptx import Presentation

import geo
from geo.briefs.atlas import QUIET, contents, count_pages
from geo.briefs.numbers import NUMBERS, Counted
from geo.briefs.pack import write_brief
from geo.briefs.places import Each, Place, places
from geo.briefs.spec import read_spec
from geo.briefs.words import Values, in_numbers, word_fault
from geo.errors import BorderwatchError, PageFault
from geo.phrases import counted
from geo.settings import ROOT

ATLAS = """
title = "Two districts"
formats = []
data = ["csv"]
[view]
window = "2021-06-01..2021-08-15"
layers = ["countries"]
[[figure]]
each = { by = "district", in = "AF-BDS", only = ["AF1701", "Darwaz"] }
text = "{place}: {events event}."
[figure.texts]
AF1701 = "The seat of the province."
"""
BADAKHSHAN = Place("Badakhshan", "", ("AF-BDS",), {"extent": "AF-BDS"})


@pytest.fixture
def spec(tmp_path):
    def write(text):
        path = tmp_path / "spec.toml"
        path.write_text(text, "utf-8")
        return read_spec(path)

    return write


@pytest.fixture(scope="module")
def atlas(joined, tmp_path_factory):
    """The folder of a small atlas, written once."""
    place = tmp_path_factory.mktemp("atlas")
    (place / "spec.toml").write_text(ATLAS, "utf-8")
    write_brief(joined, read_spec(place / "spec.toml"), place / "pack")
    return place / "pack"


def values(joined, kind="map", place=BADAKHSHAN, **fields):
    view = place.view(geo.View(**{"window": ("2021-06-01", "2021-08-15"), **fields}))
    return Values(Counted(joined, view, kind, place))


def test_each_place_has_its_page_with_its_own_words(joined, spec):
    pages = contents(joined, spec(ATLAS).figures(dt.date(2021, 8, 15))).pages
    assert [page.view.title for page in pages] == [
        "Darwaz, Badakhshan",
        "Fayzabad, Badakhshan",
    ]
    assert [page.view.area.codes() for page in pages] == [(page.view.extent,) for page in pages]
    in_place = [geo.select(joined, page.view) for page in pages]
    assert [page.text for page in pages] == [
        f"Darwaz: {counted(len(in_place[0]), 'event')}.",
        "The seat of the province.",
    ]
    quiet = [not len(events) for events in in_place]
    assert any(quiet)
    assert [page.note for page in pages] == [QUIET if none else "" for none in quiet]
    said = [page.subtitle for page, none in zip(pages, quiet, strict=True) if none]
    assert all("does not mean that nothing happened" in sentence for sentence in said)


def test_the_index_leads_to_the_pages(atlas):
    printed = pypdf.PdfReader(atlas / "brief.pdf")
    assert [line.title for line in printed.outline] == [
        "Two districts",
        "Darwaz, Badakhshan",
        "Fayzabad, Badakhshan",
    ]
    numbers = [printed.get_destination_page_number(line) for line in printed.outline]
    assert numbers == [0, 1, 2]
    cover = printed.pages[0]
    targets = [note.get_object()["/Dest"] for note in cover["/Annots"].get_object()]
    named = [printed.named_destinations[name] for name in targets]
    # Each line has its number and its words, and both lead there.
    led = [printed.get_destination_page_number(place) for place in named]
    assert led == [1, 1, 2, 2]
    assert f"3 Fayzabad, Badakhshan ({QUIET})" in " ".join(cover.extract_text().split())
    slides = list(Presentation(atlas / "brief.pptx").slides)
    shapes = [shape for shape in slides[0].shapes if shape.click_action.target_slide]
    assert [slides.index(shape.click_action.target_slide) for shape in shapes] == led


def test_own_text_stands_on_page_and_slide_and_in_the_manifest(atlas):
    words = "The seat of the province."
    assert words in pypdf.PdfReader(atlas / "brief.pdf").pages[2].extract_text()
    slide = Presentation(atlas / "brief.pptx").slides[2]
    assert words in [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    figures = json.loads((atlas / "manifest.json").read_text("utf-8"))["figures"]
    assert [figure["text"] for figure in figures.values()][1] == words
    assert list(figures) == ["01-map-001-darwaz", "01-map-002-fayzabad"]


def test_quiet_places_stand_in_the_index_where_that_is_asked_for(joined, spec):
    text = ATLAS.replace('"Darwaz"] }', '"Darwaz"], quiet = "index" }')
    listed = contents(joined, spec(text).figures(dt.date(2021, 8, 15)))
    names = {page.view.title for page in listed.pages}
    heading, *quiet = listed.left_out
    assert "does not mean that nothing happened" in heading
    assert quiet == ["Fayzabad, Badakhshan"]
    assert names == {"Darwaz, Badakhshan"}


def test_a_table_of_events_is_drawn_only_where_there_are_some(joined, spec):
    text = ATLAS.replace("each =", 'kind = "events"\neach =')
    listed = contents(joined, spec(text).figures(dt.date(2021, 8, 15)))
    assert "Fayzabad, Badakhshan" in listed.left_out


def test_numbers_are_those_of_the_place_and_window(joined):
    said = values(joined)
    here = joined[joined["province_id"] == "AF-BDS"]
    day = here["date_start"]
    now, before = day.between("2021-06-01", "2021-08-15"), day.between("2021-03-17", "2021-05-31")
    assert said["events"] == now.sum() > 0
    assert said["before"] == before.sum()
    assert said["days"] == 76
    assert said["year_before"] == day.between("2020-06-01", "2020-08-15").sum()
    assert said["latest"].endswith(str(day[now].max().year))
    words = in_numbers("{events event} {where}, {window}: {change}", said)
    more = now.sum() - before.sum()
    assert words == (
        f"{now.sum()} events in Badakhshan, 1 June 2021 to 15 August 2021: "
        f"{abs(more)} {'more' if more > 0 else 'fewer'}"
    )
    assert all(str(said[name]) for name in NUMBERS if name not in ("whole", "watch"))
    assert "Badakhshan" in said["comparison"]


def test_what_the_data_do_not_reach_is_unknown_and_never_none(joined):
    first = joined["date_start"].min().date()
    said = values(joined, window=(first, first + dt.timedelta(days=30)))
    assert in_numbers("{before}; {before event}", said) == "unknown; an unknown number of events"
    assert said["change"] == "an unknown change"
    assert in_numbers("{before event}", values(joined, window=geo.View().window)).startswith("an")


def test_numbers_of_a_comparison_are_those_of_its_windows(joined):
    windows = {"window_a": ("2020-08-15", "2021-08-14"), "window_b": ("2021-08-15", "2022-08-14")}
    said = values(joined, "comparison", **windows)
    here = joined.loc[joined["province_id"] == "AF-BDS", "date_start"]
    assert said["before"] == here.between("2020-08-15", "2021-08-14").sum()
    assert said["events"] == here.between("2021-08-15", "2022-08-14").sum()


def test_a_number_tells_of_restricted_events_no_closer_than_their_district(make_events, units):
    spot = {"lon": 70.80, "lat": 37.02, "date_start": "2021-06-10", "geo_precision": "exact"}
    joined = geo.join(make_events({**spot, "restricted": True}, spot), units)
    small = geo.Area.circle(70.80, 37.02, 1)
    view = geo.View(window=("2021-06-01", "2021-06-30"), area=small)
    said = Values(Counted(joined, view, "map", Place("")))
    assert (said["events"], said["perhaps"]) == (1, 1)


@pytest.mark.parametrize(
    "words",
    ["{event}", "{events.real}", "{0}", "{}", "{events!r}", "{events:>9}", "{events person}"],
)
def test_words_name_known_numbers_and_nothing_else(words, spec):
    assert "Known: " in word_fault("text", words)
    with pytest.raises(PageFault, match=r"(?s)figure 1: The text (names|counts) .*Known: "):
        spec(f'[[figure]]\ntext = "{words}"\n')


def test_words_with_a_lone_brace_stay_as_they_are(joined):
    assert word_fault("title", "a } b { c") == ""
    assert in_numbers("a } b { c", values(joined)) == "a } b { c"


@pytest.mark.parametrize(
    ("each", "says"),
    [
        ('"district"', "give a table"),
        ('{ by = "village" }', "Known: district"),
        ('{ by = "district" }', "Say which with in"),
        ('{ by = "district", in = "AF-XXX" }', "no province or country"),
        ('{ by = "district", in = "AF-BDS", only = ["Kabul"] }', "is no district here"),
        ('{ by = "zone", groups = ["Nobody"] }', "no zones are of a group"),
        ('{ by = "zone", watched = true }', "the watch list is by"),
        ('{ by = "area", areas = ["circle:1"] }', "is not longitude"),
        ('{ by = "segment", in = "XXX" }', "no country"),
        ('{ by = "district", colour = "red" }', "each has no colour"),
        ('{ by = "district", quiet = "gone" }', "Known: page, index"),
    ],
)
def test_an_atlas_that_cannot_be_used_says_why(spec, each, says):
    with pytest.raises(BorderwatchError, match=says):
        spec(f"[[figure]]\neach = {each}\n")


def test_texts_belong_to_pages(spec):
    with pytest.raises(PageFault, match="texts names 'AF1799'"):
        spec(ATLAS + 'AF1799 = "x"\n')
    with pytest.raises(PageFault, match="add each"):
        spec('[[figure]]\n[figure.texts]\nAF1701 = "x"\n')


@pytest.mark.parametrize(
    ("each", "names", "fields"),
    [
        (Each("province", inside="TJK", only=("TJ-GB",)), 1, {"extent", "area"}),
        (Each("segment", inside="TJK", only=("AFG-TJK",)), 1, {"extent", "segments"}),
        (Each("zone", groups=("Jamaat Ansarullah",)), None, {"extent", "alone"}),
        (Each("area", areas=("circle:69.17,34.53,50~Kabul",)), 1, {"extent", "area"}),
        (Each("group", only=("Taliban",)), 1, {"actors"}),
    ],
)
def test_places_of_every_kind_have_a_view(joined, each, names, fields):
    found = places(each)
    assert len(found) == (names or len(found)) > 0
    for place in found:
        assert set(place.part) == fields
        assert Values(Counted(joined, place.view(geo.View()), "map", place))["place"] == place.name


def test_those_on_the_watch_list_have_a_page(make_events, units, spec):
    days = pd.date_range("2020-06-01", "2021-08-15", freq="21D")
    usual = [{"lon": 70.57, "lat": 37.12, "date_start": str(day.date())} for day in days]
    last = [f"2021-08-{day:02}" for day in range(2, 16)]
    burst = [{"lon": 70.8, "lat": 37.98, "date_start": day} for day in last]
    joined = geo.join(make_events(*usual, *burst, geo_precision="exact"), units)
    text = (
        '[[figure]]\nwindow = "2021-07-19..2021-08-15"\ntext = "{watch}"\n'
        'each = { by = "district", in = "AF-BDS", watched = true }\n'
    )
    figures = spec(text).figures(dt.date(2021, 8, 15))
    listed = contents(joined, figures)
    assert count_pages(figures) == 1
    (page,) = listed.pages
    assert "an alarm" in page.text
    assert page.view.title.split(",")[0] in page.text
    assert "stands out" in listed.left_out[0]


def test_text_that_leaves_no_room_is_refused(joined, spec, tmp_path):
    plan = spec('[[figure]]\nextent = "AF1701"\ntext = """' + "word\n" * 40 + '"""')
    with pytest.raises(PageFault, match="figure 1: The text takes 40 lines; a page holds"):
        write_brief(joined, plan, tmp_path / "pack")


def test_the_example_of_an_atlas_names_each_district(joined):
    figures = read_spec(ROOT / "docs" / "example-atlas.toml").figures(dt.date(2022, 1, 1))
    assert count_pages(figures) == 29
    pages = contents(joined, figures).pages
    assert len({page.view.extent for page in pages[1:]}) == 28
    assert not any("{" in page.view.title + page.subtitle + page.text for page in pages)
