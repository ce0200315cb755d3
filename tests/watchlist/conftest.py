"""Joined events of known weeks and districts."""

import numpy as np
import pandas as pd
import pytest

UNTIL = pd.Timestamp("2021-08-15")


@pytest.fixture(scope="session")
def in_districts(joined):
    """Return a builder of joined events: events by district and week, the last ending on UNTIL."""
    one = joined[joined["date_precision"] == "day"].iloc[[0]]
    districts = list(joined["district_id"].cat.categories)

    def build(counts):
        counts = np.asarray(counts)
        places = np.indices(counts.shape).reshape(2, -1)
        unit, week = np.repeat(places, counts.ravel(), axis=1)
        days = UNTIL - pd.to_timedelta(7 * (counts.shape[1] - 1 - week), unit="D")
        days = days.astype("datetime64[us]")
        rows = one.iloc[np.zeros(len(unit), dtype=int)].reset_index(drop=True)
        return rows.assign(
            event_id=[f"e{number}" for number in range(len(unit))],
            date_start=days,
            date_end=days,
            district_id=pd.Categorical.from_codes(unit, districts),
        )

    return build
