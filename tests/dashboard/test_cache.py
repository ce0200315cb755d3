"""What the app keeps is worked out once for all that it does not depend on."""

import geo
from dashboard.session import cache


def test_a_comparison_is_worked_out_once_wherever_the_map_stands(monkeypatch):
    data, asked = cache.load(), []
    monkeypatch.setattr(cache, "compare_view", lambda joined, view: asked.append(view))
    cache._comparison.clear()
    for look in ({}, {"extent": "AF-BDS"}, {"extent": (60, 30, 70, 40)}, {"layers": ("borders",)}):
        cache.comparison(data, geo.View(window=("2021-01-01", "2021-02-01"), title="a", **look))
    assert len(asked) == 1
    for change in ({"extent": "AFG-TJK"}, {"corridor_km": 20}, {"actors": ("Taliban",)}):
        cache.comparison(data, geo.View(**change))
    assert len(asked) == 4
    cache._comparison.clear()


def test_events_are_selected_once_for_a_window_and_filters():
    data = cache.load()
    here, there = geo.View(extent="AF-BDS", title="a"), geo.View(layers=("borders",))
    assert cache.selected(data, here) is cache.selected(data, there)
    assert cache.filtered(data, here) is data.joined
    narrow = cache.selected(data, geo.View(window=("2021-08-15", "2021-08-15")))
    assert 0 < len(narrow) < len(data.joined)
