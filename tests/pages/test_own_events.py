"""Events of one's own among those that ship, on paper: ringed, and told in the legend."""

import numpy as np
import pytest
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgb

import geo
from geo.pages.snapshot import draw_page
from geo.palette import OWN_EVENTS
from geo.settings import EVENTS
from geo.vocabulary import SHIPPED_DATASET

VIEW = geo.View(extent="AF-KAB")


def with_own(joined, name):
    """Return the shipped events, every fourth of them as if it came from another file."""
    datasets = joined["dataset"].astype("str").to_numpy(object)
    datasets[::4] = name
    return joined.assign(dataset=datasets).astype({"dataset": "category"})


def rings(page):
    found = [one for axes in page.figure.axes for one in axes.collections]
    drawn = [one for one in found if isinstance(one, PathCollection) and len(one.get_edgecolor())]
    own = [one for one in drawn if tuple(one.get_edgecolor()[0][:3]) == to_rgb(OWN_EVENTS)]
    return sum(len(one.get_offsets()) for one in own)


def words(page):
    return [entry.words for _, groups in page.legend for _, entries in groups for entry in entries]


@pytest.fixture(scope="module")
def page(joined):
    return draw_page(with_own(joined, "mine.csv"), VIEW)


def test_only_events_of_the_other_file_are_ringed(page):
    shown = page.shown
    points = shown["geo_precision"].isin(["exact", "town"]) & (shown["event_count"] > 0)
    own = shown["dataset"] == "mine.csv"
    assert 0 < rings(page) == int(np.sum(points & own)) < int(points.sum())
    assert "ringed: from mine.csv" in words(page)


def test_where_all_are_of_one_kind_no_ring_says_so(joined):
    assert rings(draw_page(joined, VIEW)) == 0
    own = joined.assign(dataset="mine.csv").astype({"dataset": "category"})
    page = draw_page(own, VIEW)
    assert rings(page) == 0
    assert not any(word.startswith("ringed") for word in words(page))


def test_the_events_that_ship_bear_the_name_that_maps_tell_others_from():
    assert set(geo.read_events(EVENTS)["dataset"]) == {SHIPPED_DATASET}
