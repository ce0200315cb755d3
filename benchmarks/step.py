"""From a key press on a date slider to the painted map, at several numbers of events."""

import statistics

from playwright.sync_api import Browser, Frame, Page

from benchmarks.browser import browsing, new_page, open_app, rest
from benchmarks.results import Measure
from benchmarks.run import Run
from benchmarks.server import serve_app

TARGETS = {100_000: 0.2, 1_000_000: 0.25}
REBUILD_RATIO = {2_000: 30.0}
SIDEBAR_COUNT = 100_000

FIRST_DAY = 'input[aria-label="First day of the window"]'
AWAIT_REPAINT = """(pane) => {
  const root = document.querySelector(`.bw-pane[data-pane=${pane}]`), before = root.dataset.painted;
  window.benchStep = Promise.all([bench.key(),
    bench.until(() => root.dataset.painted !== before)]).then(([key, painted]) => painted - key);
}"""
AWAIT_SENTENCE = """(year) => {
  const said = document.querySelector(".bw-sentence");
  window.benchStep = bench.until(() => said.textContent.includes(`January ${year}`));
}"""


def measure(run: Run) -> list[Measure]:
    """Return the steps of the map's own slider and of the sidebar."""
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
        measures = [
            Measure(
                step_name(count),
                day,
                target=TARGETS.get(count),
                target_ratio=REBUILD_RATIO.get(count),
            ),
            Measure(f"Slider step of a month, {count:,} events", month),
        ]
        if count == SIDEBAR_COUNT:
            sidebar = _sidebar_steps(page, frame, run.repetitions)
            measures.append(Measure(f"Sidebar's range to painted map, {count:,} events", sidebar))
    return measures


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


def _sidebar_steps(page: Page, frame: Frame, repetitions: int) -> float:
    """Return the median from Enter on a year in the sidebar's ranges to the painted map."""
    ranges = page.get_by_role("combobox", name="Quick ranges")
    seconds = []
    for number in range(repetitions + 1):
        year = str(2010 + number)
        ranges.fill(year)
        page.keyboard.press("ArrowDown")
        page.get_by_role("option", name=year).wait_for()
        frame.evaluate(AWAIT_SENTENCE, year)
        page.evaluate("() => { window.benchKey = bench.key(); }")
        page.keyboard.press("Enter")
        painted = frame.evaluate("benchStep")
        seconds.append((painted - page.evaluate("benchKey")) / 1000)
        rest(page)
    return statistics.median(seconds[1:])
