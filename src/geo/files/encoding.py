"""In which letters a text file is written, told from its bytes."""

import codecs
import re
import shutil
from pathlib import Path

from geo.errors import FileFault

_BLOCK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNUSED = b"\x81\x8d\x8f\x90\x9d"
_UTF_8_LETTER = re.compile(rb"[\xc3-\xf4][\x80-\xbf]{1,3}")
_RUN = re.compile(rb"[\xc0-\xff]{4}")
"""Four letters in a row that are not in ASCII: no Western language writes so, but Cyrillic,
Arabic and Chinese code pages do."""


def as_utf8(path: Path, folder: Path) -> tuple[Path, list[str]]:
    """Return a UTF-8 copy of a text file, the file itself where it is UTF-8, and what was done.

    UTF-8, UTF-16 with its mark, and Windows-1252 (Western Europe) are told apart by their bytes.

    Parameters
    ----------
    folder : path
        A private folder for the copy.

    Raises
    ------
    FileFault
        When the file is no text, mixes encodings, or is in another one.
    """
    with path.open("rb") as file:
        head = file.read(_BLOCK)
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), "")
    if not marked and b"\0" in head:
        raise FileFault(
            f"{path.name} is no text and of no known format: it holds zero bytes. Export it as "
            "CSV in UTF-8, or as one of the formats that docs/sources.md lists."
        )
    if marked == "utf-16":
        return _copy(path, folder, "utf-16"), ["read as UTF-16"]
    broken = _first_fault(path)
    if broken is None:
        return path, []
    _require_western(path, broken)
    said = "is not UTF-8; read as Windows-1252 (Western Europe): check the names with accents"
    return _copy(path, folder, "cp1252"), [said]


def _first_fault(path: Path) -> int | None:
    """Return the number of the first line that is not UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    line = 1
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                return line + error.object[: error.start].count(b"\n")
            line += block.count(b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return line
    return None


def _require_western(path: Path, line: int) -> None:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if _UTF_8_LETTER.search(block):
                raise FileFault(
                    f"{path.name} mixes encodings: line {line} is not UTF-8, other lines are. "
                    "Open it in an editor, mend that line and save it as UTF-8."
                )
            if _RUN.search(block) or any(byte in block for byte in _UNUSED):
                raise FileFault(
                    f"{path.name} is in an encoding that cannot be told for sure: line {line} is "
                    "neither UTF-8 nor Windows-1252. Save it as UTF-8."
                )


def _copy(path: Path, folder: Path, encoding: str) -> Path:
    target = folder / "utf8.txt"
    try:
        with (
            path.open(encoding=encoding, newline="") as source,
            target.open("w", encoding="utf-8", newline="") as copy,
        ):
            shutil.copyfileobj(source, copy, _BLOCK)
    except UnicodeError as error:
        raise FileFault(
            f"{path.name} is cut or mixes encodings: it starts as {encoding} but does not go on "
            "so. Save it as UTF-8."
        ) from error
    return target
