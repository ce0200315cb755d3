"""A watch list as a page: where the last weeks stand out from what is usual."""

from typing import Any

import geopandas as gpd
import pandas as pd

from geo.drawing.paper import Paper
from geo.pages.page import Page, blank_page
from geo.pages.table_page import ratio_cell, with_table
from geo.tolls import toll_cells
from geo.view.area_ground import inside_words
from geo.view.extent import whole_words
from geo.view.sentence import filter_words
from geo.view.view import View
from geo.watchlist.watch_view import watch_view, watched_weeks
from geo.watchlist.watch_words import list_words

_WIDTHS = (2.6, 0.8, 0.8, 0.8, 0.8, 1.4, 0.8, 0.8, 1.0, 1.0, 1.0, 1.6, 1.0)
_METHOD = (
    "Usual: what as many weeks held in the year before. An alarm allows for bursts and for the "
    "length of the list: of a hundred lists without any change about five hold one. May come: an "
    "interval of 90% for as many weeks to come, where past forecasts beat saying as last time. "
    "Too coarse: events that are not counted."
)


def watch_page(
    joined: gpd.GeoDataFrame, view: View, paper: Paper, marking: str = "", subtitle: str = ""
) -> Page:
    """Return the watch list of a view, by what its windows are compared by.

    The last weeks are those of its window, or the last four of a window that is longer than 26
    weeks. Parameters and errors as those of :func:`geo.snapshot`, and those of :func:`geo.watch`.
    """
    listed = watch_view(joined, view, view.compared_by, watched_weeks(view)).listed
    window = listed.attrs["window"]
    words = [list_words(listed, view.compared_by, window), whole_words(view), filter_words(view)]
    if view.compared_by != "area":
        words.append(inside_words(view.area))
    first, last = (pd.Timestamp(day) for day in window)
    page = blank_page(
        paper,
        view.title,
        subtitle or " ".join(filter(None, words)),
        marking,
        joined=joined,
        shown=joined[joined["date_start"].between(first, last)],
        method=_METHOD,
    )
    alarms = listed.loc[listed["alarm"], "words"]
    page.notes = [*alarms, *listed.attrs["notes"], *page.notes]
    return with_table(page, _cells(listed), _WIDTHS, "rows")


def _cells(listed: pd.DataFrame) -> pd.DataFrame:
    """Return a list as its cells are written."""
    ends = zip(listed["forecast_low"], listed["forecast_high"], strict=True)
    interval = zip(listed["ratio_low"], listed["ratio_high"], strict=True)
    alarms = zip(listed["alarm"], listed["alarm_weeks"], strict=True)
    return pd.DataFrame(
        {
            "Where": listed["name"],
            "Events": listed["events"].map("{:,}".format),
            "Usual": listed["usual"].map("{:,.1f}".format),
            "A year before": listed["year_before"].map(_number),
            "Times": listed["rate_ratio"].map(ratio_cell),
            "95% interval": [
                "" if pd.isna(low) else f"{ratio_cell(low)} to {ratio_cell(high)}"
                for low, high in interval
            ],
            "Bursts": ["" if pd.isna(phi) else f"{phi:.1f}" for phi in listed["dispersion"]],
            "p, list": listed["p_list"].map("{:.3f}".format),
            "Alarm": [_lasting(weeks) if alarm else "" for alarm, weeks in alarms],
            "May come": ["" if pd.isna(one) else f"{one:,} to {two:,}" for one, two in ends],
            "Hot spot": listed["hot_spot"].astype("object").fillna(""),
            "Deaths": toll_cells(listed),
            "Too coarse": (listed["cannot_tell"] + listed["coarse_dates"]).map(_number),
        }
    )


def _number(value: Any) -> str:
    return "" if pd.isna(value) else f"{value:,}"


def _lasting(weeks: int) -> str:
    return "new" if weeks == 1 else f"{weeks:,} weeks"
