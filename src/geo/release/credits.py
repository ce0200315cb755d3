"""Where each fact comes from: the sources, licences, versions and hashes that ship."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from geo.boundaries.units import read_units
from geo.errors import SchemaFault
from geo.event_counts import number_of_events
from geo.files.toml import read_toml, unknown_keys, wrong_kind
from geo.phrases import long_date
from geo.settings import shipped


@dataclass(frozen=True)
class Source:
    """One source of shipped data, as listed in ``geodata/sources.toml``."""

    key: str
    title: str
    publisher: str
    covers: str
    licence: str
    version: str
    date: str
    sha256: str
    url: str
    note: str


@lru_cache(maxsize=1)
def read_sources() -> tuple[Source, ...]:
    """Return every shipped source in the order of the file.

    Raises
    ------
    FileFault
        When the file is not there or is no TOML.
    SchemaFault
        When an entry lacks a key, has another one, or holds what is no text.

    Returns
    -------
    tuple of Source
        Key, title, publisher, licence, version, date, hash and address of each, as
        ``geodata/sources.toml`` lists them.

    Examples
    --------
    >>> read_sources()[0].licence
    'Public Domain'
    """
    return sources_of(shipped("sources.toml"))


def sources_of(path: Path) -> tuple[Source, ...]:
    """Return the sources that a file like ``geodata/sources.toml`` lists; see above."""
    content = read_toml(path, "Take the file that ships.")
    entries = content.get("source", [])
    faults = unknown_keys("The file", content, ["source"])
    faults += [wrong_kind("source", entries, list)]
    known = [f.name for f in fields(Source)]
    for number, entry in enumerate(entries if isinstance(entries, list) else [], start=1):
        faults += [f"entry {number}: {fault}" for fault in _faults_of(entry, known)]
    if any(faults):
        listed = "\n  ".join(filter(None, faults))
        raise SchemaFault(f"{path.name} cannot be used.\n  {listed}")
    return tuple(Source(**entry) for entry in entries)


def _faults_of(entry: Any, known: list[str]) -> list[str]:
    if not isinstance(entry, dict):
        return [wrong_kind("it", entry, dict)]
    missing = [
        f"it has no {name}. Add it, if need be empty." for name in known if name not in entry
    ]
    kinds = [wrong_kind(name, entry[name], str) for name in known if name in entry]
    return [*unknown_keys("a source", entry, known), *missing, *filter(None, kinds)]


_SHORT = {
    "Open Data Commons Open Database License": "ODbL",
    "Creative Commons Attribution-ShareAlike": "CC BY-SA",
    "Creative Commons Attribution 3.0 Intergovernmental Organisations (CC BY 3.0 IGO)": (
        "CC BY 3.0 IGO"
    ),
    "GNU Lesser General Public License": "LGPL",
    " Unported": "",
}
"""Names of licences as those who gave them shorten them (SPDX License List)."""


def short_licence(licence: str) -> str:
    """Return a licence by its short name.

    >>> short_licence("Creative Commons Attribution-ShareAlike 3.0 Unported")
    'CC BY-SA 3.0'
    """
    for long, short in _SHORT.items():
        licence = licence.replace(long, short)
    return licence


def boundary_credits() -> str:
    """Return one line that credits the boundaries and names: source, vintage, licence.

    >>> "PAK 2017, IRN 2017, TJK 2017, CHN 2017: ODbL 1.0" in boundary_credits()
    True
    """
    units = read_units()
    ships = {source.key for source in read_sources()}
    held = units.drop_duplicates(["source", "vintage", "licence"])
    imported = held[~held["source"].isin(ships)]
    named = [f"{u.source}, {u.vintage}: {short_licence(u.licence)}" for u in imported.itertuples()]
    licences: dict[str, list[str]] = {}
    for source in read_sources():
        if source.key.startswith("geoboundaries") and source.key in set(held["source"]):
            iso3 = source.key[-3:].upper()
            licences.setdefault(short_licence(source.licence), []).append(f"{iso3} {source.date}")
    shipped_ones = [f"{', '.join(who)}: {licence}" for licence, who in licences.items()]
    words = "; ".join(["geoBoundaries (Runfola et al. 2020), simplified", *shipped_ones])
    boundaries = f"Boundaries: {'; '.join([*named, words])}."
    return f"{boundaries} P-codes and Dari names: OCHA COD-AB, CC BY-IGO."


def layer_credits(layers: Sequence[str]) -> str:
    """Return one line that credits what a map's layers show of the ground; empty where nothing.

    >>> layer_credits(["relief", "labels"])
    'Relief: GLOBE, NOAA 1999, Public Domain. Towns: GeoNames, CC BY 4.0.'
    """
    by_key = {source.key: source for source in read_sources()}
    relief, waters, towns = (by_key[key] for key in ("noaa-globe", "gshhg", "geonames"))
    lines = {
        "relief": f"Relief: GLOBE, NOAA {relief.date}, {short_licence(relief.licence)}.",
        "waters": f"Waters: GSHHG and WDBII, {waters.date}, {short_licence(waters.licence)}.",
        "labels": f"Towns: {towns.publisher}, {short_licence(towns.licence)}.",
    }
    return " ".join(line for layer, line in lines.items() if layer in layers)


def data_reach(events: pd.DataFrame) -> date:
    """Return the day that the data reach to: relative windows end on it.

    The latest that a dataset states for itself, else the day of its last event.
    """
    return max(date.fromisoformat(source["data_as_of"]) for source in event_sources(events))


def event_sources(events: pd.DataFrame, of: pd.DataFrame | None = None) -> list[dict[str, Any]]:
    """Return one entry for each dataset, by name: events, rows, licences, date of the data.

    Of events that were chosen among others, ``of`` are all: they tell the date of the data.
    ``licences`` counts events by licence, ``not stated`` where a row names none. ``data_as_of``
    is the latest day that the dataset states, else that of its last event; ``as_of`` says which.

    Examples
    --------
    >>> import geo
    >>> event_sources(geo.read_events())[0]["events"]
    431
    """
    whole = events if of is None else of
    names = sorted(map(str, events["dataset"].unique()))
    return [
        _event_source(name, events[events["dataset"] == name], _day_of(name, whole))
        for name in names
    ]


def dataset_credits(events: pd.DataFrame) -> str:
    """Return name, licences and date of each dataset in words.

    >>> import geo
    >>> dataset_credits(geo.read_events())
    'Events: borderwatch (licence MIT (compilation); data to 17 April 2026).'
    """
    words = [
        f"{source['dataset']} (licence {', '.join(source['licences'])}; data to "
        f"{long_date(pd.Timestamp(source['data_as_of']))})"
        for source in event_sources(events)
    ]
    return f"Events: {'; '.join(words) or 'none'}."


def _event_source(name: str, own: pd.DataFrame, dated: tuple[pd.Timestamp, str]) -> dict[str, Any]:
    licences = own["licence"].astype("str").fillna("not stated")
    said = {
        str(licence): int(n) for licence, n in own.groupby(licences)["event_count"].sum().items()
    }
    day, how = dated
    return {
        "dataset": name,
        "events": number_of_events(own),
        "rows": len(own),
        "licences": dict(sorted(said.items())),
        "data_as_of": f"{day:%Y-%m-%d}",
        "as_of": f"{day:%Y-%m-%d}, {how}",
    }


def _day_of(name: str, whole: pd.DataFrame) -> tuple[pd.Timestamp, str]:
    """Return the day that a dataset reaches to, and how that is known."""
    own = whole["dataset"] == name
    stated = whole["data_as_of"][own].max()
    if pd.isna(stated):
        return whole["date_end"][own].max(), "day of the last event"
    return stated, "as the dataset states"
