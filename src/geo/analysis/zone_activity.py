"""What happened in each zone, before, in and after the dates that its source claims."""

from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.analysis.periods import frequency, number_of_period, start_of_period
from geo.analysis.windows import valid_window
from geo.event_counts import Counts, count_by, event_counts
from geo.join.join import among
from geo.tolls import Tolls, toll_columns
from geo.view.view import Window


def zone_activity(
    joined: gpd.GeoDataFrame,
    zones: gpd.GeoDataFrame,
    *,
    freq: str = "QS",
    window: Window | None = None,
) -> pd.DataFrame:
    """Return the events in the units of each zone by period, also outside the zone's dates.

    Parameters
    ----------
    joined : GeoDataFrame
        Events of :func:`geo.join`. One known to its province only lies in a zone that holds the
        whole province.
    zones : GeoDataFrame
        Zones of :func:`geo.read_zones`.
    freq : str, default "QS"
        A word or offset of :data:`geo.analysis.periods.FREQUENCIES`.
    window : pair of date or ISO text, optional
        First and last day; by default those of the events.

    Returns
    -------
    DataFrame
        One row for each zone and period with events: ``zone_id``, ``period`` (its first day),
        ``events`` and ``claimed``, how many of them meet the zone's dates, as in
        :func:`geo.join`; and ``middle``, the mean first day of the claimed events, or of all
        where none is; and the deaths of ``events``, as in :func:`geo.border_activity`. An event
        belongs to the period of its first day.

    Raises
    ------
    PeriodFault
        For a bad window or frequency.

    Examples
    --------
    >>> import geo
    >>> zones = geo.read_zones()
    >>> activity = zone_activity(geo.join(geo.read_events(), geo.read_units(), zones), zones)
    >>> bool((activity["claimed"] <= activity["events"]).all())
    True
    """
    freq = frequency(freq)
    first = joined["date_start"].to_numpy()
    shown = np.ones(len(joined), dtype=bool)
    if window is not None:
        begin, end = (np.datetime64(day) for day in valid_window(window))
        shown = (first >= begin) & (first <= end)
    parts = [_in_zone(zone, joined, shown, freq) for zone in zones.itertuples()]
    return pd.concat(parts, ignore_index=True) if parts else _no_counts(freq)


def _in_zone(
    zone: Any, joined: gpd.GeoDataFrame, shown: NDArray[np.bool_], freq: str
) -> pd.DataFrame:
    """Count the events of one zone by period, and those of them that meet its dates."""
    counts = event_counts(joined)
    # A reported zero is no event: a period that holds nothing else has no row.
    rows = np.flatnonzero(in_units(joined, zone.members) & shown & (counts > 0))
    counts = counts[rows]
    first, last = (joined[name].to_numpy()[rows] for name in ("date_start", "date_end"))
    claimed = last >= np.datetime64(zone.valid_from)
    if not pd.isna(zone.valid_to):
        claimed &= first <= np.datetime64(zone.valid_to)
    numbers, which = np.unique(number_of_period(first, freq), return_inverse=True)
    return pd.DataFrame(
        {
            "zone_id": zone.zone_id,
            "period": start_of_period(numbers, freq),
            "events": count_by(which, counts, len(numbers)),
            "claimed": count_by(which[claimed], counts[claimed], len(numbers)),
            "middle": _middles(first, counts, which, claimed, len(numbers)),
            **toll_columns(Tolls.of(joined, rows), which, len(numbers), counts),
        }
    )


def _no_counts(freq: str) -> pd.DataFrame:
    """Return the table of no zone at all."""
    none = np.array([], dtype=np.int64)
    days = start_of_period(none, freq)
    zone_id = pd.Series(dtype="str")
    columns = {"period": days, "events": none, "claimed": none, "middle": days}
    deaths = toll_columns(Tolls(*np.zeros((3, 0))), none, 0, none)
    return pd.DataFrame({"zone_id": zone_id, **columns, **deaths})


def in_units(joined: gpd.GeoDataFrame, members: Iterable[str]) -> NDArray[np.bool_]:
    """Return which events lie in districts or provinces of some ids."""
    members = list(members)
    inside = among(joined["district_id"], members) | among(joined["province_id"], members)
    return np.asarray(inside, dtype=bool)


def _middles(
    first: NDArray[np.datetime64],
    counts: Counts,
    which: NDArray[np.intp],
    claimed: NDArray[np.bool_],
    size: int,
) -> NDArray[np.datetime64]:
    """Return the mean day of each period's claimed events, or of all where none is."""
    days = first.astype("datetime64[D]").astype(np.int64) * counts
    with_claim = np.bincount(which[claimed], minlength=size) > 0
    counted = claimed | ~with_claim[which]
    totals = np.bincount(which[counted], weights=days[counted], minlength=size)
    means = totals / np.maximum(count_by(which[counted], counts[counted], size), 1)
    return means.round().astype(np.int64).astype("datetime64[D]").astype("datetime64[us]")
