"""How a name sounds, whatever its script and romanisation.

Sources write one name in many ways: Jawzjan, Jowzjan, Djauzdjan, جوزجان, Джаузджан. A name is
turned into plain Latin letters one by one (``geodata/tables/letters.csv``), words that say only
what kind of unit it is are left out (``generic_words.csv``), and letters that stand for one
sound in the romanisations of Dari, Pashto, Turkic languages and Russian are written alike
(``sounds.csv``). What is left is the *sound*; its consonants alone are the *skeleton*, since
Arabic script writes few vowels.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from geo.settings import shipped
from geo.text import plain

_APOSTROPHES = re.compile(r"['`´‘’ʻʼʿʾˌ]")
_DOUBLED = re.compile(r"(.)\1+")
_HAN = re.compile("[\u3400-\u9fff]")
_VOWELLESS = re.compile("[\u0600-\u06ff]")
_TO_SKELETON = str.maketrans({"a": "", "i": "", "u": "", "v": "", "h": "g", "z": "s"})


@dataclass(frozen=True)
class _Tables:
    letters: dict[int, str]
    generic: frozenset[str]
    endings: tuple[str, ...]
    pattern: re.Pattern[str]
    sounds: tuple[str, ...]


def latin(name: str) -> str:
    """Return the telling words of a name in plain Latin letters; Chinese becomes simplified.

    >>> latin("Вилояти Қурғонтеппа"), latin("Sar-e Pul")
    ('qurghonteppa', 'sar pul')
    """
    return " ".join(_telling(name))


def sound(name: str) -> str:
    """Return how a name sounds, in plain Latin letters without spaces; Chinese stays as it is.

    >>> sound("Jawzjan"), sound("Djauzdjan"), sound("Джаузджан"), sound("Jowzjan Province")
    ('juzjan', 'juzjan', 'juzjan', 'juzjan')
    >>> sound("Qalʻah-ye Kūf"), sound("喀布尔省")
    ('kalakuf', '喀布尔')
    """
    return "".join(sounds_of_words(name))


def sounds_of_words(name: str) -> tuple[str, ...]:
    """Return how each telling word of a name sounds.

    >>> sounds_of_words("Upper Kurram agency")
    ('upir', 'kuram')
    """
    return tuple(_spoken(word) for word in _telling(name))


def skeleton(spoken: str) -> str:
    """Return the consonants of a sound; g and h, s and z fall together.

    >>> skeleton(sound("Kunduz")) == skeleton(sound("قندوز")) == skeleton(sound("Кундуз"))
    True
    >>> skeleton(sound("Helmand")) == skeleton(sound("Гильменд"))
    True
    """
    return _DOUBLED.sub(r"\1", spoken.translate(_TO_SKELETON))


def lacks_vowels(name: str) -> bool:
    """Return whether a name is in Arabic script, which writes few vowels."""
    return bool(_VOWELLESS.search(name))


def names_a_unit(name: str) -> bool:
    """Return whether a name says that it is a unit's: it holds a word like *district*.

    >>> names_a_unit("Nad Ali district"), names_a_unit("Kunduz town")
    (True, False)
    """
    return not _unit_words().isdisjoint(plain(name).split())


@lru_cache(maxsize=131_072)
def _telling(name: str) -> tuple[str, ...]:
    """Return the words of a name in plain Latin letters, without those for a kind of unit.

    Where nothing else would be left, all are kept.
    """
    tables = _tables()
    composed = unicodedata.normalize("NFC", _APOSTROPHES.sub("", name).casefold())
    words = plain(composed.translate(tables.letters)).split()
    kept = [word for word in words if word not in tables.generic] or words
    return tuple(_without_ending(word, tables.endings) for word in kept)


def _without_ending(word: str, endings: tuple[str, ...]) -> str:
    """Take a Chinese word for a kind of unit, or a Russian ending, off the end of a word."""
    least = 2 if _HAN.search(word) else 4
    for ending in endings:
        if word.endswith(ending) and len(word) >= len(ending) + least:
            return word.removesuffix(ending)
    return word


@lru_cache(maxsize=65_536)
def _spoken(word: str) -> str:
    tables = _tables()
    heard = tables.pattern.sub(lambda found: tables.sounds[(found.lastindex or 1) - 1], word)
    return _DOUBLED.sub(r"\1", heard)


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    letters, rules, generic = (_read(name) for name in ("letters", "sounds", "generic_words"))
    table = dict(zip(letters["letter"].map(ord), letters["latin"], strict=True))
    words = generic["word"].map(lambda word: plain(word.casefold().translate(table)))
    ends = words[(generic["of"] == "ending") | words.str.contains(_HAN)]
    return _Tables(
        letters=table,
        generic=frozenset(words),
        endings=tuple(sorted(ends, key=len, reverse=True)),
        pattern=re.compile("|".join(f"({pattern})" for pattern in rules["pattern"])),
        sounds=tuple(rules["sound"]),
    )


@lru_cache(maxsize=1)
def _unit_words() -> frozenset[str]:
    generic = _read("generic_words")
    return frozenset(plain(word) for word in generic.loc[generic["of"] == "unit", "word"])


def _read(name: str) -> pd.DataFrame:
    return pd.read_csv(shipped(f"tables/{name}.csv"), dtype=str, keep_default_na=False)
