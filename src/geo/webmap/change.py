"""What changed between the windows of a view, as the map of change shows it.

The comparison is made here once; the script colours and names what it is handed, for the two
windows that it was made of.
"""

from typing import Any

import geopandas as gpd
import pandas as pd

from geo.analysis.compare import compare_view
from geo.analysis.compare_words import short_words, summary_words, told
from geo.errors import BorderwatchError
from geo.view.classes import change_classes
from geo.view.view import COMPARED, View

COMPARED_WORDS = {
    **{by: label.lower() for by, label in COMPARED.items()},
    "waiting": "Other dates or events are shown; they are being compared.",
    "moved": (
        "Other dates or events are shown. What changed was compared from A, {a_first} to {a_last}, "
        "to B, {b_first} to {b_last}: only for what was compared has the map colours."
    ),
}
"""What may be compared, and templates of what stands over the map of change while other dates or
events show than those compared."""


def compared_settings(joined: gpd.GeoDataFrame, view: View) -> dict[str, Any]:
    """Return the comparison of a view's windows, or why they cannot be compared."""
    try:
        return change_settings(compare_view(joined, view), view)
    except BorderwatchError as error:
        return change_settings(None, view, str(error))


def change_settings(change: pd.DataFrame | None, view: View, fault: str = "") -> dict[str, Any]:
    """Return a comparison as the document's script takes it.

    Parameters
    ----------
    change : DataFrame, optional
        Of :func:`geo.analysis.compare.compare_view`; none where the windows cannot be compared.
    view : View
        The view that it was made of.
    fault : str, default ""
        Why they cannot be.

    Returns
    -------
    dict
        ``windows`` (first and last day of A, then of B), ``by``, what the view hides or shows
        alone (``hidden_types``, ``alone``), the text of its ``area``, ``sentence`` and, in columns,
        ``areas``, ``classes`` (-1 where no change can be told) and ``lines``.
    """
    settings: dict[str, Any] = {
        "windows": [str(day) for window in (view.window_a, view.window_b) for day in window],
        "by": view.compared_by,
        "hidden_types": view.hidden_types,
        "alone": view.alone,
        "area": view.area.text if view.area else "",
    }
    if change is None:
        return {**settings, "sentence": fault, "areas": [], "classes": [], "lines": []}
    places = told(change)
    return {
        **settings,
        "sentence": summary_words(change, view),
        "areas": places["area"].tolist(),
        "classes": change_classes(places).tolist(),
        "lines": short_words(places, (view.window_a, view.window_b)),
    }
