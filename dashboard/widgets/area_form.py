"""An area of one's own in the sidebar: from a file, and removed again; drawn it is on the map."""

import streamlit as st

import geo
from geo.files.layers import ARCHIVES, FORMATS
from geo.files.scratch import scratch_folder
from geo.view.area_ground import area_box, area_words

from ..session import datasets, state
from .words import plain

FILE, REMOVE = "area_file", "area_remove"
ENDINGS = [ending.removeprefix(".") for ending in (*FORMATS, *ARCHIVES) if ending != ".shp"]
"""A shapefile is several files: it comes in an archive."""


def show() -> None:
    """Show the form, and what came of the last file."""
    held = st.session_state
    if held.area is None:
        st.caption("Draw one on the map (⬡), or drop a file of polygons: only events inside count.")
    else:
        st.caption(plain(f"Only events inside {area_words(held.area)} are counted."))
        st.button("Remove the area", key=REMOVE, on_click=state.set_area, args=(None,))
    key = f"{FILE}_{held.get('area_files', 0)}"
    st.file_uploader("KML, KMZ or GeoJSON", type=ENDINGS, key=key, on_change=_take, args=(key,))
    for note in held.get("area_notes", ()):
        st.caption(plain(note))
    if held.get("area_fault"):
        st.error(plain(held.area_fault))


def _take(key: str) -> None:
    """Take over the polygons of a dropped file, and go there; or say why there are none."""
    held = st.session_state
    file = held[key]
    if file is None:
        return
    # A file is taken once: the field is empty again, and another can come.
    held.area_files = held.get("area_files", 0) + 1
    held.area_notes, held.area_fault = (), ""
    try:
        with scratch_folder("area") as folder:
            area, held.area_notes = geo.read_area(datasets.save(file, folder))
    except geo.BorderwatchError as error:
        held.area_fault = str(error)
    else:
        state.set_area(area)
        state.show_extent(area_box(area))
