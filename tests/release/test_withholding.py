"""Restricted events: out of the data unless named, known to their district only on pages."""

import random
import zipfile

import numpy as np
import pandas as pd
import pypdf
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import geo
from geo.errors import UnknownName
from geo.export.export import FORMATS, write_events
from geo.pages.output import write_page
from geo.pages.snapshot import KINDS, draw_page
from geo.release.withholding import (
    PREFIX,
    aggregate_words,
    public,
    released,
    require_restricted,
    restricted_counts,
)
from geo.webmap.container import GRID
from tests.containers import held

SECRETS = {
    "event_id": "SYN-SECRET-ID",
    "place": "Synthetic secret place",
    "admin1": "Synthetic secret admin",
    "summary": "Synthetic secret summary",
    "note": "Synthetic secret note",
    "actor_1": "Synthetic secret actor",
    "actor_2": "Synthetic secret second actor",
    "original_type": "Synthetic secret type",
    "source_title": "Synthetic secret title",
    "source_date": "2021-secret",
    "source_url": "https://secret.example.org/1",
    "lon": 70.12345,
    "lat": 37.54321,
}
HIDDEN = [value for value in SECRETS.values() if isinstance(value, str)]


@pytest.fixture(scope="module")
def mixed(make_events, units, zones):
    """Synthetic events of three datasets, two of them restricted."""
    closed = {"restricted": True, "dataset": "ACLED (made up)", **SECRETS}
    rows = [
        {"event_id": "open-1", "lon": 70.58, "lat": 37.117, "summary": "An open summary"},
        {**closed, "fatalities_best": 7, "fatalities_high": 9, "injured": 4},
        {**closed, "event_id": "SYN-SECRET-ID-2", "geo_precision": "province"},
        {**closed, "event_id": "SYN-SECRET-ID-3", "geo_precision": "country"},
        {**closed, "event_id": "SYN-SECRET-ID-4", "lon": 12.34567, "lat": 1.65432},
        {**closed, "event_id": "SYN-SECRET-ID-5", "dataset": "GTD (made up)"},
    ]
    events = make_events(*rows, country="AFG")
    # As events are read: a category holds its words also where no row does any more.
    events["original_type"] = events["original_type"].astype("category")
    return geo.join(events, units, zones)


def test_counts_name_each_restricted_dataset(mixed, joined):
    assert restricted_counts(mixed) == {"ACLED (made up)": 4, "GTD (made up)": 1}
    assert restricted_counts(joined) == {}


def test_released_rows_and_withheld_counts_make_all(mixed):
    kept, withheld = released(mixed)
    assert kept["event_id"].tolist() == ["open-1"]
    assert len(kept) + sum(withheld.values()) == len(mixed)
    kept, withheld = released(mixed, ("GTD (made up)",))
    assert kept["event_id"].tolist() == ["open-1", "SYN-SECRET-ID-5"]
    assert withheld == {"ACLED (made up)": 4}


def test_where_nothing_is_restricted_the_frame_itself_comes_back(joined):
    assert released(joined)[0] is joined
    assert public(joined) is joined


def test_a_name_of_no_restricted_dataset_is_refused(mixed, joined):
    require_restricted(mixed, ("GTD (made up)",))
    with pytest.raises(UnknownName, match="Restricted here: ACLED"):
        require_restricted(mixed, ("ACLED",))
    with pytest.raises(UnknownName, match="None is restricted here"):
        require_restricted(joined, ("ACLED",))


@pytest.mark.parametrize("ending", FORMATS)
def test_no_data_export_holds_a_word_of_a_restricted_row(mixed, tmp_path, ending):
    report = write_events(mixed, tmp_path / f"out{ending}")
    assert (report.events, report.withheld) == (1, {"ACLED (made up)": 4, "GTD (made up)": 1})
    assert "Left out, since restricted: ACLED (made up) 4 events" in str(report)
    found = report.path.read_bytes()
    if ending == ".xlsx":
        with report.path.open("rb") as file:
            found = str(pd.read_excel(file, sheet_name=None, dtype=str)).encode() + found
    assert not [word for word in HIDDEN if word.encode() in found]


def test_a_named_dataset_goes_out_whole(mixed, tmp_path):
    report = write_events(mixed, tmp_path / "out.csv", include=("ACLED (made up)",))
    assert report.events == 5
    assert report.withheld == {"GTD (made up)": 1}
    assert pd.read_csv(report.path)["summary"].eq(SECRETS["summary"]).sum() == 4


def test_a_public_event_is_known_to_its_unit_only(mixed, units):
    masked = public(mixed)
    shapes = units.set_index("unit_id").geometry
    assert masked["geo_precision"].tolist() == [
        "exact",
        "district",
        "province",
        "country",
        "country",
        "district",
    ]
    for event, before in zip(masked[1:].itertuples(), mixed[1:].itertuples(), strict=True):
        level = "country" if event.event_id.endswith("4") else event.geo_precision
        unit = getattr(event, f"{level}_id")
        if isinstance(unit, str):
            assert shapes[unit].covers(event.geometry)
        assert event.geometry.distance(before.geometry) > 1e-3
        assert event.event_id.startswith(PREFIX)
    lost = masked["match_method"] == "none"
    assert shapely.get_coordinates(masked.geometry[lost]).tolist() == [[12.0, 2.0]]


@pytest.mark.parametrize("kind", KINDS)
def test_no_page_holds_a_word_of_a_restricted_row(mixed, joined, tmp_path, kind):
    rows = pd.concat([joined, mixed.assign(restricted=True)], ignore_index=True)
    view = geo.View(segments=("AFG-TJK",), layers=("countries", "choropleth", "events", "washes"))
    words = b""
    page = draw_page(rows, view, kind=kind)
    for ending in ("pptx", "svg", "pdf"):
        path = write_page(page, tmp_path / f"page.{ending}")
        if ending == "pptx":
            with zipfile.ZipFile(path) as slide:
                words += b"".join(slide.read(name) for name in slide.namelist())
        elif ending == "pdf":
            words += pypdf.PdfReader(path).pages[0].extract_text().encode()
        else:
            words += path.read_bytes()
    assert not [word for word in HIDDEN if word.encode() in words]


def test_restricted_events_are_summed_by_district_in_a_table(mixed):
    rows = draw_page(mixed, geo.View(), kind="events").table
    assert rows["What"].str.contains("restricted event").sum() == 4
    assert rows.loc[rows["Type"] == "restricted", "Date"].eq("").all()
    # A box that holds the true place, and not the one inside the district.
    box = geo.View(extent=(70.1234, 37.5432, 70.1235, 37.5433))
    assert draw_page(mixed, box, kind="events").table.empty


def test_public_rows_lose_all_that_is_not_counted(mixed):
    masked = public(mixed)
    words = masked.drop(columns="geometry").astype("str").to_numpy().ravel()
    assert not [word for word in HIDDEN if any(word in str(cell) for cell in words)]
    for column in ("injured", "match_distance_km", "side_1_type"):
        assert masked.loc[masked["restricted"], column].isna().all()
    assert masked["original_type"].cat.categories.tolist() == []
    extra = public(mixed.assign(column_of_tomorrow="secret"))
    assert extra["column_of_tomorrow"].eq("secret").tolist() == [True, *[False] * 5]


def test_public_rows_keep_what_counts_need(mixed):
    masked = public(mixed)
    kept = ["date_start", "event_type", "fatalities_best", "dataset", "district_id", "zone_ids"]
    pd.testing.assert_frame_equal(pd.DataFrame(masked[kept]), pd.DataFrame(mixed[kept]))
    assert masked.dtypes.map(str).equals(mixed.dtypes.map(str))
    assert masked.index.equals(mixed.index)
    pd.testing.assert_series_equal(masked.iloc[0], mixed.iloc[0])


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000), share=st.floats(0.05, 1))
def test_running_numbers_do_not_lead_back(joined, seed, share):
    rows = joined.sample(40, random_state=seed)
    chance = np.random.default_rng(seed).random(len(rows))
    rows["restricted"] = chance < share
    renamed = rows.assign(
        event_id=[f"other-{n}" for n in random.Random(seed).sample(range(99), 40)]
    )
    turned = public(renamed.iloc[::-1]).iloc[::-1]
    once = public(rows)
    assert once["event_id"].is_unique
    hidden = rows["restricted"]
    columns = ["event_id", "date_start", "district_id", "event_type"]
    one, other = (
        frame.loc[hidden, columns].astype("str").sort_values(columns).to_numpy().tolist()
        for frame in (once, turned)
    )
    assert one == other
    assert set(once.loc[hidden, "event_id"]).isdisjoint(rows["event_id"])


@pytest.mark.parametrize("make", [geo.webmap, geo.comparison_map])
def test_no_page_for_others_holds_a_restricted_event(mixed, make):
    page = make(mixed).html
    meta, columns = held(page, "bw-events")
    assert not [word for word in HIDDEN if word in page or word in str(meta)]
    lon, lat = (round(SECRETS[name] * GRID) for name in ("lon", "lat"))
    assert lon not in columns["lon"]
    assert lat not in columns["lat"]
    assert len(columns["day"]) == len(mixed)
    assert "An open summary" in meta["texts"]["summary"]
    assert sum(name.startswith(PREFIX) for name in meta["texts"]["event_id"]) == 5
    assert aggregate_words(restricted_counts(mixed)) in page


def test_a_page_of_restricted_events_is_the_same_in_any_order(mixed):
    assert geo.webmap(mixed).html == geo.webmap(mixed.iloc[::-1]).html


def test_a_page_without_restricted_events_does_not_speak_of_them(joined):
    assert "Restricted" not in geo.webmap(joined).html
