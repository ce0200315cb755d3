"""Measure speed and memory: ``python -m benchmarks [--quick] [PART]...``."""

import signal
import sys
import tempfile
from pathlib import Path

import click

from benchmarks import (
    briefing,
    cluster,
    comparing,
    importing,
    joining,
    memory,
    opening,
    play,
    rebuild,
    searching,
    step,
)
from benchmarks.results import (
    NOTES,
    RESULTS,
    busy,
    machine,
    markdown,
    merge,
    pace,
    plain_table,
    spelled,
)
from benchmarks.run import Run

PARTS = {
    "step": step.measure,
    "folium": rebuild.measure,
    "play": play.measure,
    "open": opening.measure,
    "import": importing.measure,
    "join": joining.measure,
    "compare": comparing.measure,
    "cluster": cluster.measure,
    "briefing": briefing.measure,
    "search": searching.measure,
    "memory": memory.measure,
}


@click.command()
@click.argument("parts", nargs=-1, type=click.Choice(list(PARTS)))
@click.option("--quick", is_flag=True, help="At most 100,000 events, fewer repetitions.")
def main(parts: tuple[str, ...], *, quick: bool) -> None:
    """Print a table of measurements; a whole run also writes it to benchmarks/RESULTS.md.

    PARTS are the parts to measure, all by default.
    """
    # Ended from outside, the servers and the browser are to be stopped too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="borderwatch-benchmarks-") as folder:
        run = Run(Path(folder), quick)
        run.say(busy())
        measured = []
        paces = {}
        for part in parts or PARTS:
            paces[part] = pace()
            measured += PARTS[part](run)
    measures = merge(measured)
    print(plain_table(measures))
    print(f"\n{machine()}\n\n{spelled(paces)}\n\n{NOTES}", end="")
    if not parts and not quick:
        RESULTS.write_text(markdown(measures, paces), "utf-8")
        run.say(f"Written to {RESULTS}")


if __name__ == "__main__":
    main()
