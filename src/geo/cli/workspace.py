"""The commands for the user's own library: what is kept from one session to the next."""

import sys
from pathlib import Path
from typing import Any, TextIO

import click

from geo.cli.commands import (
    KEPT,
    advancing,
    events_path,
    example,
    faults_end_with_1,
    report_text,
    say,
    with_report,
    with_sheet,
    with_workspace,
    write_table,
)


@click.group()
def workspace() -> None:
    """Keep datasets and views from one session to the next, in one folder.

    Where a command takes EVENTS, workspace:NAME is the newest version of a dataset kept here.
    """


@workspace.command("keep", **example("borderwatch workspace keep acled.csv --name acled"))
@click.argument("file", type=events_path)
@click.option("--name", default="", help="Of the dataset; the file's name by default.")
@click.option("--origin", default="", metavar="WORDS", help="From where the file came.")
@click.option("--mapping", type=click.Path(), help="A TOML file that names a table's columns.")
@with_sheet
@click.option("--licence", default="", help="Licence of the rows, instead of the source's.")
@click.option(
    "--restricted/--not-restricted",
    default=None,
    help="Whether the rows may not be handed on, instead of what the source says.",
)
@with_report
@with_workspace
@faults_end_with_1
def keep(
    file: str,
    name: str,
    origin: str,
    mapping: str | None,
    sheet: str,
    licence: str,
    restricted: bool | None,
    report_file: str | None,
    *,
    every_row: bool,
) -> None:
    """Keep the events of FILE, and FILE itself, as the newest version of a dataset.

    Read as `import` does. Exit code 1 when rows were set aside; the others are kept.
    """
    from geo.events.mapping import Mapping
    from geo.export.convert import import_file
    from geo.workspace.workspace import open_workspace

    path = Path(file)
    dataset = name or path.stem
    kept = open_workspace()
    chosen = Mapping.from_toml(mapping) if mapping else None
    with (
        kept.staging() as place,
        click.progressbar(length=1000, label="Importing", file=sys.stderr) as steps,
    ):
        events = place / "imported.parquet"
        report = import_file(
            path,
            events,
            mapping=chosen,
            sheet=sheet,
            dataset=dataset,
            licence=licence,
            restricted=restricted,
            progress=advancing(steps),
        )
        steps.update(1000 - steps.pos)
        version = kept.keep(
            dataset, events, file=path, origin=origin or f"the file {path.name}", mapping=chosen
        )
    say(report_text(report, report_file, every_row=every_row))
    click.echo(str(version))
    sys.exit(1 if len(report.set_aside) else 0)


@workspace.command("list", **example("borderwatch workspace list"))
@with_workspace
@faults_end_with_1
def list_all() -> None:
    """Say what the workspace keeps: datasets, then views and other texts, one a line."""
    from geo.event_counts import events_in_rows
    from geo.phrases import counted
    from geo.workspace.items import KINDS
    from geo.workspace.workspace import open_workspace

    kept = open_workspace()
    say(f"The workspace {kept.folder}")
    for row in kept.datasets().to_dict("records"):
        marked = "restricted" if row["restricted"] else "may be handed on"
        click.echo(
            f"dataset\t{row['name']}\t{counted(row['versions'], 'version')}"
            f"\t{events_in_rows(row['events'], row['rows'])}"
            f"\t{row['first_day']:%Y-%m-%d}..{row['last_day']:%Y-%m-%d}\t{marked}"
            f"\tfetched {row['fetched']:%Y-%m-%d}\t{row['origin']}"
        )
    for kind in KINDS:
        for text in kept.saved(kind).itertuples():
            click.echo(f"{kind}\t{text.name}\tchanged {text.changed:%Y-%m-%d}")


@workspace.command("show", **example("borderwatch workspace show acled"))
@click.argument("name")
@click.option("--kind", default="dataset", show_default=True, help="dataset, view, note, …")
@with_workspace
@faults_end_with_1
def show(name: str, kind: str) -> None:
    """Print the versions of the dataset NAME, or with --kind the text of that name."""
    from geo.workspace.workspace import open_workspace

    kept = open_workspace()
    if kind != "dataset":
        click.echo(kept.text(kind, name))
        return
    for version in kept.versions(name.removeprefix(KEPT)):
        click.echo(str(version))
        click.echo(f"  fetched {version.fetched:%Y-%m-%d %H:%M} UTC; SHA-256 {version.sha256}")
        click.echo(f"  {version.original or version.path}")


@workspace.command("save", **example("borderwatch workspace save note 'to do' notes.txt"))
@click.argument("kind")
@click.argument("name")
@click.argument("file", type=click.File(encoding="utf-8"))
@with_workspace
@faults_end_with_1
def save(kind: str, name: str, file: TextIO) -> None:
    """Keep the text of FILE as a view, mapping, area, boundaries, brief or note; - reads input."""
    from geo.workspace.workspace import open_workspace

    open_workspace().save(kind, name, file.read())


@workspace.command("rename", **example("borderwatch workspace rename acled acled-2026"))
@click.argument("old")
@click.argument("new")
@with_workspace
@faults_end_with_1
def rename(old: str, new: str) -> None:
    """Give the dataset OLD the name NEW."""
    from geo.workspace.workspace import open_workspace

    open_workspace().rename(old, new)


@workspace.command("remove", **example("borderwatch workspace remove acled --yes"))
@click.argument("name")
@click.option("--kind", default="dataset", show_default=True, help="dataset, view, note, …")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_workspace
@faults_end_with_1
def remove(name: str, kind: str, *, yes: bool) -> None:
    """Remove the dataset NAME with all its versions, or with --kind the text of that name."""
    from geo.workspace.workspace import open_workspace

    kept = open_workspace()
    if kind != "dataset":
        kept.forget(kind, name)
        return
    number = len(kept.versions(name))
    if not yes:
        click.confirm(f"Remove {name}, with {number} kept downloads?", abort=True, err=True)
    kept.remove(name)


@workspace.command("export", **example("borderwatch workspace export library.zip"))
@click.argument("file")
@click.option(
    "--restricted",
    is_flag=True,
    help="Restricted datasets too: for a machine of your own, not for others.",
)
@with_workspace
@faults_end_with_1
def export(file: str, *, restricted: bool) -> None:
    """Write all of the workspace as one zip FILE, to be taken in on another machine."""
    from geo.phrases import counted
    from geo.workspace.workspace import open_workspace

    kept = open_workspace()
    listed = kept.datasets()
    path = kept.export(file, restricted=restricted)
    held = listed.loc[listed["restricted"] > 0, "name"]
    written = len(listed) - (0 if restricted else len(held))
    say(f"{path}: {counted(written, 'dataset')}, {path.stat().st_size / 1e6:,.1f} MB.")
    if len(held):
        said = "In it, and not to be handed on" if restricted else "Left out"
        say(f"{said}, since restricted: {', '.join(held)}.")


@workspace.command("take-in", **example("borderwatch workspace take-in library.zip"))
@click.argument("file")
@with_workspace
@faults_end_with_1
def take_in(file: str) -> None:
    """Add what another workspace exported to FILE; all of it, or nothing."""
    from geo.workspace.workspace import open_workspace

    for line in open_workspace().take_in(file):
        click.echo(line)


@workspace.command("news", **example("borderwatch workspace news acled -o news.xlsx"))
@click.argument("name")
@click.option(
    "--from", "since", type=int, metavar="VERSION", help="By default the one before the newest."
)
@click.option(
    "-o", "--output", help="One row for each event, .csv or .xlsx; counts are printed without."
)
@click.option(
    "--include",
    multiple=True,
    metavar="DATASET",
    help="A restricted dataset to write all the same; may be given several times.",
)
@with_workspace
@faults_end_with_1
def news(name: str, since: int | None, output: str | None, include: tuple[str, ...]) -> None:
    """Say what is new, changed and withdrawn in the dataset NAME, by country and border."""
    from geo.release.withholding import released, withheld_words
    from geo.workspace.news import news_counts, news_words
    from geo.workspace.workspace import open_workspace

    table = open_workspace().news(name, since)
    say(f"{name}: {news_words(table)}.")
    if output is None:
        write_table(news_counts(table), "-")
        return
    kept, withheld = released(table.astype({"restricted": bool}), include)
    _write_news(kept, output)
    if withheld:
        say(f"{withheld_words(withheld)} To write them all the same, add --include DATASET.")


def _write_news(table: Any, output: str) -> None:
    """Write news as a workbook where the name says so, else as CSV."""
    from geo.export.xlsx import write_workbook
    from geo.files.writing import write_whole

    if not output.endswith(".xlsx"):
        write_table(table, output)
        return
    with write_whole(Path(output)) as part:
        write_workbook(table, [["What is new, changed and withdrawn."]], part)
