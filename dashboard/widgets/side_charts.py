"""Charts beside the map: what shows there, by type, by actor and in time; a click filters."""

from collections.abc import Callable
from functools import partial
from typing import Any

import altair as alt
import geopandas as gpd
import numpy as np
import pandas as pd
import streamlit as st

from geo.event_counts import event_counts
from geo.palette import BAR, INK, TYPE_COLOURS
from geo.tolls import Tolls
from geo.vocabulary import EVENT_TYPES

from ..session import state

ACTORS_SHOWN = 8
ROW = 22
"""Height of a bar with its name, pixels."""
_AROUND = 24
"""What the app keeps of a chart's height for its edges, pixels."""
_DATES = 4
"""Dates that have room under a chart."""
_PICK = "pick"
_MONTHS_TO = 60
"""Longest span, in months, that is drawn by month; a longer one is drawn by year."""
Take = Callable[[Any], None]


def show_charts(shown: gpd.GeoDataFrame, on_type: Take, on_actor: Take, on_period: Take) -> None:
    """Draw the charts of the events that a map shows; what is clicked is handed over."""
    number = pd.Series(event_counts(shown), index=shown.index)
    st.markdown("**By type**")
    _bars(_by_type(shown, number), "type", on_type)
    st.markdown("**By actor**, either side")
    _bars(_by_actor(shown, number), "actor", on_actor)
    periods, freq = by_period(shown, number)
    st.markdown(f"**Events by {freq}**")
    _columns(periods, "events", freq, on_period)
    unknown = int(number[np.isnan(Tolls.of(shown).best)].sum())
    lacking = f"; toll unknown in {unknown:,}" if unknown else ""
    st.markdown(f"**Deaths by {freq}**, best estimates{lacking}")
    _columns(periods, "deaths", freq, on_period)
    st.caption("A click on a bar filters by it; a second one takes the filter off.")


def _by_type(shown: gpd.GeoDataFrame, number: pd.Series) -> pd.DataFrame:
    counts = number.groupby(shown["event_type"].astype("str")).sum()
    rows = [(kind.key, kind.label, TYPE_COLOURS[kind.key]) for kind in EVENT_TYPES]
    frame = pd.DataFrame(rows, columns=["key", "name", "colour"])
    frame["events"] = frame["key"].map(counts).fillna(0).astype(int)
    some = frame[frame["events"] > 0]
    return some.sort_values("events", ascending=False, kind="stable", ignore_index=True)


def _by_actor(shown: gpd.GeoDataFrame, number: pd.Series) -> pd.DataFrame:
    """Return the actors of most events; one on both sides of an event counts it once."""
    sides = pd.concat([shown["actor_1"], shown["actor_2"]]).astype("object").dropna()
    named = sides.rename("key").rename_axis("row").reset_index().drop_duplicates()
    counts = named.assign(events=named["row"].map(number)).groupby("key")["events"].sum()
    first = counts.sort_values(ascending=False, kind="stable").head(ACTORS_SHOWN)
    frame: pd.DataFrame = first[first > 0].rename_axis("key").reset_index()
    return frame.assign(name=frame["key"], colour=BAR)


def by_period(shown: gpd.GeoDataFrame, number: pd.Series) -> tuple[pd.DataFrame, str]:
    """Return ``period``, ``until``, ``events`` and ``deaths`` of each month or year, and which.

    Months and years without an event are there too, between the first and the last with one.
    """
    months = shown["date_start"].dt.to_period("M")
    span = (months.max() - months.min()).n if len(months) else 0
    freq = "month" if span <= _MONTHS_TO else "year"
    periods = months if freq == "month" else shown["date_start"].dt.to_period("Y")
    # Where no toll is known the deaths of a period are unknown, not none.
    deaths = pd.Series(Tolls.of(shown).best, index=shown.index).groupby(periods).sum(min_count=1)
    rows = pd.DataFrame({"events": number.groupby(periods).sum(), "deaths": deaths})
    every = pd.PeriodIndex(periods.array)
    if len(rows):
        every = pd.period_range(every.min(), every.max(), freq=every.freq)
    rows = rows.reindex(every, fill_value=0).astype("Int64")
    starts, ends = every.to_timestamp(), every.to_timestamp(how="end")
    keys = [f"{first:%Y-%m-%d}~{last:%Y-%m-%d}" for first, last in zip(starts, ends, strict=True)]
    return rows.assign(period=starts, until=ends, key=keys).reset_index(drop=True), freq


def _bars(rows: pd.DataFrame, what: str, on_pick: Take) -> None:
    if rows.empty:
        st.caption("None named here.")
        return
    order = rows["name"].tolist()
    y = alt.Y("name:N", title=None, sort=order, axis=alt.Axis(labelLimit=130, labelOverlap=False))
    base = alt.Chart(rows).encode(y=y)
    bars = base.mark_bar(height=14, cursor="pointer").encode(
        x=alt.X("events:Q", title=None, axis=None),
        color=alt.Color("colour:N", scale=None, legend=None),
        tooltip=["name", "events"],
    )
    words = base.mark_text(align="left", dx=3, color=INK).encode(
        x="events:Q", text=alt.Text("events:Q", format=",")
    )
    picked = bars.add_params(alt.selection_point(name=_PICK, fields=["key"]))
    height = ROW * len(rows) + _AROUND
    _draw(alt.layer(picked, words).properties(height=height), what, on_pick)


def _columns(rows: pd.DataFrame, counted: str, freq: str, on_pick: Take) -> None:
    if not rows[counted].fillna(0).any():
        st.caption("None known here.")
        return
    ticks = {"interval": freq, "step": -(-len(rows) // _DATES)}
    dates = alt.Axis(format="%b %Y" if freq == "month" else "%Y", tickCount=ticks)
    chart = (
        alt.Chart(rows)
        .mark_bar(color=BAR, cursor="pointer")
        .encode(
            x=alt.X("period:T", title=None, axis=dates),
            x2="until:T",
            y=alt.Y(f"{counted}:Q", title=None, axis=alt.Axis(tickMinStep=1, tickCount=3)),
            # Between two dates a bar is only a dash, unless it is said to begin at 0.
            y2=alt.datum(0),
            tooltip=[alt.Tooltip("period:T", title=f"{freq} from"), "events", "deaths"],
        )
        .add_params(alt.selection_point(name=_PICK, fields=["key"]))
    )
    _draw(chart.properties(height=90), f"{counted}_by_period", on_pick)


def _draw(chart: Any, what: str, on_pick: Take) -> None:
    # A new key after each click: a chart that keeps its choice would hand it over once more.
    key = f"chart_{what}_{st.session_state.get(state.PICKS, 0)}"
    take = partial(_take, key, on_pick)
    st.altair_chart(chart, width="stretch", key=key, on_select=take, selection_mode=_PICK)


def _take(key: str, on_pick: Take) -> None:
    picked = st.session_state[key]["selection"].get(_PICK) or []
    if picked:
        st.session_state[state.PICKS] = st.session_state.get(state.PICKS, 0) + 1
        on_pick(picked[0]["key"])
