"""Where to begin: three cards over the map, and behind a button again, with a page of keys."""

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from geo.palette import FAINT, FOCUS, FRAME, INK, ODD_ROW, PAPER

CARDS = {
    "districts": (
        "Five districts, summer 2021",
        "The districts of Badakhshan that sources claim for Jamaat Ansarullah, on the map.",
    ),
    "border": (
        "The Tajik border before and after",
        "A year before and a year after the takeover of 15 August 2021, compared.",
    ),
    "file": (
        "Your own file",
        "An export of ACLED, UCDP, GTD or GDELT, or any table with dates and places.",
    ),
}
"""Title and words of each card, by what it chooses."""
KEYS = {
    "Tab, Shift+Tab": "to the next and the last control, in the page and in the map",
    "Enter, Space": "press a button, open a menu; Space plays the map in time, and stops it",
    "← → ↑ ↓": "move the map, or the handle of the time bar that has the focus, by a day",
    "+ −": "zoom the map that has the focus",
    "M, A": "measure, or draw an area, on the map that has the focus; Enter takes its middle",
    "Esc": "close a menu, a card or these cards",
}
_SCRIPT = Path(__file__).with_name("welcome.js").read_text("utf-8")
_STYLE = f"""
.host {{ position: absolute; inset: 0 0 auto 0; height: 0; z-index: 20;
  font: 14px/1.4 system-ui, sans-serif; color: {INK}; }}
.help {{ position: fixed; right: 12px; bottom: 12px; width: 30px; height: 30px; border-radius: 50%;
  border: 1px solid {FRAME}; background: {PAPER}; color: {INK}; font-weight: 600;
  cursor: pointer; }}
.panel {{ position: absolute; left: 0; right: 0; top: 96px; margin: 0 auto;
  width: min(760px, calc(100% - 24px)); max-height: calc(100vh - 130px); overflow: auto;
  padding: 14px 16px; border: 1px solid {FRAME}; border-radius: 10px; background: {PAPER};
  box-shadow: 0 4px 18px color-mix(in srgb, {INK} 18%, transparent); box-sizing: border-box; }}
.panel[hidden] {{ display: none; }}
.head {{ display: flex; justify-content: space-between; align-items: center; margin-bottom: 8px; }}
.head strong {{ font-size: 16px; }}
.cards {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(190px, 1fr)); gap: 10px; }}
.card {{ text-align: left; padding: 12px; border: 1px solid {FRAME}; border-radius: 8px;
  background: {PAPER}; color: inherit; font: inherit; cursor: pointer; }}
.card:hover {{ background: {ODD_ROW}; }}
.card strong {{ display: block; margin-bottom: 4px; }}
.card span {{ color: {FAINT}; }}
.close {{ border: 1px solid {FRAME}; border-radius: 8px; background: {PAPER}; color: inherit;
  padding: 4px 12px; font: inherit; cursor: pointer; }}
button:focus-visible, summary:focus-visible {{ outline: 3px solid {FOCUS}; outline-offset: 2px; }}
details {{ margin-top: 10px; }}
dl {{ display: grid; grid-template-columns: max-content 1fr; gap: 4px 14px; margin: 8px 0 0; }}
dt {{ font-weight: 600; }} dd {{ margin: 0; }}
@media (max-width: 768px) {{ .help {{ position: absolute; right: 0; top: -32px; bottom: auto; }} }}
@media print {{ .host {{ display: none; }} }}
"""


def _html() -> str:
    cards = "".join(
        f'<button type="button" class="card" data-choice="{key}"><strong>{escape(title)}</strong>'
        f"<span>{escape(words)}</span></button>"
        for key, (title, words) in CARDS.items()
    )
    keys = "".join(f"<dt>{escape(key)}</dt><dd>{escape(does)}</dd>" for key, does in KEYS.items())
    return (
        '<div class="host"><button type="button" class="help" aria-label="Where to begin, and keys"'
        ' title="Where to begin, and keys" aria-expanded="false">?</button>'
        '<section class="panel" role="dialog" aria-label="Where to begin" hidden>'
        '<div class="head"><strong>Where to begin</strong>'
        '<button type="button" class="close">Close</button></div>'
        f'<div class="cards">{cards}</div>'
        f"<details><summary>Keys</summary><dl>{keys}</dl></details></section></div>"
    )


_component = st.components.v2.component("borderwatch.welcome", html=_html(), css=_STYLE, js=_SCRIPT)


def welcome(on_choice: Callable[[], None], key: str) -> Any:
    """Show the cards until they are closed once in this browser, and the button of help.

    ``on_choice`` is called when a card is chosen; the trigger ``choice`` then holds its key.
    """
    return _component(key=key, on_choice_change=on_choice)
