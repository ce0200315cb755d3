"""From the name of a unit, border segment or zone to the box that shows it, and its events."""

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.boundaries.units import read_borders, read_units
from geo.boundaries.zones import read_zones
from geo.errors import UnknownName
from geo.points import coordinates
from geo.schema import LEVELS
from geo.view.area_ground import check_area
from geo.view.view import REGION, Box, View, Words


def resolve(extent: str | Box) -> Box:
    """Return west, south, east, north in degrees, with a margin of 5%.

    Parameters
    ----------
    extent : str or box
        A unit id, ISO 3166-2 code or OCHA p-code, a border segment, a zone id; a box comes
        back as it is.

    Raises
    ------
    UnknownName
        For any other name.

    Examples
    --------
    >>> [round(edge, 1) for edge in resolve("AF-BDS")]
    [69.7, 35.3, 75.1, 38.6]
    """
    if not isinstance(extent, str):
        return extent
    for frame, columns in (
        (read_units(), ("unit_id", "iso_3166_2", "ocha_pcode")),
        (read_borders(), ("segment",)),
        (read_zones(), ("zone_id",)),
    ):
        for column in columns:
            found = frame[frame[column] == extent]
            if len(found):
                return _with_margin(found)
    _refuse_turned(extent)
    raise UnknownName(
        f"No unit, border segment or zone is called {extent!r}. Give a code like AF-BDS, a "
        "p-code like AF1721, a segment like AFG-TJK, a zone like ZN023, or west,south,east,north; "
        "`borderwatch places NAME` finds codes."
    )


def check_places(view: View) -> None:
    """Check that a view's extent, segments, area and groups name something, and a box shows some.

    Raises
    ------
    UnknownName
        For a name that is none, and for a box beside all units.

    Examples
    --------
    >>> check_places(View(extent="AF-BDS", segments=("AFG-TJK",)))
    """
    west, south, east, north = resolve(view.extent)
    left, bottom, right, top = (float(edge) for edge in read_units().total_bounds)
    if east < left or west > right or north < bottom or south > top:
        raise UnknownName(
            f"Nothing lies in the extent {west:g},{south:g},{east:g},{north:g}. The units lie "
            f"within {left:.4g},{bottom:.4g},{right:.4g},{top:.4g} (west,south,east,north)."
        )
    check_segments(view.segments)
    check_area(view.area)
    zones = read_zones()
    if view.alone and view.alone not in set(zones["zone_id"]):
        raise UnknownName(f"No zone has the id {view.alone!r}; geodata/zones.csv lists them.")
    groups = sorted(set(zones["group"]))
    for group in (*view.groups, *view.inside_zones):
        if group not in groups:
            raise UnknownName(f"No zones are of a group {group!r}. Known: {'; '.join(groups)}.")


def check_segments(names: Iterable[str]) -> None:
    """Raise :class:`UnknownName` where no border segment has one of these names."""
    known = list(read_borders()["segment"])
    for name in names:
        if name not in known:
            _refuse_turned(name)
            raise UnknownName(f"No border segment is called {name!r}. Known: {', '.join(known)}.")


def border_segments(view: View) -> Words:
    """Return the borders that a chart of a view counts: its segments, else that of its extent.

    None where it names none: then all borders of Afghanistan are counted.

    >>> border_segments(View(extent="AFG-TJK")), border_segments(View(extent="AF-BDS"))
    (('AFG-TJK',), ())
    """
    if view.segments:
        return tuple(dict.fromkeys(view.segments))
    names = set(read_borders()["segment"])
    return (view.extent,) if isinstance(view.extent, str) and view.extent in names else ()


def inside(joined: gpd.GeoDataFrame, view: View) -> pd.Series:
    """Return where an event lies in what a view's extent names.

    A unit holds the events joined to it, a zone those of its members, a border segment those in
    its corridor of ``corridor_km``, a box the points in it; the whole region holds all. An event
    known too coarsely for a unit does not lie in it.

    Raises
    ------
    UnknownName
        When the extent names nothing.

    Examples
    --------
    >>> import geo
    >>> joined = geo.join(geo.read_events(), geo.read_units(), geo.read_zones())
    >>> int(inside(joined, geo.View(extent="AF-BDS")).sum())
    33
    """
    extent = view.extent
    if extent == REGION:
        return pd.Series(data=True, index=joined.index)
    if not isinstance(extent, str):
        west, south, east, north = extent
        x, y = coordinates(joined).T
        here = (x >= west) & (x <= east) & (y >= south) & (y <= north)
        return pd.Series(here, index=joined.index)
    if extent in set(read_borders()["segment"]):
        near = (joined["border_distance_km"] <= view.corridor_km).to_numpy()
        here = near & (joined["border_segment"].astype("object") == extent).to_numpy()
        return pd.Series(here, index=joined.index)
    found = pd.Series(data=False, index=joined.index)
    for level in LEVELS:
        found |= joined[f"{level}_id"].isin(_units_of(extent))
    return found


def place_words(view: View) -> str:
    """Return in words where the events of :func:`inside` lie, empty for the whole region.

    >>> place_words(View(extent="AF-BDS")), place_words(View(extent="AFG-TJK"))
    (' in Badakhshan', ' within 50 km of the AFG-TJK border')
    """
    extent = view.extent
    if extent == REGION:
        return ""
    if not isinstance(extent, str):
        return " in the box shown"
    if extent in set(read_borders()["segment"]):
        return f" within {view.corridor_km:g} km of the {extent} border"
    zones = read_zones().set_index("zone_id")
    if extent in zones.index:
        return f" in the zone {zones.loc[extent, 'group']}, {zones.loc[extent, 'name']}"
    names = read_units().set_index("unit_id")["name"]
    return f" in {names[_units_of(extent)[0]]}"


def whole_words(view: View) -> str:
    """Return the sentence of what counts everywhere though a view shows a place, else nothing.

    With an area of one's own only what lies inside it counts, which is said elsewhere.

    >>> whole_words(View(extent="AF-BDS"))
    'The whole region is counted, whatever place is shown.'
    """
    return (
        ""
        if view.extent == REGION or view.area
        else "The whole region is counted, whatever place is shown."
    )


def _refuse_turned(name: str) -> None:
    """Tell a border segment that is named the other way round its name."""
    turned = "-".join(reversed(name.split("-")))
    if turned in set(read_borders()["segment"]):
        raise UnknownName(f"The border segment {name} is called {turned}.")


def _units_of(name: str) -> list[str]:
    """Return the ids of the unit, or of a zone's members, of that name."""
    zones = read_zones()
    zone = zones.loc[zones["zone_id"] == name, "members"]
    if len(zone):
        return list(zone.iloc[0])
    resolve(name)
    units = read_units()
    named = units[["unit_id", "iso_3166_2", "ocha_pcode"]].eq(name).any(axis=1)
    return list(units.loc[named, "unit_id"])


def _with_margin(found: gpd.GeoDataFrame) -> Box:
    west, south, east, north = (float(edge) for edge in np.asarray(found.total_bounds))
    x, y = 0.05 * (east - west), 0.05 * (north - south)
    return west - x, south - y, east + x, north + y
