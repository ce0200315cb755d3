"""What changed between two windows, by border segment, province or district."""

from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.analysis.compare_counts import OWN, Counted, count_windows
from geo.analysis.compare_words import Asked, change_words
from geo.analysis.corridors import NONE
from geo.analysis.dispersion import dispersion
from geo.analysis.rates import false_discovery, rate_ratio
from geo.analysis.windows import check_pair, days_in, valid_window
from geo.boundaries.units import read_units
from geo.errors import PeriodFault
from geo.schema import LEVELS
from geo.view.area import Area
from geo.view.area_ground import area_name
from geo.view.extent import border_segments
from geo.view.select import select
from geo.view.view import ALL_DATES, View, Window
from geo.vocabulary import SMALL_NUMBER

FALSE_ALARMS = 0.05
"""The share of false alarms that ``changed`` lets pass."""
CANNOT_TELL_BURSTS = (
    "These windows cannot tell whether events come in bursts: the intervals take them to come one "
    "by one, and may be too narrow."
)


def compare(
    joined: gpd.GeoDataFrame,
    a: Window,
    b: Window,
    *,
    by: str = "segment",
    within_km: float = 50.0,
    side: str = "both",
    segments: Sequence[str] = (),
    area: Area | None = None,
) -> pd.DataFrame:
    """Return how the rate of events changed from window A to window B, most evident first.

    An event belongs to the window that holds its first day. Known too coarsely in time (its
    dates reach beyond the window) or in place (:mod:`geo.analysis.corridors`), it is counted apart.

    Parameters
    ----------
    joined : GeoDataFrame
        Events of :func:`geo.join`.
    a, b : pair of date or ISO text
        First and last day of each window, both included; they may differ in length.
    by : {"segment", "province", "district", "area"}, default "segment"
        What the windows are compared by.
    within_km : float, default 50.0
        Width of the corridors on each side, 5 to 200 km.
    side : {"both", "first", "second"}, default "both"
        Side of the corridors, as in :func:`geo.border_activity`.
    segments : sequence of str, default ()
        Border segments that are asked about, by default all: the rows are those of these
        segments, with the same numbers as in the table of all. By province or district, where
        corridors matter with ``segments`` only, the events counted are those in their corridors.
    area : Area, optional
        An area of one's own, by default none. By ``"area"`` it is the one row, and what lies
        outside it is in ``"none"``; an event that may lie inside is counted apart in
        ``cannot_tell``. By anything else only the events inside are counted, and ``notes`` say how
        many may lie there too.

    Returns
    -------
    DataFrame
        One row for each segment or for each unit with events, and the row ``"none"`` for those
        in no corridor or known too coarsely for a unit, so that all rows add up to the events
        of the windows: ``area``, ``name``, ``events_a``, ``events_b``, ``rate_a``, ``rate_b``
        (per 30 days), ``dispersion`` (by how many times counts vary more than single events
        would, :func:`geo.analysis.dispersion.dispersion`; null where these events cannot tell),
        ``rate_ratio``, ``ratio_low``, ``ratio_high`` (95% interval of
        :func:`geo.analysis.rates.rate_ratio` with that dispersion, or with 1), ``p_value``,
        ``q_value`` (false discovery rate over all rows but ``"none"``), ``changed`` (``q_value``
        at most 0.05), ``small_numbers`` (under 10 events in both together); the deaths of each
        window, ``fatalities_low``, ``fatalities``, ``fatalities_high`` and ``unknown_tolls``
        (:func:`geo.tolls.toll_columns`), each with ``_a`` and ``_b``; ``cannot_tell_a``,
        ``cannot_tell_b``, ``coarse_dates_a``, ``coarse_dates_b``; for segments ``sure_a``,
        ``expected_a``, ``possible_a`` and those of B, as in :func:`geo.border_activity`; ``words``.
        ``attrs["notes"]`` holds what a reader must know of the windows.

    Raises
    ------
    PeriodFault
        When the windows are reversed, overlap, lie outside the data or both hold no event.
    UnknownName
        For an unknown level, side or segment; by ``"area"`` without one.
    ViewFault
        For a width outside 5 to 200 km.

    Examples
    --------
    >>> import geo
    >>> joined = geo.join(geo.read_events(), geo.read_units(), geo.read_zones())
    >>> change = compare(joined, ("2020-01-01", "2020-12-31"), ("2021-01-01", "2021-12-31"))
    >>> change.set_index("area").loc["AFG-PAK", "words"][:66]
    'Within 50 km of the Afghan-Pakistani border 6 events were recorded'
    """
    asked = Asked((valid_window(a), valid_window(b)), by, within_km, side, tuple(segments))
    return compared(count_windows(joined, asked, area), asked, area)


def compared(counted: Counted, asked: Asked, area: Area | None = None) -> pd.DataFrame:
    """Return the table of :func:`compare` of what both windows hold."""
    (a, b), by = asked.windows, asked.by
    if counted.days is None:
        raise PeriodFault("There are no events to compare. Open a file that holds some.")
    notes = check_pair(a, b, counted.days)
    notes += _perhaps_words(counted.perhaps)
    tables = counted.tables
    counts = pd.concat([tables[0].add_suffix("_a"), tables[1].add_suffix("_b")], axis=1)
    if not counts.to_numpy(float, na_value=0).sum():
        raise PeriodFault(
            "Neither window holds an event with these filters. The data run from "
            f"{counted.days[0]} to {counted.days[1]}: choose other days, or clear filters."
        )
    bursts = dispersion(counted.pieces, np.arange(len(counts)) < len(counted.areas))
    if np.isnan(bursts).all():
        notes.append(CANNOT_TELL_BURSTS)
    table = _rates(counts, bursts, a, b)
    table.insert(0, "area", [*counted.areas, NONE])
    table.insert(1, "name", _names(table["area"], by, area))
    if by in LEVELS:
        seen = counts.filter(regex="events|cannot|coarse").sum(axis=1) > 0
        table = table[seen | (table["area"] == NONE)]
    table = _judge(table)
    if by == "segment" and asked.segments:
        table = table[table["area"].isin(asked.segments)].reset_index(drop=True)
    table["words"] = change_words(table, asked)
    table.attrs["notes"] = notes
    return table


def compare_view(joined: gpd.GeoDataFrame, view: View) -> pd.DataFrame:
    """Return what changed between a view's windows A and B in the events its filters let through.

    Columns and errors as those of :func:`compare`.
    """
    return compare(
        select(joined, replace(view, window=ALL_DATES, area=None)),
        view.window_a,
        view.window_b,
        by=view.compared_by,
        within_km=view.corridor_km,
        side=view.side,
        segments=border_segments(view),
        area=view.area,
    )


def _perhaps_words(perhaps: NDArray[np.int64]) -> list[str]:
    """Return what is not counted for it only may lie inside the area, if there is any."""
    first, second = perhaps
    if not first + second:
        return []
    more = f"{first:,} more in A and {second:,} in B"
    return [f"Not counted: {more}, known only to a unit that the area cuts, may lie inside it."]


def _rates(counts: pd.DataFrame, bursts: NDArray[np.float64], a: Window, b: Window) -> pd.DataFrame:
    first = ["events_a", "events_b"]
    table = counts[first].copy()
    table["rate_a"] = table["events_a"] * 30 / days_in(a)
    table["rate_b"] = table["events_b"] * 30 / days_in(b)
    table["dispersion"] = bursts
    ratios = rate_ratio(
        table["events_a"],
        table["events_b"],
        days_in(a),
        days_in(b),
        dispersion=np.where(np.isnan(bursts), 1.0, bursts),
    )
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


def _names(areas: pd.Series, by: str, area: Area | None) -> pd.Series:
    if by == "segment":
        return areas.mask(areas == NONE, "in no corridor")
    if by == "area" and area is not None:
        return areas.map({OWN: area_name(area), NONE: "outside the area"})
    named = areas.map(read_units().set_index("unit_id")["name"])
    return named.mask(areas == NONE, f"not known to a {by}")
