"""What a map came to hold."""

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np

from geo.geodesy import Floats


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
