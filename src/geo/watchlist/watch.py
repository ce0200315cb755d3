"""What to look at: where more happened in the last weeks than is usual there."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.analysis.compare import CANNOT_TELL_BURSTS
from geo.analysis.dispersion import FEWEST, dispersion
from geo.analysis.rates import rate_ratio
from geo.analysis.windows import days_in, valid_window
from geo.errors import PeriodFault, ViewFault
from geo.event_counts import number_of_events
from geo.tolls import TOLL_COLUMNS
from geo.view.area import Area
from geo.view.view import Window
from geo.watchlist.alarm import PIECE, Judged, judge, tail
from geo.watchlist.outlook import OUTLOOK, outlook
from geo.watchlist.rows import last_weeks
from geo.watchlist.watch_words import watch_words
from geo.watchlist.weeks import Counts, Watched, Weeks, by_week, watched

FALSE_ALARMS = 0.05
"""The share of lists without change that hold an alarm all the same."""
USUAL = 52
"""Weeks before the last ones that say what is usual: a year, so that each season is in it."""
LONGEST = 26
"""Weeks at most: the last ones, and those for which an alarm is followed back."""
PAST = 52
"""Pieces as long as the last weeks that a forecast learns from, at most."""
COLUMNS = (
    "area",
    "name",
    "events",
    "usual",
    "year_before",
    "rate_ratio",
    "ratio_low",
    "ratio_high",
    "dispersion",
    "p_value",
    "p_list",
    "alarm",
    "alarm_weeks",
    *TOLL_COLUMNS,
    "cannot_tell",
    "coarse_dates",
    "people_at_least",
    *OUTLOOK,
    "event_ids",
    "words",
)


class Span(NamedTuple):
    """How many the last weeks are, how many pieces are usual, and the weeks of data before."""

    weeks: int
    pieces: int
    before: int


def watch(
    joined: gpd.GeoDataFrame,
    *,
    by: str = "district",
    weeks: int = 4,
    until: dt.date | str | None = None,
    data: Window | None = None,
    within_km: float = 50.0,
    side: str = "both",
    areas: Sequence[Area] = (),
    false_alarms: float = FALSE_ALARMS,
) -> pd.DataFrame:
    """Return the last weeks of each unit against what is usual there, the most evident first.

    Usual are the 52 weeks before the last ones, or those that the events reach back to.

    Parameters
    ----------
    joined : GeoDataFrame
        Events of :func:`geo.join`.
    by : {"district", "province", "segment", "area", "group"}, default "district"
        What is watched; a group is an actor of either side.
    weeks : int, default 4
        How many the last weeks are, 1 to 26.
    until : date or ISO text, optional
        The last day of the last week; by default the last of ``data``.
    data : pair of date or ISO text, optional
        First and last day that the events were looked for on, where these are only some of all
        (:func:`data_days` of all); by default those of the events.
    within_km : float, default 50.0
        Width of the corridors of border segments on each side, 5 to 200 km.
    side : {"both", "first", "second"}, default "both"
        Side of the corridors, as in :func:`geo.border_activity`.
    areas : sequence of Area, default ()
        Areas of one's own, to be watched by ``"area"``.
    false_alarms : float, default 0.05
        How many lists without any change may hold an alarm, over all units together.

    Returns
    -------
    DataFrame
        One row for each unit with events in these weeks or the usual ones: ``area``, ``name``,
        ``events`` in the last weeks, ``usual``, how many are in as many weeks, ``year_before``, how
        many were in the same weeks a year before (null where the events do not reach back so far);
        ``rate_ratio``, ``ratio_low``, ``ratio_high`` (95% interval) and ``dispersion`` as of
        :func:`geo.compare`; ``p_value``, of the unit alone, ``p_list``, over the whole list
        (:mod:`geo.watchlist.alarm`), ``alarm`` (``p_list`` at most ``false_alarms``),
        ``alarm_weeks``, how many lists in a row, one a week, held it (at most 26), 0 without
        alarm; deaths of ``events`` (:func:`geo.tolls.toll_columns`); ``cannot_tell`` and
        ``coarse_dates``, events of the last weeks that are known too coarsely to count;
        ``people_at_least``, of the shipped towns within 10 km of ``events``, null where there are
        none (:mod:`geo.watchlist.reach`); what the next weeks, as many, may hold, null where past
        forecasts were no better than *as last month* (:mod:`geo.watchlist.forecast`):
        ``forecast``, ``forecast_low``, ``forecast_high`` (90% interval), and the mean scores in
        events of past ones, ``score`` and ``score_as_last``; ``hot_spot`` of districts and
        provinces: "new", "growing", "steady", "fading" or null (:mod:`geo.watchlist.hot_spots`);
        ``event_ids``, the rows behind ``events``, the latest first; ``words``. ``attrs`` hold
        ``window``, the last weeks, and ``notes``, what a reader must know.

    Raises
    ------
    PeriodFault
        When the events reach back less than 24 weeks before the last ones.
    UnknownName
        For an unknown kind of unit or side; by ``"area"`` without one.
    ViewFault
        For a number of weeks, a width or a share that is out of range.

    Examples
    --------
    >>> import geo
    >>> joined = geo.join(geo.read_events(), geo.read_units(), geo.read_zones())
    >>> listed = watch(joined, by="province", until="2021-08-15")
    >>> int(listed["events"].sum()), bool(listed["alarm"].any())
    (20, False)
    """
    if not 1 <= weeks <= LONGEST:
        raise ViewFault(f"weeks is {weeks}; give 1 to {LONGEST}.")
    if not 0 < false_alarms < 1:
        raise ViewFault(f"false_alarms is {false_alarms}; give a share between 0 and 1.")
    known = valid_window(data) if data else data_days(joined)
    last_day, notes = _last_day(known, until)
    span = _span(known, last_day, weeks)
    units = watched(joined, by, within_km=within_km, side=side, areas=areas)
    counts = by_week(joined, units, last_day, max(weeks + USUAL + LONGEST, weeks * PAST))
    usual, last = _usual(counts.sure, weeks, span.pieces), counts.sure[:, -weeks:].sum(axis=1)
    vague = (counts.cannot_tell + counts.coarse_dates)[:, -weeks:].sum(axis=1)
    listed = np.flatnonzero(usual.sum(axis=1) + last + vague)
    judged = judge(usual[listed], last[listed], weeks)
    window = last_day - dt.timedelta(days=7 * weeks - 1), last_day
    table = last_weeks(joined, units, counts, listed, weeks)
    table = table.assign(**_judged(judged, usual[listed], last[listed], weeks, false_alarms))
    lasted = _alarm_weeks(counts.sure[listed], judged, span, false_alarms)
    table["alarm_weeks"] = np.where(table["alarm"], lasted, 0)
    table["year_before"] = _year_before(counts.sure[listed], known, window)
    coming, told = outlook(by, units.ids, _past(counts.sure, span), listed, weeks)
    table = table.assign(**coming)
    table["words"] = watch_words(table, by, window, within_km, side)
    order = np.lexsort([table["area"], -table["events"], table["p_value"]])
    table = table[list(COLUMNS)].iloc[order].reset_index(drop=True)
    if len(table) and np.isnan(judged.dispersion).all():
        notes.append(CANNOT_TELL_BURSTS)
    table.attrs["window"] = window
    table.attrs["notes"] = [*notes, *_notes(joined, units, counts, span), *told]
    return table


def data_days(joined: gpd.GeoDataFrame) -> Window:
    """Return the first day of events, and the last that one known to a week or better reaches.

    Raises
    ------
    PeriodFault
        When there is none that is known so well.
    """
    if joined.empty:
        raise PeriodFault("There are no events to watch. Open a file that holds some.")
    close = joined["date_precision"].isin(["day", "week"])
    if not close.any():
        raise PeriodFault(
            "No event is known to a day or week, so no week can be told from another. Compare "
            "months instead (geo.compare)."
        )
    return joined["date_start"].min().date(), joined.loc[close, "date_end"].max().date()


def _last_day(known: Window, until: dt.date | str | None) -> tuple[dt.date, list[str]]:
    """Return the last day of the last week, and what to say where the data end before it."""
    last_day = known[1] if until is None else valid_window((until, until))[1]
    beyond = (
        f"The last weeks reach beyond the data, which end on {known[1]}: they may hold too few."
    )
    return last_day, [beyond] if last_day > known[1] else []


def _span(known: Window, last_day: dt.date, weeks: int) -> Span:
    """Return how far the data reach back."""
    first_day = known[0]
    before = ((last_day - first_day).days + 1) // 7 - weeks
    if before // PIECE < FEWEST:
        raise PeriodFault(
            f"What is usual takes {FEWEST * PIECE} weeks before the last {weeks}, to "
            f"{last_day}, but the data begin on {first_day}. Watch later or fewer weeks."
        )
    return Span(weeks, min(before, USUAL) // PIECE, before)


def _usual(sure: Counts, after: int, pieces: int) -> Counts:
    """Return the events by piece that so many weeks came after."""
    end = sure.shape[1] - after
    weekly = sure[:, end - pieces * PIECE : end].reshape(len(sure), pieces, PIECE)
    by_piece: Counts = weekly.sum(axis=2)
    return by_piece


def _past(sure: Counts, span: Span) -> Counts:
    """Return the events in pieces as long as the last weeks, as far as the data reach back."""
    pieces = min(PAST, (span.before + span.weeks) // span.weeks)
    weekly = sure[:, sure.shape[1] - pieces * span.weeks :]
    past: Counts = weekly.reshape(len(sure), pieces, span.weeks).sum(axis=2)
    return past


def _judged(
    judged: Judged, usual: Counts, last: Counts, weeks: int, false_alarms: float
) -> dict[str, Any]:
    """Return the columns that say how far units stand out."""
    phi = judged.dispersion
    days = 7 * PIECE * usual.shape[1], 7 * weeks
    single = np.where(np.isnan(phi), 1.0, phi)
    ratios = rate_ratio(usual.sum(axis=1), last, *days, dispersion=single)
    return {
        "usual": judged.usual,
        "dispersion": phi,
        **{name: ratios[name].to_numpy() for name in ("rate_ratio", "ratio_low", "ratio_high")},
        "p_value": judged.p_value,
        "p_list": judged.p_list,
        "alarm": judged.p_list <= false_alarms,
    }


def _alarm_weeks(sure: Counts, judged: Judged, span: Span, false_alarms: float) -> Counts:
    """Return how many lists in a row, one a week, each unit was as evident as alarms are now."""
    limit = judged.level[max(int(false_alarms * (len(judged.level) + 1)), 1) - 1]
    everyone = running = np.ones(len(sure), dtype=bool)
    lasted = np.ones(len(sure), dtype=np.int64)
    for back in range(1, LONGEST):
        pieces = min(span.pieces, (span.before - back) // PIECE)
        if pieces < FEWEST:
            break
        share = span.weeks / (PIECE * pieces)
        usual = _usual(sure, span.weeks + back, pieces)
        last = sure[:, -span.weeks - back : -back].sum(axis=1)
        phi = dispersion([usual], everyone)
        running = running & (tail(usual.sum(axis=1), last, share, phi) < limit)
        lasted += running
    return lasted


def _year_before(counts: Counts, known: Window, window: Window) -> Any:
    """Return the events of the same weeks a year before, null where the data do not reach back."""
    weeks = days_in(window) // 7
    first = window[0] - dt.timedelta(weeks=USUAL)
    before = pd.array(counts[:, -USUAL - weeks : -USUAL].sum(axis=1), dtype="Int64")
    return before if known[0] <= first else pd.array([pd.NA] * len(counts), dtype="Int64")


def _notes(joined: gpd.GeoDataFrame, units: Watched, counts: Weeks, span: Span) -> list[str]:
    """Return what a reader must know of a list."""
    notes = []
    if span.pieces * PIECE < USUAL:
        usual = span.pieces * PIECE
        notes.append(f"Usual is what {usual} weeks held: the data do not reach back for a year.")
    recent = (counts.ages >= 0) & (counts.ages < span.weeks)
    recent[units.rows] = False
    nowhere = number_of_events(joined[recent])
    if nowhere:
        notes.append(f"In no row: {nowhere:,} more in the last weeks, which lie in none of them.")
    return notes
