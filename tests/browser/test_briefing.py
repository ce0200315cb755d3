"""The Briefing page in a real browser: preview, one page, a pack."""

import io
import json
import re
import zipfile

import pytest
from PIL import Image
from playwright.sync_api import expect

PATH = "/briefing?window=2021-06-01~2021-08-15&extent=AF-BDS"


@pytest.fixture
def opened(page, app):
    page.goto(app + PATH)
    expect(page.get_by_role("img").last).to_be_visible()
    expect(page.get_by_role("button", name="Download this page as PPTX")).to_be_visible()
    return page


def download(page, name):
    with page.expect_download() as found:
        page.get_by_role("button", name=name).click()
    return found.value.path().read_bytes()


def test_a_page_is_previewed_and_handed_over(opened, offline):
    page = opened
    page.get_by_label("Title", exact=True).fill("Summer in Badakhshan")
    page.get_by_label("Title", exact=True).press("Enter")
    expect(page).to_have_url(re.compile("Summer"))
    slide = zipfile.ZipFile(io.BytesIO(download(page, "Download Summer in Badakhshan as PPTX")))
    assert b"Summer in Badakhshan" in slide.read("ppt/slides/slide1.xml")
    page.get_by_role("combobox", name="Format").click()
    page.get_by_role("option", name="PNG").click()
    picture = Image.open(io.BytesIO(download(page, "Download Summer in Badakhshan as PNG")))
    assert picture.width == pytest.approx(13.333 * 200, abs=1)
    page.get_by_role("combobox", name="Format").click()
    page.get_by_role("option", name="Moving picture (GIF)").click()
    page.get_by_role("combobox", name="Window").click()
    page.get_by_role("option", name="Grows from the first date").click()
    moving = Image.open(io.BytesIO(download(page, "Download Summer in Badakhshan as GIF")))
    # June to the middle of August, month by month.
    assert (moving.size, moving.n_frames) == ((1280, 720), 3)
    assert offline.asked_elsewhere == []


def test_pages_gather_in_a_pack(opened):
    page = opened
    page.get_by_role("button", name="Add to the pack: map").click()
    expect(page.get_by_role("button", name="1. Map")).to_be_visible()
    page.get_by_role("combobox", name="Page").click()
    page.get_by_role("option", name="Table of events").click()
    page.get_by_role("button", name="Add to the pack: table of events").click()
    expect(page.get_by_role("button", name="Download the pack of 2")).to_be_visible()
    pack = zipfile.ZipFile(io.BytesIO(download(page, "Download the pack of 2")))
    assert {"brief.pptx", "brief.pdf", "manifest.json", "data/events.csv"} <= set(pack.namelist())
    content = json.loads(pack.read("manifest.json"))
    assert [figure["kind"] for figure in content["figures"].values()] == ["map", "events"]


def test_what_cannot_be_drawn_is_a_message(opened):
    page = opened
    page.get_by_label("Title", exact=True).fill("word " * 100)
    page.get_by_label("Title", exact=True).press("Enter")
    expect(page.get_by_text("does not fit; shorten it")).to_be_visible()
