"""A workspace in a folder of its own."""

import pytest

import geo


@pytest.fixture
def workspace(tmp_path):
    return geo.open_workspace(tmp_path / "workspace")


@pytest.fixture
def download(tmp_path):
    """A file as it might have come from a source."""
    path = tmp_path / "week-1.csv"
    path.write_text("id,day\n1,2021-08-15\n")
    return path
