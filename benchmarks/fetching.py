"""The figures on fetching in docs/fetching.md: run once, a minute.

    python -m benchmarks.fetching [ROWS]

A stand-in in a process of its own serves invented rows in ACLED's pages. They are fetched,
imported, kept and joined; then once more, with 500 new rows, 40 changed and 7 withdrawn.
"""

import multiprocessing
import os
import resource
import sys
import tempfile
import time
from datetime import date

import numpy as np

import geo
from borderwatch_fetch.fetch import fetch_events
from tests.fetch.stand_in import NAME, PASSWORD, StandIn, acled_row, serving

WORDS = "An invented event that the benchmark of fetching made up, as long as notes often are. " * 3
NEW, CHANGED, WITHDRAWN = 500, 40, 7


class Timed(StandIn):
    """Knows how long it took to answer."""

    spent = None

    def answer(self, asked):
        began = time.perf_counter()
        try:
            return super().answer(asked)
        finally:
            self.spent.value += time.perf_counter() - began


def rows(count):
    """Return invented events all over Afghanistan, over three years."""
    random = np.random.default_rng(16)
    days = np.datetime64("2023-01-01") + random.integers(0, 1_000, count)
    longitude, latitude = random.uniform(62, 71, count), random.uniform(31, 37, count)
    return [
        acled_row(
            number,
            day=str(days[number]),
            longitude=f"{longitude[number]:.4f}",
            latitude=f"{latitude[number]:.4f}",
            notes=f"{WORDS}{number}",
        )
        for number in range(count)
    ]


def serve(count, spent, address, again):
    """Serve the rows, and from a signal on the changed ones."""
    stand_in = Timed(acled=rows(count))
    stand_in.spent = spent
    with serving(stand_in) as base:
        address.put(base)
        again.wait()
        now = int(time.time())
        for row in stand_in.acled[:CHANGED]:
            row |= {"fatalities": "9", "timestamp": now}
        gone = stand_in.acled[CHANGED : CHANGED + WITHDRAWN]
        stand_in.deleted = [
            {"event_id_cnty": row["event_id_cnty"], "deleted_timestamp": now} for row in gone
        ]
        del stand_in.acled[CHANGED : CHANGED + WITHDRAWN]
        stand_in.acled += [acled_row(count + number, stamp=now) for number in range(NEW)]
        address.put("ready")
        again.clear()
        again.wait()


def main(count):
    """Print the figures."""
    context = multiprocessing.get_context("spawn")
    spent, address, again = context.Value("d", 0.0), context.Queue(), context.Event()
    server = context.Process(target=serve, args=(count, spent, address, again))
    server.start()
    os.environ |= {
        "BORDERWATCH_FETCH_SERVERS": f"acled={address.get()}",
        "BORDERWATCH_ACLED_USER": NAME,
        "BORDERWATCH_ACLED_PASSWORD": PASSWORD,
    }
    with tempfile.TemporaryDirectory() as folder:
        measure(folder, spent)
        again.set()
        address.get()
        measure(folder, spent)
        again.set()
    server.join()


def measure(folder, spent):
    """Fetch, import, keep and join, and print what that took."""
    before, began = spent.value, time.perf_counter()
    workspace = geo.open_workspace(folder)
    fetched = fetch_events("acled", ["AFG"], date(2023, 1, 1), workspace=workspace)
    kept = time.perf_counter()
    joined = geo.join(fetched.events, geo.read_units(), geo.read_zones())
    ended = time.perf_counter()
    own = spent.value - before
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(fetched)
    print(
        f"{ended - began:.1f} s, of which the stand-in took {own:.1f} and the join of "
        f"{len(joined):,} events {ended - kept:.1f}; {memory:,.0f} MB at most"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
