"""ACLED exports of any year: columns in any order, dates such as "16 May 2025".

Columns after ACLED, Codebook (2023) and Guide to 2023 ACLED Column Changes; older exports with
numbered kinds of actors are read too. ACLED's terms do not let its rows be handed on.
"""

from dataclasses import replace

import pandas as pd

from geo.cells.dates import spans
from geo.events.sources.codes import event_type, precision, side_type, stated_country
from geo.events.sources.source import Cells, Layout, prefixed


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
