"""What is known of one unit, or of an area of one's own, in a view.

Events over time, actors, types, zones, sources.
"""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.boundaries.units import read_units
from geo.boundaries.zones import claimed_last, unclaimed_units
from geo.errors import UnknownName
from geo.event_counts import event_counts, number_of_events
from geo.geodesy import GEODESIC
from geo.tolls import Toll
from geo.view.area import Area
from geo.view.area_ground import CUT, INSIDE, OUTSIDE, area_geometry, unit_status
from geo.view.select import may_match, select
from geo.view.view import View


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place in a view.

    ``event_count`` is how many events the rows of ``events`` stand for; ``by_year`` and the other
    counts are Series of these. ``toll`` are their deaths together. ``zones`` are those that hold
    some of the place and meet the window.
    """

    events: gpd.GeoDataFrame
    event_count: int
    toll: Toll
    by_year: pd.Series
    by_type: pd.Series
    by_actor: pd.Series
    by_source: pd.Series
    zones: gpd.GeoDataFrame


@dataclass(frozen=True, kw_only=True)
class Profile(Place):
    """A unit in a view.

    ``unclaimed`` says whether no claim on any part of the unit was collected that holds at the end
    of the window.
    """

    unit: pd.Series
    parents: tuple[str, ...]
    unclaimed: bool


@dataclass(frozen=True, kw_only=True)
class AreaProfile(Place):
    """An area of one's own in a view.

    ``perhaps`` is how many more events are known only to a unit that the area cuts, ``inside`` and
    ``cut`` how many districts lie in it and are cut by it, and ``km2`` its size on the ellipsoid.
    """

    area: Area
    perhaps: int
    inside: int
    cut: int
    km2: float


def profile(joined: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, view: View, unit_id: str) -> Profile:
    """Return the profile of a unit for the events and dates that a view shows.

    Parameters
    ----------
    joined : GeoDataFrame
        Events of :func:`geo.join`.
    zones : GeoDataFrame
        Zones of :func:`geo.read_zones`; those that hold the unit or its province and meet the
        window are listed.
    view : View
        Its window and filters choose the events.
    unit_id : str
        A country, province or district of :func:`geo.read_units`, such as ``"AF-BDS"``.

    Returns
    -------
    Profile
        The unit and what it lies in; its ``events``, their deaths, counts by year, type, actor and
        source, and its zones.

    Raises
    ------
    UnknownName
        When no unit has this id.

    Examples
    --------
    >>> import geo
    >>> joined = geo.join(geo.read_events(), geo.read_units(), geo.read_zones())
    >>> badakhshan = profile(joined, geo.read_zones(), geo.View(), "AF-BDS")
    >>> badakhshan.unit["name"], len(badakhshan.events), badakhshan.toll.best
    ('Badakhshan', 33, 330)
    """
    units = read_units()
    with_id = units[units["unit_id"] == unit_id]
    if with_id.empty:
        raise UnknownName(f"No unit has the id {unit_id!r}; `borderwatch places NAME` finds ids.")
    unit = with_id.iloc[0]
    shown = select(joined, view)
    events = shown[shown[f"{unit['level']}_id"] == unit_id]
    names = units.set_index("unit_id")["name"]
    line = [unit["parent_id"], unit["iso3"]] if unit["level"] == "district" else [unit["parent_id"]]
    free = set(unclaimed_units(claimed_last(zones, view.window[1]), units))
    return Profile(
        unit=unit,
        parents=tuple(names[parent] for parent in line if parent in names.index),
        unclaimed=not free.isdisjoint({unit_id, unit["parent_id"], unit["iso3"]}),
        zones=_zones_of(zones, view, {unit_id, unit["parent_id"]}),
        **_counted(events),
    )


def area_profile(joined: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, view: View) -> AreaProfile:
    """Return the profile of a view's area of one's own, for the dates and filters of the view.

    Parameters
    ----------
    joined, zones : GeoDataFrame
        As of :func:`profile`.
    view : View
        With an ``area``.

    Raises
    ------
    UnknownName
        When the view has no area, or its area a unit that the boundaries do not have.

    Examples
    --------
    >>> import geo
    >>> joined = geo.join(geo.read_events(), geo.read_units(), geo.read_zones())
    >>> view = geo.View(area=geo.Area.units(["AF-BDS"]))
    >>> badakhshan = area_profile(joined, geo.read_zones(), view)
    >>> badakhshan.event_count, badakhshan.inside, badakhshan.cut
    (33, 28, 0)
    """
    area = view.area
    if area is None:
        raise UnknownName("The view has no area: draw one on the map, or read it from a file.")
    status = unit_status(area)
    districts = status[status.index.isin(read_units(level="district")["unit_id"])]
    square_metres, _ = GEODESIC.geometry_area_perimeter(area_geometry(area))
    return AreaProfile(
        area=area,
        perhaps=number_of_events(joined[may_match(joined, view)]),
        inside=int((districts == INSIDE).sum()),
        cut=int((districts == CUT).sum()),
        km2=abs(square_metres) / 1e6,
        # What holds a unit that the area cuts holds some of the area.
        zones=_zones_of(zones, view, set(status.index[status != OUTSIDE])),
        **_counted(select(joined, view)),
    )


def _counted(events: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return what a profile tells of some events."""
    return {
        "events": events,
        "event_count": number_of_events(events),
        "toll": Toll.of(events),
        "by_year": _counts(events, events["date_start"].dt.year).sort_index(),
        "by_type": _counts(events, events["event_type"]),
        "by_actor": _counts(events, events["actor_1"], events["actor_2"]),
        "by_source": _counts(events, events["source_publisher"]),
    }


def _counts(events: gpd.GeoDataFrame, *columns: pd.Series) -> pd.Series:
    """Return how many events each word of some columns has, the most first."""
    words = pd.concat([column.astype("object") for column in columns])
    counts = pd.Series(np.tile(event_counts(events), len(columns)), index=words.index)
    totals = counts.groupby(words, sort=False).sum().sort_values(ascending=False, kind="stable")
    return totals[totals > 0]


def _zones_of(zones: gpd.GeoDataFrame, view: View, units: set[str]) -> gpd.GeoDataFrame:
    first, last = (pd.Timestamp(day) for day in view.window)
    holds_unit = zones["members"].map(lambda members: not units.isdisjoint(members))
    ended = zones["valid_to"] < first
    return zones[holds_unit & ~ended & (zones["valid_from"] <= last)].sort_values("valid_from")
