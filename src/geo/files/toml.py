"""TOML of the user: read, and whatever is wrong said with file, key and remedy."""

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from geo.errors import FileFault

_KINDS = {
    bool: "true or false",
    str: "text",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "a table",
    dt.datetime: "a moment",
    dt.date: "a date",
    dt.time: "a time of day",
}
_LONGEST = 60


def read_toml(path: Path, remedy: str) -> dict[str, Any]:
    """Return what a TOML file holds.

    Parameters
    ----------
    path : Path
    remedy : str
        What to do about a file that is no TOML, as a sentence.

    Raises
    ------
    FileFault
        When it cannot be read, is no UTF-8 text or no TOML.
    """
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise FileFault(f"{path.name} is not UTF-8 text. Save it as UTF-8.") from error
    except (OSError, ValueError) as error:
        words = getattr(error, "strerror", None) or error
        raise FileFault(f"{path} cannot be read: {words}. Check the path.") from error
    try:
        return parse_toml(text)
    except ValueError as error:
        raise FileFault(f"{path.name} is not TOML: {error}. {remedy}") from error


def parse_toml(text: str) -> dict[str, Any]:
    """Return what TOML text holds.

    Raises
    ------
    ValueError
        With the place, when it is no TOML, or nested or long beyond what Python reads.

    Examples
    --------
    >>> parse_toml("paper = 'A4'")
    {'paper': 'A4'}
    >>> parse_toml("paper = " + "[" * 9_000)
    Traceback (most recent call last):
    ValueError: it is nested deeper than any file of this tool
    """
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested deeper than any file of this tool") from error


def unknown_keys(what: str, content: Mapping[str, Any], known: Iterable[str]) -> list[str]:
    """Return a line that names the keys which something does not have, none where it has all.

    >>> unknown_keys("A spec", {"titel": "x"}, ["title", "paper"])
    ['A spec has no titel (title is meant?). Known: title, paper.']
    """
    known = list(known)
    unknown = sorted(set(content) - set(known))
    if not unknown:
        return []
    guessed = ", ".join(_guessed(key, known) for key in unknown)
    return [f"{what} has no {guessed}. Known: {', '.join(known)}."]


def _guessed(key: str, known: list[str]) -> str:
    # A key may be any text: what cannot be printed is spelt, what is long is cut.
    spelled = (key if key.isprintable() else repr(key))[:_LONGEST]
    close = get_close_matches(key[:_LONGEST], known, n=1)
    return f"{spelled} ({close[0]} is meant?)" if close else spelled


def wrong_kind(key: str, value: Any, *kinds: type) -> str:
    """Return what is wrong with the type of a value, empty where it is one of those allowed.

    >>> wrong_kind("title", 5, str)
    'title is 5, a whole number; give text.'
    """
    # A date of Python is also a moment, and true is also a number.
    if type(value) in kinds or (float in kinds and type(value) is int):
        return ""
    wanted = " or ".join(_KINDS[kind] for kind in kinds)
    shown = repr(value)
    cut = shown[:_LONGEST] + "..." * (len(shown) > _LONGEST)
    named = _KINDS.get(type(value), type(value).__name__)
    return f"{key} is {cut}, {named}; give {wanted}."
