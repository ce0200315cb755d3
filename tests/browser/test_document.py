"""The exported document, opened from disk in a real browser without any network."""

import io

import pandas as pd
import pytest
from PIL import Image
from playwright.sync_api import expect

import geo
from geo.palette import COUNT_SCALE, FAMILY_COLOURS
from geo.vocabulary import LEGEND
from tests.browser.conftest import click_at, colours, extent

EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script>"


def test_asks_no_host_and_paints_districts_and_events(opened, offline):
    page = opened()
    assert offline.asked_elsewhere == []
    seen = colours(page)
    assert {COUNT_SCALE[0], COUNT_SCALE[1]} <= seen
    assert seen & set(FAMILY_COLOURS.values())


def test_zones_are_painted_on_their_dates_only(opened):
    """Before any claim the ground is dotted, and the legend says why."""
    layers = ("countries", "zones")
    during, before = ("2021-08-01", "2021-08-15"), ("1995-01-01", "1995-12-31")
    page = opened(geo.View(window=during, extent="ZN023", layers=layers))
    assert "Jamaat Ansarullah" in page.locator(".bw-legend").inner_text()
    tints = colours(page)
    page = opened(geo.View(window=before, extent="ZN023", layers=layers))
    legend = page.locator(".bw-legend").inner_text()
    assert "Jamaat Ansarullah" not in legend
    assert LEGEND["unclaimed"] in legend
    assert len(tints) > len(colours(page)) + 20


def test_only_events_inside_zones_show_while_all_zones_are_drawn(opened, joined):
    view = geo.View(inside_zones=("IS-K",), window=("2015-01-01", "2018-12-31"))
    page = opened(view)
    assert page.locator(".bw-sentence").inner_text() == geo.describe(joined, view)
    assert page.evaluate("bw.app.model.sum.events") == len(geo.select(joined, view)) > 0
    drawn = page.evaluate("bw.app.zones.shown().map((zone) => zone.group)")
    assert {"IS-K", "Taliban"} <= set(drawn)
    page = opened(geo.View(groups=("IS-K",), window=view.window))
    assert set(page.evaluate("bw.app.zones.shown().map((zone) => zone.group)")) == {"IS-K"}
    everything = geo.View(window=view.window)
    assert page.locator(".bw-sentence").inner_text() == geo.describe(joined, everything)


def test_dots_follow_the_window_though_the_zones_drawn_stay(opened):
    """The Taliban's claim takes the dots from the country, also where only NRF zones are drawn."""
    layers = ("countries", "zones")
    view = geo.View(window=("2021-08-01", "2021-08-14"), groups=("NRF",), layers=layers)
    page = opened(view)
    lines = "document.querySelector('[data-surface=bw-fills]').toDataURL()"
    dotted, drawn = page.evaluate(lines), "bw.app.zones.shown().length"
    assert page.evaluate(drawn) == 0
    page.get_by_label("Last day of the window").press("ArrowRight")
    page.wait_for_function(f"before => {lines} !== before", arg=dotted)
    assert page.evaluate(drawn) == 0


@pytest.mark.parametrize(
    "view",
    [
        geo.View(),
        geo.View(window=("2021-08-15", "2021-08-15")),
        geo.View(window=("2021-06-01", "2021-08-15"), countries=("AFG",)),
        geo.View(window=("2015-01-10", "2015-02-20"), geo_precisions=("country",)),
        geo.View(window=("2022-01-01", "2022-12-31"), actors=("Taliban",), verified=("page",)),
        geo.View(window=("1999-01-01", "1999-12-31")),
        geo.View(event_types=("attack", "bombing"), datasets=("borderwatch",), once=True),
        geo.View(actors=("Nobody of that name",), groups=("Taliban",)),
        geo.View(inside_zones=("Taliban", "NRF"), groups=("IS-K",)),
    ],
)
def test_sentence_says_what_the_library_says(opened, joined, view):
    assert opened(view).locator(".bw-sentence").inner_text() == geo.describe(joined, view)


def test_300_datasets_are_counted_and_filtered_each_by_itself(opened, joined):
    names = pd.Series([f"synthetic {number:03}" for number in range(300)], dtype="category")
    many = joined.head(300).reset_index(drop=True).assign(dataset=names)
    for datasets in ((), ("synthetic 299",), ("synthetic 043", "synthetic 299")):
        view = geo.View(datasets=datasets)
        told = opened(view, many).locator(".bw-sentence").inner_text()
        assert told == geo.describe(many, view)
        assert f"{len(datasets) or 300} dataset" in told


def test_slider_changes_counts_and_leaves_the_map_in_place(opened):
    page = opened()
    before, place = page.locator(".bw-sentence").inner_text(), extent(page)
    handle = page.get_by_label("First day of the window")
    handle.focus()
    for _ in range(4):
        handle.press("PageUp")
    page.wait_for_timeout(300)
    assert page.locator(".bw-sentence").inner_text() != before
    assert extent(page) == place


def test_one_key_moves_the_window_by_one_day(opened):
    page = opened(geo.View(window=("2021-08-01", "2021-08-15")))
    page.get_by_label("Last day of the window").press("ArrowRight")
    assert page.locator(".bw-window").inner_text() == "1 Aug 2021 – 16 Aug 2021"


def test_play_moves_the_window_and_pauses(opened):
    page = opened(geo.View(window=("2021-01-01", "2021-06-30")))
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(900)
    page.get_by_role("button", name="Pause").click()
    moved = page.locator(".bw-window").inner_text()
    assert moved != "1 Jan 2021 – 30 Jun 2021"
    page.wait_for_timeout(400)
    assert page.locator(".bw-window").inner_text() == moved


def test_click_opens_the_profile_of_the_unit(opened, joined):
    view = geo.View(window=("2021-06-01", "2021-08-15"), extent="AF-BDS")
    page = opened(view)
    click_at(page, 72.9, 37.0)
    card = page.locator(".bw-profile")
    wakhan = geo.find_places("Wakhan").iloc[0]["unit_id"]
    assert card.get_attribute("data-unit") == wakhan
    assert "Badakhshan, Afghanistan" in card.inner_text()
    shown = geo.select(joined, view)
    number = int((shown["district_id"] == wakhan).sum())
    assert f"{number} event" in card.inner_text()


def test_restricted_events_are_counted_in_their_unit_and_not_listed(opened, joined, units):
    district = joined.loc[joined["province_id"] == "AF-BDS", "district_id"].dropna().mode()[0]
    number = int((joined["district_id"] == district).sum())
    inner = units.set_index("unit_id").geometry[district].representative_point()
    box = (inner.x - 1, inner.y - 1, inner.x + 1, inner.y + 1)
    page = opened(geo.View(extent=box), joined.assign(restricted=True))
    click_at(page, inner.x, inner.y)
    card = page.locator(".bw-profile")
    assert card.get_attribute("data-unit") == district
    assert f"{number} restricted event" in card.inner_text()
    assert card.locator("[data-event]").count() == 0
    assert "Restricted, known here to their district only" in page.locator(".bw-foot").inner_text()


def test_layers_and_measure_can_be_changed(opened):
    page = opened()
    legend = page.locator(".bw-legend")
    page.get_by_text("Layers", exact=True).click()
    page.get_by_label("measure", exact=True).select_option("fatalities")
    expect(legend).to_contain_text("Deaths (best estimate) by district")
    page.get_by_text("Counts by unit").click()
    expect(legend).not_to_contain_text("Deaths")
    assert COUNT_SCALE[3] not in colours(page)


def test_text_of_data_is_shown_and_never_run(opened, joined):
    event = joined[joined["geo_precision"] == "town"].head(1)
    text = dict.fromkeys(("place", "summary", "note", "actor_1", "source_publisher"), EVIL)
    frame = event.assign(**text, source_url="javascript:alert(3)", source_title=EVIL)
    point = frame.geometry.iloc[0]
    box = (point.x - 1, point.y - 1, point.x + 1, point.y + 1)
    page = opened(geo.View(extent=box, title=EVIL), frame)
    click_at(page, point.x, point.y)
    card = page.locator(".bw-event").first
    assert EVIL in card.inner_text()
    assert card.locator("img, script, a").count() == 0
    assert page.locator("h1").inner_text() == EVIL


def test_unverified_events_say_so(opened, joined):
    memory = joined[joined["geo_precision"] == "district"].head(3)
    memory = memory.assign(verified=pd.Categorical(["memory"] * len(memory)))
    page = opened(geo.View(), memory)
    assert f"{len(memory)} unverified" in page.locator(".bw-sentence").inner_text()
    placed = memory.iloc[0]
    unit = geo.read_units().set_index("unit_id").geometry[placed["district_id"]]
    inside = unit.representative_point()
    page = opened(geo.View(extent=placed["district_id"]), memory)
    click_at(page, inside.x, inside.y)
    assert "Unverified: from memory" in page.locator(".bw-profile").inner_text()


def test_local_script_can_be_switched_on(opened):
    layers = ("countries", "provinces", "labels")
    plain = opened(geo.View(layers=layers)).locator(".bw-stage").screenshot()
    local = opened(geo.View(layers=(*layers, "local_labels"))).locator(".bw-stage").screenshot()
    assert plain != local


def test_linked_events_are_counted_once_where_asked(opened, joined):
    twins = joined.head(40).assign(dataset="theirs", event_id="x" + joined["event_id"])
    both = geo.combine([joined, twins])
    both = geo.show_once(both, geo.duplicates(both))
    assert both["duplicate_of"].notna().sum() > 20
    for view in (geo.View(), geo.View(once=True)):
        page = opened(view, both)
        assert page.locator(".bw-sentence").inner_text() == geo.describe(both, view)


def test_lines_of_latitude_and_longitude_are_drawn_where_asked_for(opened):
    pictures = []
    for layers in (("countries",), ("countries", "graticule")):
        page = opened(geo.View(extent="AF-BDS", layers=layers))
        pictures.append(page.locator(".bw-stage").screenshot())
    assert pictures[0] != pictures[1]


TILES = "https://tile.openstreetmap.org/**"


def red_tile(route):
    picture = io.BytesIO()
    Image.new("RGB", (256, 256), "#ff0000").save(picture, "PNG")
    route.fulfill(body=picture.getvalue(), content_type="image/png")


def test_base_tiles_show_under_the_data_where_asked_for(opened, page):
    page.route(TILES, red_tile)
    page = opened(geo.View(layers=("tiles", "events")))
    page.wait_for_selector(".leaflet-tile-loaded")
    page.wait_for_timeout(500)
    picture = Image.open(io.BytesIO(page.locator(".bw-stage").screenshot())).convert("RGB")
    reddish = sum(n for n, (r, g, b) in picture.getcolors(2**24) if r > 200 and g < 100 > b)
    assert reddish > 0.3 * picture.width * picture.height
    assert page.locator(".bw-warning").count() == 0 or page.locator(".bw-warning").is_hidden()


def test_base_tiles_that_cannot_be_reached_are_said(opened, page):
    page.route(TILES, lambda route: route.abort())
    page = opened(geo.View(layers=("tiles", "events")))
    expect(page.locator(".bw-warning")).to_contain_text("cannot be reached")


def test_a_longer_sentence_does_not_move_the_map(opened):
    page = opened()
    top = page.locator(".bw-stage").bounding_box()
    lengths = set()
    for window in (["2010-04-02", "2010-04-02"], ["2010-04-02", "2025-12-23"]):
        page.evaluate("(window) => bw.app.setView({ window })", window)
        lengths.add(len(page.locator(".bw-sentence").inner_text()))
        assert page.locator(".bw-stage").bounding_box() == top
    assert max(lengths) > min(lengths) + 50
