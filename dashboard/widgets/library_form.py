"""The workspace on the Data page: its datasets renamed and removed, all of it out and in."""

from collections.abc import Callable
from typing import Any

import streamlit as st

import geo
from geo.event_counts import events_in_rows
from geo.files.scratch import scratch_folder
from geo.phrases import counted, short_date
from geo.workspace.version import Version

from ..server.downloads import download_button
from ..session import datasets, library
from .words import plain

SAID, FAULT = "data_said", "data_fault"
"""What the Data page says over all else on its next run."""
SHOWN = 12
"""Versions that are listed, the newest first; the shell lists all."""
TAKEN, DRAWER = "library_taken", "library_drawer"


def kept_parts(version: Version) -> list[str]:
    """Return what the workspace notes of a version, its number and origin last."""
    first, last = short_date(version.first_day), short_date(version.last_day)
    marked = f"restricted: {version.restricted:,}" if version.restricted else "not restricted"
    return [
        events_in_rows(version.events, version.rows),
        f"{first} to {last}",
        marked,
        f"version {version.number}, fetched {short_date(version.fetched)}",
        f"from {version.origin}",
    ]


def change_kept(version: Version, *, last: bool) -> None:
    """List the versions of a dataset of the workspace, and offer to rename and to remove it."""
    name = version.dataset
    with st.popover("Versions, name, removal", icon=":material/edit:", key=f"change_{name}"):
        versions = library.workspace().versions(name)
        for each in reversed(versions[-SHOWN:]):
            held = events_in_rows(each.events, each.rows)
            day = short_date(each.fetched)
            st.caption(plain(f"Version {each.number}, {day}: {held}, from {each.origin}"))
        st.text_input("New name", value=name, key=f"name_{name}")
        st.button("Rename", key=f"rename_{name}", on_click=_rename, args=(name,))
        number = counted(len(versions), "version")
        sure = st.checkbox(
            f"Remove it from the workspace, with {number} and the downloads",
            key=f"sure_{name}",
            disabled=last,
            help="One dataset stays on show; show another one first." if last else None,
        )
        st.button(
            "Remove",
            icon=":material/delete:",
            key=f"remove_{name}",
            disabled=not sure,
            on_click=_remove,
            args=(name,),
        )


def _rename(name: str) -> None:
    new = st.session_state[f"name_{name}"].strip()
    _do(lambda: library.workspace().rename(name, new), f"{name} is called {new} now.")


def _remove(name: str) -> None:
    _do(lambda: library.workspace().remove(name), f"{name} is removed from the workspace.")


def _do(action: Callable[[], None], said: str) -> None:
    """Change the workspace, and say so or why not."""
    try:
        action()
    except geo.BorderwatchError as error:
        st.session_state[FAULT] = str(error)
        return
    st.session_state[SAID] = said
    datasets.follow_workspace()


def show_library() -> None:
    """Say where the workspace lies; offer all of it as one file, and take such a file in."""
    try:
        kept = library.workspace()
        listed = kept.datasets()
    except geo.BorderwatchError as error:
        st.caption(plain(str(error)))
        return
    st.caption(
        plain(
            f"What you use is kept in {kept.folder} with every download, and is there again in the "
            f"next session: {counted(len(listed), 'dataset')} until now."
        )
    )
    drawer = st.expander("Carry the workspace to another machine", key=DRAWER, on_change="rerun")
    if drawer.open:
        with drawer:
            _carry(restricted=bool(listed["restricted"].any()))


def _carry(*, restricted: bool) -> None:
    """Offer all of the workspace as one file, and take such a file in."""
    asked = restricted and st.checkbox(
        "Restricted datasets too: for a machine of your own, not for others",
        key="export_restricted",
    )
    download_button(
        "Export the workspace (ZIP)",
        lambda: _packed(restricted=asked),
        "borderwatch-workspace.zip",
        key="export_workspace",
    )
    key = f"library_{st.session_state.get(TAKEN, 0)}"
    file = st.file_uploader("Take in what another workspace exported", type="zip", key=key)
    if file is not None:
        _take_in(file)
        st.rerun()


def _packed(*, restricted: bool) -> bytes:
    with scratch_folder("download") as folder:
        path = folder / "workspace.zip"
        return library.workspace().export(path, restricted=restricted).read_bytes()


def _take_in(file: Any) -> None:
    st.session_state[TAKEN] = st.session_state.get(TAKEN, 0) + 1
    try:
        with scratch_folder("upload") as folder, st.spinner("Reading every row of it…"):
            said = library.workspace().take_in(datasets.save(file, folder))
    except geo.BorderwatchError as error:
        st.session_state[FAULT] = str(error)
        return
    st.session_state[SAID] = " ".join(said) or "There was nothing in it."
