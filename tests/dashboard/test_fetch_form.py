"""Fetching on the Data page, against the stand-in of the sources."""

import time
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

import geo
from tests.fetch.conftest import account, stand_in  # noqa: F401
from tests.fetch.stand_in import SECRETS, acled_row


@pytest.fixture
def page(stand_in, tmp_path, monkeypatch):  # noqa: F811
    """The form alone, in a workspace of this test's."""
    monkeypatch.setenv("BORDERWATCH_WORKSPACE", str(tmp_path))
    stand_in.acled = [acled_row(number) for number in range(5)]

    def run():
        import streamlit as st

        from dashboard.session import datasets
        from dashboard.widgets.fetch_form import ask_fetch

        datasets.load()
        for key in ("data_said", "data_fault"):
            if key in st.session_state:
                st.text(st.session_state.pop(key))
        ask_fetch()

    return AppTest.from_function(run, default_timeout=60).run()


def press(app, label):
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def fetch_first(app):
    app.toggle[0].set_value(True).run()
    app.multiselect[0].set_value(["AFG"])
    app.date_input[0].set_value(date(2024, 1, 1))
    press(app, "Fetch")


def test_what_is_fetched_is_in_use_and_kept(page, tmp_path):
    fetch_first(page)
    assert page.text[0].value.startswith("acled-AFG: 5 events, fetched for the first time.")
    (used,) = [each for each in page.session_state.in_use if each.source]
    assert (used.name, used.source, used.kept.number) == ("acled-AFG", "acled", 1)
    assert used.restricted == {"acled-AFG": 5}
    assert len(geo.open_workspace(tmp_path).events("acled-AFG")) == 5
    shown = " ".join(str(each.value) for each in (*page.caption, *page.text, *page.markdown))
    assert "keyring set borderwatch-acled NAME" in shown
    assert not any(secret in shown for secret in SECRETS)


def test_what_is_new_is_fetched_with_one_press(page, stand_in):  # noqa: F811
    fetch_first(page)
    stand_in.acled += [acled_row(9, stamp=int(time.time()))]
    press(page, "Fetch what is new")
    assert "1 new, 0 changed, 0 withdrawn; it holds 6 events now." in page.text[0].value
    assert [each.name for each in page.session_state.in_use if each.source] == ["acled-AFG"]
    assert page.dataframe[0].value["change"].tolist() == ["new"]
    # Of a restricted dataset: shown here only.
    assert any("not handed over as a file" in each.value for each in page.caption)


def test_a_source_that_refuses_is_said_and_loses_nothing(page, stand_in):  # noqa: F811
    stand_in.terms_accepted = False
    fetch_first(page)
    assert "accept the terms of use" in page.error[0].value
    stand_in.terms_accepted = True
    page.run()
    press(page, "Fetch what is new")
    assert page.text[0].value.startswith("acled-AFG: 5 events, fetched for the first time.")


def test_nothing_is_offered_where_the_packages_are_missing(page, monkeypatch):
    monkeypatch.setattr("dashboard.widgets.fetch_form.find_spec", lambda name: None)
    assert not page.run().toggle
