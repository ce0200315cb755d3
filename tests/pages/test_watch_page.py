"""A watch list as a page."""

import datetime as dt

import pytest

import geo
from geo.pages.snapshot import draw_page


@pytest.mark.parametrize(
    ("window", "weeks"),
    [
        (("2021-07-19", "2021-08-15"), 4),
        (("2021-08-02", "2021-08-15"), 2),
        (("2015-01-01", "2021-08-15"), 4),
    ],
)
def test_the_page_watches_the_weeks_of_the_window(joined, window, weeks):
    page = draw_page(joined, geo.View(window=window, compared_by="province"), kind="watch")
    listed = geo.watch(joined, by="province", until="2021-08-15", weeks=weeks)
    shown = page.table
    assert 0 < len(shown) <= len(listed)
    rows = listed.head(len(shown))
    assert shown["Where"].str.replace("\n", " ").tolist() == rows["name"].tolist()
    assert shown["Events"].tolist() == rows["events"].map("{:,}".format).tolist()
    assert listed.attrs["window"][0] == dt.date(2021, 8, 15) - dt.timedelta(days=7 * weeks - 1)
