"""The map of a view as a page: two thirds map, and at its right the legend, inset and figures."""

import geopandas as gpd
from matplotlib.axes import Axes

from geo.drawing import Drawn, draw_layers
from geo.extents import resolve
from geo.furniture import axes_at, draw_graticule, draw_inset, draw_scale
from geo.legend import Group, draw_legend, legend_groups
from geo.lettering import draw_names
from geo.pages import Page, blank_page, key_figures, write_lines
from geo.paper import Box, Paper
from geo.schema import coordinates
from geo.selection import describe, select
from geo.sheet import Sheet
from geo.view import View
from geo.withholding import public

INSET = 0.62
"""Height of the inset by its width."""


def map_page(
    joined: gpd.GeoDataFrame, view: View, paper: Paper, marking: str = "", subtitle: str = ""
) -> Page:
    """Return a view's map on a sheet of paper; parameters as those of :func:`geo.snapshot`."""
    shown = public(select(joined, view))
    box = paper.map_box()
    sheet = sheet_at(box, view)
    here = sheet.inside(sheet.place(coordinates(shown)))
    sentence = subtitle or _sentence(describe(joined, view), int(here.sum()), len(shown))
    page = blank_page(paper, view.title, sentence, marking, joined=joined, shown=shown)
    page.picture = box
    axes = map_axes(page, box, sheet)
    drawn = draw_layers(axes, sheet, view, joined, shown)
    letter_map(page, axes, sheet, view, drawn)
    page.numbers = key_figures(shown.loc[here, ["fatalities_best", "verified"]])
    _panel(page, sheet, legend_groups(view, drawn))
    return page


def _sentence(words: str, here: int, shown: int) -> str:
    """Return the sentence of a view; where its map shows a part of the events, it says so."""
    return words if here == shown else f"On this map {f'{here:,}' if here else 'none'} of {words}"


def sheet_at(box: Box, view: View) -> Sheet:
    """Return the ground that a view's map shows in a box in inches."""
    return Sheet(resolve(view.extent), box[2] / box[3])


def map_axes(page: Page, box: Box, sheet: Sheet) -> Axes:
    """Return axes for a map at a box in inches."""
    axes = axes_at(page.figure, box)
    axes.set_xlim(sheet.limits[0], sheet.limits[2])
    axes.set_ylim(sheet.limits[1], sheet.limits[3])
    return axes


def letter_map(page: Page, axes: Axes, sheet: Sheet, view: View, drawn: Drawn) -> None:
    """Draw graticule, scale, north and names, none over another."""
    renderer = page.figure.canvas.get_renderer()  # type: ignore[attr-defined]  # Agg has one
    taken = [part.get_window_extent(renderer) for part in draw_scale(axes, sheet)]
    for name in draw_graticule(axes, sheet) if "graticule" in view.layers else ():
        box = name.get_window_extent(renderer)
        if any(box.overlaps(other) for other in taken):
            name.remove()
        else:
            taken.append(box)
    draw_names(page.figure, axes, sheet, view, drawn, taken)


def _panel(page: Page, sheet: Sheet, groups: list[Group]) -> None:
    """Write the legend from the top down, inset and key figures at the foot."""
    paper = page.paper
    left, bottom, width, height = paper.panel_box()
    inset = width * 0.52
    page.inset = (left, bottom, inset, inset * INSET)
    draw_inset(page.figure, page.inset, sheet)
    beside = (left + inset + 0.12, bottom, width - inset - 0.12, inset * INSET)
    write_lines(page, beside, page.numbers, paper.small, weight="bold")
    foot = inset * INSET + 0.1
    box = (left, bottom + foot, width, height - foot)
    page.legend, page.legend_size = draw_legend(page.figure, [box], groups, paper.small)
