"""One table of words, colours and shapes that map, snapshot, chart and legend share.

Colours of the families are Okabe and Ito's (Color Universal Design, 2008), which stay apart
under the common forms of colour blindness; the counts' scale is ColorBrewer YlOrBr, five
classes (Brewer 2013). Shapes tell types apart where colour is lost.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Family:
    """A group of event types that share a hue."""

    key: str
    label: str
    colour: str


@dataclass(frozen=True)
class EventType:
    """One event type: its key in the data, its words, its family and its mark."""

    key: str
    label: str
    family: str
    shape: str


FAMILIES = (
    Family("armed", "Violence between armed sides", "#D55E00"),
    Family("people", "Attacks on people", "#CC79A7"),
    Family("air", "Air and rocket", "#0072B2"),
    Family("control", "Control and borders", "#009E73"),
    Family("other", "Other", "#E69F00"),
)

EVENT_TYPES = (
    EventType("armed_clash", "Armed clash", "armed", "circle"),
    EventType("attack", "Attack", "people", "circle"),
    EventType("suicide_attack", "Suicide attack", "people", "star"),
    EventType("bombing", "Bombing", "people", "diamond"),
    EventType("assassination", "Assassination", "people", "cross"),
    EventType("air_strike", "Air strike", "air", "triangle"),
    EventType("shelling_rocket", "Shelling or rockets", "air", "diamond"),
    EventType("territorial_change", "Change of control", "control", "square"),
    EventType("border_incident", "Border incident", "control", "diamond"),
    EventType("arrest_raid", "Arrest or raid", "control", "triangle"),
    EventType("displacement", "Displacement", "other", "circle"),
    EventType("protest", "Protest", "other", "triangle"),
    EventType("agreement_diplomacy", "Agreement or diplomacy", "other", "square"),
    EventType("statement", "Statement", "other", "diamond"),
)

DATE_PRECISIONS = {"day": "Day", "week": "Week", "month": "Month", "year": "Year"}
GEO_PRECISIONS = {
    "exact": "Exact site",
    "town": "Town",
    "district": "District",
    "province": "Province only",
    "country": "Country only",
}
LOCATED_BY = {"coordinates": "By the source's coordinates", "name": "By the name of the place"}
VERIFIED = {
    "page": "Confirmed by a published page",
    "document": "From a document, page not checked",
    "memory": "Unverified: from memory",
}
SIDE_TYPES = ("state", "non_state", "civilian", "unknown")

STATUSES = {
    "control": ("Control", (45,)),
    "influence": ("Influence", (135,)),
    "presence": ("Presence", (90,)),
    "sanctuary": ("Sanctuary", (0,)),
    "claimed": ("Claimed", (45, 135)),
}
"""Words of each zone status, and the angles of its hatch in degrees: on screen and on paper."""
CONFIDENCES = {"high": "solid", "medium": "dashed", "low": "dotted"}


CHANGE_BREAKS = (1 / 3, 0.7, 1.4, 3.0)
CHANGE_LABELS = (
    "under a third, or none now",
    "a third to 0.7 times",
    "0.7 to 1.4 times",
    "1.4 to 3 times",
    "3 times or more, or new",
)
COMPARED_PLURAL = {"segment": "borders", "province": "provinces", "district": "districts"}
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
