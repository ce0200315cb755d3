"""The Map page: the map, and beside it what was clicked, the table or the charts."""

import datetime as dt
from functools import partial
from typing import Any

import geopandas as gpd
import pandas as pd
import streamlit as st

import geo
from geo.analysis.profile import Place
from geo.boundaries.zones import claimed_last
from geo.event_counts import events_in_rows, number_of_events
from geo.phrases import counted, filled, long_date
from geo.text import web_links
from geo.tolls import event_tolls
from geo.view.area_ground import area_name
from geo.view.extent import inside
from geo.view.view import ALL_DATES, YEAR_AFTER_TAKEOVER, YEAR_BEFORE_TAKEOVER
from geo.vocabulary import GEO_PRECISIONS, LEGEND, VERIFIED
from geo.webmap.document import SINGLE, view_settings

from ..session import cache, state
from ..session.shown import show_all, take_shown
from ..widgets.charts import events_by_year
from ..widgets.event_table import TYPE_LABELS, show_events
from ..widgets.mapframe import map_frame
from ..widgets.side_charts import show_charts
from ..widgets.views import show_views
from ..widgets.welcome import welcome
from ..widgets.words import link, plain

MAP, PANEL, WELCOME, AREA = "map", "map_panel", "welcome", "map_area"
SUMMER = dt.date(2021, 6, 1), dt.date(2021, 8, 31)
SUMMERS_GROUP, SUMMERS_ZONE = "Jamaat Ansarullah", "ZN023"
TAJIK_BORDER = "AFG-TJK"
"""What the cards of the beginning show."""
PANELS = ("Profile", "Table", "Charts")


def show(data: cache.Data, view: geo.View, span: state.Dates) -> None:
    """Show the page."""
    left, right = st.columns([4, 1.05], gap="small")
    with left:
        cards = st.container(key=state.CARDS)
        _map(data, view, span)
        # Over the map, but on its way after it.
        with cards:
            welcome(lambda: _begin(span), key=WELCOME)
    with right:
        show_views(view)
        # The table is made only where it is asked for: opening the page does not wait for it.
        panel = st.segmented_control(
            "Panel",
            PANELS,
            default=PANELS[0],
            required=True,
            key=PANEL,
            label_visibility="collapsed",
        )
        if panel == PANELS[0]:
            _chosen(data, view)
        elif panel == PANELS[1]:
            show_events(data, view, cache.selected(data, view))
        else:
            _charts(data, view, span)


def _map(data: cache.Data, view: geo.View, span: state.Dates) -> None:
    settings = view_settings(view)
    settings["window"] = [str(day) for day in st.session_state.windows[state.WINDOW]]
    map_frame(
        document_url=cache.document_url(SINGLE),
        events_url=cache.events_url(data, data.key),
        settings=settings,
        serials=state.serials(),
        unit=(st.session_state.chosen or {}).get("unit"),
        event=(st.session_state.chosen or {}).get("row"),
        on_window=lambda: _take_window(span),
        on_extent=lambda: state.take_extent(MAP),
        on_shown=lambda: take_shown(MAP),
        on_select=lambda: state.take_selection(MAP),
        on_area=lambda: state.take_area(MAP),
        key=MAP,
    )


def _take_window(span: state.Dates) -> None:
    moved = st.session_state[MAP].get("window")
    if moved:
        first, last = (dt.date.fromisoformat(day) for day in moved["window"])
        state.set_window((first, last), span)
        st.session_state[state.QUICK] = None


def _charts(data: cache.Data, view: geo.View, span: state.Dates) -> None:
    """Show charts of the events on the map: in the window, the filters and the ground shown."""
    shown = cache.selected(data, view)
    here = shown[inside(shown, view)]
    if here.empty:
        st.info("No events on this ground in the window. Zoom out, or widen the window.")
        return
    number = events_in_rows(number_of_events(here), len(here))
    st.markdown(f"**{number}** on the ground that the map shows")
    show_charts(
        here,
        partial(state.toggle, state.TYPES),
        partial(state.toggle, state.ACTORS),
        partial(state.toggle_period, span=span),
    )


def _begin(span: state.Dates) -> None:
    """Show what a card of the beginning promises."""
    choice = st.session_state[WELCOME].get("choice")
    if choice in ("districts", "border"):
        show_all()
    if choice == "districts":
        state.set_window(SUMMER, span)
        state.window_changed()
        st.session_state[state.GROUPS] = [SUMMERS_GROUP]
        state.show_extent(SUMMERS_ZONE)
    elif choice == "border":
        windows = (YEAR_BEFORE_TAKEOVER, YEAR_AFTER_TAKEOVER)
        for keys, window in zip((state.WINDOW_A, state.WINDOW_B), windows, strict=True):
            state.set_window(window, span, keys)
        state.window_changed()
        st.session_state[state.COMPARED_BY] = "segment"
        st.session_state[state.SEGMENTS] = [TAJIK_BORDER]
        state.show_extent(TAJIK_BORDER)
        state.go_to("compare")
    elif choice == "file":
        state.go_to("data")


def _chosen(data: cache.Data, view: geo.View) -> None:
    chosen: dict[str, Any] = st.session_state.chosen or {}
    if chosen and view.area is not None:
        st.button("Profile of the area", key=AREA, on_click=_leave, type="tertiary")
    if chosen.get("unit"):
        _unit(data, view, chosen["unit"])
    elif chosen.get("events"):
        _events(data.joined.iloc[chosen["events"]])
    elif chosen.get("zone"):
        zones = geo.read_zones()
        _zone(zones[zones["zone_id"] == chosen["zone"]].iloc[0])
    elif view.area is not None:
        _area(data, view)
    else:
        st.markdown("**Click a district or an event** to see what is known of it.")
        counted = "deaths" if view.measure == "fatalities" else "events"
        st.caption(
            f"Colours count {counted} by {view.count_level}. Numbers in dashed boxes are events "
            "known only to that area. Outlines with a name are zones that a source claims: a click "
            "on their ground or name says whose claim it is. Dots: no claim was collected."
        )
        st.caption(
            f"**From whom:** {plain(cache.publishers(data, data.key))}. What was reported and "
            "collected, not all that happened."
        )


def _unit(data: cache.Data, view: geo.View, unit_id: str) -> None:
    found = cache.unit_profile(data, view, unit_id)
    local = found.unit["name_local"]
    st.markdown(f"#### {plain(found.unit['name'])}")
    code = found.unit["ocha_pcode"]
    line = [found.unit["level"].capitalize(), *found.parents]
    line += [text for text in (local, code) if isinstance(text, str)]
    st.caption(plain(" · ".join(line)))
    _counted(data, view, found, "Widen it, or choose another unit.")
    last_day = _span(data, view)[1]
    now = claimed_last(found.zones, last_day)
    _zones(now)
    if found.unclaimed:
        st.caption(filled(LEGEND["no_claim"], {"day": long_date(last_day)}))
    _earlier(found, now, last_day)
    _newest(found.events)
    boundary = (str(found.unit[name]) for name in ("source", "vintage", "licence"))
    st.caption(plain(f"Boundary: {', '.join(boundary)}"))


def _area(data: cache.Data, view: geo.View) -> None:
    """Show what is known of the view's area of one's own."""
    found = cache.own_area_profile(data, view)
    st.markdown(f"#### {plain(area_name(found.area))}")
    districts = f"{counted(found.inside, 'district')} inside, {found.cut:,} cut"
    source = [found.area.source] if found.area.source else []
    st.caption(plain(" · ".join(["Area of your own", *source, f"{found.km2:,.0f} km²", districts])))
    _counted(data, view, found, "Widen it, or draw another area.")
    if found.perhaps:
        cut = "known only to a unit that the area cuts, may lie inside"
        st.caption(f"{counted(found.perhaps, 'event')} more, {cut}; they are not counted.")
    last_day = _span(data, view)[1]
    now = claimed_last(found.zones, last_day)
    if len(now):
        with st.expander(f"Claimed on some of it on {long_date(last_day)}: {len(now)}"):
            _zones(now)
    _earlier(found, now, last_day)
    _newest(found.events)


def _leave() -> None:
    """Show the area again instead of what was clicked."""
    st.session_state.chosen = None


def _counted(data: cache.Data, view: geo.View, found: Place, else_do: str) -> None:
    """Show how many events a place has, over time, of which types, by whom."""
    if found.events.empty:
        st.markdown(f"**No events** in the window. {else_do}")
        return
    number = events_in_rows(found.event_count, len(found.events))
    st.markdown(f"**{number}** in the window; {found.toll}.")
    st.altair_chart(events_by_year(found.by_year, _span(data, view)), width="stretch")
    st.caption(_counts("Types", found.by_type.rename(TYPE_LABELS)))
    st.caption(_counts("Actors", found.by_actor))


def _earlier(found: Place, now: gpd.GeoDataFrame, last_day: dt.date) -> None:
    """Show the zones of a place that are no more claimed on the last day."""
    earlier = found.zones[~found.zones["zone_id"].isin(now["zone_id"])]
    if len(earlier):
        with st.expander(f"Claimed earlier, no more on {long_date(last_day)}: {len(earlier)}"):
            _zones(earlier)


def _newest(events: gpd.GeoDataFrame) -> None:
    """Show the latest events of a place, and how many earlier ones there are."""
    _events(events.iloc[::-1].head(20))
    if len(events) > 20:
        earlier = number_of_events(events.iloc[:-20])
        st.caption(f"and {earlier:,} earlier ones; the table has them all")


def _span(data: cache.Data, view: geo.View) -> state.Dates:
    """Return the view's window, or the dates of the data where it asks for all."""
    dates = data.joined["date_start"]
    return (dates.min().date(), dates.max().date()) if view.window == ALL_DATES else view.window


def _counts(heading: str, counts: pd.Series) -> str:
    first = ", ".join(f"{plain(name)} {count:,}" for name, count in counts.head(6).items())
    rest = f" and {len(counts) - 6} more" if len(counts) > 6 else ""
    return f"{heading}: {first}{rest}"


def _zones(zones: gpd.GeoDataFrame) -> None:
    for zone in zones.itertuples():
        _zone(pd.Series(zone._asdict()))


def _zone(zone: pd.Series) -> None:
    end = "no end given" if pd.isna(zone["valid_to"]) else long_date(zone["valid_to"])
    with st.container(border=True):
        st.text(f"{zone['group']}: {zone['name']}")
        dates = f"{long_date(zone['valid_from'])} to {end}"
        st.caption(plain(f"{zone['status']}, {dates}, {zone['confidence']} confidence"))
        st.text(zone["claim"])
        if isinstance(zone["rival_claim"], str):
            st.text(f"Rival claim or doubt: {zone['rival_claim']}")
        _source(zone)


def _events(events: gpd.GeoDataFrame) -> None:
    for event, toll in zip(events.itertuples(), event_tolls(events), strict=True):
        with st.container(border=True):
            st.text(event.place if isinstance(event.place, str) else "Place not named")
            known_to = f"known to: {GEO_PRECISIONS[event.geo_precision].lower()}"
            parts = [_days(event), TYPE_LABELS[event.event_type], str(toll), known_to]
            if event.event_count != 1:
                parts.insert(1, f"{counted(event.event_count, 'event')} in one row")
            st.caption(plain(" · ".join(parts)))
            if isinstance(event.claimed_by, str):
                st.text(f"Claimed by {event.claimed_by}")
            for text in (event.summary, event.note, event.match_note):
                if isinstance(text, str):
                    st.text(text)
            _source(pd.Series(event._asdict()))


def _days(event: Any) -> str:
    """Return the day of an event; of one known to a week or month, its first and last day."""
    first, last = long_date(event.date_start), long_date(event.date_end)
    return first if event.date_precision == "day" or first == last else f"{first} to {last}"


def _source(row: pd.Series) -> None:
    parts = [row[name] for name in ("source_publisher", "source_title", "source_date")]
    words = ", ".join(part for part in parts if isinstance(part, str))
    url = web_links(pd.Series([row["source_url"]], dtype="str"))[0]
    source = link(words, url) if isinstance(url, str) else plain(words)
    st.caption(f"Source: {source}")
    if row["verified"] != "page":
        st.caption(f":red[{VERIFIED[row['verified']]}]")
