"""What became of each unit between two vintages."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import geo
from geo.boundaries.crosswalk import COLUMNS, RELATIONS, crosswalk, share_counts
from geo.errors import CrsMismatch, UnknownName


def squares(boxes: dict[str, tuple[float, float, float, float]], **names: str) -> gpd.GeoDataFrame:
    """Districts of the given boxes; their names are their ids unless given."""
    return gpd.GeoDataFrame(
        {
            "unit_id": list(boxes),
            "name": [names.get(unit, unit) for unit in boxes],
            "aliases": [[] for _ in boxes],
            "level": "district",
        },
        geometry=[shapely.box(*box) for box in boxes.values()],
        crs=4326,
    )


A, B = (66, 36, 67, 37), (67, 36, 68, 37)
BOTH = (66, 36, 68, 37)


def became(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> set[tuple[str, str, str]]:
    table = crosswalk(old, new)[["old_id", "new_id", "relation"]].fillna("")
    return {tuple(row) for row in table.to_numpy()}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"a": A}, {"a": A}, {("a", "a", "same")}),
        ({"a": BOTH}, {"x": A, "y": B}, {("a", "x", "split"), ("a", "y", "split")}),
        ({"a": A, "b": B}, {"x": BOTH}, {("a", "x", "merged"), ("b", "x", "merged")}),
        ({"a": A, "b": B}, {"a": A}, {("a", "a", "same"), ("b", "", "gone")}),
        ({"a": A}, {"a": A, "b": B}, {("a", "a", "same"), ("", "b", "new")}),
        ({"a": A}, {"a": (66.5, 36, 67.5, 37)}, {("a", "a", "changed")}),
        # A tenth cut off is a part; the rest is the unit still.
        (
            {"a": A},
            {"a": (66, 36, 66.89, 37), "x": (66.89, 36, 67, 37)},
            {("a", "a", "same"), ("a", "x", "split")},
        ),
        # Neighbours that overlap by a sliver share nothing.
        ({"a": A}, {"a": A, "b": (66.95, 36, 68, 37)}, {("a", "a", "same"), ("", "b", "new")}),
    ],
    ids=["same", "split", "merged", "gone", "new", "changed", "cut off", "sliver"],
)
def test_relations(old, new, expected):
    assert became(squares(old), squares(new)) == expected


def test_a_new_name_is_renamed_unless_an_alias_knows_it():
    old, new = squares({"a": A}, a="Shekay"), squares({"b": A}, b="Shaki")
    assert became(old, new) == {("a", "b", "renamed")}
    new["aliases"] = [["SHEKAY"]]
    assert became(old, new) == {("a", "b", "same")}


def test_areas_and_shares():
    row = crosswalk(squares({"a": A}), squares({"x": BOTH})).iloc[0]
    # One degree by one degree between 36 and 37 N.
    assert row["shared_area_km2"] == pytest.approx(9_926, rel=0.01)
    assert (row["share_of_old"], row["share_of_new"]) == pytest.approx((1, 0.5), abs=5e-3)


def shared(old, new, counts):
    found = share_counts(pd.Series(counts), crosswalk(squares(old), squares(new)))
    rows = found.astype({"unit_id": "object"}).fillna("").itertuples()
    return {row.unit_id: (round(row.events), round(row.shared)) for row in rows}


@pytest.mark.parametrize(
    ("old", "new", "counts", "expected"),
    [
        ({"a": A}, {"a": A}, {"a": 42}, {"a": (42, 0)}),
        ({"a": BOTH}, {"x": A, "y": B}, {"a": 42}, {"x": (21, 21), "y": (21, 21)}),
        ({"a": A, "b": B}, {"x": BOTH}, {"a": 42, "b": 5}, {"x": (47, 0)}),
        ({"a": A, "b": B}, {"a": A}, {"a": 42, "b": 5}, {"a": (42, 0), "": (5, 0)}),
        (
            {"a": BOTH, "b": (68, 36, 69, 37)},
            {"x": A, "y": (67, 36, 69, 37)},
            {"a": 42, "b": 5},
            {"x": (21, 21), "y": (26, 21)},
        ),
        ({"a": A}, {"a": A, "b": B}, {"a": 0}, {}),
    ],
    ids=["same", "split", "merged", "gone", "split and merged", "a reported zero"],
)
def test_counts_are_shared_by_area_and_say_so(old, new, counts, expected):
    assert shared(old, new, counts) == expected


def test_sharing_keeps_the_sum_of_all_counts(units):
    old = units[units["level"] == "province"].head(40)
    new = old.set_geometry(old.geometry.translate(0.3, 0.1))
    counts = pd.Series(range(1, 41), index=old["unit_id"])
    found = share_counts(counts, crosswalk(old, new))
    assert found["events"].sum() == pytest.approx(counts.sum())
    assert 0 < found["shared"].sum() < counts.sum()


def test_counts_of_other_units_are_refused():
    table = crosswalk(squares({"a": A}), squares({"a": A}))
    with pytest.raises(UnknownName, match="knows no old unit b"):
        share_counts(pd.Series({"b": 3}), table)


def test_levels_are_kept_apart():
    old = pd.concat([squares({"a": A}), squares({"p": A}).assign(level="province")])
    table = crosswalk(old, squares({"a": A}))
    assert set(zip(table["level"], table["relation"], strict=True)) == {
        ("district", "same"),
        ("province", "gone"),
    }


def test_nothing_to_compare():
    table = crosswalk(squares({}), squares({"a": A}))
    assert list(table.columns) == COLUMNS
    assert table["relation"].tolist() == ["new"]


def test_another_crs_is_refused():
    with pytest.raises(CrsMismatch, match="the new units is in EPSG:3857"):
        crosswalk(squares({"a": A}), squares({"a": A}).to_crs(3857))


cuts = st.lists(st.integers(1, 19), min_size=0, max_size=4, unique=True)


def strips(at: list[int], prefix: str) -> gpd.GeoDataFrame:
    edges = [0, *sorted(at), 20]
    return squares(
        {
            f"{prefix}{i}": (60 + low / 4, 34, 60 + high / 4, 36)
            for i, (low, high) in enumerate(pairwise(edges))
        }
    )


@settings(max_examples=15)
@given(old=cuts, new=cuts)
def test_shares_of_a_unit_never_exceed_it_and_none_is_forgotten(old, new):
    before, after = strips(old, "a"), strips(new, "b")
    table = crosswalk(before, after)
    assert table.groupby("old_id")["share_of_old"].sum().le(1 + 1e-6).all()
    assert table.groupby("new_id")["share_of_new"].sum().le(1 + 1e-6).all()
    assert set(table["old_id"].dropna()) == set(before["unit_id"])
    assert set(table["new_id"].dropna()) == set(after["unit_id"])
    assert set(table["relation"]) <= set(RELATIONS)


@settings(max_examples=15)
@given(cut=cuts)
def test_a_frame_against_itself_is_the_identity(cut):
    units = strips(cut, "a")
    table = crosswalk(units, units)
    assert (table["old_id"] == table["new_id"]).all()
    assert (table["relation"] == "same").all()
    assert np.allclose(table[["share_of_old", "share_of_new"]], 1)


def test_row_order_is_irrelevant(units):
    provinces = units[units["level"] == "province"]
    table = crosswalk(provinces, provinces.iloc[::-1])
    assert table.equals(crosswalk(provinces.iloc[::-1], provinces))
    assert len(table) == 103


# Real vintages


def test_shipped_afghan_districts_are_those_of_geoboundaries(shared):
    """The same 398 units, the shipped ones simplified: all the same, none confused."""
    path = shared / "data/boundaries/geoboundaries_afg/geoBoundaries-AFG-ADM2.shp"
    new = pyogrio.read_dataframe(path).rename(columns={"shapeID": "unit_id", "shapeName": "name"})
    new = new.assign(level="district", aliases=[[] for _ in range(len(new))])
    table = crosswalk(geo.read_units(countries=["AFG"], level="district"), new)
    assert table["relation"].tolist() == ["same"] * 398
    assert (table["old_id"] == table["new_id"]).all()
    assert table[["share_of_old", "share_of_new"]].min().min() > 0.9
