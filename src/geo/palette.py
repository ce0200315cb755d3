"""Every colour of maps, charts and legends."""

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

OTHER_GROUP_COLOUR = "#666666"

COUNT_SCALE = ("#fff3c7", "#fed98e", "#fe9929", "#d95f0e", "#8c2d04")

CHANGE_SCALE = ("#5e3c99", "#b2abd2", "#f7f7f7", "#fdb863", "#e66101")
"""Of rate ratios, from much lower to much higher: ColorBrewer PuOr reversed, five classes."""

ZERO_COLOUR = "#f1eee7"

NEIGHBOUR_COLOUR = "#e9ecee"

WASH_COLOUR = "#4b5f8a"
"""Of an area to which events are known no closer."""
