"""What a pack of figures is to hold, as a TOML file spells it.

A spec has a title, and a table ``[[figure]]`` for each page: ``kind`` (a key of
:data:`geo.pages.snapshot.KINDS`), ``title``, ``subtitle``, ``text``, and any field of
:class:`geo.View`. ``each`` makes it an atlas (:mod:`geo.briefs.places`), with ``texts`` for some
of its pages. Words may name numbers in braces (:mod:`geo.briefs.words`). What all figures share
stands in the table ``[view]``. Windows may be relative to the last day of the data:
``"last 90 days"``.
"""

import datetime as dt
import re
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import tomli_w

from geo.analysis.windows import window_in_words
from geo.briefs.places import OWN_AREAS, Each, places, read_each
from geo.briefs.words import word_fault
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
_WORDS = ("subtitle", "text")
_NAMED = re.compile(r"\{[^{}]*\}")
ANY_DAY = dt.date(2020, 1, 1)
"""Whether a relative window can be used hangs on no day."""
_VIEW_FIELDS = {f.name for f in fields(View)}
_FIGURE_FIELDS = {*_VIEW_FIELDS, *_WORDS}


@dataclass(frozen=True)
class FigureSpec:
    """A page of a pack, or an atlas: ``name`` begins its files, ``kind`` says what it shows.

    ``text`` is the user's own, ``texts`` are those of some pages of an atlas, by code or name.
    """

    name: str
    kind: str
    view: View
    subtitle: str = ""
    text: str = ""
    each: Each | None = None
    texts: dict[str, str] = field(default_factory=dict)


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
            _figure(number, {**values["view"], **figure}, ANY_DAY, faults)
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
    kind = content.pop("kind", "map")
    words = {name: content.pop(name, "") for name in _WORDS}
    each, texts = content.pop("each", None), content.pop("texts", {})
    reasons = []
    if str(kind) not in KINDS:
        reasons.append(f"kind knows no {kind!r}. Known: {', '.join(KINDS)}.")
    reasons += unknown_keys("a figure", content, sorted({"kind", "each", "texts", *_FIGURE_FIELDS}))
    view = _view({name: content[name] for name in content if name in _VIEW_FIELDS}, as_of, reasons)
    written = {"title": view.title, **words}
    if not isinstance(texts, dict):
        reasons.append(wrong_kind("texts", texts, dict))
    else:
        written |= {f"text of {name}": text for name, text in texts.items()}
    reasons += filter(None, (_word_fault(name, text) for name, text in written.items()))
    chosen = None if each is None else _each(each, view, texts, reasons)
    if each is None and texts:
        reasons.append("texts belong to the pages of an atlas; add each, or write text.")
    faults += [f"figure {number}: {fault}" for fault in reasons]
    if reasons:
        return None
    name = f"{number:02}-{slug(_NAMED.sub('', view.title)) or kind}"
    return FigureSpec(name, kind, view, words["subtitle"], words["text"], chosen, texts)


def _each(content: Any, view: View, texts: Any, faults: list[str]) -> Each | None:
    """Return what an atlas has pages for, or nothing where it cannot; its faults join the rest."""
    try:
        each = read_each(content)
        among = places(each)
    except BorderwatchError as error:
        faults.append(str(error))
        return None
    if each.by in OWN_AREAS and view.area is not None:
        faults.append(f"an atlas by {each.by} sets the area itself; leave area out.")
    if among and isinstance(texts, dict):
        strange = [name for name in texts if not any(place.named(name) for place in among)]
        faults += [f"texts names {name!r:.60}, which has no page." for name in strange]
    return each


def _word_fault(what: str, words: Any) -> str:
    """Return what is wrong with words that stand on a page, empty for nothing."""
    if not isinstance(words, str):
        return wrong_kind(what, words, str)
    return letter_fault(what, words) or word_fault(what, words)


def slug(words: str) -> str:
    """Return words as a part of a file's name.

    >>> slug("Badakhshan, June to August 2021")
    'badakhshan-june-to-august-2021'
    """
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:48]


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
