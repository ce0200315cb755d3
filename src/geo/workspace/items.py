"""What a workspace keeps as texts: views, mappings, areas, boundaries, brief specs, notes."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import tomli_w

from geo.boundaries.units import boundaries_path
from geo.briefs.spec import read_spec
from geo.errors import SchemaFault, UnknownName, ViewFault
from geo.events.mapping import Mapping
from geo.files.scratch import scratch_folder
from geo.files.toml import parse_toml
from geo.view.area import Area
from geo.view.view import View
from geo.workspace.version import moment

_LONGEST = 4_000_000
"""Letters: an area of many corners, or a long note."""
_OF = "of"
"""The key, beside those of a view, that names the datasets it is of."""
ITEM_COLUMNS = {"name": "str", "changed": "datetime64[us, UTC]"}


def _by_path(read: Callable[[Path], object]) -> Callable[[str], object]:
    """Return a check of a text by what reads a file of it."""

    def check_text(text: str) -> None:
        with scratch_folder("item") as folder:
            path = folder / "text.toml"
            path.write_text(text, "utf-8")
            read(path)

    return check_text


def _view_and_datasets(text: str) -> object:
    return view_of(text)


KINDS: dict[str, Callable[[str], object]] = {
    "view": _view_and_datasets,
    "mapping": _by_path(Mapping.from_toml),
    "area": Area.parse,
    "boundaries": boundaries_path,
    "brief": _by_path(read_spec),
    "note": str,
}
"""What each kind of text is checked by before it is kept; what it raises is meant for the user."""


def check_kind(kind: str) -> None:
    """Raise :class:`UnknownName` for a kind that is not known."""
    if kind not in KINDS:
        raise UnknownName(f"A workspace keeps no {kind!r}. It keeps: {', '.join(KINDS)}.")


def check(kind: str, text: str) -> None:
    """Raise where a text is none of its kind."""
    check_kind(kind)
    if len(text) > _LONGEST:
        raise SchemaFault(
            f"The {kind} has {len(text):,} letters; at most {_LONGEST:,} are kept. Shorten it."
        )
    KINDS[kind](text)


def view_text(view: View, datasets: tuple[str, ...]) -> str:
    """Return a view and the names of the datasets that it is of as TOML."""
    return tomli_w.dumps({_OF: list(datasets)}) + view.to_toml()


def view_of(text: str) -> tuple[View, tuple[str, ...]]:
    """Return the view and the datasets that a text of :func:`view_text` spells.

    >>> view_of(view_text(View(corridor_km=20), ("mine",)))[0].corridor_km
    20.0
    """
    try:
        content = parse_toml(text)
    except ValueError as error:
        raise ViewFault(f"The view is not TOML: {error}. Save it anew.") from error
    datasets = content.pop(_OF, [])
    if not isinstance(datasets, list) or not all(isinstance(name, str) for name in datasets):
        raise ViewFault(f"{_OF} is {datasets!r:.60}; give a list of names.")
    return View.from_toml(tomli_w.dumps(content)), tuple(datasets)


def put(catalogue: sqlite3.Connection, kind: str, name: str, text: str) -> None:
    """Write a text that was checked, in place of one of the same kind and name."""
    catalogue.execute(
        "INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?)", [kind, name, text, moment(None)]
    )


def listed(catalogue: sqlite3.Connection | None, kind: str) -> pd.DataFrame:
    """Return names of a kind and when each was last changed; none without a catalogue."""
    question = "SELECT name, changed FROM items WHERE kind = ? ORDER BY name"
    rows = [] if catalogue is None else [dict(row) for row in catalogue.execute(question, [kind])]
    return pd.DataFrame(rows, columns=list(ITEM_COLUMNS)).astype(ITEM_COLUMNS)


def text(catalogue: sqlite3.Connection | None, kind: str, name: str) -> str:
    """Return the text of a kind and name; raise :class:`UnknownName` where there is none."""
    question = "SELECT content FROM items WHERE kind = ? AND name = ?"
    row = None if catalogue is None else catalogue.execute(question, [kind, name]).fetchone()
    if row is None:
        names = ", ".join(listed(catalogue, kind)["name"]) or "none"
        raise UnknownName(f"The workspace has no {kind} {name!r}. It has: {names}.")
    return str(row["content"])


def remove(catalogue: sqlite3.Connection, kind: str, name: str) -> None:
    """Remove the text of a kind and name."""
    catalogue.execute("DELETE FROM items WHERE kind = ? AND name = ?", [kind, name])


def every(catalogue: sqlite3.Connection | None) -> list[dict[str, Any]]:
    """Return ``kind``, ``name`` and ``content`` of all texts, in order."""
    question = "SELECT kind, name, content FROM items ORDER BY kind, name"
    return [] if catalogue is None else [dict(row) for row in catalogue.execute(question)]
