"""The view of the session: from the URL once, then in widgets, then back to the URL.

Widget keys are constants. What the map document changes (window, extent) is written to the
widgets' keys before the page runs; a serial number tells the document which changes came from
elsewhere, so that it never jumps back while the user drags.
"""

import datetime as dt
from dataclasses import replace
from typing import Any

import streamlit as st

from geo import BorderwatchError, View
from geo.extents import resolve
from geo.view import ALL_DATES

FIRST, LAST, QUICK = "window_first", "window_last", "window_quick"
TYPES, ACTORS, COUNTRIES = "event_types", "actors", "countries"
PRECISIONS, VERIFIED, DATASETS = "geo_precisions", "verified", "datasets"
LAYERS, GROUPS, MEASURE, LEVEL = "layers", "groups", "measure", "count_level"
CORRIDOR, SEGMENTS, SEARCH, FOUND = "corridor_km", "segments", "search", "found_place"
WINDOW_A, WINDOW_B = ("a_first", "a_last"), ("b_first", "b_last")
PRESET = "window_preset"
SIDE, COMPARED_BY = "side", "compared_by"
PLAIN_KEYS = (MEASURE, LEVEL, SIDE, COMPARED_BY)
WORD_KEYS = (TYPES, ACTORS, COUNTRIES, PRECISIONS, VERIFIED, DATASETS, GROUPS, SEGMENTS)

Dates = tuple[dt.date, dt.date]
Choices = dict[str, dict[str, str]]
"""For each key of words, the words on offer and how each is shown."""


def begin(data_span: Dates, choices: Choices) -> Dates:
    """Fill the widgets from the URL on the session's first run; return the dates on offer.

    These are those of the data, and of the URL's window where it reaches beyond them. Words
    that are not on offer go, with a note.
    """
    state = st.session_state
    if "extent" in state:
        _keep(choices)
        return min(*state.asked, *data_span), max(*state.asked, *data_span)
    view, notes = View.from_query(st.query_params.to_dict())
    try:
        resolve(view.extent)
    except BorderwatchError as error:
        notes.append(f"The address says extent={view.extent!r}: {error}")
        view = replace(view, extent=View().extent)
    state.notes, state.extent, state.chosen = notes, view.extent, None
    state.window_serial = state.extent_serial = 0
    window = view.window if view.window != ALL_DATES else data_span
    state[FIRST], state[LAST] = window
    for keys, pair in ((WINDOW_A, view.window_a), (WINDOW_B, view.window_b)):
        state[keys[0]], state[keys[1]] = pair
    state.asked = (*window, *view.window_a, *view.window_b)
    for key in (*WORD_KEYS, LAYERS):
        state[key] = list(getattr(view, key))
    for key in PLAIN_KEYS:
        state[key] = getattr(view, key)
    state[CORRIDOR] = int(view.corridor_km)
    return begin(data_span, choices)


def _keep(choices: Choices) -> None:
    """Keep the values of widgets that are not drawn now, without words that are not on offer."""
    state = st.session_state
    for key in (FIRST, LAST, LAYERS, CORRIDOR, *WINDOW_A, *WINDOW_B, *PLAIN_KEYS):
        state[key] = state[key]
    for key, words in choices.items():
        unknown = [word for word in state[key] if word not in words]
        state[key] = [word for word in state[key] if word in words]
        if unknown:
            asked = ", ".join(map(repr, unknown))
            state.notes.append(f"{key} {asked}: not in these data; it was left out.")


def set_window(window: Dates, span: Dates, keys: tuple[str, str] = (FIRST, LAST)) -> None:
    """Put a window into its two date widgets, no wider than the dates on offer."""
    for key, day in zip(keys, window, strict=True):
        st.session_state[key] = min(max(day, span[0]), span[1])


def _window(keys: tuple[str, str]) -> Dates:
    first, last = (st.session_state[key] for key in keys)
    if last < first:
        st.warning(f"The window ends on {last}, before it begins on {first}; it was turned round.")
        first, last = last, first
    return first, last


def current(data_span: Dates) -> View:
    """Return the view that the widgets spell."""
    state = st.session_state
    window = _window((FIRST, LAST))
    words: dict[str, Any] = {key: tuple(state[key]) for key in (*WORD_KEYS, LAYERS)}
    return View(
        window=ALL_DATES if window == data_span else window,
        extent=state.extent,
        window_a=_window(WINDOW_A),
        window_b=_window(WINDOW_B),
        corridor_km=state[CORRIDOR],
        **{key: state[key] for key in PLAIN_KEYS},
        **words,
    )


def keep_in_url(view: View) -> None:
    """Write the view to the address, so that it can be sent on."""
    query = view.to_query()
    if query != st.query_params.to_dict():
        st.query_params.from_dict(query)


def window_changed() -> None:
    """Tell the map document that the window was changed beside it."""
    st.session_state.window_serial += 1


def show_extent(extent: Any) -> None:
    """Move the map to a unit, zone, segment or box."""
    st.session_state.extent = extent
    st.session_state.extent_serial += 1


def take_extent(map_key: str) -> None:
    """Take over where a page's map came to rest."""
    extent = st.session_state[map_key].get("extent")
    if extent:
        st.session_state.extent = tuple(round(float(edge), 3) for edge in extent)


def take_selection(map_key: str) -> None:
    """Take over what was clicked on a page's map."""
    st.session_state.chosen = st.session_state[map_key].get("select")
