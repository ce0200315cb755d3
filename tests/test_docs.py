"""The examples of the documentation run and say what they show."""

import doctest

import pytest

from geo.settings import ROOT

OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.mark.parametrize("page", sorted(path.name for path in (ROOT / "docs").glob("*.md")))
def test_the_examples_of_a_page_hold(page):
    result = doctest.testfile(str(ROOT / "docs" / page), module_relative=False, optionflags=OPTIONS)
    assert result.failed == 0


def test_the_worked_example_is_run():
    result = doctest.testfile(
        str(ROOT / "docs" / "example-borders.md"), module_relative=False, optionflags=OPTIONS
    )
    assert result.attempted >= 10
