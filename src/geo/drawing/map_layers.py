"""The layers of a view drawn on a map sheet, in the colours and shapes of the map document."""

import geopandas as gpd
import matplotlib.path as mpath
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes

from geo import palette
from geo.boundaries.units import read_borders, read_units
from geo.drawing.drawn import Drawn
from geo.drawing.marks import draw_events
from geo.drawing.own_area import draw_own_area
from geo.drawing.projection import Sheet
from geo.drawing.strokes import fill, outline
from geo.drawing.terrain import draw_relief, draw_waters
from geo.drawing.zone_layers import draw_unclaimed, draw_zones, tint_zones
from geo.drawing.zone_shapes import zones_on
from geo.palette import INK
from geo.phrases import filled
from geo.schema import LEVELS
from geo.settings import kept_by_boundaries
from geo.view.classes import UNKNOWN, unit_classes
from geo.view.view import View
from geo.vocabulary import AREA_WORDS, LEGEND

GATE = mpath.Path(
    [(-0.4, -0.5), (-0.4, 0.4), (0.4, -0.5), (0.4, 0.4), (-0.65, 0.3), (0.65, 0.3)],
    [mpath.Path.MOVETO, mpath.Path.LINETO] * 3,
)
"""The mark of a border crossing: two posts and a bar."""
FLAG = mpath.Path([(-0.4, -0.6), (-0.4, 0.6), (0.5, 0.3), (-0.4, 0.0)])
"""The mark of a rival claim."""
WASH_OPACITY = 0.1
DISTRICTS_TO_KM, CROSSINGS_TO_KM = 900.0, 900.0
"""Widest map that shows district lines, and crossings."""
CORRIDOR_OPACITY = 0.14
LOCAL_TO_KM = 350.0
"""Widest map that shows places and names of districts."""


def draw_layers(
    axes: Axes, sheet: Sheet, view: View, joined: gpd.GeoDataFrame, shown: gpd.GeoDataFrame
) -> Drawn:
    """Draw the view's layers from the ground up and return what was drawn."""
    drawn = Drawn()
    draw_below(axes, drawn, sheet, view)
    draw_counts(axes, drawn, sheet, view, joined, shown)
    draw_terrain(axes, sheet, view)
    draw_coarse(axes, drawn, sheet, view, shown)
    draw_lines(axes, drawn, sheet, view)
    if "events" in view.layers:
        draw_events(axes, drawn, sheet, joined, shown)
    return drawn


def draw_below(axes: Axes, drawn: Drawn, sheet: Sheet, view: View) -> None:
    """Draw what covers much ground under the counts: these keep the colours of their legend."""
    if "countries" in view.layers:
        _countries(axes, shapes_on(sheet, "country"))
    if "zones" in view.layers:
        drawn.zones = zones_on(sheet, view)
        tint_zones(axes, drawn.zones)
    if "corridors" in view.layers:
        _corridors(axes, drawn, _borders_on(sheet, view), view)


def draw_counts(
    axes: Axes,
    drawn: Drawn,
    sheet: Sheet,
    view: View,
    joined: gpd.GeoDataFrame,
    shown: gpd.GeoDataFrame,
) -> None:
    """Fill the units with the colours of their counts, and tint those known to hold an event."""
    shapes = {level: shapes_on(sheet, level) for level in LEVELS}
    if "washes" in view.layers:
        _tint_areas(axes, shown, shapes)
    if "choropleth" in view.layers:
        _counts(axes, drawn, view, joined, shown, shapes)


def draw_terrain(axes: Axes, sheet: Sheet, view: View) -> None:
    """Darken the ground by its relief, and draw the waters on it."""
    if "relief" in view.layers:
        draw_relief(axes, sheet)
    if "waters" in view.layers:
        draw_waters(axes, sheet)


def draw_coarse(
    axes: Axes, drawn: Drawn, sheet: Sheet, view: View, shown: gpd.GeoDataFrame
) -> None:
    """Edge the areas that events are known to and no closer."""
    if "washes" in view.layers:
        _areas(axes, drawn, sheet, shown, {level: shapes_on(sheet, level) for level in LEVELS})


def draw_lines(axes: Axes, drawn: Drawn, sheet: Sheet, view: View) -> None:
    """Draw the lines of units, zones, borders and an area of one's own; dot unclaimed ground."""
    if "zones" in view.layers:
        shapes = {level: shapes_on(sheet, level) for level in LEVELS}
        draw_unclaimed(axes, drawn, view, shapes)
    draw_outlines(axes, sheet, view)
    if "zones" in view.layers:
        draw_zones(axes, drawn, sheet)
    if "borders" in view.layers:
        _borders(axes, drawn, _borders_on(sheet, view))
    drawn.own_area = draw_own_area(axes, sheet, view.area)


def draw_ground(axes: Axes, sheet: Sheet) -> None:
    """Draw the countries as a quiet ground, with provinces and outlines."""
    _countries(axes, shapes_on(sheet, "country"))
    draw_outlines(axes, sheet, View(layers=("countries", "provinces")))


def draw_outlines(axes: Axes, sheet: Sheet, view: View) -> None:
    """Draw the lines of the levels that a view shows."""
    if "districts" in view.layers and sheet.width_km <= DISTRICTS_TO_KM:
        outline(axes, shapes_on(sheet, "district"), palette.UNIT_EDGE, 0.3)
    if "provinces" in view.layers:
        outline(axes, shapes_on(sheet, "province"), palette.UNIT_EDGE, 0.55)
    if "countries" in view.layers:
        outline(axes, shapes_on(sheet, "country"), "white", 3.2)
        outline(axes, shapes_on(sheet, "country"), palette.COUNTRY_EDGE, 1.3)


@kept_by_boundaries(12)
def shapes_on(sheet: Sheet, level: str) -> gpd.GeoSeries:
    """Return what shows of the units of a level, projected, by their ids."""
    return sheet.shapes(read_units(level=level).set_index("unit_id"))


@kept_by_boundaries(12)
def middles(sheet: Sheet, level: str) -> pd.DataFrame:
    """Return the middle of what shows of each unit: ``x``, ``y`` and ``room`` in metres, by id.

    It is the centre of the largest circle inside, and ``room`` its radius.
    """
    shapes = shapes_on(sheet, level)
    tolerance = np.full(len(shapes), sheet.width_km * 1000 / 300)
    circles = shapely.maximum_inscribed_circle(np.asarray(shapes), tolerance=tolerance)
    x, y = shapely.get_coordinates(shapely.get_point(circles, 0)).T
    found = {"x": x, "y": y, "room": shapely.length(circles)}
    return pd.DataFrame(found, index=shapes.index)


def _countries(axes: Axes, shapes: gpd.GeoSeries) -> None:
    home = shapes.index == "AFG"
    fill(axes, shapes[~home], facecolor=palette.NEIGHBOUR, edgecolor="none")
    fill(axes, shapes[home], facecolor=palette.HOME, edgecolor="none")


def _counts(
    axes: Axes,
    drawn: Drawn,
    view: View,
    joined: gpd.GeoDataFrame,
    shown: gpd.GeoDataFrame,
    shapes: dict[str, gpd.GeoSeries],
) -> None:
    classes, drawn.breaks = unit_classes(joined, shown, view)
    here = shapes[view.count_level]
    for number in sorted(set(classes)):
        units = here[here.index.isin(classes.index[classes == number])]
        if not len(units):
            continue
        drawn.classes.add(int(number))
        if number == UNKNOWN:
            fill(
                axes,
                units,
                facecolor="none",
                edgecolor=palette.UNKNOWN_TOLL,
                hatch="////",
                linewidth=0,
            )
        else:
            fill(axes, units, facecolor=palette.COUNT_SCALE[number], edgecolor="none")


def _known_to(level: str, shown: gpd.GeoDataFrame) -> pd.Series:
    """Return how many events are known to each unit of a level and no closer, by its id."""
    vague = shown[shown["geo_precision"] == level]
    counts = vague.groupby(f"{level}_id", observed=True)["event_count"].sum()
    known: pd.Series = counts[counts > 0]
    return known


def _tint_areas(axes: Axes, shown: gpd.GeoDataFrame, shapes: dict[str, gpd.GeoSeries]) -> None:
    """Tint the areas that events are known to and no closer."""
    for level in ("district", "province"):
        here = shapes[level].reindex(_known_to(level, shown).index).dropna()
        fill(axes, here, facecolor=palette.WASH, alpha=WASH_OPACITY, edgecolor="none")


def _areas(
    axes: Axes,
    drawn: Drawn,
    sheet: Sheet,
    shown: gpd.GeoDataFrame,
    shapes: dict[str, gpd.GeoSeries],
) -> None:
    """Edge what is known to an area only, and note its number, which is to stand in it."""
    # Where a province reaches beyond the map, its edge does not say what the number counts.
    wide = sheet.width_km > LOCAL_TO_KM
    where = AREA_WORDS | ({"province": ""} if wide else {})
    for level in ("district", "province", "country"):
        counts = _known_to(level, shown)
        here = shapes[level].reindex(counts.index).dropna()
        if here.empty:
            continue
        drawn.areas |= level != "country"
        if level != "country":
            look = {"edgecolor": palette.WASH, "linestyle": (0, (3, 2))}
            fill(axes, here, facecolor="none", linewidth=0.8, **look)
        spots = middles(sheet, level).loc[here.index]
        for x, y, count in zip(spots["x"], spots["y"], counts[here.index], strict=True):
            drawn.numbers.append((x, y, int(count), where[level]))


def _borders_on(sheet: Sheet, view: View) -> gpd.GeoSeries:
    """Return what shows of a view's border segments, by default those of Afghanistan."""
    borders = read_borders().set_index("segment")
    names = view.segments or tuple(name for name in borders.index if name.startswith("AFG"))
    return sheet.shapes(borders.loc[list(names)])


def _corridors(axes: Axes, drawn: Drawn, here: gpd.GeoSeries, view: View) -> None:
    if here.empty:
        return
    drawn.corridors = True
    drawn.corridor_names = _corridor_names(here, view)
    band = shapely.union_all(here.buffer(view.corridor_km * 1000))
    fill(axes, [band], facecolor=palette.CORRIDOR, alpha=CORRIDOR_OPACITY, edgecolor="none")
    outline(axes, gpd.GeoSeries([band.boundary]), palette.CORRIDOR, 0.5)


def _borders(axes: Axes, drawn: Drawn, here: gpd.GeoSeries) -> None:
    if here.empty:
        return
    drawn.borders = True
    outline(axes, here, palette.CORRIDOR if drawn.corridors else INK, 1.9)


def _corridor_names(lines: gpd.GeoSeries, view: View) -> list[tuple[float, float, str]]:
    """Return the middle of what shows of each border, and how wide its corridor is."""
    names = []
    for segment, line in lines.items():
        longest = max(shapely.get_parts(line), key=shapely.length)
        middle = shapely.line_interpolate_point(longest, 0.5, normalized=True)
        words = filled(
            LEGEND["corridor_name"], {"segment": str(segment), "km": f"{view.corridor_km:g}"}
        )
        names.append((middle.x, middle.y, words))
    return names
