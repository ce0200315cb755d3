"""Pages as slides: pictures of maps and charts, and texts, tables and notes that can be edited."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from PIL import Image
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from geo import palette
from geo.drawing.legend import AREA, Entry
from geo.drawing.paper import CLEAR, LINE, Box
from geo.drawing.style import forget_pixels, in_style
from geo.drawing.type import is_right_to_left
from geo.files.writing import BEGINNING, write_whole, write_zip
from geo.pages.page import Page
from geo.palette import FAINT, INK

PICTURE_DPI = 200
HEADING, ODD, EVEN = palette.RULE, palette.ODD_ROW, palette.PAPER
"""The ground of a table's rows."""
TYPEFACE = "Arial"
"""At hand, or another of its widths, wherever slides are opened; narrower than that of paper, so
that what fits there fits here."""
_TITLE_ONLY = 5
_PACKED = 4
"""Of pictures: a tenth more room than the usual level, in half its time."""
_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""What office programs call a table without lines and colours of its own."""


def write_slides(pages: Sequence[Page], path: str | Path, title: str = "") -> Path:
    """Write pages as a deck of slides, whole or not at all; the same pages give the same bytes.

    Raises
    ------
    FileFault
        When the file cannot be written.
    """
    path = Path(path)
    deck = Presentation()
    deck.slide_width = Inches(pages[0].paper.width)
    deck.slide_height = Inches(pages[0].paper.height)
    about = deck.core_properties
    about.title, about.author = title or pages[0].title, "Borderwatch"
    about.created = about.modified = pd.Timestamp(*BEGINNING).to_pydatetime()
    about.last_modified_by = ""
    linked = [link for page in pages for link in _add_slide(deck, page)]
    for shape, target in linked:
        shape.click_action.target_slide = deck.slides[target]
    written = io.BytesIO()
    deck.save(written)
    with write_whole(path) as part:
        _repack(written, part)
    return path


def _add_slide(deck: Any, page: Page) -> list[tuple[Any, int]]:
    """Add a page, and return its shapes that lead to a slide, each with the number of that."""
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    paper, room = page.paper, page.paper.width - 2 * page.paper.margin
    _head(slide, page)
    _pictures(slide, page)
    if page.table is not None:
        _table(slide, page, page.table)
    if page.legend:
        _legend(slide, page)
    links = []
    for text in page.texts:
        look: dict[str, Any] = {"size": text.size, "bold": text.weight == "bold"}
        shape = _text(slide, _from_top(page, text.box), text.words, **look)
        if text.link is not None:
            links.append((shape, text.link))
    top = paper.height - paper.margin - paper.strip - paper.foot + CLEAR
    foot = (paper.margin, top, room, paper.foot - CLEAR)
    _text(slide, foot, " ".join(page.footer), size=paper.tiny, colour=FAINT)
    for y in (0.05, paper.height - paper.margin):
        if page.marking:
            box = (paper.margin, y, room, paper.margin)
            _text(slide, box, page.marking, size=paper.small, bold=True, align=PP_ALIGN.CENTER)
    if page.number:
        place = (paper.margin, paper.height - paper.margin, room, paper.margin)
        _text(slide, place, page.number, size=paper.tiny, colour=FAINT, align=PP_ALIGN.RIGHT)
    slide.notes_slide.notes_text_frame.text = "\n".join(_notes(page))
    return links


def _head(slide: Any, page: Page) -> None:
    """Write title and sentence in the sizes that fit on paper; each stays one text to edit."""
    heads = list(page.head)
    if page.title:
        title = heads.pop(0)
        shape = _place(slide.shapes.title, _from_top(page, title.box))
        _say(shape, [[(page.title, {"bold": True, "size": title.size})]])
    else:
        holder = slide.shapes.title._element
        holder.getparent().remove(holder)
    for sentence in heads:
        box = _from_top(page, sentence.box)
        _text(slide, box, page.subtitle, size=sentence.size, colour=FAINT)


def _notes(page: Page) -> list[str]:
    return [page.title, page.subtitle, *filter(None, [page.text]), *page.numbers, "", *page.notes]


def _pictures(slide: Any, page: Page) -> None:
    """Cut map or chart, and the inset, out of the drawn page."""
    boxes = [box for box in (page.picture, page.inset) if box]
    if not boxes:
        return
    image = _drawn(page)
    for box in boxes:
        content = io.BytesIO()
        _cut(image, _from_top(page, box)).save(content, "PNG", compress_level=_PACKED)
        content.seek(0)
        place = (Inches(at) for at in _from_top(page, box))
        picture = slide.shapes.add_picture(content, *place)
        words = page.subtitle if box == page.picture else "Where the map lies"
        picture._element.nvPicPr.cNvPr.set("descr", words)


def _cut(image: Image.Image, box: Box) -> Image.Image:
    left, top, width, height = (edge * PICTURE_DPI for edge in box)
    return image.crop((round(left), round(top), round(left + width), round(top + height)))


def _drawn(page: Page) -> Image.Image:
    figure = page.figure
    usual = figure.dpi
    with in_style():
        figure.set_dpi(PICTURE_DPI)
        with _bare(page):
            figure.canvas.draw()
        pixels = figure.canvas.buffer_rgba()  # type: ignore[attr-defined]  # Agg has them
        image = Image.fromarray(np.asarray(pixels)).convert("RGB")
        figure.set_dpi(usual)
        forget_pixels(figure)
    return image


@contextmanager
def _bare(page: Page) -> Iterator[None]:
    """Draw without the words beside the pictures, which are cut away: half the time of a map."""
    wide, tall = page.paper.width, page.paper.height
    boxes = [box for box in (page.picture, page.inset) if box]
    beside: list[Artist] = [*page.figure.legends] if page.legend else []
    for text in page.figure.texts:
        x, y = text.get_position()
        at = x * wide, y * tall
        if not any(_holds(box, at) for box in boxes):
            beside.append(text)
    for part in beside:
        part.set_visible(False)
    try:
        yield
    finally:
        for part in beside:
            part.set_visible(True)


def _holds(box: Box, at: tuple[float, float]) -> bool:
    left, bottom, width, height = box
    return left <= at[0] <= left + width and bottom <= at[1] <= bottom + height


def _legend(slide: Any, page: Page) -> None:
    """Write the legend as text: a coloured sign and its words on each line."""
    size = page.legend_size
    for box, groups in page.legend:
        lines: list[Any] = []
        for heading, entries in groups:
            lines += [[("", {"size": size / 2})]] if lines else []
            lines += [[(heading, {"bold": True, "size": size})]] if heading else []
            lines += [_entry(entry, size) for entry in entries]
        place = (Inches(at) for at in _from_top(page, box))
        _say(slide.shapes.add_textbox(*place), lines)


def _entry(entry: Entry, size: float) -> list[tuple[str, dict[str, Any]]]:
    sign = {"size": size, "colour": entry.colour, "edged": entry.sign == AREA}
    return [(f"{entry.sign} ", sign), (entry.words, {"size": size})]


def _table(slide: Any, page: Page, rows: pd.DataFrame) -> None:
    left, top, width, _ = _from_top(page, page.paper.body_box())
    widths, size = rows.attrs["widths"], rows.attrs["size"]
    place = (Inches(at) for at in (left, top, width, _row_height(1, size) * (len(rows) + 1)))
    table = slide.shapes.add_table(len(rows) + 1, len(rows.columns), *place).table
    lines = [
        rows.attrs["heading"],
        *rows.apply(lambda column: column.str.count("\n")).max(axis=1).add(1).tolist(),
    ]
    for row, number in zip(table.rows, lines, strict=True):
        row.height = Inches(_row_height(number, size))
    table._tbl.tblPr.find(qn("a:tableStyleId")).text = _NO_STYLE
    for number, name in enumerate(rows.columns):
        table.columns[number].width = Inches(widths[number])
        cells = [name, *rows[name]]
        for at, words in enumerate(cells):
            cell = table.cell(at, number)
            cell.margin_top = cell.margin_bottom = Inches(0.02)
            cell.margin_left = cell.margin_right = Inches(0.03)
            cell.vertical_anchor = MSO_ANCHOR.TOP
            cell.fill.solid()
            cell.fill.fore_color.rgb = _rgb(HEADING if at == 0 else (ODD, EVEN)[at % 2])
            text = words.replace("\n", " ")
            _write(cell.text_frame, [[(text, {"size": size, "bold": at == 0})]])


def _row_height(lines: int, size: float) -> float:
    """Return the height in inches of a row of a table with so many lines."""
    return (lines + 0.4) * LINE * size / 72


def _text(
    slide: Any,
    box: Box,
    words: str,
    *,
    size: float,
    bold: bool = False,
    colour: str = INK,
    align: Any = None,
) -> Any:
    """Add and return a box of text; ``box`` in inches from the upper left corner."""
    shape = slide.shapes.add_textbox(*(Inches(at) for at in box))
    look = {"size": size, "bold": bold, "colour": colour}
    _say(shape, [[(line, look)] for line in words.split("\n")], align=align)
    return shape


def _from_top(page: Page, box: Box) -> Box:
    """Return a box of paper, from the lower left, as one of a slide, from the upper left."""
    left, bottom, width, height = box
    return left, page.paper.height - bottom - height, width, height


def _place(shape: Any, box: Box) -> Any:
    shape.left, shape.top, shape.width, shape.height = (Inches(at) for at in box)
    return shape


def _say(shape: Any, lines: list[list[tuple[str, dict[str, Any]]]], *, align: Any = None) -> None:
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = MSO_ANCHOR.TOP
    frame.word_wrap = True
    _write(frame, lines, align=align or PP_ALIGN.LEFT)


def _write(
    frame: Any, lines: list[list[tuple[str, dict[str, Any]]]], *, align: Any = PP_ALIGN.LEFT
) -> None:
    """Write lines of runs, each with its size in points, weight and colour."""
    for number, runs in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = align
        if is_right_to_left("".join(words for words, _ in runs)):
            paragraph._p.get_or_add_pPr().set("rtl", "1")
        # Office programs give a line without words their own 18 points, and its row that height.
        end = paragraph._p.get_or_add_endParaRPr()
        end.set("sz", str(round(100 * max(look["size"] for _, look in runs))))
        for words, look in runs:
            run = paragraph.add_run()
            run.text = words
            run.font.size = Pt(look["size"])
            run.font.name = TYPEFACE
            run.font.bold = look.get("bold", False)
            colour = look.get("colour", INK)
            run.font.color.rgb = _rgb(colour)
            if look.get("edged"):
                _edge(run)


def _rgb(colour: str) -> Any:
    make: Any = RGBColor.from_string  # has no types
    return make(_hex(colour))


def _hex(colour: str) -> str:
    """Return a colour as office programs spell it."""
    return colour.removeprefix("#").upper()


def _edge(run: Any) -> None:
    """Give a sign an edge: the palest class would not show on white."""
    properties = run._r.get_or_add_rPr()
    line = properties.makeelement(qn("a:ln"), {"w": "3175"})
    paint = line.makeelement(qn("a:solidFill"), {})
    paint.append(paint.makeelement(qn("a:srgbClr"), {"val": _hex(palette.SWATCH_EDGE)}))
    line.append(paint)
    properties.insert(0, line)


def _repack(written: io.BytesIO, part: Path) -> None:
    """Copy a zip file without the moment at which each of its files was written."""
    with zipfile.ZipFile(written) as old:
        write_zip(part, ((entry.filename, old.read(entry)) for entry in old.infolist()))
