"""A button that makes a file when it is pressed, says that it does, and what hinders it.

Streamlit's own button forgets its file while a run is under way, and loses a press that falls into
one. This one asks the server, which knows by the button's key how the file is made now.
"""

from collections.abc import Callable
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from .documents import offer

_SCRIPT = Path(__file__).with_name("downloads.js").read_text("utf-8")
_STYLE = """
button { font: 15px/1.6 var(--st-font, sans-serif); color: inherit; background: transparent;
  border: 1px solid var(--st-border-color, #c9c4ba); border-radius: 8px; padding: 5px 12px;
  min-height: 40px; cursor: pointer; text-align: left; }
button:hover, button:focus-visible { border-color: var(--st-primary-color, #0072B2);
  color: var(--st-primary-color, #0072B2); }
button:disabled { opacity: 0.6; cursor: progress; }
.said { margin: 4px 0 0; font: 13px/1.4 sans-serif; color: #8c2d04; }
.said:empty { display: none; }
"""
_HTML = '<button type="button"></button><p class="said" role="status"></p>'

_component = st.components.v2.component("borderwatch.download", html=_HTML, css=_STYLE, js=_SCRIPT)


def download_button(
    label: str, make: Callable[[], bytes], file: str, *, key: str, hint: str = ""
) -> None:
    """Show a button; ``make`` returns the content of the ``file`` once it is pressed."""
    context = get_script_run_ctx()
    session = context.session_id if context else ""
    address = offer(make, file, f"{session} {key}")
    data = {"label": label, "address": address, "hint": hint}
    _component(key=key, data=data, width="content", height="content")
