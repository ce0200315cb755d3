"""The app of the installed wheel in a real browser: the map is drawn, and no other host asked."""

import socket

import geo
from tests.browser.conftest import wait_for


def test_the_installed_app_draws_the_map(installed, page, offline, joined):
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    with installed.serving("--headless", "--port", port) as server:
        wait_for(f"http://localhost:{port}/_stcore/health", server)
        page.goto(f"http://localhost:{port}")
        document = page.frame_locator("iframe[title=Map]")
        document.locator("html[data-ready=true]").wait_for()
        sentence = document.locator(".bw-sentence").inner_text()
        painted = document.locator("canvas").first.evaluate(
            "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)"
            ".data.some(value => value)"
        )
    assert sentence == geo.describe(joined, geo.View())
    assert painted
    assert offline.asked_elsewhere == []
