"""Seats of Afghan districts."""

import numpy as np
import shapely

from geo.boundaries import BOUNDARY_ERROR_KM
from geo.locate import nearest_shape
from geo.places import read_places


def test_every_afghan_district_has_one_seat(units):
    places = read_places()
    afghan = units[(units["iso3"] == "AFG") & (units["level"] == "district")]
    assert sorted(places["unit_id"]) == sorted(afghan["unit_id"])
    assert places["place_id"].is_unique


def test_every_province_has_one_seat(units):
    places = read_places()
    seats = places[places["kind"] == "province seat"]
    parents = units.set_index("unit_id")["parent_id"]
    assert len(seats) == 34
    assert parents[seats["unit_id"]].is_unique
    assert set(places["kind"]) == {"province seat", "district seat"}
    assert {"Kabul", "Kunduz"} <= set(seats["name"])


def test_every_seat_lies_in_its_district_or_as_near_as_the_lines_are_true(units):
    places = read_places()
    shapes = units.set_index("unit_id").geometry
    spots = places[["lon", "lat"]].to_numpy()
    outside = ~shapely.intersects_xy(np.asarray(shapes[places["unit_id"]]), spots)
    assert outside.mean() < 0.02
    far = [
        place.name
        for place, spot in zip(places[outside].itertuples(), spots[outside], strict=True)
        if nearest_shape(spot[None], np.array([shapes[place.unit_id]]), BOUNDARY_ERROR_KM)[0][0] < 0
    ]
    assert far == []


def test_names_are_there_in_both_scripts():
    places = read_places()
    for column in ("name", "name_local"):
        assert places[column].notna().all()
        assert (places[column].str.strip() == places[column]).all()
    assert places["name_local"].str.contains("[\u0600-\u06ff]").all()
