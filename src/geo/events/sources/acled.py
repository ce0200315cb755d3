"""ACLED exports: 31 columns in any order, dates such as "16 May 2025".

Columns after ACLED, Codebook (2023) and Guide to 2023 ACLED Column Changes; older exports with
numbered kinds of actors are read too. ACLED's terms do not let its rows be handed on.
"""

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
