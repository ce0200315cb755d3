"""Tables as pages: the events of a view, and what changed between two windows."""

import math
from dataclasses import replace
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.analysis.compare import compare_view
from geo.analysis.compare_words import times, where_words
from geo.analysis.likely import likely_cells
from geo.drawing.paper import LINE, Paper
from geo.drawing.type import cut, wrap
from geo.event_counts import number_of_events
from geo.pages.chart_rows import EXPECTED_WORDS
from geo.pages.comparison_page import METHOD
from geo.pages.page import Page, blank_page, write, write_lines
from geo.palette import FAINT
from geo.phrases import counted, long_date
from geo.release.withholding import public
from geo.tolls import Toll, event_tolls, toll_cells
from geo.view.extent import inside, place_words, whole_words
from geo.view.select import select
from geo.view.sentence import describe_rows, filter_words, select_some
from geo.view.view import View
from geo.vocabulary import EVENT_TYPES, VERIFIED

_LISTED = (
    "The latest event first. Places are those of the sources, else the finest unit that is known. "
    "An event belongs to the window of its first day."
)
BETWEEN = 0.08
"""Inches between two columns."""
_MOST_LINES = 4
"""Lines that a cell may take."""
_EVENT_WIDTHS = (1.0, 1.6, 1.3, 0.8, 2.0, 4.0, 1.9)
_COUNT_WIDTHS = (1.2, 1.6, 1.3, 0.7, 0.8, 1.8, 3.3, 1.9)
_CHANGE_WIDTHS = (1.7, 0.65, 0.65, 0.6, 1.2, 0.6, 0.5, 1.1, 1.1, 0.6, 4.6)
_BORDER_WIDTHS = (1.4, 0.8, 0.8, 1.2, 1.2, 0.6, 1.3, 0.7, 0.5, 1.2, 1.2, 0.6, 5.4)
_BURSTS = "Bursts: by how many times counts vary more than single events would."


def events_page(
    joined: gpd.GeoDataFrame, view: View, paper: Paper, marking: str = "", subtitle: str = ""
) -> Page:
    """Return the events in a view's extent, the latest first; parameters as those of a snapshot."""
    # Where a restricted event lies in its district is not to be found out by a small box.
    chosen = public(select_some(joined, view))
    chosen = chosen[inside(chosen, view)]
    shown = chosen.iloc[::-1]
    rows = pd.concat([_listed(shown[~shown["restricted"]]), _summed(shown[shown["restricted"]])])
    page = blank_page(
        paper,
        view.title,
        subtitle or describe_rows(chosen, joined, view, where=place_words(view)),
        marking,
        joined=joined,
        shown=shown,
        method=_LISTED,
    )
    # A row of restricted events, or of a summary, stands for several.
    summary = bool((shown["event_count"] != 1).any())
    what = "rows" if summary or shown["restricted"].any() else "events"
    if not summary:
        return with_table(page, rows.drop(columns="Events"), _EVENT_WIDTHS, what)
    return with_table(page, rows, _COUNT_WIDTHS, what)


def _listed(shown: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return one row for each event, and for each row of a summary."""
    labels = {kind.key: kind.label for kind in EVENT_TYPES}
    sides = shown["actor_1"].fillna("") + " / " + shown["actor_2"].fillna("")
    doubt = shown["verified"].astype("str").map({"memory": f" ({VERIFIED['memory']})"}).fillna("")
    return pd.DataFrame(
        {
            "Date": _dates(shown),
            "Place": shown["place"].fillna(_unit(shown)),
            "Type": shown["event_type"].astype("str").map(labels),
            "Events": shown["event_count"].map("{:,}".format),
            "Deaths": [toll.cell for toll in event_tolls(shown)],
            "Sides": sides.str.strip(" /"),
            "What": shown["summary"].fillna(""),
            "Source": shown["source_publisher"] + doubt,
        }
    )


def _dates(shown: gpd.GeoDataFrame) -> pd.Series:
    """Return the first day of each event; of one known to a week or month, both ends of it."""
    first, last = (shown[name].dt.strftime("%-d %b %Y") for name in ("date_start", "date_end"))
    coarse = (shown["date_precision"] != "day") & (first != last)
    days: pd.Series = first.mask(coarse, first + " – " + last)
    return days


def _summed(restricted: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return one row for the restricted events of each dataset and district."""
    dataset = restricted["dataset"].astype("str")
    groups = restricted.groupby([dataset, _unit(restricted)])
    rows = [
        {
            "Date": "",
            "Place": place,
            "Type": "restricted",
            "Events": f"{number_of_events(some):,}",
            "Deaths": Toll.of(some).cell,
            "Sides": "",
            "What": _how_many(number_of_events(some)),
            "Source": source,
        }
        for (source, place), some in groups
    ]
    return pd.DataFrame(rows)


def _how_many(events: int) -> str:
    return f"{counted(events, 'restricted_event')}, summed"


def _unit(shown: gpd.GeoDataFrame) -> pd.Series:
    """Return the name of the finest unit that each event is known to."""
    district, province = (shown[name].astype("str") for name in ("district", "province"))
    named: pd.Series = district.fillna(province).fillna("not named")
    return named


def changes_page(
    joined: gpd.GeoDataFrame, view: View, paper: Paper, marking: str = "", subtitle: str = ""
) -> Page:
    """Return what changed from window A to B, most evident first.

    Parameters and errors as those of :func:`geo.snapshot`, and those of :func:`geo.compare`.
    """
    change = compare_view(joined, view)
    ratio = change["rate_ratio"]
    rows = pd.DataFrame(
        {
            "Where": change["name"],
            "Events A": change["events_a"].astype(str),
            "Events B": change["events_b"].astype(str),
            "Times": [ratio_cell(value) for value in ratio],
            "95% interval": [
                "" if math.isnan(low) else f"{ratio_cell(low)} to {ratio_cell(high)}"
                for low, high in zip(change["ratio_low"], change["ratio_high"], strict=True)
            ],
            "Bursts": [f"{phi:.1f}" if pd.notna(phi) else "" for phi in change["dispersion"]],
            "q": [f"{q:.2f}" if pd.notna(q) else "" for q in change["q_value"]],
            "Deaths A": toll_cells(change, "_a"),
            "Deaths B": toll_cells(change, "_b"),
            "Few": change["small_numbers"].map({True: "under 10", False: ""}),
            "In words": change["words"],
        }
    )
    widths: tuple[float, ...] = _CHANGE_WIDTHS
    method = f"{METHOD} {_BURSTS}"
    if "expected_a" in change:
        for at, window in enumerate("ab", start=3):
            rows.insert(at, f"Expected {window.upper()}", likely_cells(change, f"_{window}"))
        widths, method = _BORDER_WIDTHS, f"{method} {EXPECTED_WORDS}"
    a, b = view.window_a, view.window_b
    dates = [f"{long_date(first)} to {long_date(last)}" for first, last in (a, b)]
    both = [select(joined, replace(view, window=window)) for window in (a, b)]
    parts = [f"A: {dates[0]}. B: {dates[1]}. Most evident first.", whole_words(view)]
    words = " ".join(filter(None, [*parts, filter_words(view), where_words(view)]))
    page = blank_page(
        paper,
        view.title,
        subtitle or words,
        marking,
        joined=joined,
        shown=pd.concat(both),
        method=method,
    )
    page.notes = [*change.attrs["notes"], *page.notes]
    return with_table(page, rows, widths, "rows")


def ratio_cell(value: float) -> str:
    """Return a rate ratio as a cell holds it, empty where there is none."""
    if math.isinf(value):
        return "∞"
    return "" if math.isnan(value) else times(value)


def with_table(page: Page, rows: pd.DataFrame, widths: tuple[float, ...], what: str) -> Page:
    """Write as many rows as the page holds, and say how many it does not."""
    left, bottom, width, height = page.paper.body_box()
    size = page.paper.tiny
    line = LINE * size / 72
    inches = [share * width / sum(widths) for share in widths]
    top = bottom + height
    heading = [
        wrap(name, inch - BETWEEN, size, "bold")
        for name, inch in zip(rows.columns, inches, strict=True)
    ]
    _line_of_cells(page, left, top, inches, heading, size, "bold")
    top -= (max(map(len, heading)) + 0.5) * line
    cells: list[list[str]] = []
    for row in rows.to_numpy().tolist():
        wrapped = [_cell(words, inch, size) for words, inch in zip(row, inches, strict=True)]
        tall = (max(map(len, wrapped)) + 0.45) * line
        if top - tall < bottom + 1.4 * line:
            break
        _rule(page, left, top + 0.2 * line, width)
        _line_of_cells(page, left, top, inches, wrapped, size)
        top -= tall
        cells.append(["\n".join(lines) for lines in wrapped])
    if len(cells) < len(rows):
        words = f"{len(cells):,} of {len(rows):,} {what}; the others have no room on this page."
        write_lines(page, (left, bottom, width, 1.2 * line), [words], size, weight="bold")
    page.table = pd.DataFrame(cells, columns=rows.columns, dtype="str")
    page.table.attrs.update(widths=inches, size=size, heading=max(map(len, heading)))
    return page


def _cell(words: Any, inches: float, size: float) -> list[str]:
    """Return words in lines that fit a column, the last one cut where they are too many."""
    room = inches - BETWEEN
    return cut(wrap(str(words), room, size), _MOST_LINES, room, size)


def _line_of_cells(
    page: Page,
    left: float,
    top: float,
    inches: list[float],
    cells: list[list[str]],
    size: float,
    weight: str = "normal",
) -> None:
    for lines, inch in zip(cells, inches, strict=True):
        write(page.figure, (left, top), lines, size, weight)
        left += inch


def _rule(page: Page, left: float, y: float, width: float) -> None:
    from matplotlib.lines import Line2D

    wide, tall = page.paper.width, page.paper.height
    ends = [left / wide, (left + width) / wide], [y / tall, y / tall]
    page.figure.add_artist(Line2D(*ends, color=FAINT, linewidth=0.3, alpha=0.6))
