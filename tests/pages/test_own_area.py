"""Areas of one's own on pages: their edge, their entry in the legend, their name."""

from dataclasses import replace

import pytest
import shapely
from matplotlib.patches import PathPatch

import geo
from geo.drawing.own_area import area_on
from geo.pages.map_page import sheet_at
from geo.pages.snapshot import KINDS, draw_page
from geo.palette import OWN_AREA
from geo.view.area import Area
from geo.view.lying import lying

KABUL = Area.circle(69.17, 34.53, 60, name="Kabul and around")
VIEW = geo.View(area=KABUL, extent=(68, 33.5, 70.5, 35.5), segments=("AFG-PAK",))


@pytest.fixture(scope="module")
def page(joined):
    return draw_page(joined, VIEW)


def test_the_edge_is_drawn_where_the_area_lies(page):
    wanted = tuple(int(OWN_AREA[at : at + 2], 16) / 255 for at in (1, 3, 5))
    artists = [artist for axes in page.figure.axes for artist in axes.get_children()]
    coloured = [one for one in artists if isinstance(one, PathPatch)]
    edges = [one for one in coloured if one.get_edgecolor()[:3] == pytest.approx(wanted)]
    assert len(edges) == 1
    west, south, east, north = shapely.bounds(shapely.MultiPoint(edges[0].get_path().vertices))
    assert east - west == pytest.approx(120_000, rel=0.01)
    assert north - south == pytest.approx(120_000, rel=0.01)


def test_the_page_names_the_area_and_counts_what_lies_inside(page, joined):
    assert page.title == "Events inside “Kabul and around”"
    inside = lying(joined, KABUL)
    number = joined.loc[inside.inside, "event_count"].sum()
    assert page.subtitle.startswith(
        f"{number} events inside the area “Kabul and around” (circle) on"
    )
    assert f"{inside.perhaps.sum()} more known only to a unit that the area cuts" in page.subtitle
    words = [entry.words for _, groups in page.legend for _, entries in groups for entry in entries]
    assert "“Kabul and around” (circle)" in words


def test_its_name_stands_beside_its_edge_and_over_no_other_label(page):
    labels = [text for axes in page.figure.axes for text in axes.texts if text.get_text()]
    own = [text for text in labels if text.get_text() == KABUL.name]
    assert len(own) == 1
    edge = shapely.boundary(area_on(sheet_at(page.picture, VIEW), KABUL).iloc[0])
    assert shapely.distance(edge, shapely.Point(own[0].xy)) < 1
    renderer = page.figure.canvas.get_renderer()
    box = own[0].get_window_extent(renderer)
    others = [text.get_window_extent(renderer) for text in labels if text is not own[0]]
    assert not any(box.overlaps(other) for other in others)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_page_says_that_only_the_area_counts(joined, kind):
    page = draw_page(joined, VIEW, kind=kind)
    assert "Kabul and around" in page.title
    assert "inside the area “Kabul and around”" in f"{page.subtitle} {' '.join(page.notes)}"


def test_a_page_by_area_colours_the_area(joined):
    view = replace(VIEW, segments=(), compared_by="area")
    page = draw_page(joined, view, kind="comparison")
    assert page.title == "Before and after inside and outside “Kabul and around”"
    assert "Only events inside" not in page.subtitle
    assert "Inside and outside the area “Kabul and around” (circle) are compared." in page.subtitle
    assert "Inside the area “Kabul and around”" in " ".join(page.notes)
    headings = [heading for _, groups in page.legend for heading, _ in groups]
    assert "Rate of B by rate of A, by area of one's own" in headings


def test_a_small_area_does_not_betray_where_a_restricted_event_lies(joined):
    restricted = joined.assign(restricted=True)
    point = joined[joined["geo_precision"] == "exact"].iloc[0].geometry
    view = geo.View(
        area=Area.circle(point.x, point.y, 0.5),
        extent=(point.x - 1, point.y - 1, point.x + 1, point.y + 1),
    )
    assert len(draw_page(joined, view).shown) > 0
    page = draw_page(restricted, view)
    assert len(page.shown) == 0
    assert "may lie inside" in page.subtitle
