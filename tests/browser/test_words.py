"""What the escape of text is worth: Streamlit's own page shows it as it stands, everywhere."""

import re
import socket
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from geo.settings import ROOT, SETTING
from tests.browser.conftest import serve, wait_for
from tests.browser.test_data import map_of

ODD = (
    "![a](http://example.org/a.png) [b](http://example.org) <img src=http://example.org/c.png>",
    "![a][b]",
    "http://example.org/d https://example.org/e?f=1&g=2 www.example.org WWW.example.org",
    "a@example.org mailto:a@example.org ftp://example.org xmpp:a@example.org/b",
    "<http://example.org/autolink> <b>bold</b> <!-- gone --> &lt; &copy; &#58;",
    ":smile: :+1: :-1: a:smile:b :material/home: :material_home: :streamlit: :shortcode/x:",
    ":red[red] :blue-background[blue] :small[small] :rainbow[all] :red-badge[b]",
    "::leaf ::leaf[x]{y}",
    "$x^2$ $$x^2$$ $5 and $6 \\(x\\) \\[x\\]",
    "*a* **b** _c_ __d__ ~e~ ~~f~~ `g` ``h`` ==i== ^j^ [^1] [k]: http://example.org",
    "-> <- <-> -- >= <= ~= a -> b <- c -- d >= e",
    "# heading",
    "###### heading #",
    "> quote",
    "- item",
    "* item",
    "+ item",
    "1. item",
    "12) item",
    "[ ] task",
    "- [x] task",
    "***",
    "---",
    "===",
    "```python",
    "~~~",
    "| a | b |",
    ":::note",
    "\\ \\\\ a\\",
    "  indented   twice",
    'Kunduz, 12:30; Qal\'eh-ye Now (Badghis) 50% #1 – كندز 昆都士 "x"',
)
LINES = ("| a | b |\n|---|---|\n| 1 | 2 |", "one\n\n    code", "title\n=====", "$$\nx\n$$\n\tcode")
TEXTS = (*ODD, *LINES)
STRANGE = "![l](http://stranger.example/l.png) <img src=http://stranger.example/m.png> $y$ :smile: "
PLACES, BESIDE_BOLD = 9, 2
SCRIPT = f"""
import streamlit as st
from dashboard.widgets.words import plain
for text in {TEXTS!r}:
    with st.container(key="at_" + str(hash(text))):
        st.caption(plain(text))
        st.markdown(plain(text))
        st.markdown("**x** " + plain(text))
        st.markdown("#### " + plain(text))
        st.subheader(plain(text), anchor=False)
        st.error(plain(text))
        st.checkbox(plain(text), key="c" + text)
        st.button(plain(text), key="b" + text, type="tertiary")
        st.selectbox(plain(text), [1], key="s" + text)
"""
MADE = "a, img, em, strong, code, pre, del, table, ul, ol, blockquote, hr, svg, sup, input, .katex"
OWN = '[aria-label="Link to heading"]'
BOXES = "[data-testid=stMarkdownContainer], [data-testid=stCaptionContainer]"
LOOKS = "span[style], span[class*=Material], [role=img]"
READ = """([boxes, made, own]) => [...document.querySelectorAll(boxes)].map(box => [
  box.innerText.replace(/\\u2060/g, ""),
  [...box.querySelectorAll(made)].filter(e => !e.closest(own)).map(e => e.outerHTML)])"""


@pytest.fixture
def shown(page, tmp_path):
    """The page of a small app that shows each text in each kind of place."""
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    settings = {"server.address": "localhost", "server.port": port, "server.headless": "true"}
    flags = [f"--{name}={value}" for name, value in settings.items()]
    command = [sys.executable, "-m", "streamlit", "run", str(script), *flags]
    command.append("--browser.gatherUsageStats=false")
    with (tmp_path / "output").open("w+b") as output:
        server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=output)
        wait_for(f"http://localhost:{port}/_stcore/health", server)
        page.goto(f"http://localhost:{port}")
        page.locator("[data-test-script-state=notRunning]").wait_for(timeout=90_000)
        page.wait_for_timeout(1500)
        yield page
        server.terminate()
        server.wait(timeout=20)


def lines_of(text):
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def test_odd_text_stands_as_it_is_in_every_kind_of_place(shown, offline):
    boxes = shown.evaluate(READ, [BOXES, f"{MADE}, {LOOKS}", OWN])
    assert len(boxes) == PLACES * len(TEXTS)
    faults = []
    for number, text in enumerate(TEXTS):
        first, *rest = lines_of(text)
        for place, (words, made) in enumerate(boxes[PLACES * number : PLACES * (number + 1)]):
            told, expected = lines_of(words), [first, *rest]
            if place == BESIDE_BOLD:
                expected = [f"x {first}", *rest]
            elif place > BESIDE_BOLD:
                # In a heading or a label lines may run on.
                told, expected = [" ".join(told)], [" ".join(expected)]
            if told != expected or len(made) != (place == BESIDE_BOLD):
                faults.append((place, text, words, made))
    assert faults == []
    assert offline.asked_elsewhere == []


EVENTS = """event_id,date_start,date_precision,geo_precision,event_type,source_publisher,\
source_url,longitude,latitude,dataset,place,actor_1,summary,licence
{rows}
"""
ROW = "e{n},2021-08-{n},day,town,attack,ODD,http://stranger.example/{n},70.9,37.0" + ",ODD" * 5


@pytest.fixture
def odd_app(tmp_path, monkeypatch, units):
    """The app on events and imported boundaries with odd text in each text column."""
    boundaries, events = tmp_path / "odd.parquet", tmp_path / "![l](b) $y$.csv"
    names = ("name", "name_local", "source", "licence")
    odd = {name: STRANGE + units[name].astype("str").fillna("") for name in names}
    units.assign(**odd).to_parquet(boundaries)
    rows = "\n".join(ROW.format(n=number) for number in range(10, 20)).replace("ODD", STRANGE)
    events.write_text(EVENTS.format(rows=rows))
    monkeypatch.setenv(SETTING, str(boundaries))
    yield from serve(events)


def test_text_of_files_makes_the_browser_ask_no_host(page, odd_app, offline, tmp_path):
    for path in ("/?unit=AF-BDS", "/compare", "/watch", "/briefing", "/data", "/sources"):
        page.goto(odd_app + path)
        page.locator("[data-test-script-state=notRunning]").wait_for()
        if path.startswith("/?"):
            expect(page.get_by_text("Boundary: ![l](http")).to_be_visible()
            map_of(page).locator(".bw-sentence").wait_for()
            page.get_by_role("textbox", name="Find a place").fill("Badakhshan")
            page.get_by_role("textbox", name="Find a place").press("Enter")
            expect(
                page.get_by_role("button", name=re.compile(r"^!\[l\].*\(province\)$")).first
            ).to_be_visible()
        if path == "/data":
            table = tmp_path / "![l](c) $y$.csv"
            table.write_text(f"Date,Type,{STRANGE}\n2031-07-03,{STRANGE},x\n")
            page.locator("input[type=file]").set_input_files(table)
            expect(page.get_by_text("Not read: ")).to_contain_text("![l](")
        page.wait_for_timeout(1000)
        assert page.locator("img[src*=stranger], [href*='l.png'], .katex").count() == 0
    assert offline.asked_elsewhere == []
