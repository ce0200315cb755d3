"""What a cluster answers is what one machine answers, also where a worker dies on the way."""

import os
import signal
from contextlib import nullcontext
from io import StringIO

import pandas as pd
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import geo
from geo.cli.main import main
from geo.errors import FileFault, UnknownName
from geo.settings import choose_boundaries

pytest.importorskip("distributed", reason="Dask distributed is not installed")

from geo.cluster.cluster import Cluster

WINDOWS = ("2019-01-01", "2020-06-30"), ("2020-07-01", "2021-06-30")


@pytest.fixture(scope="session")
def alone(table, units):
    """The table's events joined on one machine, and the report on its rows."""
    events, report = geo.import_events(table)
    return geo.join(events, units, geo.read_zones()), report


@pytest.fixture(scope="session")
def folder(cluster, client, table, tmp_path_factory):
    """The table imported by two workers, the first of which is killed after its first part."""
    output = tmp_path_factory.mktemp("imported") / "mine"
    before = client.run(os.getpid)
    killed = []

    def kill_once(share):
        if not killed:
            assert share < 1
            killed.append(min(before.values()))
            os.kill(killed[0], signal.SIGKILL)

    report = cluster.import_events(table, output, progress=kill_once)
    assert killed
    assert killed[0] not in client.run(os.getpid).values()
    return output, report


def by_unit_and_day(joined):
    keys = ["country_id", "province_id", "district_id", "date_start", "event_type"]
    inside = joined[joined["country_id"].notna()].astype(dict.fromkeys(keys[:3], "str"))
    sums = inside.groupby(
        [*keys[:3], "date_start", inside["event_type"].astype("str")], dropna=False
    )
    return sums["event_count"].sum().sort_index()


def test_an_import_with_a_killed_worker_gives_the_rows_of_one_machine(folder, alone):
    output, report = folder
    joined, of_one = alone
    assert sorted(path.name for path in output.iterdir())[:2] == [
        "_borderwatch.json",
        "_counts.parquet",
    ]
    assert len(list(output.glob("part-*.parquet"))) >= 4
    read = geo.read_events(output)
    assert read["event_id"].tolist() == joined["event_id"].tolist()
    pd.testing.assert_frame_equal(report.set_aside, of_one.set_aside)
    assert report.set_aside["row"].tolist() == [8, 696, 697]
    assert (report.rows_read, report.accepted) == (of_one.rows_read, of_one.accepted)


def test_counts_by_unit_and_day_are_those_of_one_machine(folder, cluster, alone, units):
    output, _ = folder
    joined, _ = alone
    counts, report = cluster.counts(output)
    assert report.accepted == len(joined)
    expected = by_unit_and_day(joined)
    pd.testing.assert_series_equal(by_unit_and_day(geo.join(counts, units)), expected)
    # The file beside the parts opens like any other, with the same deaths.
    written = geo.join(geo.read_events(output / "_counts.parquet"), units)
    pd.testing.assert_series_equal(by_unit_and_day(written), expected)
    whole, sums = (
        geo.compare(one, *WINDOWS, by="province").set_index("area") for one in (joined, written)
    )
    tolls = [name for name in whole if name.startswith(("fatal", "unknown", "events"))]
    pd.testing.assert_frame_equal(
        sums.loc[sums.index != "none", tolls].sort_index(),
        whole.loc[whole.index != "none", tolls].sort_index(),
    )


@pytest.mark.parametrize("by", ["segment", "district"])
def test_a_comparison_is_that_of_one_machine(folder, cluster, alone, by):
    table, _ = cluster.compare(folder[0], *WINDOWS, by=by)
    expected = geo.compare(alone[0], *WINDOWS, by=by)
    pd.testing.assert_frame_equal(table, expected)
    assert table["dispersion"].notna().any()
    assert table.attrs["notes"] == expected.attrs["notes"]


def test_border_activity_of_a_raw_file_is_that_of_one_machine(table, cluster, alone):
    activity, report = cluster.border_activity(table, freq="quarter")
    expected = geo.border_activity(alone[0], freq="quarter")
    pd.testing.assert_frame_equal(activity, expected)
    assert activity.attrs == expected.attrs
    assert len(report.set_aside) == 3


def test_a_join_writes_what_one_machine_joins(folder, cluster, alone, tmp_path):
    written = cluster.join(f"file://{folder[0]}", f"file://{tmp_path}/joined")
    joined = alone[0]
    assert written.matched.methods == geo.join_report(joined).methods
    parts = pd.concat(
        [pd.read_parquet(path) for path in sorted((tmp_path / "joined").glob("part-*"))]
    )
    for name in ("event_id", "district_id", "zone_ids", "border_segment"):
        assert parts[name].fillna("").tolist() == joined[name].astype("str").fillna("").tolist()
    with pytest.raises(FileFault, match="is not empty"):
        cluster.join(folder[0], tmp_path / "joined")
    with pytest.raises(UnknownName, match="No restricted dataset is called acled"):
        cluster.join(folder[0], tmp_path / "again", include=["acled"])


def test_the_commands_print_the_same_with_a_cluster(folder, cluster, monkeypatch, tmp_path):
    monkeypatch.setattr("geo.cluster.connection.connected", lambda address: nullcontext(cluster))
    words = ["borders", str(folder[0]), "--by", "year", "--segment", "AFG-PAK", "-o", "-"]
    here, there = (
        CliRunner().invoke(main, [*words, *more]) for more in ([], ["--cluster", "tcp://any:8786"])
    )
    assert here.exit_code == there.exit_code == 0
    pd.testing.assert_frame_equal(*(pd.read_csv(StringIO(one.stdout)) for one in (here, there)))
    assert here.stderr.splitlines()[-1] == there.stderr.splitlines()[-1]
    again = ["import", str(folder[0]), "-o", str(tmp_path / "again"), "--cluster", "local"]
    assert CliRunner().invoke(main, again).exit_code == 0
    area = ["join", str(folder[0]), "-o", str(tmp_path / "j"), "--cluster", "local"]
    refused = CliRunner().invoke(main, [*area, "--area", "circle:69,34,50"])
    assert refused.exit_code == 2
    assert "--area and --cluster do not go together" in refused.stderr


@pytest.fixture
def two_downloads(alone, tmp_path):
    """Two files of one source, the later without some rows, with others, and with changed cells."""
    before = alone[0][geo.read_events().columns].reset_index(drop=True)
    later = before.iloc[50:300].assign(data_as_of=pd.Timestamp("2024-01-01"))
    later.loc[60:80, "place"] = "elsewhere"
    later.loc[70:75, "fatalities_best"] = 77
    geo.write_events(before.iloc[:250], tmp_path / "before.parquet")
    geo.write_events(later, tmp_path / "after.parquet")
    return tmp_path / "before.parquet", tmp_path / "after.parquet"


def in_small_groups(path):
    pq.write_table(pq.read_table(path), path, row_group_size=100)
    return path


def test_differences_of_two_downloads_are_those_of_one_machine(cluster, two_downloads):
    before, after = two_downloads
    expected = geo.revisions(geo.read_events(before), geo.read_events(after))
    assert set(expected["change"]) == {"new", "changed", "withdrawn"}
    paths = map(in_small_groups, two_downloads)
    found = Cluster(cluster._client, part_bytes=1).revisions(*paths)
    pd.testing.assert_frame_equal(found, expected)


def test_duplicates_across_parts_are_those_of_one_machine(cluster, alone, tmp_path):
    events = alone[0].iloc[:200]
    events = events[geo.read_events().columns]
    shifted = events.assign(
        dataset="theirs", date_start=events["date_start"] + pd.Timedelta(days=1)
    )
    shifted["date_end"] = shifted["date_start"]
    expected = geo.duplicates(geo.join(geo.combine([events, shifted]), geo.read_units()))
    assert len(expected) > 50
    assert (expected["days_apart"] == 1).any()
    for number, frame in enumerate((events, shifted)):
        geo.write_events(frame, tmp_path / f"{number}.parquet")
    paths = [in_small_groups(tmp_path / f"{number}.parquet") for number in (0, 1)]
    found = Cluster(cluster._client, part_bytes=1).duplicates(paths)
    pd.testing.assert_frame_equal(found, expected)


def test_the_order_of_dates_and_what_has_no_header_are_told_of_all_parts(cluster, shared, tmp_path):
    days = ["03/04/2021", "05/06/2021"] * 30 + ["03/25/2021"]
    rows = [f"{at},{day},attack,34.5,69.1,A paper,town,day" for at, day in enumerate(days)]
    header = "id,date,type,latitude,longitude,source,geo_precision,date_precision"
    slashes = tmp_path / "slashes.csv"
    slashes.write_text("\n".join([header, *rows]))
    gdelt = shared / "data" / "events" / "gdelt_v2_sample.tsv"
    for path, part_bytes in ((slashes, 600), (gdelt, 9_000)):
        small = Cluster(cluster._client, part_bytes)
        report = small.import_events(path, tmp_path / path.stem)
        events, expected = geo.import_events(path)
        read = geo.read_events(tmp_path / path.stem)
        assert len(list((tmp_path / path.stem).glob("part-*"))) > 3
        for name in ("event_id", "date_start", "event_type", "dataset"):
            assert read[name].astype("str").tolist() == events[name].astype("str").tolist()
        assert sorted(report.remarks) == sorted(expected.remarks)
        assert report.set_aside["row"].tolist() == expected.set_aside["row"].tolist()


def test_workers_use_the_boundaries_that_are_chosen_here(cluster, folder, tmp_path):
    boundaries = tmp_path / "mine.parquet"
    geo.read_units(countries=["AFG", "PAK"]).to_parquet(boundaries)
    before = choose_boundaries(str(boundaries))
    try:
        joined = geo.join(geo.read_events(folder[0]), geo.read_units())
        counts, report = cluster.counts(folder[0])
        nowhere = int(joined["country_id"].isna().sum())
        assert 0 < nowhere < len(joined)
        assert counts["event_count"].sum() == len(joined) - nowhere
        assert f"{nowhere:,} events lie in no unit" in str(report)
    finally:
        choose_boundaries(before)
    counts, _ = cluster.counts(folder[0])
    assert counts["event_count"].sum() > len(joined) - nowhere
