"""The numbers that a spec's words name in braces: counted for the page that they stand on.

They come from the events of the page's view, in the place that its extent or area names. What is
not known is null, never 0.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import geopandas as gpd
import pandas as pd

from geo.analysis.compare import compare_view
from geo.analysis.compare_words import told
from geo.analysis.windows import days_in
from geo.boundaries.units import read_units
from geo.briefs.places import Place
from geo.errors import BorderwatchError
from geo.event_counts import number_of_events
from geo.pages.snapshot import COMPARING
from geo.phrases import counted, filled, long_date
from geo.release.credits import data_reach
from geo.release.withholding import public
from geo.tolls import Toll
from geo.view.area import Area
from geo.view.area_ground import area_name
from geo.view.extent import border_segments, inside, place_words
from geo.view.select import may_match, select
from geo.view.sentence import WINDOW, filter_words
from geo.view.view import ALL_DATES, View, Window
from geo.vocabulary import EVENT_TYPES


@dataclass(frozen=True)
class Counted:
    """What is counted for a page.

    ``joined`` are all events of the data, ``view`` and ``kind`` those of the page, and ``place``
    that of an atlas.
    """

    joined: gpd.GeoDataFrame
    view: View
    kind: str
    place: Place

    @cached_property
    def window(self) -> Window:
        """The window that is told of, window B of a page that compares."""
        return self.view.window_b if self.kind in COMPARING else self.view.window

    @cached_property
    def data(self) -> Window:
        """First and last day of the data."""
        return self.joined["date_start"].min().date(), data_reach(self.joined)

    @cached_property
    def before(self) -> Window | None:
        """The window before, as long, or window A; none where the data begin after its first day.

        Nor is there one where no dates are asked for.
        """
        if self.kind in COMPARING:
            before = self.view.window_a
        elif self.view.window == ALL_DATES:
            return None
        else:
            first = self.window[0]
            before = first - dt.timedelta(days=days_in(self.window)), first - dt.timedelta(days=1)
        return before if before[0] >= self.data[0] else None

    @cached_property
    def shown(self) -> gpd.GeoDataFrame:
        """The events of the window in the place, as pages may tell them."""
        return self.within(self.window)

    def within(self, window: Window) -> gpd.GeoDataFrame:
        """Return the events of a window in the place."""
        view = replace(self.view, window=window)
        if view.area is not None:
            return select(public(self.joined), view)
        # Where a restricted event lies in its district is not to be found out by a small box.
        chosen = public(select(self.joined, view))
        return chosen[inside(chosen, view)]

    def events(self, window: Window | None) -> int | None:
        """Return how many events a window holds; null for none."""
        return None if window is None else number_of_events(self.within(window))

    @cached_property
    def dates(self) -> Window:
        """The days told: those of the data where no dates are asked for."""
        return self.data if self.window == ALL_DATES else self.window


def _place(page: Counted) -> str:
    if page.place.name:
        return page.place.name
    if page.view.area is not None:
        return area_name(page.view.area)
    return re.sub("^ (in |within .* of )", "", place_words(page.view)) or "the region"


def _where(page: Counted) -> str:
    if page.view.area is not None:
        return f"in {_place(page)}"
    return place_words(page.view).strip() or f"in {_place(page)}"


def _when(page: Counted) -> str:
    first, last = page.dates
    words = {"first": long_date(first), "last": long_date(last)}
    return filled(WINDOW["day" if first == last else "days"], words)


def _window(page: Counted) -> str:
    first, last = page.dates
    return long_date(first) + ("" if first == last else f" to {long_date(last)}")


def _year_before(page: Counted) -> int | None:
    if page.window == ALL_DATES:
        return None
    one = pd.DateOffset(years=1)
    first, last = ((pd.Timestamp(day) - one).date() for day in page.window)
    return page.events((first, last)) if first >= page.data[0] else None


def _change(page: Counted) -> str:
    now, before = number_of_events(page.shown), page.events(page.before)
    if before is None:
        return "an unknown change"
    if now == before:
        return "as many"
    return f"{abs(now - before):,} {'more' if now > before else 'fewer'}"


def _comparison(page: Counted) -> str:
    """Return what :func:`geo.compare` says of the place, in its words."""
    if page.before is None:
        return "The data do not reach back far enough to compare."
    view = replace(page.view, window_a=page.before, window_b=page.window)
    view = replace(view, area=view.area or _unit_area(view))
    if view.area is None and not border_segments(view):
        return "Only a unit, an area or a border can be compared."
    # Elsewhere on the page restricted events are known to their district only, so here too.
    events = page.joined if view.area is None else public(page.joined)
    by = "segment" if view.area is None else "area"
    try:
        table = told(compare_view(events, replace(view, compared_by=by)))
    except BorderwatchError as error:
        return str(error)
    return table["words"].iloc[0] if len(table) else "No event in either window."


def _unit_area(view: View) -> Area | None:
    """Return the unit that a view's extent names, if it names one."""
    codes = read_units()[["unit_id", "iso_3166_2", "ocha_pcode"]]
    if not isinstance(view.extent, str) or not codes.isin([view.extent]).any(axis=None):
        return None
    return Area.units([view.extent])


def _types(page: Counted) -> str:
    labels = {kind.key: kind.label.lower() for kind in EVENT_TYPES}
    kinds = page.shown["event_type"].astype("str").map(labels)
    counts = page.shown["event_count"].groupby(kinds).sum()
    counts = counts[counts > 0].sort_values(ascending=False, kind="stable")
    return ", ".join(f"{name} {count:,}" for name, count in counts.items()) or "none"


def _perhaps(page: Counted) -> int | None:
    if page.view.area is None:
        return None
    view = replace(page.view, window=page.window)
    rows = public(page.joined)
    return number_of_events(rows[may_match(rows, view)])


def _perhaps_words(page: Counted) -> str:
    number = _perhaps(page)
    if not number:
        return ""
    too = " too" if len(page.shown) else ""
    return f"{counted(number, 'event')} known only to a wider unit may lie there{too}."


def _deaths(page: Counted) -> str:
    return str(Toll.of(page.shown)) if len(page.shown) else "no deaths recorded"


def _before_words(page: Counted) -> str:
    before = page.events(page.before)
    return "" if before is None else f"{before:,}" if before else "none"


def _latest(page: Counted) -> str:
    return long_date(page.shown["date_start"].max()) if len(page.shown) else "none"


def _unverified(page: Counted) -> int:
    return number_of_events(page.shown[page.shown["verified"] == "memory"])


NUMBERS: dict[str, Callable[[Counted], int | str | None]] = {
    "place": _place,
    "whole": lambda page: page.place.whole,
    "where": _where,
    "when": _when,
    "window": _window,
    "first": lambda page: long_date(page.dates[0]),
    "last": lambda page: long_date(page.dates[1]),
    "days": lambda page: days_in(page.dates),
    "events": lambda page: number_of_events(page.shown),
    "deaths": _deaths,
    "types": _types,
    "latest": _latest,
    "unverified": _unverified,
    "sources": lambda page: page.shown["source_publisher"].nunique(),
    "before": lambda page: page.events(page.before),
    "change": _change,
    "year_before": _year_before,
    "comparison": _comparison,
    "perhaps": _perhaps,
    "data_to": lambda page: long_date(page.data[1]),
    "watch": lambda page: page.place.watch_words,
}
"""What words in braces stand for; docs/briefings.md says what each is."""
OWN: dict[str, Callable[[Counted], int | str | None]] = {
    "before_words": _before_words,
    "perhaps_words": _perhaps_words,
    "filters": lambda page: filter_words(page.view),
}
"""What only the sentences of an atlas name (:mod:`geo.briefs.words`)."""
