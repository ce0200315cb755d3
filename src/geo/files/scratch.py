"""Private folders that die with their process: at its end, or at the next one's first call.

Each folder holds a file that its process keeps locked. A lock goes with its process, however that
ends, and unlike a number of a process it is never another's: so what is unlocked is left behind.
"""

import os
import shutil
import sys
import tempfile
import time
import weakref
from functools import cache
from pathlib import Path
from typing import IO

_LOCK, _FILES = ".borderwatch-owner", "files"
_GRACE = 60
"""Seconds in which a new folder may still be without its lock."""


class OwnedFolder:
    """A new, private folder that is gone when it is closed, forgotten, or its process ends.

    Parameters
    ----------
    parent : path
        Where it is made.
    prefix : str
        What its name begins with.

    Raises
    ------
    OSError
        When it cannot be made.

    Examples
    --------
    >>> with OwnedFolder(Path(tempfile.gettempdir()), "borderwatch-doctest-") as folder:
    ...     list(folder.iterdir())
    []
    """

    def __init__(self, parent: Path, prefix: str) -> None:
        place, lock = _make(parent, prefix)
        self.path = place / _FILES
        self._end = weakref.finalize(self, _remove, place, lock, os.getpid())

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Remove the folder and what it holds."""
        self._end()


def scratch_folder(purpose: str) -> OwnedFolder:
    """Return a private folder among the system's temporary ones, which only its user can read.

    The first call removes those that killed processes of the same user have left behind.

    Parameters
    ----------
    purpose : str
        A word for the folder's name, such as ``upload``.

    Examples
    --------
    >>> with scratch_folder("doctest") as folder:
    ...     folder.is_dir(), folder.parent.name.startswith("borderwatch-doctest-")
    (True, True)
    """
    temporary = Path(tempfile.gettempdir())
    _sweep_once(temporary)
    return OwnedFolder(temporary, f"borderwatch-{purpose}-")


@cache
def _sweep_once(temporary: Path) -> None:
    sweep(temporary, "borderwatch-")


def sweep(parent: Path, prefix: str) -> None:
    """Remove the folders of dead processes; those of living ones and of others stand."""
    for place in parent.glob(f"{prefix}*"):
        try:
            if _is_own_folder(place):
                _remove_left_behind(place)
        except OSError:
            # It went in the meantime, or is not for us to remove.
            continue


def _is_own_folder(place: Path) -> bool:
    """Return whether a name is a folder of this user, not a link to one."""
    status = place.lstat()
    mine = not hasattr(os, "getuid") or status.st_uid == os.getuid()
    return mine and place.is_dir() and not place.is_symlink()


def _remove_left_behind(place: Path) -> None:
    lock_path = place / _LOCK
    if not lock_path.is_file():
        if time.time() - place.lstat().st_mtime > _GRACE:
            # Killed before it was locked. What holds anything is not ours.
            place.rmdir()
        return
    lock = lock_path.open("r+b")
    try:
        lock_file(lock)
    except OSError:
        lock.close()
        return
    _remove(place, lock, os.getpid())


def _remove(place: Path, lock: IO[bytes], owner: int) -> None:
    """Remove a folder whose lock is held; a forked child leaves its parent's alone."""
    if os.getpid() != owner:
        return
    shutil.rmtree(place, ignore_errors=True)
    lock.close()
    # Windows removes no file that is open.
    shutil.rmtree(place, ignore_errors=True)


def _make(parent: Path, prefix: str) -> tuple[Path, IO[bytes]]:
    """Return a new folder and its locked file."""
    while True:
        place = Path(tempfile.mkdtemp(dir=parent, prefix=prefix))
        lock = (place / _LOCK).open("x+b")
        try:
            lock_file(lock)
        except BlockingIOError:
            # Another process has just taken it for left behind.
            lock.close()
            continue
        except OSError:
            # A file system without locks: nobody can lock it, so nobody removes it.
            pass
        if (place / _LOCK).exists():
            (place / _FILES).mkdir(mode=0o700)
            return place, lock
        lock.close()


def lock_file(lock: IO[bytes]) -> None:
    """Lock a file until it is closed, or raise :class:`OSError` when another process holds it."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
