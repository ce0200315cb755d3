"""The analysis as charts for print, with the colours and words of the maps.

Each chart is drawn on a figure of its own or on the body of a page. Figures are matplotlib's,
made without its global state, so that the app may draw several at once.
"""

import textwrap
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
from matplotlib.ticker import MaxNLocator

from geo.drawing.style import FAINT, INK, STYLE, settle
from geo.palette import COUNT_SCALE, GROUP_COLOURS, OTHER_GROUP_COLOUR, ZERO_COLOUR
from geo.view.classes import breaks
from geo.view.view import Window

dates: Any = matplotlib.dates  # has no types
Canvas = FigureBase | None
"""The body of a page to draw on; with none a chart becomes a figure of its own, in inches."""
TAKEOVER = np.datetime64("2021-08-15")
BAR, VAGUE = "#0072B2", "#b9b4aa"

_GREY = "known too coarsely to place or date"
_DISCS = (
    "Bars: dates claimed by the zone's source. Discs: events there, area by number, hollow "
    "outside those dates."
)
_DISC_POINTS, _LARGEST_DISC = 22.0, 280.0
"""Area of a disc for an event, in square points, and of the largest disc."""
_NAME_WIDTH, _NAME_POINTS = 44, 6.5
"""Letters to a line of a zone's name, where there is room for two lines, and their size."""


def _styled(draw: Callable[..., FigureBase]) -> Callable[..., FigureBase]:
    """Draw a figure in the project's style."""

    def styled(*arguments: Any, **options: Any) -> FigureBase:
        with mpl.rc_context(STYLE):
            figure = draw(*arguments, **options)
            if isinstance(figure, Figure):
                settle(figure)
            return figure

    styled.__doc__, styled.__name__ = draw.__doc__, draw.__name__
    return styled


@_styled
def segments_over_time(
    activity: pd.DataFrame, *, title: str = "", note: str = "", on: Canvas = None
) -> FigureBase:
    """Return small multiples of events over time, one panel for each area, on one scale.

    Parameters
    ----------
    activity : DataFrame
        Of :func:`geo.border_activity`; the areas it holds are drawn, ``"none"`` left out.
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
    names = afghan(activity)
    figure = _figure(7.2, 5.0, title, "\n".join(filter(None, [f"Grey: {_GREY}.", note])), on)
    columns = min(2, len(names))
    rows_of_panels = -(-len(names) // columns)
    panels = figure.subplots(rows_of_panels, columns, sharex=True, sharey=True, squeeze=False)
    for axes, name in zip(panels.ravel(), names, strict=False):
        rows = activity[activity["area"] == name]
        starts = rows["period"].to_numpy()
        width = np.diff(starts).min() if len(starts) > 1 else np.timedelta64(30, "D")
        vague = rows["cannot_tell"] + rows["coarse_dates"]
        bars: dict[str, Any] = {"width": width * 0.9, "align": "edge"}
        axes.bar(starts, rows["events"], color=BAR, **bars)
        axes.bar(starts, vague, bottom=rows["events"], color=VAGUE, **bars)
        axes.set_title(_heading(name, int(rows["events"].sum()), int(vague.sum())))
        _time_axis(axes)
    # All panels share one scale: it is known once all are drawn.
    _count_axis(panels[0][0])
    panels[0][0].set_ylabel("events")
    for axes in panels.ravel()[len(names) :]:
        axes.set_axis_off()
    if on is not None:
        # A figure of its own says so in its note, which stands where this legend does.
        patch = mpl.patches.Patch(color=VAGUE, label=_GREY)
        figure.legend(handles=[patch], loc="outside lower right", frameon=False, fontsize=7)
    return figure


def _heading(name: str, sure: int, vague: int) -> str:
    """Return the heading of a panel: all that its bars hold, the sure and the vague."""
    more = f", {vague:,} more known too coarsely" if vague else ""
    return f"{name}: {sure:,} event{'' if sure == 1 else 's'}{more}"


@_styled
def segment_heat_map(
    activity: pd.DataFrame, *, title: str = "", note: str = "", on: Canvas = None
) -> FigureBase:
    """Return a heat map of events: areas down, periods across, zero in the ground's colour.

    The numbers at an area's name are those of its colours, and of the events known too coarsely
    to place or date.
    """
    names = afghan(activity)
    table = activity[activity["area"].isin(names)].pivot_table(
        index="area", columns="period", values="events", aggfunc="sum", observed=True
    )
    counts = table.reindex(names).to_numpy()
    edges = breaks(pd.Series(counts.ravel()))
    top = max(counts.max(), 2 * edges[4]) + 1
    figure = _figure(7.2, max(2.6, 0.8 + 0.3 * len(names)), title, note, on)
    axes = figure.subplots()
    starts = dates.date2num(table.columns.to_numpy())
    step = starts[-1] - starts[-2] if len(starts) > 1 else 30.0
    mesh = axes.pcolormesh(
        np.append(starts, starts[-1] + step),
        np.arange(len(names) + 1),
        counts,
        cmap=ListedColormap([ZERO_COLOUR, *COUNT_SCALE]),
        norm=BoundaryNorm([0, *edges, top], 6),
        linewidth=0,
        rasterized=True,
    )
    words = [_row_words(name, activity[activity["area"] == name]) for name in names]
    axes.set_yticks(np.arange(len(names)) + 0.5, words, fontsize=7)
    axes.invert_yaxis()
    axes.grid(visible=False)
    _time_axis(axes, above=True)
    bar = figure.colorbar(mesh, ax=axes, ticks=[0, *edges], spacing="uniform", pad=0.01)
    bar.ax.set_yticklabels(["0", *(f"{low:,}" for low in edges)], fontsize=7)
    bar.set_label("events")
    return figure


def _row_words(name: str, rows: pd.DataFrame) -> str:
    """Return the name of a row of the heat map over its numbers."""
    vague = int((rows["cannot_tell"] + rows["coarse_dates"]).sum())
    coarse = f" + {vague:,} coarse" if vague else ""
    return f"{name}\n{int(rows['events'].sum()):,}{coarse}"


@_styled
def distance_chart(
    profile: pd.DataFrame, *, title: str = "", note: str = "", on: Canvas = None
) -> FigureBase:
    """Return events by signed distance from a border, from :func:`geo.distance_profile`."""
    figure = _figure(7.2, 2.8, title, note, on)
    axes = figure.subplots()
    width = profile["to_km"] - profile["from_km"]
    bars: dict[str, Any] = {"width": width * 0.92, "align": "edge"}
    axes.bar(profile["from_km"], profile["events"], color=BAR, **bars)
    vague = profile["cannot_tell"]
    axes.bar(profile["from_km"], vague, bottom=profile["events"], color=VAGUE, **bars)
    axes.axvline(0, color=INK, linewidth=1.4)
    _count_axis(axes)
    axes.set_ylabel("events")
    axes.set_xlabel("km from the border")
    axes.xaxis.set_major_formatter(lambda km, _: f"{abs(km):g}")
    first, second = profile["side"].iloc[0], profile["side"].iloc[-1]
    look: dict[str, Any] = {"transform": axes.transAxes, "va": "top"}
    axes.text(0.01, 0.97, f"← {first}", weight="bold", **look)
    axes.text(0.99, 0.97, f"{second} →", ha="right", weight="bold", **look)
    grey = "grey: known too coarsely to tell the side"
    axes.text(0.01, 0.86, grey, fontsize=7, color=FAINT, **look)
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
    rows = zones.sort_values(["group", "valid_from"]).reset_index(drop=True)
    figure = _figure(7.2, 1.1 + 0.2 * len(rows), title, "\n".join(filter(None, [_DISCS, note])), on)
    axes = figure.subplots()
    first, last = _span_of(rows, activity, window)
    margin = (last - first) * 0.02
    most = float(activity["events"].max()) if len(activity) else 1.0
    point = min(_DISC_POINTS, _LARGEST_DISC / max(most, 1.0))
    for at, zone in rows.iterrows():
        colour = GROUP_COLOURS.get(zone["group"], OTHER_GROUP_COLOUR)
        begin = max(zone["valid_from"], first - margin)
        end = last + margin if pd.isna(zone["valid_to"]) else zone["valid_to"]
        if end > begin:
            axes.barh(at, end - begin, left=begin, height=0.62, color=colour, alpha=0.22)
        _discs(axes, at, activity[activity["zone_id"] == zone["zone_id"]], colour, point)
    tall: Any = figure  # the stubs know neither box nor dots of a figure's base
    _name_rows(axes, rows, 0.85 * 72 * tall.bbox.height / tall.dpi)
    axes.set_xlim(*(float(dates.date2num(end)) for end in (first - margin, last + margin)))
    axes.grid(axis="x", visible=True)
    _time_axis(axes, above=True)
    return figure


def _span_of(
    rows: pd.DataFrame, activity: pd.DataFrame, window: Window | None
) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first and last moment of a timeline."""
    if window is not None:
        return pd.Timestamp(window[0]), pd.Timestamp(window[1]) + pd.Timedelta(days=1)
    if activity.empty:
        return rows["valid_from"].min(), rows["valid_from"].max() + pd.Timedelta(days=1)
    return activity["period"].min(), activity["middle"].max() + pd.Timedelta(days=1)


def _discs(axes: Axes, at: Any, seen: pd.DataFrame, colour: str, point: float) -> None:
    """Draw a row of discs, ``point`` square points for each event."""
    inside = seen["claimed"] > 0
    for which, fill in ((inside, colour), (~inside, "white")):
        axes.scatter(
            seen["middle"][which],
            [at] * int(which.sum()),
            s=point * seen["events"][which],
            color=fill,
            edgecolors=colour,
            linewidths=0.6,
            zorder=3,
        )


def _name_rows(axes: Axes, rows: pd.DataFrame, tall: float) -> None:
    """Write the zones' names, in two lines where the rows, ``tall`` points together, have room."""
    width = _NAME_WIDTH if tall > 2 * _NAME_POINTS * len(rows) else 3 * _NAME_WIDTH
    axes.set_yticks(
        range(len(rows)),
        [textwrap.fill(words, width) for words in rows["group"] + ": " + rows["name"]],
        fontsize=_NAME_POINTS,
        linespacing=0.95,
    )
    axes.set_ylim(len(rows) - 0.4, -0.6)


def afghan(activity: pd.DataFrame) -> list[str]:
    """Return the areas to draw: the Afghan segments where all are there, else those that are.

    All are there where the rows ``"none"`` are, of the events in no corridor.
    """
    names = list(activity["area"].unique())
    return [name for name in names if name.startswith("AFG-")] if "none" in names else names


def _figure(width: float, height: float, title: str, note: str, on: Canvas) -> FigureBase:
    if on is not None:
        return on
    figure = Figure(figsize=(width, height), layout="constrained")
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize=11, weight="bold")
    if note:
        figure.supxlabel(note, x=0.01, ha="left", fontsize=6.5, color=FAINT)
    return figure


def _count_axis(axes: Axes) -> None:
    """Count from 0 in whole numbers, to 1 at least: an axis of hundredths of an event says less."""
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=4))
    axes.set_ylim(0, max(1.0, axes.get_ylim()[1]))


def _time_axis(axes: Axes, *, above: bool = False) -> None:
    """Set the dates and the takeover's line, named in or ``above`` the axes."""
    locator = dates.AutoDateLocator(minticks=3, maxticks=9)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))
    low, high = axes.get_xlim()
    takeover = float(dates.date2num(TAKEOVER))
    if low < takeover < high:
        axes.axvline(takeover, color="#b2182b", linewidth=0.8)
        axes.text(
            takeover,
            1.0,
            " takeover, 15 Aug 2021",
            transform=axes.get_xaxis_transform(),
            color="#b2182b",
            fontsize=6.5,
            va="bottom" if above else "top",
        )
