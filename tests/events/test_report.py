"""What the report on an import says of rows, columns, words and changed values."""

from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from geo.cells.empty import empty_words, says_nothing
from geo.cli.main import main
from geo.events.reading import import_events
from geo.events.report import ReadReport, Remark, merged, total

TODAY = pd.Timestamp.now().normalize()
ROW = {
    "id": "1",
    "date": "2021-08-15",
    "type": "bombing",
    "place": "Kunduz",
    "lat": "36.73",
    "lon": "68.86",
}


OWN = {
    "event_id": "a",
    "date_start": "2021-08-15",
    "date_precision": "day",
    "geo_precision": "town",
    "event_type": "attack",
    "source_publisher": "Made up",
    "longitude": 68.86,
    "latitude": 36.73,
}


def save(path: Path, *rows: dict[str, str]) -> Path:
    pd.DataFrame([{**ROW, "id": str(at), **row} for at, row in enumerate(rows)]).to_csv(
        path, index=False
    )
    return path


def report_on(folder: Path, *rows: dict[str, str]) -> ReadReport:
    return import_events(save(folder / "mine.csv", *rows))[1]


# Empty words


@pytest.mark.parametrize(
    "word", ["No Information", "UNKNOWN", " N/A ", "-", "нет данных", "نامعلوم", "номаълум", "未知"]
)
def test_a_word_for_nothing_is_an_empty_cell_in_any_column(tmp_path, word):
    row = {"actor": word, "killed": word, "district": word, "notes": word, "end date": word}
    event = import_events(save(tmp_path / "x.csv", row))[0].iloc[0]
    columns = ["actor_1", "fatalities_best", "admin2", "summary", "note"]
    assert event[columns].isna().all()
    assert event["date_end"] == pd.Timestamp("2021-08-15")


def test_a_word_for_nothing_is_nobody_in_our_own_columns_too(tmp_path):
    frame = pd.DataFrame([OWN | {"actor_1": "No Information", "side_1_type": "unknown"}])
    frame.to_csv(tmp_path / "x.csv", index=False)
    event = import_events(tmp_path / "x.csv")[0].iloc[0]
    assert pd.isna(event["actor_1"])
    assert event["side_1_type"] == "unknown"


@given(st.text(max_size=40))
def test_a_cell_says_nothing_only_if_it_is_a_word_for_nothing_whole(text):
    said = bool(says_nothing(pd.Series([f"Group {text}"], dtype="str")).item())
    assert not said
    assert says_nothing(pd.Series([text], dtype="str")).item() == (
        text.strip().lower() in empty_words()
    )


# Unread columns, strange words, changed values


def test_every_column_that_is_not_read_is_named_with_its_filled_cells(tmp_path):
    rows = [{"Weather": "snow", "Moon": ""}, {"Weather": "", "Moon": ""}, {"Weather": "rain"}]
    assert (
        "columns not read that hold something: Weather (2 rows)"
        in report_on(tmp_path, *rows).remarks
    )


def test_unread_columns_of_a_source_are_counted_over_all_chunks(tmp_path, monkeypatch):
    monkeypatch.setattr("geo.files.delimited._BLOCK", 1_500)
    monkeypatch.setattr("geo.files.delimited._ROWS", 12)
    row = {
        "Date": "2021-05-08",
        "Country ISO": "AFG",
        "Latitude": "34.5",
        "Longitude": "69.2",
        "Geo Precision": "(2) 25 km",
        "Reported Perpetrator": "NSA",
        "Vehicle": "red",
    }
    rows = [{**row, "SiND Event ID": str(at)} for at in range(100)]
    pd.DataFrame(rows).to_csv(tmp_path / "x.csv", index=False)
    report = import_events(tmp_path / "x.csv")[1]
    assert report.accepted == 100
    assert "columns not read that hold something: Vehicle (100 rows)" in report.remarks


def test_dates_after_today_are_counted(tmp_path):
    days = [str((TODAY + timedelta(days=days)).date()) for days in (-1, 0, 1, 400)]
    report = report_on(tmp_path, *({"date": day} for day in days))
    line = next(line for line in report.remarks if line.startswith("dates after today"))
    assert line.endswith(": 2 rows (3, 4)")


def test_a_time_of_day_that_is_cut_off_is_said_and_midnight_is_none(tmp_path):
    days = ["2021-08-15 23:10", "2021-08-15T00:00:00", "2021-08-15", "15 Aug 2021, 0:01"]
    report = report_on(tmp_path, *({"date": day} for day in days))
    assert "date: the time of day is cut off: 2 rows (1, 4)" in report.remarks


def test_words_that_are_no_country_are_counted(tmp_path):
    rows = [{"country": word} for word in ("Atlantis", "Tajikistan", "Atlantis", "Lemuria", "N/A")]
    line = next(line for line in report_on(tmp_path, *rows).remarks if "no country" in line)
    assert line.endswith("'Atlantis' (2 rows: 1, 3), 'Lemuria' (1 row: 4)")


# Lines


def test_one_line_for_each_kind_of_fault_and_all_rows_when_asked(tmp_path):
    rows = [{"lat": f"near {at}"} for at in range(9)] + [{"date": "soon"}] + [{}] * 10
    report = report_on(tmp_path, *rows)
    lines = str(report).splitlines()
    assert lines[0] == "mine.csv: 20 rows read, 10 accepted, 10 set aside."
    assert lines[1].startswith("  9 rows (1, 2, 3, 4, 5, …): latitude 'near 0' is not in degrees")
    assert lines[2].startswith("  row 10 (9): date_start 'soon' is not a date")
    assert not any(line.startswith("  row ") for line in lines[3:])
    every = report.every_row().splitlines()
    assert sum(line.startswith("  row ") for line in every) == 10
    assert report.kinds()["rows"].tolist() == [9, 1]


def test_validate_names_all_rows_and_writes_the_report_when_asked(tmp_path):
    path = save(
        tmp_path / "mine.csv", {"lat": "north", "Weather": "snow"}, {"lat": "south"}, {}, {}, {}
    )
    target = tmp_path / "report.csv"
    done = CliRunner().invoke(main, ["validate", str(path), "--all", "--report", str(target)])
    assert done.exit_code == 1
    assert "row 2 (1): latitude 'south' is not in degrees" in done.output
    written = pd.read_csv(target)
    assert written["kind"].value_counts()["set aside"] == 2
    assert written.loc[written["kind"] == "set aside", "row"].tolist() == [1, 2]
    unread = written[written["value"] == "Weather"].iloc[0]
    assert (unread["kind"], unread["rows"]) == ("note", 1)


def test_remarks_of_chunks_add_up():
    chunks = [[Remark("a", "x", 3, (1, 2, 3))], [Remark("a", "x", 4, (7, 8, 9)), Remark("b")]]
    assert merged(note for chunk in chunks for note in chunk) == [
        Remark("a", "x", 7, (1, 2, 3, 7, 8)),
        Remark("b"),
    ]
    empty = pd.DataFrame(columns=["row", "event_id", "column", "value", "reason"])
    whole = total([ReadReport("f", 5, 5, empty, notes) for notes in chunks])
    assert str(whole).splitlines()[1:] == ["  note: a: x (7 rows: 1, 2, 3, 7, 8, …)", "  note: b"]
