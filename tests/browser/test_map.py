"""What the map shows: quiet counts, zones that can be read, a legend that answers."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

import geo
from geo.palette import COUNT_SCALE
from tests.browser.conftest import extent, rest_at, spot

DARWAZ = geo.View(window=("2021-06-01", "2021-08-15"), extent="AF-BDS")
ZONE = "ZN023"
OWN = "(zone) => bw.app.zones.labels.filter((l) => l.zone.id === zone).map((l) => [l.x, l.y])"

COUNTED = """() => {
  const { model, ground, view, surfaces } = bw.app, { x, y } = model.units;
  return ground.all[2]
    .filter((u) => ground.paths.visible(u, surfaces.fills.frame) && model.classOf(u, view) >= 0)
    .map((u) => [model.classOf(u, view), (x[u] - 0.5) * 360, bw.latitude(y[u])]);
}"""
NARROWEST = """(zone) => {
  const claims = bw.app.zones.claims();
  return bw.app.zones.zones.find((z) => z.id === zone).units.map((u) => claims.get(u)[0].id);
}"""


def claimed(joined, view, zone):
    shown = geo.select(joined, view)
    return int(
        shown["zone_ids"].str.split("; ").map(lambda ids: zone in ids, "ignore").eq(True).sum()
    )


def test_at_opening_colours_count_and_no_number_stands_on_the_map(opened):
    page = opened()
    assert page.evaluate("bw.app.areas.drawn.length") == 0
    marks = page.evaluate("bw.app.marks.drawn.map((d) => [d.i ?? -1, d.x, d.y, d.r])")
    assert 10 < len(marks) < 80
    assert all(i >= 0 for i, *_ in marks)
    for k, (_, x, y, r) in enumerate(marks):
        others = marks[k + 1 :]
        assert not any(max(abs(x - ox), abs(y - oy)) < min(r, by) for _, ox, oy, by in others)


def test_the_marks_at_opening_are_the_deadliest(opened, joined):
    page = opened(geo.View(window=("2015-01-01", "2020-12-31")))
    tolls = page.evaluate("bw.app.marks.drawn.map((d) => bw.app.model.e.fatalities[d.i])")
    assert tolls == sorted(tolls, reverse=True)
    expect(page.locator(".bw-legend")).to_contain_text("The deadliest events")


@pytest.mark.parametrize("layers", [("zones", "washes"), ("zones",), ("washes",)])
def test_a_class_has_its_colour_whatever_lies_on_its_ground(opened, layers):
    """Nothing that is claimed or known there changes the colour of a count."""
    page = opened(geo.View(extent="AF-BDS", layers=("countries", "choropleth", *layers)))
    page.mouse.move(2, 2)
    units = page.evaluate(COUNTED)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    box = page.locator(".folium-map").bounding_box()
    right = wrong = 0
    for k, lon, lat in units:
        x, y = spot(extent(page), box, lon, lat)
        if (
            box["x"] + 4 < x < box["x"] + box["width"] - 60
            and box["y"] + 4 < y < box["y"] + box["height"] - 30
        ):
            near = {
                picture.getpixel((int(x) + dx, int(y) + dy))
                for dx in range(-14, 15)
                for dy in range(-14, 15)
            }
            wanted = tuple(int(COUNT_SCALE[k][at : at + 2], 16) for at in (1, 3, 5))
            right, wrong = right + (wanted in near), wrong + (wanted not in near)
    assert right > 8
    assert wrong <= right / 10


def test_pointing_at_a_unit_tells_name_counts_and_the_latest_event(opened, joined):
    page = opened(DARWAZ)
    shown = geo.select(joined, DARWAZ)
    coarse = shown[
        (shown["geo_precision"] == "district") & shown["zone_ids"].str.contains(ZONE)
    ].iloc[-1]
    unit = geo.read_units().set_index("unit_id").loc[coarse["district_id"]]
    inside = unit.geometry.representative_point()
    rest_at(page, inside.x, inside.y)
    tip = page.locator(".bw-tip")
    for words in (
        unit["name"],
        "known to the district only",
        "Latest: ",
        "Jamaat Ansarullah: influence",
    ):
        expect(tip).to_contain_text(words)
    expect(tip).to_contain_text("more claims here")
    page.mouse.move(5, 5)
    expect(tip).to_have_count(0)


def test_the_five_districts_are_named_on_ground_that_is_theirs(opened):
    page = opened(DARWAZ)
    places = page.evaluate(OWN, ZONE)
    assert len(places) == 1
    assert page.evaluate(NARROWEST, ZONE) == [ZONE] * 5


def test_at_no_point_are_there_two_hatches(opened):
    """Each piece of ground is hatched for one claim, the narrowest."""
    page = opened(DARWAZ)
    ground = page.evaluate(
        "[...bw.app.zones.claims().values()].map((zones) => zones.map((z) => z.units.length))"
    )
    assert max(len(claims) for claims in ground) >= 4
    hatched = page.evaluate(
        "[...bw.app.zones.contested(bw.app.surfaces.lines.frame).keys()].map((z) => z.id)"
    )
    assert ZONE in hatched


@pytest.mark.parametrize("by", ["click", "Enter"])
def test_a_zone_is_shown_alone_with_its_events_and_all_again(opened, joined, by):
    page = opened(DARWAZ)
    before, all_events = extent(page), page.locator(".bw-sentence").inner_text()
    page.get_by_role("button", name="Zones", exact=True).press("Enter")
    zone = page.locator(f"[data-zone={ZONE}]")
    assert "Influence, 1 Jun 2021, to 25 May 2022; medium confidence" in zone.inner_text()
    zone.hover()
    assert page.evaluate("bw.app.zones.lit.id") == ZONE
    toggle = zone.click if by == "click" else lambda: zone.press("Enter")
    toggle()
    expect(page.locator(".bw-sentence")).to_contain_text("Shown alone: the zone Five Darwaz")
    assert page.evaluate("bw.app.model.sum.events") == claimed(joined, DARWAZ, ZONE) > 0
    assert page.evaluate("bw.app.zones.shown().map((z) => z.id)") == [ZONE]
    expect(zone).to_have_attribute("aria-pressed", "true")
    toggle()
    expect(page.locator(".bw-sentence")).to_have_text(all_events)
    west, *_ = (float(edge) for edge in extent(page).split(","))
    assert abs(west - float(before.split(",")[0])) < 0.2


def test_the_legend_hides_and_isolates(opened):
    page = opened()
    drawn = "[...new Set(bw.app.marks.drawn.map((d) => bw.app.model.e.type[d.i]))].length"
    assert page.evaluate(drawn) > 3
    legend = page.locator(".bw-legend")
    sentence = page.locator(".bw-sentence")
    every = sentence.inner_text()
    attack = legend.get_by_role("button", name="Suicide attack", exact=True)
    attack.click()
    expect(attack).to_have_attribute("aria-pressed", "false")
    expect(sentence).to_contain_text("Hidden in the legend: suicide attack.")
    legend.get_by_role("button", name="Show only: Air strike").focus()
    page.keyboard.press("Enter")
    assert page.evaluate(drawn) == 1
    expect(sentence).to_contain_text("Shown alone: air strike.")
    legend.get_by_role("button", name="Show all again").click()
    assert page.evaluate(drawn) > 3
    expect(sentence).to_have_text(every)


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_nothing_lies_over_the_map_and_the_legend_is_folded_where_it_is_narrow(opened, page, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page = opened()
    stage, aside = (page.locator(name).bounding_box() for name in (".bw-stage", ".bw-aside"))
    assert (
        aside["x"] >= stage["x"] + stage["width"] or aside["y"] >= stage["y"] + stage["height"] - 1
    )
    assert page.locator(".bw-legend").is_visible() == (size[0] > 600)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
