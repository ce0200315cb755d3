"""The Compare page: two windows on locked maps, what changed, and how sure that is."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any, cast

import pandas as pd
import streamlit as st
from matplotlib.figure import Figure, FigureBase

import geo
from geo.analysis.border_words import border_words
from geo.analysis.compare_words import EVIDENT, summary_words, told
from geo.analysis.likely import LIKELY
from geo.drawing.style import FORMATS, save_figure
from geo.event_counts import events_in_rows, number_of_events
from geo.export.export import CSV_ENCODING, table_csv
from geo.files.scratch import scratch_folder
from geo.pages import charts as page_charts
from geo.pages.chart_rows import (
    DOTS,
    EXPECTED,
    EXPECTED_WORDS,
    TIMELINE,
    ZONES_TITLE,
    activity_title,
    afghan,
    corridor_words,
    distance_title,
    highest_bar,
    vague_in,
    zone_totals,
)
from geo.phrases import counted, long_date
from geo.tolls import Toll, toll_cells
from geo.view.area_ground import area_name
from geo.view.extent import border_segments
from geo.view.view import COMPARED
from geo.webmap.change import change_settings
from geo.webmap.document import COMPARISON, view_settings

from ..server.downloads import download_button
from ..session import cache, state
from ..session.shown import take_shown
from ..widgets import charts
from ..widgets.mapframe import map_frame
from ..widgets.sentences import show_sentences
from ..widgets.words import plain

MAP, PANEL, FREQ, SEGMENT = "compare_map", "compare_panel", "compare_freq", "compare_segment"
TABLE_ROWS = 500
PANELS = ("What changed", "Over time", "By distance", "Zones in time")
TAJIK = "AFG-TJK"
FREQUENCIES = ("month", "quarter", "year")
REACH_KM = 200.0
CLASSES = ("events", "cannot_tell", "coarse_dates")


_LIKELY_COLUMNS = {
    f"{name}_{window}": st.column_config.NumberColumn(
        f"{name.capitalize()} {window.upper()}", format="%.1f" if name == "expected" else "%d"
    )
    for window in "ab"
    for name in LIKELY
}


def show(data: cache.Data, view: geo.View, span: state.Dates) -> None:
    """Show the page."""
    _maps(data, view, span)
    panel = st.segmented_control(
        "Panel", PANELS, default=PANELS[0], required=True, key=PANEL, label_visibility="collapsed"
    )
    {
        PANELS[0]: _changes,
        PANELS[1]: _over_time,
        PANELS[2]: _by_distance,
        PANELS[3]: _zones,
    }[panel](data, view)


def _compared(data: cache.Data, view: geo.View) -> tuple[pd.DataFrame | None, str]:
    """Return what changed, or why the windows cannot be compared."""
    try:
        return cache.comparison(data, view), ""
    except geo.BorderwatchError as error:
        return None, str(error)


def _maps(data: cache.Data, view: geo.View, span: state.Dates) -> None:
    change, fault = _compared(data, view)
    map_frame(
        document_url=cache.document_url(COMPARISON),
        events_url=cache.events_url(data, data.key),
        settings=view_settings(view),
        serials=state.serials(),
        unit=(st.session_state.chosen or {}).get("unit"),
        on_window=lambda: _take_window(span),
        on_extent=lambda: state.take_extent(MAP),
        on_shown=lambda: take_shown(MAP),
        on_select=lambda: state.take_selection(MAP),
        on_area=lambda: state.take_area(MAP),
        key=MAP,
        height="max(600px, calc(100vh - 15rem))",
        narrow="1660px",
        comparison=change_settings(change, view, fault),
    )


def _take_window(span: state.Dates) -> None:
    moved = st.session_state[MAP].get("window")
    if moved:
        first, last = (dt.date.fromisoformat(day) for day in moved["window"])
        keys = {"a": state.WINDOW_A, "b": state.WINDOW_B}[moved["pane"]]
        state.set_window((first, last), span, keys)
        st.session_state[state.PRESET] = None


def _changes(data: cache.Data, view: geo.View) -> None:
    table, fault = _compared(data, view)
    if table is None:
        st.error(plain(fault))
        return
    for note in table.attrs["notes"]:
        st.warning(plain(note))
    _heading(f"What changed{_by(view)}{_near(view)}", summary_words(table, view))
    show_sentences(told(table)["words"].head(EVIDENT).tolist(), key="changed_words")
    columns: dict[str, Any] = {
        "name": "Where",
        "events_a": st.column_config.NumberColumn("Events A"),
        "events_b": st.column_config.NumberColumn("Events B"),
        "rate_ratio": st.column_config.NumberColumn("Times", format="%.2g"),
        "ratio_low": st.column_config.NumberColumn("From", format="%.2g"),
        "ratio_high": st.column_config.NumberColumn("To", format="%.2g"),
        "dispersion": st.column_config.NumberColumn("Bursts", format="%.1f"),
        "p_value": st.column_config.NumberColumn("p", format="%.3f"),
        "q_value": st.column_config.NumberColumn("q", format="%.3f"),
        "changed": "Changed (q ≤ 0.05)",
        "small_numbers": "Small numbers",
        "deaths_a": "Deaths A",
        "deaths_b": "Deaths B",
        **_LIKELY_COLUMNS,
        "cannot_tell_a": "Place too coarse A",
        "cannot_tell_b": "Place too coarse B",
        "coarse_dates_a": "Date too coarse A",
        "coarse_dates_b": "Date too coarse B",
        "words": "In words",
    }
    seen = table[table[[f"{name}_{end}" for name in CLASSES for end in "ab"]].sum(axis=1) > 0]
    shown = seen.head(TABLE_ROWS)
    shown = shown.assign(deaths_a=toll_cells(shown, "_a"), deaths_b=toll_cells(shown, "_b"))
    # How likely events lie elsewhere is known of corridors only.
    columns = {name: column for name, column in columns.items() if name in shown}
    st.dataframe(shown[list(columns)], column_config=columns, hide_index=True, key="changes")
    if len(shown) < len(seen):
        st.caption(f"The first {TABLE_ROWS} of {len(seen):,}; the download holds all.")
    if len(seen) < len(table):
        st.caption("Rows without any event are left out here; the download holds all.")
    st.caption(
        "Most evident first. *Bursts* says by how many times counts vary more than single events "
        "would (1: they come one by one); the 95% interval allows for it. *q* is the share of "
        "false alarms among all rows at least as evident. Rows under 10 events are marked: their "
        "ratio says little. Events known too coarsely are counted apart. Deaths: the best "
        "estimate and, in brackets, what sources give at least and at most."
        f"{f' {EXPECTED_WORDS}' if 'expected_a' in columns else ''}"
    )
    name = f"comparison-{view.window_a[0]}-{view.window_b[1]}"
    with st.container(horizontal=True):
        _download("table (CSV)", lambda: table_csv(table).encode(CSV_ENCODING), f"{name}.csv")
        _download("maps (HTML)", lambda: cache.comparison_html(data, view), f"{name}.html")


def _by(view: geo.View) -> str:
    """Say what the rows are, and within which area of one's own."""
    if view.area is None:
        return f", by {COMPARED[view.compared_by].lower()}"
    name = f"“{area_name(view.area)}”"
    if view.compared_by == state.OWN_AREA:
        return f" inside and outside {name}"
    return f" inside {name}, by {COMPARED[view.compared_by].lower()}"


def _near(view: geo.View) -> str:
    """Say which corridors the rows are of, or the events in them."""
    if border_segments(view):
        return f", {corridor_words(view)}"
    return f", within {view.corridor_km:g} km of each" if view.compared_by == "segment" else ""


def _heading(what: str, how: str) -> None:
    """Say what a panel counts, and how that differs from the table of what changed."""
    st.markdown(f"**{plain(what)}**")
    st.caption(plain(how))


def _over_time(data: cache.Data, view: geo.View) -> None:
    freq = st.segmented_control("By", FREQUENCIES, default="quarter", required=True, key=FREQ)
    activity = _chosen(cache.activity(data, view, freq), view)
    _heading(
        activity_title(view, freq, view.measure),
        f"{DOTS[view.measure]} All dates, not only the windows A and B; the same events and "
        f"classes, but an event whose date is coarser than a {freq} is counted apart.",
    )
    st.altair_chart(charts.over_time(activity, view.measure))
    drawn = activity[activity["area"].isin(afghan(activity))]
    words = border_words(drawn, cache.dates(data, view), within_km=view.corridor_km, side=view.side)
    show_sentences(words, key="border_words")
    months = _chosen(cache.activity(data, view, "month"), view)
    _heading(activity_title(view, "month"), "All dates. The number after + is known too coarsely.")
    st.altair_chart(charts.heat_map(months))
    _change_points(activity)
    note = _note(data)
    over_time = partial(page_charts.segments_over_time, activity, measure=view.measure, note=note)
    heat_map = partial(page_charts.segment_heat_map, months, note=note)
    _figure("over time", partial(over_time, title=activity_title(view, freq, view.measure)))
    _figure("heat map", partial(heat_map, title=activity_title(view, "month")))


def _chosen(activity: pd.DataFrame, view: geo.View) -> pd.DataFrame:
    """Return the border segments that the view asks for; all when it names none."""
    named = border_segments(view)
    return activity[activity["area"].isin(named)] if named else activity


def _change_points(activity: pd.DataFrame) -> None:
    lines = [
        f"• {area}: from {change.change:%B %Y} on (95% interval {change.earliest:%B %Y} to "
        f"{change.latest:%B %Y}), {change.rate_before:.2g} to {change.rate_after:.2g} events in "
        "30 days"
        for area in afghan(activity)
        for change in geo.change_points(activity[activity["area"] == area]).itertuples()
    ]
    st.markdown("**When the rate changed**")
    st.text("\n".join(lines) or "No change stands out from the usual ups and downs.")


def _by_distance(data: cache.Data, view: geo.View) -> None:
    offered = list(border_segments(view) or geo.read_borders()["segment"])
    at = offered.index(TAJIK) if TAJIK in offered else 0
    segment = st.selectbox("Border", offered, index=at, key=SEGMENT)
    _heading(
        distance_title(segment),
        f"Up to {REACH_KM:g} km on either side, not the corridor of {view.corridor_km:g} km that "
        "the table counts; events whose own precision is coarser than their distance are grey. "
        f"Dots: {EXPECTED}.",
    )
    shown = cache.filtered(data, view)
    windows = (view.window_a, view.window_b)
    profiles = [
        geo.distance_profile(shown, segment, window=window, reach_km=REACH_KM) for window in windows
    ]
    # Both charts count on one scale: only then can the eye compare them.
    most = highest_bar(profiles)
    for label, window, profile in zip("AB", windows, profiles, strict=True):
        events, vague = int(profile["events"].sum()), int(vague_in(profile).sum())
        dates = f"{long_date(window[0])} to {long_date(window[1])}"
        if not events + vague:
            st.caption(f"Window {label}, {dates}")
            st.info("No events near this border in the window. Widen it, or choose another border.")
            continue
        deaths = f"; {Toll.together(profile)}" if events else ""
        counts = f"{counted(events, 'event')}, {vague:,} more known too coarsely{deaths}"
        st.caption(plain(f"Window {label}, {dates}: {counts}"))
        st.altair_chart(charts.distance(profile, most))
        title = f"{distance_title(segment)}, {dates}"
        draw = partial(
            page_charts.distance_chart, profile, most=most, title=title, note=_note(data)
        )
        _figure(f"window {label}", draw)


def _zones(data: cache.Data, view: geo.View) -> None:
    zones = geo.read_zones()
    if view.groups:
        zones = zones[zones["group"].isin(view.groups)]
    activity = geo.zone_activity(cache.filtered(data, view), zones)
    _heading(
        ZONES_TITLE,
        "All dates, and all events in the units of a zone, in a corridor or not. "
        f"{TIMELINE} A zone is a claim, not a fact: point at it for its source.",
    )
    st.altair_chart(charts.zones_in_time(zones, activity))
    st.dataframe(zone_totals(zones, activity), hide_index=True, key="zone_totals")
    draw = partial(page_charts.zone_timeline, zones, activity, title=ZONES_TITLE, note=_note(data))
    _figure("zones in time", draw)


def _note(data: cache.Data) -> str:
    names = ", ".join(data.joined["dataset"].cat.categories)
    return (
        f"Events: {names}, {_number(data)}; a selection, not a census. Boundaries: "
        "geoBoundaries, simplified. Distances along the ellipsoid to the simplified border."
    )


def _number(data: cache.Data) -> str:
    return events_in_rows(number_of_events(data.joined), len(data.joined))


def _figure(name: str, draw: Callable[[], FigureBase]) -> None:
    """Offer a figure for print."""
    with st.container(horizontal=True):
        for kind in FORMATS:
            file = f"borderwatch-{name.replace(' ', '-')}.{kind}"
            _download(f"{name} ({kind.upper()})", partial(_drawn, draw, kind), file)


def _drawn(draw: Callable[[], FigureBase], kind: str) -> bytes:
    with scratch_folder("figure") as folder:
        # Drawn on no canvas of another's, it is a whole figure.
        return save_figure(cast(Figure, draw()), folder / f"figure.{kind}").read_bytes()


def _download(label: str, make: Callable[[], bytes], file: str) -> None:
    download_button(f"Download {label}", make, file, key=f"get_{file}")
