"""The footer of a page: whose events, boundaries and claims it shows, of what day, and how."""

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd

from geo.drawing.paper import FOOT_LINES, Paper
from geo.drawing.type import wrap
from geo.phrases import counted
from geo.release.credits import boundary_credits, dataset_credits, layer_credits
from geo.release.withholding import aggregate_words, restricted_counts

METHOD = "Events by district (5 km off at most) and by their first day."
_BOUNDARIES = "Boundaries are simplified and imply no endorsement of any claim."
_CLAIMS = "Zones are dated claims, not facts, here of"
"""The notes of a page say both at length."""
_NAMED = 6
"""Publishers that a footer names at most."""


def footer(
    joined: gpd.GeoDataFrame,
    shown: gpd.GeoDataFrame,
    paper: Paper,
    *,
    zones: pd.DataFrame | None = None,
    layers: Sequence[str] = (),
    method: str = METHOD,
) -> list[str]:
    """Return sources, licences, boundary vintage, date of the data and the disclaimer.

    Parameters as those of :func:`geo.pages.page.blank_page`. As many publishers are named as the
    lines under a page have room for.
    """
    counts = shown["source_publisher"].value_counts()
    counts = counts[counts > 0].rename(index=str).sort_index()
    publishers = counts.sort_values(ascending=False, kind="stable").index.tolist()
    claimants = [] if zones is None else list(dict.fromkeys(zones["source_publisher"]))
    data = dataset_credits(joined)
    by_name = (shown["located_by"] == "name").any()
    placed = (
        "Some are placed by the names of their places (GeoNames, CC BY 4.0)." if by_name else ""
    )
    withheld = aggregate_words(restricted_counts(shown))
    ground = [boundary_credits(), layer_credits(layers)]
    for named in range(_NAMED, -1, -1):
        events = f"{data} Sources: {_some(publishers, named) or 'none'}."
        claims = f"{_CLAIMS} {_some(claimants, min(named, 3))}." if claimants else ""
        parts = [events, placed, withheld], ground, [_BOUNDARIES, claims, method]
        lines = [" ".join(filter(None, part)) for part in parts]
        if len(wrap(" ".join(lines), paper.width - 2 * paper.margin, paper.tiny)) <= FOOT_LINES:
            break
    return lines


def _some(publishers: list[str], named: int) -> str:
    """Return the first so many publishers in words, and how many others there are.

    >>> _some(["Dawn", "Amu TV", "RFE/RL"], 2), _some(["Dawn", "Amu TV"], 0)
    ('Dawn, Amu TV and 1 more', '2 publishers')
    """
    if len(publishers) <= named:
        return ", ".join(publishers)
    if not named:
        return counted(len(publishers), "publisher")
    return f"{', '.join(publishers[:named])} and {len(publishers) - named} more"
