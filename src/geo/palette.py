"""Every colour, shape, hatch and line style of maps, charts, legends and pages.

Colours of the families are Okabe and Ito's (Color Universal Design, 2008), which stay apart
under the common forms of colour blindness; the counts' scale is ColorBrewer YlOrBr, five
classes (Brewer 2013). Shapes tell types apart where colour is lost. The map document gets them
with its words (:mod:`geo.webmap.ground_columns`), its style sheet as variables; no other file
spells a colour.
"""

from geo.vocabulary import EVENT_TYPES

PAPER = "#ffffff"
INK = "#1f1c19"
FAINT = "#57524a"
"""Of words that come second: sources, notes, axes."""
RULE = "#e6e2da"
"""Thin lines between rows, of a grid, and the ground of a table's heading."""
FRAME = "#cfcac0"
"""The edge of a panel or a picture."""
SWATCH_EDGE = "#8a857b"
"""Around the colours of a legend, which may be as pale as the paper; the axis of a histogram."""
ODD_ROW = "#f6f4f0"
FOCUS = "#e69f00"
"""Around what the keyboard moves."""
WARNING = "#8c2d04"
"""Of words on doubt, and of what went wrong."""
DARK = {
    "paper": "#1c1a17",
    "ink": "#f1eee7",
    "faint": "#bdb6aa",
    "rule": "#37332d",
    "frame": "#5f5a51",
    "swatch_edge": "#8a857b",
    "warning": "#f4a582",
    "bar": "#56b4e9",
    "vague": "#7a756b",
    "takeover": "#ef8a62",
}
"""What stands around the map where the reader's system is dark; the map itself stays light."""

FAMILY_COLOURS = {
    "armed": "#d55e00",
    "people": "#cc79a7",
    "air": "#0072b2",
    "control": "#009e73",
    "other": "#e69f00",
}
SHAPES = {
    "armed_clash": "circle",
    "attack": "circle",
    "suicide_attack": "star",
    "bombing": "diamond",
    "assassination": "cross",
    "air_strike": "triangle",
    "shelling_rocket": "diamond",
    "territorial_change": "square",
    "border_incident": "diamond",
    "arrest_raid": "triangle",
    "displacement": "circle",
    "protest": "triangle",
    "agreement_diplomacy": "square",
    "statement": "diamond",
    "political_violence": "cross",
}
TYPE_COLOURS = {kind.key: FAMILY_COLOURS[kind.family] for kind in EVENT_TYPES}
"""An event type has the colour of its family, and within it a shape of its own."""

COUNT_SCALE = ("#fff3c7", "#fed98e", "#fe9929", "#d95f0e", "#8c2d04")
HEAT_SCALE = COUNT_SCALE[1:]
"""From few to many: on the white of the map the palest count would not show."""
UNKNOWN_TOLL = "#8a8a8a"
"""Of the hatch where no toll is known."""
CHANGE_SCALE = ("#542788", "#8073ac", "#b2abd2", "#fdb863", "#e08214", "#b35806")
"""Of rate ratios, from much lower to much higher: ColorBrewer PuOr reversed, eight classes without
the two palest, for what has colour has changed."""
QUIET = "#d3cfc7"
"""Of an area or border with events whose change cannot be told: a grey, not a pale colour."""

HOME = "#f1eee7"
"""Afghanistan's ground, which is also the colour of no events."""
NEIGHBOUR = "#e9ecee"
WATER, RIVER = "#c3d7e3", "#7fa6c0"
"""Lakes and seas, and the lines of rivers and shores."""
UNIT_EDGE = "#6e695f"
COUNTRY_EDGE = "#3a3733"
GRATICULE = "#7d8b99"
GRATICULE_NAME = "#4c5864"
WASH = "#4b5f8a"
"""Of an area to which events are known no closer."""
UNCLAIMED = "#a8a298"
"""Of the dots on ground for which no claim was collected."""
CORRIDOR = "#7a0177"
CROSSING = "#4a1486"
OWN_AREA = FAMILY_COLOURS["air"]
"""The edge of an area of one's own: of what is chosen."""
OWN_EVENTS = "#005a8c"
"""The ring around events of data of one's own, darker than any mark that it goes around."""
LABELS = {"country": COUNTRY_EDGE, "province": FAINT, "district": "#6b665d", "place": INK}
"""Of names, by what they name."""

BAR = FAMILY_COLOURS["air"]
"""Of what is counted or chosen: bars, the window, handles, the edge of the chosen unit."""
VAGUE = "#b9b4aa"
"""Of bars of what is known too coarsely, and of those outside the window."""
TAKEOVER = "#b2182b"
"""The line of a chart at the takeover, and the frame of an inset."""

GROUP_COLOURS = {
    "Taliban": "#3d3d3d",
    "Jamaat Ansarullah": "#7b3294",
    "IS-K": "#b2182b",
    "NRF": "#1b7837",
    "IMU": "#8c510a",
    "Katibat Imam al-Bukhari": "#2166ac",
    "TIP/ETIM": "#01665e",
    "al-Qaeda": "#b35806",
    "TTP": "#6a8d00",
    "NRF leadership": "#5aae61",
    "Central Asian jihadists under Taliban watch": "#35978f",
    "Central Asian fighters with Taliban": "#80cdc1",
    "Pamiri local commanders and protesters": "#c51b7d",
    "Ayombekov and other Khorog commanders": "#de77ae",
    "Jamaat Ansarullah with Taliban": "#9970ab",
    "al-Qaeda members from Central Asia": "#e08214",
    "Mawlawi Mehdi Mujahid's Hazara fighters": "#4393c3",
}
_OTHER_GROUP = "#666666"
_LEAST_CONTRAST = 4.5
HATCH_ANGLES = {
    "control": (45,),
    "influence": (135,),
    "presence": (90,),
    "sanctuary": (0,),
    "claimed": (45, 135),
}
"""Degrees of the lines of each zone status' hatch: on screen and on paper."""
OUTLINES = {"high": "solid", "medium": "dashed", "low": "dotted"}
"""How the outline of a zone is drawn, by the confidence in its claim."""


def group_colour(group: str) -> str:
    """Return the colour of a group's zones; groups without one of their own share a grey."""
    return GROUP_COLOURS.get(group, _OTHER_GROUP)


def tint(colour: str, share: float) -> str:
    """Return the colour that lies on white paper where another is drawn at an opacity.

    >>> tint("#ff0000", 0.2)
    '#ffcccc'
    """
    parts = (255 - share * (255 - part) for part in rgb(colour))
    return "#" + "".join(f"{round(part):02x}" for part in parts)


def legible(colour: str) -> str:
    """Return a colour dark enough for words on white: contrast 4.5 to 1 at least (WCAG 2.2).

    >>> legible("#80cdc1"), legible("#7b3294")
    ('#4d7b74', '#7b3294')
    """
    share = 1.0
    while 1.05 / (_luminance(_darker(colour, share)) + 0.05) < _LEAST_CONTRAST:
        share -= 0.05
    return _darker(colour, share)


def _darker(colour: str, share: float) -> str:
    return "#" + "".join(f"{round(share * part):02x}" for part in rgb(colour))


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 to 1, as WCAG 2.2 defines it."""
    parts = (part / 255 for part in rgb(colour))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def rgb(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue of a colour, 0 to 255 each.

    >>> rgb("#fe9929")
    (254, 153, 41)
    """
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue
