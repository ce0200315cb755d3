"""The command that imports events from the sources' own files."""

import sys
from dataclasses import replace
from datetime import datetime
from typing import Any

import click

from geo.cli.commands import (
    advancing,
    events_path,
    example,
    faults_end_with_1,
    report_text,
    say,
    with_cluster,
    with_report,
    with_sheet,
    with_workspace,
)

importing = click.Group()


@importing.command(
    "import",
    **example("borderwatch import acled.csv -o acled.parquet"),
)
@click.argument("file", type=events_path)
@click.option(
    "--format",
    "source",
    type=click.Choice(["auto", "acled", "ucdp", "gtd", "gdelt", "insecurity", "idmc", "table"]),
    default="auto",
    show_default=True,
    help="auto: told from the content.",
)
@click.option("--mapping", type=click.Path(), help="A TOML file that names a table's columns.")
@with_sheet
@click.option(
    "--calendar",
    type=click.Choice(["auto", "gregorian", "solar_hijri"]),
    default=None,
    help="Of a table's dates; auto: told by the year and the name of the month.",
)
@click.option(
    "--time-zone",
    default="",
    metavar="NAME",
    help="Zone of the events, such as Asia/Kabul, where a row states no country.",
)
@click.option("--save-mapping", type=click.Path(), help="Write the mapping used to a TOML file.")
@click.option("--dataset", default="", help="Name of the dataset; the file's name by default.")
@click.option("--licence", default="", help="Licence of the rows, instead of the source's.")
@click.option(
    "--restricted/--not-restricted",
    default=None,
    help="Whether the rows may not be handed on, instead of what the source says.",
)
@click.option(
    "--data-as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day on which the dataset was as it is.",
)
@click.option(
    "-o",
    "--output",
    required=True,
    help="GeoJSON, GeoPackage, Parquet or CSV; large files go into Parquet.",
)
@with_report
@with_cluster
@with_workspace
@faults_end_with_1
def import_file(
    file: str,
    source: str,
    mapping: str | None,
    sheet: str,
    calendar: str | None,
    time_zone: str,
    save_mapping: str | None,
    dataset: str,
    licence: str,
    restricted: bool | None,
    data_as_of: datetime | None,
    output: str,
    report_file: str | None,
    cluster: str | None,
    *,
    every_row: bool,
) -> None:
    """Import events of ACLED, UCDP, GTD, GDELT, Insecurity Insight, IDMC or any table.

    The report goes to standard error. Exit code 1 when rows were set aside.
    """
    from geo.cluster.connection import connected
    from geo.events.mapping import Mapping
    from geo.export.convert import import_file as convert

    chosen = Mapping.from_toml(mapping) if mapping else None
    if save_mapping:
        chosen = chosen or _guessed(file, source, sheet)
        chosen = replace(
            chosen, calendar=calendar or chosen.calendar, time_zone=time_zone or chosen.time_zone
        )
        chosen.to_toml(save_mapping)
    with click.progressbar(length=1000, label="Importing", file=sys.stderr) as steps:
        told: dict[str, Any] = {
            "source": source,
            "mapping": chosen,
            "sheet": sheet,
            "dataset": dataset,
            "licence": licence,
            "restricted": restricted,
            "data_as_of": None if data_as_of is None else data_as_of.date(),
            "calendar": calendar or "",
            "time_zone": time_zone,
            "progress": advancing(steps),
        }
        if cluster is None:
            report = convert(file, output, **told)
        else:
            with connected(cluster) as workers:
                report = workers.import_events(file, output, **told)
    say(report_text(report, report_file, every_row=every_row))
    sys.exit(1 if len(report.set_aside) else 0)


def _guessed(file: str, source: str, sheet: str) -> Any:
    from geo.events.reading import recognise

    recognised = recognise(file, source=source, sheet=sheet)
    if recognised.mapping is None:
        raise click.UsageError(
            f"{file} needs no mapping ({recognised.title}). Leave --save-mapping out, or give "
            "--format table."
        )
    return recognised.mapping
