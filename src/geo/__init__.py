"""Borderwatch: events, boundaries and zones of influence around Afghanistan, joined and mapped."""

from geo.boundaries import read_borders, read_units
from geo.errors import BorderwatchError
from geo.events import load_events, read_events
from geo.export import write_events
from geo.join import join, join_report
from geo.names import find_places
from geo.profiles import profile
from geo.provenance import read_sources
from geo.selection import describe, select
from geo.view import View
from geo.webmap import webmap
from geo.zones import read_zones

__all__ = [
    "BorderwatchError",
    "View",
    "describe",
    "find_places",
    "join",
    "join_report",
    "load_events",
    "profile",
    "read_borders",
    "read_events",
    "read_sources",
    "read_units",
    "read_zones",
    "select",
    "webmap",
    "write_events",
]
