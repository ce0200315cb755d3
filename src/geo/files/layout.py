"""How a CSV or TSV file is cut into cells, and where its rows begin: its head tells."""

import csv
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice

import pandas as pd

from geo.errors import FileFault
from geo.files.header import (
    DELIMITERS,
    HXL,
    cells_of,
    delimiter_of,
    is_hxl,
    numbered_names,
    rows_of,
    title_words,
    titles,
)
from geo.files.table import SAMPLE
from geo.formats.features import MOST_COLUMNS

_SEPARATOR = re.compile(r'"?sep=([,;\t|])"?\r?\n', re.IGNORECASE)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|$)")
HEAD = 1 << 18
"""Bytes that tell how a file is read."""


@dataclass(frozen=True)
class Layout:
    """How a file is cut into cells, and where its rows begin, in bytes.

    ``below`` is where they begin when the first row names the columns and HXL tags may follow.
    """

    delimiter: str
    quoted: bool
    first: int
    below: int


def above_rows(head: bytes, name: str) -> tuple[int, bool]:
    """Return how many bytes stand above the rows of a file that names its columns.

    And whether its cells may be quoted, so that a line may end within one.

    Parameters
    ----------
    head : bytes
        The beginning of the file, in UTF-8.

    Raises
    ------
    FileFault
        As :func:`open_delimited`.
    """
    layout = look_at_head(head[:HEAD], name, whole=len(head) < HEAD)[2]
    return layout.below, layout.quoted


def look_at_head(
    head: bytes, name: str, *, whole: bool
) -> tuple[list[str], pd.DataFrame, Layout, list[str]]:
    """Return the first row, the sample, the layout, and what was left out above and below it."""
    mark = 3 * head.startswith(b"\xef\xbb\xbf")
    text = head[mark:].decode("utf-8", "ignore")
    start, delimiter, said = _above(text)
    quoted = delimiter != "\t" or '\t"' in text or text[start:].startswith('"')
    found = list(rows_of(text[start:], delimiter, quoted=quoted))
    # The last row of a longer file may be cut.
    found = found if whole or len(found) < 2 else found[:-1]
    rows = [row for row, _ in found]
    _require_table(rows, name, text)
    tagged = len(rows) > 1 and is_hxl(rows[1])
    first, below = (mark + len(text[:end].encode()) for end in (start, start + found[tagged][1]))
    first_row = [cell.strip() for cell in rows[0]]
    sample = _sample(rows[1 + tagged : SAMPLE], numbered_names(first_row))
    layout = Layout(delimiter, quoted, first, below)
    return first_row, sample, layout, [*said, *([HXL] if tagged else [])]


def _above(text: str) -> tuple[int, str, list[str]]:
    """Return where the header begins, the delimiter, and the titles above it.

    Excel puts ``sep=;`` over some files.
    """
    start = len(text) - len(text.lstrip("\r\n"))
    if stated := _SEPARATOR.match(text, start):
        return stated.end(), stated[1], []
    lines = list(islice(_LINE.finditer(text, start), 40))
    cells = [[*map(str.strip, cells_of(line[0]))] for line in lines]
    over = titles([row for row in cells if any(row)])
    filled = [line for line, row in zip(lines, cells, strict=True) if any(row)]
    said = [title_words(line[0].strip(DELIMITERS + '"\r\n ')) for line in filled[:over]]
    start = filled[over].start() if over else start
    return start, delimiter_of(text[start:]), said


def _sample(rows: list[list[str]], columns: list[str]) -> pd.DataFrame:
    cells = [fitted(row, len(columns)) for row in rows]
    # Several may have no name: they are named once the cells are in their places.
    frame = pd.DataFrame(cells, columns=range(len(columns)), dtype="str")
    return frame.set_axis(columns, axis=1)


def _require_table(rows: list[list[str]], name: str, text: str) -> None:
    """Refuse what has no rows, columns without number, or rows of other widths than the first."""
    if not rows and text.strip():
        raise FileFault(
            f"{name} begins with a cell of more than {csv.field_size_limit():,} characters: a "
            "quote in it is never closed, or it is no table. Export it as CSV in UTF-8."
        )
    if not rows:
        raise FileFault(f"{name} holds no rows. Export it again or choose another file.")
    width = len(rows[0])
    if width > MOST_COLUMNS:
        raise FileFault(
            f"{name} has {width:,} columns or more, and at most {MOST_COLUMNS:,} are read. Export "
            "the columns of the events only."
        )
    widths = Counter(len(row) for row in rows[1:])
    if len(rows) > 2 and widths[width] * 2 < len(rows) - 1:
        raise FileFault(
            f"{name} mixes delimiters: its first row has {width} cells, most others "
            f"{widths.most_common(1)[0][0]}. Export it with one delimiter, and cells that hold it "
            "in quotes; where a title stands over the header, delete it."
        )


def fitted(row: list[str], width: int) -> list[str]:
    """Return a row with as many cells as the header: what is too much goes, the rest is empty."""
    return row[:width] + [""] * (width - len(row))
