"""Rows as they stand in a file, before anyone knows what they mean."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.cells.located import located
from geo.doors import require_single
from geo.errors import FileFault
from geo.schema import require_crs

SAMPLE = 200
"""How many rows a file is recognised by."""
_ROWS = 50_000


@dataclass(frozen=True)
class Table:
    """Rows as they stand in a file, cells and coordinates apart.

    Coordinates are degrees, EPSG:4326. ``problem`` says what is wrong with a row as a whole,
    empty where nothing is; ``lacks`` names coordinate columns that the file does not have;
    ``unread`` counts the filled cells of columns that were left out. The index is the number of
    each row: 1 is the first row of data.
    """

    rows: pd.DataFrame
    longitude: pd.Series
    latitude: pd.Series
    problem: pd.Series
    lacks: tuple[str, ...] = ()
    unread: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Header:
    """What to read of a file: names for columns that have none, and the columns needed.

    Empty ``names`` mean that the first row names the columns, empty ``wanted`` all of them.
    """

    names: Sequence[str] = ()
    wanted: frozenset[str] = frozenset()


ALL_ALIKE = "*"
"""In the place of a sheet's title: all sheets with the columns of the one that would be read."""


@dataclass(frozen=True)
class Wanted:
    """Which sheet of a workbook to read: by its title, else the longest.

    Of several those come first whose first rows ``known`` gives the highest number.
    """

    sheet: str = ""
    known: Callable[[pd.DataFrame], int] = lambda sample: 0


@dataclass(frozen=True)
class Opened:
    """A file that is open for reading: what its head shows, and how to get its rows.

    ``columns`` are its names, those that stand again numbered; ``first`` is the first row as it
    stands, which is data where the file has no header; ``sample`` the first rows as text under
    ``columns``. ``sheets`` are the columns of each sheet of a workbook that is shown and holds
    rows, ``read`` the titles of those that were read. ``mended`` lists what was changed to make it
    readable. ``chunks`` yields tables of bounded size and, beside each, the share of the file that
    was read.
    """

    name: str
    columns: list[str]
    sample: pd.DataFrame
    chunks: Callable[[Header], Iterator[tuple[Table, float]]]
    located: bool = False
    mended: list[str] = field(default_factory=list)
    first: list[str] = field(default_factory=list)
    sheets: dict[str, list[str]] = field(default_factory=dict)
    read: list[str] = field(default_factory=list)


def whole(name: str, table: Table, mended: Sequence[str] = ()) -> Opened:
    """Return a file that was read at once as an open one.

    Raises
    ------
    FileFault
        When it holds no rows.
    """
    if table.rows.empty:
        raise FileFault(f"{name} holds no rows. Export it again or choose another file.")

    def chunks(_: Header) -> Iterator[tuple[Table, float]]:
        # What follows makes several tables of each: of a part at a time, so that memory is bounded.
        for start in range(0, count, _ROWS):
            part = slice(start, start + _ROWS)
            sides = (table.longitude, table.latitude, table.problem)
            longitude, latitude, problem = (side.iloc[part] for side in sides)
            cut = Table(table.rows.iloc[part], longitude, latitude, problem, table.lacks)
            yield cut, min(1.0, part.stop / count)

    count = len(table.rows)
    columns = [str(c) for c in table.rows.columns if not str(c).startswith("\0")]
    sample = as_text(table.rows.head(SAMPLE)[columns])
    located = not table.lacks and "longitude" not in columns
    return Opened(name, columns, sample, chunks, located, list(mended), columns)


def as_table(frame: pd.DataFrame, name: str) -> Table:
    """Return a frame as a table: its point geometry, or its ``longitude`` and ``latitude``."""
    require_single(frame.columns, name)
    rows = frame.reset_index(drop=True)
    rows.index += 1
    return numbered(rows, name)


def numbered(rows: pd.DataFrame, name: str) -> Table:
    """Return rows whose index is already their number as a table."""
    binary = [c for c in rows.columns if _holds_bytes(rows[c])]
    if binary:
        raise FileFault(f"{name} holds bytes, not text, in {binary}. Export them as text.")
    if isinstance(rows, gpd.GeoDataFrame) and rows.active_geometry_name is not None:
        return _from_geometry(rows, name)
    place = located(rows)
    return Table(rows, place.longitude, place.latitude, place.problem, place.lacks)


def as_text(rows: pd.DataFrame) -> pd.DataFrame:
    """Return every cell as the text that a CSV file would hold, empty where there is none.

    >>> as_text(pd.DataFrame({"code": [1.0, None], "day": pd.to_datetime(["2021-08-15"] * 2)}))
      code         day
    0    1  2021-08-15
    1       2021-08-15
    """
    return pd.DataFrame({name: _text(rows[name]) for name in rows.columns}, index=rows.index)


def _text(column: pd.Series) -> pd.Series:
    if pd.api.types.is_float_dtype(column):
        whole_numbers = (column.isna() | (column % 1 == 0)).all()
        column = column.astype("Int64") if whole_numbers and np.isfinite(column).any() else column
    elif pd.api.types.is_datetime64_any_dtype(column):
        column = column.dt.strftime("%Y-%m-%d")
    return column.astype("str").fillna("")


def _holds_bytes(column: pd.Series) -> bool:
    return column.dtype == object and bytes in set(map(type, column))


def _from_geometry(frame: gpd.GeoDataFrame, name: str) -> Table:
    require_crs(frame, name)
    shapes = _single(np.asarray(frame.geometry))
    kind = shapely.get_type_id(shapes)
    other = (kind != shapely.GeometryType.POINT) & (kind != -1)
    points = shapes.copy()
    points[other | shapely.is_empty(shapes)] = None
    longitude, latitude = (
        pd.Series(read(points), index=frame.index) for read in (shapely.get_x, shapely.get_y)
    )
    problem = pd.Series(np.where(other, "geometry is not a point", ""), index=frame.index)
    rows = pd.DataFrame(frame.drop(columns=frame.active_geometry_name))
    return Table(rows, longitude, latitude, problem)


def _single(shapes: NDArray[Any]) -> NDArray[Any]:
    """Return shapes with each collection of one point as that point."""
    kinds = (shapely.GeometryType.MULTIPOINT, shapely.GeometryType.GEOMETRYCOLLECTION)
    alone = np.isin(shapely.get_type_id(shapes), kinds) & (shapely.get_num_geometries(shapes) == 1)
    single = shapes.copy()
    single[alone] = shapely.get_geometry(shapes[alone], 0)
    return single
