"""Names on a map sheet, the most important first, none over another or over a mark."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from geo.drawing.drawn import Drawn
from geo.drawing.label_choice import RIVAL, Name, names_of, zone_names
from geo.drawing.label_room import NUMBER_SPOTS, SPOTS, Room
from geo.drawing.map_layers import GATE
from geo.drawing.own_area import area_on, name_spots
from geo.drawing.projection import Sheet
from geo.palette import CORRIDOR, OWN_AREA, WASH
from geo.view.area_ground import area_name
from geo.view.view import View

USUAL_INCHES, _USUAL_POINTS = 8.0, 7.0
"""Width of a map on paper and size of its names; a smaller map, and one with larger names, carries
the names of one of wider ground."""


def draw_names(
    axes: Axes, sheet: Sheet, view: View, drawn: Drawn, taken: list[Bbox], *, least: float
) -> list[Bbox]:
    """Draw names, numbers and crossings where there is room; return the boxes of all lettering.

    The name of an area of one's own comes first, then countries, then the numbers of events known
    to an area only, then the other names.

    Parameters
    ----------
    taken : list of Bbox
        Boxes in display units that are taken already, by the map's furniture.
    least : float
        Points of the least type.
    """
    room = Room(axes, taken)
    room.block(drawn.marks)
    countries: list[tuple[Name, Any]] = []
    cities: list[Name] = []
    others: list[Name] = []
    if "labels" in view.layers:
        inches = float(room.frame[2] - room.frame[0]) / (72 * room.point)
        usual = USUAL_INCHES * least / _USUAL_POINTS
        wide = sheet.width_km * max(1.0, usual / inches)
        countries, cities, others = names_of(sheet, view, wide, least)
    _name_area(room, sheet, view, least)
    for name, ground in countries:
        room.place(name, ground=ground)
    for x, y, words in drawn.corridor_names:
        room.place(Name(x, y, words, "", least, CORRIDOR, "bold"), NUMBER_SPOTS[1:])
    _beside_dots(axes, room, drawn, cities, led=True)
    if view.groups:
        # What was asked for comes before what is only there.
        _name_zones(room, drawn, least)
    _number(room, drawn, least)
    if not view.groups:
        _name_zones(room, drawn, least)
    _beside_dots(axes, room, drawn, others)
    return room.lettering


def name_area(axes: Axes, sheet: Sheet, view: View, taken: list[Bbox], *, least: float) -> None:
    """Draw the name of a view's own area beside its edge, on a map without other names."""
    _name_area(Room(axes, taken), sheet, view, least)


def draw_numbers(axes: Axes, drawn: Drawn, taken: list[Bbox], *, least: float) -> None:
    """Draw the numbers of events known to an area only, on a map without names."""
    room = Room(axes, taken)
    room.block(drawn.marks)
    _number(room, drawn, least)


def _number(room: Room, drawn: Drawn, least: float) -> None:
    for x, y, count, where in sorted(drawn.numbers, key=lambda number: -len(number[3])):
        name = Name(x, y, f"{count:,}{where}", "", least, WASH, "bold")
        if not room.place(name, NUMBER_SPOTS):
            drawn.unnumbered += count


def _name_area(room: Room, sheet: Sheet, view: View, least: float) -> None:
    if view.area is None:
        return
    words = area_name(view.area)
    for x, y, upper in name_spots(area_on(sheet, view.area), sheet):
        name = Name(x, y, words, "", least, OWN_AREA, "bold")
        if room.place(name, [(0, least if upper else -least)]):
            return


def _name_zones(room: Room, drawn: Drawn, least: float) -> None:
    for name in zone_names(drawn, least):
        drawn.flags |= room.place(name, SPOTS) and RIVAL in name.text


def _beside_dots(
    axes: Axes, room: Room, drawn: Drawn, names: list[Name], *, led: bool = False
) -> None:
    """Place names of dots, and of units among them."""
    for name in names:
        spots = None if name.dot else room.within(name)
        if room.place(name, spots, led=led and bool(name.dot)) and name.dot:
            drawn.crossings |= name.dot == "gate"
            _dot(axes, name)


def _dot(axes: Axes, name: Name) -> None:
    gate = name.dot == "gate"
    axes.plot(
        name.x,
        name.y,
        marker=GATE if gate else "o",
        markersize=6 if gate else 2.6,
        markerfacecolor="none" if gate else "white",
        markeredgecolor=name.colour,
        markeredgewidth=1.0,
        zorder=6,
    )
