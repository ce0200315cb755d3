"""The commands that count and compare events."""

import sys
from collections.abc import Callable
from typing import Any

import click

from geo.cli.commands import (
    advancing,
    area_of,
    events_path,
    example,
    faults_end_with_1,
    no_area,
    say,
    with_area,
    with_boundaries,
    with_cluster,
    write_table,
)

analysis = click.Group()


def read_and_join(events: str, steps: Any, *, words: bool = False) -> Any:
    """Read and join EVENTS, two steps; what was set aside is said at once.

    With ``words`` all columns are held, which takes ten times the memory.
    """
    import geo

    if words:
        frame, report = geo.import_events(events)
        steps.update(1)
        joined = geo.join(frame, geo.read_units(), geo.read_zones())
        steps.update(1)
    else:
        joined, report = geo.read_joined(events)
        steps.update(2)
    if len(report.set_aside):
        say(str(report))
    return joined


def only_inside(joined: Any, area: Any) -> Any:
    """Return the events inside an area, all without one; how many may lie inside is said."""
    import geo

    if area is None:
        return joined
    view = geo.View(area=area)
    say(geo.describe(joined, view))
    return geo.select(joined, view)


WITHIN = click.option("--within-km", type=click.FloatRange(5, 200), default=50.0, show_default=True)
SIDE = click.option(
    "--side",
    type=click.Choice(["both", "first", "second"]),
    default="both",
    show_default=True,
    help="first: the side of the country that the segment names first.",
)


def compared_by(words: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return the option that says what windows are compared by."""
    return click.option(
        "--by",
        type=click.Choice(["segment", "province", "district", "area"]),
        default="segment",
        show_default=True,
        help=words,
    )


_TABLE = click.option("-o", "--output", required=True, help="A CSV file; - prints it.")


@analysis.command(
    **example("borderwatch borders events.geojson --segment AFG-TJK --within-km 50 --by month -o -")
)
@click.argument("events", type=events_path)
@click.option("--segment", help="One border segment, such as AFG-TJK; all by default.")
@click.option("--around", help="A crossing, such as Torkham, instead of a segment.")
@WITHIN
@SIDE
@click.option(
    "--by",
    type=click.Choice(["day", "week", "month", "quarter", "year"]),
    default="month",
    show_default=True,
)
@click.option("--window", help="FROM..TO, both days included; all dates by default.")
@click.option("--changes", is_flag=True, help="When the rate changed, instead of the counts.")
@with_area
@_TABLE
@with_boundaries
@with_cluster
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
    area: str | None,
    output: str,
    cluster: str | None,
) -> None:
    """Count events and deaths by period in border corridors, or around a crossing.

    What each corridor holds is said in a sentence too.
    """
    import geo
    from geo.analysis.border_words import border_words
    from geo.analysis.windows import read_window

    if segment and around:
        raise click.UsageError("Give --segment or --around, not both.")
    asked: dict[str, Any] = {
        "segment": segment,
        "around": around,
        "within_km": within_km,
        "side": side,
        "freq": by,
        "window": read_window(window) if window else None,
    }
    if cluster is None:
        inside = area_of(area)
        with click.progressbar(length=3, label="Counting", file=sys.stderr) as steps:
            joined = only_inside(read_and_join(events, steps), inside)
            activity = geo.border_activity(joined, **asked)
            steps.update(1)
    else:
        no_area(area)
        activity = _on_cluster(cluster, "Counting", "border_activity", events, **asked)
    days = activity.attrs["window"]
    for words in border_words(activity, days, within_km=within_km, side=side):
        say(words)
    write_table(_changes(activity) if changes else activity, output)


def _on_cluster(cluster: str, label: str, work: str, *given: Any, **asked: Any) -> Any:
    """Return a table that a cluster counted; what was set aside is said."""
    from geo.cluster.connection import connected

    with (
        click.progressbar(length=1000, label=label, file=sys.stderr) as steps,
        connected(cluster) as workers,
    ):
        table, report = getattr(workers, work)(*given, **asked, progress=advancing(steps))
    if len(report.set_aside):
        say(str(report))
    return table


def _changes(activity: Any) -> Any:
    import pandas as pd

    from geo.analysis.change_points import change_points

    parts = []
    for area, rows in activity.groupby("area", observed=True, sort=False):
        changes = change_points(rows)
        changes.insert(0, "area", area)
        parts.append(changes)
    return pd.concat(parts, ignore_index=True)


@analysis.command(
    **example(
        "borderwatch compare events.geojson --a 2020-08-15..2021-08-14 "
        "--b 2021-08-15..2022-08-14 --by district -o -"
    )
)
@click.argument("events", type=events_path)
@click.option("--a", "first", required=True, help="Window A, FROM..TO, both days included.")
@click.option("--b", "second", required=True, help="Window B.")
@compared_by("area: inside and outside of --area.")
@click.option(
    "--segment",
    multiple=True,
    help="Only this border, or the units' events near it; may be given several times.",
)
@WITHIN
@SIDE
@with_area
@_TABLE
@with_boundaries
@with_cluster
@faults_end_with_1
def compare(
    events: str,
    first: str,
    second: str,
    by: str,
    segment: tuple[str, ...],
    within_km: float,
    side: str,
    area: str | None,
    output: str,
    cluster: str | None,
) -> None:
    """Say what changed between two windows, with intervals that hold, most evident first.

    The most evident changes are said in sentences too.
    """
    import geo
    from geo.analysis.compare_words import EVIDENT, told
    from geo.analysis.windows import read_window

    a, b, inside = read_window(first), read_window(second), area_of(area)
    asked: dict[str, Any] = {
        "by": by,
        "within_km": within_km,
        "side": side,
        "segments": segment,
        "area": inside,
    }
    if cluster is None:
        with click.progressbar(length=3, label="Comparing", file=sys.stderr) as steps:
            joined = read_and_join(events, steps)
            change = geo.compare(joined, a, b, **asked)
            steps.update(1)
    else:
        change = _on_cluster(cluster, "Comparing", "compare", events, a, b, **asked)
    for words in [*change.attrs["notes"], *told(change)["words"].head(EVIDENT)]:
        say(words)
    write_table(change, output)
