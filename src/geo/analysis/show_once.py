"""Linked events shown once."""

from collections.abc import Iterable

import geopandas as gpd
import pandas as pd

from geo.compact import numbered
from geo.vocabulary import GEO_PRECISIONS, VERIFIED

Key = tuple[str, str]
"""Dataset and id: ids are unique in a dataset only."""


def show_once(joined: gpd.GeoDataFrame, links: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the events with ``duplicate_of``: the id of the linked event that is shown instead.

    Of a group of linked events that one is shown which a published page confirms (then from a
    document, then from memory), then the one known more precisely, then one that may be handed
    on, then that of the first dataset by name; its own ``duplicate_of`` is null, as is that of
    events without links. A view with ``once`` leaves out the others.

    Parameters
    ----------
    joined : GeoDataFrame
        Events of :func:`geo.join`, of several datasets.
    links : DataFrame
        Pairs of :func:`geo.duplicates`; ids and datasets of both sides are used.

    Returns
    -------
    GeoDataFrame
        The same rows in the same order, with the column ``duplicate_of``.

    See Also
    --------
    geo.duplicates : Links events that are likely the same one.

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
    return joined.assign(duplicate_of=numbered(instead.astype("str").reindex(joined.index)))


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
