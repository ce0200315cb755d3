"""Two windows side by side and the change between them, as a page."""

from dataclasses import replace

import geopandas as gpd
import pandas as pd

from geo import palette, vocabulary
from geo.analysis.compare import compare_view
from geo.analysis.compare_counts import OWN
from geo.analysis.compare_words import summary_words, told, where_words
from geo.boundaries.units import read_borders, read_units
from geo.drawing.drawn import Drawn
from geo.drawing.label_placement import name_area
from geo.drawing.legend import Group, legend_groups, line_entry, patch_entry
from geo.drawing.legend_layout import draw_legend
from geo.drawing.map_layers import draw_ground, draw_layers, draw_outlines
from geo.drawing.own_area import area_on, draw_own_area
from geo.drawing.paper import Box, Paper
from geo.drawing.projection import Sheet
from geo.drawing.scale_and_north import draw_scale
from geo.drawing.strokes import fill, outline
from geo.event_counts import number_of_events
from geo.pages.map_page import letter_map, map_axes, on_map, sheet_at
from geo.pages.page import Page, blank_page, fits, key_figures, write_lines
from geo.phrases import counted, filled, long_date, short_date
from geo.release.withholding import public
from geo.view.classes import UNCHANGED, change_classes, change_labels
from geo.view.select import select
from geo.view.sentence import filter_words
from geo.view.view import COMPARED, View, Window

METHOD = (
    "Rates are compared given the events of both windows; the 95% interval allows for events that "
    "come in bursts, as far as the months of these windows show. Events known too coarsely are "
    "counted apart."
)
_WORDS = 4
"""Lines on what changed: the most evident."""
_MAPS = 0.62
"""Share of the body's height that the maps take."""


def comparison_page(
    joined: gpd.GeoDataFrame, view: View, paper: Paper, marking: str = "", subtitle: str = ""
) -> Page:
    """Return the windows A and B of a view and what changed between them.

    Parameters and errors as those of :func:`geo.snapshot`, and those of :func:`geo.compare`.
    """
    change = compare_view(joined, view)
    windows = {"A": view.window_a, "B": view.window_b}
    shown = {
        name: public(select(joined, replace(view, window=days))) for name, days in windows.items()
    }
    both = pd.concat(shown.values())
    sentence = subtitle or _sentence(change, view)
    page = blank_page(
        paper,
        view.title,
        sentence,
        marking,
        joined=joined,
        shown=both,
        layers=view.layers,
        method=METHOD,
    )
    boxes = _boxes(paper)
    drawn = [
        _window_map(page, box, replace(view, window=windows[name]), joined, shown[name], name)
        for box, name in zip(boxes, windows, strict=False)
    ]
    left = sum(part.unnumbered for part in drawn)
    classes = _change_map(page, boxes[2], view, change)
    page.picture = (boxes[0][0], boxes[0][1], sum(boxes[2][0::2]) - boxes[0][0], boxes[0][3])
    page.numbers = [
        line for name in windows for line in key_figures(shown[name], f"Window {name}:")
    ]
    lost = [f"On the maps {left:,} events lie in areas too small for their number."] if left else []
    page.notes = [*change.attrs["notes"], *change["words"], *lost, *page.notes]
    groups = legend_groups(view, _together(drawn))
    groups += [_change_group(view, classes)] if classes else []
    _below(page, boxes[0][1], groups, change)
    return page


def _sentence(change: pd.DataFrame, view: View) -> str:
    a, b = (int(change[column].sum()) for column in ("events_a", "events_b"))
    coarse = [
        int(change[[f"cannot_tell_{side}", f"coarse_dates_{side}"]].to_numpy().sum())
        for side in ("a", "b")
    ]
    more = f" ({coarse[0]:,} and {coarse[1]:,} more known too coarsely)" if any(coarse) else ""
    sentence = (
        f"A: {_span(view.window_a)}. B: {_span(view.window_b)}. In all {a:,} events in A and "
        f"{b:,} in B{more}. {summary_words(change, view)}"
    )
    return " ".join(filter(None, (sentence, filter_words(view), where_words(view))))


def _span(window: Window) -> str:
    return f"{long_date(window[0])} to {long_date(window[1])}"


def _boxes(paper: Paper) -> list[Box]:
    """Return where the three maps stand, in a row under their names."""
    left, bottom, width, height = paper.body_box()
    gap, name = 0.15, 1.5 * paper.small / 72
    wide, tall = (width - 2 * gap) / 3, height * _MAPS - name
    return [
        (left + at * (wide + gap), bottom + height - name - tall, wide, tall) for at in range(3)
    ]


def _window_map(
    page: Page, box: Box, view: View, joined: gpd.GeoDataFrame, shown: gpd.GeoDataFrame, name: str
) -> Drawn:
    sheet = sheet_at(box, view)
    axes = map_axes(page, box, sheet)
    drawn = draw_layers(axes, sheet, view, joined, shown)
    letter_map(page, axes, sheet, view, drawn)
    here = number_of_events(shown[on_map(sheet, shown)])
    number = counted(here, "event")
    first, last = (short_date(day) for day in view.window)
    _name_map(page, box, f"{name}: {first} to {last}, {number} here")
    return drawn


def _name_map(page: Page, box: Box, words: str) -> None:
    size = page.paper.small
    left, bottom, width, height = box
    write_lines(
        page, (left, bottom + height, width, 1.35 * size / 72), [words], size, weight="bold"
    )


def _change_map(page: Page, box: Box, view: View, change: pd.DataFrame) -> set[int]:
    """Draw areas or borders with events by the class of their change; return the classes drawn."""
    sheet = sheet_at(box, view)
    axes = map_axes(page, box, sheet)
    draw_ground(axes, sheet)
    places = told(change)
    classes = change_classes(places).set_axis(places["area"])
    shapes = _areas(sheet, view)
    # What has changed is drawn last, over what may only be quiet.
    here = classes[classes.index.isin(shapes.index)].sort_values(kind="stable")
    for area, number in here.items():
        colour = _colour(number)
        if view.compared_by == "segment":
            outline(axes, shapes[[area]], palette.COUNTRY_EDGE, 5.2)
            outline(axes, shapes[[area]], colour, 4)
        else:
            fill(axes, shapes[[area]], facecolor=colour, edgecolor="none")
    if view.compared_by != "segment":
        draw_outlines(axes, sheet, view)
    draw_own_area(axes, sheet, view.area)
    renderer = page.figure.canvas.get_renderer()  # type: ignore[attr-defined]  # Agg has one
    scale = [part.get_window_extent(renderer) for part in draw_scale(axes, sheet, page.paper.tiny)]
    name_area(axes, sheet, view, scale, least=page.paper.tiny)
    _name_map(page, box, "Change from A to B")
    return set(here)


def _colour(number: int) -> str:
    return palette.QUIET if number == UNCHANGED else palette.CHANGE_SCALE[number]


def _areas(sheet: Sheet, view: View) -> gpd.GeoSeries:
    if view.compared_by == "segment":
        return sheet.shapes(read_borders().set_index("segment"))
    if view.area is not None and view.compared_by == "area":
        return area_on(sheet, view.area).rename({0: OWN})
    return sheet.shapes(read_units(level=view.compared_by).set_index("unit_id"))


def _together(drawn: list[Drawn]) -> Drawn:
    """Return what either map holds."""
    first, second = drawn
    zones = [part.zones for part in drawn if part.zones is not None]
    return replace(
        first,
        classes=first.classes | second.classes,
        types=[*first.types, *(kind for kind in second.types if kind not in first.types)],
        hollow=first.hollow or second.hollow,
        own_area=first.own_area or second.own_area,
        areas=first.areas or second.areas,
        unclaimed=first.unclaimed or second.unclaimed,
        zones=pd.concat(zones).drop_duplicates("zone_id") if zones else None,
        outlines=first.outlines | second.outlines,
        flags=first.flags or second.flags,
        crossings=first.crossings or second.crossings,
    )


def _change_group(view: View, classes: set[int]) -> Group:
    make = line_entry if view.compared_by == "segment" else patch_entry
    words = {**dict(enumerate(change_labels())), UNCHANGED: vocabulary.LEGEND["change_quiet"]}
    entries = [make(_colour(number), words[number]) for number in sorted(classes, reverse=True)]
    level = vocabulary.LEGEND["change"]
    return filled(level, {"level": COMPARED[view.compared_by].lower()}), entries


def _below(page: Page, top: float, groups: list[Group], change: pd.DataFrame) -> None:
    """Write the legend under the maps A and B, and what changed under the third."""
    paper = page.paper
    left, bottom, width, _ = paper.body_box()
    room, third = top - bottom - 0.12, width / 3
    columns: list[Box] = [(left + at * third / 2, bottom, third / 2, room) for at in range(4)]
    page.legend, page.legend_size = draw_legend(
        page.figure, columns, groups, paper.tiny, paper.tiny
    )
    box = (left + 2 * third + 0.1, bottom, third - 0.1, room)
    words = told(change)["words"].tolist()
    for most in range(min(_WORDS, len(words)), -1, -1):
        lines = _changes_in_words(words, most)
        if fits(lines, box, paper.tiny):
            break
    write_lines(page, box, lines, paper.tiny)


def _changes_in_words(words: list[str], most: int) -> list[str]:
    if not words:
        return []
    rest = len(words) - most
    more = [f"• and {rest:,} more, in the notes and in the data"] if rest else []
    return ["What changed, most evident first", *(f"• {line}" for line in words[:most]), *more]
