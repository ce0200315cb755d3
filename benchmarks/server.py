"""Start and stop the servers that are measured."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A running server: its address and its process."""

    url: str
    process: subprocess.Popen

    def memory_mb(self) -> float:
        """Return the resident memory of the process and all its children, in MB (10^6)."""
        first = psutil.Process(self.process.pid)
        members = [first, *first.children(recursive=True)]
        return sum(member.memory_info().rss for member in members) / 1e6


@contextmanager
def serve_app(events: Path | None) -> Iterator[Server]:
    """Run the app on a file of events, or on the shipped ones, until the block ends."""
    port = _free_port()
    command = [sys.executable, "-m", "dashboard", "--port", str(port), "--headless"]
    if events is not None:
        command += ["--events", str(events)]
    with _running(command, port, {}) as server:
        yield server


@contextmanager
def serve_script(script: Path, environment: dict[str, str]) -> Iterator[Server]:
    """Run a Streamlit script until the block ends."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    command += ["--server.port", str(port), "--server.headless", "true"]
    command += ["--browser.gatherUsageStats", "false", "--server.fileWatcherType", "none"]
    with _running(command, port, environment) as server:
        yield server


@contextmanager
def _running(command: list[str], port: int, environment: dict[str, str]) -> Iterator[Server]:
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            url = f"http://localhost:{port}"
            if not _answers(url, process):
                log.seek(0)
                raise RuntimeError(f"{' '.join(command)} did not start:\n{log.read().decode()}")
            yield Server(url, process)
        finally:
            _stop(process)


def _answers(url: str, process: subprocess.Popen) -> bool:
    """Wait until the server answers; tell whether it did before it ended or time was up."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False


def _stop(process: subprocess.Popen) -> None:
    """End the process and its children: they are the group that it leads."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is None:
            os.killpg(process.pid, sign)
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                continue


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return probe.getsockname()[1]
