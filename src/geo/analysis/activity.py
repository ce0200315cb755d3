"""Events and fatalities over time: by border corridor, around a crossing, in a unit.

Every event of a window is counted once, a row for as many as it stands for
(:mod:`geo.event_counts`), in one of three classes: ``events``; ``cannot_tell``, known too coarsely
in place to say whether it lies in the corridor (:mod:`geo.analysis.corridors`); ``coarse_dates``,
known too coarsely in time to say in which period. None is spread over places or periods.
"""

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
from geo.tolls import Tolls, toll_columns
from geo.view.extent import check_segments
from geo.view.view import Window


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
        raise PeriodFault("There are no events. Open a file that holds some, or give a window.")
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
    starts = start_of_period(np.arange(first, last + 1), freq)
    names = pd.Index([*areas.names, NONE])
    area = pd.Categorical.from_codes(np.repeat(np.arange(len(names)), periods).tolist(), names)
    columns = [
        pd.DataFrame({"area": area, "period": np.tile(starts.to_numpy(), len(names))}),
        counts,
    ]
    if areas.chances is not None:
        cells = np.full(len(joined), -1)
        cells[chosen[~coarse]] = (begun - first)[~coarse]
        number = len(areas.names)
        columns.append(
            likely_counts(areas.chances, weights, areas=number, cells=cells, size=periods)
        )
    return pd.concat(columns, axis=1)


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
