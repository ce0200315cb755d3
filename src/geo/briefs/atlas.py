"""The figures of a spec as pages: one each, or one for each place of an atlas."""

from dataclasses import dataclass, replace

import geopandas as gpd

from geo.briefs.numbers import Counted
from geo.briefs.places import Each, Place, places, watched
from geo.briefs.spec import FigureSpec, refuse, slug
from geo.briefs.words import TITLE, Values, atlas_words, in_numbers
from geo.errors import BorderwatchError
from geo.event_counts import number_of_events
from geo.pages.snapshot import BY_UNIT
from geo.phrases import compose, counted
from geo.view.view import View

QUIET = "no event collected"
QUIET_HEADING = (
    "No event was collected, which does not mean that nothing happened, and no page drawn, of"
)
NEEDS_EVENTS = ("over_time", "heat_map", "distance", "events")
"""The kinds that show nothing where there is no event: such places stand in the index."""


@dataclass(frozen=True)
class PageSpec:
    """One page of a pack, as it is drawn: its words hold their numbers.

    ``name`` begins its files, ``place`` says which of the spec's figures it is of, ``note`` stands
    behind its title in the index.
    """

    name: str
    place: str
    kind: str
    view: View
    subtitle: str = ""
    text: str = ""
    note: str = ""


@dataclass(frozen=True)
class Contents:
    """The pages of a pack, and what its index says of those that have none."""

    pages: list[PageSpec]
    left_out: list[str]


def contents(joined: gpd.GeoDataFrame, figures: list[FigureSpec]) -> Contents:
    """Return the pages that figures ask for.

    Parameters
    ----------
    joined : GeoDataFrame
        Events of :func:`geo.join`: words name numbers of them, a watch list chooses by them.
    figures : list of FigureSpec
        Of :meth:`geo.briefs.spec.BriefSpec.figures`.

    Raises
    ------
    PageFault
        With the number of each figure that cannot be used, and why.
    """
    all_pages = Contents([], [])
    faults = []
    for number, figure in enumerate(figures, start=1):
        try:
            if figure.each:
                some = _atlas(joined, figure, figure.each, f"figure {number}")
            else:
                page = Counted(joined, figure.view, figure.kind, Place(""))
                some = Contents([_filled(figure, page, figure.name, f"figure {number}")], [])
        except BorderwatchError as error:
            faults.append(f"figure {number}: {error}")
        else:
            all_pages.pages.extend(some.pages)
            all_pages.left_out.extend(some.left_out)
    refuse(faults)
    return all_pages


def count_pages(figures: list[FigureSpec]) -> int:
    """Return how many pages figures have at most; an atlas of a watch list counts as one."""
    return sum(
        len(places(figure.each)) if figure.each and not figure.each.watched else 1
        for figure in figures
    )


def _filled(figure: FigureSpec, page: Counted, name: str, place: str) -> PageSpec:
    """Return the page of a figure with the numbers that its words name."""
    values = Values(page)
    title, subtitle, text = (
        in_numbers(words, values) for words in (figure.view.title, figure.subtitle, figure.text)
    )
    view = replace(page.view, title=title)
    return PageSpec(name, place, figure.kind, view, subtitle, text)


def _atlas(joined: gpd.GeoDataFrame, figure: FigureSpec, each: Each, where: str) -> Contents:
    """Return a page for each place, and the places without one as lines of the index."""
    chosen, lines = places(each), []
    if each.watched:
        chosen, told = watched(joined, figure.view, each, chosen)
        lines.append(told)
    pages, quiet = [], []
    for number, place in enumerate(chosen, start=1):
        page = Counted(joined, place.view(figure.view), figure.kind, place)
        events = number_of_events(page.shown)
        if not events and (each.quiet == "index" or figure.kind in NEEDS_EVENTS):
            quiet.append(compose(TITLE, Values(page)))
            continue
        name = f"{figure.name}-{number:03}-{slug(place.name)}".rstrip("-")
        drawn = _filled(_worded(figure, place), page, name, f"{where}, {place.name}")
        note = "" if events or figure.kind in BY_UNIT else QUIET
        pages.append(replace(_titled(drawn, page), note=note))
    return Contents(pages, [*lines, *_quiet_lines(quiet)])


def _worded(figure: FigureSpec, place: Place) -> FigureSpec:
    """Return a figure with the text that is written for this place, if there is one."""
    own = [text for name, text in figure.texts.items() if place.named(name)]
    return replace(figure, text=own[0]) if own else figure


def _titled(drawn: PageSpec, page: Counted) -> PageSpec:
    """Return a page of an atlas with a title, and on a map a sentence, where it has none."""
    title, sentence = atlas_words(Values(page))
    view = replace(drawn.view, title=drawn.view.title or title)
    subtitle = drawn.subtitle or (sentence if drawn.kind == "map" else "")
    return replace(drawn, view=view, subtitle=subtitle)


def _quiet_lines(quiet: list[str]) -> list[str]:
    if not quiet:
        return []
    return [f"{QUIET_HEADING} {counted(len(quiet), 'place')}:", *quiet]
