"""A watch list of what a view's filters let through, to the last day of its window."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import geopandas as gpd
import pandas as pd

from geo.analysis.windows import days_in
from geo.view.area import Area
from geo.view.select import select
from geo.view.view import ALL_DATES, View
from geo.watchlist.watch import LONGEST, USUAL, data_days, watch
from geo.watchlist.weeks import watched, weekly

_WEEKS = 4
"""The last ones, where a view's window is longer than weeks can be watched."""


class WatchList(NamedTuple):
    """The list of :func:`geo.watch`, and its units' events by week over the usual weeks too."""

    listed: pd.DataFrame
    by_week: pd.DataFrame


def watch_view(joined: gpd.GeoDataFrame, view: View, by: str, weeks: int) -> WatchList:
    """Return the watch list of a view.

    Parameters
    ----------
    joined : GeoDataFrame
        Events of :func:`geo.join`.
    view : View
        Its filters choose the events, on all dates; its window's last day is that of the last week,
        unless it holds all dates; its area of one's own is watched by ``"area"``, and else only
        what lies inside.
    by, weeks
        As of :func:`geo.watch`, with its errors.
    """
    own = by == "area"
    shown = select(joined, replace(view, window=ALL_DATES, area=None if own else view.area))
    areas: Sequence[Area] = [view.area] if own and view.area is not None else []
    where: dict[str, Any] = {"within_km": view.corridor_km, "side": view.side, "areas": areas}
    until: dt.date | None = None if view.window == ALL_DATES else view.window[1]
    listed = watch(shown, by=by, weeks=weeks, until=until, data=data_days(joined), **where)
    units = watched(shown, by, **where)
    by_week = weekly(shown, units, listed.attrs["window"][1], weeks + USUAL)
    return WatchList(listed, by_week[by_week["area"].isin(listed["area"])])


def watched_weeks(view: View) -> int:
    """Return the weeks that a page watches: those of a view's window, or the last four.

    >>> watched_weeks(View(window=("2021-06-01", "2021-06-14"))), watched_weeks(View())
    (2, 4)
    """
    weeks = days_in(view.window) // 7
    return weeks if view.window != ALL_DATES and 1 <= weeks <= LONGEST else _WEEKS
