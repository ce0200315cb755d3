"""From a key press on a date slider to the painted map, at several numbers of events."""

import statistics

from playwright.sync_api import Browser, Frame, Page

from benchmarks.browser import browsing, new_page, open_app, rest
from benchmarks.results import Measure
from benchmarks.run import Run
from benchmarks.server import serve_app

TARGETS = {100_000: 0.2, 1_000_000: 0.25}
REBUILD_RATIO = {2_000: 30.0}

FIRST_DAY = 'input[aria-label="First day of the window"]'
AWAIT_REPAINT = """(pane) => {
  const root = document.querySelector(`.bw-pane[data-pane=${pane}]`), before = root.dataset.painted;
  window.benchStep = Promise.all([bench.key(),
    bench.until(() => root.dataset.painted !== before)]).then(([key, painted]) => painted - key);
}"""


def measure(run: Run) -> list[Measure]:
    """Return the steps of the map's own slider."""
    measures = []
    with browsing() as browser:
        for count in run.counts:
            run.say(f"step: {count:,} events")
            measures += _of_count(run, browser, count)
    return measures


def step_name(count: int) -> str:
    """Return the name of the line that this app and the rebuild share."""
    return f"Slider step, {count:,} events"


def _of_count(run: Run, browser: Browser, count: int) -> list[Measure]:
    with serve_app(run.events(count)) as server, new_page(browser) as page:
        frame, _ = open_app(page, server.url)
        rest(page)
        day = steps(page, frame, ("ArrowRight", "ArrowLeft"), run.repetitions)
        month = steps(page, frame, ("PageUp", "PageDown"), run.repetitions)
        return [
            Measure(
                step_name(count),
                day,
                target=TARGETS.get(count),
                target_ratio=REBUILD_RATIO.get(count),
            ),
            Measure(f"Slider step of a month, {count:,} events", month),
        ]


def steps(
    page: Page, frame: Frame, keys: tuple[str, str], repetitions: int, pane: str = "map"
) -> float:
    """Return the median of as many steps, there and back in turn; the first does not count."""
    slider = frame.locator(f".bw-pane[data-pane={pane}] {FIRST_DAY}")
    slider.focus()
    seconds = []
    for number in range(repetitions + 1):
        frame.evaluate(AWAIT_REPAINT, pane)
        page.keyboard.press(keys[number % 2])
        seconds.append(frame.evaluate("benchStep") / 1000)
        rest(page)
    return statistics.median(seconds[1:])
