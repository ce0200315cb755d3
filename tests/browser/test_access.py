"""The map without a pointer, in the dark, with less motion; and no fault that axe-core finds."""

import re

import pytest
from playwright.sync_api import expect

import geo
from geo.palette import DARK

SUMMER = geo.View(window=("2021-06-01", "2021-08-15"), extent="AF-BDS")
OPEN = """(id) => {
  const { pointer, model, map } = bw.app;
  pointer.openUnit(model.unitIndex.get(id), map.getCenter(), true);
}"""
INSIDE = """() => {
  const { model, ground, surfaces } = bw.app, { unit, texts } = model.e, found = [];
  const seen = (u) => u !== bw.NONE16 && ground.paths.visible(u, surfaces.fills.frame);
  for (let i = model.low; i < model.high; i++)
    if (model.pass[i] && seen(unit[i])) found.push(texts.event_id[i]);
  return found;
}"""
FOCUSED = """() => {
  const at = document.activeElement, { outlineStyle } = getComputedStyle(at);
  return [at.className || at.tagName, outlineStyle !== "none" || at.type === "range"];
}"""
GROUND = "(name) => getComputedStyle(document.querySelector(name)).backgroundColor"


@pytest.mark.parametrize("tab", ["Legend", "Zones", "List", "Layers"])
def test_axe_finds_no_fault_in_any_part(opened, faults, tab):
    page = opened(SUMMER)
    button = page.get_by_role("button", name=tab, exact=True)
    if button.get_attribute("aria-expanded") == "false":
        button.click()
    assert faults() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_axe_finds_no_fault_with_a_popup_open(opened, page, faults, size, scheme):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme=scheme)
    opened(geo.View(extent="AF-BDS", title="Badakhshan"))
    page.evaluate(OPEN, "AF-BDS")
    # What still fades in has less contrast than it will have.
    expect(page.locator(".leaflet-popup")).to_have_css("opacity", "1")
    assert faults() == []


def test_axe_finds_no_fault_in_a_comparison(page, joined, faults, tmp_path):
    path = geo.comparison_map(joined, geo.View()).save(tmp_path / "compared.html")
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready=true]")
    assert faults() == []


def test_every_event_is_reached_and_opened_by_keyboard(opened, page, joined):
    """From the list of places to the events of each, and back with Escape."""
    page.emulate_media(reduced_motion="reduce")
    opened(SUMMER)
    page.get_by_role("button", name="List", exact=True).press("Enter")
    places = page.locator(".bw-places [data-place]")
    shown = geo.select(joined, SUMMER)
    seen = set()
    names = [place.get_attribute("data-place") for place in places.all()]
    for name in names:
        place = page.locator(f"[data-place='{name}']")
        place.focus()
        page.keyboard.press("Enter")
        popup = page.locator(".leaflet-popup")
        expect(popup).to_be_focused()
        while popup.locator(".bw-more").is_visible():
            popup.locator(".bw-more").press("Enter")
        seen |= {card.get_attribute("data-event") for card in popup.locator("[data-event]").all()}
        page.keyboard.press("Escape")
        expect(place).to_be_focused()
    inside = page.evaluate(INSIDE)
    assert len(inside) > 10
    assert set(inside) <= seen <= set(shown["event_id"])


def test_events_beyond_the_first_are_shown_where_asked_for(opened, joined):
    page = opened(geo.View(extent="AFG"))
    page.evaluate(OPEN, "AFG")
    cards = page.locator(".leaflet-popup [data-event]")
    assert cards.count() == 12
    page.locator(".bw-more").press("Enter")
    assert cards.count() == 62
    expect(cards.nth(12)).to_be_focused()


def test_focus_is_seen_on_all_that_takes_it(opened):
    page = opened(SUMMER)
    outlined = []
    page.locator("body").press("Tab")
    for _ in range(24):
        outlined.append(page.evaluate(FOCUSED))
        page.keyboard.press("Tab")
    assert all(shown for _, shown in outlined)
    assert len({name for name, _ in outlined}) > 6


def test_less_motion_is_given_where_it_is_asked_for(opened, page):
    page.emulate_media(reduced_motion="reduce")
    opened(SUMMER)
    assert page.evaluate("[bw.app.map._zoomAnimated, bw.app.map.options.inertia]") == [False, False]
    assert page.get_by_label("Step", exact=True).input_value() == "month"


def test_in_the_dark_what_stands_around_the_map_is_dark_and_the_map_is_not(opened, page):
    page.emulate_media(color_scheme="dark")
    opened(SUMMER)
    ground, chart = (page.evaluate(GROUND, name) for name in ("body", ".leaflet-container"))
    assert ground == "rgb({}, {}, {})".format(
        *(int(DARK["paper"][k : k + 2], 16) for k in (1, 3, 5))
    )
    assert chart == "rgb(255, 255, 255)"


@pytest.mark.parametrize("size", [(390, 844), (720, 450)])
def test_small_and_enlarged_pages_have_one_column_and_no_sideways_scroll(opened, page, size):
    """720 by 450 is what a page of 1440 by 900 has at 200%."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    opened(SUMMER)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    stage = page.locator(".bw-stage").bounding_box()
    assert stage["height"] >= 200
    assert stage["width"] >= size[0] - 2
    assert re.search(r"events from", page.locator(".bw-sentence").inner_text())
