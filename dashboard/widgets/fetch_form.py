"""The form that fetches events from their sources, and what is new in those fetched before."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING

import streamlit as st

import geo
from geo.vocabulary import COUNTRY_LABELS

from ..session import datasets
from .handed_table import show_table
from .words import plain

if TYPE_CHECKING:
    from borderwatch_fetch.fetch import Fetched

SOURCES = {
    "acled": "ACLED: events",
    "ucdp": "UCDP: events",
    "hdx": "HDX HAPI: ACLED's counts by month and district",
    "gdelt": "GDELT: rows of news",
}
CREDENTIALS = {
    "acled": "An account of ACLED: run `keyring set borderwatch-acled NAME` in a shell, where NAME "
    "is its e-mail address.",
    "ucdp": "A token of UCDP: run `keyring set borderwatch-ucdp token` in a shell.",
    "hdx": "The identifier of an app: run `keyring set borderwatch-hdx token` in a shell.",
    "gdelt": "GDELT asks for no account.",
}
EARLIEST, A_YEAR = date(1989, 1, 1), timedelta(days=365)


def ask_fetch() -> None:
    """Offer to fetch, where the packages for it are installed."""
    if not all(find_spec(name) for name in ("keyring", "requests")):
        return
    if not st.toggle("Fetch events from a source", key="fetch_events"):
        return
    with st.container(border=True):
        _fetch_again()
        _fetch_first()
        _say_fetched()


def _fetch_again() -> None:
    """Offer what was fetched before: only what is new is asked for."""
    from borderwatch_fetch.fetch import known

    before = known(geo.open_workspace())
    if not before:
        return
    chosen, button = st.columns([3, 1], vertical_alignment="bottom")
    name = chosen.selectbox(
        "Fetched before",
        list(before),
        format_func=lambda name: f"{name}: {before[name][1]}",
        key="fetch_known",
    )
    if button.button("Fetch what is new", key="fetch_new", type="primary", width="stretch"):
        _run(before[name][0], (), None, None, name)


def _fetch_first() -> None:
    """Ask what to fetch for the first time."""
    source = st.selectbox(
        "Source", list(SOURCES), format_func=SOURCES.__getitem__, key="fetch_source"
    )
    st.caption(
        f"{CREDENTIALS[source]} Nothing of it is typed here or kept by Borderwatch. Only the days "
        "and countries below leave this machine."
    )
    with st.form("fetch", border=False):
        countries, first, last, name = st.columns([2, 1, 1, 1])
        wanted = countries.multiselect(
            "Countries",
            list(COUNTRY_LABELS),
            default=["AFG"],
            format_func=COUNTRY_LABELS.__getitem__,
        )
        begins = first.date_input(
            "From",
            value=datetime.now(UTC).date() - A_YEAR,
            min_value=EARLIEST,
            format="YYYY-MM-DD",
        )
        ends = last.date_input(
            "To", value=None, min_value=EARLIEST, format="YYYY-MM-DD", help="Open where empty."
        )
        called = name.text_input("Name", placeholder=f"{source}-COUNTRIES").strip()
        editions = ""
        if source == "ucdp":
            editions = st.text_input(
                "Editions", placeholder="25.1", help="Such as 25.1 26.0.1, older ones first."
            )
        sent = st.form_submit_button("Fetch")
    if sent:
        _run(source, tuple(wanted), begins, ends, called, tuple(editions.split()))


def _run(
    source: str,
    countries: tuple[str, ...],
    first: date | None,
    last: date | None,
    name: str,
    editions: tuple[str, ...] = (),
) -> None:
    """Fetch, and put the dataset on the map; whatever stops it, the next one goes on."""
    from borderwatch_fetch.fetch import fetch_events

    workspace = geo.open_workspace()
    try:
        with st.status("Fetching…", expanded=True):
            fetched = fetch_events(
                source,
                countries,
                first,
                last,
                workspace=workspace,
                name=name,
                versions=editions,
                tell=_telling(),
            )
    except geo.BorderwatchError as error:
        # Outside of what closes when it ends.
        st.error(plain(error))
        return
    _use(fetched)


def _telling() -> Callable[[str], object]:
    """Return what shows how far it is, in one line."""
    line = st.empty()
    return lambda words: line.caption(plain(words))


def _use(fetched: "Fetched") -> None:
    """Put a dataset on the map, in the place of what it was before the fetch."""
    datasets.put_to_use(fetched.name)
    words = "It is in use, here and on every page, and kept in the workspace."
    st.session_state.data_said = f"{fetched} {words}"
    # Without its events, which the session has once already.
    restricted = bool(fetched.events["restricted"].any())
    st.session_state.fetched = replace(fetched, events=fetched.events.iloc[:0]), restricted
    st.rerun()


def _say_fetched() -> None:
    """Show what the last fetch changed, and the rows that it set aside."""
    if "fetched" not in st.session_state:
        return
    fetched, restricted = st.session_state.fetched
    if fetched.report is not None and len(fetched.report.set_aside):
        st.caption(plain(fetched.report))
    if not fetched.first and len(fetched.changes):
        show_table(fetched.changes, "changes", "changes", restricted=restricted)
