"""IDMC's Internal Displacement Updates, as its API and HDX hand them out: people who had to move.

Columns and their meaning after IDMC's API documentation. Displaced people are no deaths: their
number stands in ``note``. Only displacement by conflict is an event of this project; disasters are
set aside, with that word in the reason.
"""

import re
from html import unescape

import pandas as pd

from geo.cells.dates import precision_of, spans
from geo.cells.values import distinctly
from geo.sources.codes import event_type, precision
from geo.sources.source import Cells, Layout, chosen, prefixed

_TAGS = re.compile(r"<[^>]*>")
_MIDNIGHT_ELSEWHERE = re.compile(r"(\d{4}-\d\d-\d\d)T1[12]:00:00(?:\.000)?Z")
"""Midnight in New Zealand, as files of 2023 write a day: their own words name the day after."""


def _convert(rows: pd.DataFrame) -> Cells:
    first, last = (_days(rows[f"displacement_{end}_date"]) for end in ("start", "end"))
    first = first.where(first.notna(), _days(rows["displacement_date"]))
    last = last.where(last >= first, first)
    days = (pd.to_datetime(last) - pd.to_datetime(first)).dt.days + 1
    return {
        "event_id": prefixed(rows["id"], "idmc"),
        "date_start": first,
        "date_end": last,
        "date_precision": days.map(precision_of, na_action="ignore").astype("str").fillna("day"),
        "geo_precision": _coarsest(rows["locations_accuracy"]),
        "event_type": event_type(rows["displacement_type"], "idmc"),
        "summary": distinctly(_told(rows), _plain),
        "source_url": chosen(rows["source_url"] != "", rows["source_url"], rows["link"]),
        "note": _figure(rows),
    }


def _days(column: pd.Series) -> pd.Series:
    """Return days as ISO text, null where there is none.

    >>> _days(pd.Series(["2024-05-01", "2023-11-06T11:00:00.000Z", ""])).tolist()
    ['2024-05-01', '2023-11-07', nan]
    """
    return spans(distinctly(column, _own_day))["first"]


def _own_day(text: str) -> str:
    elsewhere = _MIDNIGHT_ELSEWHERE.fullmatch(text)
    return str(pd.Timestamp(elsewhere[1]) + pd.Timedelta(days=1))[:10] if elsewhere else text


def _coarsest(accuracies: pd.Series) -> pd.Series:
    """Return the precision of the least exact of a row's places.

    Where the file does not say, that of a province: the one point stands for several places.
    """
    order = ("exact", "town", "district", "province", "country")

    def coarsest(text: str) -> str:
        parts = pd.Series([part.strip() for part in text.split(";")], dtype="str").str.casefold()
        words = precision(parts, "idmc", "locations_accuracy").dropna().tolist()
        # A word that the table lacks sets its row aside.
        return max(words, key=order.index, default="") if set(words) <= set(order) else text

    return distinctly(accuracies, coarsest).replace("", None).fillna("province")


def _told(rows: pd.DataFrame) -> pd.Series:
    """Return the text of a row: the API calls it popup text, HDX description."""
    return chosen(rows["description"] != "", rows["description"], rows["standard_popup_text"])


def _plain(text: str) -> str:
    """Return text without the tags of a web page.

    >>> _plain("<b> Made: 20 displacements </b> <br> In Made &amp; Other")
    'Made: 20 displacements In Made & Other'
    """
    return " ".join(unescape(_TAGS.sub(" ", text)).split())


def _figure(rows: pd.DataFrame) -> pd.Series:
    """Say how many people were displaced, and whether IDMC recommends the figure."""
    qualifier = chosen(rows["qualifier"].isin(["", "total"]), "", rows["qualifier"] + " ")
    role = chosen(rows["role"] == "", "", " (" + rows["role"].str.casefold() + ")")
    words = "displaced people: " + qualifier + rows["figure"] + role
    return words.mask(rows["figure"] == "")


IDMC = Layout(
    key="idmc",
    title="IDMC Internal Displacement Updates",
    publisher="IDMC",
    licence="CC BY 3.0 IGO",
    needs=("iso3", "displacement_type", "figure", "displacement_start_date", "event_name"),
    takes={
        "country": "iso3",
        "place": "locations_name",
        "original_type": "type",
        "source_title": "event_name",
        "source_date": "created_at",
        "longitude": "longitude",
        "latitude": "latitude",
    },
    convert=_convert,
    reads=(
        *("id", "displacement_date", "displacement_end_date", "qualifier", "role"),
        *("locations_accuracy", "description", "standard_popup_text", "source_url", "link"),
    ),
    dates=("displacement_date", "displacement_start_date", "displacement_end_date"),
)
