"""What a pack of figures and files holds, and where it comes from: its manifest.

It names no time of writing: the same input gives the same bytes.
"""

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio

from geo.errors import FileFault
from geo.provenance import event_sources, read_sources
from geo.selection import select
from geo.view import View
from geo.withholding import released, restricted_counts

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


def manifest(
    joined: gpd.GeoDataFrame,
    views: Mapping[str, View],
    files: Mapping[str, Path],
    *,
    include: Iterable[str] = (),
) -> dict[str, Any]:
    """Return what a pack holds, as words and numbers that JSON can spell.

    Parameters
    ----------
    joined : GeoDataFrame
        Events of :func:`geo.join`, all that the pack was made of.
    views : mapping of str to View
        The view of each figure, by the figure's name.
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
    >>> content = manifest(joined, {"fall": geo.View(window=("2021-08-15", "2021-08-15"))}, {})
    >>> content["figures"]["fall"]["shown"]
    {'borderwatch': 4}
    """
    included = sorted(set(include))
    return {
        "boundaries": [asdict(source) for source in read_sources()],
        "datasets": event_sources(joined),
        "figures": {name: _figure(joined, view, included) for name, view in views.items()},
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


def _figure(joined: gpd.GeoDataFrame, view: View, include: list[str]) -> dict[str, Any]:
    """Return a figure's view and its rows by dataset; data of it lack those withheld."""
    shown = select(joined, view)
    datasets = shown["dataset"].astype("str").value_counts().sort_index()
    return {
        "view": _spelled(view),
        "events": len(shown),
        "shown": {str(name): int(count) for name, count in datasets.items()},
        "restricted": restricted_counts(shown),
        "withheld_from_data": released(shown, include)[1],
    }


def _spelled(view: View) -> dict[str, Any]:
    """Return every field of a view, dates as ISO text, as its TOML spells them."""
    content: dict[str, Any] = json.loads(json.dumps(asdict(view), default=str))
    return content


def _file(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
    except OSError as error:
        raise FileFault(f"{path} cannot be read: {error.strerror or error}.") from error
    return {"bytes": size, "sha256": digest}
