"""Give every event its country, province, district, zones and nearest border.

The rules, in the order in which they are applied:

1. *within*: an event belongs to the district that its point lies in. A point on a shared edge
   belongs to the district whose ``unit_id`` comes first. Where boundaries were imported that know
   no districts, the province stands in for them and the event's district stays null.
2. *nearest*: a point in no district (at sea, outside the region) belongs to the nearest one
   when that is at most ``nearest_km`` away (geodesic); ties go to the first ``unit_id``.
3. *stated_country*: where the event states another country than rules 1 and 2 found, and that
   country is no farther than boundary and point error together, the stated country wins and
   the unit is the nearest in it. An event known to its country only is let 500 km off.
   Farther off, the row keeps the unit its point lies in and is flagged as a ``conflict``, as is
   one that states another province or district (:mod:`geo.join.stated`).
4. *by_name*, *by_code*: so rules 1 to 3 are called where the event was placed by the name of its
   place or the code of its unit (``located_by``); the distance stays that of the point.
5. *none*: nothing within reach. ``match_note`` says so, and whether the coordinates look
   swapped; they are never swapped in silence.

Levels finer than an event's own precision stay null: an event known to its province gets no
district. Nothing is dropped: as many rows come out as went in, in the same order.
"""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.boundaries.locate import Indices, locate
from geo.boundaries.nearest import nearest_shape
from geo.compact import numbered
from geo.errors import SchemaFault
from geo.geodesy import Floats
from geo.join.borders import describe_borders
from geo.join.stated import ERRING, STATED, conflict_levels, reach_km
from geo.points import coordinates
from geo.schema import require_crs

METHODS = ("within", "nearest", "stated_country", "by_name", "by_code", "none")
NEAREST_KM = 5.0


def join(
    events: gpd.GeoDataFrame,
    units: gpd.GeoDataFrame,
    zones: gpd.GeoDataFrame | None = None,
    *,
    nearest_km: float = NEAREST_KM,
) -> gpd.GeoDataFrame:
    """Return the events with their units, zones and nearest border, same rows, same order.

    Parameters
    ----------
    events : GeoDataFrame
        A valid events frame, EPSG:4326.
    units : GeoDataFrame
        Units of :func:`geo.read_units`; its districts must not overlap.
    zones : GeoDataFrame, optional
        Zones of :func:`geo.read_zones`; by default none, and ``zone_ids`` is null throughout.
    nearest_km : float, default 5.0
        Cap of rule 2, geodesic kilometres.

    Returns
    -------
    GeoDataFrame
        The events' columns and ``country_id``, ``province_id``, ``province``,
        ``district_id``, ``district``, ``match_method``, ``match_distance_km`` (0 within),
        ``conflict`` (a category: the coarsest level at which the event states another unit than
        its point lies in, null for none), ``match_note``, ``zone_ids`` (joined by ``"; "``),
        ``border_segment``, ``border_distance_km``, ``border_side``, ``border_class``.

    Raises
    ------
    CrsMismatch
        When a frame is not in EPSG:4326.
    SchemaFault
        When ``units`` holds no districts.

    Examples
    --------
    >>> import geo
    >>> joined = join(geo.read_events(), geo.read_units(), geo.read_zones())
    >>> len(joined), int((joined["match_method"] == "none").sum())
    (431, 2)
    """
    require_crs(events, "events")
    require_crs(units, "units")
    districts = finest(units)
    if not (units["level"] == "district").any():
        raise SchemaFault("The units hold no districts; read them with geo.read_units().")
    match = match_events(events, units, districts, nearest_km)
    joined = in_units(events, units, districts, match)
    joined["match_note"] = numbered(_notes(events, units, districts, match))
    joined["zone_ids"] = numbered(_zone_ids(joined, zones))
    return joined.assign(**describe_borders(joined))


def finest(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the districts, and the provinces that have none, by ``unit_id``."""
    finest = units[(units["level"] != "country") & ~units["unit_id"].isin(units["parent_id"])]
    whole = finest["level"] == "province"
    finest = finest.assign(
        province_id=finest["parent_id"].mask(whole, finest["unit_id"]),
        district_id=finest["unit_id"].mask(whole),
    )
    return finest.sort_values("unit_id", ignore_index=True)


def match_events(
    events: gpd.GeoDataFrame,
    units: gpd.GeoDataFrame,
    districts: gpd.GeoDataFrame,
    nearest_km: float = NEAREST_KM,
) -> pd.DataFrame:
    """Apply the five rules; ``at`` is the position of the district, -1 for none."""
    shapes = np.asarray(districts.geometry)
    lonlat = coordinates(events)
    at = locate(lonlat, shapes)
    distance = np.where(at >= 0, 0.0, np.nan)
    method = np.where(at >= 0, METHODS.index("within"), METHODS.index("none")).astype(np.int8)
    out = np.flatnonzero(at < 0)
    near, near_km = nearest_shape(lonlat[out], shapes, nearest_km)
    reached = near >= 0
    at[out[reached]], distance[out[reached]] = near[reached], near_km[reached]
    method[out[reached]] = METHODS.index("nearest")
    foreign = _apply_stated_country(events, districts, lonlat, (at, distance, method))
    conflict = conflict_levels(events, units, districts, at, foreign)
    for word in ("name", "code"):
        so = (events["located_by"] == word).to_numpy(dtype=bool, na_value=False)
        method[so & (at >= 0)] = METHODS.index(f"by_{word}")
    return pd.DataFrame(
        {
            "at": at,
            "match_method": pd.Categorical.from_codes(method, pd.Index(METHODS)),
            "match_distance_km": distance,
            "conflict": conflict,
        },
        index=events.index,
    )


def _apply_stated_country(
    events: gpd.GeoDataFrame,
    districts: gpd.GeoDataFrame,
    lonlat: Floats,
    match: tuple[Indices, Floats, NDArray[np.int8]],
) -> NDArray[np.bool_]:
    """Apply rule 3 in place; return where the stated country is too far off."""
    at, distance, method = match
    iso3 = districts["iso3"].to_numpy(dtype=object)
    countries = pd.Index(events["country"].cat.categories)
    stated = events["country"].cat.codes.to_numpy()
    # The position of -1, no district, is the last: a country of no number.
    lies_in = np.append(countries.get_indexer(iso3), -2)[at]
    differs = (stated >= 0) & (lies_in != stated)
    rows = np.flatnonzero(differs)
    reach = reach_km(pd.DataFrame(events[ERRING]).iloc[rows], np.append(iso3, "")[at[rows]])
    shapes = np.asarray(districts.geometry)
    for country in np.unique(stated[rows]):
        inside = np.flatnonzero(iso3 == countries[country])
        so = stated[rows] == country
        these = rows[so]
        near, near_km = nearest_shape(lonlat[these], shapes[inside], reach[so])
        won = near >= 0
        at[these[won]], distance[these[won]] = inside[near[won]], near_km[won]
        method[these[won]] = METHODS.index("stated_country")
        differs[these[won]] = False
    conflict: NDArray[np.bool_] = differs & (at >= 0)
    return conflict


def _notes(
    events: gpd.GeoDataFrame,
    units: gpd.GeoDataFrame,
    districts: gpd.GeoDataFrame,
    match: pd.DataFrame,
) -> pd.Series:
    """Say in words what is unusual about a match; null where nothing is."""
    at, conflict = match["at"].to_numpy(), match["conflict"]
    note = pd.Series(None, index=events.index, dtype="str")
    lost = np.flatnonzero(match["match_method"] == "none")
    turned = coordinates(events)[lost, ::-1]
    swapped = lost[locate(turned, np.asarray(districts.geometry)) >= 0]
    note.iloc[lost] = "lies outside the eight countries and their surroundings"
    note.iloc[swapped] = "lies outside, but inside with its coordinates swapped: check the source"
    names = units.set_index("unit_id")["name"]
    for level, column in STATED.items():
        rows = np.flatnonzero(conflict == level)
        what = "" if level == "country" else f"the {level} "
        ids = districts["iso3" if level == "country" else f"{level}_id"].iloc[at[rows]]
        lies_in = ids if level == "country" else ids.fillna(districts["province_id"]).map(names)
        note.iloc[rows] = [
            f"states {what}{stated} but its point lies in {other}, farther than the errors explain"
            for stated, other in zip(events[column].iloc[rows], lies_in, strict=True)
        ]
    return note


def in_units(
    events: gpd.GeoDataFrame,
    units: gpd.GeoDataFrame,
    districts: gpd.GeoDataFrame,
    match: pd.DataFrame,
) -> gpd.GeoDataFrame:
    """Return events with the units that they matched, as far as their precision allows."""
    return events.assign(**_levels(events, match, districts, units), **match.drop(columns="at"))


def _levels(
    events: gpd.GeoDataFrame,
    match: pd.DataFrame,
    districts: gpd.GeoDataFrame,
    units: gpd.GeoDataFrame,
) -> dict[str, pd.Series]:
    """Return ids and names of the levels that each event's precision allows."""
    at = match["at"].to_numpy()
    precision = events["geo_precision"]
    too_coarse = {
        "country_id": np.zeros(len(events), dtype=bool),
        "province_id": (precision == "country").to_numpy(),
        "district_id": precision.isin(["province", "country"]).to_numpy(),
    }
    sources = {"country_id": "iso3", "province_id": "province_id", "district_id": "district_id"}
    names = units.set_index("unit_id")["name"]
    levels: dict[str, pd.Series] = {}
    for column, source in sources.items():
        codes, labels = pd.factorize(districts[source])
        picked = np.where((at >= 0) & ~too_coarse[column], codes[at], -1)
        levels[column] = _category(picked, labels, events.index)
        if column != "country_id":
            spelled = np.asarray(names.reindex(labels).fillna(pd.Series(labels, labels)))
            code, distinct = pd.factorize(spelled)
            named = np.where(picked >= 0, code[picked], -1)
            levels[column.removesuffix("_id")] = _category(named, distinct, events.index)
    return levels


def _category(codes: NDArray[Any], labels: Any, index: pd.Index) -> pd.Series:
    return pd.Series(pd.Categorical.from_codes(codes, pd.Index(labels)), index=index)


def _zone_ids(joined: gpd.GeoDataFrame, zones: gpd.GeoDataFrame | None) -> pd.Series:
    """Return the ids of every zone that holds the event's unit and whose dates meet its own."""
    combination = np.zeros(len(joined), dtype=np.int64)
    words = [""]
    first, last = (joined[name].to_numpy() for name in ("date_start", "date_end"))
    for zone in [] if zones is None else zones.sort_values("zone_id").itertuples():
        rows = np.flatnonzero(
            among(joined["district_id"], zone.members) | among(joined["province_id"], zone.members)
        )
        met = last[rows] >= np.datetime64(zone.valid_from)
        if not pd.isna(zone.valid_to):
            met &= first[rows] <= np.datetime64(zone.valid_to)
        combination, words = _extend(combination, words, rows[met], zone.zone_id)
    text = pd.Series(pd.Categorical.from_codes(combination, pd.Index(words)), index=joined.index)
    return text.astype("str").mask(combination == 0)


def among(ids: pd.Series, members: list[str]) -> NDArray[np.bool_]:
    """Return where a categorical column holds one of the words."""
    wanted = np.append(ids.cat.categories.isin(members), [False])
    return wanted[ids.cat.codes.to_numpy()]


def _extend(
    combination: NDArray[np.int64], words: list[str], rows: NDArray[np.intp], zone_id: str
) -> tuple[NDArray[np.int64], list[str]]:
    """Give each combination of zones that meets a further zone a number of its own."""
    if not len(rows):
        return combination, words
    met, which = np.unique(combination[rows], return_inverse=True)
    combination[rows] = len(words) + which
    further = [f"{words[old]}; {zone_id}".removeprefix("; ") for old in met]
    return combination, [*words, *further]
