"""Mend how sources spell names, and tell other spellings from the same one."""

import re
import unicodedata


def clean_name(raw: str) -> str:
    r"""Return a source name with its faults of typing mended.

    White space and underscores are folded, invisible direction marks dropped, words in
    capitals given capital initials, Cyrillic letters inside Latin words replaced by the Latin
    letters that look the same, and loose hyphens and brackets closed up.

    >>> clean_name("Zanda  Jan\n"), clean_name("DERA_MURAD_JAMALI"), clean_name("Qalay-I- Zal")
    ('Zanda Jan', 'Dera Murad Jamali', 'Qalay-i-Zal')
    """
    name = _without_marks(raw.replace("_", " "))
    if any("a" <= c.lower() <= "z" for c in name):
        name = name.translate(_LOOKALIKES)
    if name.isupper():
        name = _capitalised(name)
    for loose, closed in (("- ", "-"), (" (", "("), ("( ", "("), ("(", " ("), ("-I-", "-i-")):
        name = name.replace(loose, closed)
    return name.strip(" -")


_LOOKALIKES = str.maketrans("аеорсухіАЕОРСХВКМНТ", "aeopcyxiAEOPCXBKMHT")


def _capitalised(name: str) -> str:
    words = [word.capitalize() if len(word) > 2 else word for word in name.split(" ")]
    text = " ".join(words)
    return "".join(
        c.upper() if i and text[i - 1] in "-.(" else c for i, c in enumerate(text)
    ).replace(" E ", " e ")


def other_spellings(name: str, candidates: list[str]) -> list[str]:
    """Return the spellings that differ from a name in more than case, sorted."""
    spellings = {_without_marks(candidate): None for candidate in candidates}
    return sorted(s for s in spellings if s and s.casefold() != name.casefold())


def plain(name: str) -> str:
    """Return a name without case, marks, hyphens and apostrophes.

    >>> plain("Sar-e Pol"), plain("Ysyk-Köl")
    ('sar e pol', 'ysyk kol')
    """
    letters = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w\s]|_", " ", letters).split())


def closed_up(plain_name: str) -> str:
    """Return a plain name without spaces: whether words are written together says little.

    >>> closed_up(plain("Dasht-e Archi")), closed_up(plain("N.W.F.P."))
    ('dashtearchi', 'nwfp')
    """
    return plain_name.replace(" ", "")


def is_latin(name: str) -> bool:
    """Return whether a name holds a Latin letter."""
    return any("a" <= c.lower() <= "z" for c in name)


def _without_marks(raw: str) -> str:
    """Fold white space; drop invisible direction marks, but not the joiners Persian needs."""
    kept = "".join(c for c in raw if unicodedata.category(c) != "Cf" or c == "\u200c")
    return " ".join(kept.split())
