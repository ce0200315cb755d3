"""Text of files in every place of every page: none is Markdown, whatever it holds."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

import geo
from geo.settings import SETTING, choose_event_files

ODD = "![l](http://stranger.example/l.png) :smile: :blue[r] <b>b</b> $y$ **z** `c` | #"
PIECES = ("![l](", "://stranger", ":smile:", ":blue[", "<b>", "$y$", "**z**", "`c`")
"""What must not stand unescaped in any place that Streamlit reads as Markdown."""
TEXTS = ("text", "image", "imgs", "arrow_data_frame", "vega_lite_chart", "bidi_component")
"""Elements that show text as it stands; a component gets its data as data."""
READ = ("body", "label", "help", "text", "title", "caption", "name")
UNIT = "AF-BDS"


@pytest.fixture(scope="module")
def odd_events(tmp_path_factory, events):
    """The shipped events and a restricted dataset, with odd text in each text column."""
    rows = events.drop(columns="geometry")
    rows["longitude"], rows["latitude"] = events.geometry.x, events.geometry.y
    free = ["place", "actor_1", "actor_2", "summary", "note", "licence"]
    free += [name for name in rows if name.startswith("source_") and name != "source_url"]
    for name in free:
        rows[name] = ODD + rows[name].astype("str").fillna("")
    rows["source_url"] = "https://example.org/![l](x) <b>b</b> $y$ **z** `c`"
    rows["dataset"] = "synthetic " + ODD
    # A row that is set aside for an odd type.
    rows["event_type"] = rows["event_type"].astype("str").where(rows.index != 5, ODD)
    hidden = rows.head(40).assign(
        dataset="restricted " + ODD, restricted=True, event_id="r-" + rows["event_id"].head(40)
    )
    paths = [tmp_path_factory.mktemp("odd") / f"{name} ![l]($y$).csv" for name in ("a", "b")]
    for path, frame in zip(paths, (rows, hidden), strict=True):
        frame.to_csv(path, index=False)
    return paths


@pytest.fixture(scope="module")
def odd_boundaries(tmp_path_factory, units):
    """Boundaries as imported ones, with odd text in each text column."""
    path = tmp_path_factory.mktemp("odd") / "odd.parquet"
    names = ("name", "name_local", "source", "licence", "ocha_pcode")
    odd = {name: ODD + units[name].astype("str").fillna("") for name in names}
    units.assign(**odd).to_parquet(path)
    return path


@pytest.fixture
def odd(odd_events, odd_boundaries, monkeypatch, zones):
    """All files that the app reads hold odd text."""
    monkeypatch.setenv(SETTING, str(odd_boundaries))
    monkeypatch.setenv("BORDERWATCH_EVENTS", "")
    choose_event_files([str(path) for path in odd_events])
    names = ("group", "name", "claim", "rival_claim", "status", "confidence", "source_title")
    changed = {name: ODD + zones[name].fillna("") for name in names}
    told = zones.assign(**changed)
    monkeypatch.setattr(geo, "read_zones", lambda **_: told.copy())


def page_of(screen: str, **state: Any) -> AppTest:
    def run() -> None:
        import importlib

        import streamlit as st

        from dashboard.session import datasets, state
        from dashboard.widgets import sidebar
        from dashboard.widgets.words import plain

        screen = importlib.import_module(f"dashboard.screens.{st.session_state.screen}")
        data = datasets.load()
        dates = data.joined["date_start"]
        data_span = (dates.min().date(), dates.max().date())
        choices = sidebar.choices(data)
        span = state.begin(data_span, choices)
        for note in st.session_state.notes:
            st.warning(plain(note))
        if "chosen_first" in st.session_state:
            st.session_state.chosen = st.session_state.chosen_first
        screen.show(data, state.current(data_span), span)
        sidebar.show(data, span, choices, comparing=False)

    app = AppTest.from_function(run, default_timeout=120)
    app.session_state["screen"] = screen
    app.session_state["page"] = screen
    for key, value in state.items():
        app.session_state[key] = value
    return app


def strings(message: Message) -> Iterator[tuple[str, str]]:
    """Give all text of a message with the names of its fields."""
    for field, value in message.ListFields():
        for each in value if field.is_repeated else [value]:
            if isinstance(each, Message):
                yield from strings(each)
            elif isinstance(each, str):
                yield field.name, each


def markdown_of(app: AppTest) -> list[tuple[str, str]]:
    """Return all text of a page that Streamlit reads as Markdown, with its kind of element."""
    assert not app.exception
    read = []
    for node in app._tree:
        proto = getattr(node, "proto", None)
        if proto is None or node.type in TEXTS:
            continue
        options = getattr(proto, "options", ()) if node.type == "button_group" else ()
        read += [(node.type, text) for name, text in strings(proto) if name in READ]
        read += [(node.type, option.content) for option in options]
    assert read
    return read


def assert_harmless(app: AppTest) -> None:
    read = markdown_of(app)
    bad = [(kind, text) for kind, text in read if any(piece in text for piece in PIECES)]
    assert bad == []


def holds(app: AppTest, text: str) -> bool:
    """Return whether odd text is on the page, in a place of Markdown, after some words."""
    return any(text in "".join(c for c in seen if c != "\\") for _, seen in markdown_of(app))


def test_the_profile_of_a_unit_with_its_events_and_zones(odd):
    app = page_of("map", chosen_first={"unit": UNIT}).run()
    assert_harmless(app)
    assert holds(app, "Boundary: ![l]")
    assert holds(app, "Actors: ![l]")
    assert holds(app, "Source: [![l]")


def test_zones_and_events_that_were_clicked(odd, zones):
    for chosen in ({"zone": zones["zone_id"].iloc[0]}, {"events": list(range(30))}):
        app = page_of("map", chosen_first=chosen).run()
        assert_harmless(app)
        assert holds(app, ", ![l]")


def test_the_table_with_restricted_datasets_and_search(odd):
    app = page_of("map", map_panel="Table", search="Badakhshan", drawer_filters=True).run()
    assert_harmless(app)
    assert holds(app, "Include restricted ![l]")
    assert holds(app, "(province)")
    app.selectbox(key="download_format").set_value(".html").run()
    assert_harmless(app)
    assert_harmless(page_of("map", search=ODD).run())


def test_an_address_with_odd_words_and_a_window_without_events(odd):
    app = page_of("map", map_panel="Table")
    app.query_params["window"] = "1999-01-01~1999-12-31"
    app.query_params["datasets"] = "synthetic " + ODD
    app.query_params["unit"] = app.query_params["extent"] = app.query_params["layers"] = ODD
    app.run()
    assert_harmless(app)
    assert app.info
    assert all(holds(app, f"{name}='![l]") for name in ("layers", "unit"))


@pytest.mark.parametrize("panel", ["What changed", "Over time", "By distance", "Zones in time"])
def test_each_panel_of_the_comparison(odd, panel):
    for by in ("district", "segment"):
        assert_harmless(page_of("compare", compare_panel=panel, compared_by=by).run())


@pytest.mark.parametrize("by", ["district", "group"])
def test_the_watch_list(odd, by):
    assert_harmless(page_of("watch", watched_by=by).run())


def test_a_page_of_paper_and_a_pack(odd):
    app = page_of("briefing", title=ODD, page_subtitle=ODD, page_marking=ODD).run()
    assert_harmless(app)
    # A page that cannot be drawn says why.
    app.button(key="add_page").click().run()
    assert_harmless(app)


def test_the_sources_and_what_was_set_aside(odd):
    assert_harmless(page_of("sources").run())


def workbook(path):
    frame = pd.DataFrame({ODD: ["x"], "Date": ["2031-07-03"], "Type " + ODD: [ODD]})
    with pd.ExcelWriter(path) as book:
        frame.to_excel(book, sheet_name="$y$ `c` <b>b", index=False)
    return path.read_bytes()


def test_files_with_odd_names_columns_sheets_and_faults(odd, tmp_path):
    table = f'"{ODD}","{ODD} 2",Date,Type\nx,y,2031-07-03,{ODD}\nx,y,{ODD},picnic\n'.encode()
    files = {
        f"{ODD.replace('/', '')}.csv": table,
        "$y$ **z**.xlsx": workbook(tmp_path / "a.xlsx"),
        "**z** `c`.parquet": b"PAR1 no parquet",
        "![l](b).geojson": b'{"type": "FeatureCollection", "features": [{"![l](": 1}]}',
    }
    for name, content in files.items():
        app = page_of("data").run()
        assert_harmless(app)
        app.file_uploader[0].upload(name, content).run()
        assert_harmless(app)
        buttons = [button for button in app.button if button.key == "import"]
        if buttons:
            buttons[0].click().run()
            assert_harmless(app)


def test_the_list_of_datasets_their_links_and_differences(odd):
    assert_harmless(page_of("data").run())


def test_a_fault_of_the_data_that_cannot_be_shown(monkeypatch, tmp_path):
    from dashboard import main

    path = str(tmp_path / f"{ODD.replace('/', '')}.csv")
    monkeypatch.setenv("BORDERWATCH_EVENTS", "")
    choose_event_files([path])
    app = AppTest.from_file(main.__file__, default_timeout=60).run()
    assert_harmless(app)
    assert app.error


def test_the_walk_sees_what_is_not_escaped():
    def run() -> None:
        import streamlit as st

        st.button("x", help=st.session_state.odd)

    app = AppTest.from_function(run)
    app.session_state["odd"] = ODD
    with pytest.raises(AssertionError):
        assert_harmless(app.run())
