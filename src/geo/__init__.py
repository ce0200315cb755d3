"""Borderwatch: events, boundaries and zones of influence around Afghanistan, joined and mapped."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from geo.activity import border_activity, unit_activity
from geo.boundaries import read_borders, read_units
from geo.changes import change_points
from geo.compare import compare
from geo.counted import read_joined
from geo.crossings import read_crossings
from geo.crosswalk import crosswalk
from geo.datasets import combine, show_once
from geo.distances import distance_profile
from geo.duplicates import duplicates
from geo.errors import BorderwatchError
from geo.export import write_events
from geo.gazetteer import locate_names
from geo.importing import Recognised, import_events, load_events, read_events, recognise
from geo.join import join, join_report
from geo.names import find_places
from geo.profiles import profile
from geo.provenance import read_sources
from geo.revisions import revisions
from geo.selection import describe, select
from geo.sources.mapping import Mapping
from geo.view import View
from geo.zone_activity import zone_activity
from geo.zones import read_zones

if TYPE_CHECKING:
    from geo.boundaries_import import import_boundaries
    from geo.briefs import make_brief
    from geo.map_document import comparison_map, webmap
    from geo.snapshots import snapshot

__all__ = [
    "BorderwatchError",
    "Mapping",
    "Recognised",
    "View",
    "border_activity",
    "change_points",
    "combine",
    "compare",
    "comparison_map",
    "crosswalk",
    "describe",
    "distance_profile",
    "duplicates",
    "find_places",
    "import_boundaries",
    "import_events",
    "join",
    "join_report",
    "load_events",
    "locate_names",
    "make_brief",
    "profile",
    "read_borders",
    "read_crossings",
    "read_events",
    "read_joined",
    "read_sources",
    "read_units",
    "read_zones",
    "recognise",
    "revisions",
    "select",
    "show_once",
    "snapshot",
    "unit_activity",
    "webmap",
    "write_events",
    "zone_activity",
]


_SLOW_TO_LOAD = {
    "comparison_map": "geo.map_document",
    "import_boundaries": "geo.boundaries_import",
    "make_brief": "geo.briefs",
    "snapshot": "geo.snapshots",
    "webmap": "geo.map_document",
}


def __getattr__(name: str) -> Any:
    """Load what draws, and what few use, when it is first asked for."""
    if name in _SLOW_TO_LOAD:
        return getattr(import_module(_SLOW_TO_LOAD[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
