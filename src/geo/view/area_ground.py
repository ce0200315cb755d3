"""Which ground an area of one's own is, which units lie in it, and what it is called."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.boundaries.units import read_units
from geo.errors import UnknownName, ViewFault
from geo.geodesy import GEODESIC
from geo.phrases import counted, filled
from geo.settings import kept_by_boundaries
from geo.view.area import Area, steps_of
from geo.view.area_text import STEPS
from geo.view.view import Box

OUTSIDE, INSIDE, CUT = 0, 1, 2
"""A unit lies outside an area, inside it, or is cut by it."""
SLIVER = 0.005
"""A share of the smaller of unit and area up to which their edges are taken for the same one, drawn
by two hands: half a hundredth, a working rule of this project."""
CORNERS = 128
"""Of the polygon that stands for a circle: its edges lie at most 0.03% inside the circle."""
NAMED = 3
"""Units that an area without a name is called by."""
AREA_WORDS = {
    "polygon": "drawn by hand",
    "circle": "{km} km around {lat}° {north}, {lon}° {east}",
    "more": "{first} and {rest} more",
    "origin_circle": "circle",
    "named": "“{name}” ({origin})",
    "unnamed": "“{name}”",
}
"""Templates of what an area is called; the map document's script fills the same."""

Status = NDArray[np.int8]


@kept_by_boundaries(16)
def area_steps(area: Area) -> Any:
    """Return the ground of an area, a shapely geometry in steps of 0.00001 degrees.

    A circle is a polygon of 128 corners at its distance along the ellipsoid, whose edges are
    straight in degrees, as all edges are.

    Raises
    ------
    UnknownName
        When no unit has one of its codes.
    """
    if area.kind == "polygon":
        return steps_of(area.shape)
    if area.kind == "circle":
        return _circle(*area.circle_of())
    units = read_units()
    chosen = units["unit_id"].isin(unit_ids(area))
    parts = shapely.transform(np.asarray(units.geometry[chosen]), lambda xy: np.rint(xy * STEPS))
    return shapely.union_all(shapely.make_valid(parts))


def area_geometry(area: Area) -> Any:
    """Return the ground of an area, polygons in degrees, EPSG:4326; errors of :func:`area_steps`.

    >>> area_geometry(Area.circle(69.17, 34.53, 50)).bounds
    (68.62538, 34.07926, 69.71462, 34.98071)
    """
    return shapely.transform(area_steps(area), lambda steps: steps / STEPS)


def area_box(area: Area) -> Box:
    """Return west, south, east, north of an area in degrees, with a margin of a tenth."""
    west, south, east, north = shapely.bounds(area_geometry(area)).tolist()
    x, y = 0.1 * (east - west), 0.1 * (north - south)
    return max(west - x, -180.0), max(south - y, -90.0), min(east + x, 180.0), min(north + y, 90.0)


def area_name(area: Area) -> str:
    """Return the name of an area, or what it is.

    >>> area_name(Area.circle(69.17, 34.53, 50)), area_name(Area.units(["AF1702", "AF1703"]))
    ('50 km around 34.53° N, 69.17° E', 'Argo, Arghanj Khaw')
    """
    if area.name:
        return area.name
    if area.kind == "polygon":
        return AREA_WORDS["polygon"]
    if area.kind == "circle":
        east, north, km = area.shape.partition(":")[2].split(",")
        parts = {
            "km": km,
            "lat": north.lstrip("-"),
            "north": "NS"[north.startswith("-")],
            "lon": east.lstrip("-"),
            "east": "EW"[east.startswith("-")],
        }
        return filled(AREA_WORDS["circle"], parts)
    names = read_units().set_index("unit_id")["name"].reindex(unit_ids(area)).tolist()
    first, rest = ", ".join(names[:NAMED]), len(names) - NAMED
    return filled(AREA_WORDS["more"], {"first": first, "rest": rest}) if rest > 0 else first


def area_words(area: Area) -> str:
    """Return name and origin of an area, as sentences and legends say it.

    >>> area_words(Area.units(["AF1702", "AF1703"], name="Two districts"))
    '“Two districts” (2 units)'
    """
    made = {
        "polygon": AREA_WORDS["polygon"],
        "circle": AREA_WORDS["origin_circle"],
        "units": counted(len(area.codes()), "unit"),
    }
    # What has no name is called by its origin already.
    origin = area.source or (made[area.kind] if area.name else "")
    words = AREA_WORDS["named" if origin else "unnamed"]
    return filled(words, {"name": area_name(area), "origin": origin})


def inside_words(area: Area | None) -> str:
    """Return the sentence that says what is counted only inside; empty without an area."""
    return "" if area is None else f"Only events inside the area {area_words(area)} are counted."


def check_area(area: Area | None) -> None:
    """Raise :class:`UnknownName` where an area names units that the boundaries do not have."""
    if area is not None:
        unit_ids(area)


def unit_ids(area: Area) -> tuple[str, ...]:
    """Return the ids of the units that an area is made of, in the order of its codes."""
    return _ids(area.codes())


@kept_by_boundaries(16)
def _ids(codes: tuple[str, ...]) -> tuple[str, ...]:
    units = read_units()
    found = []
    for code in codes:
        named = units[["unit_id", "iso_3166_2", "ocha_pcode"]].eq(code)
        # A district names its province's ISO code too: the unit's own id goes before.
        hits = units[named["unit_id"]] if named["unit_id"].any() else units[named.any(axis=1)]
        if hits.empty:
            raise UnknownName(
                f"No unit is called {code!r}, which the area names. `borderwatch places NAME` "
                "finds codes."
            )
        found += hits["unit_id"].tolist()
    return tuple(dict.fromkeys(found))


def unit_status(area: Area) -> pd.Series:
    """Return for each unit id whether the unit lies in an area: OUTSIDE, INSIDE or CUT.

    What is made of units holds these and all below them. Of a polygon or a circle, edges that all
    but meet a unit's are taken for the same (:data:`SLIVER`).
    """
    return _status(area)


@kept_by_boundaries(16)
def _status(area: Area) -> pd.Series:
    units = read_units()
    status = _by_members(units, area) if area.kind == "units" else _by_ground(units, area)
    return pd.Series(status, index=units["unit_id"])


def _by_members(units: gpd.GeoDataFrame, area: Area) -> Status:
    position = {unit: at for at, unit in enumerate(units["unit_id"])}
    parent = [position.get(unit, -1) for unit in units["parent_id"]]
    inside = units["unit_id"].isin(unit_ids(area)).tolist()
    # Parents stand before the units that they hold.
    for at, above in enumerate(parent):
        inside[at] = inside[at] or (above >= 0 and inside[above])
    held, touched = [0] * len(units), [0] * len(units)
    children = np.bincount([above for above in parent if above >= 0], minlength=len(units))
    status = np.zeros(len(units), np.int8)
    for at in reversed(range(len(units))):
        whole = inside[at] or (children[at] > 0 and held[at] == children[at])
        status[at] = INSIDE if whole else CUT if touched[at] else OUTSIDE
        if parent[at] >= 0:
            held[parent[at]] += status[at] == INSIDE
            touched[parent[at]] += status[at] != OUTSIDE
    return status


def _by_ground(units: gpd.GeoDataFrame, area: Area) -> Status:
    ground = area_geometry(area)
    shapes = np.asarray(units.geometry)
    near = np.flatnonzero(shapely.intersects(shapes, ground))
    common = shapely.area(shapely.intersection(shapes[near], ground))
    own = shapely.area(shapes[near])
    status = np.zeros(len(units), np.int8)
    status[near[common > SLIVER * np.minimum(own, ground.area)]] = CUT
    status[near[common >= (1 - SLIVER) * own]] = INSIDE
    return status


def _circle(longitude: float, latitude: float, km: float) -> Any:
    azimuths = np.arange(CORNERS) * (360 / CORNERS)
    middle = np.full(CORNERS, longitude), np.full(CORNERS, latitude)
    lon, lat, _ = GEODESIC.fwd(*middle, azimuths, np.full(CORNERS, km * 1000))
    if np.ptp(lon) > 180:
        raise ViewFault("The circle reaches a pole or the 180th meridian: make it smaller.")
    return shapely.Polygon(np.rint(np.column_stack([lon, lat]) * STEPS))
