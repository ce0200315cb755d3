"""Every setting that the environment makes, read here and nowhere else, and the shipped data."""

import json
import os
from collections.abc import Callable, Sequence
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from geo.errors import FileFault

P = ParamSpec("P")
R = TypeVar("R")

_LIBRARY = Path(__file__).resolve().parent
_INSTALLED = _LIBRARY / "_data"
_CHECKOUT = _LIBRARY.parents[1]

APP = _LIBRARY.with_name("borderwatch_app") if _INSTALLED.is_dir() else _CHECKOUT / "dashboard"
"""The folder of the app's package. In a checkout it has a short name; once installed, one that no
other package has."""

ROOT = Path(
    os.environ.get("BORDERWATCH_HOME", _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT)
).resolve()
"""Holds ``geodata/``, ``events.geojson`` and ``node_modules/``: the checkout, or the folder that
came with the installed package. The environment variable ``BORDERWATCH_HOME`` names another."""

GEODATA = ROOT / "geodata"
EVENTS = ROOT / "events.geojson"
ASSETS = ROOT / "node_modules"
"""Leaflet and the font Vazirmatn, as npm lays them out."""

_WORKSPACE = "BORDERWATCH_WORKSPACE"


def workspace_folder() -> Path:
    """Return the folder of the user's own data: the one that was chosen, else ``~/.borderwatch``.

    It holds imported boundaries in ``boundaries/`` and what :mod:`geo.workspace` keeps.
    """
    return Path(os.environ.get(_WORKSPACE) or Path.home() / ".borderwatch").resolve()


def choose_workspace(folder: str | Path) -> str:
    """Let a folder be the user's own from now on; return the setting as it was before.

    An empty text is the folder that stands where nothing is said.
    """
    before = os.environ.get(_WORKSPACE, "")
    os.environ[_WORKSPACE] = str(folder and Path(folder).resolve())
    return before


def processors() -> int:
    """Return how many processors one process may use: those there are, or ``OMP_NUM_THREADS``.

    Numeric libraries keep to that variable; Dask sets it to 1 for its workers, of which there is
    one for each processor.
    """
    most = os.environ.get("OMP_NUM_THREADS", "")
    there = os.cpu_count() or 1
    return min(there, int(most)) if most.isdecimal() and int(most) else there


def keep_folders() -> None:
    """Let a process that starts in another folder use the same ``ROOT`` and workspace."""
    os.environ |= {"BORDERWATCH_HOME": str(ROOT), _WORKSPACE: str(workspace_folder())}


def shipped(name: str) -> Path:
    """Return the path of a shipped data file, for example ``"AFG.parquet"``.

    Raises
    ------
    FileFault
        When the file is not there; the message says how to get it.
    """
    path = GEODATA / name
    if not path.exists():
        raise FileFault(
            f"{path} is missing. It comes with Borderwatch: in a checkout get it back with "
            "`git checkout -- geodata` or build it with `borderwatch boundaries build`, elsewhere "
            "install Borderwatch again, or set BORDERWATCH_HOME to the folder that holds geodata/."
        )
    return path


NAMES = "names.parquet"
"""The shipped file of all spellings, which is built last of all."""

SHIPPED = "shipped"
"""The name of the boundaries that ship."""

SETTING = "BORDERWATCH_BOUNDARIES"


def chosen_boundaries() -> str:
    """Return the name or path of the boundaries that the setting names."""
    return os.environ.get(SETTING) or SHIPPED


def choose_boundaries(name: str) -> str:
    """Let a name or path be that of the boundaries from now on; return what it was before."""
    before = os.environ.get(SETTING, "")
    os.environ[SETTING] = name
    return before


def kept_by_boundaries(most: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a function that reads the chosen boundaries keep what it returned under each of them.

    Parameters
    ----------
    most : int
        How many results are kept, of all boundaries together; the least used go.

    Examples
    --------
    >>> @kept_by_boundaries(4)
    ... def chosen():
    ...     return chosen_boundaries()
    >>> before = choose_boundaries("mine")
    >>> chosen()
    'mine'
    >>> _ = choose_boundaries(before)
    >>> chosen() == chosen_boundaries()
    True
    """

    def keeping(function: Callable[P, R]) -> Callable[P, R]:
        kept: Any = lru_cache(maxsize=most)(lambda _, *args, **named: function(*args, **named))

        @wraps(function)
        def ask(*args: P.args, **named: P.kwargs) -> R:
            # The same name may mean others in another workspace.
            chosen = chosen_boundaries(), os.environ.get(_WORKSPACE)
            result: R = kept(chosen, *args, **named)
            return result

        return ask

    return keeping


_EVENTS_SETTING = "BORDERWATCH_EVENTS"


def event_files() -> tuple[Path, ...]:
    """Return the files that the app was started with, or the shipped one.

    They are a JSON list in the environment: any other separator may be part of a path.
    """
    return tuple(map(Path, json.loads(os.environ.get(_EVENTS_SETTING) or "[]"))) or (EVENTS,)


def choose_event_files(paths: Sequence[str]) -> None:
    """Let the app, which runs in this process, open these files."""
    os.environ[_EVENTS_SETTING] = json.dumps(list(paths))


_SERVERS_SETTING = "BORDERWATCH_FETCH_SERVERS"


def fetch_servers() -> dict[str, str]:
    """Return, by source, the addresses to fetch from instead of the sources' own.

    The setting is written ``acled=https://mirror.example.org ucdp=https://...``.
    """
    words = os.environ.get(_SERVERS_SETTING, "").split()
    named = (word.partition("=") for word in words)
    return {source: address for source, _, address in named if address}


def fetch_credential(name: str) -> str:
    """Return what the environment holds for fetching, such as ``ACLED_PASSWORD``; else nothing.

    It is read each time that it is needed, and kept nowhere.
    """
    return os.environ.get(f"BORDERWATCH_{name}", "")
