"""Where a sheet's rows begin: titles above the header, HXL tags under it."""

_MOST_TITLES = 10
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
    """Return whether a row holds tags of the Humanitarian Exchange Language only."""
    filled = [cell.strip() for cell in row if cell.strip()]
    return bool(filled) and all(cell.startswith("#") for cell in filled)


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
