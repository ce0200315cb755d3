"""The charts of border activity, distance and zones as pages."""

from collections.abc import Callable
from dataclasses import replace

import geopandas as gpd
import matplotlib as mpl
import pandas as pd
from matplotlib.figure import FigureBase

from geo import figures
from geo.activity import border_activity
from geo.boundaries import read_borders
from geo.distances import distance_profile
from geo.errors import PageFault
from geo.pages import Page, blank_page
from geo.paper import Paper
from geo.periods import days_in
from geo.selection import describe, select
from geo.view import ALL_DATES, View, Window
from geo.zone_activity import zone_activity
from geo.zones import read_zones

_FREQUENCIES = ((120, "week"), (3 * 366, "month"), (12 * 366, "quarter"))
"""Longest window in days that is drawn by week, month, quarter; a longer one is drawn by year."""
_CORRIDORS = (
    "A corridor holds the places nearer to its border than to any other; events known too "
    "coarsely to place or date are grey. Distances along the ellipsoid to the simplified border."
)
_TIMELINE = (
    "Bars: dates claimed by the zone's source. Discs: events in its units by quarter, area by "
    "number, filled within those dates."
)


def over_time_page(
    joined: gpd.GeoDataFrame, view: View, paper: Paper, marking: str = "", subtitle: str = ""
) -> Page:
    """Return events in border corridors over time; parameters as those of :func:`geo.snapshot`."""
    return _activity_page(figures.segments_over_time, joined, view, paper, marking, subtitle)


def heat_map_page(
    joined: gpd.GeoDataFrame, view: View, paper: Paper, marking: str = "", subtitle: str = ""
) -> Page:
    """Return events by border and period as colours; parameters as those of a snapshot."""
    return _activity_page(figures.segment_heat_map, joined, view, paper, marking, subtitle)


def distance_page(
    joined: gpd.GeoDataFrame, view: View, paper: Paper, marking: str = "", subtitle: str = ""
) -> Page:
    """Return events by distance from the one border that the view names.

    Parameters as those of :func:`geo.snapshot`.

    Raises
    ------
    PageFault
        When neither ``segments`` nor ``extent`` names one border.
    """
    known = set(read_borders()["segment"])
    named = [*view.segments, *({view.extent} & known if isinstance(view.extent, str) else ())]
    if len(dict.fromkeys(named)) != 1:
        raise PageFault(
            "A page of distances shows one border. Choose one: among the border segments of the "
            "layers, with --segment, as segments of a spec, or as the place that is shown."
        )
    chosen = select(joined, view)
    profile = distance_profile(chosen, named[0], window=_window(joined, view))
    words = subtitle or f"Distance from the {named[0]} border. {describe(joined, view)}"
    return _chart(
        joined, view, paper, marking, words, lambda on: figures.distance_chart(profile, on=on)
    )


def zones_page(
    joined: gpd.GeoDataFrame, view: View, paper: Paper, marking: str = "", subtitle: str = ""
) -> Page:
    """Return the zones' claimed dates and the events in them; parameters as those of a snapshot."""
    zones = read_zones()
    if view.groups:
        zones = zones[zones["group"].isin(view.groups)]
    activity = zone_activity(select(joined, view), zones, window=_window(joined, view))
    words = subtitle or f"{_TIMELINE} {describe(joined, view)}"
    return _chart(
        joined,
        view,
        paper,
        marking,
        words,
        lambda on: figures.zone_timeline(zones, activity, window=_window(joined, view), on=on),
        method=_TIMELINE,
    )


def _activity_page(
    draw: Callable[..., FigureBase],
    joined: gpd.GeoDataFrame,
    view: View,
    paper: Paper,
    marking: str,
    subtitle: str,
) -> Page:
    """Return a page with a chart of the activity in border corridors."""
    freq = _frequency(joined, view)
    activity = _activity(joined, view, freq)
    words = subtitle or f"Events by {freq} {corridor_words(view)}. {describe(joined, view)}"
    return _chart(joined, view, paper, marking, words, lambda on: draw(activity, on=on))


def _chart(
    joined: gpd.GeoDataFrame,
    view: View,
    paper: Paper,
    marking: str,
    subtitle: str,
    draw: Callable[[FigureBase], FigureBase],
    *,
    method: str = _CORRIDORS,
) -> Page:
    """Return a page with a chart on its body."""
    shown = select(joined, view)
    page = blank_page(
        paper, view.title, subtitle, marking, joined=joined, shown=shown, method=method
    )
    page.picture = paper.body_box()
    left, bottom, width, height = page.picture
    page.figure.set_layout_engine("constrained")
    grid = page.figure.add_gridspec(
        3,
        3,
        width_ratios=[left, width, paper.width - left - width],
        height_ratios=[paper.height - bottom - height, height, bottom],
    )
    with mpl.rc_context({"font.size": paper.small}):
        draw(page.figure.add_subfigure(grid[1, 1]))
    return page


def _activity(joined: gpd.GeoDataFrame, view: View, freq: str) -> pd.DataFrame:
    activity = border_activity(
        select(joined, replace(view, window=ALL_DATES)),
        within_km=view.corridor_km,
        side=view.side,
        freq=freq,
        window=_window(joined, view),
    )
    return activity[activity["area"].isin(view.segments)] if view.segments else activity


def _window(joined: gpd.GeoDataFrame, view: View) -> Window:
    """Return the view's window, or the dates of the data where it asks for all."""
    if view.window != ALL_DATES or joined.empty:
        return view.window
    return joined["date_start"].min().date(), joined["date_start"].max().date()


def _frequency(joined: gpd.GeoDataFrame, view: View) -> str:
    days = days_in(_window(joined, view))
    return next((freq for most, freq in _FREQUENCIES if days <= most), "year")


def corridor_words(view: View) -> str:
    """Return in words where the events of a view's corridors lie."""
    side = {"both": "", "first": ", on the first country's side", "second": ", on the other side"}
    return f"within {view.corridor_km:g} km of the borders{side[view.side]}"
