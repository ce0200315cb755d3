"""What the app keeps in the workspace, and how it opens with it."""

import pytest
from streamlit.testing.v1 import AppTest

import geo
from geo.settings import ROOT


@pytest.fixture
def opened():
    """Open the whole app as a new session, with an address."""

    def open_app(**address):
        app = AppTest.from_file(str(ROOT / "dashboard" / "main.py"), default_timeout=60)
        for name, value in address.items():
            app.query_params[name] = value
        return app.run()

    return open_app


@pytest.fixture
def kept(library, make_events):
    """A workspace with two datasets, of which one is in use."""
    workspace = geo.open_workspace(library)
    rows = ({"dataset": "north", "country": "AFG"}, {"dataset": "north", "country": "AFG"})
    workspace.keep("north", make_events(*rows, lon=70.9, lat=37.0), origin="a test")
    south = make_events({"dataset": "south", "country": "AFG"}, lon=66.0, lat=31.6)
    workspace.keep("south", south, origin="a test")
    workspace.use("south", in_use=False)
    return workspace


def shown(app):
    return [each.name for each in app.session_state["in_use"] if each.shown]


def text(elements):
    """Return words without the signs that keep Markdown from reading them."""
    return " ".join(each.value for each in elements).replace("\\", "")


def test_a_session_opens_with_what_is_in_use_and_its_address_names_it(opened, kept):
    app = opened()
    assert not app.exception
    assert shown(app) == ["borderwatch", "north"]
    assert app.query_params["use"] == "north"


def test_an_address_says_what_is_shown_and_what_is_missing(opened, kept, make_events):
    app = opened(use="south~west~a%7Eb")
    assert shown(app) == ["borderwatch", "south"]
    assert "2 datasets that the workspace here does not have: west, a~b" in text(app.warning)
    # The address goes on naming them: it may be opened again when they are there.
    assert app.query_params["use"] == "south~west~a%7Eb"


def test_a_workspace_that_cannot_be_used_is_a_note_and_all_else_works(opened, library):
    library.mkdir()
    (library / "catalogue.sqlite").write_bytes(b"no database, " * 100)
    app = opened()
    assert not app.exception
    assert "is damaged" in text(app.warning)
    assert shown(app) == ["borderwatch"]


def test_what_cannot_be_shown_is_left_out_with_a_note(opened, kept):
    kept.version("north").path.unlink()
    app = opened()
    assert not app.exception
    assert shown(app) == ["borderwatch"]
    assert "north is left out:" in text(app.warning)


def test_views_are_saved_and_opened_in_another_session(opened, kept):
    app = opened(extent="AF-BDS", window="2021-06-01~2021-08-15", use="south")
    app.text_input(key="view_name").set_value("South").run()
    app.button(key="save_view").click().run()
    assert kept.view("South").extent == "AF-BDS"
    other = opened()
    before = other.session_state["extent_serial"]
    other.selectbox(key="view_picked").set_value("South").run()
    other.button(key="open_view").click().run()
    assert not other.exception
    assert shown(other) == ["borderwatch", "south"]
    assert other.session_state["extent"] == "AF-BDS"
    assert other.session_state["extent_serial"] > before, "the map is told"
    assert other.query_params["window"] == "2021-06-01~2021-08-15"
    other.selectbox(key="view_picked").set_value("South").run()
    other.button(key="drop_view").click().run()
    assert kept.views() == []


def test_what_is_renamed_or_removed_elsewhere_is_followed(opened, kept):
    app = opened()
    kept.rename("north", "far north")
    kept.remove("south")
    app.session_state["wanted_page"] = "data"
    app.run()
    assert not app.exception
    assert shown(app) == ["borderwatch", "far north"]


def test_sessions_share_what_was_read(opened, kept):
    first, second = (opened().session_state["in_use"][1].sources for _ in range(2))
    assert first is second


def test_what_is_new_is_told_by_country_and_border(opened, kept, make_events):
    rows = {"dataset": "north", "country": "AFG", "lon": 70.8, "lat": 38.44}
    kept.keep("north", make_events(rows, {**rows, "event_id": "more"}), origin="a test")
    app = opened()
    app.session_state["wanted_page"] = "data"
    app.run()
    assert not app.exception
    assert "1 new, 1 changed, 1 withdrawn" in text(app.markdown)
    counts = next(each.value for each in app.dataframe if "withdrawn" in each.value)
    assert counts["border"].tolist()[0] == "AFG-TJK"
