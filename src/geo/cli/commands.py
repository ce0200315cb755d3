"""What the commands of ``borderwatch`` share: examples in their help, messages, exit codes."""

import atexit
import gc
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from geo.errors import BorderwatchError
from geo.settings import choose_workspace

_M_MMAP_THRESHOLD = -3
"""The number of the setting in glibc's malloc.h."""
_ALLOCATIONS = 50_000
"""Objects made before the young ones are looked through; Python's own figure is 700."""


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


KEPT = "workspace:"
"""Begins the name of what the workspace keeps, where a file of events may stand."""


def events_path(name: str) -> str:
    """Return where the events of a name lie; a path is itself. For click it is a type.

    What the workspace lacks ends the command with code 1.
    """
    if not name.startswith(KEPT):
        return name
    from geo.workspace.workspace import open_workspace

    try:
        return str(open_workspace().version(name.removeprefix(KEPT)).path)
    except BorderwatchError as error:
        raise click.ClickException(str(error)) from error


def with_workspace(command: Callable[..., None]) -> Callable[..., None]:
    """Add the option that chooses the folder of the user's own data."""
    return click.option(
        "--workspace",
        expose_value=False,
        # Before names of what it holds are looked up.
        is_eager=True,
        callback=_choose_workspace,
        metavar="DIR",
        help="Folder of the workspace, instead of BORDERWATCH_WORKSPACE or ~/.borderwatch.",
    )(command)


def _choose_workspace(context: click.Context, _: click.Parameter, folder: str | None) -> None:
    if folder is not None:
        before = choose_workspace(folder)
        context.call_on_close(lambda: choose_workspace(before))


def with_boundaries(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that choose the boundaries of everything the command does, and their folder.

    Imported boundaries lie in the workspace.
    """
    command = with_workspace(command)
    return click.option(
        "--boundaries",
        expose_value=False,
        callback=_choose_boundaries,
        metavar="NAME",
        help="Imported boundaries, or the path of their file; the shipped ones by default.",
    )(command)


def _choose_boundaries(context: click.Context, _: click.Parameter, name: str | None) -> None:
    if name is None:
        return
    from geo.boundaries.zones import uncounted_words
    from geo.settings import choose_boundaries

    try:
        uncounted = uncounted_words(name)
    except BorderwatchError as error:
        raise click.BadParameter(str(error)) from error
    # The app runs in another folder and takes the setting over.
    before = choose_boundaries(str(Path(name).resolve()) if name.endswith(".parquet") else name)
    context.call_on_close(lambda: choose_boundaries(before))
    if uncounted:
        say(uncounted)


def return_freed_memory() -> None:
    """Give freed arrays back to the system at once, so that large files take less memory.

    Arrow's own pool keeps what is freed, and so does glibc once large arrays came and went.
    Measured: a snapshot of a million events takes a quarter less, and a tenth more time; the
    frames of a server that shows a million, 900 MB instead of 1,200.
    """
    import ctypes

    import pyarrow as pa

    pa.set_memory_pool(pa.system_memory_pool())
    if sys.platform == "linux" and (mallopt := getattr(ctypes.CDLL(None), "mallopt", None)):
        mallopt(_M_MMAP_THRESHOLD, 1 << 17)


def collect_seldom() -> None:
    """Look for garbage in cycles a hundred times less often, and not in what was loaded.

    A command lives for seconds, and arrays hold no cycles; what is left at its end goes with the
    process. Measured: a snapshot of the shipped events takes a tenth less time, one of a million
    events no more memory.
    """
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS, 20, 50)
    atexit.register(gc.freeze)


def say(text: str) -> None:
    """Write a message or a step of progress to standard error."""
    click.echo(text, err=True)


def with_area(command: Callable[..., None]) -> Callable[..., None]:
    """Add the option that leaves only the events inside an area of one's own."""
    words = (
        "Only events inside: polygons of a KML, GeoJSON or other file, circle:LON,LAT,KM or "
        "units:CODE,CODE."
    )
    return click.option("--area", metavar="FILE", help=words)(command)


def with_shown(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of what a map shows, and where; :func:`shown` reads them."""
    options = (
        click.option("--window", help="FROM..TO, both days included; all dates by default."),
        click.option(
            "--extent", help="A code, a border segment, a zone, or west,south,east,north."
        ),
        click.option("--layers", help="Keys of layers, joined by commas."),
        click.option(
            "--groups", help="Whose zones are drawn, joined by semicolons; all by default."
        ),
        with_area,
    )
    for option in reversed(options):
        command = option(command)
    return command


def shown(
    window: str | None,
    extent: str | None,
    layers: str | None,
    groups: str | None,
    area: str | None,
) -> dict[str, Any]:
    """Return what the options of :func:`with_shown` choose of a view."""
    from geo.analysis.windows import read_window
    from geo.view.area_ground import area_box

    chosen: dict[str, Any] = {}
    if window:
        chosen["window"] = read_window(window)
    if extent:
        chosen["extent"] = extent.split(",") if extent.count(",") == 3 else extent
    if area:
        chosen["area"] = area_of(area)
        # Without an extent the area fills the map.
        chosen.setdefault("extent", area_box(chosen["area"]))
    if layers:
        chosen["layers"] = layers.split(",")
    if groups:
        chosen["groups"] = names_of(groups)
    return chosen


def names_of(text: str) -> list[str]:
    """Return names that semicolons join."""
    return [name.strip() for name in text.split(";")]


def area_of(text: str | None) -> Any:
    """Return the area that the option names; what was done to a file's polygons is said."""
    from geo.view.area import KINDS, Area
    from geo.view.area_file import read_area
    from geo.view.area_ground import check_area

    if text is None:
        return None
    if text.partition(":")[0] in KINDS and not Path(text).exists():
        area = Area.parse(text)
        check_area(area)
        return area
    area, notes = read_area(text)
    for note in notes:
        say(f"{text}: {note}")
    return area


def with_cluster(command: Callable[..., None]) -> Callable[..., None]:
    """Add the option that lets a Dask cluster do the work."""
    words = (
        "Work on a Dask cluster: tcp://HOST:PORT of its scheduler, or local for a worker on each "
        "processor. Takes folders and addresses such as s3:// too; files go into a new folder."
    )
    return click.option("--cluster", metavar="ADDRESS", help=words)(command)


def no_area(area: str | None) -> None:
    """Refuse an area where a cluster does the work."""
    if area is not None:
        raise click.UsageError("--area and --cluster do not go together here; compare takes both.")


def advancing(steps: Any) -> Callable[[float], None]:
    """Return what moves a bar of progress of length 1,000 to a share, 0 to 1."""
    return lambda share: steps.update(round(share * 1000) - steps.pos)


def with_report(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of a report on reading: every row of it, and all of it as a file."""
    every = click.option("--all", "every_row", is_flag=True, help="Name every row set aside.")
    file = click.option("--report", "report_file", metavar="FILE", help="Write it as CSV too.")
    return every(file(command))


def with_sheet(command: Callable[..., None]) -> Callable[..., None]:
    """Add the option that chooses a sheet of a workbook."""
    words = "Sheet of a workbook; '*': all with the same columns, as one."
    return click.option("--sheet", default="", metavar="TITLE", help=words)(command)


def report_text(report: Any, report_file: str | None, *, every_row: bool) -> str:
    """Return a report in words, after it was written to a file where one is named."""
    if report_file:
        write_table(report.table(), report_file)
    return report.every_row() if every_row else str(report)


def write_table(table: Any, output: str) -> None:
    """Write a table as CSV to a file, whole or not at all, or to standard output."""
    from geo.export.export import CSV_ENCODING, table_csv
    from geo.files.writing import write_whole

    if output == "-":
        click.echo(table_csv(table), nl=False)
        return
    with write_whole(Path(output)) as part:
        part.write_text(table_csv(table), CSV_ENCODING)
