"""Charts of the Compare page, to be pointed at; the library draws the same for print."""

import altair as alt
import geopandas as gpd
import pandas as pd

from geo.figures import BAR, VAGUE, afghan
from geo.symbols import COUNT_SCALE, GROUP_COLOURS, OTHER_GROUP_COLOUR, ZERO_COLOUR

_TAKEOVER = pd.DataFrame({"day": [pd.Timestamp("2021-08-15")], "words": ["takeover, 15 Aug 2021"]})
_CLASSES = alt.Scale(domain=["counted", "too coarse to place or date"], range=[BAR, VAGUE])


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
    rule = alt.Chart(_TAKEOVER).mark_rule(color="#b2182b").encode(x="day:T", tooltip="words")
    return (
        alt.layer(bars, rule, data=long)
        .properties(width=280, height=110)
        .facet(facet=alt.Facet("area:N", title=None), columns=3)
    )


def heat_map(activity: pd.DataFrame) -> alt.Chart:
    """Return border by period, coloured by the number of events."""
    rows = activity[activity["area"].isin(afghan(activity))]
    most = max(int(rows["events"].max()), 1)
    breaks = [1, 2, 5, 10, 25] if most <= 50 else [1, 25, 50, 100, 250]
    scale = alt.Scale(type="threshold", domain=breaks, range=[ZERO_COLOUR, *COUNT_SCALE])
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
    seen = activity.merge(rows[["zone_id", "label", "group"]], on="zone_id")
    seen["when"] = (seen["claimed"] > 0).map({True: "in the claimed dates", False: "outside them"})
    colours = alt.Scale(
        domain=sorted(rows["group"].unique()),
        range=[
            GROUP_COLOURS.get(name, OTHER_GROUP_COLOUR) for name in sorted(rows["group"].unique())
        ],
    )
    y = alt.Y(
        "label:N",
        title=None,
        sort=rows.sort_values(["group", "valid_from"])["label"].tolist(),
        axis=alt.Axis(labelLimit=330, labelOverlap=False),
    )
    shown = rows[rows["end"] > rows["begin"]]
    tip = [
        "label",
        "status",
        "confidence",
        alt.Tooltip("valid_from:T"),
        alt.Tooltip("valid_to:T"),
        "claim",
        "source_publisher",
    ]
    bars = (
        alt.Chart(shown)
        .mark_bar(opacity=0.25, height=11)
        .encode(
            x=alt.X("begin:T", title=None),
            x2="end:T",
            y=y,
            color=alt.Color("group:N", scale=colours, legend=None),
            tooltip=tip,
        )
    )
    discs = (
        alt.Chart(seen)
        .mark_point(filled=True, strokeWidth=1)
        .encode(
            x="period:T",
            y=y,
            size=alt.Size("events:Q", legend=None),
            color=alt.Color("group:N", scale=colours, legend=None),
            opacity=alt.Opacity(
                "when:N",
                scale=alt.Scale(
                    domain=["in the claimed dates", "outside them"], range=[0.95, 0.25]
                ),
                legend=alt.Legend(orient="top", title="Discs: events there"),
            ),
            tooltip=["label", alt.Tooltip("period:T", title="quarter from"), "events", "claimed"],
        )
    )
    rule = alt.Chart(_TAKEOVER).mark_rule(color="#b2182b").encode(x="day:T", tooltip="words")
    return (bars + discs + rule).properties(height=18 * len(rows) + 40)
