"""The Compare page in a real browser: locked maps, the numbers of the library, the address."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

import geo

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
    assert "higher in" in sentence(document, "change")
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
    assert sentence(document, "change") != before["change"]
    assert [extent(document, name) for name in PANES] == place
    first = re.search("window_a=([0-9-]+)", page.url).group(1)
    change = geo.compare(joined, (first, A[1]), B)
    expect(page.get_by_text(change["words"].iloc[0])).to_be_visible()


@pytest.mark.parametrize("by", ["segment", "province", "district"])
def test_the_words_are_those_of_the_library(compared, joined, by):
    page, _ = compared(f"{PATH}&compared_by={by}&corridor_km=30&countries=AFG~TJK")
    shown = geo.select(joined, geo.View(countries=("AFG", "TJK")))
    change = geo.compare(shown, A, B, by=by, within_km=30)
    some = change[(change["area"] != "none") & (change["events_a"] + change["events_b"] > 0)]
    for words in some["words"].head(5):
        expect(page.get_by_text(words)).to_be_visible()


def test_overlapping_windows_say_what_to_change(compared):
    page, _ = compared("/compare?window_a=2020-01-01~2021-06-30&window_b=2021-01-01~2021-12-31")
    expect(page.get_by_text("End the earlier one by 2020-12-31")).to_be_visible()


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
