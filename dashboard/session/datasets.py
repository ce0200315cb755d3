"""The datasets of a session: those that the app was started with, and those of the workspace.

What is on its way in lies in a private folder on this machine, which goes with the session; what
is used is kept in the workspace.
"""

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

import geo
from geo.events.datasets import require_single_ids
from geo.events.mapping import Mapping
from geo.events.recognise import SOURCES
from geo.events.report import ReadReport
from geo.files.archives import BESIDE_A_SHAPEFILE
from geo.files.scratch import scratch_folder
from geo.files.writing import harmless_name
from geo.settings import event_files
from geo.view.spelled import spelled
from geo.workspace.version import Version

from . import cache, library, state

LEAST_MARGIN = 0.3
"""Degrees that a map shows around the events of a file at least."""
TITLES = {source.key: source.title for source in SOURCES}


@dataclass
class Dataset:
    """A file of events in a session; ``source`` and ``title`` say what it was imported as.

    Without a source it is one that the app was started with. ``kept`` is the version in the
    workspace, none for others.

    ``sources`` and ``restricted`` are of :class:`dashboard.session.cache.Held`, known once it was
    shown.
    """

    path: Path
    title: str = "Given at the start"
    source: str = ""
    report: ReadReport | None = None
    shown: bool = True
    sources: list[dict[str, Any]] = field(default_factory=list)
    restricted: dict[str, int] = field(default_factory=dict)
    kept: Version | None = None

    @property
    def name(self) -> str:
        """Its name in the workspace, or the names of the datasets that the file holds."""
        if self.kept is not None:
            return self.kept.dataset
        return ", ".join(source["dataset"] for source in self.sources) or self.path.stem


@dataclass
class Coming:
    """A dropped file on its way in: what was understood, answered and imported so far.

    ``sheet`` is the one of a workbook that is asked for, empty for the first choice of
    :func:`geo.recognise`; ``read_by`` the mapping of the import. ``number`` is its own in the
    session; ``serial`` rises when its form is to be filled anew.
    """

    number: int
    path: Path
    found: geo.Recognised | None = None
    mapping: Mapping | None = None
    answers: dict[str, Any] = field(default_factory=dict)
    serial: int = 0
    note: str = ""
    sheet: str = ""
    report: ReadReport | None = None
    read_by: Mapping | None = None

    @property
    def understood(self) -> geo.Recognised:
        """What the file is; it is looked into once."""
        if self.found is None:
            self.found = geo.recognise(self.path, sheet=self.sheet)
            self.mapping = self.found.mapping
        return self.found

    def take_sheet(self, sheet: str) -> None:
        """Read another sheet of a workbook: what was understood and answered goes with the old."""
        self.sheet, self.found, self.note = sheet, None, ""
        self.serial += 1
        self.answers = {name: said for name, said in self.answers.items() if name[:3] == "of_"}

    @property
    def imported(self) -> Path:
        """Where the imported events lie."""
        return folder() / f"imported-{self.number}.parquet"

    def ask(self, widget: Callable[..., Any], label: str, name: str, first: Any, **how: Any) -> Any:
        """Show a widget and return its answer, which outlives a visit to another page."""
        key = f"coming_{self.number}_{self.serial}_{name}"
        st.session_state.setdefault(key, self.answers.get(name, first))
        self.answers[name] = widget(label, key=key, **how)
        return self.answers[name]


def in_use() -> list[Dataset]:
    """Return the session's datasets, also those that are left out now."""
    if "in_use" not in st.session_state:
        asked = library.at_first(st.query_params.get(library.USED))
        given = [Dataset(path) for path in event_files()]
        st.session_state.in_use = [*given, *(_kept(version, shown) for version, shown in asked)]
    listed: list[Dataset] = st.session_state.in_use
    return listed


def _kept(version: Version, shown: bool) -> Dataset:
    """Return a version of the workspace as a dataset of the session."""
    title = TITLES.get(version.source, "A table")
    return Dataset(version.path, title, version.source or "table", shown=shown, kept=version)


def load() -> cache.Data:
    """Return the data of the datasets that are shown, and note what each holds.

    What was brought in and cannot be shown, the latest first, is left out with a note: the app
    opens whatever lies in the workspace.
    """
    while True:
        listed = in_use()
        try:
            return _loaded(listed)
        except geo.BorderwatchError as error:
            brought = [dataset for dataset in listed if dataset.shown and dataset.source]
            if not brought:
                raise
            brought[-1].shown = False
            library.note(f"{brought[-1].name} is left out: {error}")
            if not any(dataset.shown for dataset in listed):
                listed[0].shown = True


def use(coming: Coming, report: ReadReport, name: str) -> Dataset:
    """Keep what was imported in the workspace under a name, and show it from the next run on.

    Whatever page is opened meanwhile, all of it happens: nothing here draws on the page, which
    is where Streamlit would cut it off. Where the workspace cannot be written, it is shown in
    this session only, with a note.

    Raises
    ------
    BorderwatchError
        When it cannot be shown beside the others; it is not kept then.
    """
    found = coming.understood
    others = [dataset for dataset in in_use() if not dataset.kept or dataset.kept.dataset != name]
    _require_beside(coming.imported, [dataset for dataset in others if dataset.shown])
    kept = library.keep(coming, name)
    path = coming.imported
    if kept is not None:
        path.unlink(missing_ok=True)
        path = kept.path
    new = Dataset(path, found.title, found.source, report, kept=kept)
    st.session_state.in_use = [*others, new]
    # What was clicked on the map is known by its row in the data of before.
    st.session_state.chosen = None
    st.session_state.arrived = new
    return new


def _require_beside(path: Path, shown: list[Dataset]) -> None:
    """Raise where events and those that are shown hold an id of one dataset twice."""
    names = ["dataset", "event_id"]
    loaded = cache.load(tuple(dataset.path for dataset in shown)).joined if shown else None
    frames = [] if loaded is None else [loaded[names].astype("str")]
    require_single_ids(pd.concat([*frames, pd.read_parquet(path, columns=names)]).astype("str"))


def show_arrived() -> bool:
    """Move map and window to what was put to use just now; return whether anything was."""
    new: Dataset | None = st.session_state.pop("arrived", None)
    if new is None or not new.shown:
        return False
    joined = load().joined
    own = joined[joined["dataset"].isin([source["dataset"] for source in new.sources])]
    if own.empty:
        return False
    west, south, east, north = (float(edge) for edge in own.total_bounds)
    margin = max(LEAST_MARGIN, 0.05 * max(east - west, north - south))
    state.show_extent((west - margin, south - margin, east + margin, north + margin))
    state.reach((own["date_start"].min().date(), own["date_start"].max().date()))
    return True


def follow_workspace() -> None:
    """List what was kept, renamed or removed since the list was made, here or elsewhere."""
    try:
        newest = {version.dataset: version for version in library.workspace().newest()}
    except geo.BorderwatchError as error:
        library.note(str(error))
        return
    by_folder = {version.folder: version for version in newest.values()}
    wanted = library.found_again(list(newest))
    listed = []
    for dataset in in_use():
        kept = dataset.kept
        now = kept and (newest.pop(kept.dataset, None) or by_folder.get(kept.folder))
        if kept is None or (now and (now.dataset, now.folder) == (kept.dataset, kept.folder)):
            listed.append(dataset)
        elif now:
            newest.pop(now.dataset, None)
            listed.append(_kept(now, dataset.shown))
    listed += [_kept(version, name in wanted) for name, version in newest.items()]
    if not any(dataset.shown for dataset in listed):
        listed[0].shown = True
    st.session_state.in_use = listed


def put_to_use(name: str) -> None:
    """Show the newest version of a dataset of the workspace from the next run on."""
    follow_workspace()
    for dataset in in_use():
        if dataset.kept is not None and dataset.kept.dataset == name:
            dataset.shown = True
            st.session_state.arrived = dataset
            library.turn(name, in_use=True)


def address() -> dict[str, str]:
    """Return what the page's address says of the workspace's datasets on show, or missing."""
    names = (*kept_on_show(), *library.missing())
    return {library.USED: spelled(names)} if names else {}


def kept_on_show() -> tuple[str, ...]:
    """Return the names of the workspace's datasets that show."""
    return tuple(each.kept.dataset for each in in_use() if each.kept and each.shown)


def show_kept(names: tuple[str, ...]) -> None:
    """Show these datasets of the workspace beside those of the start; note which it lacks."""
    follow_workspace()
    for dataset in in_use():
        if dataset.kept is not None:
            dataset.shown = dataset.kept.dataset in names
    there = {dataset.kept.dataset for dataset in in_use() if dataset.kept}
    st.session_state.missing = [name for name in names if name not in there]
    if not any(dataset.shown for dataset in in_use()):
        in_use()[0].shown = True


def change(wanted: Iterable[Dataset]) -> str:
    """Show these datasets from now on; return why that cannot be, empty where it can."""
    wanted = list(wanted)
    try:
        _loaded(wanted)
    except geo.BorderwatchError as error:
        return str(error)
    st.session_state.in_use = wanted
    # What was clicked on the map is known by its row in the data of before.
    st.session_state.chosen = None
    return ""


def _loaded(wanted: list[Dataset]) -> cache.Data:
    shown = [dataset for dataset in wanted if dataset.shown]
    data = cache.load(tuple(dataset.path for dataset in shown))
    for dataset, held in zip(shown, data.files, strict=True):
        dataset.report = dataset.report or held.report
        dataset.sources, dataset.restricted = held.sources, held.restricted
    return data


def coming() -> list[Coming]:
    """Return the dropped files that are on their way in."""
    waiting: list[Coming] = st.session_state.setdefault("coming", [])
    return waiting


def folder() -> Path:
    """Return the session's private folder; it is gone when the session is, or its process."""
    if "folder" not in st.session_state:
        st.session_state.folder = scratch_folder("session")
    place: Path = st.session_state.folder.path
    return place


def take(files: Iterable[Any]) -> None:
    """Put dropped files into the private folder; each but the parts of a shapefile is to come."""
    place = Path(tempfile.mkdtemp(dir=folder()))
    paths = [save(file, place) for file in files]
    layers = {path.with_suffix("") for path in paths if path.suffix.lower() == ".shp"}
    for path in paths:
        beside = path.suffix.lower() in BESIDE_A_SHAPEFILE and path.with_suffix("") in layers
        if not beside:
            st.session_state.taken = st.session_state.get("taken", 0) + 1
            coming().append(Coming(st.session_state.taken, path))


def save(file: Any, place: Path) -> Path:
    """Write an uploaded file; of its name, which is a stranger's, only harmless signs are kept."""
    name = harmless_name(file.name)
    path = place / name
    if path.exists():
        path = Path(tempfile.mkdtemp(dir=place)) / name
    path.write_bytes(file.getbuffer())
    return path
