"""What was measured, and how it is written down."""

import os
import platform
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import psutil

from benchmarks.browser import VIEWPORT, chromium_version

RESULTS = Path(__file__).with_name("RESULTS.md")
HEADINGS = ("Measure", "This app", "Other way", "Ratio", "Target", "Met")
MORE_IS_BETTER = ("frames/s", "of 1")
BUSY_PERCENT = 10
LIBRARIES = ("streamlit", "folium", "streamlit-folium", "geopandas", "shapely", "pandas")
NOTES = f"""\
- Synthetic events, 2010 to 2025, no two at the same place (`benchmarks/synthetic.py`). A window of
  {VIEWPORT["width"]} x {VIEWPORT["height"]} pixels and no graphics card: the processor draws all.
- A step is one key press on a date slider, from the browser's time stamp of the key to the painted
  map (two animation frames and a message later, so that the canvases are rastered); medians. It
  moves the window by one day where the line does not say otherwise.
- The rebuild is `benchmarks/folium_app.py`: 398 districts coloured by count and one circle for
  each event. It asks for Leaflet and eight other files from CDNs; here Leaflet came from
  node_modules, the others were empty, and no tiles were drawn: all in its favour.
- Load is of the file that an import wrote: this app checks its seal, words and numbers, and parses
  nothing; the other way is `geopandas.read_parquet` alone, in turn. Districts alone are compared
  like for like: the same points and polygons, fresh ones for each run, runs in turn, answers
  asserted equal to
  `geopandas.sjoin(predicate="within", how="left")`.
- Import is `borderwatch import` in a process of its own, from invented CSV rows of about 540 bytes
  in ACLED's layout into GeoParquet; its memory is that process's own
  peak (VmHWM). MB are 1,048,576 bytes.
- A snapshot from the shell is `borderwatch snapshot` in a process of its own, from its start to its
  end, at 150 dots to an inch. The other way is `benchmarks/plain_map.py`, run in turn: the same
  districts and events by GeoPandas alone, with no names, legend, scale, join or checks. Warm ones
  are drawn again in a process that has drawn one.
- A place search from the shell is `borderwatch places Nusay` in a process of its own; the other way
  is `python -c "import geopandas"`, in turn.
- The cluster's workers are processes of one thread each on this machine. Its partitions of 250,000
  synthetic events hold the same ones, and stand in the cache of the file system: what is timed is
  the opening, with its checks, the join with units and the counts by unit and day, on workers
  that have done one partition before. Efficiency is the time of one worker by twice that of two;
  scheduler and client run beside them on the same processors.
- Memory is the resident size of the server and its children after one page was painted.
"""


@dataclass(frozen=True)
class Measure:
    """One line of the table.

    ``target`` is the most that ``here`` may be (the least, for :data:`MORE_IS_BETTER`),
    ``target_ratio`` the least by which this app must be better than the other way.
    """

    name: str
    here: float | None = None
    there: float | None = None
    unit: str = "s"
    target: float | None = None
    target_ratio: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times less this app needs than the other way."""
        return self.there / self.here if self.here and self.there else None

    def met(self) -> str:
        """Return ``yes`` or ``NO`` where there is a target and it was measured."""
        answers = []
        if self.target is not None and self.here is not None:
            more = self.unit in MORE_IS_BETTER
            answers.append(self.here >= self.target if more else self.here <= self.target)
        if self.target_ratio is not None and self.ratio is not None:
            answers.append(self.ratio >= self.target_ratio)
        return "" if not answers else "yes" if all(answers) else "NO"

    def cells(self) -> list[str]:
        """Return the line's cells in the order of :data:`HEADINGS`."""
        targets = []
        if self.target is not None:
            sign = ">=" if self.unit in MORE_IS_BETTER else "<="
            targets.append(f"{sign} {self.target:g} {self.unit}")
        if self.target_ratio is not None:
            targets.append(f">= {self.target_ratio:g} times")
        return [
            self.name,
            self._spell(self.here),
            self._spell(self.there),
            "" if self.ratio is None else f"{self.ratio:.1f}",
            ", ".join(targets),
            self.met(),
        ]

    def _spell(self, value: float | None) -> str:
        if value is None:
            return ""
        return f"{value:,.0f} MB" if self.unit == "MB" else f"{value:.3g} {self.unit}"


def merge(measures: Iterable[Measure]) -> list[Measure]:
    """Return one line for each name, what the parts know of it together."""
    lines: dict[str, Measure] = {}
    for measure in measures:
        known = lines.get(measure.name, measure)
        given = {name: value for name, value in vars(measure).items() if value is not None}
        lines[measure.name] = replace(known, **given)
    return list(lines.values())


def plain_table(measures: list[Measure]) -> str:
    """Return the table with aligned columns."""
    rows = [list(HEADINGS), *(measure.cells() for measure in measures)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(HEADINGS))]
    rows.insert(1, ["-" * width for width in widths])
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)


def markdown(measures: list[Measure], paces: dict[str, float]) -> str:
    """Return the page with table, notes, the machine and its :func:`pace` before each part."""
    rows = [HEADINGS, ["---"] * len(HEADINGS), *(measure.cells() for measure in measures)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return (
        "# Results of `make bench`\n\nWritten by `python -m benchmarks`; do not edit.\n\n"
        f"{table}\n\nMachine: {machine()}.\n\n{spelled(paces)}\n\n{NOTES}"
    )


def busy() -> str:
    """Return how busy the machine is with other work, which slows what is measured."""
    share = psutil.cpu_percent(interval=2)
    warning = "; the figures will be too slow" if share > BUSY_PERCENT else ""
    return f"Other work takes {share:.0f}% of the processors{warning}."


def pace() -> float:
    """Return the seconds of ten million additions: how fast the machine is at the moment."""
    start = time.perf_counter()
    number = 0
    while number < 10_000_000:
        number += 1
    return time.perf_counter() - start


def spelled(paces: dict[str, float]) -> str:
    """Return in words how fast the machine was before each part."""
    each = ", ".join(f"{part} {seconds:.2f} s" for part, seconds in paces.items())
    return (
        "A rented machine is now faster, now slower, and all figures with it: ten million "
        f"additions in Python took, before the part: {each}."
    )


def machine() -> str:
    """Return what the figures were measured on."""
    memory = psutil.virtual_memory().total / 2**30
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB of memory, {platform.system()}, "
        f"Python {platform.python_version()}, {chromium_version()}, {libraries}"
    )
