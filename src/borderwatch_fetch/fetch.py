"""One fetch from beginning to end: ask, keep, read, set against what was there, keep again.

The order is that of what may be lost: a page is kept as it comes, the events when they are read,
and only then is it noted that the fetch has ended. Whatever ends it before, the next one goes on.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from borderwatch_fetch.acled import ask_acled
from borderwatch_fetch.batch import Asking, Batch, Told, Wanted
from borderwatch_fetch.client import Client
from borderwatch_fetch.errors import FetchFault
from borderwatch_fetch.gdelt import ask_gdelt
from borderwatch_fetch.hdx import ask_hdx
from borderwatch_fetch.pages import STATE, Pages
from borderwatch_fetch.sources import source_of
from borderwatch_fetch.ucdp import ask_ucdp
from geo.analysis.revisions import REVISION_COLUMNS, revision_words, revisions
from geo.errors import UnknownName
from geo.event_counts import number_of_events
from geo.events.reading import import_events, together
from geo.events.report import ReadReport
from geo.files.scratch import scratch_folder
from geo.phrases import counted
from geo.vocabulary import COUNTRY_LABELS
from geo.workspace.workspace import Workspace

EVENT_SOURCES = ("acled", "ucdp", "hdx", "gdelt")
MOST_PAGES = 400
"""Requests of one call."""
_ASK: dict[str, Callable[[Asking, date], Batch]] = {
    "acled": ask_acled,
    "ucdp": lambda asking, _: ask_ucdp(asking),
    "hdx": lambda asking, _: ask_hdx(asking),
    "gdelt": lambda asking, _: ask_gdelt(asking),
}


@dataclass(frozen=True)
class Fetched:
    """What a fetch brought.

    Parameters
    ----------
    name : str
        Of the dataset.
    events : GeoDataFrame
        All its events after the fetch, as :func:`geo.import_events` returns them.
    changes : DataFrame
        What is new, changed and withdrawn since the last fetch, as :func:`geo.revisions` has it.
    report : ReadReport, optional
        What became of the rows that came; none where none did.
    first : bool
        Whether the dataset was not there before.
    """

    name: str
    events: gpd.GeoDataFrame
    changes: pd.DataFrame
    report: ReadReport | None
    first: bool

    def __str__(self) -> str:
        """Return what the fetch brought, as a sentence."""
        held = counted(number_of_events(self.events), "event")
        if self.first:
            return f"{self.name}: {held}, fetched for the first time."
        return f"{self.name}: {revision_words(self.changes)}; it holds {held} now."


def fetch_events(
    source: str,
    countries: Sequence[str] = (),
    first: date | None = None,
    last: date | None = None,
    *,
    workspace: Workspace,
    name: str = "",
    versions: Sequence[str] = (),
    again: bool = False,
    most: int = MOST_PAGES,
    tell: Callable[[str], object] = lambda words: None,
    today: date | None = None,
    **waiting: Any,
) -> Fetched:
    """Fetch what a source has put in, changed or withdrawn since the last time, and keep it.

    Parameters
    ----------
    source : {"acled", "ucdp", "hdx", "gdelt"}
        Whom to ask.
    countries : sequence of str, default ()
        ISO 3166-1 alpha-3 of the eight countries; those of the last fetch where none are named.
    first, last : date, optional
        The days of the events; by default those of the last fetch, where ``last`` may be open.
    workspace : Workspace
        Of :func:`geo.open_workspace`: keeps what comes as a new version of the dataset, and the
        pages that it came from in ``fetched/``.
    name : str, default ""
        Of the dataset; by default source and countries.
    versions : sequence of str, default ()
        Editions of UCDP, older ones first; by default those of the last fetch.
    again : bool, default False
        Ask for everything anew, also what was fetched before.
    most : int, default 400
        The most requests of this call; the next one goes on.
    tell : callable, optional
        Called with a sentence on each page and each wait.
    today : date, optional
        The day of the fetch; by default that of now, UTC.
    waiting
        ``sleep`` and ``clock`` of :class:`borderwatch_fetch.client.Client`.

    Returns
    -------
    Fetched
        All events of the dataset, and what changed.

    Raises
    ------
    FetchFault
        When the source cannot be asked, refuses, or answers what it should not. All that came
        before is kept.
    UnknownName
        For a source or country that is not known.
    """
    _require_known(source, countries)
    name = name or "-".join([source, *countries])
    today = today or datetime.now(UTC).date()
    pages = Pages(pages_folder(workspace, name))
    with pages.held():
        if again:
            pages.clear()
        state = pages.state()
        if not _is_kept(workspace, name):
            state = _as_first(state)
        asked_for = _asked_for(name, source, state, tuple(countries), first, last)
        wanted = replace(asked_for, versions=tuple(versions) or asked_for.versions)
        state |= {"name": name, "source": source, **wanted.as_state()}
        pages.save(state)
        asked = source_of(source)
        client = Client(asked, most=most, tell=tell, **waiting)
        batch = _ASK[source](Asking(client, pages, wanted, state, Told(asked.title, tell)), today)
        tell(f"{asked.title}: reading what came")
        fresh, report = _read(batch, name, today)
        before = workspace.events(name) if _is_kept(workspace, name) else None
        fetched = _merged(name, before, fresh, report, batch)
        # Also what did not change is known as of today.
        as_of = pd.Timestamp(today).as_unit("us")
        fetched = replace(fetched, events=fetched.events.assign(data_as_of=as_of))
        workspace.keep(name, fetched.events, origin=asked.title)
        asked_last = {"name": name, "source": source, **wanted.as_state()}
        pages.save({**asked_last, **batch.state})
    return fetched


def known(workspace: Workspace) -> dict[str, tuple[str, Wanted]]:
    """Return, by the names of the datasets that were fetched, their source and what was wanted."""
    states = [
        Pages(path.parent).state() for path in sorted(workspace.folder.glob(f"fetched/*/{STATE}"))
    ]
    return {
        state["name"]: (state["source"], Wanted.of_state(state))
        for state in states
        if state.get("source") in EVENT_SOURCES
    }


def pages_folder(workspace: Workspace, name: str) -> Path:
    """Return where the pages of a dataset are kept."""
    # Names may hold what no file system takes, or differ in capitals alone.
    digest = hashlib.sha256(name.encode()).hexdigest()[:12]
    return workspace.folder / "fetched" / f"{re.sub(r'[^A-Za-z0-9]+', '-', name)[:40]}-{digest}"


def _is_kept(workspace: Workspace, name: str) -> bool:
    return name in set(workspace.datasets()["name"])


def _as_first(state: dict[str, Any]) -> dict[str, Any]:
    """Return what is known of a fetch whose dataset is not there: it was removed, or is to come.

    What would let it ask only for what is new since is left out.
    """
    kept = {key: value for key, value in state.items() if key not in ("since", "until")}
    if kept.get("run", {}).get("since") is not None:
        del kept["run"]
        kept["runs"] = state["run"]["number"]
    return kept


def _require_known(source: str, countries: Sequence[str]) -> None:
    if source not in EVENT_SOURCES:
        raise UnknownName(f"No source is called {source!r}. Known: {', '.join(EVENT_SOURCES)}.")
    unknown = [iso3 for iso3 in countries if iso3 not in COUNTRY_LABELS]
    if unknown:
        known = ", ".join(COUNTRY_LABELS)
        raise UnknownName(f"No country is called {', '.join(unknown)}. Known: {known}.")


def _asked_for(
    name: str,
    source: str,
    state: dict[str, Any],
    countries: tuple[str, ...],
    first: date | None,
    last: date | None,
) -> Wanted:
    """Return what is wanted, which is what was wanted the last time where there was one.

    Other countries or days would need rows that were there before, which are not asked for again.
    """
    if not state:
        if not countries or first is None:
            raise FetchFault(
                f"{name} was not fetched yet. Name its countries and the day on which it begins."
            )
        return Wanted(countries, first, last)
    before = Wanted.of_state(state)
    as_before = (
        state["source"] == source
        and countries in ((), before.countries)
        and first in (None, before.first)
        and last in (None, before.last)
    )
    if not as_before:
        raise FetchFault(
            f"{name} was fetched from {state['source']} for {before}. Give what is wanted now "
            "another name, or fetch all of it anew (--again)."
        )
    return before


def _read(
    batch: Batch, name: str, today: date
) -> tuple[gpd.GeoDataFrame | None, ReadReport | None]:
    """Return the rows that came as events; none where none came."""
    with scratch_folder("fetch") as folder:
        path = folder / f"{name}.csv"
        if not batch.write(path):
            return None, None
        return import_events(path, source=batch.source, dataset=name, data_as_of=today)


def _merged(
    name: str,
    before: gpd.GeoDataFrame | None,
    fresh: gpd.GeoDataFrame | None,
    report: ReadReport | None,
    batch: Batch,
) -> Fetched:
    """Return the dataset with what came, and what that changed."""
    if fresh is not None:
        fresh = fresh[~fresh["event_id"].isin(batch.withdrawn)]
    if before is None:
        if fresh is None or fresh.empty:
            raise FetchFault(f"{name}: there is nothing for these countries and days.")
        new = fresh["event_id"].sort_values().to_frame().assign(change="new")
        changes = new.reindex(columns=REVISION_COLUMNS).astype("str").reset_index(drop=True)
        return Fetched(name, fresh, changes, report, first=True)
    came = before.iloc[:0] if fresh is None else fresh
    replaced = before["event_id"].isin(came["event_id"])
    gone = ~replaced if batch.whole else before["event_id"].isin(batch.withdrawn)
    changes = revisions(before[replaced | gone], came)
    parts = [part for part in (before[~(replaced | gone)], came) if len(part)]
    if not parts:
        raise FetchFault(
            f"{name}: the source holds nothing any more of what it held before. The dataset was "
            "left as it is; remove it from the workspace where that is right."
        )
    events = together(parts).reset_index(drop=True)
    return Fetched(name, events, changes, report, first=False)
