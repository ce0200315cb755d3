"""UCDP Georeferenced Event Dataset, candidate events, and its country files on HDX.

Columns after Högbladh, UCDP GED Codebook version 23.1 (Uppsala University, 2023). HDX adds
``iso3`` and a row of HXL tags.
"""

from dataclasses import replace

import pandas as pd

from geo.cells.dates import precision_of
from geo.cells.values import distinctly
from geo.sources.codes import event_type, precision, stated_country, type_label
from geo.sources.source import Cells, Layout, chosen, prefixed

HEADER = (
    *("id", "relid", "year", "active_year", "code_status", "type_of_violence"),
    *("conflict_dset_id", "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id"),
    *("dyad_name", "side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id"),
    *("side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office"),
    *("source_date", "source_headline", "source_original", "where_prec", "where_coordinates"),
    *("where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt"),
    *("priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec"),
    *("date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"),
    *("best", "high", "low", "gwnoa", "gwnob"),
)


def _convert(rows: pd.DataFrame) -> Cells:
    return {
        "event_id": prefixed(rows["id"], "ucdp"),
        "country": stated_country(rows, iso3="iso3", country_id="gw", country="name"),
        "date_precision": precision(rows["date_prec"], "ucdp", "date_prec"),
        "geo_precision": precision(rows["where_prec"], "ucdp", "where_prec"),
        "event_type": event_type(rows["type_of_violence"], "ucdp"),
        "original_type": type_label(rows["type_of_violence"], "ucdp"),
        "side_1_type": _side(rows["side_a"], rows["gwnoa"]),
        "side_2_type": _side(rows["side_b"], rows["gwnob"]),
    }


def _convert_slim(rows: pd.DataFrame) -> Cells:
    """Return the cells of a layout without codes of precision: words and spans tell it."""
    first, last = (
        pd.to_datetime(rows[name].str[:10], format="%Y-%m-%d", errors="coerce")
        for name in ("date_start", "date_end")
    )
    days = (last.fillna(first) - first).dt.days + 1
    return {
        **_convert(rows),
        "date_precision": days.map(precision_of, na_action="ignore").astype("str"),
        "geo_precision": distinctly(rows["where_coordinates"], _precision_of_words),
    }


def _precision_of_words(where: str) -> str:
    """Return how precisely words tell a place: "Hirat town", "Sayghan district", "Kabul province".

    Others are taken as a district: UCDP's error for a place that it knows nearly.
    """
    words = set(where.casefold().replace(",", " ").split())
    if words & {"town", "city", "village"}:
        return "town"
    return "province" if "province" in words and "district" not in words else "district"


def _side(name: pd.Series, state: pd.Series) -> pd.Series:
    """Return what a side is: a state has a Gleditsch and Ward number."""
    other = chosen(name.str.strip() == "Civilians", "civilian", "non_state")
    return chosen(state.str.strip() != "", "state", other)


UCDP = Layout(
    key="ucdp",
    title="UCDP Georeferenced Event Dataset or candidate events",
    publisher="UCDP",
    licence="CC BY 4.0",
    needs=("id", "type_of_violence", "where_prec", "date_prec", "date_start", "best"),
    takes={
        "date_start": "date_start",
        "date_end": "date_end",
        "admin1": "adm_1",
        "admin2": "adm_2",
        "place": "where_coordinates",
        "actor_1": "side_a",
        "actor_2": "side_b",
        "fatalities_best": "best",
        "fatalities_low": "low",
        "fatalities_high": "high",
        "summary": "source_headline",
        "source_title": "source_article",
        "source_date": "source_date",
        "note": "where_description",
        "longitude": "longitude",
        "latitude": "latitude",
    },
    convert=_convert,
    dates=("date_start", "date_end"),
    reads=("iso3", "country", "country_id", "gwnoa", "gwnob"),
    header=HEADER,
    marks={
        "id": r"\d+",
        "type_of_violence": "[1-3]",
        "where_prec": "[1-7]",
        "date_prec": "[1-5]",
        "date_start": r"\d{4}-\d\d-\d\d.*",
    },
)
SLIM_UCDP = replace(
    UCDP,
    title="UCDP events without codes of precision",
    needs=("id", "relid", "type_of_violence", "where_coordinates", "date_start", "best"),
    convert=_convert_slim,
    header=(),
    reads=(*UCDP.reads, "where_prec", "date_prec"),
)
