"""Views that the workspace keeps: the one that shows is saved under a name, others are opened."""

import streamlit as st

import geo

from ..session import datasets, library, state
from .words import plain

NAME, PICKED, SAID = "view_name", "view_picked", "view_said"


def show_views(view: geo.View) -> None:
    """Offer to save the view that shows, and to open or remove one that was saved."""
    with st.popover("Views", icon=":material/bookmark:", key="views"):
        st.text_input("Name of this view", key=NAME, placeholder="Badakhshan, summer 2021")
        st.button("Save this view", key="save_view", on_click=_save, args=(view,))
        names = library.views()
        if names:
            st.selectbox("Saved views", names, index=None, key=PICKED, placeholder="Choose")
            picked = st.session_state[PICKED] is not None
            with st.container(horizontal=True):
                st.button("Open view", key="open_view", disabled=not picked, on_click=_open)
                st.button("Remove view", key="drop_view", disabled=not picked, on_click=_remove)
        said = st.session_state.pop(SAID, "")
        if said:
            st.caption(plain(said))


def _save(view: geo.View) -> None:
    name = st.session_state[NAME].strip()
    try:
        library.workspace().save_view(name, view, datasets.kept_on_show())
    except geo.BorderwatchError as error:
        st.session_state[SAID] = str(error)
        return
    st.session_state[SAID] = f"Saved as {name}."
    st.session_state[NAME] = ""


def _open() -> None:
    name = st.session_state[PICKED]
    try:
        kept = library.workspace()
        view, of = kept.view(name), kept.view_datasets(name)
    except geo.BorderwatchError as error:
        st.session_state[SAID] = str(error)
        return
    datasets.show_kept(of)
    state.open_view(view)
    st.session_state[SAID] = f"{name} shows."


def _remove() -> None:
    name = st.session_state[PICKED]
    try:
        library.workspace().remove_view(name)
    except geo.BorderwatchError as error:
        st.session_state[SAID] = str(error)
        return
    st.session_state[SAID] = f"{name} is removed."
