"""Words of a spec with the numbers that they name, and those of an atlas that is given none.

``"{events event} {where}, {before} before"`` takes its values from
:data:`geo.briefs.numbers.NUMBERS`, and nothing but these names is filled in. What is not known is
said to be unknown.
"""

import re
from collections.abc import Iterator, Mapping

from geo.briefs.numbers import NUMBERS, OWN, Counted
from geo.phrases import NOUNS, compose, filled

_NAME = re.compile(r"\{([^{}]*)\}")
_SPELLED = re.compile(r"(\w+)(?: (\w+))?")
_MANY = "an unknown number of"
_UNKNOWN = "unknown"
NONE_COLLECTED = "No event was collected {where} {when}; that does not mean that nothing happened."
TITLE = ("{place}", ", {whole}")
"""Of a page of an atlas that is given no other."""
SENTENCE = (
    "{events event} {where} {when}",
    "; {deaths}",
    "; {unverified} unverified",
    ".",
    " In the {days day} before: {before_words}.",
    " {perhaps_words}",
    " {filters}",
)
"""Under the title of a page of an atlas that is given no other sentence."""


class Values(Mapping[str, int | str]):
    """The values of a page's words, each counted when it is first asked for."""

    def __init__(self, page: Counted) -> None:
        """Take the page that is counted."""
        self.page = page
        self._kept: dict[str, int | str | None] = {}

    def known(self, name: str) -> int | str | None:
        """Return a value; null where it is not known."""
        if name not in self._kept:
            self._kept[name] = {**NUMBERS, **OWN}[name](self.page)
        return self._kept[name]

    def __getitem__(self, name: str) -> int | str:
        """Return a value, in words where it is not known."""
        value = self.known(name)
        return _UNKNOWN if value is None else value

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        return iter(NUMBERS)

    def __len__(self) -> int:
        """Return how many names there are."""
        return len(NUMBERS)


def in_numbers(words: str, values: Values) -> str:
    """Return words with the numbers that they name.

    A number that is not known is *unknown*, and *an unknown number of* before its noun.
    """

    def told_unknown(name: re.Match[str]) -> str:
        noun = name[2]
        unknown = noun and values.known(name[1]) is None
        return f"{_MANY} {NOUNS[noun][1]}" if unknown else name[0]

    return filled(re.sub(r"\{(\w+) (\w+)\}", told_unknown, words), values)


def atlas_words(values: Values) -> tuple[str, str]:
    """Return the title and the sentence of a page of an atlas that is given none."""
    if values["events"]:
        return compose(TITLE, values), compose(SENTENCE, values)
    return compose(TITLE, values), compose((NONE_COLLECTED, *SENTENCE[4:]), values)


def word_fault(what: str, words: str) -> str:
    """Return which names in braces are none, empty where all are known.

    >>> word_fault("title", "{events event} in {place}")
    ''
    >>> word_fault("title", "{event.__class__}")[:40]
    'The title names {event.__class__}, which'
    """
    for name in _NAME.findall(words):
        spelled = _SPELLED.fullmatch(name)
        if not spelled or spelled[1] not in NUMBERS:
            known = ", ".join(NUMBERS)
            return f"The {what} names {{{name[:40]}}}, which is no number. Known: {known}."
        if spelled[2] and spelled[2] not in NOUNS:
            nouns = ", ".join(NOUNS)
            return f"The {what} counts {{{name[:40]}}}, which is no noun. Known: {nouns}."
    return ""
