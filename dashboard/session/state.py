"""The view of the session: from the URL once, then in widgets, then back to the URL.

Widget keys are constants. Windows and extent, which the map document changes too, are kept beside
the widgets and written to their keys before the page runs. A serial number tells the document which
changes came from elsewhere, so that it never jumps back while the user drags. A window that was
changed beside its date widgets gives them new keys: a browser that still holds the old dates when
the user clicks something else would send them back as if he had typed them.
"""

import datetime as dt
from dataclasses import replace
from typing import Any

import streamlit as st

from geo import BorderwatchError, View
from geo.boundaries.units import read_units
from geo.settings import chosen_boundaries
from geo.view.area import Area
from geo.view.area_ground import check_area
from geo.view.extent import resolve
from geo.view.view import ALL_DATES

from .shown import ALONE, HIDDEN, known_zone

FIRST, LAST, QUICK = "window_first", "window_last", "window_quick"
TYPES, ACTORS, COUNTRIES = "event_types", "actors", "countries"
PRECISIONS, VERIFIED, DATASETS = "geo_precisions", "verified", "datasets"
INSIDE_ZONES = "inside_zones"
CARDS, PICKS = "cards", "picks"
"""Of the container of the cards over the map, which the style places there; how many bars of
charts were clicked."""
LAYERS, GROUPS, MEASURE, LEVEL = "layers", "groups", "measure", "count_level"
CORRIDOR, SEGMENTS, SEARCH, FOUND = "corridor_km", "segments", "search", "found_place"
WINDOW, WINDOW_A, WINDOW_B = (FIRST, LAST), ("a_first", "a_last"), ("b_first", "b_last")
PRESET, TITLE = "window_preset", "title"
SIDE, COMPARED_BY = "side", "compared_by"
ONCE = "once"
UNIT = "unit"
"""In the address, and in what the map says of a click."""
OWN_AREA = "area"
"""In the session, in what the map says of one that was drawn, and what may be compared by."""
PLAIN_KEYS = (MEASURE, LEVEL, SIDE, COMPARED_BY, ONCE, TITLE, ALONE)
WORD_KEYS = (
    TYPES,
    ACTORS,
    COUNTRIES,
    PRECISIONS,
    VERIFIED,
    DATASETS,
    INSIDE_ZONES,
    HIDDEN,
    GROUPS,
    SEGMENTS,
)

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
        _follow_boundaries()
        span = min(*state.asked, *data_span), max(*state.asked, *data_span)
        _follow(data_span, span)
        _keep(choices)
        return span
    view, state.notes = View.from_query(st.query_params.to_dict())
    state.chosen = _asked_unit(st.query_params.get(UNIT), state.notes)
    state.window_serial = state.extent_serial = state.shown_serial = 0
    state.renewed = dict.fromkeys((WINDOW, WINDOW_A, WINDOW_B), 0)
    _take(view, data_span)
    return begin(data_span, choices)


def _take(view: View, data_span: Dates) -> None:
    """Fill the session with a view; what of it these boundaries lack goes, with a note."""
    state = st.session_state
    try:
        resolve(view.extent)
    except BorderwatchError as error:
        state.notes.append(f"The view has extent={view.extent!r}: {error}")
        view = replace(view, extent=View().extent)
    view = replace(view, alone=known_zone(view.alone, state.notes))
    state.extent, state.drawn_in = view.extent, chosen_boundaries()
    state.area = _known_area(view.area)
    window = view.window if view.window != ALL_DATES else data_span
    state.windows = {WINDOW: window, WINDOW_A: view.window_a, WINDOW_B: view.window_b}
    asked = () if view.window == ALL_DATES else view.window
    state.asked = (*asked, *view.window_a, *view.window_b)
    state.data_span = data_span
    for key in (*WORD_KEYS, LAYERS):
        state[key] = list(getattr(view, key))
    for key in PLAIN_KEYS:
        state[key] = getattr(view, key)
    state[CORRIDOR] = int(view.corridor_km)


def open_view(view: View) -> None:
    """Show a view that was kept instead of the one that shows; widgets and map follow."""
    state = st.session_state
    state.notes, state.chosen = [], None
    _take(view, state.data_span)
    for keys in state.renewed:
        state.renewed[keys] += 1
    state.window_serial += 1
    state.extent_serial += 1
    state.shown_serial += 1


def _asked_unit(unit_id: str | None, notes: list[str]) -> dict[str, str] | None:
    """Return the unit that the address names, as a click on it would; else note that it is none."""
    if unit_id is None:
        return None
    if (read_units()["unit_id"] == unit_id).any():
        return {UNIT: unit_id}
    notes.append(f"The address says {UNIT}={unit_id!r}: no unit has this id.")
    return None


def _known_area(area: Area | None) -> Area | None:
    """Return an area whose units the boundaries have; of another note that it is left out."""
    try:
        check_area(area)
    except BorderwatchError as error:
        st.session_state.notes.append(f"The area was left out: {error}")
        return None
    return area


def set_area(area: Area | None) -> None:
    """Count only inside an area of one's own, or everywhere; its profile is shown."""
    state = st.session_state
    state.area, state.chosen = area, None
    if area is None and state[COMPARED_BY] == OWN_AREA:
        state[COMPARED_BY] = View().compared_by


def take_area(map_key: str) -> None:
    """Take over the area that was drawn on a page's map; an empty text removes it."""
    drawn = st.session_state[map_key].get(OWN_AREA)
    if drawn:
        try:
            set_area(Area.parse(drawn["text"]) if drawn["text"] else None)
        except BorderwatchError as error:
            st.session_state.notes.append(f"The area was not taken over: {error}")


def _follow_boundaries() -> None:
    """Leave the unit, the area and the extent behind that other boundaries do not have."""
    state = st.session_state
    if state.drawn_in == chosen_boundaries():
        return
    state.drawn_in, state.chosen = chosen_boundaries(), None
    state.area = _known_area(state.area)
    try:
        resolve(state.extent)
    except BorderwatchError as error:
        state.notes.append(f"The whole region is shown: {error}")
        show_extent(View().extent)


def _follow(data_span: Dates, span: Dates) -> None:
    """Fit the windows to the dates of other data: all dates stay all dates."""
    state = st.session_state
    if data_span == state.data_span:
        return
    for keys, window in state.windows.items():
        everything = keys == WINDOW and window == state.data_span
        outside = window[1] < span[0] or window[0] > span[1]
        set_window(data_span if everything or outside else window, span, keys)
    state.data_span = data_span
    window_changed()


def _keep(choices: Choices) -> None:
    """Keep the values of widgets that are not drawn now, without words that are not on offer."""
    state = st.session_state
    for key in (LAYERS, CORRIDOR, *PLAIN_KEYS):
        state[key] = state[key]
    if state.area is None and state[COMPARED_BY] == OWN_AREA:
        state.notes.append("There is no area to compare by: draw one on the map, or drop a file.")
        state[COMPARED_BY] = View().compared_by
    for keys, window in state.windows.items():
        state.update(zip(date_keys(keys), window, strict=True))
    for key, words in choices.items():
        unknown = [word for word in state[key] if word not in words]
        state[key] = [word for word in state[key] if word in words]
        if unknown:
            asked = ", ".join(map(repr, unknown))
            state.notes.append(f"{key} {asked}: not in these data; it was left out.")


def set_window(window: Dates, span: Dates, keys: tuple[str, str] = WINDOW) -> None:
    """Change a window beside its date widgets, no wider than the dates on offer."""
    first, last = (min(max(day, span[0]), span[1]) for day in window)
    st.session_state.windows[keys] = first, last
    st.session_state.renewed[keys] += 1


def reach(dates: Dates) -> None:
    """Show these dates where the window does not: all dates stay all dates."""
    state = st.session_state
    first, last = state.windows[WINDOW]
    everything = (first, last) == state.data_span
    if not everything and not (first <= dates[0] and dates[1] <= last):
        state.windows[WINDOW] = dates
        state.renewed[WINDOW] += 1
        window_changed()


def date_keys(keys: tuple[str, str] = WINDOW) -> tuple[str, str]:
    """Return the keys that the two date widgets of a window have now."""
    first, last = (f"{key}_{st.session_state.renewed[keys]}" for key in keys)
    return first, last


def take_dates(keys: tuple[str, str], drawn: tuple[str, str]) -> None:
    """Take over what the user put into two date widgets, which were ``drawn`` with these keys.

    Where they have new keys by now, a browser only sends back what it still held.
    """
    if drawn == date_keys(keys):
        st.session_state.windows[keys] = tuple(st.session_state[key] for key in drawn)
        window_changed()


def taken(key: str) -> Any:
    """Return what a menu says, and empty it.

    After a change of page a browser sends once more what it held, as if it had been chosen anew.
    """
    chosen = st.session_state[key]
    st.session_state[key] = None
    return chosen


def _window(keys: tuple[str, str]) -> Dates:
    first, last = st.session_state.windows[keys]
    if last < first:
        st.warning(f"The window ends on {last}, before it begins on {first}; it was turned round.")
        first, last = last, first
    return first, last


def current(data_span: Dates) -> View:
    """Return the view that the widgets spell."""
    state = st.session_state
    window = _window(WINDOW)
    words: dict[str, Any] = {key: tuple(state[key]) for key in (*WORD_KEYS, LAYERS)}
    return View(
        window=ALL_DATES if window == data_span else window,
        extent=state.extent,
        window_a=_window(WINDOW_A),
        window_b=_window(WINDOW_B),
        corridor_km=state[CORRIDOR],
        area=state.area,
        **{key: state[key] for key in PLAIN_KEYS},
        **words,
    )


def keep_in_url(view: View, more: dict[str, str]) -> None:
    """Write the view, the chosen unit and ``more`` to the address, so that they can be sent on."""
    query = {**view.to_query(), **more}
    unit_id = (st.session_state.chosen or {}).get(UNIT)
    if unit_id is not None:
        query = {**query, UNIT: unit_id}
    if query != st.query_params.to_dict():
        st.query_params.from_dict(query)


def serials() -> tuple[int, int, int]:
    """Return how often window, extent and what shows were changed beside the map document."""
    state = st.session_state
    return state.window_serial, state.extent_serial, state.shown_serial


def window_changed() -> None:
    """Tell the map document that the window was changed beside it."""
    st.session_state.window_serial += 1


def toggle(key: str, word: str) -> None:
    """Filter by one word, or no more where that is the filter already."""
    held = st.session_state
    held[key] = [] if list(held[key]) == [word] else [word]


def toggle_period(period: str, span: Dates) -> None:
    """Show the days of a period, ``first~last`` in ISO, or all where these are shown already."""
    first, last = (dt.date.fromisoformat(day) for day in period.split("~"))
    days = max(first, span[0]), min(last, span[1])
    shown = st.session_state.windows[WINDOW] == days
    set_window(span if shown else days, span)
    window_changed()


def go_to(page: str) -> None:
    """Ask for another page, by its path; the run that follows shows it."""
    st.session_state.wanted_page = page


def wanted_page() -> str | None:
    """Return the path of the page that was asked for, once."""
    page: str | None = st.session_state.pop("wanted_page", None)
    return page


def show_extent(extent: Any) -> None:
    """Move the map to a unit, zone, segment or box."""
    st.session_state.extent = extent
    st.session_state.extent_serial += 1


def take_extent(map_key: str) -> None:
    """Take over where a page's map came to rest."""
    extent = st.session_state[map_key].get("extent")
    if extent:
        # A map may be dragged around the world, or beyond the poles.
        west, south, east, north = (round(float(edge), 3) for edge in extent)
        box = max(west, -180.0), max(south, -90.0), min(east, 180.0), min(north, 90.0)
        if box[0] < box[2] and box[1] < box[3]:
            st.session_state.extent = box


def take_selection(map_key: str) -> None:
    """Take over what was clicked on a page's map."""
    st.session_state.chosen = st.session_state[map_key].get("select")
