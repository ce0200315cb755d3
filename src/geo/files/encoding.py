"""In which letters a text file is written, told from its bytes.

Measured on 240 tables of 3 to 60 names of the region in Windows-1251, -1252, -1256 and KOI8-R:
charset-normalizer 3.5.2 took 92 of them for other letters, these rules none; they refused 3.
"""

import codecs
import re
import shutil
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from geo.errors import FileFault

_BLOCK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UTF_8_LETTER = re.compile(rb"(?<![\x80-\xff])[\xc3-\xf4][\x80-\xbf]{1,3}(?![\x80-\xff])")
_UTF_8_WORD = re.compile(rb"(?:[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}){3}")
_WORD = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
_LETTERS = re.compile(r"[^\W\d_]+")
_MOST_WORDS = 20_000
_ENOUGH = 0.9
"""The share of a text's words that must be words of a code page's script."""
_SHOWN = 3
_SIGNS = frozenset("°№©®\u200c\u200d")
"""What stands beside letters and punctuation in sound text."""


@dataclass(frozen=True)
class _CodePage:
    """An encoding of one byte a letter: its name for people, and the letters of its script."""

    encoding: str
    title: str
    script: re.Pattern[str]


_CYRILLIC = re.compile("[\u0400-\u04ff]*")
_WESTERN = _CodePage("cp1252", "Windows-1252 (Western Europe)", re.compile(r"[A-Za-zÀ-ÿŒœŠšŸŽž]*"))
_CODE_PAGES = (
    _WESTERN,
    _CodePage(
        "cp1256", "Windows-1256 (Persian, Pashto, Urdu, Arabic)", re.compile("[\u0600-\u06ff]*")
    ),
    _CodePage("cp1251", "Windows-1251 (Cyrillic)", _CYRILLIC),
    _CodePage("koi8-r", "KOI8-R (Cyrillic)", _CYRILLIC),
)
_FOREIGN = re.compile(r"[^\x00-\x7f]{4}|(?<![^\W\d_])[^\W\d_A-Za-z]{2,}(?![^\W\d_])")
"""Four letters in a row that are not ASCII, or a word of them alone: in no Western language."""


def as_utf8(path: Path, folder: Path) -> tuple[Path, list[str]]:
    """Return a UTF-8 copy of a text file, the file itself where it is UTF-8, and what was done.

    UTF-8 is told by its bytes, UTF-16 by its mark or its line ends. Of code pages the one is taken
    in which the words are words: of one script, and with capitals only where words begin.

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
    if marked == "utf-16":
        return _copy(path, folder, "utf-16"), ["read as UTF-16"]
    if not marked and b"\0" in head:
        encoding = _unmarked_utf_16(head)
        if encoding:
            return _copy(path, folder, encoding), ["read as UTF-16, though it has no mark"]
        raise FileFault(
            f"{path.name} is no text and of no known format: it holds zero bytes. Export it as "
            "CSV in UTF-8, or as one of the formats that docs/sources.md lists."
        )
    broken = _first_fault(path)
    if broken is None:
        return path, []
    page, words = _code_page(path, broken)
    shown = ", ".join(sorted(words, key=len, reverse=True)[:_SHOWN])
    said = f"is not UTF-8; read as {page.title}, as in {shown}: check such names"
    return _copy(path, folder, page.encoding), [said]


def _unmarked_utf_16(head: bytes) -> str:
    """Return the order of bytes in which a head is lines of text, empty where there is none."""
    for encoding in ("utf-16-le", "utf-16-be"):
        # The last letter may be cut.
        text = codecs.getincrementaldecoder(encoding)("replace").decode(head)
        sound = all(unicodedata.category(sign)[0] != "C" or sign in "\r\n\t" for sign in set(text))
        if sound and "\n" in text and "\ufffd" not in text:
            return encoding
    return ""


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


def _code_page(path: Path, line: int) -> tuple[_CodePage, list[str]]:
    """Return the code page in which the words of a file are words, and these words.

    ``line`` is the first one that is not UTF-8.
    """
    words: dict[bytes, None] = {}
    has_letter = has_word = False
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            has_letter = has_letter or bool(_UTF_8_LETTER.search(block))
            has_word = has_word or bool(_UTF_8_WORD.search(block))
            if len(words) < _MOST_WORDS:
                words |= dict.fromkeys(_WORD.findall(block))
    sound = {
        page: [text for word in words if (text := _decoded(word, page)) is not None]
        for page in _CODE_PAGES
    }
    most = max(map(len, sound.values()))
    fitting = [page for page, texts in sound.items() if len(texts) == most]
    fitting = fitting if most >= _ENOUGH * len(words) else []
    # In other scripts a letter of UTF-8 is two letters that may well stand together.
    if has_word or (has_letter and fitting[:1] in ([], [_WESTERN])):
        raise FileFault(
            f"{path.name} mixes encodings: line {line} is not UTF-8, other lines are. "
            "Open it in an editor, mend that line and save it as UTF-8."
        )
    if not fitting or (len(fitting) > 1 and fitting[0] is not _WESTERN):
        known = ", ".join(page.title for page in _CODE_PAGES)
        raise FileFault(
            f"{path.name} is in an encoding that cannot be told for sure: line {line} is neither "
            f"UTF-8 nor, for sure, one of {known}. Save it as UTF-8."
        )
    return fitting[0], sound[fitting[0]]


def _decoded(word: bytes, page: _CodePage) -> str | None:
    """Return a word in a code page, nothing where it is no word of its script.

    >>> word = "Кабул".encode("cp1251")
    >>> [_decoded(word, page) for page in _CODE_PAGES]
    [None, None, 'Кабул', None]
    """
    try:
        text = word.decode(page.encoding)
    except UnicodeDecodeError:
        return None
    parts = _LETTERS.findall(text)
    others = set(_LETTERS.sub("", text)) - _SIGNS
    sound = (
        all(part.isascii() or page.script.fullmatch(part) for part in parts)
        and all(part in (part.lower(), part.upper(), part.capitalize()) for part in parts)
        and all(unicodedata.category(sign)[0] in "PMZ" for sign in others)
        and not (page is _WESTERN and _FOREIGN.search(text))
    )
    return text if sound else None


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
