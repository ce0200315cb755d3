"""The manifest of a pack: views, rows, files, sources, versions; the same bytes twice."""

import hashlib
import json
import tomllib

import pytest

import geo
from geo.briefs.manifest import Shown, manifest, manifest_text, versions
from geo.errors import FileFault
from geo.release.credits import event_sources, read_sources

FALL = geo.View(window=("2021-08-15", "2021-08-15"), extent="AF-BDS", title="Fall فروپاشی")


def shown(joined, **views):
    """What figures of some views show: all that the views hold."""
    return {name: Shown(view, geo.select(joined, view)) for name, view in views.items()}


@pytest.fixture
def files(tmp_path):
    path = tmp_path / "map.png"
    path.write_bytes(b"a picture")
    return {"figures/map.png": path}


@pytest.fixture
def closed(joined):
    """The shipped events with one day's declared restricted, as if of another dataset."""
    day = joined["date_start"] == "2021-08-15"
    named = joined["dataset"].astype("str").mask(day, "ACLED (made up)").astype("category")
    return joined.assign(restricted=day, dataset=named)


def test_a_figure_names_its_view_and_its_rows(joined, files):
    figure = manifest(joined, shown(joined, fall=FALL), files)["figures"]["fall"]
    assert figure["events"] == len(geo.select(joined, FALL)) == 5
    assert figure["shown"] == {"borderwatch": 5}
    assert figure["restricted"] == figure["withheld_from_data"] == {}
    again = geo.View(**figure["view"])
    assert again == FALL
    assert tomllib.loads(FALL.to_toml()).items() <= figure["view"].items()


def test_it_says_what_is_restricted_and_what_was_withheld(closed):
    content = manifest(closed, shown(closed, all=geo.View(), fall=FALL), {})
    assert content["restricted"]["datasets"] == {"ACLED (made up)": 5}
    for figure in content["figures"].values():
        assert figure["withheld_from_data"] == {"ACLED (made up)": 5}
    assert content["figures"]["all"]["shown"] == {
        "ACLED (made up)": 5,
        "borderwatch": len(closed) - 5,
    }
    named = manifest(closed, shown(closed, fall=FALL), {}, include=["ACLED (made up)"])
    assert named["figures"]["fall"]["withheld_from_data"] == {}
    assert named["figures"]["fall"]["restricted"] == {"ACLED (made up)": 5}
    assert named["restricted"]["included_by_name"] == ["ACLED (made up)"]


def test_a_file_has_its_size_and_hash(joined, files):
    entry = manifest(joined, {}, files)["files"]["figures/map.png"]
    assert entry == {"bytes": 9, "sha256": hashlib.sha256(b"a picture").hexdigest()}


def test_a_missing_file_is_a_message(joined, tmp_path):
    with pytest.raises(FileFault, match=r"none\.png cannot be read"):
        manifest(joined, {}, {"none.png": tmp_path / "none.png"})


def test_sources_and_versions_are_named(joined):
    content = manifest(joined, {}, {})
    assert len(content["boundaries"]) == len(read_sources())
    assert all(source["licence"] for source in content["boundaries"])
    assert content["datasets"][0]["licences"] == {"MIT (compilation)": len(joined)}
    assert {"borderwatch", "python", "gdal", "matplotlib", "folium"} <= set(versions())
    assert content["versions"]["borderwatch"]


def test_the_data_are_as_of_the_day_stated_or_of_the_last_event(make_events):
    events = make_events(
        {"dataset": "a", "data_as_of": "2022-01-31", "licence": "CC BY 4.0"},
        {"dataset": "a", "data_as_of": "2022-02-28"},
        {"dataset": "b", "date_start": "2020-01-01", "date_end": "2020-01-07"},
    )
    stated, last = event_sources(events)
    assert stated["as_of"] == "2022-02-28, as the dataset states"
    assert stated["licences"] == {"CC BY 4.0": 1, "not stated": 1}
    assert (last["dataset"], last["data_as_of"]) == ("b", "2020-01-07")
    assert last["as_of"] == "2020-01-07, day of the last event"


def test_same_input_same_bytes_in_any_order(joined, files):
    views = {"fall": FALL, "all": geo.View()}
    shuffled = joined.sample(frac=1, random_state=4)
    one = manifest_text(manifest(joined, shown(joined, **views), files))
    again = shown(shuffled, **dict(reversed(views.items())))
    other = manifest_text(manifest(shuffled, again, files))
    assert one == other
    assert "فروپاشی" in one
    assert json.loads(one)["figures"]["fall"]["events"] == 5
