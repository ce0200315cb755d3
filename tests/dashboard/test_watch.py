"""The Watch page: what is told, and what a chosen row opens."""

import datetime as dt
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

import geo
from dashboard.screens import watch
from dashboard.session import state

WINDOW = "2020-08-16~2021-08-15"


@pytest.fixture
def page():
    def run():
        from dashboard.screens import watch
        from dashboard.session import cache, state
        from dashboard.widgets import sidebar

        data = cache.load()
        dates = data.joined["date_start"]
        data_span = (dates.min().date(), dates.max().date())
        span = state.begin(data_span, sidebar.choices(data))
        watch.show(data, state.current(data_span), span)

    app = AppTest.from_function(run, default_timeout=60)
    app.query_params["window"] = WINDOW
    return app


def test_the_page_holds_the_list_of_the_weeks_to_the_windows_end(page, joined):
    app = page.run()
    assert not app.exception
    listed = geo.watch(joined, until="2021-08-15")
    shown = app.dataframe[0].value
    assert shown["name"].tolist() == listed["name"].tolist()
    assert shown["events"].tolist() == listed["events"].tolist()
    assert any("In the 4 weeks to 15 August 2021" in words.value for words in app.markdown)


@pytest.mark.parametrize("by", ["segment", "group", "area"])
def test_borders_groups_and_an_area_of_ones_own_are_watched_too(page, joined, by):
    areas = [geo.Area.units(["AF-BDS"])] if by == "area" else []
    if areas:
        page.query_params["area"] = areas[0].shape
    app = page.run()
    app.button_group(key=watch.BY).set_value(by).run()
    assert not app.exception
    names = geo.watch(joined, by=by, areas=areas, until="2021-08-15")["name"].tolist()
    assert app.dataframe[0].value["name"].tolist() == names


def test_weeks_that_nothing_is_usual_before_are_a_message(page):
    page.query_params["window"] = "2010-04-02~2010-05-02"
    app = page.run()
    assert not app.exception
    assert "the data begin on" in app.info[0].value


@pytest.mark.parametrize(
    ("by", "held"),
    [
        ("district", {"chosen": {"unit": "AF-BDS"}, "extent": "AF-BDS"}),
        ("segment", {"extent": "AF-BDS"}),
        ("group", {"actors": ["AF-BDS"]}),
    ],
)
def test_a_chosen_row_opens_on_the_map_with_its_weeks(monkeypatch, by, held):
    import pandas as pd

    class Session(dict):
        __getattr__, __setattr__ = dict.__getitem__, dict.__setitem__

    days = dt.date(2021, 7, 19), dt.date(2021, 8, 15)
    row = SimpleNamespace(selection=SimpleNamespace(rows=[1]))
    session = Session(
        {watch.TABLE: row, "extent_serial": 0, "window_serial": 0},
        windows={},
        renewed={state.WINDOW: 0},
    )
    for module in (state.st, watch.st):
        monkeypatch.setattr(module, "session_state", session)
    listed = pd.DataFrame({"area": ["AFG", "AF-BDS"]})
    listed.attrs["window"] = days
    span = dt.date(2010, 1, 1), dt.date(2026, 1, 1)
    watch._take_row(geo.View(), span, listed, by)
    assert session.windows[state.WINDOW] == days
    assert state.wanted_page() == ""
    assert {name: session[name] for name in held} == held
