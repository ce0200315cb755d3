"""Polygons as text that an address can carry: whole steps of 0.00001 degrees, about a metre.

The text is that of the encoded polyline algorithm, with the 64 signs that need no escape in an
address. Each ring is the differences between its places, longitude before latitude; a full stop
parts rings, an empty ring the polygons. ``ownarea.js`` of the map document spells the
same.
"""

import re
from collections.abc import Iterable, Sequence

from geo.errors import ViewFault

STEP = 1e-5
"""Degrees: places of an area, and events beside them, are compared in whole steps of this."""
STEPS = round(1 / STEP)

_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_NUMBERS = {sign: number for number, sign in enumerate(_SIGNS)}
_RING = re.compile(r"[A-Za-z0-9_-]*")
_LONGEST = 8
"""Signs of one number: 40 bits are more than the whole circle needs."""

Place = tuple[int, int]
Ring = list[Place]


def spell_polygons(polygons: Iterable[Sequence[Sequence[Place]]]) -> str:
    """Return polygons, each a list of rings in steps that are not closed, as text.

    >>> spell_polygons([[[(7000000, 3700000), (7100000, 3700000), (7100000, 3800000)]]])
    'g8nrNgy6hHgqjGAAgqjG'
    """
    return "..".join(".".join(map(_spell_ring, rings)) for rings in polygons)


def read_polygons(text: str) -> list[list[Ring]]:
    """Return what :func:`spell_polygons` spelled.

    Raises
    ------
    ViewFault
        For what it cannot have spelled.

    Examples
    --------
    >>> read_polygons("g8nrNgy6hHgqjGAAgqjG")
    [[[(7000000, 3700000), (7100000, 3700000), (7100000, 3800000)]]]
    """
    return [[_read_ring(ring) for ring in rings.split(".")] for rings in text.split("..")]


def _spell_ring(ring: Sequence[Place]) -> str:
    signs, before = [], (0, 0)
    for place in ring:
        signs += [_spell_number(now - then) for now, then in zip(place, before, strict=True)]
        before = place
    return "".join(signs)


def _spell_number(number: int) -> str:
    """Return a number in pieces of five bits, the lowest first; the sign stands in the first."""
    rest, signs = number * 2 if number >= 0 else -number * 2 - 1, ""
    while rest > 31:
        signs += _SIGNS[32 | rest & 31]
        rest >>= 5
    return signs + _SIGNS[rest]


def _read_ring(text: str) -> Ring:
    if not _RING.fullmatch(text):
        raise ViewFault("The area's polygon holds signs that no polygon is spelled with.")
    numbers, rest, bits = [], 0, 0
    for sign in text:
        piece = _NUMBERS[sign]
        rest |= (piece & 31) << bits
        bits += 5
        if piece < 32:
            numbers.append(-(rest + 1) // 2 if rest & 1 else rest // 2)
            rest = bits = 0
        elif bits >= 5 * _LONGEST:
            break
    if bits or len(numbers) % 2 or len(numbers) < 6:
        raise ViewFault("The area's polygon is cut short: a ring needs three places or more.")
    ring, lon, lat = [], 0, 0
    for east, north in zip(numbers[::2], numbers[1::2], strict=True):
        lon, lat = lon + east, lat + north
        ring.append((lon, lat))
    return ring
