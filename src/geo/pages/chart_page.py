"""The charts of border activity, distance and zones as pages."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import geopandas as gpd
import pandas as pd
from matplotlib.figure import FigureBase

from geo.analysis.activity import border_activity
from geo.analysis.corridors import corridors
from geo.analysis.distances import beside, distance_profile
from geo.analysis.windows import days_in
from geo.analysis.zone_activity import in_units, zone_activity
from geo.boundaries.zones import read_zones
from geo.drawing.paper import Paper
from geo.drawing.style import in_style, settle
from geo.errors import PageFault
from geo.pages import charts
from geo.pages.chart_rows import DOTS, TIMELINE, activity_title, afghan, distance_title
from geo.pages.page import Page, blank_page
from geo.release.withholding import public
from geo.view.extent import border_segments, whole_words
from geo.view.select import select
from geo.view.sentence import describe_rows, select_some
from geo.view.view import ALL_DATES, View, Window

_FREQUENCIES = ((120, "week"), (3 * 366, "month"), (12 * 366, "quarter"))
"""Longest window in days that is drawn by week, month, quarter; a longer one is drawn by year."""
_ROW_LINES, _ROOM_OF_DATES = 1.35, 0.6
"""Height of a row of zones by that of its type, and inches that the dates take over the rows."""
_NEAREST = "A corridor holds the places nearer to its border than to any other;"
_ELLIPSOID = "Distances along the ellipsoid to the simplified border."
_CORRIDORS = {
    measure: f"{_NEAREST} events known too coarsely to place or date are "
    f"{'grey' if measure == 'events' else 'left out'}. {dots} {_ELLIPSOID}"
    for measure, dots in DOTS.items()
}
_COLOURS = (
    f"{_NEAREST} colours count the events known well enough, the number after + those known too "
    f"coarsely to place or date. {_ELLIPSOID}"
)


def over_time_page(
    joined: gpd.GeoDataFrame, view: View, paper: Paper, marking: str = "", subtitle: str = ""
) -> Page:
    """Return events or deaths, as the view counts, in border corridors over time.

    Parameters as those of :func:`geo.snapshot`.
    """
    draw = partial(charts.segments_over_time, measure=view.measure)
    chart = _activity_chart(draw, joined, view, _CORRIDORS[view.measure], view.measure)
    return _chart(chart, paper, marking, subtitle)


def heat_map_page(
    joined: gpd.GeoDataFrame, view: View, paper: Paper, marking: str = "", subtitle: str = ""
) -> Page:
    """Return events by border and period as colours; parameters as those of a snapshot."""
    chart = _activity_chart(charts.segment_heat_map, joined, view, _COLOURS)
    return _chart(chart, paper, marking, subtitle)


def distance_page(
    joined: gpd.GeoDataFrame, view: View, paper: Paper, marking: str = "", subtitle: str = ""
) -> Page:
    """Return events by distance from the one border that the view names.

    Parameters as those of :func:`geo.snapshot`.

    Raises
    ------
    PageFault
        When neither ``segments`` nor ``extent`` names one border, or there is no event.
    """
    named = border_segments(view)
    if len(named) != 1:
        raise PageFault(
            "A page of distances shows one border. Choose one as the view's border segment, or as "
            "the place that is shown."
        )
    chosen = select_some(joined, view)
    profile = distance_profile(chosen, named[0], window=_window(joined, view))
    counted = chosen[beside(chosen, named[0], within_km=float(profile["to_km"].max()))]
    lead = f"{distance_title(named[0])}."
    return _chart(
        _Chart(joined, counted, view, lead, lambda on: charts.distance_chart(profile, on=on)),
        paper,
        marking,
        subtitle,
    )


def zones_page(
    joined: gpd.GeoDataFrame, view: View, paper: Paper, marking: str = "", subtitle: str = ""
) -> Page:
    """Return the zones' claimed dates and the events in them; parameters as those of a snapshot."""
    zones = read_zones()
    if view.groups:
        zones = zones[zones["group"].isin(view.groups)]
    chosen = select_some(joined, view)
    activity = zone_activity(chosen, zones, window=_window(joined, view))
    every = len(zones)
    zones = _with_room(zones, activity, paper)
    activity = activity[activity["zone_id"].isin(zones["zone_id"])]
    members = {member for units in zones["members"] for member in units}

    def draw(on: FigureBase) -> FigureBase:
        return charts.zone_timeline(zones, activity, window=_window(joined, view), on=on)

    lacks = f"{len(zones)} of {every} zones, those with most events." if len(zones) < every else ""
    chart = _Chart(
        joined,
        chosen[in_units(chosen, members)],
        view,
        " ".join(filter(None, [TIMELINE, lacks, whole_words(view)])),
        draw,
        method="",
        zones=zones,
    )
    return _chart(chart, paper, marking, subtitle)


def _with_room(zones: gpd.GeoDataFrame, activity: pd.DataFrame, paper: Paper) -> gpd.GeoDataFrame:
    """Return the zones that have room on a page: those with most events in their claimed dates."""
    rows = int((paper.body_box()[3] - _ROOM_OF_DATES) * 72 / (_ROW_LINES * paper.tiny))
    counts = activity.groupby("zone_id")[["claimed", "events"]].sum()
    ranked = counts.reindex(zones["zone_id"]).fillna(0)
    ranked = ranked.sort_values(["claimed", "events"], ascending=False, kind="stable")
    return zones[zones["zone_id"].isin(ranked.index[:rows])]


@dataclass(frozen=True)
class _Chart:
    """A chart to be: how it is drawn, and the events that it counts.

    ``lead`` says what it shows, ``method`` how; ``zones`` are those that it shows.
    """

    joined: gpd.GeoDataFrame
    counted: gpd.GeoDataFrame
    view: View
    lead: str
    draw: Callable[[FigureBase], FigureBase]
    method: str = _CORRIDORS["events"]
    zones: gpd.GeoDataFrame | None = None


def _activity_chart(
    draw: Callable[..., FigureBase],
    joined: gpd.GeoDataFrame,
    view: View,
    method: str,
    measure: str = "events",
) -> _Chart:
    """Return a chart of the activity in border corridors."""
    freq = _frequency(joined, view)
    chosen = select_some(joined, view)
    activity = _activity(joined, view, freq)
    areas = corridors(chosen, within_km=view.corridor_km, side=view.side)
    drawn = pd.Index(areas.names).isin(afghan(activity))
    counted = chosen[(areas.codes >= 0) & drawn[areas.codes]]
    lead = f"{activity_title(view, freq, measure)}."
    return _Chart(joined, counted, view, lead, lambda on: draw(activity, on=on), method)


def _chart(chart: _Chart, paper: Paper, marking: str, subtitle: str) -> Page:
    """Return a page with a chart on its body."""
    counted = public(chart.counted)
    sentence = describe_rows(counted, chart.joined, chart.view, where=" in this chart")
    page = blank_page(
        paper,
        chart.view.title,
        subtitle or f"{chart.lead} {sentence}",
        marking,
        joined=chart.joined,
        shown=counted,
        zones=chart.zones,
        method=chart.method,
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
    with in_style({"font.size": paper.tiny, "axes.titlesize": paper.small}):
        chart.draw(page.figure.add_subfigure(grid[1, 1]))
        settle(page.figure)
    return page


def _activity(joined: gpd.GeoDataFrame, view: View, freq: str) -> pd.DataFrame:
    activity = border_activity(
        select(joined, replace(view, window=ALL_DATES)),
        within_km=view.corridor_km,
        side=view.side,
        freq=freq,
        window=_window(joined, view),
    )
    named = border_segments(view)
    return activity[activity["area"].isin(named)] if named else activity


def _window(joined: gpd.GeoDataFrame, view: View) -> Window:
    """Return the view's window, or the dates of the data where it asks for all."""
    if view.window != ALL_DATES or joined.empty:
        return view.window
    return joined["date_start"].min().date(), joined["date_start"].max().date()


def _frequency(joined: gpd.GeoDataFrame, view: View) -> str:
    days = days_in(_window(joined, view))
    return next((freq for most, freq in _FREQUENCIES if days <= most), "year")
