"""Place search: every spelling of the table of the tests, in four scripts."""

import statistics
import time
from contextlib import suppress
from pathlib import Path

import pandas as pd

import geo
from benchmarks.results import Measure
from benchmarks.run import Run

TABLE = Path(__file__).parents[1] / "tests" / "gazetteer" / "spellings.csv"
TARGET = 0.02


def measure(run: Run) -> list[Measure]:
    """Return the times of the first search, and of those after it: median and slowest."""
    spellings = pd.read_csv(TABLE)["spelling"].tolist()
    run.say(f"search: {len(spellings)} spellings")
    first = _timed("Kabul")
    seconds = [
        statistics.median(_timed(spelling) for _ in range(run.repetitions_long))
        for spelling in spellings
    ]
    return [
        Measure("Place search, the first", first),
        Measure(f"Place search, median of {len(spellings)} spellings", statistics.median(seconds)),
        Measure("Place search, slowest of them", max(seconds), target=TARGET),
    ]


def _timed(spelling: str) -> float:
    start = time.perf_counter()
    # What is not found takes its time too.
    with suppress(geo.BorderwatchError):
        geo.find_places(spelling)
    return time.perf_counter() - start
