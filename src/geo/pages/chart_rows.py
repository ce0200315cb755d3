"""What the charts of border activity, distances and zones show: their rows, words and scales.

The library draws them for print (:mod:`geo.pages.charts`), the app to be pointed at: both take
numbers, order, clipping and words from here and only draw.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.palette import COUNT_SCALE, HOME, group_colour
from geo.phrases import counted
from geo.tolls import Toll, toll_cells
from geo.view.extent import border_segments
from geo.view.view import View, Window
from geo.vocabulary import TAKEOVER

EVENTS = "events"
AXES = {"events": EVENTS, "fatalities": "deaths"}
"""What an axis counts, by what a view counts."""
SURE = "counted"
VAGUE_PLACE = "known too coarsely to place or date"
VAGUE_SIDE = "known too coarsely to tell the side or the date"
"""Names of an axis of numbers, and of what stacked bars hold."""
SPANS = ["least", "expected", "most"]
EXPECTED = "expected, since places may be off"
"""What dots on bars show."""
DOTS = {
    "events": f"Dots: {EXPECTED}; lines: from sure to possible.",
    "fatalities": "Bars: best estimates; lines: from what sources give at least to at most.",
}
"""What dots and lines on bars show, by what a view counts."""
EXPECTED_WORDS = (
    "Points and lines err: sure events lie there wherever they may lie, possible ones may; "
    "expected is the sum of the probabilities."
)
DISTANCE = "km from the border"
ZONES_TITLE = "Zones in time"
TIMELINE = (
    "Bars: dates claimed by the zone's source. Discs: events in its units by quarter, area by "
    "number, filled within those dates."
)
HEAT_COLOURS = (HOME, *COUNT_SCALE)
"""Of no event, and of the five classes."""
_ALONE = pd.Timedelta(days=30)
"""Length of a period that stands alone."""
_MARGIN = 0.02
"""Of a timeline's span, at either end."""


def activity_title(view: View, freq: str, measure: str = "events") -> str:
    """Return what a chart of border activity shows; ``freq`` is the length of its periods.

    >>> activity_title(View(segments=("AFG-PAK",)), "month")
    'Events by month within 50 km of the AFG-PAK border'
    """
    return f"{AXES[measure].capitalize()} by {freq} {corridor_words(view)}"


def distance_title(segment: str) -> str:
    """Return what a chart of distances shows."""
    return f"Events by distance from the {segment} border"


def corridor_words(view: View) -> str:
    """Return in words where the events of a view's corridors lie.

    >>> corridor_words(View(segments=("AFG-PAK", "AFG-TJK"), side="first"))
    "within 50 km of the AFG-PAK and AFG-TJK borders, on the first country's side"
    """
    *others, last = border_segments(view) or ("",)
    borders = f"the {last} border" if last else "all borders of Afghanistan"
    if others:
        borders = f"the {', '.join(others)} and {last} borders"
    side = {"both": "", "first": ", on the first country's side", "second": ", on the other side"}
    return f"within {view.corridor_km:g} km of {borders}{side[view.side]}"


def afghan(activity: pd.DataFrame) -> list[str]:
    """Return the areas to draw: the Afghan segments where all are there, else those that are.

    All are there where the rows ``"none"`` are, of the events in no corridor.
    """
    names = list(activity["area"].unique())
    return [name for name in names if name.startswith("AFG-")] if "none" in names else names


def takeover_within(first: Any, last: Any) -> bool:
    """Return whether a chart from one moment to another shows the line of the takeover."""
    return bool(pd.Timestamp(first) < pd.Timestamp(TAKEOVER) < pd.Timestamp(last))


def takeover_side(span: tuple[dt.date, dt.date]) -> str:
    """Return at which side of its line the takeover's name has more room: ``left``, ``right``."""
    return "left" if TAKEOVER - span[0] > span[1] - TAKEOVER else "right"


def activity_rows(activity: pd.DataFrame, measure: str = "events") -> pd.DataFrame:
    """Return the bars and cells of border activity, by area in the order of :func:`afghan`.

    Parameters
    ----------
    activity : DataFrame
        Of :func:`geo.border_activity`.
    measure : str, default "events"
        What the bars count, a key of :data:`geo.view.view.MEASURES`.

    Returns
    -------
    DataFrame
        ``area``, ``period``, its ``middle`` and ``end`` (where the next begins); what the bars
        hold, ``sure`` and ``vague``, and the span from ``least`` over ``expected`` to ``most``:
        events where places may be off (:mod:`geo.analysis.likely`), or with the measure
        ``fatalities`` what sources give, the bars being best estimates; ``deaths`` in words; and
        of the area ``heading`` and ``row``: its name with all it holds, in a line over its panel
        and in two lines beside its row.
    """
    names = afghan(activity)
    rows = activity[activity["area"].isin(names)]
    rows = _with_spans(rows).assign(end=rows["period"].map(_ends(rows["period"])))
    rows = rows.assign(
        middle=rows["period"] + (rows["end"] - rows["period"]) / 2, deaths=toll_cells(rows)
    )
    words = pd.DataFrame(
        [
            (name, _heading(str(name), periods, measure), _row_words(str(name), periods))
            for name, periods in rows.groupby("area", sort=False, observed=True)
        ],
        columns=["area", "heading", "row"],
    )
    if measure == "fatalities":
        rows = _of_deaths(rows)
    columns = ["area", "period", "middle", "end", "sure", "vague", *SPANS, "deaths"]
    return rows[columns].merge(words, on="area", validate="many_to_one")


def vague_in(counts: pd.DataFrame) -> pd.Series:
    """Return how many events of each row are known too coarsely, in place or in time."""
    vague: pd.Series = counts["cannot_tell"] + counts["coarse_dates"]
    return vague


def _ends(periods: pd.Series) -> dict[pd.Timestamp, pd.Timestamp]:
    """Return where each period ends; the last is as long as the one before."""
    starts = sorted(periods.unique())
    step = starts[-1] - starts[-2] if len(starts) > 1 else _ALONE
    return dict(zip(starts, [*starts[1:], starts[-1] + step], strict=True))


def _heading(name: str, rows: pd.DataFrame, measure: str) -> str:
    sure, vague = int(rows["sure"].sum()), int(rows["vague"].sum())
    if measure == "fatalities" and sure:
        return f"{name}: {Toll.together(rows)}"
    more = f", {vague:,} more known too coarsely" if vague else ""
    return f"{name}: {counted(sure, 'event')}{more}"


def _row_words(name: str, rows: pd.DataFrame) -> str:
    vague = int(rows["vague"].sum())
    coarse = f" + {vague:,} coarse" if vague else ""
    return f"{name}\n{int(rows['sure'].sum()):,}{coarse}"


def distance_rows(profile: pd.DataFrame) -> pd.DataFrame:
    """Return the bars of :func:`geo.distance_profile`: those by side, those too coarse, spans."""
    rows = _with_spans(profile)
    rows["middle"] = (rows["from_km"] + rows["to_km"]) / 2
    return rows[["from_km", "to_km", "middle", "side", "sure", "vague", *SPANS]]


def highest_bar(profiles: list[pd.DataFrame]) -> int:
    """Return what the highest bar of several profiles of distance holds."""
    rows = pd.concat([distance_rows(profile) for profile in profiles])
    return int((rows["sure"] + rows["vague"]).max())


def _with_spans(counts: pd.DataFrame) -> pd.DataFrame:
    """Return counts as bars hold them, and from where to where they may be."""
    return counts.assign(
        least=counts["sure"],
        most=counts["possible"],
        sure=counts["events"],
        vague=vague_in(counts),
    )


def _of_deaths(rows: pd.DataFrame) -> pd.DataFrame:
    """Return bars of best estimates, with spans from what sources give at least to at most."""
    best = rows["fatalities"].fillna(0).astype(int)
    # A sum without an upper bound has a span up to its best estimate.
    low, high = (rows[f"fatalities_{end}"].fillna(best).astype(int) for end in ("low", "high"))
    return rows.assign(sure=best, vague=0, least=low, expected=best, most=high)


def sides(profile: pd.DataFrame) -> tuple[str, str]:
    """Return the names of the two sides of a border, each pointing to where it lies."""
    return f"← {profile['side'].iloc[0]}", f"{profile['side'].iloc[-1]} →"


@dataclass(frozen=True)
class Timeline:
    """Zones in time.

    ``rows`` are the zones by group and beginning, with ``label``, ``colour``, and ``begin`` and
    ``end`` of the bar of their claimed dates (``shows`` where there is one); ``discs`` are the
    periods with events, with ``middle``, ``events`` and whether they lie ``inside`` the claimed
    dates; ``first`` and ``last`` are the ends of the axis.
    """

    rows: pd.DataFrame
    discs: pd.DataFrame
    first: pd.Timestamp
    last: pd.Timestamp


def timeline(
    zones: gpd.GeoDataFrame, activity: pd.DataFrame, window: Window | None = None
) -> Timeline:
    """Return what a timeline of zones shows.

    Parameters
    ----------
    zones : GeoDataFrame
        Of :func:`geo.read_zones`.
    activity : DataFrame
        Of :func:`geo.zone_activity`.
    window : pair of date, optional
        What the axis spans; by default the periods of the activity.
    """
    rows = zones.sort_values(["group", "valid_from"]).reset_index(drop=True)
    first, last = _span(rows, activity, window)
    margin = (last - first) * _MARGIN
    first, last = first - margin, last + margin
    rows = pd.DataFrame(rows).assign(
        label=rows["group"] + ": " + rows["name"],
        colour=rows["group"].map(group_colour),
        begin=rows["valid_from"].clip(lower=first),
        end=rows["valid_to"].fillna(last).clip(upper=last),
    )
    rows["shows"] = rows["end"] > rows["begin"]
    discs = activity.assign(inside=activity["claimed"] > 0)
    discs = discs.merge(rows[["zone_id", "label", "colour"]], on="zone_id")
    return Timeline(rows, discs, first, last)


def zone_totals(zones: gpd.GeoDataFrame, activity: pd.DataFrame) -> pd.DataFrame:
    """Return the events in each zone over all periods, as a table to be read.

    ``Zone``, ``Events``, ``Within its dates`` and ``Deaths``, the zones with most events first.
    """
    names = zones.set_index("zone_id")
    rows = [
        {
            "Zone": f"{names.loc[zone, 'group']}: {names.loc[zone, 'name']}",
            "Events": int(periods["events"].sum()),
            "Within its dates": int(periods["claimed"].sum()),
            "Deaths": Toll.together(periods).cell,
        }
        for zone, periods in activity.groupby("zone_id")
    ]
    columns = ["Zone", "Events", "Within its dates", "Deaths"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values("Events", ascending=False, kind="stable", ignore_index=True)


def _span(
    rows: pd.DataFrame, activity: pd.DataFrame, window: Window | None
) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the first and last moment of a timeline."""
    day = pd.Timedelta(days=1)
    if window is not None:
        return pd.Timestamp(window[0]), pd.Timestamp(window[1]) + day
    if activity.empty:
        return rows["valid_from"].min(), rows["valid_from"].max() + day
    return activity["period"].min(), activity["middle"].max() + day
