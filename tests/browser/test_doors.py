"""The app beside strangers in a real browser: pages of other ports, frames, its own red box."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import serve

BREAK = """
import dashboard.screens.sources as screen
def show(*_):
    raise ValueError("a secret of this machine")
screen.show = show
"""


@pytest.fixture
def stranger(page, tmp_path):
    """A page of another port of this machine, open in the browser."""
    (tmp_path / "index.html").write_text("<title>A stranger</title>")
    handler = partial(SimpleHTTPRequestHandler, directory=tmp_path)
    server = ThreadingHTTPServer(("localhost", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page.goto(f"http://localhost:{server.server_port}/")
    yield page
    server.shutdown()


OPENS = """address => new Promise(resolve => {
  const socket = new WebSocket(address, ["streamlit"]);
  socket.onopen = () => resolve("open"); socket.onerror = () => resolve("refused"); })"""
READS = """([address, options]) => fetch(address, options).then(
  async answer => `${answer.type} ${(await answer.text()).length}`, () => "refused")"""


def test_a_page_of_another_port_reads_nothing_and_opens_no_socket(stranger, app):
    assert stranger.evaluate(OPENS, app.replace("http", "ws") + "/_stcore/stream") == "refused"
    for path in ("/", "/_stcore/host-config", "/borderwatch/none", "/_stcore/health"):
        for options in ({}, {"method": "POST"}, {"mode": "no-cors"}):
            told = stranger.evaluate(READS, [app + path, options])
            assert told in ("refused", "opaque 0"), path


def test_no_page_frames_the_app_but_a_link_opens_it(stranger, app):
    stranger.set_content(f"<iframe src='{app}/'></iframe><a href='{app}/sources'>the app</a>")
    stranger.wait_for_timeout(1500)
    assert all(not frame.url.startswith(app) for frame in stranger.frames)
    stranger.get_by_role("link", name="the app").click()
    expect(stranger.get_by_role("heading", name="Sources", exact=True)).to_be_visible()


def test_a_fault_of_the_app_links_to_no_search_and_shows_no_secret(page, offline):
    for address in serve(first=BREAK):
        page.goto(address + "/sources")
        box = page.get_by_test_id("stException")
        expect(box).to_be_visible()
        assert box.get_by_role("link").count() == 0
        assert "secret" not in page.content()
        assert offline.asked_elsewhere == []
