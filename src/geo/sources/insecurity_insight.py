"""Insecurity Insight sheets, as published on HDX: attacks on health care, education, aid, and more.

The columns explain themselves; a row of HXL tags follows the header. Each sheet counts the people
that it is about, in columns such as ``Educators Killed``: the killed of these groups are the least
of an event's dead, not their number.
"""

import re

import pandas as pd

from geo.cells.dates import spans
from geo.cells.values import distinctly
from geo.sources.codes import event_type, precision, side_type, stated_country, type_codes
from geo.sources.source import Cells, Layout, chosen, prefixed

_ORDER = (
    *("killed", "injured", "kidnapped", "abducted", "missing", "arrested", "detained"),
    *("threatened", "sexually_assaulted", "assaulted"),
)
_HARM = re.compile(rf"(?P<whom>.+?)_(?P<how>{'|'.join(_ORDER)})")
"""Columns that count people of a group by what happened to them."""
_DEATHS = "reported_deaths_following_the_sexual_violence"
_NAMES = ("reported_perpetrator_name", "perpetrator_group_name", "perpetrator_name")
_WEAPON = "weapon_carried/used"


def _convert(rows: pd.DataFrame) -> Cells:
    read = spans(rows["date"])
    kind = event_type(distinctly(rows[_WEAPON], _telling).fillna("other"), "insecurity")
    harm = _harm(rows)
    killed, injured, arrested = (
        _sum(harm, how, rows.index) for how in ("killed", "injured", "arrested")
    )
    return {
        "event_id": prefixed(rows["sind_event_id"], "insecurity"),
        "date_start": read["first"],
        "date_end": read["last"],
        "date_precision": read["precision"].fillna("day"),
        "country": stated_country(rows, country_iso="iso3", country="name"),
        "geo_precision": precision(
            distinctly(rows["geo_precision"], _code), "insecurity", "geo_precision"
        ),
        "event_type": kind.mask(
            (kind == "attack") & (arrested > 0).fillna(value=False), "arrest_raid"
        ),
        "actor_1": _first_filled(rows, _NAMES),
        "side_1_type": side_type(rows["reported_perpetrator"], "insecurity"),
        "fatalities_low": _text(killed),
        # Nobody of these groups injured does not say that nobody was.
        "injured": _text(injured.mask(injured == 0)),
        "note": _words(harm, rows.index),
    }


def _code(text: str) -> str:
    """Return the number in brackets that a precision starts with: "(2) 25 km Precision"."""
    return text[1:2] if text.startswith("(") else text


def _telling(weapons: str) -> str:
    """Return the weapon of a list that tells a type: the first that is more than an attack.

    >>> _telling("Firearms, Mortar"), _telling("Aerial Bomb: Missile"), _telling("Firearms")
    ('mortar', 'aerial bomb', 'firearms')
    """
    known = [word for word in map(_listed, weapons.split(",")) if word]
    kinds = event_type(pd.Series(known, dtype="str"), "insecurity")
    return next(
        (word for word, kind in zip(known, kinds, strict=True) if kind != "attack"),
        known[0] if known else "other",
    )


def _listed(weapon: str) -> str:
    """Return a weapon as the table spells it, also by what stands before a colon; else nothing."""
    word = weapon.strip().casefold()
    spellings = (word, word.partition(":")[0].strip())
    return next((each for each in spellings if each in type_codes("insecurity")), "")


def _knows(weapons: str) -> bool:
    return all(_listed(weapon) for weapon in weapons.split(","))


def _harm(rows: pd.DataFrame) -> dict[tuple[str, str], pd.Series]:
    """Return how many people of a group were harmed, by group and harm, null where not known."""
    matches = [match for name in rows if (match := _HARM.fullmatch(str(name)))]
    matches.sort(key=lambda match: _ORDER.index(match["how"]))
    columns = {(match["whom"], match["how"]): match[0] for match in matches}
    if _DEATHS in rows:
        columns["people", "killed"] = _DEATHS
    return {
        key: pd.to_numeric(rows[name], errors="coerce").astype("Float64").round().astype("Int64")
        for key, name in columns.items()
    }


def _sum(harm: dict[tuple[str, str], pd.Series], how: str, index: pd.Index) -> pd.Series:
    """Return the sum over all groups, null where none is known."""
    of_harm = {whom: count for (whom, kind), count in harm.items() if kind == how}
    counts = pd.DataFrame(of_harm, index=index)
    return counts.sum(axis=1, min_count=1).astype("Int64")


def _text(counts: pd.Series) -> pd.Series:
    return counts.astype("str").replace("<NA>", "")


def _words(harm: dict[tuple[str, str], pd.Series], index: pd.Index) -> pd.Series:
    """Say in words what happened to whom: "Educators: 3 killed, 5 injured; students: 80 killed"."""
    groups: dict[str, pd.Series] = {}
    for (whom, how), count in harm.items():
        happened = (count > 0).fillna(value=False)
        words = chosen(happened, ", " + count.astype("str") + f" {how.replace('_', ' ')}", "")
        groups[whom] = groups[whom] + words if whom in groups else words
    said = pd.Series("", index=index, dtype="str")
    for whom, words in groups.items():
        told = f"; {whom.replace('_', ' ')}: " + words.str.removeprefix(", ")
        said += told.mask(words == "", "")
    said = said.str.removeprefix("; ")
    return (said.str[:1].str.upper() + said.str[1:]).mask(said == "")


def _first_filled(rows: pd.DataFrame, names: tuple[str, ...]) -> pd.Series:
    """Return the first of some columns that holds something, row by row."""
    filled = rows[list(names)].replace("", None)
    return filled.bfill(axis=1).iloc[:, 0].astype("str")


INSECURITY_INSIGHT = Layout(
    key="insecurity",
    title="Insecurity Insight sheet",
    publisher="Insecurity Insight",
    licence="CC BY",
    needs=("date", "country_iso", "geo_precision", "reported_perpetrator", "sind_event_id"),
    takes={
        "admin1": "admin_1",
        "original_type": _WEAPON,
        "summary": "event_description",
        "longitude": "longitude",
        "latitude": "latitude",
    },
    convert=_convert,
    dates=("date",),
    reads=("country", *_NAMES),
    patterns=(_HARM.pattern, _DEATHS),
    words={_WEAPON: _knows},
)
