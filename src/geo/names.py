"""Find units and places by name, alias or code, with the reason for each hit."""

from functools import lru_cache

import pandas as pd
from rapidfuzz import fuzz, process

from geo.boundaries import read_units
from geo.boundaries_build import read_tables
from geo.errors import UnknownName
from geo.places import read_places
from geo.spelling import plain
from geo.zones import read_zones

LEAST_LIKENESS = 80.0
"""Of 100, by rapidfuzz's WRatio: below it two spellings are not offered as the same name."""
HIT_COLUMNS = ["unit_id", "name", "kind", "province", "country", "likeness", "reason"]


def find_places(name: str, *, limit: int = 10) -> pd.DataFrame:
    """Return units and places that a name or code may mean, best first.

    Parameters
    ----------
    name : str
        A name in any script that ships, an alias, an ISO 3166 code or an OCHA p-code.
    limit : int
        The most hits to return.

    Returns
    -------
    DataFrame
        ``unit_id``, ``name``, ``kind`` (country, province, district or seat), ``province``,
        ``country``, ``likeness`` (0 to 100) and ``reason``.

    Raises
    ------
    UnknownName
        When nothing is alike.

    Examples
    --------
    >>> hit = find_places("Maimay").iloc[0]
    >>> hit["name"], hit["province"]
    ('Darwazbala', 'Badakhshan')
    """
    wanted = plain(name)
    table = _spellings()
    if not wanted:
        raise UnknownName("The name is empty. Type at least one letter.")
    exact = table[table["plain"] == wanted].assign(likeness=100.0)
    # Of codes, one digit off is another unit.
    words = table.loc[(table["plain"].str.len() > 2) & ~table["plain"].str.contains(r"\d"), "plain"]
    alike = process.extract(
        wanted, words, scorer=fuzz.WRatio, limit=limit * 4, score_cutoff=LEAST_LIKENESS
    )
    rest = table.loc[[key for *_, key in alike]].assign(likeness=[score for _, score, _ in alike])
    rest["likeness"] = rest["likeness"].clip(upper=99.0).round(1)
    hits = pd.concat([exact, rest]).sort_values(
        ["likeness", "home", "rank"], ascending=[False, False, True], kind="stable"
    )
    hits = hits.drop_duplicates(["unit_id", "kind"]).head(limit)
    if hits.empty:
        raise UnknownName(
            f"Nothing is called {name!r} or alike. Try another spelling, or a code such as AF-BDS."
        )
    likely = hits["likeness"] < 100
    hits["reason"] = hits["reason"].where(~likely, "spelled alike: " + hits["spelling"])
    return hits[HIT_COLUMNS].reset_index(drop=True)


@lru_cache(maxsize=1)
def _spellings() -> pd.DataFrame:
    """One row for each spelling of each unit and seat, with the words for its kind."""
    units = read_units()
    names = units.set_index("unit_id")["name"]
    base = pd.DataFrame(
        {
            "unit_id": units["unit_id"],
            "name": units["name"],
            "kind": units["level"],
            "province": units["parent_id"].where(units["level"] == "district").map(names),
            "country": units["iso3"].map(names),
            "home": units["iso3"] == "AFG",
            "rank": units["level"].map({"country": 0, "province": 1, "district": 2}),
        }
    )
    code = "OCHA COD-AB p-code (an older numbering gives the same code to another unit)"
    parts = [
        base.assign(spelling=units["name"], reason="name"),
        base.assign(spelling=units["name_local"], reason="name in the local script"),
        base.assign(spelling=units["aliases"], reason="other spelling").explode("spelling"),
        base.assign(spelling=units["ocha_pcode"], reason=code),
        base[base["kind"] != "district"].assign(spelling=units["unit_id"], reason="ISO 3166 code"),
        _in_sources(base),
        *(_seats(base, column) for column in ("name", "name_local")),
    ]
    table = pd.concat(parts, ignore_index=True).dropna(subset=["spelling"])
    table["plain"] = table["spelling"].map(plain)
    decided = read_tables()["aliases"]
    notes = {
        (unit, plain(alias)): note
        for unit, alias, note in decided[["unit_id", "alias", "note"]].to_numpy()
    }
    found = [notes.get(key) for key in zip(table["unit_id"], table["plain"], strict=True)]
    table["reason"] = table["reason"].where(
        pd.isna(found), pd.Series(found, table.index, dtype="object")
    )
    return table[table["plain"] != ""].reset_index(drop=True)


def _in_sources(base: pd.DataFrame) -> pd.DataFrame:
    """Return how the sources of the zones spell their members."""
    zones = read_zones()
    pairs = pd.DataFrame(
        {
            "unit_id": zones["members"],
            "spelling": zones["member_names"].str.split("; "),
            "reason": "spelled so by " + zones["source_publisher"],
        }
    ).explode(["unit_id", "spelling"])
    return pairs.merge(base, on="unit_id")


def _seats(base: pd.DataFrame, column: str) -> pd.DataFrame:
    seats = read_places()
    rows = base.set_index("unit_id").loc[seats["unit_id"]].reset_index()
    return rows.assign(
        name=seats["name"], kind="seat", rank=3, spelling=seats[column], reason=seats["kind"]
    )
