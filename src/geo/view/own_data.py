"""Events of one's own among those that ship: which datasets a map tells apart, and its words."""

from collections.abc import Iterable

from geo.phrases import filled
from geo.vocabulary import LEGEND, SHIPPED_DATASET

_NAMED = 2
"""Datasets named in a legend; of more it says how many others there are."""


def own_datasets(datasets: Iterable[str]) -> list[str]:
    """Return the datasets that a map tells apart: one's own, where they lie beside the shipped one.

    >>> own_datasets(["borderwatch", "mine"]), own_datasets(["mine", "theirs"])
    (['mine'], [])
    """
    names = sorted(set(datasets))
    return [name for name in names if name != SHIPPED_DATASET] if SHIPPED_DATASET in names else []


def own_words(own: list[str]) -> str:
    """Return what a legend says of the ring around events of some datasets, empty for none.

    >>> own_words(["a", "b", "c"])
    'ringed: from a, b and 1 more'
    """
    if not own:
        return ""
    first = ", ".join(own[:_NAMED])
    more = {"first": first, "rest": f"{len(own) - _NAMED}"}
    names = filled(LEGEND["own_more"], more) if len(own) > _NAMED else first
    return filled(LEGEND["own_events"], {"datasets": names})
