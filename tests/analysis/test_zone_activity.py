"""Events in the units of each zone, in and outside the dates that its source claims."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from geo.analysis.zone_activity import zone_activity
from geo.errors import PeriodFault
from geo.join.join import join
from geo.tolls import TOLL_COLUMNS

COLUMNS = ["zone_id", "period", "events", "claimed", "middle", *TOLL_COLUMNS]
PLAIN = {"start": "2021-08-15", "end": None, "province": "A-0", "district": "d0-0"}


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
            province_id=pd.Categorical(table["province"].astype("object")),
            district_id=pd.Categorical(table["district"].astype("object")),
        )

    return build


def made_zones(*zones):
    """Return zones of (members, first day, last day or None)."""
    members, first, last = zip(*zones, strict=True)
    return pd.DataFrame(
        {
            "zone_id": [f"Z{number}" for number in range(1, len(zones) + 1)],
            "members": pd.Series(members, dtype="object"),
            "valid_from": pd.to_datetime(list(first)).astype("datetime64[us]"),
            "valid_to": pd.to_datetime(pd.Series(last, dtype="object")).astype("datetime64[us]"),
        }
    )


def counts_of(activity):
    return {
        (row.zone_id, str(row.period.date())): (row.events, row.claimed)
        for row in activity.itertuples()
    }


def test_events_before_in_and_after_the_claimed_dates(make_joined):
    days = ["2020-05-01", "2021-01-01", "2021-02-28", "2021-03-01", "2022-05-01", "2022-06-30"]
    zones = made_zones((["d0-0"], "2021-01-01", "2021-02-28"))
    activity = zone_activity(make_joined(*({"start": day} for day in days)), zones)
    assert list(activity.columns) == COLUMNS
    assert counts_of(activity) == {
        ("Z1", "2020-04-01"): (1, 0),
        ("Z1", "2021-01-01"): (3, 2),
        ("Z1", "2022-04-01"): (2, 0),
    }
    # Of the quarter with claimed events the mean of these: 1 January and 28 February.
    middles = activity.set_index("period")["middle"].dt.strftime("%Y-%m-%d")
    assert middles.tolist() == ["2020-05-01", "2021-01-30", "2022-05-31"]


def test_a_zone_without_an_end_claims_all_that_follows(make_joined):
    zones = made_zones((["d0-0"], "2021-08-15", None))
    joined = make_joined({"start": "2021-08-14"}, {}, {"start": "2030-01-01"})
    assert counts_of(zone_activity(joined, zones, freq="year")) == {
        ("Z1", "2021-01-01"): (2, 1),
        ("Z1", "2030-01-01"): (1, 1),
    }


def test_an_event_that_reaches_into_the_dates_is_claimed_in_its_first_period(make_joined):
    zones = made_zones((["d0-0"], "2021-02-01", "2021-02-10"))
    joined = make_joined(
        {"start": "2021-01-30", "end": "2021-02-01"},
        {"start": "2021-02-10", "end": "2021-03-05"},
        {"start": "2021-01-30", "end": "2021-01-31"},
    )
    assert counts_of(zone_activity(joined, zones, freq="month")) == {
        ("Z1", "2021-01-01"): (2, 1),
        ("Z1", "2021-02-01"): (1, 1),
    }


def test_an_event_known_to_its_province_lies_in_zones_that_hold_the_province(make_joined):
    zones = made_zones((["A-0"], "2021-01-01", None), (["d0-0"], "2021-01-01", None))
    joined = make_joined({"district": None}, {}, {"district": "d0-1"}, {"province": "A-1"})
    found = zone_activity(joined, zones, freq="year").set_index("zone_id")["events"]
    assert found.to_dict() == {"Z1": 3, "Z2": 2}


def test_precision_decides_in_which_zones_an_event_lies(make_events, grid_units):
    """Known to its district: in all; to its province: where that is held; to its country: none."""
    precisions = ("district", "province", "country")
    events = make_events(*({"geo_precision": precision} for precision in precisions))
    zones = made_zones(
        (["d0-0"], "2021-01-01", None),
        (["A-0"], "2021-01-01", None),
        (["A-0", "d0-0"], "2021-01-01", None),
        (["A-1"], "2021-01-01", None),
    )
    joined = join(events, grid_units(), zones)
    expected = [{"Z1", "Z2", "Z3"}, {"Z2", "Z3"}, set()]
    assert [set(ids.split("; ")) - {""} for ids in joined["zone_ids"].fillna("")] == expected
    inside = zone_activity(joined, zones).set_index("zone_id")["events"]
    assert inside.to_dict() == {"Z1": 1, "Z2": 2, "Z3": 2}


def test_an_event_counts_for_every_zone_that_holds_its_unit(make_joined):
    zones = made_zones(
        (["d0-0", "d0-1"], "2021-01-01", None),
        (["d9-9"], "2021-01-01", None),
        (["d0-0", "A-0"], "2021-01-01", None),
    )
    found = counts_of(zone_activity(make_joined({}), zones))
    assert found == {("Z1", "2021-07-01"): (1, 1), ("Z3", "2021-07-01"): (1, 1)}


def test_an_event_in_no_unit_lies_in_no_zone(make_joined):
    zones = made_zones((["d0-0"], "2021-01-01", None))
    activity = zone_activity(make_joined({"province": None, "district": None}), zones)
    assert list(activity.columns) == COLUMNS
    assert len(activity) == 0


def test_both_ends_of_the_window_count(make_joined):
    days = ["2021-01-14", "2021-01-15", "2021-03-20", "2021-03-21"]
    joined = make_joined(*({"start": day} for day in days))
    zones = made_zones((["d0-0"], "2021-02-01", None))
    activity = zone_activity(joined, zones, window=("2021-01-15", "2021-03-20"))
    assert counts_of(activity) == {("Z1", "2021-01-01"): (2, 1)}


def test_without_events_there_are_no_rows(make_joined):
    joined, zones = make_joined({}), made_zones((["d0-0"], "2021-01-01", None))
    assert list(zone_activity(joined.iloc[:0], zones).columns) == COLUMNS
    assert len(zone_activity(joined.iloc[:0], zones)) == 0


def test_without_zones_there_are_no_rows(make_joined):
    """As when a filter leaves none."""
    activity = zone_activity(make_joined({}), made_zones((["d0-0"], "2021-01-01", None)).iloc[:0])
    assert list(activity.columns) == COLUMNS
    assert len(activity) == 0


def test_bad_periods_are_refused(make_joined):
    zones = made_zones((["d0-0"], "2021-01-01", None))
    with pytest.raises(PeriodFault, match=r"Known: day \(D\), week"):
        zone_activity(make_joined({}), zones, freq="fortnight")
    with pytest.raises(PeriodFault, match="swap them"):
        zone_activity(make_joined({}), zones, window=("2021-02-01", "2021-01-01"))


DAYS = st.integers(0, 1500).map(lambda n: str(pd.Timestamp("2019-01-01") + pd.Timedelta(days=n)))
UNITS = st.sampled_from(["d0-0", "d0-1", "d1-0", None])


@given(
    st.lists(st.tuples(DAYS, st.integers(0, 60), UNITS), min_size=1, max_size=20),
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(["d0-0", "d0-1", "d1-0", "A-0", "A-1"]), max_size=3),
            DAYS,
            st.none() | st.integers(0, 500),
        ),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from(["month", "quarter", "year"]),
)
def test_counts_are_those_of_one_event_after_the_other(make_joined, rows, claims, freq):
    rows = [
        {
            "start": start,
            "end": str(pd.Timestamp(start) + pd.Timedelta(days=length)),
            "district": unit,
            "province": f"A-{unit[1]}" if unit else "A-0",
        }
        for start, length, unit in rows
    ]
    claims = [
        (
            members,
            first,
            days if days is None else str(pd.Timestamp(first) + pd.Timedelta(days, "D")),
        )
        for members, first, days in claims
    ]
    expected = {}
    for number, (members, first, last) in enumerate(claims, start=1):
        for row in rows:
            if {row["district"], row["province"]} & set(members):
                period = pd.Timestamp(row["start"]).to_period(freq[0].upper()).start_time
                met = row["end"] >= first and (last is None or row["start"] <= last)
                old = expected.get((f"Z{number}", str(period.date())), (0, 0))
                expected[f"Z{number}", str(period.date())] = (old[0] + 1, old[1] + met)
    activity = zone_activity(make_joined(*rows), made_zones(*claims), freq=freq)
    assert counts_of(activity) == expected
    assert not activity.duplicated(["zone_id", "period"]).any()


# Shipped zones


def test_claimed_are_the_events_that_the_join_put_in_each_zone(joined, zones):
    claimed = zone_activity(joined, zones).groupby("zone_id")["claimed"].sum()
    ids = joined["zone_ids"].dropna().str.split("; ").explode().value_counts()
    assert claimed[claimed > 0].to_dict() == ids.to_dict()
    assert claimed.sum() > 100


@settings(max_examples=5)
@given(st.sampled_from(["day", "week", "month", "quarter", "year"]))
def test_the_length_of_periods_changes_no_total(joined, zones, freq):
    columns = ["events", "claimed"]
    years = zone_activity(joined, zones, freq="year").groupby("zone_id")[columns].sum()
    other = zone_activity(joined, zones, freq=freq).groupby("zone_id")[columns].sum()
    assert_frame_equal(other, years)


def test_two_windows_make_the_whole(joined, zones):
    whole = zone_activity(joined, zones, freq="year").set_index(["zone_id", "period"])
    halves = [
        zone_activity(joined, zones, freq="year", window=window)
        for window in (("2000-01-01", "2020-12-31"), ("2021-01-01", "2030-12-31"))
    ]
    together = pd.concat(halves).set_index(["zone_id", "period"])
    assert_frame_equal(together.sort_index(), whole.sort_index())
