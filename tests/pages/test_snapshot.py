"""Snapshots: what stands on the sheet, that nothing overlaps, that they are the same each time."""

import base64
import io
import re
import subprocess
import sys
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
import shapely
from fontTools.ttLib import TTFont
from matplotlib.image import imread
from matplotlib.text import Annotation
from pyproj import Geod

import geo
from geo.boundaries.units import DISCLAIMER
from geo.drawing.paper import PAPERS
from geo.drawing.projection import Sheet, path_of
from geo.drawing.style import in_style
from geo.errors import BorderwatchError, FileFault, PageFault, UnknownName
from geo.pages.snapshot import KINDS, draw_page
from geo.settings import EVENTS
from geo.tolls import FIGURES
from geo.view.classes import UNKNOWN, breaks, unit_classes
from geo.view.layers import DEFAULT_LAYERS
from geo.view.view import REGION
from geo.vocabulary import LEGEND

BADAKHSHAN = geo.View(
    window=("2021-06-01", "2021-08-15"), extent="AF-BDS", title="Badakhshan, summer 2021"
)
LOCAL = replace(BADAKHSHAN, layers=(*BADAKHSHAN.layers, "local_labels"))
WHOLE = geo.View(title="The region")
CORRIDOR = geo.View(extent="AFG-TJK", segments=("AFG-TJK",), layers=(*WHOLE.layers, "corridors"))
DISTRICT = replace(BADAKHSHAN, extent="AF1728", title="One district")
DEATHS = geo.View(measure="fatalities", count_level="province", extent="AFG-PAK")
SMALL = replace(BADAKHSHAN, extent="AF1728", layers=("countries", "provinces", "events"))
VIEWS = {
    "badakhshan": BADAKHSHAN,
    "local": LOCAL,
    "whole": WHOLE,
    "corridor": CORRIDOR,
    "district": DISTRICT,
    "deaths": DEATHS,
}


@pytest.fixture(scope="module")
def drawn(joined):
    """Sheets of the views, each drawn once."""
    sheets = {}

    def sheet(name):
        if name not in sheets:
            sheets[name] = draw_page(joined, VIEWS[name], paper="16:9", marking="INTERNAL").figure
        return sheets[name]

    return sheet


def texts(figure):
    found = [text.get_text() for text in figure.texts]
    for axes in figure.axes:
        found += [text.get_text() for text in axes.texts]
    for legend in figure.legends:
        found += [legend.get_title().get_text(), *(t.get_text() for t in legend.get_texts())]
    return [" ".join(text.split()) for text in found]


@pytest.mark.parametrize("name", VIEWS)
def test_no_two_names_on_the_map_overlap(drawn, name):
    figure = drawn(name)
    renderer = figure.canvas.get_renderer()
    axes = figure.axes[0]
    with in_style():  # as they are drawn: hinted they would be wider
        boxes = [text.get_window_extent(renderer) for text in axes.texts if text.get_text()]
    assert len(boxes) > 4
    for number, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[number + 1 :])


@pytest.mark.parametrize("paper", PAPERS)
def test_every_key_figure_stands_whole_on_the_fullest_page(joined, paper):
    page = draw_page(joined, WHOLE, paper=paper, marking="INTERNAL")
    assert any("too small for their number" in line for line in page.numbers)
    lettered = "".join("".join(texts(page.figure)).split())
    assert "".join("".join(page.numbers).split()) in lettered


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_the_same_view_gives_the_same_bytes(joined, tmp_path, kind):
    first, second = (
        geo.snapshot(joined, SMALL, tmp_path / f"{number}.{kind}", dpi=50).read_bytes()
        for number in (1, 2)
    )
    assert first == second


def test_an_svg_brings_its_fonts_for_every_letter(joined, tmp_path):
    page = geo.snapshot(joined, LOCAL, tmp_path / "x.svg").read_text("utf-8")
    brought = {}
    for family, weight, data in re.findall(
        r"font-family:'([^']+)';font-weight:(\d+);src:url\(data:font/woff;base64,([^)]+)\)", page
    ):
        brought[family, weight] = set(TTFont(io.BytesIO(base64.b64decode(data))).getBestCmap())
    texts = [text for text in ElementTree.fromstring(page).iter() if text.tag.endswith("}text")]
    assert len(texts) > 50
    for text in texts:
        style = text.get("style")
        family = re.search(r"font-family: '([^']+)'", style)[1]
        weight = re.search(r"font-weight: (\d+)", style)
        letters = {ord(letter) for letter in "".join(text.itertext()) if not letter.isspace()}
        assert letters <= brought[family, weight[1] if weight else "400"]


def test_the_sheet_says_what_from_whom_and_how_far_to_trust_it(joined, drawn):
    figure = drawn("badakhshan")
    words = " ".join(texts(figure))
    assert "Badakhshan, summer 2021" in words
    known_here = joined["province_id"] == "AF-BDS"
    first, last = (pd.Timestamp(day) for day in BADAKHSHAN.window)
    badakhshan = joined[known_here & joined["date_start"].between(first, last)]
    count = int(re.search(r"(\d+) events on this map from 1 June 2021 to 15 August", words)[1])
    window = joined[joined["date_start"].between(first, last)]
    assert len(badakhshan) <= count < len(window)
    assert texts(figure).count("INTERNAL") == 2
    assert "data to 17 April 2026" in words
    assert "geoBoundaries" in words
    assert "imply no endorsement of any claim" in words
    assert DISCLAIMER in draw_page(joined, BADAKHSHAN).notes


def test_the_legend_lists_what_is_drawn_and_nothing_else(joined, drawn):
    bare = geo.View(extent="AF-BDS", layers=("countries",))
    assert draw_page(joined, bare, paper="A4", marking="").figure.legends == []
    words = " ".join(texts(drawn("badakhshan")))
    assert "Jamaat Ansarullah" in words
    assert "Protest" not in words


def test_the_numbers_are_those_of_the_map(joined):
    kabul = replace(WHOLE, extent=(69.0, 34.4, 69.4, 34.7))
    here = joined.cx[69.0:69.4, 34.4:34.7]
    words = " ".join(texts(draw_page(joined, kabul, paper="16:9", marking="").figure))
    number = int(re.search(r"On this map: (\d+) events", words).group(1))
    assert len(here) <= number < len(joined) / 4


def test_text_of_svg_is_text_and_never_markup(joined, tmp_path):
    view = replace(BADAKHSHAN, title="<script>alert(1)</script>")
    path = geo.snapshot(joined, view, tmp_path / "map.svg", marking="<b>&</b>")
    written = path.read_text("utf-8")
    assert "<script" not in written
    assert "&lt;script&gt;" in written
    assert re.search(r"<text[^>]*>.*Badakhshan", written)


@pytest.mark.parametrize("name", PAPERS)
def test_every_paper_has_its_size(joined, tmp_path, name):
    path = geo.snapshot(joined, SMALL, tmp_path / "map.png", paper=name, dpi=40)
    height, width = imread(path).shape[:2]
    assert (width, height) == (int(PAPERS[name].width * 40), int(PAPERS[name].height * 40))


@pytest.mark.parametrize("title", ["word " * 40, "بدخشان و مرز تاجیکستان", "پښتو ښار ځای ډېره"])
def test_long_persian_and_pashto_titles_stay_on_the_sheet(joined, title):
    figure = draw_page(joined, replace(SMALL, title=title)).figure
    renderer = figure.canvas.get_renderer()
    for text in figure.texts:
        box = text.get_window_extent(renderer)
        assert box.x0 >= 0
        assert box.x1 <= figure.bbox.width


@pytest.mark.parametrize(
    ("title", "says"),
    [("w" * 90 + " word" * 82, "has 500 characters"), ("Hotan 和田", "no font of paper has: 和田")],
)
def test_a_title_that_cannot_stand_on_the_sheet_is_a_message(joined, tmp_path, title, says):
    with pytest.raises(PageFault, match=says):
        geo.snapshot(joined, replace(SMALL, title=title), tmp_path / "map.png")
    assert list(tmp_path.iterdir()) == []


def test_nothing_in_a_window_is_said_and_drawn(joined):
    figure = draw_page(
        joined, geo.View(window=("1999-01-01", "1999-12-31")), paper="A4", marking=""
    ).figure
    assert "No events on this map from 1 January 1999" in " ".join(texts(figure))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_refuses_an_unknown_segment_and_a_box_of_nothing(joined, kind):
    with pytest.raises(UnknownName, match="No border segment is called 'AFG-XXX'"):
        draw_page(joined, geo.View(segments=("AFG-XXX",)), kind=kind)
    with pytest.raises(UnknownName, match="Nothing lies in the extent 0,0,1,1"):
        draw_page(joined, geo.View(extent=(0, 0, 1, 1)), kind=kind)


@pytest.mark.parametrize("kind", ["over_time", "heat_map", "distance", "zones", "events"])
def test_a_chart_or_table_of_no_event_is_refused_with_the_dates_of_the_data(joined, kind):
    view = geo.View(window=("1999-01-01", "1999-12-31"), segments=("AFG-TJK",))
    says = "No events from 1 January 1999 .* The data run from 2 April 2010 to 17 April 2026"
    with pytest.raises(PageFault, match=says):
        draw_page(joined, view, kind=kind)


def test_the_legend_of_a_map_without_events_lists_none(joined):
    """In a year without claims all ground is without one, where zones are drawn at all."""
    year = ("1990-01-01", "1990-12-31")
    for layers, unclaimed in ((DEFAULT_LAYERS, [LEGEND["unclaimed"]]), (("borders",), [])):
        page = draw_page(joined, geo.View(window=year, layers=layers))
        entries = [entry.words for _, groups in page.legend for _, some in groups for entry in some]
        assert entries == [*unclaimed, "border segment"]


@pytest.mark.parametrize("kind", ["over_time", "heat_map", "distance"])
def test_a_chart_counts_the_border_that_its_place_names_and_says_so(joined, kind):
    by_place = draw_page(joined, geo.View(extent="AFG-TJK"), kind=kind)
    by_name = draw_page(joined, geo.View(segments=("AFG-TJK",)), kind=kind)
    assert by_place.subtitle == by_name.subtitle
    assert "AFG-TJK border" in by_place.subtitle
    assert by_place.shown.index.equals(by_name.shown.index)
    assert by_place.shown["border_segment"].eq("AFG-TJK").all()


def test_borders_that_are_named_are_all_drawn(joined):
    view = geo.View(segments=("AFG-TJK", "KGZ-TJK"))
    page = draw_page(joined, view, kind="over_time")
    headings = [axes.get_title(loc="left") for axes in page.figure.subfigs[0].axes]
    assert [heading[:7] for heading in headings] == ["AFG-TJK", "KGZ-TJK"]
    counts = [int(number) for words in headings for number in re.findall(r" (\d+) ", words)]
    assert sum(counts) == len(page.shown)
    assert set(page.shown["border_segment"]) == {"AFG-TJK", "KGZ-TJK"}


@pytest.mark.parametrize("kind", ["zones", "changes"])
def test_what_counts_the_whole_region_says_so_where_a_place_is_shown(joined, kind):
    whole, place = (
        draw_page(joined, geo.View(extent=extent), kind=kind) for extent in (REGION, "AF-BDS")
    )
    says = "The whole region is counted, whatever place is shown."
    assert says in place.subtitle
    assert says not in whole.subtitle


def test_the_method_of_a_page_says_what_stands_on_it(joined):
    events, heat, map_ = (
        draw_page(joined, BADAKHSHAN, kind=kind).footer[-1]
        for kind in ("events", "heat_map", "map")
    )
    assert "marks" not in events
    assert "grey" not in heat
    assert "the number after +" in heat
    assert "by their first day" in map_


@pytest.mark.parametrize(
    ("layers", "counts"),
    [
        (("countries", "provinces"), lambda here, _: len(here)),
        (("events",), lambda _, sure: int((~sure).sum())),
        (("washes",), lambda _, sure: int(sure.sum())),
        (("choropleth",), lambda here, _: int(here["district_id"].isna().sum())),
        (("events", "washes"), lambda *_: 0),
    ],
)
def test_a_map_says_how_many_events_none_of_its_layers_draws(joined, layers, counts):
    page = draw_page(joined, replace(BADAKHSHAN, layers=layers))
    sure = page.shown["geo_precision"].isin(["exact", "town"])
    number = counts(page.shown, sure)
    lines = [line for line in page.numbers if "no layer" in line]
    assert lines == ([f"{number} drawn on no layer that is on"] if number else [])
    assert number or layers == ("events", "washes")


def test_a_table_says_that_the_rest_has_no_room(joined):
    page = draw_page(joined, WHOLE, kind="events")
    says = f"{len(page.table)} of {len(joined)} events; the others have no room on this page."
    assert says in [text.words for text in page.texts]
    assert says in texts(page.figure)
    rows = joined.assign(restricted=joined["event_id"] < "bw-0020")
    assert re.match(r"\d+ of \d+ rows;", draw_page(rows, WHOLE, kind="events").texts[0].words)


def test_a_name_stands_beside_its_dot_or_at_the_end_of_a_line(joined):
    figure = draw_page(joined, WHOLE).figure
    texts = [text for text in figure.axes[0].texts if isinstance(text, Annotation)]
    named = [text for text in texts if text.get_horizontalalignment() == "left" and text.get_text()]
    led = {text.xy for text in texts if text.arrow_patch is not None and not text.get_text()}
    off = {text.xy for text in named if abs(text.get_position()[1]) > 13}
    assert off
    assert off == led
    # Cities come first, however many marks stand around them.
    assert {"Kabul", "Jalalabad", "Peshawar", "Quetta"} <= {text.get_text() for text in named}


def test_a_chart_is_the_same_to_the_byte_in_every_process(tmp_path):
    script = "import sys; from geo.cli.main import main; main(sys.argv[1:])"
    written = set()
    for at in range(3):
        path = tmp_path / f"{at}.svg"
        options = ["--kind", "distance", "--segment", "AFG-TJK", "-o", str(path)]
        command = [sys.executable, "-c", script, "snapshot", str(EVENTS), *options]
        subprocess.run(command, check=True, capture_output=True)
        written.add(path.read_bytes())
    assert len(written) == 1


def test_the_legend_of_a_small_place_lists_no_outline_that_is_not_in_view(joined):
    inside_zones = geo.View(extent=(70.5, 37.0, 70.51, 37.01))
    # Where numbers have the room, names of zones give way.
    uncounted = replace(BADAKHSHAN, layers=("countries", "provinces", "zones", "labels"))
    small, wide = (
        " ".join(texts(draw_page(joined, view).figure)) for view in (inside_zones, uncounted)
    )
    assert "Taliban, control" in small
    assert not re.search("outline:|another source", small)
    assert "outline: solid high" in wide
    assert "another source claims otherwise" in wide
    assert "⚑" in wide


def test_bad_extent_paper_folder_and_ending(joined, tmp_path):
    with pytest.raises(UnknownName, match="AF-XXX"):
        geo.snapshot(joined, geo.View(extent="AF-XXX"), tmp_path / "a.png")
    with pytest.raises(UnknownName, match="Known: 16:9"):
        geo.snapshot(joined, WHOLE, tmp_path / "a.png", paper="B5")
    with pytest.raises(FileFault, match="cannot be written"):
        geo.snapshot(joined, SMALL, tmp_path / "none" / "a.png", dpi=40)
    with pytest.raises(BorderwatchError, match="end it with"):
        geo.snapshot(joined, SMALL, tmp_path / "a.gif")
    assert list(tmp_path.iterdir()) == []


def test_the_sheets_scale_is_true_at_its_middle():
    sheet = Sheet((69.0, 35.0, 73.0, 39.0), 1.5)
    east = Geod(ellps="WGS84").fwd(71.0, 37.0, 90, 20_000)
    assert np.allclose(sheet.place(np.array([[71.0, 37.0]])), 0, atol=1e-6)
    assert np.hypot(*sheet.place(np.array([east[:2]]))[0]) == pytest.approx(20_000, rel=1e-5)


def test_the_sheet_holds_its_box_and_has_the_maps_shape():
    for aspect in (0.5, 1.0, 2.0):
        sheet = Sheet((69.0, 35.0, 73.0, 39.0), aspect)
        left, bottom, right, top = sheet.limits
        assert (right - left) / (top - bottom) == pytest.approx(aspect)
        assert sheet.inside(sheet.place(np.array([[69.0, 35.0], [73.0, 39.0]]))).all()


def test_a_path_keeps_holes_and_parts():
    ring = shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2)
    path = path_of([ring, shapely.LineString([(5, 5), (6, 6)])])
    assert (path.codes == path.MOVETO).sum() == 3
    assert path.contains_point((0.5, 0.5))


def test_breaks_read_well_and_hold_the_data():
    assert breaks(pd.Series([1, 2, 3])) == (1, 2, 5, 10, 25)
    assert breaks(pd.Series([0, 0])) == (1, 2, 5, 10, 25)
    assert breaks(pd.Series(range(900))) == (1, 50, 100, 250, 500)
    assert breaks(pd.Series([1e6] * 9))[4] * 2 >= 1e6


def test_classes_follow_the_counts(joined):
    classes, edges = unit_classes(joined, joined, geo.View())
    counts = joined["district_id"].value_counts()
    for unit, number in classes.items():
        assert edges[number] <= counts[unit]
        assert number == 4 or counts[unit] < edges[number + 1]


def test_units_whose_tolls_are_all_unknown_are_a_class_of_their_own(joined):
    some = joined[joined["province_id"] == "AF-BDS"]
    some = some.assign(**dict.fromkeys(FIGURES, pd.array([pd.NA] * len(some), dtype="Int32")))
    view = geo.View(measure="fatalities", count_level="province")
    assert unit_classes(joined, some, view)[0].to_dict() == {"AF-BDS": UNKNOWN}
