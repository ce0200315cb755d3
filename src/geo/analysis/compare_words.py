"""What changed, in sentences that stand by themselves: where, how many, when, how sure.

A row that is not ``changed`` is *too few to call a change* where its interval spans more than from
half to double: a change as large could be there and not show. Else no change stands out: where
its interval alone would call it one, *among so many places*.
"""

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo.analysis.border_words import within_borders
from geo.analysis.corridors import NONE
from geo.analysis.dispersion import BURSTS
from geo.analysis.windows import alike
from geo.phrases import counted, long_date
from geo.view.area_ground import area_words, inside_words
from geo.view.extent import border_segments
from geo.view.view import View, Window

EVIDENT = 5
"""Of a long table so many sentences, the most evident, are told beside it."""
_YEAR = (365, 366)
_WIDE = 4
_KINDS = (
    "Province",
    "Region",
    "Territory",
    "Capital",
    "Subordination",
    "District",
    "Agency",
    "City",
)
"""Of units: words that end a name which says what it names."""


@dataclass(frozen=True)
class Asked:
    """What a comparison was asked: its windows, by what, and within which corridors."""

    windows: tuple[Window, Window]
    by: str
    within_km: float
    side: str
    segments: tuple[str, ...]


def change_words(table: pd.DataFrame, asked: Asked) -> list[str]:
    """Return each row as a sentence that can be lifted into a text."""
    first, second = (f"from {long_date(a)} to {long_date(b)}" for a, b in asked.windows)
    dates = first, _year_beside(*asked.windows) or second
    same_length = alike(*asked.windows)
    texts = []
    rows: Iterable[Any] = table.itertuples()
    for row in rows:
        place = place_words(row, asked)
        vague = _vague(row)
        more = f" Not counted, for they are known too coarsely: {vague[0]:,} and {vague[1]:,}."
        texts.append(
            f"{place} {_counts(row, dates)}{_change(row, same_length)}.{more if any(vague) else ''}"
        )
    return texts


def told(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a comparison that stand for a place with events in either window."""
    return table[(table["area"] != NONE) & (table["events_a"] + table["events_b"] > 0)]


def summary_words(table: pd.DataFrame, view: View) -> str:
    """Return the sentence on the comparison of a view: in how many places a change can be told."""
    places = told(table)
    if places.empty:
        return "No events in either window with these filters."
    rose = int((places["changed"] & (places["rate_ratio"] > 1)).sum())
    fell = int(places["changed"].sum()) - rose
    noun = "border" if view.compared_by == "segment" else view.compared_by
    near = f" within {view.corridor_km:g} km" if view.compared_by == "segment" else ""
    if not near and border_segments(view):
        near = f" within {within_borders(border_segments(view), view.corridor_km, 'both')}"
    if view.compared_by == "area":
        return _own_words(places.iloc[0], near)
    of = f"{counted(len(places), noun)} with events{near}"
    if not rose + fell:
        return f"No change can be told from chance in any of {of}."
    rest = len(places) - rose - fell
    more = f"; in {rest:,} no change can be told from chance" if rest else ""
    return f"Of {of} the rate rose in {rose:,} and fell in {fell:,}{more}."


def _own_words(row: Any, near: str) -> str:
    """Return the sentence on an area of one's own, of which there is one."""
    if not row["changed"]:
        return f"Inside the area{near} no change can be told from chance."
    return f"Inside the area{near} the rate {'rose' if row['rate_ratio'] > 1 else 'fell'}."


def where_words(view: View) -> str:
    """Return the sentence on the area of one's own of a comparison; empty without one.

    >>> where_words(View(area="circle:69.17,34.53,50~Kabul", compared_by="area"))
    'Inside and outside the area “Kabul” (circle) are compared.'
    """
    if view.area is None or view.compared_by != "area":
        return inside_words(view.area)
    return f"Inside and outside the area {area_words(view.area)} are compared."


def short_words(table: pd.DataFrame, windows: tuple[Window, Window]) -> list[str]:
    """Return the numbers of each row in a line, for a place whose name stands over it."""
    same_length = alike(*windows)
    lines = []
    rows: Iterable[Any] = table.itertuples()
    for row in rows:
        vague = _vague(row)
        more = f"; known too coarsely: {vague[0]:,} and {vague[1]:,}" if any(vague) else ""
        counts = f"A {counted(row.events_a, 'event')}, B {row.events_b:,}"
        lines.append(f"{counts}{_change(row, same_length)}{more}")
    return lines


def _vague(row: Any) -> tuple[int, int]:
    """Return how many events of each window are known too coarsely to count."""
    return row.cannot_tell_a + row.coarse_dates_a, row.cannot_tell_b + row.coarse_dates_b


def _year_beside(a: Window, b: Window) -> str:
    """Say how the second window lies to the first where both are years, one after the other."""
    day = dt.timedelta(days=1)
    if not all((last - first + day).days in _YEAR for first, last in (a, b)):
        return ""
    if b[0] - a[1] == day:
        return "in the year after"
    return "in the year before" if a[0] - b[1] == day else ""


def place_words(row: Any, asked: Asked) -> str:
    """Return where the events of a row lie, to begin a sentence with."""
    if asked.by == "segment":
        if row.area == NONE:
            return "In no border corridor"
        return f"Within {within_borders([row.area], asked.within_km, asked.side)}"
    if asked.by == "area":
        place = "Outside the area" if row.area == NONE else f"Inside the area “{row.name}”"
    else:
        known = row.area != NONE
        place = f"In {_named(row, asked.by)}" if known else f"Where no {asked.by} is known"
    if not asked.segments:
        return place
    near = within_borders(asked.segments, asked.within_km, asked.side).removesuffix(",")
    return f"{place}, within {near},"


def _named(row: Any, by: str) -> str:
    """Return a unit's name with its level, where the name does not say what it is."""
    return str(row.name) if str(row.name).split()[-1] in _KINDS else f"{row.name} {by}"


def _counts(row: Any, dates: tuple[str, str]) -> str:
    if not row.events_a and not row.events_b:
        return f"no event was recorded {dates[0]}, nor {dates[1]}"
    counts = [f"{count:,}" if count else "no" for count in (row.events_a, row.events_b)]
    noun = "event was" if row.events_a <= 1 else "events were"
    second = counts[1] if row.events_b else "none"
    return f"{counts[0]} {noun} recorded {dates[0]} and {second} {dates[1]}"


def _change(row: Any, same_length: bool) -> str:
    """Say whether that is a change, how large it is, and how sure."""
    if not row.events_a and not row.events_b:
        return ""
    return f"{_verdict(row)} ({_ratio(row, same_length)}{_bursts(row)})"


def _verdict(row: Any) -> str:
    if row.area == NONE:  # stands for no place, so that it is not judged
        return ""
    if row.changed:
        return f": a {'rise' if row.rate_ratio > 1 else 'fall'} that stands out"
    if row.ratio_low > 1 or row.ratio_high < 1:
        return ": no change that stands out among so many places"
    if row.ratio_high > _WIDE * row.ratio_low:
        return ": too few to call a change"
    return ": no change that stands out"


def _ratio(row: Any, same_length: bool) -> str:
    if not row.events_a:
        return f"95% interval at least {times(row.ratio_low)} times"
    if not row.events_b:
        return f"95% interval at most {times(row.ratio_high)} times"
    ratio = f"{times(row.rate_ratio)} times{'' if same_length else ' the rate'}"
    if same_length and row.events_a == row.events_b:
        ratio = "as many"
    return f"{ratio}; 95% interval {times(row.ratio_low)} to {times(row.ratio_high)}"


def _bursts(row: Any) -> str:
    if row.dispersion > BURSTS:
        return "; events come in bursts here, so much less can be told"
    return ""


def times(ratio: float) -> str:
    """Return a ratio with two digits that count, halves rounded up.

    >>> times(4.25), times(17.36), times(0.234), times(1.0)
    ('4.3', '17', '0.23', '1')
    """
    if ratio >= 10 or ratio == 0:
        return f"{math.floor(ratio + 0.5):,}"
    digits = 1 if ratio >= 1 else 1 - math.floor(math.log10(ratio))
    return f"{math.floor(ratio * 10**digits + 0.5) / 10**digits:g}"
