"""Join and count by unit and day on a local Dask cluster of one worker, then of two."""

import os
import time
from pathlib import Path

from distributed import Client, LocalCluster

from benchmarks.results import Measure
from benchmarks.run import Run
from geo.cluster.cluster import Cluster
from geo.cluster.stores import finish_folder

PART_ROWS = 250_000
TARGET_EFFICIENCY = 0.85
TARGET_MB = 2048.0


def measure(run: Run) -> list[Measure]:
    """Return the times of one and two workers, what the second adds, and their peak memory."""
    count = run.largest_on_cluster
    folder = _partitions(run, count)
    run.say(f"cluster: {count:,} events in {count // PART_ROWS} partitions")
    seconds, busy, peak_mb = zip(
        *(_counted(folder, count, workers) for workers in (1, 2)), strict=True
    )
    name = f"Dask, {count:,} events joined and counted"
    return [
        Measure(f"{name}, one worker", seconds[0]),
        Measure(f"{name}, one worker: processor time", busy[0]),
        Measure(f"{name}, two workers", seconds[1]),
        Measure(f"{name}, two workers: processor time", busy[1]),
        Measure(
            f"{name}: efficiency of two workers",
            seconds[0] / seconds[1] / 2,
            unit="of 1",
            target=TARGET_EFFICIENCY,
        ),
        Measure(f"{name}: peak memory of a worker", max(peak_mb), unit="MB", target=TARGET_MB),
    ]


def _partitions(run: Run, count: int) -> Path:
    """Return a folder as an import writes it, whose partitions hold the same events."""
    part = run.events(PART_ROWS)
    folder = run.folder / "partitions"
    folder.mkdir()
    for number in range(count // PART_ROWS):
        os.link(part, folder / f"part-{number:06}.parquet")
    finish_folder(str(folder), {"rows": count})
    return folder


def _counted(folder: Path, count: int, workers: int) -> tuple[float, float, float]:
    """Return seconds of the work, of the workers' processors, and peak MB of the largest worker.

    One partition is counted first by each worker, so that it has loaded what it needs.
    """
    with (
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address=None,
            scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
        ) as local,
        Client(local) as client,
    ):
        cluster = Cluster(client)
        client.run(_warm_up, str(next(folder.glob("part-*"))))
        before = sum(client.run(time.process_time).values())
        start = time.perf_counter()
        counts, _ = cluster.counts(folder)
        seconds = time.perf_counter() - start
        busy = sum(client.run(time.process_time).values()) - before
        peaks = client.run(_peak_mb)
    if not 0.9 * count < counts["event_count"].sum() <= count:
        raise RuntimeError(f"{counts['event_count'].sum():,} of {count:,} events were counted")
    return seconds, busy, max(peaks.values())


def _warm_up(part: str) -> None:
    from geo.cluster.parts import Part
    from geo.cluster.reading import Dataset
    from geo.cluster.work import count_part

    for task in Dataset("warm", [Part(part, is_ours=True)]).tasks({}):
        count_part(task)


def _peak_mb() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
