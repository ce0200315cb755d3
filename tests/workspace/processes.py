"""Processes that write to one workspace, and are killed in the middle of it.

``python tests/workspace/processes.py killed FOLDER TIMES`` kills one so many times and looks at
what is left after each; ``together FOLDER TIMES`` lets two write at once. They are forked from this
one, which has loaded everything, so that a hundred take seconds.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

import pandas as pd

import geo
from geo.events.own_files import write_geoparquet
from geo.workspace import catalogue
from geo.workspace.keeping import sha256

LONGEST = 0.5
"""Seconds after which one is killed at the latest: in it several things are written."""
FILES = 4
"""Of events, written beforehand: what is to be cut off is the keeping."""


def events(rows):
    """Valid events, of which no two numbers of rows make the same."""
    frame = pd.DataFrame({"event_id": [f"e{row}" for row in range(rows)]})
    return geo.as_events(
        frame.assign(
            date_start="2021-08-15",
            date_precision="day",
            geo_precision="town",
            event_type="attack",
            source_publisher="A newspaper",
            longitude=69.17,
            latitude=34.53,
        )
    )


def prepared(folder):
    """Write files of events beside the workspace; return their paths."""
    paths = [folder.with_name(f"events-{rows}.parquet") for rows in range(1, FILES + 1)]
    for rows, path in enumerate(paths, start=1):
        with write_geoparquet(path) as writer:
            writer.write(events(rows))
    return paths


def write(folder, files, packed, start):
    """Write all that a workspace can hold, until it is killed."""
    workspace = geo.open_workspace(folder)
    if start % 4 == 0:
        # It takes longest: begun first, or it is never reached.
        workspace.take_in(packed)
    for number in range(start, start + 10_000):
        download = folder.with_name("download.csv")
        download.write_text(f"{number}\n" * number)
        workspace.keep("kept", files[number % FILES], file=download, origin="a test")
        workspace.save("note", "last", f"{number} " * number)
        workspace.save_view("last", geo.View(title=f"{number}"), ("kept",))
        workspace.keep("passing", files[number % FILES], origin="a test")
        if number % 2:
            workspace.remove("passing")
        else:
            workspace.rename("passing", f"passing {number}")


def check(folder):
    """Open the workspace and look at every file that its catalogue names, and for others."""
    workspace = geo.open_workspace(folder)
    for name in workspace.datasets()["name"]:
        numbers = [version.number for version in workspace.versions(name)]
        assert numbers == list(range(1, len(numbers) + 1)), (name, numbers)
    with catalogue.reading(folder) as opened:
        question = "SELECT folder, events_sha256, file, file_sha256 FROM versions"
        rows = [] if opened is None else opened.execute(question).fetchall()
    named = {}
    for name, digest, file, file_digest in rows:
        place = workspace.folder / "versions" / name
        assert sha256(place / "events.parquet") == digest
        assert not file or sha256(place / "original" / file) == file_digest
        named[name] = place
    there = {path.name for path in (workspace.folder / "versions").glob("*")}
    assert there == set(named), "a folder that nobody names"
    parts = [path for part in workspace.folder.glob(".part-*") for path in part.iterdir()]
    assert not parts, "a part that was left"
    for text in workspace.saved("note")["name"]:
        words = workspace.text("note", text).split()
        assert set(words) == {words[0]}, "a text that is half-written"
        assert len(words) == int(words[0]), "a text that is half-written"
    for view in workspace.views():
        assert workspace.view(view).title
    return len(named)


def forked(function, *words):
    """Run a function in a process of its own; return its number."""
    number = os.fork()
    if number:
        return number
    try:
        function(*words)
    finally:
        os._exit(1 if sys.exc_info()[0] else 0)


def killed(folder, times):
    """Kill a writer so many times; each time all must be whole."""
    chance = random.Random(0)
    other = geo.open_workspace(folder.with_name("other"))
    other.keep("packed", events(3), origin="a test")
    packed = other.export(folder.with_name("packed.zip"))
    files = prepared(folder)
    for number in range(times):
        writer = forked(write, folder, files, packed, number * 101)
        time.sleep(chance.uniform(0, LONGEST))
        os.kill(writer, signal.SIGKILL)
        os.waitpid(writer, 0)
        held = check(folder)
    print(f"{times} times killed, {held} versions whole")


def together(folder, times):
    """Let two write at once; nothing of either may be lost."""

    files = prepared(folder)

    def keep(first):
        workspace = geo.open_workspace(folder)
        for number in range(times):
            download = folder.with_name(f"{first}-{number}.csv")
            download.write_text(download.name)
            workspace.keep("kept", files[0], file=download, origin="a test")
            workspace.save("note", f"{first} {number}", "1")

    writers = [forked(keep, first) for first in (1, 2)]
    ended = [os.waitpid(writer, 0)[1] for writer in writers]
    assert ended == [0, 0]
    assert check(folder) == 2 * times
    assert len(geo.open_workspace(folder).saved("note")) == 2 * times
    print(f"2 at once, {2 * times} versions whole")


if __name__ == "__main__":
    {"killed": killed, "together": together}[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))
