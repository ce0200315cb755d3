"""Cells that go to other programs: no formula runs, links lead to the web, XML stays whole."""

from collections.abc import Iterator

import pandas as pd

_BATCH = 10_000
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NOT_XML = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
"""What XML 1.0 (section 2.2) does not allow in a document, not even escaped."""


def defused(text: pd.Series) -> pd.Series:
    """Return text with an apostrophe before what a spreadsheet would run as a formula.

    >>> defused(pd.Series(["=1+1", "Kunduz"])).tolist()
    ["'=1+1", 'Kunduz']
    """
    risky = text.str.startswith(_FORMULA_STARTS, na=False)
    return text.where(~risky, "'" + text)


def web_links(addresses: pd.Series) -> pd.Series:
    """Return addresses that a page may link to; null where one is not http or https.

    >>> web_links(pd.Series(["https://example.org", "javascript:alert(1)"])).isna().tolist()
    [False, True]
    """
    return addresses.where(addresses.str.match("(?i)https?://", na=False))


def xml_text(text: pd.Series) -> pd.Series:
    r"""Return text with U+FFFD for each sign that XML does not allow, so that the loss shows.

    >>> xml_text(pd.Series(["a\x00b"])).tolist() == ["a\ufffdb"]
    True
    """
    return text.str.replace(_NOT_XML, "\ufffd", regex=True)


def batches(frame: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield the rows of a frame some thousands at a time, so that a long file takes no more memory.

    >>> [len(batch) for batch in batches(pd.DataFrame({"a": range(25_000)}))]
    [10000, 10000, 5000]
    """
    for start in range(0, len(frame), _BATCH):
        yield frame.iloc[start : start + _BATCH]


def nullable(frame: pd.DataFrame) -> pd.DataFrame:
    """Return cells as plain values of Python, with None where one is not known.

    >>> nullable(pd.DataFrame({"toll": pd.array([3, None], dtype="Int32")}))["toll"].tolist()
    [3, None]
    """
    return frame.astype(object).where(frame.notna(), None)
