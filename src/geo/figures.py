"""The analysis as charts for print, with the colours and words of the maps.

Each chart is drawn on a figure of its own or on the body of a page. Figures are matplotlib's,
made without its global state, so that the app may draw several at once.
"""

from collections.abc import Callable
from pathlib import Path
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

from geo.errors import BorderwatchError
from geo.paths import write_whole
from geo.symbols import COUNT_SCALE, GROUP_COLOURS, OTHER_GROUP_COLOUR, ZERO_COLOUR

dates: Any = matplotlib.dates  # has no types
Canvas = FigureBase | None
"""The body of a page to draw on; with none a chart becomes a figure of its own, in inches."""
FORMATS = ("png", "svg", "pdf")
TAKEOVER = np.datetime64("2021-08-15")
INK, FAINT, BAR, VAGUE = "#1f1c19", "#57524a", "#0072B2", "#b9b4aa"

STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 8,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": FAINT,
    "axes.titlelocation": "left",
    "axes.titlesize": 9,
    "axes.titleweight": "bold",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "grid.color": "#e6e2da",
    "grid.linewidth": 0.6,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "text.color": INK,
    "hatch.linewidth": 0.5,
    "pdf.fonttype": 42,
    "svg.fonttype": "none",
    "svg.hashsalt": "borderwatch",
    "text.parse_math": False,  # a dollar sign of the data is one
}
_DISCS = (
    "Bars: dates claimed by the zone's source. Discs: events there, area by number, hollow "
    "outside those dates."
)
_BREAKS = ((1, 2, 5, 10, 25), (1, 5, 10, 25, 50), (1, 25, 50, 100, 250), (1, 250, 500, 1000, 2500))


def _styled(draw: Callable[..., FigureBase]) -> Callable[..., FigureBase]:
    """Draw a figure in the project's style."""

    def styled(*arguments: Any, **options: Any) -> FigureBase:
        with mpl.rc_context(STYLE):
            return draw(*arguments, **options)

    styled.__doc__, styled.__name__ = draw.__doc__, draw.__name__
    return styled


def save_figure(figure: Figure, path: str | Path, *, dpi: int = 200) -> Path:
    """Write a figure as PNG, SVG or PDF, whole or not at all; the ending decides.

    Raises
    ------
    BorderwatchError
        For another ending.
    """
    path = Path(path)
    kind = path.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        raise BorderwatchError(f"{path} cannot be written: end it with .png, .svg or .pdf.")
    dated = {"svg": {"Date": None}, "pdf": {"CreationDate": None, "ModDate": None}}
    with mpl.rc_context(STYLE), write_whole(path) as part:
        figure.savefig(part, format=kind, dpi=dpi, metadata=dated.get(kind))
    return path


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
    figure = _figure(7.2, 5.0, title, note, on)
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
        axes.set_title(f"{name}: {int(rows['events'].sum()):,} events")
        _time_axis(axes)
    panels[0][0].set_ylabel("events")
    for axes in panels.ravel()[len(names) :]:
        axes.set_axis_off()
    figure.legend(
        handles=[mpl.patches.Patch(color=VAGUE, label="known too coarsely to place or date")],
        loc="outside lower right",
        frameon=False,
        fontsize=7,
    )
    return figure


@_styled
def segment_heat_map(
    activity: pd.DataFrame, *, title: str = "", note: str = "", on: Canvas = None
) -> FigureBase:
    """Return a heat map of events: areas down, periods across, zero in the ground's colour."""
    names = afghan(activity)
    table = activity[activity["area"].isin(names)].pivot_table(
        index="area", columns="period", values="events", aggfunc="sum", observed=True
    )
    counts = table.reindex(names).to_numpy()
    breaks = next((b for b in _BREAKS if b[4] * 2 >= counts.max()), _BREAKS[-1])
    top = max(counts.max(), 2 * breaks[4]) + 1
    figure = _figure(7.2, 2.6, title, note, on)
    axes = figure.subplots()
    starts = dates.date2num(table.columns.to_numpy())
    step = starts[-1] - starts[-2] if len(starts) > 1 else 30.0
    mesh = axes.pcolormesh(
        np.append(starts, starts[-1] + step),
        np.arange(len(names) + 1),
        counts,
        cmap=ListedColormap([ZERO_COLOUR, *COUNT_SCALE]),
        norm=BoundaryNorm([0, *breaks, top], 6),
        linewidth=0,
        rasterized=True,
    )
    axes.set_yticks(np.arange(len(names)) + 0.5, names)
    axes.invert_yaxis()
    axes.grid(visible=False)
    _time_axis(axes, words=False)
    bar = figure.colorbar(mesh, ax=axes, ticks=[0, *breaks], spacing="uniform", pad=0.01)
    bar.ax.set_yticklabels(["0", *(f"{low:,}" for low in breaks)], fontsize=7)
    bar.set_label("events")
    return figure


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
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylim(bottom=0)
    axes.set_ylabel("events")
    axes.set_xlabel("km from the border")
    axes.xaxis.set_major_formatter(lambda km, _: f"{abs(km):g}")
    first, second = profile["side"].iloc[0], profile["side"].iloc[-1]
    for x, words in ((0.01, f"← {first}"), (0.99, f"{second} →")):
        axes.text(
            x,
            0.97,
            words,
            transform=axes.transAxes,
            ha="left" if x < 0.5 else "right",
            va="top",
            weight="bold",
        )
    axes.text(
        0.01,
        0.86,
        "grey: known too coarsely to tell the side",
        transform=axes.transAxes,
        va="top",
        fontsize=7,
        color=FAINT,
    )
    return figure


@_styled
def zone_timeline(
    zones: gpd.GeoDataFrame,
    activity: pd.DataFrame,
    *,
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
    """
    rows = zones.sort_values(["group", "valid_from"]).reset_index(drop=True)
    figure = _figure(7.2, 1.1 + 0.2 * len(rows), title, "\n".join(filter(None, [_DISCS, note])), on)
    axes = figure.subplots()
    first = activity["period"].min() if len(activity) else rows["valid_from"].min()
    last = activity["period"].max() if len(activity) else rows["valid_from"].max()
    margin = pd.Timedelta(days=120)
    for at, zone in rows.iterrows():
        colour = GROUP_COLOURS.get(zone["group"], OTHER_GROUP_COLOUR)
        begin = max(zone["valid_from"], first - margin)
        end = last + margin if pd.isna(zone["valid_to"]) else zone["valid_to"]
        if end > begin:
            axes.barh(at, end - begin, left=begin, height=0.62, color=colour, alpha=0.22)
        seen = activity[activity["zone_id"] == zone["zone_id"]]
        size = 7 * seen["events"].clip(upper=40)
        inside = seen["claimed"] > 0
        for which, fill in ((inside, colour), (~inside, "white")):
            axes.scatter(
                seen["period"][which],
                [at] * int(which.sum()),
                s=size[which],
                color=fill,
                edgecolors=colour,
                linewidths=0.6,
                zorder=3,
            )
    axes.set_yticks(
        range(len(rows)),
        [
            _short(f"{z.group}: {z.name_}")
            for z in rows.rename(columns={"name": "name_"}).itertuples()
        ],
        fontsize=6.5,
    )
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(first - margin, last + margin)
    axes.grid(axis="x", visible=True)
    _time_axis(axes, words=False)
    return figure


def afghan(activity: pd.DataFrame) -> list[str]:
    """Return the areas to draw: Afghan segments where all are there, else all but ``"none"``."""
    names = [name for name in activity["area"].unique() if name != "none"]
    return [name for name in names if name.startswith("AFG-")] or names


def _figure(width: float, height: float, title: str, note: str, on: Canvas) -> FigureBase:
    if on is not None:
        return on
    figure = Figure(figsize=(width, height), layout="constrained")
    if title:
        figure.suptitle(title, x=0.01, ha="left", fontsize=11, weight="bold")
    if note:
        figure.supxlabel(note, x=0.01, ha="left", fontsize=6.5, color=FAINT)
    return figure


def _time_axis(axes: Axes, *, words: bool = True) -> None:
    locator = dates.AutoDateLocator(maxticks=9)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator))
    if words:
        axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=4))
    low, high = axes.get_xlim()
    takeover = float(dates.date2num(TAKEOVER))
    if low < takeover < high:
        axes.axvline(takeover, color="#b2182b", linewidth=0.8)
        if words:
            axes.text(
                takeover,
                1.0,
                " takeover",
                transform=axes.get_xaxis_transform(),
                color="#b2182b",
                fontsize=6.5,
                va="top",
            )


def _short(words: str, most: int = 46) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
