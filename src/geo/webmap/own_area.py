"""An area of one's own as the map document's script takes it."""

from typing import Any

import numpy as np
import shapely

from geo.boundaries.units import read_units
from geo.view.area import Area
from geo.view.area_ground import (
    AREA_WORDS,
    CORNERS,
    CUT,
    INSIDE,
    NAMED,
    SLIVER,
    area_name,
    area_steps,
    area_words,
    unit_ids,
    unit_status,
)

OWN_AREA = {"sliver": SLIVER, "corners": CORNERS, "named": NAMED, "templates": AREA_WORDS}
"""What the script needs to make an area of what is drawn on the map."""


def area_settings(area: Area | None) -> dict[str, Any] | None:
    """Return an area's words, ground and units; None for none.

    Returns
    -------
    dict
        ``kind``, ``name``, ``words`` and ``text``; ``rings`` (longitude and latitude in steps, one
        after another) or, of units, their positions as ``members``; the positions of the units
        that lie ``inside`` it and of those that are ``cut`` by it.

    Raises
    ------
    UnknownName
        When the area names a unit that the boundaries do not have.
    """
    if area is None:
        return None
    status = unit_status(area).to_numpy()
    settings: dict[str, Any] = {
        "kind": area.kind,
        "name": area_name(area),
        "words": area_words(area),
        "text": area.text,
        "inside": np.flatnonzero(status == INSIDE).tolist(),
        "cut": np.flatnonzero(status == CUT).tolist(),
    }
    if area.kind == "units":
        members = read_units()["unit_id"].isin(unit_ids(area))
        return {**settings, "members": np.flatnonzero(members).tolist()}
    rings = shapely.get_rings(shapely.get_parts(area_steps(area)))
    return {**settings, "rings": [_flat(ring) for ring in rings]}


def _flat(ring: Any) -> list[int]:
    """Return the places of a closed ring one after another, the first not again at the end."""
    return shapely.get_coordinates(ring)[:-1].astype(int).ravel().tolist()
