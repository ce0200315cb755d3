"""Start the app: ``python -m dashboard [--events PATH]... [--port N] [--headless]``."""

from importlib import import_module
from pathlib import Path
from threading import Thread

import click
import streamlit as st
from starlette.middleware import Middleware

from geo.cli.commands import return_freed_memory
from geo.cli.ending import Ending, end_at_once
from geo.files.scratch import scratch_folder
from geo.palette import BAR
from geo.settings import choose_event_files

from .server import documents, opening
from .server.doors import NAMES, Doors

SETTINGS = {
    "server.address": "localhost",
    # The doors are shut by Doors; Streamlit's own locks stay on behind them.
    "server.allowedHosts": list(NAMES),
    "server.enableCORS": True,
    "server.corsAllowedOrigins": [],
    "server.enableXsrfProtection": True,
    "server.enableAgentApi": False,
    "server.showEmailPrompt": False,
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "minimal",
    # What went wrong stands in the terminal; on the page there are no stack trace and no links out.
    "client.showErrorDetails": "type",
    "client.showErrorLinks": False,
    # A table's own download would neither defuse formulas nor leave restricted rows out.
    "client.disableDataExport": True,
    # Megabytes: an event file of millions of rows.
    "server.maxUploadSize": 2048,
    "theme.base": "light",
    "theme.primaryColor": BAR,
    "theme.font": "sans-serif",
}
"""On this machine only, and no word to any other."""


@click.command(cls=Ending)
@click.option("--events", multiple=True)
@click.option("--port", type=int, default=8501)
@click.option("--headless", is_flag=True)
def start(events: tuple[str, ...], port: int, headless: bool) -> None:
    """Serve the app until stopped."""
    return_freed_memory()
    # The libraries of the pages are loaded while the browser comes up.
    Thread(target=import_module, args=(f"{__package__}.app",), daemon=True).start()
    # The first one of a process removes what killed ones left: nobody's imported data any more.
    scratch_folder("start").close()
    if events:
        choose_event_files(events)
    settings = SETTINGS | {"server.port": port}
    if headless:
        settings["server.headless"] = True
    script = Path(__file__).with_name("main.py").resolve()
    routes = [*opening.routes(), *documents.routes()]
    st.App(script, routes=routes, middleware=[Middleware(Doors)]).run(config=settings)


try:
    start()
except SystemExit as end:
    # Whatever a session or a library still does in a thread: nobody waits for it any more.
    end_at_once(end.code)
