"""The Briefing page: a view as a page of paper, its true preview, and packs of several."""

import textwrap
from functools import partial
from typing import Any

import streamlit as st

import geo
from geo.boundaries.units import read_borders
from geo.briefs.pack import brief_zip
from geo.briefs.spec import BriefSpec, figure_table, spec_toml
from geo.drawing.paper import PAPERS
from geo.motion.animate import MOVES, STEPS
from geo.motion.files import ffmpeg
from geo.pages.snapshot import BY_UNIT, COMPARING, KIND_LABELS
from geo.release.withholding import aggregate_words, restricted_counts

from ..server.downloads import download_button
from ..session import cache, state
from ..widgets.words import plain

KIND, PAPER, MARKING, SUBTITLE = "page_kind", "page_paper", "page_marking", "page_subtitle"
FORMAT, EXTENT = "page_format", "page_extent"
FORMATS = {
    "pptx": "PowerPoint slide, texts to edit",
    "pdf": "PDF",
    "png": "PNG, 200 dots to an inch",
    "svg": "SVG, for drawing programs",
    "html": "Map with its slider (HTML)",
}
MOVING = {
    "gif": "Moving picture (GIF)",
    "webp": "Moving picture (WebP)",
    "mp4": "Moving picture (MP4)",
}
STEP, MOVES_KEY = "moving_step", "moving_window"
MOVES_LABELS = {
    "fixed": "One step moves through the dates",
    "growing": "Grows from the first date",
}
INTERACTIVE = {"map": cache.html_of, "comparison": cache.comparison_html}
REGION = "The whole region"


def compares() -> bool:
    """Return whether the page on show has the windows A and B."""
    return st.session_state.get(KIND) in COMPARING


def counts_by_unit() -> bool:
    """Return whether the page on show counts one window by what windows are compared by."""
    return st.session_state.get(KIND) in BY_UNIT


def show(data: cache.Data, view: geo.View, _span: state.Dates) -> None:
    """Show the page."""
    _keep()
    form, preview = st.columns([1, 2.6], gap="medium")
    with form:
        options = _form()
    with preview:
        drawn = _preview(data, view, options)
    with form:
        if drawn:
            _download(data, view, options)
        _pack(data, view, options, drawn=drawn)


def _keep() -> None:
    """Keep what the form holds while other pages are on show."""
    held = st.session_state
    for key, first in ((KIND, "map"), (PAPER, "16:9"), (MARKING, ""), (SUBTITLE, "")):
        held[key] = held.get(key, first)
    held.setdefault("pack", [])


def _form() -> dict[str, str]:
    """Ask for the page; what it shows comes from the sidebar."""
    st.selectbox("Page", list(KIND_LABELS), key=KIND, format_func=KIND_LABELS.__getitem__)
    st.text_input("Title", key=state.TITLE, placeholder="A heading for the page")
    st.text_input("Subtitle", key=SUBTITLE, placeholder="The sentence of what is shown")
    st.text_input("Handling marking", key=MARKING, placeholder="Top and bottom of the page")
    places = [REGION, *read_borders()["segment"], *geo.read_zones()["zone_id"]]
    st.selectbox(
        "Show",
        places,
        index=None,
        key=EXTENT,
        placeholder="As the map stood",
        format_func=_place_words,
        on_change=_go,
        help="Or find a place in the sidebar.",
    )
    st.selectbox("Paper", list(PAPERS), key=PAPER)
    return {
        "kind": st.session_state[KIND],
        "paper": st.session_state[PAPER],
        "marking": st.session_state[MARKING],
        "subtitle": st.session_state[SUBTITLE],
    }


def _place_words(name: str) -> str:
    zones = geo.read_zones().set_index("zone_id")
    if name in zones.index:
        return f"Zone: {zones.loc[name, 'group']}, {zones.loc[name, 'name']}"
    return name if name == REGION else f"Border {name}"


def _go() -> None:
    chosen = st.session_state[EXTENT]
    # After a change of page a browser sends once more what it held, as if it had been chosen anew.
    if chosen and st.session_state.page == "briefing":
        state.show_extent(geo.View().extent if chosen == REGION else chosen)


def _preview(data: cache.Data, view: geo.View, options: dict[str, str]) -> bool:
    """Show the page, or what hinders it; return whether it can be drawn."""
    try:
        with st.spinner("Drawing the page…"):
            picture = cache.page_preview(data, data.key, view, options)
    except geo.BorderwatchError as error:
        st.error(plain(error))
        return False
    st.image(picture, width="stretch", alt=f"The page: {KIND_LABELS[options['kind']]}")
    words = aggregate_words(restricted_counts(data.joined))
    st.caption(
        "This is the page as it will come out. The sidebar says what it shows: dates, filters, "
        f"layers, place. {plain(words)}".rstrip()
    )
    return True


def _download(data: cache.Data, view: geo.View, options: dict[str, str]) -> None:
    interactive = options["kind"] in INTERACTIVE
    kinds = [kind for kind in FORMATS if kind != "html" or interactive]
    if options["kind"] == "map":
        kinds += [kind for kind in MOVING if kind != "mp4" or ffmpeg()]
    words_of = {**FORMATS, **MOVING}
    kind = st.selectbox("Format", kinds, key=FORMAT, format_func=words_of.__getitem__)
    if kind in MOVING:
        step = st.selectbox("Step", STEPS, index=STEPS.index("month"), key=STEP)
        moves = st.selectbox("Window", MOVES, key=MOVES_KEY, format_func=MOVES_LABELS.__getitem__)
        st.caption("The dates of the sidebar are gone through, a picture for each step.")
        make = partial(cache.moving_file, data, view, options, kind, step, moves)
    elif kind == "html":
        words = options["marking"], options["subtitle"]
        make = partial(INTERACTIVE[options["kind"]], data, view, *words)
    else:
        make = partial(cache.page_file, data, view, options, kind)
    file = f"borderwatch-{options['kind']}.{kind}"
    what = textwrap.shorten(view.title, 40, placeholder="…") or "this page"
    label = f"Download {what} as {kind.upper()}"
    download_button(label, make, file, key="get_page")


def _pack(data: cache.Data, view: geo.View, options: dict[str, str], *, drawn: bool) -> None:
    """Gather pages that can be drawn, and hand them over as one pack."""
    pages: list[dict[str, Any]] = st.session_state.pack
    page = figure_table(options["kind"], view, options["subtitle"])
    label = f"Add to the pack: {KIND_LABELS[options['kind']].lower()}"
    st.button(label, on_click=pages.append, args=(page,), key="add_page", disabled=not drawn)
    if not pages:
        st.caption("A pack: a deck, a PDF, the single pages, the data and a manifest.")
        return
    with st.container(border=True):
        for number, held in enumerate(pages):
            words = held.get("title") or KIND_LABELS[held["kind"]]
            st.button(
                plain(f"{number + 1}. {words}"),
                icon=":material/delete:",
                key=f"drop_{number}",
                help="Take this page out of the pack",
                on_click=_drop,
                args=(pages, number),
                type="tertiary",
            )
    plan = BriefSpec(
        title=view.title,
        marking=options["marking"],
        paper=options["paper"],
        data=("csv", "geojson", "xlsx"),
        figure=tuple(pages),
    )
    make = partial(brief_zip, data.joined, plan)
    download_button(
        f"Download the pack of {len(pages)} (ZIP)", make, "borderwatch-pack.zip", key="get_pack"
    )
    download_button(
        "Download its spec (TOML)",
        lambda: _spec(plan, data).encode(),
        "borderwatch-pack.toml",
        key="get_spec",
        hint="borderwatch brief SPEC -o FOLDER makes the pack again from the shell",
    )


def _drop(pages: list[dict[str, Any]], number: int) -> None:
    del pages[number]


def _spec(plan: BriefSpec, data: cache.Data) -> str:
    """Return a pack's spec, with a line on the files that it draws on."""
    names = ", ".join(source["dataset"] for held in data.files for source in held.sources)
    said = (
        f"# Made with the datasets {' '.join(names.split())}. To draw on your own files, add\n"
        '# events = ["path of a file", ...]; without it the shipped events are drawn.\n\n'
    )
    return said + spec_toml(plan)
