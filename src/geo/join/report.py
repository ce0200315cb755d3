"""How the events of a joined frame matched, and what did not and why."""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo.event_counts import events_in_rows, number_of_events
from geo.join.join import METHODS, finest


@dataclass(frozen=True)
class JoinReport:
    """How the events of a joined frame matched: ``events = sum(methods.values())``.

    They stand in ``rows``, as many unless rows of summaries are among them.
    """

    events: int
    rows: int
    methods: dict[str, int]
    conflicts: int
    without_district: int
    vintages: dict[str, str]
    notes: pd.DataFrame

    def __str__(self) -> str:
        """Return the report as lines of text."""
        counts = ", ".join(f"{count:,} {method}" for method, count in self.methods.items())
        conflicts = f"{self.conflicts:,} state another country than their point lies in"
        coarse = f"{self.without_district:,} are known too coarsely for a district"
        events = events_in_rows(self.events, self.rows)
        lines = [f"{events}: {counts}.", f"{conflicts}; {coarse}."]
        lines += [f"  {note.events:,} x {note.match_note}" for note in self.notes.itertuples()]
        if self.vintages:
            years = ", ".join(f"{iso3} {years}" for iso3, years in self.vintages.items())
            lines.append(f"Boundaries of {years}.")
        return "\n".join(lines)


def join_report(joined: gpd.GeoDataFrame, units: gpd.GeoDataFrame | None = None) -> JoinReport:
    """Return how the events of a joined frame matched, and what did not and why.

    Parameters
    ----------
    joined : GeoDataFrame
        Events of :func:`join`.
    units : GeoDataFrame, optional
        The units they were joined with, for their vintages; by default these are not named.

    Returns
    -------
    JoinReport
        Counts by rule, conflicts, vintages by country and notes; ``str`` of it is the text.

    Examples
    --------
    >>> import geo
    >>> report = geo.join_report(geo.join(geo.read_events(), geo.read_units()))
    >>> report.events == sum(report.methods.values())
    True
    """
    number = joined["event_count"]
    counts = number.groupby(joined["match_method"], observed=True).sum()
    notes = number.groupby(joined["match_note"]).sum().sort_values(ascending=False, kind="stable")
    coarse = joined["geo_precision"].isin(["province", "country"])
    return JoinReport(
        events=number_of_events(joined),
        rows=len(joined),
        methods={method: int(counts.get(method, 0)) for method in METHODS},
        conflicts=number_of_events(joined[joined["conflict"]]),
        without_district=number_of_events(joined[coarse]),
        vintages={} if units is None else _vintages(units),
        notes=notes.rename("events").rename_axis("match_note").reset_index(),
    )


def _vintages(units: gpd.GeoDataFrame) -> dict[str, str]:
    """Return the years of each country's boundaries, several where a part was imported."""
    years = finest(units).groupby("iso3")["vintage"]
    return {str(iso3): "/".join(map(str, sorted(set(some)))) for iso3, some in years}
