"""Insecurity Insight sheets of attacks on health care, as published on HDX.

The columns explain themselves; a row of HXL tags follows the header. The killed are health
workers only: the least of an event's dead, not their number.
"""

import pandas as pd

from geo.events.dates import spans
from geo.events.sources.codes import country, event_type, precision, side_type, type_codes
from geo.events.sources.source import Cells, Source, chosen, distinctly, prefixed

_HARM = ("killed", "injured", "kidnapped", "arrested")


def _convert(rows: pd.DataFrame) -> Cells:
    read = spans(rows["date"])
    stated = country(rows["country_iso"], "iso3")
    weapon = distinctly(rows["weapon_carried/used"], _listed).fillna("other")
    arrested = ~rows["health_workers_arrested"].str.strip().isin(["", "0"])
    kind = weapon.mask((weapon == "other") & arrested, "arrest")
    return {
        "event_id": prefixed(rows["sind_event_id"], "insecurity"),
        "date_start": read["first"],
        "date_end": read["last"],
        "date_precision": read["precision"].fillna("day"),
        "country": stated.fillna(country(rows["country"], "name")),
        "geo_precision": precision(
            distinctly(rows["geo_precision"], _code), "insecurity", "geo_precision"
        ),
        "event_type": event_type(kind, "insecurity"),
        "side_1_type": side_type(rows["reported_perpetrator"], "insecurity"),
        "note": _harm(rows),
    }


def _code(text: str) -> str:
    """Return the number in brackets that a precision starts with: "(2) 25 km Precision"."""
    return text[1:2] if text.startswith("(") else text


def _listed(weapons: str) -> str:
    """Return the first weapon of a list that makes a type of its own."""
    known = type_codes("insecurity")
    named = (weapon.strip() for weapon in weapons.split(","))
    return next((weapon for weapon in named if weapon.casefold() in known), "other")


def _harm(rows: pd.DataFrame) -> pd.Series:
    """Say in words what happened to health workers."""
    said = pd.Series("", index=rows.index, dtype="str")
    for harm in _HARM:
        count = rows[f"health_workers_{harm}"].str.strip()
        said += chosen(count.isin(["", "0"]), "", ", " + count + " " + harm)
    return ("Health workers: " + said.str.removeprefix(", ")).mask(said == "")


INSECURITY_INSIGHT = Source(
    key="insecurity",
    title="Insecurity Insight sheet",
    publisher="Insecurity Insight",
    licence="CC BY",
    needs=("date", "country_iso", "geo_precision", "reported_perpetrator", "sind_event_id"),
    takes={
        "admin1": "admin_1",
        "original_type": "weapon_carried/used",
        "actor_1": "reported_perpetrator_name",
        "fatalities_low": "health_workers_killed",
        "summary": "event_description",
        "longitude": "longitude",
        "latitude": "latitude",
    },
    convert=_convert,
    dates=("date",),
    reads=("country", *(f"health_workers_{harm}" for harm in _HARM)),
)
