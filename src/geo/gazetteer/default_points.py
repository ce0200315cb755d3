"""Events that lie where a geocoder puts what it cannot find: in the middle of a unit."""

from collections import Counter

import geopandas as gpd
import numpy as np

from geo.boundaries.middles import middles_at
from geo.geodesy import Floats
from geo.vocabulary import GEO_PRECISIONS

FEWEST = 3
"""Events on one point that are named: fewer may well have happened there (a working rule)."""

DefaultPoints = Counter[tuple[str, float, float]]
"""How many events lie on a point, by the unit whose middle it is, and its degrees."""


def default_points(events: gpd.GeoDataFrame, lonlat: Floats) -> DefaultPoints:
    """Return how many events lie on the middle of a country or province that they are finer than.

    An event that is known to its province only may well stand in the middle of it. ``lonlat`` are
    the events' degrees, shape (n, 2).
    """
    given = np.flatnonzero(events["located_by"] == "coordinates")
    middles = middles_at(lonlat[given])
    there = given[middles.index]
    rank = {word: at for at, word in enumerate(GEO_PRECISIONS)}
    known_to = events["geo_precision"].iloc[there].astype("object").map(rank).to_numpy(float)
    too_fine = known_to < middles["level"].map(rank).to_numpy(float)
    longitudes, latitudes = lonlat[there[too_fine]].T.tolist()
    return Counter(zip(middles.loc[too_fine, "name"], longitudes, latitudes, strict=True))


def default_point_words(counts: DefaultPoints) -> list[str]:
    """Return one sentence for each point that several events share, the fullest first.

    >>> default_point_words(Counter({("Pakistan", 69.345116, 30.375321): 12}))[0][:72]
    '12 events lie on one point, 69.3451 E 30.3753 N, the middle of Pakistan:'
    """
    return [
        f"{count:,} events lie on one point, {longitude:g} E {latitude:g} N, the middle of {name}: "
        "a geocoder's default, it seems, not where they happened. Give them the precision that "
        "they are known with, or their places' names instead of coordinates"
        for (name, longitude, latitude), count in counts.most_common()
        if count >= FEWEST
    ]
