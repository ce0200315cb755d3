"""Coordinates in all the forms in which people and their programs write them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from geo.cells.coordinates import axis, degrees
from geo.cells.grids import from_grid, from_utm
from geo.cells.located import located
from geo.cells.pairs import places
from geo.events.mapping import Mapping
from geo.events.reading import import_events, recognise

ROW = {"date": "2021-08-15", "type": "bombing"}
LATITUDES, LONGITUDES = st.floats(-89, 89), st.floats(-179, 179)


def one(text: str, **options: bool) -> tuple[float, float, float]:
    longitude, latitude, accuracy = places(pd.Series([text]), **options).iloc[0]
    return round(longitude, 4), round(latitude, 4), accuracy


def read(folder: Path, *rows: dict[str, str], **options):
    path = folder / "mine.csv"
    pd.DataFrame([{"id": str(at), **ROW, **row} for at, row in enumerate(rows)]).to_csv(
        path, index=False
    )
    return import_events(path, **options)


# One coordinate in a cell


@given(
    st.lists(
        st.one_of(
            LATITUDES.map(str),
            st.integers(-400, 400).map(str),
            st.text("0123456789.,+-eE_x ٣infa", max_size=7),
        ),
        max_size=6,
    )
)
def test_what_a_cell_is_read_as_does_not_hang_on_its_neighbours(texts):
    """A column of plain numbers is read at once: each must be what it is on the slow way."""
    together = degrees(pd.Series(texts, dtype="str"), "NS")
    beside_an_odd_one = [degrees(pd.Series([text, "36,7 N"]), "NS")[0] for text in texts]
    np.testing.assert_array_equal(together.to_numpy(), np.array(beside_an_odd_one, dtype=float))


# Both in one cell


@pytest.mark.parametrize(
    "text",
    [
        "36.7289, 68.857",
        "36.7289,68.857",
        "(36.7289 68.857)",
        "36,7289; 68,857",
        "36,7289 68,857",
        "۳۶٫۷۲۸۹، ۶۸٫۸۵۷",
        "POINT (68.857 36.7289)",
        "SRID=4326;POINT Z(68.857 36.7289 410)",
        "36.7289 68.857 410.2",
        "36°43'44.04\"N 68°51'25.2\"E",
        "E 68.857, N 36.7289",
        "Lat: 36.7289, Long: 68.857",
    ],
)
def test_two_coordinates_in_one_cell(text):
    assert one(text)[:2] == (68.857, 36.7289)


@pytest.mark.parametrize("text", ["68.857, 36.7289", "POINT (68.857 36.7289)"])
def test_the_longitude_may_come_first(text):
    assert one(text, longitude_first=True)[:2] == (68.857, 36.7289)


@pytest.mark.parametrize(
    "text",
    [
        *("36,7289", "36.7289", "36", "Kunduz", "near 36.7, 68.8", "36.7, 68.8 or so", ""),
        *("36,7,68,8", "POINT (68.8)", "POINT (368.8 36.7)", "36.7, 68.8, 1, 2, 3", "2021-08-15"),
    ],
)
def test_no_pattern_matches_half_a_cell(text):
    assert np.isnan(one(text)[0])


def test_a_geopoint_tells_its_accuracy():
    assert one("36.7289 68.8570 410.2 4.9") == (68.857, 36.7289, 4.9)


@given(LATITUDES, LONGITUDES)
def test_what_is_written_in_one_cell_is_read_back(latitude, longitude):
    for text in (f"{latitude:.5f}, {longitude:.5f}", f"POINT ({longitude:.5f} {latitude:.5f})"):
        x, y, _ = places(pd.Series([text])).iloc[0]
        assert (x, y) == pytest.approx((longitude, latitude), abs=1e-5)


# Grids


@given(st.floats(24, 45), st.floats(45, 95))
def test_utm_is_read_back_by_hemisphere_and_by_band(latitude, longitude):
    zone = int((longitude + 180) // 6) + 1
    metres = Transformer.from_crs(4326, 32600 + zone, always_xy=True)
    east, north = metres.transform(longitude, latitude)
    band = "CDEFGHJKLMNPQRSTUVWX"[int((latitude + 80) // 8)]
    for letter in ("N", band, ""):
        place = from_utm(east, north, zone, letter)
        assert place[:2] == pytest.approx((longitude, latitude), abs=1e-6)


def test_south_is_the_hemisphere_where_the_band_does_not_fit():
    assert from_utm(300_000, 8_000_000, 35, "S")[1] < 0
    assert np.isnan(from_utm(300_000, 8_000_000, 35, "T")[0])


@pytest.mark.parametrize("text", ["42S WF 50700 43200", "42SWF5070043200", "42s wf 50700 43200"])
def test_mgrs_is_the_middle_of_its_square(text):
    place = from_grid(text)
    # Columns of zone 42 begin with S at 100 km, rows with F at every 2,000 km: W is 500, F 4,000.
    degrees_of_metres = Transformer.from_crs(32642, 4326, always_xy=True)
    middle = degrees_of_metres.transform(550_700.5, 4_043_200.5)
    assert place[:2] == pytest.approx(middle, abs=1e-5)
    assert place[2] == 0.5


def test_a_coarse_square_says_how_coarse_it_is(tmp_path):
    rows = [{"mgrs": "42S WF 50 43"}, {"mgrs": "42S WF 507 432"}, {"mgrs": "42S WF 5 4"}]
    events = read(tmp_path, *rows)[0]
    assert events["geo_precision"].tolist() == ["exact", "exact", "town"]


def test_utm_in_three_columns(tmp_path):
    rows = [
        {"UTM E": "487236", "UTM N": "4064748", "Zone": "42S"},
        {"UTM E": "487236", "UTM N": "many", "Zone": "42S"},
        {"UTM E": "487236", "UTM N": "4064748", "Zone": "42N"},
    ]
    events, report = read(tmp_path, *rows)
    assert events.geometry.y.round(2).tolist() == [36.73, 36.73]
    assert "no place of that zone" in report.set_aside["reason"].item()


# One axis


def test_degrees_minutes_and_seconds_between_dots():
    assert degrees(pd.Series(["34.31.40"]), "NS").item() == pytest.approx(34 + 31 / 60 + 40 / 3600)
    assert degrees(pd.Series(["69.10.42E", "34.61.10", "34.5.6.7.8"]), "EW").isna().tolist() == [
        False,
        True,
        True,
    ]


def test_what_a_spreadsheet_made_of_decimals_is_recognised_by_its_neighbours():
    cells = pd.Series(["36,7289", "367.289", "36.728.900", "367289", "36.73", "north", None])
    read_cells, reasons = axis(cells, "latitude")
    assert read_cells.notna().tolist() == [True, False, False, False, True, False, False]
    lost = reasons.str.contains("lost its decimal point")
    assert lost.tolist() == [False, True, True, True, False, False, False]
    assert "is not in degrees" in reasons[5]


def test_metres_of_a_projection_are_named_as_such():
    cells = pd.Series(["487236", "487300.5", "487111"])
    read_cells, reasons = axis(cells, "longitude")
    assert read_cells.isna().all()
    assert reasons.str.contains("metres of a projection").all()


def test_ruined_cells_are_set_aside_and_their_neighbours_stay(tmp_path):
    rows = [
        {"lat": "36,7289", "lon": "68,857"},
        {"lat": "367.289", "lon": "68.857"},
        {"lat": "36.728.900", "lon": "68.857.000"},
    ]
    events, report = read(tmp_path, *rows)
    assert events.geometry.y.tolist() == [36.7289]
    assert report.set_aside["reason"].str.contains("lost its decimal point").all()


# Columns


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("Lat/Long", "36.7289, 68.857"),
        ("geometry", "POINT (68.857 36.7289)"),
        ("group_a/geopoint", "36.7289 68.8570 410.2 4.9"),
        ("Location", "36.7289 68.857"),
        ("Lon/Lat", "68.857 36.7289"),
        ("Coordinates", "36°43'44.04\"N 68°51'25.2\"E"),
    ],
)
def test_columns_that_hold_both_are_guessed(tmp_path, column, cell):
    events, report = read(tmp_path, {column: cell}, {column: cell})
    assert report.accepted == 2
    point = events.geometry.iloc[0]
    assert (round(point.x, 3), round(point.y, 3)) == (68.857, 36.729)
    assert (events["located_by"] == "coordinates").all()


def test_columns_of_a_form_are_guessed_and_its_accuracy_is_the_precision(tmp_path):
    row = {"_GPS_latitude": "36.7289", "_GPS_longitude": "68.857", "_GPS_altitude": "410.2"}
    rows = [row | {"_GPS_precision": metres} for metres in ("4.9", "1800", "")]
    events = read(tmp_path, *rows)[0]
    assert events["geo_precision"].tolist() == ["exact", "town", "town"]
    dotted = {"Location.lat": "36.7289", "Location.lon": "68.857"}
    assert read(tmp_path, dotted)[0].geometry.x.item() == 68.857


def test_a_place_is_a_name_and_a_location_may_be_one(tmp_path):
    path = tmp_path / "x.csv"
    pd.DataFrame([{**ROW, "location": "Kunduz"}]).to_csv(path, index=False)
    assert recognise(path).mapping.columns["place"] == "location"


def test_codes_of_precision_are_no_metres(tmp_path):
    events = read(tmp_path, {"lat": "36.7", "lon": "68.8", "geo_precision": "3"})[0]
    assert events["geo_precision"].item() == "town"


def test_a_mapping_needs_some_way_to_tell_the_place():
    columns = {"date_start": "d", "event_type": "t"}
    assert Mapping(columns=columns).missing == ["longitude", "latitude"]
    assert Mapping(columns={**columns, "longitude_latitude": "c"}).missing == []
    grid = {"easting": "e", "northing": "n", "utm_zone": "z"}
    assert Mapping(columns={**columns, **grid}).missing == []


def test_what_is_filled_and_cannot_be_read_is_a_problem_of_its_row():
    rows = pd.DataFrame(
        {"longitude": ["68.8", "", "x"], "latitude_longitude": ["", "36.7, 68.8", "36.7, 68.8"]}
    )
    place = located(rows)
    assert place.problem.ne("").tolist() == [False, False, True]
