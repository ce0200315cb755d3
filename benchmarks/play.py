"""Frames a second while the window plays through time."""

from playwright.sync_api import Browser

from benchmarks.browser import browsing, new_page, open_app, rest
from benchmarks.results import Measure
from benchmarks.run import Run
from benchmarks.server import serve_app

COUNTS = (100_000, 1_000_000)
TARGET = 25
WARM_MS, LENGTH_MS = 1_000, 4_000
COUNT_FRAMES = """async ([warm, length]) => {
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const painted = () => +document.querySelector(".bw-pane").dataset.painted;
  await pause(warm);
  const frames = painted(), start = performance.now();
  await pause(length);
  return (painted() - frames) / ((performance.now() - start) / 1000);
}"""


def measure(run: Run) -> list[Measure]:
    """Return the frames a second of the map's own play button, at several numbers of events."""
    with browsing() as browser:
        return [_of_count(run, browser, count) for count in COUNTS if count <= run.largest]


def _of_count(run: Run, browser: Browser, count: int) -> Measure:
    run.say(f"play: {count:,} events")
    with serve_app(run.events(count)) as server, new_page(browser) as page:
        frame, _ = open_app(page, server.url)
        rest(page)
        frame.get_by_role("button", name="Play").click()
        rate = frame.evaluate(COUNT_FRAMES, [WARM_MS, LENGTH_MS])
    return Measure(f"Play, {count:,} events", rate, unit="frames/s", target=TARGET)
