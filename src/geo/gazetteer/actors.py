"""One name for each actor, and who belongs to whom: rows of ``geodata/tables/actors.csv``."""

from collections.abc import Iterable
from functools import lru_cache

import pandas as pd

from geo.settings import shipped


def actor_name(spelling: str) -> str:
    """Return the name of an actor that the table knows by a spelling; others stay as they are.

    Case plays no part. A spelling must be the whole text: nothing is read out of a sentence.

    Parameters
    ----------
    spelling : str
        The whole text of a cell, as an events file writes it.

    Returns
    -------
    str
        The name in ``geodata/tables/actors.csv``, or the spelling itself.

    Examples
    --------
    >>> actor_name("Islamic State Khorasan"), actor_name("TALEBAN"), actor_name("Group A")
    ('IS-K', 'Taliban', 'Group A')
    """
    return _names().get(spelling.casefold(), spelling)


def with_parts(names: Iterable[str]) -> tuple[str, ...]:
    """Return actors with all that belong to them, as a filter looks for them.

    Parts are forces, factions and leaders, several actors named together of which one is meant,
    and an actor that is only suspected.

    Parameters
    ----------
    names : iterable of str
        Names or other spellings; those that the table lacks stay as they are.

    Returns
    -------
    tuple of str
        The names as given and as the table writes them, then their parts, each once.

    Examples
    --------
    >>> [name for name in with_parts(["ISKP"]) if "IS-K" in name][:2]
    ['IS-K', 'IS-K (suspected)']
    >>> "Taliban border forces" in with_parts(["Taliban"])
    True
    """
    family: dict[str, None] = {}
    waiting = [name for given in names for name in (given, actor_name(given))]
    while waiting:
        name = waiting.pop(0)
        if name not in family:
            family[name] = None
            waiting += _parts().get(name, [])
    return tuple(family)


@lru_cache(maxsize=1)
def _table() -> pd.DataFrame:
    return pd.read_csv(shipped("tables/actors.csv"), dtype="str", keep_default_na=False)


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    table = _table()
    return {
        spelling.casefold(): name
        for name, aliases in zip(table["name"], table["aliases"], strict=True)
        for spelling in (name, *filter(None, aliases.split("; ")))
    }


@lru_cache(maxsize=1)
def _parts() -> dict[str, list[str]]:
    table, parts = _table(), dict[str, list[str]]()
    for name, parents in zip(table["name"], table["parent"], strict=True):
        for parent in filter(None, parents.split("; ")):
            parts.setdefault(parent, []).append(name)
    return parts
