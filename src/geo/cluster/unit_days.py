"""Counts by unit, day, type and dataset: small partial results that are added up, and events again.

Unit, days, type, precision of the days and what is known of the deaths are packed into one integer
for each event, so that counting is a sort of integers. Written as events, each count is a row that
stands for many (:mod:`geo.event_counts`) at a point inside its unit: it joins to the same unit,
its deaths add up as those of its events do, and map, pages and tables count it as they would these.
Its distance from a border is not that of its events: corridors are counted by
:meth:`geo.cluster.cluster.Cluster.border_activity`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo import schema
from geo.boundaries.units import read_units
from geo.event_counts import event_counts
from geo.events.validate import CATEGORIES
from geo.settings import kept_by_boundaries
from geo.tolls import FIGURES, Tolls
from geo.vocabulary import DATE_PRECISIONS, EVENT_TYPES

_TOLD = ("dataset", "source_format", "licence", "restricted", "verified", "data_as_of")
"""What rows of one count share; dates as text."""
_SUMS = ("event_count", "fatalities_low", "fatalities_best", "fatalities_high")
_READ = [*_TOLD, *FIGURES, "date_start", "date_end", "date_precision", "event_type"]
_BITS = {"unit": 14, "type": 6, "precision": 2, "toll": 2, "span": 16, "day": 22}
"""From the highest on: 62 together."""
_FIRST_DAY = -(1 << 21)
_UNKNOWN, _OPEN_ENDED, _KNOWN = range(3)
_TYPES = pd.Index([kind.key for kind in EVENT_TYPES])
_PRECISIONS = pd.Index(list(DATE_PRECISIONS))


@dataclass(frozen=True)
class UnitDays:
    """Counts of some events: for each set of what they share, sums by packed key.

    ``nowhere`` is how many events lie in no unit: they are in no sum.
    """

    sums: dict[tuple[Any, ...], pd.DataFrame]
    nowhere: int


class _Unit(NamedTuple):
    """The units in the order of their numbers."""

    frame: gpd.GeoDataFrame
    ids: pd.Index


@kept_by_boundaries(2)
def _units() -> _Unit:
    units = read_units().sort_values("unit_id", ignore_index=True)
    return _Unit(units, pd.Index(units["unit_id"]))


def count_unit_days(joined: gpd.GeoDataFrame) -> UnitDays:
    """Return the counts of events by the finest unit that each is known to lie in.

    Parameters
    ----------
    joined : GeoDataFrame
        Events with the units of :func:`geo.join.join.in_units`; borders and zones are not needed.
    """
    unit = _number_of_unit(joined)
    rows = np.flatnonzero(unit >= 0)
    counts = event_counts(joined)
    # Texts are not counted: they stay behind.
    events, weights = pd.DataFrame(joined[_READ]).iloc[rows], counts[rows]
    keys, sums = _keys(events, unit[rows], weights), _figures(events, weights)
    told = events[list(_TOLD)].assign(data_as_of=events["data_as_of"].dt.strftime("%Y-%m-%d"))
    indices: dict[Any, Any] = told.groupby(list(_TOLD), observed=True, dropna=False).indices
    groups = {
        tuple(None if pd.isna(word) else word for word in shared): at
        for shared, at in indices.items()
    }
    return UnitDays(
        {shared: sums.iloc[at].groupby(keys[at]).sum() for shared, at in groups.items()},
        int(counts.sum() - weights.sum()),
    )


def add_unit_days(lots: Sequence[UnitDays]) -> UnitDays:
    """Return the counts of several lots of events together."""
    shared = dict.fromkeys(key for lot in lots for key in lot.sums)
    sums = {
        key: pd.concat([lot.sums[key] for lot in lots if key in lot.sums]).groupby(level=0).sum()
        for key in shared
    }
    return UnitDays(sums, sum(lot.nowhere for lot in lots))


def as_counted_events(counts: UnitDays) -> gpd.GeoDataFrame:
    """Return counts as valid events, in the order of dataset, unit and day."""
    order = sorted(counts.sums, key=lambda shared: tuple(map(str, shared)))
    frames = [
        _events_of(number, shared, counts.sums[shared]) for number, shared in enumerate(order)
    ]
    if not frames:
        frames = [_events_of(0, (None,) * len(_TOLD), _nothing())]
    frame = pd.concat(frames, ignore_index=True).reindex(columns=schema.EVENT_COLUMNS)
    kinds = {
        name: "Int32" if column.dtype == "Int32" else "category" if name in CATEGORIES else "str"
        for name, column in schema.EVENTS.columns.items()
        if column.dtype in ("", "Int32")
    }
    frame = frame.astype(kinds).astype({"restricted": "bool", "data_as_of": "datetime64[us]"})
    shapes = np.asarray(frame.pop("geometry"), dtype=object)
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=schema.CRS)


def _number_of_unit(joined: gpd.GeoDataFrame) -> NDArray[np.int64]:
    """Return the number of the finest unit of each event, -1 for none."""
    ids = _units().ids
    unit = np.full(len(joined), -1, dtype=np.int64)
    for level in schema.LEVELS:
        column = joined[f"{level}_id"]
        of_category = np.append(ids.get_indexer(column.cat.categories), -1)
        finer = of_category[column.cat.codes.to_numpy()]
        unit = np.where(finer >= 0, finer, unit)
    return unit


def _keys(events: pd.DataFrame, unit: Any, counts: Any) -> NDArray[np.int64]:
    start, end = (
        events[name].to_numpy().astype("datetime64[D]").astype(np.int64)
        for name in ("date_start", "date_end")
    )
    tolls = Tolls.of(events)
    # A reported zero has no deaths: its row tells of no event.
    known = tolls.known & (counts > 0)
    fields = {
        "unit": unit,
        "type": _codes(events["event_type"], _TYPES),
        "precision": _codes(events["date_precision"], _PRECISIONS),
        "toll": np.where(known, np.where(np.isinf(tolls.high), _OPEN_ENDED, _KNOWN), _UNKNOWN),
        "span": np.minimum(end - start, (1 << _BITS["span"]) - 1),
        "day": start - _FIRST_DAY,
    }
    packed = np.zeros(len(events), dtype=np.int64)
    for name, bits in _BITS.items():
        packed = packed << bits | fields[name]
    return packed


def _unpacked(keys: NDArray[np.int64]) -> dict[str, NDArray[np.int64]]:
    fields = {}
    for name, bits in reversed(_BITS.items()):
        fields[name], keys = keys & ((1 << bits) - 1), keys >> bits
    return fields


def _codes(column: pd.Series, words: pd.Index) -> NDArray[np.intp]:
    codes: NDArray[np.intp] = words.get_indexer(column.cat.categories)[column.cat.codes.to_numpy()]
    return codes


def _figures(events: pd.DataFrame, counts: Any) -> pd.DataFrame:
    """Return what is summed of each event; what is not known adds nothing."""
    tolls = Tolls.of(events)
    figures = [np.where(np.isfinite(own), own, 0) for own in (tolls.low, tolls.best, tolls.high)]
    columns = [counts, *(np.where(counts > 0, own, 0).astype(np.int64) for own in figures)]
    return pd.DataFrame(dict(zip(_SUMS, columns, strict=True)))


def _nothing() -> pd.DataFrame:
    return pd.DataFrame({name: np.empty(0, dtype=np.int64) for name in _SUMS}, dtype=np.int64)


def _events_of(number: int, shared: tuple[Any, ...], sums: pd.DataFrame) -> pd.DataFrame:
    keys = sums.index.to_numpy(np.int64)
    fields = _unpacked(keys)
    units = _units().frame.iloc[fields["unit"]]
    start = fields["day"] + _FIRST_DAY
    dates = {"date_start": start, "date_end": start + fields["span"]}
    told = dict(zip(_TOLD, shared, strict=True))
    frame = sums.reset_index(drop=True).astype("Int32")
    hidden = fields["toll"]
    frame[list(_SUMS[1:])] = frame[list(_SUMS[1:])].mask(pd.Series(hidden == _UNKNOWN), pd.NA)
    # What is known at least only: a best estimate would set a bound.
    open_ended = pd.Series(hidden == _OPEN_ENDED)
    frame[list(_SUMS[2:])] = frame[list(_SUMS[2:])].mask(open_ended, pd.NA)
    return frame.assign(
        event_id=[f"count-{number}-{key:x}" for key in keys],
        **{
            name: days.astype("datetime64[D]").astype("datetime64[us]")
            for name, days in dates.items()
        },
        date_precision=_PRECISIONS[fields["precision"]],
        event_type=_TYPES[fields["type"]],
        country=units["iso3"].to_numpy(),
        geo_precision=units["level"].to_numpy(),
        # So no reader takes the middle of a unit for where something happened.
        located_by="code",
        source_publisher=told["dataset"],
        source_title="Counts by unit and day",
        geometry=shapely.point_on_surface(np.asarray(units.geometry)),
        **{
            **told,
            "data_as_of": pd.Timestamp(told["data_as_of"]) if told["data_as_of"] else pd.NaT,
        },
    )
