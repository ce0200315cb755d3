"""The app's script: one sidebar, one view, and a page."""

import streamlit as st

import geo
from dashboard import datasets, sidebar, state
from dashboard.screens import briefing as briefing_screen
from dashboard.screens import compare as compare_screen
from dashboard.screens import data as data_screen
from dashboard.screens import map as map_screen
from dashboard.screens import sources as sources_screen
from dashboard.words import plain

COMPARE, BRIEFING = "compare", "briefing"
STYLE = """
<style>
.stMainBlockContainer { padding: 0.3rem 0.8rem 0; max-width: none; }
.stAppHeader { background: transparent; height: 2.2rem; }
[data-testid="stSidebarUserContent"] { padding: 0 0.9rem 1rem; }
[data-testid="stSidebar"] { width: 256px !important; min-width: 256px !important; }
[data-testid="stSidebarHeader"] { height: 2rem; padding: 0.3rem; margin: 0; }
[data-testid="stSidebarUserContent"] .stButton button { text-align: left; }
[data-testid="stSidebarUserContent"] [data-testid="stVerticalBlock"] { gap: 0.5rem; }
.stMain [data-testid="stColumn"] p { font-size: 0.86rem; line-height: 1.35; }
.stMain [data-testid="stColumn"] [data-testid="stVerticalBlock"] { gap: 0.45rem; }
.stMain [data-testid="stColumn"] [data-testid="stText"] { font: 0.86rem/1.35 sans-serif; }
.stMain [data-testid="stImage"] img { border: 1px solid #d9d4ca; }
@media (max-width: 768px) { .stMainBlockContainer { padding-top: 2.2rem; } }
</style>
"""


def main() -> None:
    """Run one pass of the app."""
    st.set_page_config(page_title="Borderwatch", layout="wide", initial_sidebar_state="auto")
    st.html(STYLE)
    page = st.navigation(
        [
            st.Page(map_screen.show, title="Map", url_path="map", default=True),
            st.Page(compare_screen.show, title="Compare", url_path=COMPARE),
            st.Page(briefing_screen.show, title="Briefing", url_path=BRIEFING),
            st.Page(data_screen.show, title="Data", url_path="data"),
            st.Page(sources_screen.show, title="Sources", url_path="sources"),
        ]
    )
    try:
        data = datasets.load()
    except geo.BorderwatchError as error:
        st.error(f"The events cannot be shown. {plain(error)}")
        st.stop()
    dates = data.joined["date_start"]
    data_span = (dates.min().date(), dates.max().date())
    choices = sidebar.choices(data)
    span = state.begin(data_span, choices)
    for note in st.session_state.notes:
        st.warning(plain(note))
    view = state.current(data_span)
    state.keep_in_url(view)
    st.session_state.now = (data, view, span)
    # The page goes first: the map is on its way while the browser still builds the sidebar.
    page.run()
    comparing = page.url_path == COMPARE or (
        page.url_path == BRIEFING and briefing_screen.compares()
    )
    sidebar.show(data, span, choices, comparing=comparing)


main()
