"""The form that says which column of a table is which of ours."""

from dataclasses import replace
from typing import Any

import streamlit as st

from geo.cells.clock import TIME_ZONES
from geo.errors import BorderwatchError
from geo.events.mapping import PLACED, Mapping
from geo.events.reading import complete
from geo.files.scratch import scratch_folder
from geo.schema import EVENT_COLUMNS
from geo.vocabulary import EVENT_TYPES, GEO_PRECISIONS

from ..server.downloads import download_button
from ..session.datasets import Coming
from .words import plain

FIRST = {
    "date_start": "Date",
    "event_type": "Type",
    "place": "Place",
    "admin1": "Province",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "admin2": "District",
    "country": "Country",
    "actor_1": "Actor",
    "actor_2": "Other actor",
    "fatalities_best": "Deaths",
    "summary": "Summary",
}
"""The columns that most tables have; the others wait in a drawer."""
SPELT_OUT = {
    "latitude_longitude": "Latitude and longitude in one cell",
    "longitude_latitude": "Longitude and latitude in one cell",
    "utm_zone": "UTM zone",
    "accuracy_m": "Accuracy in metres",
    "pcode": "P-code of district or province",
}
REST = {
    name: SPELT_OUT.get(name, name.replace("_", " ").capitalize())
    for name in (*EVENT_COLUMNS[:-1], *PLACED)
    if name not in FIRST
}
ORDERS = {
    "day_first": "3 April 2021 (day first)",
    "month_first": "4 March 2021 (month first)",
    "mixed": "Either: set such rows aside",
}
CALENDARS = {
    "auto": "As the dates show",
    "gregorian": "Gregorian",
    "solar_hijri": "Solar Hijri",
}
TYPES = {kind.key: kind.label for kind in EVENT_TYPES}
MOST_WORDS = 40
ACROSS = 4


def ask_mapping(coming: Coming) -> Mapping:
    """Ask how a table is read; what was guessed stands in the form already."""
    mapping = coming.mapping or Mapping()
    st.markdown("**Which column is which**")
    columns = _columns(coming, mapping, FIRST)
    with st.expander("More columns"):
        columns |= _columns(coming, mapping, REST)
    _say_unread(coming, columns)
    mapping = coming.mapping = _read_anew(coming, mapping, columns)
    for note in mapping.notes:
        st.caption(plain(note))
    order, fixed = _rules(coming, mapping)
    calendar, time_zone = _calendar(coming, mapping)
    types = _types(coming, mapping)
    chosen = Mapping(
        columns,
        {**mapping.fixed, **fixed},
        {**mapping.types, **types},
        order,
        calendar,
        mapping.day_numbers,
        time_zone,
    )
    _as_file(coming, chosen)
    return chosen


def _columns(coming: Coming, mapping: Mapping, labels: dict[str, str]) -> dict[str, str]:
    offered = [name for name in coming.understood.columns if name]
    answers = {
        ours: coming.ask(
            cell.selectbox,
            label,
            f"column {ours}",
            mapping.columns.get(ours),
            options=offered,
            index=None,
            placeholder="None",
        )
        for cell, (ours, label) in zip(_cells(len(labels)), labels.items(), strict=True)
    }
    return {ours: theirs for ours, theirs in answers.items() if theirs}


def _say_unread(coming: Coming, columns: dict[str, str]) -> None:
    """Name the columns of the file that nothing is read from."""
    named = filter(None, coming.understood.columns)
    unread = [name for name in named if name not in columns.values()]
    names = ", ".join(unread[:MOST_WORDS]) + " and more" * (len(unread) > MOST_WORDS)
    st.caption(plain(f"Not read: {names}" if unread else "Every column is read."))


def _cells(number: int) -> list[Any]:
    """Return places for widgets in rows; in one column, on a phone, they keep their order."""
    rows = range(0, number, ACROSS)
    return [cell for _ in rows for cell in st.columns(ACROSS)][:number]


def _read_anew(coming: Coming, mapping: Mapping, columns: dict[str, str]) -> Mapping:
    """Look through the whole file where dates or types come from another column than before."""
    told = ("date_start", "date_end", "event_type")
    if all(columns.get(name) == mapping.columns.get(name) for name in told):
        return replace(mapping, columns=columns)
    with st.spinner("Reading the columns…"):
        anew = replace(mapping, columns=columns, types={}, notes=())
        return complete(coming.path, anew, sheet=coming.sheet)


def _rules(coming: Coming, mapping: Mapping) -> tuple[str, dict[str, str]]:
    """Ask how dates are written, and what holds where the table says nothing."""
    across = st.columns(ACROSS)
    order = coming.ask(
        across[0].selectbox,
        "03/04/2021 means",
        f"order {mapping.columns.get('date_start')}",
        mapping.date_order,
        options=list(ORDERS),
        format_func=ORDERS.__getitem__,
    )
    fixed = {
        "geo_precision": coming.ask(
            across[1].selectbox,
            "Places are known to",
            "fixed precision",
            mapping.fixed.get("geo_precision", "town"),
            options=list(GEO_PRECISIONS),
            format_func=GEO_PRECISIONS.__getitem__,
            help="Where no column of the table says it.",
        ),
        "source_publisher": coming.ask(
            across[2].text_input,
            "Reported by",
            "fixed publisher",
            mapping.fixed.get("source_publisher", coming.path.stem),
            help="Where no column of the table says it.",
        ),
    }
    if "event_type" not in mapping.columns:
        fixed["event_type"] = coming.ask(
            across[3].selectbox,
            "Type of every event",
            "fixed type",
            mapping.fixed.get("event_type"),
            options=list(TYPES),
            index=None,
            format_func=TYPES.__getitem__,
            placeholder="Choose",
        )
    return order, {ours: value for ours, value in fixed.items() if value}


def _calendar(coming: Coming, mapping: Mapping) -> tuple[str, str]:
    """Ask of which calendar the dates are, and in which zone their days are told."""
    across = st.columns(ACROSS)
    calendar = coming.ask(
        across[0].selectbox,
        "Calendar of the dates",
        "calendar",
        mapping.calendar,
        options=list(CALENDARS),
        format_func=CALENDARS.__getitem__,
        help="Years of two digits are read only where it is stated.",
    )
    time_zone = coming.ask(
        across[1].selectbox,
        "Time zone of the events",
        "time zone",
        mapping.time_zone or None,
        options=sorted({*TIME_ZONES.values(), *filter(None, [mapping.time_zone])}),
        index=None,
        placeholder="That of their country",
        help="For clock times with a zone in rows that state no country.",
    )
    return calendar, time_zone or ""


def _types(coming: Coming, mapping: Mapping) -> dict[str, str]:
    """Ask what the table's words for types mean, first those that are not known."""
    unknown = [word for word, ours in mapping.types.items() if not ours][:MOST_WORDS]
    known = [word for word, ours in mapping.types.items() if ours][:MOST_WORDS]
    answers: dict[str, str] = {}
    if unknown:
        st.markdown("**What these types mean**")
        answers |= _meanings(coming, mapping, unknown)
    if known:
        with st.expander("Types that were understood"):
            answers |= _meanings(coming, mapping, known)
    left = len(mapping.types) - len(unknown) - len(known)
    if left:
        st.caption(f"and {left:,} more types: the mapping as a file holds them all")
    still_open = sum(not answers.get(word, ours) for word, ours in mapping.types.items())
    if still_open:
        st.caption(f"Types left open: {still_open:,}. Their rows are set aside.")
    elif mapping.types:
        st.caption("Every type is understood.")
    return answers


def _meanings(coming: Coming, mapping: Mapping, words: list[str]) -> dict[str, str]:
    return {
        word: coming.ask(
            cell.selectbox,
            plain(word),
            f"type {mapping.columns.get('event_type')} {word}",
            mapping.types[word] or None,
            options=list(TYPES),
            index=None,
            format_func=TYPES.__getitem__,
            placeholder="Choose",
        )
        or ""
        for cell, word in zip(_cells(len(words)), words, strict=True)
    }


def _as_file(coming: Coming, chosen: Mapping) -> None:
    """Hand the mapping over as a file, and take one."""
    with st.expander("Keep this mapping, or use one that was kept"):
        download_button(
            "Download the mapping (TOML)",
            lambda: _toml(chosen),
            f"{coming.path.stem}.toml",
            key="get_mapping",
        )
        key = f"mapping_{coming.number}_{coming.serial}"
        kept = st.file_uploader("Load a mapping (TOML)", type="toml", key=key)
        if kept is not None:
            _use(coming, kept.getvalue())
            st.rerun()
    if coming.note:
        st.warning(plain(coming.note))


def _toml(mapping: Mapping) -> bytes:
    with scratch_folder("mapping") as folder:
        return mapping.to_toml(folder / "mapping.toml").read_bytes()


def _use(coming: Coming, content: bytes) -> None:
    """Fill the form anew from a mapping that was kept; say what of it the file lacks."""
    coming.serial += 1
    try:
        with scratch_folder("mapping") as folder:
            path = folder / "mapping.toml"
            path.write_bytes(content)
            kept = Mapping.from_toml(path)
        has = {
            ours: name for ours, name in kept.columns.items() if name in coming.understood.columns
        }
        read = complete(coming.path, replace(kept, columns=has), sheet=coming.sheet)
    except BorderwatchError as error:
        coming.note = str(error)
        return
    lacks = sorted(set(kept.columns.values()) - set(has.values()))
    coming.note = f"This file lacks the columns {', '.join(lacks)}." if lacks else ""
    coming.answers = {name: said for name, said in coming.answers.items() if name[:3] == "of_"}
    types = {**read.types, **kept.types}
    coming.mapping = replace(read, types=types, date_order=kept.date_order)
