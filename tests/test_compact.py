"""Columns that hold little: they answer as pandas' and geopandas' own do."""

import gc
import pickle

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geoseries_equal
from hypothesis import given
from hypothesis import strategies as st

from geo import schema
from geo.compact import Places, Texts, numbered

LONLAT = np.array([[60.0, 34.0], [61.0, 35.0], [62.5, 36.25], [63.0, 37.0]])
WORDS = st.lists(st.sampled_from(["Nusay", "Darwoz", "درواز", ""]) | st.none(), min_size=1)


def places():
    return gpd.GeoSeries(Places(LONLAT))


def shapes():
    return gpd.GeoSeries(shapely.points(LONLAT), crs=schema.CRS)


@pytest.mark.parametrize("collecting", [True, False])
def test_points_say_their_crs_and_leave_the_collector_as_it_was(collecting):
    was = gc.isenabled()
    (gc.enable if collecting else gc.disable)()
    try:
        made = np.asarray(Places(LONLAT))
        assert gc.isenabled() == collecting
    finally:
        (gc.enable if was else gc.disable)()
    assert Places(LONLAT).crs == schema.CRS
    assert made[1] == shapely.Point(61, 35)


@pytest.mark.parametrize(
    "work",
    [
        lambda points: points,
        lambda points: points.iloc[1:3],
        lambda points: points.iloc[[3, -4]],
        lambda points: points[[True, False, True, False]],
        lambda points: points.take([2, 0]),
        lambda points: points.copy(),
        lambda points: points.fillna(shapely.Point(0, 0)),
        lambda points: points.reset_index(drop=True),
        lambda points: pd.concat([points, points.iloc[::-1]]),
        lambda points: points.to_frame("geometry").set_geometry("geometry").geometry,
    ],
)
def test_points_are_held_as_coordinates_and_are_the_same(work):
    assert_geoseries_equal(work(places()), work(shapes()))
    held = work(places()).array
    assert isinstance(held, Places)
    assert held.whole
    assert held.nbytes == 16 * len(held)


@pytest.mark.parametrize(
    "work",
    [
        lambda points: points.reindex([0, 9]),
        lambda points: points.to_crs(3857),
        lambda points: points.buffer(1),
        lambda points: pd.concat([points, shapes()]),
        lambda points: pd.concat([shapes(), points]),
        lambda points: pickle.loads(pickle.dumps(points)),
        lambda points: points.where([True, True, False, True]),
        lambda points: gpd.GeoSeries(list(points), crs=points.crs),
    ],
)
@pytest.mark.filterwarnings("ignore:Geometry is in a geographic CRS")
def test_whatever_else_is_done_to_points_has_the_same_answer(work):
    assert_geoseries_equal(work(places()), work(shapes()))


def test_a_point_can_be_set_and_missing():
    changed, plain = places(), shapes()
    for points in (changed, plain):
        points.iloc[1] = shapely.Point(0, 0)
        points.iloc[2] = None
    assert_geoseries_equal(changed, plain)
    assert changed.isna().tolist() == [False, False, True, False]
    assert not changed.array.whole
    assert places()[1] == shapely.Point(61, 35)
    assert_geoseries_equal(changed.iloc[1:].copy(), plain.iloc[1:])
    filled = changed.fillna(shapely.Point(9, 9))
    assert_geoseries_equal(filled, plain.fillna(shapely.Point(9, 9)))


def test_nobody_can_change_coordinates_by_the_way():
    with pytest.raises(ValueError, match="read-only"):
        Places(LONLAT).lonlat[0] = 0


def as_numbers(words):
    plain = pd.Series(words, dtype="str")
    texts = pd.Series(Texts(plain.array._pa_array.dictionary_encode()))
    assert texts.array.numbered
    return texts, plain


@given(WORDS, st.data())
def test_texts_are_the_same_as_numbers(words, data):
    texts, plain = as_numbers(words)
    rows = data.draw(st.lists(st.integers(-len(words), len(words) - 1)))
    some = data.draw(st.lists(st.booleans(), min_size=len(words), max_size=len(words)))
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(words))] * 2)))
    for work in (
        lambda column: column,
        lambda column: column.iloc[rows],
        lambda column: column[some],
        lambda column: column.iloc[start:end],
        lambda column: column.iloc[::-1],
        lambda column: column.copy(),
        lambda column: column.reindex([*range(len(words)), len(words) + 5]),
        lambda column: pd.concat([column, column[some]]),
    ):
        held = work(texts)
        pd.testing.assert_series_equal(held, work(plain))
        assert held.array.numbered or not len(held)
    for work in (
        lambda column: column.isna(),
        lambda column: column.eq("Nusay"),
        lambda column: column.str.upper(),
        lambda column: column.fillna("unknown"),
        lambda column: column.mask(column == "Nusay"),
        lambda column: column + "!",
        lambda column: column.astype("category"),
        lambda column: column.astype(object),
        lambda column: column.map(str, na_action="ignore"),
        lambda column: column.value_counts(dropna=False),
        lambda column: column.sort_values(),
        lambda column: column.groupby(column).size(),
        lambda column: pd.Series(column.unique()),
        lambda column: pd.Series([*column]),
        lambda column: pd.Series([column.iloc[at] for at in range(len(column))]),
        lambda column: pd.concat([column, plain]),
        lambda column: pd.concat([plain, column]),
        lambda column: pickle.loads(pickle.dumps(column)),
        lambda column: pd.DataFrame({"a": column}).drop_duplicates()["a"],
    ):
        pd.testing.assert_series_equal(work(texts), work(plain))


def test_texts_can_be_changed_and_put_together():
    texts, plain = as_numbers(["Nusay", None, "Darwoz", "Nusay"])
    other, also = as_numbers(["Khwahan", "Nusay"])
    both = pd.concat([texts, other], ignore_index=True)
    assert both.array.numbered
    pd.testing.assert_series_equal(both, pd.concat([plain, also], ignore_index=True))
    for column in (texts, plain):
        column.iloc[1] = "Khwahan"
    pd.testing.assert_series_equal(texts, plain)
    assert texts.tolist() == ["Nusay", "Khwahan", "Darwoz", "Nusay"]
    assert not texts.array.numbered


@pytest.mark.parametrize(
    ("words", "how"),
    [
        (["a", "b"] * 10, True),
        ([None] * 3, True),
        (["a", "b", "c"], False),
        ([*"ab" * 500, *map(str, range(5_000))], False),
        ([], True),
    ],
)
def test_what_repeats_is_numbered(words, how):
    plain = pd.Series(words, dtype="str", name="place")
    column = numbered(plain)
    assert isinstance(column.array, Texts) == how
    pd.testing.assert_series_equal(column, plain)
    assert numbered(column) is column or not how
