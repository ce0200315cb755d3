"""Bursts: how far counts vary beyond single events, and whether intervals hold in spite of it."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import geo
from geo.analysis.compare import CANNOT_TELL_BURSTS, compare
from geo.analysis.corridors import NONE
from geo.analysis.dispersion import PRIOR, dispersion, number_of_pieces
from geo.analysis.rates import rate_ratio
from geo.view.view import COMPARED

SHIPPED = tuple(by for by in COMPARED if by != "area")
"""What may be compared without an area of one's own."""


BURSTS = [1, 1.9, 2.75, 4.35]
A_MONTH = [1, 3, 10]
LEAST_HELD, MOST_HELD = 0.93, 0.98
RATIOS = ["rate_ratio", "ratio_low", "ratio_high"]


def counted(random, mean, phi, shape):
    """Return counts with this mean and a variance of phi times it."""
    if phi == 1:
        return random.poisson(mean, shape)
    return random.negative_binomial(mean / (phi - 1), 1 / phi, shape)


def all_of(counts):
    return np.ones(len(counts), dtype=bool)


# The dispersion


@pytest.mark.parametrize(
    ("days", "pieces"), [(731, 24), (365, 12), (181, 6), (160, 23), (42, 6), (30, 30), (1, 1)]
)
def test_a_window_is_cut_into_months_or_weeks_or_days(days, pieces):
    assert number_of_pieces(days) == pieces


@pytest.mark.parametrize("phi", BURSTS)
@pytest.mark.parametrize("a_month", [0.1, 1, 10])
def test_the_dispersion_of_all_areas_is_found_however_few_their_events(phi, a_month):
    random = np.random.default_rng(31)
    windows = [np.append(counted(random, a_month, phi, (3_000, 12)), [[0] * 12], 0) for _ in "ab"]
    *_, without_events = dispersion(windows, all_of(windows[0]))
    assert without_events == pytest.approx(phi, rel=0.1)


def test_one_area_alone_is_its_ratio_of_squares_to_means():
    counts = np.array([[0, 6, 0, 2, 0, 4]])
    (estimate,) = dispersion([counts], all_of(counts))
    assert estimate == pytest.approx(np.var([0, 6, 0, 2, 0, 4], ddof=1) / 2)


def test_a_change_between_windows_is_no_burst():
    before, after = np.full((1, 12), 1), np.full((1, 12), 30)
    assert dispersion([before, after], all_of(before)).tolist() == [1]


def test_an_area_is_drawn_towards_all_by_how_little_it_tells():
    """Two areas in the pool; one event tells of no burst, many tell their own."""
    pool = np.tile([[0, 0, 9, 0, 0, 0], [1, 2, 1, 2, 1, 2]], (50, 1))
    one, steady = [[0, 0, 1, 0, 0, 0]], [[40, 41, 40, 41, 40, 41]]
    counts = np.concatenate([pool, one, steady])
    pooled = np.arange(len(counts)) < len(pool)
    *others, of_one, of_steady = dispersion([counts], pooled)
    common = (9**2 - 81 / 6 + 15 - 81 / 6) / (9 * 5 / 6 * 2)
    assert of_one == pytest.approx(common)
    weight = 5 * 242 / (242 + common)
    own = 1.5 / (243 * 5 / 6)
    assert of_steady == pytest.approx((weight * own + PRIOR * common) / (weight + PRIOR))
    assert others[0] > common > others[1] > of_steady > 1


@pytest.mark.parametrize("counts", [[[0, 0, 0, 0, 0, 0]], [[7]]])
def test_without_events_or_pieces_the_dispersion_is_not_known(counts):
    counts = np.array(counts)
    assert np.isnan(dispersion([counts, counts], all_of(counts))).all()


def test_the_order_of_the_windows_is_irrelevant():
    random = np.random.default_rng(32)
    a, b = random.poisson(3, (9, 12)), random.poisson(5, (9, 7))
    assert dispersion([a, b], all_of(a)).tolist() == dispersion([b, a], all_of(a)).tolist()


# The rate ratio with it

EVENTS = st.integers(0, 2_000)
DAYS = st.integers(1, 4_000)
PHI = st.floats(1, 30)


@given(EVENTS, EVENTS, DAYS, DAYS, PHI)
def test_swapping_the_windows_inverts_ratio_and_interval(a, b, days_a, days_b, phi):
    assume(a + b)
    there = rate_ratio([a], [b], days_a, days_b, dispersion=phi).iloc[0]
    back = rate_ratio([b], [a], days_b, days_a, dispersion=phi).iloc[0]
    with np.errstate(divide="ignore"):
        inverse = 1 / back[["rate_ratio", "ratio_high", "ratio_low"]].to_numpy()
    assert there[RATIOS].to_numpy() == pytest.approx(inverse, rel=1e-14)
    assert there["p_value"] == back["p_value"]


@given(EVENTS, EVENTS, DAYS, DAYS, PHI)
def test_interval_and_p_value_agree(a, b, days_a, days_b, phi):
    assume(a + b)
    row = rate_ratio([a], [b], days_a, days_b, dispersion=phi).iloc[0]
    assert row["ratio_low"] <= row["rate_ratio"] <= row["ratio_high"]
    assume(abs(row["p_value"] - 0.05) > 1e-9)
    assert (row["p_value"] < 0.05) == (row["ratio_low"] > 1 or row["ratio_high"] < 1)


@given(EVENTS, EVENTS, PHI, PHI)
def test_more_dispersion_makes_a_wider_interval(a, b, first, second):
    assume(a + b)
    less, more = sorted((first, second))
    table = rate_ratio([a, a], [b, b], 365, 365, dispersion=[less, more])
    (low, lower), (high, higher) = table["ratio_low"], table["ratio_high"]
    assert lower <= low * (1 + 1e-12)
    assert higher >= high * (1 - 1e-12)


@given(EVENTS, EVENTS, st.floats(0.1, 1))
def test_without_bursts_it_is_the_exact_interval(a, b, phi):
    exact = rate_ratio([a], [b], 365, 90)
    pd.testing.assert_frame_equal(rate_ratio([a], [b], 365, 90, dispersion=phi), exact)


def test_of_many_events_the_interval_is_the_normal_one_with_the_variance_times_phi():
    row = rate_ratio([400_000], [600_000], 365, 365, dispersion=4).iloc[0]
    width = 1.959964 * np.sqrt(4 * (1 / 400_000 + 1 / 600_000))
    assert np.log(row["ratio_high"] / row["ratio_low"]) == pytest.approx(2 * width, rel=1e-3)
    assert np.log(row["ratio_low"] / 1.5) == pytest.approx(-width, rel=1e-2)


# Whether the intervals hold


@pytest.mark.parametrize("true_ratio", [1, 3])
@pytest.mark.parametrize("phi", BURSTS)
@pytest.mark.parametrize("a_month", A_MONTH)
def test_intervals_hold_the_truth_as_often_as_they_say(a_month, phi, true_ratio):
    """Twelve months each of thirty areas, whose dispersion must be estimated first."""
    random = np.random.default_rng(33)
    held = []
    for _ in range(100):
        a, b = (counted(random, a_month * ratio, phi, (30, 12)) for ratio in (1, true_ratio))
        table = rate_ratio(
            a.sum(axis=1), b.sum(axis=1), 365, 365, dispersion=dispersion([a, b], all_of(a))
        ).dropna()
        held.extend(table["ratio_low"].le(true_ratio) & table["ratio_high"].ge(true_ratio))
    assert LEAST_HELD <= np.mean(held) <= MOST_HELD


@pytest.fixture(scope="module")
def attacks(shared):
    """UCDP's events of Pakistan that are known to the day, joined."""
    events = geo.import_events(shared / "data" / "events" / "ucdp_hdx_pakistan.csv")[0]
    joined = geo.join(events, geo.read_units(), geo.read_zones())
    return joined[joined["date_precision"] == "day"].reset_index(drop=True)


COLUMN = {"segment": "border_segment", "province": "province_id", "district": "district_id"}


def with_months_shuffled(joined, by, random):
    """Return the events with the months of each area and year in a random order.

    So nothing changed between the halves of a year, while a month keeps its bursts.
    """
    dates = joined["date_start"].dt
    place = joined[COLUMN[by]].cat.codes.to_numpy() + 1
    orders = random.random((place.max() + 1, dates.year.max() + 1, 12)).argsort(axis=2)
    month = orders[place, dates.year, dates.month - 1] + 1
    # Days near the ends of a month could fall into the next of six equal pieces.
    days = pd.DataFrame({"year": dates.year, "month": month, "day": dates.day.clip(4, 26)})
    moved = pd.to_datetime(days).astype(joined["date_start"].dtype)
    return joined.assign(date_start=moved, date_end=moved)


@pytest.mark.parametrize("by", SHIPPED)
def test_intervals_hold_where_the_months_of_real_attacks_are_shuffled(attacks, by):
    random = np.random.default_rng(34)
    tables = []
    for _ in range(4):
        shuffled = with_months_shuffled(attacks, by, random)
        for year in shuffled["date_start"].dt.year.unique():
            windows = (f"{year}-01-01", f"{year}-06-30"), (f"{year}-07-01", f"{year}-12-31")
            tables.append(compare(shuffled, *windows, by=by).query("area != @NONE"))
    rows = pd.concat(tables)
    many = rows[~rows["small_numbers"]]
    held = many["ratio_low"].le(1) & many["ratio_high"].ge(1)
    assert LEAST_HELD <= held.mean() <= MOST_HELD
    assert np.mean([table["changed"].any() for table in tables]) <= 0.05
    exact = rate_ratio(many["events_a"], many["events_b"], 181, 184)
    assert (exact["ratio_low"].le(1) & exact["ratio_high"].ge(1)).mean() < 0.9


def test_windows_too_short_to_show_bursts_get_a_note(joined):
    days = ("2021-08-26", "2021-08-26"), ("2021-08-15", "2021-08-15")
    table = compare(joined, *days, by="province")
    assert table["dispersion"].isna().all()
    assert CANNOT_TELL_BURSTS in table.attrs["notes"]
    assert table.loc[table["area"] != NONE, "rate_ratio"].notna().any()
    assert CANNOT_TELL_BURSTS not in compare(joined, *WINDOWS, by="province").attrs["notes"]


WINDOWS = ("2020-01-01", "2020-12-31"), ("2021-01-01", "2021-12-31")
