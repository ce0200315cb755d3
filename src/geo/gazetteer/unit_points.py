"""What each unit is called beside its parent, and a point inside it."""

import shapely

from geo.boundaries.units import read_units
from geo.settings import kept_by_boundaries


@kept_by_boundaries(4)
def unit_titles() -> dict[str, str]:
    """Return the name of each unit with that of its parent."""
    units = read_units()
    names = dict(zip(units["unit_id"], units["name"], strict=True))
    return {
        unit: f"{name}, {names[parent]}" if isinstance(parent, str) else name
        for unit, name, parent in zip(
            units["unit_id"], units["name"], units["parent_id"], strict=True
        )
    }


@kept_by_boundaries(4)
def parents() -> dict[str, str]:
    """Return the id of the unit that each lies in."""
    units = read_units()
    return dict(zip(units["unit_id"], units["parent_id"], strict=True))


@kept_by_boundaries(4096)
def inside(unit_id: str) -> tuple[float, float]:
    """Return a point inside a unit, EPSG:4326."""
    units = read_units()
    shape = units.geometry[units["unit_id"] == unit_id].iloc[0]
    point = shapely.point_on_surface(shape)
    return round(point.x, 5), round(point.y, 5)
