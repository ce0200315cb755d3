"""What the hand needs: position, measures, home, a popup that stays whole, a printed sheet."""

import io
import re

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

import geo
from geo.palette import COUNT_SCALE
from tests.browser.conftest import click_at, extent, rest_at

SUMMER = geo.View(window=("2021-06-01", "2021-08-15"), extent="AF-BDS")


def test_the_position_under_the_pointer_is_told(opened):
    page = opened(SUMMER)
    rest_at(page, 70.5, 37.0)
    expect(page.locator(".bw-readout")).to_have_text(
        re.compile(r"37\.0\d+° N, 70\.(49|50)\d+° E · 42S XF \d+ \d+")
    )


def test_a_distance_and_an_area_are_measured_with_the_pointer(opened):
    page = opened(SUMMER)
    page.get_by_role("button", name="Measure").click()
    for lon, lat in ((70, 37), (71, 37), (71, 38)):
        click_at(page, lon, lat)
    told = page.locator(".bw-measured").inner_text()
    along, inside = (
        int(n) for n in re.search(r"^(\d+) km .* inside ([\d,]+)", told.replace(",", "")).groups()
    )
    assert along == pytest.approx(200, abs=3)
    assert inside == pytest.approx(4930, rel=0.03)
    assert page.locator(".leaflet-popup").count() == 0
    page.locator(".folium-map").press("Escape")
    expect(page.locator(".bw-measured")).to_have_text("")


def test_a_distance_is_measured_with_keys(opened):
    page = opened(SUMMER)
    chart = page.locator(".folium-map")
    chart.focus()
    page.keyboard.press("m")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(600)
    page.keyboard.press("Enter")
    expect(page.locator(".bw-measured")).to_contain_text("km along the line")


def test_home_brings_back_what_was_opened_and_no_zoom_goes_too_near(opened):
    page = opened(SUMMER)
    before = extent(page)
    page.evaluate("bw.app.map.setView([37, 70], 20, { animate: false })")
    assert page.evaluate("bw.app.map.getZoom()") == 11
    page.get_by_role("button", name="Home").click()
    assert extent(page) == before


@pytest.mark.parametrize("corner", [(0.02, 0.03), (0.9, 0.02), (0.5, 0.97), (0.03, 0.6)])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_a_popup_lies_wholly_on_the_map(opened, page, size, corner):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page = opened(geo.View(extent="AFG"))
    box = page.locator(".folium-map").bounding_box()
    page.evaluate(
        "([x, y]) => bw.app.pointer.openUnit(bw.app.model.unitIndex.get('AF-KAB'),"
        " bw.app.map.containerPointToLatLng([x, y]))",
        [box["width"] * corner[0], box["height"] * corner[1]],
    )
    popup = page.locator(".leaflet-popup").bounding_box()
    assert popup["y"] >= box["y"]
    assert popup["x"] >= box["x"]
    assert popup["x"] + popup["width"] <= box["x"] + box["width"]
    assert popup["y"] + popup["height"] <= box["y"] + box["height"]


def streams(drawing):
    """What a page of a PDF and the drawings inside it draw."""
    for part in drawing["/Resources"].get("/XObject", {}).values():
        inner = part.get_object()
        if inner["/Subtype"] == "/Form":
            yield inner.get_data().decode("latin-1")
            yield from streams(inner) if "/Resources" in inner else ()


def test_the_printed_document_is_one_sheet_with_its_legend_in_colour(opened):
    page = opened(geo.View(title="All years"))
    page.get_by_role("button", name="Legend", exact=True).click()
    sheet = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(sheet.pages) == 1
    words = sheet.pages[0].extract_text()
    for text in ("All years", "Events by district", "25 or more", "Borders", "Boundaries:"):
        assert text in words
    drawn = " ".join(streams(sheet.pages[0]))
    fills = re.findall(r"([\d.]+) ([\d.]+) ([\d.]+) rg", drawn)
    seen = {"#" + "".join(f"{round(float(part) * 255):02x}" for part in fill) for fill in fills}
    assert set(COUNT_SCALE) <= seen
    # On the screen all is as before.
    expect(page.locator(".bw-timebar")).to_be_visible()
    assert page.evaluate("document.documentElement.className") == ""
