"""The datasets of a session: those that the app was started with, and those brought into it.

What is brought in lies in a private folder on this machine, which goes with the session.
"""

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

import geo
from geo.events.mapping import Mapping
from geo.events.report import ReadReport
from geo.files.archives import BESIDE_A_SHAPEFILE
from geo.files.scratch import scratch_folder
from geo.files.writing import harmless_name
from geo.settings import event_files

from . import cache


@dataclass
class Dataset:
    """A file of events in a session; ``source`` and ``title`` say what it was imported as.

    Without a source it is one that the app was started with.

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

    @property
    def name(self) -> str:
        """The names of the datasets that the file holds."""
        return ", ".join(source["dataset"] for source in self.sources) or self.path.stem


@dataclass
class Coming:
    """A dropped file on its way in: what was understood, answered and imported so far.

    ``sheet`` is the one of a workbook that is asked for, empty for the first choice of
    :func:`geo.recognise`. ``number`` is its own in the session; ``serial`` rises when its form is
    to be filled anew.
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
        st.session_state.in_use = [Dataset(path) for path in event_files()]
    listed: list[Dataset] = st.session_state.in_use
    return listed


def load() -> cache.Data:
    """Return the data of the datasets that are shown, and note what each holds."""
    return _loaded(in_use())


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
