"""Which zones a map sheet shows, and the ground for which none was collected; their hatches."""

import geopandas as gpd
import pandas as pd

from geo import palette
from geo.boundaries.units import read_units
from geo.boundaries.zones import claimed_last, read_zones, unclaimed_units
from geo.drawing.projection import Sheet
from geo.view.view import View

_STROKES = {0: "--", 45: "//", 90: "||", 135: r"\\"}
HATCHES = {
    status: "".join(_STROKES[angle] for angle in angles)
    for status, angles in palette.HATCH_ANGLES.items()
}
"""Hatch of each zone status, as matplotlib spells its angles."""
UNCLAIMED_HATCH = ".."


def zones_on(sheet: Sheet, view: View) -> gpd.GeoDataFrame:
    """Return the zones that a map shows: those claimed on the window's last day, projected."""
    zones = read_zones()
    here = claimed_last(zones, view.window[1]) if "zones" in view.layers else zones.iloc[:0]
    if view.groups:
        here = here[here["group"].isin(view.groups)]
    shapes = sheet.shapes(here)
    return here.loc[shapes.index].set_geometry(shapes)


def unclaimed_ground(view: View, shapes: dict[str, gpd.GeoSeries]) -> gpd.GeoSeries:
    """Return the largest units that no zone of any group lies in on a window's last day.

    Parameters
    ----------
    shapes : dict
        What shows of the units of each level, projected, by their ids.
    """
    free = unclaimed_units(claimed_last(read_zones(), view.window[1]), read_units())
    return pd.concat([some[some.index.isin(free)] for some in shapes.values()])
