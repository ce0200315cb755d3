"""Which names a map carries, and where each belongs: the most important first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo import palette
from geo.boundaries.crossings import read_crossings
from geo.boundaries.units import read_units
from geo.drawing.drawn import Drawn
from geo.drawing.map_layers import CROSSINGS_TO_KM, LOCAL_TO_KM, middles, shapes_on
from geo.drawing.projection import Sheet
from geo.gazetteer.places import read_places, read_populated_places
from geo.palette import LABELS
from geo.view.view import View

COUNTRY_SIZE = 1.3
"""Of the least type: that of the names of countries; all other names are of the least."""
RIVAL = "⚑"
"""The mark of a rival claim in the name of a zone."""
_OWN_KM2 = 50.0
"""Less ground than this of its own cannot be told from none."""
LEAST_ROOM = 0.012
"""Of the map's width: the least radius of what shows of a unit that is named."""
_CITIES = ((1300.0, 1_000_000), (600.0, 300_000), (LOCAL_TO_KM, 50_000))
"""On maps wider than so many km, cities of at least so many people are named before all else;
Afghan seats of provinces from a fifth of that."""


@dataclass(frozen=True)
class Name:
    """A name to place: metres, text, local text, size, colour, weight, and whether at a dot.

    ``room`` is how many metres it may move.
    """

    x: float
    y: float
    text: str
    local: str
    size: float
    colour: str
    weight: str
    dot: str = ""
    room: float = 0.0


def names_of(
    sheet: Sheet, view: View, wide: float, least: float
) -> tuple[list[tuple[Name, Any]], list[Name], list[Name]]:
    """Return countries with their ground, cities, and the other names, by importance.

    Parameters
    ----------
    wide : float
        How many kilometres wide the ground is whose names the map carries.
    least : float
        Points of the least type.
    """
    near = wide <= LOCAL_TO_KM
    local = "local_labels" in view.layers
    countries = [] if near else _countries(sheet, least, local=local)
    cities = _cities(sheet, wide)
    places = _dots(sheet, read_places())
    places = places[~places["place_id"].isin(cities["place_id"])]
    seats = places["kind"] == "province seat"
    parts: list[tuple[pd.DataFrame, str, str, str]] = []
    if wide <= CROSSINGS_TO_KM and "borders" in view.layers:
        parts.append((_dots(sheet, read_crossings()), palette.CROSSING, "bold", "gate"))
    if wide <= 1300:
        parts.append((places[seats], LABELS["place"], "normal", "town"))
    if wide <= 2000:
        provinces = _units(sheet, "province")
        named = provinces[(provinces["iso3"] == "AFG") | (wide <= 900)]
        parts.append((named, LABELS["province"], "bold", ""))
    if near:
        parts.append((places[~seats], LABELS["place"], "normal", "town"))
        parts.append((_units(sheet, "district"), LABELS["district"], "normal", ""))
    first = _as_names(cities, (least, LABELS["place"], "normal", "town"), local=local)
    others = [
        name for frame, *look in parts for name in _as_names(frame, (least, *look), local=local)
    ]
    return countries, first, others


def _as_names(frame: pd.DataFrame, look: Sequence[Any], *, local: bool) -> list[Name]:
    """Return rows with ``x``, ``y``, ``name``, ``name_local`` and ``room`` as names of one look."""
    columns = ["x", "y", "name", "name_local", "room"]
    size, colour, weight, dot = look
    return [
        Name(x, y, name, _extra(name, other) if local else "", size, colour, weight, dot, room)
        for x, y, name, other, room in frame[columns].itertuples(index=False)
    ]


def _extra(name: str, other: Any) -> str:
    return other if isinstance(other, str) and other != name else ""


def _countries(sheet: Sheet, least: float, *, local: bool) -> list[tuple[Name, Any]]:
    """Return the names of countries, each with what shows of it."""
    units = _units(sheet, "country")
    shapes = shapes_on(sheet, "country")
    names = _as_names(
        units.assign(name=units["name"].str.upper()),
        (COUNTRY_SIZE * least, LABELS["country"], "bold", ""),
        local=local,
    )
    return [(name, shapes[unit]) for name, unit in zip(names, units.index, strict=True)]


def _cities(sheet: Sheet, wide: float) -> pd.DataFrame:
    """Return the cities named first: Afghan seats as OCHA spells them, others by GeoNames."""
    least = next((people for km, people in _CITIES if wide > km), None)
    towns, seats = read_populated_places(), read_places()
    if least is None:
        return _dots(sheet, seats.iloc[:0])
    largest = towns.groupby("unit_id")["population"].max()
    seats = seats[seats["kind"] == "province seat"]
    people = seats["unit_id"].map(largest).fillna(0)
    seats = seats.assign(population=people)[people >= least / 5]
    others = towns[(towns["iso3"] != "AFG") & (towns["population"] >= least)]
    named = [part.sort_values("population", ascending=False) for part in (seats, others)]
    return _dots(sheet, pd.concat(named, ignore_index=True))


def zone_names(drawn: Drawn, least: float) -> list[Name]:
    """Return whose zone each is, with the source of the claim under it, the smallest zone first.

    A name stands where no smaller zone lies, if there is such ground.
    """
    if drawn.zones is None or drawn.zones.empty:
        return []
    zones = drawn.zones.iloc[::-1]
    own = zones["own"].to_numpy()
    ground = np.where(shapely.area(own) > _OWN_KM2 * 1e6, own, np.asarray(zones.geometry))
    circles = shapely.maximum_inscribed_circle(ground, tolerance=2000.0)
    spots = shapely.get_coordinates(shapely.get_point(circles, 0))
    names = []
    for (x, y), zone in zip(spots, zones.itertuples(), strict=True):
        doubt = " · unverified" if zone.verified == "memory" else ""
        mark = f" {RIVAL}" if isinstance(zone.rival_claim, str) else ""
        colour = palette.legible(palette.group_colour(zone.group))
        source = f"{zone.source_publisher}{doubt}"
        names.append(Name(x, y, f"{zone.group}{mark}", source, least, colour, "bold"))
    return list(dict.fromkeys(names))


def _dots(sheet: Sheet, places: pd.DataFrame) -> pd.DataFrame:
    """Return the places that show, with ``x`` and ``y`` in metres."""
    points = sheet.place(places[["lon", "lat"]].to_numpy(float))
    return places.assign(x=points[:, 0], y=points[:, 1], room=0.0)[sheet.inside(points)]


def _units(sheet: Sheet, level: str) -> pd.DataFrame:
    """Return the units of which enough shows for a name, with ``x`` and ``y`` in metres."""
    units = read_units(level=level).set_index("unit_id")[["name", "name_local", "iso3"]]
    units = units[~units.index.str.contains("-missing-")]
    spots = middles(sheet, level)
    spots = spots[spots["room"] >= LEAST_ROOM * sheet.width_km * 1000]
    return pd.DataFrame(units).join(spots, how="inner")
