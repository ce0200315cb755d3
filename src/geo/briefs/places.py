"""The places that an atlas has a page for: units, borders, zones, areas, groups."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import geopandas as gpd
import pandas as pd

from geo.boundaries.units import read_borders, read_units
from geo.boundaries.zones import read_zones
from geo.errors import PageFault, UnknownName, ViewFault
from geo.files.toml import unknown_keys, wrong_kind
from geo.view.area import Area
from geo.view.area_ground import area_box, area_name, check_area
from geo.view.view import View
from geo.vocabulary import COUNTRY_LABELS
from geo.watchlist.watch_view import watch_view, watched_weeks
from geo.watchlist.watch_words import list_words

MOST = 300
"""Pages of an atlas: a district each of the largest country here."""
QUIET = ("page", "index")
"""Where a place without events goes: it has its page all the same, or a line in the index."""
_FIELDS = {"in": "inside"}
"""Keys of the table that are called otherwise here, for they are words of Python."""
_WATCHED = ("district", "province", "segment", "group")


@dataclass(frozen=True)
class Each:
    """What an atlas has a page for each of, as the table ``each`` of a figure spells it.

    ``by`` is a key of :data:`BY`; ``inside`` (``in``) the unit that they lie in; ``only`` some of
    them, by code or name; ``groups`` those whose zones have a page; ``areas`` texts of areas of
    one's own; ``watched`` keeps those that hold an alarm on the watch list; ``quiet`` is one of
    :data:`QUIET`.
    """

    by: str
    inside: str = ""
    only: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    watched: bool = False
    quiet: str = "page"


@dataclass(frozen=True)
class Place:
    """A place with a page of its own: its name, what it is part of, and its part of a view."""

    name: str
    whole: str = ""
    codes: tuple[str, ...] = ()
    """What a spec may call it, its id first."""
    part: Mapping[str, Any] = field(default_factory=dict)
    """Fields of a view that show the place."""
    watch_words: str = ""
    """What the watch list says of it."""

    def view(self, view: View) -> View:
        """Return a view of this place."""
        return replace(view, **self.part)

    def named(self, words: str) -> bool:
        """Return whether words name this place."""
        return words in self.codes or words.casefold() == self.name.casefold()


def read_each(content: Any) -> Each:
    """Return what the table ``each`` of a figure spells.

    Raises
    ------
    PageFault
        For unknown keys, and values that cannot be used.
    """
    if not isinstance(content, dict):
        raise PageFault(f'each is {content!r:.60}; give a table: each = {{ by = "district" }}.')
    values: dict[str, Any] = {_FIELDS.get(str(name), str(name)): content[name] for name in content}
    known = ["in" if f.name == _FIELDS["in"] else f.name for f in fields(Each)]
    faults = unknown_keys("each", content, known)
    faults += [
        f"each: {wrong_kind(name, content[name], kind)}"
        for names, kind in ((("in", "quiet"), str), (("watched",), bool))
        for name in names
        if name in content and wrong_kind(name, content[name], kind)
    ]
    for name in ("only", "groups", "areas"):
        words = content.get(name, [])
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            faults.append(f"each: {name} is {words!r:.60}; give a list of words.")
        values[name] = tuple(words) if isinstance(words, list) else ()
    by = content.get("by")
    if not isinstance(by, str) or by not in BY:
        faults.append(f"each: by knows no {by!r:.60}. Known: {', '.join(BY)}.")
    if content.get("quiet", "page") not in QUIET:
        faults.append(f"each: quiet knows no {content['quiet']!r:.60}. Known: {', '.join(QUIET)}.")
    if content.get("watched") and by not in _WATCHED:
        faults.append(f"each: the watch list is by {', '.join(_WATCHED)}, not by {by!r:.60}.")
    if faults:
        raise PageFault(" ".join(faults))
    return Each(**values)


def places(each: Each) -> list[Place]:
    """Return the places of an atlas, in the order of what they are part of and their names.

    A watch list of groups names them itself: then none is returned.

    Raises
    ------
    UnknownName
        For a name that is none.
    PageFault
        When there are none, or more than an atlas holds.
    """
    if each.by == "group" and each.watched:
        return []
    all_of_them = sorted(BY[each.by](each), key=lambda place: (place.whole, place.name))
    chosen = [p for p in all_of_them if not each.only or any(map(p.named, each.only))]
    unknown = [words for words in each.only if not any(p.named(words) for p in all_of_them)]
    if unknown:
        raise UnknownName(f"each: only names {unknown[0]!r:.60}, which is no {each.by} here.")
    if not each.watched and not 0 < len(chosen) <= MOST:
        raise PageFault(
            f"each: there are {len(chosen):,} pages by {each.by}; an atlas has 1 to {MOST}. Say "
            "which with in, only, groups or areas."
        )
    return chosen


def watched(
    joined: gpd.GeoDataFrame, view: View, each: Each, among: list[Place]
) -> tuple[list[Place], str]:
    """Return the places that hold an alarm on the watch list of a view, most evident first.

    Beside them stands what the whole list says in a sentence.
    """
    listed = watch_view(joined, view, each.by, watched_weeks(view)).listed
    known = {place.codes[0]: place for place in among}
    chosen = []
    rows: Any = listed[listed["alarm"]].itertuples()
    for row in rows:
        place = known.get(row.area)
        if each.by == "group" and (not each.only or row.area in each.only):
            place = _group(row.area)
        if place:
            chosen.append(replace(place, watch_words=row.words))
    return chosen, list_words(listed, each.by, listed.attrs["window"])


def _units(each: Each) -> list[Place]:
    units = read_units()
    names = units.set_index("unit_id")["name"]
    chosen = units[units["level"] == each.by]
    if each.inside:
        whole = _unit_called(each.inside, units)
        below = {whole, *units.loc[units["parent_id"] == whole, "unit_id"]}
        chosen = chosen[chosen["parent_id"].isin(below)]
    rows: Any = chosen.itertuples()
    return [_unit(row, names.get(row.parent_id, "")) for row in rows]


def _unit(row: Any, whole: str) -> Place:
    codes = [row.unit_id, row.ocha_pcode]
    if row.level == "province":
        # A district names its province's ISO code too.
        codes.append(row.iso_3166_2)
    part = {"extent": row.unit_id, "area": Area.units([row.unit_id], row.name)}
    return Place(row.name, whole, tuple(code for code in codes if isinstance(code, str)), part)


def _unit_called(code: str, units: pd.DataFrame) -> str:
    """Return the id of the province or country of a code."""
    wider = units[units["level"] != "district"]
    named = wider[["unit_id", "iso_3166_2", "ocha_pcode"]].isin([code]).any(axis=1)
    if not named.any():
        raise UnknownName(
            f"each: in names {code!r:.60}, no province or country. Give a code like AF-BDS or AFG; "
            "`borderwatch places NAME` finds codes."
        )
    return str(wider.loc[named, "unit_id"].iloc[0])


def _segments(each: Each) -> list[Place]:
    country = each.inside or "AFG"
    if country not in COUNTRY_LABELS:
        raise UnknownName(
            f"each: in names {country!r:.60}, no country. Known: {', '.join(COUNTRY_LABELS)}."
        )
    names = [str(name) for name in read_borders()["segment"] if country in name.split("-")]
    return [_segment(name) for name in names]


def _segment(name: str) -> Place:
    ends = (COUNTRY_LABELS.get(end, end) for end in name.split("-"))
    return Place(" – ".join(ends), "", (name,), {"extent": name, "segments": (name,)})


def _zones(each: Each) -> list[Place]:
    zones = read_zones()
    unknown = sorted(set(each.groups) - set(zones["group"]))
    if unknown:
        raise UnknownName(
            f"each: no zones are of a group {unknown[0]!r:.60}. Known: "
            f"{'; '.join(sorted(set(zones['group'])))}."
        )
    rows: Any = zones.itertuples()
    return [
        Place(row.name, row.group, (row.zone_id,), {"extent": row.zone_id, "alone": row.zone_id})
        for row in rows
        if not each.groups or row.group in each.groups
    ]


def _areas(each: Each) -> list[Place]:
    found = []
    for text in each.areas:
        try:
            area = Area.parse(text)
            check_area(area)
        except ViewFault as error:
            raise PageFault(f"each: areas: {error}") from error
        name = area_name(area)
        found.append(Place(name, "", (area.text,), {"extent": area_box(area), "area": area}))
    return found


def _group(name: str) -> Place:
    return Place(name, "", (name,), {"actors": (name,)})


def _groups(each: Each) -> list[Place]:
    return [_group(name) for name in each.only]


BY: dict[str, Callable[[Each], list[Place]]] = {
    "district": _units,
    "province": _units,
    "segment": _segments,
    "zone": _zones,
    "area": _areas,
    "group": _groups,
}
"""What an atlas may have a page for each of."""
OWN_AREAS = ("district", "province", "area")
"""Those whose page counts only what lies inside, by an area of the view."""
