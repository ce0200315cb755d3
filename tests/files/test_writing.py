"""Files are written whole or not at all, never through a link, and killed processes leave none."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from geo.errors import FileFault
from geo.files import scratch
from geo.files.scratch import OwnedFolder, scratch_folder, sweep
from geo.files.writing import write_folder_whole, write_whole

HOLD = """
import sys, time
from pathlib import Path
from geo.files.scratch import scratch_folder
from geo.files.writing import write_whole

if sys.argv[1] == "scratch":
    folder = scratch_folder("test")
    (folder.path / "upload.csv").write_text("x")
    print(folder.path, flush=True)
    time.sleep(600)
with write_whole(Path(sys.argv[1])) as part:
    part.write_text("half")
    print(part, flush=True)
    time.sleep(600)
"""


class Holder:
    """A process that is in the middle of writing, or holds a temporary folder."""

    def __init__(self, what: Path | str, **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(what)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **environment},
        )
        self.path = Path(self.process.stdout.readline().strip())

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()


@pytest.fixture
def hold():
    holders = []

    def start(what, **environment):
        holders.append(Holder(what, **environment))
        return holders[-1]

    yield start
    for holder in holders:
        holder.kill()


def write(path: Path, text: str = "new") -> None:
    with write_whole(path) as part:
        part.write_text(text)


def write_folder(path: Path) -> None:
    with write_folder_whole(path) as part:
        (part / "a.txt").write_text("new")


@pytest.mark.parametrize("written", [write, write_folder])
@pytest.mark.parametrize("there", [True, False], ids=["to a file", "dangling"])
def test_a_link_is_left_alone(tmp_path, written, there):
    target, link = tmp_path / "target", tmp_path / "link"
    if there:
        target.write_text("old")
    link.symlink_to(target)
    with pytest.raises(FileFault, match=r"is a symbolic link.*left as it is"):
        written(link)
    assert link.is_symlink()
    assert (target.read_text() == "old") if there else not target.exists()


def test_a_link_in_the_folders_above_is_followed(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write(tmp_path / "link" / "a.txt")
    assert (tmp_path / "real" / "a.txt").read_text() == "new"


def test_a_pipe_and_a_device_are_not_replaced(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/null")):
        with pytest.raises(FileFault, match="-o - writes to standard"):
            write(path)
    assert (tmp_path / "pipe").is_fifo()
    assert Path("/dev/null").is_char_device()


def test_what_a_killed_writer_left_goes_with_the_next_write(tmp_path, hold):
    killed, living = hold(tmp_path / "a.txt"), hold(tmp_path / "b.txt")
    killed.kill()
    write(tmp_path / "c.txt")
    assert not killed.path.exists()
    assert living.path.read_text() == "half"
    parts = [path for path in tmp_path.iterdir() if path.name.startswith(".part-")]
    assert parts == [living.path.parent.parent]


def test_a_killed_process_of_the_same_folder_is_told_from_a_living_one(tmp_path, hold):
    living = [hold(tmp_path / f"{n}.txt") for n in range(2)]
    write(tmp_path / "c.txt")
    assert all(holder.path.exists() for holder in living)
    assert (tmp_path / "c.txt").read_text() == "new"


def test_folders_of_others_that_look_alike_stand(tmp_path):
    foreign = tmp_path / ".part-of-a-book"
    foreign.mkdir()
    (foreign / "chapter.txt").write_text("mine")
    os.utime(foreign, (0, 0))
    (tmp_path / "mine").mkdir()
    (tmp_path / ".part-link").symlink_to(tmp_path / "mine")
    write(tmp_path / "a.txt")
    assert (foreign / "chapter.txt").read_text() == "mine"
    assert (tmp_path / "mine").is_dir()


def test_a_folder_that_is_not_locked_yet_is_given_time(tmp_path):
    young, old = tmp_path / ".part-young", tmp_path / ".part-old"
    young.mkdir()
    old.mkdir()
    os.utime(old, (time.time() - 3_600,) * 2)
    sweep(tmp_path, ".part-")
    assert young.exists()
    assert not old.exists()


def test_a_scratch_folder_of_a_killed_process_goes_at_the_next_first_call(
    tmp_path, hold, monkeypatch
):
    killed, living = (hold("scratch", TMPDIR=str(tmp_path)) for _ in range(2))
    killed.kill()
    monkeypatch.setattr(scratch.tempfile, "tempdir", str(tmp_path))
    with scratch_folder("upload") as folder:
        assert not killed.path.exists()
        assert living.path.exists()
        assert folder.is_relative_to(tmp_path)
        assert folder.stat().st_mode & 0o777 == 0o700
    assert not folder.exists()


def test_a_forgotten_folder_is_gone_and_a_forked_child_leaves_it(tmp_path):
    folder = OwnedFolder(tmp_path, "x-")
    child = os.fork()
    if not child:
        folder.close()
        os._exit(0)
    os.waitpid(child, 0)
    assert folder.path.is_dir()
    path = folder.path
    del folder
    assert not path.exists()
    assert list(tmp_path.iterdir()) == []


def test_two_processes_write_one_file_at_once(tmp_path):
    script = (
        "import sys\nfrom pathlib import Path\nfrom geo.files.writing import write_whole\n"
        "for _ in range(200):\n    with write_whole(Path(sys.argv[1])) as part:\n"
        "        part.write_text(sys.argv[2] * 1000)\n"
    )
    path = tmp_path / "a.txt"
    writers = [
        subprocess.Popen([sys.executable, "-c", script, str(path), letter], stderr=subprocess.PIPE)
        for letter in "ab"
    ]
    assert [writer.communicate()[1] for writer in writers] == [b"", b""]
    assert path.read_text() in ("a" * 1000, "b" * 1000)
    assert list(tmp_path.iterdir()) == [path]
