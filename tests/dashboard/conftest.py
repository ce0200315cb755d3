"""Pages that several tests open."""

import pytest
from streamlit.testing.v1 import AppTest


@pytest.fixture(autouse=True)
def library(tmp_path, monkeypatch):
    """What one test keeps is not there in the next one: each has an empty workspace."""
    monkeypatch.setenv("BORDERWATCH_WORKSPACE", str(tmp_path / "workspace"))
    return tmp_path / "workspace"


@pytest.fixture
def compare_page():
    """The Compare page, whose table is open at once."""

    def run():
        from dashboard.screens import compare
        from dashboard.session import cache, state
        from dashboard.widgets import sidebar

        data = cache.load()
        dates = data.joined["date_start"]
        data_span = (dates.min().date(), dates.max().date())
        choices = sidebar.choices(data)
        span = state.begin(data_span, choices)
        view = state.current(data_span)
        compare.show(data, view, span)
        sidebar.show(data, span, choices, comparing=True)

    return AppTest.from_function(run, default_timeout=60)
