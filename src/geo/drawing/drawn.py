"""What a map came to hold."""

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.geodesy import Floats
from geo.vocabulary import EVENT_TYPES

_FLAGS = (
    "hollow",
    "areas",
    "unclaimed",
    "flags",
    "own_area",
    "corridors",
    "borders",
    "crossings",
)
"""What a map holds or does not."""


@dataclass
class Drawn:
    """What a map came to hold: the legend lists this and nothing else."""

    breaks: tuple[int, ...] = ()
    classes: set[int] = field(default_factory=set)
    types: list[str] = field(default_factory=list)
    hollow: bool = False
    areas: bool = False
    zones: gpd.GeoDataFrame | None = None
    unclaimed: bool = False
    """Whether ground shows for which no claim was collected."""
    outlines: set[str] = field(default_factory=set)
    """Confidences of the zones whose outline shows."""
    flags: bool = False
    """Whether the name of a zone carries the mark of a rival claim."""
    own_events: list[str] = field(default_factory=list)
    """Datasets of one's own that the map rings events of."""
    own_area: bool = False
    """Whether some of the view's own area shows."""
    corridors: bool = False
    borders: bool = False
    crossings: bool = False
    marks: Floats = field(default_factory=lambda: np.empty((0, 3)))
    """Places and radii of marks, in metres and points: names give way to them."""
    numbers: list[tuple[float, float, int, str]] = field(default_factory=list)
    """Places of the numbers of events known to an area only, the numbers, and what follows them."""
    corridor_names: list[tuple[float, float, str]] = field(default_factory=list)
    """Places and words of the corridors' widths."""
    unnumbered: int = 0
    """Events known to an area that had no room for its number."""

    def add(self, other: "Drawn") -> None:
        """Add what another map of the same ground came to hold, for a legend of both."""
        self.breaks = other.breaks or self.breaks
        self.classes |= other.classes
        self.outlines |= other.outlines
        kinds = {*self.types, *other.types}
        self.types = [kind.key for kind in EVENT_TYPES if kind.key in kinds]
        self.own_events = sorted({*self.own_events, *other.own_events})
        for name in _FLAGS:
            setattr(self, name, getattr(self, name) or getattr(other, name))
        if other.zones is not None:
            both = other.zones if self.zones is None else pd.concat([self.zones, other.zones])
            self.zones = both.drop_duplicates("zone_id")
