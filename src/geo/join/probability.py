"""How likely each event lies in a border corridor, and on which side of the border.

Neither the recorded point nor the drawn line is exact. From the errors of both
(:mod:`geo.accuracy`) follows where an event may lie (:mod:`geo.join.discs`), and which share of
that lies in a corridor (:mod:`geo.join.laid`): its probability. The country that an event states
is evidence and used, but where its point contradicts it.

A place is laid out once, whatever the frame, window or width that asks for it.
"""

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.accuracy import point_error_km
from geo.geodesy import Floats, to_space
from geo.join.discs import REACH
from geo.join.ground import Codes, Flags, ground
from geo.join.laid import NEITHER, REACH_KM, Laid, together
from geo.join.lay_out import ANYWHERE, OUTSIDE, lay_out, shares_around
from geo.points import coordinates
from geo.settings import chosen_boundaries

_SURE = 1e-6
"""What is nearer to 0 or 1 is 0 or 1: sums of decimals err so."""
_MOST_PLACES = 2_000_000
"""So many are remembered; where a frame brings more, those of earlier frames are let go."""
_FRAMES, _WIDTHS = 8, 4
"""How many frames are remembered, and how many widths of all places."""
_ONE_SIDE = {"first": 0, "second": 1}


class Chances(NamedTuple):
    """Where events may lie: one entry for each event and area that may hold it.

    ``rows`` are positions of events, in ascending order, ``areas`` positions of areas and
    ``shares`` the probabilities, above 0 and at most 1.
    """

    rows: Codes
    areas: Codes
    shares: Floats


class _Book:
    """All places that were asked for, as laid out, and their pairs with the segments near them.

    ``places`` are the hashes of the places, ``pair`` the pair of each run and ``segment`` that of
    each pair; the pairs of a place follow one another, from ``start`` on, as many as ``size``. More
    places change no number of those that are there.
    """

    def __init__(self, places: pd.DataFrame, numbers: pd.Series, boundaries: str) -> None:
        self._boundaries = boundaries
        self._lock = threading.Lock()
        self._tables: OrderedDict[float, Floats] = OrderedDict()
        self._take_in(pd.Index(numbers), lay_out(places, boundaries))

    def add(self, places: pd.DataFrame, numbers: pd.Series) -> None:
        """Take in more places."""
        laid = lay_out(places, self._boundaries)
        with self._lock:
            self._take_in(self.places.append(pd.Index(numbers)), together([self._laid, laid]))

    def _take_in(self, places: pd.Index, laid: Laid) -> None:
        place, segment = (laid.runs[name].to_numpy() for name in ("place", "segment"))
        differs = (place[1:] != place[:-1]) | (segment[1:] != segment[:-1])
        begins = np.append(True, differs)[: len(place)]
        self.places, self._laid = places, laid
        self._pair, self.segment = np.cumsum(begins) - 1, segment[begins]
        self.size = np.bincount(place[begins], minlength=len(places))
        self.start = np.cumsum(self.size) - self.size
        self._tables.clear()

    def table(self, within_km: float) -> Floats:
        """Return the shares within a width of each pair, by side, shape (pairs, 3)."""
        with self._lock:
            if within_km not in self._tables:
                side, number = self._laid.runs["side"].to_numpy(), len(self.segment)
                shares = self._laid.shares(within_km)
                self._tables[within_km] = _by_side(side, self._pair, number, *shares)
            if len(self._tables) > _WIDTHS:
                self._tables.popitem(last=False)
            return self._tables[within_km]

    def up_to(self, segment: int, edges_km: NDArray[Any]) -> tuple[Codes, Floats]:
        """Return the pairs of a segment, and their shares within widths, (pairs, widths, sides)."""
        with self._lock:
            laid, pairs = self._laid, self._pair
        rows = np.flatnonzero(laid.runs["segment"] == segment)
        laid, (pairs, pair) = laid.some(rows), np.unique(pairs[rows], return_inverse=True)
        side, number = laid.runs["side"].to_numpy(), len(pairs)
        tables = [_by_side(side, pair, number, *laid.shares(km)) for km in edges_km]
        return pairs, np.stack(tables, axis=1)


@dataclass(frozen=True)
class Probabilities:
    """Where the events of one frame may lie: one entry for each event and segment near it.

    ``segments`` are the names of the areas; ``rows`` and ``pairs`` are the event of each entry and
    its pair in the ``book``.
    """

    segments: tuple[str, ...]
    rows: Codes
    pairs: Codes
    book: _Book

    def in_corridors(self, within_km: float, side: str = "both") -> Chances:
        """Return how likely each event lies in the corridor of each segment.

        Parameters
        ----------
        within_km : float
            Width of the corridors on each side, at most 200 km.
        side : {"both", "first", "second"}, default "both"
            Only the side of the country that the segment names first, or only the other.
        """
        table = self.book.table(float(within_km))
        of_pairs = table[:, _ONE_SIDE[side]] if side in _ONE_SIDE else rounded(table.sum(axis=1))
        shares = of_pairs[self.pairs]
        some = np.flatnonzero(shares)
        return Chances(self.rows[some], self.book.segment[self.pairs[some]], shares[some])

    def with_open_side(self, segment: Codes) -> Flags:
        """Return which events may lie on either side of a segment, one for each event or -1."""
        sides = self.book.table(REACH_KM)[:, :2]
        both = ((sides[:, 0] > 0) & (sides[:, 1] > 0))[self.pairs]
        its_own = self.book.segment[self.pairs] == segment[self.rows]
        is_open = np.zeros(len(segment), dtype=bool)
        is_open[self.rows[both & its_own]] = True
        return is_open

    def at_distances(self, segment: int, edges_km: NDArray[Any]) -> Chances:
        """Return how likely each event lies in steps of distance from one segment, on either side.

        ``edges_km`` are the far ends of the steps, the first of which begins at the line. The areas
        are the steps from the far end on the first country's side to that on the other.
        """
        pairs, sides = self.book.up_to(segment, edges_km)
        steps = np.diff(sides, axis=1, prepend=0)
        areas = np.concatenate([steps[:, ::-1, 0], steps[:, :, 1]], axis=1)
        place = np.full(len(self.book.segment), -1)
        place[pairs] = np.arange(len(pairs))
        entries = np.flatnonzero(place[self.pairs] >= 0)
        shares = rounded(areas[place[self.pairs[entries]]])
        entry, area = np.nonzero(shares)
        return Chances(self.rows[entries[entry]], area, shares[entry, area])


def probabilities(joined: gpd.GeoDataFrame) -> Probabilities:
    """Return where the events of a frame may lie.

    Parameters
    ----------
    joined : GeoDataFrame
        Events of :func:`geo.join`, EPSG:4326, or those of :func:`geo.read_joined`.

    Examples
    --------
    >>> import geo
    >>> chances = probabilities(geo.join(geo.read_events(), geo.read_units())).in_corridors(50)
    >>> bool((chances.shares > 0).all()), float(chances.shares.max())
    (True, 1.0)
    """
    boundaries = chosen_boundaries()
    places = _places(joined, boundaries)
    # Hashing the places of a million events takes 20 ms, looking them up ten times that.
    digest = hashlib.blake2b(boundaries.encode(), digest_size=16)
    for name in places:
        digest.update(places[name].to_numpy().tobytes())
    key = digest.digest()
    with _LOCK:
        if key not in _frames:
            _frames[key] = _of_frame(places, boundaries)
            if len(_frames) > _FRAMES:
                _frames.popitem(last=False)
        _frames.move_to_end(key)
        return _frames[key]


def forget(more_than: int) -> None:
    """Let go of what is remembered of frames, and of places where these are more than so many.

    For whoever asks of one frame after the other and of none again.
    """
    with _LOCK:
        _frames.clear()
        for boundaries in [name for name, book in _books.items() if len(book.places) > more_than]:
            del _books[boundaries]


def chances_around(
    joined: gpd.GeoDataFrame, longitude: float, latitude: float, within_km: float
) -> Chances:
    """Return how likely each event lies at most so far from a place in degrees, the one area."""
    places = _places(joined, chosen_boundaries())
    far_km = np.linalg.norm(
        to_space(*places[["longitude", "latitude"]].to_numpy().T)
        - to_space(np.array([longitude]), np.array([latitude])),
        axis=1,
    )
    near = places[far_km / 1e3 <= within_km + REACH * places["error_km"].to_numpy()]
    distinct = near.drop_duplicates()
    shares = shares_around(distinct, longitude, latitude, within_km, chosen_boundaries())
    of_each = distinct.assign(share=rounded(shares)).merge(near.reset_index(), how="right")
    of_each = of_each[of_each["share"] > 0]
    rows = of_each["index"].to_numpy()
    return Chances(rows, np.zeros(len(rows), dtype=np.intp), of_each["share"].to_numpy())


_LOCK = threading.Lock()
_frames: OrderedDict[bytes, Probabilities] = OrderedDict()
_books: dict[str, _Book] = {}


def _places(joined: gpd.GeoDataFrame, boundaries: str) -> pd.DataFrame:
    """Return the place of each event, its error, and which country it is known to lie in."""
    longitude, latitude = coordinates(joined).T
    countries = pd.Index(ground(boundaries).countries)
    lies_in, says = (_position(joined[name], countries) for name in ("country_id", "country"))
    known = np.where(says == lies_in, says, ANYWHERE)
    return pd.DataFrame(
        {
            "longitude": longitude,
            "latitude": latitude,
            "error_km": point_error_km(joined["geo_precision"], joined["source_format"]),
            "stated": np.where(joined["country_id"].isna(), OUTSIDE, known),
        }
    )


def _position(column: pd.Series, countries: pd.Index) -> Codes:
    codes, words = pd.factorize(column)
    # What is null has the code -1: the last.
    return np.append(countries.get_indexer(words), -1)[codes]


def _of_frame(places: pd.DataFrame, boundaries: str) -> Probabilities:
    numbers = pd.util.hash_pandas_object(places, index=False)
    book = _book_with(places, numbers.drop_duplicates(), boundaries)
    place = book.places.get_indexer(pd.Index(numbers))
    size = book.size[place]
    rows = np.repeat(np.arange(len(place)), size)
    pairs = np.arange(len(rows)) + np.repeat(book.start[place] - (np.cumsum(size) - size), size)
    return Probabilities(ground(boundaries).segments, rows, pairs, book)


def _book_with(places: pd.DataFrame, numbers: pd.Series, boundaries: str) -> _Book:
    """Return the book of some boundaries, which holds the places of these numbers."""
    book = _books.get(boundaries)
    new = numbers if book is None else numbers[~numbers.isin(book.places)]
    if book is None or len(book.places) + len(new) > _MOST_PLACES:
        _books[boundaries] = _Book(places.loc[numbers.index], numbers, boundaries)
    elif len(new):
        book.add(places.loc[new.index], new)
    return _books[boundaries]


def _by_side(side: Codes, pair: Codes, number: int, own: Floats, other: Floats) -> Floats:
    """Return the shares of runs, on their own side and across the line, by pair and side."""
    across = np.where(side == NEITHER, NEITHER, 1 - side)
    cells = np.concatenate([pair * 3 + side, pair * 3 + across])
    sums = np.bincount(cells, np.concatenate([own, other]), 3 * number)
    return rounded(sums.reshape(-1, 3))


def rounded(shares: NDArray[Any]) -> Floats:
    """Return shares with what is nearly 0 or 1 made so."""
    shares = np.where(shares < _SURE, 0.0, shares)
    return np.where(shares > 1 - _SURE, 1.0, shares)
