"""Where the shipped data lie."""

import os
from pathlib import Path

from geo.errors import FileFault

ROOT = Path(os.environ.get("BORDERWATCH_HOME", Path(__file__).resolve().parents[2]))
"""The checkout: holds ``geodata/``, ``events.geojson`` and ``node_modules/``.
Set the environment variable ``BORDERWATCH_HOME`` to use another."""

GEODATA = ROOT / "geodata"
EVENTS = ROOT / "events.geojson"


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
