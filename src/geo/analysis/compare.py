"""What changed between two windows, by border segment, province or district."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.analysis.activity import NONE, Areas, corridors, tally
from geo.analysis.compare_words import change_words
from geo.analysis.rates import false_discovery, rate_ratio
from geo.analysis.windows import check_pair, days_in, valid_window
from geo.boundaries.units import read_units
from geo.errors import PeriodFault, UnknownName
from geo.view.select import select
from geo.view.view import ALL_DATES, COMPARED, View, Window
from geo.vocabulary import SMALL_NUMBER

FALSE_ALARMS = 0.05
"""The share of false alarms that ``changed`` lets pass."""


def compare(
    joined: gpd.GeoDataFrame,
    a: Window,
    b: Window,
    *,
    by: str = "segment",
    within_km: float = 50.0,
    side: str = "both",
) -> pd.DataFrame:
    """Return how the rate of events changed from window A to window B, most evident first.

    An event belongs to the window that holds its first day. Known too coarsely in time (its
    dates reach beyond the window) or in place (:mod:`geo.analysis.activity`), it is counted apart.

    Parameters
    ----------
    joined : GeoDataFrame
        Events of :func:`geo.join`.
    a, b : pair of date or ISO text
        First and last day of each window, both included; they may differ in length.
    by : {"segment", "province", "district"}
    within_km, side
        Of the corridors, as in :func:`geo.border_activity`; for segments only.

    Returns
    -------
    DataFrame
        One row for each segment or for each unit with events, and the row ``"none"`` for those
        in no corridor or known too coarsely for a unit, so that all rows add up to the events
        of the windows: ``area``, ``name``, ``events_a``, ``events_b``, ``rate_a``, ``rate_b``
        (per 30 days), ``rate_ratio``, ``ratio_low``, ``ratio_high`` (exact 95% interval of
        :func:`geo.analysis.rates.rate_ratio`), ``p_value``, ``q_value`` (false discovery rate
        over all rows but ``"none"``), ``changed`` (``q_value`` at most 0.05), ``small_numbers``
        (under 10 events in both together), ``fatalities_a``, ``fatalities_b``, ``unknown_tolls_a``,
        ``unknown_tolls_b``, ``cannot_tell_a``, ``cannot_tell_b``, ``coarse_dates_a``,
        ``coarse_dates_b``, ``words``. ``attrs["notes"]`` holds what a reader must know of the
        windows.

    Raises
    ------
    PeriodFault
        When the windows are reversed, overlap, lie outside the data or both hold no event.
    UnknownName
        For an unknown level or side.
    ViewFault
        For a width outside 5 to 200 km.

    Examples
    --------
    >>> import geo
    >>> joined = geo.join(geo.read_events(), geo.read_units(), geo.read_zones())
    >>> change = compare(joined, ("2020-01-01", "2020-12-31"), ("2021-01-01", "2021-12-31"))
    >>> change.set_index("area").loc["AFG-PAK", "words"][:44]
    'events within 50 km of the AFG-PAK border: 6'
    """
    a, b = valid_window(a), valid_window(b)
    if by not in COMPARED:
        raise UnknownName(f"Nothing can be compared by {by!r}. Known: {', '.join(COMPARED)}.")
    if joined.empty:
        raise PeriodFault("There are no events to compare. Open a file that holds some.")
    data = joined["date_start"].min().date(), joined["date_start"].max().date()
    notes = check_pair(a, b, data)
    areas = (
        corridors(joined, within_km=within_km, side=side) if by == "segment" else _units(joined, by)
    )
    counts = pd.concat(
        [_count(joined, areas, w).add_suffix(s) for w, s in ((a, "_a"), (b, "_b"))], axis=1
    )
    if not counts.to_numpy(float, na_value=0).sum():
        raise PeriodFault(
            f"Neither window holds an event with these filters. The data run from {data[0]} to "
            f"{data[1]}: choose other days, or clear filters."
        )
    table = _rates(counts, a, b)
    table.insert(0, "area", [*areas.names, NONE])
    table.insert(1, "name", _names(table["area"], by))
    if by != "segment":
        seen = counts.filter(regex="events|cannot|coarse").sum(axis=1) > 0
        table = table[seen | (table["area"] == NONE)]
    table = _judge(table)
    table["words"] = change_words(table, (a, b), by, within_km, side)
    table.attrs["notes"] = notes
    return table


def compare_view(joined: gpd.GeoDataFrame, view: View) -> pd.DataFrame:
    """Return what changed between a view's windows A and B in the events its filters let through.

    Columns and errors as those of :func:`compare`.
    """
    return compare(
        select(joined, replace(view, window=ALL_DATES)),
        view.window_a,
        view.window_b,
        by=view.compared_by,
        within_km=view.corridor_km,
        side=view.side,
    )


def _units(joined: gpd.GeoDataFrame, by: str) -> Areas:
    units = joined[f"{by}_id"]
    sure = np.zeros(len(joined), dtype=bool)
    return Areas(tuple(units.cat.categories), units.cat.codes.to_numpy().astype(np.int64), sure)


def _count(joined: gpd.GeoDataFrame, areas: Areas, window: Window) -> pd.DataFrame:
    """Count every event of the window once, by area and class."""
    first, last = (np.datetime64(day) for day in window)
    start = joined["date_start"].to_numpy()
    chosen = np.flatnonzero((start >= first) & (start <= last))
    codes = areas.codes[chosen]
    coarse = (joined["date_precision"] != "day").to_numpy()[chosen]
    coarse = coarse & (joined["date_end"].to_numpy()[chosen] > last)
    return tally(
        joined["fatalities_best"].to_numpy("float64", na_value=np.nan)[chosen],
        cells=np.where(codes < 0, len(areas.names), codes),
        size=len(areas.names) + 1,
        vague=areas.vague[chosen],
        coarse=coarse,
    )


def _rates(counts: pd.DataFrame, a: Window, b: Window) -> pd.DataFrame:
    first = ["events_a", "events_b"]
    table = counts[first].copy()
    table["rate_a"] = table["events_a"] * 30 / days_in(a)
    table["rate_b"] = table["events_b"] * 30 / days_in(b)
    ratios = rate_ratio(table["events_a"], table["events_b"], days_in(a), days_in(b))
    return pd.concat([table, ratios, counts.drop(columns=first)], axis=1)


def _judge(table: pd.DataFrame) -> pd.DataFrame:
    """Add q-values and flags; order by evidence, what is in no area last."""
    outside = table["area"] == NONE
    at = list(table.columns).index("p_value") + 1
    table.insert(at, "q_value", false_discovery(table["p_value"].mask(outside)))
    table.insert(at + 1, "changed", table["q_value"].le(FALSE_ALARMS))
    small = table["events_a"] + table["events_b"] < SMALL_NUMBER
    table.insert(at + 2, "small_numbers", small)
    more = -(table["events_a"] + table["events_b"])
    order = np.lexsort([table["area"], more, table["p_value"].fillna(2), outside])
    return table.iloc[order].reset_index(drop=True)


def _names(areas: pd.Series, by: str) -> pd.Series:
    if by == "segment":
        return areas.mask(areas == NONE, "in no corridor")
    named = areas.map(read_units().set_index("unit_id")["name"])
    return named.mask(areas == NONE, f"not known to a {by}")
