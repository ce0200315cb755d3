"""What became of each unit between two vintages of boundaries, told by shared area.

Areas are measured in :data:`geo.geodesy.METRIC_CRS`, an equal-area projection (Lambert,
centred at 36 N 67 E, WGS 84).
"""

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.boundaries.coverage import shared_areas
from geo.errors import UnknownName
from geo.schema import LEVELS, require_crs
from geo.text import plain

MOSTLY = 0.8
"""From this share on a unit lies in another. Of the 398 Afghan districts the shipped shape,
simplified to 3.2 km, and geoBoundaries' own share 93% at least, 99% as a rule."""
SLIVER = 0.1
"""Two units that share less than this of either only lie side by side."""
RELATIONS = ("same", "renamed", "split", "merged", "changed", "gone", "new")
COLUMNS = [
    "level",
    "old_id",
    "old_name",
    "new_id",
    "new_name",
    "shared_area_km2",
    "share_of_old",
    "share_of_new",
    "relation",
]


def crosswalk(old_units: gpd.GeoDataFrame, new_units: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return which units of two vintages share how much area, level by level.

    Parameters
    ----------
    old_units, new_units : GeoDataFrame
        Units of :func:`geo.read_units`, EPSG:4326; ``unit_id``, ``name``, ``aliases`` and
        ``level`` are used.

    Returns
    -------
    DataFrame
        One row for each pair that shares more than a :data:`SLIVER`, and for each unit without
        any: ``level``, ``old_id``, ``old_name``, ``new_id``, ``new_name``, ``shared_area_km2``,
        ``share_of_old``, ``share_of_new`` (0 to 1) and ``relation``:

        - ``same``: each lies :data:`MOSTLY` in the other; ``renamed``: so too, but no name or
          alias of one is one of the other;
        - ``split``: the new unit lies mostly in the old one, a part of it;
        - ``merged``: the old unit lies mostly in the new one, a part of it;
        - ``changed``: they share land, but neither lies mostly in the other;
        - ``gone``: an old unit that shares with none; ``new``: a new unit that shares with none.

    Raises
    ------
    CrsMismatch
        When a frame is not in EPSG:4326.

    Examples
    --------
    >>> import geo
    >>> provinces = geo.read_units(countries=["AFG"], level="province")
    >>> crosswalk(provinces, provinces)["relation"].value_counts().to_dict()
    {'same': 34}
    """
    require_crs(old_units, "the old units")
    require_crs(new_units, "the new units")
    parts = [
        _of_level(
            old_units[old_units["level"] == level].reset_index(drop=True),
            new_units[new_units["level"] == level].reset_index(drop=True),
        ).assign(level=level)
        for level in LEVELS
    ]
    table = pd.concat(parts, ignore_index=True)[COLUMNS]
    return table.sort_values(["level", "old_id", "new_id"], ignore_index=True, na_position="last")


def share_counts(counts: pd.Series, table: pd.DataFrame) -> pd.DataFrame:
    """Return the events of old units as those of new ones, shared by area where a unit was split.

    Where events lie within a unit nobody knows: what is shared is an estimate, as if they were
    spread evenly over its area, and the columns say how much of each number is one.

    Parameters
    ----------
    counts : Series of number, indexed by unit id
        Events (or deaths) of old units, such as :func:`geo.compare` and an ``event_count`` summed
        by ``district_id`` give.
    table : DataFrame
        Of :func:`crosswalk`, old to new.

    Returns
    -------
    DataFrame
        One row for each new unit that gets some, and one without id for those of units that are
        gone: ``unit_id``, ``name``, ``events`` (all sum to that of ``counts``) and ``shared``, how
        many of them come from units that lie in several new ones.

    Raises
    ------
    UnknownName
        For counts of units that the table does not know.

    See Also
    --------
    crosswalk : Which units share how much area.

    Examples
    --------
    >>> import geo
    >>> provinces = geo.read_units(countries=["AFG"], level="province")
    >>> share_counts(pd.Series({"AF-KDZ": 54}), crosswalk(provinces, provinces)).values.tolist()
    [['AF-KDZ', 'Kunduz', 54.0, 0.0]]
    """
    unknown = sorted(set(counts.index) - set(table["old_id"].dropna()))
    if unknown:
        raise UnknownName(
            f"The crosswalk knows no old unit {', '.join(map(str, unknown[:5]))}. Make it from the "
            "boundaries by whose units the counts are."
        )
    parts = table[table["old_id"].isin(counts.index)]
    among = parts.groupby("old_id")["new_id"].transform("size")
    # What a unit shares with slivers is not counted: the parts that are listed are the whole.
    share = parts["share_of_old"] / parts.groupby("old_id")["share_of_old"].transform("sum")
    events = parts["old_id"].map(counts) * share.where(among > 1, 1.0)
    shares = pd.DataFrame(
        {
            "unit_id": parts["new_id"],
            "name": parts["new_name"],
            "events": events,
            "shared": events.where(among > 1, 0.0),
        }
    )
    shares = shares[shares["events"] > 0]
    return shares.groupby(["unit_id", "name"], dropna=False, as_index=False).sum()


def _of_level(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> pd.DataFrame:
    shared = shared_areas(old.geometry, new.geometry)
    slivers = (shared["share_of_left"] < SLIVER) & (shared["share_of_right"] < SLIVER)
    pairs = shared[~slivers]
    alone_old = pd.DataFrame({"left": old.index.difference(pairs["left"])})
    alone_new = pd.DataFrame({"right": new.index.difference(pairs["right"])})
    table = pd.concat([pairs, alone_old, alone_new], ignore_index=True)
    left, right = (table[side].astype("Int64") for side in ("left", "right"))
    return pd.DataFrame(
        {
            "old_id": left.map(old["unit_id"]).astype("str"),
            "old_name": left.map(old["name"]).astype("str"),
            "new_id": right.map(new["unit_id"]).astype("str"),
            "new_name": right.map(new["name"]).astype("str"),
            "shared_area_km2": table["km2"].fillna(0.0),
            "share_of_old": table["share_of_left"],
            "share_of_new": table["share_of_right"],
            "relation": _relations(table, _names(old), _names(new)),
        }
    )


def _relations(
    table: pd.DataFrame, old_names: dict[int, set[str]], new_names: dict[int, set[str]]
) -> pd.Series:
    inside_new = (table["share_of_left"] >= MOSTLY).to_numpy()
    inside_old = (table["share_of_right"] >= MOSTLY).to_numpy()
    named_alike = [
        not old_names.get(left, set()).isdisjoint(new_names.get(right, set()))
        for left, right in zip(table["left"], table["right"], strict=True)
    ]
    words = np.select(
        [
            table["right"].isna(),
            table["left"].isna(),
            inside_new & inside_old & np.array(named_alike, dtype=bool),
            inside_new & inside_old,
            inside_old,
            inside_new,
        ],
        ["gone", "new", "same", "renamed", "split", "merged"],
        "changed",
    )
    return pd.Series(words, index=table.index, dtype="str")


def _names(units: gpd.GeoDataFrame) -> dict[int, set[str]]:
    """Return all spellings of each unit, without case and marks."""
    return {
        at: {plain(word) for word in (name, *aliases)} - {""}
        for at, (name, aliases) in enumerate(zip(units["name"], units["aliases"], strict=True))
    }
