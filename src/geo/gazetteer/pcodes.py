"""Place events by OCHA p-codes, checked against the names beside them.

Two numberings of Afghan p-codes circulate, and each gives the codes of the other to other units.
OCHA COD-AB's counts, and only where the row's own names do not say that another unit is meant.
"""

import numpy as np
import pandas as pd

from geo.boundaries.units import read_units
from geo.gazetteer.geocode import LOCATED_COLUMNS
from geo.gazetteer.search import same_names
from geo.gazetteer.unit_points import inside
from geo.settings import kept_by_boundaries

PCODED = ("pcode", "admin1", "admin2")


def locate_pcodes(frame: pd.DataFrame) -> pd.DataFrame:
    """Return where the units of p-codes lie, on the same index.

    Parameters
    ----------
    frame : DataFrame
        Columns ``pcode``, ``admin1`` and ``admin2`` (names in any spelling); cells may be null.

    Returns
    -------
    DataFrame
        ``longitude`` and ``latitude`` (EPSG:4326) of a point inside the unit, ``geo_precision``:
        its level; and ``reason`` in words. NaN and null, with the reason, where no unit has the
        code, or where the row calls its unit as another one is called.

    Examples
    --------
    >>> codes = pd.DataFrame(
    ...     {"pcode": ["AF1901", "AF1701"], "admin1": "Kunduz", "admin2": "Kunduz"}
    ... )
    >>> located = locate_pcodes(codes)
    >>> located["geo_precision"].tolist(), located["reason"].tolist()[1]
    (['district', nan], "'AF1701' is Fayzabad in OCHA COD-AB, not 'Kunduz'")
    """
    names = frame.reindex(columns=list(PCODED)).astype("str")
    names = names.apply(lambda column: column.str.strip()).fillna("")
    which, distinct = pd.factorize(pd.MultiIndex.from_frame(names))
    located = pd.DataFrame([_locate(*keys) for keys in distinct], columns=LOCATED_COLUMNS)
    located = located.astype({"geo_precision": "str", "reason": "str"})
    return located.iloc[which].set_axis(frame.index)


def _locate(pcode: str, admin1: str, admin2: str) -> tuple[float, float, str | None, str]:
    unit = _coded().get(pcode.upper())
    if unit is None:
        return np.nan, np.nan, None, f"no unit has the p-code {pcode!r} in OCHA COD-AB"
    unit_id, name, level, parent_id = unit
    own, above = (admin2, admin1) if level == "district" else (admin1, "")
    for said, meant, of_level in ((own, unit_id, level), (above, parent_id, "province")):
        if _means_another(said, meant, of_level):
            return np.nan, np.nan, None, f"{pcode!r} is {name} in OCHA COD-AB, not {said!r}"
    longitude, latitude = inside(unit_id)
    return longitude, latitude, level, f"{pcode!r}: a point inside the {level} {name}"


def _means_another(name: str, unit_id: str, level: str) -> bool:
    """Return whether a name is that of other units of a level; one that nobody has is not."""
    hits = same_names(name) if name else pd.DataFrame()
    if hits.empty:
        return False
    named = hits.loc[hits["kind"] == level, "unit_id"]
    return len(named) > 0 and unit_id not in set(named)


@kept_by_boundaries(1)
def _coded() -> dict[str, tuple[str, str, str, str]]:
    """Return id, name, level and parent of each unit by its p-code; no country, which has none."""
    units = read_units()
    coded = units[units["ocha_pcode"].notna() & (units["level"] != "country")]
    rows = coded[["ocha_pcode", "unit_id", "name", "level", "parent_id"]]
    return {code: rest for code, *rest in rows.itertuples(index=False)}
