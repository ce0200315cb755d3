"""The map document in its sandboxed frame, as a Streamlit component.

The frame stays when the page reruns: the page hands it a new view, it hands back the window,
the extent and what was clicked. It may run scripts and open links to sources, and nothing else.
"""

from pathlib import Path
from typing import Any

import streamlit as st

from geo.palette import FAINT, FRAME, PAPER

_SCRIPT = Path(__file__).with_name("mapframe.js").read_text("utf-8")
_STYLE = f"""
.frame {{ width: 100%; height: var(--height); min-height: 460px; border: 0; display: block; }}
@media (max-width: 800px) {{ .frame {{ height: var(--narrow, var(--height)); }} }}
.wait {{ position: absolute; inset: 0; display: grid; place-items: center; color: {FAINT};
  font: 15px system-ui, sans-serif; pointer-events: none; text-align: center; }}
.wait button {{ font: inherit; color: inherit; padding: 5px 12px; border: 1px solid {FRAME};
  border-radius: 8px; background: {PAPER}; cursor: pointer; pointer-events: auto; }}
.wait p {{ max-width: 44ch; margin: 12px; }}
.host {{ position: relative; }}
"""
_HTML = '<div class="host"><div class="wait" role="status"><p>Drawing the map…</p></div></div>'

_component = st.components.v2.component("borderwatch.map", html=_HTML, css=_STYLE, js=_SCRIPT)


def _run_again() -> None:
    """Let the page run."""


def map_frame(
    *,
    document_url: str,
    events_url: str,
    settings: dict[str, Any],
    serials: tuple[int, int, int],
    unit: str | None,
    event: int | None = None,
    on_window: Any,
    on_extent: Any,
    on_shown: Any,
    on_select: Any,
    on_area: Any,
    key: str,
    height: str = "calc(100vh - 1.4rem)",
    narrow: str = "",
    comparison: dict[str, Any] | None = None,
) -> Any:
    """Show the map document; return its state ``window``, ``extent``, ``shown``, its triggers.

    The trigger ``select`` is what was clicked, ``area`` the ``text`` of an area that was drawn,
    empty where it was removed.

    ``window`` holds the ``pane`` whose window was moved (null where there is one map) and the
    two days of the ``window``; ``shown`` the ``hidden_types`` and the zone ``alone``.

    Parameters
    ----------
    settings : dict
        :func:`geo.webmap.document.view_settings` of the view.
    serials : three of int
        Of window, extent, and what is hidden or shown alone; the document takes each over only
        when its number has risen.
    unit : str, optional
        The unit whose edge is drawn.
    event : int, optional
        Position, in time order, of the event to show: chosen in the table beside the map.
    height, narrow : str
        Of the frame in CSS, and in windows of up to 800 px, where maps stand under each other:
        there until the document says how high it is.
    comparison : dict, optional
        :func:`geo.webmap.change.change_settings` of the view, where the document compares.
    """
    return _component(
        key=key,
        data={
            "document": document_url,
            "events": events_url,
            "view": settings,
            "window_serial": serials[0],
            "extent_serial": serials[1],
            "shown_serial": serials[2],
            "unit": unit,
            "event": event,
            "height": height,
            "narrow": narrow,
            "comparison": comparison,
        },
        default={"window": None, "extent": None, "shown": None},
        on_window_change=on_window,
        on_extent_change=on_extent,
        on_shown_change=on_shown,
        on_select_change=on_select,
        on_area_change=on_area,
        # To run the page again is all that it asks: the run hands out what the frame lacks.
        on_renew_change=_run_again,
    )
