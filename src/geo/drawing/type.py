"""Which font writes a text on paper, and words measured as they are drawn, in lines that fit.

DejaVu Sans comes with matplotlib and holds Latin, Cyrillic and Persian letters; Vazirmatn
(SIL Open Font License) comes from npm beside Leaflet and holds those of Pashto. Letters are joined
and ordered from the right by matplotlib's text shaping. They are drawn without hinting
(:data:`geo.drawing.style.STYLE`): hinted ones are up to a tenth wider or narrower, differently for
each number of dots to an inch.
"""

import unicodedata
from functools import lru_cache
from typing import Any

from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font
from matplotlib.ft2font import LoadFlags

from geo.settings import ASSETS

_POINTS = 72

_MEASURED_AT = 100.0


def width_of(text: str, points: float, weight: str = "normal") -> float:
    """Return how wide a text is in inches, in a size of type in points.

    >>> width_of("Kabul", 20) > 2 * width_of("Kabul", 9)
    True
    """
    return _width(text, weight) * points


@lru_cache(maxsize=65_536)
def _width(text: str, weight: str) -> float:
    """Return a text's width in inches for each point of type: unhinted, it is in proportion."""
    font: Any = get_font(_file(family(text) or LATIN, weight))  # has no types
    font.set_size(_MEASURED_AT, _POINTS)
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    return float(font.get_width_height()[0]) / 64 / _POINTS / _MEASURED_AT


@lru_cache(maxsize=8)
def _file(name: str, weight: str) -> str:
    return findfont(FontProperties(family=name, weight=weight))


def wrap(text: str, inches: float, points: float, weight: str = "normal") -> list[str]:
    """Return a text in lines at most so wide; a word that is wider is broken.

    >>> wrap("one two three", width_of("one two", 9) + 0.01, 9)
    ['one two', 'three']
    """
    lines: list[str] = []
    used = 0.0
    for word in _short_words(text, inches, points, weight):
        if lines and used + width_of(word, points, weight) <= inches:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
            used = 0.0
        # With the space after it: a text that ends in one is measured without.
        used += width_of(f"{word} x", points, weight) - width_of("x", points, weight)
    return lines or [""]


def _short_words(text: str, inches: float, points: float, weight: str) -> list[str]:
    """Return the words of a text, those in parts that are wider than a line."""
    words: list[str] = []
    for word in text.split():
        rest = word
        while rest:
            fits = next(
                (
                    n
                    for n in range(len(rest), 1, -1)
                    if width_of(rest[:n], points, weight) <= inches
                ),
                1,
            )
            words.append(rest[:fits])
            rest = rest[fits:]
    return words


def cut(lines: list[str], most: int, inches: float, points: float) -> list[str]:
    """Return at most so many lines, the last one ending in … where lines were left out."""
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and width_of(f"{last}…", points) > inches:
        last = last[:-1]
    return [*lines[: most - 1], f"{last.rstrip()}…"]


def family(text: str) -> str | None:
    """Return the font that has every letter of a text; null where none has.

    >>> family("Kunduz, Кундуз, کندز")
    'DejaVu Sans'
    >>> family("和田") is None
    True
    """
    wanted = {ord(letter) for letter in text if not letter.isspace()}
    return next((name for name in _families() if wanted <= _letters(name)), None)


def missing(text: str) -> str:
    """Return the letters of a text that no font of paper has, each once.

    >>> missing("Hotan 和田")
    '和田'
    """
    known: set[int] = set().union(*(_letters(name) for name in _families()))
    return "".join(dict.fromkeys(c for c in text if not c.isspace() and ord(c) not in known))


def is_right_to_left(text: str) -> bool:
    """Return whether the first letter of a text belongs to a script written from the right.

    >>> is_right_to_left("بدخشان (Badakhshan)"), is_right_to_left("Badakhshan (بدخشان)")
    (True, False)
    """
    kinds = (unicodedata.bidirectional(letter) for letter in text)
    return next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L"


@lru_cache(maxsize=1)
def _families() -> tuple[str, ...]:
    """Return the fonts at hand; without Vazirmatn some Pashto letters cannot be written."""
    folder = ASSETS / "vazirmatn" / "fonts" / "ttf"
    files = [folder / f"Vazirmatn-{weight}.ttf" for weight in ("Regular", "Bold")]
    if not all(file.exists() for file in files):
        return (LATIN,)
    for file in files:
        fontManager.addfont(file)
    return LATIN, PERSIAN


@lru_cache
def _letters(name: str) -> frozenset[int]:
    return frozenset(get_font(findfont(FontProperties(family=name))).get_charmap())


LATIN, PERSIAN = "DejaVu Sans", "Vazirmatn"
