"""Memory of the server that shows the most events."""

from benchmarks.browser import browsing, new_page, open_app, rest
from benchmarks.results import Measure
from benchmarks.run import Run
from benchmarks.server import serve_app


def measure(run: Run) -> list[Measure]:
    """Return the resident memory of a fresh server after one page was painted."""
    count = run.largest
    run.say(f"memory: {count:,} events")
    with serve_app(run.events(count)) as server, browsing() as browser, new_page(browser) as page:
        open_app(page, server.url)
        rest(page)
        memory = server.memory_mb()
    return [Measure(f"Memory of the server, {count:,} events", memory, unit="MB")]
