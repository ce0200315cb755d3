"""What a pack of figures is to hold, as a TOML file spells it.

A spec has a title, and a table ``[[figure]]`` for each page: ``kind`` (a key of
:data:`geo.pages.snapshot.KINDS`), ``title``, ``subtitle``, and any field of :class:`geo.View`. What
all figures share stands in the table ``[view]``. Windows may be relative to the last day of the
data: ``"last 90 days"``.
"""

import datetime as dt
import re
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import tomli_w

from geo.analysis.windows import window_in_words
from geo.drawing.paper import PAPERS
from geo.errors import BorderwatchError, PageFault
from geo.export.export import FORMATS as DATA_FORMATS
from geo.files.toml import parse_toml, read_toml, unknown_keys, wrong_kind
from geo.pages.page import letter_fault
from geo.pages.snapshot import KINDS
from geo.view.extent import check_places
from geo.view.view import View

FIGURE_FORMATS = ("png", "svg", "pdf", "pptx", "html")
_DATA = tuple(ending.removeprefix(".") for ending in DATA_FORMATS)
_LISTS = ("events", "formats", "data", "include", "figure")
_WINDOWS = ("window", "window_a", "window_b")
_PLACES = ("extent", "segments", "area")
_ANY_DAY = dt.date(2020, 1, 1)
"""Whether a relative window can be used hangs on no day."""
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
        faults: list[str] = []
        specs = [
            _figure(number, {**self.view, **content}, as_of, faults)
            for number, content in enumerate(self.figure, start=1)
        ]
        refuse(faults)
        return [figure for figure in specs if figure]


def refuse(faults: list[str], what: str = "The spec") -> None:
    """Raise all faults of a spec as one, if there are any."""
    if faults:
        raise PageFault(f"{what} cannot be used.\n  " + "\n  ".join(faults))


def figure_table(kind: str, view: View, subtitle: str = "") -> dict[str, Any]:
    """Return a view as a table ``[[figure]]`` of a spec spells it.

    >>> figure_table("map", View(extent="AF-BDS", title="Badakhshan"))
    {'kind': 'map', 'extent': 'AF-BDS', 'title': 'Badakhshan'}
    """
    words = {"subtitle": subtitle} if subtitle else {}
    return {"kind": kind, **words, **parse_toml(view.to_toml())}


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
        With all faults: unknown keys and names, values that cannot be used, letters that no font
        has.
    """
    path = Path(path)
    content = read_toml(path, "Correct it, or begin with docs/example-brief.toml.")
    defaults = {f.name: getattr(BriefSpec(), f.name) for f in fields(BriefSpec)}
    faults = unknown_keys("A spec", content, defaults)
    values = {name: content.get(name, value) for name, value in defaults.items()}
    wrong = {name: _fault(name, value) for name, value in values.items()}
    faults += filter(None, wrong.values())
    if not wrong["view"] and not wrong["figure"]:
        for number, figure in enumerate(values["figure"], start=1):
            _figure(number, {**values["view"], **figure}, _ANY_DAY, faults)
    refuse(faults, f"The spec {path.name}")
    for name in _LISTS:
        values[name] = tuple(values[name])
    return BriefSpec(**values)


def _fault(name: str, value: Any) -> str:
    """Return what is wrong with the value of a key of a spec, empty for nothing."""
    if name in _LISTS:
        return _fault_of_list(name, value)
    if name in ("title", "marking") and not isinstance(value, str):
        return wrong_kind(name, value, str)
    if name == "marking":
        # Only the marking: the title stands in the properties of the files, not on paper.
        return letter_fault(name, value)
    if name == "view" and not isinstance(value, dict):
        return "view is no table; write [view] and its fields under it."
    if name == "dpi" and not (type(value) is int and 30 <= value <= 1200):
        return f"dpi is {value!r:.60}; give a whole number from 30 to 1200."
    if name == "paper" and str(value) not in PAPERS:
        return f"No paper is called {value!r:.60}. Known: {', '.join(PAPERS)}."
    return ""


def _fault_of_list(name: str, value: Any) -> str:
    kind, what = (dict, "tables [[figure]]") if name == "figure" else (str, "a list of words")
    if not isinstance(value, list | tuple) or not all(isinstance(item, kind) for item in value):
        return f"{name} is {value!r:.60}; give {what}."
    if name == "figure" and not value:
        return 'The spec has no figure. Add one: [[figure]] and kind = "map" under it.'
    words = {"formats": FIGURE_FORMATS, "data": _DATA}.get(name)
    unknown = sorted(set(value) - set(words)) if words else []
    if words and unknown:
        return f"{name} knows no {', '.join(unknown)}. Known: {', '.join(words)}."
    return ""


def _figure(
    number: int, content: dict[str, Any], as_of: dt.date, faults: list[str]
) -> FigureSpec | None:
    """Return a figure, or nothing where it has faults, which join the others."""
    kind, subtitle = content.pop("kind", "map"), content.pop("subtitle", "")
    reasons = []
    if str(kind) not in KINDS:
        reasons.append(f"kind knows no {kind!r}. Known: {', '.join(KINDS)}.")
    if not isinstance(subtitle, str):
        reasons.append(wrong_kind("subtitle", subtitle, str))
    known = sorted({"kind", "subtitle", *_VIEW_FIELDS})
    reasons += unknown_keys("a figure", content, known)
    view = _view({name: content[name] for name in content if name in _VIEW_FIELDS}, as_of, reasons)
    for what, words in (("title", view.title), ("subtitle", subtitle)):
        if isinstance(words, str):
            reasons += filter(None, [letter_fault(what, words)])
    faults += [f"figure {number}: {fault}" for fault in reasons]
    if reasons:
        return None
    words = re.sub(r"[^a-z0-9]+", "-", (view.title or kind).lower()).strip("-")[:48]
    return FigureSpec(f"{number:02}-{words or kind}", kind, view, subtitle)


def _view(content: dict[str, Any], as_of: dt.date, faults: list[str]) -> View:
    """Return the view of the fields that can be used; the faults of the others join the rest."""
    view = View()
    for name, value in content.items():
        try:
            relative = name in _WINDOWS and isinstance(value, str)
            sole: dict[str, Any] = {name: window_in_words(value, as_of) if relative else value}
            view = replace(view, **sole)
            if name in _PLACES:
                check_places(View(**sole))
        except BorderwatchError as error:
            faults.append(str(error))
    return view
