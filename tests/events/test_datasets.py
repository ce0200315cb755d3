"""Several datasets at once: put together, and linked events shown once."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import geo
from geo.analysis.duplicates import duplicates
from geo.analysis.show_once import show_once
from geo.errors import SchemaFault
from geo.events.datasets import combine
from geo.view.select import select
from geo.view.sentence import describe
from geo.view.view import View
from geo.webmap.event_columns import event_columns

A, B = {"dataset": "A"}, {"dataset": "B"}


@pytest.fixture
def linked(make_events, grid_units):
    def run(*rows):
        joined = geo.join(make_events(*rows, actor_1="Taliban", fatalities_best=2), grid_units())
        return show_once(joined, duplicates(joined))

    return run


def test_datasets_are_put_together_row_by_row(make_events):
    first, second = make_events(A, A), make_events({**B, "country": "BBB"})
    both = combine([first, second])
    assert both["dataset"].tolist() == ["A", "A", "B"]
    assert both["country"].cat.categories.tolist() == ["AAA", "BBB"]
    assert both.crs == first.crs


def test_one_dataset_twice_is_refused_with_its_ids(make_events):
    with pytest.raises(SchemaFault, match=r"ids twice: e1, e2.*leave out one"):
        combine([make_events(A, A), make_events(A, A)])


@pytest.mark.parametrize(
    ("first", "second", "shown"),
    [
        ({}, {}, "e1"),
        ({"verified": "document"}, {}, "e2"),
        ({"verified": "memory"}, {"verified": "document"}, "e2"),
        ({"geo_precision": "town"}, {}, "e2"),
        ({"verified": "document"}, {"geo_precision": "district"}, "e2"),
        ({"restricted": True}, {}, "e2"),
        ({"geo_precision": "exact", "restricted": True}, {"geo_precision": "town"}, "e1"),
    ],
)
def test_the_shown_one_is_the_better_known_one(linked, first, second, shown):
    once = linked({**A, **first}, {**B, **second})
    instead = ["", "e1"] if shown == "e1" else ["e2", ""]
    assert once["duplicate_of"].fillna("").tolist() == instead


def test_of_three_linked_events_two_point_to_the_third(linked):
    once = linked({**A, "verified": "document"}, {**B, "verified": "memory"}, {"dataset": "C"})
    assert once["duplicate_of"].fillna("").tolist() == ["e3", "e3", ""]


def test_a_view_shows_linked_events_once_and_deletes_none(linked):
    once = linked(A, B, {**A, "lon": 62.5, "country": "BBB"})
    assert len(once) == 3
    assert len(select(once, View())) == 3
    assert select(once, View(once=True))["event_id"].tolist() == ["e1", "e3"]
    assert describe(once, View(once=True)).startswith("2 events")


def test_without_links_a_view_shows_all(joined):
    assert len(select(joined, View(once=True))) == len(joined)


def test_the_map_document_knows_which_are_linked(joined):
    first = joined.head(2)
    once = first.assign(duplicate_of=pd.Series(["x", None], index=first.index, dtype="str"))
    assert b'"linked"' in event_columns(first, texts=False)
    assert event_columns(once, texts=False) != event_columns(first, texts=False)


@settings(max_examples=6)
@given(
    rows=st.lists(
        st.fixed_dictionaries(
            {
                "dataset": st.sampled_from(["A", "B", "C"]),
                "lon": st.sampled_from([60.5, 60.505, 60.7]),
                "verified": st.sampled_from(["page", "document", "memory"]),
                "geo_precision": st.sampled_from(["exact", "town"]),
            }
        ),
        min_size=1,
        max_size=10,
    ),
    random=st.randoms(),
)
def test_one_of_each_group_is_shown_whatever_the_order(make_events, grid_units, rows, random):
    joined = geo.join(make_events(*rows, actor_1="Taliban"), grid_units())
    links = duplicates(joined)
    once = show_once(joined, links)
    hidden = once["duplicate_of"].notna()
    in_links = set(links["event_a"]) | set(links["event_b"])
    assert set(once.loc[hidden, "event_id"]) <= in_links
    shown = set(once.loc[~hidden, "event_id"])
    assert set(once.loc[hidden, "duplicate_of"]) <= shown
    assert len(once) == len(rows)
    order = list(range(len(rows)))
    random.shuffle(order)
    shuffled = show_once(joined.iloc[order], links.iloc[::-1]).sort_index()
    pd.testing.assert_series_equal(shuffled["duplicate_of"], once["duplicate_of"])
