"""GDELT events: 61 columns (2.0) or 58 (1.0) between tabs, no header, FIPS codes of countries.

Columns after The GDELT Event Database Data Format Codebook V2.0 (19 February 2015). GDELT codes
news, not events: one event may stand in many rows, and it counts no dead.
"""

from dataclasses import replace

import pandas as pd

from geo.cells.dates import spans
from geo.cells.values import distinctly
from geo.sources.codes import (
    country,
    event_type,
    precision,
    side_type,
    type_codes,
    type_label,
)
from geo.sources.source import Cells, Layout, prefixed

_ACTOR = (
    "code",
    "name",
    "countrycode",
    "knowngroupcode",
    "ethniccode",
    "religion1code",
    "religion2code",
    "type1code",
    "type2code",
    "type3code",
)
_PLACE = ("type", "fullname", "countrycode", "adm1code", "adm2code", "lat", "long", "featureid")
HEADER = (
    "globaleventid",
    "sqldate",
    "monthyear",
    "year",
    "fractiondate",
    *(f"actor{side}{part}" for side in (1, 2) for part in _ACTOR),
    "isrootevent",
    "eventcode",
    "eventbasecode",
    "eventrootcode",
    "quadclass",
    "goldsteinscale",
    "nummentions",
    "numsources",
    "numarticles",
    "avgtone",
    *(f"{whose}geo_{part}" for whose in ("actor1", "actor2", "action") for part in _PLACE),
    "dateadded",
    "sourceurl",
)


_LATER = ("actor1geo_adm2code", "actor2geo_adm2code", "actiongeo_adm2code")
HEADER_1 = tuple(name for name in HEADER if name not in _LATER)
"""GDELT 1.0 has no second-order units, and the day on which a row was added without its time."""


def _convert(rows: pd.DataFrame) -> Cells:
    day = spans(rows["sqldate"])["first"]
    published = spans(rows["dateadded"].str[:8])["first"]
    names = rows["actiongeo_fullname"]
    kind = distinctly(rows["eventcode"], _listed).fillna("")
    return {
        "event_id": prefixed(rows["globaleventid"], "gdelt"),
        "date_start": day,
        "date_end": day,
        "date_precision": pd.Series("day", index=rows.index),
        "country": country(rows["actiongeo_countrycode"], "fips"),
        "admin1": distinctly(names, _province),
        "place": distinctly(names, lambda text: text.split(",")[0]),
        "geo_precision": precision(rows["actiongeo_type"], "gdelt", "actiongeo_type"),
        "event_type": event_type(kind, "gdelt"),
        "original_type": rows["eventcode"] + " " + type_label(kind, "gdelt"),
        "side_1_type": side_type(rows["actor1type1code"], "gdelt"),
        "side_2_type": side_type(rows["actor2type1code"], "gdelt"),
        "source_date": published,
    }


def _province(full_name: str) -> str:
    """Return the first-order unit of a place: "Mumbai, Maharashtra, India" names three levels."""
    levels = [level.strip() for level in full_name.split(",")]
    return levels[-2] if len(levels) > 1 else ""


def _listed(code: str) -> str:
    """Return the code, or the nearest wider one that the table holds: 1833, 183, 18."""
    listed = type_codes("gdelt")
    wider = (code[:length] for length in range(len(code), 1, -1))
    return next((part for part in wider if part in listed), code)


GDELT = Layout(
    key="gdelt",
    title="GDELT 2.0 events",
    publisher="GDELT",
    licence="Free with citation of the GDELT Project (https://www.gdeltproject.org/)",
    needs=("globaleventid", "sqldate", "eventrootcode", "actiongeo_type", "sourceurl"),
    takes={
        "actor_1": "actor1name",
        "actor_2": "actor2name",
        "source_url": "sourceurl",
        "longitude": "actiongeo_long",
        "latitude": "actiongeo_lat",
    },
    convert=_convert,
    reads=(
        "eventcode",
        "actiongeo_fullname",
        "actiongeo_countrycode",
        "actor1type1code",
        "actor2type1code",
        "dateadded",
    ),
    header=HEADER,
    marks={
        "globaleventid": r"\d+",
        "sqldate": r"(19|20)\d{6}",
        "quadclass": "[1-4]",
        "dateadded": r"(19|20)\d{12}",
        "actiongeo_type": "[0-5]",
    },
)
GDELT_1 = replace(
    GDELT,
    title="GDELT 1.0 events",
    header=HEADER_1,
    marks={**GDELT.marks, "dateadded": r"(19|20)\d{6}"},
)
