"""Find what a map can show by any word: positions, borders, groups, zones, places, events."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.boundaries.units import read_borders
from geo.boundaries.zones import read_zones
from geo.cells.pairs import places
from geo.errors import UnknownName
from geo.gazetteer.search import SAME_SOUND, find_places
from geo.phrases import short_date
from geo.text import plain
from geo.vocabulary import COUNTRY_ADJECTIVES, COUNTRY_LABELS

COLUMNS = ["kind", "name", "reason", "target", "west", "south", "east", "north"]
_AROUND = 0.25
"""Degrees shown on each side of a position or an event."""
_LEAST_LETTERS = 3
"""Fewer letters are in too many names to say anything."""
_TEXTS = ("place", "summary", "note", "actor_1", "actor_2", "claimed_by")
"""Columns of events whose words are looked through."""
_ZONES_SHOWN, _EVENTS_SHOWN = 4, 5


def find_anything(
    words: str, events: gpd.GeoDataFrame | None = None, *, limit: int = 8
) -> pd.DataFrame:
    """Return what words, a code or a position may mean, the surest kinds first.

    Parameters
    ----------
    words : str
        A position in degrees, MGRS or UTM; a border by its code or its countries (``"Tajik
        border"``); a group or a zone; a unit or a place in any spelling; words of events.
    events : GeoDataFrame, optional
        Events whose places, sides, summaries and notes are looked through; each of the words must
        stand in one of them.
    limit : int, default 8
        The most places of :func:`geo.find_places`.

    Returns
    -------
    DataFrame
        ``kind`` (position, border, group, zone, a kind of :func:`geo.find_places`, or event),
        ``name``, ``reason``, ``target``: a segment, group, zone id, unit id or the label of the
        event's row, null for a position; and the box to show in degrees, null where the target
        names its own.

    Raises
    ------
    UnknownName
        When nothing is alike.

    Examples
    --------
    >>> find_anything("Tajik border")["target"].iloc[0]
    'AFG-TJK'
    >>> find_anything("42S WF 50700 43200")[["kind", "name"]].values.tolist()
    [['position', '36.5328 N, 69.5664 E']]
    """
    hits = list(_positions(words))
    if not hits:
        fault, named = None, pd.DataFrame(columns=["likeness"])
        try:
            named = find_places(words, limit=limit)
        except UnknownName as error:
            fault = error
        sure = named["likeness"] >= SAME_SOUND
        hits = [*_borders(words), *_places(named[sure]), *_groups(words)]
        hits += [*islice(_zones(words), _ZONES_SHOWN), *_places(named[~sure])]
        hits += [] if events is None else list(_events(words, events))
        if fault and not hits:
            raise fault
    return pd.DataFrame(hits, columns=COLUMNS)


def _hit(kind: str, name: str, reason: str, target: Any, box: Any = None) -> list[Any]:
    return [kind, name, reason, target, *(box if box is not None else [np.nan] * 4)]


def _positions(words: str) -> Iterator[list[Any]]:
    lon, lat = places(pd.Series([words]))[["longitude", "latitude"]].iloc[0]
    if np.isfinite(lon) and np.isfinite(lat):
        name = f"{abs(lat):.4f} {'NS'[lat < 0]}, {abs(lon):.4f} {'EW'[lon < 0]}"
        yield _hit("position", name, "read as a position", None, _around(lon, lat))


def _around(lon: float, lat: float) -> tuple[float, float, float, float]:
    return lon - _AROUND, lat - _AROUND, lon + _AROUND, lat + _AROUND


def _borders(words: str) -> Iterator[list[Any]]:
    """Return the borders of all countries that are named, where a border is asked for."""
    asked = plain(words).split()
    named = [word for word in asked if word not in ("border", "the", "of", "and")]
    codes = [next(iter(_countries(word)), "") for word in named]
    if not codes or not all(codes) or (len(codes) == 1 and "border" not in asked):
        return
    for segment in read_borders()["segment"]:
        if set(codes) <= set(segment.split("-")):
            yield _hit("border", f"Border {segment}", "countries of the border", segment)


def _countries(word: str) -> list[str]:
    return [
        iso3
        for iso3, label in COUNTRY_LABELS.items()
        if word in (plain(iso3), plain(label), plain(COUNTRY_ADJECTIVES[iso3]))
    ]


def _groups(words: str) -> Iterator[list[Any]]:
    zones = read_zones()
    for group in sorted(zones["group"].unique()):
        if _named(words, group):
            box = zones.loc[zones["group"] == group].total_bounds
            yield _hit("group", group, "a group with zones", group, box)


def _zones(words: str) -> Iterator[list[Any]]:
    for zone in read_zones().itertuples():
        if _named(words, zone.name) or plain(words) == plain(zone.zone_id):
            yield _hit("zone", f"{zone.group}: {zone.name}", f"zone {zone.zone_id}", zone.zone_id)


def _named(words: str, name: str) -> bool:
    """Return whether a name holds words, each from the beginning of one of its own."""
    asked, own = plain(words).split(), plain(name).split()
    enough = sum(map(len, asked)) >= _LEAST_LETTERS
    return enough and all(any(part.startswith(word) for part in own) for word in asked)


def _places(named: pd.DataFrame) -> Iterator[list[Any]]:
    columns = ["name", "province", "country", "kind", "reason", "likeness", "unit_id"]
    for name, province, country, kind, reason, likeness, unit in named.reindex(
        columns=columns
    ).itertuples(index=False):
        parts = [part for part in (name, province, country) if isinstance(part, str)]
        yield _hit(str(kind), ", ".join(parts), f"{reason}; likeness {likeness:g} of 100", unit)


def _events(words: str, events: gpd.GeoDataFrame) -> Iterator[list[Any]]:
    """Return the latest events whose words hold all that is asked for."""
    asked = plain(words).split()
    if sum(map(len, asked)) < _LEAST_LETTERS:
        return
    texts = events[_TEXTS[0]].astype("object").fillna("")
    for column in _TEXTS[1:]:
        texts = texts + " " + events[column].astype("object").fillna("")
    held = np.ones(len(events), dtype=bool)
    # Marks are left out of what is asked: so of what is looked through, where there are any.
    read = texts.map(lambda text: text.casefold() if text.isascii() else plain(text))
    for word in asked:
        held &= read.str.contains(word, regex=False).to_numpy()
    rows = events[held]
    number = f"{len(rows):,} with these words" if len(rows) > 1 else "has these words"
    for row, event in (
        rows.sort_values("date_start", kind="stable").iloc[::-1][:_EVENTS_SHOWN].iterrows()
    ):
        place = event["place"] if isinstance(event["place"], str) else "place not named"
        name = f"{short_date(event['date_start'])}, {place}"
        yield _hit("event", name, number, row, _around(event.geometry.x, event.geometry.y))
