"""The week in one go: fetch, watch, brief, and a short message; one exit code, and a log."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo.cli.commands import KEPT, events_path, say
from geo.cli.fetching import progress, require_packages
from geo.errors import BorderwatchError, FileFault
from geo.phrases import counted
from geo.settings import EVENTS

if TYPE_CHECKING:
    import geopandas as gpd

_MOST_PAGES = 12
"""That a message lists."""
Tell = Callable[[str], None]


def write_week(
    spec: str, output: str, *, fetching: bool, message: Path | None, log: Path | None
) -> None:
    """Fetch what the spec's datasets have new, watch them, write pack and message; then exit.

    What cannot be fetched is said, and the pack is written from what was fetched before: the exit
    code is 1 all the same, so that whoever waits for it hears of it.
    """
    with _telling(log) as tell:
        try:
            failed = _write(spec, output, fetching=fetching, message=message, tell=tell)
        except BorderwatchError as error:
            tell(f"Error: {error}")
            failed = True
        except click.ClickException as error:
            tell(f"Error: {error.message}")
            failed = True
    sys.exit(1 if failed else 0)


def _write(spec: str, output: str, *, fetching: bool, message: Path | None, tell: Tell) -> bool:
    """Return whether something could not be fetched."""
    from geo.briefs.message import Message, write_message
    from geo.briefs.pack import read_and_join, write_brief
    from geo.briefs.spec import read_spec
    from geo.release.withholding import withheld_words

    plan = read_spec(spec)
    news, failed = _fetched(plan.events, tell) if fetching else ((), False)
    # Beside the spec, but for what the workspace keeps.
    files = [Path(spec).parent / events_path(name) for name in plan.events] or [EVENTS]
    joined, reports = read_and_join(files)
    for report in reports:
        if len(report.set_aside):
            tell(str(report))
    watched = _watched(joined)
    written = write_brief(joined, plan, output, reports=reports)
    withheld = withheld_words(written.withheld)
    pages = f"{written.folder}: {len(written.files)} files. {withheld}"
    for line in (*watched, pages.rstrip()):
        tell(line)
    if message is not None:
        shown = (*_pages(written.folder), *filter(None, [withheld]))
        parts = (("What is new", news), ("What to look at", watched), ("The pages", shown))
        told = Message(
            plan.title or "Brief", plan.marking, tuple(part for part in parts if part[1])
        )
        tell(f"{message} and {write_message(told, message)} are written.")
    return failed


def _fetched(events: tuple[str, ...], tell: Tell) -> tuple[tuple[str, ...], bool]:
    """Fetch the spec's datasets that were fetched before; return what came, and if not all did."""
    require_packages()
    from borderwatch_fetch.fetch import fetch_events, known
    from geo.workspace.workspace import open_workspace

    workspace = open_workspace()
    before = known(workspace)
    names = [name.removeprefix(KEPT) for name in events if name.startswith(KEPT)]
    names = [name for name in names if name in before]
    if not names:
        raise BorderwatchError(
            f"The spec names no dataset that was fetched. Fetch one with `borderwatch fetch`, and "
            f'name it in the spec: events = ["{KEPT}NAME"].'
        )
    news, failed = [], False
    for name in names:
        try:
            fetched = fetch_events(before[name][0], workspace=workspace, name=name, tell=progress())
        except BorderwatchError as error:
            news.append(f"{name} was not fetched, and is as it was before. {error}")
            failed = True
        else:
            news.append(str(fetched))
        tell(news[-1])
    return tuple(news), failed


def _watched(joined: "gpd.GeoDataFrame") -> tuple[str, ...]:
    """Return in sentences where the last weeks stand out among the districts."""
    from geo.analysis.compare_words import EVIDENT
    from geo.watchlist.watch import watch
    from geo.watchlist.watch_words import list_words

    by = "district"
    try:
        listed = watch(joined, by=by)
    except BorderwatchError as error:
        # Days too few for what is usual stop no brief.
        return (str(error),)
    alarms = listed.loc[listed["alarm"], "words"].head(EVIDENT)
    return (list_words(listed, by, listed.attrs["window"]), *alarms)


def _pages(pack: Path) -> tuple[str, ...]:
    """Return which pages a pack has, each with its sentence, the first ones."""
    from geo.briefs.pack import MANIFEST

    figures = json.loads((pack / MANIFEST).read_text("utf-8"))["figures"].values()
    lines = [f"{figure['view']['title']}: {figure['subtitle']}" for figure in figures]
    more = len(lines) - _MOST_PAGES
    return (*lines[:_MOST_PAGES], *([f"and {counted(more, 'more page')}"] if more > 0 else []))


@contextmanager
def _telling(log: Path | None) -> Iterator[Tell]:
    """Yield what says a line, and appends it with the time (UTC) to a log where there is one.

    Raises
    ------
    FileFault
        When the log cannot be written.
    """
    if log is None:
        yield say
        return
    try:
        file = log.open("a", encoding="utf-8")
    except OSError as error:
        raise FileFault(f"{log} cannot be written: {error.strerror}.") from error

    def tell(words: str) -> None:
        say(words)
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        file.writelines(f"{moment} {line}\n" for line in words.splitlines())
        file.flush()

    with file:
        yield tell
