"""One frozen description of what is shown, shared by app, URL, file, map and export."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, get_args
from urllib.parse import unquote

import tomli_w

from geo.errors import ViewFault
from geo.files.toml import parse_toml, unknown_keys
from geo.view.area import Area
from geo.view.layers import DEFAULT_LAYERS, LAYERS
from geo.view.spelled import spelled
from geo.vocabulary import COUNTRY_LABELS, EVENT_TYPES, GEO_PRECISIONS, VERIFIED

MEASURES = {"events": "Events", "fatalities": "Fatalities (best estimate)"}
COMPARED = {
    "segment": "Border segment",
    "province": "Province",
    "district": "District",
    "area": "Area of one's own",
}
COUNT_LEVELS = {"province": "Province", "district": "District"}
SIDES = {
    "both": "Both sides",
    "first": "The first-named country's side",
    "second": "The other country's side",
}
"""Sides of a border segment, which is named with Afghanistan first."""
ALL_DATES = (dt.date(1900, 1, 1), dt.date(2199, 12, 31))
REGION = (60.0, 29.0, 75.5, 39.5)
"""West, south, east, north in degrees: Afghanistan and the borderlands."""
YEAR_BEFORE_TAKEOVER = (dt.date(2020, 8, 15), dt.date(2021, 8, 14))
YEAR_AFTER_TAKEOVER = (dt.date(2021, 8, 15), dt.date(2022, 8, 14))
"""The Taliban took Kabul on 15 August 2021."""

Window = tuple[dt.date, dt.date]
Box = tuple[float, float, float, float]
Words = tuple[str, ...]


@dataclass(frozen=True)
class View:
    """What is shown.

    Parameters
    ----------
    window : pair of date or ISO text, default ALL_DATES
        First and last day, both included. An event belongs to the window that holds its first
        day (``date_start``), so that neighbouring windows never count it twice.
    extent : str or (west, south, east, north), default REGION
        A unit id (``"AF-BDS"``), a border segment (``"AFG-TJK"``), a zone id, or a box in
        degrees EPSG:4326.
    event_types, actors, countries : tuple of str, default ()
        What is shown; an empty tuple shows all. ``countries`` are the joined ``country_id``,
        ``actors`` match either side, with their forces and factions (:mod:`geo.gazetteer.actors`).
    geo_precisions, verified, datasets : tuple of str, default ()
        What is shown too.
    inside_zones : tuple of str, default ()
        Groups: only events that lie in a zone of one of them, as claimed on the event's days; all
        events when empty.
    area : Area or str, optional
        An area of one's own (:class:`geo.view.area.Area`) or its text: only events that lie in it
        (:mod:`geo.view.lying`); by default wherever they lie.
    once : bool, default False
        Whether events that :func:`geo.show_once` marks as shown by another are left out.
    layers : tuple of str, default DEFAULT_LAYERS
        Keys of :data:`geo.view.layers.LAYERS`.
    groups : tuple of str, default ()
        Whose zones are drawn; those of all groups when empty. This leaves no event out.
    hidden_types : tuple of str, default ()
        Event types that the legend hides: they are neither drawn nor counted.
    alone : str, default ""
        A zone id: only this zone is drawn, whatever the dates, with its events; none when empty.
    measure : str, default "events"
        What the choropleth counts, a key of :data:`MEASURES`.
    count_level : str, default "district"
        By which level, a key of :data:`COUNT_LEVELS`.
    corridor_km : float, default 50.0
        Width of a corridor on each side of its border segment, 5 to 200 km.
    segments : tuple of str, default ()
        Border segments with a corridor; all Afghan ones when empty.
    side : str, default "both"
        On which side of a segment its corridor lies, a key of :data:`SIDES`.
    window_a, window_b : pair of date or ISO text
        The two windows of a comparison; by default the year before the Taliban took Kabul and
        the year after.
    compared_by : str, default "segment"
        What they are compared by, a key of :data:`COMPARED`.
    title : str, default ""
        Stands over the map; when empty, none does.

    Raises
    ------
    ViewFault
        Reversed window, unknown word, a corridor outside 5 to 200 km, or what spells no area.

    Examples
    --------
    >>> view = View(window=("2021-06-01", "2021-08-15"), extent="AF-BDS")
    >>> view.window[1]
    datetime.date(2021, 8, 15)
    >>> View.from_query(view.to_query())[0] == view
    True
    """

    window: Window = ALL_DATES
    extent: str | Box = REGION
    event_types: Words = ()
    actors: Words = ()
    countries: Words = ()
    geo_precisions: Words = ()
    verified: Words = ()
    datasets: Words = ()
    inside_zones: Words = ()
    area: Area | None = None
    once: bool = False
    layers: Words = DEFAULT_LAYERS
    groups: Words = ()
    hidden_types: Words = ()
    alone: str = ""
    measure: str = "events"
    count_level: str = "district"
    corridor_km: float = 50.0
    segments: Words = ()
    side: str = "both"
    window_a: Window = YEAR_BEFORE_TAKEOVER
    window_b: Window = YEAR_AFTER_TAKEOVER
    compared_by: str = "segment"
    title: str = ""

    def __post_init__(self) -> None:
        """Turn ISO text into dates, lists into tuples, and check every word."""
        set_field = object.__setattr__
        for name in _WINDOW_FIELDS:
            set_field(self, name, as_window(getattr(self, name)))
        for name in _WORD_FIELDS:
            set_field(self, name, _words(name, getattr(self, name)))
        set_field(self, "extent", _extent(self.extent))
        set_field(self, "area", _area(self.area))
        _one_of("measure", self.measure, MEASURES)
        _one_of("count_level", self.count_level, COUNT_LEVELS)
        _one_of("side", self.side, SIDES)
        _one_of("compared_by", self.compared_by, COMPARED)
        set_field(self, "once", _flag("once", self.once))
        set_field(self, "corridor_km", as_number("corridor_km", self.corridor_km))
        for name in ("title", "alone"):
            if not isinstance(getattr(self, name), str):
                raise ViewFault(f"The {name} {getattr(self, name)!r} is not text.")
        if not 5 <= self.corridor_km <= 200:
            raise ViewFault(f"corridor_km is {self.corridor_km:g}; give 5 to 200 kilometres.")

    def to_query(self) -> dict[str, str]:
        """Return what differs from the default, as flat text for a URL."""
        return {name: spelled(value) for name, value in self._changed().items()}

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> tuple["View", list[str]]:
        """Return the view that a URL spells, and a note on each value that was not understood.

        A value that cannot be used falls back to the default; other keys are left alone.
        """
        view, notes = cls(), []
        for name in (f.name for f in fields(cls)):
            if name in query:
                try:
                    view = replace(view, **{name: _read(name, query[name])})
                except (ViewFault, ValueError) as error:
                    notes.append(f"The address says {name}={query[name]!r:.200}: {error}")
        return view, notes

    def to_toml(self) -> str:
        """Return what differs from the default as TOML."""
        content = {
            name: [str(day) for day in value] if name in _WINDOW_FIELDS else value
            for name, value in self._changed().items()
        }
        if self.area is not None:
            content["area"] = self.area.text
        return tomli_w.dumps(content)

    @classmethod
    def from_toml(cls, text: str) -> "View":
        """Return the view that a TOML text spells.

        Raises
        ------
        ViewFault
            For broken TOML, an unknown key or a value that cannot be used.
        """
        try:
            content = parse_toml(text)
        except ValueError as error:
            raise ViewFault(f"The view is not TOML: {error}. Correct it there.") from error
        unknown = unknown_keys("A view", content, [f.name for f in fields(cls)])
        if unknown:
            raise ViewFault(unknown[0])
        return cls(**content)

    def _changed(self) -> dict[str, Any]:
        default = type(self)()
        return {
            f.name: getattr(self, f.name)
            for f in fields(self)
            if getattr(self, f.name) != getattr(default, f.name)
        }


_WINDOW_FIELDS = tuple(f.name for f in fields(View) if f.type == Window)
_WORD_FIELDS = tuple(f.name for f in fields(View) if get_args(f.type) == get_args(Words))
_ALLOWED: dict[str, Any] = {
    "event_types": [kind.key for kind in EVENT_TYPES],
    "hidden_types": [kind.key for kind in EVENT_TYPES],
    "countries": COUNTRY_LABELS,
    "geo_precisions": GEO_PRECISIONS,
    "verified": VERIFIED,
    "layers": LAYERS,
}


def as_window(value: Any) -> Window:
    """Return two dates or ISO texts as a window; :class:`ViewFault` where they are none."""
    try:
        first, last = (day if type(day) is dt.date else _day(day) for day in value)
    except (TypeError, ValueError) as error:
        raise ViewFault(
            f"The window {value!r} is not two dates; write 2021-06-01 and 2021-08-15."
        ) from error
    if last < first:
        raise ViewFault(f"The window ends on {last}, before it begins on {first}; swap them.")
    return first, last


def _day(value: Any) -> dt.date:
    """Return the day of ISO text or of a moment."""
    return dt.datetime.fromisoformat(str(value)).date()


def _words(name: str, value: Any) -> Words:
    if not isinstance(value, list | tuple) or not all(isinstance(word, str) for word in value):
        raise ViewFault(f"{name} is {value!r}; give a list of words.")
    for word in value:
        if name in _ALLOWED:
            _one_of(name, word, _ALLOWED[name])
    return tuple(value)


def _one_of(name: str, word: Any, allowed: Any) -> None:
    if not isinstance(word, str) or word not in allowed:
        raise ViewFault(f"{name} knows no {word!r}. Known: {', '.join(allowed)}.")


def as_number(name: str, value: Any) -> float:
    """Return a number or its text as a float; :class:`ViewFault` where it is none."""
    try:
        if isinstance(value, bool):
            raise TypeError
        return float(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise ViewFault(f"{name} is {value!r:.60}; give a number.") from error


def _flag(name: str, value: Any) -> bool:
    flags = {True: True, False: False, "True": True, "False": False}
    if not isinstance(value, bool | str) or value not in flags:
        raise ViewFault(f"{name} is {value!r}; write True or False.")
    return flags[value]


def _area(value: Any) -> Area | None:
    if value is None or isinstance(value, Area):
        return value
    if not isinstance(value, str):
        raise ViewFault(f"The area {value!r:.60} is neither an area nor its text.")
    return Area.parse(value)


def _extent(value: Any) -> str | Box:
    if isinstance(value, str):
        return value
    try:
        west, south, east, north = (float(edge) for edge in value)
    except (TypeError, ValueError, OverflowError) as error:
        raise ViewFault(f"The extent {value!r:.60} is neither a name nor four numbers.") from error
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise ViewFault(
            f"The extent {value!r} is not west, south, east, north in degrees with west < east "
            "and south < north."
        )
    return west, south, east, north


def _read(name: str, text: str) -> Any:
    if name == "extent":
        return _read_extent(text)
    if name in _WINDOW_FIELDS + _WORD_FIELDS:
        return tuple(unquote(item) for item in text.split("~") if item)
    return text


def _read_extent(text: str) -> str | Box:
    # No code holds a comma: four numbers with commas are a box as the command line takes it.
    edges = re.split("[~,]", text)
    return text if len(edges) == 1 and text else _extent(edges)
