"""Which units lie beside each other."""

from typing import Any

import numpy as np
import shapely

from geo.boundaries.units import read_units
from geo.schema import LEVELS


def neighbours(by: str, ids: tuple[str, ...]) -> Any:
    """Return which of some units touch, as 1 and 0.

    Parameters
    ----------
    by : str
        A level of units; of anything else none lies beside another.
    ids : tuple of str
        Their ids.

    Returns
    -------
    scipy.sparse.csr_array of float, shape (units, units)
        Symmetric, without a unit beside itself.

    Examples
    --------
    >>> neighbours("province", ("AF-BDS", "AF-TAK", "AF-HEL")).toarray().astype(int).tolist()
    [[0, 1, 0], [1, 0, 0], [0, 0, 0]]
    """
    from scipy.sparse import csr_array  # slow to load

    left = right = np.array([], dtype=np.int64)
    if by in LEVELS:
        shapes = read_units().set_index("unit_id")["geometry"].reindex(list(ids)).to_numpy()
        left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    others = left != right
    pairs = left[others], right[others]
    return csr_array((np.ones(len(pairs[0])), pairs), shape=(len(ids), len(ids)))
