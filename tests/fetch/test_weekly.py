"""``borderwatch brief SPEC --fetch``: the week in one go, against the stand-in."""

import json
import time
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from geo.cli.main import main
from tests.fetch.stand_in import SECRETS, acled_row

SPEC = """
title = "The week *anew*"
marking = "INTERNAL <TEST>"
dpi = 40
data = []
events = ["workspace:acled-AFG"]

[[figure]]
kind = "events"
title = "Events of the week"
window = "last 7 days"
extent = "AF-BDS"
"""


def ago(days):
    """Return the day so many days before this one."""
    return str(datetime.now(UTC).date() - timedelta(days=days))


@pytest.fixture
def run(stand_in, tmp_path, monkeypatch):
    """Run a command in a workspace of this test's, in which a week was fetched."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BORDERWATCH_WORKSPACE", str(tmp_path / "own"))
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    (tmp_path / "week.toml").write_text(SPEC, "utf-8")
    stand_in.acled = [acled_row(number, day=ago(number + 1)) for number in range(20)]

    def run(*words):
        return CliRunner().invoke(main, list(words))

    done = run("fetch", "acled", "--country", "AFG", "--from", "2024-01-01")
    assert done.exit_code == 0, done.output
    return run


WEEK = ("brief", "week.toml", "-o", "pack", "--fetch", "--message", "m.md", "--log", "week.log")


def test_the_week_is_fetched_watched_drawn_and_told(run, stand_in, tmp_path):
    stand_in.acled += [acled_row(99, day=ago(1), stamp=int(time.time()))]
    done = run(*WEEK)
    assert done.exit_code == 0, done.output
    news = "acled-AFG: 1 new, 0 changed, 0 withdrawn; it holds 21 events now."
    manifest = json.loads((tmp_path / "pack" / "manifest.json").read_text("utf-8"))
    assert "acled-AFG" in json.dumps(manifest)
    told = (tmp_path / "m.md").read_text("utf-8")
    assert told.startswith("**INTERNAL \\<TEST\\>**\n\n# The week \\*anew\\*\n\n## What is new")
    assert news in told
    assert "## What to look at" in told
    assert "## The pages\n\n- Events of the week: " in told
    assert str(tmp_path) not in told
    page = (tmp_path / "m.html").read_text("utf-8")
    assert "<h1>The week *anew*</h1>" in page
    assert "INTERNAL &lt;TEST&gt;" in page
    log = (tmp_path / "week.log").read_text("utf-8")
    assert news in log
    assert all(line[:2] == "20" and line[10] == "T" for line in log.splitlines())
    for text in (told, page, log, done.output):
        assert not any(secret in text for secret in SECRETS)


def test_without_the_source_the_pack_is_written_and_the_exit_code_says_so(run, stand_in, tmp_path):
    stand_in.terms_accepted = False
    done = run(*WEEK)
    assert done.exit_code == 1
    assert (tmp_path / "pack" / "brief.pdf").exists()
    assert "acled-AFG was not fetched, and is as it was before" in (tmp_path / "m.md").read_text()


def test_a_fault_of_the_spec_is_in_the_log(run, tmp_path):
    (tmp_path / "week.toml").write_text(SPEC.replace("acled-AFG", "acled-PAK"), "utf-8")
    done = run(*WEEK)
    assert done.exit_code == 1
    assert (
        "Error: The spec names no dataset that was fetched" in (tmp_path / "week.log").read_text()
    )
    assert not (tmp_path / "pack").exists()
