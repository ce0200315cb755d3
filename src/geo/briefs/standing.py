"""Which numbers of an older pack no longer hold, set against the events of today."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.briefs.manifest import numbers_of
from geo.errors import BorderwatchError, FileFault
from geo.pages.snapshot import draw_page
from geo.view.view import View

MANIFEST = "manifest.json"
STANDING_COLUMNS = ["figure", "number", "was", "now"]
_NEEDED = {"view", "kind", "events", "rows", "shown"}
_MOST_BYTES = 64 << 20


def no_longer_holds(
    pack: str | Path, joined: gpd.GeoDataFrame, step: Callable[[str], object] = lambda _: None
) -> pd.DataFrame:
    """Return the numbers of a pack that are others when its figures are drawn anew.

    Parameters
    ----------
    pack : str or Path
        Folder of a pack, or its manifest: it holds the view of each figure, and what it counted.
    joined : GeoDataFrame
        Events of :func:`geo.join`, of the same datasets as they are today.
    step : callable, optional
        Told the name of each figure before it is drawn; by default nobody is told.

    Returns
    -------
    DataFrame
        One row for each number that no longer holds: ``figure``, ``number`` (``events``, ``rows``,
        or ``events of`` a dataset), ``was`` and ``now`` as text. A figure that cannot be drawn
        any more says why in ``now``.

    Raises
    ------
    FileFault
        When the manifest cannot be read, or is none.
    """
    content = _manifest(Path(pack))
    rows: list[dict[str, str]] = []
    for name, figure in content["figures"].items():
        step(name)
        was = _flat(figure)
        try:
            now = _numbers_now(figure, joined, content["pack"]["paper"])
        except BorderwatchError as error:
            now = {**was, "events": f"cannot be drawn: {error}"}
        rows += [
            {"figure": name, "number": key, "was": was.get(key, "0"), "now": now.get(key, "0")}
            for key in {**was, **now}
            if was.get(key, "0") != now.get(key, "0")
        ]
    return pd.DataFrame(rows, columns=STANDING_COLUMNS, dtype="str")


def _manifest(pack: Path) -> dict[str, Any]:
    path = pack / MANIFEST if pack.is_dir() else pack
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise FileFault(f"{path} is too long for the manifest of a pack.")
        content = json.loads(path.read_text("utf-8"))
        figures = content["figures"].values()
        known = all(
            {"view", "kind", "events", "rows", "shown"} <= set(figure) for figure in figures
        )
        known = known and isinstance(content["pack"]["paper"], str)
    except OSError as error:
        raise FileFault(f"{path} cannot be read: {error.strerror or error}.") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise FileFault(f"{path} is no manifest of a pack.") from error
    if not known:
        raise FileFault(f"{path} is no manifest of a pack.")
    found: dict[str, Any] = content
    return found


def _numbers_now(figure: dict[str, Any], joined: gpd.GeoDataFrame, paper: str) -> dict[str, str]:
    """Return the numbers of a figure, drawn anew as it was."""
    try:
        view = View(**figure["view"])
    except TypeError as error:
        raise FileFault("its view is of another version of Borderwatch.") from error
    page = draw_page(joined, view, kind=figure["kind"], paper=paper, text=figure.get("text", ""))
    return _flat(numbers_of(page.shown))


def _flat(figure: dict[str, Any]) -> dict[str, str]:
    """Return the numbers of a figure under one name each, as text."""
    shown = {f"events of {name}": str(count) for name, count in figure["shown"].items()}
    return {"events": str(figure["events"]), "rows": str(figure["rows"]), **shown}
