"""How the events of a joined frame matched, and what did not and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo.event_counts import events_in_rows, number_of_events
from geo.join.join import METHODS, finest
from geo.schema import LEVELS

_SHOWN = 20


@dataclass(frozen=True)
class JoinReport:
    """How the events of a joined frame matched: ``events = sum(methods.values())``.

    They stand in ``rows``, as many unless rows of summaries are among them. ``conflicts`` counts by
    level the events that state another unit than their point lies in.
    """

    events: int
    rows: int
    methods: dict[str, int]
    conflicts: dict[str, int]
    without_district: int
    vintages: dict[str, str]
    notes: pd.DataFrame

    def __str__(self) -> str:
        """Return the report as lines of text."""
        counts = ", ".join(f"{count:,} {method}" for method, count in self.methods.items())
        conflicts = conflict_words(self.conflicts)
        coarse = f"{self.without_district:,} are known too coarsely for a district"
        events = events_in_rows(self.events, self.rows)
        lines = [f"{events}: {counts}.", f"{conflicts}; {coarse}."]
        shown = self.notes.head(_SHOWN)
        lines += [f"  {note.events:,} x {note.match_note}" for note in shown.itertuples()]
        if len(self.notes) > _SHOWN:
            lines.append(f"  and {len(self.notes) - _SHOWN:,} other notes, in match_note")
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
        Counts by rule, conflicts by level, vintages by country and notes; ``str`` gives the text.

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
        conflicts=conflict_counts(joined["conflict"]),
        without_district=number_of_events(joined[coarse]),
        vintages={} if units is None else _vintages(units),
        notes=notes.rename("events").rename_axis("match_note").reset_index(),
    )


def add_join_reports(reports: Sequence[JoinReport]) -> JoinReport:
    """Return the report on several lots of events together, joined with the same units."""
    notes = pd.concat([report.notes for report in reports]).groupby("match_note")["events"].sum()
    notes = notes.sort_values(ascending=False, kind="stable")
    return JoinReport(
        events=sum(report.events for report in reports),
        rows=sum(report.rows for report in reports),
        methods={name: sum(report.methods[name] for report in reports) for name in METHODS},
        conflicts={name: sum(report.conflicts[name] for report in reports) for name in LEVELS},
        without_district=sum(report.without_district for report in reports),
        vintages=reports[0].vintages,
        notes=notes.reset_index(),
    )


def conflict_counts(conflict: pd.Series) -> dict[str, int]:
    """Return how many events are in conflict, by level."""
    return {level: int((conflict == level).sum()) for level in LEVELS}


def conflict_words(counts: Mapping[str, int]) -> str:
    """Return in words how many events state another unit than their point lies in.

    >>> conflict_words({"country": 0, "province": 2, "district": 1})
    '2 state another province, 1 another district than their point lies in'
    """
    some = [f"{count:,} another {level}" for level, count in counts.items() if count]
    words = ", ".join(some) or "none another country, province or district"
    return f"{words.replace(' ', ' state ', 1)} than their point lies in"


def _vintages(units: gpd.GeoDataFrame) -> dict[str, str]:
    """Return the years of each country's boundaries, several where a part was imported."""
    years = finest(units).groupby("iso3")["vintage"]
    return {str(iso3): "/".join(map(str, sorted(set(some)))) for iso3, some in years}
