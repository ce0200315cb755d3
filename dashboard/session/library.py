"""The workspace as the app's sessions use it: all of them have the same one.

Where it cannot be used, all else works, and a note says why.
"""

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import streamlit as st

import geo
from geo.phrases import counted
from geo.settings import workspace_folder
from geo.workspace.version import Version
from geo.workspace.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from .datasets import Coming

USED = "use"
"""In the address: names of the datasets on show, parted by ``~``."""
_LONGEST_NAME = 100


def workspace() -> Workspace:
    """Return the workspace; what a killed process left in it is removed once for each process."""
    return _opened(workspace_folder())


@st.cache_resource(show_spinner=False, max_entries=4)
def _opened(folder: Path) -> Workspace:
    return open_workspace(folder)


def note(words: str) -> None:
    """Say something over the session's next page, once."""
    st.session_state.setdefault("library_notes", []).append(words)


def notes() -> list[str]:
    """Return what is to be said over the page, and forget it; what is missing is said on."""
    said: list[str] = st.session_state.pop("library_notes", [])
    lacking = missing()
    if lacking:
        said.append(
            f"This address shows {counted(len(lacking), 'dataset')} that the workspace here does "
            f"not have: {', '.join(lacking)}. Ask whoever sent it for an export, and take it in on "
            "the page Data; the others show."
        )
    return said


def missing() -> list[str]:
    """Return the names in the session's address that the workspace does not have."""
    lacking: list[str] = st.session_state.get("missing", [])
    return lacking


def found_again(names: list[str]) -> list[str]:
    """Return which of the missing ones are there by now; they are missing no more."""
    found = [name for name in missing() if name in names]
    st.session_state.missing = [name for name in missing() if name not in names]
    return found


def at_first(asked: str | None) -> list[tuple[Version, bool]]:
    """Return the newest version of each dataset, and whether it is shown when the app opens.

    Parameters
    ----------
    asked : str, optional
        The names in the address; without any, what the workspace says is in use is shown.
    """
    try:
        versions = workspace().newest()
    except geo.BorderwatchError as error:
        note(str(error))
        return []
    listed = workspace().datasets()
    shown = dict(zip(listed["name"], listed["in_use"], strict=True))
    if asked is not None:
        names = [unquote(name) for name in asked.split("~") if name]
        st.session_state.missing = [name for name in names if name not in shown]
        shown = {name: name in names for name in shown}
    return [(version, bool(shown[version.dataset])) for version in versions]


def keep(coming: "Coming", name: str) -> Version | None:
    """Keep an imported file under a name; note why where it cannot be, and return none."""
    try:
        kept = workspace()
        version = kept.keep(
            name,
            coming.imported,
            file=coming.path,
            origin=f"the file {coming.path.name}, dropped into the app",
            mapping=coming.read_by,
        )
        kept.use(name, in_use=True)
    except geo.BorderwatchError as error:
        note(f"{error} What was imported is shown in this session only.")
        return None
    return version


def names() -> list[str]:
    """Return the names of the workspace's datasets; none where it cannot be read."""
    try:
        return list(workspace().datasets()["name"])
    except geo.BorderwatchError:
        return []


def views() -> list[str]:
    """Return the names of the views that were saved; none where they cannot be read."""
    try:
        return workspace().views()
    except geo.BorderwatchError:
        return []


def harmless(name: str) -> str:
    """Return a name that a workspace takes."""
    return "".join(c for c in name if c.isprintable()).strip()[:_LONGEST_NAME].strip() or "dataset"


def free(name: str) -> str:
    """Return a name that no dataset of the workspace has: this one, or with a number behind it."""
    taken = set(names())
    others = (f"{name[:90]} ({number})" for number in range(2, len(taken) + 3))
    return next(each for each in (name, *others) if each not in taken)


def turn(name: str, *, in_use: bool) -> None:
    """Note whether a dataset is shown when the app is opened the next time."""
    try:
        workspace().use(name, in_use=in_use)
    except geo.BorderwatchError as error:
        note(str(error))
