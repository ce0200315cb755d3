"""Whatever is kept of boundaries is kept under their name: switched, the others count at once."""

import pandas as pd
import pytest
import shapely

import geo
from geo.drawing.map_layers import shapes_on
from geo.drawing.projection import Sheet
from geo.gazetteer.geocode import locate_names
from geo.settings import SETTING
from geo.webmap.ground_columns import ground_columns
from tests.containers import unpack

NAME = "Synthetic Vandermeer"
ROW = {"place": NAME, "admin1": "", "admin2": NAME, "country": "AFG"}


@pytest.fixture(scope="module")
def boundaries(units, tmp_path_factory):
    """Paths of two boundaries by the district that is called by the made-up name in each."""
    folder = tmp_path_factory.mktemp("boundaries")
    afghan = units[(units["iso3"] == "AFG") & (units["level"] == "district")]["unit_id"]
    paths = {}
    for unit in (afghan.iloc[0], afghan.iloc[-1]):
        changed = units.assign(name=units["name"].mask(units["unit_id"] == unit, NAME))
        paths[unit] = str(folder / f"{unit}.parquet")
        changed.to_parquet(paths[unit])
    return paths


def test_search_and_places_by_name_follow_the_chosen_boundaries(boundaries, monkeypatch):
    for unit in (*boundaries, *boundaries):
        monkeypatch.setenv(SETTING, boundaries[unit])
        hit = geo.find_places(NAME).iloc[0]
        assert (hit["unit_id"], hit["likeness"]) == (unit, 100.0)
        spot = locate_names(pd.DataFrame([ROW])).iloc[0]
        assert spot["geo_precision"] == "district"
        shape = geo.read_units().set_index("unit_id").geometry[unit]
        assert shape.contains(shapely.Point(spot["longitude"], spot["latitude"]))
        names = unpack(ground_columns())[0]["units"]
        assert names["id"][names["name"].index(NAME)] == unit
    monkeypatch.delenv(SETTING)
    assert locate_names(pd.DataFrame([ROW]))["geo_precision"].isna().all()


def test_a_unit_keeps_the_name_that_its_own_boundaries_give_it(boundaries, monkeypatch):
    """What is said of a place, beside where it lies, is of the chosen boundaries too."""
    reasons = {}
    for unit, path in boundaries.items():
        monkeypatch.setenv(SETTING, path)
        reasons[unit] = locate_names(pd.DataFrame([ROW])).iloc[0]["reason"]
        parents = geo.read_units().set_index("unit_id")
        province = parents["name"][parents["parent_id"][unit]]
        assert f"{NAME}, {province}" in reasons[unit]
    assert len(set(reasons.values())) == 2


def test_paper_draws_the_chosen_boundaries(units, tmp_path, monkeypatch):
    sheet = Sheet(geo.View().extent, 1.5)
    before = shapes_on(sheet, "district")
    path = tmp_path / "fewer.parquet"
    units[units["unit_id"] != before.index[0]].to_parquet(path)
    monkeypatch.setenv(SETTING, str(path))
    assert shapes_on(sheet, "district").index.tolist() == before.index[1:].tolist()
