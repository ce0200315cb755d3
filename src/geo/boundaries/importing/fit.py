"""Fit imported units among the shipped ones: one coverage, all levels.

Where imported units lie, they replace the shipped ones; where shipped units remain, they are
cut to the new outline. So every event still finds its unit, whatever part was imported.
"""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.boundaries.coverage import GAP_WIDTH_M, clean_coverage, holes, multipolygons, shared_areas
from geo.boundaries.crosswalk import MOSTLY
from geo.boundaries.importing.levels import with_levels
from geo.boundaries.needles import without_needles
from geo.geodesy import METRIC_CRS

_NOBODY = "nobody's"
_LISTED = 7
REPLACED = 0.5
"""A shipped unit goes when imported ones cover at least this share of it."""


@dataclass(frozen=True)
class Fitted:
    """Units of all levels, the imported rows that became none, and what was done to the rest.

    ``units`` has the columns of :data:`geo.schema.UNITS`; ``set_aside`` gives a reason for the
    index label of each imported row that is left out.
    """

    units: gpd.GeoDataFrame
    set_aside: pd.Series
    notes: tuple[str, ...]


def fit_units(imported: gpd.GeoDataFrame, shipped: gpd.GeoDataFrame) -> Fitted:
    """Return imported and shipped units as one set of valid units.

    Parameters
    ----------
    imported : GeoDataFrame
        Rows of :func:`geo.boundaries.importing.rows.read_rows` without a problem, named.
    shipped : GeoDataFrame
        Units of :func:`geo.read_units`, all levels.

    Returns
    -------
    Fitted

    Raises
    ------
    SchemaFault
        When the result is not valid.
    """
    imported, homeless = _with_parents(imported, shipped)
    parents = imported[imported["level"] == "province"]
    leaves, covered_up = _leaves(imported)
    notes = [_overlaps(leaves)]
    leaves, enclaves = _around_enclaves(leaves)
    notes += enclaves
    kept, replaced = _kept(leaves, shipped[shipped["level"] == "district"])
    notes += replaced
    both = gpd.GeoDataFrame(pd.concat([leaves, kept]), crs=4326)
    cleaned = clean_coverage(both, both["imported"].to_numpy(dtype=bool))
    covered, filled = _fill_holes(cleaned[~cleaned.geometry.is_empty])
    covered, cut = _without_needles(covered, both.geometry)
    # What is left of a unit may be so small that rounding takes it.
    covered = covered[~covered.geometry.is_empty]
    lost = leaves.index.difference(covered.index)
    swallowed = pd.Series("is covered by its neighbours of the same import", index=lost)
    units, more = with_levels(covered, parents, shipped)
    set_aside = pd.concat([homeless, covered_up, swallowed])
    return Fitted(units, set_aside, (*notes, *filled, *cut, *more))


def _with_parents(
    imported: gpd.GeoDataFrame, shipped: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, pd.Series]:
    """Give each district its province: the one it names, else the one it lies in.

    ``key`` is what rows are called until their ids are settled, ``parent_key`` the key of the
    province above: an imported row's, a named one's, or the ``unit_id`` of a shipped province.
    """
    frame = imported.assign(key="row " + imported.index.astype(str), imported=True)
    provinces, districts = (frame[frame["level"] == level] for level in ("province", "district"))
    above = shipped[shipped["level"] == "province"]
    rows = dict(zip(provinces["iso3"] + " " + provinces["unit_id"], provinces["key"], strict=True))
    named = districts["iso3"] + " " + districts["parent_id"].fillna(districts["parent_name"])
    parent = named.map(rows).astype(object)
    for candidate in (
        _lies_in(districts, provinces, provinces["key"]),
        named,
        _lies_in(districts, above, above["unit_id"]),
    ):
        parent = parent.where(parent.notna(), candidate)
    frame["parent_key"] = parent.reindex(frame.index)
    frame.loc[provinces.index, "parent_key"] = provinces["iso3"]
    lost = frame["parent_key"].isna()
    reason = "lies in no known province; import its provinces (ADM1) together with it"
    return frame[~lost], pd.Series(reason, index=frame.index[lost])


def _lies_in(
    districts: gpd.GeoDataFrame, provinces: gpd.GeoDataFrame, keys: pd.Series
) -> pd.Series:
    """Return the key of the province of the same country that holds most of each district."""
    pairs = shared_areas(districts.geometry, provinces.geometry)
    left, right = pairs["left"].to_numpy(), pairs["right"].to_numpy()
    same = districts["iso3"].to_numpy()[left] == provinces["iso3"].to_numpy()[right]
    most = pairs[same].sort_values("km2", kind="stable").drop_duplicates("left", keep="last")
    holders = pd.Series(keys.to_numpy()[most["right"]], index=districts.index[most["left"]])
    return holders.reindex(districts.index).astype(object)


def _leaves(imported: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, pd.Series]:
    """Return what is a unit of the finest level: districts, and provinces that hold none.

    A province that holds none, but is covered by districts of others, is set aside.
    """
    leaves = imported[~imported["key"].isin(imported["parent_key"])]
    whole, districts = (leaves[leaves["level"] == level] for level in ("province", "district"))
    pairs = shared_areas(whole.geometry, districts.geometry)
    share = pairs.groupby("left")["share_of_left"].sum()
    under = whole.index[share.index[share >= REPLACED]]
    reason = "holds no district of the import, and districts of other provinces cover it"
    return leaves.drop(index=under), pd.Series(reason, index=under)


def _overlaps(leaves: gpd.GeoDataFrame) -> str:
    """Say how far the imported units overlap and gape as they came."""
    shapes = np.asarray(leaves.geometry)
    overlaps, km2 = 0, 0.0
    if shapely.coverage_is_valid(shapes):
        union = shapely.coverage_union_all(shapes)
    else:
        union = shapely.union_all(shapes)
        pairs = shared_areas(leaves.geometry, leaves.geometry)
        pairs = pairs[(pairs["left"] < pairs["right"]) & (pairs["km2"] > 1e-6)]
        overlaps, km2 = len(pairs), pairs["km2"].sum()
    parts = shapely.get_parts(multipolygons(np.array([union])))
    gaps = int(shapely.get_num_interior_rings(parts).sum())
    return (
        f"as they came, {overlaps:,} pairs of units overlapped ({km2:,.1f} km²) and {gaps:,} gaps "
        "lay between them"
    )


def _around_enclaves(leaves: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Cut each unit that lies within a larger one out of it, and say which.

    So a city that its region surrounds is a unit whether the region is drawn with a hole, with
    the outline of the city once more, or whole.
    """
    pairs = shared_areas(leaves.geometry, leaves.geometry)
    inside = (pairs["share_of_left"] >= MOSTLY) & (pairs["share_of_right"] < MOSTLY)
    enclosed, around = (pairs.loc[inside, side].to_numpy() for side in ("left", "right"))
    shapes = np.array(leaves.geometry)
    for at in np.unique(around):
        shapes[at] = shapely.difference(
            shapes[at], shapely.union_all(shapes[enclosed[around == at]])
        )
    names = leaves["name"].iloc[np.unique(enclosed)].tolist()
    more = ", ..." if len(names) > _LISTED else ""
    note = f"{len(names):,} units were cut out of the larger ones around them: "
    note += ", ".join(names[:_LISTED]) + more
    return leaves.set_geometry(gpd.GeoSeries(multipolygons(shapes), leaves.index, 4326)), (
        [note] if names else []
    )


def _kept(
    leaves: gpd.GeoDataFrame, districts: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Return what stays of the shipped districts beside the imported units, and a note on it."""
    covered = shared_areas(districts.geometry, leaves.geometry).groupby("left")["share_of_left"]
    share = covered.sum().reindex(range(len(districts)), fill_value=0.0).to_numpy()
    stay, gone = districts[share < REPLACED], districts[share >= REPLACED]
    kept = stay.assign(
        key=stay["unit_id"],
        parent_key=stay["parent_id"],
        imported=False,
        vintage=stay["vintage"].astype(float),
    )
    rest = _rest(gone.geometry, leaves.geometry)
    kept = pd.concat([kept, rest])
    kept.index = pd.RangeIndex(-len(kept), 0)
    cut = int(((share > 0) & (share < REPLACED)).sum())
    counts = gone["iso3"].value_counts()
    words = ", ".join(f"{count} of {iso3}" for iso3, count in counts.items()) or "none"
    note = f"shipped districts replaced: {words}; {cut} beside them cut to the new outline"
    return gpd.GeoDataFrame(kept, crs=4326), [note]


def _rest(gone: gpd.GeoSeries, leaves: gpd.GeoSeries) -> gpd.GeoDataFrame:
    """Return the ground of replaced units that no imported one covers, but for narrow strips."""
    before, after = (
        shapely.union_all(np.asarray(shapes.to_crs(METRIC_CRS))) for shapes in (gone, leaves)
    )
    parts = shapely.get_parts(multipolygons(np.array([shapely.difference(before, after)])))
    wide = parts[~shapely.is_empty(shapely.buffer(parts, -GAP_WIDTH_M / 2))]
    ground = gpd.GeoSeries(wide, crs=METRIC_CRS).to_crs(4326)
    return gpd.GeoDataFrame(geometry=ground, crs=4326).assign(key=_NOBODY, imported=False)


def _fill_holes(covered: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Turn holes and ground that is left into units named as missing.

    Each goes with the neighbour it touches longest. The outline of what was imported is
    authoritative: a hole that touches a shipped unit goes to the shipped side.
    """
    nobodys = covered["key"] == _NOBODY
    owned = covered[~nobodys]
    gaps = np.concatenate(
        [holes(np.asarray(covered.geometry)), np.asarray(covered.geometry[nobodys], dtype=object)]
    )
    if not len(gaps):
        return owned, []
    gaps, like = _beside(gaps, owned)
    number = like.groupby("parent_key").cumcount() + 1
    names = "No unit in source " + number.astype(str)
    filled = like.assign(
        unit_id=[f"{key}-missing-{n}" for key, n in zip(like["parent_key"], number, strict=True)],
        key=[f"missing {at}" for at in range(len(like))],
        name=names,
        name_local=None,
        aliases=[[] for _ in names],
        ocha_pcode=None,
        geometry=multipolygons(gaps),
    ).set_axis(pd.RangeIndex(-len(covered) - len(like), -len(covered)))
    km2 = filled.to_crs(METRIC_CRS).area.sum() / 1e6
    note = f"{len(like)} holes ({km2:,.0f} km²) were filled with units named as missing"
    return gpd.GeoDataFrame(pd.concat([owned, filled]), crs=4326), [note]


def _without_needles(
    covered: gpd.GeoDataFrame, before: gpd.GeoSeries
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Give each needle that the cleaning made to the neighbour beside it, and a note on them."""
    drawn = before.reindex(covered.index).fillna(shapely.MultiPolygon())
    settled = covered["imported"].to_numpy(dtype=bool)
    levels = ("iso3", "parent_key", "key")
    relieved, parts = without_needles(covered, np.asarray(drawn), levels, settled)
    needles = parts[parts["taker"] >= 0]
    if needles.empty:
        return relieved, []
    km2 = needles["area_km2"].sum()
    note = f"{len(needles)} needles ({km2:,.0f} km²) were given to the neighbours beside them"
    return relieved, [note]


def _beside(gaps: NDArray[Any], owned: gpd.GeoDataFrame) -> tuple[NDArray[Any], gpd.GeoDataFrame]:
    """Return the gaps and, row by row, the neighbour that each goes with."""
    shapes = np.asarray(owned.geometry)
    at, beside = shapely.STRtree(shapes).query(gaps, predicate="intersects")
    length = shapely.length(shapely.intersection(shapely.boundary(gaps[at]), shapes[beside]))
    shipped_side = ~owned["imported"].to_numpy(dtype=bool)[beside]
    pairs = pd.DataFrame({"gap": at, "beside": beside, "own": shipped_side, "length": length})
    pairs = pairs[pairs["length"] > 0].sort_values(["gap", "own", "length"], kind="stable")
    longest = pairs.drop_duplicates("gap", keep="last")
    return gaps[longest["gap"]], owned.iloc[longest["beside"]]
