"""What is new in a dataset since an earlier version: one row for each event, with its place."""

import geopandas as gpd
import pandas as pd

from geo.analysis.revisions import CHANGES, revision_words, revisions
from geo.boundaries.units import read_units
from geo.join.join import join
from geo.vocabulary import COUNTRY_LABELS

NEWS_COLUMNS = [
    *("change", "event_id", "date_start", "country", "border", "place", "event_type"),
    *("actor_1", "event_count", "fatalities_best", "what_changed", "dataset", "restricted"),
]
WITHIN_KM = 50.0
"""Of a border, so that an event is counted to it: the width of a corridor where none is said."""


def news_between(
    before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, within_km: float = WITHIN_KM
) -> pd.DataFrame:
    """Return what is new, changed and withdrawn between two versions of a dataset.

    Parameters
    ----------
    before, after : GeoDataFrame
        Valid events, EPSG:4326; ids are unique in each.
    within_km : float, default 50.0
        Kilometres from a border segment up to which an event is counted to it.

    Returns
    -------
    DataFrame
        One row for each event of :func:`geo.revisions`, in its order: ``change`` (``new``,
        ``changed``, ``withdrawn``), what identifies the event, ``country`` and ``border`` of its
        place (empty where it lies in none, or near none), and ``what_changed``, each column with
        its values before and after. A withdrawn event has the values that it had.

    Raises
    ------
    SchemaFault
        When ids are not unique.
    """
    cells = revisions(before, after)
    if cells.empty:
        return pd.DataFrame(columns=NEWS_COLUMNS)
    changes = cells.groupby("event_id", sort=False)["change"].first()
    kept = after[after["event_id"].isin(changes.index)]
    gone = before[before["event_id"].isin(changes.index[changes == "withdrawn"])]
    touched = gpd.GeoDataFrame(pd.concat([kept, gone], ignore_index=True), crs=after.crs)
    # Categories of the two become plain text when they are put together.
    joined = join(touched, read_units()).set_index("event_id").loc[changes.index]
    near = joined["border_distance_km"] <= within_km
    table = joined.assign(
        change=changes,
        event_id=changes.index,
        country=joined["country_id"].astype("str").map(COUNTRY_LABELS),
        border=joined["border_segment"].astype("str").where(near),
        what_changed=_what_changed(cells).reindex(changes.index),
    )
    return pd.DataFrame(table[NEWS_COLUMNS]).reset_index(drop=True)


def _what_changed(cells: pd.DataFrame) -> pd.Series:
    """Return for each changed event its cells before and after, as one text."""
    changed = cells[cells["change"] == "changed"]
    was, now = (changed[name].fillna("unknown") for name in ("before", "after"))
    words = changed["column"] + ": " + was + " → " + now
    return words.groupby(changed["event_id"]).agg("; ".join)


def news_counts(news: pd.DataFrame) -> pd.DataFrame:
    """Return how many events are new, changed and withdrawn, by country and border.

    Returns
    -------
    DataFrame
        ``country`` and ``border`` (empty for what lies in none, or near none), and a column for
        each kind of change; the most changed first.
    """
    where = ("country", "border")
    by = news.assign(**{name: news[name].fillna("").astype("str") for name in where})
    counts = by.groupby([*where, "change"], observed=True)["event_id"].count()
    table = counts.unstack("change").reindex(columns=list(CHANGES)).fillna(0).astype("int64")
    order = table.sum(axis=1).sort_values(ascending=False, kind="stable").index
    return table.loc[order].rename_axis(columns=None).reset_index()


def news_words(news: pd.DataFrame) -> str:
    """Return how many events are new, changed and withdrawn, in words."""
    return revision_words(news)
