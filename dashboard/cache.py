"""All caching of the app, keyed on what the data hold."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import streamlit as st

import geo
from dashboard.documents import publish
from geo.columns import event_columns, in_time_order
from geo.events import ReadReport
from geo.export import to_csv, to_geojson
from geo.paths import EVENTS
from geo.profiles import Profile
from geo.webmap import frame_document

FILTERS = ("event_types", "actors", "countries", "geo_precisions", "verified", "datasets")
TEXT_LIMIT = 20_000
"""Above so many events the map asks the app for words when one is clicked."""


@dataclass(frozen=True)
class Data:
    """The joined events of the app in time order, how they were read, and their hash."""

    joined: gpd.GeoDataFrame
    reports: tuple[ReadReport, ...]
    key: str


def event_paths() -> tuple[Path, ...]:
    """Return the files that ``borderwatch serve --events`` names, or the shipped one."""
    named = os.environ.get("BORDERWATCH_EVENTS", "")
    return tuple(Path(path) for path in named.split(os.pathsep) if path) or (EVENTS,)


def load() -> Data:
    """Return the data of the app; read and joined once for each content of the files."""
    paths = event_paths()
    stamps = tuple((str(path), _stamp(path)) for path in paths)
    return _load(stamps)


def _stamp(path: Path) -> str:
    try:
        found = path.stat()
    except OSError:
        return "missing"
    return f"{found.st_size}-{found.st_mtime_ns}"


@st.cache_resource(show_spinner="Reading and joining the events…", max_entries=2)
def _load(stamps: tuple[tuple[str, str], ...]) -> Data:
    frames, reports = zip(*(geo.load_events(path) for path, _ in stamps), strict=True)
    events = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=frames[0].crs)
    for column in ("dataset", "country"):
        events[column] = events[column].astype("str").astype("category")
    joined = in_time_order(geo.join(events, geo.read_units(), geo.read_zones()))
    key = hashlib.sha256(repr(stamps).encode()).hexdigest()[:16]
    return Data(joined, reports, key)


@st.cache_resource(show_spinner=False)
def document_url(panes: tuple[str, ...]) -> str:
    """Return the address of the map document that a page's frame holds."""
    return publish(frame_document(panes).encode(), "text/html")


@st.cache_resource(show_spinner="Packing the events for the map…", max_entries=2)
def events_url(_data: Data, key: str) -> str:
    """Return the address of the events' columns."""
    texts = len(_data.joined) <= TEXT_LIMIT
    return publish(event_columns(_data.joined, texts=texts), "application/octet-stream")


@st.cache_resource(show_spinner=False, max_entries=8)
def selected(_data: Data, key: str, view: geo.View) -> gpd.GeoDataFrame:
    """Return the events that a view shows."""
    return geo.select(_data.joined, view)


def filtered(data: Data, view: geo.View) -> gpd.GeoDataFrame:
    """Return the events that a view's filters let through, on all dates."""
    words = {key: getattr(view, key) for key in FILTERS}
    return selected(data, data.key, geo.View(**words)) if any(words.values()) else data.joined


@st.cache_resource(show_spinner=False, max_entries=16)
def comparison(_data: Data, key: str, view: geo.View) -> pd.DataFrame:
    """Return what changed between a view's windows A and B."""
    return geo.compare(
        filtered(_data, view),
        view.window_a,
        view.window_b,
        by=view.compared_by,
        within_km=view.corridor_km,
        side=view.side,
    )


@st.cache_resource(show_spinner=False, max_entries=16)
def activity(_data: Data, key: str, view: geo.View, freq: str) -> pd.DataFrame:
    """Return events over time in the corridors of a view, on all dates."""
    shown = filtered(_data, view)
    return geo.border_activity(shown, within_km=view.corridor_km, side=view.side, freq=freq)


@st.cache_resource(show_spinner=False, max_entries=16)
def unit_profile(_data: Data, key: str, view: geo.View, unit_id: str) -> Profile:
    """Return the profile of a unit in a view."""
    return geo.profile(_data.joined, geo.read_zones(), view, unit_id)


@st.cache_data(show_spinner=False)
def actors(_data: Data, key: str) -> list[str]:
    """Return every actor, the most frequent first."""
    both = pd.concat([_data.joined["actor_1"], _data.joined["actor_2"]]).dropna()
    return both.value_counts().index.tolist()


@st.cache_data(show_spinner=False)
def histogram(_data: Data, key: str, bins: int = 48) -> list[int]:
    """Return counts of all events in equal spans of days from the first to the last."""
    dates = _data.joined["date_start"]
    counts = pd.cut(dates.astype("int64"), bins).value_counts(sort=False)
    return counts.tolist()


def csv_of(frame: gpd.GeoDataFrame) -> bytes:
    """Return events as CSV for a download."""
    return to_csv(frame).encode()


def geojson_of(frame: gpd.GeoDataFrame) -> bytes:
    """Return events as GeoJSON for a download."""
    return to_geojson(frame).encode()


def html_of(data: Data, view: geo.View) -> bytes:
    """Return the view as one self-contained map document for a download."""
    return geo.webmap(data.joined, view).html.encode()


def comparison_html(data: Data, view: geo.View) -> bytes:
    """Return the maps of a comparison as one document for a download."""
    return geo.comparison_map(data.joined, view).html.encode()
