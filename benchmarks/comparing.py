"""The comparison of two windows: the sliders of its page, and the analysis itself."""

import statistics
import time
from collections.abc import Callable
from typing import Any

import geo
from benchmarks.browser import browsing, new_page, open_app, rest
from benchmarks.results import Measure
from benchmarks.run import Run
from benchmarks.server import serve_app
from benchmarks.step import steps
from geo.join.probability import probabilities

COUNT = 100_000
STEP_TARGET, ANALYSIS_TARGET = 0.3, 1.0
A, B = ("2020-08-15", "2021-08-14"), ("2021-08-15", "2022-08-14")


def measure(run: Run) -> list[Measure]:
    """Return steps of both sliders with three maps painted, and times of the analysis."""
    return [*_sliders(run), *_analysis(run)]


def _sliders(run: Run) -> list[Measure]:
    run.say(f"compare: {COUNT:,} events")
    with (
        serve_app(run.events(COUNT)) as server,
        browsing() as browser,
        new_page(browser) as page,
    ):
        frame, _ = open_app(page, f"{server.url}/compare")
        rest(page)
        return [
            Measure(
                f"Compare page: step of slider {pane.upper()}, {COUNT:,} events",
                steps(page, frame, ("ArrowRight", "ArrowLeft"), run.repetitions, pane),
                target=STEP_TARGET,
            )
            for pane in ("a", "b")
        ]


def _analysis(run: Run) -> list[Measure]:
    run.say(f"compare: {run.largest:,} joined events")
    events, _ = geo.import_events(run.events(run.largest))
    joined = geo.join(events, geo.read_units(), geo.read_zones())
    works: dict[str, Callable[[], Any]] = {
        "Compare by district": lambda: geo.compare(joined, A, B, by="district"),
        "Border activity by month": lambda: geo.border_activity(joined, freq="month"),
        "Compare by segment": lambda: geo.compare(joined, A, B, by="segment"),
    }
    first = _median(lambda: probabilities(joined), repetitions=1)
    return [
        Measure(f"Where the events may lie, the first time, {len(joined):,} joined events", first),
        *(
            Measure(f"{name}, {len(joined):,} joined events", _median(work), target=ANALYSIS_TARGET)
            for name, work in works.items()
        ),
    ]


def _median(work: Callable[[], Any], repetitions: int = 5) -> float:
    seconds = []
    for _ in range(repetitions):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)
