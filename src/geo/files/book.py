"""Sheets of a workbook as rows of text, read in a process of its own that may only use so much.

Run as a script by :mod:`geo.files.spreadsheet`, with nothing of this project loaded: a workbook
of a few kilobytes may spell out a billion cells, and its reader takes the memory for all of them
at once. Here that ends this process and no other.

Arguments: the workbook, the file to write, the most bytes of memory and seconds. A line of
the file is a sheet (its name, whether it is shown, merged columns) or a row (number, cells).
"""

import json
import re
import sys
import zipfile
from datetime import date, datetime, timedelta
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MOST_COLUMNS, MOST_CELLS, MOST_LETTERS = 2_000, 12_000_000, 300_000_000
_CELL = re.compile(rb"<(?:\w+:)?c ")
_ADDRESS = re.compile(rb'[^<>]*?\br="([A-Z]{1,3}\d{1,7})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_RESULT = re.compile(rb"<(?:\w+:)?(?:v|t)(?: [^<>]*)?>[^<]")
_SHEET = re.compile(rb"<(?:\w+:)?sheet [^<>]*>")
_LINK = re.compile(rb"<(?:\w+:)?Relationship [^<>]*>")
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"<>]*)"')


def main(source: str, target: str, most_memory: int, most_seconds: int) -> None:
    """Write the rows of all sheets that are shown."""
    _confine(most_memory, most_seconds)
    bare = _formulas_without_result(source) if zipfile.is_zipfile(source) else {}
    with (
        CalamineWorkbook.from_path(source) as book,
        open(target, "x", encoding="utf-8") as file,  # noqa: PTH123
    ):
        for sheet in book.sheets_metadata:
            if sheet.typ is SheetTypeEnum.WorkSheet:
                shown = sheet.visible is SheetVisibleEnum.Visible
                told = {"sheet": sheet.name, "shown": shown, "bare": bare.get(sheet.name, [])}
                _write_sheet(book, told, file)


def _confine(most_memory: int, most_seconds: int) -> None:
    """Bound what this process may use; Windows has no such bounds."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (most_memory, most_memory))
    resource.setrlimit(resource.RLIMIT_CPU, (most_seconds, most_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _write_sheet(book: Any, told: dict[str, Any], file: Any) -> None:
    if not told["shown"]:
        print(json.dumps(told), file=file)
        return
    sheet = book.get_sheet_by_name(told["sheet"])
    merged = sheet.merged_cell_ranges or []
    told["merged"] = [
        (left, top, bottom)
        for (top, left), (bottom, right) in merged
        if left == right and top != bottom
    ]
    print(json.dumps(told), file=file)
    if sheet.total_width > MOST_COLUMNS or sheet.total_width * sheet.total_height > MOST_CELLS:
        print(json.dumps({"too_many": True}), file=file)
        return
    left = (sheet.start or (0, 0))[1]
    letters = 0
    for number, row in enumerate(sheet.iter_rows()):
        cells = [""] * left + [_text(cell) for cell in row]
        letters += sum(map(len, cells))
        if letters > MOST_LETTERS:
            raise MemoryError
        if any(cells):
            print(json.dumps([number, cells], ensure_ascii=False), file=file)


def _text(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell).strip()


def _formulas_without_result(source: str) -> dict[str, list[str]]:
    """Return of each sheet of an XLSX the cells whose formula has no stored result."""
    with zipfile.ZipFile(source) as archive:
        parts = set(archive.namelist())
        if "xl/_rels/workbook.xml.rels" not in parts:
            return {}
        links = _attributes(_LINK, archive.read("xl/_rels/workbook.xml.rels"))
        targets = {link.get("Id"): link.get("Target", "") for link in links}
        bare = {}
        for sheet in _attributes(_SHEET, archive.read("xl/workbook.xml")):
            # A target that begins with a slash is a whole path.
            target = targets.get(sheet.get("r:id"), "")
            part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            if part in parts:
                bare[_plain(sheet.get("name", ""))] = _bare(archive.read(part))
    return bare


def _attributes(element: re.Pattern[bytes], xml: bytes) -> list[dict[str, str]]:
    starts = (start[0].decode("utf-8", "replace") for start in element.finditer(xml))
    return [dict(_ATTRIBUTE.findall(start)) for start in starts]


def _plain(text: str) -> str:
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text


def _bare(xml: bytes) -> list[str]:
    if b"<!ENTITY" in xml:
        # The reader would leave out what they stand for.
        raise ValueError("its XML declares entities, which workbooks do not need")
    if not _FORMULA.search(xml):
        return []
    bare = []
    starts = [match.end() for match in _CELL.finditer(xml)]
    for start, end in zip(starts, [*starts[1:], len(xml)], strict=True):
        cell = xml[start:end]
        if _FORMULA.search(cell) and not _RESULT.search(cell):
            address = _ADDRESS.match(cell)
            bare.append(address[1].decode() if address else "?")
    return bare


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
