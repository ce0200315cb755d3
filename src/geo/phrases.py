"""How numbers, nouns and dates are put into sentences, by one rule here and in the map document.

A template holds names in braces. ``{days}`` stands for a value as it is, a number with commas
between its thousands; ``{days day}`` for a number and its noun, in the form that the number asks
for. A sentence is a list of templates: one that names a value that is 0 or empty is left out.
The document's script fills the same templates by the same rule (``words.js``).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

NOUNS = {
    "event": ("event", "events"),
    "row": ("row", "rows"),
    "restricted_event": ("restricted event", "restricted events"),
    "country": ("country", "countries"),
    "province": ("province", "provinces"),
    "district": ("district", "districts"),
    "dataset": ("dataset", "datasets"),
    "border": ("border", "borders"),
    "death": ("death", "deaths"),
    "day": ("day", "days"),
    "week": ("week", "weeks"),
    "zone": ("zone", "zones"),
    "unit": ("unit", "units"),
    "polygon": ("polygon", "polygons"),
    "more_claim": ("more claim", "more claims"),
    "page": ("page", "pages"),
    "place": ("place", "places"),
    "publisher": ("publisher", "publishers"),
    "version": ("version", "versions"),
}
"""Of each noun the form for one, and that for any other number."""
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
DATES = {"long": "{day} {month} {year}", "short": "{day} {month_short} {year}"}
_NAME = re.compile(r"\{(\w+)(?: (\w+))?\}")


def filled(template: str, values: Mapping[str, int | str]) -> str:
    """Return a template with its values.

    >>> filled("{events event} {when}", {"events": 1200, "when": "in May"})
    '1,200 events in May'
    """

    def word(name: re.Match[str]) -> str:
        value = values[name[1]]
        shown = value if isinstance(value, str) else f"{value:,}"
        return f"{shown} {NOUNS[name[2]][value != 1]}" if name[2] else shown

    return _NAME.sub(word, template)


def compose(templates: Sequence[str], values: Mapping[str, int | str]) -> str:
    """Return the templates filled and joined, without those that name what is 0 or empty.

    >>> compose(("{events event}", "; {doubtful} unverified", "."), {"events": 1, "doubtful": 0})
    '1 event.'
    """
    said = (
        template
        for template in templates
        if all(values[name[1]] for name in _NAME.finditer(template))
    )
    return "".join(filled(template, values) for template in said)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, a key of :data:`NOUNS`.

    >>> counted(2, "country")
    '2 countries'
    """
    return filled(f"{{number {noun}}}", {"number": number})


def long_date(day: Any) -> str:
    """Return a date as ``15 August 2021``."""
    return _date(day, "long")


def short_date(day: Any) -> str:
    """Return a date as ``15 Aug 2021``."""
    return _date(day, "short")


def _date(day: Any, form: str) -> str:
    month = MONTHS[day.month - 1]
    parts = {"day": str(day.day), "month": month, "month_short": month[:3], "year": str(day.year)}
    return filled(DATES[form], parts)
