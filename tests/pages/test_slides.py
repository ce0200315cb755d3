"""Slides and PDF, read back by libraries that did not write them."""

import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import pypdf
import pytest
from PIL import Image

import geo
from geo.boundaries.units import DISCLAIMER
from geo.errors import FileFault
from geo.pages.output import write_pdf
from geo.pages.slides import write_slides
from geo.pages.snapshot import KINDS, draw_page

VIEW = geo.View(
    window=("2021-06-01", "2021-08-15"),
    extent="AFG-TJK",
    segments=("AFG-TJK",),
    title="Badakhshan & <b>Tajik</b> border",
    window_a=("2020-08-15", "2021-08-14"),
    window_b=("2021-08-15", "2022-08-14"),
    compared_by="province",
)
MARKING = "NOT FOR PUBLICATION"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
TEXT = f"{DRAWING}t"


@pytest.fixture(scope="module")
def pages(joined):
    return {kind: draw_page(joined, VIEW, kind=kind, marking=MARKING) for kind in KINDS}


def texts(path, part):
    """All runs of text of a part of a deck, by the standard library."""
    with zipfile.ZipFile(path) as file:
        tree = ElementTree.fromstring(file.read(part))
    return [run.text or "" for run in tree.iter(TEXT)]


@pytest.fixture(scope="module")
def deck(pages, tmp_path_factory):
    return write_slides(list(pages.values()), tmp_path_factory.mktemp("deck") / "deck.pptx")


@pytest.mark.parametrize("number", range(1, len(KINDS) + 1))
def test_a_slide_holds_title_sentence_marking_sources_and_date(deck, pages, number):
    page = list(pages.values())[number - 1]
    said = texts(deck, f"ppt/slides/slide{number}.xml")
    assert page.title in said
    assert page.subtitle in said
    assert said.count(MARKING) == 2
    words = " ".join(said)
    assert "data to 17 April 2026" in words
    assert "imply no endorsement of any claim" in words
    notes = " ".join(texts(deck, f"ppt/notesSlides/notesSlide{number}.xml"))
    assert "Sources of the events:" in notes
    assert DISCLAIMER in notes
    assert "https://" in notes


def test_a_slides_legend_lists_what_the_map_shows(deck, pages):
    said = texts(deck, "ppt/slides/slide1.xml")
    for _, groups in pages["map"].legend:
        for heading, entries in groups:
            assert not heading or heading in said
            assert all(entry.words in said for entry in entries)


def test_a_table_is_a_table(deck, pages):
    number = list(KINDS).index("changes") + 1
    with zipfile.ZipFile(deck) as file:
        assert b"<a:tbl>" in file.read(f"ppt/slides/slide{number}.xml")
    said = texts(deck, f"ppt/slides/slide{number}.xml")
    # A slide breaks its lines itself.
    assert set(pages["changes"].table["Where"].str.replace("\n", " ")) <= set(said)


def test_pictures_have_words_for_who_cannot_see_them(deck):
    with zipfile.ZipFile(deck) as file:
        slide = file.read("ppt/slides/slide1.xml").decode()
    pictures = re.findall(r"<p:pic>.*?<p:cNvPr [^>]*?descr=\"([^\"]+)\"", slide, re.DOTALL)
    assert len(pictures) == 2


def test_the_same_pages_give_the_same_deck_and_pdf(joined, tmp_path):
    small = replace(VIEW, extent="AF1728", layers=("countries", "events"))
    for name, write in (("a.pptx", write_slides), ("a.pdf", write_pdf)):
        first, second = (
            write([draw_page(joined, small)], tmp_path / f"{number}{name}").read_bytes()
            for number in (1, 2)
        )
        assert first == second


def test_persian_runs_from_the_right(joined, tmp_path):
    small = replace(VIEW, extent="AF1728", layers=("countries",), title="بدخشان")
    path = geo.snapshot(joined, small, tmp_path / "map.pptx")
    with zipfile.ZipFile(path) as file:
        slide = file.read("ppt/slides/slide1.xml").decode()
    assert re.search(r'<a:pPr[^>]*rtl="1"[^>]*>.*?بدخشان', slide, re.DOTALL)


def test_a_pdf_holds_its_words_as_text_and_its_fonts(pages, tmp_path):
    path = write_pdf(list(pages.values()), tmp_path / "all.pdf", "All pages")
    reader = pypdf.PdfReader(path)
    assert len(reader.pages) == len(pages)
    assert reader.metadata.title == "All pages"
    assert reader.metadata.creation_date_raw is None
    for page, drawn in zip(reader.pages, pages.values(), strict=True):
        words = re.sub(r"\s+", " ", page.extract_text())
        assert drawn.title in words
        assert words.count(MARKING) == 2
        assert "data to 17 April 2026" in words
        assert "geoBoundaries" in words
    for font in reader.pages[0]["/Resources"]["/Font"].values():
        descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert "/FontFile2" in descriptor.get_object()


def test_an_unwritable_folder_is_a_message_and_nothing_is_left(pages, tmp_path):
    for name, write in (("a.pptx", write_slides), ("a.pdf", write_pdf)):
        with pytest.raises(FileFault, match="cannot be written"):
            write([pages["events"]], tmp_path / "none" / name)
    assert list(tmp_path.iterdir()) == []


def test_a_slide_opens_in_an_office_program(joined, tmp_path):
    office, pictures = shutil.which("soffice"), shutil.which("pdftoppm")
    if not office or not pictures:
        pytest.skip("LibreOffice and poppler-utils are not installed here")
    path = geo.snapshot(joined, VIEW, tmp_path / "map.pptx", marking=MARKING)
    command = [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    printed = pypdf.PdfReader(tmp_path / "map.pdf")
    assert len(printed.pages) == 1
    assert VIEW.title in printed.pages[0].extract_text()
    command = [pictures, "-r", "30", "-png", str(tmp_path / "map.pdf"), str(tmp_path / "map")]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    picture = Image.open(next(tmp_path.glob("map*.png"))).convert("RGB")
    assert picture.width / picture.height == pytest.approx(16 / 9, rel=0.01)
    assert len(picture.getcolors(1 << 20)) > 100


def test_rows_of_a_table_are_no_higher_than_its_words_ask(deck, pages):
    """A cell without words must not be given the 18 points of an office program's own type."""
    for kind in ("events", "changes"):
        number = list(KINDS).index(kind) + 1
        with zipfile.ZipFile(deck) as file:
            slide = ElementTree.fromstring(file.read(f"ppt/slides/slide{number}.xml"))
        table = next(slide.iter(f"{DRAWING}tbl"))
        size = pages[kind].table.attrs["size"]
        ends = [end.get("sz") for end in table.iter(f"{DRAWING}endParaRPr")]
        assert len(ends) == len(list(table.iter(f"{DRAWING}p")))
        assert set(ends) == {str(round(100 * size))}
        heights = [int(row.get("h")) / 914_400 for row in table.iter(f"{DRAWING}tr")]
        bottom = pages[kind].paper.body_box()[3]
        assert sum(heights) <= bottom
        # Liberation Sans, which stands in for Arial, is 1.15 of its size high.
        lines = [1 + max(row.str.count("\n")) for _, row in pages[kind].table.iterrows()]
        for lines_of, height in zip(lines, heights[1:], strict=True):
            assert lines_of * 1.15 * size / 72 + 0.04 <= height
