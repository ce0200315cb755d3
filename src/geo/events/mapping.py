"""Which column of a table is which of ours: guessed, shown, saved as TOML, used again."""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

import tomli_w

from geo import schema
from geo.cells.clock import is_time_zone
from geo.cells.coordinates import AXES
from geo.cells.dates import CALENDARS, DAY_NUMBERS, ORDERS
from geo.cells.located import COORDINATES, GRID, PAIRS
from geo.errors import SchemaFault
from geo.files.toml import read_toml, unknown_keys, wrong_kind
from geo.files.writing import write_whole

ACCURACY = "accuracy_m"
"""How far a row may lie from its point, in metres, as receivers of satellites tell it."""
PLACED = (*COORDINATES, ACCURACY, "pcode")
"""Columns of a table that say where its rows lie, beside those of :data:`geo.schema.EVENTS`."""
PARTS = ("year", "month", "day")
"""Columns of a table that make its dates together, where no column holds whole ones."""
COUNTS = ("fatalities_best", "fatalities_low", "fatalities_high", "injured")
ALLOWED = {
    name: set(column.words)
    for name, column in schema.EVENTS.columns.items()
    if name in ("date_precision", "event_type", "geo_precision", "located_by", "verified")
}
"""The words that a column of ours may hold."""
_TABLES: dict[str, tuple[type, ...]] = {
    "columns": (str,),
    "fixed": (str, int, float, bool, dt.date),
    "types": (str,),
}
"""The tables of a mapping's file, and what their cells may be."""


_CHOICES = ("date_order", "calendar", "day_numbers", "time_zone")


@dataclass(frozen=True)
class Mapping:
    """How the columns of a table become those of ``geo.schema.EVENTS``.

    Parameters
    ----------
    columns : dict of str to str, default {}
        For a column of ours, also ``longitude`` and ``latitude`` (degrees, EPSG:4326), the
        table's column. In their place ``latitude_longitude`` or ``longitude_latitude`` (both in
        one cell, in this order where it does not say itself), or ``easting``, ``northing`` and
        ``utm_zone``; ``accuracy_m`` is how far off a point may be, in metres; ``pcode`` is OCHA's
        code of the row's district or province. ``year``, ``month`` and ``day`` are a date in
        several columns.
    fixed : dict of str to str, default {}
        For a column of ours, what it is in the rows in which the table does not say.
    types : dict of str to str, default {}
        For a type as the table writes it, the type of ours; empty where none is known.
    date_order : {"day_first", "month_first", "mixed"}, default "day_first"
        Of dates such as 03/04/2021; ``mixed`` where the table holds both: those that fit both
        are set aside.
    calendar : {"auto", "gregorian", "solar_hijri"}, default "auto"
        Of the dates; ``auto`` tells it by their year and the name of their month. Years of two
        digits are read only where it is stated.
    day_numbers : {"1900", "1904"}, default "1900"
        From when a spreadsheet counted, of days that are plain numbers such as 44423.
    time_zone : str, default ""
        IANA name, such as ``Asia/Kabul``: in which zone the day of a clock time with another zone
        is told, where a row states no country; by default as it is written.
    notes : tuple of str, default ()
        What is not sure about a guess.

    Raises
    ------
    SchemaFault
        For a column, a type, a fixed value or an order that is none of ours.

    See Also
    --------
    geo.recognise : Guesses a mapping.
    geo.import_events : Reads a table by one.

    Examples
    --------
    >>> mapping = Mapping(columns={"date_start": "Day", "event_type": "Kind", "place": "Town"})
    >>> mapping.missing, mapping.date_order
    ([], 'day_first')
    """

    columns: dict[str, str] = field(default_factory=dict)
    fixed: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    date_order: str = "day_first"
    calendar: str = "auto"
    day_numbers: str = "1900"
    time_zone: str = ""
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse columns, types and orders that are not known."""
        columns_of_ours = {*schema.EVENT_COLUMNS[:-1], *PLACED, *PARTS}
        wrong = sorted({*self.columns, *self.fixed} - columns_of_ours)
        types = {key for key in self.types.values() if key} - ALLOWED["event_type"]
        values = [
            f"{ours} is fixed as {value!r}, which is none of {', '.join(sorted(ALLOWED[ours]))}"
            for ours, value in self.fixed.items()
            if ours in ALLOWED and value not in ALLOWED[ours]
        ]
        choices = {
            "date_order": ORDERS,
            "calendar": CALENDARS,
            "day_numbers": tuple(DAY_NUMBERS),
        }
        values += [
            f"{name} is none of {', '.join(allowed)}"
            for name, allowed in choices.items()
            if getattr(self, name) not in allowed
        ]
        if self.time_zone and not is_time_zone(self.time_zone):
            values.append(f"no time zone is called {self.time_zone!r}; write it as Asia/Kabul")
        if wrong or types or values:
            raise SchemaFault(
                "The mapping cannot be used: "
                + "; ".join(
                    [f"no column of ours is called {name}" for name in wrong]
                    + [f"no type of ours is called {name}" for name in sorted(types)]
                    + values
                )
                + ". Use the names of docs/data.md."
            )

    @property
    def missing(self) -> list[str]:
        """What a table needs that no column and no fixed value gives.

        >>> Mapping(columns={"date_start": "Day", "place": "Town"}).missing
        ['event_type']
        """
        given = {*self.columns, *self.fixed}
        needed = [name for name in ("date_start", "event_type") if name not in given]
        needed = [name for name in needed if not (name == "date_start" and "year" in given)]
        if not given & {"place", "admin2", "admin1", "pcode", *PAIRS} and not given >= set(GRID):
            needed += [name for name in AXES if name not in given]
        return needed

    def to_toml(self, path: str | Path) -> Path:
        """Write the mapping as a small TOML file, whole or not at all."""
        path = Path(path)
        content = {
            **{name: getattr(self, name) for name in _CHOICES if getattr(self, name)},
            "columns": self.columns,
            "fixed": self.fixed,
            "types": self.types,
        }
        with write_whole(path) as part:
            part.write_text(tomli_w.dumps(content), "utf-8")
        return path

    @classmethod
    def from_toml(cls, path: str | Path) -> "Mapping":
        """Read a mapping.

        Raises
        ------
        FileFault
            When the file is not there or is no TOML.
        SchemaFault
            With all unknown keys and values of another type; when it names columns or types
            that are not ours.
        """
        path = Path(path)
        content = read_toml(path, "Save the mapping anew.")
        parts = {name: content.get(name, {}) for name in _TABLES}
        faults = unknown_keys("A mapping", content, (*_CHOICES, *_TABLES))
        choices = {name: content[name] for name in _CHOICES if name in content}
        faults += [wrong_kind(name, value, str) for name, value in choices.items()]
        for name, part in parts.items():
            faults.append(wrong_kind(name, part, dict))
            for ours, theirs in part.items() if isinstance(part, dict) else ():
                faults.append(wrong_kind(f"{ours} of {name}", theirs, *_TABLES[name]))
        if any(faults):
            listed = "\n  ".join(filter(None, faults))
            raise SchemaFault(f"The mapping {path.name} cannot be used.\n  {listed}")
        columns, fixed, types = (
            {key: str(value) for key, value in part.items()} for part in parts.values()
        )
        try:
            return cls(columns, fixed, types, **choices)
        except SchemaFault as fault:
            raise SchemaFault(f"{path.name}: {fault}") from None
