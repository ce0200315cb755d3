"""Snapshots and packs: from the shell, warm in one process, and with many events."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

import geo
from benchmarks.command import finished
from benchmarks.results import Measure
from benchmarks.run import Run
from geo.briefs.pack import make_brief
from geo.settings import EVENTS, GEODATA, ROOT

EXAMPLE = ROOT / "docs" / "example-brief.toml"
SHELL_TARGET, WARM_TARGET, PACK_TARGET, MEMORY_TARGET = 3.0, 1.2, 20.0, 700.0
VIEWS = {
    "Badakhshan": geo.View(window=("2021-06-01", "2021-08-15"), extent="AF-BDS"),
    "the whole region": geo.View(),
}


def measure(run: Run) -> list[Measure]:
    """Return times of snapshots at 150 dots to an inch and of the example pack."""
    return [*_shell(run), *_warm(run), _pack(run), *_many(run)]


def _shell(run: Run) -> list[Measure]:
    run.say("snapshot: from the shell")
    options = ["--window", "2021-06-01..2021-08-15", "--extent", "AF-BDS"]
    ours, theirs = [], []
    for _ in range(run.repetitions_long):
        ours.append(_snapshot(EVENTS, run, options)[0])
        theirs.append(_plain(run))
    here, there = statistics.median(ours), statistics.median(theirs)
    return [Measure("Snapshot from the shell", here, there, target=SHELL_TARGET)]


def _plain(run: Run) -> float:
    command = [sys.executable, "-m", "benchmarks.plain_map", EVENTS, GEODATA]
    start = time.perf_counter()
    subprocess.run([*command, run.folder / "plain.png"], check=True)
    return time.perf_counter() - start


def _warm(run: Run) -> list[Measure]:
    joined = geo.join(geo.read_events(), geo.read_units(), geo.read_zones())
    lines = []
    for name, view in VIEWS.items():
        run.say(f"snapshot: {name}")
        seconds = []
        for _ in range(run.repetitions_long + 1):
            start = time.perf_counter()
            geo.snapshot(joined, view, run.folder / "warm.png", dpi=150)
            seconds.append(time.perf_counter() - start)
        warm = statistics.median(seconds[1:])
        lines.append(Measure(f"Snapshot of {name}, warm", warm, target=WARM_TARGET))
    return lines


def _pack(run: Run) -> Measure:
    run.say("snapshot: the example pack")
    start = time.perf_counter()
    make_brief(EXAMPLE, run.folder / "pack")
    return Measure("The example pack", time.perf_counter() - start, target=PACK_TARGET)


def _many(run: Run) -> list[Measure]:
    run.say(f"snapshot: {run.largest:,} events")
    seconds, _, peak_mb = _snapshot(run.events(run.largest), run, [])
    name = f"Snapshot from the shell, {run.largest:,} events"
    return [
        Measure(name, seconds),
        Measure(f"{name}: peak memory", peak_mb, unit="MB", target=MEMORY_TARGET),
    ]


def _snapshot(events: Path, run: Run, options: list[str]) -> tuple[float, float, float]:
    return finished("snapshot", events, *options, "-o", run.folder / "shell.png")
