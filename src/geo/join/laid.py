"""How much of the places where events may lie is within a width of which border segment.

A point of a disc (:mod:`geo.join.discs`) lies ``km`` from its nearest segment; the line is off by a
normal error across it (:func:`geo.accuracy.line_error_km`), and the point stands for a normal law
around it. Both together are normal again, cut off as the disc is. So the signed distance from the
true line is ``km`` and such an error, and what lies below 0 lies in the other country of the
segment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.geodesy import Floats
from geo.join.discs import HELD
from geo.join.ground import Codes, Flags, Ground

REACH_KM = 200.0
"""Of the widest corridor; what lies farther off is not kept."""
NEITHER = 2
"""The side of a place in a third country; 0 and 1 are those of the names of a segment."""
_CUT = 1.959963984540054
"""Standard errors within which 95% of a normal law lie."""


class Points(NamedTuple):
    """Points of discs: whose they are, nearest segment, side of it and distance from it in km.

    ``error_km`` is the standard error of the signed distance; ``stated`` is the position of the
    country of which only is kept what lies in it, below 0 where all is kept.
    """

    place: Codes
    segment: Codes
    side: Codes
    km: Floats
    error_km: Floats
    stated: Codes


class Kept(NamedTuple):
    """What is kept of each point on its own side and across the line: whether, and how much."""

    of_own: Flags
    of_other: Flags
    own: Floats
    other: Floats


def kept(points: Points, land: Ground) -> Kept:
    """Return what is kept of points: all, or what lies in the country that is stated."""
    sided, free = points.side != NEITHER, points.stated < 0
    own_side = np.where(sided, points.side, 0)
    of_own = free | (land.sides[points.segment, own_side] == points.stated)
    of_other = sided & (free | (land.sides[points.segment, 1 - own_side] == points.stated))
    across = np.where(sided, below(-points.km / points.error_km), 0.0)
    return Kept(of_own, of_other, (1 - across) * of_own, across * of_other)


@dataclass(frozen=True)
class Laid:
    """The discs of places, their points in runs: those of one place, nearest segment and side.

    ``runs`` have the columns ``place`` and ``segment`` (positions), ``side``, ``start`` and
    ``size`` among the points' distances ``km``, ``least`` and ``most`` of these, ``error_km``, and
    what :class:`Kept` says, summed. ``total`` is what is kept of each place, also beyond
    :data:`REACH_KM`.
    """

    runs: pd.DataFrame
    km: NDArray[np.float32]
    total: Floats

    def some(self, rows: Codes) -> "Laid":
        """Return some of the runs only."""
        return Laid(self.runs.iloc[rows], self.km, self.total)

    def shares(self, within_km: float = REACH_KM) -> tuple[Floats, Floats]:
        """Return of each run which shares of its place lie within a width of its segment.

        The first on the side of its points, the second across the line.
        """
        own, other = (self.runs[name].to_numpy() for name in ("own", "other"))
        beyond_own, beyond_other = self._beyond(within_km)
        total = self.total[self.runs["place"]]
        return (own - beyond_own) / total, (other - beyond_other) / total

    def _beyond(self, within_km: float) -> tuple[Floats, Floats]:
        """Return how many points' worth of each run is kept but lies farther off than a width."""
        runs = self.runs
        cut = _CUT * runs["error_km"].to_numpy()
        least, most = runs["least"].to_numpy(), runs["most"].to_numpy()
        own = np.where(least - cut >= within_km, runs["own"].to_numpy(), 0.0)
        other = np.zeros(len(runs))
        # Most runs lie wholly within or wholly beyond.
        split = (most + cut > within_km) & (least - cut < within_km)
        rows = np.flatnonzero(split)
        if len(rows):
            some = runs.iloc[rows]
            size = some["size"].to_numpy()
            first = np.cumsum(size) - size
            points = np.arange(size.sum()) + np.repeat(some["start"].to_numpy() - first, size)
            km, error = self.km[points].astype(float), np.repeat(some["error_km"].to_numpy(), size)
            own[rows] = np.add.reduceat(below((km - within_km) / error), first)
            other[rows] = np.add.reduceat(below((-km - within_km) / error), first)
            own[rows] *= some["of_own"].to_numpy()
            other[rows] *= some["of_other"].to_numpy()
        return own, other


def together(parts: Sequence[Laid]) -> Laid:
    """Return the places of all parts, numbered on."""
    places = np.cumsum([0, *(len(part.total) for part in parts)])
    points = np.cumsum([0, *(len(part.km) for part in parts)])
    runs = [
        part.runs.assign(place=part.runs["place"] + place, start=part.runs["start"] + start)
        for part, place, start in zip(parts, places, points, strict=False)
    ]
    return Laid(
        pd.concat(runs, ignore_index=True),
        np.concatenate([part.km for part in parts]),
        np.concatenate([part.total for part in parts]),
    )


def below(errors: Floats) -> Floats:
    """Return the share of a cut normal law below so many standard errors.

    >>> below(np.array([-2.0, -1.96, 0.0, 2.0])).round(3).tolist()
    [0.0, 0.0, 0.5, 1.0]
    """
    from scipy.special import ndtr  # slow to load

    return np.asarray(np.clip((ndtr(errors) - (1 - HELD) / 2) / HELD, 0.0, 1.0))


def in_runs(points: Points, parts: Kept, total: Floats) -> Laid:
    """Put the points that may lie in a corridor in order, and sum them by run."""
    near = (points.km - _CUT * points.error_km < REACH_KM) & (parts.of_own | parts.of_other)
    rows = np.flatnonzero(near)
    order = np.lexsort([points.side[rows], points.segment[rows], points.place[rows]])
    rows = rows[order]
    keys = np.stack([column[rows] for column in points[:3]])
    start = np.flatnonzero(np.append(True, (keys[:, 1:] != keys[:, :-1]).any(axis=0))[: len(rows)])
    first, km = rows[start], points.km[rows].astype(np.float32)
    none = not len(rows)
    runs = pd.DataFrame(
        {
            "place": points.place[first],
            "segment": points.segment[first],
            "side": points.side[first],
            "start": start,
            "size": np.diff(np.append(start, len(rows))),
            "least": km[:0] if none else np.minimum.reduceat(km, start),
            "most": km[:0] if none else np.maximum.reduceat(km, start),
            "error_km": points.error_km[first],
            "of_own": parts.of_own[first],
            "of_other": parts.of_other[first],
            "own": km[:0] if none else np.add.reduceat(parts.own[rows], start),
            "other": km[:0] if none else np.add.reduceat(parts.other[rows], start),
        }
    )
    return Laid(runs, km, total)
