"""The pictures of a view's way through time, on one page and one ground.

What does not move is drawn once: page, legend, relief, lines and names; the ground anew only where
the claims of zones change. What moves is drawn on clear layers that are laid between and over it.
The legend lists what any of the pictures holds, in classes of the whole data, so that no colour
changes its meaning on the way.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import geopandas as gpd
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from PIL import Image, ImageColor

from geo.analysis.windows import days_in
from geo.boundaries.zones import claimed_last, read_zones
from geo.drawing.drawn import Drawn
from geo.drawing.label_placement import draw_numbers
from geo.drawing.legend import legend_groups
from geo.drawing.map_layers import draw_below, draw_coarse, draw_counts, draw_lines, draw_terrain
from geo.drawing.marks import draw_events
from geo.drawing.paper import CLEAR, LINE, Box, Paper
from geo.drawing.style import forget_pixels
from geo.drawing.type import width_of
from geo.drawing.zone_shapes import zones_on
from geo.motion.layers import DPI, bbox, clear_figure, drawn_on, edges_of, rectangle
from geo.pages.map_page import (
    draw_panel,
    letter_map,
    map_axes,
    numbers_box,
    on_map,
    sheet_at,
    undrawn_words,
    unnumbered_words,
)
from geo.pages.page import Page, blank_page, key_figures, write_lines
from geo.palette import FAINT, INK, PAPER, RULE
from geo.phrases import short_date
from geo.release.withholding import public
from geo.view.select import select
from geo.view.sentence import describe_rows
from geo.view.view import View, Window

Claims = tuple[str, ...]
"""Ids of zones."""

_FRAME = 2
"""Dots of a map's frame that stand outside its box."""
_INSET = 0.09
"""Inches between the frame of a map and the dates in its corner, and around them."""
_LONGEST_DATES = "30 May 2020 to 30 May 2020"
_BAR = 0.06
"""Inches of the bar under the dates."""


@dataclass(frozen=True)
class Moment:
    """What one picture shows: its view, its events, and what its map came to hold of them.

    ``counts`` are drawn under the relief, ``words`` over all.
    """

    view: View
    here: gpd.GeoDataFrame
    counts: Figure
    words: Page
    drawn: Drawn


@dataclass(frozen=True)
class Ground:
    """What pictures with the same claims share of the map, under and over the counts."""

    below: Image.Image
    lines: Image.Image
    drawn: Drawn


class Film:
    """The pictures of a view, one for each window, drawn as they are asked for."""

    def __init__(
        self,
        joined: gpd.GeoDataFrame,
        view: View,
        windows: list[Window],
        paper: Paper,
        marking: str = "",
    ) -> None:
        """Lay out all pictures, so that the legend knows what they hold."""
        self.joined = joined if view.area is None else public(joined)
        self.view, self.windows, self.paper = view, windows, paper
        self.sheet = sheet_at(paper.map_box(), view)
        self.page = self._page(marking)
        self._map = edges_of(paper.map_box(), paper, _FRAME)
        self._grounds: dict[Claims, Ground] = {}
        self.moments = [self._moment(window) for window in windows]
        self._terrain = self._cropped(self._map_of(draw_terrain))
        for moment in self.moments:
            self._ground(moment.view)
        self._still = self._page_with_legend()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of a picture in dots."""
        return self._still.size

    def __len__(self) -> int:
        """Return how many pictures there are."""
        return len(self.moments)

    def __iter__(self) -> Iterator[Image.Image]:
        """Draw one picture after the other."""
        return (self.picture(number) for number in range(len(self)))

    def picture(self, number: int) -> Image.Image:
        """Return one picture, without transparency."""
        moment = self.moments[number]
        ground = self._ground(moment.view)
        picture = self._still.copy()
        for layer in (
            ground.below,
            self._cropped(drawn_on(moment.counts)),
            self._terrain,
            ground.lines,
        ):
            picture.alpha_composite(layer, self._map[:2])
        picture.alpha_composite(drawn_on(moment.words.figure))
        return picture.convert("RGB")

    def map_of(self, picture: Image.Image) -> Image.Image:
        """Return the map of a picture."""
        return self._cropped(picture)

    def legend(self) -> Image.Image:
        """Return what the pictures share beside the map: legend and inset."""
        return self._still.convert("RGB").crop(edges_of(self.paper.panel_box(), self.paper))

    def named_colours(self) -> list[tuple[int, int, int]]:
        """Return the colours that the legend's signs have."""
        groups = [group for _, some in self.page.legend for group in some]
        colours = {entry.colour for _, entries in groups for entry in entries}
        return [ImageColor.getrgb(colour)[:3] for colour in sorted(colours)]

    def _page(self, marking: str) -> Page:
        """Return the page without what moves; its foot names the sources of all pictures."""
        whole = replace(self.view, window=(self.windows[0][0], self.windows[-1][1]))
        shown = public(select(self.joined, whole))
        views = [replace(self.view, window=window) for window in self.windows]
        zones = pd.concat([zones_on(self.sheet, view) for view in _one_of_each_claims(views)])
        page = blank_page(
            self.paper,
            self.view.title,
            "",
            marking,
            joined=self.joined,
            shown=shown[on_map(self.sheet, shown)],
            zones=zones.drop_duplicates("zone_id"),
            layers=self.view.layers,
        )
        page.figure.set_dpi(DPI)
        return page

    def _moment(self, window: Window) -> Moment:
        """Return what one window shows, laid out."""
        view = replace(self.view, window=window)
        shown = public(select(self.joined, view))
        here = shown[on_map(self.sheet, shown)]
        drawn = Drawn()
        counts, axes = self._clear()
        draw_counts(axes, drawn, self.sheet, view, self.joined, shown)
        words, axes = self._clear()
        draw_coarse(axes, drawn, self.sheet, view, shown)
        if "events" in view.layers:
            draw_events(axes, drawn, self.sheet, self.joined, shown)
        draw_numbers(axes, drawn, [bbox(self._dates_box())], least=self.paper.tiny)
        self._write(words, view, here, drawn)
        forget_pixels(words.figure)
        return Moment(view, here, counts.figure, words, drawn)

    def _write(self, words: Page, view: View, here: gpd.GeoDataFrame, drawn: Drawn) -> None:
        """Write sentence, key figures and dates."""
        sentence = describe_rows(here, self.joined, view, where=" on this map")
        write_lines(words, self._sentence_box(), [sentence], self.paper.text, colour=FAINT)
        numbers = [
            *key_figures(here),
            *unnumbered_words(drawn),
            *undrawn_words(self.sheet, view, here),
        ]
        write_lines(words, numbers_box(self.paper), numbers, self.paper.small)
        self._write_dates(words, view.window)

    def _sentence_box(self) -> Box:
        """Return where the sentence stands: what the title leaves of its block."""
        left, bottom, _, height = self.paper.map_box()
        top = self.page.head[0].box[1] if self.page.head else self.paper.height - self.paper.margin
        foot = bottom + height + CLEAR / 2
        return left, foot, self.paper.width - 2 * self.paper.margin, top - foot

    def _dates_box(self) -> Box:
        """Return where the dates stand on the map: in its upper left corner."""
        left, bottom, _, height = self.paper.map_box()
        size = self.paper.text
        wide = width_of(_LONGEST_DATES, size, "bold") + 2 * _INSET
        tall = LINE * size / 72 + 2 * _INSET + _BAR
        return left + _INSET, bottom + height - _INSET - tall, wide, tall

    def _write_dates(self, words: Page, window: Window) -> None:
        """Write a window's dates over a bar that says where in all days it lies."""
        left, bottom, wide, tall = self._dates_box()
        patch = rectangle(words, (left, bottom, wide, tall), PAPER)
        patch.set(edgecolor=INK, linewidth=0.5)
        first, last = (short_date(day) for day in window)
        dates = first if first == last else f"{first} to {last}"
        inner = wide - 2 * _INSET
        text = (left + _INSET, bottom + _INSET + _BAR, inner, tall - 2 * _INSET - _BAR)
        write_lines(words, text, [dates], self.paper.text, weight="bold")
        bar = (left + _INSET, bottom + _INSET * 0.7, inner, _BAR)
        rectangle(words, bar, RULE)
        first_day, days = self.windows[0][0], days_in((self.windows[0][0], self.windows[-1][1]))
        begin = (window[0] - first_day).days / days * inner
        long = max(days_in(window) / days * inner, 1.5 / DPI)
        rectangle(words, (bar[0] + begin, bar[1], long, _BAR), INK)

    def _ground(self, view: View) -> Ground:
        """Return what pictures share that have the claims of a view's last day."""
        claims = _claims(view)
        if claims not in self._grounds:
            drawn = Drawn()
            below = self._map_of(
                lambda axes, sheet, view: draw_below(axes, drawn, sheet, view), view
            )
            lines, axes = self._clear(framed=True)
            draw_lines(axes, drawn, self.sheet, view)
            letter_map(lines, axes, self.sheet, view, drawn, self._kept_free(axes))
            parts = self._cropped(below), self._cropped(drawn_on(lines.figure))
            self._grounds[claims] = Ground(*parts, drawn)
        return self._grounds[claims]

    def _kept_free(self, axes: Axes) -> list[Bbox]:
        """Return the boxes that names leave to the dates and to numbers of any picture."""
        size = self.paper.tiny
        wide: dict[tuple[float, float], float] = {}
        for x, y, count, where in (n for moment in self.moments for n in moment.drawn.numbers):
            width = width_of(f"{count:,}{where}", size, "bold")
            wide[x, y] = max(wide.get((x, y), 0.0), width)
        boxes = [bbox(self._dates_box())]
        for spot, width in sorted(wide.items()):
            left, bottom = axes.transData.transform(spot) / DPI - (width / 2, LINE * size / 144)
            boxes.append(bbox((left, bottom, width, LINE * size / 72)))
        return boxes

    def _map_of(self, draw: Callable[..., None], view: View | None = None) -> Image.Image:
        """Return a clear picture with what a function draws on the map."""
        layer, axes = self._clear()
        draw(axes, self.sheet, view or self.view)
        return drawn_on(layer.figure)

    def _clear(self, *, framed: bool = False) -> tuple[Page, Axes]:
        """Return a page on which nothing stands, through which others are seen, and its map."""
        page = replace(self.page, figure=clear_figure(self.paper), texts=[], legend=[])
        axes = map_axes(page, self.paper.map_box(), self.sheet)
        axes.patch.set_visible(False)
        for side in axes.spines.values():
            side.set_visible(framed)
        return page, axes

    def _cropped(self, layer: Image.Image) -> Image.Image:
        return layer.crop(self._map)

    def _page_with_legend(self) -> Image.Image:
        """Return the page with the legend of all pictures."""
        drawn = Drawn()
        parts = [ground.drawn for ground in self._grounds.values()]
        for part in (*parts, *(moment.drawn for moment in self.moments)):
            drawn.add(part)
        draw_panel(self.page, self.sheet, legend_groups(self.view, drawn))
        return drawn_on(self.page.figure)


def _claims(view: View) -> Claims:
    """Return what of a map's ground hangs on a view's last day: the zones claimed then."""
    if "zones" not in view.layers:
        return ()
    return tuple(claimed_last(read_zones(), view.window[1])["zone_id"])


def _one_of_each_claims(views: list[View]) -> list[View]:
    return list({_claims(view): view for view in views}.values())
