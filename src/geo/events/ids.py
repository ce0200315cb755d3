"""The ids that the rows of a file have had so far."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray


class Ids:
    """The ids of earlier chunks, as Arrow text: a set of Python's own takes five times the memory.

    Their sorted hashes tell at once that an id is new; where one is met again, the texts decide.
    ``met`` are ids that count as met from the first.
    """

    def __init__(self, met: Sequence[str] = ()) -> None:
        self._texts: list[pa.Array] = []
        self._hashes = np.empty(0, dtype=np.int64)
        if met:
            self.again(pd.Series(met, dtype="str"))

    def again(self, ids: pd.Series) -> NDArray[np.bool_]:
        """Return which ids an earlier chunk has, and count all as met."""
        texts = pa.array(ids, pa.large_string())
        hashes = _sorted_hashes(texts)
        again = np.zeros(len(ids), dtype=bool)
        if self._met(hashes):
            earlier = pa.chunked_array(self._texts)
            again = pc.is_in(texts, earlier).to_numpy(zero_copy_only=False)
        self._take(texts, hashes)
        return again

    def take_new(self, ids: pa.StringArray) -> bool:
        """Return whether ids are all different and new, and count them as met if so.

        Two of the same hash count as one that stands again: :meth:`again` tells for sure.
        """
        hashes = _sorted_hashes(ids)
        if (hashes[1:] == hashes[:-1]).any() or self._met(hashes):
            return False
        self._take(ids.cast(pa.large_string()), hashes)
        return True

    def _met(self, hashes: NDArray[np.int64]) -> bool:
        at = np.searchsorted(self._hashes, hashes)
        within = at < len(self._hashes)
        return bool((self._hashes[at[within]] == hashes[within]).any())

    def _take(self, texts: pa.Array, hashes: NDArray[np.int64]) -> None:
        self._texts.append(texts)
        # Two sorted runs: a stable sort merges them in one go.
        self._hashes = np.sort(np.concatenate([self._hashes, hashes]), kind="stable")


def _sorted_hashes(texts: pa.Array) -> NDArray[np.int64]:
    # Those of Python are other ones in each process: nobody can make ids that share one.
    return np.sort(np.fromiter(map(hash, texts.to_pylist()), np.int64, len(texts)))
