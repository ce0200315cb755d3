"""The Sources page: every source and licence, and how the events were read and joined."""

import pandas as pd
import streamlit as st

import geo
from geo.boundaries.units import DISCLAIMER
from geo.release.credits import boundary_credits
from geo.text import web_links
from geo.vocabulary import VERIFIED

from ..session import cache, datasets, state

MOST = 5_000


def show(data: cache.Data, _view: geo.View, _span: state.Dates) -> None:
    """Show the page."""
    st.title("Sources", anchor=False)
    st.text(DISCLAIMER)
    st.text(boundary_credits())
    st.header("What ships, from whom, under which licence", anchor=False)
    sources = pd.DataFrame(vars(source) for source in geo.read_sources())
    shown = ["title", "licence", "covers", "publisher", "version", "date", "url", "note", "sha256"]
    st.dataframe(
        sources[shown].rename(columns=str.capitalize),
        column_config={"Url": st.column_config.LinkColumn("Url")},
        hide_index=True,
        height="content",
    )
    st.header("How the events were read and joined", anchor=False)
    for report in (each.report for each in datasets.in_use() if each.shown and each.report):
        st.text(str(report))
        if len(report.set_aside):
            st.dataframe(report.set_aside, hide_index=True)
    st.text(str(geo.join_report(data.joined, geo.read_units())))
    number = data.joined["event_count"]
    counts = number.groupby(data.joined["verified"].astype("str").map(VERIFIED)).sum()
    counts = counts.sort_values(ascending=False, kind="stable")
    st.text("; ".join(f"{words}: {count:,}" for words, count in counts.items()))
    st.header("Sources of the events", anchor=False)
    columns = ["source_publisher", "source_title", "source_date", "source_url"]
    by_source = data.joined.groupby(columns, dropna=False, observed=True)
    listed = by_source["event_count"].sum().rename("events")
    if len(listed) > MOST:
        st.caption(f"The first {MOST:,} of {len(listed):,}; downloads name the source in each row.")
    listed = listed.reset_index().sort_values("source_publisher").head(MOST)
    st.dataframe(
        listed.assign(source_url=web_links(listed["source_url"])),
        column_config={"source_url": st.column_config.LinkColumn("source_url")},
        hide_index=True,
    )
    st.header("Zones of influence", anchor=False)
    zones = pd.DataFrame(geo.read_zones().drop(columns=["geometry", "members"]))
    st.dataframe(
        zones,
        column_config={"source_url": st.column_config.LinkColumn("source_url")},
        hide_index=True,
    )
