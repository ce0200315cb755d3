"""Place events by the names of place, district, province and country.

A name counts only when it is spelled like a known one or sounds the same; names that are merely
alike place nothing, and where no province or country is stated, little but a place's own name
does. From the finest to the coarsest: the *place* is looked for among seats, towns and crossings,
then districts and provinces, within the district, province and country that the row states, then
within its province alone; where it is not found, the row's district, then its province, is taken,
with the precision that this deserves. A place that only repeats the name of its district or
province says no more than that unit. Where several places remain, none is taken and all are
listed; of districts of one province the province is known.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.gazetteer.phonetics import latin, names_a_unit, sound
from geo.gazetteer.search import qualified, same_names
from geo.gazetteer.unit_points import inside, parents, unit_titles
from geo.geodesy import GEODESIC
from geo.settings import kept_by_boundaries
from geo.text import closed_up, plain

NAMES = ("place", "admin1", "admin2", "country")
LOCATED_COLUMNS = ["longitude", "latitude", "geo_precision", "reason"]
NAMESAKE_KM = 15.0
"""Places of one name within this distance are one place in two lists: a working rule."""
_TELLING = 5
"""Letters of a sound that few names share by chance, and how many more or fewer letters two
spellings of one name have: working rules."""
_MORE_LETTERS = 3
_LISTED = 5


@dataclass(frozen=True)
class _Spot:
    longitude: float
    latitude: float
    geo_precision: str | None
    reason: str


def locate_names(frame: pd.DataFrame) -> pd.DataFrame:
    """Return where the names of each row lie, on the same index.

    Parameters
    ----------
    frame : DataFrame
        Columns ``place``, ``admin1``, ``admin2`` (names in any spelling) and ``country``
        (ISO 3166-1 alpha-3); any cell may be null, a missing column is unknown throughout.

    Returns
    -------
    DataFrame
        ``longitude`` and ``latitude`` (EPSG:4326), ``geo_precision``: ``town`` for a seat,
        town or crossing, ``district``, ``province`` or, where the row names nothing else,
        ``country`` for a point inside the unit; and ``reason`` in words. NaN and null, with the
        reason, where nothing was found or namesakes could not be told apart.

    Examples
    --------
    >>> rows = pd.DataFrame(
    ...     {"place": ["Taloqan", "Qarabagh"], "admin1": ["Takhar", None], "country": "AFG"}
    ... )
    >>> locate_names(rows)[["longitude", "latitude", "geo_precision"]].values.tolist()
    [[69.53451, 36.73605, 'town'], [nan, nan, nan]]
    """
    names = frame.reindex(columns=list(NAMES)).astype("str")
    names = names.apply(lambda column: column.str.strip()).fillna("")
    which, distinct = pd.factorize(pd.MultiIndex.from_frame(names))
    spots = [_locate(*keys) for keys in distinct]
    located = pd.DataFrame(
        [(spot.longitude, spot.latitude, spot.geo_precision, spot.reason) for spot in spots],
        columns=LOCATED_COLUMNS,
    ).astype({"longitude": float, "latitude": float, "geo_precision": "str", "reason": "str"})
    return located.iloc[which].set_axis(frame.index)


def _locate(place: str, admin1: str, admin2: str, country: str) -> _Spot:
    """Place one combination of names."""
    provinces, province_note = _areas(admin1, "province", country, None)
    if provinces is None and country and not admin2:
        # In older files the tribal agencies stand among the provinces; they became districts.
        admin1, admin2 = "", admin1
    if provinces is None and admin2:
        # A district that is called as a province lies there, whatever others are called so too.
        provinces = _province_itself(admin2, country)
    districts, district_note = _areas(admin2, "district", country, provinces)
    within = _Within(country, provinces, districts)
    notes = [province_note, district_note]
    if place and not _repeats(place, admin1, admin2):
        spot = _place(place, within) or _beyond(place, within) or _qualified(place, within)
        if spot is not None:
            return _with_notes(spot, notes)
        more = "" if within.country or within.provinces else "; its country would tell more"
        notes.insert(0, f"no place {place!r} known {within}{more}")
    for name, level, unit in (
        (admin2, "district", districts),
        (admin1 or admin2, "province", provinces),
    ):
        if unit is not None:
            return _with_notes(_unit(name, level, unit), notes)
    if country in unit_titles() and not (place or admin1 or admin2):
        return replace(_unit(country, "country", frozenset([country])), reason="country only")
    return _with_notes(_nowhere("names no known place"), notes)


@dataclass(frozen=True)
class _Within:
    """Where a row says that its place lies; null where it does not say or is not understood."""

    country: str
    provinces: frozenset[str] | None
    districts: frozenset[str] | None

    def __str__(self) -> str:
        """Return it in words."""
        area = self.districts or self.provinces
        if area:
            return f"in {', '.join(sorted(unit_titles()[unit] for unit in area))}"
        return f"in {self.country}" if self.country else "anywhere in the eight countries"

    def holds(self, hits: pd.DataFrame) -> pd.DataFrame:
        """Return the hits that lie there."""
        if self.country:
            hits = hits[hits["iso3"] == self.country]
        if self.provinces:
            own = hits["province_id"].fillna(hits["unit_id"])
            hits = hits[own.isin(self.provinces)]
        if self.districts:
            hits = hits[hits["unit_id"].isin(self.districts)]
        return hits


@kept_by_boundaries(4096)
def _areas(
    name: str, level: str, country: str, provinces: frozenset[str] | None
) -> tuple[frozenset[str] | None, str]:
    """Return the units of a level that a name may mean, and a note where there are none."""
    if not name:
        return None, ""
    hits = _named(name)
    hits = _Within(country, provinces, None).holds(hits[hits["kind"] == level])
    if hits.empty:
        return None, f"no {level} {name!r} known"
    best = hits["likeness"].max()
    return frozenset(hits.loc[hits["likeness"] == best, "unit_id"]), ""


def _province_itself(name: str, country: str) -> frozenset[str] | None:
    """Return the one province whose own name this is, null where none or several are."""
    hits = _named(name)
    if len(hits):
        hits = hits[(hits["kind"] == "province") & (hits["likeness"] == 100)]
        hits = hits[hits["name"].map(sound) == sound(name)]
        hits = _Within(country, None, None).holds(hits)
    units = frozenset(hits["unit_id"]) if len(hits) else frozenset()
    return units if len(units) == 1 else None


def _repeats(place: str, admin1: str, admin2: str) -> bool:
    """Return whether a place only repeats the name of its unit."""
    return sound(place) in {sound(name) for name in (admin1, admin2) if name}


def _place(name: str, within: _Within) -> _Spot | None:
    """Return the seat, town, crossing or unit of a name; null where none is there."""
    hits = _named(name)
    if len(hits):
        hits = within.holds(hits)
    if len(hits) and not (within.provinces or within.districts):
        hits = hits[_sure_anywhere(name, hits, within.country)]
    return _best(name, hits)


def _sure_anywhere(name: str, hits: pd.DataFrame, country: str) -> NDArray[np.bool_]:
    """Return which hits a name means though the row names no area around it.

    In a stated country, spellings that are known, and long ones that sound the same and leave no
    word out but those for a kind of unit. Without one a known spelling in Latin letters that is
    not the place's own name counts in Afghanistan only: Doha is also what a village in Iran is
    called.
    """
    wanted = closed_up(plain(name))
    exact = (hits["likeness"] == 100).to_numpy()
    if country:
        # "Kurram Agency" is a unit's name, and never that of a town called Kurram.
        units = names_a_unit(name) & hits["kind"].isin(["district", "province"]).to_numpy()
        letters = np.where(units, len(closed_up(latin(name))), len(wanted))
        longer = hits["spelling"].map(plain).map(closed_up).str.len() - letters
        heard = len(sound(name)) >= _TELLING and (longer.abs() <= _MORE_LETTERS).to_numpy()
        return exact | heard
    own = (hits["name"].map(plain).map(closed_up) == wanted).to_numpy()
    at_home = (hits["iso3"] == "AFG").to_numpy()
    return exact & (own | at_home | (not wanted.isascii()))


def _qualified(name: str, within: _Within) -> _Spot | None:
    """Return the place of a name that says in which province or country: "Kabul, Afghanistan"."""
    bare, areas = qualified(name)
    hits = _named(bare) if areas else pd.DataFrame()
    if hits.empty:
        return None
    hits = within.holds(hits)
    for area in areas:
        units = set(_named(area)["unit_id"])
        hits = hits[hits[["unit_id", "province_id", "iso3"]].isin(units).any(axis=1)]
    return _best(bare, hits)


def _best(name: str, hits: pd.DataFrame) -> _Spot | None:
    """Return the one spot of some hits, towns before units unless the name is a unit's."""
    if hits.empty:
        return None
    units = hits["kind"].isin(["district", "province"])
    towns = hits[~units & (hits["kind"] != "country")]
    for namesakes in (hits[units], towns) if names_a_unit(name) else (towns, hits[units]):
        if len(namesakes):
            return _only_one(name, namesakes)
    return None


def _beyond(name: str, within: _Within) -> _Spot | None:
    """Return a place of the province that lies outside the stated district.

    Districts are drawn in more than one way, so the place is taken, with a district's precision.
    """
    if within.districts is None or within.provinces is None:
        return None
    spot = _place(name, _Within(within.country, within.provinces, None))
    if spot is None or spot.geo_precision != "town":
        return None
    reason = f"{spot.reason}, outside the stated district as it is drawn here"
    return replace(spot, geo_precision="district", reason=reason)


def _only_one(name: str, hits: pd.DataFrame) -> _Spot:
    """Return the one spot that hits agree on, or the list of namesakes."""
    # A town's own name outweighs what another town is also called.
    own = hits["name"].map(sound) == sound(name)
    hits = (hits[own] if own.any() else hits).drop_duplicates("spot")
    first = hits.iloc[0]
    if len(hits) > 1 and (hits["kind"] == "district").all():
        # Districts of one province, such as the tehsils of a former agency, give the province.
        return _unit(name, "district", frozenset(hits["unit_id"]))
    if len(hits) > 1 and not _one_place(hits):
        listed = [_described(hit) for _, hit in hits.head(_LISTED).iterrows()]
        more = f" and {len(hits) - _LISTED} more" if len(hits) > _LISTED else ""
        return _nowhere(f"{name!r} may be {'; '.join(listed)}{more}")
    if pd.isna(first["lon"]):
        return _unit(name, first["kind"], frozenset([first["unit_id"]]))
    reason = f"{name!r}: {_described(first)} ({first['reason']})"
    return _Spot(float(first["lon"]), float(first["lat"]), "town", reason)


def _one_place(hits: pd.DataFrame) -> bool:
    """Return whether hits are the same place in two lists, or a province and its district."""
    if hits["lon"].isna().any():
        provinces = hits["province_id"].fillna(hits["unit_id"])
        return bool((hits["kind"] == "district").sum() <= 1 and provinces.nunique() == 1)
    lon, lat = (hits[column].to_numpy(float) for column in ("lon", "lat"))
    first = np.zeros(len(hits), dtype=int)
    metres = GEODESIC.inv(lon[first], lat[first], lon, lat)[2]
    return bool(np.max(metres) <= NAMESAKE_KM * 1000)


def _described(hit: pd.Series) -> str:
    """Return a hit in words: its kind, name, province and country."""
    words = [word for word in hit[["name", "province", "country"]] if isinstance(word, str)]
    return f"the {hit['kind']} {', '.join(words)}"


def _unit(name: str, level: str, units: frozenset[str]) -> _Spot:
    """Return a point inside the one unit, or the list of namesakes."""
    names = sorted(unit_titles()[unit] for unit in units)
    if len(units) > 1:
        listed = f"{level} {name!r} may be {'; '.join(names[:_LISTED])}"
        provinces = frozenset(parents()[unit] for unit in units)
        if level != "district" or len(provinces) > 1:
            return _nowhere(listed)
        spot = _unit(name, "province", provinces)
        return replace(spot, reason=f"{listed}; known to their province only")
    longitude, latitude = inside(next(iter(units)))
    return _Spot(longitude, latitude, level, f"{name!r}: a point inside the {level} {names[0]}")


def _nowhere(reason: str) -> _Spot:
    return _Spot(np.nan, np.nan, None, reason)


def _with_notes(spot: _Spot, notes: list[str]) -> _Spot:
    text = "; ".join([spot.reason, *(note for note in notes if note)])
    return _Spot(spot.longitude, spot.latitude, spot.geo_precision, text)


@kept_by_boundaries(4096)
def _named(name: str) -> pd.DataFrame:
    return same_names(name)
