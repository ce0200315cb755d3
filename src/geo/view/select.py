"""The events that a view shows."""

from collections.abc import Callable, Sequence
from functools import lru_cache

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.boundaries.zones import read_zones
from geo.gazetteer.actors import with_parts
from geo.schema import time_order
from geo.view.lying import lying
from geo.view.view import ALL_DATES, View


def select(joined: gpd.GeoDataFrame, view: View) -> gpd.GeoDataFrame:
    """Return the joined events that a view shows, in time order.

    A view with ``once`` needs ``duplicate_of`` of :func:`geo.show_once`; without that column no
    event is linked to another.

    Parameters
    ----------
    joined : GeoDataFrame
        Events of :func:`geo.join`, EPSG:4326.
    view : View
        Its window and filters; its extent and layers choose no events.

    Returns
    -------
    GeoDataFrame
        The same columns and index labels, in the order of first day and id.

    Examples
    --------
    >>> import geo
    >>> joined = geo.join(geo.read_events(), geo.read_units(), geo.read_zones())
    >>> fall = select(joined, View(window=("2021-08-15", "2021-08-15")))
    >>> len(fall) == int((joined["date_start"] == "2021-08-15").sum())
    True
    """
    keep = matches(joined, view) & in_window(joined, view)
    return in_time_order(joined if keep.all() else joined[keep])


def in_window(joined: gpd.GeoDataFrame, view: View) -> pd.Series:
    """Return which events begin in the window of a view."""
    if view.window == ALL_DATES:
        return pd.Series(data=True, index=joined.index)
    inside: pd.Series = joined["date_start"].between(*map(pd.Timestamp, view.window))
    return inside


def in_time_order(events: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the events by first day, then by id; those that stand so already as they are."""
    order = time_order(events["date_start"], events["event_id"])
    return events if (np.diff(order) == 1).all() else events.iloc[order]


def matches(joined: gpd.GeoDataFrame, view: View) -> pd.Series:
    """Return which events the filters of a view let through, whatever their dates."""
    keep = _matches_elsewhere(joined, view)
    return keep if view.area is None else keep & lying(joined, view.area).inside


def may_match(joined: gpd.GeoDataFrame, view: View) -> pd.Series:
    """Return which events pass all filters of a view, but may or may not lie in its area."""
    if view.area is None:
        return pd.Series(data=False, index=joined.index)
    return in_window(joined, view) & (
        _matches_elsewhere(joined, view) & lying(joined, view.area).perhaps
    )


def _matches_elsewhere(joined: gpd.GeoDataFrame, view: View) -> pd.Series:
    """Return which events the filters let through that ask nothing of the area."""
    keep = pd.Series(data=True, index=joined.index)
    for column, wanted in (
        ("event_type", view.event_types),
        ("country_id", view.countries),
        ("geo_precision", view.geo_precisions),
        ("verified", view.verified),
        ("dataset", view.datasets),
    ):
        if wanted:
            keep &= joined[column].isin(wanted)
    if view.actors:
        wanted = with_parts(view.actors)
        keep &= joined["actor_1"].isin(wanted) | joined["actor_2"].isin(wanted)
    if view.hidden_types:
        keep &= ~joined["event_type"].isin(view.hidden_types)
    if view.inside_zones:
        keep &= in_zones_of(joined["zone_ids"], view.inside_zones)
    if view.alone:
        keep &= _where(joined["zone_ids"], lambda zones: view.alone in zones.split("; "))
    if view.once and "duplicate_of" in joined:
        keep &= joined["duplicate_of"].isna()
    return keep


def in_zones_of(zone_ids: pd.Series, groups: Sequence[str]) -> NDArray[np.bool_]:
    """Return where some of an event's zones (ids joined by ``"; "``) are of one of the groups.

    Parameters
    ----------
    zone_ids : Series
        The column of a joined frame, null where an event lies in no zone.
    groups : sequence of str
        As the zones name them.
    """
    return _where(zone_ids, lambda zones: not set(groups_of_zones(zones)).isdisjoint(groups))


def _where(zone_ids: pd.Series, holds: Callable[[str], bool]) -> NDArray[np.bool_]:
    """Return where something holds of an event's zones, which is asked once for all alike."""
    combinations = zone_ids.astype("category")
    answers = [holds(zones) for zones in combinations.cat.categories]
    # What is null has the code -1: the last.
    return np.array([*answers, False])[combinations.cat.codes.to_numpy()]


def groups_of_zones(zone_ids: str) -> list[str]:
    """Return whose zones some ids, joined by ``"; "``, are of: each group once, in their order.

    Ids of zones that do not ship are nobody's.

    >>> groups_of_zones("ZN026; ZN042; ZN026")
    ['Taliban', 'al-Qaeda']
    """
    groups = _group_by_zone()
    named = (groups.get(zone) for zone in zone_ids.split("; "))
    return list(dict.fromkeys(group for group in named if group))


@lru_cache(maxsize=1)
def _group_by_zone() -> dict[str, str]:
    # The same whatever boundaries are chosen.
    zones = read_zones()
    return dict(zip(zones["zone_id"], zones["group"], strict=True))
