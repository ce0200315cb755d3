"""Charts of the Compare page, to be pointed at; the library draws the same for print."""

import datetime as dt
from typing import Any

import altair as alt
import geopandas as gpd
import pandas as pd

from geo.pages.charts import BAR, VAGUE, afghan
from geo.palette import COUNT_SCALE, GROUP_COLOURS, OTHER_GROUP_COLOUR, ZERO_COLOUR
from geo.view.classes import breaks

_TAKEOVER = pd.DataFrame({"day": [pd.Timestamp("2021-08-15")], "words": ["takeover, 15 Aug 2021"]})


def _takeover(*, above: str = "") -> list[alt.Chart]:
    """Return the takeover as a thin line and its name, layers with data of their own.

    The name stands in the chart, or ``above`` it to the ``left`` or ``right`` of its line.
    """
    day = alt.Chart(_TAKEOVER).encode(x="day:T", tooltip="words:N")
    look = {"align": "left", "dx": 3, "dy": 2, "baseline": "top"}
    if above:
        look = {"align": {"left": "right", "right": "left"}[above], "dy": -3, "baseline": "bottom"}
    words = day.mark_text(fontSize=9, color="#b2182b", **look)
    return [day.mark_rule(color="#b2182b"), words.encode(y=alt.value(0), text="words:N")]


_CLASSES = alt.Scale(domain=["counted", "too coarse to place or date"], range=[BAR, VAGUE])


def events_by_year(by_year: pd.Series, span: tuple[dt.date, dt.date]) -> alt.LayerChart:
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
    takeover = _TAKEOVER["day"].iloc[0].date()
    side = "left" if takeover - span[0] > span[1] - takeover else "right"
    layers = [bars, *(_takeover(above=side) if span[0] <= takeover <= span[1] else [])]
    room = {"top": 16, "bottom": 4, "left": 4, "right": 4}
    return alt.layer(*layers).properties(height=110, padding=room)


def over_time(activity: pd.DataFrame) -> alt.FacetChart:
    """Return small multiples of events over time by border, on one scale."""
    rows = activity[activity["area"].isin(afghan(activity))].copy()
    rows["counted"] = rows["events"]
    rows["too coarse to place or date"] = rows["cannot_tell"] + rows["coarse_dates"]
    columns = ["counted", "too coarse to place or date"]
    long = rows.melt(["area", "period", "fatalities"], columns, "class", "number")
    bars = (
        # Of no data of its own: it takes those of its panel.
        alt.Chart()
        .mark_bar(binSpacing=0)
        .encode(
            x=alt.X("period:T", title=None),
            y=alt.Y("sum(number):Q", title="events"),
            color=alt.Color("class:N", scale=_CLASSES, legend=alt.Legend(orient="top", title=None)),
            tooltip=[
                "area",
                alt.Tooltip("period:T", title="from"),
                "class",
                "number",
                "fatalities",
            ],
        )
    )
    return (
        alt.layer(bars, *_takeover(), data=long)
        .properties(width=280, height=110)
        .facet(facet=alt.Facet("area:N", title=None), columns=3)
    )


def heat_map(activity: pd.DataFrame) -> alt.Chart:
    """Return border by period, coloured by the number of events."""
    rows = activity[activity["area"].isin(afghan(activity))]
    edges = list(breaks(rows["events"]))
    scale = alt.Scale(type="threshold", domain=edges, range=[ZERO_COLOUR, *COUNT_SCALE])
    length = rows["period"].drop_duplicates().diff().median()
    cells = (
        alt.Chart(rows.assign(end=rows["period"] + length))
        .mark_rect()
        .encode(
            x=alt.X("period:T", title=None),
            x2="end:T",
            y=alt.Y("area:N", title=None),
            color=alt.Color("events:Q", scale=scale, title="events"),
            tooltip=["area", alt.Tooltip("period:T", title="from"), "events", "fatalities"],
        )
    )
    return cells.properties(height=190)


def distance(profile: pd.DataFrame) -> alt.LayerChart:
    """Return events by signed distance from a border."""
    rows = profile.assign(counted=profile["events"], unsure=profile["cannot_tell"]).melt(
        ["from_km", "to_km", "side"], ["counted", "unsure"], "class", "number"
    )
    rows["class"] = rows["class"].map({"counted": "side known", "unsure": "too coarse to tell"})
    scale = alt.Scale(domain=["side known", "too coarse to tell"], range=[BAR, VAGUE])
    bars = (
        alt.Chart(rows)
        .mark_bar(binSpacing=1)
        .encode(
            x=alt.X(
                "from_km:Q",
                bin="binned",
                title=f"km from the border: {profile['side'].iloc[0]} "
                f"at the left, {profile['side'].iloc[-1]} at the right",
                axis=alt.Axis(labelExpr="abs(datum.value)"),
            ),
            x2="to_km:Q",
            y=alt.Y("number:Q", title="events"),
            color=alt.Color("class:N", scale=scale, legend=alt.Legend(orient="top", title=None)),
            tooltip=["from_km", "to_km", "side", "class", "number"],
        )
    )
    border = alt.Chart(pd.DataFrame({"km": [0]})).mark_rule(strokeWidth=2).encode(x="km:Q")
    return (bars + border).properties(height=230)


def zones_in_time(zones: gpd.GeoDataFrame, activity: pd.DataFrame) -> alt.LayerChart:
    """Return the zones' claimed dates as bars, with the events in their units on them."""
    first, last = activity["period"].min(), activity["period"].max()
    rows = pd.DataFrame(zones.drop(columns=["geometry", "members"]))
    rows["label"] = rows["group"] + ": " + rows["name"]
    rows["begin"] = rows["valid_from"].clip(lower=first)
    rows["end"] = rows["valid_to"].fillna(last + pd.Timedelta(days=120))
    groups = sorted(rows["group"].unique())
    colours = [GROUP_COLOURS.get(name, OTHER_GROUP_COLOUR) for name in groups]
    shared = {
        "y": alt.Y(
            "label:N",
            title=None,
            sort=rows.sort_values(["group", "valid_from"])["label"].tolist(),
            axis=alt.Axis(labelLimit=480, labelOverlap=False),
        ),
        "color": alt.Color("group:N", scale=alt.Scale(domain=groups, range=colours), legend=None),
    }
    seen = activity.merge(rows[["zone_id", "label", "group"]], on="zone_id")
    bars = _claimed_dates(rows[rows["end"] > rows["begin"]], shared)
    layers = alt.layer(bars, _discs(seen, shared), *_takeover())
    return layers.properties(height=18 * len(rows) + 40)


def _claimed_dates(rows: pd.DataFrame, shared: dict[str, Any]) -> alt.Chart:
    """Return the zones' claimed dates as bars."""
    tip = ["label", "status", "confidence", alt.Tooltip("valid_from:T")]
    tip += [alt.Tooltip("valid_to:T"), "claim", "source_publisher"]
    dates = {"x": alt.X("begin:T", title=None), "x2": "end:T"}
    return alt.Chart(rows).mark_bar(opacity=0.25, height=11).encode(**dates, **shared, tooltip=tip)


def _discs(seen: pd.DataFrame, shared: dict[str, Any]) -> alt.Chart:
    """Return the events in the zones' units as discs, strong within the claimed dates."""
    words = {True: "in the claimed dates", False: "outside them"}
    strength = alt.Scale(domain=list(words.values()), range=[0.95, 0.25])
    return (
        alt.Chart(seen.assign(when=(seen["claimed"] > 0).map(words)))
        .mark_point(filled=True, strokeWidth=1)
        .encode(
            x=alt.X("middle:T", scale=alt.Scale(nice=True)),
            size=alt.Size(
                "events:Q",
                legend=alt.Legend(orient="top", title="Events"),
                scale=alt.Scale(range=[14, 320]),
            ),
            opacity=alt.Opacity(
                "when:N",
                scale=strength,
                legend=alt.Legend(orient="top", title="Discs: events there"),
            ),
            tooltip=["label", alt.Tooltip("period:T", title="quarter from"), "events", "claimed"],
            **shared,
        )
    )
