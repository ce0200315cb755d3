"""What a pack of figures is to hold, as a TOML file spells it.

A spec has a title, and a table ``[[figure]]`` for each page: ``kind`` (a key of
:data:`geo.snapshots.KINDS`), ``title``, ``subtitle``, and any field of :class:`geo.View`. What
all figures share stands in the table ``[view]``. Windows may be relative to the last day of the
data: ``"last 90 days"``.
"""

import datetime as dt
import re
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import tomli_w

from geo.errors import BorderwatchError, FileFault, PageFault
from geo.export import FORMATS as DATA_FORMATS
from geo.paper import paper_of
from geo.periods import window_in_words
from geo.snapshots import KINDS
from geo.view import View

FIGURE_FORMATS = ("png", "svg", "pdf", "pptx", "html")
_WINDOWS = ("window", "window_a", "window_b")
_VIEW_FIELDS = {f.name for f in fields(View)}


@dataclass(frozen=True)
class FigureSpec:
    """One page of a pack: ``name`` begins its files, ``kind`` says what it shows of the view."""

    name: str
    kind: str
    view: View
    subtitle: str = ""


@dataclass(frozen=True)
class BriefSpec:
    """A pack: its figures as the spec spells them, and what they share.

    ``events`` are paths, seen from the spec's folder; the shipped events where there are none.
    ``formats`` are those of the single figures, ``data`` those of the events. ``include`` names
    restricted datasets whose rows go into the data.
    """

    title: str = ""
    marking: str = ""
    paper: str = "16:9"
    dpi: int = 150
    events: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("png",)
    data: tuple[str, ...] = ("csv", "geojson")
    include: tuple[str, ...] = ()
    view: dict[str, Any] = field(default_factory=dict)
    figure: tuple[dict[str, Any], ...] = ()

    def figures(self, as_of: dt.date) -> list[FigureSpec]:
        """Return the figures with their views; relative windows end on ``as_of``.

        Raises
        ------
        PageFault
            With the number of each figure that cannot be used, and why.
        """
        found, faults = [], []
        for number, content in enumerate(self.figure, start=1):
            try:
                found.append(_figure(number, {**self.view, **content}, as_of))
            except BorderwatchError as error:
                faults.append(f"figure {number}: {error}")
        if faults:
            raise PageFault("The spec cannot be used.\n  " + "\n  ".join(faults))
        return found


def figure_table(kind: str, view: View, subtitle: str = "") -> dict[str, Any]:
    """Return a view as a table ``[[figure]]`` of a spec spells it.

    >>> figure_table("map", View(extent="AF-BDS", title="Badakhshan"))
    {'kind': 'map', 'extent': 'AF-BDS', 'title': 'Badakhshan'}
    """
    words = {"subtitle": subtitle} if subtitle else {}
    return {"kind": kind, **words, **tomllib.loads(view.to_toml())}


def spec_toml(spec: BriefSpec) -> str:
    """Return a spec as the TOML that :func:`read_spec` reads."""
    default = BriefSpec()
    named = {f.name: getattr(spec, f.name) for f in fields(spec)}
    return tomli_w.dumps(
        {name: value for name, value in named.items() if value != getattr(default, name)}
    )


def read_spec(path: str | Path) -> BriefSpec:
    """Return the spec that a TOML file holds.

    Raises
    ------
    FileFault
        When the file cannot be read, or is not TOML.
    PageFault
        For an unknown key or value, with all that is known; figures are checked when their
        views are asked for.
    """
    path = Path(path)
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise FileFault(f"{path} cannot be read: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        raise FileFault(f"{path} is not TOML: {error}.") from error
    known = [f.name for f in fields(BriefSpec)]
    unknown = sorted(set(content) - set(known))
    if unknown:
        raise PageFault(f"A spec has no {', '.join(unknown)}. Known: {', '.join(known)}.")
    for name in ("events", "formats", "data", "include", "figure"):
        content[name] = _tuple(name, content.get(name, getattr(BriefSpec(), name)))
    spec = BriefSpec(**content)
    _check(spec)
    return spec


def _tuple(name: str, value: Any) -> tuple[Any, ...]:
    kind, what = (dict, "tables [[figure]]") if name == "figure" else (str, "a list of words")
    if not isinstance(value, list | tuple) or not all(isinstance(item, kind) for item in value):
        raise PageFault(f"{name} is {value!r}; give {what}.")
    return tuple(value)


def _check(spec: BriefSpec) -> None:
    for name in ("title", "marking"):
        if not isinstance(getattr(spec, name), str):
            raise PageFault(f"{name} is {getattr(spec, name)!r}; give text.")
    if not isinstance(spec.view, dict):
        raise PageFault("view is no table; write [view] and its fields under it.")
    dpi: Any = spec.dpi
    if not isinstance(dpi, int) or not 30 <= dpi <= 1200:
        raise PageFault(f"dpi is {spec.dpi!r}; give a whole number from 30 to 1200.")
    if not spec.figure:
        raise PageFault('The spec has no figure. Add one: [[figure]] and kind = "map" under it.')
    paper_of(str(spec.paper))
    data = [ending.removeprefix(".") for ending in DATA_FORMATS]
    for name, known in (("formats", list(FIGURE_FORMATS)), ("data", data)):
        unknown = sorted(set(getattr(spec, name)) - set(known))
        if unknown:
            raise PageFault(f"{name} knows no {', '.join(unknown)}. Known: {', '.join(known)}.")


def _figure(number: int, content: dict[str, Any], as_of: dt.date) -> FigureSpec:
    kind, subtitle = content.pop("kind", "map"), content.pop("subtitle", "")
    if kind not in KINDS:
        raise PageFault(f"kind knows no {kind!r}. Known: {', '.join(KINDS)}.")
    if not isinstance(subtitle, str):
        raise PageFault(f"subtitle is {subtitle!r}; give text.")
    unknown = sorted(set(content) - _VIEW_FIELDS)
    if unknown:
        known = ", ".join(sorted({"kind", "subtitle", *_VIEW_FIELDS}))
        raise PageFault(f"a figure has no {', '.join(unknown)}. Known: {known}.")
    for name in _WINDOWS:
        if isinstance(content.get(name), str):
            content[name] = window_in_words(content[name], as_of)
    view = View(**content)
    words = re.sub(r"[^a-z0-9]+", "-", (view.title or kind).lower()).strip("-")[:48]
    return FigureSpec(f"{number:02}-{words or kind}", kind, view, subtitle)
