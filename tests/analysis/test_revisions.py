"""Two downloads of one source: new, changed and withdrawn events."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import geo
from geo.analysis.revisions import REVISION_COLUMNS, revision_words, revisions
from geo.errors import SchemaFault


def lines(found):
    text = found.astype("object").where(found.notna(), None)
    return [tuple(row) for row in text.to_numpy().tolist()]


def test_new_changed_and_withdrawn_events(make_events):
    before = make_events({"event_id": "kept"}, {"event_id": "gone"}, {"event_id": "edited"})
    after = make_events(
        {"event_id": "fresh"},
        {"event_id": "edited", "fatalities_best": 7, "place": "Kabul", "lon": 60.75},
        {"event_id": "kept"},
    )
    assert lines(revisions(before, after)) == [
        ("fresh", "new", None, None, None),
        ("edited", "changed", "place", None, "Kabul"),
        ("edited", "changed", "fatalities_best", None, "7"),
        ("edited", "changed", "spot", "60.5, 34.5", "60.75, 34.5"),
        ("gone", "withdrawn", None, None, None),
    ]


def test_a_value_taken_back_is_null_afterwards(make_events):
    found = revisions(make_events({"injured": 4}), make_events({}))
    assert lines(found) == [("e1", "changed", "injured", "4", None)]


def test_unknown_is_not_zero(make_events):
    found = revisions(make_events({"fatalities_best": None}), make_events({"fatalities_best": 0}))
    assert lines(found) == [("e1", "changed", "fatalities_best", None, "0")]


def test_dates_and_flags_are_written_as_text(make_events):
    found = revisions(
        make_events({"date_start": "2021-08-15", "restricted": False}),
        make_events({"date_start": "2021-08-16", "restricted": True}),
    )
    assert ("e1", "changed", "date_start", "2021-08-15", "2021-08-16") in lines(found)
    assert ("e1", "changed", "restricted", "False", "True") in lines(found)


def test_the_day_of_the_download_is_no_change(make_events):
    found = revisions(
        make_events({"data_as_of": "2024-01-01"}), make_events({"data_as_of": "2025-01-01"})
    )
    assert found.empty
    assert list(found.columns) == REVISION_COLUMNS


def test_ids_that_stand_twice_are_refused(make_events):
    twice = make_events({"event_id": "a"}, {"event_id": "a"})
    with pytest.raises(SchemaFault, match="The second download holds ids twice: a"):
        revisions(make_events(), twice)


def test_words_count_events_not_cells(make_events):
    before = make_events({}, {}, {})
    after = make_events({"place": "x", "note": "y"}, {"place": "z"})
    assert revision_words(revisions(before, after)) == "0 new, 2 changed, 1 withdrawn"


def test_the_shipped_events_do_not_differ_from_themselves(events):
    assert revisions(events, events.sample(frac=1, random_state=1)).empty


EDITS = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d", "e"]),
    st.fixed_dictionaries(
        {
            "place": st.sampled_from(["Kabul", "Kunduz", None]),
            "fatalities_best": st.sampled_from([0, 1, None]),
        }
    ),
    min_size=1,
)


@settings(max_examples=10)
@given(before=EDITS, after=EDITS)
def test_the_difference_turns_one_download_into_the_other(make_events, before, after):
    old, new = (
        make_events(*({"event_id": key, **row} for key, row in part.items()))
        for part in (before, after)
    )
    found = revisions(old, new)
    ids = {
        change: set(found.loc[found["change"] == change, "event_id"])
        for change in ("new", "changed", "withdrawn")
    }
    assert ids["new"] == set(after) - set(before)
    assert ids["withdrawn"] == set(before) - set(after)
    assert ids["changed"] == {key for key in set(before) & set(after) if before[key] != after[key]}
    back = revisions(new, old).rename(columns={"before": "after", "after": "before"})
    changed = found[found["change"] == "changed"].reset_index(drop=True)
    turned = back.loc[back["change"] == "changed", REVISION_COLUMNS].reset_index(drop=True)
    pd.testing.assert_frame_equal(changed, turned)


def test_a_difference_of_files_keeps_its_counts(tmp_path, events):
    geo.write_events(events.iloc[:-5], tmp_path / "old.csv")
    geo.write_events(events.iloc[3:], tmp_path / "new.csv")
    old, new = (geo.read_events(tmp_path / name) for name in ("old.csv", "new.csv"))
    assert revision_words(revisions(old, new)) == "5 new, 0 changed, 3 withdrawn"
