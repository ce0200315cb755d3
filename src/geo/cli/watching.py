"""The command that says what to look at."""

import sys
from typing import Any

import click

from geo.cli.analysis import SIDE, WITHIN, only_inside, read_and_join
from geo.cli.commands import (
    area_of,
    events_path,
    example,
    faults_end_with_1,
    say,
    with_boundaries,
    write_table,
)

watching = click.Group()


@watching.command(**example("borderwatch watch events.geojson --by province --until 2021-08-15"))
@click.argument("events", type=events_path)
@click.option(
    "--by",
    type=click.Choice(["district", "province", "segment", "area", "group"]),
    default="district",
    show_default=True,
    help="group: an actor of either side; area: each --area.",
)
@click.option("--weeks", type=click.IntRange(1, 26), default=4, show_default=True)
@click.option("--until", metavar="DATE", help="Last day of the last week; by default of the data.")
@click.option(
    "--false-alarms",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.05,
    show_default=True,
    help="How many lists without any change may hold an alarm.",
)
@WITHIN
@SIDE
@click.option(
    "--area",
    metavar="FILE",
    multiple=True,
    help="With --by area watched, may be given several times; else only events inside.",
)
@click.option(
    "--include",
    multiple=True,
    metavar="DATASET",
    help="A restricted dataset whose ids are written all the same; may be given several times.",
)
@click.option("-o", "--output", default="-", help="A CSV file; - prints it.", show_default=True)
@with_boundaries
@faults_end_with_1
def watch(
    events: str,
    by: str,
    weeks: int,
    until: str | None,
    false_alarms: float,
    within_km: float,
    side: str,
    area: tuple[str, ...],
    include: tuple[str, ...],
    output: str,
) -> None:
    """Say where more happened in the last weeks than is usual there, most evident first.

    What stands out over all units is said in sentences too.
    """
    import geo
    from geo.analysis.compare_words import EVIDENT
    from geo.release.withholding import released, require_restricted, withheld_words
    from geo.watchlist.watch import data_days
    from geo.watchlist.watch_words import list_words

    areas = [area_of(text) for text in area]
    if by != "area" and len(areas) > 1:
        raise click.UsageError("Give one --area, or watch several with --by area.")
    with click.progressbar(length=3, label="Watching", file=sys.stderr) as steps:
        joined = read_and_join(events, steps, words=by == "group")
        require_restricted(joined, include)
        known = data_days(joined)
        if by != "area" and areas:
            joined = only_inside(joined, areas[0])
        listed = geo.watch(
            joined,
            by=by,
            weeks=weeks,
            until=until,
            data=known,
            within_km=within_km,
            side=side,
            areas=areas if by == "area" else (),
            false_alarms=false_alarms,
        )
        steps.update(1)
    for words in [*listed.attrs["notes"], list_words(listed, by, listed.attrs["window"])]:
        say(words)
    for words in listed.loc[listed["alarm"], "words"].head(EVIDENT):
        say(words)
    kept, withheld = released(joined, include)
    listed["event_ids"] = _ids_to_write(listed["event_ids"], kept["event_id"])
    write_table(listed, output)
    if withheld:
        say(f"Ids are not written of restricted events. {withheld_words(withheld)}")


def _ids_to_write(column: Any, kept: Any) -> list[str]:
    """Return the ids of each row as one text, without those that stay back."""
    names = set(kept)
    return ["; ".join(name for name in ids if name in names) for ids in column]
