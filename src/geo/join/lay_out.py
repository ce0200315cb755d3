"""The discs of events on the ground: which of their points may be the place, and where they lie.

Of an event that states its country, only what lies in that country is kept; of another one in the
region, what lies on the region's land.

Most discs are small and lie beside what is nearly a straight line. For these a few distances do
(:func:`geo.join.discs.flat`), others are laid out point by point; wide ones on a grid.
"""

import numpy as np
import pandas as pd

from geo.geodesy import Floats, to_space
from geo.join.discs import REACH, WIDE_KM, Discs, flat, spread
from geo.join.ground import (
    KM_PER_DEGREE,
    STEPS_KM,
    Codes,
    Flags,
    Ground,
    grid,
    ground,
    on_land,
)
from geo.join.laid import NEITHER, REACH_KM, Kept, Laid, Points, below, in_runs, kept, together

ANYWHERE, OUTSIDE = -1, -2
"""What ``stated`` is of a place whose country is not stated, and of one outside the region."""
_LINE_KM = 5.0
"""No line is off by more: the errors of the table, cut."""
_AT_ONCE = 8_192
_PLACE = ("longitude", "latitude", "error_km", "stated")
_RIM, _AROUND = 2.4, 8
"""Where the line beside a disc is looked at, in standard errors and points."""
_STRAIGHT = 0.1
"""How far it may bend there, in standard errors."""

Beside = tuple[Codes, Codes, Floats]
"""Nearest segment, side of it and distance in km."""


def lay_out(places: pd.DataFrame, boundaries: str) -> Laid:
    """Return the discs of places.

    Parameters
    ----------
    places : DataFrame
        ``longitude``, ``latitude`` (degrees), ``error_km`` (standard error each way) and
        ``stated``: the position of the stated country among those of the ground, or
        :data:`ANYWHERE` or :data:`OUTSIDE`.
    """
    starts = range(0, max(len(places), 1), _AT_ONCE)
    return together([_lay_out(places.iloc[at : at + _AT_ONCE], boundaries) for at in starts])


def _lay_out(places: pd.DataFrame, boundaries: str) -> Laid:
    land = ground(boundaries)
    longitude, latitude, error_km, stated = (places[name].to_numpy() for name in _PLACE)
    segment, side, km = land.nearest(longitude, latitude)
    away = km - REACH * error_km
    near = away < REACH_KM + _LINE_KM
    simple = np.flatnonzero(near & (away > 0) & (error_km < WIDE_KM))
    simple = simple[_is_straight(places.iloc[simple], segment[simple], km[simple], land)]
    is_simple = np.isin(np.arange(len(places)), simple)
    few = flat(km[simple], error_km[simple])
    others = _on_its_ground(places, near & ~is_simple, boundaries)
    beside = _nearest(others, away, boundaries)
    place = np.concatenate([simple[few.place], others.place])
    columns = (
        np.concatenate([segment[place[: len(few.place)]], beside[0]]),
        np.concatenate([side[place[: len(few.place)]], beside[1]]),
        np.concatenate([few.km, beside[2]]),
    )
    errors = np.concatenate([few.error_km, others.error_km])
    points, parts, total = _told((place, *columns, errors), stated, away, land)
    # Of what lies too far away nothing is laid out.
    return in_runs(points, parts, np.where(near, total, 1.0))


def shares_around(
    places: pd.DataFrame, longitude: float, latitude: float, within_km: float, boundaries: str
) -> Floats:
    """Return which share of each place of :func:`lay_out` is at most so far from one in degrees."""
    discs = _on_its_ground(places, np.ones(len(places), dtype=bool), boundaries)
    nowhere = np.zeros(len(places))
    beside = _nearest(discs, nowhere, boundaries)
    stated = places["stated"].to_numpy()
    _, parts, total = _told(
        (discs.place, *beside, discs.error_km), stated, nowhere, ground(boundaries)
    )
    there = to_space(np.array([longitude]), np.array([latitude]))
    km = np.linalg.norm(to_space(discs.longitude, discs.latitude) - there, axis=1) / 1e3
    inside = (parts.own + parts.other) * below((within_km - km) / discs.error_km)
    return np.bincount(discs.place, inside, len(places)) / total


def _is_straight(places: pd.DataFrame, segment: Codes, km: Floats, land: Ground) -> Flags:
    """Return beside which discs the nearest line is one segment and nearly straight."""
    longitude, latitude, error_km, _ = (places[name].to_numpy() for name in _PLACE)
    turn = np.arange(_AROUND) * 2 * np.pi / _AROUND
    course = np.column_stack([np.cos(turn), np.sin(turn)])
    rim = _RIM * error_km[:, None]
    up = latitude[:, None] + rim / KM_PER_DEGREE * course[:, 1]
    east = rim / KM_PER_DEGREE * course[:, 0] / np.cos(np.radians(up))
    size = (len(places), _AROUND)
    near, _, far = (
        part.reshape(size) for part in land.nearest((longitude[:, None] + east).ravel(), up.ravel())
    )
    # A distance from a straight line is a plane, fitted here by least squares.
    slope = far @ course * 2 / _AROUND
    off = np.abs(far - km[:, None] - slope @ course.T).max(axis=1, initial=0)
    steep = np.hypot(*slope.T) / rim[:, 0]
    straight: Flags = (near == segment[:, None]).all(axis=1)
    straight &= (off < _STRAIGHT * error_km) & (np.abs(steep - 1) < _STRAIGHT / 2)
    return straight


def _on_its_ground(places: pd.DataFrame, which: Flags, boundaries: str) -> Discs:
    """Return the points of some discs that may be the place."""
    longitude, latitude, error_km, stated = (places[name].to_numpy() for name in _PLACE)
    rows = np.flatnonzero(which)
    discs = spread(longitude[rows], latitude[rows], error_km[rows])
    discs = discs._replace(place=rows[discs.place])
    may_be = np.ones(len(discs.place), dtype=bool)
    wide = np.flatnonzero(discs.wide & (stated != OUTSIDE)[discs.place])
    if len(wide):
        may_be[wide] = on_land(discs.longitude[wide], discs.latitude[wide], boundaries)
    east, north = discs.longitude[may_be], discs.latitude[may_be]
    return Discs(discs.place[may_be], east, north, discs.error_km[may_be], discs.wide[may_be])


def _nearest(discs: Discs, away: Floats, boundaries: str) -> Beside:
    """Return what is beside points, as precisely as their discs need.

    ``away`` is how far the disc of each place keeps away from all borders, in km.
    """
    land = ground(boundaries)
    steps = np.array(STEPS_KM)[1:, None]
    # What a point stands for is a small part of its disc.
    levels = ((steps <= 2 * discs.error_km) | (steps <= away[discs.place] / 10)).sum(axis=0)
    levels[discs.wide] = len(STEPS_KM)
    segment, side = (np.empty(len(levels), dtype=np.intp) for _ in range(2))
    km = np.empty(len(levels))
    for level in np.unique(levels):
        at = np.flatnonzero(levels == level)
        places = discs.longitude[at], discs.latitude[at]
        on_grid = level == len(STEPS_KM)
        answer = grid(boundaries).nearest(*places) if on_grid else land.nearest(*places, level)
        segment[at], side[at], km[at] = answer
    return segment, side, km


def _told(
    found: tuple[Codes, Codes, Codes, Floats, Floats], stated: Codes, away: Floats, land: Ground
) -> tuple[Points, Kept, Floats]:
    """Return points with the sides that are known, what is kept of each, and of each place."""
    place, segment, side, km, error_km = found
    said = stated[place]
    of_stated = land.sides[segment] == said[:, None]
    # No line cuts a disc that keeps away: all of it is the country that is stated.
    whole = (away > 0)[place] & of_stated.any(axis=1)
    side = np.where(whole, of_stated.argmax(axis=1), side)
    side = np.where(said == OUTSIDE, NEITHER, side)
    error_km = np.hypot(error_km, land.line_error_km[segment])
    points = Points(place, segment, side, km, error_km, said)
    parts = kept(points, land)
    total = np.bincount(place, parts.own + parts.other, len(stated))
    beyond = (total == 0)[place] & of_stated.any(axis=1)
    if beyond.any():
        # Taken for the country that it states, which its disc does not reach: it lies at the line.
        side = np.where(beyond, of_stated.argmax(axis=1), side)
        points = points._replace(side=side, km=np.where(beyond, 0.0, km))
        parts = kept(points, land)
        total = np.bincount(place, parts.own + parts.other, len(stated))
    return points, parts, np.where(total > 0, total, 1.0)
