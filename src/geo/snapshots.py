"""A view as a page that can be handed over: map, legend, sources, marking, on a sheet of paper."""

from pathlib import Path

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from geo.drawing import draw_layers
from geo.extents import resolve
from geo.figures import STYLE, save_figure
from geo.furniture import (
    FAINT,
    axes_at,
    draw_inset,
    draw_scale,
    footer,
    key_figures,
    legend_entries,
    title_block,
    wrapped,
    wrapped_lines,
)
from geo.lettering import draw_names
from geo.paper import Paper, paper_of
from geo.selection import describe, select
from geo.sheet import Sheet
from geo.view import View

INSET = 0.62
"""Height of the inset by its width."""


def snapshot(
    joined: gpd.GeoDataFrame,
    view: View,
    path: str | Path,
    *,
    paper: str = "16:9",
    dpi: int = 150,
    marking: str = "",
    subtitle: str = "",
) -> Path:
    """Draw a view on a sheet of paper and write it as PNG, SVG or PDF; return the path.

    The same input gives the same bytes. The projection is Lambert's azimuthal equal-area about
    the middle of the extent, where the scale bar is true.

    Parameters
    ----------
    joined : GeoDataFrame
        Events of :func:`geo.join`.
    view : View
        Its window, filters, layers, extent and title. Tiles, heat and clusters are the screen's
        only.
    path : str or Path
        Ends in .png, .svg or .pdf.
    paper : str
        A key of :data:`geo.paper.PAPERS`.
    dpi : int
        Dots to an inch, of PNG.
    marking : str
        Handling marking, top and bottom.
    subtitle : str
        The sentence of :func:`geo.describe` when empty.

    Raises
    ------
    UnknownName
        For an extent or paper of no such name.
    FileFault, BorderwatchError
        When the file cannot be written, or ends in something else.

    Examples
    --------
    >>> import geo, tempfile
    >>> joined = geo.join(geo.read_events(), geo.read_units(), geo.read_zones())
    >>> view = geo.View(window=("2021-06-01", "2021-08-15"), extent="AF-BDS", title="Badakhshan")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     snapshot(joined, view, Path(folder) / "map.png", dpi=50).stat().st_size > 10_000
    True
    """
    with mpl.rc_context(STYLE):
        figure = draw_sheet(joined, view, paper_of(paper), marking, subtitle)
        return save_figure(figure, path, dpi=dpi)


def draw_sheet(
    joined: gpd.GeoDataFrame, view: View, paper: Paper, marking: str, subtitle: str
) -> Figure:
    """Return the sheet as a figure."""
    shown = select(joined, view)
    lonlat = shapely.get_coordinates(np.asarray(shown.geometry))
    figure = Figure(figsize=(paper.width, paper.height))
    FigureCanvasAgg(figure)
    box = paper.map_box()
    sheet = Sheet(resolve(view.extent), box[2] / box[3])
    axes = axes_at(figure, box)
    axes.set_xlim(sheet.limits[0], sheet.limits[2])
    axes.set_ylim(sheet.limits[1], sheet.limits[3])
    here = shown[sheet.inside(sheet.place(lonlat))]
    drawn = draw_layers(axes, sheet, view, joined, shown)
    furniture = draw_scale(axes, sheet)
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]  # Agg has one
    taken = [part.get_window_extent(renderer) for part in furniture]
    draw_names(figure, axes, sheet, view, drawn, taken)
    title_block(figure, paper, view.title, subtitle or describe(joined, view), marking)
    _panel(figure, paper, sheet, legend_entries(view, drawn), key_figures(here))
    _footer(figure, paper, footer(joined, shown))
    return figure


def _panel(
    figure: Figure,
    paper: Paper,
    sheet: Sheet,
    groups: list[tuple[str, list[tuple[object, str]]]],
    figures: list[str],
) -> None:
    """Write key figures and legend from the top down, the inset at the foot."""
    left, bottom, width, height = paper.panel_box()
    wide, tall = paper.width, paper.height
    inset = width * 0.52
    draw_inset(figure, (left, bottom, inset, inset * INSET), sheet)
    x = left / wide
    figure.text(
        (left + inset + 0.12) / wide,
        (bottom + inset * INSET) / tall,
        wrapped_lines(figures, width - inset - 0.12, paper.small),
        fontsize=paper.small,
        weight="bold",
        va="top",
        linespacing=1.35,
    )
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]  # Agg has one
    top = (bottom + height) / tall
    room = top - (bottom + inset * INSET + 0.1) / tall
    size = paper.small
    while True:
        legends, at = [], top
        for heading, entries in groups:
            columns = 2 if len(entries) > 4 else 1
            legend = figure.legend(
                handles=[entry[0] for entry in entries],
                labels=[wrapped(entry[1], width / columns - 0.45, size) for entry in entries],
                title=heading or None,
                ncols=columns,
                loc="upper left",
                bbox_to_anchor=(x, at),
                frameon=False,
                fontsize=size,
                title_fontproperties={"weight": "bold", "size": size},
                alignment="left",
                borderpad=0,
                borderaxespad=0,
                labelspacing=0.35,
                columnspacing=0.8,
                handlelength=1.7,
            )
            legends.append(legend)
            at = legend.get_window_extent(renderer).y0 / figure.bbox.height - 0.1 / tall
        if top - at <= room or size <= 4:
            return
        for legend in legends:
            legend.remove()
        size *= 0.93


def _footer(figure: Figure, paper: Paper, lines: list[str]) -> None:
    room = paper.width - 2 * paper.margin
    text = wrapped_lines(lines, room, paper.tiny)
    top = (paper.margin + paper.strip + paper.foot) / paper.height
    figure.text(
        paper.margin / paper.width,
        top - 0.06 / paper.height,
        text,
        fontsize=paper.tiny,
        va="top",
        color=FAINT,
        linespacing=1.2,
    )
