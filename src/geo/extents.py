"""From the name of a unit, border segment or zone to the box that shows it."""

import geopandas as gpd
import numpy as np

from geo.boundaries import read_borders, read_units
from geo.errors import UnknownName
from geo.view import Box
from geo.zones import read_zones


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
    raise UnknownName(
        f"No unit, border segment or zone is called {extent!r}. Give a code like AF-BDS, a "
        "p-code like AF1721, a segment like AFG-TJK, a zone like ZN023, or west,south,east,north; "
        "`borderwatch places NAME` finds codes."
    )


def _with_margin(found: gpd.GeoDataFrame) -> Box:
    west, south, east, north = (float(edge) for edge in np.asarray(found.total_bounds))
    x, y = 0.05 * (east - west), 0.05 * (north - south)
    return west - x, south - y, east + x, north + y
