"""Events and ground as containers of typed columns, as the map document reads them.

A container is a uint32 length, a JSON header that names columns and words, and the columns on
8-byte bounds: a browser reads them as typed arrays without parsing.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo import symbols
from geo.boundaries import chosen_boundaries, read_borders, read_units
from geo.crossings import read_crossings
from geo.places import read_places
from geo.schema import coordinates
from geo.selection import in_time_order
from geo.vocabulary import vocabulary
from geo.zones import read_zones

GRID = 1e5
"""Coordinates are whole numbers of 1/100,000 degree, about a metre."""
NONE_16, NONE_32 = 0xFFFF, 0xFFFFFFFF
TEXTS = (
    "event_id",
    "place",
    "claimed_by",
    "summary",
    "note",
    "source_publisher",
    "source_title",
    "source_date",
    "source_url",
)

Columns = Mapping[str, NDArray[Any]]


def event_columns(joined: gpd.GeoDataFrame, *, texts: bool) -> bytes:
    """Return the events in time order as a container of typed columns.

    Parameters
    ----------
    texts : bool
        Whether place, summary and source go in; without them a click has to ask the app.
    """
    frame = in_time_order(joined)
    lonlat = np.rint(coordinates(frame) * GRID).astype(np.int32)
    actors, (actor_1, actor_2) = _dictionary(frame["actor_1"], frame["actor_2"])
    datasets, (dataset,) = _dictionary(frame["dataset"])
    toll = frame["fatalities_best"].fillna(-1).to_numpy(np.int32)
    columns: dict[str, NDArray[Any]] = {
        "day": _days(frame["date_start"]),
        "end": _days(frame["date_end"]),
        "lon": lonlat[:, 0].copy(),
        "lat": lonlat[:, 1].copy(),
        "fatalities": toll,
        "actor_1": actor_1.astype(np.uint32),
        "actor_2": actor_2.astype(np.uint32),
        "unit": _unit_positions(frame),
        "type": _codes(frame["event_type"], [kind.key for kind in symbols.EVENT_TYPES]),
        "date_precision": _codes(frame["date_precision"], list(symbols.DATE_PRECISIONS)),
        "geo_precision": _codes(frame["geo_precision"], list(symbols.GEO_PRECISIONS)),
        "verified": _codes(frame["verified"], list(symbols.VERIFIED)),
        "country": _codes(frame["country_id"], list(symbols.COUNTRY_LABELS)),
        "dataset": dataset.astype(np.uint8),
        "linked": _linked(frame),
    }
    words = {name: frame[name].astype("object").where(frame[name].notna(), "") for name in TEXTS}
    meta = {
        "actors": actors,
        "datasets": datasets,
        "texts": {name: list(values) for name, values in words.items()} if texts else None,
    }
    return pack(meta, columns)


def _linked(frame: gpd.GeoDataFrame) -> NDArray[np.uint8]:
    """Return 1 where another event is shown instead, once linked events are to be shown once."""
    if "duplicate_of" not in frame:
        return np.zeros(len(frame), dtype=np.uint8)
    return np.asarray(frame["duplicate_of"].notna(), dtype=np.uint8)


def ground_columns() -> bytes:
    """Return units, borders, zones, places and words as a container of typed columns."""
    return _ground_columns(chosen_boundaries())


@lru_cache(maxsize=2)
def _ground_columns(_boundaries: str) -> bytes:
    units, borders = read_units(), read_borders()
    rings, ring_sizes, ring_unit = _rings(np.asarray(units.geometry), boundary=False)
    lines, line_sizes, line_segment = _rings(np.asarray(borders.geometry), boundary=True)
    columns: dict[str, NDArray[Any]] = {
        "rings": rings,
        "lines": lines,
        "ring_sizes": ring_sizes,
        "line_sizes": line_sizes,
        "ring_unit": ring_unit.astype(np.uint16),
        "line_segment": line_segment.astype(np.uint16),
    }
    meta: dict[str, Any] = {
        "units": _unit_words(units),
        "segments": borders["segment"].tolist(),
        "zones": _zone_words(units),
        "places": _place_words(),
        "crossings": _crossing_words(),
        **vocabulary(),
    }
    return pack(meta, columns)


def pack(meta: Mapping[str, Any], columns: Columns) -> bytes:
    r"""Return one container: uint32 header length, JSON header, columns on 8-byte bounds.

    >>> pack({}, {"day": np.array([1, 2], dtype=np.int32)})[-8:]
    b'\x01\x00\x00\x00\x02\x00\x00\x00'
    """
    sizes = {name: -(-column.nbytes // 8) * 8 for name, column in columns.items()}

    def header(start: int) -> bytes:
        entries, offset = [], start
        for name, column in columns.items():
            kind = column.dtype.str[1:]
            entries.append({"name": name, "type": kind, "offset": offset, "length": len(column)})
            offset += sizes[name]
        content = {"columns": entries, "meta": meta}
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()

    # The header's length moves the offsets that it states: leave room for their digits.
    start = -(-(len(header(0)) + 4 + 12 * len(columns)) // 8) * 8
    text = header(start).ljust(start - 4)
    body = b"".join(
        column.astype(column.dtype.newbyteorder("<")).tobytes().ljust(sizes[name], b"\0")
        for name, column in columns.items()
    )
    # No padding after the last column: its own length says where it ends.
    last = list(columns)[-1]
    spare = sizes[last] - columns[last].nbytes
    return len(text).to_bytes(4, "little") + text + body[: len(body) - spare or None]


def _days(dates: pd.Series) -> NDArray[np.int32]:
    return dates.to_numpy().astype("datetime64[D]").astype(np.int32)


def _codes(column: pd.Series, words: list[str]) -> NDArray[np.uint8]:
    codes = pd.Categorical(column.astype("object"), categories=words).codes
    return np.where(codes < 0, 255, codes).astype(np.uint8)


def _dictionary(*columns: pd.Series) -> tuple[list[str], list[NDArray[np.int64]]]:
    """Return the words of several columns and their numbers; null is the highest number."""
    both = pd.concat([column.astype("object") for column in columns], ignore_index=True)
    codes, words = pd.factorize(both, sort=True)
    codes = np.where(codes < 0, NONE_32, codes)
    return list(words), np.split(codes, len(columns))


def _unit_positions(frame: gpd.GeoDataFrame) -> NDArray[np.uint16]:
    """Return the position of the finest unit that each event is known to."""
    position = pd.Index(read_units()["unit_id"])
    found = np.full(len(frame), -1, dtype=np.int64)
    for column in ("country_id", "province_id", "district_id"):
        categories = position.get_indexer(frame[column].cat.categories)
        codes = frame[column].cat.codes.to_numpy()
        here = np.where(codes >= 0, np.append(categories, -1)[codes], -1)
        found = np.where(here >= 0, here, found)
    return np.where(found < 0, NONE_16, found).astype(np.uint16)


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
            "outline": symbols.CONFIDENCES[zone.confidence],
            "colour": symbols.GROUP_COLOURS.get(zone.group, symbols.OTHER_GROUP_COLOUR),
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
            _days(zones["valid_from"]),
            _days(zones["valid_to"].fillna(zones["valid_from"])),
            strict=True,
        )
    ]


def _place_words() -> list[dict[str, Any]]:
    places = read_places()
    return [
        {
            "name": place.name,
            "local": place.name_local,
            "lon": place.lon,
            "lat": place.lat,
            "rank": int(str(place.kind) == "province seat"),
        }
        for place in places.itertuples(index=False)
    ]


def _crossing_words() -> list[dict[str, Any]]:
    crossings = read_crossings()
    crossings["name_local"] = crossings["name_local"].fillna("")
    wanted = crossings[["name", "name_local", "lon", "lat"]]
    wanted = wanted.rename(columns={"name_local": "local"})
    return [dict(zip(wanted.columns, row, strict=True)) for row in wanted.to_numpy().tolist()]
