"""Borderwatch: events, boundaries and zones of influence around Afghanistan, joined and mapped."""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo.analysis.activity import (
        border_activity as border_activity,
    )
    from geo.analysis.activity import (
        unit_activity as unit_activity,
    )
    from geo.analysis.change_points import change_points as change_points
    from geo.analysis.compare import compare as compare
    from geo.analysis.distances import distance_profile as distance_profile
    from geo.analysis.duplicates import duplicates as duplicates
    from geo.analysis.profile import profile as profile
    from geo.analysis.revisions import revisions as revisions
    from geo.analysis.show_once import show_once as show_once
    from geo.analysis.zone_activity import zone_activity as zone_activity
    from geo.boundaries.crossings import read_crossings as read_crossings
    from geo.boundaries.crosswalk import crosswalk as crosswalk
    from geo.boundaries.crosswalk import share_counts as share_counts
    from geo.boundaries.importing.layer import import_boundaries as import_boundaries
    from geo.boundaries.units import read_borders as read_borders
    from geo.boundaries.units import read_units as read_units
    from geo.boundaries.zones import read_zones as read_zones
    from geo.briefs.pack import make_brief as make_brief
    from geo.cluster.connection import on_cluster as on_cluster
    from geo.errors import BorderwatchError as BorderwatchError
    from geo.events.datasets import as_events as as_events
    from geo.events.datasets import combine as combine
    from geo.events.mapping import Mapping as Mapping
    from geo.events.reading import (
        Recognised as Recognised,
    )
    from geo.events.reading import (
        import_events as import_events,
    )
    from geo.events.reading import (
        read_events as read_events,
    )
    from geo.events.reading import (
        recognise as recognise,
    )
    from geo.export.export import write_events as write_events
    from geo.gazetteer.geocode import locate_names as locate_names
    from geo.gazetteer.search import find_places as find_places
    from geo.join.join import join as join
    from geo.join.report import join_report as join_report
    from geo.join.streamed import read_joined as read_joined
    from geo.motion.animate import animate as animate
    from geo.pages.snapshot import snapshot as snapshot
    from geo.release.credits import read_sources as read_sources
    from geo.view.area import Area as Area
    from geo.view.area_file import read_area as read_area
    from geo.view.select import select as select
    from geo.view.sentence import describe as describe
    from geo.view.view import View as View
    from geo.watchlist.watch import watch as watch
    from geo.webmap.document import comparison_map as comparison_map
    from geo.webmap.document import webmap as webmap
    from geo.workspace.workspace import open_workspace as open_workspace

HOMES = {
    "Area": "geo.view.area",
    "BorderwatchError": "geo.errors",
    "Mapping": "geo.events.mapping",
    "Recognised": "geo.events.reading",
    "View": "geo.view.view",
    "animate": "geo.motion.animate",
    "as_events": "geo.events.datasets",
    "border_activity": "geo.analysis.activity",
    "change_points": "geo.analysis.change_points",
    "combine": "geo.events.datasets",
    "compare": "geo.analysis.compare",
    "comparison_map": "geo.webmap.document",
    "crosswalk": "geo.boundaries.crosswalk",
    "describe": "geo.view.sentence",
    "distance_profile": "geo.analysis.distances",
    "duplicates": "geo.analysis.duplicates",
    "find_places": "geo.gazetteer.search",
    "import_boundaries": "geo.boundaries.importing.layer",
    "import_events": "geo.events.reading",
    "join": "geo.join.join",
    "join_report": "geo.join.report",
    "locate_names": "geo.gazetteer.geocode",
    "make_brief": "geo.briefs.pack",
    "on_cluster": "geo.cluster.connection",
    "open_workspace": "geo.workspace.workspace",
    "profile": "geo.analysis.profile",
    "read_area": "geo.view.area_file",
    "read_borders": "geo.boundaries.units",
    "read_crossings": "geo.boundaries.crossings",
    "read_events": "geo.events.reading",
    "read_joined": "geo.join.streamed",
    "read_sources": "geo.release.credits",
    "read_units": "geo.boundaries.units",
    "read_zones": "geo.boundaries.zones",
    "recognise": "geo.events.reading",
    "revisions": "geo.analysis.revisions",
    "select": "geo.view.select",
    "share_counts": "geo.boundaries.crosswalk",
    "show_once": "geo.analysis.show_once",
    "snapshot": "geo.pages.snapshot",
    "unit_activity": "geo.analysis.activity",
    "watch": "geo.watchlist.watch",
    "webmap": "geo.webmap.document",
    "write_events": "geo.export.export",
    "zone_activity": "geo.analysis.zone_activity",
}
"""In which module each public name is defined. It is loaded when the name is first asked for: a
command waits for what it needs and for nothing else."""
__all__ = list(HOMES)
_FRAMES = {
    "border_activity": 1,
    "combine": 1,
    "compare": 1,
    "comparison_map": 1,
    "describe": 1,
    "distance_profile": 1,
    "duplicates": 1,
    "join": 1,
    "join_report": 1,
    "profile": 1,
    "revisions": 2,
    "select": 1,
    "show_once": 1,
    "snapshot": 1,
    "unit_activity": 1,
    "watch": 1,
    "webmap": 1,
    "write_events": 1,
    "zone_activity": 1,
}
"""How many frames of events the first arguments of a function are. Whoever comes from outside comes
through a door, which looks at them; the library itself calls what stands behind it."""


class _Library(ModuleType):
    """The package itself: a room that bears the name of a function leaves the name to it."""

    def __setattr__(self, name: str, value: object) -> None:
        if name not in HOMES or not isinstance(value, ModuleType):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Library


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for."""
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    public = getattr(import_module(HOMES[name]), name)
    if name in _FRAMES:
        from geo.doors import takes_events

        public = takes_events(public, frames=_FRAMES[name])
    globals()[name] = public
    return public


def __dir__() -> list[str]:
    """Return the public names, also those that are not loaded yet."""
    return sorted({*globals(), *HOMES})
