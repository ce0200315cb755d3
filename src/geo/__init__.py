"""Borderwatch: events, boundaries and zones of influence around Afghanistan, joined and mapped."""

from geo.boundaries import read_borders, read_units
from geo.errors import BorderwatchError
from geo.events import load_events, read_events
from geo.join import join, join_report
from geo.provenance import read_sources
from geo.zones import read_zones

__all__ = [
    "BorderwatchError",
    "join",
    "join_report",
    "load_events",
    "read_borders",
    "read_events",
    "read_sources",
    "read_units",
    "read_zones",
]
