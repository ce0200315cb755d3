"""A file that an import wrote is read without parsing it, and means what parsing it would say."""

import json
import resource

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given, settings
from hypothesis import strategies as st

import geo
from geo.errors import FileFault
from geo.events import own_files, stream
from geo.events.ids import Ids
from geo.events.own_files import own_batches, write_geoparquet
from geo.export.convert import import_file
from geo.files import sealed

ODD = {
    "event_id": ["e0", "e1", " e2", "e\u200e3", "-", "قندوز"],
    "place": ["Kunduz", "قندوز", " Kunduz", "Kun\u202eduz", "N/A", "unknown", None, "a\tb"],
    "country": ["AFG", "Afghanistan", "Atlantis", "afg", None],
    "actor_1": ["Taliban", "IEA", "The Taliban", "A group", None],
    "actor_2": ["Taliban", "ISKP", None],
    "side_1_type": ["unknown", "state_forces", "nobody", None],
    "geo_precision": ["exact", "country", "roughly", None],
    "event_type": ["attack", "unheard of"],
    "located_by": ["coordinates", "name", None],
    "source_publisher": ["A newspaper", "A\u00a0newspaper ", None],
    "summary": ["Something happened.", "two\nlines", "soft\u00adhyphen", "no information", None],
    "fatalities_best": [0, 3, -1, None],
    "event_count": [1, 0, 12, None, -2],
    "restricted": [True, False],
    "verified": ["page", None],
    "data_as_of": ["2026-01-02", "2026-01-02 10:00", None],
    "date_start": [
        pd.Timestamp("2021-08-15"),
        pd.Timestamp("2021-08-15 23:00"),
        pd.Timestamp("1700-01-01"),
    ],
    "date_end": [
        pd.Timestamp("2021-08-15"),
        pd.Timestamp("2021-08-14"),
        None,
        pd.Timestamp("2999-01-01"),
    ],
    "spot": [(69.2, 34.5), (34.5, 69.2), (0.0, 0.0), (69.345116, 30.375321), (200.0, 10.0)],
}


@st.composite
def odd_frames(draw):
    """Some clean events, in which a few cells hold what no import leaves in them."""
    count = draw(st.integers(1, 6))
    cells = {name: [values[0]] * count for name, values in ODD.items()}
    cells["event_id"] = [f"e{number}" for number in range(count)]
    for _ in range(draw(st.integers(0, 3))):
        name = draw(st.sampled_from(sorted(ODD)))
        cells[name][draw(st.integers(0, count - 1))] = draw(st.sampled_from(ODD[name]))
    return cells


def written(cells, path, batch=None):
    """Write cells as the writer takes them, whatever they hold."""
    frame = pd.DataFrame({name: pd.Series(cell, dtype="object") for name, cell in cells.items()})
    spots = np.array(frame.pop("spot").tolist())
    kinds = {
        name: "str" if column.dtype in ("", "object") else column.dtype
        for name, column in geo.schema.EVENTS.columns.items()
        if name != "geometry"
    }
    frame = frame.assign(date_precision="day", dataset="made").reindex(columns=list(kinds))
    events = gpd.GeoDataFrame(frame.astype(kinds), geometry=shapely.points(spots), crs=4326)
    with write_geoparquet(path) as file:
        for start in range(0, len(events), batch or len(events)):
            file.write(events.iloc[start : start + (batch or len(events))].reset_index(drop=True))
    return path


def unsealed(path):
    """Write the same rows again without the seal."""
    copy = path.with_name("unsealed.parquet")
    table = pq.read_table(path)
    pq.write_table(table.replace_schema_metadata({b"geo": table.schema.metadata[b"geo"]}), copy)
    return copy


def outcome(path, dataset):
    """Return what an import says of a file, or why it is refused; its name stands in neither."""
    try:
        events, report = geo.import_events(path)
    except geo.BorderwatchError as error:
        return str(error).replace(path.name, "the file")
    said = {
        name: value for name, value in vars(report).items() if name not in ("source", "set_aside")
    }
    return events, said, report.set_aside.to_dict("records")


def assert_same(one, other):
    if isinstance(one, str) or isinstance(other, str):
        assert one == other
        return
    assert_geodataframe_equal(one[0], other[0], check_dtype=True)
    assert one[1:] == other[1:]


@settings(max_examples=25)
@given(odd_frames())
def test_reading_our_own_file_says_what_parsing_it_says(tmp_path_factory, cells):
    path = written(cells, tmp_path_factory.mktemp("own") / "own.parquet")
    assert own_batches(path) is not None
    assert_same(outcome(path, "own"), outcome(unsealed(path), "own"))


def test_an_import_is_read_back_as_it_was_parsed_and_not_parsed_again(
    tmp_path, events, monkeypatch
):
    path, out = tmp_path / "events.csv", tmp_path / "events.parquet"
    rows = events.drop(columns="geometry").assign(
        longitude=events.geometry.x, latitude=events.geometry.y, data_as_of="2026-01-02"
    )
    rows.to_csv(path, index=False)
    import_file(path, out)
    expected = geo.import_events(path)[0]
    monkeypatch.delattr(stream, "accept_table")
    assert_geodataframe_equal(geo.import_events(out)[0], expected, check_dtype=True)
    dates = pq.read_schema(out).field("date_start").type
    assert dates == pa.timestamp("us")


def test_parts_that_pass_and_parts_that_do_not_are_one_file(tmp_path, monkeypatch):
    monkeypatch.setattr(sealed, "_ROWS", 2)
    cells = {name: [values[0]] * 8 for name, values in ODD.items()}
    cells["event_id"] = [f"e{number}" for number in range(8)]
    cells["place"][3] = " Kunduz "
    cells["event_id"][6] = "e1"
    path = written(cells, tmp_path / "own.parquet", batch=2)
    assert len(list(own_batches(path))) == 4
    events, report = geo.import_events(path)
    assert events["event_id"].tolist() == ["e0", "e1", "e2", "e3", "e4", "e5", "e7"]
    assert set(events["place"]) == {"Kunduz"}
    assert report.set_aside[["row", "event_id"]].to_numpy().tolist() == [[7, "e1"]]
    assert_same(outcome(path, "own"), outcome(unsealed(path), "own"))


def test_a_file_that_was_changed_is_parsed(tmp_path, events, monkeypatch):
    out = tmp_path / "events.parquet"
    with write_geoparquet(out) as file:
        file.write(events)
    assert own_batches(out) is not None
    seal = pq.read_metadata(out).metadata[b"borderwatch"]
    table = pq.read_table(out)
    other = table.set_column(
        table.schema.names.index("fatalities_best"),
        table.schema.field("fatalities_best"),
        pa.array([1] * len(table), pa.int32()),
    )
    with pq.ParquetWriter(out, own_files._ARROW) as file:
        file.write_table(other.cast(own_files._ARROW))
        file.add_key_value_metadata({b"borderwatch": seal})
    assert own_batches(out) is None
    with monkeypatch.context() as patched:
        # It is the digest alone that tells.
        patched.setattr(sealed, "_digest", lambda *_: json.loads(seal)["sha256"])
        assert own_batches(out) is not None
    assert (geo.import_events(out)[0]["fatalities_best"] == 1).all()


def test_a_file_of_another_version_is_parsed(tmp_path, events, monkeypatch):
    monkeypatch.setattr(own_files, "VERSION", own_files.VERSION + 1)
    out = tmp_path / "events.parquet"
    with write_geoparquet(out) as file:
        file.write(events)
    monkeypatch.undo()
    assert own_batches(out) is None
    assert_geodataframe_equal(geo.import_events(out)[0], events)


@pytest.mark.parametrize("seal", [b"[]", b"{", b'{"version": 1, "sha256": 7}'])
def test_a_seal_that_is_none_is_not_believed(tmp_path, events, seal):
    out = tmp_path / "events.parquet"
    with write_geoparquet(out) as file:
        file.write(events)
    table = pq.read_table(out).cast(own_files._ARROW)
    with pq.ParquetWriter(out, own_files._ARROW) as file:
        file.write_table(table)
        file.add_key_value_metadata({b"borderwatch": seal})
    assert own_batches(out) is None
    assert_geodataframe_equal(geo.import_events(out)[0], events)


def test_a_sealed_bomb_is_refused_before_it_is_spelt_out(tmp_path):
    """A stranger may use our own writer, and name one long text in every row."""
    rows, long = 30_000, "x" * 40_000
    cells = {
        name: pa.nulls(rows, field.type)
        for name, field in zip(own_files._ARROW.names, own_files._ARROW, strict=True)
    }
    codes = pa.array(np.zeros(rows, np.int32))
    cells["event_id"] = pa.array([str(number) for number in range(rows)])
    path = tmp_path / "bomb.parquet"
    with sealed.write_sealed(path, own_files._ARROW, own_files.VERSION) as file:
        for start in range(0, rows, 1_000):
            part = {name: column.slice(start, 1_000) for name, column in cells.items()}
            place = pa.DictionaryArray.from_arrays(codes.slice(start, 1_000), pa.array([long]))
            part["place"] = place.cast(pa.string())
            file.write_table(pa.table(part, schema=own_files._ARROW))
    assert path.stat().st_size < 20e6
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(FileFault, match="more than can be read safely"):
        geo.import_events(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 1_000_000


@given(st.lists(st.lists(st.text(max_size=3), max_size=5), max_size=5))
def test_ids_are_new_where_no_earlier_one_is_the_same(chunks):
    ids, met = Ids(), set()
    for chunk in chunks:
        new = len(set(chunk)) == len(chunk) and not met & set(chunk)
        assert ids.take_new(pa.array(chunk, pa.string())) == new
        if new:
            met |= set(chunk)
    assert ids.again(pd.Series(sorted(met), dtype="str")).all()
