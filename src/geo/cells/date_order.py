"""Which of day and month comes first in dates that are written in numbers alone."""

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from geo.cells.dates import NUMBERED, NUMBERS, Rules, span
from geo.cells.values import distinctly, western

_EACH_NUMBERS = re.compile(rf"(?<![\d/.-]){NUMBERED}(?!\d)")
_YEAR_FIRST = re.compile(r"(?<![\d/.-])\d{4}([-/.])\d{1,2}[-/.](\d{1,2})(?!\d)")
_FEWEST_TURNED = 3
"""So many early days of one spelling are no chance: one in 17 of any days, and no late one."""


def order_of(column: pd.Series) -> tuple[str, list[str]]:
    """Return which of day and month comes first in a column, and what is not sure of it.

    >>> order_of(pd.Series(["03/04/2021", "25/04/2021"]))
    ('day_first', [])
    >>> order_of(pd.Series(["03/04/2021", "2021-04-25"]))[0]
    'day_first'
    """
    texts = [str(text) for text in column.unique()]
    turned = turned_words(str(column.name), texts)
    matches = [match for text in texts for match in _EACH_NUMBERS.finditer(western(text))]
    pairs = [(int(match[1]), int(match[2]), match[0]) for match in matches]
    day = [text for first, second, text in pairs if first > 12 >= second]
    month = [text for first, second, text in pairs if second > 12 >= first]
    both = [text for first, second, text in pairs if max(first, second) <= 12]
    if day and month:
        note = f"dates of both orders, such as {day[0]} and {month[0]}"
        set_aside = f"; those that fit both, such as {both[0]}, are set aside" if both else ""
        return "mixed", [f"{column.name}: {note}{set_aside}", *turned]
    if month:
        return "month_first", turned
    if both and not day:
        note = (
            f"{column.name}: {both[0]} can be read both ways; read with the day first. If the "
            'month comes first, set date_order = "month_first" in a mapping'
        )
        return "day_first", [note]
    return "day_first", turned


def turned_words(name: str, texts: list[str]) -> list[str]:
    """Say where a spreadsheet seems to have read days as months, wherever a month can be so high.

    What it takes for a date it spells its own way; days after the 12th stay as they were written.
    So of two spellings in a column one has early days only, the other late ones only.

    >>> turned_words("Date", ["2021-01-04", "2021-02-04", "2021-03-04", "13/04/2021"])[0][:52]
    'Date: dates such as 2021-01-04 have no day after the'
    """
    early: dict[str, list[str]] = {}
    late: dict[str, list[str]] = {}
    for text in map(western, texts):
        if match := _YEAR_FIRST.search(text):
            spelling, is_late = f"year first {match[1]}", int(match[2]) > 12
        elif match := _EACH_NUMBERS.search(text):
            spelling = re.sub(r"\d", "", match[0])
            is_late = max(int(match[1]), int(match[2])) > 12
        else:
            continue
        (late if is_late else early).setdefault(spelling, []).append(match[0])
    turned = [
        dates
        for spelling, dates in early.items()
        if spelling not in late and len(dates) >= _FEWEST_TURNED
    ]
    kept = [dates for spelling, dates in late.items() if spelling not in early]
    if not turned or not kept:
        return []
    said = (
        f"{name}: dates such as {turned[0][0]} have no day after the 12th, and those with one are "
        f"spelled otherwise, such as {kept[0][0]}: a spreadsheet seems to have turned days into "
        "months in the former. Take the dates from the original file"
    )
    return [said]


def other_order(texts: Iterable[str], order: str) -> str:
    """Return a date that says that the other order holds, empty where most do not say so.

    >>> other_order(["25/01/2024", "03/04/2024"], "month_first")
    '25/01/2024'
    >>> other_order(["25/01/2024", "24/01/2024", "01/23/2024"], "day_first")
    ''
    """
    matches = [match for text in texts for match in _EACH_NUMBERS.finditer(western(text))]
    first = [match[0] for match in matches if int(match[1]) > 12 >= int(match[2])]
    second = [match[0] for match in matches if int(match[2]) > 12 >= int(match[1])]
    against, with_it = (first, second) if order == "month_first" else (second, first)
    return against[0] if order != "mixed" and len(against) > len(with_it) else ""


def order_of_all(columns: Mapping[str, list[str]]) -> tuple[str, list[str]]:
    """Return the order of the dates of several columns, by their names, and what is not sure.

    >>> order_of_all({"start": ["03/04/2021"], "end": ["03/25/2021"]})[0]
    'month_first'
    """
    answers = [
        order_of(pd.Series(texts, name=name, dtype="str")) for name, texts in columns.items()
    ]
    orders = [order for order, _ in answers if order != "day_first"]
    notes = [note for _, lines in answers for note in lines]
    return orders[0] if orders else "day_first", notes


def numbers_only(column: pd.Series) -> bool:
    """Return whether a column holds dates in numbers alone, of which the order must be told.

    >>> numbers_only(pd.Series(["16 May 2025"])), numbers_only(pd.Series(["5/16/2025 0:00"]))
    (False, True)
    """
    return bool(column.map(lambda text: NUMBERS.fullmatch(western(str(text).strip()))).any())


def in_order(column: pd.Series, order: str) -> pd.Series:
    """Return a column with its dates in numbers alone spelled as ISO days, the others as they are.

    >>> in_order(pd.Series(["5/16/2025 0:00", "16 May 2025"]), "month_first").tolist()
    ['2025-05-16', '16 May 2025']
    """
    return distinctly(
        column,
        lambda text: span(text, Rules(order)).first if NUMBERS.fullmatch(western(text)) else text,
    )
