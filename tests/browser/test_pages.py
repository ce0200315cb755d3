"""The app's pages for who sees little, has no mouse or a small window."""

import pytest
from playwright.sync_api import expect

from dashboard.server.opening import PAGES
from geo.settings import ASSETS

AXE = ASSETS / "axe-core" / "axe.min.js"

READY = {
    "": "Find a place, group, event…",
    "compare": "Compare by",
    "watch": "Watch by",
    "briefing": "Handling marking",
    "data": "Datasets in use",
    "sources": "Zones of influence",
}
"""What stands on each page once it is whole."""


@pytest.fixture(scope="session")
def axe():
    """The script of axe-core."""
    if not AXE.exists():
        pytest.skip("no axe-core here; `make dev` installs it")
    return AXE.read_text("utf-8")


def opened(page, app, path):
    page.goto(f"{app}/{path}")
    expect(page.get_by_text(READY[path]).first).to_be_attached(timeout=60_000)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=60_000)
    page.wait_for_timeout(1500)


def violations(frame, axe):
    frame.evaluate(axe)
    # Streamlit's own field for files names a section that it calls presentation.
    but = "{ exclude: [['[data-testid=stFileUploaderDropzone]']] }"
    asked = f"() => axe.run({but}, {{ iframes: false, resultTypes: ['violations'] }})"
    return [
        f"{fault['id']}: {node['html'][-300:]}"
        for fault in frame.evaluate(asked)["violations"]
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_violation_on_a_page(page, app, axe, path):
    opened(page, app, path)
    assert violations(page.main_frame, axe) == []


def test_axe_finds_no_violation_on_the_cards_and_keys(newcomer, page, app, axe):
    page.goto(app)
    cards = page.get_by_role("dialog", name="Where to begin")
    expect(cards).to_be_visible(timeout=60_000)
    cards.get_by_text("Keys", exact=True).click()
    page.wait_for_timeout(1500)
    assert violations(page.main_frame, axe) == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [390, 720])
def test_a_small_window_and_twice_the_size_scroll_one_way_only(page, app, path, width):
    """720 pixels are what 1440 come to at 200%."""
    page.set_viewport_size({"width": width, "height": 844})
    opened(page, app, path)
    wide = "() => document.querySelector('[data-testid=stMain]').scrollWidth"
    assert page.evaluate(wide) <= width


def test_the_cards_close_for_good_and_come_back_by_keyboard(newcomer, page, app):
    page.goto(app)
    cards = page.get_by_role("dialog", name="Where to begin")
    expect(cards).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Close").focus()
    page.keyboard.press("Escape")
    expect(cards).to_be_hidden()
    page.reload()
    help_button = page.get_by_role("button", name="Where to begin, and keys")
    expect(help_button).to_be_visible(timeout=60_000)
    expect(cards).to_be_hidden()
    help_button.press("Enter")
    expect(cards).to_be_visible()
    expect(cards.locator(".card").first).to_be_focused()


def test_who_opens_an_address_of_a_view_sees_that_view(newcomer, page, app):
    page.goto(f"{app}?extent=AF-BDS")
    help_button = page.get_by_role("button", name="Where to begin, and keys")
    expect(help_button).to_be_visible(timeout=60_000)
    expect(page.get_by_role("dialog", name="Where to begin")).to_be_hidden()


def test_a_card_shows_what_it_promises(newcomer, page, app):
    page.goto(app)
    page.get_by_role("button", name="The Tajik border before and after").click(timeout=60_000)
    expect(page.get_by_text("What changed, by border segment")).to_be_visible(timeout=60_000)
    assert "segments=AFG-TJK" in page.url


def test_what_has_the_focus_shows_it(page, app):
    opened(page, app, "")
    page.get_by_role("link", name="Compare").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    style = page.evaluate(
        "() => { const s = getComputedStyle(document.activeElement);"
        " return [s.outlineStyle, parseFloat(s.outlineWidth)]; }"
    )
    assert style[0] == "solid"
    assert style[1] >= 2
