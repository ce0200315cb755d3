"""How likely an event lies in a corridor and on a side: against draws, and what always holds."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri

import geo
from geo.accuracy import line_error_km, point_errors_km
from geo.analysis.activity import border_activity
from geo.analysis.border_words import border_words
from geo.analysis.compare import compare
from geo.analysis.corridors import NONE, corridors
from geo.analysis.distances import distance_profile
from geo.boundaries.locate import locate
from geo.join.borders import nearest_border
from geo.join.ground import ground
from geo.join.lay_out import ANYWHERE, lay_out
from geo.join.probability import probabilities
from geo.settings import SHIPPED

ERRORS = {"exact": 1.0, "town": 5.0, "district": 25.0, "media": 28.0}
PAIR = {"first": 0, "second": 1}
KEPT = 0.95
"""Of a normal law: the outermost 5% are cut off."""
WEST, SOUTH, SIZE, CELL = 68.0, 36.0, 4.5, 0.01
"""A square of degrees where four borders meet and wind, in cells for the draws."""


class Map:
    """Signed distance (km, above 0 on the second side) and nearest segment of places."""

    def __init__(self):
        self.land = ground(SHIPPED)
        countries = geo.read_units(level="country").set_index("iso3").geometry
        self.countries = np.asarray(countries[list(self.land.countries)])
        at = np.arange(0, SIZE, CELL)
        lon, lat = np.meshgrid(WEST + at, SOUTH + at)
        signed, segment = self.measured(lon.ravel(), lat.ravel())
        self.signed, self.segment = signed.reshape(lon.shape), segment.reshape(lon.shape)

    def measured(self, lon, lat):
        near = nearest_border(lon, lat)
        lies_in = locate(np.column_stack([lon, lat]), self.countries)
        segment = pd.Index(self.land.segments).get_indexer(near["border_segment"].astype("str"))
        sign = np.where(self.land.sides[segment, 0] == lies_in, -1, 1)
        return near["border_distance_km"].to_numpy() * sign, segment

    def looked_up(self, lon, lat):
        """Return them between the corners of the places' cells: good enough for wide discs."""
        x, y = (lon - WEST) / CELL, (lat - SOUTH) / CELL
        column, row = np.floor(x).astype(int), np.floor(y).astype(int)
        corners = [(row + up, column + right) for up in (0, 1) for right in (0, 1)]
        across, along = x - column, y - row
        shares = [(1 - along) * (1 - across), (1 - along) * across]
        shares += [along * (1 - across), along * across]
        smooth = sum(share * self.signed[at] for share, at in zip(shares, corners, strict=True))
        nearest = np.rint(y).astype(int), np.rint(x).astype(int)
        alike = np.all([self.segment[at] == self.segment[nearest] for at in corners], axis=0)
        return np.where(alike, smooth, self.signed[nearest]), self.segment[nearest]


def drawn(random, error_km, strata):
    """Return draws from a normal law each way without its outermost 5%, in strata of both ways."""
    share, turn = np.divmod(np.arange(strata**2), strata)
    share, turn = ((at + random.random(strata**2)) / strata for at in (share, turn))
    radius = error_km * np.sqrt(-2 * np.log1p(-KEPT * share))
    return radius * np.cos(2 * np.pi * turn), radius * np.sin(2 * np.pi * turn)


@pytest.fixture(scope="module")
def true_map():
    return Map()


@pytest.mark.parametrize("precision", ERRORS)
def test_probabilities_are_those_of_draws(true_map, precision):
    """250 places of each precision, half of which state their country, in two corridors."""
    random, number = np.random.default_rng(len(precision)), 250
    land, error = true_map.land, ERRORS[precision]
    look, strata = (true_map.measured, 56) if error < 10 else (true_map.looked_up, 90)
    line_errors = np.array([line_error_km(name) for name in land.segments])
    lon, lat = WEST + random.uniform(0.9, 3.6, number), SOUTH + random.uniform(0.7, 3.8, number)
    signed, segment = true_map.measured(lon, lat)
    lies_in = land.sides[segment, (signed > 0).astype(int)]
    stated = np.where(np.arange(number) % 2, lies_in, ANYWHERE)
    east, north = np.stack([drawn(random, error, strata) for _ in range(number)], axis=1)
    up = lat[:, None] + north / 111.195
    along = lon[:, None] + east / 111.195 / np.cos(np.radians(up))
    true, near = (part.reshape(up.shape) for part in look(along.ravel(), up.ravel()))
    true += ndtri((1 - KEPT) / 2 + KEPT * random.random(true.shape)) * line_errors[near]
    second = (true > 0).astype(int)
    held = (stated[:, None] < 0) | (land.sides[near, second] == stated[:, None])
    places = pd.DataFrame({"longitude": lon, "latitude": lat, "error_km": error, "stated": stated})
    laid, size = lay_out(places, SHIPPED), (number, len(land.segments), 2)
    run = [laid.runs[name].to_numpy() for name in ("place", "segment", "side")]
    off = []
    for within_km in (25.0, 60.0):
        table, draws = np.zeros(size), np.zeros(size)
        own, other = laid.shares(within_km)
        np.add.at(table, tuple(run), own)
        np.add.at(table, (*run[:2], 1 - run[2]), other)
        inside = held & (np.abs(true) <= within_km)
        np.add.at(draws, (np.nonzero(inside)[0], near[inside], second[inside]), 1)
        off.append(np.abs(table - draws / held.sum(axis=1)[:, None, None]).max(axis=(1, 2)))
    assert np.max(off) < 0.02
    assert np.quantile(off, 0.9) < 0.01


def events_at(make_events, units, *places, **common):
    """Return joined events at places in degrees."""
    rows = [{"lon": lon, "lat": lat} for lon, lat in places]
    return geo.join(make_events(*rows, **common), units)


DUSHANBE, KUNDUZ, ZAHEDAN = (68.7739, 38.5358), (68.8681, 36.7286), (60.8629, 29.4963)


def test_what_lies_far_from_an_edge_is_sure(make_events, units):
    joined = events_at(make_events, units, DUSHANBE, KUNDUZ, country=None)
    for within_km, inside in ((30, []), (60, [0, 1])):
        chances = probabilities(joined).in_corridors(within_km)
        assert chances.shares.tolist() == [1.0] * len(inside)
        assert chances.rows.tolist() == list(inside)


def test_on_the_line_nothing_is_sure_but_what_a_country_is_stated_of(make_events, units, borders):
    """Both errors reach across the Panj; who states a country lies in it."""
    panj = borders.set_index("segment").geometry["AFG-TJK"].interpolate(0.5, normalized=True)
    place = {"lon": panj.x, "lat": panj.y}
    rows = [{**place, "country": iso3} for iso3 in (None, "AFG", "TJK")]
    known = probabilities(geo.join(make_events(*rows), units))
    sides = [known.in_corridors(50, side) for side in ("first", "second")]
    assert [side.rows.tolist() for side in sides] == [[0, 1], [0, 2]]
    first, second = (side.shares for side in sides)
    assert first[1] == second[1] == 1
    assert 0 < first[0] == pytest.approx(1 - second[0])
    assert known.in_corridors(50).shares.tolist() == [1, 1, 1]


def test_media_based_places_are_less_sure(make_events, units):
    places = {
        name: events_at(make_events, units, KUNDUZ, source_format=name) for name in ("", "ucdp")
    }
    shares = {
        name: probabilities(joined).in_corridors(60).shares for name, joined in places.items()
    }
    assert shares[""].tolist() == [1.0]
    assert 0.6 < shares["ucdp"][0] < 0.8


def test_a_coarse_event_is_shared_among_the_borders_of_its_country(make_events, units):
    joined = events_at(make_events, units, (67.7, 33.9), country="AFG", geo_precision="country")
    known = probabilities(joined)
    chances = known.in_corridors(100)
    names = {known.segments[area] for area in chances.areas}
    assert {"AFG-IRN", "AFG-PAK", "AFG-TJK", "AFG-TKM", "AFG-UZB"} <= names
    assert all(name.startswith("AFG-") for name in names)
    assert 0.3 < chances.shares.sum() < 0.9
    assert len(known.in_corridors(100, "second").rows) == 0


def test_a_place_off_the_region_lies_on_no_side(make_events, units):
    """In Kazakhstan, 15 km from the border of Kyrgyzstan."""
    joined = events_at(make_events, units, (76.9, 43.2), country=None)
    assert joined["country_id"].isna().all()
    known = probabilities(joined)
    for side in ("first", "second"):
        assert len(known.in_corridors(200, side).rows) == 0


def test_the_order_of_rows_and_what_was_asked_before_change_nothing(joined):
    some = joined.iloc[::7]
    alone = probabilities(some).in_corridors(40)
    backwards = probabilities(joined.iloc[::-1]).in_corridors(40)
    of_all = probabilities(joined).in_corridors(40)
    table = np.zeros((len(joined), 16))
    table[of_all.rows, of_all.areas] = of_all.shares
    again = np.zeros_like(table)
    again[len(joined) - 1 - backwards.rows, backwards.areas] = backwards.shares
    assert (table == again).all()
    part = np.zeros((len(some), 16))
    part[alone.rows, alone.areas] = alone.shares
    assert (part == table[::7]).all()


def test_no_events_have_no_chances(joined):
    assert len(probabilities(joined.iloc[:0]).in_corridors(50).rows) == 0


# Counts

LIKELY = ["sure", "expected", "possible"]
WIDTHS = st.floats(5, 200) | st.sampled_from([5.0, 25.0, 50.0, 100.0, 200.0])


@pytest.fixture(scope="module")
def scattered(make_events, units):
    """Invented events of every precision all over the region, half of which state a country."""
    random = np.random.default_rng(3)
    spots = np.column_stack([random.uniform(59, 76, 160), random.uniform(28, 42, 160)])
    precisions = list(point_errors_km())
    rows = [
        {
            "lon": lon,
            "lat": lat,
            "geo_precision": precisions[at % 5],
            "country": [None, "AFG", "PAK", "TJK"][at % 4],
            "source_format": ["ucdp", None][at // 5 % 2],
            "date_start": f"20{10 + at % 12}-03-04",
        }
        for at, (lon, lat) in enumerate(spots)
    ]
    return geo.join(make_events(*rows), units).assign(event_count=1 + np.arange(160) % 3)


@given(WIDTHS, WIDTHS, st.sampled_from(["both", "first", "second"]))
def test_widening_never_lowers_what_is_expected(scattered, one, other, side):
    narrow, wide = (
        border_activity(scattered, within_km=width, side=side, freq="YS")
        for width in sorted((one, other))
    )
    inside = (narrow["area"] != NONE).to_numpy()
    for name in LIKELY:
        assert (wide[name][inside] >= narrow[name][inside] - 1e-5).all()
        if name == "expected":
            assert (wide[name][~inside] <= narrow[name][~inside] + 1e-5).all()


@given(WIDTHS, st.sampled_from(["both", "first", "second"]))
def test_sure_expected_and_possible_are_in_this_order_and_add_up(scattered, width, side):
    activity = border_activity(scattered, within_km=width, side=side, freq="YS")
    assert (activity["sure"] <= activity["expected"]).all()
    assert (activity["expected"] <= activity["possible"]).all()
    assert activity["expected"].sum() == pytest.approx(scattered["event_count"].sum())
    by_year = activity.groupby("period")["expected"].sum()
    assert np.allclose(by_year, by_year.round())


@given(WIDTHS)
def test_the_sides_and_no_corridor_add_up(scattered, width):
    inside = scattered[scattered["country_id"].notna()]
    first, second, both = (
        border_activity(inside, within_km=width, side=side, freq="YS").groupby(
            "area", observed=True
        )
        for side in ("first", "second", "both")
    )
    parts, whole = first["expected"].sum() + second["expected"].sum(), both["expected"].sum()
    corridors_only = parts.index != NONE
    assert np.allclose(parts[corridors_only], whole[corridors_only], atol=1e-3)
    total = parts[corridors_only].sum() + whole[NONE]
    assert total == pytest.approx(inside["event_count"].sum(), abs=1e-3)


def test_comparisons_and_profiles_count_alike(joined):
    a, b = ("2018-01-01", "2019-12-31"), ("2020-01-01", "2021-12-31")
    table = compare(joined, a, b, within_km=60).set_index("area")
    for window, end in ((a, "_a"), (b, "_b")):
        activity = border_activity(joined, within_km=60, freq="YS", window=window)
        sums = activity.groupby("area", observed=True)[LIKELY].sum()
        columns = [name + end for name in LIKELY]
        assert np.allclose(table.loc[sums.index, columns], sums)
        steps = distance_profile(joined, "AFG-TJK", window=window, step_km=10)
        near = steps[steps["from_km"].ge(-60) & steps["to_km"].le(60)]
        dated = activity[activity["area"] == "AFG-TJK"]["expected"].sum()
        coarse = activity["coarse_dates"].sum()
        assert dated - 1e-3 <= near["expected"].sum() <= dated + coarse + 1e-3
        assert (steps["sure"] <= steps["expected"]).all()
        assert (steps["expected"] <= steps["possible"]).all()


@pytest.mark.parametrize("side", PAIR)
def test_events_beside_a_winding_line_are_told_of_no_side(make_events, units, side):
    """Between Kyrgyzstan and Tajikistan the line errs by more than these lie from it."""
    places = [(70.633, 40.0523), (69.829, 40.1882), (69.693, 40.1279), (69.670, 40.122)]
    joined = events_at(make_events, units, *places, country=None)
    activity = border_activity(joined, segment="KGZ-TJK", side=side, freq="YS")
    assert activity[["events", "cannot_tell"]].sum().tolist() == [0, 4]
    assert activity["sure"].sum() == 0
    assert 0 < activity["expected"].sum() < activity["possible"].sum() == 4
    window = geo.View(window=("2021-08-15", "2021-08-15")).window
    (words,) = border_words(activity, window, within_km=50, side=side)
    assert "no event was recorded" in words
    assert "too coarsely or may lie on either side: 4. As places may be off" in words
    assert "are expected there: 0 surely, 4 possibly." in words
    assert border_activity(joined, segment="KGZ-TJK", freq="YS")["events"].sum() == 4
    profile = distance_profile(joined, "KGZ-TJK")
    assert profile[["events", "cannot_tell"]].sum().tolist() == [0, 4]


def test_who_states_a_country_lies_on_its_side(joined):
    """All shipped events state one, so that a side leaves none of them open."""
    for side in PAIR:
        areas = corridors(joined, within_km=50, side=side)
        both = corridors(joined, within_km=50)
        assert not (areas.vague & ~both.vague).any()


def test_no_death_of_zahedan_counts_at_the_afghan_border(joined):
    activity = border_activity(joined, segment="AFG-IRN", within_km=30, freq="YS")
    zahedan = joined[joined["place"].str.contains("Zahedan", na=False)]
    assert len(zahedan) > 0
    rest = border_activity(
        joined.drop(zahedan.index), segment="AFG-IRN", within_km=30, freq="YS",
        window=("2010-01-01", "2026-12-31"),
    )  # fmt: skip
    for name in ("events", "fatalities", "sure"):
        assert activity[name].sum() == rest[name].sum()


def test_around_a_crossing(make_events, units):
    """Of a town at 30 km half may lie within 30 km; what states the other country may not."""
    torkham = geo.read_crossings().set_index("name")
    post = torkham[torkham.index.str.contains("Torkham")].iloc[0]
    north = post["lat"] + np.array([0, 30, 60]) / 111.0
    rows = [{"lon": post["lon"], "lat": lat, "geo_precision": "town"} for lat in north]
    joined = geo.join(make_events(*rows, country=None), units)
    for within_km, low, high in ((30, 1.3, 1.7), (60, 2.3, 2.7), (100, 3, 3)):
        (row,) = border_activity(
            joined, around="Torkham", within_km=within_km, freq="YS"
        ).itertuples()
        assert low <= row.expected <= high
        assert row.sure <= row.expected <= row.possible


# Sample data


def test_the_case_of_the_kyrgyz_tajik_border(shared):
    path = shared / "cases" / "05_side.csv"
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    joined = geo.join(geo.read_events(path), geo.read_units())
    for side in PAIR:
        activity = border_activity(joined, segment="KGZ-TJK", side=side, freq="YS")
        assert activity[["events", "cannot_tell"]].sum().tolist() == [0, 12]


@settings(max_examples=3)
@given(WIDTHS)
def test_ucdp_events_at_the_afghan_pakistani_border_are_no_longer_all_sure(ucdp, width):
    activity = border_activity(ucdp, segment="AFG-PAK", within_km=width, freq="YS")
    assert activity["sure"].sum() <= activity["expected"].sum() <= activity["possible"].sum()


@pytest.fixture(scope="module")
def ucdp(shared):
    path = shared / "data" / "events" / "ucdp_hdx_pakistan.csv"
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    return geo.join(geo.import_events(path)[0], geo.read_units())
