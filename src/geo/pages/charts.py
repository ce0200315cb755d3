"""The analysis as charts for print; what they show comes from :mod:`geo.pages.chart_rows`.

Each chart is drawn on a figure of its own or on the body of a page, whose style it then takes: all
its words are of the style's type.
"""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import matplotlib as mpl
import matplotlib.dates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure, FigureBase
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from geo.drawing.style import in_style, settle
from geo.drawing.type import cut, wrap
from geo.pages.chart_rows import (
    AXES,
    DISTANCE,
    DOTS,
    EVENTS,
    EXPECTED,
    HEAT_COLOURS,
    TIMELINE,
    VAGUE_PLACE,
    VAGUE_SIDE,
    activity_rows,
    afghan,
    distance_rows,
    sides,
    takeover_within,
    timeline,
)
from geo.palette import BAR, FAINT, INK, PAPER, TAKEOVER, VAGUE
from geo.view.classes import breaks
from geo.view.view import Window
from geo.vocabulary import TAKEOVER as TAKEOVER_DAY
from geo.vocabulary import TAKEOVER_WORDS

dates: Any = matplotlib.dates  # has no types
Canvas = FigureBase | None
"""The body of a page to draw on; with none a chart becomes a figure of its own, in inches."""
_DISC_POINTS, _LARGEST_DISC = 22.0, 280.0
"""Area of a disc for an event, in square points, and of the largest disc."""
_NAME_WIDTH = 0.34
"""Of the chart's width: that of a zone's name, which is cut where it is longer."""


def _styled(draw: Callable[..., FigureBase]) -> Callable[..., FigureBase]:
    """Draw a figure in the project's style; on the body of a page in the style of that page."""

    def styled(*arguments: Any, **options: Any) -> FigureBase:
        if options.get("on") is not None:
            return draw(*arguments, **options)
        with in_style():
            figure = draw(*arguments, **options)
            if isinstance(figure, Figure):
                settle(figure)
            return figure

    styled.__doc__, styled.__name__ = draw.__doc__, draw.__name__
    return styled


@_styled
def segments_over_time(
    activity: pd.DataFrame,
    *,
    measure: str = "events",
    title: str = "",
    note: str = "",
    on: Canvas = None,
) -> FigureBase:
    """Return small multiples of events or deaths over time, a panel for each area, on one scale.

    Parameters
    ----------
    activity : DataFrame
        Of :func:`geo.border_activity`; the areas it holds are drawn, ``"none"`` left out.
    measure : str, default "events"
        What the bars count: events, or with ``"fatalities"`` best estimates of deaths, with thin
        lines from the least to the most that sources give.
    title, note : str
        Heading, and a line on sources at the foot.
    on : FigureBase, optional
        The body of a page, which has title and sources of its own.

    Examples
    --------
    >>> import geo
    >>> joined = geo.join(geo.read_events(), geo.read_units(), geo.read_zones())
    >>> figure = segments_over_time(geo.border_activity(joined, freq="quarter"))
    >>> len(figure.axes)
    6
    """
    names, all_rows = afghan(activity), activity_rows(activity, measure)
    grey = f"Grey: {VAGUE_PLACE}." if measure == "events" else ""
    about = "\n".join(filter(None, [f"{grey} {DOTS[measure]}".strip(), note]))
    figure = _figure(7.2, 5.0, title, about, on)
    columns = min(2, len(names))
    rows_of_panels = -(-len(names) // columns)
    panels = figure.subplots(rows_of_panels, columns, sharex=True, sharey=True, squeeze=False)
    for axes, name in zip(panels.ravel(), names, strict=False):
        rows = all_rows[all_rows["area"] == name]
        starts, width = rows["period"].to_numpy(), (rows["end"] - rows["period"]).min()
        _stack(axes, starts, rows, width * 0.9)
        _spans(axes, rows)
        axes.set_title(rows["heading"].iloc[0])
        # Named once: over each panel the name would stand on what it marks.
        _time_axis(axes, named=name == names[0])
    # All panels share one scale: it is known once all are drawn.
    _count_axis(panels[0][0])
    panels[0][0].set_ylabel(AXES[measure])
    for axes in panels.ravel()[len(names) :]:
        axes.set_axis_off()
    if on is not None and measure == "events":
        # A figure of its own says so in its note, which stands where this legend does.
        patch = Patch(color=VAGUE, label=VAGUE_PLACE)
        figure.legend(handles=[patch], loc="outside lower right", frameon=False)
    return figure


@_styled
def segment_heat_map(
    activity: pd.DataFrame, *, title: str = "", note: str = "", on: Canvas = None
) -> FigureBase:
    """Return a heat map of events: areas down, periods across, zero in the ground's colour.

    The numbers at an area's name are those of its colours, and of the events known too coarsely
    to place or date.
    """
    names, rows = afghan(activity), activity_rows(activity)
    table = rows.pivot_table(
        index="area", columns="period", values="sure", aggfunc="sum", observed=True
    )
    counts = table.reindex(names).to_numpy()
    edges = breaks(rows["sure"])
    top = max(counts.max(), 2 * edges[4]) + 1
    figure = _figure(7.2, max(2.6, 0.8 + 0.3 * len(names)), title, note, on)
    axes = figure.subplots()
    mesh = axes.pcolormesh(
        dates.date2num([*table.columns, rows["end"].max()]),
        np.arange(len(names) + 1),
        counts,
        cmap=ListedColormap(list(HEAT_COLOURS)),
        norm=BoundaryNorm([0, *edges, top], 6),
        linewidth=0,
        rasterized=True,
    )
    words = rows.drop_duplicates("area").set_index("area")["row"]
    axes.set_yticks(np.arange(len(names)) + 0.5, words[names])
    axes.invert_yaxis()
    axes.grid(visible=False)
    _time_axis(axes, above=True)
    bar = figure.colorbar(mesh, ax=axes, ticks=[0, *edges], spacing="uniform", pad=0.01)
    bar.ax.set_yticklabels(["0", *(f"{low:,}" for low in edges)])
    bar.set_label(EVENTS)
    return figure


@_styled
def distance_chart(
    profile: pd.DataFrame,
    *,
    most: int = 0,
    title: str = "",
    note: str = "",
    on: Canvas = None,
) -> FigureBase:
    """Return events by signed distance from a border, from :func:`geo.distance_profile`.

    The axis counts to ``most`` at least, so that charts of several windows have one scale.
    """
    figure = _figure(7.2, 2.8, title, note, on)
    axes = figure.subplots()
    rows = distance_rows(profile)
    _stack(axes, rows["from_km"], rows, (rows["to_km"] - rows["from_km"]) * 0.92)
    # Of a step nearly all that is beside it is possible: lines would hide the bars.
    _spans(axes, rows, whole=False)
    axes.axvline(0, color=INK, linewidth=1.4)
    _count_axis(axes, most)
    axes.set_ylabel(EVENTS)
    axes.set_xlabel(DISTANCE)
    axes.xaxis.set_major_formatter(lambda km, _: f"{abs(km):g}")
    first, second = sides(profile)
    look: dict[str, Any] = {"transform": axes.transAxes, "va": "top"}
    axes.text(0.01, 0.97, first, weight="bold", **look)
    axes.text(0.99, 0.97, second, ha="right", weight="bold", **look)
    words = f"grey: {VAGUE_SIDE}; dots: {EXPECTED}"
    size = mpl.rcParams["font.size"]
    axes.set_title(words, loc="left", fontsize=size, color=FAINT, weight="normal")
    return figure


@_styled
def zone_timeline(
    zones: gpd.GeoDataFrame,
    activity: pd.DataFrame,
    *,
    window: Window | None = None,
    title: str = "",
    note: str = "",
    on: Canvas = None,
) -> FigureBase:
    """Return the zones' claimed dates as bars, and beside them what happened in their units.

    Parameters
    ----------
    zones : GeoDataFrame
        Zones of :func:`geo.read_zones`, drawn by group and beginning.
    activity : DataFrame
        Of :func:`geo.zone_activity`: discs, their area by events; filled in the claimed dates.
    window : pair of date, optional
        What the axis spans; by default the periods of the activity.
    """
    shown = timeline(zones, activity, window)
    rows, note = shown.rows, "\n".join(filter(None, [TIMELINE, note]))
    figure = _figure(7.2, 1.1 + 0.2 * len(rows), title, note, on)
    axes = figure.subplots()
    most = float(activity["events"].max()) if len(activity) else 1.0
    point = min(_DISC_POINTS, _LARGEST_DISC / max(most, 1.0))
    for at, (_, zone) in enumerate(rows.iterrows()):
        if zone["shows"]:
            bar: dict[str, Any] = {"left": zone["begin"], "color": zone["colour"]}
            axes.barh(at, zone["end"] - zone["begin"], height=0.62, alpha=0.22, **bar)
        _discs(axes, at, shown.discs[shown.discs["zone_id"] == zone["zone_id"]], point)
    wide: Any = figure  # the stubs know neither box nor dots of a figure's base
    _name_rows(axes, rows, _NAME_WIDTH * wide.bbox.width / wide.dpi)
    axes.set_xlim(*(float(dates.date2num(end)) for end in (shown.first, shown.last)))
    axes.grid(axis="x", visible=True)
    _time_axis(axes, above=True)
    return figure


def _stack(axes: Axes, at: Any, rows: pd.DataFrame, width: Any) -> None:
    """Draw bars of what is counted, and on them of what is known too coarsely."""
    look: dict[str, Any] = {"width": width, "align": "edge"}
    axes.bar(at, rows["sure"], color=BAR, **look)
    axes.bar(at, rows["vague"], bottom=rows["sure"], color=VAGUE, **look)


def _spans(axes: Axes, rows: pd.DataFrame, *, whole: bool = True) -> None:
    """Draw how many events are expected as dots, and lines from the sure to the possible."""
    off = rows[rows["most"] > rows["least"]]
    if whole:
        axes.vlines(off["middle"], off["least"], off["most"], color=FAINT, linewidth=0.5)
    axes.scatter(off["middle"], off["expected"], s=4, color=INK, linewidths=0, zorder=3)


def _discs(axes: Axes, at: int, seen: pd.DataFrame, point: float) -> None:
    """Draw a row of discs, ``point`` square points for each event."""
    for inside in (True, False):
        some = seen[seen["inside"] == inside]
        axes.scatter(
            some["middle"],
            [at] * len(some),
            s=point * some["events"],
            color=some["colour"] if inside else PAPER,
            edgecolors=some["colour"].tolist(),
            linewidths=0.6,
            zorder=3,
        )


def _name_rows(axes: Axes, rows: pd.DataFrame, inches: float) -> None:
    """Write the zones' names, each in one line at most so wide."""
    size = float(mpl.rcParams["font.size"])
    names = [cut(wrap(words, inches, size), 1, inches, size)[0] for words in rows["label"]]
    axes.set_yticks(range(len(rows)), names)
    axes.set_ylim(len(rows) - 0.4, -0.6)


def _figure(width: float, height: float, title: str, note: str, on: Canvas) -> FigureBase:
    if on is not None:
        return on
    figure = Figure(figsize=(width, height), layout="constrained")
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize=11, weight="bold")
    if note:
        figure.supxlabel(note, x=0.01, ha="left", fontsize=7, color=FAINT)
    return figure


def _count_axis(axes: Axes, most: int = 0) -> None:
    """Count from 0 in whole numbers, to 1 at least: an axis of hundredths of an event says less."""
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=4))
    axes.set_ylim(0, max(1.0, 1.05 * most, axes.get_ylim()[1]))


def _time_axis(axes: Axes, *, above: bool = False, named: bool = True) -> None:
    """Set the dates and the takeover's line, ``named`` in or ``above`` the axes."""
    locator = dates.AutoDateLocator(minticks=3, maxticks=9)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))
    low, high = axes.get_xlim()
    if takeover_within(*(dates.num2date(end).replace(tzinfo=None) for end in (low, high))):
        takeover = float(dates.date2num(TAKEOVER_DAY))
        axes.axvline(takeover, color=TAKEOVER, linewidth=0.8)
        if not named:
            return
        axes.text(
            takeover,
            1.0,
            f" {TAKEOVER_WORDS}",
            transform=axes.get_xaxis_transform(),
            color=TAKEOVER,
            va="bottom" if above else "top",
        )
