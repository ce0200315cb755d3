"""What is kept is there again, whole, with where it came from."""

import os
import sqlite3
import stat
import sys
from datetime import UTC, datetime, timedelta, timezone

import pytest

import geo
from geo.errors import FileFault, SchemaFault, UnknownName, ViewFault
from geo.workspace import catalogue

MORNING = datetime(2026, 11, 28, 6, 30, tzinfo=UTC)


def test_what_is_kept_is_there_in_the_next_session(workspace, make_events, download):
    mapping = geo.Mapping(columns={"date_start": "day", "place": "id"}, fixed={})
    events = make_events({"fatalities_best": 3}, {"event_count": 4, "date_start": "2021-08-17"})
    kept = workspace.keep(
        "mine", events, file=download, origin="the ministry", fetched=MORNING, mapping=mapping
    )
    assert kept.new
    again = geo.open_workspace(workspace.folder)
    (version,) = again.versions("mine")
    assert version == kept
    assert (version.rows, version.events, version.restricted, version.number) == (2, 5, 0, 1)
    assert (str(version.first_day), str(version.last_day)) == ("2021-08-15", "2021-08-17")
    assert (version.origin, version.fetched, version.mapping) == ("the ministry", MORNING, mapping)
    assert version.original.read_bytes() == download.read_bytes()
    assert len(version.sha256) == 64
    assert again.events("mine")["event_id"].tolist() == events["event_id"].tolist()
    row = again.datasets().iloc[0]
    assert (row["name"], row["versions"], row["events"], row["file"]) == (
        "mine",
        1,
        5,
        "week-1.csv",
    )


def test_the_same_bytes_are_no_new_version(workspace, make_events, download):
    events = make_events({}, {})
    first = workspace.keep("mine", events, file=download, origin="here")
    same = workspace.keep("mine", events, file=download, origin="elsewhere")
    assert (same.new, same.number, same.folder) == (False, 1, first.folder)
    assert "the same as version 1" in str(same)
    download.write_text("id,day\n2,2021-08-15\n")
    assert workspace.keep("mine", events, file=download, origin="here").number == 2
    assert workspace.keep("mine", make_events({}), file=download, origin="here").number == 3
    assert [version.number for version in workspace.versions("mine")] == [1, 2, 3]
    assert [len(workspace.events("mine", number)) for number in (1, None)] == [2, 1]
    assert workspace.datasets()["versions"].tolist() == [3]


def test_events_may_come_as_a_file_that_was_imported(workspace, make_events, tmp_path):
    from geo.events.own_files import write_geoparquet

    path = tmp_path / "imported.parquet"
    with write_geoparquet(path) as writer:
        writer.write(make_events({}, {}))
    assert workspace.keep("mine", path, origin="here").rows == 2
    assert not workspace.keep("mine", make_events({}, {}), origin="here").new
    marked = workspace.keep("mine", path, origin="here", restricted=True)
    assert (marked.number, marked.restricted) == (2, 2)


def test_restricted_stays_restricted(workspace, make_events):
    kept = workspace.keep("acled", make_events({}, {"restricted": True}), origin="here")
    assert kept.restricted == 1
    assert workspace.events("acled")["restricted"].tolist() == [False, True]
    assert "restricted" in str(kept)


def test_nothing_that_signs_in_is_kept(workspace, make_events):
    origin = "https://me:pw@api.example/read?api_key=abc&country=AFG&email=me@example.org"
    kept = workspace.keep("mine", make_events(), origin=origin)
    assert kept.origin == "https://api.example/read?api_key=…&country=AFG&email=…"
    content = (workspace.folder / catalogue.NAME).read_bytes()
    assert b"abc" not in content
    assert b"me@example" not in content


def test_a_moment_is_kept_in_utc(workspace, make_events):
    kabul = timezone(timedelta(hours=4, minutes=30))
    moment = datetime(2026, 11, 28, 11, 0, tzinfo=kabul)
    assert workspace.keep("mine", make_events(), origin="x", fetched=moment).fetched == MORNING
    assert str(workspace.datasets()["fetched"].iloc[0]) == "2026-11-28 06:30:00+00:00"


def test_renamed_and_removed(workspace, make_events, download):
    kept = workspace.keep("old", make_events(), file=download, origin="x")
    workspace.keep("other", make_events(), origin="x")
    workspace.rename("old", "new")
    assert workspace.datasets()["name"].tolist() == ["new", "other"]
    assert workspace.version("new").path == kept.path
    with pytest.raises(UnknownName, match="'other' already"):
        workspace.rename("new", "other")
    workspace.remove("new")
    assert not kept.folder.exists()
    with pytest.raises(UnknownName, match=r"no dataset 'new'\. It has: other"):
        workspace.events("new")
    with pytest.raises(UnknownName, match=r"no version 7\. Known: 1"):
        workspace.events("other", 7)


@pytest.mark.parametrize("name", ["", " a", "a\n", "x" * 101, "a\u202eb"])
def test_names_that_are_none(workspace, make_events, name):
    with pytest.raises(UnknownName, match="is no name for the workspace"):
        workspace.keep(name, make_events(), origin="x")
    assert not workspace.folder.exists()


def test_what_is_no_frame_of_events_is_not_kept(workspace, make_events):
    with pytest.raises(SchemaFault):
        workspace.keep("mine", make_events({"event_type": "a party"}), origin="x")
    with pytest.raises(SchemaFault, match="no rows"):
        workspace.keep("mine", make_events().iloc[:0], origin="x")
    with pytest.raises(SchemaFault, match="origin is empty"):
        workspace.keep("mine", make_events(), origin=" ")
    assert workspace.datasets().empty


def test_an_original_keeps_a_harmless_name_and_its_parts(workspace, make_events, tmp_path):
    for ending in (".shp", ".dbf", ".PRJ", ".txt"):
        (tmp_path / f".lines{ending}").write_text("x")
    kept = workspace.keep("mine", make_events(), file=tmp_path / ".lines.shp", origin="x")
    names = sorted(path.name for path in (kept.folder / "original").iterdir())
    assert names == ["lines.PRJ", "lines.dbf", "lines.shp"]


def test_views_and_texts(workspace):
    view = geo.View(window=("2021-06-01", "2021-08-15"), extent="AF-BDS", area="circle:69,34,20")
    workspace.save_view("summer", view, ("mine",))
    workspace.save("note", "to do", "Ask about Shekay.")
    workspace.save("area", "valley", view.area.text)
    again = geo.open_workspace(workspace.folder)
    assert again.views() == ["summer"]
    assert (again.view("summer"), again.view_datasets("summer")) == (view, ("mine",))
    assert again.text("note", "to do") == "Ask about Shekay."
    again.save("note", "to do", "Done.")
    assert again.text("note", "to do") == "Done."
    again.remove_view("summer")
    with pytest.raises(UnknownName, match=r"no view 'summer'\. It has: none"):
        again.view("summer")
    with pytest.raises(UnknownName, match="keeps no 'song'"):
        again.save("song", "a", "b")
    with pytest.raises(ViewFault):
        again.save("area", "none", "circle:here")
    with pytest.raises(FileFault):
        again.save("brief", "none", "title = ")


def test_a_workspace_that_is_not_there_is_empty_and_not_made(tmp_path):
    workspace = geo.open_workspace(tmp_path / "none")
    assert workspace.datasets().empty
    assert workspace.views() == []
    with pytest.raises(UnknownName, match="It has: none"):
        workspace.remove("mine")
    assert not workspace.folder.exists()


def test_a_newer_catalogue_is_refused_and_left(workspace, make_events):
    workspace.keep("mine", make_events(), origin="x")
    path = workspace.folder / catalogue.NAME
    with sqlite3.connect(path) as opened:
        opened.execute(f"PRAGMA user_version = {catalogue.VERSION + 1}")
    before = path.read_bytes()
    with pytest.raises(FileFault, match="newer Borderwatch"):
        geo.open_workspace(workspace.folder)
    with pytest.raises(FileFault, match="newer Borderwatch"):
        workspace.keep("mine", make_events({}, {}), origin="x")
    assert path.read_bytes() == before


def test_what_is_no_catalogue_is_left_alone(tmp_path):
    path = tmp_path / catalogue.NAME
    path.write_bytes(b"not a database, " * 100)
    with pytest.raises(FileFault, match="damaged"):
        geo.open_workspace(tmp_path)
    path.unlink()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE songs (name)")
    with pytest.raises(FileFault, match="no catalogue of Borderwatch"):
        geo.open_workspace(tmp_path)


def test_a_catalogue_cannot_lead_outside(workspace, make_events):
    workspace.keep("mine", make_events(), origin="x")
    with sqlite3.connect(workspace.folder / catalogue.NAME) as opened:
        opened.execute("UPDATE versions SET folder = '../../etc'")
    with pytest.raises(FileFault, match="a file outside"):
        workspace.versions("mine")


@pytest.mark.skipif(sys.platform == "win32", reason="no such rights")
def test_a_folder_that_takes_nothing_says_so(tmp_path, make_events):
    (tmp_path / "file").touch()
    workspace = geo.open_workspace(tmp_path / "file")
    with pytest.raises(FileFault, match=r"cannot be written.*--workspace DIR"):
        workspace.keep("mine", make_events(), origin="x")
    if os.getuid() == 0:
        return
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(stat.S_IREAD | stat.S_IEXEC)
    with pytest.raises(FileFault, match="cannot be written"):
        geo.open_workspace(closed / "workspace").keep("mine", make_events(), origin="x")


def test_a_damaged_row_is_told_when_it_is_read(workspace, make_events):
    kept = workspace.keep("mine", make_events(), origin="x")
    kept.path.unlink()
    with pytest.raises(FileFault, match="does not exist"):
        workspace.events("mine")


def test_the_folder_comes_from_the_setting(tmp_path, monkeypatch):
    monkeypatch.setenv("BORDERWATCH_WORKSPACE", str(tmp_path / "chosen"))
    assert geo.open_workspace().folder == tmp_path / "chosen"
    assert geo.open_workspace(tmp_path / "said").folder == tmp_path / "said"
