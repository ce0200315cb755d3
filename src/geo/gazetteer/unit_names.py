"""Which units of a country a name means, by the names of units alone.

This knows no towns, and so is there in a tenth of a second where the whole index takes two. Where
the shipped units are parts of districts (tehsils, bakhshs), one that is called as its district says
nothing of where the rest of the district lies; there only names of several units count, such as
North Waziristan.
"""

import pandas as pd

from geo.gazetteer.names import code_or_short, unit_spellings
from geo.gazetteer.phonetics import sound
from geo.settings import kept_by_boundaries, shipped
from geo.text import closed_up, plain

_PARTS_OF_DISTRICTS = "ADM3"


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
    return spelled or _by_sound(iso3).get((iso3, level, sound(name)), ())


_Keys = dict[tuple[str, str, str], tuple[str, ...]]


@kept_by_boundaries(4)
def _names() -> pd.DataFrame:
    """Return the spellings of units with their letters, those of parts of districts left out."""
    layers = pd.read_csv(shipped("tables/boundary_layers.csv"), dtype=str)
    names = unit_spellings(layers.loc[layers["level"] == _PARTS_OF_DISTRICTS, "source"].tolist())
    names = names.assign(
        letters=names["spelling"].map(plain).map(closed_up),
        is_spoken=~code_or_short(names["spelling"]),
    )
    return _without_parts(names[names["letters"] != ""])


@kept_by_boundaries(4)
def _by_letters() -> _Keys:
    return _ids(_names(), "letters")


# Most names are told by their letters: how names sound is told of the countries that need it.
@kept_by_boundaries(40)
def _by_sound(iso3: str) -> _Keys:
    names = _names()
    spoken = names[(names["iso3"] == iso3) & names["is_spoken"]]
    spoken = spoken.assign(heard=spoken["spelling"].map(sound))
    return _ids(spoken[spoken["heard"] != ""], "heard")


def _without_parts(names: pd.DataFrame) -> pd.DataFrame:
    """Return the spellings without those of one part of a district, and of its namesakes."""
    parts = names[names["part"]]
    heard = parts["spelling"].map(sound)
    several = parts.groupby([parts["iso3"], heard])["unit_id"].transform("nunique") > 1
    own = heard == parts["name"].map(sound)
    called_so = heard.isin(heard[own])
    return pd.concat([names[~names["part"]], parts[several & ~called_so]])


def _ids(names: pd.DataFrame, key: str) -> _Keys:
    ids: dict[tuple[str, str, str], dict[str, None]] = {}
    for *place, unit in names[["iso3", "kind", key, "unit_id"]].itertuples(index=False):
        ids.setdefault(tuple(place), {})[unit] = None
    return {place: tuple(units) for place, units in ids.items()}
