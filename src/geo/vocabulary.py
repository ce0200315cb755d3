"""The words, colours and shapes that the map document's script takes from the one table of them."""

from dataclasses import asdict
from typing import Any

from geo import symbols
from geo.view import ALL_DATES, COUNT_LEVELS, LAYERS, MEASURES
from geo.withholding import PREFIX

TILES = {
    "host": "https://tile.openstreetmap.org",
    "url": "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
    "attribution": "© OpenStreetMap contributors",
}
"""Base tiles, asked for only where the layer is switched on."""


def vocabulary() -> dict[str, Any]:
    """Return what the script knows beside the data."""
    return {
        "families": [asdict(family) for family in symbols.FAMILIES],
        "types": [asdict(kind) for kind in symbols.EVENT_TYPES],
        "precisions": list(symbols.GEO_PRECISIONS),
        "verified": list(symbols.VERIFIED),
        "verified_words": symbols.VERIFIED,
        "countries": list(symbols.COUNTRY_LABELS),
        "statuses": {
            key: {"label": label, "angles": list(angles)}
            for key, (label, angles) in symbols.STATUSES.items()
        },
        "all_dates": [str(day) for day in ALL_DATES],
        "layers": LAYERS,
        "measures": MEASURES,
        "count_levels": COUNT_LEVELS,
        "tiles": TILES,
        "withheld": PREFIX,
        "change": {
            "breaks": symbols.CHANGE_BREAKS,
            "labels": symbols.CHANGE_LABELS,
            "colours": symbols.CHANGE_SCALE,
            "small": symbols.SMALL_NUMBER,
        },
        "words": {
            "scale": symbols.COUNT_SCALE,
            "zero": symbols.ZERO_COLOUR,
            "neighbour": symbols.NEIGHBOUR_COLOUR,
            "wash": symbols.WASH_COLOUR,
            "ramp": [_rgb(colour) for colour in symbols.COUNT_SCALE[1:]],
        },
    }


def _rgb(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
