"""Several datasets at once: put together, and linked events shown once."""

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd

from geo.errors import SchemaFault


def combine(frames: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Return the events of several datasets as one frame, to be joined together.

    Parameters
    ----------
    frames : sequence of GeoDataFrame
        Valid events, EPSG:4326, such as :func:`geo.import_events` returns; at least one.

    Returns
    -------
    GeoDataFrame
        All rows, frame after frame, numbered anew; the same columns.

    Raises
    ------
    SchemaFault
        When one dataset holds an id twice; across datasets ids may repeat.

    See Also
    --------
    geo.duplicates : Events of two datasets that are likely the same one.

    Examples
    --------
    >>> import geo
    >>> events = geo.read_events()
    >>> both = combine([events, events.assign(dataset="a copy")])
    >>> len(both) == 2 * len(events)
    True
    """
    events = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=frames[0].crs)
    doubled = events.loc[events.duplicated(["dataset", "event_id"]), "event_id"]
    if len(doubled):
        raise SchemaFault(
            f"One dataset holds ids twice: {', '.join(sorted(set(doubled))[:5])}. Give each file "
            "its own name in the column dataset, or leave out one of them."
        )
    # Categories of unequal frames become plain text when they are put together.
    text = [name for name in frames[0] if isinstance(frames[0][name].dtype, pd.CategoricalDtype)]
    return events.assign(**{name: events[name].astype("str").astype("category") for name in text})
