"""Pages as they came, kept in a folder: one that is there is not asked for again."""

import gzip
import json
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from borderwatch_fetch.errors import FetchFault
from geo.errors import FileFault
from geo.files.scratch import lock_file
from geo.files.writing import write_whole

STATE, _LOCK = "fetch.json", ".lock"
_LEVEL = 1
"""Of compression: pages shrink to a seventh in a fiftieth of the time of their way here."""


class Pages:
    """A folder of pages by name, and beside them what is known of the fetch as JSON.

    Parameters
    ----------
    folder : path
        Is made where it is not there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def page(self, name: str) -> bytes | None:
        """Return a page that was kept, whole; none where it was not, or is not readable."""
        try:
            return gzip.decompress(self._path(name).read_bytes())
        except (OSError, EOFError, zlib.error):
            return None

    def keep(self, name: str, body: bytes) -> None:
        """Keep a page, whole or not at all.

        Raises
        ------
        FileFault
            When it cannot be written.
        """
        path = self._path(name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FileFault(f"{path.parent} cannot be made: {error.strerror}.") from error
        with write_whole(path) as part:
            part.write_bytes(gzip.compress(body, _LEVEL, mtime=0))

    def names(self, beginning: str) -> list[str]:
        """Return the names of the pages that were kept and begin so, in order."""
        folder = self._path(beginning).parent
        top = Path(beginning).parent
        names = [
            (top / path.name.removesuffix(".gz")).as_posix() for path in sorted(folder.glob("*.gz"))
        ]
        return [name for name in names if name.startswith(beginning)]

    def state(self) -> dict[str, Any]:
        """Return what is known of the fetch; nothing where none was begun."""
        try:
            state = json.loads((self.folder / STATE).read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            raise FetchFault(
                f"{self.folder / STATE} cannot be read. Remove it to fetch all anew."
            ) from None
        return state if isinstance(state, dict) else {}

    def save(self, state: dict[str, Any]) -> None:
        """Write what is known of the fetch."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with write_whole(self.folder / STATE) as part:
            part.write_text(json.dumps(state, indent=1, sort_keys=True), "utf-8")

    def clear(self) -> None:
        """Forget all pages, and what is known of the fetch."""
        (self.folder / STATE).unlink(missing_ok=True)
        for path in self.folder.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other processes from fetching into this folder; the lock goes with the process.

        Raises
        ------
        FetchFault
            When another one does so already.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / _LOCK).open("a+b") as file:
            try:
                lock_file(file)
            except OSError:
                raise FetchFault(
                    f"Another process is fetching into {self.folder}. Wait until it has ended."
                ) from None
            yield

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.gz"
