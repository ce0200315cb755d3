"""Events by signed distance from a border."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analysis.distances import distance_profile
from geo.analysis.likely import LIKELY
from geo.boundaries.units import read_borders
from geo.errors import PeriodFault, UnknownName, ViewFault
from geo.tolls import TOLL_COLUMNS

COLUMNS = ["from_km", "to_km", "side", "events", *TOLL_COLUMNS, "cannot_tell", "coarse_dates"]
COLUMNS += LIKELY
PLAIN = {
    "segment": "AFG-TJK",
    "km": 3.0,
    "side": "AFG",
    "start": "2021-08-15",
    "end": None,
    "class": "measured",
}


@pytest.fixture(scope="session")
def make_joined(make_events):
    """Return a builder of joined events: a dictionary of what differs for each row."""
    one = make_events({})

    def build(*rows):
        table = pd.DataFrame([{**PLAIN, **row} for row in rows])
        frame = one.iloc[np.zeros(len(rows), dtype=int)].reset_index(drop=True)
        return frame.assign(
            date_start=pd.to_datetime(table["start"]).astype("datetime64[us]"),
            date_end=pd.to_datetime(table["end"].fillna(table["start"])).astype("datetime64[us]"),
            date_precision=pd.Categorical(np.where(table["end"].isna(), "day", "month")),
            border_segment=pd.Categorical(table["segment"]),
            border_distance_km=table["km"].astype(float),
            border_side=pd.Categorical(table["side"].astype("object")),
            country_id=pd.Categorical([None] * len(table)),
            border_class=pd.Categorical(table["class"], ["measured", "cannot tell"]),
        )

    return build


def steps_of(profile, column="events"):
    """Return the counts of the steps that have some, by their ends."""
    rows = profile[profile[column] > 0]
    return {(row.from_km, row.to_km): getattr(row, column) for row in rows.itertuples()}


@pytest.mark.parametrize(
    ("side", "km", "step"),
    [
        ("AFG", 0, (-10, 0)),
        ("AFG", 3, (-10, 0)),
        ("AFG", 9.999, (-10, 0)),
        ("AFG", 10, (-20, -10)),
        ("AFG", 199.9, (-200, -190)),
        ("TJK", 0, (0, 10)),
        ("TJK", 3, (0, 10)),
        ("TJK", 10, (10, 20)),
        ("TJK", 199.9, (190, 200)),
    ],
)
def test_the_country_named_first_is_negative(make_joined, side, km, step):
    profile = distance_profile(make_joined({"side": side, "km": km}), "AFG-TJK")
    assert steps_of(profile) == {step: 1}
    assert profile.loc[profile["events"] == 1, "side"].tolist() == [side]
    assert profile["cannot_tell"].sum() == 0


def test_first_is_who_the_segment_names_first(make_joined):
    joined = make_joined({"segment": "TJK-UZB", "side": "TJK", "km": 15})
    assert steps_of(distance_profile(joined, "TJK-UZB")) == {(-20, -10): 1}


def test_the_steps_join_without_gaps(make_joined):
    profile = distance_profile(make_joined({}), "AFG-TJK", step_km=25, reach_km=100)
    assert list(profile.columns) == COLUMNS
    assert profile["from_km"].tolist() == [-100, -75, -50, -25, 0, 25, 50, 75]
    assert profile["to_km"].tolist() == [-75, -50, -25, 0, 25, 50, 75, 100]
    assert profile["side"].tolist() == ["AFG"] * 4 + ["TJK"] * 4


def test_steps_may_be_parts_of_a_kilometre(make_joined):
    profile = distance_profile(make_joined({}), "AFG-TJK", step_km=0.1, reach_km=5)
    assert len(profile) == 100
    assert profile["from_km"].iloc[0] == pytest.approx(-5)


def test_what_is_coarser_than_its_distance_cannot_be_told(make_joined):
    joined = make_joined({"class": "cannot tell"}, {}, {"class": "cannot tell", "side": "TJK"})
    profile = distance_profile(joined, "AFG-TJK")
    assert steps_of(profile) == {(-10, 0): 1}
    assert steps_of(profile, "cannot_tell") == {(-10, 0): 1, (0, 10): 1}


@pytest.mark.parametrize(
    "row",
    [{"segment": "AFG-UZB"}, {"side": None}, {"km": 200}, {"segment": None, "km": None}],
    ids=["another segment", "a third country", "beyond reach", "no segment"],
)
def test_what_does_not_belong_to_the_profile(make_joined, row):
    profile = distance_profile(make_joined({}, row), "AFG-TJK")
    assert profile["events"].sum() == 1
    assert profile["cannot_tell"].sum() == 0


def test_both_ends_of_the_window_count(make_joined):
    days = ["2021-01-14", "2021-01-15", "2021-03-20", "2021-03-21"]
    joined = make_joined(*({"start": day, "km": 10 * at} for at, day in enumerate(days)))
    profile = distance_profile(joined, "AFG-TJK", window=("2021-01-15", "2021-03-20"))
    assert steps_of(profile) == {(-20, -10): 1, (-30, -20): 1}


def test_dates_that_reach_beyond_the_window_are_apart(make_joined):
    joined = make_joined({"start": "2021-07-15", "end": "2021-08-14"}, {"start": "2021-07-20"})
    cut = distance_profile(joined, "AFG-TJK", window=("2021-07-01", "2021-07-31"))
    assert (steps_of(cut), steps_of(cut, "coarse_dates")) == ({(-10, 0): 1}, {(-10, 0): 1})
    whole = distance_profile(joined, "AFG-TJK", window=("2021-07-01", "2021-08-31"))
    assert (steps_of(whole), steps_of(whole, "coarse_dates")) == ({(-10, 0): 2}, {})
    assert steps_of(distance_profile(joined, "AFG-TJK"), "coarse_dates") == {}


def test_without_events_the_steps_are_empty(make_joined):
    for joined in (make_joined({}), make_joined({}).iloc[:0]):
        profile = distance_profile(joined, "AFG-PAK")
        assert len(profile) == 40
        assert (profile[["events", "cannot_tell"]] == 0).all(axis=None)


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "km": st.floats(0, 300) | st.integers(0, 30).map(lambda step: step * 10),
                "side": st.sampled_from(["AFG", "TJK", None]),
                "class": st.sampled_from(["measured", "cannot tell"]),
            }
        ),
        min_size=1,
        max_size=30,
    ),
    st.sampled_from([1, 5, 10, 50]),
    st.sampled_from([50, 100, 200]),
)
def test_counts_are_conserved(make_joined, rows, step_km, reach_km):
    profile = distance_profile(make_joined(*rows), "AFG-TJK", step_km=step_km, reach_km=reach_km)
    for side in ("AFG", "TJK"):
        for name, word in (("events", "measured"), ("cannot_tell", "cannot tell")):
            expected = [
                row
                for row in rows
                if row["side"] == side and row["class"] == word and row["km"] < reach_km
            ]
            part = profile[profile["side"] == side]
            assert part[name].sum() == len(expected)
            sign = -1 if side == "AFG" else 1
            for row in expected:
                middle = sign * (row["km"] // step_km + 0.5) * step_km
                inside = (part["from_km"] < middle) & (middle < part["to_km"])
                assert part.loc[inside, name].sum() >= 1


def test_an_unknown_segment_is_refused_with_the_known_ones(make_joined):
    with pytest.raises(UnknownName, match=r"called 'AFG-XXX'\. Known: AFG-CHN, AFG-IRN"):
        distance_profile(make_joined({}), "AFG-XXX")


@pytest.mark.parametrize(
    ("step_km", "reach_km"), [(30, 200), (0, 200), (-10, 200), (300, 200), (10, 0), (np.nan, 200)]
)
def test_a_reach_of_broken_steps_is_refused(make_joined, step_km, reach_km):
    with pytest.raises(ViewFault, match="is not a multiple of step_km"):
        distance_profile(make_joined({}), "AFG-TJK", step_km=step_km, reach_km=reach_km)


def test_a_reach_beyond_the_widest_corridor_is_refused(make_joined):
    with pytest.raises(ViewFault, match="at most 200 kilometres"):
        distance_profile(make_joined({}), "AFG-TJK", reach_km=300)


def test_a_reversed_window_is_refused(make_joined):
    with pytest.raises(PeriodFault, match="swap them"):
        distance_profile(make_joined({}), "AFG-TJK", window=("2021-02-01", "2021-01-01"))


# Shipped events


@pytest.mark.parametrize("reach_km", [50, 200])
def test_the_profiles_of_all_segments_hold_the_shipped_events(joined, reach_km):
    total = 0
    for segment in read_borders()["segment"]:
        profile = distance_profile(joined, segment, reach_km=reach_km)
        mine = joined[(joined["border_segment"] == segment) & joined["border_side"].notna()]
        near = mine[mine["border_distance_km"] < reach_km]
        assert profile["events"].sum() == (near["border_class"] == "measured").sum()
        assert profile["cannot_tell"].sum() == (near["border_class"] == "cannot tell").sum()
        first = near["border_side"] == segment.split("-")[0]
        counts = profile["events"] + profile["cannot_tell"]
        assert counts[profile["to_km"] <= 0].sum() == first.sum()
        total += counts.sum()
    sided = joined["border_side"].notna() & (joined["border_distance_km"] < reach_km)
    assert total == sided.sum() > 100
