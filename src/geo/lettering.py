"""Names on a map sheet, the most important first, none over another or over a mark."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from geo.boundaries import read_units
from geo.crossings import read_crossings
from geo.drawing import CROSSINGS_TO_KM, LOCAL_TO_KM, Drawn, middles
from geo.fonts import LATIN, family
from geo.places import read_places
from geo.sheet import Floats, Sheet
from geo.style import INK
from geo.symbols import WASH_COLOUR
from geo.view import View

COUNTRY_SIZE = 9
LEAST_ROOM = 0.012
"""Of the map's width: the least radius of what shows of a unit that is named."""
_CELL = 2.0
"""Edge of the cells in which marks are looked for, in dots."""
_GATE = "#4a1486"
_SPOTS = ((0, 0), (0, 9), (0, -9), (14, 0), (-14, 0), (14, 9), (-14, -9))
"""Where a number may stand, points from its place."""
_WITHIN = ((0, 18), (0, -18), (0, 27), (0, -27), (-30, 0), (30, 0), (-30, -18), (30, 18))
"""Where the name of a unit may stand besides, as long as that is well inside."""
_AROUND = ((0, 0), (0, 24), (0, -24), (-40, 0), (40, 0), (-40, -30), (40, 30), (0, 48), (0, -48))
"""Where the name of a country may stand."""
_BESIDE = ((6, 0), (6, 7), (6, -7))


@dataclass(frozen=True)
class _Name:
    """A name to place: metres, text, local text, size, colour, weight, and whether at a dot.

    ``room`` is how many metres it may move.
    """

    x: float
    y: float
    text: str
    local: str
    size: float
    colour: str
    weight: str
    dot: str
    room: float = 0.0


class _Room:
    """The room for lettering on a map: boxes in display units that are taken."""

    def __init__(self, figure: Figure, axes: Axes, taken: list[Bbox]) -> None:
        self.axes = axes
        self.renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]  # Agg has one
        self.point = figure.dpi / 72
        self.frame: Floats = np.asarray(axes.get_window_extent(self.renderer).extents)
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

    def place(self, name: _Name, spots: tuple[tuple[float, float], ...]) -> bool:
        """Draw a name at the first spot with room; say whether there was one."""
        label = self._letter(name)
        size = label.get_window_extent(self.renderer).padded(1.2 * self.point).extents
        for spot in spots:
            box = size + np.tile(np.array(spot) * self.point, 2)
            if self._is_free(box):
                label.set_position(spot)
                self.taken = np.vstack([self.taken, box])
                self.lettering.append(Bbox.from_extents(*box))
                return True
        label.remove()
        return False

    def within(self, name: _Name) -> tuple[tuple[float, float], ...]:
        """Return the spots of a unit's name."""
        left, right = self.axes.get_xlim()
        metres = (right - left) / (self.frame[2] - self.frame[0]) * self.point
        spots = (spot for spot in _WITHIN if np.hypot(*spot) * metres < name.room)
        return (*_SPOTS[:3], *spots)

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

    def _letter(self, name: _Name) -> Annotation:
        font = family(name.text + name.local)
        # Names in Chinese stay Latin: no font of paper has their letters.
        words = f"{name.text}\n{name.local}" if name.local and font else name.text
        return self.axes.annotate(
            words,
            (name.x, name.y),
            xytext=(0, 0),
            textcoords="offset points",
            ha="left" if name.dot else "center",
            va="center",
            fontsize=name.size,
            family=font or LATIN,
            color=name.colour,
            weight=name.weight,
            linespacing=1.05,
            zorder=7,
            # A plate, not a halo: a halo would turn the letters of SVG and PDF into shapes.
            bbox={"boxstyle": "square,pad=0.06", "facecolor": "white", "alpha": 0.6, "lw": 0},
        )


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


def draw_names(
    figure: Figure, axes: Axes, sheet: Sheet, view: View, drawn: Drawn, taken: list[Bbox]
) -> list[Bbox]:
    """Draw names, numbers and crossings where there is room; return the boxes of all lettering.

    Countries come first, then the numbers of events known to an area only, then the other names.

    Parameters
    ----------
    taken : list of Bbox
        Boxes in display units that are taken already, by the map's furniture.
    """
    room = _Room(figure, axes, taken)
    names = _names(sheet, view) if "labels" in view.layers else []
    for name in names:
        if name.size == COUNTRY_SIZE:
            room.place(name, _AROUND)
    room.block(drawn.marks)
    for x, y, text in sorted(drawn.numbers, key=lambda number: -len(number[2])):
        spots = _SPOTS if text.isdecimal() else (*_SPOTS, *_AROUND)
        room.place(_Name(x, y, text, "", 6.5, WASH_COLOUR, "bold", ""), spots)
    for name in names:
        if name.size == COUNTRY_SIZE:
            continue
        if room.place(name, _BESIDE if name.dot else room.within(name)) and name.dot:
            drawn.crossings |= name.dot == "gate"
            _dot(axes, name)
    return room.lettering


def _dot(axes: Axes, name: _Name) -> None:
    gate = name.dot == "gate"
    axes.plot(
        name.x,
        name.y,
        marker="s" if gate else "o",
        markersize=4 if gate else 2.6,
        markerfacecolor="white",
        markeredgecolor=name.colour,
        markeredgewidth=1.0,
        zorder=6,
    )


def _names(sheet: Sheet, view: View) -> list[_Name]:
    """Return the names that a map of this width may carry, the most important first."""
    wide = sheet.width_km
    near = wide <= LOCAL_TO_KM
    places = _dots(sheet, read_places())
    seats = places["kind"] == "province seat"
    parts: list[tuple[pd.DataFrame, float, str, str, str]] = []
    if not near:
        parts.append((_units(sheet, "country"), COUNTRY_SIZE, "#3a3733", "bold", ""))
    if wide <= CROSSINGS_TO_KM and "borders" in view.layers:
        parts.append((_dots(sheet, read_crossings()), 6.5, _GATE, "bold", "gate"))
    if wide <= 1300:
        parts.append((places[seats], 7, INK, "normal", "town"))
    if wide <= 2000:
        provinces = _units(sheet, "province")
        named = provinces[(provinces["iso3"] == "AFG") | (wide <= 900)]
        parts.append((named, 7, "#57524a", "bold", ""))
    if near:
        parts.append((places[~seats], 6, INK, "normal", "town"))
        parts.append((_units(sheet, "district"), 5.5, "#6b665d", "normal", ""))
    local = "local_labels" in view.layers
    names = []
    for frame, size, colour, weight, dot in parts:
        columns = ["x", "y", "name", "name_local", "room"]
        for x, y, name, other, room in frame[columns].itertuples(index=False):
            extra = other if local and isinstance(other, str) and other != name else ""
            text = name.upper() if size == COUNTRY_SIZE else name
            names.append(_Name(x, y, text, extra, size, colour, weight, dot, room))
    return names


def _dots(sheet: Sheet, places: pd.DataFrame) -> pd.DataFrame:
    """Return the places that show, with ``x`` and ``y`` in metres."""
    points = sheet.place(places[["lon", "lat"]].to_numpy(float))
    return places.assign(x=points[:, 0], y=points[:, 1], room=0.0)[sheet.inside(points)]


def _units(sheet: Sheet, level: str) -> pd.DataFrame:
    """Return the units of which enough shows for a name, with ``x`` and ``y`` in metres."""
    units = read_units(level=level).set_index("unit_id")[["name", "name_local", "iso3"]]
    units = units[~units.index.str.contains("-missing-")]
    spots = middles(sheet, level)
    spots = spots[spots["room"] >= LEAST_ROOM * sheet.width_km * 1000]
    return pd.DataFrame(units).join(spots, how="inner")
