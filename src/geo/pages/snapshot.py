"""A view as a page that can be handed over, in any of its kinds, on a sheet of paper."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import geopandas as gpd

from geo.drawing.paper import paper_of
from geo.drawing.style import in_style
from geo.errors import UnknownName
from geo.pages.chart_page import distance_page, heat_map_page, over_time_page, zones_page
from geo.pages.comparison_page import comparison_page
from geo.pages.map_page import map_page
from geo.pages.output import write_page
from geo.pages.own_text import with_room, with_text
from geo.pages.page import Page
from geo.pages.table_page import changes_page, events_page
from geo.pages.titles import default_title
from geo.pages.watch_page import watch_page
from geo.release.withholding import public
from geo.view.extent import check_places
from geo.view.view import View

KINDS: dict[str, Callable[..., Page]] = {
    "map": map_page,
    "comparison": comparison_page,
    "over_time": over_time_page,
    "heat_map": heat_map_page,
    "distance": distance_page,
    "zones": zones_page,
    "events": events_page,
    "changes": changes_page,
    "watch": watch_page,
}
"""What a page can show, by key."""
KIND_LABELS = {
    "map": "Map",
    "comparison": "Comparison of two windows",
    "over_time": "Events over time by border",
    "heat_map": "Border by period",
    "distance": "Events by distance from a border",
    "zones": "Zones in time",
    "events": "Table of events",
    "changes": "Table of changes",
    "watch": "Watch list",
}
COMPARING = ("comparison", "changes")
"""The kinds that show the windows A and B."""
BY_UNIT = ("watch",)
"""The kinds of one window that count by what windows are compared by."""
WORDED = ("events",)
"""The kinds that show the events' words."""


def snapshot(
    joined: gpd.GeoDataFrame,
    view: View,
    path: str | Path,
    *,
    kind: str = "map",
    paper: str = "16:9",
    dpi: int = 150,
    marking: str = "",
    subtitle: str = "",
) -> Path:
    """Draw a view on a sheet of paper and write it as PNG, SVG, PDF or PPTX; return the path.

    The same input gives the same bytes. Maps are in Lambert's azimuthal equal-area projection
    about the middle of the extent, where the scale bar is true. Restricted events are drawn as
    known to their district only.

    Parameters
    ----------
    joined : GeoDataFrame
        Events of :func:`geo.join`, or those of :func:`geo.read_joined` for kinds without words.
    view : View
        Its window, filters, layers, extent and title; without a title one says what the page
        shows, where and when. Tiles, heat and clusters are the screen's
        only.
    path : str or Path
        Ends in .png, .svg, .pdf or .pptx: one slide with editable texts and notes.
    kind : str, default "map"
        A key of :data:`KINDS`.
    paper : str, default "16:9"
        A key of :data:`geo.drawing.paper.PAPERS`.
    dpi : int, default 150
        Dots to an inch, of PNG.
    marking : str, default ""
        Handling marking, top and bottom.
    subtitle : str, default ""
        Under the title; when empty a sentence says what is shown, on maps that of
        :func:`geo.describe`.

    Returns
    -------
    Path
        The file that was written.

    Raises
    ------
    UnknownName
        For an extent, border segment, kind or paper of no such name, and for a box beside all
        units.
    PageFault
        When a text does not fit, or has letters that no font here has; for a chart or a table of
        events when the view has no event.
    FileFault, BorderwatchError
        When the file cannot be written, or ends in something else.

    Examples
    --------
    >>> import geo, tempfile
    >>> joined = geo.join(geo.read_events(), geo.read_units(), geo.read_zones())
    >>> view = geo.View(window=("2021-06-01", "2021-08-15"), extent="AF-BDS", title="Badakhshan")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     snapshot(joined, view, Path(folder) / "map.png", dpi=50).stat().st_size > 10_000
    True
    """
    page = draw_page(joined, view, kind=kind, paper=paper, marking=marking, subtitle=subtitle)
    return write_page(page, path, dpi=dpi)


def draw_page(
    joined: gpd.GeoDataFrame,
    view: View,
    *,
    kind: str = "map",
    paper: str = "16:9",
    marking: str = "",
    subtitle: str = "",
    text: str = "",
) -> Page:
    """Return the page of a view; parameters and errors as those of :func:`snapshot`.

    ``text`` is the user's own: it stands under the title block, its lines as they are broken.
    """
    if kind not in KINDS:
        raise UnknownName(f"No page is called {kind!r}. Known: {', '.join(KINDS)}.")
    # Also for kinds that show no map: a name that is none must not pass unseen.
    check_places(view)
    if view.area is not None:
        # Where a restricted event lies in its district is not to be found out by a small area.
        joined = public(joined)
    with in_style():
        titled = replace(view, title=view.title or default_title(kind, view))
        sheet = with_room(paper_of(paper), text)
        page = KINDS[kind](joined, titled, sheet, marking, subtitle)
        return with_text(page, text)
