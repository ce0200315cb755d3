"""Several datasets at once: put together, and linked events shown once."""

from collections.abc import Iterable, Sequence

import geopandas as gpd
import pandas as pd

from geo.errors import SchemaFault
from geo.symbols import GEO_PRECISIONS, VERIFIED

Key = tuple[str, str]
"""Dataset and id: ids are unique in a dataset only."""


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


def show_once(joined: gpd.GeoDataFrame, links: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the events with ``duplicate_of``: the id of the linked event that is shown instead.

    Of a group of linked events that one is shown which a published page confirms (then from a
    document, then from memory), then the one known more precisely, then one that may be handed
    on, then that of the first dataset by name; its own ``duplicate_of`` is null, as is that of
    events without links. A view with ``once`` leaves out the others.

    Examples
    --------
    >>> import geo
    >>> joined = geo.join(geo.read_events(), geo.read_units())
    >>> int(show_once(joined, geo.duplicates(joined))["duplicate_of"].notna().sum())
    0
    """
    groups = _groups(links)
    linked = joined[joined["event_id"].isin({event for _, event in groups})]
    keys = zip(linked["dataset"].astype("str"), linked["event_id"], strict=True)
    ranked = pd.DataFrame(
        {
            "group": [groups.get(key) for key in keys],
            "verified": linked["verified"].astype("str").map(_ranks(VERIFIED)),
            "precision": linked["geo_precision"].astype("str").map(_ranks(GEO_PRECISIONS)),
            "restricted": linked["restricted"],
            "dataset": linked["dataset"].astype("str"),
            "event_id": linked["event_id"],
        },
        index=linked.index,
    ).dropna(subset=["group"])
    order = ["verified", "precision", "restricted", "dataset", "event_id"]
    first = ranked.sort_values(order).drop_duplicates("group")
    others = ranked.drop(first.index)
    instead = others["group"].map(first.set_index("group")["event_id"])
    return joined.assign(duplicate_of=instead.astype("str").reindex(joined.index))


def _groups(links: pd.DataFrame) -> dict[Key, int]:
    """Return a number for the group of each linked event."""
    number: dict[Key, int] = {}
    members: dict[int, list[Key]] = {}
    columns = ["dataset_a", "event_a", "dataset_b", "event_b"]
    for at, (set_a, id_a, set_b, id_b) in enumerate(links[columns].itertuples(index=False)):
        one, other = (set_a, id_a), (set_b, id_b)
        joined = {number.get(one, -1), number.get(other, -1)} - {-1}
        members[at] = list({one, other, *(key for old in joined for key in members.pop(old))})
        number.update(dict.fromkeys(members[at], at))
    return number


def _ranks(words: Iterable[str]) -> dict[str, int]:
    return {word: rank for rank, word in enumerate(words)}
