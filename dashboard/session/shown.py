"""What the map's legend hides, and the zone that its list of zones shows alone."""

import streamlit as st

from geo.boundaries.zones import read_zones

HIDDEN, ALONE = "hidden_types", "alone"


def known_zone(zone_id: str, notes: list[str]) -> str:
    """Return the id of a zone; of none, noted, where no zone has it."""
    if zone_id and zone_id not in set(read_zones()["zone_id"]):
        notes.append(f"The address says {ALONE}={zone_id!r}: no zone has this id.")
        return ""
    return zone_id


def take_shown(map_key: str) -> None:
    """Take over what a page's map hides and shows alone."""
    shown = st.session_state[map_key].get("shown")
    if shown:
        st.session_state.update({HIDDEN: list(shown[HIDDEN]), ALONE: shown[ALONE]})


def show_all() -> None:
    """Hide nothing and show no zone alone, here and in the map document."""
    st.session_state.update({HIDDEN: [], ALONE: ""})
    st.session_state.shown_serial += 1
