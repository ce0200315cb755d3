"""The cards on where to begin lead to what they promise."""

import datetime as dt

import pytest
import streamlit as st

from dashboard.screens import map as map_screen
from dashboard.session import state
from dashboard.widgets.welcome import CARDS, KEYS, _html
from geo.boundaries.zones import read_zones
from geo.view.view import YEAR_AFTER_TAKEOVER, YEAR_BEFORE_TAKEOVER

SPAN = dt.date(2010, 1, 1), dt.date(2026, 4, 17)


@pytest.fixture
def session(monkeypatch):
    """A session's state as a dictionary with attributes."""

    class State(dict):
        __getattr__, __setattr__ = dict.__getitem__, dict.__setitem__

    windows = dict.fromkeys((state.WINDOW, state.WINDOW_A, state.WINDOW_B), SPAN)
    held = State(
        windows=windows,
        renewed=dict.fromkeys(windows, 0),
        window_serial=0,
        extent_serial=0,
        shown_serial=0,
        data_span=SPAN,
    )
    monkeypatch.setattr(st, "session_state", held)
    return held


def choose(session, card):
    session[map_screen.WELCOME] = {"choice": card}
    map_screen._begin(SPAN)


def test_the_first_card_shows_the_five_districts_in_their_summer(session):
    session.update(hidden_types=["attack"], alone="ZN001")
    choose(session, "districts")
    # What the legend hid or showed alone would hide what the card promises.
    assert (session["hidden_types"], session["alone"], session.shown_serial) == ([], "", 1)
    zone = read_zones().set_index("zone_id").loc[session.extent]
    assert len(zone["members"]) == 5
    assert session[state.GROUPS] == [zone["group"]]
    first, last = session.windows[state.WINDOW]
    assert (first.year, first.month, last.month) == (2021, 6, 8)
    assert "wanted_page" not in session


def test_the_second_card_compares_the_years_around_the_takeover(session):
    choose(session, "border")
    assert session.windows[state.WINDOW_A] == YEAR_BEFORE_TAKEOVER
    assert session.windows[state.WINDOW_B] == YEAR_AFTER_TAKEOVER
    assert session[state.SEGMENTS] == ["AFG-TJK"] == [session.extent]
    assert state.wanted_page() == "compare"
    assert state.wanted_page() is None


def test_the_third_card_leads_to_the_users_file(session):
    choose(session, "file")
    assert state.wanted_page() == "data"
    assert session.windows[state.WINDOW] == SPAN


def test_the_cards_have_words_and_the_keys_a_page():
    words = _html()
    assert words.count('class="card"') == len(CARDS) == 3
    assert words.count("<dt>") == len(KEYS)


def test_the_window_reaches_to_the_events_of_a_new_file(session):
    session.windows[state.WINDOW] = dt.date(2021, 1, 1), dt.date(2021, 12, 31)
    state.reach((dt.date(2021, 3, 1), dt.date(2021, 4, 1)))
    assert session.windows[state.WINDOW] == (dt.date(2021, 1, 1), dt.date(2021, 12, 31))
    assert session.window_serial == 0
    state.reach((dt.date(2023, 3, 1), dt.date(2023, 4, 1)))
    assert session.windows[state.WINDOW] == (dt.date(2023, 3, 1), dt.date(2023, 4, 1))
    assert session.window_serial == 1
