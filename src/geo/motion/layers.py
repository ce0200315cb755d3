"""Clear layers of a picture: figures through which others are seen, and what is drawn on them."""

from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.transforms import Bbox
from PIL import Image

from geo.drawing.paper import Box, Paper
from geo.drawing.style import forget_pixels
from geo.pages.page import Page

DPI = 1280 / 13.333
"""Dots to an inch, some 96: a slide is then 1280 by 720."""


def clear_figure(paper: Paper) -> Figure:
    """Return a figure of a sheet's size on which nothing stands."""
    figure = Figure(figsize=(paper.width, paper.height), dpi=DPI)
    figure.patch.set_alpha(0)
    FigureCanvasAgg(figure)
    return figure


def edges_of(box: Box, paper: Paper, more: float = 0.0) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom in dots of a box in inches, ``more`` dots on each side."""
    left, bottom, width, height = (edge * DPI for edge in box)
    top = paper.height * DPI - bottom - height
    return (
        round(left - more),
        round(top - more),
        round(left + width + more),
        round(top + height + more),
    )


def rectangle(page: Page, box: Box, colour: str) -> Rectangle:
    """Fill a box in inches."""
    wide, tall = page.paper.width, page.paper.height
    left, bottom, width, height = box
    patch = Rectangle(
        (left / wide, bottom / tall),
        width / wide,
        height / tall,
        transform=page.figure.transFigure,
        facecolor=colour,
        edgecolor="none",
        # Over the map, and under the words that stand on it.
        zorder=2,
    )
    page.figure.add_artist(patch)
    return patch


def bbox(box: Box) -> Bbox:
    """Return a box in inches in dots of a picture."""
    left, bottom, width, height = (edge * DPI for edge in box)
    return Bbox.from_bounds(left, bottom, width, height)


def drawn_on(figure: Figure) -> Image.Image:
    """Return a figure as a picture with transparency."""
    canvas: Any = FigureCanvasAgg(figure)  # has no types
    canvas.draw()
    picture = Image.fromarray(np.array(canvas.buffer_rgba()), "RGBA")
    forget_pixels(figure)
    return picture
