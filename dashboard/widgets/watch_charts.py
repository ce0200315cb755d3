"""Small charts of a watch list: each unit's events by week beside what is usual."""

from typing import Any

import altair as alt
import pandas as pd

from geo.analysis.compare_words import times
from geo.palette import BAR, INK, VAGUE

SHOWN = 6
"""Units that are drawn."""
_LONGEST_NAME = 34
_WIDTH, _HEIGHT = 300, 170
"""Pixels, with title and axes."""
_Panel = alt.LayerChart | alt.FacetChart


def weeks_of(listed: pd.DataFrame, by_week: pd.DataFrame, weeks: int) -> list[_Panel]:
    """Return small charts of events by week on one scale, the last weeks dark, usual ones light.

    Parameters
    ----------
    listed : DataFrame
        Some rows of :func:`geo.watch`, in the order in which they are drawn.
    by_week : DataFrame
        Of :class:`geo.watchlist.watch_view.WatchList`.
    weeks : int
        How many the last weeks are.
    """
    headings = pd.Series([_heading(row) for row in listed.itertuples()], listed["area"])
    rows = by_week[by_week["area"].isin(listed["area"])]
    # Weeks stand in order: those of each unit end with the last ones.
    last = rows.groupby("area", sort=False).cumcount(ascending=False) < weeks
    rows = rows.assign(
        heading=rows["area"].map(headings),
        usual=rows["area"].map(listed.set_index("area")["usual"] / weeks),
        end=rows["week"] + pd.Timedelta(days=7),
        colour=last.map({True: BAR, False: VAGUE}),
    )
    look: dict[str, Any] = {"scale": None, "legend": None}
    most = alt.Scale(domain=[0, max(1, int(rows["events"].max()))])
    bars = (
        alt.Chart()
        .mark_bar(binSpacing=0)
        .encode(
            x=alt.X("week:T", title=None, axis=alt.Axis(tickCount=4)),
            x2="end:T",
            y=alt.Y("events:Q", title=None, scale=most, axis=alt.Axis(tickMinStep=1, tickCount=4)),
            y2=alt.datum(0),
            color=alt.Color("colour:N", **look),
            tooltip=["heading", alt.Tooltip("week:T", title="week from"), "events"],
        )
    )
    usual = alt.Chart().mark_line(color=INK, strokeWidth=1, strokeDash=[3, 2])
    return [
        alt.layer(bars, usual.encode(x="week:T", y="usual:Q"), data=rows[rows["area"] == area])
        .properties(width=_WIDTH, height=_HEIGHT)
        .properties(title=alt.Title(heading, fontSize=12, fontWeight="normal", anchor="start"))
        for area, heading in headings.items()
    ]


def _heading(row: Any) -> str:
    name = str(row.name)
    short = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"
    usual = f"usual {times(row.usual)}" if row.usual else "none usual"
    return f"{short}: {row.events:,}, {usual}{', alarm' if row.alarm else ''}"
