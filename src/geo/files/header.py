"""Where the rows of a sheet or a text begin, and what cuts a line into cells.

Titles may stand above the header, HXL tags under it.
"""

import csv
import io
import re
from collections.abc import Iterator
from itertools import count

_MOST_TITLES = 10
_TAG = re.compile(r"#[^\W\d]\w*(?:\s*\+\s*\w+)*")
DELIMITERS = ",;\t|"
HXL = "the row of HXL tags under the header is no event"


def headed(rows: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """Return what was left out, and the header with the rows of data under it.

    >>> said, rows = headed([["My list"], ["date", "type"], ["#date", "#event"], ["2021", "raid"]])
    >>> said[0], rows
    ('the title over the header is no event: My list', [['date', 'type'], ['2021', 'raid']])
    """
    start = titles(rows)
    said = [title_words(next(cell for cell in row if cell.strip())) for row in rows[:start]]
    rows = rows[start:]
    if len(rows) > 1 and is_hxl(rows[1]):
        return [*said, HXL], [rows[0], *rows[2:]]
    return said, rows


def titles(rows: list[list[str]]) -> int:
    """Return how many rows of one cell stand over a header of several."""
    widths = [sum(bool(cell.strip()) for cell in row) for row in rows[: _MOST_TITLES + 1]]
    wide = next((at for at, width in enumerate(widths) if width > 1), 0)
    return wide if all(widths[:wide]) else 0


def title_words(title: str) -> str:
    """Return in words that a title was left out."""
    return f"the title over the header is no event: {title.strip()[:80]}"


def is_hxl(row: list[str]) -> bool:
    """Return whether a row holds tags of the Humanitarian Exchange Language.

    Cells may be empty, and a few may lack the sign, as in files of IDMC.

    >>> is_hxl(["", "#country", "#date+start", "total"]), is_hxl(["#1", "#2"])
    (True, False)
    """
    filled = [cell.strip() for cell in row if cell.strip()]
    tags = sum(bool(_TAG.fullmatch(cell)) for cell in filled)
    return bool(filled) and tags > len(filled) / 2


def nameless_words(columns: list[str], rows: list[list[str]]) -> list[str]:
    """Return in words which columns have no name but hold something: they are not read.

    >>> nameless_words(["date", "", "type"], [["2021", "lost", "raid"]])
    ['columns without a name are not read: column 2']
    """
    held = [
        f"column {at + 1}"
        for at, column in enumerate(columns)
        if not column.strip() and any(row[at].strip() for row in rows if at < len(row))
    ]
    return [f"columns without a name are not read: {', '.join(held)}"] if held else []


def numbered_names(names: list[str]) -> list[str]:
    """Return names with each that stood before numbered; empty ones stay empty.

    >>> numbered_names(["date", "Source", "Source", "Source (2)", "", ""])
    ['date', 'Source', 'Source (3)', 'Source (2)', '', '']
    """
    taken, seen = set(names), set[str]()
    single = []
    for name in names:
        free = name
        if name and name in seen:
            free = next(f"{name} ({at})" for at in count(2) if f"{name} ({at})" not in taken)
        taken.add(free)
        seen.add(free)
        single.append(free)
    return single


def numbered_words(names: list[str], single: list[str]) -> list[str]:
    """Return in words which of the names were numbered.

    >>> numbered_words(["Source", "Source"], ["Source", "Source (2)"])
    ['columns of the same name are numbered: Source (2)']
    """
    changed = [new for old, new in zip(names, single, strict=True) if old != new]
    return [f"columns of the same name are numbered: {', '.join(changed)}"] if changed else []


def cells_of(line: str) -> list[str]:
    """Return the cells of a line by the delimiter that cuts it into the most."""
    return max((_split(line, mark) for mark in DELIMITERS), key=len)


def _split(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        # A cell longer than any of a header.
        return [line]


def delimiter_of(text: str) -> str:
    """Return the delimiter that cuts the first row into the most cells."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=lambda mark: len(_split(first, mark)))


def rows_of(text: str, delimiter: str, *, quoted: bool) -> Iterator[tuple[list[str], int]]:
    """Yield the rows that are not blank, each with the place in the text where it ends."""
    place = 0

    def lines() -> Iterator[str]:
        nonlocal place
        for line in io.StringIO(text, newline=""):
            place += len(line)
            yield line

    quoting = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    reader = csv.reader(lines(), delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]
    try:
        for row in reader:
            if row:
                yield row, place
    except csv.Error:
        # A cell longer than the head: the rows before it are enough to look at.
        return
