"""How figures and pages look, and how a figure becomes a file."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from threading import RLock
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from numpy.typing import NDArray
from PIL import Image

from geo.errors import BorderwatchError
from geo.files.writing import write_whole
from geo.palette import FAINT, INK, RULE

_OFF = 0.3183
FORMATS = ("png", "svg", "pdf")
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
    "grid.color": RULE,
    "grid.linewidth": 0.6,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "text.color": INK,
    "hatch.linewidth": 0.5,
    "text.hinting": "none",  # the same widths for any number of dots to an inch
    "pdf.fonttype": 42,
    "svg.fonttype": "none",
    "svg.hashsalt": "borderwatch",
    "text.parse_math": False,  # a dollar sign of the data is one
}


_matplotlib = RLock()
"""Its settings and its letters are global: two threads that draw at once would mix theirs."""


@contextmanager
def in_style(more: Mapping[str, Any] | None = None) -> Iterator[None]:
    """Draw in the project's style, one thread at a time; all that draws or saves stands in this.

    Parameters
    ----------
    more : mapping, optional
        Settings of matplotlib beside those of :data:`STYLE`.
    """
    settings: Any = {**STYLE, **(more or {})}
    with _matplotlib, mpl.rc_context(settings):
        yield


def settle(figure: Figure) -> None:
    """Lay a figure out once and for all, the same to the bit each time.

    The solver of the constrained layout adds in the order of addresses in memory: the last bits
    of its answers differ from run to run.
    """
    engine = figure.get_layout_engine()
    if engine is None:
        return
    engine.execute(figure)
    figure.set_layout_engine("none")
    parts = [figure, *figure.subfigs]
    for part in figure.subfigs:
        part.bbox_relative.set_points(_on_grid(part.bbox_relative.get_points()))
    for axes in figure.axes:
        axes.set_position(Bbox(_on_grid(axes.get_position().get_points())))
    for text in (text for part in parts for text in part.texts):
        text.set_position(tuple(_on_grid(np.array(text.get_position()))))


def forget_pixels(figure: Figure) -> None:
    """Let go of the pixels of a drawn figure, 16 MB of a slide: it can be drawn again."""
    FigureCanvasAgg(figure)
    words: Any = figure.findobj(Text)
    for text in words:
        # Each holds on to what it was drawn with, and takes what is there where it has nothing.
        text._renderer = None


def _on_grid(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return shares of a page rounded; off the round numbers, which lie between two steps."""
    rounded: NDArray[np.float64] = (np.rint(shares * 1e5 - _OFF) + _OFF) / 1e5
    return rounded


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
    with in_style(), write_whole(path) as part:
        if kind == "png":
            _as_image(figure, dpi).save(part, format=kind, dpi=(dpi, dpi), compress_level=2)
        else:
            figure.savefig(part, format=kind, dpi=dpi, metadata=dated[kind])
        if kind == "svg":
            from geo.drawing.svg_fonts import with_fonts

            part.write_text(with_fonts(part.read_text("utf-8")), "utf-8")
    return path


def _as_image(figure: Figure, dpi: int) -> Image.Image:
    """Return a figure as a picture without transparency: pages have none.

    Measured on a map: packed so at level 2 it takes three quarters of the time that it takes with
    transparency at level 3, and a fourteenth less room.
    """
    pixels = BytesIO()
    figure.savefig(pixels, format="rgba", dpi=dpi)
    width, height = (int(inches * dpi) for inches in figure.get_size_inches())
    return Image.frombuffer("RGBA", (width, height), pixels.getvalue()).convert("RGB")
