"""Borderwatch: events, boundaries and zones of influence around Afghanistan, joined and mapped."""

from typing import TYPE_CHECKING, Any

from geo.activity import border_activity, unit_activity
from geo.boundaries import read_borders, read_units
from geo.changes import change_points
from geo.compare import compare
from geo.crossings import read_crossings
from geo.distances import distance_profile
from geo.errors import BorderwatchError
from geo.events import load_events, read_events
from geo.export import write_events
from geo.join import join, join_report
from geo.names import find_places
from geo.profiles import profile
from geo.provenance import read_sources
from geo.selection import describe, select
from geo.view import View
from geo.webmap import comparison_map, webmap
from geo.zone_activity import zone_activity
from geo.zones import read_zones

if TYPE_CHECKING:
    from geo.snapshots import snapshot

__all__ = [
    "BorderwatchError",
    "View",
    "border_activity",
    "change_points",
    "compare",
    "comparison_map",
    "describe",
    "distance_profile",
    "find_places",
    "join",
    "join_report",
    "load_events",
    "profile",
    "read_borders",
    "read_crossings",
    "read_events",
    "read_sources",
    "read_units",
    "read_zones",
    "select",
    "snapshot",
    "unit_activity",
    "webmap",
    "write_events",
    "zone_activity",
]


def __getattr__(name: str) -> Any:
    """Load what draws for print when it is first asked for: it is slow to load."""
    if name == "snapshot":
        from geo.snapshots import snapshot

        return snapshot
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
