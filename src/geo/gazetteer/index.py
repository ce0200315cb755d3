"""Every spelling of every unit and place, ready to be searched.

Those of the boundaries that ship are built with the data and read as they stand; of others they are
put together when they are first asked for.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from geo.settings import NAMES, SHIPPED, chosen_boundaries, kept_by_boundaries, shipped

PRIORS = {
    "country": 2.0,
    "province": 2.0,
    "district": 1.0,
    "seat": 0.5,
    "populated place": 0.0,
    "crossing": -0.5,
}
"""What counts, beside the likeness of a spelling, for what a name may mean; larger units are
meant more often. A working rule of this project."""
HOME = 2.0
"""The same for what lies in Afghanistan; crossings, which lie in two countries, get none."""
HOME_TOWN, SIZE = 0.5, 0.4
"""The same for a town there that is no seat, and for each power of ten above 10,000 people."""
KEYS = ("letters", "latin", "words", "skeleton", "vowelless", "exact_only", "names_unit")
"""Columns by which a spelling is found; the others are said of its unit or place."""
_NO_ROWS = np.empty(0, dtype=np.intp)


class Rows:
    """The rows that have a key: ``at`` are those of ``keys``, the rows themselves by default."""

    def __init__(self, keys: pd.Series, at: NDArray[np.intp] | None = None) -> None:
        codes, distinct = pd.factorize(keys)
        self._number = {key: number for number, key in enumerate(distinct.tolist())}
        order = np.argsort(codes, kind="stable")
        self._at = order if at is None else at[order]
        self._starts = np.searchsorted(codes[order], np.arange(len(distinct) + 1))

    def __contains__(self, key: str) -> bool:
        return key in self._number

    def of(self, key: str) -> NDArray[np.intp]:
        """Return the rows of a key, none where it is not known.

        >>> Rows(pd.Series(["a", "b", "a"])).of("a")
        array([0, 2])
        """
        number = self._number.get(key)
        if number is None:
            return _NO_ROWS
        return self._at[self._starts[number] : self._starts[number + 1]]


@dataclass(frozen=True)
class Spellings:
    """One row for each spelling, and its keys.

    ``table`` has ``unit_id`` (of a place, its district), ``spot`` (the unit or place itself),
    ``name``, ``kind``, ``iso3``, ``province_id``, ``province``, ``country``, ``rank``, ``prior``
    (:data:`PRIORS` and :data:`HOME`), ``population``, ``lon``, ``lat`` (of places),
    ``spelling`` and ``reason``.
    ``by_letters``, ``by_sound`` and ``by_word`` give the rows of plain letters, of a sound and of
    the sound of one word among others;
    ``sound_at`` and ``skeleton_at`` are positions in the distinct ``sounds`` and ``skeletons``.
    """

    table: pd.DataFrame
    latins: list[str]
    by_letters: Rows
    by_sound: Rows
    by_word: Rows
    sounds: list[str]
    sound_at: NDArray[np.intp]
    skeletons: list[str]
    skeleton_at: NDArray[np.intp]
    vowelless: NDArray[np.bool_]
    exact_only: NDArray[np.bool_]


@kept_by_boundaries(4)
def read_spellings() -> Spellings:
    """Return the spellings of all units and places.

    Those of imported boundaries take three seconds the first time.
    """
    if chosen_boundaries() == SHIPPED:
        named = pd.read_parquet(shipped(NAMES))
    else:
        # What puts them together needs shapes, which take long to load.
        from geo.gazetteer.names import spelled_names

        named = spelled_names()
    heard = named["words"].str.replace(" ", "")
    sound_at, sounds = pd.factorize(heard)
    skeleton_at, skeletons = pd.factorize(named["skeleton"])
    return Spellings(
        table=_with_weights(named),
        latins=named["latin"].tolist(),
        by_letters=Rows(named["letters"]),
        by_sound=Rows(heard),
        by_word=_by_word(named["words"]),
        sounds=sounds.tolist(),
        sound_at=sound_at,
        skeletons=skeletons.tolist(),
        skeleton_at=skeleton_at,
        vowelless=named["vowelless"].to_numpy(bool),
        exact_only=named["exact_only"].to_numpy(bool),
    )


def _with_weights(named: pd.DataFrame) -> pd.DataFrame:
    """Return what is said of each spelling's unit or place, with rank and prior."""
    said = named.drop(columns=list(KEYS))
    kind = pd.Categorical(said["kind"], list(PRIORS))
    afghan = (said["iso3"] == "AFG") & (kind != "crossing")
    home = np.where(kind == "populated place", HOME_TOWN, HOME) * afghan
    prior = np.array(list(PRIORS.values()))[kind.codes] + home + _of_size(said["population"])
    return said.assign(rank=kind.codes.astype(np.int64), prior=prior)


def _of_size(population: pd.Series) -> pd.Series:
    """Return what counts for a town's people, so that a city comes before a village."""
    powers: pd.Series = np.log10(population.clip(lower=10_000)) - 4
    return SIZE * powers


def _by_word(words: pd.Series) -> Rows:
    """Return the rows of each word of spellings of several words."""
    several = np.flatnonzero(words.str.contains(" ", regex=False))
    parts = pc.split_pattern(pa.array(words.iloc[several], pa.large_string()), " ")
    each = pd.DataFrame(
        {
            "word": pd.Series(parts.flatten(), dtype="str"),
            "row": several[pc.list_parent_indices(parts).to_numpy()],
        }
    ).drop_duplicates()
    return Rows(each["word"], each["row"].to_numpy(np.intp))
