"""The form that brings boundaries of one's own in, and the choice of those that the app uses."""

import tempfile
from pathlib import Path
from typing import Any

import streamlit as st

import geo
from geo.boundaries.importing.producers import NAMEABLE, guessed_columns
from geo.boundaries.units import imported_boundaries
from geo.boundaries.zones import uncounted_words
from geo.files.archives import BESIDE_A_SHAPEFILE
from geo.files.layers import FORMATS, Layer, read_layers
from geo.settings import SHIPPED, choose_boundaries, chosen_boundaries
from geo.vocabulary import COUNTRY_LABELS

from ..session.datasets import folder, save
from .words import plain

ENDINGS = [ending[1:] for ending in (*FORMATS, *BESIDE_A_SHAPEFILE, ".zip")]
LABELS = {
    "name": "Column of the names",
    "unit_id": "Column of the codes",
    "parent_id": "Column of the provinces above",
    "name_local": "Column of the local names",
}
LEVELS = {None: "As the layer says", "district": "Districts", "province": "Provinces"}
YEARS = (1990, 2100)
ACROSS = 4
IN_USE = "boundaries_in_use"


def ask_boundaries() -> None:
    """Take layers of boundaries, ask what they do not say, and import them."""
    if not st.toggle("Bring in boundaries of your own", key="bring_boundaries"):
        return
    files = st.file_uploader(
        "Drop layers of provinces or districts",
        type=ENDINGS,
        accept_multiple_files=True,
        key="dropped_boundaries",
    )
    if not files:
        return
    try:
        paths, layers = _read(files)
        said = _ask(layers)
        if said is not None:
            _bring_in(paths, said)
    except geo.BorderwatchError as error:
        st.error(plain(error))


def _read(files: list[Any]) -> tuple[list[Path], list[Layer]]:
    """Return the layers that were dropped, read once, and their files."""
    dropped = tuple(file.file_id for file in files)
    held = st.session_state.get("boundary_layers")
    if held is None or held[0] != dropped:
        place = Path(tempfile.mkdtemp(dir=folder()))
        paths = [save(file, place) for file in files]
        paths = [path for path in paths if path.suffix.lower() not in BESIDE_A_SHAPEFILE]
        layers = [layer for path in paths for layer in read_layers(path)]
        held = st.session_state.boundary_layers = (dropped, paths, layers)
    return held[1], held[2]


def _ask(layers: list[Layer]) -> dict[str, Any] | None:
    """Return what was said of the layers once the form is sent, until then nothing."""
    offered = list(
        dict.fromkeys(
            str(name) for layer in layers for name in layer.frame.columns if name != "geometry"
        )
    )
    guessed = guessed_columns(layers[0])
    with st.form("boundaries", border=True):
        columns = {
            field: cell.selectbox(
                LABELS[field],
                offered,
                index=offered.index(guessed[field]) if guessed.get(field) in offered else None,
                placeholder="None",
                help=f"Holds the {words}.",
            )
            for cell, (field, words) in zip(st.columns(ACROSS), NAMEABLE.items(), strict=True)
        }
        level, country, licence, vintage = st.columns(ACROSS)
        said = {
            "level": level.selectbox("Level", list(LEVELS), format_func=LEVELS.__getitem__),
            "country": country.selectbox(
                "Country",
                list(COUNTRY_LABELS),
                index=None,
                format_func=COUNTRY_LABELS.__getitem__,
                placeholder="Where they lie",
            ),
            "licence": licence.text_input("Licence", placeholder="As the layer says") or None,
            "vintage": vintage.number_input(
                "Year", *YEARS, value=None, step=1, placeholder="As the layer says"
            ),
        }
        name = st.text_input("Call them", placeholder="Letters, digits, - and _")
        sent = st.form_submit_button("Import the boundaries", type="primary")
    # What is guessed needs no naming: a layer of a known producer keeps all of its columns.
    named = {field: name for field, name in columns.items() if name and name != guessed.get(field)}
    return {**said, "name": name.strip(), "columns": named} if sent else None


def _bring_in(paths: list[Path], said: dict[str, Any]) -> None:
    name = said["name"]
    replaced = name in imported_boundaries()
    with st.spinner("Fitting the boundaries among the shipped ones…"):
        report = geo.import_boundaries(paths, **said)
    st.success(f"{report.accepted:,} of {report.rows:,} rows are units.")
    st.text(str(report).partition("\nStored as")[0])
    if replaced:
        # What was read under the old name is kept as long as the process lives.
        st.caption("They replace those of the same name. Stop the app, and start it with them:")
    else:
        st.button("Use them now", key="use_boundaries", on_click=_use, args=(name,))
        st.caption("To start the app with them another time:")
    st.code(f"borderwatch serve --boundaries {name}", language=None)


def choose_in_use() -> None:
    """Ask which boundaries the app uses, where others than the shipped ones are at hand."""
    now = chosen_boundaries()
    names = list(dict.fromkeys([now, SHIPPED, *imported_boundaries()]))
    if len(names) == 1:
        return
    st.session_state[IN_USE] = now
    st.selectbox(
        "Boundaries in use",
        names,
        format_func=lambda name: "Those that ship" if name == SHIPPED else name,
        key=IN_USE,
        on_change=lambda: _use(st.session_state[IN_USE]),
        help="On all pages, and in every window of this app, until it is stopped.",
    )
    st.caption(plain(uncounted_words(now)))


def _use(name: str) -> None:
    """Let the whole app use boundaries from now on, or say why that cannot be."""
    try:
        uncounted_words(name)
    except geo.BorderwatchError as error:
        st.session_state.data_fault = str(error)
        return
    choose_boundaries(name)
    st.session_state.data_said = f"Boundaries in use: {name}, here and on every page."
