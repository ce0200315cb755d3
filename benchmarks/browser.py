"""The browser that measures: Chromium without a graphics card, and the clock inside pages.

A moment counts as painted when, after the change, two animation frames have begun and a message
posted in the second has come back: by then the browser has rastered the canvases of the first.
Times in different frames are compared on the clock of ``performance.timeOrigin``.
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Frame, Page, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MAP_URL = "about:srcdoc"
VIEWPORT = {"width": 1400, "height": 900}
TIMEOUT_MS = 180_000
WINDOW_MS = 2_000
"""How long a new window of Chromium is busy with itself (measured: a second of processor time
in its address bar alone); a person's stands open already."""

CLOCK = Path(__file__).with_name("clock.js").read_text("utf-8")


def chromium() -> str:
    """Return the path of Chromium or Chrome."""
    for name in ("/usr/bin/chromium", "chromium", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise SystemExit("Chromium was not found. `make browser` installs it.")


def chromium_version() -> str:
    """Return what the browser calls itself."""
    answer = subprocess.run(
        [chromium(), "--version"], capture_output=True, text=True, check=True
    ).stdout
    return answer.strip().split(" built on")[0]


@contextmanager
def browsing() -> Iterator[Browser]:
    """Run one browser until the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def new_page(browser: Browser) -> Iterator[Page]:
    """Open an empty page with nothing cached, which carries the clock in all its frames."""
    # The document's policy forbids evaluation, through which the clock is read.
    context = browser.new_context(viewport=VIEWPORT, bypass_csp=True)
    context.set_default_timeout(TIMEOUT_MS)
    context.add_init_script(CLOCK)
    try:
        page = context.new_page()
        page.wait_for_timeout(WINDOW_MS)
        yield page
    finally:
        context.close()


def open_app(page: Page, url: str) -> tuple[Frame, float]:
    """Load the app; return its map frame and the seconds from navigation to the painted map."""
    with page.expect_event("framenavigated", lambda frame: frame.url == MAP_URL) as found:
        page.goto(url, wait_until="commit")
    painted = found.value.evaluate("bench.opened")
    return found.value, (painted - page.evaluate("performance.timeOrigin")) / 1000


def rest(page: Page) -> None:
    """Wait until the page's script has run out and the map has come to rest."""
    page.wait_for_timeout(700)
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    page.wait_for_timeout(300)
