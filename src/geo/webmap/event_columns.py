"""Events as a container of typed columns."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo import vocabulary
from geo.boundaries.units import read_units
from geo.errors import ColumnFault
from geo.event_counts import event_counts
from geo.points import coordinates
from geo.schema import LEVELS
from geo.tolls import Tolls
from geo.view.classes import all_breaks, class_labels
from geo.view.own_data import own_datasets, own_words
from geo.view.quick_ranges import quick_ranges
from geo.view.select import groups_of_zones, in_time_order
from geo.webmap.container import GRID, day_numbers, pack, whole

NONE_16, NONE_32 = 0xFFFF, 0xFFFFFFFF
TEXTS = (
    "event_id",
    "place",
    "claimed_by",
    "summary",
    "note",
    "match_note",
    "source_publisher",
    "source_title",
    "source_date",
    "source_url",
)


def event_columns(joined: gpd.GeoDataFrame, *, texts: bool) -> bytes:
    """Return the events in time order as a container of typed columns.

    Parameters
    ----------
    texts : bool
        Whether place, summary and source go in; without them a click has to ask the app.

    Raises
    ------
    ColumnFault
        When there are more datasets or units than 16 bits number, or a toll is beyond 32.
    """
    frame = in_time_order(joined)
    lonlat = np.rint(coordinates(frame) * GRID).astype(np.int32)
    actors, (actor_1, actor_2) = _dictionary(frame["actor_1"], frame["actor_2"])
    datasets, (dataset,) = _dictionary(frame["dataset"])
    zone_ids = frame["zone_ids"].astype("category")
    tolls = Tolls.of(frame)
    columns: dict[str, NDArray[Any]] = {
        "day": day_numbers(frame["date_start"]),
        "end": day_numbers(frame["date_end"]),
        "lon": lonlat[:, 0].copy(),
        "lat": lonlat[:, 1].copy(),
        "fatalities": _deaths(tolls.best),
        **_ranges_of_deaths(frame, tolls),
        "actor_1": actor_1.astype(np.uint32),
        "actor_2": actor_2.astype(np.uint32),
        "unit": _unit_positions(frame),
        "type": _codes(frame["event_type"], [kind.key for kind in vocabulary.EVENT_TYPES]),
        "date_precision": _codes(frame["date_precision"], list(vocabulary.DATE_PRECISIONS)),
        "geo_precision": _codes(frame["geo_precision"], list(vocabulary.GEO_PRECISIONS)),
        "verified": _codes(frame["verified"], list(vocabulary.VERIFIED)),
        "country": _codes(frame["country_id"], list(vocabulary.COUNTRY_LABELS)),
        "dataset": whole(dataset, np.uint16, "datasets"),
        "linked": _linked(frame),
        "zones": _positions(zone_ids),
        "conflict": _codes(frame["conflict"], list(LEVELS)),
    }
    counts = event_counts(frame)
    if not (counts == 1).all():
        # Only where it says something: most files hold one event a row.
        columns["count"] = whole(counts, np.uint32, "events of a row")
    words = {name: frame[name].astype("object").where(frame[name].notna(), "") for name in TEXTS}
    own = own_datasets(datasets)
    meta = {
        "actors": actors,
        "datasets": datasets,
        "own": {"datasets": own, "words": own_words(own)},
        "zone_ids": [zones.split("; ") for zones in zone_ids.cat.categories],
        "zone_groups": [groups_of_zones(zones) for zones in zone_ids.cat.categories],
        "texts": {name: list(values) for name, values in words.items()} if texts else None,
        "classes": _classes(frame),
        "ranges": _ranges(frame),
    }
    return pack(meta, columns)


def _deaths(figures: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return deaths as whole numbers, -1 where unknown or without a bound."""
    known = np.where(np.isfinite(figures), figures, -1)
    return whole(known.astype(np.int64), np.int32, "deaths of an event")


def _ranges_of_deaths(frame: gpd.GeoDataFrame, tolls: Tolls) -> dict[str, NDArray[Any]]:
    """Return lowest and highest tolls, and where a best estimate is given, if any needs them."""
    if np.array_equal(tolls.low, tolls.high, equal_nan=True):
        return {}
    stated = frame["fatalities_best"].notna().to_numpy().astype(np.uint8)
    low, high = _deaths(tolls.low), _deaths(tolls.high)
    return {"fatalities_low": low, "fatalities_high": high, "best_stated": stated}


def _classes(frame: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return breaks and labels of the classes of counts, by level and measure."""
    return {
        level: {
            measure: {"breaks": edges, "labels": class_labels(edges)}
            for measure, edges in measures.items()
        }
        for level, measures in all_breaks(frame).items()
    }


def _ranges(frame: gpd.GeoDataFrame) -> list[tuple[str, int, int]]:
    """Return name, first and last day of the quick ranges."""
    if frame.empty:
        return []
    ranges = quick_ranges(frame["date_start"].min().date(), frame["date_start"].max().date())
    days = [day_numbers(pd.Series(pd.to_datetime(list(window)))) for window in ranges.values()]
    return [(name, int(a), int(b)) for name, (a, b) in zip(ranges, days, strict=True)]


def _linked(frame: gpd.GeoDataFrame) -> NDArray[np.uint8]:
    """Return 1 where another event is shown instead, once linked events are to be shown once."""
    if "duplicate_of" not in frame:
        return np.zeros(len(frame), dtype=np.uint8)
    return np.asarray(frame["duplicate_of"].notna(), dtype=np.uint8)


def _codes(column: pd.Series, words: list[str]) -> NDArray[np.uint8]:
    codes = pd.Categorical(column.astype("object"), categories=words).codes
    return np.where(codes < 0, 255, codes).astype(np.uint8)


def _positions(column: pd.Series) -> NDArray[np.uint16]:
    """Return the number of each row's category; null is the highest number."""
    codes = column.cat.codes.to_numpy(np.int64)
    return whole(np.where(codes < 0, NONE_16, codes), np.uint16, "combinations of zones")


def _dictionary(*columns: pd.Series) -> tuple[list[str], list[NDArray[np.int64]]]:
    """Return the words of several columns and their numbers; null is the highest number."""
    both = pd.concat([column.astype("object") for column in columns], ignore_index=True)
    codes, words = pd.factorize(both, sort=True)
    codes = np.where(codes < 0, NONE_32, codes)
    return list(words), np.split(codes, len(columns))


def _unit_positions(frame: gpd.GeoDataFrame) -> NDArray[np.uint16]:
    """Return the position of the finest unit that each event is known to."""
    position = pd.Index(read_units()["unit_id"])
    # The highest number says that there is none.
    if len(position) > NONE_16:
        raise ColumnFault(
            f"The map document tells {NONE_16:,} units apart; the boundaries hold "
            f"{len(position):,}. Import fewer countries, or a coarser level."
        )
    found = np.full(len(frame), -1, dtype=np.int64)
    for column in ("country_id", "province_id", "district_id"):
        categories = position.get_indexer(frame[column].cat.categories)
        codes = frame[column].cat.codes.to_numpy()
        here = np.where(codes >= 0, np.append(categories, -1)[codes], -1)
        found = np.where(here >= 0, here, found)
    return np.where(found < 0, NONE_16, found).astype(np.uint16)
