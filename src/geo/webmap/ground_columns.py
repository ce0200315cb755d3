"""Units, borders, waters, zones, places and the script's words, as a container of typed columns."""

from dataclasses import asdict
from functools import lru_cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo import palette, vocabulary
from geo.boundaries.crossings import read_crossings
from geo.boundaries.units import read_borders, read_units
from geo.boundaries.zones import claimed_on, read_zones, unclaimed_units
from geo.gazetteer.places import read_places, read_populated_places
from geo.phrases import DATES, MONTHS, NOUNS
from geo.release.withholding import PREFIX
from geo.settings import kept_by_boundaries
from geo.terrain.relief import RELIEF_BOX
from geo.terrain.waters import read_waters
from geo.view.classes import change_labels
from geo.view.layers import LAYERS
from geo.view.sentence import SENTENCE, WINDOW
from geo.view.view import ALL_DATES, COUNT_LEVELS, MEASURES
from geo.webmap.change import COMPARED_WORDS
from geo.webmap.container import GRID, day_numbers, pack, whole
from geo.webmap.own_area import OWN_AREA

TILES = {
    "host": "https://tile.openstreetmap.org",
    "url": "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
    "attribution": "© OpenStreetMap contributors",
}
"""Base tiles, asked for only where the layer is switched on."""
COLOURS = {
    "paper": palette.PAPER,
    "ink": palette.INK,
    "faint": palette.FAINT,
    "rule": palette.RULE,
    "frame": palette.FRAME,
    "swatch_edge": palette.SWATCH_EDGE,
    "focus": palette.FOCUS,
    "warning": palette.WARNING,
    "bar": palette.BAR,
    "vague": palette.VAGUE,
    "takeover": palette.TAKEOVER,
    "home": palette.HOME,
    "neighbour": palette.NEIGHBOUR,
    "unit_edge": palette.UNIT_EDGE,
    "country_edge": palette.COUNTRY_EDGE,
    "graticule": palette.GRATICULE,
    "graticule_name": palette.GRATICULE_NAME,
    "water": palette.WATER,
    "river": palette.RIVER,
    "wash": palette.WASH,
    "corridor": palette.CORRIDOR,
    "own_area": palette.OWN_AREA,
    "own_events": palette.OWN_EVENTS,
    "crossing": palette.CROSSING,
    "unknown": palette.UNKNOWN_TOLL,
    "quiet": palette.QUIET,
    "unclaimed": palette.UNCLAIMED,
    **{f"family_{key}": colour for key, colour in palette.FAMILY_COLOURS.items()},
}
"""Names of single colours in the script and, after two dashes, in the style sheet."""

_NAMED_FROM = ((1_000_000, 4.5), (500_000, 6.2), (250_000, 6.6), (100_000, 7.0), (50_000, 7.6))
"""People of a town, and the zoom from which it is named."""
_AT_HOME = 10
"""A town of Afghanistan shows like one abroad with as many times its people."""
_LEAST_PEOPLE = _NAMED_FROM[-1][0]
_SAME_TOWN = 0.1
"""Degrees between the points that two sources give for one town."""


@kept_by_boundaries(2)
def ground_columns() -> bytes:
    """Return units, borders, zones, places and words as a container of typed columns."""
    units, borders = read_units(), read_borders()
    rings, ring_sizes, ring_unit = _rings(np.asarray(units.geometry), boundary=False)
    lines, line_sizes, line_segment = _rings(np.asarray(borders.geometry), boundary=True)
    columns: dict[str, NDArray[Any]] = {
        "rings": rings,
        "lines": lines,
        "ring_sizes": ring_sizes,
        "line_sizes": line_sizes,
        "ring_unit": whole(ring_unit, np.uint16, "units"),
        "line_segment": whole(line_segment, np.uint16, "border segments"),
    }
    meta: dict[str, Any] = {
        "units": _unit_words(units),
        "segments": borders["segment"].tolist(),
        "relief_box": RELIEF_BOX,
        "zones": _zone_words(units),
        "unclaimed": _unclaimed(units),
        "places": _place_words(),
        "crossings": _crossing_words(),
        **words_of_the_script(),
    }
    return pack(meta, columns)


@lru_cache(maxsize=1)
def water_columns() -> bytes:
    """Return rivers, lakes and seas as a container of typed columns."""
    waters = read_waters()
    river = (waters["kind"] == "river").to_numpy()
    edges = np.where(river, np.asarray(waters.geometry), shapely.boundary(waters.geometry))
    courses, sizes, water = _rings(edges, boundary=True)
    columns = {
        "courses": courses,
        "course_sizes": sizes,
        "course_water": whole(water, np.uint16, "waters"),
        "river": river.astype(np.uint8),
    }
    return pack({}, columns)


def words_of_the_script() -> dict[str, Any]:
    """Return what the script knows beside the data: words, templates and colours."""
    return {
        "families": [
            {**asdict(family), "colour": palette.FAMILY_COLOURS[family.key]}
            for family in vocabulary.FAMILIES
        ],
        "types": [
            {**asdict(kind), "shape": palette.SHAPES[kind.key]} for kind in vocabulary.EVENT_TYPES
        ],
        "precisions": list(vocabulary.GEO_PRECISIONS),
        "verified": list(vocabulary.VERIFIED),
        "verified_words": vocabulary.VERIFIED,
        "countries": list(vocabulary.COUNTRY_LABELS),
        "statuses": {
            key: {"label": label, "angles": palette.HATCH_ANGLES[key]}
            for key, label in vocabulary.STATUSES.items()
        },
        "outlines": palette.OUTLINES,
        "all_dates": [str(day) for day in ALL_DATES],
        "takeover": {"day": str(vocabulary.TAKEOVER), "words": vocabulary.TAKEOVER_WORDS},
        "layers": LAYERS,
        "measures": MEASURES,
        "count_levels": COUNT_LEVELS,
        "tiles": TILES,
        "withheld": PREFIX,
        "change": change_labels(),
        "words": {
            "nouns": NOUNS,
            "months": MONTHS,
            "dates": DATES,
            "window": WINDOW,
            "sentence": SENTENCE,
            "legend": vocabulary.LEGEND,
            "tolls": vocabulary.TOLLS,
            "compared": COMPARED_WORDS,
            "areas": vocabulary.AREA_WORDS,
            "own_area": OWN_AREA,
        },
        "palette": {
            **COLOURS,
            "counts": palette.COUNT_SCALE,
            "change": palette.CHANGE_SCALE,
            "heat": palette.HEAT_SCALE,
            "labels": palette.LABELS,
        },
    }


def _rings(
    shapes: NDArray[Any], *, boundary: bool
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.intp]]:
    """Return delta-coded coordinates, vertices for each line, and whose line it is."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    if not boundary:
        parts, inner = shapely.get_rings(parts, return_index=True)
        owner = owner[inner]
    lonlat, line = shapely.get_coordinates(parts, return_index=True)
    whole = np.rint(lonlat * GRID).astype(np.int64)
    first = np.concatenate([[True], line[1:] != line[:-1]])
    delta = np.diff(whole, axis=0, prepend=0)
    delta[first] = whole[first]
    return delta.astype(np.int32).ravel(), np.bincount(line).astype(np.int32), owner


def _unit_words(units: gpd.GeoDataFrame) -> dict[str, Any]:
    position = {unit: at for at, unit in enumerate(units["unit_id"])}
    spots = shapely.get_coordinates(shapely.point_on_surface(np.asarray(units.geometry)))
    broad = (units["level"] != "district").to_numpy()
    centres = shapely.maximum_inscribed_circle(
        np.asarray(units.geometry)[broad], tolerance=np.full(int(broad.sum()), 0.02)
    )
    spots[broad] = shapely.get_coordinates(shapely.get_point(centres, 0))
    sine = np.sin(np.radians(spots[:, 1]))
    ranks = {level: rank for rank, level in enumerate(("country", "province", "district"))}
    return {
        "id": units["unit_id"].tolist(),
        "name": units["name"].tolist(),
        "local": units["name_local"].fillna("").tolist(),
        "pcode": units["ocha_pcode"].fillna("").tolist(),
        "iso3": units["iso3"].tolist(),
        "level": units["level"].map(ranks).tolist(),
        "parent": [position.get(parent, -1) for parent in units["parent_id"]],
        "missing": units["unit_id"].str.contains("-missing-").astype(int).tolist(),
        "x": (spots[:, 0] / 360 + 0.5).round(7).tolist(),
        "y": (0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)).round(7).tolist(),
        "level_words": ["Country", "Province", "District"],
    }


def _zone_words(units: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    position = {unit: at for at, unit in enumerate(units["unit_id"])}
    zones = read_zones().sort_values("zone_id")
    texts = zones[["rival_claim", "source_url", "source_date"]].fillna("")
    return [
        {
            "id": zone.zone_id,
            "group": zone.group,
            "name": zone.name,
            "status": zone.status,
            "confidence": zone.confidence,
            "colour": palette.group_colour(zone.group),
            "named_in": palette.legible(palette.group_colour(zone.group)),
            "units": [position[member] for member in zone.members],
            "from": int(start),
            "to": None if pd.isna(zone.valid_to) else int(end),
            "date_precision": zone.date_precision,
            "claim": zone.claim,
            "rival": text.rival_claim,
            "source": zone.source_publisher,
            "title": zone.source_title,
            "url": text.source_url,
            "verified": zone.verified,
        }
        for zone, text, start, end in zip(
            zones.itertuples(index=False),
            texts.itertuples(index=False),
            day_numbers(zones["valid_from"]),
            day_numbers(zones["valid_to"].fillna(zones["valid_from"])),
            strict=True,
        )
    ]


def _unclaimed(units: gpd.GeoDataFrame) -> list[tuple[int, list[int]]]:
    """Return the first day of each state of the claims, and the units that have none then."""
    position = {unit: at for at, unit in enumerate(units["unit_id"])}
    zones = read_zones()[["members", "valid_from", "valid_to"]]
    ends = zones["valid_to"].dropna() + pd.Timedelta(days=1)
    first = pd.Series([pd.Timestamp(ALL_DATES[0])])
    days = pd.concat([first, zones["valid_from"], ends]).drop_duplicates().sort_values()
    return [
        (int(number), [position[unit] for unit in unclaimed_units(claimed_on(zones, day), units)])
        for number, day in zip(day_numbers(days), days, strict=True)
    ]


def _place_words() -> list[dict[str, Any]]:
    """Return the seats of Afghan districts, and towns abroad, with the zoom that names them.

    The larger a town, the farther away its name shows; seats of provinces show from a middle
    distance, whatever their size.
    """
    seats, towns = read_places(), read_populated_places()
    province = (seats["kind"] == "province seat").to_numpy()
    people = np.where(province, _people_at(seats, towns), 0)
    seats["from"] = np.where(province, np.minimum(7.2, _zoom_for(people * _AT_HOME)), 10.0)
    abroad = towns[(towns["iso3"] != "AFG") & (towns["population"] >= _LEAST_PEOPLE)].copy()
    abroad["from"] = _zoom_for(abroad["population"].to_numpy())
    abroad["name_local"] = None
    shown = pd.concat([seats, abroad])[["name", "name_local", "lon", "lat", "from"]]
    shown["name_local"] = (
        shown["name_local"].astype("object").where(shown["name_local"].notna(), "")
    )
    columns = ("name", "local", "lon", "lat", "from")
    return [dict(zip(columns, row, strict=True)) for row in shown.itertuples(index=False)]


def _people_at(seats: pd.DataFrame, towns: pd.DataFrame) -> NDArray[np.int64]:
    """Return the people of the largest populated place within some 10 km of each seat."""
    home = towns[towns["iso3"] == "AFG"]
    points, homes = (
        np.asarray(shapely.points(places[["lon", "lat"]].to_numpy())) for places in (seats, home)
    )
    seat, town = shapely.STRtree(homes).query(points, predicate="dwithin", distance=_SAME_TOWN)
    people = np.zeros(len(seats), np.int64)
    np.maximum.at(people, seat, home["population"].to_numpy()[town])
    return people


def _zoom_for(people: NDArray[Any]) -> NDArray[np.float64]:
    """Return the zoom from which places of so many people are named."""
    return np.select(
        [people >= least for least, _ in _NAMED_FROM], [z for _, z in _NAMED_FROM], 9.0
    )


def _crossing_words() -> list[dict[str, Any]]:
    crossings = read_crossings()
    crossings["name_local"] = crossings["name_local"].fillna("")
    wanted = crossings[["name", "name_local", "lon", "lat"]]
    wanted = wanted.rename(columns={"name_local": "local"})
    return [dict(zip(wanted.columns, row, strict=True)) for row in wanted.to_numpy().tolist()]
