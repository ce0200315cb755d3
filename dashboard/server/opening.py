"""Streamlit's page, with the app's style, which asks at once for what the map's frame needs.

The style stands in the page itself: handed over by the script, it arrives after the first words
are drawn, and what stands on the screen jumps.

Streamlit asks for a component's scripts only when the component comes to be drawn, and the
component for the map document only then, behind the scripts of the sidebar. Measured: the map
stands a fifth of a second sooner when the scripts come beforehand, and a third when the document
and its events do.
"""

import re
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from streamlit.file_util import get_static_dir

from .documents import wanted_first

PAGES = {
    "": "Map",
    "compare": "Compare",
    "watch": "Watch",
    "briefing": "Briefing",
    "data": "Data",
    "sources": "Sources",
}
"""The pages by their paths; Streamlit has the default one at the root only."""
_STYLE = Path(__file__).with_name("style.css").read_text("utf-8")
_IMPORT = re.compile(r'(?:from|import)"\./([\w.-]+\.js)"')


def routes() -> list[Route]:
    """Return where the app's pages stand."""
    return [Route(f"/{path}", serve_first_page) for path in PAGES]


async def serve_first_page(request: Request) -> HTMLResponse:
    """Answer with the page of the app's address; it is small and never kept."""
    on_map = request.url.path == "/"
    links = "".join(
        f'<link rel="preload" as="fetch" crossorigin href=".{address}">'
        for address in (wanted_first() if on_map else ())
    )
    page = first_page().replace("</head>", f"{links}</head>")
    return HTMLResponse(page, headers={"Cache-Control": "no-cache"})


@lru_cache
def first_page(static: Path | None = None) -> str:
    """Return Streamlit's page with style and links; without links where scripts are named anew."""
    static = static or Path(get_static_dir())
    page = (static / "index.html").read_text("utf-8")
    found: list[str] = []
    for script in (static / "static" / "js").glob("BidiComponent.*.js"):
        _collect(script, found)
    links = "".join(
        f'<link rel="modulepreload" crossorigin href="./static/js/{name}">'
        for name in found
        if name not in page
    )
    return page.replace("</head>", f"{links}<style>{_STYLE}</style></head>")


def _collect(script: Path, found: list[str]) -> None:
    """Add a script and all that it imports."""
    found.append(script.name)
    for name in _IMPORT.findall(script.read_text("utf-8")):
        if name not in found:
            _collect(script.with_name(name), found)
