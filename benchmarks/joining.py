"""Load and join of the most points, and districts alone against geopandas."""

import statistics
import time
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import geo
from benchmarks.results import Measure
from benchmarks.run import Run
from geo.join.join import locate

TARGET_RATIO, LOAD_RATIO = 3.0, 0.77


def measure(run: Run) -> list[Measure]:
    """Return the times of load, of the whole join, and of districts alone both ways."""
    path, count = run.events(run.largest), run.largest
    run.say(f"join: {count:,} events")
    here, there = [], []
    for _ in range(run.repetitions_long):
        there.append(_timed(lambda: gpd.read_parquet(path))[0])
        seconds, (events, _) = _timed(lambda: geo.import_events(path))
        here.append(seconds)
    load, read = statistics.median(here), statistics.median(there)
    units, zones = geo.read_units(), geo.read_zones()
    join, _ = _timed(lambda: geo.join(events, units, zones))
    here, there = _districts_alone(events, units, run.repetitions_long)
    return [
        Measure(f"Load, {count:,} events", load, read, target_ratio=LOAD_RATIO),
        Measure(f"Join with units, zones and borders, {count:,} events", join),
        Measure(f"Districts alone, {count:,} points", here, there, target_ratio=TARGET_RATIO),
    ]


def _districts_alone(
    events: gpd.GeoDataFrame, units: gpd.GeoDataFrame, repetitions: int
) -> tuple[float, float]:
    """Return the median times of this project's way and of geopandas', taken in turn."""
    districts = units[units["level"] == "district"].sort_values("unit_id", ignore_index=True)
    ours, theirs = [], []
    for _ in range(repetitions):
        seconds, found = _timed(_located, _fresh(events), _fresh(districts, "unit_id"))
        ours.append(seconds)
        seconds, expected = _timed(_sjoined, _fresh(events), _fresh(districts, "unit_id"))
        theirs.append(seconds)
        pd.testing.assert_series_equal(found.astype("str"), expected, check_names=False)
    return statistics.median(ours), statistics.median(theirs)


def _located(points: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> pd.Series:
    lonlat = shapely.get_coordinates(np.asarray(points.geometry))
    at = locate(lonlat, np.asarray(districts.geometry))
    units = pd.Index(districts["unit_id"])
    return pd.Series(pd.Categorical.from_codes(at, units), index=points.index)


def _sjoined(points: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> pd.Series:
    return gpd.sjoin(points, districts, predicate="within", how="left")["unit_id"]


def _fresh(frame: gpd.GeoDataFrame, *columns: str) -> gpd.GeoDataFrame:
    """Return a copy with geometries that carry no index or preparation of an earlier run."""
    shapes = shapely.from_wkb(shapely.to_wkb(np.asarray(frame.geometry)))
    return gpd.GeoDataFrame(frame[list(columns)], geometry=shapes, crs=frame.crs)


def _timed(work: Callable[..., Any], *arguments: Any) -> tuple[float, Any]:
    start = time.perf_counter()
    answer = work(*arguments)
    return time.perf_counter() - start, answer
