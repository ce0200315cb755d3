"""The ids that the rows of a file have had so far."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray


class Ids:
    """The ids of earlier chunks, as Arrow text: a set of Python's own takes five times the memory.

    Their sorted hashes tell at once that an id is new; where one is met again, the texts decide.
    """

    def __init__(self) -> None:
        self._texts: list[pa.Array] = []
        self._hashes = np.empty(0, dtype=np.uint64)

    def again(self, ids: pd.Series) -> NDArray[np.bool_]:
        """Return which ids an earlier chunk has, and count all as met."""
        texts = pa.array(ids, pa.large_string())
        hashes = np.sort(pd.util.hash_array(ids.to_numpy(dtype=object)))
        at = np.searchsorted(self._hashes, hashes)
        met = np.append(self._hashes, np.uint64(0))[at] == hashes
        again = np.zeros(len(ids), dtype=bool)
        if met[at < len(self._hashes)].any():
            earlier = pa.chunked_array(self._texts)
            again = pc.is_in(texts, earlier).to_numpy(zero_copy_only=False)
        self._texts.append(texts)
        # Two sorted runs: a stable sort merges them in one go.
        self._hashes = np.sort(np.concatenate([self._hashes, hashes]), kind="stable")
        return again
