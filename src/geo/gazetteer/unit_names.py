"""Which units of a country a name means, by the names of units alone."""

import pandas as pd

from geo.gazetteer.phonetics import sound
from geo.settings import NAMES, SHIPPED, chosen_boundaries, kept_by_boundaries, shipped
from geo.text import closed_up, plain

_COLUMNS = ["unit_id", "kind", "iso3", "letters", "words", "exact_only", "names_unit"]


def units_named(name: str, level: str, iso3: str) -> tuple[str, ...]:
    """Return the ids of the units that are spelled like a name or sound the same.

    Parameters
    ----------
    name : str
        In any spelling or script, or a code.
    level : {"province", "district"}
    iso3 : str
        The country, ISO 3166-1 alpha-3.

    Returns
    -------
    tuple of str
        None for a name that is not known.

    Examples
    --------
    >>> units_named("Djauzdjan", "province", "AFG"), units_named("Lahore", "district", "PAK")
    (('AF-JOW',), ())
    >>> len(units_named("North Waziristan", "district", "PAK"))
    9
    """
    spelled = _by_letters().get((iso3, level, closed_up(plain(name))))
    return spelled or _by_sound().get((iso3, level, sound(name)), ())


_Keys = dict[tuple[str, str, str], tuple[str, ...]]


@kept_by_boundaries(4)
def _names() -> pd.DataFrame:
    """Return the spellings of units with their letters, and how they sound."""
    if chosen_boundaries() == SHIPPED:
        names = pd.read_parquet(shipped(NAMES), columns=_COLUMNS)
        return names[names["names_unit"]]
    # What puts them together needs shapes, which take long to load.
    from geo.gazetteer.names import spelled_unit_names

    return spelled_unit_names()


@kept_by_boundaries(4)
def _by_letters() -> _Keys:
    return _ids(_names(), "letters")


@kept_by_boundaries(4)
def _by_sound() -> _Keys:
    names = _names()
    heard = names.assign(heard=names["words"].str.replace(" ", ""))
    return _ids(heard[~heard["exact_only"] & (heard["heard"] != "")], "heard")


def _ids(names: pd.DataFrame, key: str) -> _Keys:
    ids: dict[tuple[str, str, str], dict[str, None]] = {}
    columns = (names[name].tolist() for name in ("iso3", "kind", key, "unit_id"))
    for iso3, kind, heard, unit in zip(*columns, strict=True):
        ids.setdefault((iso3, kind, heard), {})[unit] = None
    return {place: tuple(units) for place, units in ids.items()}
