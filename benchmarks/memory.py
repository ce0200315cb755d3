"""Memory of the server that shows the most events, to one session and to ten."""

from contextlib import ExitStack

from benchmarks.browser import browsing, new_page, open_app, rest
from benchmarks.results import Measure
from benchmarks.run import Run
from benchmarks.server import serve_app

SESSIONS = 10
TARGET_MB, TARGET_MB_OF_ALL = 700.0, 1_000.0


def measure(run: Run) -> list[Measure]:
    """Return the resident memory of a fresh server once one page, and then ten, are painted."""
    count = run.largest
    run.say(f"memory: {count:,} events")
    memory = []
    with serve_app(run.events(count)) as server, browsing() as browser, ExitStack() as pages:
        for _ in range(SESSIONS):
            page = pages.enter_context(new_page(browser))
            open_app(page, server.url)
            rest(page)
            memory.append(server.memory_mb())
    name = f"Memory of the server, {count:,} events"
    return [
        Measure(name, memory[0], unit="MB", target=TARGET_MB),
        Measure(f"{name}: {SESSIONS} sessions", memory[-1], unit="MB", target=TARGET_MB_OF_ALL),
    ]
