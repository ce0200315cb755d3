"""From a view to one self-contained map document, made with folium.

The document holds Leaflet, our own script, boundaries, zones and events as typed columns, its
own date slider and play button. It asks no host for anything: its content policy forbids it.
The app holds the same document in a sandboxed frame and hands it the events as a buffer.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
from branca.element import Figure, MacroElement
from jinja2 import Template
from markupsafe import escape

from geo.boundaries.units import DISCLAIMER
from geo.files.writing import write_whole
from geo.gazetteer.actors import with_parts
from geo.release.credits import boundary_credits, dataset_credits, layer_credits
from geo.release.withholding import aggregate_words, public, restricted_counts
from geo.terrain.relief import relief_file
from geo.view.extent import check_places, resolve, whole_words
from geo.view.sentence import filter_words
from geo.view.view import View
from geo.vocabulary import CLAIMS
from geo.webmap.change import compared_settings
from geo.webmap.event_columns import event_columns
from geo.webmap.ground_columns import TILES, ground_columns, water_columns
from geo.webmap.own_area import area_settings
from geo.webmap.parts import armoured, leaflet, script_json, scripts, styles

SINGLE, COMPARISON = ("map",), ("a", "b", "change")
"""The maps of a document: one, or two windows and the change between them."""


@dataclass(frozen=True)
class MapDocument:
    """One HTML document; :meth:`save` writes it whole or not at all."""

    html: str

    def save(self, path: str | Path) -> Path:
        """Write the document and return its path."""
        path = Path(path)
        with write_whole(path) as part:
            part.write_text(self.html, "utf-8")
        return path


def webmap(
    joined: gpd.GeoDataFrame,
    view: View | None = None,
    *,
    marking: str = "",
    subtitle: str = "",
) -> MapDocument:
    """Return the view as one HTML document that opens from disk, with its own date slider.

    Parameters
    ----------
    joined : GeoDataFrame
        Events of :func:`geo.join`. All of them go in; the view says what shows first. Events of
        restricted datasets go in known to their district only
        (:func:`geo.release.withholding.public`).
    view : View, optional
        What shows first; by default ``View()``, all dates.
    marking : str, default ""
        Handling marking, shown at top and bottom.
    subtitle : str, default ""
        A sentence under the title, which stands whatever the slider shows.

    Returns
    -------
    MapDocument
        Its ``html``, and ``save(path)``.

    Raises
    ------
    UnknownName
        When the extent or a border segment names nothing.
    AssetMissing
        When Leaflet is not installed.

    Examples
    --------
    >>> import geo
    >>> joined = geo.join(geo.read_events(), geo.read_units(), geo.read_zones())
    >>> page = webmap(joined, geo.View(window=("2021-06-01", "2021-08-15"), extent="AF-BDS"))
    >>> "<script src" in page.html
    False
    """
    return _export(joined, view or View(), (marking, subtitle), SINGLE)


def comparison_map(
    joined: gpd.GeoDataFrame,
    view: View | None = None,
    *,
    marking: str = "",
    subtitle: str = "",
) -> MapDocument:
    """Return one document with the maps of two windows, locked together, and of their change.

    Parameters
    ----------
    joined : GeoDataFrame
        Events of :func:`geo.join`, EPSG:4326; restricted ones as in :func:`webmap`.
    view : View, optional
        Its ``window_a`` and ``window_b`` are compared; by default those of ``View()``.
    marking : str, default ""
        Handling marking, shown at top and bottom.
    subtitle : str, default ""
        A sentence under the title.

    Returns
    -------
    MapDocument
        Its ``html``, and ``save(path)``.

    Raises
    ------
    UnknownName, AssetMissing
        As :func:`webmap`.

    See Also
    --------
    geo.compare : The same comparison as a table.

    Examples
    --------
    >>> import geo
    >>> joined = geo.join(geo.read_events(), geo.read_units(), geo.read_zones())
    >>> "<script src" in comparison_map(joined).html
    False
    """
    view = view or View()
    # As in the document: a restricted event is known to its district only.
    compared = compared_settings(public(joined) if view.area else joined, view)
    return _export(joined, view, (marking, subtitle), COMPARISON, comparison=compared)


INTERACTIVE = {"map": webmap, "comparison": comparison_map}
"""The kinds of pages that are also maps to work with, and how these are made."""


def frame_document(panes: tuple[str, ...] = SINGLE) -> str:
    """Return the document that the app holds in its frame: no events, no layer list."""
    data = {"bw-ground": ground_columns(), **_terrain(View())}
    return _document(View(), data, embedded=True, panes=panes)


def view_settings(view: View) -> dict[str, Any]:
    """Return a view as the document's script takes it."""
    settings = asdict(view)
    for name in ("window", "window_a", "window_b"):
        settings[name] = [str(day) for day in settings[name]]
    settings["bounds"] = resolve(view.extent)
    settings["actors"] = with_parts(view.actors)
    # Of what a click on the map changes, the script says itself.
    settings["filter_words"] = filter_words(replace(view, hidden_types=(), alone=""))
    settings["area"] = area_settings(view.area)
    return settings


def _export(
    joined: gpd.GeoDataFrame,
    view: View,
    words: tuple[str, str],
    panes: tuple[str, ...],
    **options: Any,
) -> MapDocument:
    """Return a document for others: of restricted events it holds only what their district has."""
    check_places(view)
    columns = {
        "bw-ground": ground_columns(),
        **_terrain(view),
        "bw-events": event_columns(public(joined), texts=True),
    }
    notes = (dataset_credits(joined), aggregate_words(restricted_counts(joined)))
    parts = _document(
        view, columns, embedded=False, words=words, panes=panes, notes=notes, **options
    )
    return MapDocument(parts)


def _terrain(view: View) -> dict[str, bytes]:
    """Return relief and waters where a view shows them: a document is to be no larger than that."""
    parts = {"relief": relief_file().read_bytes(), "waters": water_columns()}
    return {f"bw-{layer}": data for layer, data in parts.items() if layer in view.layers}


class _Document(MacroElement):
    """Style, script, panels and data around the folium map."""

    _template = Template(
        resources.files("geo.webmap").joinpath("assets/document.html").read_text("utf-8")
    )

    def __init__(self, **parts: Any) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no types here
        self._name = "Borderwatch"
        self._id = "document"
        self.parts = parts


def _document(
    view: View,
    data: Mapping[str, bytes],
    *,
    embedded: bool,
    words: tuple[str, str] = ("", ""),
    panes: tuple[str, ...] = SINGLE,
    notes: tuple[str, ...] = (),
    **more: Any,
) -> str:
    """Return the document as text; ``words`` are its marking and what stands under its title."""
    marking, subtitle = words
    # The app says beside its map what it counts.
    options = {"embedded": embedded, "counted": "" if embedded else whole_words(view), **more}
    figure = Figure()
    figure._id = "figure"
    maps = {pane: _bare_map(pane) for pane in panes}
    for one in maps.values():
        one.add_to(figure)
    parts = _Document(
        maps={pane: one.get_name() for pane, one in maps.items()},
        leaflet_css=leaflet("leaflet.css"),
        leaflet_js=leaflet("leaflet.js"),
        css=styles(),
        js=scripts(),
        data={key: armoured(value) for key, value in data.items()},
        settings=script_json(view_settings(view)),
        options=script_json(options),
        embedded=embedded,
        title=escape(view.title),
        marking=escape(marking),
        subtitle=escape(subtitle),
        credits=[escape(line) for line in (*notes, *_credits(view)) if line],
        tile_host=TILES["host"] if "tiles" in view.layers or embedded else "",
        page_title=escape(view.title or "Borderwatch map"),
    )
    parts.add_to(figure)
    return _for_all(str(figure.render()))


def _for_all(html: str) -> str:
    """Return the document with its language named, and free to be enlarged on a phone."""
    named = html.replace("<html>", '<html lang="en">', 1)
    return re.sub(r",\s*maximum-scale=1.0,\s*user-scalable=no", "", named)


def _bare_map(name: str) -> folium.Map:
    """Return a folium map that links to nothing: what it needs is in the document."""
    bare = folium.Map(tiles=None, zoom_control=True, attributionControl=True, zoom_snap=0.25)
    bare.default_js, bare.default_css = [], []
    bare._id = name
    return bare


def _credits(view: View) -> list[str]:
    claims = f"{CLAIMS} Every event names its source."
    return [boundary_credits(), layer_credits(view.layers), DISCLAIMER, claims]
