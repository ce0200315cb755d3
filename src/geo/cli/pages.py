"""The commands that draw events: on a page, and as a pack of pages."""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from geo.cli.analysis import SIDE, WITHIN, compared_by, read_and_join
from geo.cli.commands import (
    area_of,
    events_path,
    example,
    faults_end_with_1,
    names_of,
    say,
    shown,
    with_boundaries,
    with_shown,
    with_workspace,
    write_table,
)
from geo.cli.weekly import write_week

pages = click.Group()

_KINDS = "map, comparison, over_time, heat_map, distance, zones, events, changes or watch."


@pages.command(
    **example(
        "borderwatch snapshot events.geojson --window 2021-06-01..2021-08-15 --extent AF-BDS "
        "-o map.pdf"
    )
)
@click.argument("events", type=events_path)
@with_shown
@click.option(
    "--inside-zones",
    help="Only events inside zones of these groups, joined by semicolons, on the events' days.",
)
@click.option("--title", default="", help="Heading of the sheet.")
@click.option("--marking", default="", help="Handling marking, top and bottom.")
@click.option(
    "--paper", type=click.Choice(["16:9", "A4", "A3", "Letter"]), default="16:9", show_default=True
)
@click.option("--dpi", type=click.IntRange(30, 1200), default=150, show_default=True)
@click.option("--kind", default="map", show_default=True, help="What the page shows: " + _KINDS)
@click.option("--a", "first", help="Window A of a comparison, FROM..TO.")
@click.option("--b", "second", help="Window B.")
@compared_by("What a comparison is by.")
@click.option("--segment", multiple=True, help="A border; may be given several times.")
@WITHIN
@SIDE
@click.option("--subtitle", default="", help="Instead of the sentence that says what is shown.")
@click.option(
    "-o",
    "--output",
    required=True,
    help="Ends in .png, .svg, .pdf, .pptx or .html (the map document).",
)
@with_boundaries
@faults_end_with_1
def snapshot(
    events: str,
    window: str | None,
    extent: str | None,
    layers: str | None,
    groups: str | None,
    inside_zones: str | None,
    area: str | None,
    title: str,
    marking: str,
    paper: str,
    dpi: int,
    kind: str,
    first: str | None,
    second: str | None,
    by: str,
    segment: tuple[str, ...],
    within_km: float,
    side: str,
    subtitle: str,
    output: str,
) -> None:
    """Draw a view of EVENTS on a sheet of paper, with legend, sources and marking."""
    import geo
    from geo.analysis.windows import read_window
    from geo.pages.snapshot import WORDED
    from geo.terrain.relief import read_relief

    chosen = shown(window, extent, layers, groups, area)
    for name, text in (("window_a", first), ("window_b", second)):
        if text:
            chosen[name] = read_window(text)
    if inside_zones:
        chosen["inside_zones"] = names_of(inside_zones)
    view = geo.View(
        title=title, compared_by=by, segments=segment, corridor_km=within_km, side=side, **chosen
    )
    interactive = _interactive(kind) if output.lower().endswith(".html") else None
    drawing = click.progressbar(length=3, label="Drawing", file=sys.stderr)
    with drawing as steps, ThreadPoolExecutor(1) as beside:
        if "relief" in view.layers:
            # The picture is unpacked while the events are read.
            beside.submit(read_relief)
        joined = read_and_join(events, steps, words=bool(interactive) or kind in WORDED)
        if interactive:
            interactive(joined, view, marking=marking, subtitle=subtitle).save(output)
        else:
            options: dict[str, Any] = {"paper": paper, "dpi": dpi, "kind": kind}
            geo.snapshot(joined, view, output, marking=marking, subtitle=subtitle, **options)
        steps.update(1)


def _interactive(kind: str) -> Callable[..., Any]:
    """Return how a kind of page becomes a map to work with."""
    from geo.webmap.document import INTERACTIVE

    if kind not in INTERACTIVE:
        raise click.UsageError(
            f"HTML holds a {' or a '.join(INTERACTIVE)}, no page of {kind}. End -o in .png, .svg, "
            ".pdf or .pptx."
        )
    return INTERACTIVE[kind]


@pages.command(**example("borderwatch brief docs/example-brief.toml -o pack"))
@click.argument("spec")
@click.option(
    "-o", "--output", required=True, help="Folder of the pack; an older pack is replaced."
)
@click.option("--fetch", is_flag=True, help="Fetch what is new in the spec's datasets first.")
@click.option(
    "--message",
    type=click.Path(path_type=Path),
    metavar="FILE.md",
    help="Write what is new and what to look at as Markdown, and as HTML beside it.",
)
@click.option(
    "--log",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Append what is said, with the time.",
)
@with_workspace
@faults_end_with_1
def brief(spec: str, output: str, fetch: bool, message: Path | None, log: Path | None) -> None:
    """Write the pack that SPEC describes: deck, PDF, single figures, data and manifest."""
    if fetch or message or log:
        write_week(spec, output, fetching=fetch, message=message, log=log)
    from geo.briefs.pack import count_steps, make_brief
    from geo.briefs.spec import read_spec
    from geo.release.withholding import withheld_words

    plan = read_spec(spec)
    # Beside the spec, but for what the workspace keeps.
    events = [Path(spec).parent / events_path(name) for name in plan.events]
    with click.progressbar(
        length=count_steps(plan), label="Writing the pack", file=sys.stderr
    ) as steps:

        def step(words: str) -> None:
            steps.label = words.capitalize()
            steps.update(1)

        report = make_brief(spec, output, step, events=events)
    for read in report.reports:
        if len(read.set_aside):
            say(str(read))
    say(f"{report.folder}: {len(report.files)} files. {withheld_words(report.withheld)}".rstrip())


@pages.command("recheck", **example("borderwatch recheck pack workspace:acled events.geojson"))
@click.argument("pack")
@click.argument("events", nargs=-1, required=True, type=events_path)
@click.option("-o", "--output", default="-", help="A CSV file; - prints it.", show_default=True)
@with_boundaries
@faults_end_with_1
def recheck(pack: str, events: tuple[str, ...], output: str) -> None:
    """Name the numbers of an older PACK that no longer hold with the EVENTS of today.

    Every figure is counted anew by the view that the pack's manifest holds. Exit code 1 when any
    number is another one now.
    """
    import geo
    from geo.briefs.standing import no_longer_holds

    frames = [geo.read_events(path) for path in events]
    joined = geo.join(geo.combine(frames), geo.read_units(), geo.read_zones())
    changed = no_longer_holds(pack, joined, lambda name: say(f"Counting {name}"))
    write_table(changed, output)
    say(f"{changed['figure'].nunique()} figures hold numbers that are others now.")
    sys.exit(1 if len(changed) else 0)


@pages.command("area", **example("borderwatch area valley.kml --name 'Upper valley'"))
@click.argument("file")
@click.option("--name", default="", help="As a reader shall know it; by default as in the file.")
@with_boundaries
@faults_end_with_1
def area_text(file: str, name: str) -> None:
    """Print an area of FILE as the text that an address (?area=) and a spec (area = "") take."""
    area = area_of(file)
    click.echo(replace(area, name=name or area.name).text)
