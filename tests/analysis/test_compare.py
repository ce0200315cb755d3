"""What changed between two windows: counts, ratios, evidence and words."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal
from scipy import stats

import geo
from geo.analysis.compare import compare
from geo.analysis.compare_words import short_words, summary_words, times, told
from geo.analysis.corridors import NONE
from geo.analysis.likely import LIKELY
from geo.analysis.rates import rate_ratio
from geo.boundaries.units import read_borders, read_units
from geo.errors import PeriodFault, UnknownName, ViewFault
from geo.tolls import TOLL_COLUMNS, Tolls
from geo.view.classes import UNCHANGED, change_classes, change_labels
from geo.view.view import COMPARED, as_window

SHIPPED = tuple(by for by in COMPARED if by != "area")
"""What may be compared without an area of one's own."""
A, B = ("2020-01-01", "2020-12-31"), ("2021-01-01", "2021-12-31")
TAKEOVER = (("2020-08-15", "2021-08-14"), ("2021-08-15", "2022-08-14"))
PAIRS = [(A, B), TAKEOVER, (("2010-04-02", "2020-12-31"), ("2021-01-01", "2025-12-23"))]
COLUMNS = [
    "area",
    "name",
    "events_a",
    "events_b",
    "rate_a",
    "rate_b",
    "dispersion",
    "rate_ratio",
    "ratio_low",
    "ratio_high",
    "p_value",
    "q_value",
    "changed",
    "small_numbers",
    *(f"{name}_{end}" for name in TOLL_COLUMNS for end in "ab"),
    "cannot_tell_a",
    "cannot_tell_b",
    "coarse_dates_a",
    "coarse_dates_b",
    "words",
]
LIKELY_COLUMNS = [f"{name}_{window}" for window in "ab" for name in LIKELY]
COUNTS = ["events", "cannot_tell", "coarse_dates"]
PLAIN = {
    "segment": "AFG-TJK",
    "km": 3.0,
    "side": "AFG",
    "start": "2020-06-01",
    "end": None,
    "dates": "day",
    "place": "exact",
    "toll": None,
    "province": "AF-BDS",
    "district": None,
}


@pytest.fixture(scope="session")
def make_joined(make_events):
    """Return a builder of joined events: a dictionary of what differs for each row."""
    one = make_events({})

    def build(rows):
        table = pd.DataFrame([{**PLAIN, **row} for row in rows])
        frame = one.iloc[np.zeros(len(table), dtype=int)].reset_index(drop=True)
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
            province_id=pd.Categorical(table["province"].astype("object")),
            district_id=pd.Categorical(table["district"].astype("object")),
        )

    return build


def both(before, after, **common):
    """Return rows of so many events in 2020 and in 2021, evenly over each year."""
    return [
        {"start": f"{year}-{1 + 12 * at // count:02}-15", **common}
        for year, count in ((2020, before), (2021, after))
        for at in range(count)
    ]


def at_once(before, after, **common):
    """Return rows of so many events on one day of 2020 and one of 2021."""
    return [{"start": f"{year}-06-01", **common} for year in [2020] * before + [2021] * after]


ENDS = [
    {"start": "2015-01-01", "segment": "AFG-CHN"},
    {"start": "2025-12-31", "segment": "AFG-CHN"},
]
"""Events outside both windows, so that both lie inside the data."""


def row_of(table, area):
    return table.set_index("area").loc[area]


# Counts


@pytest.mark.parametrize("by", SHIPPED)
@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_all_rows_add_up_to_the_events_of_the_windows(joined, by, a, b):
    table = compare(joined, a, b, by=by)
    likely = LIKELY_COLUMNS if by == "segment" else []
    assert sorted(table.columns) == sorted([*COLUMNS, *likely])
    for window, end in ((a, "a"), (b, "b")):
        total = sum(table[f"{name}_{end}"].sum() for name in COUNTS)
        assert total == joined["date_start"].between(*window).sum() > 0
    assert table["area"].is_unique
    assert (table["area"] == NONE).sum() == 1


@settings(max_examples=15)
@given(
    st.integers(2010, 2024),
    st.sampled_from(SHIPPED),
    st.floats(5, 200),
    st.sampled_from(["both", "first", "second"]),
)
def test_all_rows_add_up_in_any_corridor(joined, year, by, within_km, side):
    a, b = (f"{year}-02-11", f"{year}-12-31"), (f"{year + 1}-01-01", f"{year + 1}-09-09")
    table = compare(joined, a, b, by=by, within_km=within_km, side=side)
    for window, end in ((a, "a"), (b, "b")):
        total = sum(table[f"{name}_{end}"].sum() for name in COUNTS)
        assert total == joined["date_start"].between(*window).sum()


@pytest.mark.parametrize("by", ["province", "district"])
@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_counts_of_units_are_those_of_a_plain_groupby(joined, by, a, b):
    table = compare(joined, a, b, by=by).set_index("area")
    for window, end in ((a, "a"), (b, "b")):
        rows = joined[joined["date_start"].between(*window)]
        coarse = (rows["date_precision"] != "day") & (rows["date_end"] > window[1])
        unit = rows[f"{by}_id"].astype("object").fillna(NONE)
        for column, part in ((f"events_{end}", ~coarse), (f"coarse_dates_{end}", coarse)):
            found = table.loc[table[column] > 0, column]
            assert found.to_dict() == unit[part].value_counts().to_dict()
        assert table[f"cannot_tell_{end}"].sum() == 0
        best = pd.Series(Tolls.of(rows).best, rows.index)[~coarse]
        tolls = best.groupby(unit[best.index]).sum()
        found = table[f"fatalities_{end}"].dropna()
        assert found[found > 0].to_dict() == tolls[tolls > 0].to_dict()


def test_every_segment_has_a_row_but_only_units_with_events(joined):
    assert set(compare(joined, A, B)["area"]) == {*read_borders()["segment"], NONE}
    table = compare(joined, A, B, by="district")
    shown = table[table["area"] != NONE]
    total = sum(shown[f"{name}_{end}"] for name in COUNTS for end in "ab")
    assert (total > 0).all()
    names = read_units().set_index("unit_id")["name"]
    assert shown["name"].tolist() == names[shown["area"]].tolist()


def test_both_ends_of_both_windows_count(make_joined):
    days = ["2019-12-31", "2020-01-01", "2020-12-31", "2021-01-01", "2021-12-31", "2022-01-01"]
    row = row_of(compare(make_joined([{"start": day} for day in days]), A, B), "AFG-TJK")
    assert (row["events_a"], row["events_b"]) == (2, 2)


def test_dates_that_reach_beyond_the_window_are_apart(make_joined):
    month = {"dates": "month", "end": "2021-01-15", "start": "2020-12-15"}
    inside = {"dates": "month", "end": "2020-12-31", "start": "2020-12-01"}
    long_fight = {"start": "2020-12-30", "end": "2021-01-03"}
    joined = make_joined([*ENDS, month, inside, long_fight, *both(0, 1)])
    row = row_of(compare(joined, A, B), "AFG-TJK")
    assert (row["events_a"], row["coarse_dates_a"]) == (2, 1)
    assert (row["events_b"], row["coarse_dates_b"]) == (1, 0)


def test_tolls_are_summed_where_they_are_known(make_joined):
    rows = [*ENDS, {"toll": 3}, {"toll": None}, {"start": "2021-03-01", "toll": None}]
    row = row_of(compare(make_joined(rows), A, B), "AFG-TJK")
    assert (row["fatalities_a"], row["unknown_tolls_a"]) == (3, 1)
    assert pd.isna(row["fatalities_b"])
    assert row["unknown_tolls_b"] == 1
    assert row_of(compare(make_joined(rows), A, B), "AFG-PAK")["fatalities_b"] == 0


# Ratios


@pytest.mark.parametrize("by", SHIPPED)
@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_rates_and_ratios_are_those_of_the_counts(joined, by, a, b):
    table = compare(joined, a, b, by=by)
    days = [(pd.Timestamp(last) - pd.Timestamp(first)).days + 1 for first, last in (a, b)]
    assert table["rate_a"].tolist() == pytest.approx((table["events_a"] / days[0] * 30).tolist())
    assert table["rate_b"].tolist() == pytest.approx((table["events_b"] / days[1] * 30).tolist())
    expected = rate_ratio(
        table["events_a"], table["events_b"], *days, dispersion=table["dispersion"]
    )
    assert_frame_equal(table[expected.columns], expected)
    quiet = table["events_a"] + table["events_b"] == 0
    assert table["rate_ratio"].isna().equals(quiet)


@pytest.mark.parametrize("by", SHIPPED)
@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_swapping_the_windows_inverts_every_row(joined, by, a, b):
    there = compare(joined, a, b, by=by).set_index("area")
    back = compare(joined, b, a, by=by).set_index("area").loc[there.index]
    assert there["events_a"].equals(back["events_b"].rename("events_a"))
    ratios = ["rate_ratio", "ratio_low", "ratio_high"]
    with np.errstate(divide="ignore"):
        inverse = 1 / back[["rate_ratio", "ratio_high", "ratio_low"]].set_axis(ratios, axis=1)
    assert_frame_equal(there[ratios], inverse)
    for column in ("dispersion", "p_value", "q_value", "changed", "small_numbers"):
        assert_series_equal(there[column], back[column])


# Evidence


@pytest.mark.parametrize("by", SHIPPED)
@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_q_values_are_those_of_all_rows_but_the_last(joined, by, a, b):
    table = compare(joined, a, b, by=by)
    assert table["area"].iloc[-1] == NONE
    assert pd.isna(table["q_value"].iloc[-1])
    assert not table["changed"].iloc[-1]
    known = table[(table["area"] != NONE) & table["p_value"].notna()]
    expected = stats.false_discovery_control(known["p_value"])
    assert known["q_value"].tolist() == pytest.approx(expected.tolist())
    assert table["changed"].equals((table["q_value"] <= 0.05).rename("changed"))


def test_events_in_no_corridor_change_no_q_value(make_joined):
    rows = [*ENDS, *both(4, 17), *both(9, 8, segment="AFG-PAK")]
    few, many = (
        compare(make_joined([*rows, *both(1, count, km=300)]), A, B).set_index("area")
        for count in (1, 500)
    )
    assert many.loc[NONE, "p_value"] < 1e-9
    segments = [area for area in few.index if area != NONE]
    assert_series_equal(few.loc[segments, "q_value"], many.loc[segments, "q_value"])


@pytest.mark.parametrize("by", SHIPPED)
@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_the_most_evident_come_first(joined, by, a, b):
    table = compare(joined, a, b, by=by)
    shown = table[table["area"] != NONE]
    evidence = shown["p_value"].fillna(2)
    assert evidence.is_monotonic_increasing
    total = shown["events_a"] + shown["events_b"]
    keys = list(zip(evidence, -total, shown["area"], strict=True))
    assert keys == sorted(keys)
    assert table.index.tolist() == list(range(len(table)))


def test_under_ten_events_are_small_numbers(make_joined):
    rows = [*ENDS, *both(4, 5), *both(4, 6, segment="AFG-PAK")]
    small = compare(make_joined(rows), A, B).set_index("area")["small_numbers"]
    assert small["AFG-TJK"]
    assert not small["AFG-PAK"]
    assert small["AFG-UZB"]


@pytest.fixture(scope="module")
def many_districts():
    units = read_units()
    return units.loc[units["level"] == "district", "unit_id"].to_numpy()[:1500]


def simulated(make_joined, ids, before, after):
    """Return a comparison of so many events of each unit."""
    random = np.random.default_rng(23)
    places = [
        {"district": unit, "start": start + np.timedelta64(random.integers(365), "D")}
        for start, counts in (
            (np.datetime64("2019-01-01"), before),
            (np.datetime64("2021-01-01"), after),
        )
        for unit in np.repeat(ids, counts)
    ]
    ends = [{"start": "2019-01-01"}, {"start": "2021-12-31"}]
    windows = ("2019-01-01", "2019-12-31"), ("2021-01-01", "2021-12-31")
    table = compare(make_joined([*places, *ends]), *windows, by="district")
    return table[table["area"] != NONE]


def test_without_a_change_few_units_look_changed_and_hardly_any_are_called_so(
    make_joined, many_districts
):
    random = np.random.default_rng(21)
    table = simulated(make_joined, many_districts, *random.poisson(15, (2, len(many_districts))))
    assert len(table) == len(many_districts)
    alarms = (table["p_value"] < 0.05).mean()
    assert 0.01 <= alarms <= 0.06
    assert table["changed"].mean() < alarms / 10
    held = (table["ratio_low"] <= 1) & (table["ratio_high"] >= 1)
    assert held.mean() >= 0.95


def test_true_changes_are_found_and_few_others(make_joined, many_districts):
    random = np.random.default_rng(22)
    ids = many_districts[:600]
    moved = np.arange(len(ids)) < 60
    after = random.poisson(np.where(moved, 60, 15))
    table = simulated(make_joined, ids, random.poisson(15, len(ids)), after)
    true = table["area"].isin(ids[moved])
    assert table.loc[true, "changed"].mean() > 0.9
    assert (~true[table["changed"]]).mean() <= 0.1


# Words

YEARS = "from 1 January 2020 to 31 December 2020 and {} in the year after"


def test_a_segment_alone_has_the_numbers_that_it_has_among_all(joined):
    """What else is asked about changes neither its counts nor what is made of them."""
    whole = compare(joined, *TAKEOVER)
    some = compare(joined, *TAKEOVER, segments=("AFG-TJK", "AFG-PAK"))
    rows = whole[whole["area"].isin(["AFG-TJK", "AFG-PAK"])].reset_index(drop=True)
    assert_frame_equal(some, rows)
    with pytest.raises(UnknownName, match="The border segment TJK-AFG is called AFG-TJK"):
        compare(joined, *TAKEOVER, segments=["TJK-AFG"])


def test_units_near_a_segment_count_what_lies_in_its_corridor(make_joined):
    near = both(4, 17)
    far = both(3, 3, km=60)
    other = both(2, 2, segment="AFG-PAK")
    coarse = both(1, 0, place="province", km=60)
    joined = make_joined([*ENDS, *near, *far, *other, *coarse])
    table = compare(joined, A, B, by="province", segments=["AFG-TJK"])
    row = row_of(table, "AF-BDS")
    assert (row["events_a"], row["events_b"]) == (4, 17)
    assert (row["cannot_tell_a"], row["cannot_tell_b"]) == (1, 0)
    assert row["words"].startswith(
        "In Badakhshan province, within 50 km of the Afghan-Tajik border, 4 events were recorded"
    )
    # By segment the same events are counted by the same classes.
    segment = row_of(compare(joined, A, B), "AFG-TJK")
    columns = [f"{name}_{end}" for name in COUNTS for end in "ab"]
    assert segment[columns].tolist() == row[columns].tolist()


def test_the_summary_says_in_how_many_places_a_change_can_be_told(make_joined):
    view = geo.View(window_a=A, window_b=B)
    rows = [*ENDS, *both(4, 17), *both(5, 5, segment="AFG-PAK"), *both(9, 9, segment="AFG-IRN")]
    one = compare(make_joined(rows), A, B)
    assert summary_words(one, view) == (
        "Of 3 borders with events within 50 km the rate rose in 1 and fell in 0; in 2 no change "
        "can be told from chance."
    )
    none = compare(make_joined([*ENDS, *both(4, 5)]), A, B)
    assert summary_words(none, view) == (
        "No change can be told from chance in any of 1 border with events within 50 km."
    )
    assert told(one)["area"].tolist() == ["AFG-TJK", "AFG-IRN", "AFG-PAK"]
    assert short_words(told(one), (as_window(A), as_window(B)))[0] == (
        "A 4 events, B 17: a rise that stands out (4.3 times; 95% interval 1.4 to 17)"
    )


def test_only_what_has_changed_has_a_class(joined):
    for by in SHIPPED:
        table = compare(joined, *TAKEOVER, by=by)
        classes = change_classes(table)
        assert ((classes == UNCHANGED) == ~table["changed"]).all()


def test_classes_of_change_are_named_by_their_numbers():
    labels = change_labels()
    assert labels[2:4] == ["0.7 to 1 times", "1 to 1.4 times"]
    ratios = pd.DataFrame({"rate_ratio": [0, 0.33, 0.9, 1.4, 3, np.inf], "changed": True})
    named = [labels[number] for number in change_classes(ratios)]
    assert named == [
        "under 0.33 times",
        "0.33 to 0.7 times",
        "0.7 to 1 times",
        "1.4 to 3 times",
        "3 times or more",
        "3 times or more",
    ]


OTHERS = ("AFG-UZB", "AFG-TKM", "AFG-IRN", "AFG-PAK", "AFG-CHN")


def test_a_change_in_words(make_joined):
    table = compare(make_joined([*ENDS, *both(4, 17)]), A, B)
    assert row_of(table, "AFG-TJK")["words"] == (
        "Within 50 km of the Afghan-Tajik border 4 events were recorded "
        f"{YEARS.format(17)}: a rise that stands out (4.3 times; 95% interval 1.4 to 17)."
    )
    assert row_of(table, "AFG-UZB")["words"] == (
        "Within 50 km of the Afghan-Uzbek border no event was recorded "
        "from 1 January 2020 to 31 December 2020, nor in the year after."
    )


def test_none_before_and_none_after_in_words(make_joined):
    rows = [*ENDS, *both(0, 5), *both(1, 0, segment="AFG-PAK")]
    words = compare(make_joined(rows), A, B, within_km=30).set_index("area")["words"]
    assert words["AFG-TJK"] == (
        f"Within 30 km of the Afghan-Tajik border no event was recorded {YEARS.format(5)}: "
        "too few to call a change (95% interval at least 0.92 times)."
    )
    assert words["AFG-PAK"] == (
        "Within 30 km of the Afghan-Pakistani border 1 event was recorded "
        f"{YEARS.format('none')}: too few to call a change (95% interval at most 39 times)."
    )


def test_an_interval_without_1_is_no_change_among_many_places_and_the_words_say_so(make_joined):
    # Of one place alone 4 and 15 would be a rise; beside five where nothing changed it is none.
    steady = [row for name in OTHERS for row in both(20, 20, segment=name)]
    row = row_of(compare(make_joined([*ENDS, *both(5, 15), *steady]), A, B), "AFG-TJK")
    assert row["ratio_low"] > 1
    assert not row["changed"]
    assert ": no change that stands out among so many places (3 times;" in row["words"]


def test_a_name_that_says_what_it_names_is_not_told_twice(make_joined):
    rows = [*ENDS, *both(4, 17, province="TJ-GB")]
    words = compare(make_joined(rows), A, B, by="province").set_index("area").loc["TJ-GB", "words"]
    assert words.startswith("In Gorno-Badakhshan Autonomous Region 4 events")


def test_steady_rates_show_no_change(make_joined):
    words = row_of(compare(make_joined([*ENDS, *both(96, 96)]), A, B), "AFG-TJK")["words"]
    assert words.endswith("no change that stands out (as many; 95% interval 0.75 to 1.3).")


def test_events_in_bursts_are_said_to_tell_less(make_joined):
    rows = [*ENDS, *at_once(4, 17), *both(12, 12, segment="AFG-PAK")]
    table = compare(make_joined(rows), A, B)
    burst = row_of(table, "AFG-TJK")
    assert burst["dispersion"] > 2
    assert not burst["changed"]
    assert burst["words"].endswith("; events come in bursts here, so much less can be told).")
    single = row_of(compare(make_joined([*ENDS, *both(4, 17)]), A, B), "AFG-TJK")
    assert single["dispersion"] == 1
    assert burst["ratio_low"] < single["ratio_low"] < single["ratio_high"] < burst["ratio_high"]


def test_unequal_windows_say_their_days_and_rates(make_joined):
    b = ("2021-01-01", "2021-03-31")
    later = [{"start": f"2021-{1 + at % 3:02}-{5 + at}"} for at in range(17)]
    words = row_of(compare(make_joined([*ENDS, *both(4, 0), *later]), A, b), "AFG-TJK")["words"]
    assert "31 December 2020 and 17 from 1 January 2021 to 31 March 2021: a rise" in words
    assert "(17 times the rate; 95% interval 5.6 to 71)" in words


def test_the_year_before_is_called_so(make_joined):
    words = row_of(compare(make_joined([*ENDS, *both(4, 17)]), B, A), "AFG-TJK")["words"]
    assert "17 events were recorded from 1 January 2021 to 31 December 2021 and 4 in the " in words
    assert "in the year before: a fall that stands out (0.23 times;" in words


def test_the_side_is_in_the_words(make_joined):
    joined = make_joined([*ENDS, *both(4, 17), *both(1, 2, side="TJK")])
    first, second = (
        row_of(compare(joined, A, B, side=side), "AFG-TJK")["words"] for side in ("first", "second")
    )
    border = "Within 50 km of the Afghan-Tajik border"
    assert first.startswith(f"{border}, on its Afghan side, 4 events were recorded")
    assert second.startswith(f"{border}, on its Tajik side, 1 event was recorded")


def test_what_is_known_too_coarsely_is_in_the_words(make_joined):
    rows = [*ENDS, *both(4, 17), *both(2, 0, place="province")]
    words = row_of(compare(make_joined(rows), A, B), "AFG-TJK")["words"]
    assert words.endswith(
        "95% interval 1.4 to 17). Not counted, for they are known too coarsely: 2 and 0."
    )


def test_units_and_what_is_in_none_in_words(make_joined):
    rows = [*ENDS, *both(4, 17), *both(1, 2, province=None, km=300)]
    joined = make_joined(rows)
    provinces = compare(joined, A, B, by="province").set_index("area")["words"]
    assert provinces["AF-BDS"].startswith("In Badakhshan province 4 events were recorded")
    assert provinces[NONE].startswith("Where no province is known 1 event was recorded")
    segments = compare(joined, A, B).set_index("area")
    assert segments.loc[NONE, "name"] == "in no corridor"
    assert segments.loc[NONE, "words"].startswith("In no border corridor 1 event was recorded")
    assert "change" not in segments.loc[NONE, "words"]


@pytest.mark.parametrize("by", SHIPPED)
def test_the_words_of_shipped_events_hold_their_counts(joined, by):
    for row in compare(joined, *TAKEOVER, by=by).itertuples():
        assert "nan" not in row.words
        assert "inf" not in row.words
        first, second = (f"{number}" if number else "no" for number in (row.events_a, row.events_b))
        assert f" {first} event" in row.words
        if row.events_a or row.events_b:
            assert f"14 August 2021 and {'none' if second == 'no' else second} in" in row.words
        else:
            assert "no event was recorded" in row.words


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (4.25, "4.3"),
        (17.36, "17"),
        (0.234, "0.23"),
        (1.0, "1"),
        (0, "0"),
        (9.94, "9.9"),
        (9.96, "10"),
        (10.5, "11"),
        (1234.4, "1,234"),
        (0.999, "1"),
        (0.0996, "0.1"),
        (0.0234, "0.023"),
    ],
)
def test_ratios_have_two_digits(ratio, text):
    assert times(ratio) == text


@given(st.floats(1e-3, 1e6))
def test_a_ratio_in_words_is_near_the_ratio(ratio):
    assert float(times(ratio).replace(",", "")) == pytest.approx(ratio, rel=0.051)


# Windows and names that cannot be used


def test_notes_say_what_to_know_of_the_windows(joined):
    assert compare(joined, *TAKEOVER).attrs["notes"] == []
    unequal = compare(joined, ("2016-01-01", "2020-12-31"), ("2021-01-01", "2026-12-31"))
    notes = " ".join(unequal.attrs["notes"])
    assert "Window B, 2021-01-01 to 2026-12-31, reaches beyond the data" in notes
    assert "rates are compared, not counts" in notes


@pytest.mark.parametrize(
    ("a", "b", "message"),
    [
        (A[::-1], B, "swap them"),
        (A, ("2020-12-31", "2021-12-31"), "overlap from 2020-12-31 to 2020-12-31"),
        (("1990-01-01", "1990-12-31"), B, "lies outside the data"),
        (A, ("soon", "later"), "is not two dates"),
    ],
    ids=["reversed", "overlapping", "outside", "no dates"],
)
@pytest.mark.parametrize("by", SHIPPED)
def test_windows_that_cannot_be_compared_are_refused(joined, a, b, message, by):
    with pytest.raises(PeriodFault, match=message):
        compare(joined, a, b, by=by)


@pytest.mark.parametrize("by", SHIPPED)
def test_two_windows_without_events_are_refused_with_the_remedy(make_joined, by):
    with pytest.raises(PeriodFault, match="Neither window holds an event") as raised:
        compare(make_joined(ENDS), A, B, by=by)
    assert "run from 2015-01-01 to 2025-12-31: choose other days, or clear filters" in str(
        raised.value
    )


@pytest.mark.parametrize("by", SHIPPED)
def test_events_that_cannot_be_told_are_events(make_joined, by):
    """Not refused as if nothing had happened."""
    table = compare(make_joined([*ENDS, *both(0, 1, place="province", km=60)]), A, B, by=by)
    assert sum(table[f"{name}_b"].sum() for name in COUNTS) == 1


def test_no_events_are_refused_with_the_remedy(joined):
    with pytest.raises(PeriodFault, match="no events to compare"):
        compare(joined.iloc[:0], A, B)


def test_unknown_words_are_refused_with_the_known_ones(joined):
    with pytest.raises(UnknownName, match=r"by 'country'\. Known: segment, province, district"):
        compare(joined, A, B, by="country")
    with pytest.raises(UnknownName, match=r"'north'\. Known: both, first, second"):
        compare(joined, A, B, side="north")
    with pytest.raises(ViewFault, match="give 5 to 200 kilometres"):
        compare(joined, A, B, within_km=1)


def test_the_frame_of_events_stays(joined):
    before = joined.copy()
    for by, (a, b) in itertools.product(SHIPPED, PAIRS):
        compare(joined, a, b, by=by)
    assert_frame_equal(joined, before)
