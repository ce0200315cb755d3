"""Sentences that can be lifted into a text: each with a button that copies it."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from geo.palette import FAINT, FRAME, INK, PAPER, RULE

_SCRIPT = Path(__file__).with_name("sentences.js").read_text("utf-8")
_STYLE = f"""
ul {{ list-style: none; margin: 0; padding: 0; font: 15px/1.45 system-ui, sans-serif;
  color: {INK}; }}
li {{ display: flex; gap: 12px; align-items: start; justify-content: space-between;
  padding: 7px 0; border-bottom: 1px solid {RULE}; }}
span {{ max-width: 105ch; overflow-wrap: anywhere; }}
button {{ font: 13px/1.4 system-ui, sans-serif; color: {FAINT}; background: {PAPER}; flex: none;
  min-width: 76px; padding: 3px 10px; border: 1px solid {FRAME}; border-radius: 8px;
  cursor: pointer; }}
button:hover, button:focus-visible {{ color: {INK}; border-color: {FAINT}; }}
"""

_component = st.components.v2.component(
    "borderwatch.sentences", html="<ul></ul>", css=_STYLE, js=_SCRIPT
)


def show_sentences(sentences: Sequence[str], key: str) -> None:
    """Show sentences under each other, each with its button."""
    if sentences:
        _component(key=key, data={"sentences": list(sentences)})
