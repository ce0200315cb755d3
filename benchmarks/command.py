"""Run a command of ``borderwatch`` in a process of its own, and measure it."""

import os
import subprocess
import sys
import time
from pathlib import Path

import geo


def finished(*arguments: str | Path) -> tuple[float, float, float]:
    """Return seconds, seconds of processors and peak MB of the command, once it has ended."""
    command = [sys.executable, "-c", "from geo.cli import main; main()", *map(str, arguments)]
    source = str(Path(geo.__file__).parents[1])
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": source}
    )
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status:
        raise RuntimeError(f"{arguments} failed with status {status}")
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
