"""Counts of ACLED by week and province, and by month and district as published on HDX.

A row stands for as many events as it counts, and lies in its unit: the middle of the unit that the
weekly files give is no place of an event. ACLED's terms hold for its counts too.
"""

import pandas as pd

from geo.cells.dates import spans
from geo.cells.values import distinctly, plain_count
from geo.events.sources.acled import ACLED
from geo.events.sources.codes import event_type, stated_country
from geo.events.sources.source import Cells, Layout, chosen

NO_COUNT = "nothing"
"""Stands where a count is empty: a row of a summary without one cannot be counted."""
_WEEK = pd.Timedelta(days=6)


def written_counts(column: pd.Series) -> pd.Series:
    """Return counts of events as plain numbers; what is none stays, and sets its row aside.

    >>> written_counts(pd.Series(["1,200", "0", ""])).tolist()
    ['1200', '0', 'nothing']
    """
    return distinctly(column, lambda text: plain_count(text) or NO_COUNT)


def end_of_week(first: pd.Series) -> pd.Series:
    """Return the last days of the weeks that begin on some days, as ISO text; others as they are.

    >>> end_of_week(pd.Series(["2021-08-07", "soon"])).tolist()
    ['2021-08-13', 'soon']
    """
    days = pd.to_datetime(first, errors="coerce", format="%Y-%m-%d") + _WEEK
    return days.dt.strftime("%Y-%m-%d").fillna(first)


def _weeks(rows: pd.DataFrame) -> Cells:
    first = spans(rows["week"])["first"]
    what = ("week", "country", "admin1", "event_type", "sub_event_type", "disorder_type")
    return {
        "event_id": _id(rows, *what),
        "date_start": first,
        "date_end": end_of_week(first),
        "date_precision": pd.Series("week", index=rows.index),
        "country": stated_country(rows, country="name"),
        "geo_precision": pd.Series("province", index=rows.index),
        "event_type": event_type(rows["sub_event_type"], "acled"),
        "event_count": written_counts(rows["events"]),
    }


def _months(rows: pd.DataFrame) -> Cells:
    month, year = rows["month"].str.strip(), rows["year"].str.strip()
    when = chosen(month.str.isdecimal(), year + "-" + month, month + " " + year)
    days, district = spans(when), rows["admin2_pcode"].str.strip()
    return {
        "event_id": _id(rows, "year", "month", "country", "admin1", "admin2", "admin2_pcode"),
        "date_start": days["first"],
        "date_end": days["last"],
        "date_precision": pd.Series("month", index=rows.index),
        "country": stated_country(rows, iso3="iso3", country="name"),
        "geo_precision": pd.Series("district", index=rows.index),
        "event_type": pd.Series("political_violence", index=rows.index),
        "event_count": written_counts(rows["events"]),
        "pcode": district.mask(district == "", rows["admin1_pcode"]),
    }


def _id(rows: pd.DataFrame, *what: str) -> pd.Series:
    """Return ids of what a row counts, so that a count that was revised keeps its row's id."""
    ids = pd.Series("acled", index=rows.index)
    for name in what:
        ids = ids + "/" + rows[name].str.strip()
    return ids


ACLED_WEEKS = Layout(
    key="acled_weeks",
    title="ACLED weekly aggregates",
    publisher=ACLED.publisher,
    licence=ACLED.licence,
    restricted=ACLED.restricted,
    needs=("week", "country", "admin1", "event_type", "sub_event_type", "events", "fatalities"),
    takes={
        "admin1": "admin1",
        "original_type": "sub_event_type",
        "fatalities_best": "fatalities",
    },
    convert=_weeks,
    dates=("week",),
    reads=("disorder_type",),
)
ACLED_MONTHS = Layout(
    key="acled_months",
    title="ACLED monthly counts by district",
    publisher=ACLED.publisher,
    licence=ACLED.licence,
    restricted=ACLED.restricted,
    needs=("month", "year", "country", "admin1", "admin2", "events", "fatalities"),
    takes={"admin1": "admin1", "admin2": "admin2", "fatalities_best": "fatalities"},
    convert=_months,
    reads=("iso3", "admin1_pcode", "admin2_pcode"),
)
