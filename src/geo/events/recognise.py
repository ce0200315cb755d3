"""Which source an open file is of, by which mapping it is read, and in which order its dates."""

from dataclasses import dataclass

import pandas as pd

from geo import schema
from geo.cells.date_order import numbers_only, order_of_all, other_order, turned_words
from geo.errors import SchemaFault
from geo.events.guess import distinct_texts, guess, holds_events, with_defaults
from geo.events.mapping import Mapping
from geo.events.table import table_source
from geo.files.header import nameless_words, numbered_words
from geo.files.table import Header, Opened, Wanted
from geo.sources.acled import ACLED, ACLED_MONTHS, ACLED_WEEKS, OLDER_ACLED
from geo.sources.gdelt import GDELT, GDELT_1
from geo.sources.gtd import GTD
from geo.sources.idmc import IDMC
from geo.sources.insecurity_insight import INSECURITY_INSIGHT
from geo.sources.source import Layout, spelled
from geo.sources.ucdp import SLIM_UCDP, UCDP

OWN = Layout(
    key="events",
    title="Events in the project's own columns",
    needs=schema.REQUIRED_EVENT_COLUMNS,
)
SOURCES = (
    *(OWN, ACLED, OLDER_ACLED, ACLED_WEEKS, ACLED_MONTHS, UCDP, SLIM_UCDP),
    *(GTD, GDELT, GDELT_1, INSECURITY_INSIGHT, IDMC),
)
"""In the order in which they are tried; a table with a mapping comes last."""
FORMATS = ("auto", *dict.fromkeys(source.key for source in SOURCES), "table")


@dataclass(frozen=True)
class Understood:
    """Which source a file is of and why; a mapping where it is read by one."""

    source: Layout
    reason: str
    mapping: Mapping | None = None


def understand(opened: Opened, key: str = "auto", mapping: Mapping | None = None) -> Understood:
    """Return which source an open file is of.

    Raises
    ------
    SchemaFault
        When the file is not of the source that ``key`` names, or no source has that key.
    """
    if mapping is not None:
        mapping = with_defaults(mapping)
        return Understood(table_source(mapping), "the mapping that was given", mapping)
    if key not in FORMATS:
        raise SchemaFault(f"No source is called {key!r}. Known: {', '.join(FORMATS)}.")
    for source in SOURCES:
        # Our own columns are ours as they are spelled; of other spellings a mapping is guessed.
        ours = source is not OWN or set(OWN.needs) <= set(opened.columns)
        reason = source.reason(opened.columns, opened.first) if ours else ""
        if reason and key in ("auto", source.key):
            return Understood(source, reason)
    if key not in ("auto", "table"):
        wanted = next(source for source in SOURCES if source.key == key)
        raise SchemaFault(
            f"{opened.name} is no {wanted.title}: it lacks some of the columns "
            f"{', '.join(wanted.needs)}. It has: {_shown(opened.columns)}. Let the format be "
            "recognised, or give a mapping."
        )
    guessed = guess(opened)
    reason = "it is of no source that is known; a mapping of its columns was guessed"
    return Understood(table_source(guessed), reason, guessed)


def wanted_sheet(sheet: str, mapping: Mapping | None = None) -> Wanted:
    """Return which sheet of a workbook to read where none is named: one that can be understood.

    That is one with the columns of a mapping, else of a source, else of a table of events.
    """
    if mapping is not None:
        wanted = set(mapping.columns.values())
        return Wanted(sheet, lambda sample: int(wanted <= set(sample.columns)))

    def known(sample: pd.DataFrame) -> int:
        columns = list(sample.columns)
        of_source = any(source.reason(columns, ()) for source in SOURCES)
        return 2 if of_source else int(holds_events(sample))

    return Wanted(sheet, known)


def said_of(mapping: Mapping | None) -> list[str]:
    """Return how a table was read, and what is not sure about it."""
    if mapping is None:
        return []
    pairs = ", ".join(f"{ours} from {theirs}" for ours, theirs in mapping.columns.items())
    return [f"columns read by a mapping: {pairs}", *mapping.notes]


def said_of_header(opened: Opened, source: Layout) -> list[str]:
    """Return in words which columns are not read since they have no name, or were numbered."""
    if source.lacks_header(opened.first):
        return []
    return numbered_words(opened.first, opened.columns) + nameless_words(
        opened.columns, opened.sample.to_numpy().tolist()
    )


def require_mapped(opened: Opened, mapping: Mapping | None) -> None:
    """Refuse a mapping that names columns the file lacks, or leaves out what events need."""
    if mapping is None:
        return
    absent = sorted(set(mapping.columns.values()) - set(opened.columns))
    missing = [name for name in mapping.missing if not (opened.located and name.endswith("itude"))]
    if absent or missing:
        raise SchemaFault(
            f"{opened.name} lacks the columns {', '.join([*missing, *absent])}. It has: "
            f"{_shown(opened.columns)}. Rename or add columns, or give a mapping that names them "
            "or fixes what holds for every row; docs/data.md says what each holds."
        )


def require_order(opened: Opened, mapping: Mapping) -> list[str]:
    """Refuse a mapping that reads the day as the month, or the month as the day.

    Return what else is not sure of its dates.
    """
    columns = [
        mapping.columns[ours] for ours in ("date_start", "date_end") if ours in mapping.columns
    ]
    doubtful = [name for name in columns if numbers_only(opened.sample[name])]
    texts_of = distinct_texts(opened, frozenset(doubtful))
    for name, texts in texts_of.items():
        against = other_order(texts, mapping.date_order)
        if against:
            order = "day_first" if mapping.date_order == "month_first" else "month_first"
            raise SchemaFault(
                f"{opened.name}: the dates of {name}, such as {against}, are {order}, but the "
                f'mapping says {mapping.date_order}. Set date_order = "{order}" in it.'
            )
    return [line for name, texts in texts_of.items() for line in turned_words(name, texts)]


def _shown(columns: list[str]) -> str:
    shown = ", ".join(column or "one without a name" for column in columns[:60])
    return f"{shown} and {len(columns) - 60} more" if len(columns) > 60 else shown


def header_of(opened: Opened, source: Layout) -> Header:
    """Return what to read: the columns that the source looks at, as the file spells them."""
    if source is OWN:
        return Header()
    if source.lacks_header(opened.first):
        return Header(source.header, source.wanted)
    if source.key == "table":
        return Header()
    return Header(wanted=frozenset(source.spelled_in(opened.columns)))


def date_order_of(opened: Opened, source: Layout) -> tuple[str, list[str]]:
    """Return which of day and month comes first in a source's dates, and what is not sure of it.

    Empty where its dates name the month, or put the year first, as the source writes them.
    """
    spelled_so = {spelled(column): column for column in opened.columns}
    columns = [spelled_so[name] for name in source.dates if name in spelled_so]
    doubtful = [name for name in columns if numbers_only(opened.sample[name])]
    if not doubtful:
        return "", []
    texts = distinct_texts(opened, frozenset(doubtful))
    return order_of_all(texts)
