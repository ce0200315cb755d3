"""Columns of frames that hold little and behave as any other: points, and texts that repeat.

A million points as shapes of GEOS take 150 MB, their coordinates 16; a million texts of ten
letters take 18 MB, their numbers in a dictionary 4. Both kinds make the shapes and the texts when
somebody asks for them, and keep none of them.
"""

import gc
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyproj
import shapely
from numpy.typing import NDArray

from geo.schema import CRS

_CRS = pyproj.CRS(CRS)
_ArrowTexts: Any = pd.arrays.ArrowStringArray
_TEXT = pd.StringDtype(na_value=np.nan)
_NUMBERED = pa.dictionary(pa.int32(), pa.large_string())
_REPEATS, _LOOK = 2, 1_000
"""Texts are numbered where each stands so often on average, in the first rows as in all."""


class Places(gpd.array.GeometryArray):  # type: ignore[misc]
    """Points in EPSG:4326, held as their coordinates.

    Parameters
    ----------
    lonlat : array of float, shape (n, 2)
        Degrees. Both are numbers: no point is missing.
    """

    _made: NDArray[Any] | None = None
    """The shapes, once some were changed; the coordinates are of no use then."""

    def __init__(self, lonlat: NDArray[np.float64]) -> None:
        self.lonlat = lonlat.view()
        # Whoever asks for coordinates gets these.
        self.lonlat.setflags(write=False)
        self._crs = _CRS
        self._sindex = None

    @property
    def _data(self) -> NDArray[Any]:
        return _shapes(self.lonlat) if self._made is None else self._made

    @_data.setter
    def _data(self, shapes: NDArray[Any]) -> None:
        self._made = shapes

    @property
    def whole(self) -> bool:
        """Whether the coordinates say all."""
        return self._made is None

    @property
    def size(self) -> int:
        """The number of points."""
        return len(self.lonlat) if self._made is None else self._made.size

    @property
    def nbytes(self) -> int:
        """The bytes that are held."""
        return int(self.lonlat.nbytes if self._made is None else self._made.nbytes)

    def isna(self) -> NDArray[np.bool_]:
        """Return where nothing stands."""
        return np.zeros(self.size, bool) if self._made is None else super().isna()

    def copy(self, *args: Any, **how: Any) -> gpd.array.GeometryArray:
        """Return the points anew; coordinates are shared, as nobody changes them."""
        return self._some(slice(None)) if self._made is None else super().copy()

    def fillna(self, *args: Any, **how: Any) -> gpd.array.GeometryArray:
        """Return the points with something where none is: as they are."""
        return self.copy() if self._made is None else super().fillna(*args, **how)

    def __getitem__(self, item: Any) -> Any:
        if self._made is not None:
            return super().__getitem__(item)
        if isinstance(item, int | np.integer):
            return shapely.Point(self.lonlat[item])
        return self._some(pd.api.indexers.check_array_indexer(self, item))

    def __setitem__(self, key: Any, value: Any) -> None:
        self._made = self._data
        super().__setitem__(key, value)

    def take(self, indices: Any, allow_fill: bool = False, fill_value: Any = None) -> Any:
        """Return some rows in another order."""
        rows = np.asarray(indices, dtype=np.intp)
        if self._made is not None or (allow_fill and (rows < 0).any()):
            return super().take(indices, allow_fill=allow_fill, fill_value=fill_value)
        return self._some(rows)

    @classmethod
    def _concat_same_type(cls, to_concat: list[Any]) -> gpd.array.GeometryArray:
        if all(isinstance(part, Places) and part.whole and part.crs == _CRS for part in to_concat):
            return cls(np.concatenate([part.lonlat for part in to_concat]))
        return super()._concat_same_type(to_concat)

    def _some(self, rows: Any) -> gpd.array.GeometryArray:
        some = Places(self.lonlat[rows])
        some._crs = self._crs
        return some


def _shapes(lonlat: NDArray[np.float64]) -> NDArray[Any]:
    collecting = gc.isenabled()
    # A point leads to no other object. The collector would still look through those that are
    # there each time that some hundred more are, which takes twice as long as making them.
    gc.disable()
    try:
        return np.asarray(shapely.points(lonlat), dtype=object)
    finally:
        if collecting:
            gc.enable()


class Texts(_ArrowTexts):  # type: ignore[misc]
    """Texts of the type ``str``, held as numbers of a dictionary while none is changed.

    Parameters
    ----------
    values : pyarrow.Array or pyarrow.ChunkedArray
        Texts, as numbers of a dictionary or plain.
    dtype : pandas.StringDtype, optional
        Of plain texts.
    """

    _numbered: pa.ChunkedArray | None = None
    _plain: pa.ChunkedArray | None = None

    def __init__(self, values: Any, *, dtype: Any = None) -> None:
        if pa.types.is_dictionary(values.type):
            self._number(values)
        else:
            super().__init__(values, dtype=dtype or _TEXT)

    @property
    def _pa_array(self) -> pa.ChunkedArray:
        if self._numbered is None:
            return self._plain
        return self._numbered.cast(pa.large_string())

    @_pa_array.setter
    def _pa_array(self, plain: pa.ChunkedArray) -> None:
        self._numbered, self._plain = None, plain

    def _number(self, values: Any) -> None:
        if isinstance(values, pa.Array):
            values = pa.chunked_array([values])
        if values.type != _NUMBERED:
            values = values.cast(_NUMBERED)
        self._numbered = pa.chunked_array(values.unify_dictionaries().chunks, type=_NUMBERED)
        if self._numbered.num_chunks > 1:
            self._numbered = pa.chunked_array([self._numbered.combine_chunks()])
        self._dtype = _TEXT
        self._cache: dict[str, Any] = {}

    @property
    def numbered(self) -> bool:
        """Whether the texts are numbers of a dictionary."""
        return self._numbered is not None

    @property
    def _stored(self) -> Any:
        return self._plain if self._numbered is None else self._numbered

    def _held(self) -> Any:
        """Return an array that does to the numbers what it would do to texts."""
        held = type(self).__new__(type(self))
        held._plain = self._stored
        held._dtype, held._cache = self._dtype, {}
        return held

    def _from_pyarrow_array(self, pa_array: Any) -> Any:
        if not pa.types.is_dictionary(pa_array.type):
            return super()._from_pyarrow_array(pa_array)
        texts = type(self).__new__(type(self))
        texts._number(pa_array)
        return texts

    def __len__(self) -> int:
        return len(self._stored)

    @property
    def nbytes(self) -> int:
        """The bytes that are held."""
        return int(self._stored.nbytes)

    @property
    def _hasna(self) -> bool:
        return bool(_ArrowTexts._hasna.fget(self._held()))

    def isna(self) -> NDArray[np.bool_]:
        """Return where nothing stands."""
        return np.asarray(_ArrowTexts.isna(self._held()), bool)

    def copy(self) -> Any:
        """Return the texts anew; what is held is shared, as nobody changes it."""
        return self._from_pyarrow_array(self._stored)

    def __getitem__(self, item: Any) -> Any:
        return _ArrowTexts.__getitem__(self._held(), item)

    def take(self, indices: Any, allow_fill: bool = False, fill_value: Any = None) -> Any:
        """Return some rows in another order."""
        return _ArrowTexts.take(self._held(), indices, allow_fill, fill_value)

    def view(self, dtype: Any = None) -> Any:
        """Return the texts anew, or as another type."""
        return self.copy() if dtype is None else super().view(dtype)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_cache": {}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    @classmethod
    def _concat_same_type(cls, to_concat: Any) -> Any:
        if not all(isinstance(part, Texts) and part.numbered for part in to_concat):
            return super()._concat_same_type(to_concat)
        chunks = [chunk for part in to_concat for chunk in part._numbered.chunks]
        return cls(pa.chunked_array(chunks, type=_NUMBERED))


def numbered(column: pd.Series) -> pd.Series:
    """Return a column of texts as numbers of a dictionary where they repeat; else as it is.

    Parameters
    ----------
    column : Series
        Texts; null where there is none. A column of another type stays as it is.

    Examples
    --------
    >>> numbered(pd.Series(["Nusay", "Khwahan", "Nusay", None], dtype="str")).array.numbered
    True
    """
    texts = column.array
    if column.dtype != _TEXT or (isinstance(texts, Texts) and texts.numbered):
        return column
    if column.iloc[:_LOOK].nunique() * _REPEATS > min(len(column), _LOOK):
        return column
    words = pa.array(column, type=pa.large_string(), from_pandas=True).dictionary_encode()
    if isinstance(words, pa.ChunkedArray):
        words = words.combine_chunks()
    if len(words.dictionary) * _REPEATS > len(words):
        return column
    return pd.Series(Texts(words), index=column.index, name=column.name)
