"""Put every spelling of every unit and place together, with its keys, and write those that ship."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from geo.accuracy import AUTHORITATIVE, line_reach_km
from geo.boundaries.crossings import read_crossings
from geo.boundaries.nearest import nearest_shape
from geo.boundaries.units import read_units
from geo.boundaries.zones import read_zones
from geo.files.writing import write_whole
from geo.gazetteer.phonetics import lacks_vowels, latin, skeleton, sound, sounds_of_words
from geo.gazetteer.places import read_places, read_populated_places
from geo.settings import GEODATA, NAMES, SHIPPED, shipped
from geo.text import closed_up, plain

_CODES = r"[A-Z]{2,3}|[A-Z]{2}-[A-Z0-9]{1,3}"
_CODE = "OCHA COD-AB p-code (an older numbering gives the same code to another unit)"
_PARTS_OF_DISTRICTS = "ADM3"
_DICTIONARY = 4 << 20
"""Bytes of distinct words of a column in the file: all of them are written once."""


def build_names(out: Path = GEODATA) -> None:
    """Write ``names.parquet``, the spellings of what ships, into a folder.

    Raises
    ------
    FileFault
        When the file cannot be written.
    """
    named = pa.Table.from_pandas(spelled_names(), preserve_index=False)
    with write_whole(out / NAMES) as part:
        pq.write_table(
            named.replace_schema_metadata(None),
            part,
            compression="zstd",
            compression_level=19,
            dictionary_pagesize_limit=_DICTIONARY,
            write_statistics=False,
        )


def spelled_names() -> pd.DataFrame:
    """Return one row for each spelling of what lies in the chosen boundaries.

    What is said of its unit or place, as in :class:`geo.gazetteer.index.Spellings`, and the keys
    that it is found by: :data:`geo.gazetteer.index.KEYS`, of which ``words`` are how each sounds.
    """
    named = _table()
    of_units = pd.MultiIndex.from_frame(_unit_names()[["unit_id", "kind", "spelling"]])
    of_unit = pd.MultiIndex.from_frame(named[["spot", "kind", "spelling"]]).isin(of_units)
    return _with_keys(named).assign(names_unit=of_unit)


def _with_keys(named: pd.DataFrame) -> pd.DataFrame:
    spelled = named["spelling"]
    return named.assign(
        letters=spelled.map(plain).map(closed_up),
        latin=spelled.map(latin),
        words=spelled.map(lambda spelling: " ".join(sounds_of_words(spelling))),
        skeleton=spelled.map(sound).map(skeleton),
        vowelless=spelled.map(lacks_vowels),
        exact_only=_code_or_short(spelled),
    )


def spelled_unit_names() -> pd.DataFrame:
    """Return the rows of :func:`spelled_names` that tell which province or district a name means.

    Towns are left out. Where the units that ship are parts of districts (tehsils, bakhshs), one
    that is called as its district says nothing of where the rest of the district lies; there only
    names of several units count, such as North Waziristan, in the spellings of ``aliases.csv``.

    Returns
    -------
    DataFrame
        ``unit_id``, ``iso3``, ``kind``, ``spelling`` and its keys.
    """
    named = _with_keys(_unit_names())
    return named[named["letters"] != ""].reset_index(drop=True)


def _unit_names() -> pd.DataFrame:
    layers = pd.read_csv(shipped("tables/boundary_layers.csv"), dtype=str)
    of_parts = layers.loc[layers["level"] == _PARTS_OF_DISTRICTS, "source"]
    units = _units()
    units = units[units["level"] != "country"]
    part = (units["level"] == "district") & units["source"].isin(of_parts)
    names = pd.concat([_of_units(units[~part]), _of_several(_decided(units[part]))])
    names = names[["unit_id", "iso3", "kind", "spelling"]]
    return names[names["spelling"].notna()].drop_duplicates(ignore_index=True)


def _of_several(parts: pd.DataFrame) -> pd.DataFrame:
    """Return the spellings of parts of districts that several share, but for namesakes of one."""
    heard = parts["spelling"].map(sound)
    several = parts.groupby([parts["iso3"], heard])["unit_id"].transform("nunique") > 1
    called_so = heard.isin(heard[heard == parts["name"].map(sound)])
    return parts[several & ~called_so]


def _table() -> pd.DataFrame:
    """Return one row for each spelling, with what is said of its unit or place."""
    units = _units()
    towns = _of_towns(units)
    parts = [_of_units(units), _of_seats(units), _of_crossings(units), towns]
    table = pd.concat([*parts, _of_namesakes(units, towns)], ignore_index=True)
    table = table[table["spelling"].fillna("").map(plain) != ""]
    # The first of two equal spellings of one spot has the better reason.
    return table.drop_duplicates(["spot", "kind", "spelling"]).reset_index(drop=True)


def _code_or_short(spellings: pd.Series) -> NDArray[np.bool_]:
    """Return which spellings are codes or so short that too much is alike."""
    code = spellings.str.contains(r"\d") | spellings.str.fullmatch(_CODES)
    short = (spellings.map(plain).str.len() < 3) & ~spellings.str.contains("[\u3400-\u9fff]")
    return np.asarray(code | short, dtype=bool)


def _units() -> pd.DataFrame:
    """Return what is said of each unit beside its spelling."""
    units = pd.DataFrame(read_units().drop(columns="geometry"))
    names = units.set_index("unit_id")["name"]
    province = units["parent_id"].where(units["level"] == "district")
    return units.assign(
        spot=units["unit_id"],
        kind=units["level"],
        province_id=province,
        province=province.map(names),
        country=units["iso3"].map(names),
        population=0,
        lon=np.nan,
        lat=np.nan,
    )


_SAID = [
    *("unit_id", "spot", "name", "kind", "iso3", "province_id", "province", "country"),
    *("population", "lon", "lat", "spelling", "reason"),
]


def _of_units(units: pd.DataFrame) -> pd.DataFrame:
    coded = units[units["level"] != "district"]
    parts = [
        _decided(units),
        units.assign(spelling=units["name"], reason="name"),
        units.assign(spelling=units["name_local"], reason="name in the local script"),
        units.assign(spelling=units["aliases"], reason="other spelling").explode("spelling"),
        units.assign(spelling=units["ocha_pcode"], reason=_CODE),
        coded.assign(spelling=coded["unit_id"], reason="ISO 3166 code"),
        _in_zones(units),
    ]
    return pd.concat(parts)[_SAID]


def _decided(spots: pd.DataFrame) -> pd.DataFrame:
    """Return the aliases that this project keeps for units or seats, each with its reason."""
    table = pd.read_csv(shipped("tables/aliases.csv"), dtype=str)
    table = table.rename(columns={"unit_id": "spot", "alias": "spelling", "note": "reason"})
    return table[["spot", "spelling", "reason"]].merge(spots, on="spot")


def _in_zones(units: pd.DataFrame) -> pd.DataFrame:
    """Return how the sources of the zones spell their members."""
    zones = read_zones(boundaries=SHIPPED)
    pairs = pd.DataFrame(
        {
            "unit_id": zones["members"],
            "spelling": zones["member_names"].str.split("; "),
            "reason": "spelled so by " + zones["source_publisher"],
        }
    ).explode(["unit_id", "spelling"])
    return pairs.merge(units, on="unit_id")


def _of_seats(units: pd.DataFrame) -> pd.DataFrame:
    seats = _placed(read_places(), units, "seat")
    kinds = read_places()["kind"]
    names = [seats.assign(spelling=seats[name], reason=kinds) for name in ("name", "name_local")]
    return pd.concat([_decided(seats), *names])[_SAID]


def _of_crossings(units: pd.DataFrame) -> pd.DataFrame:
    crossings = read_crossings().rename(columns={"crossing_id": "place_id"})
    districts = read_units(level="district")
    shapes = np.asarray(districts.geometry)
    # A crossing stands on the line: the nearer of the two districts is as good as the other.
    reach_km = line_reach_km(AUTHORITATIVE)
    at = nearest_shape(crossings[["lon", "lat"]].to_numpy(float), shapes, reach_km)[0]
    crossings["unit_id"] = districts["unit_id"].to_numpy()[at]
    placed = _placed(crossings, units, "crossing")
    told = [
        placed.assign(spelling=placed[column].str.split(separator)).explode("spelling")
        for column, separator in (("name", " - "), ("name_local", "; "), ("aliases", "; "))
    ]
    return pd.concat(told).assign(reason="border crossing")[_SAID]


def _of_towns(units: pd.DataFrame) -> pd.DataFrame:
    towns = _placed(read_populated_places(), units, "populated place")
    others = towns.assign(spelling=towns["spellings"].str.split("; ")).explode("spelling")
    named = towns.assign(spelling=towns["name"], reason="name in GeoNames")
    parts = [named, others.assign(reason="other spelling in GeoNames")]
    return _as_seats(pd.concat(parts, ignore_index=True))[_SAID]


def _of_namesakes(units: pd.DataFrame, towns: pd.DataFrame) -> pd.DataFrame:
    """Return the other spellings of towns for the district or province named like them."""
    bare = units.set_index("unit_id")["name"].map(sound).map(skeleton)
    parts = []
    for level in ("unit_id", "province_id"):
        same = towns["name"].map(sound).map(skeleton) == towns[level].map(bare)
        shared = towns.loc[same, [level, "spelling"]].set_axis(["unit_id", "spelling"], axis=1)
        parts.append(shared.merge(units, on="unit_id"))
    return pd.concat(parts).assign(reason="other spelling in GeoNames, of its town")[_SAID]


def _placed(places: pd.DataFrame, units: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Give places their district, province and country."""
    own = ["unit_id", "iso3", "province_id", "province", "country"]
    placed = places.drop(columns="iso3", errors="ignore").merge(units[own], on="unit_id")
    placed = placed.assign(spot=placed["place_id"], kind=kind)
    return placed if "population" in placed else placed.assign(population=0)


def _as_seats(towns: pd.DataFrame) -> pd.DataFrame:
    """Let a town that sounds like the seat of its own district be that seat."""
    seats = read_places()
    key = "unit_id", "heard"
    seats = seats.assign(heard=seats["name"].map(sound)).drop_duplicates(list(key))
    seats = seats.set_index(list(key))
    at = pd.MultiIndex.from_arrays([towns["unit_id"], towns["name"].map(sound)], names=key)
    nearest = seats[["place_id", "name"]].reindex(at).set_axis(towns.index)
    same = nearest["place_id"].notna()
    return towns.assign(
        spot=nearest["place_id"].fillna(towns["spot"]),
        name=nearest["name"].fillna(towns["name"]),
        kind=towns["kind"].mask(same, "seat"),
    )
