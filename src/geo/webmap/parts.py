"""The parts of a map document as text: its script, its styles, and data that may stand in HTML."""

import base64
import gzip
import json
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

from geo import palette
from geo.errors import AssetMissing
from geo.settings import ASSETS
from geo.webmap.ground_columns import COLOURS

SCRIPTS = (
    "data",
    "words",
    "model",
    "surface",
    "terrain",
    "ground",
    "pictures",
    "marks",
    "areas",
    "claims",
    "zones",
    "names",
    "histogram",
    "play",
    "timebar",
    "tabs",
    "legend",
    "layers",
    "cards",
    "zonepanel",
    "grid",
    "ownarea",
    "places",
    "pointer",
    "drawarea",
    "tools",
    "main",
    "choices",
    "compare",
)
"""The modules of the script, each before those that use it as they are read."""


def scripts() -> str:
    """Return the document's own script."""
    return "\n".join(_asset(f"{name}.js") for name in SCRIPTS)


def styles() -> str:
    """Return the document's style sheet."""
    return f"{_variables()}\n{_asset('document.css')}"


def _variables() -> str:
    """Return the colours as variables of a style sheet; the map's stay in the dark."""
    light = COLOURS | {"sheet": palette.PAPER, "pen": palette.INK}
    return (
        f":root {{ color-scheme: light dark; {_listed(light)} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ {_listed(palette.DARK)} }} }}"
    )


def _listed(colours: Mapping[str, str]) -> str:
    return " ".join(f"--{name}: {colour};" for name, colour in colours.items())


def armoured(data: bytes) -> str:
    """Return bytes as text that may stand in HTML; the same bytes give the same text."""
    # Measured on the ground: the highest level takes twice the time for a hundredth less.
    return base64.b64encode(gzip.compress(data, compresslevel=6, mtime=0)).decode()


def script_json(content: Any) -> str:
    """Return JSON that cannot end the script element it stands in."""
    text = json.dumps(content, ensure_ascii=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@lru_cache
def _asset(name: str) -> str:
    return resources.files("geo.webmap").joinpath(f"assets/{name}").read_text("utf-8")


@lru_cache
def leaflet(name: str) -> str:
    """Return a file of Leaflet."""
    path = ASSETS / "leaflet" / "dist" / name
    if not path.exists():
        raise AssetMissing(
            f"{path} is missing. In a checkout `make setup` installs Leaflet; elsewhere install "
            "Borderwatch again."
        )
    return path.read_text("utf-8")
