"""Charts beside the map: they count what shows, and a click filters."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import geo
from dashboard.widgets.side_charts import _by_actor, _by_type, by_period
from geo.event_counts import event_counts
from geo.settings import ROOT
from geo.tolls import Tolls
from geo.view.extent import inside


def numbers(shown):
    return pd.Series(event_counts(shown), index=shown.index)


def test_types_and_periods_count_every_event_once(joined):
    number = numbers(joined)
    assert _by_type(joined, number)["events"].sum() == number.sum()
    periods, freq = by_period(joined, number)
    assert freq == "year"
    assert periods["events"].sum() == number.sum()
    assert periods["deaths"].sum() == np.nansum(Tolls.of(joined).best)
    assert (periods["until"] > periods["period"]).all()


def test_a_short_window_is_drawn_by_month_with_the_empty_ones(joined):
    some = geo.select(joined, geo.View(window=("2021-01-01", "2022-12-31")))
    periods, freq = by_period(some, numbers(some))
    assert freq == "month"
    months = pd.DatetimeIndex(periods["period"])
    assert (months[1:] == months[:-1] + pd.DateOffset(months=1)).all()


def test_deaths_are_unknown_where_no_toll_is_known(joined):
    blank = {
        f"fatalities_{name}": pd.array([None] * len(joined), "Int32")
        for name in ("low", "best", "high")
    }
    periods, _ = by_period(joined.assign(**blank), numbers(joined))
    some = periods[periods["events"] > 0]
    assert some["deaths"].isna().all()


def test_an_actor_on_both_sides_counts_an_event_once(joined):
    one = joined.head(1).assign(actor_1="A", actor_2="A")
    rows = _by_actor(one, numbers(one))
    assert rows[["key", "events"]].to_numpy().tolist() == [["A", 1]]


def test_nothing_is_drawn_as_nothing(joined):
    none = joined.head(0)
    assert _by_type(none, numbers(none)).empty
    assert by_period(none, numbers(none))[0].empty


@pytest.fixture
def charts():
    app = AppTest.from_file(str(ROOT / "dashboard" / "main.py"), default_timeout=60)
    app.session_state["map_panel"] = "Charts"
    return app


def test_the_charts_follow_window_filters_and_ground(charts, joined):
    view = geo.View(
        window=("2021-01-01", "2021-12-31"), event_types=("air_strike",), extent="AF-BDS"
    )
    for name, value in view.to_query().items():
        charts.query_params[name] = value
    app = charts.run()
    assert not app.exception
    here = geo.select(joined, view)
    here = here[inside(here, view)]
    said = " ".join([text.value for text in app.markdown] + [text.value for text in app.info])
    number = f"**{len(here)} event" if len(here) else "No events on this ground"
    assert number in said


def test_a_click_filters_and_a_second_one_takes_the_filter_off(monkeypatch):
    import streamlit as st

    from dashboard.session import state

    held = {state.TYPES: ["attack", "bombing"]}
    monkeypatch.setattr(st, "session_state", held)
    state.toggle(state.TYPES, "bombing")
    assert held[state.TYPES] == ["bombing"]
    state.toggle(state.TYPES, "bombing")
    assert held[state.TYPES] == []


def test_a_clicked_period_becomes_the_window_and_again_all_dates(monkeypatch):
    import streamlit as st

    from dashboard.session import state

    class State(dict):
        __getattr__, __setattr__ = dict.__getitem__, dict.__setitem__

    span = dt.date(2021, 1, 5), dt.date(2026, 4, 17)
    held = State(windows={state.WINDOW: span}, renewed={state.WINDOW: 0}, window_serial=0)
    monkeypatch.setattr(st, "session_state", held)
    state.toggle_period("2021-01-01~2021-01-31", span)
    assert held.windows[state.WINDOW] == (dt.date(2021, 1, 5), dt.date(2021, 1, 31))
    state.toggle_period("2021-01-01~2021-01-31", span)
    assert held.windows[state.WINDOW] == span
    assert held.window_serial == 2
