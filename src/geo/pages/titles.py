"""The title of a page where none is written, built from the view."""

import geopandas as gpd
import shapely

from geo.boundaries.units import read_units
from geo.pages.chart_rows import AXES, ZONES_TITLE, corridor_words, distance_title
from geo.phrases import short_date
from geo.view.area_ground import area_name
from geo.view.extent import border_segments, place_words
from geo.view.view import ALL_DATES, COMPARED, REGION, View, Window
from geo.vocabulary import COUNTRY_LABELS

_PLACED = ("map", "events", "comparison")
"""The kinds whose title names the ground, which takes a search."""
_DATED = ("map", "events", "watch")
_COMPARED = ("comparison", "changes")
_COUNTRIES = 3
"""Countries that the title of a box names at most."""


def default_title(kind: str, view: View) -> str:
    """Return what a page of a kind shows, where and when.

    Parameters
    ----------
    kind : str
        A key of :data:`geo.pages.snapshot.KINDS`.

    Examples
    --------
    >>> view = View(window=("2021-06-01", "2021-08-15"), extent="AF-BDS")
    >>> default_title("map", view)
    'Events in Badakhshan, 1 Jun 2021 to 15 Aug 2021'
    >>> default_title("changes", View(extent="AFG-TJK"))
    'What changed by border segment'
    >>> default_title("map", View(area="circle:69.17,34.53,50~Kabul and around"))
    'Events inside “Kabul and around”'
    """
    what = AXES[view.measure].capitalize()
    # An area of one's own says where, better than the box around it.
    where = _where(view) if kind in _PLACED and view.area is None else ""
    segments = border_segments(view)
    dates = _dates(view.window)
    by_area = view.area is not None and view.compared_by == "area" and kind in _COMPARED
    compared = "" if by_area else f" by {COMPARED[view.compared_by].lower()}"
    titles = {
        "map": f"{what}{where}",
        "events": f"Events{where}",
        "comparison": f"Before and after{where}{compared and ','}{compared}",
        "changes": f"What changed{compared}",
        "watch": f"What to look at{compared}",
        "over_time": f"{what} over time {corridor_words(view)}",
        "heat_map": f"Events by border and time {corridor_words(view)}",
        "distance": distance_title(segments[0]) if segments else "",
        "zones": f"{ZONES_TITLE}: {', '.join(view.groups[:3])}" if view.groups else ZONES_TITLE,
    }
    sides = " inside and outside" if by_area else " inside"
    inside = f"{sides} “{area_name(view.area)}”" if view.area else ""
    return f"{titles[kind]}{inside}{dates if kind in _DATED else ''}"


def _dates(window: Window) -> str:
    if window == ALL_DATES:
        return ""
    first, last = window
    return f", {short_date(first)}" + (f" to {short_date(last)}" if last > first else "")


def _where(view: View) -> str:
    if view.extent == REGION:
        return " in Afghanistan and its neighbours"
    if isinstance(view.extent, str):
        return place_words(view)
    names = [COUNTRY_LABELS[iso3] for iso3 in _countries_in(view)[:_COUNTRIES]]
    *others, last = names or ["the region"]
    return f" in parts of {', '.join(others)} and {last}" if others else f" in {last}"


def _countries_in(view: View) -> list[str]:
    """Return the countries in a view's box, that with most ground there first."""
    countries: gpd.GeoDataFrame = read_units(level="country")
    box = shapely.box(*view.extent)
    shares = shapely.area(shapely.clip_by_rect(countries.geometry.to_numpy(), *box.bounds))
    order = (-shares).argsort(kind="stable")
    return [str(countries["iso3"].iloc[at]) for at in order if shares[at] > 0]
