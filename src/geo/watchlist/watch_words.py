"""A watch list in sentences that stand by themselves: where, how many, what is usual, how sure."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from geo.analysis.compare_words import Asked, place_words, times
from geo.phrases import long_date
from geo.view.view import Window

PLACES = {
    "district": ("district", "districts"),
    "province": ("province", "provinces"),
    "segment": ("border", "borders"),
    "area": ("area of one's own", "areas of one's own"),
    "group": ("group", "groups"),
}


def watch_words(
    table: pd.DataFrame, by: str, window: Window, within_km: float, side: str
) -> list[str]:
    """Return each row as a sentence that can be lifted into a text."""
    asked = Asked((window, window), by, within_km, side, ())
    when = f"in {_weeks(window)} to {long_date(window[1])}"
    rows: Iterable[Any] = table.itertuples()
    return [
        f"{_where(row, asked)} {_counts(row, when)}{_verdict(row)}.{_more(row)}" for row in rows
    ]


def list_words(table: pd.DataFrame, by: str, window: Window) -> str:
    """Return the sentence on a whole list: how many of its units hold an alarm.

    Parameters
    ----------
    table : DataFrame
        Of :func:`geo.watch`.
    by : str
        What is watched.
    window : Window
        The last weeks.
    """
    alarms, number = int(table["alarm"].sum()), len(table)
    of = f"{number:,} {PLACES[by][number != 1]}"
    when = f"{_weeks(window)} to {long_date(window[1])}"
    if not number:
        return f"In {when}, and in what is usual before, no event was recorded."
    if not alarms:
        return f"In {when} nothing stands out from what is usual in any of {of}."
    stand = "stands" if alarms == 1 else "stand"
    return f"In {when} {alarms:,} of {of} {stand} out from what is usual there."


def _weeks(window: Window) -> str:
    weeks = ((window[1] - window[0]).days + 1) // 7
    return "the week" if weeks == 1 else f"the {weeks} weeks"


def _where(row: Any, asked: Asked) -> str:
    return f"With {row.name} on either side" if asked.by == "group" else place_words(row, asked)


def _counts(row: Any, when: str) -> str:
    noun = "event was" if row.events == 1 else "events were"
    number = f"{row.events:,}" if row.events else "no"
    noun = noun if row.events else "event was"
    usual = f"{times(row.usual)} {'is' if row.usual == 1 else 'are'} usual"
    return f"{number} {noun} recorded {when}, where {usual if row.usual else 'none is usual'}"


def _verdict(row: Any) -> str:
    if not row.events:
        return ": no alarm"
    most = f"{times(row.ratio_low)} to {times(row.ratio_high)}" if row.usual else ""
    interval = f"95% interval {most or f'at least {times(row.ratio_low)} times'}"
    ratio = f" ({f'{times(row.rate_ratio)} times; ' if row.usual else ''}{interval})"
    if row.alarm:
        lasts = f"for {row.alarm_weeks:,} weeks now" if row.alarm_weeks > 1 else "new this week"
        return f"{ratio}: an alarm, {lasts}"
    return f"{ratio}: no alarm{' over the whole list' if row.ratio_low > 1 else ''}"


def _more(row: Any) -> str:
    """Return the sentences that follow: a year before, what may come, what is not counted."""
    texts = []
    if not pd.isna(row.year_before):
        before = {0: "was none", 1: "was 1"}.get(row.year_before, f"were {row.year_before:,}")
        texts.append(f"In the same weeks a year before there {before}.")
    if not pd.isna(row.forecast):
        span = f"{row.forecast_low:,} to {row.forecast_high:,}"
        texts.append(f"In as many weeks from then on {span} may be expected (90% interval).")
    if not pd.isna(row.hot_spot):
        texts.append(f"It lies in a {row.hot_spot} hot spot.")
    if row.cannot_tell + row.coarse_dates:
        vague = row.cannot_tell + row.coarse_dates
        texts.append(f"Not counted, for they are known too coarsely: {vague:,}.")
    return "".join(f" {text}" for text in texts)
