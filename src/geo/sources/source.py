"""What a source's layout of event files is, and how its rows become events."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from geo.cells.empty import without_empty_words

Cells = Mapping[str, pd.Series]


@dataclass(frozen=True)
class Layout:
    """One layout of event files.

    ``needs`` are the columns that tell its files from others; ``takes`` names for a column of
    ours the column of theirs that goes over as it is; ``convert`` makes the others from the
    rows, all cells text; ``reads`` are the further columns that it looks at, ``patterns`` those by
    what their names are like, ``dates`` those that hold dates and may be written in numbers alone.
    A source whose
    files may come without a header gives its ``header`` and, in ``marks``, patterns that cells
    of a first row then have. ``words`` tells of a column of theirs which cells the tables know; the
    others are named in the report. Names of columns are in lower case, with underscores.
    """

    key: str
    title: str
    publisher: str = ""
    licence: str = ""
    restricted: bool = False
    needs: tuple[str, ...] = ()
    takes: Mapping[str, str] = field(default_factory=dict)
    convert: Callable[[pd.DataFrame], Cells] = lambda rows: {}
    reads: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    marks: Mapping[str, str] = field(default_factory=dict)
    patterns: tuple[str, ...] = ()
    words: Mapping[str, Callable[[str], bool]] = field(default_factory=dict)

    def reason(self, columns: Sequence[str], first: Sequence[str]) -> str:
        """Return why a file is of the source, empty if it is not.

        ``columns`` are its names, ``first`` is its first row as it stands.
        """
        names = [spelled(column) for column in columns]
        if self.needs and set(self.needs) <= set(names):
            return f"it has the columns {', '.join(self.needs)}"
        if self.lacks_header(first):
            shown = ", ".join(self.marks)
            return f"it has {len(columns)} columns, no header, and the right cells in {shown}"
        return ""

    def lacks_header(self, first: Sequence[str]) -> bool:
        """Return whether a first row is one of data of this source already."""
        if not self.header or len(first) != len(self.header):
            return False
        cells = dict(zip(self.header, first, strict=True))
        return all(re.fullmatch(pattern, cells[name]) for name, pattern in self.marks.items())

    @property
    def wanted(self) -> frozenset[str]:
        """The columns that are read."""
        return frozenset({*self.needs, *self.takes.values(), *self.reads})

    def spelled_in(self, columns: Sequence[str]) -> list[str]:
        """Return the columns that are read, as a file spells them."""
        return [column for column in columns if self._reads(spelled(column))]

    def _reads(self, name: str) -> bool:
        like = any(re.fullmatch(pattern, name) for pattern in self.patterns)
        return like or name in self.wanted

    def events(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return rows of the source, all cells text, in the columns of ``geo.schema.EVENTS``."""
        rows = rows.set_axis([spelled(str(name)) for name in rows.columns], axis=1)
        rows = rows.loc[:, ~rows.columns.duplicated()]
        rows = rows.reindex(columns=sorted({*rows.columns, *self.wanted}), fill_value="")
        rows = without_empty_words(rows)
        taken = {ours: rows[theirs] for ours, theirs in self.takes.items()}
        of_source: dict[str, str | bool] = {
            "source_publisher": self.publisher,
            "licence": self.licence,
            "source_format": self.key,
        }
        if self.licence:
            # Where none is known, whether a row may be handed on is told when it is read.
            of_source["restricted"] = self.restricted
        return pd.DataFrame({**of_source, **taken, **self.convert(rows)}, index=rows.index)


def spelled(column: str) -> str:
    """Return a column's name in lower case, with underscores.

    >>> spelled("Event Date "), spelled("EVENT_ID_CNTY")
    ('event_date', 'event_id_cnty')
    """
    return re.sub(r"[\s_]+", "_", column.strip().casefold())


def prefixed(ids: pd.Series, prefix: str) -> pd.Series:
    """Return ids with the source's prefix, null where there is none.

    >>> prefixed(pd.Series(["AFG12345", ""]), "acled").tolist()
    ['acled-AFG12345', nan]
    """
    ids = ids.str.strip()
    if ids.str.endswith(".0").any():
        # A column of numbers with gaps comes with decimals.
        ids = ids.str.removesuffix(".0")
    return (prefix + "-" + ids).mask(ids == "")


def chosen(condition: pd.Series, yes: pd.Series | str, no: pd.Series | str) -> pd.Series:
    """Return ``yes`` where a condition holds, else ``no``."""
    return pd.Series(np.where(condition, yes, no), index=condition.index, dtype="str")
