"""The Watch page: where the last weeks stand out, in a list, sentences and small charts."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

import geo
from geo.analysis.compare_words import EVIDENT
from geo.export.export import CSV_ENCODING, table_csv
from geo.phrases import counted
from geo.release.withholding import released
from geo.tolls import toll_cells
from geo.view.area_ground import area_box
from geo.watchlist.watch_view import WatchList
from geo.watchlist.watch_words import list_words

from ..server.downloads import download_button
from ..session import cache, state
from ..widgets.sentences import show_sentences
from ..widgets.watch_charts import SHOWN, weeks_of
from ..widgets.words import plain

BY, WEEKS, TABLE = "watched_by", "watched_weeks", "watch_list"
WATCHED = {
    "district": "District",
    "province": "Province",
    "segment": "Border",
    "group": "Group",
    "area": "Area of your own",
}
OFFERED = (1, 2, 4, 8, 13, 26)
"""Weeks."""
TABLE_ROWS = 500


def show(data: cache.Data, view: geo.View, span: state.Dates) -> None:
    """Show the page."""
    st.title("Watch", anchor=False)
    by, weeks = _asked(view)
    try:
        watched = cache.watch_list(data, view, by, weeks)
    except geo.BorderwatchError as error:
        st.info(plain(error))
        return
    listed = watched.listed
    st.markdown(f"**{plain(list_words(listed, by, listed.attrs['window']))}**")
    alarms = listed[listed["alarm"]]
    show_sentences(alarms["words"].head(EVIDENT).tolist(), key="watch_words")
    if len(alarms) > EVIDENT:
        st.caption(f"The {EVIDENT} most evident of {len(alarms):,}; the list holds all.")
    st.caption(plain(" ".join(listed.attrs["notes"])))
    _charts(watched, weeks)
    _list(data, view, span, watched, by)


def _asked(view: geo.View) -> tuple[str, int]:
    """Ask what is watched, and over how many weeks."""
    offered = [by for by in WATCHED if by != "area" or view.area is not None]
    # Where the area went, so did what was chosen.
    if st.session_state.get(BY) not in offered:
        st.session_state[BY] = offered[0]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        by = st.segmented_control(
            "Watch by", offered, required=True, key=BY, format_func=WATCHED.__getitem__
        )
        weeks = st.selectbox("Last weeks", OFFERED, index=OFFERED.index(4), key=WEEKS, width=140)
    return str(by), weeks


def _charts(watched: WatchList, weeks: int) -> None:
    some = watched.listed[watched.listed["events"] > 0].head(SHOWN)
    if some.empty:
        return
    st.markdown(f"**Events by week, the {len(some)} most evident**" if len(some) > 1 else "")
    st.caption(
        "Dark: the last weeks. Light: the year before, which says what is usual; the line is its "
        "mean. All on one scale."
    )
    with st.container(horizontal=True):
        for chart in weeks_of(some, watched.by_week, weeks):
            st.altair_chart(chart, width="content")


def _list(data: cache.Data, view: geo.View, span: state.Dates, watched: WatchList, by: str) -> None:
    listed = watched.listed
    columns: dict[str, Any] = {
        "name": "Where" if by != "group" else "Group",
        "lasting": "Alarm",
        "events": st.column_config.NumberColumn("Events"),
        "usual": st.column_config.NumberColumn("Usual", format="%.1f"),
        "rate_ratio": st.column_config.NumberColumn("Times", format="%.2g"),
        "p_list": st.column_config.NumberColumn("p, whole list", format="%.3f"),
        "coming": "May come",
        "hot_spot": "Hot spot",
        "deaths": st.column_config.TextColumn("Deaths", width=90),
        "people_at_least": st.column_config.NumberColumn(
            "People near, at least", format="localized"
        ),
        "year_before": st.column_config.NumberColumn("A year before"),
        "dispersion": st.column_config.NumberColumn("Bursts", format="%.1f"),
        "cannot_tell": "Place too coarse",
        "coarse_dates": "Date too coarse",
        "words": "In words",
    }
    if listed["hot_spot"].isna().all():
        del columns["hot_spot"]
    shown = listed.head(TABLE_ROWS)
    shown = shown.assign(
        deaths=toll_cells(shown),
        coming=_coming(shown),
        lasting=[
            f"for {counted(weeks, 'week')}" if weeks else "" for weeks in shown["alarm_weeks"]
        ],
        # Of what is never usual there are no times.
        rate_ratio=shown["rate_ratio"].where(shown["usual"] > 0),
    )[list(columns)]
    # What stands beside a table is no part of it.
    shown.attrs = {}
    st.dataframe(
        shown,
        column_config=columns,
        hide_index=True,
        placeholder="",
        key=TABLE,
        on_select=partial(_take_row, view, span, listed, by),
        selection_mode="single-row",
    )
    if len(shown) < len(listed):
        st.caption(f"The first {TABLE_ROWS} of {len(listed):,}; the download holds all.")
    st.caption(
        "Most evident first; a row that is chosen opens on the map, with these weeks. *Usual* is "
        "what as many weeks held in the year before. An *alarm* allows for bursts and for the "
        "length of the list: of a hundred lists without any change five hold one. *May come*: an "
        "interval of 90% for as many weeks to come, only where past forecasts beat saying as last "
        "time. *People*: of the shipped towns within 10 km of the events, a lower bound."
    )
    download_button(
        "Download list (CSV)",
        lambda: _csv(data, listed),
        f"borderwatch-watch-{listed.attrs['window'][1]}.csv",
        key="get_watch_list",
    )


def _coming(listed: pd.DataFrame) -> list[str]:
    """Return the interval of what may come, empty where none is shown."""
    ends = zip(listed["forecast_low"], listed["forecast_high"], strict=True)
    return ["" if pd.isna(low) else f"{low:,} to {high:,}" for low, high in ends]


def _csv(data: cache.Data, listed: pd.DataFrame) -> bytes:
    """Return the list as a file, without the ids of restricted events."""
    kept = set(released(data.joined)[0]["event_id"])
    ids = ["; ".join(name for name in ids if name in kept) for ids in listed["event_ids"]]
    return table_csv(listed.assign(event_ids=ids)).encode(CSV_ENCODING)


def _take_row(view: geo.View, span: state.Dates, listed: pd.DataFrame, by: str) -> None:
    """Open what was chosen in the list on the map, with the weeks that it tells of."""
    rows = st.session_state[TABLE].selection.rows
    if not rows:
        return
    area = listed["area"].iloc[rows[0]]
    state.set_window(listed.attrs["window"], span)
    state.window_changed()
    if by == "group":
        st.session_state[state.ACTORS] = [area]
    elif by == "area":
        state.show_extent(None if view.area is None else area_box(view.area))
    else:
        state.show_extent(area)
        if by != "segment":
            st.session_state.chosen = {state.UNIT: area}
    state.go_to("")
