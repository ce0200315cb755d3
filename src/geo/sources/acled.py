"""ACLED exports of any year: columns in any order, dates such as "16 May 2025"; and its counts.

Columns after ACLED, Codebook (2023) and Guide to 2023 ACLED Column Changes; older exports with
numbered kinds of actors are read too. ACLED's terms do not let its rows be handed on.

Its counts come by week and province, and on HDX by month and district. A row stands for as many
events as it counts, and lies in its unit: the middle of the unit that the weekly files give is no
place of an event. The same terms hold.
"""

from dataclasses import replace

import pandas as pd

from geo.cells.dates import of_parts, spans
from geo.cells.values import end_of_week, written_counts
from geo.sources.codes import event_type, precision, side_type, stated_country
from geo.sources.source import Cells, Layout, prefixed


def _convert(rows: pd.DataFrame) -> Cells:
    day = spans(rows["event_date"])["first"]
    return {
        "event_id": prefixed(rows["event_id_cnty"], "acled"),
        "date_start": day,
        "date_end": day,
        "date_precision": precision(rows["time_precision"], "acled", "time_precision"),
        "country": stated_country(rows, iso="iso_numeric", country="name"),
        "geo_precision": precision(rows["geo_precision"], "acled", "geo_precision"),
        "event_type": event_type(rows["sub_event_type"], "acled"),
        "side_1_type": side_type(rows["inter1"], "acled"),
        "side_2_type": side_type(rows["inter2"], "acled"),
    }


def _convert_older(rows: pd.DataFrame) -> Cells:
    ids = [rows[name] for name in _IDS]
    key = ids[0].mask(ids[0] == "", ids[1]).mask(lambda cells: cells == "", ids[2])
    kind = rows["sub_event_type"].mask(rows["sub_event_type"] == "", rows["event_type"])
    return {
        **_convert(rows.assign(event_id_cnty=key, sub_event_type=kind)),
        "country": stated_country(rows, iso="iso_numeric", gwno="gw", country="name"),
        # The region was the province before it became a part of the world.
        "admin1": rows["admin1"].mask(rows["admin1"] == "", rows["region"]),
        "original_type": kind,
    }


_IDS = ("event_id_cnty", "event_id", "event_id_no_cnty")
ACLED = Layout(
    key="acled",
    title="ACLED export",
    publisher="ACLED",
    licence="ACLED Terms of Use: no redistribution",
    restricted=True,
    needs=("event_id_cnty", "event_date", "event_type", "sub_event_type", "geo_precision"),
    takes={
        "admin1": "admin1",
        "admin2": "admin2",
        "place": "location",
        "original_type": "sub_event_type",
        "actor_1": "actor1",
        "actor_2": "actor2",
        "fatalities_best": "fatalities",
        "summary": "notes",
        "source_title": "source",
        "note": "tags",
        "longitude": "longitude",
        "latitude": "latitude",
    },
    convert=_convert,
    dates=("event_date",),
    reads=("time_precision", "iso", "country", "inter1", "inter2"),
)
OLDER_ACLED = replace(
    ACLED,
    title="ACLED export of an older year",
    needs=("gwno", "event_date", "time_precision", "event_type", "actor1", "geo_precision"),
    takes={ours: theirs for ours, theirs in ACLED.takes.items() if ours != "original_type"},
    convert=_convert_older,
    reads=(*ACLED.reads, *_IDS, "region", "admin1", "sub_event_type"),
)


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
    days = spans(of_parts(rows["year"].str.strip(), rows["month"].str.strip()))
    district = rows["admin2_pcode"].str.strip()
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
