"""The Data page: files of one's own go in, and the datasets that the session shows."""

from typing import Any

import streamlit as st

import geo
from geo.event_counts import events_in_rows
from geo.events.mapping import Mapping
from geo.events.recognise import OWN, SOURCES
from geo.events.report import ReadReport
from geo.export.convert import import_file
from geo.files.archives import BESIDE_A_SHAPEFILE, TABLES
from geo.files.table import ALL_ALIKE
from geo.phrases import counted
from geo.schema import EVENT_COLUMNS

from ..session import cache, datasets, library, state
from ..session.datasets import Coming, Dataset
from ..widgets.boundary_form import ask_boundaries, choose_in_use
from ..widgets.dataset_list import (
    list_datasets,
    show_differences,
    show_links,
    show_news,
)
from ..widgets.fetch_form import ask_fetch
from ..widgets.handed_table import show_table
from ..widgets.library_form import show_library
from ..widgets.mapping_form import ask_mapping
from ..widgets.words import plain

ENDINGS = [ending[1:] for ending in (*TABLES, ".txt", ".zip", *BESIDE_A_SHAPEFILE)]
SAMPLE_ROWS = 3
OWN_DATASET = ""
"""Of what is asked to be kept as: no dataset that is there already."""
SAID = {None: "As the rows say", False: "May be handed on", True: "Restricted: not handed on"}


def show(data: cache.Data, _view: geo.View, _span: state.Dates) -> None:
    """Show the page."""
    datasets.follow_workspace()
    st.title("Data", anchor=False)
    said, fault = (st.session_state.pop(key, "") for key in ("data_said", "data_fault"))
    if said:
        st.success(plain(said))
    if fault:
        st.error(plain(fault))
    waiting = datasets.coming()
    if waiting:
        _bring_in(waiting[0], waiting[1:])
    else:
        _drop()
    ask_fetch()
    list_datasets()
    show_library()
    show_news()
    show_links(data)
    show_differences()
    choose_in_use()
    ask_boundaries()


def _drop() -> None:
    """Take dropped files; they go to the session's folder, and out of the uploader's memory."""
    key = f"dropped_{st.session_state.get('taken', 0)}"
    files = st.file_uploader(
        "Drop files of events", type=ENDINGS, accept_multiple_files=True, key=key
    )
    st.caption(
        "Exports of ACLED, UCDP, GTD, GDELT, Insecurity Insight and IDMC, or any table or layer "
        "with a date, a type and a place. They stay on this machine."
    )
    if files:
        datasets.take(files)
        st.rerun()


def _bring_in(coming: Coming, others: list[Coming]) -> None:
    """Lead one file in: what it is, how it is read, what came of it."""
    with st.container(border=True):
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            st.header(plain(coming.path.name), anchor=False, width="content")
            st.button(
                "Leave this file out",
                icon=":material/close:",
                key="drop_coming",
                on_click=_leave_out,
                args=(coming,),
                type="tertiary",
            )
        if others:
            st.caption(plain(f"Then: {', '.join(other.path.name for other in others)}"))
        try:
            if coming.report is None:
                _understand(coming)
            else:
                _report(coming, coming.report)
        except geo.BorderwatchError as error:
            st.error(plain(error))


def _leave_out(coming: Coming) -> None:
    coming.imported.unlink(missing_ok=True)
    _next(coming)


def _next(coming: Coming) -> None:
    coming.path.unlink(missing_ok=True)
    datasets.coming().remove(coming)


def _understand(coming: Coming) -> None:
    """Show what was understood, ask what is open, and import."""
    with st.spinner("Looking into the file…"):
        found = coming.understood
    if len(found.sheets) > 1:
        _ask_sheet(coming)
    st.markdown(f"**{plain(found.title)}**: {plain(found.reason)}.")
    for note in found.notes:
        st.caption(plain(note))
    st.caption(f"{len(found.columns):,} columns; the first rows as they stand:")
    # Tables on a page need a name for every column, and no two of one.
    names = [name or f"(column {at})" for at, name in enumerate(found.columns, start=1)]
    shown = found.sample.head(SAMPLE_ROWS).set_axis(names, axis=1)
    st.dataframe(shown, hide_index=True, height="content")
    mapping = ask_mapping(coming) if found.mapping is not None else None
    said = _said(coming, mapping)
    if st.button("Import", type="primary", key="import"):
        bar = st.progress(0.0, "Importing…")
        coming.read_by = mapping
        coming.report = import_file(
            coming.path,
            coming.imported,
            source=found.source,
            mapping=mapping,
            sheet=coming.sheet,
            progress=lambda share: bar.progress(min(share, 1.0), f"Importing: {share:.0%} read"),
            **said,
        )
        st.rerun()


def _ask_sheet(coming: Coming) -> None:
    """Ask which sheet of a workbook is read, or whether all with its columns are."""
    sheets, read = coming.understood.sheets, coming.understood.read
    alike = [title for title in sheets if set(sheets[title]) == set(sheets[read[0]])]
    together = {ALL_ALIKE: f"Together: {', '.join(alike)}"} if len(alike) > 1 else {}
    titles = {**{title: title for title in sheets}, **together}
    key = f"sheet_{coming.number}_{coming.serial}"
    shown = coming.sheet if coming.sheet in titles else read[0]
    st.session_state.setdefault(key, shown)
    asked = st.selectbox("Sheet", list(titles), format_func=titles.__getitem__, key=key)
    if asked != shown:
        coming.take_sheet(asked)
        st.rerun()


def _said(coming: Coming, mapping: Mapping | None) -> dict[str, Any]:
    """Ask what is said of every row; what the source says stands there already."""
    source = next((source for source in SOURCES if source.key == coming.understood.source), None)
    by_rows = set(EVENT_COLUMNS) if source is OWN else set(mapping.columns if mapping else ())
    version_of = _asked_version(coming)
    name, licence, handed_on, as_of = st.columns(4)
    said = {
        "dataset": coming.ask(
            name.text_input,
            "Name of the dataset",
            "of_name",
            "" if "dataset" in by_rows else _free(coming.path.stem),
            placeholder=SAID[None],
            disabled=bool(version_of),
        ),
        "licence": coming.ask(
            licence.text_input,
            "Licence",
            "of_licence",
            source.licence if source else "",
            placeholder=SAID[None] if "licence" in by_rows else "Not stated",
        ),
        "restricted": coming.ask(
            handed_on.selectbox,
            "Handing on",
            "of_restricted",
            # What no licence lets go is handed on only when someone says so.
            None if "restricted" in by_rows else _kept_back(source),
            options=list(SAID),
            format_func=SAID.__getitem__,
        ),
        "data_as_of": coming.ask(
            as_of.date_input, "Data as of", "of_day", None, value=None, format="YYYY-MM-DD"
        ),
    }
    if version_of and "dataset" not in by_rows:
        said["dataset"] = _rows_of(version_of)
    return {**said, "dataset": said["dataset"].strip(), "licence": said["licence"].strip()}


def _asked_version(coming: Coming) -> str:
    """Ask whether a file is a newer version of what the workspace has; empty where it is not."""
    names = library.names()
    if not names:
        return OWN_DATASET
    kept: str = coming.ask(
        st.selectbox,
        "Keep it as",
        "of_kept",
        OWN_DATASET,
        options=[OWN_DATASET, *names],
        format_func=lambda name: (
            f"A new version of {plain(name)}" if name else "A dataset of its own"
        ),
    )
    return kept


def _rows_of(name: str) -> str:
    """Return the dataset that the rows of one in the workspace state, as far as is known here."""
    kept = (each for each in datasets.in_use() if each.kept and each.kept.dataset == name)
    return next((each.sources[0]["dataset"] for each in kept if each.sources), name)


def _kept_back(source: Any) -> bool:
    """Return whether a file's rows are taken as restricted until its owner says otherwise."""
    return source is None or source.restricted or not source.licence


def _free(name: str) -> str:
    """Return a name that no dataset of the session has."""
    taken = {source["dataset"] for dataset in datasets.in_use() for source in dataset.sources}
    names = (name, *(f"{name} ({number})" for number in range(2, len(taken) + 3)))
    return next(each for each in names if each not in taken)


def _report(coming: Coming, report: ReadReport) -> None:
    """Show what became of each row, and offer the dataset."""
    st.markdown(
        f"**{report.rows_read:,} rows read** = {report.accepted:,} accepted + "
        f"{len(report.set_aside):,} set aside"
    )
    for line in report.remarks:
        st.caption(plain(line))
    if len(report.set_aside):
        _set_aside(report, restricted=bool(coming.answers["of_restricted"]))
    with st.container(horizontal=True):
        if not report.accepted:
            st.markdown("No row can be used. Change how the file is read.")
        else:
            # Before the next run begins, whatever page that is of.
            args = (coming, report)
            st.button("Use it", type="primary", key="use", on_click=_use, args=args)
        st.button("Read it another way", key="again", on_click=_again, args=(coming,))


def _set_aside(report: ReadReport, *, restricted: bool) -> None:
    """Show the reasons, the most frequent first; each row is in the download."""
    kinds = report.kinds()
    kinds["first"] = kinds["first"].map(lambda rows: ", ".join(map(str, rows)))
    named = kinds.rename(columns={"first": "first rows"})
    whole = report.table()
    show_table(named, "rows set aside", "set-aside", whole=whole, restricted=restricted)


def _again(coming: Coming) -> None:
    coming.report = None


def _use(coming: Coming, report: ReadReport) -> None:
    """Keep what was imported, and show it."""
    name = coming.answers.get("of_kept") or library.free(
        library.harmless(coming.answers["of_name"] or coming.path.stem)
    )
    try:
        new = datasets.use(coming, report, name)
    except geo.BorderwatchError as error:
        st.session_state.data_fault = str(error)
        return
    number = counted(report.accepted, "row")
    if new.kept is not None:
        number = events_in_rows(new.kept.events, new.kept.rows)
    st.session_state.data_said = (
        f"{coming.path.name} is in use: {number}, here and on every page. The map shows where "
        f"and when they lie. {_kept_words(new)}".rstrip()
    )
    _next(coming)


def _kept_words(new: Dataset) -> str:
    """Return what the workspace made of it, in words."""
    if new.kept is None:
        return ""
    if not new.kept.new:
        return f"The same is kept already: {new.name}, version {new.kept.number}."
    return f"Kept in the workspace as {new.name}, version {new.kept.number}."
