"""A pack of figures: deck, PDF, single files, data and manifest, written whole or not at all."""

import io
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.boundaries.units import read_units
from geo.boundaries.zones import read_zones
from geo.briefs.atlas import PageSpec, contents, count_pages
from geo.briefs.manifest import Shown, manifest, manifest_text
from geo.briefs.spec import ANY_DAY, BriefSpec, read_spec, refuse
from geo.drawing.paper import paper_of
from geo.errors import BorderwatchError, FileFault, PageFault
from geo.events.datasets import combine
from geo.events.reading import import_events
from geo.events.report import ReadReport
from geo.export.export import ExportReport, write_events
from geo.files.writing import write_folder_whole, write_zip
from geo.join.join import join
from geo.pages.deck import as_deck
from geo.pages.output import write_page, write_pdf
from geo.pages.page import Page
from geo.pages.slides import write_slides
from geo.pages.snapshot import COMPARING, draw_page
from geo.release.credits import data_reach
from geo.release.withholding import require_restricted
from geo.settings import EVENTS
from geo.view.select import select
from geo.view.view import View
from geo.webmap.document import INTERACTIVE

MANIFEST = "manifest.json"

Step = Callable[[str], None]


@dataclass(frozen=True)
class BriefReport:
    """A written pack: its folder, its files by name, rows withheld by dataset, reading reports."""

    folder: Path
    files: tuple[str, ...]
    withheld: dict[str, int]
    reports: tuple[ReadReport, ...]


def make_brief(
    spec: str | Path,
    folder: str | Path,
    step: Step = lambda _: None,
    *,
    events: Sequence[Path] = (),
) -> BriefReport:
    r"""Write the pack that a spec describes; an older pack in the folder is replaced.

    Parameters
    ----------
    spec : str or Path
        A TOML file, see :mod:`geo.briefs.spec`.
    folder : str or Path
        A folder that does not exist, is empty or holds a pack.
    step : callable, optional
        Told in words what comes next, :func:`count_steps` times; by default nobody is told.
    events : sequence of Path, default ()
        Files of events, instead of those that the spec names.

    Returns
    -------
    BriefReport
        The folder, its files by name, rows withheld by dataset, and how the events were read.

    Raises
    ------
    FileFault
        When a file cannot be read or written, or the folder holds something else; what stood
        there stands still.
    PageFault
        When the spec cannot be used, with all its faults.

    Examples
    --------
    >>> spec = "title = 'A'\ndpi = 40\ndata = ['csv']\n[[figure]]\nkind = 'changes'"
    >>> with tempfile.TemporaryDirectory() as place:
    ...     _ = Path(place, "spec.toml").write_text(spec)
    ...     report = make_brief(Path(place, "spec.toml"), Path(place, "pack"))
    >>> "brief.pdf" in report.files, "data/events.csv" in report.files
    (True, True)
    """
    path = Path(spec)
    plan = read_spec(path)
    step("reading events")
    joined, reports = read_and_join(events or _events(plan, path.parent))
    return write_brief(joined, plan, folder, step, reports)


def read_and_join(
    files: Sequence[Path],
) -> tuple[gpd.GeoDataFrame, tuple[ReadReport, ...]]:
    """Return the joined events of files together, and how each was read.

    Raises
    ------
    FileFault, SchemaFault, CrsMismatch
        When a file as a whole cannot be used.
    """
    frames, reports = zip(*(import_events(file) for file in files), strict=True)
    return join(combine(frames), read_units(), read_zones()), reports


def write_brief(
    joined: gpd.GeoDataFrame,
    plan: BriefSpec,
    folder: str | Path,
    step: Step = lambda _: None,
    reports: tuple[ReadReport, ...] = (),
) -> BriefReport:
    """Write the pack of joined events; errors as those of :func:`make_brief`."""
    folder = Path(folder)
    if joined.empty:
        raise PageFault("There are no events to draw. Open a file that holds some.")
    require_restricted(joined, plan.include)
    listed = contents(joined, plan.figures(data_reach(joined)))
    figures = listed.pages
    _refuse_foreign(folder)
    with write_folder_whole(folder) as part:
        pages = _draw(joined, plan, figures, step)
        for figure, page in zip(figures, pages, strict=True):
            _write_figure(joined, plan, figure, page, part)
        step("writing deck and PDF")
        deck = as_deck(
            pages,
            joined,
            paper_of(plan.paper),
            title=plan.title,
            marking=plan.marking,
            notes=[figure.note for figure in figures],
            left_out=listed.left_out,
        )
        write_slides(deck, part / "brief.pptx", plan.title)
        write_pdf(deck, part / "brief.pdf", plan.title)
        step("writing data")
        data = _write_data(joined, plan, figures, part)
        files = {str(file.relative_to(part)): file for file in _files(part)}
        shown = {
            figure.name: Shown(
                figure.view, page.shown, figure.kind, page.subtitle, page.zones, page.text
            )
            for figure, page in zip(figures, pages, strict=True)
        }
        content = manifest(joined, shown, files, include=plan.include)
        _write_manifest(content, plan, data, part)
    withheld = data[0].withheld if data else {}
    return BriefReport(folder, (*files, MANIFEST), withheld, reports)


def brief_zip(joined: gpd.GeoDataFrame, plan: BriefSpec, step: Step = lambda _: None) -> bytes:
    """Return the pack of joined events as one zip file; errors as those of :func:`make_brief`."""
    written = io.BytesIO()
    with tempfile.TemporaryDirectory() as place:
        report = write_brief(joined, plan, Path(place) / "pack", step)
        contents = ((name, (report.folder / name).read_bytes()) for name in report.files)
        write_zip(written, contents)
    return written.getvalue()


def count_steps(plan: BriefSpec) -> int:
    """Return how often a pack says what comes next, but for what a watch list or events choose."""
    return count_pages(plan.figures(ANY_DAY)) + 3


def _events(plan: BriefSpec, beside: Path) -> list[Path]:
    return [beside / name for name in plan.events] or [EVENTS]


def _refuse_foreign(folder: Path) -> None:
    """Replace nothing but a pack, and what a pack's manifest lists."""
    if folder.exists() and not folder.is_dir():
        raise FileFault(f"{folder} is a file. Name a folder.")
    if folder.resolve() == Path.cwd():
        raise FileFault(f"{folder} is the folder that you work in. Name another folder.")
    present = (
        {str(file.relative_to(folder)) for file in _files(folder)} if folder.is_dir() else set()
    )
    foreign = sorted(present - _listed(folder))
    if foreign:
        more = f" and {len(foreign) - 3:,} more" if len(foreign) > 3 else ""
        raise FileFault(
            f"{folder} holds files that are of no pack of Borderwatch and would be lost: "
            f"{', '.join(foreign[:3])}{more}. Move them, or name another folder."
        )


def _listed(folder: Path) -> set[str]:
    """Return the files that the manifest of a folder lists, with itself; none where it has none."""
    try:
        listed = json.loads((folder / MANIFEST).read_text("utf-8"))["files"]
        return {MANIFEST, *listed}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _draw(
    joined: gpd.GeoDataFrame, plan: BriefSpec, figures: list[PageSpec], step: Step
) -> list[Page]:
    """Return the page of each figure.

    Raises
    ------
    PageFault
        With the number of each figure that cannot be drawn, and why.
    """
    pages, faults = [], []
    for figure in figures:
        step(f"drawing {figure.name}")
        words = {"marking": plan.marking, "subtitle": figure.subtitle, "text": figure.text}
        try:
            page = draw_page(joined, figure.view, kind=figure.kind, paper=plan.paper, **words)
            pages.append(page)
        except BorderwatchError as error:
            faults.append(f"{figure.place}: {error}")
    refuse(faults)
    return pages


def _write_figure(
    joined: gpd.GeoDataFrame, plan: BriefSpec, figure: PageSpec, page: Page, part: Path
) -> None:
    """Write the single files of a figure."""
    folder = part / "figures"
    folder.mkdir(exist_ok=True)
    for kind in plan.formats:
        if kind != "html":
            write_page(page, folder / f"{figure.name}.{kind}", dpi=plan.dpi)
        elif figure.kind in INTERACTIVE:
            words = {"marking": plan.marking, "subtitle": figure.subtitle}
            document = INTERACTIVE[figure.kind](joined, figure.view, **words)
            document.save(folder / f"{figure.name}.html")


def _write_data(
    joined: gpd.GeoDataFrame, plan: BriefSpec, figures: list[PageSpec], part: Path
) -> list[ExportReport]:
    """Write every event that a figure's view holds, once."""
    shown = pd.Index([])
    for figure in figures:
        for view in _windows(figure):
            shown = shown.union(select(joined, view).index)
    folder = part / "data"
    folder.mkdir()
    return [
        write_events(joined.loc[shown], folder / f"events.{kind}", include=plan.include, of=joined)
        for kind in plan.data
    ]


def _write_manifest(
    content: dict[str, Any], plan: BriefSpec, data: list[ExportReport], part: Path
) -> None:
    """Write the manifest, with what the spec says of the pack and the events of each data file."""
    pack = {name: getattr(plan, name) for name in ("title", "marking", "paper", "dpi")}
    for report in data:
        content["files"][f"data/{report.path.name}"]["events"] = report.events
    (part / MANIFEST).write_text(manifest_text({**content, "pack": pack}), "utf-8")


def _windows(figure: PageSpec) -> list[View]:
    view = figure.view
    if figure.kind not in COMPARING:
        return [view]
    return [replace(view, window=window) for window in (view.window_a, view.window_b)]


def _files(part: Path) -> list[Path]:
    return sorted(file for file in part.rglob("*") if file.is_file())
