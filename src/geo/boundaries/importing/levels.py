"""Provinces and countries as unions of imported and shipped units, with their ids and codes."""

import re
from itertools import count

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.boundaries.coverage import dissolve, shared_areas
from geo.boundaries.crosswalk import MOSTLY, crosswalk
from geo.geodesy import METRIC_CRS
from geo.schema import UNIT_COLUMNS, UNITS, validate
from geo.text import other_spellings, plain

_ISO_FORM = r"[A-Z]{2}-[A-Z0-9]{1,3}"
HALF = 0.5
_RANK = {"country": 0, "province": 1, "district": 2}


def with_levels(
    leaves: gpd.GeoDataFrame, parents: gpd.GeoDataFrame, shipped: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Return valid units of all levels, and notes on ids and codes.

    A province that is the same as a shipped one takes its ISO 3166-2 code, which is its
    ``unit_id``; units that are the same as a shipped one take over its local name, aliases and
    p-code where they bring none.

    Parameters
    ----------
    leaves : GeoDataFrame
        A valid coverage: districts, and provinces of which no district is known; ``key``,
        ``parent_key`` (of a province its country), ``imported`` and the columns of units.
    parents : GeoDataFrame
        Imported provinces by ``key``; those that hold a leaf give it their name.
    shipped : GeoDataFrame
        Units of :func:`geo.read_units`, all levels.

    Raises
    ------
    SchemaFault
        When the result is not valid.
    """
    known = shipped[shipped["level"] == "province"].set_index("unit_id", drop=False)
    whole = leaves["level"] == "province"
    leaves = leaves.assign(province_key=leaves["parent_key"].mask(whole, leaves["key"]))
    named = _named_provinces(leaves, parents, known)
    ids, notes = _province_ids(dissolve(leaves, "province_key"), named, known)
    leaves["province_id"] = leaves["province_key"].map(ids)
    alone = leaves.loc[whole, "province_id"]
    absorbed = leaves["province_id"].isin(alone) & ~whole
    if absorbed.any():
        notes.append(f"{absorbed.sum()} shipped districts on the fringe went into their province")
    named = named.assign(unit_id=named.index.map(ids)).drop_duplicates("unit_id")
    provinces = _level(leaves, "province_id", named, "province")
    countries = shipped[shipped["level"] == "country"]
    countries = _level(leaves, "iso3", countries, "country").assign(parent_id=None)
    districts = leaves[~leaves["province_id"].isin(alone)]
    districts = districts.assign(
        parent_id=districts["province_id"],
        iso_3166_2=districts["province_id"].map(provinces.set_index("unit_id")["iso_3166_2"]),
    )
    fixed = [*countries["unit_id"], *provinces["unit_id"]]
    districts = _unique_ids(districts, fixed)
    units = pd.concat([countries, provinces, districts], ignore_index=True)
    return _finished(units, shipped), notes


def _named_provinces(
    leaves: gpd.GeoDataFrame, parents: gpd.GeoDataFrame, known: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Return names and codes of every province by its key: imported, shipped, only spoken of."""
    by_district = leaves[leaves["level"] == "district"].drop_duplicates("parent_key")
    by_district = by_district.set_index("parent_key")
    spoken = by_district.assign(
        name=by_district["parent_name"].fillna(by_district["parent_id"]),
        unit_id=by_district["parent_id"].fillna(by_district["parent_name"]),
        name_local=None,
        aliases=[[] for _ in range(len(by_district))],
        iso_3166_2=None,
    )
    whole = leaves[leaves["level"] == "province"].set_index("key")
    tables = [parents.set_index("key"), whole, known, spoken]
    wanted = ["unit_id", "iso3", "name", "name_local", "aliases", "iso_3166_2"]
    named = pd.concat([pd.DataFrame(table)[wanted] for table in tables])
    named = named[~named.index.duplicated()]
    return named[named.index.isin(leaves["province_key"])].assign(ocha_pcode=None)


def _province_ids(
    shapes: gpd.GeoSeries, named: pd.DataFrame, known: gpd.GeoDataFrame
) -> tuple[dict[str, str], list[str]]:
    """Return the final id of each province; set its code in ``named``."""
    codes = _codes_by_place(shapes, named, known)
    ids: dict[str, str] = {}
    used = {*known["iso3"], *codes.values()}
    odd = []
    for key, row in zip(named.index, named.to_dict("records"), strict=True):
        said = row["iso_3166_2"] if isinstance(row["iso_3166_2"], str) else None
        code = codes.get(key) or _own_code(said, row["iso3"], known, used)
        if said and said != code and not key.startswith("missing "):
            odd.append(f"{said} of {row['name']}" + (f" ({code})" if code else ""))
        named.loc[key, "iso_3166_2"] = code
        ids[key] = code or _free(row["unit_id"], used)
        used.add(ids[key])
    more = ", ..." if len(odd) > 7 else ""
    note = f"{len(odd)} codes that are not the ISO 3166-2 codes of their provinces: "
    return ids, [note + ", ".join(odd[:7]) + more] if odd else []


def _codes_by_place(
    shapes: gpd.GeoSeries, named: pd.DataFrame, known: gpd.GeoDataFrame
) -> dict[str, str]:
    """Return the code of the shipped province that each province is.

    It is one when each lies mostly in the other, or half of it with the same code or name.
    """
    shapes = shapes[~shapes.index.isin(known.index)]
    pairs = shared_areas(shapes, known.geometry)
    pairs["key"], pairs["code"] = shapes.index[pairs["left"]], known.index[pairs["right"]]
    least = pairs[["share_of_left", "share_of_right"]].min(axis=1)
    same_code = named["iso_3166_2"].reindex(pairs["key"]).to_numpy() == pairs["code"].to_numpy()
    names = named["name"].map(plain).reindex(pairs["key"]).to_numpy()
    same_name = names == known["name"].map(plain).reindex(pairs["code"]).to_numpy()
    found = pairs[(least >= MOSTLY) | ((least >= HALF) & (same_code | same_name))]
    codes = dict(zip(found["key"], found["code"], strict=True))
    return codes | {key: key for key in named.index if key in known.index}


def _own_code(said: str | None, iso3: str, known: gpd.GeoDataFrame, used: set[str]) -> str | None:
    """Return the code a file gives, when it can be one and no other province has it."""
    if said is None or not re.fullmatch(_ISO_FORM, said) or said in {*known.index, *used}:
        return None
    of_country = known.loc[known["iso3"] == iso3, "unit_id"]
    return said if said[:2] in set(of_country.str[:2]) else None


def _free(wanted: str, used: set[str]) -> str:
    """Return an id, with a number when it stands already."""
    numbered = (f"{wanted}-{number}" for number in count(2))
    return wanted if wanted not in used else next(id_ for id_ in numbered if id_ not in used)


def _level(leaves: gpd.GeoDataFrame, key: str, named: pd.DataFrame, level: str) -> pd.DataFrame:
    """Return the unions of leaves, credited as the larger part of each is."""
    shapes = dissolve(gpd.GeoDataFrame(leaves, crs=4326), key)
    told = ["source", "licence", "vintage", "imported"]
    area = leaves.geometry.to_crs(METRIC_CRS).area
    parts = leaves.assign(area=area).groupby([key, *told])["area"].sum().reset_index()
    credit = parts.sort_values("area", kind="stable").drop_duplicates(key, keep="last")
    frame = named.set_index("unit_id").reindex(shapes.index)
    frame = frame[["name", "name_local", "aliases", "iso_3166_2", "ocha_pcode"]]
    frame = frame.join(credit.set_index(key)[told])
    frame["iso3"] = leaves.groupby(key)["iso3"].first()
    frame["geometry"], frame["unit_id"], frame["level"] = shapes, shapes.index, level
    return frame.assign(parent_id=frame["iso3"]).reset_index(drop=True)


def _unique_ids(districts: gpd.GeoDataFrame, taken: list[str]) -> gpd.GeoDataFrame:
    """Give ids that stand twice a number; call a hole after its province."""
    ids = districts["unit_id"].copy()
    missing = districts["key"].str.startswith("missing ")
    number = districts["name"].str.rsplit(" ").str[-1]
    ids[missing] = districts["province_id"] + "-missing-" + number
    # Shipped ids stay as they are: zones and views name them.
    order = districts["imported"].sort_values(kind="stable").index
    every = pd.concat([pd.Series(taken), ids.loc[order]])
    again = every.groupby(every).cumcount().iloc[len(taken) :]
    numbered = ids.loc[order].where(again == 0, ids.loc[order] + "-" + (again + 1).astype(str))
    return districts.assign(unit_id=numbered.reindex(districts.index))


def _finished(units: pd.DataFrame, shipped: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(units, geometry="geometry", crs=4326)
    frame["area_km2"] = (frame.to_crs(METRIC_CRS).area / 1e6).round(1)
    frame["vintage"] = frame["vintage"].astype("int16")
    frame = frame.assign(rank=frame["level"].map(_RANK))
    frame = frame.sort_values(["iso3", "rank", "parent_id", "unit_id"], ignore_index=True)
    frame = _with_known_names(frame, shipped)
    for column in frame.columns.difference(["aliases", "geometry", "vintage", "area_km2"]):
        frame[column] = frame[column].astype(object).where(frame[column].notna(), None)
    frame = gpd.GeoDataFrame(frame[UNIT_COLUMNS], geometry="geometry", crs=4326)
    return validate(UNITS, frame, "the imported units")


def _with_known_names(frame: gpd.GeoDataFrame, shipped: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give imported units the local names, aliases and p-codes of the shipped ones they are."""
    new = frame[frame["imported"].astype(bool) & (frame["level"] != "country")]
    pairs = crosswalk(shipped[shipped["level"] != "country"], new)
    same = pairs[pairs["relation"] == "same"].set_index("new_id")["old_id"]
    told = shipped.set_index("unit_id").reindex(frame["unit_id"].map(same))
    told = told.set_axis(frame.index)
    frame["name_local"] = frame["name_local"].fillna(told["name_local"])
    frame["ocha_pcode"] = frame["ocha_pcode"].fillna(told["ocha_pcode"])
    frame["aliases"] = [
        other_spellings(name, [*own, *([known] if isinstance(known, str) else []), *more])
        for name, own, known, more in zip(
            frame["name"],
            frame["aliases"],
            told["name"],
            (words if isinstance(words, list | np.ndarray) else [] for words in told["aliases"]),
            strict=True,
        )
    ]
    return frame
