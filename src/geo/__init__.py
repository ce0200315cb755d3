"""Borderwatch: events, boundaries and zones of influence around Afghanistan, joined and mapped."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from geo.analysis.activity import border_activity, unit_activity
from geo.analysis.change_points import change_points
from geo.analysis.compare import compare
from geo.analysis.distances import distance_profile
from geo.analysis.duplicates import duplicates
from geo.analysis.profile import profile
from geo.analysis.revisions import revisions
from geo.analysis.show_once import show_once
from geo.analysis.zone_activity import zone_activity
from geo.boundaries.crossings import read_crossings
from geo.boundaries.crosswalk import crosswalk, share_counts
from geo.boundaries.units import read_borders, read_units
from geo.boundaries.zones import read_zones
from geo.doors import takes_events
from geo.errors import BorderwatchError
from geo.events.datasets import as_events, combine
from geo.events.mapping import Mapping
from geo.events.reading import Recognised, import_events, read_events, recognise
from geo.export.export import write_events
from geo.gazetteer.geocode import locate_names
from geo.gazetteer.search import find_places
from geo.join.join import join
from geo.join.report import join_report
from geo.join.streamed import read_joined
from geo.release.credits import read_sources
from geo.view.area import Area
from geo.view.area_file import read_area
from geo.view.select import select
from geo.view.sentence import describe
from geo.view.view import View
from geo.watchlist.watch import watch

if TYPE_CHECKING:
    from geo.boundaries.importing.layer import import_boundaries
    from geo.briefs.pack import make_brief
    from geo.cluster.connection import on_cluster
    from geo.pages.snapshot import snapshot
    from geo.webmap.document import comparison_map, webmap

__all__ = [
    "Area",
    "BorderwatchError",
    "Mapping",
    "Recognised",
    "View",
    "as_events",
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
    "locate_names",
    "make_brief",
    "on_cluster",
    "profile",
    "read_area",
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
    "share_counts",
    "show_once",
    "snapshot",
    "unit_activity",
    "watch",
    "webmap",
    "write_events",
    "zone_activity",
]


# The room of the map document bears the name of a function: loaded first, it leaves the name free.
import_module("geo.webmap")
del globals()["webmap"]

# Whoever comes from outside comes through a door; the library itself calls what stands behind it.
border_activity = takes_events(border_activity)
combine = takes_events(combine)
compare = takes_events(compare)
describe = takes_events(describe)
distance_profile = takes_events(distance_profile)
duplicates = takes_events(duplicates)
join = takes_events(join)
join_report = takes_events(join_report)
profile = takes_events(profile)
revisions = takes_events(revisions, frames=2)
select = takes_events(select)
show_once = takes_events(show_once)
unit_activity = takes_events(unit_activity)
watch = takes_events(watch)
write_events = takes_events(write_events)
zone_activity = takes_events(zone_activity)

LOADED_LATE = {
    "comparison_map": "geo.webmap.document",
    "import_boundaries": "geo.boundaries.importing.layer",
    "make_brief": "geo.briefs.pack",
    "on_cluster": "geo.cluster.connection",
    "snapshot": "geo.pages.snapshot",
    "webmap": "geo.webmap.document",
}
_TAKE_EVENTS = ("comparison_map", "snapshot", "webmap")


def __getattr__(name: str) -> Any:
    """Load what draws, and what few use, when it is first asked for."""
    if name in LOADED_LATE:
        found = getattr(import_module(LOADED_LATE[name]), name)
        return takes_events(found) if name in _TAKE_EVENTS else found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
