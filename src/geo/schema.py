"""What a valid frame of events, units or zones is.

Each schema states columns, types, ranges and the remedy for a fault. Loading ends in
:func:`validate`; later code trusts the frame.
"""

from collections.abc import Collection
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow
import pyarrow.compute as pc
from numpy.typing import NDArray

from geo.errors import CrsMismatch, SchemaFault
from geo.rules import Column, Rule, Schema, faults
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


def _text(*, required: bool = False, words: Collection[str] = ()) -> Column:
    return Column(required=required, words=words)


def _count() -> Column:
    return Column("Int32", (_at_least_zero(),), required=False)


def _at_least_zero(remedy: str = "leave the cell empty where it is unknown") -> Rule:
    return Rule(lambda counts: counts < 0, f"is negative; {remedy}")


def _ordered(first: str, last: str) -> Rule:
    return Rule(lambda frame: frame[last] < frame[first], f"{last} lies before {first}; swap them")


# Of rows with the same id the first is good: only the later ones are at fault.
_identifier = Column(
    rules=(Rule(pd.Series.duplicated, "stands on an earlier row too; ids must be unique"),)
)
_day = Column("datetime64[us]")
_day_or_null = Column("datetime64[us]", required=False)

EVENTS = Schema(
    {
        "event_id": _identifier,
        "date_start": _day,
        "date_end": _day,
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
        "event_count": Column(
            "Int32", (_at_least_zero("write how many events the row stands for"),)
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
        "restricted": Column("bool"),
        "data_as_of": _day_or_null,
        "note": _text(),
        "geometry": Column("geometry"),
    },
    (_ordered("date_start", "date_end"),),
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
``document``, ``located_by`` as ``coordinates`` and ``restricted`` as no where the row states a
licence, as yes where it states none."""

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

_polygonal = Column(
    "geometry",
    (
        Rule(
            lambda shapes: (
                ~(shapes.geom_type.eq("MultiPolygon") & ~shapes.is_empty & shapes.is_valid)
            ),
            "is not a valid MultiPolygon",
        ),
    ),
)

UNITS = Schema(
    {
        "unit_id": _identifier,
        "level": _text(required=True, words=LEVELS),
        "iso3": Column(
            rules=(Rule(lambda codes: codes.str.len() != 3, "is not a code of three letters"),)
        ),
        "name": _text(required=True),
        "name_local": _text(),
        "aliases": Column("object"),
        "parent_id": _text(),
        "iso_3166_2": _text(),
        "ocha_pcode": _text(),
        "source": _text(required=True),
        "licence": _text(required=True),
        "vintage": Column(
            "int16",
            (Rule(lambda years: ~years.between(1990, 2100), "is not a year from 1990 on"),),
        ),
        "area_km2": Column("float64", (Rule(lambda areas: areas < 0, "is negative"),)),
        "geometry": _polygonal,
    }
)
"""Countries, provinces and districts; each district's ``parent_id`` is a province's
``unit_id``, each province's a country's."""

UNIT_COLUMNS = list(UNITS.columns)

ZONES = Schema(
    {
        "zone_id": _identifier,
        "group": _text(required=True),
        "name": _text(required=True),
        "status": _text(required=True, words=STATUSES),
        "members": Column("object"),
        "member_names": _text(required=True),
        "valid_from": _day,
        "valid_to": _day_or_null,
        "date_precision": _text(required=True, words=DATE_PRECISIONS),
        "confidence": _text(required=True, words=CONFIDENCES),
        "claim": _text(required=True),
        "rival_claim": _text(),
        "source_publisher": _text(required=True),
        "source_title": _text(required=True),
        "source_date": _text(),
        "source_url": _text(),
        "verified": _text(required=True, words=VERIFIED),
        "geometry": _polygonal,
    },
    (_ordered("valid_from", "valid_to"),),
)
"""Dated claims by a source that a group holds units. An empty ``valid_to`` means that the
source gives no end."""


def validate(schema: Schema, frame: gpd.GeoDataFrame, what: str) -> gpd.GeoDataFrame:
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
