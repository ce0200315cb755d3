"""Words on paper, measured as they are drawn, and broken into lines that fit.

Letters are drawn without hinting (:data:`geo.style.STYLE`): hinted ones are up to a tenth wider or
narrower, differently for each number of dots to an inch.
"""

from functools import lru_cache
from typing import Any

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags

from geo.fonts import LATIN, family

LINE = 1.28
"""Height of a line by its type size, with the room to the next one."""
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
