"""Events of two datasets that are likely the same one: linked, and shown once where asked.

Two events of different datasets are linked when

1. they are known to the day and lie on the same day or on neighbouring days;
2. they are no farther apart than the errors of both points together
   (:func:`geo.accuracy.point_error_km`); an event known to its province counts for those of
   that province only, one known to its country for none;
3. their actors are alike, or one of the two names none;
4. their score is at least :data:`LEAST_SCORE`: the points of :data:`POINTS` for day, distance,
   actors, type and toll, unknown ones at half.

Of several candidates the best score is taken first, of equal scores the one whose datasets and
ids come first by name, and no group of linked events holds two of one dataset. Nothing is deleted:
:func:`geo.show_once` marks which event of a group is shown.
"""

import re
from collections.abc import Iterable
from itertools import combinations, product
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.accuracy import point_error_km, point_errors_km
from geo.geodesy import GEODESIC, Floats, to_space
from geo.points import coordinates
from geo.settings import shipped
from geo.vocabulary import EVENT_TYPES

POINTS = {"day": 25.0, "distance": 25.0, "actors": 30.0, "type": 10.0, "toll": 10.0}
"""How much each likeness counts, 100 together: a working rule of this project."""
LEAST_SCORE = 60.0
LEAST_ACTORS = 60.0
"""Of 100, by rapidfuzz's token_set_ratio: below it two actors are not taken for one."""
LINK_COLUMNS = [
    "event_a",
    "event_b",
    "dataset_a",
    "dataset_b",
    "days_apart",
    "distance_km",
    "score",
    "reason",
]
LOOKED_AT = [
    "event_id",
    "dataset",
    "date_start",
    "date_precision",
    "geo_precision",
    "event_type",
    "event_count",
    "actor_1",
    "actor_2",
    "fatalities_best",
    "province_id",
    "geometry",
]
"""What two events are compared by."""
_PLACED = ("exact", "town", "district", "province")
_FAMILY = {kind.key: kind.family for kind in EVENT_TYPES}
Rows = NDArray[np.intp]


def duplicates(joined: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return pairs of events of different datasets that are likely the same event.

    Parameters
    ----------
    joined : GeoDataFrame
        Events of :func:`geo.join`, of several datasets, EPSG:4326.

    Returns
    -------
    DataFrame
        ``event_a`` and ``event_b`` (ids), ``dataset_a`` and ``dataset_b`` in the order of their
        names, ``days_apart``, ``distance_km`` (geodesic), ``score`` (0 to 100) and ``reason``;
        the best score first. The order of the rows of ``joined`` plays no part.

    Examples
    --------
    >>> import geo
    >>> joined = geo.join(geo.read_events(), geo.read_units())
    >>> len(duplicates(joined))
    0
    """
    return links_of(alike_pairs(joined))


def alike_pairs(joined: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return all pairs of events that rules 1 to 4 link, each with what speaks for it.

    Of events at most one day apart alone: so days may be looked at one after the other.

    Parameters
    ----------
    joined : GeoDataFrame
        As of :func:`duplicates`; the columns :data:`LOOKED_AT` are enough.
    """
    events = _prepared(joined)
    a, b = _near(events)
    pairs = _scored(events, a, b)
    return pairs[pairs["score"] >= LEAST_SCORE]


def links_of(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return which pairs of :func:`alike_pairs` are links: the best, one of a dataset in a group.

    A pair that was found twice counts once.
    """
    order = ["score", "dataset_a", "event_a", "dataset_b", "event_b"]
    pairs = pairs.drop_duplicates(order[1:]).sort_values(
        order, ascending=[False, True, True, True, True]
    )
    links = pairs[_one_of_a_dataset(pairs)].reset_index(drop=True)
    return links.assign(reason=_reasons(links))[LINK_COLUMNS]


def _prepared(joined: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the events that can be linked, with what is compared."""
    if joined["dataset"].nunique() < 2:
        joined = joined.iloc[:0]
    precision = joined["geo_precision"].astype("str")
    usable = (joined["date_precision"] == "day") & precision.isin(_PLACED)
    # A row of a summary is no event that another could be.
    usable &= joined["event_count"] == 1
    frame = pd.DataFrame(joined.loc[usable].drop(columns=joined.geometry.name))
    lonlat = coordinates(joined.loc[usable])
    space = to_space(lonlat[:, 0], lonlat[:, 1]) / 1000
    return frame.assign(
        dataset=frame["dataset"].astype("str"),
        precision=precision[usable],
        lon=lonlat[:, 0],
        lat=lonlat[:, 1],
        x=space[:, 0],
        y=space[:, 1],
        z=space[:, 2],
        province=pd.factorize(frame["province_id"].astype("str"))[0],
        day=frame["date_start"].to_numpy().astype("datetime64[D]").astype(int),
        error=point_error_km(precision[usable]),
        family=frame["event_type"].astype("str").map(_FAMILY),
    ).reset_index(drop=True)


def _near(events: pd.DataFrame) -> tuple[Rows, Rows]:
    """Return pairs of rows of different datasets that are near in time and space."""
    parts: dict[Any, Any] = dict(events.groupby(["dataset", "precision"]).indices)
    spots = events[["x", "y", "z", "day", "province"]].to_numpy(float)
    pairs = [
        _near_in(spots, (parts[one], parts[other]), (one[1], other[1]))
        for one, other in combinations(sorted(parts), 2)
        if one[0] != other[0]
    ]
    if not pairs:
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    a, b = (np.concatenate(rows) for rows in zip(*pairs, strict=True))
    near = np.abs(events["day"].to_numpy()[a] - events["day"].to_numpy()[b]) <= 1
    return a[near], b[near]


def _near_in(
    spots: Floats, parts: tuple[Rows, Rows], precisions: tuple[str, str]
) -> tuple[Rows, Rows]:
    """Return pairs of rows of two datasets, each known with one precision.

    Day and place are looked up together, in five dimensions: a day counts as much as the errors
    of the two points, so that pairs two days apart are out of reach, as are, where one event is
    known to its province only, those of other provinces.
    """
    from scipy.spatial import KDTree  # slow to load

    errors = point_errors_km()
    reach_km = sum(errors[precision] for precision in precisions)
    coarse = "province" in precisions
    scale = np.array([1, 1, 1, reach_km, 9 * reach_km if coarse else 0])
    a, b = (rows[spots[rows, 4] >= 0] if coarse else rows for rows in parts)
    near = KDTree(spots[a] * scale).sparse_distance_matrix(
        KDTree(spots[b] * scale), reach_km * np.sqrt(2) * 1.001, output_type="ndarray"
    )
    return a[near["i"]], b[near["j"]]


def _scored(events: pd.DataFrame, a: Rows, b: Rows) -> pd.DataFrame:
    """Return pairs with their likeness, those whose points and actors allow it."""
    lon, lat, day = (events[name].to_numpy() for name in ("lon", "lat", "day"))
    km = np.asarray(GEODESIC.inv(lon[a], lat[a], lon[b], lat[b])[2]) / 1000
    reach = events["error"].to_numpy()[a] + events["error"].to_numpy()[b]
    actors = _alike_actors(events, a, b)
    keep = (km <= reach) & (np.isnan(actors) | (actors >= LEAST_ACTORS))
    a, b, km, reach, actors = a[keep], b[keep], km[keep], reach[keep], actors[keep]
    likeness = {
        "day": np.where(day[a] == day[b], 1.0, 0.6),
        "distance": 1 - km / reach,
        "actors": actors / 100,
        "type": _alike_types(events, a, b),
        "toll": _alike_tolls(events, a, b),
    }
    shares = {name: np.nan_to_num(alike, nan=0.5) for name, alike in likeness.items()}
    score = sum(points * shares[name] for name, points in POINTS.items())
    pairs = {
        f"{column.removesuffix('_id')}_{side}": events[column].to_numpy()[rows]
        for side, rows in (("a", a), ("b", b))
        for column in ("event_id", "dataset")
    }
    days = np.abs(day[a] - day[b])
    table = pd.DataFrame({**pairs, "days_apart": days, "distance_km": km.round(1), **likeness})
    return table.assign(score=np.round(score, 1))


def _alike_actors(events: pd.DataFrame, a: Rows, b: Rows) -> Floats:
    """Return how alike the two most alike actors are, 0 to 100; NaN where one names none."""
    names = pd.concat([events["actor_1"], events["actor_2"]], ignore_index=True)
    codes, distinct = pd.factorize(_telling(names))
    first, second = codes[: len(events)], codes[len(events) :]
    best = np.full(len(a), np.nan)
    for one, other in product((first, second), (first, second)):
        named = np.flatnonzero((one[a] >= 0) & (other[b] >= 0))
        best[named] = np.fmax(best[named], _ratios(distinct, one[a[named]], other[b[named]]))
    return best


def _ratios(names: pd.Index, one: Rows, other: Rows) -> Floats:
    """Return how alike names are, 0 to 100, by their numbers; each pair is compared once."""
    # Few commands compare names: they alone wait for what does.
    from rapidfuzz import fuzz, process

    pairs, at = np.unique(one.astype(np.int64) * len(names) + other, return_inverse=True)
    texts = ([names[number] for number in part] for part in np.divmod(pairs, len(names) or 1))
    alike: Floats = process.cpdist(*texts, scorer=fuzz.token_set_ratio, dtype=np.float64)
    return alike[at]


def _telling(names: pd.Series) -> pd.Series:
    """Return names of actors in one spelling, without the words that many share.

    Null where nothing is left.
    """
    one_name = pd.read_csv(shipped("tables/actor_names.csv")).set_index("spelling")["name"]
    shared = pd.read_csv(shipped("tables/actor_words.csv"))["word"]
    codes, distinct = pd.factorize(names.astype("str").str.casefold())
    text = pd.Series(distinct, dtype="str").str.replace(r"[^\w\s]", " ", regex=True)
    text = text.str.split().str.join(" ")
    longest_first = sorted(one_name.index, key=len, reverse=True)
    text = text.str.replace(_any_of(longest_first), lambda match: one_name[match[0]], regex=True)
    text = text.str.replace(_any_of(shared), " ", regex=True).str.split().str.join(" ")
    # Null names have code -1, which picks the appended null.
    told = np.append(text.mask(text == "").to_numpy(dtype=object), [None])
    return pd.Series(told[codes], index=names.index, dtype="str")


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})\b")


def _alike_types(events: pd.DataFrame, a: Rows, b: Rows) -> Floats:
    kind, family = (events[name].astype("str").to_numpy() for name in ("event_type", "family"))
    return np.where(kind[a] == kind[b], 1.0, np.where(family[a] == family[b], 0.6, 0.0))


def _alike_tolls(events: pd.DataFrame, a: Rows, b: Rows) -> Floats:
    """Return the smaller toll as a share of the larger, each one more; NaN where unknown."""
    toll = events["fatalities_best"].astype("Float64").to_numpy(float, na_value=np.nan) + 1
    share: Floats = np.minimum(toll[a], toll[b]) / np.maximum(toll[a], toll[b])
    return share


def _reasons(links: pd.DataFrame) -> pd.Series:
    """Say in words what speaks for each pair."""
    day = np.where(links["days_apart"] == 0, "same day", "one day apart")
    apart = "; " + links["distance_km"].astype("str") + " km apart"
    actors = np.where(np.isnan(links["actors"]), "; an actor is not named", "; actors alike")
    kind = np.select(
        [links["type"] == 1, links["type"] > 0],
        ["; same type", "; like type"],
        "; other type",
    )
    toll = np.select(
        [links["toll"] == 1, np.isnan(links["toll"])],
        ["; same toll", "; a toll is not known"],
        "; tolls differ",
    )
    reasons: pd.Series = pd.Series(day, dtype="str") + apart + actors + kind + toll
    return reasons


def _one_of_a_dataset(pairs: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which pairs stand, the best first, so that no group holds a dataset twice."""
    groups: dict[Any, dict[str, Any]] = {}
    stands = np.zeros(len(pairs), dtype=bool)
    columns = ["dataset_a", "event_a", "dataset_b", "event_b"]
    rows = zip(*(pairs[column].tolist() for column in columns), strict=True)
    for at, (set_a, id_a, set_b, id_b) in enumerate(rows):
        one = groups.setdefault((set_a, id_a), {set_a: (set_a, id_a)})
        other = groups.setdefault((set_b, id_b), {set_b: (set_b, id_b)})
        if one is other or not one.keys() & other.keys():
            stands[at] = True
            one.update(other)
            for member in other.values():
                groups[member] = one
    return stands
