"""What happened at a border, in sentences that stand by themselves: where, how many, when."""

from collections.abc import Sequence

import pandas as pd

from geo.analysis.corridors import NONE
from geo.analysis.likely import LIKELY
from geo.phrases import long_date
from geo.tolls import Toll
from geo.view.view import Window
from geo.vocabulary import COUNTRY_ADJECTIVES


def border_words(
    activity: pd.DataFrame, window: Window, *, within_km: float, side: str = "both"
) -> list[str]:
    """Return what each border corridor holds as a sentence that can be lifted into a text.

    Parameters
    ----------
    activity : DataFrame
        Of :func:`geo.border_activity`, of borders or around a crossing.
    window : pair of date
        First and last day of the activity.
    within_km, side
        As the activity was asked for.

    Examples
    --------
    >>> import geo
    >>> joined = geo.join(geo.read_events(), geo.read_units(), geo.read_zones())
    >>> window = geo.View(window=("2021-01-01", "2021-12-31")).window
    >>> activity = geo.border_activity(joined, segment="AFG-UZB", window=window)
    >>> border_words(activity, window, within_km=50)[0][:66]
    'Within 50 km of the Afghan-Uzbek border 3 events were recorded fro'
    """
    dates = f"from {long_date(window[0])} to {long_date(window[1])}"
    return [
        _sentence(_place(str(area), within_km, side), dates, rows, side)
        for area, rows in activity.groupby("area", observed=True, sort=False)
    ]


def _sentence(place: str, dates: str, rows: pd.DataFrame, side: str) -> str:
    events, vague = (
        int(rows["events"].sum()),
        int(rows[["cannot_tell", "coarse_dates"]].sum().sum()),
    )
    either = "" if side == "both" else " or may lie on either side"
    more = f" Not counted, for they are known too coarsely{either}: {vague:,}." if vague else ""
    more += _elsewhere(rows)
    if not events:
        return f"{place} no event was recorded {dates}.{more}"
    noun = "event was" if events == 1 else "events were"
    return f"{place} {events:,} {noun} recorded {dates}: {Toll.together(rows)}.{more}"


def _elsewhere(rows: pd.DataFrame) -> str:
    """Return how many events are expected, where some of them may lie elsewhere."""
    sure, expected, possible = rows[list(LIKELY)].sum()
    if sure == possible:
        return ""
    return (
        f" As places may be off, {expected:,.1f} are expected there: {sure:,.0f} surely, "
        f"{possible:,.0f} possibly."
    )


def _place(area: str, within_km: float, side: str) -> str:
    if area == NONE:
        return "In no border corridor"
    if any(iso3 not in COUNTRY_ADJECTIVES for iso3 in area.split("-")):  # a crossing
        return f"Within {within_km:g} km of {area}"
    return f"Within {within_borders([area], within_km, side)}"


def within_borders(segments: Sequence[str], within_km: float, side: str) -> str:
    """Return where the corridors of borders lie, to stand after *within*.

    >>> within_borders(["AFG-TJK"], 50, "first")
    '50 km of the Afghan-Tajik border, on its Afghan side,'
    >>> within_borders(["AFG-TJK", "AFG-UZB"], 50, "both")
    '50 km of the Afghan-Tajik or Afghan-Uzbek border'
    """
    pairs = [[COUNTRY_ADJECTIVES[iso3] for iso3 in segment.split("-")] for segment in segments]
    border = f"{within_km:g} km of the {' or '.join(map('-'.join, pairs))} border"
    if side == "both":
        return border
    sides = dict.fromkeys(pair[0 if side == "first" else 1] for pair in pairs)
    return f"{border}, on its {' or '.join(sides)} side,"
