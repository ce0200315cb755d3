"""The command line, as the tests call it."""

import pytest
from click.testing import CliRunner

from geo.cli.main import main


@pytest.fixture
def run():
    """Run ``borderwatch`` with some words, in this process."""
    runner = CliRunner()
    return lambda *words: runner.invoke(main, [str(word) for word in words])
