"""The app in a real browser with every other host blocked: what a user does on the Map page."""

import re
import socket
from dataclasses import replace

import pytest
from playwright.sync_api import expect

import geo
from geo.phrases import short_date
from tests.browser.conftest import serve, spot

SHAKI = "Shaki, Badakhshan, Afghanistan (district)"


@pytest.fixture
def opened(page, app):
    """Open a path of the app and return the page and its map document once painted."""

    def open_path(path="/"):
        page.goto(app + path)
        document = page.frame_locator("iframe[title=Map]")
        document.locator("html[data-ready=true]").wait_for()
        return page, document

    return open_path


def extent(document):
    return document.locator(".bw-pane").get_attribute("data-extent")


def sentence(document):
    return document.locator(".bw-sentence").inner_text()


def choose_format(page, label):
    page.get_by_label("Format").click()
    page.get_by_role("option", name=label).click()


def click_at(page, document, lon, lat):
    box = document.locator(".folium-map").bounding_box()
    page.mouse.click(*spot(extent(document), box, lon, lat))


def test_asks_no_other_host(opened, offline):
    page, _ = opened()
    page.get_by_role("link", name="Sources").click()
    expect(page.get_by_role("heading", name="Sources", exact=True)).to_be_visible()
    assert offline.asked_elsewhere == []


def test_frame_is_sandboxed(opened):
    page, _ = opened()
    allowed = page.locator("iframe[title=Map]").get_attribute("sandbox")
    assert "allow-scripts" in allowed
    assert "allow-same-origin" not in allowed


def test_says_what_is_shown_for_which_dates_and_from_whom(opened, joined):
    page, document = opened()
    assert sentence(document) == geo.describe(joined, geo.View())
    page.get_by_role("radio", name="Table").click()
    expect(page.get_by_text(f"{len(joined)} events, the latest first")).to_be_visible()


def test_a_page_that_waits_for_its_scripts_says_so(page, app):
    page.route("**/static/js/*", lambda route: route.abort())
    page.goto(app, wait_until="commit")
    words = page.locator("#root").evaluate("root => getComputedStyle(root, '::before').content")
    assert "Opening Borderwatch" in words


def test_the_map_does_not_jump_while_the_page_opens(opened, page):
    page.add_init_script("sizes = []; addEventListener('resize', () => sizes.push(innerWidth))")
    _, document = opened()
    place = extent(document)
    expect(page.get_by_role("textbox", name="Find a place")).to_be_visible()
    page.wait_for_timeout(500)
    assert document.locator("html").evaluate("() => sizes") == []
    assert extent(document) == place


def test_slider_changes_map_table_and_address_and_leaves_the_map_in_place(opened):
    page, document = opened()
    place, before = extent(document), sentence(document)
    handle = document.get_by_label("First day of the window")
    handle.focus()
    for _ in range(4):
        handle.press("PageUp")
    expect(page).to_have_url(re.compile("window="))
    assert sentence(document) != before
    assert extent(document) == place
    page.get_by_role("radio", name="Table").click()
    number = sentence(document).split(" ")[0]
    expect(page.get_by_text(f"{number} events, the latest first")).to_be_visible()


def test_play_runs_and_the_table_follows_at_rest(opened):
    page, document = opened("/?window=2021-01-01~2021-06-30")
    document.get_by_role("button", name="Play").click()
    page.wait_for_timeout(900)
    document.get_by_role("button", name="Pause").click()
    assert document.locator(".bw-window").inner_text() != "1 Jan 2021 – 30 Jun 2021"
    page.get_by_role("radio", name="Table").click()
    number = sentence(document).split(" ")[0]
    expect(page.get_by_text(f"{number} events, the latest first")).to_be_visible()


def test_search_moves_the_map_and_opens_the_profile(opened):
    page, document = opened()
    before = extent(document)
    page.get_by_role("textbox", name="Find a place").fill("Shekay")
    page.get_by_role("textbox", name="Find a place").press("Enter")
    page.get_by_role("button", name=SHAKI).click()
    expect(page.get_by_role("heading", name="Shaki")).to_be_visible()
    expect(document.locator(".bw-pane")).not_to_have_attribute("data-extent", before)
    expect(page).to_have_url(re.compile("extent="))


def test_click_opens_the_right_profile(opened, joined):
    page, document = opened("/?extent=AF-BDS")
    warduj = geo.find_places("Warduj").iloc[0]["unit_id"]
    inside = geo.read_units().set_index("unit_id").geometry[warduj].representative_point()
    click_at(page, document, inside.x, inside.y)
    expect(page.get_by_role("heading", name="Warduj")).to_be_visible()
    number = int((joined["district_id"] == warduj).sum())
    expect(page.get_by_text(re.compile(rf"^{number} event"))).to_be_visible()


def test_address_brings_the_same_view_back(opened, joined):
    path = "/?window=2021-06-01~2021-08-15&extent=AF-BDS&countries=AFG&measure=fatalities"
    page, document = opened(path)
    deaths = {"extent": "AF-BDS", "countries": ("AFG",), "measure": "fatalities"}
    view = geo.View(window=("2021-06-01", "2021-08-15"), **deaths)
    assert sentence(document) == geo.describe(joined, view)
    west, south, east, north = (float(edge) for edge in extent(document).split(","))
    assert west < 70 < 74 < east
    assert 33 < south < 37 < north < 41
    assert "Deaths (best estimate)" in document.locator(".bw-legend").inner_text()
    expect(page).to_have_url(re.compile("measure=fatalities"))


def test_address_that_cannot_be_used_falls_back_with_a_note(opened, joined):
    page, document = opened("/?window=2021-09-01~2021-08-01&extent=AF-XXX")
    assert sentence(document) == geo.describe(joined, geo.View())
    expect(page.get_by_text("before it begins on 2021-09-01")).to_be_visible()
    expect(page.get_by_text("No unit, border segment or zone is called")).to_be_visible()


def test_zooming_out_and_dragging_far_leaves_the_page_in_order(opened):
    page, document = opened()
    for _ in range(6):
        document.get_by_role("button", name="Zoom out").click(force=True)
        page.wait_for_timeout(250)
    box = document.locator(".folium-map").bounding_box()
    page.mouse.move(box["x"] + 700, box["y"] + 300)
    page.mouse.down()
    page.mouse.move(box["x"] + 100, box["y"] + 250, steps=5)
    page.mouse.up()
    expect(page).to_have_url(re.compile("extent="))
    page.get_by_role("link", name="Briefing").click()
    expect(
        page.get_by_text("The extent spans").or_(page.get_by_text("as it will come out"))
    ).to_be_visible()
    assert page.get_by_test_id("stException").count() == 0


def test_a_window_without_events_says_what_to_do(opened):
    page, document = opened("/?window=1999-01-01~1999-12-31")
    assert "No events from 1 January 1999" in sentence(document)
    page.get_by_role("radio", name="Table").click()
    expect(page.get_by_text("Widen the window or clear filters")).to_be_visible()


def test_a_quick_range_moves_map_and_address(opened):
    page, document = opened()
    document.get_by_label("Quick ranges").select_option(label="2021")
    expect(document.locator(".bw-window")).to_have_text("1 Jan 2021 – 31 Dec 2021")
    expect(page).to_have_url(re.compile("window=2021-01-01~2021-12-31"))


def test_filter_reaches_the_map(opened, joined):
    page, document = opened()
    page.get_by_text("Filters").click()
    page.get_by_label("Event types").click()
    page.get_by_role("option", name="Air strike").click()
    expected = geo.describe(joined, geo.View(event_types=("air_strike",)))
    expect(document.locator(".bw-sentence")).to_have_text(expected)


def test_downloads_hold_the_view(opened, joined, tmp_path):
    page, _ = opened("/?window=2021-08-01~2021-08-15")
    page.get_by_role("radio", name="Table").click()
    for label, ending in (("GeoJSON", "geojson"), ("CSV", "csv")):
        choose_format(page, label)
        with page.expect_download() as download:
            page.get_by_role("button", name=f"Download {label}").click()
        path = tmp_path / f"view.{ending}"
        download.value.save_as(path)
        events, report = geo.import_events(path)
        expected = geo.select(joined, geo.View(window=("2021-08-01", "2021-08-15")))
        assert len(report.set_aside) == 0
        assert events["event_id"].tolist() == expected["event_id"].tolist()


def test_a_table_has_no_download_of_its_own(opened):
    page, _ = opened()
    page.get_by_role("radio", name="Table").click()
    table = page.get_by_test_id("stDataFrame")
    table.hover()
    expect(table.get_by_test_id("stElementToolbar")).to_be_visible()
    assert page.get_by_role("button", name="Download as CSV").count() == 0


def test_downloaded_map_opens_from_disk_and_its_slider_works(opened, offline, tmp_path):
    page, document = opened("/?window=2021-08-01~2021-08-15")
    text = sentence(document)
    page.get_by_role("radio", name="Table").click()
    choose_format(page, "Map (HTML)")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download Map (HTML)").click()
    download.value.save_as(tmp_path / "map.html")
    saved = offline.new_page()
    saved.goto((tmp_path / "map.html").as_uri())
    saved.wait_for_selector("html[data-ready=true]")
    assert saved.locator(".bw-sentence").inner_text() == text
    saved.get_by_label("Last day of the window").press("ArrowLeft")
    assert saved.locator(".bw-window").inner_text() == "1 Aug 2021 – 14 Aug 2021"


def test_one_column_on_a_phone(opened):
    page, _ = opened()
    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_timeout(500)
    assert page.locator("iframe[title=Map]").bounding_box()["width"] > 300
    expect(page.get_by_role("radio", name="Table")).to_be_attached()


def test_sources_page_lists_the_read_and_join_reports(opened, joined):
    page, _ = opened()
    page.get_by_role("link", name="Sources").click()
    expect(page.get_by_text("431 rows read, 431 accepted, 0 set aside")).to_be_visible()
    counts, _, _ = str(geo.join_report(joined)).partition(".")
    expect(page.get_by_text(counts)).to_be_visible()


def answers(page, refuse):
    """Let the app answer that it has what the map needs no more, as often as ``refuse`` says."""
    refused = []

    def gate(route):
        if route.request.method == "GET" and refuse(len(refused)):
            refused.append(route.request.url)
            route.fulfill(status=404, body="gone")
        else:
            route.fallback()

    page.route("**/borderwatch/*", gate)
    return refused


def test_a_map_whose_data_are_gone_for_a_moment_is_drawn_all_the_same(page, app, joined):
    refused = answers(page, lambda number: number < 4)
    page.goto(app + "/compare")
    document = page.frame_locator("iframe[title=Map]")
    document.locator("html[data-ready=true]").wait_for()
    assert len(refused) == 4
    expect(page.get_by_text("Drawing the map…")).to_have_count(0)
    expect(page.get_by_text("it is asked for again")).to_have_count(0)


def test_a_map_whose_data_never_come_says_so_and_offers_to_reload(page, app):
    refusing = [True]
    answers(page, lambda _: refusing[0])
    page.goto(app + "/compare")
    expect(page.get_by_text("it is asked for again")).to_be_visible()
    button = page.get_by_role("button", name="Reload the page")
    expect(button).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Drawing the map…")).to_have_count(0)
    refusing[0] = False
    button.click()
    page.frame_locator("iframe[title=Map]").locator("html[data-ready=true]").wait_for()


def test_a_page_that_outlives_its_app_draws_its_map_once_the_app_is_back(page, tmp_path):
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    for address in serve(port=port):
        page.goto(address)
        page.frame_locator("iframe[title=Map]").locator("html[data-ready=true]").wait_for()
    for _ in serve(port=port):
        page.get_by_role("link", name="Compare").click(timeout=60_000)
        pane = page.frame_locator("iframe[title=Map]").locator(".bw-pane[data-pane=change]")
        expect(pane).to_be_visible(timeout=60_000)


MARK = """() => {
  const { marks, surfaces, map } = bw.app, frame = surfaces.marks.frame;
  const corner = map.getPixelBounds().min;
  const at = (d) => [d.x + frame.left - corner.x, d.y + frame.top - corner.y];
  return marks.drawn.map(at).find(([x, y]) => x > 60 && y > 60);
}"""


def test_the_table_shows_on_the_map_and_the_map_in_the_table(opened, joined):
    page, document = opened("/?window=2021-06-01~2021-08-15&extent=AF-BDS")
    page.get_by_role("radio", name="Table").click()
    page.wait_for_timeout(1_500)
    page.get_by_test_id("stDataFrame").click(position={"x": 16, "y": 52})
    card = document.locator(".leaflet-popup [data-event]")
    expect(card).to_have_count(1)
    shown = geo.select(joined, geo.View(window=("2021-06-01", "2021-08-15")))
    assert short_date(shown["date_start"].max()) in card.inner_text()
    page.wait_for_timeout(500)
    x, y = document.locator("body").evaluate(MARK)
    document.locator(".leaflet-popup-close-button").click()
    document.locator(".folium-map").click(position={"x": x, "y": y})
    expect(page.get_by_text("Chosen on the map, at the top")).to_be_visible()


def test_what_the_map_hides_or_shows_alone_reaches_table_address_and_the_next_visit(opened, joined):
    page, document = opened("/?window=2021-06-01~2021-08-15")
    page.get_by_role("radio", name="Table").click()
    shown = geo.View(window=("2021-06-01", "2021-08-15"), hidden_types=("territorial_change",))
    document.get_by_role("button", name="Change of control", exact=True).click()
    expect(page.get_by_text(f"{len(geo.select(joined, shown))} events, the latest")).to_be_visible()
    document.get_by_role("button", name="Zones", exact=True).click()
    document.locator("[data-zone=ZN023]").click()
    alone = len(geo.select(joined, replace(shown, alone="ZN023")))
    assert alone > 0
    expect(page.get_by_text(f"{alone} event")).to_be_visible()
    page.wait_for_url("**hidden_types=territorial_change&alone=ZN023")
    page.reload()
    sentence = page.frame_locator("iframe[title=Map]").locator(".bw-sentence")
    expect(sentence).to_contain_text("Hidden in the legend: change of control. Shown alone: the")
