"""Which font writes a text on paper: DejaVu Sans, or Vazirmatn for the letters of Pashto.

DejaVu Sans comes with matplotlib and holds Latin, Cyrillic and Persian letters; Vazirmatn
(SIL Open Font License) comes from npm beside Leaflet. Letters are joined and ordered from the
right by matplotlib's text shaping.
"""

import unicodedata
from functools import lru_cache

from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font

from geo.paths import ROOT

LATIN, PERSIAN = "DejaVu Sans", "Vazirmatn"


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
    folder = ROOT / "node_modules" / "vazirmatn" / "fonts" / "ttf"
    files = [folder / f"Vazirmatn-{weight}.ttf" for weight in ("Regular", "Bold")]
    if not all(file.exists() for file in files):
        return (LATIN,)
    for file in files:
        fontManager.addfont(file)
    return LATIN, PERSIAN


@lru_cache
def _letters(name: str) -> frozenset[int]:
    return frozenset(get_font(findfont(FontProperties(family=name))).get_charmap())
