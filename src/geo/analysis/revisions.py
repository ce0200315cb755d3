"""What changed between two downloads of one source."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandas.util import hash_pandas_object

from geo.errors import SchemaFault
from geo.schema import EVENT_COLUMNS

REVISION_COLUMNS = ["event_id", "change", "column", "before", "after"]
CHANGES = ("new", "changed", "withdrawn")
_OF_THE_DOWNLOAD = ("event_id", "geometry", "data_as_of", "dataset", "source_format")
COMPARED = [*(column for column in EVENT_COLUMNS if column not in _OF_THE_DOWNLOAD), "spot"]
"""What is compared; ``data_as_of``, ``dataset`` and ``source_format`` are day, name and layout of
the download itself. ``spot`` is longitude and latitude together."""


def revisions(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return the differences of two downloads of one source, by ``event_id``.

    Parameters
    ----------
    before, after : GeoDataFrame
        Valid events, such as :func:`geo.import_events` returns; ids are unique in each.

    Returns
    -------
    DataFrame
        ``event_id``, ``change`` (``new``, ``changed`` or ``withdrawn``), and for a changed
        event one row for each changed ``column`` with its values ``before`` and ``after`` as
        text, null where unknown; the place is the column ``spot``, longitude and latitude in
        degrees. Ordered by change, id and column; the order of rows in a download plays no
        part. ``after`` is ``before`` without the withdrawn ids, with the new ones.

    Raises
    ------
    SchemaFault
        When ids are not unique.

    Examples
    --------
    >>> import geo
    >>> events = geo.read_events()
    >>> revisions(events.iloc[1:], events.iloc[:-1])["change"].tolist()
    ['new', 'withdrawn']
    """
    _require_single(before, "The first")
    _require_single(after, "The second")
    old, new = (_by_id(events) for events in _without_the_same(before, after))
    parts = [
        _whole(new.index.difference(old.index), "new"),
        _changed(old, new),
        _whole(old.index.difference(new.index), "withdrawn"),
    ]
    return pd.concat(parts, ignore_index=True)


def add_revisions(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the differences of several lots of events as those of all.

    Every id is in one lot only, before as after.
    """
    table = pd.concat(parts, ignore_index=True)
    kinds = pd.Categorical(table["change"], CHANGES)
    order = pd.DataFrame({"change": kinds.codes, "event_id": table["event_id"]})
    # The cells of one event stay in the order of their columns.
    return table.iloc[np.lexsort([order["event_id"], order["change"]])].reset_index(drop=True)


def revision_words(differences: pd.DataFrame) -> str:
    """Return how many events are new, changed and withdrawn, in words.

    >>> import geo
    >>> events = geo.read_events()
    >>> revision_words(revisions(events, events))
    '0 new, 0 changed, 0 withdrawn'
    """
    counts = differences.groupby("change")["event_id"].nunique().reindex(CHANGES, fill_value=0)
    return ", ".join(f"{count:,} {change}" for change, count in counts.items())


def _require_single(events: pd.DataFrame, which: str) -> None:
    """Raise where an id stands twice."""
    doubled = events["event_id"][events["event_id"].duplicated()]
    if len(doubled):
        raise SchemaFault(
            f"{which} download holds ids twice: {', '.join(sorted(set(doubled))[:5])}. "
            "Keep one row of each."
        )


def _without_the_same(before: pd.DataFrame, after: pd.DataFrame) -> list[pd.DataFrame]:
    """Return both without the events whose cells are the same: most are, and text takes long."""
    old, new = (_digests(events) for events in (before, after))
    row_before = old.index.get_indexer(new.index)
    same = row_before >= 0
    same[same] = old.to_numpy()[row_before[same]] == new.to_numpy()[same]
    other_before = np.ones(len(before), dtype=bool)
    other_before[row_before[same]] = False
    return [before[other_before], after[~same]]


def _digests(events: pd.DataFrame) -> pd.Series:
    """Return a number for the compared cells of each event, by its id."""
    cells = pd.DataFrame(events[[name for name in COMPARED if name != "spot"]])
    cells = cells.assign(longitude=events.geometry.x, latitude=events.geometry.y)
    return pd.Series(hash_pandas_object(cells, index=False).to_numpy(), events["event_id"])


def _by_id(events: pd.DataFrame) -> pd.DataFrame:
    """Return the compared cells as text, one row for each id."""
    cells = pd.DataFrame(events.drop(columns="geometry"))
    for name in cells.select_dtypes("datetime").columns:
        cells[name] = cells[name].dt.strftime("%Y-%m-%d")
    cells = cells.assign(longitude=events.geometry.x, latitude=events.geometry.y)
    lonlat = cells[["longitude", "latitude"]].round(5).astype("str")
    cells = cells.assign(spot=lonlat["longitude"] + ", " + lonlat["latitude"])
    return cells.set_index("event_id")[COMPARED].astype("str")


def _whole(ids: pd.Index, change: str) -> pd.DataFrame:
    frame = pd.DataFrame({"event_id": ids.sort_values(), "change": change})
    return frame.reindex(columns=REVISION_COLUMNS).astype("str")


def _changed(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each cell that differs in events that both downloads hold."""
    both = old.index.intersection(new.index).sort_values()
    was, now = old.loc[both], new.loc[both]
    same = (was == now).fillna(value=False) | (was.isna() & now.isna())
    row, column = np.nonzero(~same.to_numpy(bool))
    return pd.DataFrame(
        {
            "event_id": both[row],
            "change": "changed",
            "column": was.columns[column],
            "before": was.to_numpy(dtype=object)[row, column],
            "after": now.to_numpy(dtype=object)[row, column],
        }
    ).astype("str")
