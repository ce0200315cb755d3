"""Mend how sources spell names, and tell other spellings from the same one."""

import re
import unicodedata

import pandas as pd


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


_NO_LETTER = re.compile(r"[^\w\s]|_")


def plain(name: str) -> str:
    """Return a name without case, marks, hyphens and apostrophes.

    >>> plain("Sar-e Pol"), plain("Ysyk-Köl")
    ('sar e pol', 'ysyk kol')
    """
    letters = name.casefold()
    if not letters.isascii():
        parts = unicodedata.normalize("NFKD", letters)
        letters = "".join(c for c in parts if not unicodedata.combining(c))
    return " ".join(_NO_LETTER.sub(" ", letters).split())


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


_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

_NOT_XML = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
"""What XML 1.0 (section 2.2) does not allow in a document, not even escaped."""


def defused(text: pd.Series) -> pd.Series:
    """Return text with an apostrophe before what a spreadsheet would run as a formula.

    >>> defused(pd.Series(["=1+1", "Kunduz"])).tolist()
    ["'=1+1", 'Kunduz']
    """
    risky = text.str.startswith(_FORMULA_STARTS, na=False)
    return text.where(~risky, "'" + text)


def web_links(addresses: pd.Series) -> pd.Series:
    """Return addresses that a page may link to; null where one is not http or https.

    >>> web_links(pd.Series(["https://example.org", "javascript:alert(1)"])).isna().tolist()
    [False, True]
    """
    return addresses.where(addresses.str.match("(?i)https?://", na=False))


def xml_text(text: pd.Series) -> pd.Series:
    r"""Return text with U+FFFD for each sign that XML does not allow, so that the loss shows.

    >>> xml_text(pd.Series(["a\x00b"])).tolist() == ["a\ufffdb"]
    True
    """
    return text.str.replace(_NOT_XML, "\ufffd", regex=True)


INVISIBLE = (
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u2069\ufeff]"
)
"""Control characters, marks that turn the direction of text, and signs that are never seen, such
as the soft hyphen: taken out of every text cell, since they can make a name read as another.
Joiners stay: Persian is written with them."""
