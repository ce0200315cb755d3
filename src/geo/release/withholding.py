"""What may be handed on: events of restricted datasets stay out of data, or show in aggregate only.

A row is restricted where its licence forbids to hand it on (column ``restricted``).
"""

from collections.abc import Iterable, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.boundaries.units import read_units
from geo.errors import UnknownName
from geo.join.borders import describe_borders
from geo.phrases import counted
from geo.points import coordinates
from geo.schema import AGGREGATED, CRS

PREFIX = "withheld-"
"""Begins the ``event_id`` of an event that :func:`public` made one of its district."""
_PLACE = ["geometry", "longitude", "latitude"]


def restricted_counts(joined: gpd.GeoDataFrame) -> dict[str, int]:
    """Return how many events of which dataset are restricted, by the datasets' names.

    Examples
    --------
    >>> import geo
    >>> restricted_counts(geo.read_events())
    {}
    """
    rows = joined[joined["restricted"]]
    counts = rows["event_count"].groupby(rows["dataset"].astype("str")).sum()
    return {str(name): int(count) for name, count in counts.items()}


def released(
    joined: gpd.GeoDataFrame, include: Iterable[str] = ()
) -> tuple[gpd.GeoDataFrame, dict[str, int]]:
    """Return the rows that a data export holds, and how many events of which dataset stay back.

    Parameters
    ----------
    include : iterable of str
        Restricted datasets that go out all the same.
    """
    held = joined["restricted"] & ~joined["dataset"].isin(list(include))
    if not held.any():
        return joined, {}
    return joined[~held], restricted_counts(joined[held])


def require_restricted(joined: gpd.GeoDataFrame, include: Iterable[str]) -> None:
    """Raise :class:`UnknownName` where a name is that of no restricted dataset."""
    require_named(restricted_counts(joined), include)


def require_named(known: Mapping[str, int], include: Iterable[str]) -> None:
    """Raise :class:`UnknownName` where a name is that of none of these restricted datasets."""
    unknown = sorted(set(include) - set(known))
    if unknown:
        held = f"Restricted here: {', '.join(known)}." if known else "None is restricted here."
        raise UnknownName(f"No restricted dataset is called {', '.join(unknown)}. {held}")


def withheld_words(withheld: Mapping[str, int]) -> str:
    """Return the sentence that says what a data export left out; empty where nothing was.

    >>> withheld_words({"ACLED": 1200})
    'Left out, since restricted: ACLED 1,200 events.'
    """
    return f"Left out, since restricted: {_counts(withheld)}." if withheld else ""


def aggregate_words(restricted: Mapping[str, int]) -> str:
    """Return the sentence that says what a page shows in aggregate; empty where nothing is.

    >>> aggregate_words({"GTD": 1})
    'Restricted, known here to their district only: GTD 1 event.'
    """
    words = "Restricted, known here to their district only"
    return f"{words}: {_counts(restricted)}." if restricted else ""


def _counts(datasets: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {counted(count, 'event')}" for name, count in datasets.items())


def public(joined: gpd.GeoDataFrame, units: gpd.GeoDataFrame | None = None) -> gpd.GeoDataFrame:
    """Return the events for pages that others will read: restricted ones known to a unit only.

    A restricted event keeps its days, type, deaths, units, publisher and dataset, so that counts
    stay right. It loses its texts, actors and links; its point becomes a point inside its
    district (or province, or country), its ``geo_precision`` that level, its border columns
    those of the new point, and its id a running number in the order of what it keeps, which
    does not lead back. An event in no unit keeps its place to the whole degree.

    Parameters
    ----------
    joined : GeoDataFrame
        Events of :func:`geo.join`; the same frame comes back where none is restricted.
    units : GeoDataFrame, optional
        The units of the join; the shipped ones by default.

    Returns
    -------
    GeoDataFrame
        The same rows in the same order.

    Examples
    --------
    >>> import geo
    >>> joined = geo.join(geo.read_events(), geo.read_units())
    >>> masked = public(joined.assign(restricted=True))
    >>> int(masked["summary"].notna().sum()), bool((masked["geo_precision"] == "exact").any())
    (0, False)
    """
    rows = joined["restricted"].to_numpy(bool)
    if not rows.any():
        return joined
    hidden = joined[rows]
    aggregate = _known_to_a_unit(hidden, read_units() if units is None else units)
    columns = {
        name: _replaced(joined[name], rows, aggregate[name])
        if name in aggregate
        else _emptied(joined[name], rows)
        for name in joined.columns.drop(_PLACE, errors="ignore")
        if name not in AGGREGATED
    }
    return _moved(joined.assign(**columns), rows, np.asarray(aggregate.geometry))


def _moved(
    joined: gpd.GeoDataFrame, rows: NDArray[np.bool_], points: NDArray[np.object_]
) -> gpd.GeoDataFrame:
    """Return events with other places in some rows."""
    if isinstance(joined, gpd.GeoDataFrame):
        shapes = np.asarray(joined.geometry).copy()
        shapes[rows] = points
        return joined.set_geometry(gpd.GeoSeries(shapes, joined.index, joined.crs))
    lonlat = coordinates(joined).copy()
    lonlat[rows] = shapely.get_coordinates(points)
    return joined.assign(longitude=lonlat[:, 0], latitude=lonlat[:, 1])


def _emptied(column: pd.Series, rows: NDArray[np.bool_]) -> pd.Series:
    """Return a column with null in some rows; a category forgets their words."""
    column = column.mask(rows)
    is_category = isinstance(column.dtype, pd.CategoricalDtype)
    return column.cat.remove_unused_categories() if is_category else column


def _known_to_a_unit(hidden: gpd.GeoDataFrame, units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return what restricted rows get in the place of what they lose."""
    coarse = gpd.GeoDataFrame(
        {
            "country_id": hidden["country_id"],
            "geo_precision": _levels(hidden),
            "event_id": _running_numbers(hidden),
        },
        geometry=_inner_points(hidden, units),
        crs=CRS,
    )
    return coarse.assign(**describe_borders(coarse))


def _levels(hidden: gpd.GeoDataFrame) -> pd.Series:
    """Return the finest level of a unit that each event is known to."""
    words = np.where(hidden["district_id"].notna(), "district", "country")
    words[(hidden["district_id"].isna() & hidden["province_id"].notna()).to_numpy()] = "province"
    return pd.Series(words, index=hidden.index)


def _running_numbers(hidden: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Return ids in the order of what rows keep: old ids and the file's order do not show."""
    kept = pd.DataFrame(hidden[[name for name in AGGREGATED if name in hidden]])
    order = kept.reset_index(drop=True).sort_values(list(kept.columns)).index
    numbers = np.empty(len(hidden), dtype=object)
    width = len(str(len(hidden)))
    numbers[order] = [f"{PREFIX}{number:0{width}}" for number in range(1, len(hidden) + 1)]
    return numbers


def _inner_points(hidden: gpd.GeoDataFrame, units: gpd.GeoDataFrame) -> NDArray[np.object_]:
    finest = hidden["country_id"].astype("str")
    for column in ("province_id", "district_id"):
        finest = hidden[column].astype("str").fillna(finest)
    used = units[units["unit_id"].isin(finest.unique())]
    inner = pd.Series(used.geometry.representative_point().to_numpy(), index=used["unit_id"])
    points = inner.reindex(finest).to_numpy(dtype=object, copy=True)
    nowhere = pd.isna(points)
    degrees = np.rint(coordinates(hidden)[nowhere])
    points[nowhere] = shapely.points(degrees)
    return points


def _replaced(column: pd.Series, rows: NDArray[np.bool_], values: pd.Series) -> pd.Series:
    """Return a column with other values in some rows; a category learns their words."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        words = pd.Index(values.dropna().astype("str").unique())
        column = column.cat.add_categories(words.difference(column.cat.categories))
    column = column.copy()
    column[rows] = values.astype(column.dtype).array
    return column
