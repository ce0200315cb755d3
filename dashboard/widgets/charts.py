"""Charts of the Compare page, to be pointed at; the library draws the same rows for print."""

import datetime as dt
from typing import Any

import altair as alt
import geopandas as gpd
import pandas as pd

from geo.pages.chart_rows import (
    AXES,
    DISTANCE,
    EVENTS,
    HEAT_COLOURS,
    SPANS,
    SURE,
    VAGUE_PLACE,
    VAGUE_SIDE,
    activity_rows,
    distance_rows,
    sides,
    takeover_side,
    takeover_within,
    timeline,
)
from geo.palette import BAR, FAINT, INK, PAPER, TAKEOVER, VAGUE
from geo.view.classes import breaks
from geo.vocabulary import TAKEOVER as TAKEOVER_DAY
from geo.vocabulary import TAKEOVER_WORDS

Layers = alt.LayerChart | alt.FacetChart
"""What layers come to: altair cannot know beforehand whether they are in facets."""
_TAKEOVER = pd.DataFrame({"day": [pd.Timestamp(TAKEOVER_DAY)], "words": [TAKEOVER_WORDS]})


def _takeover(first: Any, last: Any, *, above: str = "") -> list[alt.Chart]:
    """Return the takeover as a thin line and its name, where a chart's dates hold it.

    The name stands in the chart, or ``above`` it to the ``left`` or ``right`` of its line.
    """
    if not takeover_within(first, last):
        return []
    day = alt.Chart(_TAKEOVER).encode(x="day:T", tooltip="words:N")
    look: dict[str, Any] = {"align": "left", "dx": 3, "dy": 2, "baseline": "top"}
    if above:
        look = {"align": {"left": "right", "right": "left"}[above], "dy": -3, "baseline": "bottom"}
    words = day.mark_text(fontSize=9, color=TAKEOVER, **look)
    return [day.mark_rule(color=TAKEOVER), words.encode(y=alt.value(0), text="words:N")]


def _stacked(rows: pd.DataFrame, keep: list[str], vague: str) -> tuple[pd.DataFrame, alt.Color]:
    """Return rows with a ``number`` for each class, what is counted first, and its colours."""
    names = {"sure": SURE, "vague": vague}
    long = rows.melt(keep, list(names), "class", "number")
    long["class"] = long["class"].map(names)
    scale = alt.Scale(domain=list(names.values()), range=[BAR, VAGUE])
    legend = alt.Legend(orient="top", title=None, labelLimit=400)
    return long, alt.Color("class:N", scale=scale, legend=legend)


def events_by_year(by_year: pd.Series, span: tuple[dt.date, dt.date]) -> Layers:
    """Return events by year, also the years without any, from the first to the last of a span."""
    years = range(span[0].year, span[1].year + 1)
    rows = pd.DataFrame({"events": by_year.reindex(years, fill_value=0)}).reset_index(names="year")
    rows["from"] = pd.to_datetime(rows["year"].astype("str"))
    bars = (
        alt.Chart(rows)
        .mark_bar(color=BAR)
        .encode(
            x=alt.X("year(from):T", title=None),
            y=alt.Y("events:Q", title=None, axis=alt.Axis(tickMinStep=1, tickCount=3)),
            tooltip=["year:O", "events:Q"],
        )
    )
    layers = [bars, *_takeover(*span, above=takeover_side(span))]
    room = {"top": 16, "bottom": 4, "left": 4, "right": 4}
    return alt.layer(*layers).properties(height=110, padding=room)


def _spans(
    data: alt.Chart, middle: alt.X, title: str, *, whole: bool, **scale: Any
) -> list[alt.Chart]:
    """Return how many are expected as dots, with lines from the least to the most."""
    off = data.transform_filter("datum.most > datum.least")
    tip = [alt.Tooltip(name, format=".1f") for name in SPANS]
    dots = off.mark_point(filled=True, size=14, color=INK, opacity=1)
    lines = off.mark_rule(color=FAINT, strokeWidth=0.7)
    shown = (
        [lines.encode(x=middle, y=alt.Y("least:Q", title=title), y2="most:Q", tooltip=tip)]
        if whole
        else []
    )
    return [*shown, dots.encode(x=middle, y=alt.Y("expected:Q", title=title, **scale), tooltip=tip)]


def over_time(activity: pd.DataFrame, measure: str = "events") -> alt.FacetChart:
    """Return small multiples of events or deaths, as a view counts, over time by border.

    All are on one scale, with lines from the least to the most that there may be.
    """
    rows, axis = activity_rows(activity, measure), AXES[measure]
    keep = ["heading", "period", "middle", "end", "deaths", *SPANS]
    long, colour = _stacked(rows, keep, VAGUE_PLACE)
    deaths = measure == "fatalities"
    bars = (
        # Of no data of its own: it takes those of its panel.
        alt.Chart()
        .mark_bar(binSpacing=0)
        .encode(
            x=alt.X("period:T", title=None),
            y=alt.Y("sum(number):Q", title=axis, axis=alt.Axis(tickMinStep=1)),
            color=alt.value(BAR) if deaths else colour,
            order=alt.Order("class:N"),
            tooltip=[
                "heading",
                alt.Tooltip("period:T", title="from"),
                *([] if deaths else ["class", "number"]),
                "deaths",
            ],
        )
    )
    panels = alt.Facet("heading:N", title=None, sort=rows["heading"].unique().tolist())
    return (
        alt.layer(
            bars,
            *_spans(alt.Chart(), alt.X("middle:T", title=None), axis, whole=True),
            *_takeover(rows["period"].min(), rows["end"].max()),
            data=long,
        )
        .properties(width=280, height=110)
        .facet(facet=panels, columns=3)
    )


def heat_map(activity: pd.DataFrame) -> alt.Chart:
    """Return border by period, coloured by the number of events."""
    rows = activity_rows(activity).rename(columns={"sure": EVENTS})
    edges = list(breaks(rows[EVENTS]))
    scale = alt.Scale(type="threshold", domain=edges, range=list(HEAT_COLOURS))
    two_lines = alt.Axis(labelExpr="split(datum.label, '\\n')", labelOverlap=False, labelOffset=-6)
    cells: alt.Chart = (
        alt.Chart(rows)
        .mark_rect()
        .encode(
            x=alt.X("period:T", title=None),
            x2="end:T",
            y=alt.Y("row:N", title=None, sort=rows["row"].unique().tolist(), axis=two_lines),
            color=alt.Color(f"{EVENTS}:Q", scale=scale, title=EVENTS),
            tooltip=["area", alt.Tooltip("period:T", title="from"), EVENTS, "deaths"],
        )
    )
    cells.height = 34 * rows["area"].nunique() + 20
    return cells


def distance(profile: pd.DataFrame, most: int = 1) -> Layers:
    """Return events by signed distance from a border, on a scale to ``most`` at least."""
    whole: dict[str, Any] = {
        "scale": alt.Scale(domainMin=0, domainMax=max(most, 1), clamp=True),
        "axis": alt.Axis(tickMinStep=1, format="d"),
    }
    rows, colour = _stacked(
        distance_rows(profile), ["from_km", "to_km", "middle", "side", *SPANS], VAGUE_SIDE
    )
    first, second = sides(profile)
    across = f"{first} · {DISTANCE} · {second}"
    bars = (
        alt.Chart(rows)
        .mark_bar(binSpacing=1)
        .encode(
            x=alt.X(
                "from_km:Q",
                bin="binned",
                title=across,
                axis=alt.Axis(labelExpr="abs(datum.value)"),
            ),
            x2="to_km:Q",
            y=alt.Y("number:Q", title=EVENTS, **whole),
            color=colour,
            order=alt.Order("class:N"),
            tooltip=["from_km", "to_km", "side", "class", "number"],
        )
    )
    border = alt.Chart(pd.DataFrame({"km": [0]})).mark_rule(strokeWidth=2).encode(x="km:Q")
    dots = _spans(alt.Chart(rows), alt.X("middle:Q", title=across), EVENTS, whole=False, **whole)
    return alt.layer(bars, *dots, border).properties(height=230)


def zones_in_time(zones: gpd.GeoDataFrame, activity: pd.DataFrame) -> Layers:
    """Return the zones' claimed dates as bars, with the events in their units on them."""
    shown = timeline(zones, activity)
    rows = shown.rows.drop(columns=["geometry", "members"])
    label = alt.Y("label:N", title=None, sort=rows["label"].tolist(), axis=None)
    bars = _claimed_dates(rows[rows["shows"]], label)
    # Over its row, not beside it: on a phone names beside the rows would take all the width.
    look: dict[str, Any] = {"align": "left", "baseline": "bottom", "dy": -5, "fontSize": 11}
    names = alt.Chart(rows[["label"]]).mark_text(color=INK, **look)
    named = names.encode(x=alt.value(0), y=label, text="label:N")
    takeover = _takeover(shown.first, shown.last)
    layers = alt.layer(bars, named, _discs(shown.discs, label), *takeover)
    return layers.properties(height=30 * len(rows) + 40)


def _colour(name: str) -> dict[str, Any]:
    """Return the colour that a column spells."""
    return {"field": name, "type": "nominal", "scale": None, "legend": None}


def _claimed_dates(rows: pd.DataFrame, label: alt.Y) -> alt.Chart:
    """Return the zones' claimed dates as bars."""
    tip = ["label", "status", "confidence", alt.Tooltip("valid_from:T")]
    tip += [alt.Tooltip("valid_to:T"), "claim", "source_publisher"]
    dates = {"x": alt.X("begin:T", title=None), "x2": "end:T"}
    bars = alt.Chart(rows).mark_bar(opacity=0.22, height=11)
    colour = alt.Color(**_colour("colour"))
    shown: alt.Chart = bars.encode(**dates, y=label, color=colour, tooltip=tip)
    return shown


def _discs(seen: pd.DataFrame, label: alt.Y) -> alt.Chart:
    """Return the events in the zones' units as discs, filled within the claimed dates."""
    seen = seen.assign(fill=seen["colour"].where(seen["inside"], PAPER))
    discs: alt.Chart = (
        alt.Chart(seen)
        .mark_point(strokeWidth=1, opacity=1)
        .encode(
            x=alt.X("middle:T", scale=alt.Scale(nice=True)),
            y=label,
            fill=alt.Fill(**_colour("fill")),
            stroke=alt.Stroke(**_colour("colour")),
            size=alt.Size(
                f"{EVENTS}:Q",
                legend=alt.Legend(orient="top", title="Events"),
                scale=alt.Scale(range=[14, 320]),
            ),
            tooltip=["label", alt.Tooltip("period:T", title="quarter from"), EVENTS, "claimed"],
        )
    )
    return discs
