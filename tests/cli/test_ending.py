"""How commands end: stopped, with a reader that has enough, with an output that is full."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from geo.settings import ROOT


def begin(*words, first="pass", **how):
    """Start a command; ``first`` is run in its process before."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    code = f"{first}\nfrom geo.cli.main import main\nmain()"
    command = [sys.executable, "-c", code, *map(str, words)]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, **how)


def ended(process):
    said = process.communicate(timeout=20)[1].decode()
    assert "Traceback" not in said
    assert "Exception ignored" not in said
    return process.returncode, said


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    "words",
    [
        ["places", "Badakhshan"],
        ["join", "events.geojson", "-o", "-"],
        ["validate", "events.geojson"],
        ["boundaries", "list"],
        ["--help"],
    ],
)
def test_a_full_output_is_an_error(words):
    with Path("/dev/full").open("w") as full:
        code, said = ended(begin(*words, stdout=full))
    assert code == 1
    assert "No space left on device" in said


def test_a_reader_that_has_enough_ends_the_command_without_a_word():
    process = begin("join", "events.geojson", "-o", "-", stdout=subprocess.PIPE)
    process.stdout.close()
    process.stdout = None
    code, said = ended(process)
    assert code == 141, said
    assert "Error" not in said


SLOW = """
import time
import geo.events.reading as reading
def import_events(path, **options):
    print("begun", flush=True)
    time.sleep(60)
reading.import_events = import_events
"""


def test_ctrl_c_ends_a_command_with_130_in_one_line():
    process = begin("validate", "events.geojson", first=SLOW, stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"begun\n"
    process.send_signal(signal.SIGINT)
    code, said = ended(process)
    assert code == 130, said
    assert said.splitlines()[-1] == "Stopped."


def test_ctrl_c_ends_the_app_with_130(tmp_path):
    odd = tmp_path / "a:b.csv"
    odd.write_text((ROOT / "events.geojson").read_text("utf-8"))
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    process = begin("serve", "--events", odd, "--port", port, stdout=subprocess.DEVNULL)
    for _ in range(240):
        try:
            urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=2).close()
            break
        except OSError:
            assert process.poll() is None
            time.sleep(0.25)
    process.send_signal(signal.SIGINT)
    code, said = ended(process)
    assert code == 130, said
    assert said.splitlines()[-1] == "Stopped."
