"""One workspace goes into another as a file; what is no such file changes nothing."""

import json
import zipfile

import pytest

import geo
from geo.errors import FileFault


@pytest.fixture
def other(tmp_path):
    return geo.open_workspace(tmp_path / "other")


@pytest.fixture
def packed(workspace, make_events, download, tmp_path):
    """A workspace with two versions, a restricted dataset and texts, as a file."""
    workspace.keep("mine", make_events({}), file=download, origin="the ministry")
    workspace.keep("mine", make_events({}, {}), origin="the ministry")
    workspace.keep("acled", make_events({"restricted": True}), origin="elsewhere")
    workspace.save_view("summer", geo.View(extent="AF-BDS"), ("mine",))
    workspace.save("note", "to do", "Ask.")
    return workspace.export(tmp_path / "all.zip", restricted=True)


def test_all_of_it_comes_over(workspace, other, packed):
    assert len(other.take_in(packed)) == 4
    assert other.datasets()["name"].tolist() == ["acled", "mine"]
    assert [v.rows for v in other.versions("mine")] == [1, 2]
    assert other.version("mine", 1).original.read_text() == "id,day\n1,2021-08-15\n"
    assert other.version("mine", 1).fetched == workspace.version("mine", 1).fetched
    assert other.events("acled")["restricted"].all()
    assert (other.view("summer").extent, other.text("note", "to do")) == ("AF-BDS", "Ask.")
    assert all("here already" in line for line in other.take_in(packed))
    assert [v.number for v in other.versions("mine")] == [1, 2]


def test_the_restricted_goes_along_only_where_it_is_asked_for(workspace, other, packed, tmp_path):
    other.take_in(workspace.export(tmp_path / "open.zip"))
    assert other.datasets()["name"].tolist() == ["mine"]


def test_a_history_goes_on_and_another_gets_its_own_name(other, packed, make_events, workspace):
    first = workspace.version("mine", 1)
    other.keep("mine", first.path, file=first.original, origin="the ministry")
    other.keep("acled", make_events({}, {}, {}), origin="here")
    other.save("note", "to do", "Mine.")
    said = other.take_in(packed)
    assert "mine: 1 version taken in." in said
    assert [v.rows for v in other.versions("mine")] == [1, 2]
    assert [v.rows for v in other.versions("acled")] == [3]
    assert [v.rows for v in other.versions("acled (2)")] == [1]
    assert (other.text("note", "to do"), other.text("note", "to do (2)")) == ("Mine.", "Ask.")


def test_the_same_workspace_makes_the_same_file(workspace, packed, tmp_path):
    assert (
        workspace.export(tmp_path / "again.zip", restricted=True).read_bytes()
        == packed.read_bytes()
    )


def test_boundaries_come_over(workspace, other, packed, make_events, tmp_path):
    folder = workspace.folder / "boundaries"
    folder.mkdir()
    geo.read_units(countries=["TKM"]).to_parquet(folder / "mine.parquet")
    said = other.take_in(workspace.export(tmp_path / "more.zip"))
    assert "boundaries mine: taken in." in said
    here, there = (each.folder / "boundaries" / "mine.parquet" for each in (workspace, other))
    assert here.read_bytes() == there.read_bytes()


def changed(packed, target, change, more=()):
    """Write the file anew with another list, or more entries."""
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "workspace.json":
                listed = json.loads(content)
                content = json.dumps(change(listed) or listed)
            new.writestr(name, content)
        for name, content in more:
            new.writestr(name, content)
    return target


def set_first(**values):
    return lambda listed: listed["versions"][0].update(values)


HOSTILE = {
    "leads outside": (set_first(folder="../../other"), "names a file outside"),
    "an original outside": (set_first(file="../x"), "names a file outside"),
    "another digest": (set_first(events_sha256="0" * 64), "was changed since"),
    "a digest of a file that is not there": (set_first(file="x.csv"), "is not there"),
    "no moment": (set_first(fetched="yesterday"), "was fetched 'yesterday'"),
    "a name that is none": (set_first(dataset="a\nb"), "is no name for the workspace"),
    "numbers for words": (set_first(origin=7), "lacks origin"),
    "no versions": (lambda listed: listed.pop("versions") and None, "lacks versions"),
    "no list": (lambda _: ["a"], "is another's"),
    "newer": (lambda listed: listed.update(borderwatch_workspace=99), "newer Borderwatch"),
    "texts that are none": (lambda listed: listed["texts"][0].update(kind="song"), "keeps no"),
    "a view that is none": (
        lambda listed: listed["texts"][1].update(kind="view", content="extent = 5"),
        "extent",
    ),
    "boundaries outside": (
        lambda listed: listed["boundaries"].update({"../x.parquet": "0"}),
        "names a file outside",
    ),
    "boundaries that are none": (
        lambda listed: listed["boundaries"].update(mine="0"),
        "is not there",
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_wrong_with_it_changes_nothing(other, packed, tmp_path, case):
    change, words = HOSTILE[case]
    with pytest.raises(FileFault, match=words):
        other.take_in(changed(packed, tmp_path / "hostile.zip", change))
    assert other.datasets().empty
    assert list(other.folder.iterdir()) == []


def test_entries_that_lead_outside_are_not_unpacked(other, packed, tmp_path):
    hostile = changed(packed, tmp_path / "h.zip", lambda _: None, [("../../outside.txt", "x")])
    with pytest.raises(FileFault, match="leads outside the archive"):
        other.take_in(hostile)
    assert not list(tmp_path.rglob("outside.txt"))


def test_a_bomb_and_what_is_no_zip(other, tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("workspace.json", b" " * (64 << 20))
    with pytest.raises(FileFault, match="as a zip bomb does"):
        other.take_in(tmp_path / "bomb.zip")
    (tmp_path / "no.zip").write_text("no")
    with pytest.raises(FileFault, match="not a whole zip archive"):
        other.take_in(tmp_path / "no.zip")
    with pytest.raises(FileFault, match="does not exist"):
        other.take_in(tmp_path / "gone.zip")


def test_events_that_a_stranger_wrote_are_read_row_by_row(other, packed, make_events, tmp_path):
    """A file may bear every digest and still hold rows that are no events."""
    import hashlib

    frame = make_events({}, {"date_start": "2021-08-19", "date_end": "2021-08-01"})
    frame.to_parquet(tmp_path / "bad.parquet")
    content = (tmp_path / "bad.parquet").read_bytes()

    def change(listed):
        listed["versions"][0].update(events_sha256=hashlib.sha256(content).hexdigest())
        listed["versions"][0].update(folder="bad")

    hostile = changed(
        packed, tmp_path / "h.zip", change, [("versions/bad/events.parquet", content)]
    )
    with pytest.raises(FileFault, match="1 row of a version are no events"):
        other.take_in(hostile)
    assert other.datasets().empty
