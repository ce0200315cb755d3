"""Run a command of ``borderwatch`` in a process of its own, and measure it."""

import os
import subprocess
import sys
import time
from pathlib import Path

import geo

_POLL = 0.02
_COMMAND = "import sys; from geo.cli.main import main; sys.exit(main())"


def finished(*arguments: str | Path) -> tuple[float, float, float]:
    """Return seconds, seconds of processors and peak MB of the command, once it has ended."""
    command = [sys.executable, "-c", _COMMAND, *map(str, arguments)]
    source = str(Path(geo.__file__).parents[1])
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": source},
    )
    peak_mb = 0.0
    ended = 0
    while not ended:
        peak_mb = max(peak_mb, _high_water_mb(process.pid))
        time.sleep(_POLL)
        ended, status, used = os.wait4(process.pid, os.WNOHANG)
    seconds = time.perf_counter() - start
    if status:
        raise RuntimeError(f"{arguments} failed with status {status}")
    return seconds, used.ru_utime + used.ru_stime, peak_mb


def _high_water_mb(pid: int) -> float:
    """Return the most memory that a process has had, in units of 1,048,576 bytes.

    ``ru_maxrss`` would not do: a process begins with that of the one which started it.
    """
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    sizes = [line.split()[1] for line in lines if line.startswith("VmHWM")]
    # A process that has ended, and waits to be asked, has none.
    return float(sizes[0]) / 1024 if sizes else 0.0
