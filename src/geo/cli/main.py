"""The command ``borderwatch``.

Results go to files or standard output, messages to standard error; exit code 0 done, 1 the data
have faults or cannot be written, 2 wrong usage, 130 stopped, 141 nobody reads the output any more.
"""

import os
import sys
from pathlib import Path
from typing import Any

import click

from geo.cli.analysis import analysis, only_inside
from geo.cli.boundaries import boundaries
from geo.cli.commands import (
    advancing,
    area_of,
    collect_seldom,
    events_path,
    example,
    faults_end_with_1,
    no_area,
    report_text,
    return_freed_memory,
    say,
    with_area,
    with_boundaries,
    with_cluster,
    with_report,
    with_sheet,
    with_workspace,
)
from geo.cli.datasets import datasets
from geo.cli.ending import Commands
from geo.cli.fetching import fetch
from geo.cli.importing import importing
from geo.cli.motion import motion
from geo.cli.pages import pages
from geo.cli.watching import watching
from geo.cli.workspace import workspace
from geo.settings import APP, keep_folders


@click.group(cls=Commands, context_settings={"max_content_width": 100})
@click.version_option(package_name="borderwatch", prog_name="borderwatch")
def main() -> None:
    """Security events, boundaries and zones of influence around Afghanistan, offline."""
    return_freed_memory()
    collect_seldom()


@main.command(**example("borderwatch serve --events my-events.csv --port 8600"))
@click.option(
    "--events",
    multiple=True,
    type=events_path,
    metavar="EVENTS",
    help="Events to show; may be given several times.",
)
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@click.option("--headless", is_flag=True, help="Do not open the browser.")
@with_boundaries
@faults_end_with_1
def serve(events: tuple[str, ...], port: int, headless: bool) -> None:
    """Open the app in the browser, on this machine only."""
    command = [sys.executable, "-m", APP.name, "--port", str(port)]
    if headless:
        command.append("--headless")
    for path in events:
        command += ["--events", str(Path(path).resolve())]
    say(f"Borderwatch opens on http://localhost:{port} (stop it with Ctrl+C).")
    # Streamlit takes settings from the folder where it starts: from ours, not from any other's.
    keep_folders()
    os.chdir(APP.parent)
    # In place of this process: what stops the command stops the app.
    os.execv(sys.executable, command)


@main.command(**example("borderwatch validate my-events.csv"))
@click.argument("file", type=events_path)
@with_sheet
@with_report
@with_workspace
@faults_end_with_1
def validate(file: str, sheet: str, report_file: str | None, *, every_row: bool) -> None:
    """Check an events FILE: say what each faulty row needs. Exit code 1 when there is any."""
    from geo.events.reading import import_events

    with click.progressbar(length=1, label="Reading", file=sys.stderr) as steps:
        report = import_events(file, sheet=sheet)[1]
        steps.update(1)
    click.echo(report_text(report, report_file, every_row=every_row))
    sys.exit(1 if len(report.set_aside) else 0)


@main.command(**example("borderwatch join my-events.csv -o joined.gpkg"))
@click.argument("events", type=events_path)
@click.option(
    "-o",
    "--output",
    required=True,
    help="Ends in .geojson, .gpkg, .parquet, .csv, .kml or .xlsx; - prints CSV.",
)
@click.option("--nearest-km", type=click.FloatRange(0, 500), default=5.0, show_default=True)
@click.option(
    "--include",
    multiple=True,
    metavar="DATASET",
    help="A restricted dataset to write all the same; may be given several times.",
)
@with_area
@with_boundaries
@with_cluster
@faults_end_with_1
def join(
    events: str,
    output: str,
    nearest_km: float,
    include: tuple[str, ...],
    area: str | None,
    cluster: str | None,
) -> None:
    """Give every event its district, zones and nearest border, and say how many matched how."""
    if cluster is not None:
        no_area(area)
        _join_on_cluster(cluster, events, output, nearest_km=nearest_km, include=include)
        return
    import geo
    from geo.export.export import to_csv
    from geo.release.withholding import released, require_restricted, withheld_words

    inside = area_of(area)
    steps = click.progressbar(length=4, label="Joining", file=sys.stderr)
    with steps:
        frame, report = geo.import_events(events)
        require_restricted(frame, include)
        steps.update(1)
        units = geo.read_units()
        steps.update(1)
        joined = geo.join(frame, units, geo.read_zones(), nearest_km=nearest_km)
        chosen = only_inside(joined, inside)
        steps.update(1)
        if output == "-":
            kept, withheld = released(chosen, include)
            click.echo(to_csv(kept), nl=False)
        else:
            options = {"include": include, "of": joined, "area": inside}
            withheld = geo.write_events(chosen, output, **options).withheld
        steps.update(1)
    _say_joined(report, geo.join_report(joined, units), withheld_words(withheld))


def _join_on_cluster(cluster: str, events: str, output: str, **how: Any) -> None:
    from geo.cluster.connection import connected
    from geo.release.withholding import withheld_words

    with (
        click.progressbar(length=1000, label="Joining", file=sys.stderr) as steps,
        connected(cluster) as workers,
    ):
        written = workers.join(events, output, **how, progress=advancing(steps))
    _say_joined(written.read, written.matched, withheld_words(written.withheld))


def _say_joined(report: Any, matched: Any, withheld: str) -> None:
    """Say what became of rows, how events matched, and what was withheld."""
    say(str(report))
    say(str(matched))
    if withheld:
        say(
            f"{withheld} To write them all the same, add --include DATASET. What states no licence "
            "is restricted too: state it in the column licence or with `import --licence`."
        )


@main.command(**example("borderwatch places Shekay"))
@click.argument("name")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@with_boundaries
@faults_end_with_1
def places(name: str, limit: int) -> None:
    """Find units and places by NAME or code, with the reason for each hit."""
    from geo.gazetteer.search import find_places

    for hit in find_places(name, limit=limit).itertuples():
        where = ", ".join(
            str(part) for part in (hit.province, hit.country) if isinstance(part, str)
        )
        click.echo(
            f"{hit.unit_id}\t{hit.name}\t{hit.kind}\t{where}\t{hit.likeness:g}\t{hit.reason}"
        )


for group in (importing, analysis, watching, pages, motion, datasets):
    for command in group.commands.values():
        main.add_command(command)
main.add_command(boundaries)
main.add_command(fetch)
main.add_command(workspace)
