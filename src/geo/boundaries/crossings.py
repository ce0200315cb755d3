"""Border crossings by name, each with the source of its place."""

from functools import lru_cache

import pandas as pd

from geo.errors import UnknownName
from geo.settings import shipped
from geo.text import plain


def read_crossings() -> pd.DataFrame:
    """Return the shipped crossings of Afghanistan's borders.

    Columns ``crossing_id``, ``name``, ``name_local``, ``aliases`` (joined by ``"; "``),
    ``segment``, ``lon``, ``lat`` (EPSG:4326), ``precision`` (``exact`` or ``town``), ``kind``,
    ``note``, ``verified`` and the source, ``source_publisher`` to ``source_url``.

    Examples
    --------
    >>> crossings = read_crossings()
    >>> bool(crossings["source_url"].notna().all())
    True
    """
    return _crossings().copy()


def find_crossing(name: str) -> pd.Series:
    """Return the crossing that has this name, whatever its case and accents.

    Raises
    ------
    UnknownName
        When none has it; the message lists the known ones.

    Examples
    --------
    >>> find_crossing("torkham")["segment"]
    'AFG-PAK'
    """
    crossings = _crossings()
    wanted = plain(name)
    for _, row in crossings.iterrows():
        known = [row["crossing_id"], row["name"], *row["name"].split(" - ")]
        for column in ("name_local", "aliases"):
            known += row[column].split("; ") if isinstance(row[column], str) else []
        if wanted in {plain(spelling) for spelling in known}:
            return row
    raise UnknownName(
        f"No crossing is called {name!r}. Known: {', '.join(sorted(crossings['name']))}."
    )


@lru_cache(maxsize=1)
def _crossings() -> pd.DataFrame:
    return pd.read_csv(shipped("crossings.csv"), dtype={"name_local": "str", "note": "str"})
