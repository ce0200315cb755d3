"""The ten-second sentence: what a view shows, for which dates, from whom."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.errors import PageFault
from geo.view.select import matches, select
from geo.view.view import ALL_DATES, View
from geo.vocabulary import COUNTRY_LABELS, EVENT_TYPES, GEO_PRECISIONS, VERIFIED


def select_some(joined: gpd.GeoDataFrame, view: View) -> gpd.GeoDataFrame:
    """Return the events of :func:`select` for a chart or a table, which say nothing without any.

    Raises
    ------
    PageFault
        When there is none, with the dates of the data.
    """
    chosen = select(joined, view)
    if chosen.empty:
        raise PageFault(describe_rows(chosen, joined, view))
    return chosen


def describe(joined: gpd.GeoDataFrame, view: View) -> str:
    """Return the ten-second sentence: what a view shows, for which dates, from whom.

    Examples
    --------
    >>> import geo
    >>> from geo import View
    >>> joined = geo.join(geo.read_events(), geo.read_units())
    >>> describe(joined, View(window=("2021-08-15", "2021-08-15")))[:45]
    '5 events on 15 August 2021 in 2 countries, 1 '
    """
    return describe_rows(select(joined, view), joined, view)


def describe_rows(
    shown: gpd.GeoDataFrame, joined: gpd.GeoDataFrame, view: View, where: str = ""
) -> str:
    """Return the sentence on some events of a view, such as those that a page shows.

    Parameters
    ----------
    shown, joined : GeoDataFrame
        The events to describe, and all events of the data.
    where : str
        What they have in common, after the word *events*: ``" on this map"``.
    """
    if joined.empty:
        return "No events at all. Open a file that holds some."
    held = joined["date_start"].min().date(), joined["date_start"].max().date()
    first, last = held if view.window == ALL_DATES else view.window
    when = f"from {long_date(first)} to {long_date(last)}"
    if first == last:
        when = f"on {long_date(first)}"
    filters = filter_words(view)
    if shown.empty:
        data = f"The data run from {long_date(held[0])} to {long_date(held[1])}."
        return " ".join(filter(None, [f"No events{where} {when}.", filters, data]))
    countries = _plural(shown["country_id"].nunique(), "country", "countries")
    within = f" in {countries}" if shown["country_id"].notna().any() else ""
    text = f"{_plural(len(shown), 'event')}{where} {when}{within}"
    text += f", {_plural(shown['dataset'].nunique(), 'dataset')}"
    doubts = [
        (shown["country_id"].isna(), "outside the eight countries"),
        (
            shown["geo_precision"].isin(["province", "country"]),
            "known to the province or country only",
        ),
        (shown["verified"] == "memory", "unverified"),
    ]
    if not where:
        words = "more with coarse dates may belong here"
        doubts.append((_may_belong(joined, view, first), words))
    said = [f"; {int(n.sum()):,} {words}" for n, words in doubts if n.any()]
    return "".join([text, *said, ".", f" {filters}" if filters else ""])


def filter_words(view: View) -> str:
    """Return the sentence that names a view's filters, empty where it has none.

    >>> filter_words(View(event_types=("attack",), countries=("AFG", "TJK")))
    'Filtered: attack; Afghanistan, Tajikistan.'
    """
    labels = {kind.key: kind.label.lower() for kind in EVENT_TYPES}
    precisions = {key: label.lower() for key, label in GEO_PRECISIONS.items()}
    verified = {key: label[0].lower() + label[1:] for key, label in VERIFIED.items()}
    named = [
        ("", [labels[key] for key in view.event_types]),
        ("", [COUNTRY_LABELS[key] for key in view.countries]),
        ("actors ", view.actors),
        ("place known to: ", [precisions[key] for key in view.geo_precisions]),
        ("", [verified[key] for key in view.verified]),
        ("dataset ", view.datasets),
        ("zones of ", view.groups),
    ]
    parts = [f"{what}{_some(words)}" for what, words in named if words]
    parts += ["likely duplicates once"] if view.once else []
    return f"Filtered: {'; '.join(parts)}." if parts else ""


def _some(words: Sequence[str]) -> str:
    rest = f" and {len(words) - 4} more" if len(words) > 5 else ""
    return ", ".join(words[: 4 if rest else 5]) + rest


def _may_belong(joined: gpd.GeoDataFrame, view: View, first: dt.date) -> pd.Series:
    """Return where a coarsely dated event began before the window and may lie in it."""
    start = pd.Timestamp(first)
    coarse = (joined["date_precision"] != "day") & (joined["date_start"] < start)
    reaches: pd.Series = coarse & (joined["date_end"] >= start) & matches(joined, view)
    return reaches


def long_date(day: Any) -> str:
    """Return a date as ``15 August 2021``."""
    return f"{day.day} {day:%B %Y}"


def _plural(count: int, one: str, many: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"
