"""The map of a view as a page: two thirds map, and at its right the legend, inset and figures."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from geo.drawing.drawn import Drawn
from geo.drawing.label_placement import draw_names
from geo.drawing.legend import Group, legend_groups
from geo.drawing.legend_layout import draw_legend
from geo.drawing.map_layers import draw_layers, shapes_on
from geo.drawing.paper import Box, Paper
from geo.drawing.projection import Sheet
from geo.drawing.scale_and_north import axes_at, draw_graticule, draw_inset, draw_scale
from geo.drawing.zone_shapes import zones_on
from geo.event_counts import number_of_events
from geo.pages.page import Page, blank_page, height_of, key_figures, write_lines
from geo.points import coordinates
from geo.release.withholding import public
from geo.schema import LEVELS
from geo.view.extent import resolve
from geo.view.select import select
from geo.view.sentence import describe_rows
from geo.view.view import View

INSET = 0.62
"""Height of the inset by its width."""
_INSET_SHARE, _BESIDE = 0.3, 0.12
"""Of the panel's width that the inset takes, and inches between it and the key figures."""


def map_page(
    joined: gpd.GeoDataFrame, view: View, paper: Paper, marking: str = "", subtitle: str = ""
) -> Page:
    """Return a view's map on a sheet of paper; parameters as those of :func:`geo.snapshot`."""
    shown = public(select(joined, view))
    box = paper.map_box()
    sheet = sheet_at(box, view)
    here = shown[on_map(sheet, shown)]
    sentence = subtitle or describe_rows(here, joined, view, where=" on this map")
    zones = zones_on(sheet, view)
    page = blank_page(
        paper,
        view.title,
        sentence,
        marking,
        joined=joined,
        shown=here,
        zones=zones,
        layers=view.layers,
    )
    page.picture = box
    axes = map_axes(page, box, sheet)
    drawn = draw_layers(axes, sheet, view, joined, shown)
    letter_map(page, axes, sheet, view, drawn)
    page.numbers = [
        *key_figures(here),
        *unnumbered_words(drawn),
        *undrawn_words(sheet, view, here),
    ]
    draw_panel(page, sheet, legend_groups(view, drawn))
    return page


def on_map(sheet: Sheet, shown: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which events a map shows: their point, or the area that they are known to."""
    here = sheet.inside(sheet.place(coordinates(shown)))
    for level in LEVELS:
        unit = shown[f"{level}_id"]
        as_area = ((shown["geo_precision"] == level) & unit.notna()).to_numpy()
        here[as_area] = unit[as_area].isin(shapes_on(sheet, level).index)
    return here


def unnumbered_words(drawn: Drawn) -> list[str]:
    """Return the line that says how many events stand in areas without room for their number."""
    left = drawn.unnumbered
    return [f"{left:,} in areas too small for their number"] if left else []


def undrawn_words(sheet: Sheet, view: View, here: pd.DataFrame) -> list[str]:
    """Return the line that says how many of the events on a map no layer draws, if any.

    Of the layers that paper has, "events" draws those known to a site or town as marks,
    "choropleth" counts by colour those whose unit of the view's level is known (where it counts
    deaths, no colour says none), "washes" numbers those known to an area only.
    """
    precision = here["geo_precision"]
    drawn = np.zeros(len(here), dtype=bool)
    if "events" in view.layers:
        drawn |= precision.isin(["exact", "town"]).to_numpy()
    if "choropleth" in view.layers:
        shapes = shapes_on(sheet, view.count_level)
        drawn |= here[f"{view.count_level}_id"].isin(shapes.index).to_numpy()
    if "washes" in view.layers:
        for level in LEVELS:
            drawn |= ((precision == level) & here[f"{level}_id"].notna()).to_numpy()
    left = number_of_events(here[~drawn])
    return [f"{left:,} drawn on no layer that is on"] if left else []


def sheet_at(box: Box, view: View) -> Sheet:
    """Return the ground that a view's map shows in a box in inches."""
    return Sheet(resolve(view.extent), box[2] / box[3])


def map_axes(page: Page, box: Box, sheet: Sheet) -> Axes:
    """Return axes for a map at a box in inches."""
    axes = axes_at(page.figure, box)
    axes.set_xlim(sheet.limits[0], sheet.limits[2])
    axes.set_ylim(sheet.limits[1], sheet.limits[3])
    return axes


def letter_map(
    page: Page,
    axes: Axes,
    sheet: Sheet,
    view: View,
    drawn: Drawn,
    kept_free: Sequence[Bbox] = (),
) -> None:
    """Draw graticule, scale, north and names, none over another or in a box that is kept free."""
    renderer = page.figure.canvas.get_renderer()  # type: ignore[attr-defined]  # Agg has one
    least = page.paper.tiny
    scale = draw_scale(axes, sheet, least)
    taken = [*kept_free, *(part.get_window_extent(renderer) for part in scale)]
    frame = axes.get_window_extent(renderer)
    for name in draw_graticule(axes, sheet, least) if "graticule" in view.layers else ():
        box = name.get_window_extent(renderer)
        whole = frame.contains(box.x0, box.y0) and frame.contains(box.x1, box.y1)
        if not whole or any(box.overlaps(other) for other in taken):
            name.remove()
        else:
            taken.append(box)
    draw_names(axes, sheet, view, drawn, taken, least=least)


def numbers_box(paper: Paper) -> Box:
    """Return where the key figures stand: beside the inset."""
    left, bottom, width, _ = paper.panel_box()
    inset = width * _INSET_SHARE
    return left + inset + _BESIDE, bottom, width - inset - _BESIDE, inset * INSET


def draw_panel(page: Page, sheet: Sheet, groups: list[Group]) -> None:
    """Write the legend from the top down, inset and key figures at the foot."""
    paper = page.paper
    left, bottom, width, height = paper.panel_box()
    inset = width * _INSET_SHARE
    page.inset = (left, bottom, inset, inset * INSET)
    draw_inset(page.figure, page.inset, sheet)
    at, _, room, least = numbers_box(paper)
    # Signs that find no room are said to be more; a number that finds none would be lost.
    foot = max(least, height_of(page.numbers, room, paper.tiny))
    if page.numbers:
        write_lines(page, (at, bottom, room, foot), page.numbers, paper.small)
    foot += 0.1
    box = (left, bottom + foot, width, height - foot)
    page.legend, page.legend_size = draw_legend(page.figure, [box], groups, paper.small, paper.tiny)
