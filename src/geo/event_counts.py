"""How many events the rows of a frame stand for.

As a rule a row is one event. A row of a summary, such as a week of a province, stands for as many
as its ``event_count`` says, and for none where that is 0: a reported zero, which tells that
somebody looked. Whatever is counted is counted by these numbers.
"""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.phrases import counted

Counts = NDArray[np.int64]


def event_counts(events: pd.DataFrame) -> Counts:
    """Return how many events each row stands for: the weights of all that is counted.

    Parameters
    ----------
    events : DataFrame, shape (rows,)
        Valid events, joined or not; ``event_count`` is used.

    Returns
    -------
    array of int, shape (rows,)
        0 or more, in the order of the rows.

    Examples
    --------
    >>> import geo
    >>> int(event_counts(geo.read_events()).max())
    1
    """
    return events["event_count"].to_numpy(np.int64)


def number_of_events(events: pd.DataFrame) -> int:
    """Return how many events all rows of a frame stand for together.

    Parameters
    ----------
    events : DataFrame
        As of :func:`event_counts`.

    Examples
    --------
    >>> number_of_events(pd.DataFrame({"event_count": [42, 5, 0]}))
    47
    """
    return int(event_counts(events).sum())


def events_in_rows(events: int, rows: int) -> str:
    """Return a number of events in words, with that of their rows where the two differ.

    >>> events_in_rows(54, 2), events_in_rows(1, 1)
    ('54 events in 2 rows', '1 event')
    """
    return counted(events, "event") + (f" in {counted(rows, 'row')}" if rows != events else "")


def count_by(cells: NDArray[Any], counts: NDArray[Any], size: int) -> Counts:
    """Return the events of each cell.

    Parameters
    ----------
    cells : array of int, shape (rows,)
        The number of each row's cell, 0 to ``size`` - 1.
    counts : array of int, shape (rows,)
        How many events each row stands for.
    size : int
        The number of cells.

    Returns
    -------
    array of int, shape (size,)

    Examples
    --------
    >>> count_by(np.array([0, 2, 2]), np.array([1, 40, 2]), 3).tolist()
    [1, 0, 42]
    """
    # Sums of doubles are exact up to 2**53, more events than there are.
    return np.bincount(cells, weights=counts, minlength=size).astype(np.int64)
