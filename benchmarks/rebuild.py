"""The same step in the way that is compared with: ``st_folium`` with the map rebuilt."""

import datetime as dt
import re
import statistics
from pathlib import Path

import geopandas as gpd
from playwright.sync_api import Browser, Page, Route

import geo
from benchmarks.browser import browsing, new_page, rest
from benchmarks.results import Measure
from benchmarks.run import Run
from benchmarks.server import ROOT, serve_script
from benchmarks.step import step_name
from benchmarks.synthetic import FIRST

COUNTS = (10, 2_000)
SCRIPT = Path(__file__).with_name("folium_app.py")
LEAFLET = ROOT / "node_modules" / "leaflet" / "dist"
TYPES = {".js": "text/javascript", ".css": "text/css"}
AWAIT_MAP = """([stamp, shapes]) => {
  window.benchStep = new Promise((resolve) => {
    const look = () => {
      for (const frame of document.querySelectorAll("iframe")) {
        const inner = frame.contentDocument;
        const words = inner && inner.querySelector(".benchmark-stamp");
        if (words && words.textContent === stamp &&
            inner.querySelectorAll("path.leaflet-interactive").length === shapes) {
          resolve(frame.contentWindow.bench.painted());
          return;
        }
      }
      requestAnimationFrame(look);
    };
    look();
  });
}"""


def measure(run: Run) -> list[Measure]:
    """Return the steps of the rebuilt map, under the names of this app's own."""
    measures = []
    with browsing() as browser:
        for count in COUNTS:
            run.say(f"folium: {count:,} events")
            measures.append(Measure(step_name(count), there=_steps(run, browser, count)))
    return measures


def _steps(run: Run, browser: Browser, count: int) -> float:
    """Return the median of as many steps of one day; the first does not count."""
    path = run.events(count)
    dates = gpd.read_parquet(path)["date_start"].dt.date
    districts = len(geo.read_units(countries=["AFG"], level="district"))
    day = dt.date.fromisoformat(FIRST)
    seconds = []
    with serve_script(SCRIPT, {"BENCHMARK_EVENTS": str(path)}) as server, new_page(browser) as page:
        page.route(re.compile("^https://"), _answer)
        page.goto(server.url)
        _await_map(page, day, districts + len(dates))
        page.evaluate("benchStep")
        page.get_by_role("slider").focus()
        for _ in range(run.repetitions + 1):
            rest(page)
            day += dt.timedelta(days=1)
            _await_map(page, day, districts + int((dates >= day).sum()))
            page.evaluate("() => { window.benchKey = bench.key(); }")
            page.keyboard.press("ArrowRight")
            painted = page.evaluate("benchStep")
            seconds.append((painted - page.evaluate("benchKey")) / 1000)
    return statistics.median(seconds[1:])


def _await_map(page: Page, day: dt.date, shapes: int) -> None:
    page.evaluate(AWAIT_MAP, [day.isoformat(), shapes])


def _answer(route: Route) -> None:
    """Answer for the CDNs: Leaflet from this machine, nothing for all else."""
    name = Path(route.request.url.split("?")[0]).name
    local = LEAFLET / name
    body = local.read_bytes() if name in ("leaflet.js", "leaflet.css") else b""
    route.fulfill(body=body, content_type=TYPES.get(local.suffix, "text/plain"))
