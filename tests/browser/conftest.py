"""A real browser with every other host blocked, and the app on a port of its own."""

import io
import math
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

import geo
from geo.settings import ASSETS, ROOT

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=20_000)
AXE = ASSETS / "axe-core" / "axe.min.js"
FAULTS = """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
  .map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 4).join(", ")}`)"""
SIZE = {"width": 1440, "height": 900}


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in Path(item.fspath).parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser():
    names = ("/usr/bin/chromium", "chromium", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium here; `scripts/setup.sh browser` installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def newcomer():
    """Whoever asks for this sees the cards on where to begin; to others they are closed."""


@pytest.fixture
def offline(browser: Browser, request):
    """A browser context that lets through this machine only and remembers what else was asked."""
    context = browser.new_context(viewport=SIZE, accept_downloads=True)
    context.set_default_timeout(30_000)
    context.asked_elsewhere = []

    def gate(route):
        url = route.request.url
        if url.startswith(("http://localhost:", "http://127.0.0.1:", "file://", "data:", "blob:")):
            route.continue_()
        else:
            context.asked_elsewhere.append(url)
            route.abort()

    context.route("**/*", gate)
    if "newcomer" not in request.fixturenames:
        # A document in its frame has no storage; there are no cards in it either.
        context.add_init_script(
            "try { localStorage.setItem('borderwatch.begun', '1'); } catch { /* none */ }"
        )
    yield context
    context.close()


@pytest.fixture
def page(offline: BrowserContext) -> Page:
    page = offline.new_page()
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    return page


@pytest.fixture(scope="session")
def app():
    """The address of the app on the shipped data."""
    yield from serve()


START = "import runpy\nrunpy.run_module('dashboard', run_name='__main__', alter_sys=True)"


def serve(*events: Path, first: str = "pass", port: int = 0):
    """Serve the app on some events; ``first`` is run in its process before it starts."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = port or probe.getsockname()[1]
    command = [sys.executable, "-c", f"{first}\n{START}", "--headless", "--port", str(port)]
    for path in events:
        command += ["--events", str(path)]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        wait_for(f"http://localhost:{port}/_stcore/health", server)
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(url, server):
    for _ in range(240):
        if server.poll() is not None:
            pytest.fail(f"the app ended: {server.stdout.read().decode()[-2000:]}")
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.25)
    pytest.fail("the app did not answer within a minute")


def spot(extent, box, lon, lat):
    """Where a place lies on the screen, from the document's extent and its map's box."""
    west, south, east, north = (float(edge) for edge in extent.split(","))
    x = (lon - west) / (east - west)
    y = (mercator(north) - mercator(lat)) / (mercator(north) - mercator(south))
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def mercator(lat):
    return math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))


@pytest.fixture
def opened(page, joined, tmp_path):
    """Open a view as a document and wait until it is painted."""

    def open_view(view=None, frame=joined):
        path = geo.webmap(frame, view or geo.View()).save(tmp_path / "map.html")
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready=true]")
        page.wait_for_timeout(400)
        return page

    return open_view


def colours(page):
    picture = Image.open(io.BytesIO(page.locator(".bw-stage").screenshot())).convert("RGB")
    return {f"#{r:02x}{g:02x}{b:02x}" for _, (r, g, b) in picture.getcolors(2**24)}


def extent(page):
    return page.locator(".bw-pane").get_attribute("data-extent")


def click_at(page, lon, lat):
    page.mouse.click(*spot(extent(page), page.locator(".folium-map").bounding_box(), lon, lat))


def rest_at(page, lon, lat):
    """Let the pointer rest on a place of the map."""
    x, y = spot(extent(page), page.locator(".folium-map").bounding_box(), lon, lat)
    page.mouse.move(x - 3, y - 3)
    page.mouse.move(x, y)


@pytest.fixture
def faults(page):
    """What axe-core finds wrong with the page as it stands."""
    if not AXE.exists():
        pytest.skip("no axe-core here; `make dev` installs it")

    def look():
        # The document's own policy lets no other script in: as a debugger would.
        session = page.context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": AXE.read_text("utf-8")})
        return page.evaluate(FAULTS)

    return look
