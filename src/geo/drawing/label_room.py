"""The room for lettering on a map sheet: where a name has it, none over another or over a mark."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from geo.drawing.label_choice import Name
from geo.drawing.type import LATIN, family
from geo.geodesy import Floats
from geo.palette import INK

Spots = Sequence[tuple[float, float]]

_CELL = 2.0
"""Edge of the cells in which marks are looked for, in dots."""
_COMPASS = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, -1), (1, -1), (-1, 1))
SPOTS = ((0, 0), *((9 * x, 9 * y) for x, y in _COMPASS))
"""Where the name of a zone or a unit may stand, points from its middle."""
NUMBER_SPOTS = (*SPOTS, *((far * x, far * y) for far in (15, 21) for x, y in _COMPASS))
"""Where the number of an area may stand."""
_WITHIN = ((0, 18), (0, -18), (0, 27), (0, -27), (-30, 0), (30, 0), (-30, -18), (30, 18))
"""Where the name of a unit may stand besides, as long as that is well inside."""
_STEPS = 9
"""Places tried across and up what shows of a country."""


class Room:
    """The room for lettering on a map: boxes in display units that are taken."""

    def __init__(self, axes: Axes, taken: list[Bbox]) -> None:
        self.axes = axes
        figure: Any = axes.figure
        self.dpi = figure.dpi
        self.point = figure.dpi / 72
        self.frame: Floats = np.asarray(axes.get_window_extent().extents)
        self.taken = np.array([box.extents for box in taken]).reshape(-1, 4)
        self.lettering: list[Bbox] = []
        wide, tall = np.ceil((self.frame[2:] - self.frame[:2]) / _CELL).astype(int)
        self.busy = np.zeros((tall + 1, wide + 1), dtype=np.int64)

    def block(self, marks: Floats) -> None:
        """Take the room of marks, shape (n, 3): places in metres and radii in points.

        Marks go into a grid of cells, and the grid into sums: however many there are, to look
        into a box takes four cells.
        """
        tall, wide = (edge - 1 for edge in self.busy.shape)
        places = self.axes.transData.transform(marks[:, :2]) - self.frame[:2]
        column, row = (places // _CELL).astype(int).T
        reach = np.ceil(marks[:, 2] * self.point / _CELL).astype(int)
        cells = np.zeros((tall, wide), dtype=bool)
        inside = (row >= 0) & (row < tall) & (column >= 0) & (column < wide)
        for far in np.unique(reach[inside]):
            here = np.zeros((tall, wide), dtype=bool)
            these = inside & (reach == far)
            here[row[these], column[these]] = True
            cells |= _spread(here, int(far))
        self.busy = _sums(cells)

    @property
    def metres(self) -> float:
        """Metres on the ground to a point on paper."""
        left, right = self.axes.get_xlim()
        return float((right - left) / (self.frame[2] - self.frame[0]) * self.point)

    def place(
        self, name: Name, spots: Spots | None = None, ground: Any = None, *, led: bool = False
    ) -> bool:
        """Draw a name at the first spot with room; say whether there was one.

        Parameters
        ----------
        spots : sequence of (float, float)
            Points from the name's place; by default those beside its dot.
        ground : geometry, optional
            What the name must not leave, in metres: tried all over, nearest to its place first.
        led : bool
            Whether a name beside a dot that has no room there may stand off, at the end of a line.
        """
        lettered = _lettered(name)
        at = np.tile(self.axes.transData.transform((name.x, name.y)), 2)
        # A label whose place is beside the map is never drawn: it takes no room either.
        if (at[:2] < self.frame[:2]).any() or (at[2:] > self.frame[2:]).any():
            return False
        size = at + _extents(lettered, self.dpi) + 1.2 * self.point * np.array([-1, -1, 1, 1])
        wide, tall = float(size[2] - size[0]) / self.point, float(size[3] - size[1]) / self.point
        if ground is not None:
            spots = self._all_over(name, ground, wide / 2, tall / 2)
        near = _beside(wide) if spots is None else spots
        for spot in (*near, *_off(wide)) if led else near:
            box = size + np.tile(np.array(spot) * self.point, 2)
            if self._is_free(box):
                self._letter(name, lettered, spot)
                self.taken = np.vstack([self.taken, box])
                self.lettering.append(Bbox.from_extents(*box))
                if led and spot not in near:
                    self._lead(name, spot, (wide, tall))
                return True
        return False

    def _lead(self, name: Name, spot: tuple[float, float], size: tuple[float, float]) -> None:
        """Draw a line from a name's place to the nearest point of its label, all in points."""
        x, y = spot
        wide, tall = size
        end = np.clip(0, x, x + wide), np.clip(0, y - tall / 2, y + tall / 2)
        self.axes.annotate(
            "",
            (name.x, name.y),
            xytext=end,
            textcoords="offset points",
            arrowprops={"arrowstyle": "-", "color": INK, "lw": 0.5, "shrinkA": 0, "shrinkB": 1.3},
            zorder=6,
        )

    def within(self, name: Name) -> Spots:
        """Return the spots of a unit's name."""
        spots = (spot for spot in _WITHIN if np.hypot(*spot) * self.metres < name.room)
        return (*SPOTS[:3], *spots)

    def _all_over(self, name: Name, ground: Any, wide: float, tall: float) -> Spots:
        """Return the spots at which a label, twice so wide and tall, lies on its ground."""
        west, south, east, north = ground.bounds
        grid = np.meshgrid(np.linspace(west, east, _STEPS), np.linspace(south, north, _STEPS))
        x, y = np.append(grid[0], name.x), np.append(grid[1], name.y)
        lies = np.ones(len(x), dtype=bool)
        half_wide, half_tall = wide * self.metres, tall * self.metres
        for side, end in ((0, 0), (-1, -1), (-1, 1), (1, -1), (1, 1)):
            lies &= shapely.contains_xy(ground, x + side * half_wide, y + end * half_tall)
        away = np.column_stack([x - name.x, y - name.y])[lies] / self.metres
        return [(float(dx), float(dy)) for dx, dy in away[np.argsort(np.hypot(*away.T))]]

    def _is_free(self, box: Floats) -> bool:
        left, bottom, right, top = self.frame
        inside = box[0] >= left and box[1] >= bottom and box[2] <= right and box[3] <= top
        apart = (self.taken[:, 2:] < box[:2]) | (self.taken[:, :2] > box[2:])
        return bool(inside and apart.any(axis=1).all() and not self._has_marks(box))

    def _has_marks(self, box: Floats) -> bool:
        low = ((box[:2] - self.frame[:2]) // _CELL).astype(int)
        high = np.ceil((box[2:] - self.frame[:2]) / _CELL).astype(int)
        rows, columns = (low[1], high[1]), (low[0], high[0])
        return bool(np.diff(np.diff(self.busy[np.ix_(rows, columns)], axis=0), axis=1)[0, 0])

    def _letter(self, name: Name, lettered: "_Lettered", spot: tuple[float, float]) -> None:
        """Draw a name so many points from its place."""
        self.axes.annotate(
            lettered.words,
            (name.x, name.y),
            xytext=spot,
            textcoords="offset points",
            **lettered.type(),
            color=name.colour,
            zorder=7,
            # A plate, not a halo: a halo would turn the letters of SVG and PDF into shapes.
            bbox={"boxstyle": "square,pad=0.06", "facecolor": "white", "alpha": 0.6, "lw": 0},
        )


class _Lettered(NamedTuple):
    """What the size of a label hangs on."""

    words: str
    family: str | tuple[str, ...]
    size: float
    weight: str
    aligned: str

    def type(self) -> dict[str, Any]:
        return {
            "family": self.family,
            "fontsize": self.size,
            "weight": self.weight,
            "ha": self.aligned,
            "va": "center",
            "linespacing": 1.05,
        }


def _lettered(name: Name) -> _Lettered:
    font = family(name.text + name.local)
    # Names in Chinese stay Latin: no font of paper has their letters.
    words = f"{name.text}\n{name.local}" if name.local and font else name.text
    aligned = "left" if name.dot else "center"
    return _Lettered(words, font or LATIN, name.size, name.weight, aligned)


@lru_cache(maxsize=4096)
def _extents(lettered: _Lettered, dpi: float) -> Floats:
    """Return left, bottom, right and top of a label around its place, in dots.

    Most names have no room or stand on page after page: measured once, they are drawn only where
    they stay.
    """
    figure = _measuring(dpi)
    label = Text(0, 0, lettered.words, figure=figure, **lettered.type())
    canvas: Any = figure.canvas  # of Agg, which has a renderer
    extents: Floats = np.array(label.get_window_extent(canvas.get_renderer()).extents)
    return extents


@lru_cache(maxsize=2)
def _measuring(dpi: float) -> Figure:
    figure = Figure(dpi=dpi)
    FigureCanvasAgg(figure)
    return figure


def _beside(wide: float) -> Spots:
    """Return the spots beside a dot of a label so many points wide, which begins at the dot."""
    left, middle = -wide - 6, -wide / 2
    sides = [(x, y) for x in (6.0, left) for y in (0.0, 7.0, -7.0)]
    # Farther off a name would stand beside another mark.
    far = [(x, y) for y in (13.0, -13.0) for x in (6.0, left, middle)]
    return [*sides, (middle, 9.0), (middle, -9.0), *far]


def _off(wide: float) -> Spots:
    """Return the spots farther off, for a label that a line leads to."""
    return [
        (x, y)
        for y in (19.0, -19.0, 26.0, -26.0, 34.0, -34.0)
        for x in (6.0, -wide - 6, -wide / 2, 16.0, -wide - 16)
    ]


def _sums(cells: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return how many cells are taken below and left of each corner of the grid."""
    counts = np.pad(cells.astype(np.int64), ((1, 0), (1, 0)))
    sums: NDArray[np.int64] = counts.cumsum(axis=0).cumsum(axis=1)
    return sums


def _spread(cells: NDArray[np.bool_], far: int) -> NDArray[np.bool_]:
    """Return the cells at most so many rows and columns from a taken one."""
    sums = _sums(np.pad(cells, far))
    side = 2 * far + 1
    around = sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]
    taken: NDArray[np.bool_] = around > 0
    return taken
