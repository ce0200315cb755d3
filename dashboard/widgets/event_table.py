"""The events of a view as a table beside the map, and as files."""

from functools import partial
from typing import Any

import geopandas as gpd
import pandas as pd
import streamlit as st

import geo
from geo.event_counts import events_in_rows, number_of_events
from geo.export.export import FORMATS
from geo.phrases import counted
from geo.release.withholding import aggregate_words, released, restricted_counts, withheld_words
from geo.text import web_links
from geo.view.select import groups_of_zones
from geo.vocabulary import COUNTRY_LABELS, EVENT_TYPES, GEO_PRECISIONS, VERIFIED

from ..server.downloads import download_button
from ..session import cache
from .words import plain

TABLE, FORMAT = "table", "download_format"
DOWNLOADS = {**FORMATS, ".html": "Map (HTML)"}
TABLE_LIMIT = 2_000
TYPE_LABELS = {kind.key: kind.label for kind in EVENT_TYPES}


def show_events(data: cache.Data, view: geo.View, shown: gpd.GeoDataFrame) -> None:
    """Show the events of a view, the latest first, and offer them as files."""
    if shown.empty:
        st.info(plain(f"{geo.describe(data.joined, view)} Widen the window or clear filters."))
        return
    st.markdown(f"**{events_in_rows(number_of_events(shown), len(shown))}**, the latest first")
    columns: dict[str, Any] = {
        "date_start": st.column_config.DateColumn("Date", format="D MMM YYYY", width=84),
        "place": st.column_config.TextColumn("Place", width=140),
        "event_type": st.column_config.TextColumn("Type", width=104),
        "event_count": st.column_config.NumberColumn("Events", width=56),
        "fatalities_best": st.column_config.NumberColumn("Deaths", width=56),
        "fatalities_low": st.column_config.NumberColumn("at least", width=56),
        "fatalities_high": st.column_config.NumberColumn("at most", width=56),
        "dataset": "Dataset",
        "district": "District",
        "province": "Province",
        "country_id": "Country",
        "geo_precision": "Known to",
        "verified": "Verified",
        "match_method": "Matched",
        "conflict": "States another",
        "zone_ids": "Zones",
        "border_segment": "Border",
        "border_distance_km": st.column_config.NumberColumn("km to border", format="%.1f"),
        "summary": "Summary",
        "source_publisher": "Source",
        "source_url": st.column_config.LinkColumn("Link"),
        "event_id": "Id",
    }
    if (shown["event_count"] == 1).all():
        del columns["event_count"]
    if data.joined["dataset"].nunique() == 1:
        del columns["dataset"]
    listed, first = _chosen_first(data, shown.iloc[::-1])
    frame = _in_words(pd.DataFrame(listed[list(columns)]))
    if first:
        st.caption(f"Chosen on the map, at the top: {counted(first, 'row')}.")
    st.dataframe(
        frame,
        column_config=columns,
        hide_index=True,
        height=480,
        key=TABLE,
        placeholder="unknown",
        on_select=lambda: _take_row(data, listed),
        selection_mode="single-row",
    )
    if len(shown) > TABLE_LIMIT:
        st.caption(f"The latest {TABLE_LIMIT:,} of {len(shown):,}; downloads hold all.")
    _downloads(data, view, shown)


def _chosen_first(data: cache.Data, rows: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, int]:
    """Return the first rows of the table, and how many at its top were clicked on the map."""
    chosen = st.session_state.chosen or {}
    if "row" in chosen or not chosen.get("events"):
        return rows.head(TABLE_LIMIT), 0
    picked = rows.index.isin(data.joined.index[chosen["events"]])
    return pd.concat([rows[picked], rows[~picked]]).head(TABLE_LIMIT), int(picked.sum())


def _take_row(data: cache.Data, listed: gpd.GeoDataFrame) -> None:
    """Show on the map what was chosen in the table."""
    rows = st.session_state[TABLE].selection.rows
    if rows:
        position = int(data.joined.index.get_loc(listed.index[rows[0]]))
        st.session_state.chosen = {"events": [position], "row": position}


def _in_words(rows: pd.DataFrame) -> pd.DataFrame:
    """Return cells as people read them; what is unknown is empty."""
    words = {
        "event_type": TYPE_LABELS,
        "country_id": COUNTRY_LABELS,
        "geo_precision": GEO_PRECISIONS,
        "verified": VERIFIED,
    }
    told = {name: rows[name].astype("str").map(labels) for name, labels in words.items()}
    told["match_method"] = rows["match_method"].astype("str").str.replace("_", " ")
    told["zone_ids"] = rows["zone_ids"].map(
        lambda ids: "; ".join(groups_of_zones(ids)),
        na_action="ignore",
    )
    told["source_url"] = web_links(rows["source_url"])
    rows = rows.assign(**told)
    text = [str(name) for name in rows if rows[name].dtype in ("str", "object", "category")]
    return rows.assign(**{name: rows[name].astype("str").fillna("") for name in text})


def _downloads(data: cache.Data, view: geo.View, shown: gpd.GeoDataFrame) -> None:
    """Offer the view's events in each format; a file is made when its button is pressed."""
    ending = st.selectbox("Format", DOWNLOADS, format_func=DOWNLOADS.__getitem__, key=FORMAT)
    if ending == ".html":
        make = partial(cache.html_of, data, view)
        _caption(aggregate_words(restricted_counts(data.joined)))
    else:
        include = _included(shown)
        make = partial(cache.events_file, shown, data.joined, ending, include, view.area)
    file = f"borderwatch-{data.key}{ending}"
    download_button(f"Download {DOWNLOADS[ending]}", make, file, key="get_events")


def _included(shown: gpd.GeoDataFrame) -> tuple[str, ...]:
    """Ask for each restricted dataset whether it goes out all the same; say what stays back."""
    restricted = restricted_counts(shown)
    included = tuple(
        name
        for name, count in restricted.items()
        if st.checkbox(f"Include {plain(name)} ({count:,}, restricted)", key=f"include_{name}")
    )
    _caption(withheld_words(released(shown, included)[1]))
    if restricted:
        st.caption("Include a restricted dataset only where its licence lets you hand it on.")
    return included


def _caption(words: str) -> None:
    if words:
        st.caption(plain(words))
