"""The map document: what is in it, what is not, and that the same view gives the same bytes."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from markupsafe import escape

import geo
from geo.errors import ColumnFault, UnknownName
from geo.tolls import Tolls
from geo.view.sentence import describe
from geo.webmap.container import pack, whole
from geo.webmap.document import frame_document, view_settings, webmap
from geo.webmap.event_columns import event_columns
from tests.containers import held, unpack

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"


def test_links_to_no_host(joined):
    page = webmap(joined, geo.View(title="Briefing")).html
    assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=", page)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1]
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy


def test_base_tiles_are_allowed_only_when_asked_for(joined):
    page = webmap(joined, geo.View(layers=("countries", "tiles"))).html
    assert "https://tile.openstreetmap.org" in re.search(r"img-src ([^;]+)", page)[1]


def test_same_view_same_bytes(joined):
    view = geo.View(window=("2021-06-01", "2021-08-15"), extent="AF-BDS")
    assert webmap(joined, view).html == webmap(joined.sample(frac=1, random_state=1), view).html


def test_holds_every_event_with_its_words(joined):
    meta, columns = held(webmap(joined).html, "bw-events")
    assert len(columns["day"]) == len(joined)
    assert (np.diff(columns["day"]) >= 0).all()
    assert sorted(meta["texts"]["event_id"]) == sorted(joined["event_id"])
    assert (columns["fatalities"] == -1).sum() == (~Tolls.of(joined).known).sum()


def test_unit_of_an_event_is_the_finest_that_it_is_known_to(joined):
    meta, columns = held(webmap(joined).html, "bw-events")
    units = geo.read_units()
    level = dict(zip(meta["texts"]["event_id"], columns["unit"], strict=True))
    for event in joined.itertuples():
        known = event.district_id if isinstance(event.district_id, str) else event.province_id
        known = known if isinstance(known, str) else event.country_id
        expected = known if isinstance(known, str) else None
        at = level[event.event_id]
        assert (None if at == 0xFFFF else units["unit_id"][at]) == expected


def test_text_of_data_cannot_leave_its_place(joined):
    bad = joined.head(3).assign(place=EVIL, summary=EVIL, actor_1=EVIL, source_url="javascript:1")
    page = webmap(bad, geo.View(title=EVIL), marking=EVIL).html
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page


def test_without_texts_nothing_of_them_goes_in(joined):
    meta, _ = unpack(event_columns(joined, texts=False))
    assert meta["texts"] is None


def test_more_datasets_than_one_byte_counts_keep_their_own_numbers(joined):
    names = [f"synthetic {number:03}" for number in range(300)]
    meta, columns = unpack(event_columns(joined.head(300).assign(dataset=names), texts=True))
    ours = dict(zip(joined["event_id"].head(300), names, strict=True))
    told = [meta["datasets"][number] for number in columns["dataset"]]
    assert told == [ours[event] for event in meta["texts"]["event_id"]]
    assert len(set(told)) == 300


def test_more_datasets_than_a_map_holds_are_refused(joined):
    rows = joined.loc[joined.index.repeat(200)].head(65_537)
    names = pd.Series([f"synthetic {number}" for number in range(len(rows))], index=rows.index)
    with pytest.raises(ColumnFault, match="holds datasets as numbers from 0 to 65,535"):
        event_columns(rows.assign(dataset=names), texts=False)
    event_columns(rows.iloc[:-1].assign(dataset=names.iloc[:-1]), texts=False)


def test_columns_start_on_8_byte_bounds():
    container = pack({"a": "ö"}, {"x": np.arange(3, dtype=np.uint8), "y": np.arange(2.0)})
    length = int.from_bytes(container[:4], "little")
    entries = json.loads(container[4 : 4 + length])["columns"]
    assert all(entry["offset"] % 8 == 0 for entry in entries)
    assert unpack(container)[1]["y"].tolist() == [0.0, 1.0]


def test_export_is_smaller_than_three_megabytes(joined):
    assert len(webmap(joined).html.encode()) < 3_000_000


def test_saving_replaces_the_file_whole(joined, tmp_path):
    path = tmp_path / "map.html"
    path.write_text("old")
    assert webmap(joined).save(path) == path
    assert path.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert list(tmp_path.iterdir()) == [path]


def test_frame_document_holds_no_events():
    page = frame_document()
    assert 'id="bw-events"' not in page
    assert 'id="bw-ground"' in page


def test_unknown_extent_is_refused(joined):
    with pytest.raises(UnknownName, match="borderwatch places"):
        webmap(joined, geo.View(extent="AF-XXX"))


def test_an_unknown_segment_is_refused(joined):
    for document in (webmap, geo.comparison_map):
        with pytest.raises(UnknownName, match="AFG-XXX"):
            document(joined, geo.View(segments=("AFG-XXX",)))


def test_a_subtitle_stands_under_the_title_as_text(joined):
    for document in (webmap, geo.comparison_map):
        page = document(joined, geo.View(title="T"), subtitle=f"MY OWN {EVIL}").html
        assert f'<h1>T</h1>\n<p class="bw-subtitle">MY OWN {escape(EVIL)}</p>' in page
        assert EVIL not in page
    assert 'class="bw-subtitle"' not in webmap(joined, geo.View(title="T")).html


def test_a_document_that_shows_a_place_says_that_it_counts_the_region(joined):
    says = "The whole region is counted, whatever place is shown."
    for document in (webmap, geo.comparison_map):
        assert says in document(joined, geo.View(extent="AF-BDS")).html
        assert says not in document(joined, geo.View()).html
    assert says not in frame_document()


def test_settings_spell_dates_and_bounds():
    settings = view_settings(geo.View(window=("2021-06-01", "2021-08-15"), extent=(60, 30, 70, 40)))
    assert settings["window"] == ["2021-06-01", "2021-08-15"]
    assert settings["bounds"] == (60.0, 30.0, 70.0, 40.0)


def test_describe_says_when_nothing_is_there(joined):
    text = describe(joined, geo.View(window=("1999-01-01", "1999-12-31")))
    assert text.startswith("No events from 1 January 1999")
    assert "The data run from 2 April 2010" in text


def test_an_export_names_the_datasets_their_licences_and_dates(joined):
    page = geo.webmap(joined, geo.View(extent="AF1728"))
    assert "Events: borderwatch (licence MIT (compilation); data to 17 April 2026)." in page.html


@pytest.mark.parametrize(
    ("kind", "largest"), [(np.uint8, 255), (np.uint16, 65_535), (np.int32, 2**31 - 1)]
)
def test_a_number_too_large_for_its_column_is_refused_not_cut(kind, largest):
    assert whole([largest], kind, "deaths").tolist() == [largest]
    with pytest.raises(ColumnFault, match=f"the first is {largest + 1:,}"):
        whole([1, largest + 1], kind, "deaths")
    with pytest.raises(ColumnFault):
        whole([np.iinfo(kind).min - 1], kind, "deaths")


def test_a_toll_beyond_the_column_is_refused(joined):
    some = joined.head(3).copy()
    some["fatalities_best"] = some["fatalities_best"].astype("Int64")
    some.loc[some.index[0], "fatalities_best"] = 2**31
    with pytest.raises(ColumnFault, match=r"deaths of an event .* 2,147,483,648"):
        webmap(some)


def test_more_units_than_a_column_tells_apart_are_refused(joined, monkeypatch):
    many = geo.read_units().iloc[[0]].loc[lambda f: f.index.repeat(0x10000)]
    monkeypatch.setitem(event_columns.__globals__, "read_units", lambda: many)
    with pytest.raises(ColumnFault, match="65,536"):
        event_columns(joined, texts=False)
