"""The Compare page in a real browser: locked maps, the numbers of the library, the address."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

import geo
from geo.analysis.border_words import border_words
from geo.analysis.compare import compare_view
from geo.analysis.compare_words import short_words, summary_words
from geo.palette import CHANGE_SCALE
from geo.tolls import Toll
from geo.view.classes import UNCHANGED, change_classes
from tests.browser.conftest import spot

PATH = "/compare?window_a=2020-01-01~2020-12-31&window_b=2021-01-01~2021-12-31"
A, B = ("2020-01-01", "2020-12-31"), ("2021-01-01", "2021-12-31")
PANES = ("a", "b", "change")


@pytest.fixture
def compared(page, app):
    """Open a path of the app and return the page and its document of three maps once painted."""

    def open_path(path=PATH):
        page.goto(app + path)
        document = page.frame_locator("iframe[title=Map]")
        document.locator("html[data-ready=true]").wait_for()
        return page, document

    return open_path


def pane(document, name):
    return document.locator(f".bw-pane[data-pane={name}]")


def sentence(document, name):
    return pane(document, name).locator(".bw-sentence").inner_text()


def extent(document, name):
    return pane(document, name).get_attribute("data-extent")


def apart(document):
    """How far the maps' edges lie apart, in pixels of a map."""
    edges = np.array([extent(document, name).split(",") for name in PANES], dtype=float)
    width = pane(document, "a").locator(".bw-stage").bounding_box()["width"]
    return np.ptp(edges, axis=0).max() * width / (edges[0, 2] - edges[0, 0])


def test_each_map_has_its_window_and_asks_no_other_host(compared, joined, offline):
    _, document = compared()
    assert sentence(document, "a") == geo.describe(joined, geo.View(window=A))
    assert sentence(document, "b") == geo.describe(joined, geo.View(window=B))
    view = geo.View(window_a=A, window_b=B)
    assert sentence(document, "change") == summary_words(compare_view(joined, view), view)
    assert offline.asked_elsewhere == []


def test_locked_maps_stay_locked(compared):
    page, document = compared()
    start = extent(document, "a")
    assert apart(document) <= 1
    pane(document, "b").get_by_label("Zoom in").click()
    expect(pane(document, "a")).not_to_have_attribute("data-extent", start)
    assert apart(document) <= 1
    zoomed = extent(document, "a")
    box = pane(document, "change").locator(".bw-stage").bounding_box()
    page.mouse.move(box["x"] + 150, box["y"] + 150)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 120, steps=5)
    page.mouse.up()
    expect(pane(document, "a")).not_to_have_attribute("data-extent", zoomed)
    expect(page).to_have_url(re.compile("extent="))
    assert apart(document) <= 1


def test_a_slider_changes_its_own_window_and_the_change(compared, joined):
    page, document = compared()
    before = {name: sentence(document, name) for name in PANES}
    place = [extent(document, name) for name in PANES]
    handle = pane(document, "a").get_by_label("First day of the window")
    handle.focus()
    handle.press("PageDown")
    expect(page).to_have_url(re.compile("window_a=201[0-9]-"))
    assert sentence(document, "a") != before["a"]
    assert sentence(document, "b") == before["b"]
    assert [extent(document, name) for name in PANES] == place
    first = re.search("window_a=([0-9-]+)", page.url).group(1)
    view = geo.View(window_a=(first, A[1]), window_b=B)
    change = compare_view(joined, view)
    expect(page.get_by_text(change["words"].iloc[0])).to_be_visible()
    # The map is that of the windows on show again, once they have been compared.
    expect(pane(document, "change")).to_have_attribute("data-compared", "true")
    assert sentence(document, "change") == summary_words(change, view)


@pytest.mark.parametrize("by", ["segment", "province", "district"])
def test_the_words_are_those_of_the_library(compared, joined, by):
    page, _ = compared(f"{PATH}&compared_by={by}&corridor_km=30&countries=AFG~TJK")
    shown = geo.select(joined, geo.View(countries=("AFG", "TJK")))
    change = geo.compare(shown, A, B, by=by, within_km=30)
    some = change[(change["area"] != "none") & (change["events_a"] + change["events_b"] > 0)]
    for words in some["words"].head(5):
        expect(page.get_by_text(words)).to_be_visible()


def test_overlapping_windows_say_what_to_change(compared):
    path = "/compare?window_a=2020-01-01~2021-06-30&window_b=2021-01-01~2021-12-31"
    page, document = compared(path)
    expect(page.get_by_text("End the earlier one by 2020-12-31")).to_be_visible()
    assert "End the earlier one by 2020-12-31" in sentence(document, "change")


def colours_of_change(document):
    """The colours of change on the canvases of the third map, as palette indices."""
    rgb = [[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in CHANGE_SCALE]
    found = pane(document, "change").evaluate(COLOURS_ON_CANVAS, rgb)
    return set(found)


COLOURS_ON_CANVAS = """(pane, colours) => {
  const found = new Set();
  for (const canvas of pane.querySelectorAll("[data-surface=bw-fills], [data-surface=bw-lines]")) {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    for (let i = 0; i < data.length; i += 4) {
      const [r, g, b, a] = data.subarray(i, i + 4);
      const k = colours.findIndex((c) => c[0] === r && c[1] === g && c[2] === b);
      if (k >= 0 && a === 255) found.add(k);
    }
  }
  return [...found];
}"""
LONG = "window_a=2010-04-02~2020-12-31&window_b=2021-01-01~2025-12-23"


def asked(query):
    """The view that an address spells."""
    view, notes = geo.View.from_query(dict(part.split("=") for part in query.split("&")))
    assert notes == []
    return view


@pytest.mark.parametrize(
    "query",
    [
        "compared_by=province&window_a=2020-08-15~2021-08-14&window_b=2021-08-15~2022-08-14",
        f"compared_by=segment&{LONG}&segments=AFG-IRN~AFG-UZB",
    ],
    ids=["nothing changed", "borders"],
)
def test_the_map_of_change_has_colours_only_where_something_changed(compared, joined, query):
    view = asked(query)
    change = compare_view(joined, view)
    _, document = compared(f"/compare?{query}")
    expect(pane(document, "change")).to_have_attribute("data-compared", "true")
    expected = set(change_classes(change)) - {UNCHANGED}
    assert bool(expected) == ("2010" in query)
    assert colours_of_change(document) == expected


def test_numbers_are_shown_where_the_map_of_change_is_pointed_at(compared, joined):
    query = f"compared_by=province&{LONG}"
    view = asked(query)
    page, document = compared(f"/compare?{query}")
    assert colours_of_change(document) == set(change_classes(compare_view(joined, view))) - {-1}
    box = pane(document, "change").locator(".bw-stage").bounding_box()
    page.mouse.move(*spot(extent(document, "change"), box, 69.2, 34.5))
    tip = document.locator(".leaflet-tooltip")
    change = compare_view(joined, view)
    (line,) = short_words(change[change["area"] == "AF-KAB"], (view.window_a, view.window_b))
    expect(tip).to_contain_text("Kabul")
    expect(tip).to_contain_text(line)


def test_a_sentence_is_copied(compared, joined, offline):
    offline.grant_permissions(["clipboard-read", "clipboard-write"])
    page, _ = compared()
    first, second = geo.compare(joined, A, B)["words"].iloc[:2]

    def copied(words):
        page.get_by_role("button", name=f"Copy: {words}").click()
        expect(page.get_by_text("Copied")).to_be_visible()
        expect(page.get_by_text("Copied")).to_have_count(0)
        return page.evaluate("navigator.clipboard.readText()")

    assert copied(first) == first
    # Where the browser lends no clipboard, the old way.
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    assert copied(second) == second


def test_every_panel_has_the_numbers_of_the_library(compared, joined):
    """One border is chosen: sentences, charts and captions are of it alone."""
    page, _ = compared(f"{PATH}&segments=AFG-PAK&corridor_km=30")
    change = geo.compare(joined, A, B, within_km=30, segments=["AFG-PAK"])
    copy = page.get_by_role("button", name=re.compile("^Copy: "))
    expect(copy).to_have_count(1)
    expect(page.get_by_text(change["words"].iloc[0])).to_be_visible()
    page.get_by_role("radio", name="Over time").click()
    window = joined["date_start"].min().date(), joined["date_start"].max().date()
    activity = geo.border_activity(joined, segment="AFG-PAK", within_km=30, freq="quarter")
    (words,) = border_words(activity, window, within_km=30)
    expect(page.get_by_text(words)).to_be_visible()
    expect(copy).to_have_count(1)
    page.get_by_role("radio", name="By distance").click()
    for window in (A, B):
        profile = geo.distance_profile(joined, "AFG-PAK", window=window)
        vague = profile["cannot_tell"].sum() + profile["coarse_dates"].sum()
        counts = f"{profile['events'].sum()} events, {vague} more known too coarsely"
        expect(page.get_by_text(f"{counts}; {Toll.together(profile)}")).to_be_visible()


def test_every_panel_shows_and_a_figure_comes_out(compared, tmp_path):
    page, _ = compared()
    for name, count in (("Over time", 2), ("By distance", 2), ("Zones in time", 1)):
        page.get_by_role("radio", name=name).click()
        expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(count)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download zones in time (PDF)").click()
    download.value.save_as(tmp_path / "zones.pdf")
    assert (tmp_path / "zones.pdf").read_bytes().startswith(b"%PDF")


def test_the_downloaded_maps_open_from_disk(compared, offline, tmp_path):
    page, document = compared()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download maps (HTML)").click()
    download.value.save_as(tmp_path / "maps.html")
    saved = offline.new_page()
    saved.goto((tmp_path / "maps.html").as_uri())
    saved.wait_for_selector("html[data-ready=true]")
    assert sentence(saved, "b") == sentence(document, "b")
    assert sentence(saved, "change") == sentence(document, "change")
