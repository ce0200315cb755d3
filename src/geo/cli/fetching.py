"""The commands that fetch: a thin door to the package beside the library that knows the network."""

import time
from collections.abc import Callable
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from geo.cli.commands import (
    example,
    faults_end_with_1,
    report_text,
    say,
    with_workspace,
    write_table,
)
from geo.errors import BorderwatchError
from geo.settings import workspace_folder
from geo.vocabulary import COUNTRY_LABELS

_NEEDED = ("keyring", "requests")
_BETWEEN = 1.0
"""Seconds."""
_COUNTRY = click.Choice(list(COUNTRY_LABELS), case_sensitive=False)
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def fetch() -> None:
    """Fetch events and boundaries from their sources: only what is new since the last time.

    Accounts and tokens are taken from the keyring of the system or from the environment; see
    docs/fetching.md.
    """


def _of_events(source: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Add the options that all sources of events have."""

    def add(command: Callable[..., None]) -> Callable[..., None]:
        for option in reversed(_options(source)):
            command = option(command)
        return command

    return add


def _options(source: str) -> tuple[Callable[..., Any], ...]:
    return (
        click.option(
            "--country",
            "countries",
            multiple=True,
            type=_COUNTRY,
            help="May be given several times; by default those of the last fetch of this name.",
        ),
        click.option("--from", "first", type=_DAY, help="First day; by default as the last time."),
        click.option("--to", "last", type=_DAY, help="Last day; by default open."),
        click.option("--name", default="", help=f"Of the dataset; by default {source}-COUNTRIES."),
        click.option("--again", is_flag=True, help="Fetch all of it anew."),
        click.option(
            "--most-pages",
            type=click.IntRange(1, 100_000),
            default=400,
            show_default=True,
            help="The most requests of this call; the next one goes on.",
        ),
        click.option("-o", "--output", type=click.Path(path_type=Path), help="Write all events."),
        click.option(
            "--changes", metavar="FILE", help="Write what is new, changed and withdrawn as CSV."
        ),
        click.option("--all", "every_row", is_flag=True, help="Name every row set aside."),
    )


def _fetch_events(
    source: str,
    *,
    countries: tuple[str, ...],
    first: datetime | None,
    last: datetime | None,
    name: str,
    again: bool,
    most_pages: int,
    output: Path | None,
    changes: str | None,
    every_row: bool,
    versions: tuple[str, ...] = (),
) -> None:
    require_packages()
    from borderwatch_fetch.fetch import fetch_events
    from geo.export.export import write_events
    from geo.workspace.workspace import open_workspace

    fetched = fetch_events(
        source,
        countries,
        None if first is None else first.date(),
        None if last is None else last.date(),
        workspace=open_workspace(),
        name=name,
        versions=versions,
        again=again,
        most=most_pages,
        tell=progress(),
    )
    if fetched.report is not None and len(fetched.report.set_aside):
        say(report_text(fetched.report, None, every_row=every_row))
    if changes is not None:
        write_table(fetched.changes, changes)
    if output is not None:
        # The user's own copy: nothing of it is handed on.
        write_events(fetched.events, output, include=fetched.events["dataset"].cat.categories)
    say(str(fetched))


@fetch.command(**example("borderwatch fetch acled --country AFG --country TJK --from 2025-01-01"))
@_of_events("acled")
@with_workspace
@faults_end_with_1
def acled(**given: Any) -> None:
    """Fetch events of ACLED, and leave out those that it withdrew."""
    _fetch_events("acled", **given)


@fetch.command(**example("borderwatch fetch ucdp --country AFG --from 2020-01-01 --version 25.1"))
@click.option(
    "--version",
    "versions",
    multiple=True,
    metavar="EDITION",
    help="Such as 25.1, or 26.0.1 for candidate events; several times, older ones first.",
)
@_of_events("ucdp")
@with_workspace
@faults_end_with_1
def ucdp(**given: Any) -> None:
    """Fetch events of UCDP's editions."""
    _fetch_events("ucdp", **given)


@fetch.command(**example("borderwatch fetch hdx --country AFG --from 2024-01-01"))
@_of_events("hdx")
@with_workspace
@faults_end_with_1
def hdx(**given: Any) -> None:
    """Fetch ACLED's counts by month and district from HDX HAPI."""
    _fetch_events("hdx", **given)


@fetch.command(
    **example("borderwatch fetch gdelt --country TJK --from 2026-11-20 --most-pages 1000")
)
@_of_events("gdelt")
@with_workspace
@faults_end_with_1
def gdelt(**given: Any) -> None:
    """Fetch rows of GDELT, from its files of a quarter of an hour each."""
    _fetch_events("gdelt", **given)


@fetch.command(**example("borderwatch fetch boundaries --country TJK --level district"))
@click.option("--country", type=_COUNTRY, required=True)
@click.option(
    "--level", type=click.Choice(["district", "province"]), default="district", show_default=True
)
@click.option("--name", default="", help="What to call them; by default of country and level.")
@click.option("--again", is_flag=True, help="Import them also where there is no newer edition.")
@with_workspace
@faults_end_with_1
def boundaries(country: str, level: str, name: str, again: bool) -> None:
    """Fetch the newest boundaries of geoBoundaries, and import them."""
    require_packages()
    from borderwatch_fetch.boundaries import fetch_boundaries

    fetched = fetch_boundaries(
        country,
        level,
        folder=workspace_folder() / "fetched",
        name=name,
        again=again,
        tell=progress(),
    )
    say(str(fetched))
    say(f"Use them with --boundaries {fetched.name}.")


def require_packages() -> None:
    """Raise where a package that fetching needs is not installed, with how to install it."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise BorderwatchError(
            f"Fetching needs {' and '.join(missing)}, which is not installed. Install it beside "
            f"Borderwatch: pip install {' '.join(missing)}"
        )


def progress() -> Callable[[str], None]:
    """Return what says how far it is, once a second: pages may come faster than anyone reads."""
    said = -_BETWEEN

    def tell(words: str) -> None:
        nonlocal said
        if time.monotonic() - said >= _BETWEEN:
            said = time.monotonic()
            say(words)

    return tell
