"""The doors of the library: what a notebook hands in is looked at once, before it goes further.

Inside, frames are valid and nobody looks again. A frame built by hand that is not in the schema
is refused here with its columns named, whatever a function would have made of it.
"""

import inspect
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import geopandas as gpd
import pandas as pd

from geo.errors import SchemaFault
from geo.schema import COUNTED, EVENT_COLUMNS, require_crs

JOINED_COLUMNS = tuple(name for name in COUNTED if name not in EVENT_COLUMNS)
"""What :func:`geo.join` adds and others need."""
_DAYS = ("date_start", "date_end")
_OVER_A_FRAME = (AttributeError, KeyError, TypeError, ValueError)
_Given = ParamSpec("_Given")
_Back = TypeVar("_Back")


def takes_events(function: Callable[_Given, _Back], frames: int = 1) -> Callable[_Given, _Back]:
    """Return a function that refuses what is no frame of events.

    Parameters
    ----------
    function : callable
        Takes frames of events, or lists of them, first; joined ones where its first parameter
        is called so.
    frames : int, default 1
        How many of its parameters these are.

    Raises
    ------
    SchemaFault
        For what is no frame, dates that are no days, and where the function fails over a frame
        whose columns are not those of events: with the columns.
    CrsMismatch
        For geometry that is not in EPSG:4326.
    """
    names = list(inspect.signature(function).parameters)[:frames]
    columns = [*EVENT_COLUMNS, *JOINED_COLUMNS] if names[0] == "joined" else EVENT_COLUMNS

    @wraps(function)
    def checked(*args: _Given.args, **words: _Given.kwargs) -> _Back:
        given = [*args[:frames], *(words[name] for name in names if name in words)]
        handed = [one for each in given for one in _each(each)]
        for frame in handed:
            require_frame(frame, "The frame of events")
            _require_days(frame)
        try:
            return function(*args, **words)
        except _OVER_A_FRAME as error:
            gaps = [gap for frame in handed for gap in _gaps(frame, columns)]
            if not gaps:
                raise
            raise SchemaFault(
                f"geo.{function.__name__} cannot use these events: {'; '.join(gaps)}. "
                "geo.as_events(frame) brings a frame into shape, geo.join adds places to it."
            ) from error

    return checked


def _each(handed: Any) -> list[Any]:
    """Return the frames of a list; a list of anything else is itself."""
    several = isinstance(handed, list | tuple) and len(handed) > 0
    if several and all(isinstance(one, pd.DataFrame) for one in handed):
        return list(handed)
    return [handed]


def require_frame(frame: Any, what: str) -> None:
    """Raise unless this is a frame whose columns differ and whose geometry is in EPSG:4326.

    A plain frame has no geometry: that is left to whoever needs one.
    """
    if not isinstance(frame, pd.DataFrame):
        raise SchemaFault(
            f"{what} must be a GeoDataFrame, not {type(frame).__name__}. geo.read_events reads a "
            "file, geo.as_events(pandas.DataFrame(rows)) takes rows."
        )
    require_single(frame.columns, what)
    if isinstance(frame, gpd.GeoDataFrame) and frame.active_geometry_name is not None:
        require_crs(frame, what)


def _require_days(frame: pd.DataFrame) -> None:
    """Refuse days that are text, and moments of a time zone, which are compared with nothing."""
    dates = {name: frame[name].dtype for name in _DAYS if name in frame}
    wrong = [f"{name} is {kind}" for name, kind in dates.items() if not _is_day(kind)]
    if wrong:
        raise SchemaFault(
            f"Days must be datetime64 without a time zone, but {', '.join(wrong)}. "
            "geo.as_events(frame) takes the day that each date or moment shows."
        )


def _is_day(kind: Any) -> bool:
    return kind.kind == "M" and not isinstance(kind, pd.DatetimeTZDtype)


def _gaps(frame: pd.DataFrame, columns: list[str]) -> list[str]:
    """Return what keeps a frame from being one of events: columns that miss, and types."""
    missing = [name for name in columns if name not in frame]
    objects = [name for name in EVENT_COLUMNS if name in frame and frame[name].dtype == object]
    gaps = {
        f"columns are missing: {', '.join(missing)}": bool(missing),
        "it is no GeoDataFrame": not isinstance(frame, gpd.GeoDataFrame),
        f"columns hold objects of any type: {', '.join(objects)}": bool(objects),
    }
    return [words for words, holds in gaps.items() if holds]


def require_single(columns: Sequence[str] | pd.Index, what: str) -> None:
    """Raise :class:`SchemaFault` when a column stands twice."""
    names = pd.Index(columns)
    doubled = sorted({str(column) for column in names[names.duplicated()]})
    if doubled:
        raise SchemaFault(f"{what} has columns twice: {', '.join(doubled)}. Keep one of each.")
