"""Cells in the project's own way of writing, as days and whole numbers, and why one is neither."""

import pandas as pd

from geo.cells.dates import TIME

YEARS = (1900, 2199)
"""First and last year of an event."""
_MOST = 2**31 - 1
_ISO_DAY = rf"\d{{4}}-\d{{2}}-\d{{2}}(?:{TIME})?"
_SERIAL = r"[34]\d{4}"
"""Days since 1900 of the years 1982 to 2036, as a spreadsheet counts them."""
_SHORT_YEAR = r".*[-/. ]\d\d"
_SOLAR_HIJRI = r"(?<!\d)1[234]\d\d(?!\d)"


def days(text: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return ISO texts as days, null where they are none, and the reasons of these.

    A time of day may follow, and moves no day.

    >>> found, reasons = days(pd.Series(["2021-08-15", "soon"]))
    >>> found.notna().tolist(), reasons[1]
    ([True, False], "'soon' is not a date; write it as 2021-08-15")
    """
    day = text.where(text.str.fullmatch(_ISO_DAY, na=False)).str[:10]
    parsed = pd.to_datetime(day, errors="coerce", format="%Y-%m-%d").astype("datetime64[us]")
    found = parsed.where(parsed.dt.year.between(*YEARS))
    bad = found.isna()
    return found, no_day(text[bad], parsed[bad].notna())


def no_day(texts: pd.Series, elsewhen: pd.Series) -> pd.Series:
    """Return why texts are no dates; ``elsewhen`` says which are days of other years."""
    shown = texts.str[:40].map(repr)
    local = texts.str.contains(_SOLAR_HIJRI)
    reasons = shown + " is not a date; write it as 2021-08-15"
    number = texts.str.fullmatch(_SERIAL)
    reasons = reasons.mask(
        number, shown + " looks like a spreadsheet's day number; format its column as dates"
    )
    reasons = reasons.mask(
        local,
        shown
        + " looks like a Hijri date; write it as 2021-08-15, or state the calendar of a table",
    )
    short = texts.str.fullmatch(_SHORT_YEAR) & ~texts.str.contains(r"\d{4}")
    reasons = reasons.mask(
        short,
        shown
        + " has a year of two digits; write it as 2021-08-15, or state the calendar of a table",
    )
    other = shown + f" is no day of the years {YEARS[0]} to {YEARS[1]}; check the year"
    return reasons.mask(elsewhen & ~local, other)


def whole_numbers(raw: pd.Series, remedy: str | None = None) -> tuple[pd.Series, pd.Series]:
    """Return numbers or their texts as ``Int32``, null where they are none, and why one is none.

    Parameters
    ----------
    remedy : str, optional
        What to write instead; by default, nothing where it is unknown.

    Examples
    --------
    >>> numbers, reasons = whole_numbers(pd.Series(["12", "", "few"]))
    >>> numbers.tolist(), reasons[2]
    ([12, <NA>, <NA>], "'few' is not a whole number; leave unknown cells empty")
    """
    blank = raw == ""
    number = pd.to_numeric(raw.mask(blank), errors="coerce").astype("Float64")
    beyond = (number.abs() > _MOST).fillna(value=False)
    bad = ~blank & (beyond | number.isna() | (number % 1 != 0)).fillna(value=True)
    written = raw[bad].astype("str").str[:40].map(repr)
    reason = written + " is not a whole number; " + (remedy or "leave unknown cells empty")
    # What does not fit into 32 bits must not become another number that does.
    reason = reason.mask(beyond[bad], written + f" is more than {_MOST:,}; check the number")
    below = written + " is negative; leave the cell empty where it is unknown"
    reason = reason.mask(beyond[bad] & (number[bad] < 0), below)
    return number.mask(bad).astype("Int32"), reason
