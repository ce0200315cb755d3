"""Events joined chunk by chunk: the same as joined whole, in any number of chunks."""

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import geo
from geo.cli.main import main
from geo.export.export import FORMATS
from geo.files import parquet as parquet_module
from geo.pages.snapshot import KINDS, WORDED
from geo.points import coordinates
from geo.release.withholding import PREFIX, public
from geo.schema import COUNTED
from geo.settings import EVENTS
from geo.view.select import in_time_order

VIEW = geo.View(extent="AFG-TJK", layers=("countries", "choropleth", "events"), title="Made")


@pytest.fixture
def in_chunks(monkeypatch):
    monkeypatch.setattr(parquet_module, "_ROWS", 50)


@pytest.fixture(scope="module")
def parquet(joined, tmp_path_factory):
    """The shipped events as a Parquet file, whose rows are read in chunks."""
    return geo.write_events(joined, tmp_path_factory.mktemp("made") / "events.parquet").path


def test_the_same_events_as_joined_whole(joined, parquet, in_chunks):
    shares = []
    found, report = geo.read_joined(parquet, progress=shares.append)
    assert len(shares) == 9
    assert shares[-1] == 1.0
    assert (report.rows_read, report.accepted) == (len(joined), len(joined))
    whole = in_time_order(joined).reset_index(drop=True)
    for column in COUNTED:
        pd.testing.assert_series_equal(
            found[column].astype("object"), whole[column].astype("object"), check_names=False
        )
    np.testing.assert_array_equal(coordinates(found), coordinates(whole))


def test_words_of_a_category_are_those_that_rows_hold(parquet, in_chunks):
    found, _ = geo.read_joined(parquet)
    assert set(found["zone_ids"].cat.categories) == set(found["zone_ids"].dropna())


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in WORDED])
def test_a_page_is_the_same_to_the_byte(joined, tmp_path, kind):
    pages = [
        geo.snapshot(frame, VIEW, tmp_path / f"{number}.png", kind=kind, dpi=40).read_bytes()
        for number, frame in enumerate((joined, geo.read_joined(EVENTS)[0]))
    ]
    assert pages[0] == pages[1]


def test_counts_are_the_same(joined):
    light, _ = geo.read_joined(EVENTS)
    a, b = ("2020-08-15", "2021-08-14"), ("2021-08-15", "2022-08-14")
    for count in (
        lambda frame: geo.border_activity(frame, segment="AFG-TJK", freq="year"),
        lambda frame: geo.border_activity(frame, around="Torkham", freq="year"),
        lambda frame: geo.compare(frame, a, b, by="district"),
    ):
        pd.testing.assert_frame_equal(count(light), count(joined))


def test_restricted_events_are_moved_to_their_district(make_events, units, tmp_path):
    secret = {"lon": 70.12345, "lat": 37.54321, "restricted": True, "dataset": "ACLED (made up)"}
    events = make_events({**secret, "event_id": "SECRET"}, {"event_id": "open"}, country="AFG")
    path = tmp_path / f"events{next(iter(FORMATS))}"
    geo.write_events(geo.join(events, units), path, include=["ACLED (made up)"])
    found, _ = geo.read_joined(path)
    hidden = public(found)
    whole = public(geo.join(events, units))
    assert hidden["event_id"].str.startswith(PREFIX).sum() == 1
    for name in ("event_id", "geo_precision", "border_segment", "border_distance_km"):
        assert sorted(hidden[name].astype("str")) == sorted(whole[name].astype("str"))
    assert sorted(map(tuple, coordinates(hidden))) == sorted(map(tuple, coordinates(whole)))


def test_rows_set_aside_keep_their_numbers_across_chunks(joined, tmp_path, in_chunks):
    rows = pd.DataFrame(joined[["event_id", "date_precision", "geo_precision", "event_type"]])
    rows = rows.assign(
        date_start=joined["date_start"].dt.strftime("%Y-%m-%d"),
        source_publisher=joined["source_publisher"],
        longitude=joined.geometry.x,
        latitude=joined.geometry.y,
    ).astype(dict.fromkeys(("date_precision", "geo_precision", "event_type"), "str"))
    rows.loc[120, "latitude"] = 91
    rows.loc[300, "event_id"] = rows.loc[7, "event_id"]
    rows.to_parquet(tmp_path / "rows.parquet")
    found, report = geo.read_joined(tmp_path / "rows.parquet")
    assert report.set_aside["row"].tolist() == [121, 301]
    assert "stands on an earlier row" in report.set_aside["reason"].iloc[1]
    assert len(found) == report.accepted == len(rows) - 2


def test_a_hash_that_two_ids_share_sets_no_row_aside(joined, parquet, in_chunks, monkeypatch):
    monkeypatch.setattr(pd.util, "hash_array", lambda ids: np.zeros(len(ids), dtype=np.uint64))
    _, report = geo.read_joined(parquet)
    assert report.accepted == len(joined)


def test_the_command_draws_words_where_a_page_has_them(tmp_path):
    words = ["--kind", "events", "--extent", "AF-BDS", "--window", "2021-06-01..2021-08-15"]
    output = str(tmp_path / "table.svg")
    run = CliRunner().invoke(main, ["snapshot", str(EVENTS), *words, "-o", output])
    assert run.exit_code == 0, run.output
    assert "Taliban" in (tmp_path / "table.svg").read_text("utf-8")
