"""Several datasets at once: put together, and linked events shown once."""

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd

from geo.errors import SchemaFault


def combine(frames: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Return the events of several datasets as one frame, to be joined together.

    Raises
    ------
    SchemaFault
        When one dataset holds an id twice; across datasets ids may repeat.
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
