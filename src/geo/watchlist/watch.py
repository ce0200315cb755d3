"""What to look at: where more happened in the last weeks than is usual there."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.analysis.compare import CANNOT_TELL_BURSTS
from geo.analysis.dispersion import FEWEST, dispersion
from geo.analysis.rates import rate_ratio
from geo.analysis.windows import days_in, valid_window
from geo.errors import PeriodFault, ViewFault
from geo.event_counts import count_by, event_counts, number_of_events
from geo.tolls import TOLL_COLUMNS, Tolls, toll_columns
from geo.view.area import Area
from geo.view.view import Window
from geo.watchlist.alarm import PIECE, Judged, judge, tail
from geo.watchlist.watch_words import watch_words
from geo.watchlist.weeks import Counts, Watched, Weeks, by_week, watched

FALSE_ALARMS = 0.05
"""The share of lists without change that hold an alarm all the same."""
USUAL = 52
"""Weeks before the last ones that say what is usual: a year, so that each season is in it."""
LONGEST = 26
"""Weeks at most: the last ones, and those for which an alarm is followed back."""
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
    "event_ids",
    "words",
)


def watch(
    joined: gpd.GeoDataFrame,
    *,
    by: str = "district",
    weeks: int = 4,
    until: dt.date | str | None = None,
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
        The last day of the last week; by default the last that an event known to a week or better
        reaches.
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
        ``event_ids``, the rows behind ``events``, the latest first; ``words``. ``attrs`` hold
        ``window``, the last weeks, and ``notes``, what a reader must know.

    Raises
    ------
    PeriodFault
        When the events reach back less than 24 weeks before the last ones, or none lies there.
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
    last_day, notes = _last_day(joined, until)
    pieces = _pieces(joined, last_day, weeks)
    units = watched(joined, by, within_km=within_km, side=side, areas=areas)
    counts = by_week(joined, units, last_day, weeks + USUAL + LONGEST)
    usual, last = _usual(counts.sure, weeks, pieces), counts.sure[:, -weeks:].sum(axis=1)
    vague = (counts.cannot_tell + counts.coarse_dates)[:, -weeks:].sum(axis=1)
    listed = np.flatnonzero(usual.sum(axis=1) + last + vague)
    if not listed.size:
        raise PeriodFault("No unit holds an event in these weeks. Watch other units or weeks.")
    judged = judge(usual[listed], last[listed], weeks)
    window = last_day - dt.timedelta(days=7 * weeks - 1), last_day
    table = _counted(joined, units, counts, listed, weeks)
    table = table.assign(**_judged(judged, usual[listed], last[listed], weeks, false_alarms))
    lasted = _alarm_weeks(counts.sure[listed], judged, weeks, pieces, false_alarms)
    table["alarm_weeks"] = np.where(table["alarm"], lasted, 0)
    table["year_before"] = _year_before(counts.sure[listed], joined, window)
    table["words"] = watch_words(table, by, window, within_km, side)
    order = np.lexsort([table["area"], -table["events"], table["p_value"]])
    table = table[list(COLUMNS)].iloc[order].reset_index(drop=True)
    if np.isnan(judged.dispersion).all():
        notes.append(CANNOT_TELL_BURSTS)
    table.attrs["window"] = window
    table.attrs["notes"] = notes + _notes(joined, units, counts, pieces, weeks)
    return table


def _last_day(joined: gpd.GeoDataFrame, until: dt.date | str | None) -> tuple[dt.date, list[str]]:
    """Return the last day of the last week, and what to say where the data end before it."""
    if joined.empty:
        raise PeriodFault("There are no events to watch. Open a file that holds some.")
    close = joined["date_precision"].isin(["day", "week"])
    if not close.any():
        raise PeriodFault(
            "No event is known to a day or week, so no week can be told from another. Compare "
            "months instead (geo.compare)."
        )
    reach = joined.loc[close, "date_end"].max().date()
    if until is None:
        return reach, []
    last_day = valid_window((until, until))[1]
    beyond = f"The last weeks reach beyond the data, which end on {reach}: they may hold too few."
    return last_day, [beyond] if last_day > reach else []


def _pieces(joined: gpd.GeoDataFrame, last_day: dt.date, weeks: int) -> int:
    """Return how many pieces of the usual weeks the data reach back for."""
    first_day = joined["date_start"].min().date()
    before = ((last_day - first_day).days + 1) // 7 - weeks
    if before // PIECE < FEWEST:
        raise PeriodFault(
            f"What is usual takes {FEWEST * PIECE} weeks before the last {weeks}, to "
            f"{last_day}, but the data begin on {first_day}. Watch later or fewer weeks."
        )
    return int(min(before, USUAL)) // PIECE


def _usual(sure: Counts, weeks: int, pieces: int, back: int = 0) -> Counts:
    """Return the events of the usual weeks by piece, for the list of so many weeks ago."""
    end = sure.shape[1] - weeks - back
    weekly = sure[:, end - pieces * PIECE : end].reshape(len(sure), pieces, PIECE)
    by_piece: Counts = weekly.sum(axis=2)
    return by_piece


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


def _alarm_weeks(
    sure: Counts, judged: Judged, weeks: int, pieces: int, false_alarms: float
) -> Counts:
    """Return how many lists in a row, one a week, each unit was as evident as alarms are now."""
    limit = judged.level[max(int(false_alarms * (len(judged.level) + 1)), 1) - 1]
    running = np.ones(len(sure), dtype=bool)
    lasted = np.ones(len(sure), dtype=np.int64)
    # Weeks before the data would hold no event, and nothing would be usual.
    for back in range(1, min(LONGEST, sure.shape[1] - weeks - pieces * PIECE + 1)):
        usual = _usual(sure, weeks, pieces, back)
        last = sure[:, -weeks - back : -back].sum(axis=1)
        phi = dispersion([usual], np.ones(len(sure), dtype=bool))
        share = weeks / (PIECE * pieces)
        running &= tail(usual.sum(axis=1), last, share, phi) < limit
        lasted += running
        if not running.any():
            break
    return lasted


def _counted(
    joined: gpd.GeoDataFrame, units: Watched, counts: Weeks, listed: Counts, weeks: int
) -> pd.DataFrame:
    """Return what the last weeks of each listed unit hold: events, deaths, ids."""
    weights = event_counts(joined)
    age = counts.ages[units.rows]
    here = (age >= 0) & (age < weeks) & counts.exact[units.rows] & ~units.vague
    rows, cells = units.rows[here], units.units[here]
    size = len(units.ids)
    columns: dict[str, Any] = {
        "area": np.array(units.ids, dtype=object),
        "name": np.array(units.names, dtype=object),
        "events": count_by(cells, weights[rows], size),
        **toll_columns(Tolls.of(joined, rows), cells, size, weights[rows]),
        "cannot_tell": counts.cannot_tell[:, -weeks:].sum(axis=1),
        "coarse_dates": counts.coarse_dates[:, -weeks:].sum(axis=1),
        "event_ids": _ids(joined, rows[weights[rows] > 0], cells[weights[rows] > 0], size),
    }
    return pd.DataFrame(columns).iloc[listed].reset_index(drop=True)


def _ids(joined: gpd.GeoDataFrame, rows: Counts, cells: Counts, size: int) -> pd.Series:
    """Return the ids of each unit's rows, the latest first."""
    behind = joined.iloc[rows].assign(cell=cells)[["cell", "event_id", "date_start"]]
    behind = behind.sort_values(["date_start", "event_id"], ascending=[False, True])
    ids = dict(tuple(behind.groupby("cell")["event_id"]))
    return pd.Series([tuple(ids.get(cell, ())) for cell in range(size)], dtype=object)


def _year_before(counts: Counts, joined: gpd.GeoDataFrame, window: Window) -> Any:
    """Return the events of the same weeks a year before, null where the data do not reach back."""
    weeks = days_in(window) // 7
    first = window[0] - dt.timedelta(weeks=USUAL)
    known = joined["date_start"].min().date() <= first
    before = pd.array(counts[:, -USUAL - weeks : -USUAL].sum(axis=1), dtype="Int64")
    return before if known else pd.array([pd.NA] * len(counts), dtype="Int64")


def _notes(
    joined: gpd.GeoDataFrame, units: Watched, counts: Weeks, pieces: int, weeks: int
) -> list[str]:
    """Return what a reader must know of a list."""
    notes = []
    if pieces * PIECE < USUAL:
        notes.append(f"The data reach back so far that {pieces * PIECE} weeks say what is usual.")
    recent = (counts.ages >= 0) & (counts.ages < weeks)
    recent[units.rows] = False
    nowhere = number_of_events(joined[recent])
    if nowhere:
        notes.append(f"In no row: {nowhere:,} more in the last weeks, which lie in none of them.")
    return notes
