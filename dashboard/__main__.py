"""Start the app: ``python -m dashboard [--events PATH]... [--port N]``."""

from pathlib import Path

import click
import streamlit as st

from dashboard.server import documents, opening
from geo.settings import choose_event_files

SETTINGS = {
    "server.address": "localhost",
    "server.showEmailPrompt": False,
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "minimal",
    # What went wrong stands in the terminal; on the page there are no stack trace and no links out.
    "client.showErrorDetails": "type",
    # A table's own download would neither defuse formulas nor leave restricted rows out.
    "client.disableDataExport": True,
    # Megabytes: an event file of millions of rows.
    "server.maxUploadSize": 2048,
    "theme.base": "light",
    "theme.primaryColor": "#0072B2",
    "theme.font": "sans-serif",
}
"""On this machine only, and no word to any other."""


@click.command()
@click.option("--events", multiple=True)
@click.option("--port", type=int, default=8501)
@click.option("--headless", is_flag=True)
def start(events: tuple[str, ...], port: int, headless: bool) -> None:
    """Serve the app until stopped."""
    if events:
        choose_event_files(events)
    settings = SETTINGS | {"server.port": port}
    if headless:
        settings["server.headless"] = True
    routes = [*opening.routes(), *documents.routes()]
    st.App(Path(__file__).with_name("main.py").resolve(), routes=routes).run(config=settings)


start()
