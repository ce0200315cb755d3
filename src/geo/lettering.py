"""Names on a map sheet, the most important first, none over another or over a mark."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font
from matplotlib.transforms import Bbox

from geo.boundaries import read_units
from geo.crossings import read_crossings
from geo.drawing import CROSSINGS_TO_KM, Drawn
from geo.places import read_places
from geo.sheet import Sheet
from geo.symbols import WASH_COLOUR
from geo.view import View

_INK, _GATE = "#1f1c19", "#4a1486"
_SPOTS = ((0, 0), (0, 9), (0, -9), (14, 0), (-14, 0), (14, 9), (-14, -9))
"""Where a number may stand, points from its place."""
_BESIDE = ((6, 0), (6, 7), (6, -7))


@dataclass(frozen=True)
class _Name:
    """A name to place: metres, text, local text, size, colour, weight, and whether at a dot."""

    x: float
    y: float
    text: str
    local: str
    size: float
    colour: str
    weight: str
    dot: str


def draw_names(
    figure: Figure, axes: Axes, sheet: Sheet, view: View, drawn: Drawn, taken: list[Bbox]
) -> list[Bbox]:
    """Draw numbers, names and crossings where there is room; return the boxes of all lettering.

    Parameters
    ----------
    taken : list of Bbox
        Boxes in display units that are taken already, by the map's furniture.
    """
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]  # Agg has one
    point = figure.dpi / 72
    boxes: list[Bbox] = []
    frame = axes.get_window_extent(renderer)
    blocked = list(taken)
    for x, y, radius in drawn.marks:
        centre = axes.transData.transform((x, y))
        blocked.append(Bbox([centre - radius * point, centre + radius * point]))

    def place(name: _Name, spots: tuple[tuple[float, float], ...]) -> bool:
        """Draw a name at the first spot with room."""
        words = f"{name.text}\n{name.local}" if name.local else name.text
        label = axes.annotate(
            words,
            (name.x, name.y),
            xytext=(0, 0),
            textcoords="offset points",
            ha="left" if name.dot else "center",
            va="center",
            fontsize=name.size,
            color=name.colour,
            weight=name.weight,
            linespacing=1.05,
            zorder=7,
            # A plate, not a halo: a halo would turn the letters of SVG and PDF into shapes.
            bbox={"boxstyle": "square,pad=0.06", "facecolor": "white", "alpha": 0.6, "lw": 0},
        )
        for spot in spots:
            label.set_position(spot)
            box = label.get_window_extent(renderer).padded(1.2 * point)
            inside = frame.containsx(box.x0) and frame.containsx(box.x1)
            inside = inside and frame.containsy(box.y0) and frame.containsy(box.y1)
            if inside and not any(box.overlaps(other) for other in blocked):
                blocked.append(box)
                boxes.append(box)
                return True
        label.remove()
        return False

    for x, y, text in sorted(drawn.numbers, key=lambda number: -len(number[2])):
        number = _Name(x, y, text, "", 6.5, WASH_COLOUR, "bold", "")
        place(number, _SPOTS)
    if "labels" not in view.layers:
        return boxes
    for name in _names(sheet, view):
        if place(name, _BESIDE if name.dot else _SPOTS[:3]) and name.dot:
            gate = name.dot == "gate"
            drawn.crossings |= gate
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
    return boxes


def _can_write(text: object) -> bool:
    """Return whether the font of the sheets has all letters of a text."""
    if not isinstance(text, str):
        return False
    letters = get_font(findfont("DejaVu Sans")).get_charmap()
    return all(ord(letter) in letters for letter in text)


def _names(sheet: Sheet, view: View) -> list[_Name]:
    """Return the names that a map of this width may carry, the most important first."""
    local = "local_labels" in view.layers
    wide = sheet.width_km
    units = read_units()
    spots = shapely.get_coordinates(shapely.point_on_surface(np.asarray(units.geometry)))
    units = pd.DataFrame(units.drop(columns="geometry")).assign(lon=spots[:, 0], lat=spots[:, 1])
    units = units[~units["unit_id"].str.contains("-missing-")]
    places = read_places()
    seats = places["kind"] == "province seat"
    parts: list[tuple[pd.DataFrame, float, str, str, str]] = []
    if wide > 350:
        parts.append((units[units["level"] == "country"], 9, "#3a3733", "bold", ""))
    if wide <= CROSSINGS_TO_KM and "borders" in view.layers:
        crossings = read_crossings()
        parts.append((crossings, 6.5, _GATE, "bold", "gate"))
    if wide <= 1300:
        parts.append((places[seats], 7, _INK, "normal", "town"))
    home = units["iso3"] == "AFG"
    if wide <= 2000:
        provinces = units["level"] == "province"
        parts.append((units[provinces & (home | (wide <= 900))], 7, "#57524a", "bold", ""))
    if wide <= 350:
        parts.append((places[~seats], 6, _INK, "normal", "town"))
        parts.append((units[units["level"] == "district"], 5.5, "#6b665d", "normal", ""))
    names = []
    for frame, size, colour, weight, dot in parts:
        points = sheet.place(frame[["lon", "lat"]].to_numpy(float))
        for (x, y), name, other, shows in zip(
            points, frame["name"], frame["name_local"], sheet.inside(points), strict=True
        ):
            if shows:
                extra = other if local and other != name and _can_write(other) else ""
                text = name.upper() if size == 9 else name
                names.append(_Name(x, y, text, extra, size, colour, weight, dot))
    return names
