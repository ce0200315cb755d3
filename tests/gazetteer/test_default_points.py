"""Many events on the middle of a country or province are told once, as a geocoder's default."""

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.boundaries.middles import _middles, middles_at
from geo.events.report import ReadReport, total
from geo.events.validate import counted
from geo.gazetteer.default_points import default_points
from geo.geodesy import GEODESIC
from geo.points import coordinates

PAKISTAN = (69.345116, 30.375321)
KABUL = (69.1808, 34.5228)


def defaults(events):
    return default_points(events, coordinates(events))


def middle(units, unit_id):
    """Return the centroid of a unit, in degrees."""
    return shapely.get_coordinates(units.set_index("unit_id").geometry[unit_id].centroid)[0]


def test_middles_are_those_of_lists_and_of_the_shapes(units):
    spots = np.array([PAKISTAN, middle(units, "IRN"), middle(units, "AF-HEL"), KABUL, (0, 0)])
    found = middles_at(spots)
    assert found["name"].to_dict() == {0: "Pakistan", 1: "Iran", 2: "Helmand"}
    assert found["level"].tolist() == ["country", "country", "province"]


@pytest.mark.parametrize(("north_km", "name"), [(0.9, ["Pakistan"]), (1.2, [])])
def test_a_listed_point_reaches_one_kilometre(north_km, name):
    spot = np.array([[PAKISTAN[0], PAKISTAN[1] + north_km / 110.9]])
    assert middles_at(spot)["name"].tolist() == name


def test_no_middle_is_missed_between_two_cells_of_the_grid():
    """All round the middle of Iran that reaches farthest, points within its reach are seen."""
    own = _middles().loc[lambda middles: middles["name"] == "Iran"]
    lon, lat, reach_km = own.loc[own["reach_km"].idxmax(), ["longitude", "latitude", "reach_km"]]
    within = (reach_km - 0.05) * 1000
    ring = [GEODESIC.fwd(lon, lat, angle, within)[:2] for angle in range(0, 360, 5)]
    assert middles_at(np.array(ring))["name"].tolist() == ["Iran"] * 72


def remarks(events, source="made"):
    none = pd.DataFrame(columns=["row", "event_id", "column", "value", "reason"])
    return counted(ReadReport(source, len(events), 0, none), events)


def said(report):
    return [line for line in report.remarks if "one point" in line]


def test_one_sentence_names_count_point_and_unit(make_events):
    here = {"lon": PAKISTAN[0], "lat": PAKISTAN[1], "geo_precision": "town"}
    elsewhere = {"lon": KABUL[0], "lat": KABUL[1]}
    report = remarks(make_events(here, here, here, *([elsewhere] * 9)))
    (line,) = said(report)
    assert line.startswith("3 events lie on one point, 69.3451 E 30.3753 N, the middle of Pakistan")


def test_fewer_events_may_well_have_happened_there(make_events):
    here = {"lon": PAKISTAN[0], "lat": PAKISTAN[1]}
    assert said(remarks(make_events(here, here))) == []


def test_the_chunks_of_a_file_are_counted_together(make_events):
    here = {"lon": PAKISTAN[0], "lat": PAKISTAN[1]}
    chunks = [remarks(make_events(here, here)), remarks(make_events(here, here))]
    (line,) = said(total(chunks))
    assert line.startswith("4 events")


def test_an_event_no_finer_than_the_unit_may_stand_in_its_middle(make_events, units):
    lon, lat = middle(units, "AF-HEL")
    by_precision = {
        precision: sum(defaults(make_events(spot)).values())
        for precision in ("exact", "town", "district", "province", "country")
        for spot in [{"lon": lon, "lat": lat, "geo_precision": precision}]
    }
    finer = {"exact": 1, "town": 1, "district": 1}
    assert by_precision == {**finer, "province": 0, "country": 0}


def test_what_was_placed_by_name_is_no_geocoders_default(make_events):
    here = {"lon": PAKISTAN[0], "lat": PAKISTAN[1]}
    assert not defaults(make_events(here, located_by="name"))


def test_the_shipped_events_stand_on_no_middle(events):
    assert not {key: count for key, count in defaults(events).items() if count > 2}
