"""Where the entries of a legend stand: in the columns and the type that hold most of them."""

from dataclasses import dataclass, replace

from matplotlib.figure import Figure
from matplotlib.patches import Patch

from geo.drawing.legend import Entry, Group
from geo.drawing.paper import Box
from geo.drawing.type import wrap
from geo.palette import INK
from geo.phrases import filled
from geo.vocabulary import LEGEND

_SHORTEST = 2
"""Entries that a group keeps however little room there is."""
_WIDE = 1.25
"""Inches of each of two or three columns of entries at least."""
_LINE, _FURTHER = 1.07, 1.2
"""Height of the first line of an entry by its type size, and of each further one."""

Placed = list[tuple[Box, list[Group]]]


@dataclass(frozen=True)
class _Setting:
    """How a legend is set.

    ``size`` in points, ``spacing`` between entries by that size, ``between`` groups in inches;
    whether a group may go on in the next box, and whether the last box takes whatever is left.
    """

    size: float
    spacing: float = 0.35
    between: float = 0.08
    goes_on: bool = False
    all_in_last: bool = False


def draw_legend(
    figure: Figure, boxes: list[Box], groups: list[Group], size: float, least: float
) -> tuple[Placed, float]:
    """Draw groups from the top of one box to the foot of the last; return which stand where.

    Parameters
    ----------
    boxes : list of Box
        Columns in inches, from the left.
    size, least : float
        Points; made smaller, to ``least``, where the groups do not fit. Where even that is too
        large, entries move closer, groups go on in the next box, and at last the group with most
        entries ends in how many it lacks.

    Returns
    -------
    list of (Box, list of Group), float
        The headings and columns of entries, each with its box, and the type size.
    """
    setting = _Setting(size)
    placed = _flow(boxes, groups, setting)
    while placed is None:
        if setting.size > least:
            setting = replace(setting, size=max(least, 0.95 * setting.size))
        elif not setting.goes_on:
            setting = replace(setting, spacing=0.15, between=0.06, goes_on=True)
        else:
            groups = _shortened(groups)
            short = all(len(entries) <= _SHORTEST for _, entries in groups)
            setting = replace(setting, all_in_last=short)
        placed = _flow(boxes, groups, setting)
    drawn = [part for box, some in placed for part in _draw_box(figure, box, some, setting)]
    return drawn, setting.size


def _shortened(groups: list[Group]) -> list[Group]:
    """Return groups without an entry of the longest, whose end says how many it lacks."""

    def length(at: int) -> tuple[bool, int]:
        # Zones first: their names stand on the map too.
        heading, entries = groups[at]
        return heading == LEGEND["zones"] and len(entries) > _SHORTEST, len(entries)

    longest = max(range(len(groups)), key=length)
    heading, entries = groups[longest]
    # The last two give way to one that says so, then one more each time.
    lacks = max(entries[-1].lacks, 1) + 1
    blank = Patch(facecolor="none", edgecolor="none")
    rest = Entry(blank, filled(LEGEND["rest"], {"number": f"{lacks}"}), "", INK, lacks)
    return [*groups[:longest], (heading, [*entries[:-2], rest]), *groups[longest + 1 :]]


def _flow(boxes: list[Box], groups: list[Group], setting: _Setting) -> Placed | None:
    """Return which groups stand in which box; null where they do not fit."""
    placed: Placed = [(box, []) for box in boxes]
    at, room, waiting = 0, boxes[0][3], list(groups)
    while waiting:
        group, width = waiting.pop(0), boxes[at][2]
        needed = _height(group, width, setting)
        last = at == len(boxes) - 1
        if needed <= room or (last and setting.all_in_last):
            placed[at][1].append(group)
            room -= needed
        elif last:
            return None
        else:
            first, rest = _parted(group, room, width, setting)
            placed[at][1].extend(first)
            waiting.insert(0, rest)
            at, room = at + 1, boxes[at + 1][3]
    return [(box, some) for box, some in placed if some]


def _parted(
    group: Group, room: float, width: float, setting: _Setting
) -> tuple[list[Group], Group]:
    """Return what of a group stays in a box, if it may go on in the next one, and the rest."""
    heading, entries = group
    for most in range(len(entries) - 1, _SHORTEST - 1, -1) if setting.goes_on else ():
        first = heading, entries[:most]
        if _height(first, width, setting) <= room:
            return [first], ("", entries[most:])
    return [], group


def _draw_box(figure: Figure, box: Box, groups: list[Group], setting: _Setting) -> Placed:
    """Draw groups from the top of a box; return the headings and columns, each with its box."""
    left, bottom, width, height = box
    size = setting.size
    wide, tall = figure.get_size_inches()
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]  # Agg has one
    at, placed = (bottom + height) / tall, []
    for heading, entries in groups:
        columns = _columns(entries, width, setting)
        legend = figure.legend(
            handles=[entry.handle for entry in entries],
            labels=[_wrapped(entry.words, width / columns, size) for entry in entries],
            title="\n".join(wrap(heading, width, size, "bold")) or None,
            ncols=columns,
            loc="upper left",
            bbox_to_anchor=(left / wide, at),
            frameon=False,
            fontsize=size,
            title_fontproperties={"weight": "bold", "size": size},
            alignment="left",
            borderpad=0,
            borderaxespad=0,
            labelspacing=setting.spacing,
            columnspacing=0.8,
            handlelength=1.7,
        )
        foot = legend.get_window_extent(renderer).y0 / figure.bbox.height
        stands = (left, foot * tall, width, (at - foot) * tall)
        placed += _in_columns((heading, entries), columns, stands, setting)
        at = foot - setting.between / tall
    return placed


def _in_columns(group: Group, columns: int, box: Box, setting: _Setting) -> Placed:
    """Return a group's columns, with their boxes; a heading over two has one of its own."""
    heading, entries = group
    left, bottom, width, height = box
    if columns == 1:
        return [(box, [group])]
    above = _above(heading, width, setting)
    rows, each = -(-len(entries) // columns), width / columns
    parts: Placed = [
        ((left + at * each, bottom, each, height - above), [("", entries[at * rows :][:rows])])
        for at in range(columns)
    ]
    over: Box = (left, bottom + height - above, width, above)
    title: Placed = [(over, [(heading, [])])] if heading else []
    return [*title, *parts]


def _columns(entries: list[Entry], width: float, setting: _Setting) -> int:
    """Return how many columns make the entries lower: one, or up to three where there is room.

    Each further one has to save half a line at least.
    """
    most = min(3, int(width / _WIDE)) if len(entries) > _SHORTEST else 1
    offered = range(1, max(1, most) + 1)
    return min(
        offered, key=lambda columns: _tallest(entries, columns, width, setting) + columns / 2
    )


def _height(group: Group, width: float, setting: _Setting) -> float:
    """Return the height of a group in inches, estimated from its lines of text."""
    heading, entries = group
    columns = _columns(entries, width, setting)
    tallest = _tallest(entries, columns, width, setting) - setting.spacing
    return _above(heading, width, setting) + tallest * setting.size / 72 + setting.between


def _above(heading: str, width: float, setting: _Setting) -> float:
    lines = wrap(heading, width, setting.size, "bold") if heading else []
    return (_LINE + setting.spacing) * len(lines) * setting.size / 72


def _tallest(entries: list[Entry], columns: int, width: float, setting: _Setting) -> float:
    """Return the height of the tallest of a group's columns by its type size."""
    further = [
        _wrapped(entry.words, width / columns, setting.size).count("\n") for entry in entries
    ]
    rows = -(-len(entries) // columns)
    each = [_LINE + setting.spacing + _FURTHER * extra for extra in further]
    return max(sum(each[at : at + rows]) for at in range(0, len(each), rows))


def _wrapped(words: str, width: float, size: float) -> str:
    # The handle and the room beside it, in the size of the type.
    return "\n".join(wrap(words, width - 2.9 * size / 72, size))
