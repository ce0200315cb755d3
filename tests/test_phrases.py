"""The rule that puts numbers and nouns into templates."""

import datetime as dt

import pandas as pd
import pytest

from geo.phrases import MONTHS, compose, counted, filled, long_date, short_date


@pytest.mark.parametrize(
    ("number", "says"), [(0, "0 events"), (1, "1 event"), (2, "2 events"), (1234, "1,234 events")]
)
def test_a_noun_takes_the_form_of_its_number(number, says):
    assert counted(number, "event") == says


def test_a_value_is_never_read_as_a_template():
    assert filled("{where}: {n}", {"where": "{n} \\1 {x event}", "n": 5}) == "{n} \\1 {x event}: 5"


def test_a_template_that_names_nothing_is_kept_and_one_that_names_zero_is_not():
    assert compose(("a", " {n}", " {words}", "."), {"n": 0, "words": ""}) == "a."


def test_a_name_without_a_value_is_an_error():
    with pytest.raises(KeyError):
        filled("{missing}", {})


def test_dates_do_not_depend_on_the_locale():
    for month, name in enumerate(MONTHS, 1):
        assert long_date(dt.date(2021, month, 5)) == f"5 {name} 2021"
        assert short_date(pd.Timestamp(2021, month, 25)) == f"25 {name[:3]} 2021"
