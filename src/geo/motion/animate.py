"""A view's way through time as GIF, WebP or MP4."""

from dataclasses import replace
from pathlib import Path

import geopandas as gpd

from geo.drawing.paper import paper_of
from geo.drawing.style import in_style
from geo.errors import PageFault, ViewFault
from geo.motion.files import write_film, writer_of
from geo.motion.film import Film
from geo.motion.steps import MOVES, STEPS, windows_of
from geo.pages.titles import default_title
from geo.release.credits import data_reach
from geo.view.extent import check_places
from geo.view.view import View

__all__ = ["MOVES", "STEPS", "animate"]
_SHORTEST, _LONGEST = 0.05, 10.0
"""Seconds that a picture may stand."""


def animate(
    joined: gpd.GeoDataFrame,
    view: View,
    path: str | Path,
    *,
    step: str = "month",
    moves: str = "fixed",
    span: int = 1,
    seconds: float = 0.5,
    paper: str = "16:9",
    marking: str = "",
) -> Path:
    """Draw a view's way through time and write it as GIF, WebP or MP4; return the path.

    Each picture is the page of :func:`geo.snapshot` for its own window, at 96 dots to an inch: 1280
    by 720 of a slide. The legend lists what any of them holds, and colours mean the same in all.
    The same input gives the same bytes; those of MP4 by the same ffmpeg.

    Parameters
    ----------
    joined : GeoDataFrame
        Events of :func:`geo.join`.
    view : View
        Its window is what the pictures go through; by default all days of the data.
    path : str or Path
        Ends in .gif, .webp or .mp4, which takes ffmpeg.
    step : {"day", "week", "month"}, default "month"
        By which the window moves.
    moves : {"fixed", "growing"}, default "fixed"
        Whether a window of a fixed length moves, or one grows from the first day.
    span : int, default 1
        How many steps a window of fixed length holds.
    seconds : float, default 0.5
        How long a picture stands; the last one three times as long.
    paper : str, default "16:9"
        A key of :data:`geo.drawing.paper.PAPERS`.
    marking : str, default ""
        Handling marking, top and bottom.

    Returns
    -------
    Path
        The file that was written.

    Raises
    ------
    PeriodFault
        Where the window has fewer than two pictures, or more than 150; for unknown words.
    UnknownName, PageFault
        As of :func:`geo.snapshot`.
    ViewFault
        For a picture that stands shorter than 0.05 seconds or longer than 10.
    FileFault, BorderwatchError
        When the file cannot be written, or ends in something else, or ffmpeg is missing.

    Examples
    --------
    >>> import geo, tempfile
    >>> joined = geo.join(geo.read_events(), geo.read_units(), geo.read_zones())
    >>> view = geo.View(
    ...     window=("2021-07-01", "2021-08-31"), extent="AF-BDS", layers=("countries", "events")
    ... )
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     animate(joined, view, Path(folder) / "summer.gif").stat().st_size > 10_000
    True
    """
    path = Path(path)
    if not _SHORTEST <= seconds <= _LONGEST:
        raise ViewFault(f"seconds is {seconds}; give {_SHORTEST:g} to {_LONGEST:g}.")
    if joined.empty:
        raise PageFault("There are no events to draw. Open a file that holds some.")
    # Before the pictures are drawn, which takes its time.
    writer_of(path)
    check_places(view)
    data = joined["date_start"].min().date(), data_reach(joined)
    windows = windows_of(view.window, data, step=step, moves=moves, span=span)
    with in_style():
        titled = replace(view, title=view.title or default_title("map", view))
        film = Film(joined, titled, windows, paper_of(paper), marking)
        return write_film(film, path, seconds)
