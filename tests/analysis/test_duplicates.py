"""Likely duplicates across datasets: which are linked, why, and never within one dataset."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from pyproj import Geod

import geo
from geo.analysis.duplicates import (
    LEAST_SCORE,
    LINK_COLUMNS,
    _near,
    _prepared,
    _scored,
    duplicates,
)
from geo.events.validate import accept

KM_EAST = 1 / 91.7
"""Degrees of longitude in a kilometre at 34.5 N."""
UCDP_PRECISION = {1: "exact", 2: "town", 3: "district", 4: "province", 5: "province"}


@pytest.fixture
def link(make_events, grid_units):
    """Join made events, dataset A first, and link them."""

    def run(*rows, **common):
        known = {"actor_1": "Taliban", "actor_2": "Afghan army", "fatalities_best": 3, **common}
        events = make_events(*rows, **known)
        return duplicates(geo.join(events, grid_units()))

    return run


A, B = {"dataset": "A"}, {"dataset": "B"}


def test_the_same_event_of_two_datasets_is_linked(link):
    links = link(A, B)
    assert list(links.columns) == LINK_COLUMNS
    row = links.iloc[0]
    assert (row["event_a"], row["event_b"]) == ("e1", "e2")
    assert (row["dataset_a"], row["dataset_b"]) == ("A", "B")
    assert row["score"] == 100
    assert row["reason"] == "same day; 0.0 km apart; actors alike; same type; same toll"


@pytest.mark.parametrize(
    ("other", "linked"),
    [
        ({"date_start": "2021-08-16"}, True),
        ({"date_start": "2021-08-14"}, True),
        ({"date_start": "2021-08-17"}, False),
        ({"date_start": "2021-08-13"}, False),
        ({"date_precision": "week"}, False),
        ({"actor_1": "Islamic State", "actor_2": "Shia worshippers"}, False),
        ({"actor_1": "Afghan Army", "actor_2": "Taliban"}, True),
        ({"actor_1": "Government of Afghanistan", "actor_2": "Taleban"}, True),
        ({"actor_1": "TTP", "actor_2": "Civilians"}, False),
        ({"actor_1": "Taliban (Afghanistan)", "actor_2": None}, True),
        ({"actor_1": None, "actor_2": None}, True),
        ({"actor_1": "Unidentified armed group", "actor_2": "Civilians"}, True),
        ({"fatalities_best": None}, True),
        ({"event_type": "bombing"}, True),
        ({"lon": 60.5 + 1.5 * KM_EAST}, True),
        ({"lon": 60.5 + 2.5 * KM_EAST}, False),
        ({"lon": 60.5 + 4 * KM_EAST, "geo_precision": "town"}, True),
        ({"lon": 60.5 + 9 * KM_EAST, "geo_precision": "town"}, False),
        ({"lon": 60.5 + 15 * KM_EAST, "geo_precision": "district"}, True),
        ({"lon": 60.5 + 30 * KM_EAST, "geo_precision": "district"}, False),
        ({"lon": 60.9, "lat": 34.9, "geo_precision": "province"}, True),
        ({"lon": 61.1, "geo_precision": "province"}, False),
        ({"geo_precision": "country"}, False),
    ],
)
def test_day_distance_and_actors_decide(link, other, linked):
    assert len(link(A, {**B, **other})) == linked


@pytest.mark.parametrize(
    ("other", "score"),
    [
        ({"date_start": "2021-08-14"}, 90),
        ({"date_start": "2021-08-16"}, 90),
        ({"event_type": "bombing"}, 96),
        ({"event_type": "air_strike"}, 90),
        ({"fatalities_best": None}, 95),
        ({"fatalities_best": 0}, 92.5),
        ({"fatalities_best": 7}, 95),
        ({"actor_1": None, "actor_2": None}, 85),
        ({"date_start": "2021-08-16", "event_type": "bombing", "fatalities_best": None}, 81),
    ],
)
def test_the_score_is_the_sum_of_what_each_likeness_gives(link, other, score):
    """A neighbouring day and a type of the same family give six tenths, the unknown half."""
    assert link(A, {**B, **other})["score"].tolist() == [score]


@pytest.mark.parametrize(
    ("precision", "reach_km"),
    [("exact", 2), ("town", 6), ("district", 26), ("province", 101)],
)
def test_the_nearer_half_of_the_errors_gives_half_of_the_distance(link, precision, reach_km):
    lon = Geod(ellps="WGS84").fwd(60.5, 34.5, 270, reach_km * 500)[0]
    links = link(A, {**B, "lon": lon, "geo_precision": precision})
    assert links["distance_km"].tolist() == [pytest.approx(reach_km / 2, abs=0.1)]
    assert links["score"].tolist() == [pytest.approx(87.5, abs=0.1)]


def test_the_least_score_still_links_and_less_does_not(link):
    """A neighbouring day 15, the same point 25, no actor 15, another type 0, no toll 5."""
    least = {"date_start": "2021-08-16", "event_type": "air_strike", "actor_1": None}
    least = {**B, **least, "actor_2": None, "fatalities_best": None}
    assert link(A, least)["score"].tolist() == [LEAST_SCORE]
    assert link(A, {**least, "fatalities_best": 8}).empty


def test_events_of_one_dataset_are_never_linked(link):
    assert link(A, A).empty
    links = link(A, A, B, B)
    assert (links["dataset_a"] != links["dataset_b"]).all()


def test_each_event_is_linked_to_its_best_match_only(link):
    near = {**B, "lon": 60.5 + 0.5 * KM_EAST}
    links = link(A, near, {**B, "fatalities_best": 3}, {**A, "lon": 60.5 + 0.6 * KM_EAST})
    pairs = set(zip(links["event_a"], links["event_b"], strict=True))
    assert pairs == {("e1", "e3"), ("e4", "e2")}


def test_no_group_holds_a_dataset_twice(link):
    third = {"dataset": "C"}
    links = link(A, B, third, {**B, "lon": 60.5 + 0.2 * KM_EAST}, third)
    events = pd.concat([links["event_a"], links["event_b"]])
    assert set(events) <= {"e1", "e2", "e3", "e4", "e5"}
    for dataset in ("A", "B", "C"):
        group = links[(links["event_a"] == "e1") | (links["event_b"] == "e1")]
        sides = pd.concat([group["dataset_a"], group["dataset_b"]])
        assert (sides == dataset).sum() <= 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lashkar-e-Jhangvi al-Alami", "LeJ"),
        ("Tehreek-e-Taliban Pakistan", "TTP"),
        ("Jamaat-ul-Ahrar", "TTP"),
        ("IS-K", "Islamic State"),
        ("ISKP", "IS"),
    ],
)
def test_actors_are_known_by_their_abbreviations(link, one, other):
    rows = (
        {"actor_1": actor, "actor_2": "Civilians", **side} for actor, side in ((one, A), (other, B))
    )
    assert len(link(*rows)) == 1


def test_ids_may_repeat_across_datasets(link):
    links = link({**A, "event_id": "1"}, {**B, "event_id": "1"})
    assert links[["event_a", "event_b"]].to_numpy().tolist() == [["1", "1"]]


def test_nothing_to_link_gives_an_empty_table(link, joined):
    assert list(link(A).columns) == LINK_COLUMNS
    assert link(A, {**B, "date_precision": "year"}).empty
    assert duplicates(joined).empty
    assert duplicates(joined.iloc[:0]).empty


def placed(make_events, *rows, **common):
    """Return events as a join leaves them: of what it adds only the province counts here."""
    return make_events(*rows, **common).assign(province_id="made")


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "dataset": st.sampled_from(["A", "B", "C"]),
            "date_start": st.sampled_from(["2021-08-14", "2021-08-15", "2021-08-16", "2021-08-18"]),
            "lon": st.sampled_from([60.5, 60.505, 60.52, 60.7]),
            "geo_precision": st.sampled_from(["exact", "town", "district", "province", "country"]),
            "actor_1": st.sampled_from(["Taliban", "ISKP", "Unknown", None]),
            "fatalities_best": st.sampled_from([0, 3, 40, None]),
        }
    ),
    min_size=2,
    max_size=12,
)


@settings(max_examples=8)
@given(rows=ROWS, random=st.randoms())
def test_the_order_of_rows_plays_no_part(make_events, rows, random):
    joined = placed(make_events, *rows)
    links = duplicates(joined)
    order = list(range(len(rows)))
    random.shuffle(order)
    assert_frame_equal(duplicates(joined.iloc[order]), links)
    both = {frozenset(pair) for pair in links[["event_a", "event_b"]].to_numpy().tolist()}
    assert len(both) == len(links)


APART = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", "C"]),
        st.sampled_from(["2021-08-14", "2021-08-15", "2021-08-16"]),
        st.integers(0, 60),
    ),
    unique_by=lambda row: row[2],
    min_size=2,
    max_size=10,
)


@settings(max_examples=15)
@given(rows=APART)
def test_the_names_of_datasets_play_no_part_where_scores_differ(make_events, rows):
    """Of equal scores the names decide which comes first, for something must."""
    made = [
        {"dataset": dataset, "date_start": day, "lon": 60.5 + step**2 * 1e-5, "lat": 34.5}
        for dataset, day, step in rows
    ]
    joined = placed(make_events, *made, geo_precision="town")
    events = _prepared(joined)
    assume(_scored(events, *_near(events))["score"].is_unique)
    names = {"A": "C", "B": "B", "C": "A"}
    renamed = joined.assign(dataset=joined["dataset"].astype("str").map(names))
    one, other = (
        {(frozenset((link.event_a, link.event_b)), link.score) for link in table.itertuples()}
        for table in (duplicates(joined), duplicates(renamed))
    )
    assert one == other


@settings(max_examples=8)
@given(rows=ROWS)
def test_every_link_keeps_the_rules(make_events, rows):
    joined = placed(make_events, *rows)
    links = duplicates(joined)
    assert (links["dataset_a"] < links["dataset_b"]).all()
    assert links["score"].between(LEAST_SCORE, 100).all()
    assert links["days_apart"].isin([0, 1]).all()
    for side, dataset in (("event_a", "dataset_b"), ("event_b", "dataset_a")):
        assert not links.duplicated([side, dataset]).any()


def test_shipped_events_meet_ucdps(shared, events):
    rows = pd.read_csv(
        shared / "data" / "events" / "ucdp_hdx_pakistan.csv", skiprows=[1], low_memory=False
    )
    theirs = pd.DataFrame(
        {
            "event_id": "ucdp-" + rows["id"].astype("str"),
            "date_start": pd.to_datetime(rows["date_start"]).dt.strftime("%Y-%m-%d"),
            "date_precision": np.where(rows["date_prec"].astype(int) == 1, "day", "month"),
            "geo_precision": rows["where_prec"].astype(int).map(UCDP_PRECISION).fillna("country"),
            "event_type": np.where(
                rows["type_of_violence"].astype(int) == 3, "attack", "armed_clash"
            ),
            "source_publisher": "UCDP",
            "actor_1": rows["side_a"],
            "actor_2": rows["side_b"],
            "fatalities_best": rows["best"].astype(int),
            "longitude": rows["longitude"].astype(float),
            "latitude": rows["latitude"].astype(float),
        }
    )
    read, report = accept(theirs, dataset="ucdp")
    assert report.accepted == 6416
    links = duplicates(geo.join(geo.combine([events, read]), geo.read_units()))
    assert 10 <= len(links) <= 25
    known = {"2013-09-22": "All Saints Church", "2017-03-31": "imambargah, Parachinar"}
    mine = events.set_index("event_id").loc[links["event_a"]]
    for day, place in known.items():
        linked = mine[mine["date_start"] == day]
        assert linked["place"].str.contains(place).any()
