"""Frames a second while the window plays through time."""

from benchmarks.browser import browsing, new_page, open_app, rest
from benchmarks.results import Measure
from benchmarks.run import Run
from benchmarks.server import serve_app

COUNT = 100_000
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
    """Return the frames a second of the map's own play button."""
    run.say(f"play: {COUNT:,} events")
    with serve_app(run.events(COUNT)) as server, browsing() as browser, new_page(browser) as page:
        frame, _ = open_app(page, server.url)
        rest(page)
        frame.get_by_role("button", name="Play").click()
        rate = frame.evaluate(COUNT_FRAMES, [WARM_MS, LENGTH_MS])
    return [Measure(f"Play, {COUNT:,} events", rate, unit="frames/s", target=TARGET)]
