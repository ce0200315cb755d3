"""Zip files that do not say when they were written: the same content gives the same bytes."""

import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip file knows."""


def write_zip(target: Path | IO[bytes], entries: Iterable[tuple[str, bytes]]) -> None:
    """Write names and contents as a zip file, in their order."""
    with zipfile.ZipFile(target, "w") as file:
        for name, content in entries:
            entry = zipfile.ZipInfo(name, BEGINNING)
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, content)
