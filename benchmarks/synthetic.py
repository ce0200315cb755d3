"""Invented events for measuring: nothing in them is real, and every row says so."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import geo
from geo import schema
from geo.events.own_files import write_geoparquet
from geo.events.validate import CATEGORIES
from geo.vocabulary import EVENT_TYPES

SEED = 20100101
ROWS = 50_000
"""Rows that an import writes at once."""
FIRST, LAST = "2010-01-01", "2025-12-31"
PRECISIONS = {"exact": 0.40, "town": 0.40, "district": 0.15, "province": 0.05}
VERIFIED = {"page": 0.2, "document": 0.7, "memory": 0.1}
AFGHAN_SHARE = 0.6
COUNTS = ("fatalities_low", "fatalities_high", "injured")
ACTORS = [f"Synthetic {letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]


def synthetic_events(count: int) -> gpd.GeoDataFrame:
    """Return invented events, valid under :data:`geo.schema.EVENTS`; the same for a count.

    Every event has a place of its own: real events repeat their towns, so that this is the
    harder case for a join.
    """
    random = np.random.default_rng([SEED, count])
    lonlat, iso3 = _places(random, count)
    start = np.datetime64(FIRST, "D") + random.integers(0, _days(), count)
    toll = pd.array(random.geometric(0.35, count) - 1, dtype="Int32")
    toll[random.random(count) < 0.2] = pd.NA
    columns = {
        "event_id": [f"synthetic-{number:07}" for number in range(1, count + 1)],
        "date_start": start.astype("datetime64[us]"),
        "date_end": start.astype("datetime64[us]"),
        "date_precision": "day",
        "country": iso3,
        "place": _pick(random, [f"Synthetic place {number}" for number in range(5_000)], count),
        "geo_precision": _weighted(random, PRECISIONS, count),
        "event_type": _pick(random, [kind.key for kind in EVENT_TYPES], count),
        "actor_1": _pick(random, ACTORS, count),
        "actor_2": _pick(random, ACTORS, count),
        "side_1_type": "unknown",
        "side_2_type": "unknown",
        "fatalities_best": toll,
        "summary": "Synthetic event for measuring speed; it did not happen.",
        "source_publisher": "synthetic",
        "source_title": "synthetic",
        "verified": _weighted(random, VERIFIED, count),
        "dataset": "synthetic",
        "located_by": "coordinates",
        "event_count": 1,
        "restricted": False,
    }
    table = pd.DataFrame(columns).reindex(columns=schema.EVENT_COLUMNS[:-1])
    unknown = table.columns.difference(list(columns))
    kinds = {name: "Int32" if name in COUNTS else "str" for name in unknown}
    table = table.astype(kinds | {"event_count": "Int32", "data_as_of": "datetime64[us]"})
    return gpd.GeoDataFrame(table, geometry=shapely.points(lonlat), crs=schema.CRS)


def write_synthetic(count: int, folder: Path) -> Path:
    """Write invented events as an import does, once for each folder, and return the path."""
    path = folder / f"synthetic-{count}.parquet"
    if not path.exists():
        events = synthetic_events(count).astype(dict.fromkeys(CATEGORIES, "category"))
        with write_geoparquet(path) as file:
            for start in range(0, count, ROWS):
                file.write(events.iloc[start : start + ROWS])
    return path


def _days() -> int:
    return int((np.datetime64(LAST) - np.datetime64(FIRST)).astype(int)) + 1


def _places(random: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return points in and closely around districts, and the country of each district.

    A point lies in the triangle of a district's middle and two corners of its outline; few
    fall into a neighbour, as few real ones do.
    """
    districts = geo.read_units(level="district")
    outlines, owner = shapely.get_coordinates(np.asarray(districts.geometry), return_index=True)
    first = np.searchsorted(owner, np.arange(len(districts) + 1))
    afghan = (districts["iso3"] == "AFG").to_numpy()
    share = np.where(afghan, AFGHAN_SHARE / afghan.sum(), (1 - AFGHAN_SHARE) / (~afghan).sum())
    chosen = random.choice(len(districts), count, p=share)
    size = first[chosen + 1] - first[chosen]
    corners = [outlines[first[chosen] + random.integers(0, size)] for _ in range(2)]
    middle = shapely.get_coordinates(shapely.point_on_surface(np.asarray(districts.geometry)))
    weight = random.dirichlet([1.0, 1.0, 1.0], count)
    places = middle[chosen] * weight[:, :1]
    places += corners[0] * weight[:, 1:2] + corners[1] * weight[:, 2:]
    return places, districts["iso3"].to_numpy(dtype=object)[chosen]


def _pick(random: np.random.Generator, words: list[str], count: int) -> np.ndarray:
    return np.array(words, dtype=object)[random.integers(0, len(words), count)]


def _weighted(random: np.random.Generator, shares: dict[str, float], count: int) -> np.ndarray:
    return np.array(list(shares), dtype=object)[
        random.choice(len(shares), count, p=list(shares.values()))
    ]
