"""The command that shows a view's way through time."""

import sys
from typing import Any

import click

from geo.cli.analysis import read_and_join
from geo.cli.commands import (
    events_path,
    example,
    faults_end_with_1,
    shown,
    with_boundaries,
    with_shown,
)

motion = click.Group()


@motion.command(
    **example(
        "borderwatch animate events.geojson --window 2021-01-01..2021-12-31 --extent AF-BDS "
        "-o year.gif"
    )
)
@click.argument("events", type=events_path)
@with_shown
@click.option(
    "--step", type=click.Choice(["day", "week", "month"]), default="month", show_default=True
)
@click.option(
    "--moves",
    type=click.Choice(["fixed", "growing"]),
    default="fixed",
    show_default=True,
    help="A window of a fixed length moves, or it grows from the first day.",
)
@click.option(
    "--span",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Steps that a window of fixed length holds.",
)
@click.option(
    "--seconds", type=float, default=0.5, show_default=True, help="How long a picture stands."
)
@click.option("--title", default="", help="Heading of the pictures.")
@click.option("--marking", default="", help="Handling marking, top and bottom.")
@click.option(
    "--paper", type=click.Choice(["16:9", "A4", "A3", "Letter"]), default="16:9", show_default=True
)
@click.option(
    "-o", "--output", required=True, help="Ends in .gif, .webp or .mp4, which takes ffmpeg."
)
@with_boundaries
@faults_end_with_1
def animate(
    events: str,
    window: str | None,
    step: str,
    moves: str,
    span: int,
    seconds: float,
    extent: str | None,
    layers: str | None,
    groups: str | None,
    area: str | None,
    title: str,
    marking: str,
    paper: str,
    output: str,
) -> None:
    """Draw the way of EVENTS through time as a moving picture, with legend, sources, marking."""
    import geo

    view = geo.View(title=title, **shown(window, extent, layers, groups, area))
    with click.progressbar(length=3, label="Drawing", file=sys.stderr) as steps:
        joined = read_and_join(events, steps, words=False)
        options: dict[str, Any] = {"step": step, "moves": moves, "span": span}
        options |= {"seconds": seconds, "paper": paper, "marking": marking}
        geo.animate(joined, view, output, **options)
        steps.update(1)
