"""Features of one layer as they stand in a file, and how many may stand there.

How much a file unpacks to is counted while it is read, whatever the file says of itself.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from sys import getsizeof
from typing import Any

import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray

from geo.errors import FileFault
from geo.formats.shapes import Shapes

WGS84 = pyproj.CRS("EPSG:4326")
_AREAS = (
    shapely.GeometryType.POLYGON,
    shapely.GeometryType.MULTIPOLYGON,
    shapely.GeometryType.GEOMETRYCOLLECTION,
)


MOST_COLUMNS = 2_000
"""Of any table; what has more is no table of events, and would fill the memory."""
MOST_CELLS = 12_000_000
"""Of a file that is read whole, empty ones too: half a million events of 24 columns."""
_LEAST_CELLS = 8
MOST_MEMORY = 600 * 1024**2
"""Bytes of the cells of a file that is read whole; tables of them take as much again."""


class Budget:
    """Counts what is read of one file, and refuses it when it grows beyond all measure.

    Parameters
    ----------
    name : str
        The file's, for the message.
    remedy : str
        What else to do, as a sentence.

    Examples
    --------
    >>> budget = Budget("synthetic.gpkg", "Export it as CSV.")
    >>> budget.take(["Kunduz", 3])
    >>> budget.add(cells=MOST_CELLS)
    Traceback (most recent call last):
    geo.errors.FileFault: synthetic.gpkg unpacks to more than 12,000,000 cells...
    """

    def __init__(self, name: str, remedy: str) -> None:
        self._name, self._remedy = name, remedy
        self._cells = self._bytes = 0

    def take(self, cells: Iterable[Any]) -> None:
        """Count the cells of a row as they lie in memory."""
        sizes = [getsizeof(cell) for cell in cells]
        self.add(cells=len(sizes), size=sum(sizes))

    def add(self, *, cells: int = 0, size: int = 0) -> None:
        """Count cells and bytes.

        Raises
        ------
        FileFault
            When there are more than :data:`MOST_CELLS` or :data:`MOST_MEMORY`.
        """
        self._cells += cells
        self._bytes += size
        if self._cells > MOST_CELLS:
            self._refuse(f"{MOST_CELLS:,} cells")
        if self._bytes > MOST_MEMORY:
            self._refuse(f"{MOST_MEMORY / 1e6:,.0f} MB")

    def _refuse(self, what: str) -> None:
        raise FileFault(
            f"{self._name} unpacks to more than {what}, far more than a layer or table of events "
            f"holds. It was not read. {self._remedy}"
        )


@dataclass(frozen=True)
class Features:
    """The rows of a layer, numbered from 1.

    ``shapes`` are flat, null where a row has none or one that cannot be read; ``unread`` marks
    the latter, ``problem`` says what else is wrong with a row, empty where nothing is. ``crs`` is
    null where the file names none.
    """

    layer: str
    cells: pd.DataFrame
    shapes: Shapes
    unread: NDArray[np.bool_]
    crs: pyproj.CRS | None
    problem: pd.Series
    notes: list[str] = field(default_factory=list)

    def hold_areas(self) -> bool:
        """Return whether a row may be an area: not all of them are points or lines."""
        kinds = shapely.get_type_id(self.shapes)
        return bool(np.isin(kinds, _AREAS).any() or self.unread.any() or (kinds == -1).all())


def features(
    layer: str,
    cells: pd.DataFrame,
    shapes: Shapes,
    unread: NDArray[np.bool_],
    crs: pyproj.CRS | None,
) -> Features:
    """Return the features of a layer in which no row has another problem than its shape."""
    numbered = cells.set_axis(pd.RangeIndex(1, len(cells) + 1))
    return Features(layer, numbered, shapes, unread, crs, pd.Series("", index=numbered.index))


def cells_of(rows: list[dict[str, Any]], budget: Budget, name: str) -> pd.DataFrame:
    """Return rows of any properties as cells, each property a column."""
    names = {name for cells in rows for name in cells}
    require_few(len(names), name, "different properties")
    # Each row has a place for every property of any, and a price of its own.
    budget.add(cells=max(len(names), _LEAST_CELLS) * len(rows))
    return pd.DataFrame(rows, index=range(1, len(rows) + 1), dtype=object)


def attempt_crs(build: Callable[[], pyproj.CRS]) -> pyproj.CRS | None:
    """Return a coordinate system, null where the text names none.

    One that is bound to another may name a file of this machine as its grid: the bare one is
    taken.
    """
    try:
        system = build()
    except (pyproj.exceptions.CRSError, ValueError, TypeError):
        return None
    return system.source_crs if system.is_bound else system


def require_few(columns: int, name: str, kind: str = "columns") -> None:
    """Raise :class:`FileFault` when a layer has more columns than any layer of events has."""
    if columns > MOST_COLUMNS:
        raise FileFault(
            f"{name} has {columns:,} {kind}, and at most {MOST_COLUMNS:,} are read. Export those "
            "of the events only."
        )


def column(values: list[Any]) -> pd.Series:
    """Return cells of one type as a column: whole numbers stay whole beside a missing one."""
    kinds = {type(value) for value in values} - {type(None)}
    if kinds == {float}:
        return pd.Series(values, dtype="float64")
    if kinds == {str}:
        return pd.Series(values, dtype="str")
    return pd.Series(values, dtype=object)


def columns_of(names: list[str], columns: list[list[Any]], rows: int) -> pd.DataFrame:
    """Return columns as cells; of names that differ by nothing the last stands."""
    held = {name: column(values) for name, values in zip(names, columns, strict=True)}
    return pd.DataFrame(held, index=pd.RangeIndex(rows))
