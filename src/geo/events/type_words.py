"""Words that mean a type of event, in cells and as names of columns that count."""

from functools import lru_cache

import pandas as pd

from geo.events.mapping import ALLOWED
from geo.sources.codes import read_codes
from geo.sources.source import spelled


def counted_type(sample: pd.DataFrame, taken: set[str]) -> tuple[str, str] | None:
    """Return the column that counts events of one type, as its name says, and that type."""
    counted = _words("counted")
    told = [
        (str(column), counted[words])
        for column in sample.columns
        if column not in taken
        and (words := spelled(column).replace("_", " ")) in counted
        and sample[column].str.fullmatch(r"\d+(\.0)?").mean() >= 0.5
    ]
    # Two such columns are no answer: a row would be of two types.
    return told[0] if len(told) == 1 else None


def type_of(text: str) -> str:
    """Return the type of ours that a table's word means, empty where none is known.

    >>> type_of("Airstrike"), type_of("IED explosion"), type_of("picnic")
    ('air_strike', 'bombing', '')
    """
    words, types_by_word = spelled(text).replace("_", " "), _words("table")
    if words.replace(" ", "_") in ALLOWED["event_type"]:
        return words.replace(" ", "_")
    matching = [word for word in types_by_word if f" {word} " in f" {words} "]
    return types_by_word[max(matching, key=len)] if matching else ""


@lru_cache
def _words(source: str) -> dict[str, str]:
    """Return the types by word: of cells (``table``), or of columns of counts (``counted``)."""
    rows = read_codes("event_types.csv")
    rows = rows[rows["source"] == source]
    return dict(zip(rows["code"], rows["ours"], strict=True))
