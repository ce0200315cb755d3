"""What a pack of figures and files holds, and where it comes from: its manifest.

It names no time of writing: the same input gives the same bytes.
"""

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio

from geo.errors import FileFault
from geo.event_counts import number_of_events
from geo.release.credits import event_sources, read_sources
from geo.release.withholding import released, restricted_counts
from geo.view.view import View

_DRAWING = (
    "folium",
    "geopandas",
    "matplotlib",
    "pandas",
    "pyarrow",
    "pyogrio",
    "pyproj",
    "python-pptx",
    "shapely",
    "xlsxwriter",
)
RULE = (
    "Restricted events are left out of the data unless their dataset is included by name, and "
    "are known to their district only in pages and pictures."
)


@dataclass(frozen=True)
class Shown:
    """What a figure shows: its view, the events on it, the zones whose claims it draws, text."""

    view: View
    events: gpd.GeoDataFrame
    kind: str = "map"
    subtitle: str = ""
    zones: pd.DataFrame | None = None
    text: str = ""


def manifest(
    joined: gpd.GeoDataFrame,
    figures: Mapping[str, Shown],
    files: Mapping[str, Path],
    *,
    include: Iterable[str] = (),
) -> dict[str, Any]:
    """Return what a pack holds, as words and numbers that JSON can spell.

    Parameters
    ----------
    joined : GeoDataFrame
        Events of :func:`geo.join`, all that the pack was made of.
    figures : mapping of str to Shown
        What each figure shows, by the figure's name.
    files : mapping of str to Path
        The pack's files by their names in it, without the manifest itself.
    include : iterable of str
        Restricted datasets that the data hold all the same.

    Raises
    ------
    FileFault
        When a file cannot be read.

    Examples
    --------
    >>> import geo
    >>> joined = geo.join(geo.read_events(), geo.read_units(), geo.read_zones())
    >>> fall = geo.View(window=("2021-08-15", "2021-08-15"))
    >>> content = manifest(joined, {"fall": Shown(fall, geo.select(joined, fall))}, {})
    >>> content["figures"]["fall"]["shown"]
    {'borderwatch': 5}
    """
    included = sorted(set(include))
    return {
        "boundaries": [asdict(source) for source in read_sources()],
        "datasets": event_sources(joined),
        "figures": {name: _figure(shown, included) for name, shown in figures.items()},
        "files": {name: _file(path) for name, path in files.items()},
        "restricted": {
            "datasets": restricted_counts(joined),
            "included_by_name": included,
            "rule": RULE,
        },
        "versions": versions(),
    }


def manifest_text(content: Mapping[str, Any]) -> str:
    r"""Return a manifest as JSON with sorted keys, the same bytes for the same content.

    >>> manifest_text({"b": 1, "a": "ک"})
    '{\n  "a": "ک",\n  "b": 1\n}\n'
    """
    return json.dumps(content, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def versions() -> dict[str, str]:
    """Return the versions of Borderwatch, Python, GDAL and the libraries that draw and write."""
    named = {name: version(name) for name in ("borderwatch", *_DRAWING)}
    return {**named, "gdal": pyogrio.__gdal_version_string__, "python": platform.python_version()}


def _figure(figure: Shown, include: list[str]) -> dict[str, Any]:
    """Return a figure's view, its events by dataset, and who claims its zones.

    Data of it lack the rows withheld.
    """
    claims = [] if figure.zones is None else _claims(figure.zones)
    return {
        "kind": figure.kind,
        "subtitle": figure.subtitle,
        "text": figure.text,
        "view": _spelled(figure.view),
        **numbers_of(figure.events),
        "zones": claims,
        "restricted": restricted_counts(figure.events),
        "withheld_from_data": released(figure.events, include)[1],
    }


def numbers_of(events: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return the events and rows of a figure, and its events by dataset."""
    names = events["dataset"].astype("str")
    datasets = events.groupby(names)["event_count"].sum().sort_index()
    return {
        "events": number_of_events(events),
        "rows": len(events),
        "shown": {str(name): int(count) for name, count in datasets.items()},
    }


def _claims(zones: pd.DataFrame) -> list[Any]:
    """Return the sources of zones, null where a source does not say."""
    cells = zones.sort_values("zone_id")[
        ["zone_id", "group", "name", "source_publisher", "source_title", "source_url"]
    ].astype(object)
    return list(cells.where(cells.notna(), None).to_dict("records"))


def _spelled(view: View) -> dict[str, Any]:
    """Return every field of a view, dates as ISO text, as its TOML spells them."""
    fields = {**asdict(view), "area": view.area and view.area.text}
    content: dict[str, Any] = json.loads(json.dumps(fields, default=str))
    return content


def _file(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
    except OSError as error:
        raise FileFault(f"{path} cannot be read: {error.strerror or error}.") from error
    return {"bytes": size, "sha256": digest}
