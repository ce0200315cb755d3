"""The datasets of a session as a list, what links them, and how two downloads differ."""

import streamlit as st

import geo
from geo.analysis.revisions import revision_words
from geo.event_counts import events_in_rows
from geo.phrases import short_date
from geo.settings import chosen_boundaries
from geo.workspace.news import news_counts, news_words

from ..session import cache, datasets, library
from ..session.datasets import Dataset
from .handed_table import show_table
from .library_form import change_kept, kept_parts
from .words import plain


def list_datasets() -> None:
    """List the session's datasets, those of the workspace among them; each can be left out."""
    st.header("Datasets in use", anchor=False)
    listed = datasets.in_use()
    shown = [dataset for dataset in listed if dataset.shown]
    for number, dataset in enumerate(listed):
        last = shown == [dataset]
        hint = "One dataset stays on show; show another one first." if last else None
        with st.container(border=True):
            st.checkbox(
                plain(dataset.name),
                value=dataset.shown,
                key=f"show_{dataset.path}_{dataset.shown}",
                disabled=last,
                help=hint,
                on_change=_turn,
                args=(number, not dataset.shown),
            )
            st.caption(plain(_facts(dataset)))
            if dataset.kept is not None:
                change_kept(dataset.kept, last=last)
            elif dataset.source:
                st.button(
                    "Remove from the session",
                    icon=":material/delete:",
                    key=f"remove_{dataset.path}",
                    disabled=last,
                    help=hint,
                    on_click=_remove,
                    args=(number,),
                    type="tertiary",
                )


def _facts(dataset: Dataset) -> str:
    kept = kept_parts(dataset.kept) if dataset.kept else []
    if not dataset.sources:
        # It was not opened yet: what the workspace notes of it is enough.
        return " · ".join([dataset.title, *kept])
    events, rows = (sum(source[what] for source in dataset.sources) for what in ("events", "rows"))
    licences = sorted({name for source in dataset.sources for name in source["licences"]})
    days = sorted({source["as_of"] for source in dataset.sources})
    restricted = sum(dataset.restricted.values())
    parts = [
        dataset.title,
        events_in_rows(events, rows),
        f"licence: {', '.join(licences)}",
        f"restricted: {restricted:,}" if restricted else "not restricted",
        f"data as of {'; '.join(days)}",
        *kept[-2:],
    ]
    return " · ".join(parts)


def _turn(number: int, shown: bool) -> None:
    listed = datasets.in_use()
    dataset = listed[number]
    dataset.shown, before = shown, dataset.shown
    st.session_state.data_fault = datasets.change(listed)
    if st.session_state.data_fault:
        dataset.shown = before
    elif dataset.kept is not None:
        library.turn(dataset.kept.dataset, in_use=shown)


def _remove(number: int) -> None:
    listed = datasets.in_use()
    gone = listed[number]
    st.session_state.data_fault = datasets.change(each for each in listed if each is not gone)
    if not st.session_state.data_fault:
        gone.path.unlink(missing_ok=True)


def show_links(data: cache.Data) -> None:
    """Say which events of different datasets are likely the same."""
    if data.joined["dataset"].nunique() < 2:
        return
    st.header("Likely duplicates", anchor=False)
    number = len(data.links)
    if not number:
        st.markdown("No event of one dataset looks like one of another.")
        return
    st.markdown(
        f"**{number:,} link{'s' if number > 1 else ''}** between events of different datasets "
        "that are likely the same. Nothing is deleted; *Likely duplicates once*, in the filters "
        "of the sidebar, shows each once."
    )
    columns = ["dataset_a", "event_a", "dataset_b", "event_b", "score", "reason"]
    restricted = {name for dataset in datasets.in_use() for name in dataset.restricted}
    linked = {*data.links["dataset_a"], *data.links["dataset_b"]}
    show_table(data.links[columns], "links", "links", restricted=bool(linked & restricted))


def show_news() -> None:
    """Set the newest version of a dataset of the workspace against an earlier one."""
    several = {each.name: each for each in datasets.in_use() if each.kept and each.kept.number > 1}
    if not several:
        return
    st.header("What is new", anchor=False)
    which, against = st.columns(2)
    name = which.selectbox("Dataset", list(several), key="news_of")
    kept = several[name].kept
    if kept is None:
        return
    earlier = {version.number: version for version in library.workspace().versions(name)[:-1]}
    since = against.selectbox(
        "Since",
        list(earlier)[::-1],
        format_func=lambda number: f"Version {number}, {short_date(earlier[number].fetched)}",
        key=f"news_since_{kept.folder.name}",
    )
    try:
        found = cache.news(str(earlier[since].path), str(kept.path), chosen_boundaries())
    except geo.BorderwatchError as error:
        st.error(plain(error))
        return
    st.markdown(f"**{plain(news_words(found))}**")
    if len(found):
        st.dataframe(news_counts(found), hide_index=True, key="news_counts")
        show_table(found, "what is new", "news", restricted=bool(found["restricted"].any()))


def show_differences() -> None:
    """Offer the difference between two downloads of one source."""
    brought = [dataset for dataset in datasets.in_use() if dataset.source]
    sources = [dataset.source for dataset in brought]
    twice = [dataset for dataset in brought if sources.count(dataset.source) > 1]
    if not twice:
        return
    st.header("What changed between two downloads", anchor=False)
    names = {str(dataset.path): dataset.name for dataset in twice}
    earlier, later = st.columns(2)
    before = earlier.selectbox("Earlier", list(names), format_func=names.__getitem__)
    of = next(dataset.source for dataset in twice if str(dataset.path) == before)
    others = [str(d.path) for d in twice if d.source == of and str(d.path) != before]
    after = later.selectbox("Later", others, format_func=names.__getitem__)
    try:
        found = cache.differences(before, after)
    except geo.BorderwatchError as error:
        st.error(plain(error))
        return
    st.markdown(f"**{plain(revision_words(found))}**")
    if len(found):
        restricted = any(d.restricted for d in twice if str(d.path) in (before, after))
        show_table(found, "differences", "differences", restricted=restricted)
