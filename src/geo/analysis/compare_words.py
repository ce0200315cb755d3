"""What changed, in words."""

import math
from collections.abc import Iterable
from typing import Any

import pandas as pd

from geo.analysis.activity import NONE
from geo.analysis.windows import alike, days_in
from geo.view.view import Window
from geo.vocabulary import SMALL_NUMBER


def change_words(
    table: pd.DataFrame, windows: tuple[Window, Window], by: str, within_km: float, side: str
) -> list[str]:
    """Say each row in words that can be lifted into a text."""
    texts = []
    rows: Iterable[Any] = table.itertuples()
    for row in rows:
        place = f"in {row.name} {by}"
        if row.area == NONE:
            place = row.name
        elif by == "segment":
            place = f"within {within_km:g} km of the {row.area} border"
            if side != "both":
                place += f" on the side of {row.area.split('-')[side == 'second']}"
        vague = [row.cannot_tell_a + row.coarse_dates_a, row.cannot_tell_b + row.coarse_dates_b]
        more = f"; {vague[0]:,} and {vague[1]:,} more known too coarsely" if any(vague) else ""
        few = "; too few to say more" if 0 < row.events_a + row.events_b < SMALL_NUMBER else ""
        texts.append(f"events {place}: {_change(row, windows)}{few}{more}")
    return texts


def _change(row: Any, windows: tuple[Window, Window]) -> str:
    if not row.events_a and not row.events_b:
        return "none in either window"
    same = alike(*windows)
    first, second = (
        f"{count:,}" if same else f"{count:,} in {_days(days_in(window))}"
        for count, window in zip((row.events_a, row.events_b), windows, strict=True)
    )
    if not row.events_a:
        low = times(row.ratio_low)
        return f"{first} to {second}, none before, 95% interval at least {low} times"
    if not row.events_b:
        high = times(row.ratio_high)
        return f"{first} to {second}, none after, 95% interval at most {high} times"
    if same and row.events_a == row.events_b:
        ratio = "as many"
    else:
        ratio = f"{times(row.rate_ratio)} times{'' if same else ' the rate'}"
    interval = f"{times(row.ratio_low)} to {times(row.ratio_high)}"
    return f"{first} to {second}, {ratio}, 95% interval {interval}"


def _days(number: int) -> str:
    return f"{number:,} day{'' if number == 1 else 's'}"


def times(ratio: float) -> str:
    """Return a ratio with two digits that count, halves rounded up.

    >>> times(4.25), times(17.36), times(0.234), times(1.0)
    ('4.3', '17', '0.23', '1')
    """
    if ratio >= 10 or ratio == 0:
        return f"{math.floor(ratio + 0.5):,}"
    digits = 1 if ratio >= 1 else 1 - math.floor(math.log10(ratio))
    return f"{math.floor(ratio * 10**digits + 0.5) / 10**digits:g}"
