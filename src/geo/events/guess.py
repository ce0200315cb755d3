"""A mapping guessed from the columns of a table."""

import re
from dataclasses import replace

import pandas as pd

from geo.cells.coordinates import AXES, LOST_POINT, axis
from geo.cells.date_order import order_of_all
from geo.cells.dates import ORDERS, Rules, spans
from geo.cells.empty import says_nothing
from geo.cells.located import COORDINATES, GRID, PAIRS
from geo.cells.pairs import places
from geo.cells.values import count_span
from geo.events.mapping import ACCURACY, ALLOWED, COUNTS, PARTS, Mapping
from geo.events.type_words import counted_type, type_of
from geo.files.table import Header, Opened
from geo.sources.codes import read_codes
from geo.sources.source import spelled

_PARTS = {
    "year": re.compile(r"(?:19|20|1[34])\d\d(?:\.0)?"),
    "month": re.compile(r"(?:0?[1-9]|1[0-2])(?:\.0)?|[^\W\d]+"),
    "day": re.compile(r"(?:0?[1-9]|[12]\d|3[01])(?:\.0)?"),
}
_FORM_MARKS = frozenset(("_uuid", "_submission_time", "today", "meta/instanceid", "instanceid"))
"""Columns of forms of ODK and KoBo, of which *start* and *end* are when a form was filled in."""
_FORM_DATES = frozenset(("today", "_submission_time", "post_date", "submission_date"))
_MOST_TYPES = 200

_MOST_DISTINCT = 100_000

_ENOUGH = 0.5
"""The share of a column's cells that must be of a kind for the column to be of it."""


def guess(opened: Opened) -> Mapping:
    """Return which column of a file is which of ours, by its name and what it holds."""
    # Columns without a name are not read: the report says so.
    sample = opened.sample.loc[:, opened.sample.columns.astype("str").str.strip() != ""]
    columns = _columns(sample)
    if spelled(columns.get("date_start", "")) in _FORM_DATES or _FORM_MARKS & set(
        map(spelled, sample.columns)
    ):
        # The end of a form is no end of an event.
        columns = {
            ours: theirs
            for ours, theirs in columns.items()
            if ours != "date_end" or spelled(theirs) != "end"
        }
    if "date_start" in columns or "year" not in columns:
        columns = {ours: theirs for ours, theirs in columns.items() if ours not in PARTS}
    notes = [*_unfit(sample, columns), *_of_form(columns, sample)]
    if "event_count" in columns and columns.keys() & {"pcode", "admin1", "admin2"}:
        # The middle of a unit is no place of its events.
        spots = [columns.pop(ours) for ours in COORDINATES if ours in columns]
        if spots:
            notes.append(f"{', '.join(spots)}: not read; a row that counts events lies in its unit")
    fixed: dict[str, str] = {}
    if not columns.keys() & {"event_type", "event_count"}:
        counting = counted_type(sample, set(columns.values()))
        if counting is not None:
            columns["event_count"], fixed["event_type"] = counting
            notes.append(
                f"{counting[0]} is taken to count events of the type "
                f"{counting[1]}; no column says of which type each is"
            )
    mapping = Mapping(columns=columns, fixed=fixed, notes=tuple(notes))
    return with_whole_columns(with_defaults(mapping), opened)


def holds_events(sample: pd.DataFrame) -> bool:
    """Return whether the columns of a table seem to hold dates, types and places."""
    return not Mapping(columns=_columns(sample)).missing


def _columns(sample: pd.DataFrame) -> dict[str, str]:
    """Return which columns are ours by name, and the first of days where none is called a date."""
    columns = _by_name(sample)
    if "date_start" not in columns:
        columns |= _by_dates(sample, set(columns.values()))
    return columns


def _of_form(columns: dict[str, str], sample: pd.DataFrame) -> list[str]:
    """Say where dates are those of a form, and where rows are repeats within one."""
    day = columns.get("date_start", "")
    notes = []
    if spelled(day) in {*_FORM_DATES, "start"} and _FORM_MARKS & set(map(spelled, sample.columns)):
        notes.append(f"{day} is when a form was filled in; no column says when it happened")
    if "_parent_index" in set(map(spelled, sample.columns)):
        notes.append(
            "these rows are repeats within forms: _parent_index says of which form each is"
        )
    return notes


def with_defaults(mapping: Mapping) -> Mapping:
    """Fix what every event needs where a mapping says nothing of it; the notes say so.

    >>> with_defaults(Mapping(columns={"date_start": "Day"})).fixed["geo_precision"]
    'town'
    """
    words = {
        "geo_precision": "no column says how precise the places are; each is taken as a town's"
        + " unless its coordinates tell" * bool({ACCURACY, *PAIRS} & set(mapping.columns)),
        "source_publisher": 'no column says who reported the events; their source is "not stated"',
    }
    given = {*mapping.columns, *mapping.fixed}
    notes = [note for ours, note in words.items() if ours not in given]
    fixed = {"geo_precision": "town", "source_publisher": "not stated", **mapping.fixed}
    return replace(mapping, fixed=fixed, notes=(*mapping.notes, *notes))


def _by_name(sample: pd.DataFrame) -> dict[str, str]:
    """Return the columns that are called like ours and hold what they should."""
    called = _called(sample)
    columns: dict[str, str] = {}
    # Of two columns that are called alike the one that holds something comes first.
    for empty in (False, True):
        for ours, column in called:
            if ours in columns or column in columns.values() or _told(ours, columns):
                continue
            cells = sample[column]
            if says_nothing(cells).all() == empty and _fits(ours, cells):
                columns[ours] = column
    return columns


def _told(ours: str, columns: dict[str, str]) -> bool:
    """Return whether other columns say already where rows lie."""
    ways: tuple[set[str], ...] = (set(AXES), *({pair} for pair in PAIRS), set(GRID))
    return any(ours in way for way in ways) and any(
        way <= set(columns) and ours not in way for way in ways
    )


def _called(sample: pd.DataFrame) -> list[tuple[str, str]]:
    """Return pairs of a column of ours and one of a file that is called like it, the surest first.

    Whole names come first, then what follows the groups of a form ("incident/type"), then the last
    word of a name with several, where it names a coordinate ("_GPS_latitude", "Location.lat").
    """
    names = read_codes("column_names.csv")
    pairs = [*zip(names["ours"], names["name"].map(spelled), strict=True)]
    columns = [str(column) for column in sample.columns[::-1] if column]
    whole = {spelled(column): column for column in columns}
    grouped = {spelled(column.rpartition("/")[2]): column for column in columns if "/" in column}
    told = [
        (ours, theirs[name])
        for theirs in (whole, grouped)
        for ours, name in pairs
        if name in theirs
    ]
    return told + _by_last_word(whole, pairs)


def _by_last_word(columns: dict[str, str], pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the columns whose names end in that of a coordinate; accuracy only beside a latitude.

    Other columns called precision hold codes.
    """
    parts = {name: re.fullmatch(r"(.*[\W_])([^\W_]+)", name) for name in columns}
    ends = {match[2]: (match[1], columns[name]) for name, match in parts.items() if match}
    told = [
        (ours, ends[name][1])
        for ours, name in pairs
        if ours in AXES and name in ends and len(name) > 1
    ]
    stems = {ends[name][0] for ours, name in pairs if ours == "latitude" and name in ends}
    return told + [
        (ACCURACY, ends[word][1])
        for word in ("precision", "accuracy")
        if word in ends and ends[word][0] in stems
    ]


def _unfit(sample: pd.DataFrame, columns: dict[str, str]) -> list[str]:
    """Say which columns are called like coordinates, counts or dates but hold none."""
    kinds = {
        "degrees": (*AXES, *PAIRS),
        "whole numbers": (*COUNTS, "event_count"),
        "dates": ("date_start", "date_end"),
    }
    what = {ours: kind for kind, names in kinds.items() for ours in names}
    unused = {
        column: ours
        for ours, column in _called(sample)
        if ours in what
        and ours not in columns
        and column not in columns.values()
        # What is of its kind is left out for another reason: another column tells it already.
        and not _fits(ours, sample[column])
    }
    return [
        f"{column} is called like {ours} but holds {what[ours]} in few cells, others such as "
        f"{_first_unfit(ours, sample[column])!r}; it was not used"
        for column, ours in unused.items()
    ]


def _first_unfit(ours: str, cells: pd.Series) -> str:
    filled = cells[~says_nothing(cells)]
    return next((str(cell)[:40] for cell in filled if not _fits(ours, pd.Series([cell]))), "")


def _fits(ours: str, cells: pd.Series) -> bool:
    filled = cells[~says_nothing(cells)]
    if filled.empty:
        return ours != "event_id"
    if ours in AXES:
        read, reasons = axis(filled, ours)
        ruined = reasons.str.contains(LOST_POINT)
        return bool(((read.abs() <= AXES[ours][1]) | ruined).mean() >= _ENOUGH)
    if ours in PAIRS:
        both = places(filled, longitude_first=PAIRS[ours])
        return bool(both["longitude"].notna().mean() >= _ENOUGH)
    if ours in (*GRID[:2], ACCURACY):
        return bool(pd.to_numeric(filled, errors="coerce").notna().mean() >= _ENOUGH)
    if ours == "utm_zone":
        return bool(filled.str.fullmatch(r"\d{1,2} ?\w?").mean() >= _ENOUGH)
    if ours == "place":
        return not _fits("latitude_longitude", cells)
    if ours in ("date_start", "date_end", "data_as_of"):
        return _are_dates(filled)
    if ours in PARTS:
        return bool(filled.map(lambda text: bool(_PARTS[ours].fullmatch(text))).mean() >= _ENOUGH)
    if ours in (*COUNTS, "event_count"):
        return bool(filled.map(lambda text: any(count_span(text))).mean() >= _ENOUGH)
    if ours == "event_id":
        return bool(cells.is_unique)
    # Words of types are mapped one by one.
    return ours == "event_type" or ours not in ALLOWED or set(filled) <= ALLOWED[ours]


def _are_dates(filled: pd.Series) -> bool:
    # Of a year of two digits it is not known which one is meant, but that it is one.
    ways = [Rules(order, calendar) for order in ORDERS[:2] for calendar in ("auto", "gregorian")]
    read = pd.concat([spans(filled, rules)["precision"].notna() for rules in ways], axis=1)
    return bool(read.any(axis=1).mean() >= _ENOUGH)


def _by_dates(sample: pd.DataFrame, taken: set[str]) -> dict[str, str]:
    """Return the first column that holds days, whatever it is called."""
    for column in sample.columns:
        filled = sample.loc[sample[column] != "", column]
        if column in taken or filled.empty:
            continue
        if not filled.str.fullmatch(r"\d+").any() and _are_dates(filled):
            return {"date_start": str(column)}
    return {}


def with_whole_columns(mapping: Mapping, opened: Opened) -> Mapping:
    """Add what only whole columns tell: which of day and month comes first, and all types."""
    wanted = {
        ours: mapping.columns[ours]
        for ours in ("date_start", "date_end", "event_type")
        if ours in mapping.columns
    }
    texts = distinct_texts(opened, frozenset(wanted.values()))
    dates = {column: texts[column] for ours, column in wanted.items() if ours != "event_type"}
    order, notes = order_of_all(dates)
    types = texts[wanted["event_type"]][:_MOST_TYPES] if "event_type" in wanted else []
    return replace(
        mapping,
        date_order=order,
        types={text: type_of(text) for text in types if text not in ALLOWED["event_type"]},
        notes=(*mapping.notes, *notes),
    )


def distinct_texts(opened: Opened, columns: frozenset[str]) -> dict[str, list[str]]:
    """Return the distinct texts of some columns of a whole file, in order of appearance.

    Of a column of free text, which is neither dates nor types, it stops early.
    """
    distinct: dict[str, dict[str, None]] = {column: {} for column in columns}
    if columns:
        for table, _ in opened.chunks(Header(wanted=columns)):
            for column in columns:
                cells = table.rows[column].astype("str").dropna().str.strip().unique()
                if len(distinct[column]) < _MOST_DISTINCT:
                    distinct[column] |= dict.fromkeys(str(cell) for cell in cells if cell)
    return {column: list(texts) for column, texts in distinct.items()}
