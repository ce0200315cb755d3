"""Which zones a map sheet shows, and the ground for which none was collected."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.boundaries.units import read_units
from geo.boundaries.zones import claimed_last, read_zones, unclaimed_units
from geo.drawing.projection import Sheet
from geo.view.view import View

UNCLAIMED_HATCH = ".."


def zones_on(sheet: Sheet, view: View) -> gpd.GeoDataFrame:
    """Return the zones that a map shows, projected: those claimed on the window's last day, or one.

    The largest comes first; ``own`` is what no smaller one covers of each.
    """
    zones = read_zones()
    here = claimed_last(zones, view.window[1]) if "zones" in view.layers else zones.iloc[:0]
    if view.alone:
        here = zones[zones["zone_id"] == view.alone]
    elif view.groups:
        here = here[here["group"].isin(view.groups)]
    shapes = sheet.shapes(here)
    shown = here.loc[shapes.index].set_geometry(shapes)
    shown = shown.iloc[np.argsort(-shapely.area(np.asarray(shown.geometry)), kind="stable")]
    projected = np.asarray(shown.geometry)
    smaller = [shapely.union_all(projected[at:]) for at in range(1, len(projected) + 1)]
    own = shapely.difference(projected, np.array(smaller, dtype=object))
    return shown.assign(own=pd.Series(own, index=shown.index, dtype="object"))


def unclaimed_ground(view: View, shapes: dict[str, gpd.GeoSeries]) -> gpd.GeoSeries:
    """Return the largest units that no zone of any group lies in on a window's last day.

    Parameters
    ----------
    shapes : dict
        What shows of the units of each level, projected, by their ids.
    """
    free = unclaimed_units(claimed_last(read_zones(), view.window[1]), read_units())
    return pd.concat([some[some.index.isin(free)] for some in shapes.values()])
