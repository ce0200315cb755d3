"""An area of one's own: drawn by hand and keys, filtered, compared, exported, dropped as a file."""

import json
import re

import pytest
from playwright.sync_api import expect

import geo
from geo.view.area import Area
from geo.view.lying import lying
from tests.browser.conftest import click_at, spot

SUMMER = geo.View(window=("2021-06-01", "2021-08-15"), extent="AF-BDS")
CORNERS = ((69.9, 36.7), (71.8, 36.7), (71.8, 38.3), (69.9, 38.3))


def begin(page, kind="Polygon"):
    page.get_by_role("button", name="Draw an area").click()
    page.get_by_role("radio", name=kind).check()


def drawn_area(page):
    return Area.parse(page.evaluate("bw.app.view.area.text"))


def test_a_polygon_drawn_in_a_document_counts_as_the_library(opened, joined):
    page = opened(SUMMER)
    begin(page)
    expect(page.get_by_role("button", name="Count only inside")).to_be_disabled()
    for lon, lat in CORNERS:
        click_at(page, lon, lat)
    expect(page.locator(".bw-measured")).to_contain_text("km²")
    page.get_by_label("Name of the area").fill("Upper <b>Panj</b>")
    page.get_by_role("button", name="Count only inside").click()
    area = drawn_area(page)
    assert area.name == "Upper <b>Panj</b>"
    says = geo.describe(joined, geo.View(window=SUMMER.window, area=area))
    expect(page.locator(".bw-sentence")).to_have_text(says)
    assert re.match(r"\d+ events? inside the area “Upper <b>Panj</b>” \(drawn by hand\)", says)
    expect(page.locator(".bw-legend")).to_contain_text("“Upper <b>Panj</b>” (drawn by hand)")
    assert page.locator(".bw-legend b", has_text="Panj").count() == 0
    begin(page)
    page.get_by_role("button", name="Remove the area").click()
    expect(page.locator(".bw-sentence")).not_to_contain_text("inside the area")


def test_a_circle_has_its_radius_by_a_press_or_typed(opened, joined):
    page = opened(SUMMER)
    begin(page, "Circle")
    click_at(page, 70.6, 37.1)
    click_at(page, 71.3, 37.1)
    km = float(page.get_by_label("Radius, km").input_value())
    assert km == pytest.approx(62.2, abs=1.5)
    page.get_by_label("Radius, km").fill("80")
    page.get_by_role("button", name="Count only inside").click()
    area = drawn_area(page)
    assert area.circle_of()[2] == 80
    says = geo.describe(joined, geo.View(window=SUMMER.window, area=area))
    expect(page.locator(".bw-sentence")).to_have_text(says)


def test_an_area_drawn_in_an_exported_comparison_counts_on_both_sides(page, joined, tmp_path):
    view = geo.View(extent="AF-KAB", layers=("countries", "choropleth"))
    page.goto(geo.comparison_map(joined, view).save(tmp_path / "compared.html").as_uri())
    page.wait_for_selector("html[data-ready=true]")
    side = page.locator(".bw-pane[data-pane=a]")
    begin(side, "Circle")
    map_of_a = side.locator(".folium-map")
    map_of_a.focus()
    map_of_a.press("Enter")
    side.get_by_role("button", name="Count only inside").click()
    area = Area.parse(page.evaluate("bw.app.a.view.area.text"))
    for name, window in (("a", view.window_a), ("b", view.window_b)):
        says = geo.describe(joined, geo.View(window=window, area=area))
        sentence = page.locator(f".bw-pane[data-pane={name}] .bw-sentence")
        expect(sentence).to_have_text(says)
    # What changed was compared everywhere: the map of change says so, and has the edge too.
    change = page.locator(".bw-pane[data-pane=change] .bw-sentence")
    expect(change).to_contain_text("Other dates or events are shown.")
    assert page.evaluate("bw.app.change.ground.view.area.text") == area.text


def test_districts_are_taken_in_and_out_by_a_press(opened, joined):
    page = opened(SUMMER)
    begin(page, "District by district")
    for lon, lat in ((70.9, 38.42), (70.58, 37.11), (70.58, 37.11), (71.35, 38.2)):
        click_at(page, lon, lat)
    page.get_by_role("button", name="Count only inside").click()
    area = drawn_area(page)
    assert area.kind == "units"
    assert len(area.codes()) == 2
    says = geo.describe(joined, geo.View(window=SUMMER.window, area=area))
    expect(page.locator(".bw-sentence")).to_have_text(says)


def test_an_area_is_drawn_with_keys_alone(opened):
    page = opened(SUMMER)
    page.locator(".folium-map").focus()
    page.keyboard.press("a")
    for arrow in ("ArrowRight", "ArrowDown", "ArrowLeft"):
        page.keyboard.press("Enter")
        page.keyboard.press(arrow)
        page.wait_for_timeout(500)
    expect(page.locator(".bw-measured")).to_contain_text("inside")
    page.keyboard.press("Backspace")
    expect(page.get_by_role("button", name="Count only inside")).to_be_disabled()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Count only inside").press("Enter")
    expect(page.locator(".bw-sentence")).to_contain_text("inside the area")


def test_the_panel_of_drawing_has_no_fault_that_axe_finds(opened, faults):
    page = opened(SUMMER)
    begin(page, "Circle")
    assert faults() == []


@pytest.fixture
def app_map(page, app):
    """Open a path of the app and return its map document once painted."""

    def open_path(path="/"):
        page.goto(app + path)
        document = page.frame_locator("iframe[title=Map]")
        document.locator("html[data-ready=true]").first.wait_for()
        return document

    return open_path


def test_an_area_is_drawn_filtered_compared_and_exported(page, app_map, joined):
    document = app_map("/?extent=AF-BDS")
    document.get_by_role("button", name="Draw an area").click()
    box = document.locator(".folium-map").bounding_box()
    place = document.locator(".bw-pane").get_attribute("data-extent")
    for lon, lat in CORNERS:
        page.mouse.click(*spot(place, box, lon, lat))
    document.get_by_label("Name of the area").fill("Upper Panj")
    document.get_by_role("button", name="Count only inside").click()
    # Filtered: sentence, profile, address and table are of the area.
    expect(page).to_have_url(re.compile("area=polygon"))
    area = Area.parse(page.evaluate("new URL(location).searchParams.get('area')"))
    assert area.name == "Upper Panj"
    inside = lying(joined, area).inside.sum()
    assert inside > 5
    says = geo.describe(joined, geo.View(area=area))
    expect(document.locator(".bw-sentence")).to_have_text(says)
    expect(page.get_by_role("heading", name="Upper Panj")).to_be_visible()
    page.get_by_role("radio", name="Table").click()
    expect(page.get_by_text(f"{inside} events, the latest first")).to_be_visible()
    # Exported: the file holds these events, and says by which area they were chosen.
    with page.expect_download() as got:
        page.get_by_role("button", name="Download GeoJSON").click()
    exported = json.loads(got.value.path().read_text("utf-8"))
    assert len(exported["features"]) == inside
    assert exported["about"]["area"] == area.text
    # Compared: inside and outside, on the page that the address names.
    address = page.url.replace("/?", "/compare?") + "&compared_by=area"
    page.goto(address)
    document.locator("html[data-ready=true]").first.wait_for()
    expect(page.get_by_text("Inside the area “Upper Panj”").first).to_be_visible()
    change = document.locator(".bw-pane[data-pane=change]")
    expect(change.locator(".bw-sentence")).to_contain_text("Inside the area")
    expect(change.locator(".bw-scale")).to_contain_text("by area of one's own")
    # Removed: all counts again.
    page.get_by_text("Area of your own").first.click()
    page.get_by_role("button", name="Remove the area").first.click()
    expect(page).not_to_have_url(re.compile("area="))


def test_a_dropped_file_is_the_area(page, app_map, joined, tmp_path):
    file = tmp_path / "valley.geojson"
    ring = [list(corner) for corner in (*CORNERS, CORNERS[0])]
    file.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}))
    document = app_map()
    page.get_by_text("Area of your own").click()
    page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(file)
    area = geo.read_area(file)[0]
    says = geo.describe(joined, geo.View(area=area))
    expect(document.locator(".bw-sentence")).to_have_text(says)
    expect(page).to_have_url(re.compile("valley"))
    expect(
        page.get_by_text("Only events inside “valley” (valley.geojson) are counted.")
    ).to_be_visible()
