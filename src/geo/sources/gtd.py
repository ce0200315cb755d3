"""Global Terrorism Database: month or day 0 where they are not known.

Columns after START, GTD Codebook: Methodology, Inclusion Criteria, and Variables (University of
Maryland, 2021). Its terms do not let its rows be handed on.
"""

import pandas as pd

from geo.cells.dates import Rules, spans
from geo.cells.values import distinctly
from geo.sources.codes import event_type, precision, stated_country, type_label
from geo.sources.source import Cells, Layout, chosen, prefixed


def _convert(rows: pd.DataFrame) -> Cells:
    kind = event_type(rows["attacktype1"], "gtd")
    suicide = _number(rows["suicide"]) == "1"
    return {
        "event_id": prefixed(_number(rows["eventid"]).fillna(""), "gtd"),
        **_dates(rows),
        "country": stated_country(rows, country_txt="name"),
        "geo_precision": precision(_number(rows["specificity"]), "gtd", "specificity"),
        "event_type": kind.mask(suicide & kind.notna(), "suicide_attack"),
        "original_type": type_label(rows["attacktype1"], "gtd"),
        "actor_1": _known(rows["gname"]),
        "actor_2": _known(rows["target1"]),
        "side_1_type": chosen(_known(rows["gname"]).isna(), "unknown", "non_state"),
        "fatalities_best": _count(rows["nkill"]),
        "injured": _count(rows["nwound"]),
        "source_title": rows["scite1"],
    }


def _dates(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the days that an incident may lie on: month 0 is the year, day 0 the month."""
    year, month, day = (_number(rows[name]).fillna("") for name in ("iyear", "imonth", "iday"))
    known_month = year + "-" + month.str.zfill(2)
    written = (known_month + "-" + day.str.zfill(2)).mask(day.isin(["0", ""]), known_month)
    read = spans(written.mask(month.isin(["0", ""]), year))
    ended = spans(rows["resolution"], Rules("month_first"))["last"]
    # What ends before it begins is a slip of the source's.
    ended = ended.where(ended >= read["last"])
    return {
        "date_start": read["first"],
        "date_end": ended.where(ended.notna() & (read["precision"] == "day"), read["last"]),
        "date_precision": read["precision"].fillna("day"),
    }


def _number(column: pd.Series) -> pd.Series:
    """Return whole numbers without the decimals that a spreadsheet adds."""
    return distinctly(column, lambda text: text.removesuffix(".0"))


def _count(column: pd.Series) -> pd.Series:
    """Return counts; -9 and -99 stand for unknown."""
    return distinctly(_number(column), lambda text: "" if text in ("-9", "-99") else text)


def _known(column: pd.Series) -> pd.Series:
    return distinctly(column, lambda text: "" if text.casefold() == "unknown" else text)


GTD = Layout(
    key="gtd",
    title="Global Terrorism Database",
    publisher="START, University of Maryland (Global Terrorism Database)",
    licence="GTD Terms of Use: no redistribution",
    restricted=True,
    needs=("eventid", "iyear", "imonth", "iday", "attacktype1", "specificity"),
    takes={
        "admin1": "provstate",
        "place": "city",
        "summary": "summary",
        "note": "location",
        "longitude": "longitude",
        "latitude": "latitude",
    },
    convert=_convert,
    reads=(
        "country_txt",
        "suicide",
        "gname",
        "target1",
        "nkill",
        "nwound",
        "resolution",
        "scite1",
    ),
)
