"""The commands that count, compare and draw events."""

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import click

from geo.cli.commands import example, faults_end_with_1, say, with_boundaries, write_table

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
_KINDS = "map, comparison, over_time, heat_map, distance, zones, events or changes."
_TABLE = click.option("-o", "--output", required=True, help="A CSV file; - prints it.")


@analysis.command(
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
@with_boundaries
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
    """Count events and deaths by period in border corridors, or around a crossing.

    What each corridor holds is said in a sentence too.
    """
    import geo
    from geo.analysis.border_words import border_words
    from geo.analysis.windows import read_window

    if segment and around:
        raise click.UsageError("Give --segment or --around, not both.")
    days = read_window(window) if window else None
    with click.progressbar(length=3, label="Counting", file=sys.stderr) as steps:
        joined = read_and_join(events, steps)
        activity = geo.border_activity(
            joined,
            segment=segment,
            around=around,
            within_km=within_km,
            side=side,
            freq=by,
            window=days,
        )
        steps.update(1)
    days = days or (joined["date_start"].min().date(), joined["date_start"].max().date())
    for words in border_words(activity, days, within_km=within_km, side=side):
        say(words)
    write_table(_changes(activity) if changes else activity, output)


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
@click.argument("events")
@click.option("--a", "first", required=True, help="Window A, FROM..TO, both days included.")
@click.option("--b", "second", required=True, help="Window B.")
@click.option(
    "--by",
    type=click.Choice(["segment", "province", "district"]),
    default="segment",
    show_default=True,
)
@click.option(
    "--segment",
    multiple=True,
    help="Only this border, or the units' events near it; may be given several times.",
)
@_WITHIN
@_SIDE
@_TABLE
@with_boundaries
@faults_end_with_1
def compare(
    events: str,
    first: str,
    second: str,
    by: str,
    segment: tuple[str, ...],
    within_km: float,
    side: str,
    output: str,
) -> None:
    """Say what changed between two windows, with intervals that hold, most evident first.

    The most evident changes are said in sentences too.
    """
    import geo
    from geo.analysis.compare_words import EVIDENT, told
    from geo.analysis.windows import read_window

    a, b = read_window(first), read_window(second)
    with click.progressbar(length=3, label="Comparing", file=sys.stderr) as steps:
        joined = read_and_join(events, steps)
        change = geo.compare(joined, a, b, by=by, segments=segment, within_km=within_km, side=side)
        steps.update(1)
    for words in [*change.attrs["notes"], *told(change)["words"].head(EVIDENT)]:
        say(words)
    write_table(change, output)


@analysis.command(
    **example(
        "borderwatch snapshot events.geojson --window 2021-06-01..2021-08-15 --extent AF-BDS "
        "-o map.pdf"
    )
)
@click.argument("events")
@click.option("--window", help="FROM..TO, both days included; all dates by default.")
@click.option("--extent", help="A code, a border segment, a zone, or west,south,east,north.")
@click.option("--layers", help="Keys of layers, joined by commas.")
@click.option("--groups", help="Whose zones are drawn, joined by semicolons; all by default.")
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
@click.option(
    "--by",
    type=click.Choice(["segment", "province", "district"]),
    default="segment",
    show_default=True,
    help="What a comparison is by.",
)
@click.option("--segment", multiple=True, help="A border; may be given several times.")
@_WITHIN
@_SIDE
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

    windows = {"window": window, "window_a": first, "window_b": second}
    chosen: dict[str, Any] = {name: read_window(text) for name, text in windows.items() if text}
    if extent:
        chosen["extent"] = extent.split(",") if extent.count(",") == 3 else extent
    if layers:
        chosen["layers"] = layers.split(",")
    for name, text in (("groups", groups), ("inside_zones", inside_zones)):
        if text:
            chosen[name] = [word.strip() for word in text.split(";")]
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


@analysis.command(**example("borderwatch brief docs/example-brief.toml -o pack"))
@click.argument("spec")
@click.option(
    "-o", "--output", required=True, help="Folder of the pack; an older pack is replaced."
)
@faults_end_with_1
def brief(spec: str, output: str) -> None:
    """Write the pack that SPEC describes: deck, PDF, single figures, data and manifest."""
    from geo.briefs.pack import count_steps, make_brief
    from geo.briefs.spec import read_spec
    from geo.release.withholding import withheld_words

    with click.progressbar(
        length=count_steps(read_spec(spec)), label="Writing the pack", file=sys.stderr
    ) as steps:

        def step(words: str) -> None:
            steps.label = words.capitalize()
            steps.update(1)

        report = make_brief(spec, output, step)
    for read in report.reports:
        if len(read.set_aside):
            say(str(read))
    say(f"{report.folder}: {len(report.files)} files. {withheld_words(report.withheld)}".rstrip())
