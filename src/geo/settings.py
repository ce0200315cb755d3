"""Every setting that the environment makes, read here and nowhere else, and the shipped data."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

from geo.errors import FileFault

ROOT = Path(os.environ.get("BORDERWATCH_HOME", Path(__file__).resolve().parents[2]))
"""The checkout: holds ``geodata/``, ``events.geojson`` and ``node_modules/``.
Set the environment variable ``BORDERWATCH_HOME`` to use another."""

GEODATA = ROOT / "geodata"
EVENTS = ROOT / "events.geojson"


USER_DATA = Path(os.environ.get("BORDERWATCH_DATA", Path.home() / ".borderwatch"))
"""The user's own data: imported boundaries in ``boundaries/``. Set the environment variable
``BORDERWATCH_DATA`` to use another folder."""


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
            f"{path} is missing. It comes with the checkout; get it back with "
            f"`git checkout -- geodata`, build it with `borderwatch boundaries build`, "
            "or set BORDERWATCH_HOME to the folder that holds geodata/."
        )
    return path


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


_EVENTS_SETTING = "BORDERWATCH_EVENTS"


def event_files() -> tuple[Path, ...]:
    """Return the files that the app was started with, or the shipped one.

    They are a JSON list in the environment: any other separator may be part of a path.
    """
    return tuple(map(Path, json.loads(os.environ.get(_EVENTS_SETTING) or "[]"))) or (EVENTS,)


def choose_event_files(paths: Sequence[str]) -> None:
    """Let the app, which runs in this process, open these files."""
    os.environ[_EVENTS_SETTING] = json.dumps(list(paths))
