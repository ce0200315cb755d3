"""What a valid frame of events, units or zones is.

Each schema states columns, types, ranges and the remedy for a fault. Loading ends in
:func:`validate`; later code trusts the frame.
"""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pandera.pandas as pa
import pyarrow
import pyarrow.compute as pc
from numpy.typing import NDArray
from pandera.engines.geopandas_engine import Geometry

from geo.errors import CrsMismatch, SchemaFault
from geo.vocabulary import (
    CONFIDENCES,
    DATE_PRECISIONS,
    EVENT_TYPES,
    GEO_PRECISIONS,
    LOCATED_BY,
    SIDE_TYPES,
    STATUSES,
    VERIFIED,
)

CRS = "EPSG:4326"
LEVELS = ("country", "province", "district")


def _one_of(words: Any) -> pa.Check:
    allowed = list(words)
    return pa.Check.isin(allowed, error=f"is not one of {', '.join(allowed)}")


def _text(*, required: bool = False, words: Any = None) -> pa.Column:
    checks = [_one_of(words)] if words else []
    return pa.Column(None, checks, nullable=not required)


def _identifier() -> pa.Column:
    """Of rows with the same id the first is good: only the later ones are at fault."""
    first = pa.Check(
        lambda ids: ~ids.duplicated(),
        error="stands on an earlier row too; ids must be unique",
    )
    return pa.Column(None, first)


def _count() -> pa.Column:
    return pa.Column("Int32", _at_least_zero(), nullable=True)


def _at_least_zero(remedy: str = "leave the cell empty where it is unknown") -> pa.Check:
    return pa.Check.ge(0, error=f"is negative; {remedy}")


def _ordered(first: str, last: str) -> pa.Check:
    return pa.Check(
        lambda frame: ~(frame[last] < frame[first]),
        error=f"{last} lies before {first}; swap them",
    )


EVENTS = pa.DataFrameSchema(
    {
        "event_id": _identifier(),
        "date_start": pa.Column("datetime64[us]"),
        "date_end": pa.Column("datetime64[us]"),
        "date_precision": _text(required=True, words=DATE_PRECISIONS),
        "country": _text(),
        "admin1": _text(),
        "admin2": _text(),
        "place": _text(),
        "geo_precision": _text(required=True, words=GEO_PRECISIONS),
        "located_by": _text(required=True, words=LOCATED_BY),
        "event_type": _text(required=True, words=[t.key for t in EVENT_TYPES]),
        "original_type": _text(),
        "actor_1": _text(),
        "actor_2": _text(),
        "side_1_type": _text(words=SIDE_TYPES),
        "side_2_type": _text(words=SIDE_TYPES),
        "claimed_by": _text(),
        "original_actor_1": _text(),
        "original_actor_2": _text(),
        "event_count": pa.Column(
            "Int32", _at_least_zero("write how many events the row stands for")
        ),
        "fatalities_best": _count(),
        "fatalities_low": _count(),
        "fatalities_high": _count(),
        "injured": _count(),
        "summary": _text(),
        "source_publisher": _text(required=True),
        "source_title": _text(),
        "source_date": _text(),
        "source_url": _text(),
        "verified": _text(required=True, words=VERIFIED),
        "dataset": _text(required=True),
        "source_format": _text(),
        "licence": _text(),
        "restricted": pa.Column(bool),
        "data_as_of": pa.Column("datetime64[us]", nullable=True),
        "note": _text(),
        "geometry": pa.Column(Geometry(crs=CRS)),
    },
    checks=_ordered("date_start", "date_end"),
    unique_column_names=True,
)
"""One row per event, EPSG:4326 points. Dates are whole days; unknown numbers are null. A row of a
summary stands for as many events as its ``event_count`` says (:mod:`geo.event_counts`)."""

EVENT_COLUMNS = list(EVENTS.columns)
REQUIRED_EVENT_COLUMNS = (
    "event_id",
    "date_start",
    "date_precision",
    "geo_precision",
    "event_type",
    "source_publisher",
)
"""What a file must hold. Of the other columns a missing one is read as unknown, ``date_end``
as ``date_start``, ``event_count`` as 1, ``dataset`` as the file's name, ``verified`` as
``document``, ``located_by`` as ``coordinates`` and ``restricted`` as no."""

AGGREGATED = (
    "date_start",
    "date_end",
    "date_precision",
    "country",
    "located_by",
    "event_type",
    "event_count",
    "fatalities_best",
    "fatalities_low",
    "fatalities_high",
    "source_publisher",
    "verified",
    "dataset",
    "source_format",
    "licence",
    "restricted",
    "data_as_of",
    "country_id",
    "province_id",
    "province",
    "district_id",
    "district",
    "match_method",
    "conflict",
    "zone_ids",
)
"""What a restricted row keeps where it shows in aggregate only."""
COUNTED = (
    *AGGREGATED,
    "event_id",
    "geo_precision",
    "source_title",
    "source_date",
    "source_url",
    "border_segment",
    "border_distance_km",
    "border_side",
    "border_class",
)
"""What counts, maps and credits need of a joined event; words and actors they do not."""

_polygonal = pa.Check(
    lambda shapes: pd.Series(
        shapes.geom_type.eq("MultiPolygon") & ~shapes.is_empty & shapes.is_valid, shapes.index
    ),
    error="is not a valid MultiPolygon",
)

UNITS = pa.DataFrameSchema(
    {
        "unit_id": _identifier(),
        "level": _text(required=True, words=LEVELS),
        "iso3": pa.Column(None, pa.Check.str_length(3, 3, error="is not a code of three letters")),
        "name": _text(required=True),
        "name_local": _text(),
        "aliases": pa.Column(object),
        "parent_id": _text(),
        "iso_3166_2": _text(),
        "ocha_pcode": _text(),
        "source": _text(required=True),
        "licence": _text(required=True),
        "vintage": pa.Column(
            "int16", pa.Check.in_range(1990, 2100, error="is not a year from 1990 on")
        ),
        "area_km2": pa.Column(float, pa.Check.ge(0, error="is negative")),
        "geometry": pa.Column(Geometry(crs=CRS), _polygonal),
    },
    unique_column_names=True,
)
"""Countries, provinces and districts; each district's ``parent_id`` is a province's
``unit_id``, each province's a country's."""

UNIT_COLUMNS = list(UNITS.columns)

ZONES = pa.DataFrameSchema(
    {
        "zone_id": _identifier(),
        "group": _text(required=True),
        "name": _text(required=True),
        "status": _text(required=True, words=STATUSES),
        "members": pa.Column(object),
        "member_names": _text(required=True),
        "valid_from": pa.Column("datetime64[us]"),
        "valid_to": pa.Column("datetime64[us]", nullable=True),
        "date_precision": _text(required=True, words=DATE_PRECISIONS),
        "confidence": _text(required=True, words=CONFIDENCES),
        "claim": _text(required=True),
        "rival_claim": _text(),
        "source_publisher": _text(required=True),
        "source_title": _text(required=True),
        "source_date": _text(),
        "source_url": _text(),
        "verified": _text(required=True, words=VERIFIED),
        "geometry": pa.Column(Geometry(crs=CRS), _polygonal),
    },
    checks=_ordered("valid_from", "valid_to"),
    unique_column_names=True,
)
"""Dated claims by a source that a group holds units. An empty ``valid_to`` means that the
source gives no end."""


def faults(schema: pa.DataFrameSchema, frame: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return every fault of a frame at once.

    Columns ``row`` (index label), ``column``, ``value`` and ``reason``. A fault of the whole
    frame (a column of another type) has a null ``row``.
    """
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases
        # A check over several columns reports each of them: once is enough.
        across = cases["schema_context"] == "DataFrameSchema"
        cases = cases.assign(column=cases["column"].mask(across & cases["index"].notna(), ""))
        cases = cases[~(across & cases["index"].notna() & cases.duplicated(["index", "check"]))]
        absent = cases["check"] == "column_in_dataframe"
        cases["column"] = cases["column"].mask(absent, cases["failure_case"].map(str))
        words = {"not_nullable": "is missing", "column_in_dataframe": "is no column of it"}
        reasons = cases["check"].map(str).replace(words)
        return pd.DataFrame(
            {
                "row": cases["index"],
                "column": cases["column"].fillna(""),
                "value": cases["failure_case"].map(str),
                "reason": reasons,
            }
        )
    return pd.DataFrame(columns=["row", "column", "value", "reason"])


def validate(schema: pa.DataFrameSchema, frame: gpd.GeoDataFrame, what: str) -> gpd.GeoDataFrame:
    """Return the frame when it is valid.

    Raises
    ------
    CrsMismatch
        When the geometry is not in EPSG:4326.
    SchemaFault
        With all faults, one line each.
    """
    require_crs(frame, what)
    faulty = faults(schema, frame)
    if len(faulty):
        lines = [
            f"  row {fault.row}, {fault.column}: {fault.value!r} {fault.reason}"
            for fault in faulty.head(20).itertuples()
        ]
        more = f"\n  and {len(faulty) - 20} more" if len(faulty) > 20 else ""
        raise SchemaFault(f"{what}: {len(faulty)} faults.\n" + "\n".join(lines) + more)
    return frame


def require_crs(frame: gpd.GeoDataFrame, what: str) -> None:
    """Raise :class:`CrsMismatch` unless the frame is in EPSG:4326."""
    if frame.crs is None or not frame.crs.equals(CRS, ignore_axis_order=True):
        raise CrsMismatch(
            f"{what} is in {_crs_name(frame)}, but {CRS} (longitude and latitude on WGS 84) is "
            f"needed. Save it again in {CRS}: in QGIS by Export, Save Features As, CRS {CRS}; in "
            f"Python by frame.to_crs({CRS!r})"
            + ("." if frame.crs else ", after frame.set_crs(...) with the system that it is in.")
        )


def _crs_name(frame: gpd.GeoDataFrame) -> str:
    if frame.crs is None:
        return "no coordinate system"
    authority = frame.crs.to_authority()
    return ":".join(authority) if authority else str(frame.crs.name)


def time_order(first_day: Any, event_id: Any) -> NDArray[np.intp]:
    """Return the rows in the order of first day, then of id."""
    # Arrow sorts text as it is; pandas would turn a million ids into objects first.
    keys = pyarrow.table(
        {"day": pyarrow.array(first_day), "id": pyarrow.array(event_id, pyarrow.large_string())}
    )
    order: pyarrow.Array = pc.sort_indices(keys, [("day", "ascending"), ("id", "ascending")])
    return np.asarray(order).astype(np.intp)
