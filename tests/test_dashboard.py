"""The app's script without a browser: every page runs, state goes to the URL and back."""

import datetime as dt

import pytest
from streamlit.testing.v1 import AppTest

import geo
from dashboard import documents
from geo.paths import ROOT


@pytest.fixture
def app():
    return AppTest.from_file(str(ROOT / "dashboard" / "main.py"), default_timeout=60)


def test_map_page_runs_and_offers_the_dates_of_the_data(app, joined):
    app.run()
    assert not app.exception
    assert app.date_input(key="window_first").value == joined["date_start"].min().date()
    assert app.date_input(key="window_last").value == joined["date_start"].max().date()
    assert len(app.dataframe[0].value) == len(joined)


def test_window_of_the_sidebar_reaches_table_and_url(app, joined):
    app.run()
    app.date_input(key="window_first").set_value(dt.date(2021, 8, 15)).run()
    app.date_input(key="window_last").set_value(dt.date(2021, 8, 15)).run()
    assert app.query_params["window"] == "2021-08-15~2021-08-15"
    view = geo.View(window=("2021-08-15", "2021-08-15"))
    assert len(app.dataframe[0].value) == len(geo.select(joined, view))


def test_url_fills_the_widgets(app):
    app.query_params["window"] = "2021-06-01~2021-08-15"
    app.query_params["event_types"] = "air_strike"
    app.query_params["corridor_km"] = "30"
    app.run()
    assert app.date_input(key="window_first").value == dt.date(2021, 6, 1)
    assert app.multiselect(key="event_types").value == ["air_strike"]
    assert app.slider(key="corridor_km").value == 30
    assert not app.warning


def test_bad_url_values_are_noted(app):
    app.query_params["layers"] = "nonsense"
    app.run()
    assert "nonsense" in app.warning[0].value


def test_reversed_dates_are_turned_round(app):
    app.run()
    app.date_input(key="window_first").set_value(dt.date(2022, 1, 1)).run()
    app.date_input(key="window_last").set_value(dt.date(2021, 1, 1)).run()
    assert app.query_params["window"] == "2021-01-01~2022-01-01"


def test_empty_window_says_what_to_do(app):
    app.query_params["window"] = "1999-01-01~1999-12-31"
    app.run()
    assert "Widen the window" in app.info[0].value


def test_a_file_that_cannot_be_read_is_a_message(app, tmp_path, monkeypatch):
    monkeypatch.setenv("BORDERWATCH_EVENTS", str(tmp_path / "missing.csv"))
    app.run()
    assert not app.exception
    assert "does not exist" in app.error[0].value


def test_search_offers_units_with_reasons(app):
    app.run()
    app.text_input(key="search").set_value("Nusay").run()
    labels = [button.label for button in app.button if button.key.startswith("hit_")]
    assert labels[0] == "Darwaz (district, Badakhshan, Afghanistan)"


def test_documents_are_kept_by_content_and_the_oldest_go():
    first = documents.publish(b"one", "text/plain")
    assert documents.publish(b"one", "text/plain") == first
    for number in range(documents.KEPT):
        documents.publish(b"%d" % number, "text/plain")
    assert first.rsplit("/", 1)[1] not in documents._documents
