"""The commands of the workspace, and its datasets where a file of events may stand."""

import pytest

import geo
from geo.settings import EVENTS


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A workspace that holds the shipped events as ``mine``; no test changes it."""
    folder = tmp_path_factory.mktemp("library")
    geo.open_workspace(folder).keep("mine", geo.read_events(), file=EVENTS, origin="a test")
    return folder


def test_keep_list_show_rename_remove(run, tmp_path):
    (tmp_path / "week.csv").write_text(
        "event_id,date_start,date_precision,geo_precision,event_type,source_publisher,"
        "longitude,latitude\n"
        "a1,2021-08-15,day,town,attack,A newspaper,69.17,34.53\n"
        "a2,2021-08-15,day,town,a party,A newspaper,69.17,34.53\n"
    )
    here = ("--workspace", tmp_path / "library")
    kept = run("workspace", "keep", tmp_path / "week.csv", "--origin", "the ministry", *here)
    assert kept.exit_code == 1, "a row was set aside"
    assert kept.stdout.startswith("week, version 1: 1 event, 15 August 2021 to 15 August 2021")
    assert "1 set aside" in kept.stderr
    again = run("workspace", "keep", tmp_path / "week.csv", *here)
    assert "the same as version 1" in again.stdout
    assert run("workspace", "rename", "week", "mine", *here).exit_code == 0
    line = run("workspace", "list", *here).stdout.splitlines()[0].split("\t")
    assert line[:4] == ["dataset", "mine", "1 version", "1 event"]
    assert "SHA-256" in run("workspace", "show", "mine", *here).stdout
    asked = run("workspace", "remove", "mine", *here)
    assert (asked.exit_code, "Remove mine" in asked.output) == (1, True)
    assert run("workspace", "remove", "mine", "--yes", *here).exit_code == 0
    assert run("workspace", "list", *here).stdout == ""


def test_its_datasets_stand_where_events_may(run, folder, tmp_path):
    here = ("--workspace", folder)
    done = run("validate", "workspace:mine", *here)
    assert (done.exit_code, "431 rows" in done.output) == (0, True)
    same = run("difference", "workspace:mine", EVENTS, "-o", "-", *here)
    assert "0 new, 0 changed, 0 withdrawn" in same.stderr
    spec = tmp_path / "spec.toml"
    spec.write_text("title='A'\ndpi=40\nevents=['workspace:none']\n[[figure]]\nkind='changes'")
    pack = tmp_path / "pack"
    lacks = run("brief", spec, "-o", pack, *here)
    assert (lacks.exit_code, "no dataset 'none'. It has: mine" in lacks.stderr) == (1, True)


def test_what_it_lacks_is_said(run, folder):
    lacks = run("join", "workspace:other", "-o", "-", "--workspace", folder)
    assert lacks.exit_code == 1
    assert "no dataset 'other'. It has: mine" in lacks.stderr


def test_out_and_in(run, folder, tmp_path):
    file = tmp_path / "all.zip"
    assert "1 dataset" in run("workspace", "export", file, "--workspace", folder).stderr
    there = ("--workspace", tmp_path / "there")
    assert run("workspace", "take-in", file, *there).stdout == "mine: 1 version taken in.\n"
    wrong = run("workspace", "take-in", EVENTS, *there)
    assert (wrong.exit_code, "not a whole zip archive" in wrong.stderr) == (1, True)


def test_texts_are_saved_shown_and_removed(run, tmp_path):
    here = ("--workspace", tmp_path / "library")
    (tmp_path / "note.txt").write_text("Ask about Shekay.")
    assert run("workspace", "save", "note", "to do", tmp_path / "note.txt", *here).exit_code == 0
    assert run("workspace", "show", "to do", "--kind", "note", *here).stdout.startswith("Ask")
    assert run("workspace", "list", *here).stdout.startswith("note\tto do\tchanged")
    assert run("workspace", "remove", "to do", "--kind", "note", *here).exit_code == 0
    wrong = run("workspace", "save", "area", "a", tmp_path / "note.txt", *here)
    assert (wrong.exit_code, "Ask about" in wrong.stderr) == (1, True)


def test_the_setting_of_before_holds_after_the_command(run, folder):
    before = geo.open_workspace().folder
    run("workspace", "list", "--workspace", folder)
    assert geo.open_workspace().folder == before
