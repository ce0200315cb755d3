"""All caching of the app, keyed on what the data hold."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import streamlit as st

import geo
from geo.analysis.compare import compare_view
from geo.analysis.profile import AreaProfile, Profile, area_profile
from geo.events.report import ReadReport
from geo.files.scratch import scratch_folder
from geo.release.credits import event_sources
from geo.release.withholding import restricted_counts
from geo.settings import chosen_boundaries, event_files
from geo.view.extent import border_segments
from geo.view.select import in_time_order
from geo.view.view import Window
from geo.watchlist.watch_view import WatchList, watch_view
from geo.webmap.document import SINGLE, frame_document
from geo.webmap.event_columns import event_columns
from geo.workspace.news import news_between

from ..server.documents import Document, publish, shelf

FILTERS = (
    "event_types",
    "actors",
    "countries",
    "geo_precisions",
    "verified",
    "datasets",
    "inside_zones",
    "hidden_types",
    "alone",
    "area",
    "once",
)
PUBLISHERS = 4
"""Named where there is room for a line; the page of sources names all."""
TEXT_LIMIT = 20_000
"""Above so many events the map asks the app for words when one is clicked."""


@dataclass(frozen=True)
class Held:
    """What one file holds: how it was read, its datasets, and how many rows are restricted.

    A file that the session imported before has a better report: that of the import.
    """

    report: ReadReport
    sources: list[dict[str, Any]]
    restricted: dict[str, int]


@dataclass(frozen=True)
class Data:
    """The joined events of some files in time order, what each file holds, and their hash.

    ``links`` are the likely duplicates across datasets.
    """

    joined: gpd.GeoDataFrame
    links: pd.DataFrame
    files: tuple[Held, ...]
    key: str
    at_first: bool


def load(paths: tuple[Path, ...] = ()) -> Data:
    """Return the data of some files, by default of those that the app was started with.

    They are read and joined once for each content of the files.
    """
    stamps = tuple((str(path), _stamp(path)) for path in paths or event_files())
    return _load(stamps, chosen_boundaries())


def _stamp(path: Path) -> str:
    try:
        found = path.stat()
    except OSError:
        return "missing"
    return f"{found.st_size}-{found.st_mtime_ns}"


@st.cache_resource(show_spinner="Reading and joining the events…", max_entries=3)
def _load(stamps: tuple[tuple[str, str], ...], boundaries: str) -> Data:
    read = [geo.import_events(path) for path, _ in stamps]
    frames, reports = zip(*read, strict=True)
    joined = geo.join(geo.combine(frames), geo.read_units(), geo.read_zones())
    links = geo.duplicates(joined)
    files = tuple(
        Held(report, event_sources(frame), restricted_counts(frame))
        for frame, report in zip(frames, reports, strict=True)
    )
    key = hashlib.sha256(repr((stamps, boundaries)).encode()).hexdigest()[:16]
    at_first = tuple(Path(path) for path, _ in stamps) == event_files()
    joined = in_time_order(geo.show_once(joined, links)).reset_index(drop=True)
    return Data(joined, links, files, key, at_first)


def document_url(panes: tuple[str, ...]) -> str:
    """Return the address of the map document that a page's frame holds."""
    return shelf().show("document", _document(panes, chosen_boundaries()))


@st.cache_resource(show_spinner="Drawing the map…", max_entries=4)
def _document(panes: tuple[str, ...], boundaries: str) -> Document:
    return publish(frame_document(panes).encode(), "text/html", wanted_first=panes == SINGLE)


def events_url(data: Data, key: str) -> str:
    """Return the address of the events' columns."""
    return shelf().show("events", _events(data, key))


@st.cache_resource(show_spinner="Packing the events for the map…", max_entries=3)
def _events(_data: Data, key: str) -> Document:
    texts = len(_data.joined) <= TEXT_LIMIT
    columns = event_columns(_data.joined, texts=texts)
    # What one session brought in is no business of the next one's first page.
    return publish(columns, "application/octet-stream", wanted_first=_data.at_first)


def _asked(view: geo.View, *more: str, **values: Any) -> geo.View:
    """Return the filters of a view, and more of it: all that an answer depends on.

    So it is worked out once, wherever the map stands and whatever it shows beside.
    """
    return geo.View(**{name: getattr(view, name) for name in (*FILTERS, *more)} | values)


def selected(data: Data, view: geo.View) -> gpd.GeoDataFrame:
    """Return the events that a view shows."""
    return _selected(data, data.key, _asked(view, "window"))


def filtered(data: Data, view: geo.View) -> gpd.GeoDataFrame:
    """Return the events that a view's filters let through, on all dates."""
    return _selected(data, data.key, _asked(view))


@st.cache_resource(show_spinner=False, max_entries=8)
def _selected(_data: Data, key: str, view: geo.View) -> gpd.GeoDataFrame:
    return geo.select(_data.joined, view)


def dates(data: Data, view: geo.View) -> Window:
    """Return the first and last day of the events that a view's filters let through."""
    first = filtered(data, view)["date_start"]
    return first.min().date(), first.max().date()


def comparison(data: Data, view: geo.View) -> pd.DataFrame:
    """Return what changed between a view's windows A and B."""
    asked = ("window_a", "window_b", "compared_by", "corridor_km", "side")
    return _comparison(data, data.key, _asked(view, *asked, segments=border_segments(view)))


@st.cache_resource(show_spinner=False, max_entries=16)
def _comparison(_data: Data, key: str, view: geo.View) -> pd.DataFrame:
    return compare_view(_data.joined, view)


def watch_list(data: Data, view: geo.View, by: str, weeks: int) -> WatchList:
    """Return the watch list of a view."""
    return _watch_list(data, data.key, _asked(view, "window", "corridor_km", "side"), by, weeks)


@st.cache_resource(show_spinner="Watching…", max_entries=16)
def _watch_list(_data: Data, key: str, view: geo.View, by: str, weeks: int) -> WatchList:
    return watch_view(_data.joined, view, by, weeks)


def activity(data: Data, view: geo.View, freq: str) -> pd.DataFrame:
    """Return events over time in the corridors of a view, on all dates."""
    return _activity(data, data.key, _asked(view, "corridor_km", "side"), freq)


@st.cache_resource(show_spinner=False, max_entries=16)
def _activity(_data: Data, key: str, view: geo.View, freq: str) -> pd.DataFrame:
    shown = filtered(_data, view)
    return geo.border_activity(shown, within_km=view.corridor_km, side=view.side, freq=freq)


def unit_profile(data: Data, view: geo.View, unit_id: str) -> Profile:
    """Return the profile of a unit in a view."""
    return _unit_profile(data, data.key, _asked(view, "window"), unit_id)


@st.cache_resource(show_spinner=False, max_entries=16)
def _unit_profile(_data: Data, key: str, view: geo.View, unit_id: str) -> Profile:
    return geo.profile(_data.joined, geo.read_zones(), view, unit_id)


def own_area_profile(data: Data, view: geo.View) -> AreaProfile:
    """Return the profile of a view's area of one's own."""
    return _own_area_profile(data, data.key, _asked(view, "window"))


@st.cache_resource(show_spinner=False, max_entries=8)
def _own_area_profile(_data: Data, key: str, view: geo.View) -> AreaProfile:
    return area_profile(_data.joined, geo.read_zones(), view)


@st.cache_resource(show_spinner="Comparing the two downloads…", max_entries=4)
def differences(before: str, after: str) -> pd.DataFrame:
    """Return what changed between two imported downloads of one source."""
    return geo.revisions(geo.import_events(before)[0], geo.import_events(after)[0])


@st.cache_resource(show_spinner="Looking for what is new…", max_entries=4)
def news(before: str, after: str, boundaries: str) -> pd.DataFrame:
    """Return what is new between two kept versions, whose files never change, by place."""
    return news_between(geo.import_events(before)[0], geo.import_events(after)[0])


@st.cache_data(show_spinner=False, max_entries=8)
def actors(_data: Data, key: str) -> list[str]:
    """Return every actor, the most frequent first."""
    both = pd.concat([_data.joined["actor_1"], _data.joined["actor_2"]]).dropna()
    return list(both.value_counts().index)


@st.cache_data(show_spinner=False, max_entries=8)
def publishers(_data: Data, key: str) -> str:
    """Return in words who published the events of the data, those of most events first."""
    names = _data.joined["source_publisher"].value_counts()
    names = names[names > 0]
    rest = f" and {len(names) - PUBLISHERS:,} more" if len(names) > PUBLISHERS else ""
    return f"{', '.join(map(str, names.index[:PUBLISHERS]))}{rest}"


@st.cache_data(show_spinner=False, max_entries=8)
def histogram(_data: Data, key: str, bins: int = 48) -> list[int]:
    """Return counts of all events in equal spans of days from the first to the last."""
    spans = pd.cut(_data.joined["date_start"].astype("int64"), bins)
    return list(map(int, _data.joined["event_count"].groupby(spans, observed=False).sum()))


def events_file(
    frame: gpd.GeoDataFrame,
    of: gpd.GeoDataFrame,
    ending: str,
    include: tuple[str, ...],
    area: geo.Area | None,
) -> bytes:
    """Return events, chosen among those of ``of``, as a file of the format with this ending.

    It names the ``area`` that they were chosen by.
    """
    with scratch_folder("download") as folder:
        path = folder / f"events{ending}"
        return geo.write_events(frame, path, include=include, of=of, area=area).path.read_bytes()


@st.cache_data(show_spinner=False, max_entries=16)
def page_preview(_data: Data, key: str, view: geo.View, options: dict[str, str]) -> bytes:
    """Return a page as PNG for the screen."""
    return page_file(_data, view, options, "png", dpi=96)


def page_file(
    data: Data, view: geo.View, options: dict[str, str], kind: str, dpi: int = 200
) -> bytes:
    """Return a page as a file of a kind, for a download."""
    with scratch_folder("download") as folder:
        path = folder / f"page.{kind}"
        return geo.snapshot(data.joined, view, path, dpi=dpi, **options).read_bytes()


def moving_file(
    data: Data, view: geo.View, options: dict[str, str], kind: str, step: str, moves: str
) -> bytes:
    """Return a view's way through time as a file that moves, for a download."""
    with scratch_folder("download") as folder:
        path = folder / f"page.{kind}"
        paper, marking = options["paper"], options["marking"]
        geo.animate(data.joined, view, path, step=step, moves=moves, paper=paper, marking=marking)
        return path.read_bytes()


def html_of(data: Data, view: geo.View, marking: str = "", subtitle: str = "") -> bytes:
    """Return the view as one self-contained map document for a download."""
    return geo.webmap(data.joined, view, marking=marking, subtitle=subtitle).html.encode()


def comparison_html(data: Data, view: geo.View, marking: str = "", subtitle: str = "") -> bytes:
    """Return the maps of a comparison as one document for a download."""
    return geo.comparison_map(data.joined, view, marking=marking, subtitle=subtitle).html.encode()
