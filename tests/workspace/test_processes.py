"""Killed at any moment, or shared by two processes, a workspace is whole."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="cannot fork")


def run(*words):
    command = [sys.executable, str(Path(__file__).with_name("processes.py")), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_killed_while_it_writes_all_is_whole(tmp_path):
    assert run("killed", tmp_path / "workspace", 10).startswith("10 times killed")


def test_two_that_write_at_once_lose_nothing(tmp_path):
    assert run("together", tmp_path / "workspace", 6) == "2 at once, 12 versions whole\n"
