"""Find units and places by name in any spelling, alias or code, with the reason for each hit."""

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import UnknownName
from geo.gazetteer.index import Spellings, read_spellings
from geo.gazetteer.phonetics import lacks_vowels, latin, skeleton, sound, sounds_of_words
from geo.text import closed_up, plain

WORD = 80.0
"""Likeness of a name and one word of another: Kurram, Upper Kurram; up to 96 where it is written
so, and 80 where the other name is one word of this: Wakhan corridor, Wakhan."""
LEAST_LIKENESS = 72.0
"""Of 100: below it two spellings are not offered as the same name."""
SAME_SOUND = 97.0
"""Least likeness of two spellings that sound the same in :mod:`geo.gazetteer.phonetics`; up to 99
where their letters are the same too."""
EXACT = 1.0
"""What counts for a spelling that is known as it is, beside one that sounds the same."""
HIT_COLUMNS = ["unit_id", "name", "kind", "province", "country", "likeness", "reason"]
_CANDIDATES = 100
_NO_ROWS = np.empty(0, dtype=np.intp)
_BEFORE_AN_AREA = re.compile("[,(،]")
_WEIGHTS = (0.3, 0.4, 0.3)
"""How much letters, sound and skeleton count in the likeness of two spellings."""
_WEIGHTS_ACROSS = (0.0, 0.35, 0.65)
"""The same where one of the two is in Arabic script, and so lacks vowels."""
ACROSS = 8.0
"""Likeness taken off there: fewer letters agree more easily."""


def find_places(name: str, *, limit: int = 10) -> pd.DataFrame:
    """Return units and places that a name or code may mean, best first.

    Parameters
    ----------
    name : str
        A name in Latin, Cyrillic, Arabic or Chinese letters, an alias, an ISO 3166 code or an
        OCHA p-code. ``"Arghandab, Zabul"`` or ``"Arghandab (Zabul)"`` asks for namesakes in
        one province or country first.
    limit : int, default 10
        The most hits to return.

    Returns
    -------
    DataFrame
        ``unit_id`` (of a place, its district), ``name``, ``kind`` (country, province, district,
        crossing, seat or populated place), ``province``, ``country``, ``likeness`` (0 to 100) and
        ``reason``. Of nearly equal likeness Afghan ones and larger units come first
        (:data:`geo.gazetteer.index.PRIORS`), then towns by their population.

    Raises
    ------
    UnknownName
        When nothing is alike.

    Examples
    --------
    >>> hit = find_places("Maimay").iloc[0]
    >>> hit["name"], hit["province"]
    ('Darwazbala', 'Badakhshan')
    >>> find_places("Джаузджан").iloc[0]["name"]
    'Jawzjan'
    """
    if not plain(name):
        raise UnknownName("The name is empty. Type at least one letter.")
    bare, areas = qualified(name)
    if areas and closed_up(plain(name)) not in read_spellings().by_letters:
        hits = _hits(bare)
        # The last one is the widest: the first decides before it.
        for area in reversed(areas):
            hits = _within(hits, area)
    else:
        hits = _hits(name)
    hits = hits.drop_duplicates(["spot", "kind"]).head(limit)
    if hits.empty:
        raise UnknownName(
            f"Nothing is called {name!r} or alike. Try another spelling, or a code such as AF-BDS."
        )
    return hits[HIT_COLUMNS].reset_index(drop=True)


def qualified(name: str) -> tuple[str, list[str]]:
    """Return a name without the areas that it says it lies in, and these areas.

    >>> qualified("Arghandab (Zabul)"), qualified("Kabul, Kabul, Afghanistan")
    (('Arghandab', ['Zabul']), ('Kabul', ['Kabul', 'Afghanistan']))
    """
    bare, *areas = (part.strip(" )") for part in _BEFORE_AN_AREA.split(name))
    return (bare, [area for area in areas if area]) if bare else (name, [])


def same_names(name: str) -> pd.DataFrame:
    """Return every spelling of units and places that is a name's own or sounds the same.

    Columns of :class:`geo.gazetteer.index.Spellings`, ``likeness`` (100 or :data:`SAME_SOUND`) and
    ``reason``, best first; none for a name that is not known.

    >>> sorted(set(same_names("Djauzdjan")["unit_id"]))
    ['AF-JOW']
    """
    spellings = read_spellings()
    exact = spellings.by_letters.of(closed_up(plain(name)))
    alike = spellings.by_sound.of(sound(name))
    rows = np.union1d(exact, alike[~spellings.exact_only[alike]])
    return _in_order(spellings, rows, np.where(np.isin(rows, exact), 100.0, SAME_SOUND))


def _hits(name: str) -> pd.DataFrame:
    """Return every spelling that is alike, best first."""
    spellings = read_spellings()
    return _in_order(spellings, *_alike(spellings, name))


def _in_order(
    spellings: Spellings, rows: NDArray[np.intp], likeness: NDArray[np.float64]
) -> pd.DataFrame:
    """Return spellings with likeness and reason, what is most likely meant first."""
    hits = spellings.table.iloc[rows].assign(likeness=likeness.round(1))
    same = hits["likeness"] >= SAME_SOUND
    why = np.where(same, "sounds the same: ", "spelled alike: ") + hits["spelling"]
    hits["reason"] = hits["reason"].where(hits["likeness"] == 100, why)
    hits["order"] = hits["likeness"] + hits["prior"] + EXACT * (hits["likeness"] == 100)
    return hits.sort_values(
        ["order", "likeness", "rank", "population"], ascending=[False, False, True, False]
    )


def _alike(spellings: Spellings, name: str) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return positions and likeness of the spellings that are alike."""
    exact = spellings.by_letters.of(closed_up(plain(name)))
    # Of codes, one digit off is another unit.
    if any(letter.isdigit() for letter in name):
        return exact, np.full(len(exact), 100.0)
    likeness = _likeness(spellings, name)
    words = name.split()
    if 1 < len(words) < 4 and likeness.max() < SAME_SOUND - 5 and not len(exact):
        # Persian puts first what English puts last: Khorasan-e Razavi, Razavi Khorasan.
        likeness = np.maximum(likeness, _likeness(spellings, " ".join(reversed(words))))
    likeness[exact] = 100.0
    rows = np.flatnonzero(likeness >= LEAST_LIKENESS)
    if len(rows) > _CANDIDATES:
        rows = rows[np.argpartition(-likeness[rows], _CANDIDATES)[:_CANDIDATES]]
    return rows, likeness[rows]


def _likeness(spellings: Spellings, name: str) -> NDArray[np.float64]:
    """Compare a name with each distinct sound and skeleton, then the likely ones by letters."""
    spoken = sound(name)
    bare = skeleton(spoken)
    by_sound = _ratios(spoken, spellings.sounds)[spellings.sound_at]
    by_skeleton = _ratios(bare, spellings.skeletons)[spellings.skeleton_at]
    # One or two consonants are shared by many names.
    by_skeleton *= min(1.0, len(bare) / 3)
    vague = spellings.vowelless != lacks_vowels(name)
    letters, heard, bones = (
        np.where(vague, across, plainly)
        for across, plainly in zip(_WEIGHTS_ACROSS, _WEIGHTS, strict=True)
    )
    likeness: NDArray[np.float64] = heard * by_sound + bones * by_skeleton - ACROSS * vague
    likely = np.flatnonzero((likeness + 100 * letters >= LEAST_LIKENESS) & (letters > 0))
    texts = [spellings.latins[at] for at in likely]
    likeness[likely] += letters[likely] * _ratios(latin(name), texts)
    likeness = np.minimum(likeness, SAME_SOUND - 1)
    # A name of one sound is no name.
    same = np.flatnonzero(by_sound == 100) if len(spoken) > 1 else _NO_ROWS
    by_letters = _ratios(latin(name), [spellings.latins[at] for at in same])
    likeness[same] = SAME_SOUND + 0.02 * by_letters
    _add_parts(spellings, name, likeness)
    likeness[spellings.exact_only] = 0.0
    return likeness


def _add_parts(spellings: Spellings, name: str, likeness: NDArray[np.float64]) -> None:
    """Raise in place the likeness of names that a name is one word of, or that are one of its."""
    words = sounds_of_words(name)
    # Short words are shared by chance.
    if len("".join(words)) > 3:
        rows = spellings.by_word.of("".join(words))
        written = _ratios(latin(name), [spellings.latins[at] for at in rows], partly=True)
        likeness[rows] = np.maximum(likeness[rows], WORD + 0.16 * written)
    for word in words if len(words) > 1 else ():
        rows = spellings.by_sound.of(word) if len(word) > 3 else _NO_ROWS
        likeness[rows] = np.maximum(likeness[rows], WORD)


def _ratios(wanted: str, words: list[str], *, partly: bool = False) -> NDArray[np.float64]:
    # Few commands compare spellings: they alone wait for what does.
    from rapidfuzz import fuzz, process

    scorer = fuzz.partial_ratio if partly else fuzz.ratio
    ratios: NDArray[np.float64] = process.cdist([wanted], words, scorer=scorer, dtype=np.float64)[0]
    return ratios


def _within(hits: pd.DataFrame, qualifier: str) -> pd.DataFrame:
    """Put the hits in the province or country that a qualifier names before the others."""
    areas = set(same_names(qualifier)["unit_id"])
    inside = hits["province_id"].isin(areas) | hits["iso3"].isin(areas)
    return pd.concat([hits[inside], hits[~inside]])
