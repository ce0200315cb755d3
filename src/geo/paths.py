"""Where the shipped data lie, and how files are written."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def write_whole(path: Path) -> Iterator[Path]:
    """Yield a path to write to; it becomes ``path`` when the block ends well, else it is gone.

    Raises
    ------
    FileFault
        When the file cannot be written; what stood there before stands still.
    """
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".part-") as folder:
            part = Path(folder) / path.name
            yield part
            part.replace(path)
    except OSError as error:
        raise FileFault(f"{path} cannot be written: {error.strerror or error}.") from error


@contextmanager
def write_folder_whole(folder: Path) -> Iterator[Path]:
    """Yield a folder to fill; it takes the place of ``folder`` when the block ends well.

    Raises
    ------
    FileFault
        When something cannot be written; what stood there before stands still.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".part-") as place:
            part, old = Path(place) / "new", Path(place) / "old"
            part.mkdir()
            try:
                yield part
            except FileFault as error:
                # Of the folder that the user named, not of the one that it is made in.
                raise FileFault(str(error).replace(str(part), str(folder))) from error
            if folder.exists():
                folder.replace(old)
            try:
                part.replace(folder)
            except OSError:
                if old.exists():
                    old.replace(folder)
                raise
    except OSError as error:
        raise FileFault(f"{folder} cannot be written: {error.strerror or error}.") from error
