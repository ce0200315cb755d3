"""Events by their distance from a border segment, on either side of it."""

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.analysis.activity import tally
from geo.analysis.likely import likely_counts
from geo.analysis.windows import valid_window
from geo.errors import ViewFault
from geo.event_counts import event_counts
from geo.join.laid import REACH_KM
from geo.join.probability import probabilities
from geo.tolls import Tolls
from geo.view.extent import check_segments
from geo.view.view import Window


def distance_profile(
    joined: gpd.GeoDataFrame,
    segment: str,
    *,
    window: Window | None = None,
    step_km: float = 10.0,
    reach_km: float = 200.0,
) -> pd.DataFrame:
    """Return events by signed distance from a border segment.

    Parameters
    ----------
    joined : GeoDataFrame
        Events of :func:`geo.join`.
    segment : str
        Such as ``"AFG-TJK"``; events nearer to another segment are that one's.
    window : pair of date or ISO text, optional
        First and last day; all dates by default.
    step_km : float, default 10.0
        Width of a step in kilometres.
    reach_km : float, default 200.0
        How far the profile goes on each side in kilometres (geodesic), a multiple of the step, at
        most 200.

    Returns
    -------
    DataFrame
        One row for each step: ``from_km`` and ``to_km``, negative in the country that the
        segment names first; ``side`` (ISO3); ``events``, whose side and distance are known, with
        their deaths as in :func:`geo.border_activity`; ``cannot_tell``, whose own precision is
        coarser than their distance or which may lie on either side; ``coarse_dates``, whose dates
        reach beyond the window; and of all events whose dates are known well enough, how many lie
        there: ``sure``, ``expected`` and ``possible`` (:mod:`geo.analysis.likely`). Events in a
        third country, or farther than ``reach_km``, are left out.

    Raises
    ------
    UnknownName
        For a segment of no such name.
    ViewFault
        For steps that are none, or do not fill the reach, or a reach beyond 200 km.
    PeriodFault
        For a bad window.

    Examples
    --------
    >>> import geo
    >>> joined = geo.join(geo.read_events(), geo.read_units(), geo.read_zones())
    >>> profile = distance_profile(joined, "AFG-TJK", step_km=50)
    >>> profile["side"].tolist()
    ['AFG', 'AFG', 'AFG', 'AFG', 'TJK', 'TJK', 'TJK', 'TJK']
    """
    steps = round(reach_km / step_km) if step_km > 0 else 0
    if steps < 1 or abs(steps * step_km - reach_km) > 1e-9:
        raise ViewFault(f"reach_km {reach_km:g} is not a multiple of step_km {step_km:g}.")
    if reach_km > REACH_KM:
        raise ViewFault(f"reach_km is {reach_km:g}; give at most {REACH_KM:g} kilometres.")
    near = beside(joined, segment, within_km=reach_km).to_numpy()
    first, second = segment.split("-")
    dated, coarse = np.ones(len(joined), dtype=bool), np.zeros(len(joined), dtype=bool)
    if window is not None:
        begin, end = map(pd.Timestamp, valid_window(window))
        dated = joined["date_start"].between(begin, end).to_numpy()
        near = near & dated
        coarse = ((joined["date_precision"] != "day") & (joined["date_end"] > end)).to_numpy()
    known = probabilities(joined)
    number = known.segments.index(segment)
    open_side = known.with_open_side(np.where(near, number, -1))
    events = joined[near]
    here = (events["border_side"] == first).to_numpy()
    step = np.floor(events["border_distance_km"].to_numpy() / step_km).astype(int)
    edges = (np.arange(2 * steps + 1) - steps) * step_km
    place = {"from_km": edges[:-1], "to_km": edges[1:], "side": np.repeat([first, second], steps)}
    counts = tally(
        Tolls.of(events),
        event_counts(events),
        cells=np.where(here, steps - 1 - step, steps + step),
        size=2 * steps,
        vague=(events["border_class"] == "cannot tell").to_numpy() | open_side[near],
        coarse=coarse[near],
    )
    likely = likely_counts(
        known.at_distances(number, np.arange(1, steps + 1) * step_km),
        event_counts(joined),
        areas=2 * steps,
        cells=np.where(dated & ~coarse, 0, -1),
        size=1,
    )
    # The last row is of the events in no step.
    return pd.concat([pd.DataFrame(place), counts, likely.iloc[:-1]], axis=1)


def beside(joined: gpd.GeoDataFrame, segment: str, *, within_km: float) -> pd.Series:
    """Return where an event lies less than so far from a border segment, on one of its sides.

    Raises
    ------
    UnknownName
        For an unknown segment.
    """
    check_segments([segment])
    near = (joined["border_segment"] == segment) & (joined["border_distance_km"] < within_km)
    on_a_side: pd.Series = near & joined["border_side"].isin(segment.split("-"))
    return on_a_side
