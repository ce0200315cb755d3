"""What the next weeks may hold, and which units are hot spots, as columns of a watch list."""

from typing import Any

import numpy as np
import pandas as pd

from geo.boundaries.units import read_units
from geo.schema import LEVELS
from geo.watchlist.forecast import FEWEST, FIRST, Forecast, forecast
from geo.watchlist.hot_spots import hot_spots
from geo.watchlist.negative_binomial import Counts
from geo.watchlist.neighbours import neighbours

OUTLOOK = (
    "forecast",
    "forecast_low",
    "forecast_high",
    "score",
    "score_as_last",
    "hot_spot",
)
TREND = 13
"""Pieces of time that tell the trend of hot spots: with four weeks each, a year."""


def outlook(
    by: str, ids: tuple[str, ...], past: Counts, listed: Counts, weeks: int
) -> tuple[dict[str, Any], list[str]]:
    """Return the columns :data:`OUTLOOK` of the listed units, and how well past forecasts did.

    Parameters
    ----------
    by : str
        What is watched.
    ids : tuple of str
        All units that are watched.
    past : array of int, shape (units, pieces)
        Their events in pieces as long as the last weeks, the latest last.
    listed : array of int
        The units that are listed, by their number among all.
    weeks : int
        How many a piece holds.
    """
    some = tuple(ids[number] for number in listed)
    coming = forecast(past[listed], neighbours(by, some))
    better = coming.better
    columns: dict[str, Any] = {
        "forecast": np.where(better, coming.mean, np.nan),
        "forecast_low": pd.arrays.IntegerArray(coming.low, ~better),
        "forecast_high": pd.arrays.IntegerArray(coming.high, ~better),
        "score": coming.score,
        "score_as_last": coming.as_last,
        "hot_spot": pd.array([pd.NA] * len(some), dtype="str"),
    }
    if by in LEVELS and some:
        columns["hot_spot"] = _hot(by, ids, past[:, -TREND:], some)
    return columns, _score_words(coming, weeks)


def _hot(by: str, ids: tuple[str, ...], past: Counts, some: tuple[str, ...]) -> Any:
    """Return the kind of hot spot of some units, among all units of the countries with events."""
    units = read_units(level=by)
    home = units["iso3"].isin(units.loc[units["unit_id"].isin(some), "iso3"])
    everywhere = tuple(units.loc[home, "unit_id"])
    counts = pd.DataFrame(past, index=list(ids)).reindex(everywhere, fill_value=0)
    hot = hot_spots(counts.to_numpy(), neighbours(by, everywhere))["hot_spot"]
    return hot.set_axis(everywhere).reindex(list(some)).to_numpy()


def _score_words(coming: Forecast, weeks: int) -> list[str]:
    """Return how far past forecasts were off, beside those that say as last month."""
    if not len(coming.mean):
        return []
    if not coming.pieces:
        fewest = (FIRST + FEWEST) * weeks
        return [f"No forecast: the data reach back for less than the {fewest} weeks that it takes."]
    ours, plain = coming.score.mean(), coming.as_last.mean()
    better, units = int(coming.better.sum()), len(coming.score)
    words = (
        f"Forecasts for as many weeks were off by {ours:.2g} events a unit over the last "
        f"{coming.pieces} (their CRPS), those that say as last time by {plain:.2g}. They are shown "
        f"for the {better:,} of {units:,} units where they were better."
    )
    return [words]
