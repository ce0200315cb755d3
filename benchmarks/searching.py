"""Place search: every spelling of the table of the tests, in four scripts."""

import statistics
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pandas as pd

import geo
from benchmarks.command import finished
from benchmarks.results import Measure
from benchmarks.run import Run

TABLE = Path(__file__).parents[1] / "tests" / "gazetteer" / "spellings.csv"
TARGET, FIRST_TARGET, SHELL_RATIO = 0.02, 0.3, 0.77


def measure(run: Run) -> list[Measure]:
    """Return the times of the first search, and of those after it: median and slowest."""
    spellings = pd.read_csv(TABLE)["spelling"].tolist()
    run.say(f"search: {len(spellings)} spellings")
    first = _timed("Kabul")
    seconds = [
        statistics.median(_timed(spelling) for _ in range(run.repetitions_long))
        for spelling in spellings
    ]
    ours, theirs = [], []
    for _ in range(run.repetitions_long):
        ours.append(finished("places", "Nusay")[0])
        theirs.append(_imported())
    shell, bare = statistics.median(ours), statistics.median(theirs)
    return [
        Measure("Place search from the shell", shell, bare, target_ratio=SHELL_RATIO),
        Measure("Place search, the first", first, target=FIRST_TARGET),
        Measure(f"Place search, median of {len(spellings)} spellings", statistics.median(seconds)),
        Measure("Place search, slowest of them", max(seconds), target=TARGET),
    ]


def _imported() -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import geopandas"], check=True)
    return time.perf_counter() - start


def _timed(spelling: str) -> float:
    start = time.perf_counter()
    # What is not found takes its time too.
    with suppress(geo.BorderwatchError):
        geo.find_places(spelling)
    return time.perf_counter() - start
