"""From the page's address to the painted map, on a server that has served it before."""

import statistics
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks.browser import browsing, new_page, open_app, rest
from benchmarks.results import Measure
from benchmarks.run import Run
from benchmarks.server import serve_app

TARGET, TARGET_LARGEST = 2.5, 5.0


def measure(run: Run) -> list[Measure]:
    """Return the median time to the painted map: shipped events, and the most."""
    with browsing() as browser:
        run.say("open: shipped events")
        shipped = _opening(browser, None, run.repetitions_long)
        run.say(f"open: {run.largest:,} events")
        largest = _opening(browser, run.events(run.largest), 3)
    return [
        Measure("Open to painted map, shipped events", shipped, target=TARGET),
        Measure(f"Open to painted map, {run.largest:,} events", largest, target=TARGET_LARGEST),
    ]


def _opening(browser: Browser, events: Path | None, repetitions: int) -> float:
    """Return the median of as many loads with nothing cached; a load before warms the server."""
    seconds = []
    with serve_app(events) as server:
        for _ in range(repetitions + 1):
            with new_page(browser) as page:
                seconds.append(open_app(page, server.url)[1])
                rest(page)
    return statistics.median(seconds[1:])
