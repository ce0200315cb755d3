"""Files of strangers do nothing but be read, and never more than the machine can bear."""

import contextlib
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyarrow import OSFile, csv

from geo.errors import BorderwatchError
from geo.events.reading import import_events
from geo.files.layers import read_layers
from geo.files.open import open_table
from geo.files.table import Header
from tests.files.hostile import (
    BOMBS,
    POINTING,
    geopackage,
    one_long_binary,
    shapefile,
    virtual_layer,
)

MOST_MEGABYTES, MOST_FILE = 1_500, 10_500_000
HANGS = 600
"""Seconds after which a reader will not end at all; on an idle machine each takes a few."""
SECRET = "a row of another file of this machine"
READ = """
import sys
from pathlib import Path
from geo.errors import BorderwatchError
from geo.events.stream import stream_events
from geo.files.layers import read_layers

def as_events(path):
    return [str(report) for _, report, _ in stream_events(path)]

path = Path(sys.argv[1])
for read in [as_events, read_layers][: int(sys.argv[2])]:
    try:
        print("report:", repr(str(read(path)))[:200])
    except BorderwatchError as error:
        print("refused:", error)
status = Path("/proc/self/status").read_text()
print(int(status.partition("VmHWM:")[2].split()[0]) // 1024)
"""
LAYERS = (".gpkg", ".geojson", ".topojson", ".kml", ".shp")
on_linux = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads /proc")


@contextlib.contextmanager
def listener() -> Iterator[tuple[int, list[str]]]:
    """A port on this machine, and what has connected to it."""
    callers: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            with contextlib.suppress(OSError):
                while True:
                    caller, _ = server.accept()
                    callers.append("connected")
                    caller.close()

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield server.getsockname()[1], callers
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.mark.parametrize("read", [import_events, read_layers])
@pytest.mark.parametrize(("name", "make"), POINTING.items(), ids=POINTING)
def test_what_a_file_points_to_is_neither_read_nor_fetched(tmp_path, name, make, read):
    secret = tmp_path / "secret.csv"
    secret.write_text(f"place,longitude,latitude\n{SECRET},69,34\n")
    path = tmp_path / name
    with listener() as (port, callers):
        make(path, virtual_layer(port, secret))
        try:
            result = str(read(path))
        except BorderwatchError as error:
            result = str(error)
        # Proves that the listener tells, and that nobody came before.
        with socket.create_connection(("127.0.0.1", port)) as call:
            call.recv(1)
    assert callers == ["connected"]
    assert SECRET not in result


@on_linux
@pytest.mark.parametrize(("name", "make"), BOMBS.items(), ids=BOMBS)
def test_a_bomb_ends_in_a_message(tmp_path, name, make):
    path = tmp_path / name
    make(path)
    assert path.stat().st_size < MOST_FILE
    ways = 2 if path.suffix in LAYERS else 1
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", READ, str(path), str(ways)],
        capture_output=True,
        text=True,
        timeout=HANGS,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-2_000:]
    *messages, megabytes = ended.stdout.strip().splitlines()
    assert len(messages) == ways
    assert all(message.startswith(("refused:", "report:")) for message in messages)
    assert int(megabytes) < MOST_MEGABYTES


def test_a_table_that_is_left_early_leaves_no_thread_in_python(tmp_path, monkeypatch):
    """Arrow reads ahead in a thread of its own, which would abort a process that is ending."""
    path = tmp_path / "a.csv"
    path.write_text("date,latitude,longitude\n" + "2021-07-01,38.1,70.8\n" * 1_000)
    files, opening = [], csv.open_csv
    monkeypatch.setattr(csv, "open_csv", lambda f, **how: files.append(f) or opening(f, **how))
    with open_table(path) as opened:
        next(opened.chunks(Header()))
    assert [type(file) for file in files] == [OSFile]


def test_no_file_of_a_stranger_reaches_gdal(tmp_path):
    """Its readers are not even loaded, whatever the format."""
    shapefile(tmp_path / "a.shp")
    geopackage(tmp_path / "a.gpkg", table="good")
    one_long_binary(tmp_path / "a.parquet")
    for name, make in POINTING.items():
        make(tmp_path / name, virtual_layer(9, tmp_path))
    script = (
        "import sys\nfrom pathlib import Path\n"
        "from geo.files.open import open_table\nfrom geo.files.layers import read_layers\n"
        "from geo.errors import BorderwatchError\n"
        f"for path in sorted(Path({str(tmp_path)!r}).iterdir()):\n"
        "    for read in (read_layers, lambda p: open_table(p).__enter__()):\n"
        "        try: read(path)\n"
        "        except BorderwatchError: pass\n"
        "print([name for name in sys.modules if name.startswith(('pyogrio', 'fiona', 'osgeo'))])\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert ended.stdout.strip() == "[]"
