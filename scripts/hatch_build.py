"""What goes into the wheel and the source distribution beside the library: app, data, assets.

The browser assets are third-party code, which this repository does not hold: they are taken from
``node_modules`` when a distribution is built, with their licences.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHIPPED = {
    "dashboard": "borderwatch_app",
    "geodata": "geo/_data/geodata",
    "events.geojson": "geo/_data/events.geojson",
}
"""Where what stands in a checkout lies in a wheel; ``geo.settings`` looks there."""
ASSETS = (
    "node_modules/leaflet/LICENSE",
    "node_modules/leaflet/dist/leaflet.css",
    "node_modules/leaflet/dist/leaflet.js",
    "node_modules/leaflet/package.json",
    "node_modules/vazirmatn/AUTHORS.txt",
    "node_modules/vazirmatn/OFL.txt",
    "node_modules/vazirmatn/fonts/ttf/Vazirmatn-Bold.ttf",
    "node_modules/vazirmatn/fonts/ttf/Vazirmatn-Regular.ttf",
    "node_modules/vazirmatn/package.json",
)


class AssetsMissing(Exception):
    """The browser assets are not installed, so nothing that works can be built."""


class Contents(BuildHookInterface):
    """Adds app, data and assets; an editable installation finds them in the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the files to add, or say which are not there.

        Parameters
        ----------
        version : str
            ``"editable"`` or ``"standard"``.
        build_data : dict
            Takes the files, from their paths here to those in the distribution.

        Raises
        ------
        AssetsMissing
            When an asset is not installed.
        """
        if version == "editable":
            return
        missing = [name for name in ASSETS if not Path(self.root, name).is_file()]
        if missing:
            raise AssetsMissing(
                f"{', '.join(missing)} not found. They go into the wheel with Leaflet and the font "
                "Vazirmatn: install both first with `make setup`, or with `npm ci`, then build."
            )
        if self.target_name == "wheel":
            build_data["force_include"] |= SHIPPED
            build_data["force_include"] |= {name: f"geo/_data/{name}" for name in ASSETS}
        else:
            build_data["force_include"] |= {name: name for name in ASSETS}
