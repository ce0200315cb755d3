"""Cells that say nothing: empty ones, and words for nothing in the languages of the region."""

from functools import lru_cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.settings import shipped


@lru_cache(maxsize=1)
def empty_words() -> frozenset[str]:
    """Return what stands in cells that say nothing, in lower case, the empty text among it.

    They are rows of ``geodata/tables/empty_words.csv``, in English, Dari, Pashto, Urdu, Russian,
    the Turkic languages of the region, Tajik and Chinese.

    >>> {"n/a", "no information", "نامعلوم", "неизвестно", ""} <= empty_words()
    True
    """
    table = pd.read_csv(
        shipped("tables/empty_words.csv"), dtype="str", keep_default_na=False, encoding="utf-8"
    )
    return frozenset(("", *table["word"]))


def says_nothing(column: pd.Series) -> pd.Series:
    """Return which cells are null, empty, or hold a word for nothing and no other.

    >>> says_nothing(pd.Series(["N/A", " ", None, "Kunduz"])).tolist()
    [True, True, True, False]
    """
    texts = pa.array(column.astype("str"), pa.large_string())
    # A long text is none of them, and is not spelt anew to see it.
    short = pc.if_else(pc.less_equal(pc.binary_length(texts), _longest()), texts, "long")
    words = pc.utf8_lower(pc.utf8_trim_whitespace(short))
    empty = pc.or_(pc.is_null(words), pc.is_in(words, value_set=_empty_words()))
    return pd.Series(empty.to_numpy(zero_copy_only=False), index=column.index)


def without_empty_words(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of text with every cell that says nothing empty.

    >>> without_empty_words(pd.DataFrame({"who": ["No Information", "Group A"]}))["who"].tolist()
    ['', 'Group A']
    """
    return pd.DataFrame(
        {name: _without_empty_words(column) for name, column in rows.items()}, index=rows.index
    )


def _without_empty_words(column: pd.Series) -> pd.Series:
    words = says_nothing(column) & (column != "")
    return column.mask(words, "") if words.any() else column


@lru_cache(maxsize=1)
def _empty_words() -> pa.Array:
    return pa.array(sorted(empty_words()), pa.large_string())


@lru_cache(maxsize=1)
def _longest() -> int:
    """Return the bytes of the longest word, and room for spaces around it."""
    return 20 + int(np.max([len(word.encode()) for word in empty_words()]))
