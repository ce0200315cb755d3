"""Which columns a frame must have and what their cells may hold; and all that a frame breaks."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

FAULT = ("row", "column", "value", "reason")


@dataclass(frozen=True)
class Rule:
    """``broken`` returns which cells of a column, or rows of a frame, break it; nulls never do."""

    broken: Callable[[Any], Any]
    reason: str


@dataclass(frozen=True)
class Column:
    """A column of the type ``dtype`` as pandas spells it, of any where there is none.

    Its cells are words of ``words`` where there are some, keep the rules, and may be null where
    the column is not ``required``.
    """

    dtype: str = ""
    rules: tuple[Rule, ...] = ()
    required: bool = True
    words: Collection[str] = ()

    def checks(self) -> Iterator[Rule]:
        """Yield what each cell must keep."""
        if self.required:
            yield Rule(pd.Series.isna, "is missing")
        if self.words:
            allowed = list(self.words)
            yield Rule(
                lambda cells: cells.notna() & ~cells.isin(allowed),
                f"is not one of {', '.join(allowed)}",
            )
        yield from self.rules


@dataclass(frozen=True)
class Schema:
    """Columns by name, and what the cells of a row keep together."""

    columns: Mapping[str, Column]
    together: tuple[Rule, ...] = ()


def faults(schema: Schema, frame: pd.DataFrame) -> pd.DataFrame:
    """Return every fault of a frame at once, in the order of the schema.

    Columns ``row`` (index label), ``column``, ``value`` and ``reason``. A fault of the whole
    frame (a column of another type) has a null ``row``.

    Examples
    --------
    >>> schema = Schema({"side": Column(words=("north", "south")), "place": Column()})
    >>> found = faults(schema, pd.DataFrame({"side": ["north", "up", None]}))
    >>> found["row"].tolist(), found["reason"].tolist()
    ([2, 1, None], ['is missing', 'is not one of north, south', 'is no column of it'])
    """
    found = [part for part in _each(schema, frame) if len(part)]
    return pd.concat([pd.DataFrame(columns=list(FAULT)), *found], ignore_index=True)


def _each(schema: Schema, frame: pd.DataFrame) -> Iterator[pd.DataFrame]:
    names = list(frame.columns)
    whole = True
    for name, column in schema.columns.items():
        kind = str(frame[name].dtype) if names.count(name) == 1 else ""
        if kind and column.dtype in ("", kind):
            for rule in column.checks():
                yield _of_rows(rule, frame, name)
            continue
        whole = False
        reason = f"is not of the type {column.dtype}"
        if not kind:
            reason = "is the name of several columns" if name in names else "is no column of it"
        yield pd.DataFrame([(None, name, kind or name, reason)], columns=list(FAULT))
    if whole:
        for rule in schema.together:
            yield _of_rows(rule, frame)


def _of_rows(rule: Rule, frame: pd.DataFrame, name: str = "") -> pd.DataFrame:
    """Return the rows that break a rule, of the column ``name`` or of all together."""
    cells = frame[name] if name else frame
    bad = np.flatnonzero(pd.Series(rule.broken(cells)).to_numpy(dtype=bool, na_value=False))
    values = cells.iloc[bad].map(str).to_numpy(object) if name else ""
    rows = (frame.index[bad], name, values, rule.reason)
    return pd.DataFrame(dict(zip(FAULT, rows, strict=True)))
