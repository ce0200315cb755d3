"""How far points and lines may be off, read from two tables in which each figure has its reason.

``tables/point_errors.csv`` holds the error of a place by the precision it is known with, and by the
format that it came in where that is known. ``tables/boundary_errors.csv`` holds, by boundary layer,
the mean distance between the vertices of the simplified lines and their standard error.
"""

from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import SchemaFault
from geo.rules import Column, Rule, Schema, faults
from geo.settings import shipped
from geo.vocabulary import COUNTRY_LABELS, GEO_PRECISIONS

AUTHORITATIVE = "AFG"
"""Whose outline the border segments follow."""

_TOLD = Column("str", (Rule(lambda texts: texts == "", "is empty"),))
_FACT = {"reason": _TOLD, "source": _TOLD}
_POSITIVE = Column("float64", (Rule(lambda km: km <= 0, "is not above 0 km"),))
POINT_ERRORS = Schema(
    {
        "geo_precision": Column("str", words=GEO_PRECISIONS),
        "source_format": Column("str"),
        "point_error_km": _POSITIVE,
        **_FACT,
    },
    (
        Rule(
            lambda table: table.duplicated(["geo_precision", "source_format"]),
            "has the precision and the format of an earlier row",
        ),
    ),
)
LINE_ERRORS = Schema(
    {
        "iso3": Column(
            "str",
            (Rule(pd.Series.duplicated, "stands on an earlier row too"),),
            words=tuple(COUNTRY_LABELS),
        ),
        "vertex_spacing_km": _POSITIVE,
        "line_error_km": _POSITIVE,
        **_FACT,
    }
)


def point_error_km(
    geo_precision: pd.Series, source_format: str | pd.Series = ""
) -> NDArray[np.float64]:
    """Return how far each event may lie from its point.

    Parameters
    ----------
    geo_precision : Series
        Words of :data:`geo.vocabulary.GEO_PRECISIONS`, shape (n,); null where not known.
    source_format : str or Series, default ""
        Format that the events came in, such as ``"acled"`` or ``"ucdp"``, of all or of each; what
        is not known of it is as of any.

    Returns
    -------
    array of float, shape (n,)
        Kilometres, one standard error each way (east and north); infinite where the precision is
        null.

    Examples
    --------
    >>> precisions = pd.Series(["exact", "town", "province"])
    >>> point_error_km(precisions).tolist()
    [1.0, 5.0, 100.0]
    >>> point_error_km(precisions, "ucdp").tolist()
    [28.0, 28.0, 100.0]
    """
    codes, words = pd.factorize(geo_precision)
    formats, names = (
        pd.factorize(source_format)
        if isinstance(source_format, pd.Series)
        else (0, [source_format])
    )
    tables = [point_errors_km(name) for name in (*names, "")]
    # What is null has the code -1: the last.
    by_code = np.array([[*(errors[word] for word in words), np.inf] for errors in tables])
    return np.asarray(by_code[formats, codes])


def point_errors_km(source_format: str = "") -> dict[str, float]:
    """Return the error of each precision, the finest first, as :func:`point_error_km`."""
    return dict(_errors_of(source_format))


@lru_cache(maxsize=64)
def _errors_of(source_format: str) -> dict[str, float]:
    table = _point_errors()
    ours = table[table["source_format"].isin(["", source_format])]
    errors = ours.sort_values("source_format").set_index("geo_precision")["point_error_km"]
    # Of two rows the one of the format is the last.
    errors = errors[~errors.index.duplicated(keep="last")]
    return {word: float(errors[word]) for word in GEO_PRECISIONS}


def line_error_km(line: str) -> float:
    """Return the standard error of a boundary line across it, in km.

    Parameters
    ----------
    line : str
        A layer (``"PAK"``) or a border segment (``"AFG-PAK"``). The Afghan segments follow
        Afghanistan's outline and err as it does; another errs as the worse of its two layers. A
        layer that does not ship errs as the worst that does.

    Examples
    --------
    >>> line_error_km("AFG-TKM"), line_error_km("TKM-UZB")
    (0.32, 2.1)
    """
    return _of_line(line, "line_error_km")


def line_reach_km(line: str) -> float:
    """Return how far a simplified line may at most be taken to lie off: its vertex spacing, in km.

    A working rule of this project: what lies farther off than this and the point's own error is
    not explained by errors. ``line`` is that of :func:`line_error_km`.

    Examples
    --------
    >>> line_reach_km("AFG-PAK"), line_reach_km("PAK")
    (3.2, 3.7)
    """
    return _of_line(line, "vertex_spacing_km")


def _of_line(line: str, column: str) -> float:
    layers = [AUTHORITATIVE] if AUTHORITATIVE in line else line.split("-")
    errors = _line_errors()[column]
    return float(errors.reindex(layers).fillna(errors.max()).max())


@lru_cache(maxsize=1)
def _point_errors() -> pd.DataFrame:
    table = _read(POINT_ERRORS, "point_errors")
    missing = set(GEO_PRECISIONS) - set(table.loc[table["source_format"] == "", "geo_precision"])
    if missing:
        raise SchemaFault(
            f"geodata/tables/point_errors.csv has no row for {', '.join(sorted(missing))} with an "
            "empty source_format. Add it."
        )
    return table


@lru_cache(maxsize=1)
def _line_errors() -> pd.DataFrame:
    return _read(LINE_ERRORS, "boundary_errors").set_index("iso3")


def _read(schema: Schema, name: str) -> pd.DataFrame:
    """Return a shipped table that is valid.

    Raises
    ------
    SchemaFault
        With all faults, one line each.
    """
    text = pd.read_csv(shipped(f"tables/{name}.csv"), dtype=str, keep_default_na=False)
    numbers = text.columns[text.columns.str.endswith("_km")]
    table = text.assign(**text[numbers].apply(pd.to_numeric, errors="coerce").astype(float))
    wrong = faults(schema, table)
    if len(wrong):
        lines = [f"  row {row.row}, {row.column}: {row.reason}" for row in wrong.itertuples()]
        raise SchemaFault(f"geodata/tables/{name}.csv: mend these.\n" + "\n".join(lines))
    return table
