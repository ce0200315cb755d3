"""Fonts inside an SVG, so that it looks the same where they are not installed.

Of each font only the glyphs of the letters that stand in the file go in, with the rules by which
letters of Arabic script join.
"""

import base64
import io
import xml.etree.ElementTree as ET
from collections import defaultdict

from fontTools import subset
from fontTools.ttLib import TTFont
from matplotlib.font_manager import FontProperties, findfont

_TEXT = "{http://www.w3.org/2000/svg}text"
_BOLD = "700"


def with_fonts(svg: str) -> str:
    """Return an SVG of matplotlib with the fonts of its texts as ``@font-face`` rules.

    >>> style = "font-family: 'DejaVu Sans'"
    >>> text = f'<text style="{style}">Kunduz</text>'
    >>> page = with_fonts(f'<svg xmlns="http://www.w3.org/2000/svg">{text}</svg>')
    >>> page.count("@font-face"), "Kunduz" in page
    (1, True)
    """
    letters: dict[tuple[str, str], set[str]] = defaultdict(set)
    # What is parsed was written by matplotlib a moment ago.
    for text in ET.fromstring(svg).iter(_TEXT):
        style = dict(part.split(":", 1) for part in text.get("style", "").split(";") if ":" in part)
        look = {name.strip(): value.strip() for name, value in style.items()}
        family = look.get("font-family", "").split(",")[0].strip("'\"")
        letters[family, look.get("font-weight", "400")] |= set("".join(text.itertext()))
    rules = "".join(_rule(*look, "".join(sorted(held))) for look, held in sorted(letters.items()))
    start = svg.index(">", svg.index("<svg")) + 1
    return f'{svg[:start]}<style type="text/css">{rules}</style>{svg[start:]}'


def _rule(family: str, weight: str, letters: str) -> str:
    wanted = FontProperties(family=family, weight="bold" if weight == _BOLD else "normal")
    options = subset.Options(layout_features=["*"], notdef_outline=True, hinting=False)
    options.drop_tables += ["FFTM"]  # dates of a font editor
    font = TTFont(findfont(wanted), recalcTimestamp=False)
    chosen = subset.Subsetter(options)
    chosen.populate(text=letters)
    chosen.subset(font)
    font.flavor = "woff"
    written = io.BytesIO()
    font.save(written)
    data = base64.b64encode(written.getvalue()).decode()
    return (
        f"@font-face{{font-family:'{family}';font-weight:{weight};"
        f"src:url(data:font/woff;base64,{data}) format('woff')}}"
    )
