"""Which events lie in an area of one's own, and which may.

An event known to a site or town lies where its point lies, on the edge too. Of one known to a
district, province or country only nothing but that unit is known: it lies in the area where the
unit does, may lie in it where the area cuts the unit, and is then counted apart. In an area made of
units lie the events joined to them, as everywhere. Points are compared in steps of 0.00001
degrees, as the map document holds them, so that page and screen agree.
"""

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.boundaries.locate import locate
from geo.points import coordinates
from geo.schema import LEVELS
from geo.view.area import Area
from geo.view.area_ground import CUT, INSIDE, OUTSIDE, area_steps, unit_status
from geo.view.area_text import STEPS

_POINTED = ("exact", "town")

Flags = NDArray[np.bool_]


class Lying(NamedTuple):
    """Where events lie in an area, and where they may: their unit is cut by it."""

    inside: Flags
    perhaps: Flags


def lying(joined: gpd.GeoDataFrame, area: Area) -> Lying:
    """Return which events lie in an area, and which may.

    Parameters
    ----------
    joined : GeoDataFrame
        Events of :func:`geo.join`, EPSG:4326, or those of :func:`geo.read_joined`.
    area : Area
        Of :mod:`geo.view.area`.

    Raises
    ------
    UnknownName
        When the area names a unit that the boundaries do not have.

    Examples
    --------
    >>> import geo
    >>> joined = geo.join(geo.read_events(), geo.read_units())
    >>> around_kabul = lying(joined, Area.circle(69.17, 34.53, 50))
    >>> int(around_kabul.inside.sum()), int(around_kabul.perhaps.sum())
    (39, 14)
    """
    of_unit = _status_of_units(joined, unit_status(area))
    known = of_unit >= 0
    status = np.where(known, of_unit, OUTSIDE)
    if area.kind != "units":
        pointed = joined["geo_precision"].isin(_POINTED).to_numpy()
        by_point = pointed | ~known
        # What is known coarsely and lies in no unit may lie anywhere about its point.
        within = np.where(pointed[by_point], INSIDE, CUT)
        inside = _covered(coordinates(joined)[by_point], area)
        status[by_point] = np.where(inside, within, OUTSIDE)
    return Lying(status == INSIDE, status == CUT)


def _status_of_units(joined: gpd.GeoDataFrame, status: pd.Series) -> NDArray[np.int8]:
    """Return the status of the finest unit that each event is joined to; -1 without any."""
    finest = np.full(len(joined), -1, np.int8)
    for level in LEVELS:
        units = joined[f"{level}_id"].astype("category")
        of_words = status.reindex(units.cat.categories).fillna(OUTSIDE).to_numpy(np.int8)
        codes = units.cat.codes.to_numpy()
        # What is null has the code -1: the last.
        here = np.append(of_words, np.int8(-1))[codes]
        finest = np.where(here >= 0, here, finest)
    return finest


def _covered(lonlat: NDArray[np.float64], area: Area) -> Flags:
    """Return which points lie in an area or on its edge."""
    ground = np.array([area_steps(area)], dtype=object)
    return np.asarray(locate(np.rint(lonlat * STEPS), ground) >= 0)
