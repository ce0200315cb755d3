"""Events placed by name: what is taken, with which precision, and what is left and listed."""

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.gazetteer.geocode import LOCATED_COLUMNS, NAMES, locate_names
from geo.geodesy import GEODESIC


def locate(**names):
    row = pd.DataFrame([{name: names.get(name) for name in NAMES}])
    return locate_names(row).iloc[0]


def kilometres(found, longitude, latitude):
    metres = GEODESIC.inv(found["longitude"], found["latitude"], longitude, latitude)[2]
    return metres / 1000


@pytest.mark.parametrize(
    ("names", "spot", "precision"),
    [
        ({"place": "Taloqan", "admin1": "Takhar", "country": "AFG"}, (69.534, 36.736), "town"),
        ({"place": "Талукан", "country": "AFG"}, (69.534, 36.736), "town"),
        ({"place": "قندوز", "country": "AFG"}, (68.857, 36.729), "town"),
        ({"place": "Torkham", "country": "AFG"}, (71.09, 34.11), "town"),
        ({"place": "Qurghonteppa", "country": "TJK"}, (68.78, 37.84), "town"),
        ({"place": "Peshawar city", "admin1": "NWFP", "country": "PAK"}, (71.58, 34.0), "town"),
        (
            {"admin2": "Kuf Ab", "admin1": "Badakhshan", "country": "AFG"},
            (70.47, 38.04),
            "district",
        ),
        ({"admin1": "Djauzdjan", "country": "AFG"}, (65.9, 36.7), "province"),
    ],
)
def test_names_are_placed_with_the_precision_they_deserve(names, spot, precision):
    found = locate(**names)
    limits = {"town": 10, "district": 30, "province": 120}
    assert found["geo_precision"] == precision
    assert kilometres(found, *spot) < limits[precision]
    assert len(found["reason"]) > 10


def test_namesakes_are_told_apart_by_province_and_country():
    zabul = locate(place="Arghandab", admin1="Zabul", country="AFG")
    kandahar = locate(place="Arghandab", admin1="Kandahar", country="AFG")
    assert zabul["geo_precision"] == kandahar["geo_precision"] == "town"
    assert kilometres(zabul, kandahar["longitude"], kandahar["latitude"]) > 50


def test_namesakes_that_nothing_tells_apart_are_left_and_listed():
    found = locate(place="Arghandab", country="AFG")
    assert np.isnan(found["longitude"])
    assert pd.isna(found["geo_precision"])
    assert "Kandahar" in found["reason"]
    assert "Zabul" in found["reason"]


def test_a_country_narrows_the_choice():
    afghan = locate(place="Mashhad", country="AFG")
    iranian = locate(place="Mashhad", country="IRN")
    assert kilometres(iranian, 59.57, 36.3) < 10
    assert afghan["longitude"] > 65


def test_a_place_that_repeats_its_district_is_known_to_the_district():
    found = locate(place="Imam Sahib", admin2="Imam Saheb district", admin1="Kunduz", country="AFG")
    assert found["geo_precision"] == "district"


def test_the_word_district_asks_for_the_unit():
    assert locate(place="Nad Ali", admin1="Helmand", country="AFG")["geo_precision"] == "town"
    named = locate(place="Nad Ali district", admin1="Helmand", country="AFG")
    assert named["geo_precision"] == "district"


def test_an_unknown_place_falls_back_to_its_district_then_its_province():
    names = {"place": "Xqzwv village", "admin1": "Takhar", "country": "AFG"}
    district = locate(**names, admin2="Rustaq")
    assert district["geo_precision"] == "district"
    assert "no place 'Xqzwv village' known in Rustaq, Takhar" in district["reason"]
    assert locate(**names)["geo_precision"] == "province"


def test_a_place_outside_its_stated_district_has_a_districts_precision():
    found = locate(place="Taloqan", admin2="Rustaq", admin1="Takhar", country="AFG")
    assert found["geo_precision"] == "district"
    assert kilometres(found, 69.534, 36.736) < 10
    assert "outside the stated district" in found["reason"]


def test_an_unknown_province_is_said_and_not_taken_for_another():
    found = locate(place="Taloqan", admin1="Xqzwv", country="AFG")
    assert found["geo_precision"] == "town"
    assert "no province 'Xqzwv' known" in found["reason"]


@pytest.mark.parametrize(
    "names",
    [
        {},
        {"place": "Qqqqzzzz", "country": "AFG"},
        {"place": "Kunduz", "country": "IND"},
        {"place": "Kundoozabadabad"},
        {"place": " "},
        {"place": "=1+1"},
    ],
)
def test_what_is_not_known_is_not_placed(names):
    found = locate(**names)
    assert np.isnan(found["longitude"])
    assert pd.isna(found["geo_precision"])
    assert len(found["reason"]) > 10


def test_a_p_code_names_its_district():
    assert locate(admin2="AF1721")["geo_precision"] == "district"


def test_rows_keep_their_index_and_equal_rows_their_answer():
    rows = pd.DataFrame(
        {"place": ["Kunduz", None, "Kunduz"], "country": "AFG"}, index=["c", "a", "b"]
    )
    found = locate_names(rows)
    assert list(found.index) == ["c", "a", "b"]
    assert list(found.columns) == LOCATED_COLUMNS
    assert found.loc["c"].equals(found.loc["b"])


def test_no_rows_give_no_rows():
    found = locate_names(pd.DataFrame(columns=list(NAMES)))
    assert found.empty
    assert list(found.columns) == LOCATED_COLUMNS


def test_ucdps_places_are_found_near_where_ucdp_puts_them(shared):
    sample = pd.read_csv(shared / "data" / "events" / "ucdp_ged_sample.csv")
    sample = sample[sample["country"].eq("Afghanistan") & sample["where_prec"].le(3)]
    names = {"place": "where_coordinates", "admin1": "adm_1", "admin2": "adm_2"}
    rows = pd.DataFrame({ours: sample[theirs] for ours, theirs in names.items()})
    found = locate_names(rows.assign(country="AFG"))
    assert found["longitude"].notna().mean() > 0.95
    placed = found["longitude"].notna()
    metres = GEODESIC.inv(
        *(sample.loc[placed, column].to_numpy(float) for column in ("longitude", "latitude")),
        *(found.loc[placed, column].to_numpy(float) for column in ("longitude", "latitude")),
    )[2]
    assert np.median(metres) < 10_000
    assert np.quantile(metres, 0.9) < 40_000


def test_districts_in_ucdps_words_are_found_where_they_lie(districts, units):
    """UCDP writes "Kuf Ab district" and "Badakhshan province": every tenth unit, so written."""
    asked = districts[districts["iso3"] == "AFG"].iloc[::10]
    provinces = units.set_index("unit_id")["name"]
    rows = pd.DataFrame(
        {
            "admin2": asked["name"] + " district",
            "admin1": asked["parent_id"].map(provinces) + " province",
            "country": "AFG",
        }
    )
    found = locate_names(rows)
    assert found["geo_precision"].tolist() == ["district"] * len(asked)
    inside = shapely.contains_xy(
        np.asarray(asked.geometry), found["longitude"].to_numpy(), found["latitude"].to_numpy()
    )
    assert inside.mean() > 0.95


def test_a_place_may_say_where_it_lies():
    rows = pd.DataFrame(
        {"place": ["Taloqan, Afghanistan", "Taloqan (Takhar)", "Taloqan, Atlantis"]}
    )
    found = locate_names(rows)
    assert found["geo_precision"].tolist()[:2] == ["town", "town"]
    assert found["longitude"].round(1).tolist()[:2] == [69.5, 69.5]
    assert found["longitude"].isna().tolist() == [False, False, True]


def test_of_districts_of_one_name_in_one_province_the_province_is_known():
    rows = pd.DataFrame({"admin2": ["North Waziristan"], "country": ["PAK"]})
    found = locate_names(rows).iloc[0]
    assert found["geo_precision"] == "province"
    assert "may be" in found["reason"]
    assert "known to their province only" in found["reason"]


@pytest.mark.parametrize("column", ["admin1", "admin2", "place"])
@pytest.mark.parametrize(
    "name",
    [
        *("Bajaur Agency", "Bajour", "Mohmand Agency", "Khyber Agency", "Orakzai Agency"),
        *("Aurakzai", "Kurram Agency", "North Waziristan Agency", "South Waziristan"),
    ],
)
def test_a_former_agency_gives_its_province_in_whatever_column_it_stands(column, name):
    found = locate_names(pd.DataFrame({column: [name], "country": "PAK"})).iloc[0]
    assert found["geo_precision"] == "province"
    assert "Khyber Pakhtunkhwa; known to their province only" in found["reason"]


@pytest.mark.parametrize("column", ["admin1", "admin2", "place"])
@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("FR Kohat", "FR Kohat"),
        ("Darra Adam Khel", "FR Kohat"),
        ("Frontier Region Bannu", "FR Bannu"),
        ("FR Lakki Marwat", "FR Lakki"),
        ("FR Dera Ismail Khan", "FR D.I.Khan"),
    ],
)
def test_a_former_frontier_region_gives_its_district(column, name, unit):
    found = locate_names(pd.DataFrame({column: [name], "country": "PAK"})).iloc[0]
    assert found["geo_precision"] == "district"
    assert f"a point inside the district {unit}, Khyber Pakhtunkhwa" in found["reason"]


def test_a_units_name_is_no_town():
    assert np.isnan(locate(place="Malakand Agency", country="PAK")["longitude"])


@pytest.mark.parametrize("place", ["South", "Ali", "Bazar", "Tora", "Sar", "Syria", "Doha"])
def test_without_an_area_a_name_that_is_only_like_a_places_is_not_placed(place):
    found = locate(place=place)
    assert np.isnan(found["longitude"])
    assert "its country would tell more" in found["reason"]


@pytest.mark.parametrize("place", ["Kabul", "کابل", "Душанбе", "Mazari Sharif", "Peshawar"])
def test_without_an_area_a_places_own_name_is_enough(place):
    assert locate(place=place)["geo_precision"] == "town"


def test_in_a_country_only_long_names_are_placed_by_their_sound():
    assert locate(place="Djauzdjan", country="AFG")["geo_precision"] == "province"
    assert np.isnan(locate(place="Sar", country="IRN")["longitude"])


def test_a_district_called_as_a_province_lies_there():
    found = locate(admin2="Khost", country="AFG")
    assert kilometres(found, 69.92, 33.34) < 60
    assert found["geo_precision"] == "province"
    assert locate(admin2="Kandahar", country="AFG")["geo_precision"] == "district"


def test_what_states_only_its_country_lies_in_it_and_nowhere_finer(units):
    found = locate(country="AFG")
    assert (found["geo_precision"], found["reason"]) == ("country", "country only")
    afghanistan = units.geometry[units["unit_id"] == "AFG"].item()
    assert afghanistan.contains(shapely.Point(found["longitude"], found["latitude"]))
    assert np.isnan(locate(country="UKR")["longitude"])
