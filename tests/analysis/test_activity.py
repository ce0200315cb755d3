"""Events by corridor and period: each counted once, in the right class."""

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from pyproj import Geod

from geo.accuracy import point_error_km, point_errors_km
from geo.analysis.activity import border_activity, unit_activity
from geo.analysis.corridors import NONE, corridors
from geo.analysis.likely import LIKELY
from geo.analysis.periods import FREQUENCIES
from geo.boundaries.crossings import read_crossings
from geo.boundaries.units import read_borders
from geo.errors import PeriodFault, UnknownName, ViewFault
from geo.tolls import TOLL_COLUMNS
from geo.view.view import SIDES
from geo.vocabulary import GEO_PRECISIONS

GEOD = Geod(ellps="WGS84")
COLUMNS = [
    "area",
    "period",
    "events",
    *TOLL_COLUMNS,
    "cannot_tell",
    "coarse_dates",
    *LIKELY,
]
CLASSES = ["events", "cannot_tell", "coarse_dates"]
PANDAS_PERIODS = {"D": "D", "W-MON": "W-SUN", "MS": "M", "QS": "Q-DEC", "YS": "Y-DEC"}
ALL_DAYS = ("2018-01-01", "2023-12-31")
PLAIN = {
    "segment": "AFG-TJK",
    "km": 3.0,
    "side": None,
    "start": "2021-08-15",
    "end": None,
    "dates": "day",
    "place": "exact",
    "toll": None,
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
            date_precision=pd.Categorical(table["dates"]),
            geo_precision=pd.Categorical(table["place"]),
            fatalities_best=table["toll"].astype("Int32"),
            border_segment=pd.Categorical(table["segment"]),
            border_distance_km=table["km"].astype(float),
            border_side=pd.Categorical(table["side"].astype("object")),
            country_id=pd.Categorical([None] * len(table)),
        )

    return build


def classes(activity):
    """Return events, cannot_tell and coarse_dates by area, of areas that have some."""
    totals = activity.groupby("area", observed=True)[CLASSES].sum()
    return {area: tuple(row) for area, *row in totals[totals.sum(axis=1) > 0].itertuples()}


# Corridors


@pytest.mark.parametrize(("km", "area"), [(0, "AFG-TJK"), (50, "AFG-TJK"), (50.001, NONE)])
def test_a_corridor_holds_what_is_at_most_its_width_away(make_joined, km, area):
    assert classes(border_activity(make_joined({"km": km}))) == {area: (1, 0, 0)}


@pytest.mark.parametrize(
    ("place", "km", "expected"),
    [
        ("exact", 9, {"AFG-TJK": (1, 0, 0)}),
        ("town", 9, {"AFG-TJK": (1, 0, 0)}),
        ("district", 0, {"AFG-TJK": (0, 1, 0)}),
        ("district", 9, {"AFG-TJK": (0, 1, 0)}),
        ("district", 34.9, {"AFG-TJK": (0, 1, 0)}),
        ("district", 35.1, {NONE: (1, 0, 0)}),
        ("province", 109, {"AFG-TJK": (0, 1, 0)}),
        ("province", 111, {NONE: (1, 0, 0)}),
    ],
)
def test_what_is_coarser_than_the_corridor_cannot_be_told(make_joined, place, km, expected):
    """Within 10 km: whether a district, good to 25 km, lies inside is open up to 35 km."""
    joined = make_joined({"place": place, "km": km})
    assert classes(border_activity(joined, within_km=10)) == expected


def test_an_event_known_to_its_country_only_cannot_be_told(make_joined):
    """It may lie in any corridor of its country, and is not known to lie in none."""
    joined = make_joined({"place": "country", "segment": None, "km": None})
    assert classes(border_activity(joined)) == {NONE: (0, 1, 0)}


def test_a_corridor_of_one_side(make_joined):
    joined = make_joined({"side": "AFG"}, {"side": "AFG"}, {"side": "TJK"}, {"side": None})
    found = {side: classes(border_activity(joined, side=side)) for side in SIDES}
    assert found == {
        "both": {"AFG-TJK": (4, 0, 0)},
        "first": {"AFG-TJK": (2, 0, 0), NONE: (2, 0, 0)},
        "second": {"AFG-TJK": (1, 0, 0), NONE: (3, 0, 0)},
    }


def test_the_side_is_that_of_the_events_own_segment(make_joined):
    """Tajikistan is the second country of one segment and the first of another."""
    joined = make_joined({"side": "TJK"}, {"segment": "TJK-UZB", "side": "TJK"})
    assert classes(border_activity(joined, side="first")) == {"TJK-UZB": (1, 0, 0), NONE: (1, 0, 0)}


# Periods and dates


@pytest.mark.parametrize(
    ("freq", "expected"),
    [("month", (0, 0, 1)), ("quarter", (1, 0, 0)), ("year", (1, 0, 0)), ("day", (0, 0, 1))],
)
def test_dates_coarser_than_the_period_are_apart(make_joined, freq, expected):
    joined = make_joined({"start": "2021-07-15", "end": "2021-08-14", "dates": "month"})
    assert classes(border_activity(joined, freq=freq)) == {"AFG-TJK": expected}


def test_a_long_event_with_known_days_belongs_to_its_first(make_joined):
    joined = make_joined({"start": "2021-07-30", "end": "2021-08-02"}, {"start": "2021-08-01"})
    counts = border_activity(joined, segment="AFG-TJK").set_index("period")["events"]
    assert counts.to_dict() == {pd.Timestamp("2021-07-01"): 1, pd.Timestamp("2021-08-01"): 1}


def test_coarse_in_place_and_time_counts_once(make_joined):
    joined = make_joined({"place": "province", "dates": "month", "end": "2021-09-14"})
    assert classes(border_activity(joined)) == {"AFG-TJK": (0, 1, 0)}


@pytest.mark.parametrize("freq", FREQUENCIES.values())
def test_every_period_is_there_also_the_empty_ones(make_joined, freq):
    joined = make_joined({"start": "2019-11-30"}, {"start": "2021-03-01"})
    activity = border_activity(joined, freq=freq)
    ends = pd.to_datetime(["2019-11-30", "2021-03-01"]).to_period(PANDAS_PERIODS[freq])
    starts = pd.period_range(*ends).start_time.tolist()
    assert list(activity.columns) == COLUMNS
    areas = [*read_borders()["segment"], NONE]
    assert activity["area"].drop_duplicates().tolist() == areas
    for _, rows in activity.groupby("area", observed=True):
        assert rows["period"].tolist() == starts
    counted = activity.loc[activity["events"] > 0, "period"]
    assert counted.tolist() == [starts[0], starts[-1]]


def test_the_window_sets_the_periods_and_both_its_ends_count(make_joined):
    days = ["2021-01-14", "2021-01-15", "2021-03-20", "2021-03-21"]
    joined = make_joined(*({"start": day} for day in days))
    activity = border_activity(joined, segment="AFG-TJK", window=("2021-01-15", "2021-03-20"))
    assert [str(day.date()) for day in activity["period"]] == [
        "2021-01-01",
        "2021-02-01",
        "2021-03-01",
    ]
    assert activity["events"].tolist() == [1, 0, 1]


def test_a_window_beyond_the_events_is_all_empty(make_joined):
    activity = border_activity(make_joined({}), window=("2030-01-01", "2030-12-31"))
    assert len(activity) == 16 * 12
    assert activity[CLASSES].to_numpy().sum() == 0


def test_no_events_give_counts_of_none(make_joined):
    activity = border_activity(make_joined({}).iloc[:0], window=("2021-01-01", "2021-02-01"))
    assert len(activity) == 16 * 2
    assert (activity[COLUMNS[2:]] == 0).all(axis=None)


# Fatalities


@pytest.mark.parametrize(
    ("tolls", "fatalities", "unknown"),
    [([3, 4], 7, 0), ([3, None], 3, 1), ([None, None], pd.NA, 2), ([0, None], 0, 1), ([0], 0, 0)],
)
def test_unknown_tolls_are_not_nothing(make_joined, tolls, fatalities, unknown):
    joined = make_joined(*({"toll": toll} for toll in tolls))
    (row,) = border_activity(joined, segment="AFG-TJK").itertuples()
    assert (row.events, row.unknown_tolls) == (len(tolls), unknown)
    assert pd.isna(row.fatalities) if fatalities is pd.NA else row.fatalities == fatalities


def test_deaths_are_ranges(make_joined):
    joined = make_joined({"toll": 3}, {"toll": 4}, {"toll": None})
    joined["fatalities_low"] = pd.array([1, None, 2], dtype="Int32")
    joined["fatalities_high"] = pd.array([5, 9, None], dtype="Int32")
    columns = ["fatalities_low", "fatalities", "fatalities_high", "unknown_tolls"]

    def sums(frame):
        return border_activity(frame, segment="AFG-TJK")[columns].iloc[0].tolist()

    assert sums(joined.head(2)) == [5, 7, 14, 0]
    # A source that says at least two sets no upper bound to the sum.
    assert sums(joined) == [7, 9, pd.NA, 0]


def test_where_nothing_happened_nobody_died(make_joined):
    joined = make_joined({"start": "2021-01-01", "toll": None}, {"start": "2021-03-01", "toll": 2})
    fatalities = border_activity(joined, segment="AFG-TJK")["fatalities"]
    assert fatalities.tolist() == [pd.NA, 0, 2]


def test_tolls_of_what_cannot_be_told_are_not_counted(make_joined):
    joined = make_joined({"toll": 5}, {"toll": 90, "place": "province"})
    (row,) = border_activity(joined, segment="AFG-TJK").itertuples()
    assert (row.fatalities, row.cannot_tell) == (5, 1)


# Properties

SEGMENTS = ["AFG-TJK", "AFG-PAK", "TJK-UZB", "CHN-PAK"]


@st.composite
def places_and_days(draw, precisions=tuple(GEO_PRECISIONS)):
    place = draw(st.sampled_from(precisions))
    start = draw(st.dates(pd.Timestamp("2019-01-01").date(), pd.Timestamp("2022-12-31").date()))
    length = draw(st.sampled_from([0, 0, 1, 5, 40, 400]))
    row = {
        "place": place,
        "start": str(start),
        "end": str(start + pd.Timedelta(days=length)),
        "dates": draw(st.sampled_from(["day", "week", "month", "year"])),
        "toll": draw(st.none() | st.integers(0, 50)),
    }
    if place == "country":
        return {**row, "segment": None, "km": None, "side": None}
    segment = draw(st.sampled_from(SEGMENTS))
    return {
        **row,
        "segment": segment,
        "km": draw(st.floats(0, 400) | st.sampled_from([0, 5, 50, 75, 150, 200])),
        "side": draw(st.sampled_from([*segment.split("-"), None])),
    }


ROWS = st.lists(places_and_days(), min_size=1, max_size=25)
WIDTHS = st.floats(5, 200) | st.sampled_from([5, 25, 50, 100, 200])
WINDOWS = st.none() | st.tuples(
    st.sampled_from(["2018-03-04", "2020-02-29"]), st.sampled_from(["2020-03-01", "2024-01-31"])
)


@given(ROWS, WIDTHS, st.sampled_from([*SIDES]), st.sampled_from([*FREQUENCIES]), WINDOWS)
def test_every_event_of_the_window_is_counted_once(make_joined, rows, width, side, freq, window):
    activity = border_activity(
        make_joined(*rows), within_km=width, side=side, freq=freq, window=window
    )
    first, last = window or ALL_DAYS
    expected = sum(first <= row["start"] <= last for row in rows)
    assert activity[CLASSES].to_numpy().sum() == expected
    assert not activity.duplicated(["area", "period"]).any()
    assert (activity["unknown_tolls"] <= activity["events"]).all()
    assert (activity[CLASSES] >= 0).all(axis=None)


def class_of(row, width, side, freq):
    """Return area, period and class of one event, by the words of the module."""
    error = point_errors_km()[row["place"]]
    coarse_place = error > width
    names = row["segment"].split("-")
    sides = {"both": [*names, None], "first": names[:1], "second": names[1:]}[side]
    inside = row["km"] <= width + (error if coarse_place else 0) and row["side"] in sides
    start, end = (
        pd.Timestamp(row[name]).to_period(PANDAS_PERIODS[FREQUENCIES[freq]])
        for name in ("start", "end")
    )
    kind = "events"
    if inside and coarse_place:
        kind = "cannot_tell"
    elif row["dates"] != "day" and start != end:
        kind = "coarse_dates"
    return row["segment"] if inside else NONE, start.start_time, kind


PLACED = st.lists(
    places_and_days(("exact", "town", "district", "province")), min_size=1, max_size=25
)


@given(PLACED, WIDTHS, st.sampled_from([*SIDES]), st.sampled_from([*FREQUENCIES]))
def test_counts_are_those_of_one_event_after_the_other(make_joined, rows, width, side, freq):
    activity = border_activity(make_joined(*rows), within_km=width, side=side, freq=freq)
    found = activity.melt(["area", "period"], CLASSES, "kind", "count")
    found = found[found["count"] > 0].set_index(["area", "period", "kind"])["count"].to_dict()
    expected = {}
    for row in rows:
        key = class_of(row, width, side, freq)
        expected[key] = expected.get(key, 0) + 1
    assert found == expected
    tolls = [
        row["toll"]
        for row in rows
        if class_of(row, width, side, freq)[2] == "events" and row["toll"] is not None
    ]
    assert activity["fatalities"].sum() == sum(tolls)


@given(ROWS, WIDTHS, WIDTHS, st.sampled_from([*SIDES]))
def test_widening_a_corridor_loses_no_event(make_joined, rows, one, other, side):
    joined = make_joined(*rows)
    narrow, wide = (corridors(joined, within_km=width, side=side) for width in sorted((one, other)))
    sure = (narrow.codes >= 0) & ~narrow.vague
    assert (wide.codes[sure] == narrow.codes[sure]).all()
    assert not wide.vague[sure].any()


@given(ROWS, WIDTHS)
def test_one_side_and_the_other_and_no_side_make_both(make_joined, rows, width):
    joined = make_joined(*rows)
    joined = joined[joined["border_segment"].notna()]
    sideless = joined["border_side"].isna()

    def counts(frame, side):
        activity = border_activity(frame, within_km=width, side=side, window=ALL_DAYS, freq="YS")
        return activity[activity["area"] != NONE].reset_index(drop=True)[CLASSES]

    parts = counts(joined, "first") + counts(joined, "second") + counts(joined[sideless], "both")
    assert_frame_equal(parts, counts(joined, "both"))


@settings(max_examples=10)
@given(ROWS, st.randoms())
def test_the_order_of_events_is_irrelevant(make_joined, rows, random):
    shuffled = random.sample(rows, len(rows))
    assert_frame_equal(border_activity(make_joined(*rows)), border_activity(make_joined(*shuffled)))


# Shipped events


def test_the_shipped_events_are_all_counted(joined):
    activity = border_activity(joined)
    assert activity[CLASSES].to_numpy().sum() == len(joined) == 431


@settings(max_examples=15)
@given(WIDTHS, st.sampled_from([*SIDES]), st.sampled_from([*FREQUENCIES]))
def test_the_shipped_events_are_all_counted_in_any_corridor(joined, width, side, freq):
    activity = border_activity(joined, within_km=width, side=side, freq=freq)
    assert activity[CLASSES].to_numpy().sum() == 431


def test_a_segment_is_its_part_of_the_whole(joined):
    whole = border_activity(joined, freq="year")
    for segment in read_borders()["segment"]:
        part = border_activity(joined, segment=segment, freq="year")
        rows = whole[whole["area"] == segment].reset_index(drop=True)
        assert_frame_equal(part, rows)
        assert len(part) == 17


def test_the_corridor_of_tajikistan_is_what_a_filter_finds(joined):
    near = joined[(joined["border_segment"] == "AFG-TJK") & (joined["border_distance_km"] <= 50)]
    near = near[near["geo_precision"].isin(["exact", "town", "district"])]
    day = near["date_precision"] == "day"
    within = near["date_start"].dt.year == near["date_end"].dt.year
    expected = near[day | within].groupby(near["date_start"].dt.year).size()
    found = border_activity(joined, segment="AFG-TJK", freq="year").set_index("period")["events"]
    found.index = found.index.year
    assert found[found > 0].to_dict() == expected.to_dict()
    assert found.sum() > 30


# Crossings


@pytest.mark.parametrize("within_km", [5, 30, 200])
@pytest.mark.parametrize("name", ["Torkham", "Chaman", "Sher Khan Bandar", "Wakhjir Pass"])
def test_around_a_crossing_are_the_events_within_reach(joined, name, within_km):
    crossings = read_crossings()
    crossing = crossings[crossings["name"].str.contains(name)].iloc[0]
    lonlat = shapely.get_coordinates(np.asarray(joined.geometry))
    middle = np.broadcast_to((crossing["lon"], crossing["lat"]), lonlat.shape)
    kilometres = np.asarray(GEOD.inv(*lonlat.T, *middle.T)[2]) / 1e3
    error = point_error_km(joined["geo_precision"])
    coarse = error > within_km
    activity = border_activity(joined, around=name, within_km=within_km, freq="year")
    assert set(activity["area"]) == {crossing["name"]}
    assert len(activity) == 17
    sure = activity["events"].sum() + activity["coarse_dates"].sum()
    assert sure == (~coarse & (kilometres <= within_km)).sum()
    assert activity["cannot_tell"].sum() == (coarse & (kilometres <= within_km + error)).sum()


def test_around_a_crossing_no_border_divides(joined):
    """Events of both countries, whichever segment is nearest."""
    one = border_activity(joined, around="torkham", within_km=100)
    assert 20 < one["events"].sum() < len(joined)
    assert_frame_equal(one, border_activity(joined, around="تورخم", within_km=100))


# Units


def test_a_unit_holds_its_own_events(joined):
    for unit in ("AFG", "AF-BDS", "PAK", joined["district_id"].dropna().iloc[0]):
        columns = ["country_id", "province_id", "district_id"]
        inside = (joined[columns].astype("object") == unit).any(axis=1)
        activity = unit_activity(joined, unit, freq="year")
        assert activity["area"].unique().tolist() == [unit]
        assert activity[CLASSES].to_numpy().sum() == inside.sum() > 0
        assert activity["cannot_tell"].sum() == 0
        starts = joined.loc[inside, "date_start"].dt.year.value_counts()
        found = activity.set_index(activity["period"].dt.year)[CLASSES].sum(axis=1)
        assert found[found > 0].to_dict() == starts.to_dict()
        assert len(activity) == 17


def test_a_unit_without_events_has_empty_periods(joined, units):
    seen = set(joined["district_id"].dropna())
    quiet = next(
        unit for unit in units.loc[units["level"] == "district", "unit_id"] if unit not in seen
    )
    activity = unit_activity(joined, quiet, freq="year")
    assert len(activity) == 17
    assert (activity.drop(columns=COLUMNS[:2]) == 0).all(axis=None)


# What is not known


def test_an_unknown_segment_is_refused_with_the_known_ones(make_joined):
    with pytest.raises(UnknownName, match=r"called 'AFG-XXX'\. Known: AFG-CHN, AFG-IRN, AFG-PAK"):
        border_activity(make_joined({}), segment="AFG-XXX")


def test_an_unknown_crossing_is_refused_with_the_known_ones(make_joined):
    with pytest.raises(UnknownName, match=r"called 'Nowhere'\. Known: .*Torkham"):
        border_activity(make_joined({}), around="Nowhere")


def test_an_unknown_side_is_refused_with_the_known_ones(make_joined):
    with pytest.raises(UnknownName, match=r"called 'north'\. Known: both, first, second"):
        border_activity(make_joined({}), side="north")


@pytest.mark.parametrize("within_km", [4.9, 200.1, 0, -50, np.nan, np.inf])
@pytest.mark.parametrize("around", [None, "Torkham"])
def test_a_width_outside_the_limits_is_refused(make_joined, within_km, around):
    with pytest.raises(ViewFault, match="give 5 to 200 kilometres"):
        border_activity(make_joined({}), within_km=within_km, around=around)


def test_an_unknown_unit_is_refused_with_the_way_to_find_ids(joined):
    with pytest.raises(UnknownName, match="'Badakhshan'; `borderwatch places NAME` finds ids"):
        unit_activity(joined, "Badakhshan")


def test_bad_periods_are_refused(make_joined):
    joined = make_joined({})
    with pytest.raises(PeriodFault, match=r"Known: day \(D\), week"):
        border_activity(joined, freq="fortnight")
    with pytest.raises(PeriodFault, match="swap them"):
        border_activity(joined, window=("2021-02-01", "2021-01-01"))


def test_bad_periods_of_a_unit_are_refused(joined):
    with pytest.raises(PeriodFault, match=r"Known: day \(D\), week"):
        unit_activity(joined, "AF-BDS", freq="fortnight")


def test_a_crossing_goes_with_no_segment_and_no_side(joined):
    for other in ({"segment": "AFG-TJK"}, {"side": "first"}):
        with pytest.raises(ViewFault, match="not both"):
            border_activity(joined, around="Torkham", **other)


def test_a_width_may_be_text_but_must_be_a_number(joined):
    same = border_activity(joined, within_km="30", freq="year")
    assert same.equals(border_activity(joined, within_km=30, freq="year"))
    with pytest.raises(ViewFault, match="give a number"):
        border_activity(joined, within_km="wide")
