"""Events and fatalities over time: by border corridor, around a crossing, in a unit.

Every event of a window is counted once, a row for as many as it stands for
(:mod:`geo.event_counts`), in one of three classes: ``events``; ``cannot_tell``, known too coarsely
in place to say whether it lies in the corridor (:mod:`geo.analysis.corridors`); ``coarse_dates``,
known too coarsely in time to say in which period. None is spread over places or periods.
"""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.analysis.corridors import NONE, Areas, Codes, Flags, around_crossing, corridors
from geo.analysis.likely import likely_counts
from geo.analysis.periods import frequency, number_of_period, start_of_period
from geo.analysis.windows import valid_window
from geo.boundaries.units import read_units
from geo.errors import PeriodFault, UnknownName, ViewFault
from geo.event_counts import count_by, event_counts
from geo.tolls import TOLL_COLUMNS, Tolls, toll_columns
from geo.view.extent import check_segments
from geo.view.view import Window

NO_EVENTS = "There are no events. Open a file that holds some, or give a window."


def border_activity(
    joined: gpd.GeoDataFrame,
    *,
    segment: str | None = None,
    around: str | None = None,
    within_km: float = 50.0,
    side: str = "both",
    freq: str = "MS",
    window: Window | None = None,
) -> pd.DataFrame:
    """Return events and fatalities by period in border corridors, or around a crossing.

    Parameters
    ----------
    joined : GeoDataFrame
        Events of :func:`geo.join`, EPSG:4326, or those of :func:`geo.read_joined`.
    segment : str, optional
        One border segment, such as ``"AFG-TJK"``; by default all, and rows ``"none"`` for the
        events in no corridor.
    around : str, optional
        A crossing of :func:`geo.read_crossings` by any of its names; by default none: events within
        ``within_km`` of it, on whichever side of whichever border; not with ``segment`` or
        ``side``.
    within_km : float, default 50.0
        Width of the corridor on each side, 5 to 200 km (geodesic).
    side : {"both", "first", "second"}, default "both"
        Only the side of the country that the segment names first (Afghanistan's, on its own
        borders), or only the other.
    freq : str, default "MS"
        A word or offset of :data:`geo.analysis.periods.FREQUENCIES`.
    window : pair of date or ISO text, optional
        First and last day; by default those of the events.

    Returns
    -------
    DataFrame
        One row for each area and period, also for those without events: ``area``, ``period``
        (its first day), ``events``, counted where their points lie; their deaths,
        ``fatalities_low``, ``fatalities`` (best estimates), ``fatalities_high`` and
        ``unknown_tolls`` (:func:`geo.tolls.toll_columns`); ``cannot_tell``, ``coarse_dates``; and
        of all events whose dates are known well enough, those of ``cannot_tell`` too, how many lie
        in the area: ``sure``, ``expected`` and ``possible`` (:mod:`geo.analysis.likely`).
        ``attrs["window"]`` are the first and last day that were counted.

    Raises
    ------
    UnknownName
        For an unknown segment, crossing or side.
    ViewFault
        For a width outside 5 to 200 km, or a crossing together with a segment or side.
    PeriodFault
        For a bad window or frequency.

    Examples
    --------
    >>> import geo
    >>> joined = geo.join(geo.read_events(), geo.read_units(), geo.read_zones())
    >>> years = border_activity(joined, segment="AFG-TJK", freq="year")
    >>> years.loc[years["period"].dt.year.isin([2020, 2021]), "events"].tolist()
    [4, 7]
    """
    if around is not None:
        if segment is not None or side != "both":
            raise ViewFault("Give a crossing, or a segment and a side, not both.")
        areas = around_crossing(joined, around, within_km=within_km)
    else:
        areas = corridors(joined, within_km=within_km, side=side)
    activity = _by_period(joined, areas, freq, window)
    if around is not None:
        return activity[activity["area"] != NONE].reset_index(drop=True)
    if segment is None:
        return activity
    check_segments([segment])
    return activity[activity["area"] == segment].reset_index(drop=True)


def unit_activity(
    joined: gpd.GeoDataFrame,
    unit_id: str,
    *,
    freq: str = "MS",
    window: Window | None = None,
) -> pd.DataFrame:
    """Return events and fatalities by period in one unit, with columns as those of a border.

    Parameters
    ----------
    joined : GeoDataFrame
        Events of :func:`geo.join`, EPSG:4326.
    unit_id : str
        A country, province or district of :func:`geo.read_units`, such as ``"AF-BDS"``.
    freq : str, default "MS"
        A word or offset of :data:`geo.analysis.periods.FREQUENCIES`.
    window : pair of date or ISO text, optional
        First and last day; by default those of the events.

    Returns
    -------
    DataFrame
        One row for each period, also for those without events; columns as those of
        :func:`border_activity` up to ``coarse_dates``, ``area`` being the ``unit_id``.

    Raises
    ------
    UnknownName
        When no unit has this id.
    PeriodFault
        For a bad window or frequency.

    Examples
    --------
    >>> import geo
    >>> joined = geo.join(geo.read_events(), geo.read_units(), geo.read_zones())
    >>> int(unit_activity(joined, "AF-BDS", freq="year")["events"].sum())
    33
    """
    level = read_units().set_index("unit_id")["level"].get(unit_id)
    if level is None:
        raise UnknownName(f"No unit has the id {unit_id!r}; `borderwatch places NAME` finds ids.")
    inside = (joined[f"{level}_id"] == unit_id).to_numpy()
    nowhere = np.zeros(len(joined), dtype=bool)
    activity = _by_period(joined, Areas((unit_id,), np.where(inside, 0, -1), nowhere), freq, window)
    return activity[activity["area"] == unit_id].reset_index(drop=True)


def _by_period(
    joined: gpd.GeoDataFrame, areas: Areas, freq: str, window: Window | None
) -> pd.DataFrame:
    """Count every event of the window once, by area, period and class."""
    freq = frequency(freq)
    start, end = (joined[name].to_numpy() for name in ("date_start", "date_end"))
    chosen = np.arange(len(joined))
    span = np.array([start.min(), start.max()]) if start.size else start
    if window is not None:
        span = np.array(valid_window(window), dtype="datetime64[D]")
        chosen = np.flatnonzero((start >= span[0]) & (start <= span[1]))
    elif not start.size:
        raise PeriodFault(NO_EVENTS)
    first, last = number_of_period(span, freq)
    begun = number_of_period(start[chosen], freq)
    coarse = (joined["date_precision"] != "day").to_numpy()[chosen]
    coarse = coarse & (number_of_period(end[chosen], freq) != begun)
    periods, weights = int(last - first + 1), event_counts(joined)
    counts = tally(
        Tolls.of(joined, chosen),
        weights[chosen],
        # What is in no area is numbered last.
        cells=np.where(areas.codes < 0, len(areas.names), areas.codes)[chosen] * periods
        + begun
        - first,
        size=(len(areas.names) + 1) * periods,
        vague=areas.vague[chosen],
        coarse=coarse,
    )
    columns = [_cells(pd.Index([*areas.names, NONE]), first, periods, freq), counts]
    if areas.chances is not None:
        cells = np.full(len(joined), -1)
        cells[chosen[~coarse]] = (begun - first)[~coarse]
        number = len(areas.names)
        columns.append(
            likely_counts(areas.chances, weights, areas=number, cells=cells, size=periods)
        )
    activity = pd.concat(columns, axis=1)
    activity.attrs["window"] = tuple(span.astype("datetime64[D]").tolist())
    return activity


def _cells(areas: pd.Index, first: int, periods: int, freq: str) -> pd.DataFrame:
    """Return area and first day of each cell: each area with so many periods from a first one."""
    starts = start_of_period(np.arange(first, first + periods), freq).to_numpy()
    area = pd.Categorical.from_codes(np.repeat(np.arange(len(areas)), periods).tolist(), areas)
    return pd.DataFrame({"area": area, "period": np.tile(starts, len(areas))})


def add_activities(activities: Sequence[pd.DataFrame], freq: str) -> pd.DataFrame:
    """Return the activity of several lots of events together, none of which is in two of them.

    Parameters
    ----------
    activities : sequence of DataFrame
        Of :func:`border_activity` or :func:`unit_activity`, each asked the same.
    freq : str
        That of all of them.

    Returns
    -------
    DataFrame
        What the same function returns of all lots as one frame.
    """
    if len(activities) == 1:
        return activities[0]
    days = [day for activity in activities for day in activity.attrs["window"]]
    span = np.array([min(days), max(days)], dtype="datetime64[D]")
    freq = frequency(freq)
    first, last = number_of_period(span, freq)
    areas = activities[0]["area"]
    kept = areas.cat.categories[areas.cat.categories.isin(areas)]
    cells = _cells(areas.cat.categories, first, int(last - first + 1), freq)
    cells = cells[cells["area"].isin(kept)].reset_index(drop=True)
    at = pd.MultiIndex.from_frame(cells.astype({"area": "str"}))
    whole = [_laid_out(activity, at) for activity in activities]
    total = pd.concat([cells, add_tallies(whole)], axis=1)
    total.attrs["window"] = (min(days), max(days))
    return total


def _laid_out(activity: pd.DataFrame, at: pd.MultiIndex) -> pd.DataFrame:
    """Return the counts of an activity in the cells of another; 0 where it has none."""
    own = pd.MultiIndex.from_frame(activity[["area", "period"]].astype({"area": "str"}))
    counts = activity.drop(columns=["area", "period"]).set_axis(own)
    nowhere = ~at.isin(own)
    laid = counts.reindex(at).reset_index(drop=True)
    # What a cell of its own does not know stays unknown.
    return laid.mask(pd.Series(nowhere), 0, axis=0).astype(dict(counts.dtypes))


def tally(
    tolls: Tolls,
    counts: Codes,
    *,
    cells: Codes,
    size: int,
    vague: Flags,
    coarse: Flags,
) -> pd.DataFrame:
    """Count events by cell and class, each once.

    ``tolls`` and ``counts`` hold deaths and events of each row; cells are numbered from 0 to
    ``size`` - 1.
    """

    def count(which: Flags) -> Codes:
        return count_by(cells[which], counts[which], size)

    sure = ~vague & ~coarse
    return pd.DataFrame(
        {
            "events": count(sure),
            **toll_columns(tolls.at(sure), cells[sure], size, counts[sure]),
            "cannot_tell": count(vague),
            "coarse_dates": count(coarse & ~vague),
        }
    )


def add_tallies(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the counts of several lots of events, cell by cell, none of which is in two of them.

    Parameters
    ----------
    tables : sequence of DataFrame
        Of :func:`tally`, or with more columns of numbers; row for row the same cells.

    Returns
    -------
    DataFrame
        The columns added up. Deaths are null where all events have unknown tolls, and at most
        without a bound where those of any lot are, as in :func:`geo.tolls.toll_columns`.
    """
    first, tolls = tables[0], list(TOLL_COLUMNS[:3])
    numbers = [table.drop(columns=tolls) for table in tables]
    total = sum(numbers[1:], numbers[0])
    total[tolls] = sum((table[tolls].fillna(0) for table in tables[1:]), first[tolls].fillna(0))
    untold = (total["unknown_tolls"] > 0) & (total["events"] == total["unknown_tolls"])
    open_ended = [table["fatalities_high"].isna() & table["fatalities"].notna() for table in tables]
    total[tolls] = total[tolls].mask(untold, pd.NA)
    unbounded = np.logical_or.reduce([flags.to_numpy(bool) for flags in open_ended])
    total["fatalities_high"] = total["fatalities_high"].mask(unbounded, pd.NA)
    return total[list(first.columns)]
