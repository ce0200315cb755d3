"""How a dataset is cut into parts, and what is refused."""

import builtins
import io

import pandas as pd
import pyarrow.parquet as pq
import pytest

import geo
from geo.cluster.connection import connected
from geo.errors import BorderwatchError, FileFault, SchemaFault

distributed = pytest.importorskip("distributed", reason="Dask distributed is not installed")

from geo.cluster.parts import laid_down, parts_of  # noqa: E402
from geo.cluster.stores import files_of  # noqa: E402


class Alone:
    """Does the work of a crew here."""

    def map(self, work, items):
        return [work(item) for item in items]


@pytest.mark.parametrize("part_bytes", [2_999, 70_001])
def test_cuts_lie_between_rows_also_where_cells_hold_ends_of_lines(table, part_bytes):
    content = table.read_bytes()
    header = content.split(b"\n", 1)[0] + b"\n"
    parts = parts_of(str(table), Alone(), part_bytes)
    rows = []
    for part in parts:
        with laid_down(part) as path:
            if path is not None:
                laid = path.read_bytes()
                assert laid.startswith(header)
                rows.append(laid.removeprefix(header))
    assert len(rows) > 4
    assert header + b"".join(rows) == content
    assert sum(len(pd.read_csv(io.BytesIO(header + some))) for some in rows) == 700


def test_a_parquet_file_is_cut_by_row_groups(events, tmp_path):
    path = tmp_path / "many.parquet"
    pq.write_table(
        pq.read_table(written(events, tmp_path / "one.parquet")), path, row_group_size=150
    )
    parts = parts_of(str(path), Alone(), 1_000)
    assert len(parts) == 3
    ids = []
    for part in parts:
        with laid_down(part) as laid:
            ids += geo.read_events(laid)["event_id"].tolist()
    assert ids == events["event_id"].tolist()


def written(events, path):
    geo.write_events(events, path)
    return path


def test_what_cannot_be_cut_is_refused_in_words(tmp_path):
    odd = tmp_path / "odd.csv"
    odd.write_text("a,b\n" + '1,"2\n' * 501)
    with pytest.raises(FileFault, match="odd number of quotes"):
        parts_of(str(odd), Alone(), 500)
    latin = tmp_path / "latin.csv"
    latin.write_bytes(b"a,b\n" + b"1,caf\xe9\n" * 500)
    with (
        pytest.raises(FileFault, match="not in UTF-8"),
        laid_down(parts_of(str(latin), Alone(), 500)[1]),
    ):
        pass
    with pytest.raises(FileFault, match="does not exist, or holds no files"):
        files_of(str(tmp_path / "nowhere"))
    with pytest.raises(FileFault, match="on no store that can be reached"):
        files_of("ftp://example.org/events")


def test_a_folder_opens_on_one_machine_as_its_files_one_after_the_other(events, tmp_path):
    written(events.iloc[:300], tmp_path / "a.csv")
    written(events.iloc[300:], tmp_path / "b.csv")
    (tmp_path / "_about.txt").write_text("no part")
    read, report = geo.import_events(tmp_path)
    assert read["event_id"].tolist() == events["event_id"].tolist()
    assert report.rows_read == len(events)
    written(events.iloc[:3], tmp_path / "c.csv")
    report = geo.import_events(tmp_path)[1]
    assert report.set_aside["row"].tolist() == [432, 433, 434]
    (tmp_path / "d.csv").write_text("x,y\n1,2\n")
    with pytest.raises(SchemaFault, match=r"d\.csv has other columns than a\.csv"):
        geo.import_events(tmp_path)
    (tmp_path / "e.txt").write_text("x,y\n1,2\n")
    with pytest.raises(FileFault, match=r"files of several kinds \(\.csv, \.txt\)"):
        geo.import_events(tmp_path)


def test_without_dask_it_is_said_what_to_install(monkeypatch):
    imported = builtins.__import__

    def refuse(name, *args, **kwargs):
        if name == "distributed":
            raise ImportError(name)
        return imported(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(BorderwatchError, match=r"pip install distributed"):
        geo.on_cluster(None)


def test_what_is_no_client_and_who_does_not_answer_is_said(monkeypatch):
    with pytest.raises(BorderwatchError, match=r"takes a distributed\.Client"):
        geo.on_cluster("local")
    monkeypatch.setattr("geo.cluster.connection._WAIT", "1s")
    with (
        pytest.raises(BorderwatchError, match="No Dask scheduler answers"),
        connected("tcp://127.0.0.1:9"),
    ):
        pass
