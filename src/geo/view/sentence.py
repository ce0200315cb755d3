"""The ten-second sentence: what a view shows, for which dates, from whom."""

import datetime as dt
from collections.abc import Sequence

import geopandas as gpd
import pandas as pd

from geo.boundaries.zones import read_zones
from geo.errors import PageFault
from geo.event_counts import event_counts, number_of_events
from geo.phrases import compose, filled, long_date
from geo.tolls import Toll
from geo.view.area_ground import area_words
from geo.view.select import matches, may_match, select
from geo.view.view import ALL_DATES, View
from geo.vocabulary import COUNTRY_LABELS, EVENT_TYPES, GEO_PRECISIONS, LEGEND, VERIFIED

WINDOW = {"day": "on {first}", "days": "from {first} to {last}"}
SENTENCE = {
    "some": (
        "{events event}",
        " in {rows row}",
        " inside the area {area}",
        "{where}",
        " {when}",
        " in {countries country}",
        ", {datasets dataset}",
        "; {deaths}",
        "; {nowhere} outside the eight countries",
        "; {broad} known to the province or country only",
        "; {doubtful} unverified",
        "; {conflicts} on another unit's ground than they state",
        "; {perhaps} more known only to a unit that the area cuts may lie inside",
        "; {undated} more with coarse dates may belong here",
        "; {lasting} more began before and lasted into these dates",
        "; {beyond} with coarse dates may belong after {last_day}",
        ".",
        " {filters}",
    ),
    "none": (
        "No events",
        " inside the area {area}",
        "{where}",
        " {when}",
        "; {perhaps} known only to a unit that the area cuts may lie inside",
        ".",
        " {filters}",
        " The data run from {data_first} to {data_last}.",
    ),
    "no_data": ("No events at all. Open a file that holds some.",),
}
"""Templates (:mod:`geo.phrases`) of the sentence; the map document's script fills the same."""


OUTSIDE_CLAIMS = "Ground for which no claim was collected counts as outside."


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

    Parameters
    ----------
    joined : GeoDataFrame
        All events, of :func:`geo.join`.
    view : View
        What is shown of them.

    Returns
    -------
    str
        How many events, when, in how many countries, of how many datasets; what is doubtful;
        which filters hold. Without any, when the data begin and end.

    See Also
    --------
    geo.select : The events themselves.

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
        return SENTENCE["no_data"][0]
    data = joined["date_start"].min().date(), joined["date_start"].max().date()
    first, last = data if view.window == ALL_DATES else view.window
    # The last row of a summary may stand for a month: the data reach to its end.
    data_last = joined["date_end"].max().date()
    until = data_last if last == data[1] else last
    window = WINDOW["day" if first == until else "days"]
    values: dict[str, int | str] = {
        "where": where,
        "when": filled(window, {"first": long_date(first), "last": long_date(until)}),
        "filters": filter_words(view),
        "area": area_words(view.area) if view.area else "",
        "data_first": long_date(data[0]),
        "data_last": long_date(data_last),
        # What a page shows says nothing of events beside it.
        "undated": 0 if where else number_of_events(joined[_may_belong(joined, view, first)]),
        "lasting": 0 if where else number_of_events(joined[_lasts_into(joined, view, first)]),
        "beyond": number_of_events(shown[_reach_beyond(shown, until)]),
        "perhaps": number_of_events(joined[may_match(joined, view)]),
        "last_day": long_date(until),
        # Deaths are told where they are what the map counts.
        "deaths": str(Toll.of(shown)) if view.measure == "fatalities" else "",
        **_counts(shown),
    }
    return compose(SENTENCE["some" if values["events"] else "none"], values)


def _counts(shown: gpd.GeoDataFrame) -> dict[str, int]:
    """Return the numbers of the sentence; rows are named where they are not one event each."""
    number = event_counts(shown)
    if not (number == 1).all():
        shown, number = shown[number > 0], number[number > 0]
    broad = shown["geo_precision"].isin(["province", "country"])
    events = int(number.sum())
    return {
        "events": events,
        "rows": 0 if len(shown) == events else len(shown),
        "countries": int(shown["country_id"].nunique()),
        "datasets": int(shown["dataset"].nunique()),
        "nowhere": int(number[shown["country_id"].isna()].sum()),
        "broad": int(number[broad].sum()),
        "doubtful": int(number[shown["verified"] == "memory"].sum()),
        "conflicts": int(number[shown["conflict"].notna()].sum()),
    }


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
        ("inside zones of ", view.inside_zones),
    ]
    parts = [f"{what}{_some(words)}" for what, words in named if words]
    parts += ["likely duplicates once"] if view.once else []
    words = [f"Filtered: {'; '.join(parts)}."] if parts else []
    words += [OUTSIDE_CLAIMS] if view.inside_zones else []
    return " ".join(filter(None, (*words, _hidden_words(view), _alone_words(view))))


def _hidden_words(view: View) -> str:
    """Return the sentence on types that the legend hides: it names the fewer, these or the rest."""
    hidden = [kind.label.lower() for kind in EVENT_TYPES if kind.key in view.hidden_types]
    rest = [kind.label.lower() for kind in EVENT_TYPES if kind.key not in view.hidden_types]
    if not hidden or not rest:
        return LEGEND["all_hidden"] if hidden else ""
    name, types = ("hidden_types", hidden) if len(hidden) <= len(rest) else ("only_types", rest)
    return filled(LEGEND[name], {"types": _some(types)})


def _alone_words(view: View) -> str:
    if not view.alone:
        return ""
    zones = read_zones()
    zone = zones[zones["zone_id"] == view.alone]
    return "" if zone.empty else filled(LEGEND["alone"], zone[["name", "group"]].iloc[0].to_dict())


def _some(words: Sequence[str]) -> str:
    rest = f" and {len(words) - 4} more" if len(words) > 5 else ""
    return ", ".join(words[: 4 if rest else 5]) + rest


def _reach_beyond(shown: gpd.GeoDataFrame, last: dt.date) -> pd.Series:
    """Return where a coarsely dated event may lie after the last day of the window."""
    beyond: pd.Series = (shown["date_precision"] != "day") & (
        shown["date_end"] > pd.Timestamp(last)
    )
    return beyond


def _may_belong(joined: gpd.GeoDataFrame, view: View, first: dt.date) -> pd.Series:
    """Return where a coarsely dated event began before the window and may lie in it."""
    coarse: pd.Series = joined["date_precision"] != "day"
    return coarse & _reaches(joined, view, first)


def _lasts_into(joined: gpd.GeoDataFrame, view: View, first: dt.date) -> pd.Series:
    """Return where an event known to its days began before the window and lasted into it."""
    dated: pd.Series = joined["date_precision"] == "day"
    return dated & _reaches(joined, view, first)


def _reaches(joined: gpd.GeoDataFrame, view: View, first: dt.date) -> pd.Series:
    start = pd.Timestamp(first)
    reaches: pd.Series = (joined["date_start"] < start) & (joined["date_end"] >= start)
    return reaches & matches(joined, view)
