"""The sidebar that every page shares: when, where, what, layers."""

import datetime as dt
import math
from collections.abc import Iterable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

import geo
from geo.boundaries.units import read_borders
from geo.gazetteer.anything import find_anything
from geo.palette import BAR, VAGUE
from geo.view.layers import LAYERS
from geo.view.quick_ranges import quick_ranges
from geo.view.view import (
    COMPARED,
    COUNT_LEVELS,
    MEASURES,
    SIDES,
    YEAR_AFTER_TAKEOVER,
    YEAR_BEFORE_TAKEOVER,
    Box,
)
from geo.vocabulary import COUNTRY_LABELS, EVENT_TYPES, GEO_PRECISIONS, VERIFIED

from ..session import cache, state
from ..session.shown import HIDDEN
from . import area_form
from .words import plain

AREA, FILTERS, DRAWN = "drawer_area", "drawer_filters", "drawer_layers"


def choices(data: cache.Data) -> state.Choices:
    """Return for each filter the words on offer."""

    def as_they_are(names: Iterable[str]) -> dict[str, str]:
        return {name: name for name in names}

    groups = sorted(geo.read_zones()["group"].unique())
    return {
        state.TYPES: {kind.key: kind.label for kind in EVENT_TYPES},
        HIDDEN: {kind.key: kind.label for kind in EVENT_TYPES},
        state.ACTORS: as_they_are(cache.actors(data, data.key)),
        state.COUNTRIES: COUNTRY_LABELS,
        state.PRECISIONS: GEO_PRECISIONS,
        state.VERIFIED: VERIFIED,
        state.DATASETS: as_they_are(sorted(data.joined["dataset"].cat.categories)),
        state.INSIDE_ZONES: as_they_are(groups),
        state.GROUPS: as_they_are(groups),
        state.SEGMENTS: as_they_are(read_borders()["segment"]),
    }


def show(
    data: cache.Data,
    span: state.Dates,
    choices: state.Choices,
    *,
    comparing: bool,
    timed: bool = True,
    by_unit: bool = False,
) -> None:
    """Draw the sidebar; the widgets' values are the session's view.

    ``comparing`` asks for two windows, ``timed`` for dates: a page whose map has them on its time
    bar shows them there only. ``by_unit`` asks for one window what two are compared by.
    """
    with st.sidebar:
        if comparing:
            _compared(data, span, choices, timed=timed)
        elif timed:
            _when(data, span)
        if by_unit:
            _compared_by("Watch by")
        _where(data)
        # A closed drawer is not filled: the page stands sooner.
        for label, key, fill in (
            ("Area of your own", AREA, lambda _: area_form.show()),
            ("Filters", FILTERS, _what),
            ("Layers and counts", DRAWN, partial(_layers, comparing=comparing)),
        ):
            drawer = st.expander(label, key=key, on_change="rerun")
            if drawer.open:
                with drawer:
                    fill(choices)


def _when(data: cache.Data, span: state.Dates) -> None:
    bars = _bars(cache.histogram(data, data.key), span)
    st.image(bars, width="stretch", alt="Events in time; the chosen dates in colour")
    _dates(("From", "To"), state.WINDOW, span)
    ranges = quick_ranges(*st.session_state.data_span)
    st.selectbox(
        "Quick ranges",
        list(ranges),
        index=None,
        key=state.QUICK,
        placeholder="Quick ranges",
        label_visibility="collapsed",
        on_change=_jump,
        args=(ranges, span),
    )


def _compared(data: cache.Data, span: state.Dates, choices: state.Choices, *, timed: bool) -> None:
    presets = _presets(data)
    st.selectbox(
        "Presets",
        list(presets),
        index=None,
        key=state.PRESET,
        placeholder="Presets",
        label_visibility="collapsed",
        on_change=_take_preset,
        args=(presets, span),
    )
    for name, keys in (("A", state.WINDOW_A), ("B", state.WINDOW_B)) if timed else ():
        _dates((f"{name}, from", f"{name}, to"), keys, span)
    _compared_by("Compare by")
    _borders(choices)
    st.selectbox("Corridor on", list(SIDES), key=state.SIDE, format_func=SIDES.__getitem__)


def _compared_by(label: str) -> None:
    offered = [by for by in COMPARED if by != state.OWN_AREA or st.session_state.area is not None]
    st.selectbox(label, offered, key=state.COMPARED_BY, format_func=COMPARED.__getitem__)


def _dates(labels: tuple[str, str], keys: tuple[str, str], span: state.Dates) -> None:
    """Draw the two date widgets of a window."""
    drawn = state.date_keys(keys)
    for label, key in zip(labels, drawn, strict=True):
        st.date_input(
            label,
            key=key,
            min_value=span[0],
            max_value=span[1],
            format="YYYY-MM-DD",
            on_change=state.take_dates,
            args=(keys, drawn),
        )


def _presets(data: cache.Data) -> dict[str, tuple[state.Dates, state.Dates]]:
    last = data.joined["date_start"].max().date()
    recent = (last - dt.timedelta(days=89), last)
    first_before, last_before = (
        (pd.Timestamp(day) - pd.DateOffset(years=1)).date() for day in recent
    )
    return {
        "Year before and after the takeover": (YEAR_BEFORE_TAKEOVER, YEAR_AFTER_TAKEOVER),
        "Last 90 days and a year before": ((first_before, last_before), recent),
    }


def _take_preset(presets: dict[str, tuple[state.Dates, state.Dates]], span: state.Dates) -> None:
    chosen = state.taken(state.PRESET)
    if chosen:
        for keys, window in zip((state.WINDOW_A, state.WINDOW_B), presets[chosen], strict=True):
            state.set_window(window, span, keys)
        state.window_changed()


def _bars(counts: list[int], span: state.Dates) -> str:
    """Return a small histogram as SVG, the chosen window in colour; it holds numbers only."""
    days = (span[1] - span[0]).days + 1
    first, last = st.session_state.windows[state.WINDOW]
    start, end = ((day - span[0]).days / days * len(counts) for day in (first, last))
    most = max([*counts, 1])
    bars = "".join(
        f'<rect x="{k + 0.08:.2f}" y="{30 - 28 * n / most:.2f}" width="0.84" '
        f'height="{28 * n / most:.2f}" fill="{BAR if start - 1 < k <= end else VAGUE}"/>'
        for k, n in enumerate(counts)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {len(counts)} 30" width="240" '
        f'height="44" preserveAspectRatio="none">{bars}</svg>'
    )


def _jump(ranges: dict[str, state.Dates], span: state.Dates) -> None:
    chosen = state.taken(state.QUICK)
    if chosen:
        state.set_window(ranges[chosen], span)
        state.window_changed()


def _where(data: cache.Data) -> None:
    name = st.text_input(
        "Find a place, group, event…",
        key=state.SEARCH,
        placeholder="Name, code, position, words",
        help="Any spelling or p-code; a group or a zone; a border (Tajik border, AFG-TJK); degrees "
        "or MGRS; words of the events' texts.",
    )
    if not name:
        return
    try:
        with st.spinner("Looking…"):
            hits = find_anything(name, data.joined)
    except geo.BorderwatchError as error:
        st.caption(plain(error))
        return
    boxes = hits[["west", "south", "east", "north"]].to_numpy(float).tolist()
    for number, hit in enumerate(hits.itertuples()):
        west, south, east, north = boxes[number]
        box = None if math.isnan(west) else (west, south, east, north)
        st.button(
            plain(f"{hit.name} ({hit.kind})"),
            key=f"hit_{number}_{hit.kind}_{hit.target}",
            on_click=_go_to,
            args=(hit.kind, hit.target, box, data),
            type="tertiary",
        )
        st.caption(plain(hit.reason))


def _go_to(kind: str, target: Any, box: Box | None, data: cache.Data) -> None:
    """Show what was found: its ground, its profile, its zones or its border."""
    state.show_extent(box or target)
    if kind == "position":
        return
    if kind == "event":
        st.session_state.chosen = {"events": [data.joined.index.get_loc(target)]}
        day = data.joined.loc[target, "date_start"].date()
        state.reach((day, day))
    elif kind == "group":
        st.session_state[state.GROUPS] = [target]
    elif kind == "border":
        st.session_state[state.SEGMENTS] = [target]
    else:
        st.session_state.chosen = {"zone" if kind == "zone" else "unit": target}


def _what(choices: state.Choices) -> None:
    _choose("Event types", state.TYPES, choices)
    _choose("Actors (either side)", state.ACTORS, choices)
    _choose("Countries", state.COUNTRIES, choices)
    _choose("How precisely the place is known", state.PRECISIONS, choices)
    _choose("Verification", state.VERIFIED, choices)
    _choose("Datasets", state.DATASETS, choices)
    _choose("Only events inside zones of", state.INSIDE_ZONES, choices)
    st.toggle(
        "Likely duplicates once",
        key=state.ONCE,
        help="Events of two datasets that are likely the same one are shown once.",
    )


def _choose(label: str, key: str, choices: state.Choices) -> None:
    """Offer words to choose from; choosing none shows all."""
    words = choices[key]
    st.multiselect(label, list(words), key=key, format_func=words.__getitem__, placeholder="All")


def _layers(choices: state.Choices, *, comparing: bool) -> None:
    st.pills(
        "Layers",
        list(LAYERS),
        selection_mode="multi",
        key=state.LAYERS,
        format_func=LAYERS.__getitem__,
        label_visibility="collapsed",
    )
    _choose("Zones drawn, of these groups", state.GROUPS, choices)
    measure, level = st.columns(2)
    measure.selectbox("Count", list(MEASURES), key=state.MEASURE, format_func=MEASURES.__getitem__)
    level.selectbox("By", list(COUNT_LEVELS), key=state.LEVEL, format_func=COUNT_LEVELS.__getitem__)
    if not comparing:
        _borders(choices)


def _borders(choices: state.Choices) -> None:
    _choose("Border segments", state.SEGMENTS, choices)
    st.slider("Corridor on each side of the border, km", 5, 200, step=5, key=state.CORRIDOR)
