"""The keys of the data, their labels, and the words that map, snapshot, chart and legend share."""

import datetime as dt
from dataclasses import dataclass

from geo.phrases import short_date


@dataclass(frozen=True)
class Family:
    """A group of event types that share a hue."""

    key: str
    label: str


@dataclass(frozen=True)
class EventType:
    """One event type: its key in the data, its words and its family."""

    key: str
    label: str
    family: str


FAMILIES = (
    Family("armed", "Violence between armed sides"),
    Family("people", "Attacks on people"),
    Family("air", "Air and rocket"),
    Family("control", "Control and borders"),
    Family("other", "Other"),
)

EVENT_TYPES = (
    EventType("armed_clash", "Armed clash", "armed"),
    EventType("attack", "Attack", "people"),
    EventType("suicide_attack", "Suicide attack", "people"),
    EventType("bombing", "Bombing", "people"),
    EventType("assassination", "Assassination", "people"),
    EventType("air_strike", "Air strike", "air"),
    EventType("shelling_rocket", "Shelling or rockets", "air"),
    EventType("territorial_change", "Change of control", "control"),
    EventType("border_incident", "Border incident", "control"),
    EventType("arrest_raid", "Arrest or raid", "control"),
    EventType("displacement", "Displacement", "other"),
    EventType("protest", "Protest", "other"),
    EventType("agreement_diplomacy", "Agreement or diplomacy", "other"),
    EventType("statement", "Statement", "other"),
    EventType("political_violence", "Political violence, kinds mixed", "other"),
)

DATE_PRECISIONS = {"day": "Day", "week": "Week", "month": "Month", "year": "Year"}
GEO_PRECISIONS = {
    "exact": "Exact site",
    "town": "Town",
    "district": "District",
    "province": "Province only",
    "country": "Country only",
}
LOCATED_BY = {
    "coordinates": "By the source's coordinates",
    "name": "By the name of the place",
    "code": "By the code of its unit",
}
VERIFIED = {
    "page": "Confirmed by a published page",
    "document": "From a document, page not checked",
    "memory": "Unverified: from memory",
}
SIDE_TYPES = ("state", "non_state", "civilian", "unknown")

STATUSES = {
    "control": "Control",
    "influence": "Influence",
    "presence": "Presence",
    "sanctuary": "Sanctuary",
    "claimed": "Claimed",
}
"""Words of each zone status."""
CONFIDENCES = ("high", "medium", "low")

CLAIMS = (
    "A zone is a dated claim by its source, not a fact; where no claim was collected, someone may "
    "hold the ground all the same."
)
"""Said wherever zones show."""

TAKEOVER = dt.date(2021, 8, 15)
"""The Taliban took Kabul."""
TAKEOVER_WORDS = f"takeover, {short_date(TAKEOVER)}"
OFFENSIVE = (dt.date(2021, 5, 1), TAKEOVER)
"""The months of the Taliban offensive, up to the takeover."""
AREA_WORDS = {"country": " in the country", "province": " in the province", "district": ""}
"""After the number of events known to an area only, where it is not plain what it counts."""
TOLLS = {
    "figure": "{low death}",
    "range": "{low} to {high death}",
    "least": "at least {low death}",
    "best": ", best estimate {best}",
    "some": "; toll unknown in {unknown}",
    "unknown": "toll unknown",
    "cell_figure": "{low}",
    "cell_range": "{low} to {high}",
    "cell_least": "{low} or more",
    "cell_best": "{best} ({bounds})",
    "cell_some": "{cell}, {unknown} unknown",
    "cell_unknown": "unknown",
}
"""Templates of the deaths of one event or of several, in sentences and in tables
(:mod:`geo.tolls`)."""
SHIPPED_DATASET = "borderwatch"
"""What the events that ship call themselves, in the column ``dataset``."""
LEGEND = {
    "events": "Events by {level}",
    "fatalities": "Deaths (best estimate) by {level}",
    "class": "{low}–{high}",
    "one_number": "{low}",
    "last_class": "{low} or more",
    "unknown": TOLLS["unknown"],
    "clusters": "Events",
    "cluster": "several events, ring by family:",
    "marks": "Events, area by deaths, to 100",
    "greatest": "The deadliest events, area by deaths",
    "hollow": "hollow: toll unknown",
    "own_events": "ringed: from {datasets}",
    "own_first": "Ringed events first, then the deadliest; area by deaths",
    "own_more": "{first} and {rest} more",
    "rest": "and {number} more",
    "doubtful": "unverified",
    "area": "number known to this area only",
    "wash": "events known to the {level} only",
    "heat": "heat: few to many",
    "zones": "Zones as claimed by their sources",
    "zones_day": "As claimed on {day}.",
    "unclaimed": "no claim collected: someone may hold it",
    "no_claim": "No claim on this ground was collected for {day}: someone may hold it.",
    "zone": "{group}, {status}",
    "outline": "outline: {outlines} confidence",
    "confidence": "{confidence} confidence",
    "overlap": "several claims, the narrowest: {status}",
    "hidden_types": "Hidden in the legend: {types}.",
    "only_types": "Shown alone: {types}.",
    "all_hidden": "The legend hides every type.",
    "alone": "Shown alone: the zone {name} ({group}) with its events.",
    "rival": "another source claims otherwise",
    "own_area": "Counted: only inside",
    "lines": "Borders",
    "corridor": "corridor, {km} km each side",
    "corridor_name": "{segment}: {km} km each side",
    "border": "border segment",
    "crossing": "border crossing",
    "change": "Rate of B by rate of A, by {level}",
    "change_first": "under {high} times",
    "change_class": "{low} to {high} times",
    "change_last": "{low} times or more",
    "change_quiet": "events, and no change that can be told",
}
"""Templates (:mod:`geo.phrases`) of legends, and of what stands on maps beside names."""

CHANGE_BREAKS = (0.33, 0.7, 1.0, 1.4, 3.0)
"""Rate ratios at which a class of change begins; as many times less as more."""
SMALL_NUMBER = 10
"""Fewer events in both windows together are flagged: their ratio says little (a working rule;
with 9 events the 95% interval of equal rates spans a factor of more than 15)."""
COUNTRY_LABELS = {
    "AFG": "Afghanistan",
    "PAK": "Pakistan",
    "IRN": "Iran",
    "TKM": "Turkmenistan",
    "UZB": "Uzbekistan",
    "TJK": "Tajikistan",
    "KGZ": "Kyrgyzstan",
    "CHN": "China",
}
"""The eight countries whose units ship, in the order of their border with Afghanistan."""
COUNTRY_ADJECTIVES = {
    "AFG": "Afghan",
    "PAK": "Pakistani",
    "IRN": "Iranian",
    "TKM": "Turkmen",
    "UZB": "Uzbek",
    "TJK": "Tajik",
    "KGZ": "Kyrgyz",
    "CHN": "Chinese",
}
"""For borders in a sentence: the Afghan-Tajik border."""
LANGUAGES = ("en", "ru", "fa", "fa_AF", "ps", "ur", "tg", "uz", "uz_Cyrl", "ky", "tk", "zh")
"""Languages of the region, as Unicode CLDR calls them, and English."""
