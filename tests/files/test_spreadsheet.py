"""Workbooks of several kinds, as people keep them."""

import datetime as dt
import zipfile

import openpyxl
import pytest

from geo.errors import FileFault
from geo.events.reading import import_events
from geo.files import spreadsheet
from geo.files.open import open_table
from geo.files.table import Header
from tests.files.hostile import ROW, workbook

OFFICE = "urn:oasis:names:tc:opendocument:xmlns"


def rows_of(path):
    with open_table(path) as opened:
        table = next(iter(opened.chunks(Header())))[0]
        return table.rows.reset_index(drop=True).to_dict("list"), opened.mended


def open_document(path, *rows):
    """An OpenDocument sheet of text."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            '<table:table-cell office:value-type="string">'
            f"<text:p>{cell}</text:p></table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        f'<office:document-content xmlns:office="{OFFICE}:office:1.0" '
        f'xmlns:table="{OFFICE}:table:1.0" xmlns:text="{OFFICE}:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="s">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return path


def test_an_open_document_goes_in(tmp_path):
    row = {**ROW, "longitude": "68.9", "latitude": "36.7"}
    path = open_document(tmp_path / "x.ods", row, row.values())
    events, report = import_events(path)
    assert report.accepted == 1
    assert events.geometry.x.tolist() == [68.9]


def test_a_zipped_workbook_goes_in(tmp_path):
    open_document(tmp_path / "x.ods", ["a", "b"], ["1", "2"])
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.write(tmp_path / "x.ods", "folder/x.ods")
    assert rows_of(tmp_path / "x.zip")[0] == {"a": ["1"], "b": ["2"]}


def test_cells_are_text_as_a_spreadsheet_shows_them(tmp_path):
    book = openpyxl.Workbook()
    book.active["C4"], book.active["D4"], book.active["E4"] = "day", "number", "true"
    book.active["C5"], book.active["D5"], book.active["E5"] = dt.date(2021, 8, 15), 3.0, True
    book.active["C7"], book.active["D7"] = dt.datetime(2021, 8, 16, 12, 30), 0.5  # noqa: DTZ001
    book.save(tmp_path / "x.xlsx")
    cells, _ = rows_of(tmp_path / "x.xlsx")
    assert cells == {
        "day": ["2021-08-15", "2021-08-16"],
        "number": ["3", "0.5"],
        "true": ["True", ""],
    }


def test_merged_cells_are_filled_where_the_sheet_begins_further_down(tmp_path):
    book = openpyxl.Workbook()
    for row in ([], [], [None, "a", "b"], [None, "x", 1], [None, None, 2], [None, None, 3]):
        book.active.append(row)
    book.active.merge_cells("B4:B5")
    book.save(tmp_path / "x.xlsx")
    cells, notes = rows_of(tmp_path / "x.xlsx")
    assert cells["a"] == ["x", "x", ""]
    assert notes == ["cells that are merged down a column were filled; ranges: 1"]


def test_a_formula_with_its_result_is_read_and_one_without_is_said(tmp_path):
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>b</t></is></c></row>'
        '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2"><f>1+1</f></c></row>'
        '<row r="3"><c r="A3"><f>1+1</f><v/></c><c r="B3"><v>4</v></c></row>'
    )
    workbook(tmp_path / "x.xlsx", f"<sheetData>{cells}</sheetData>")
    table, notes = rows_of(tmp_path / "x.xlsx")
    assert table == {"a": ["2", ""], "b": ["", "4"]}
    assert "such as in B2, were read as empty; cells: 2" in notes[0]


def test_nothing_of_the_folder_of_a_workbook_is_run(tmp_path, monkeypatch):
    """Python takes modules from where it is started, unless it is told not to."""
    (tmp_path / "json.py").write_text("open('ran', 'w').close()")
    (tmp_path / "python_calamine.py").write_text("open('ran', 'w').close()")
    open_document(tmp_path / "x.ods", ["a", "b"], ["1", "2"])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert rows_of(tmp_path / "x.ods")[0] == {"a": ["1"], "b": ["2"]}
    assert not (tmp_path / "ran").exists()


def test_a_reader_that_does_not_end_is_ended(tmp_path, monkeypatch):
    open_document(tmp_path / "x.ods", ["a", "b"], ["1", "2"])
    (tmp_path / "book.py").write_text("import time\ntime.sleep(600)")
    monkeypatch.setattr(spreadsheet.book, "__file__", str(tmp_path / "book.py"))
    monkeypatch.setattr(spreadsheet, "MOST_SECONDS", -4)
    with pytest.raises(FileFault, match="far more than a table of events"):
        rows_of(tmp_path / "x.ods")
