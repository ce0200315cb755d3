"""One pass of the app: one sidebar, one view, and a page."""

import streamlit as st

import geo

from .screens import briefing as briefing_screen
from .screens import compare as compare_screen
from .screens import data as data_screen
from .screens import map as map_screen
from .screens import sources as sources_screen
from .screens import watch as watch_screen
from .server.documents import shelf
from .server.opening import PAGES
from .session import datasets, library, state
from .widgets import sidebar
from .widgets.words import plain

SCREENS = {
    "": map_screen,
    "compare": compare_screen,
    "watch": watch_screen,
    "briefing": briefing_screen,
    "data": data_screen,
    "sources": sources_screen,
}


def run() -> None:
    """Run one pass of the app."""

    def show() -> None:
        SCREENS[page.url_path].show(data, view, span)

    st.set_page_config(page_title="Borderwatch", layout="wide", initial_sidebar_state="auto")
    pages = {
        path: st.Page(show, title=title, url_path=path, default=not path)
        for path, title in PAGES.items()
    }
    page = st.navigation(list(pages.values()))
    wanted = state.wanted_page()
    if wanted is not None:
        st.switch_page(pages[wanted])
    try:
        data = datasets.load()
    except geo.BorderwatchError as error:
        st.error(f"The events cannot be shown. {plain(error)}")
        st.stop()
    dates = data.joined["date_start"]
    data_span = (dates.min().date(), dates.max().date())
    choices = sidebar.choices(data)
    span = state.begin(data_span, choices)
    if datasets.show_arrived():
        span = state.begin(data_span, choices)
    for note in (*st.session_state.notes, *library.notes()):
        st.warning(plain(note))
    view = state.current(data_span)
    state.keep_in_url(view, datasets.address())
    # The page goes first: the map is on its way while the browser still builds the sidebar.
    page.run()
    comparing = page.url_path == "compare" or (
        page.url_path == "briefing" and briefing_screen.compares()
    )
    timed = page.url_path not in ("", "compare")
    by_unit = page.url_path == "briefing" and briefing_screen.counts_by_unit()
    sidebar.show(data, span, choices, comparing=comparing, timed=timed, by_unit=by_unit)
    st.session_state.page = page.url_path
    shelf().keep_only_this_run()
