"""The layers of a map, with their words, and those that show at first."""

LAYERS = {
    "countries": "Countries",
    "relief": "Relief",
    "waters": "Rivers, lakes and seas",
    "provinces": "Provinces",
    "districts": "Districts",
    "choropleth": "Counts by unit",
    "events": "Events",
    "clusters": "Clusters at low zoom",
    "washes": "Events known to an area only",
    "heat": "Heat",
    "zones": "Zones of influence",
    "borders": "Border segments",
    "corridors": "Border corridors",
    "labels": "Place names",
    "local_labels": "Names in local script",
    "graticule": "Lines of latitude and longitude",
    "tiles": "Base tiles (needs a network)",
}
"""Layers of the map by key, with the words the app shows, from the ground up."""

DEFAULT_LAYERS = (
    "countries",
    "relief",
    "waters",
    "provinces",
    "districts",
    "choropleth",
    "events",
    "clusters",
    "washes",
    "zones",
    "borders",
    "labels",
)
