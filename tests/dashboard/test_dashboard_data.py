"""The Data page without a browser: files go in, datasets are shown, left out, removed."""

import io
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

import geo
from dashboard.server import downloads
from dashboard.session import datasets
from geo.events import stream
from geo.settings import EVENTS, ROOT

ODD = """Wann,Wo genau,B,L,Was,Wer,Tote
03/07/2031,Synthetic Baharak,37.00,70.90,Airstrike,Synthetic Force,2
25/07/2031,Synthetic Jurm,36.86,70.83,picnic,Synthetic Force,
not a day,Synthetic Jurm,36.86,70.83,Airstrike,Synthetic Force,1
"""
MAPPED = {"Place": "Wo genau", "Latitude": "B", "Longitude": "L", "Type": "Was", "Actor": "Wer"}
ACLED = """event_id_cnty,event_date,time_precision,disorder_type,event_type,sub_event_type,actor1,\
country,admin1,location,latitude,longitude,geo_precision,source,notes,fatalities
SYN1,16 May 2031,1,Political violence,Battles,Armed clash,Synthetic Force,Afghanistan,Badakhshan,\
Synthetic town,37.0,70.9,1,Synthetic paper,Synthetic note,0
"""


@pytest.fixture
def app():
    """The Data page, as the app's script runs it."""

    def run():
        import streamlit as st

        from dashboard.screens import data as screen
        from dashboard.session import datasets, library, state
        from dashboard.widgets import sidebar

        data = datasets.load()
        dates = data.joined["date_start"]
        data_span = (dates.min().date(), dates.max().date())
        choices = sidebar.choices(data)
        span = state.begin(data_span, choices)
        if datasets.show_arrived():
            span = state.begin(data_span, choices)
        for note in library.notes():
            st.warning(note)
        st.session_state.data_of_the_page = data
        screen.show(data, state.current(data_span), span)
        sidebar.show(data, span, choices, comparing=False)

    return AppTest.from_function(run, default_timeout=60).run()


def drop(app, name, content):
    app.file_uploader[0].upload(name, content.encode()).run()
    assert not app.exception


def choose(app, **choices):
    for label, value in choices.items():
        next(box for box in app.selectbox if box.label == label).set_value(value)
    app.run()


def press(app, key):
    app.button(key=key).click().run()
    assert not app.exception


def bring_in(app, name, content=ODD, choices=MAPPED):
    drop(app, name, content)
    choose(app, **choices)
    press(app, "import")
    press(app, "use")


def raw(app):
    shown = [*app.markdown, *app.caption, *app.success, *app.error, *app.warning]
    return "\n".join(element.value for element in shown)


def text(app):
    """Return all text of the page without the signs that keep Markdown from reading it."""
    return raw(app).replace("\\", "")


def box(app, name):
    return next(box for box in app.checkbox if box.label.replace("\\", "") == name)


def joined_of(app):
    return app.session_state["data_of_the_page"].joined


def test_an_empty_page_says_what_to_do_and_lists_what_is_in_use(app):
    assert not app.exception
    assert app.file_uploader[0].label == "Drop files of events"
    assert "Given at the start · 431 events" in text(app)
    assert box(app, "borderwatch").disabled


def test_a_table_is_mapped_imported_and_used(app, joined):
    drop(app, "synthetic.csv", ODD)
    assert "7 columns" in text(app)
    assert "Not read: Wo genau, B, L, Was, Wer, Tote" in text(app)
    choose(app, **MAPPED)
    assert "Types left open: 1." in text(app)
    choose(app, picnic="protest", Deaths="Tote")
    assert "Every type is understood." in text(app)
    press(app, "import")
    assert "**3 rows read** = 2 accepted + 1 set aside" in raw(app)
    assert app.dataframe[0].value["first rows"].tolist() == ["3"]
    press(app, "use")
    assert "synthetic.csv is in use: 2 events" in text(app)
    ours = joined_of(app).query("dataset == 'synthetic'")
    assert len(joined_of(app)) == len(joined) + 2
    assert ours["event_type"].tolist() == ["air_strike", "protest"]
    assert ours["fatalities_best"].isna().tolist() == [False, True]
    assert str(ours["date_start"].iloc[0].date()) == "2031-07-03"


def test_a_sheet_of_a_workbook_is_chosen(app):
    header, *rows = [line.split(",") for line in ODD.splitlines()]
    book = openpyxl.Workbook()
    for title, part in {"2030": rows[:1], "2031": rows}.items():
        sheet = book.create_sheet(title)
        for cells in [header, *part]:
            sheet.append(cells)
    del book["Sheet"]
    held = io.BytesIO()
    book.save(held)
    app.file_uploader[0].upload("synthetic.xlsx", held.getvalue()).run()
    choice = next(box for box in app.selectbox if box.label == "Sheet")
    assert choice.value == "2031"
    assert choice.options == ["2030", "2031", "Together: 2030, 2031"]
    choose(app, Sheet="2030")
    assert len(app.dataframe[0].value) == 1
    choose(app, Sheet="*")
    assert len(app.dataframe[0].value) == 3
    choose(app, **MAPPED)
    press(app, "import")
    assert "**4 rows read**" in raw(app)


def test_the_form_of_boundaries_opens_beside_the_datasets(app):
    app.toggle(key="bring_boundaries").set_value(True).run()
    shape = {"type": "Polygon", "coordinates": [[[66, 35], [67, 35], [67, 36], [66, 35]]]}
    feature = {"type": "Feature", "properties": {"NAME": "Made"}, "geometry": shape}
    content = json.dumps({"type": "FeatureCollection", "features": [feature]})
    app.file_uploader[1].upload("mine.geojson", content.encode()).run()
    assert not app.exception
    assert next(box for box in app.selectbox if box.label == "Column of the names")


def test_columns_without_a_name_are_shown_by_their_number(app):
    head, *rows = ODD.splitlines()
    drop(app, "synthetic.csv", "\n".join([f"{head},,", *(f"{row},x,y" for row in rows)]))
    assert app.dataframe[0].value.columns[-2:].tolist() == ["(column 8)", "(column 9)"]
    assert "columns without a name are not read: column 8, column 9" in text(app)


def test_an_encoding_without_a_sign_is_shown_before_the_import(app):
    app.file_uploader[0].upload("synthetic.csv", ODD.replace("Baharak", "قندوز").encode("cp1256"))
    app.run()
    assert "read as Windows-1256 (Persian, Pashto, Urdu, Arabic), as in قندوز" in text(app)


def test_the_window_follows_the_data(app, joined):
    def last():
        return next(field for field in app.date_input if field.label == "To").value

    before = last()
    bring_in(app, "synthetic.csv")
    assert str(last()) == "2031-07-03"
    remove(app, "synthetic")
    assert last() == before
    assert len(joined_of(app)) == len(joined)


def remove(app, name):
    app.checkbox(key=f"sure_{name}").check().run()
    press(app, f"remove_{name}")


def test_datasets_are_left_out_but_never_the_last(app):
    bring_in(app, "synthetic.csv")
    box(app, "borderwatch").uncheck().run()
    assert joined_of(app)["dataset"].unique().tolist() == ["synthetic"]
    assert box(app, "synthetic").disabled
    assert app.checkbox(key="sure_synthetic").disabled
    box(app, "borderwatch").check().run()
    assert joined_of(app)["dataset"].nunique() == 2


def test_a_source_that_is_known_needs_no_mapping_and_stays_restricted(app):
    drop(app, "synthetic-acled.csv", ACLED)
    assert "ACLED" in text(app)
    assert next(b for b in app.selectbox if b.label == "Handing on").value is True
    press(app, "import")
    press(app, "use")
    ours = joined_of(app).query("dataset == 'synthetic-acled'")
    assert ours["restricted"].tolist() == [True]
    assert "restricted: 1" in text(app)


def test_the_same_file_twice_is_linked_and_compared(app):
    bring_in(app, "synthetic.csv")
    bring_in(app, "synthetic.csv", ODD.replace("Baharak,37.00", "Baharak,37.01"))
    assert "synthetic (2)" in joined_of(app)["dataset"].unique()
    assert "**1 link** between events of different datasets" in raw(app)
    assert "1 new, 0 changed, 1 withdrawn" in text(app)


def test_tables_of_a_restricted_dataset_are_not_handed_over(app, monkeypatch):
    offered = []
    monkeypatch.setattr(downloads, "_component", lambda *, data, **_: offered.append(data["label"]))

    def handed_over():
        offered.clear()
        app.run()
        return list(offered)

    bring_in(app, "synthetic.csv")
    drop(app, "synthetic.csv", ODD)
    # Without a licence nothing is handed on until its owner says so.
    handing_on = next(field for field in app.selectbox if field.label == "Handing on")
    assert handing_on.value is True
    choose(app, **MAPPED, **{"Handing on": False})
    press(app, "import")
    assert handed_over() == ["Download rows set aside (CSV)"]
    press(app, "again")
    choose(app, **{"Handing on": True})
    press(app, "import")
    assert handed_over() == []
    press(app, "use")
    assert "**1 link**" in raw(app)
    assert "Of a restricted dataset: shown here only" in text(app)
    assert handed_over() == []


def test_datasets_that_cannot_stand_together_are_a_message(app):
    drop(app, "events.geojson", EVENTS.read_text("utf-8"))
    press(app, "import")
    press(app, "use")
    assert "One dataset holds ids twice" in text(app)
    press(app, "again")
    name = next(field for field in app.text_input if field.label == "Name of the dataset")
    name.set_value("mine").run()
    press(app, "import")
    press(app, "use")
    assert joined_of(app)["dataset"].value_counts().to_dict() == {"borderwatch": 431, "mine": 431}


def test_where_nothing_can_be_kept_it_is_used_in_the_session(app, library):
    library.write_text("a file where the folder would be")
    bring_in(app, "synthetic.csv")
    assert "cannot be written" in text(app)
    assert "shown in this session only" in text(app)
    assert set(joined_of(app)["dataset"]) == {"borderwatch", "synthetic"}
    press(app, next(b.key for b in app.button if b.label == "Remove from the session"))
    assert set(joined_of(app)["dataset"]) == {"borderwatch"}


def test_a_newer_download_takes_the_place_of_the_older_one(app, library):
    bring_in(app, "synthetic.csv")
    drop(app, "next week.csv", ODD.replace("Jurm,36.86", "Jurm,36.87"))
    choose(app, **MAPPED, **{"Keep it as": "synthetic"})
    press(app, "import")
    press(app, "use")
    assert "Kept in the workspace as synthetic, version 2" in text(app)
    assert [each.name for each in app.session_state["in_use"]] == ["borderwatch", "synthetic"]
    versions = geo.open_workspace(library).versions("synthetic")
    assert [version.original.name for version in versions] == ["synthetic.csv", "next week.csv"]
    assert versions[0].mapping.columns["place"] == "Wo genau"


def test_a_file_that_cannot_be_read_is_a_message(app):
    drop(app, "synthetic.xlsx", "PK\x03\x04 no workbook")
    assert app.error
    press(app, "drop_coming")
    assert not app.error


def test_text_of_a_file_is_never_markup(app):
    evil = "![x](http://example.org/x.png)"
    drop(app, "synthetic[a](b).csv", ODD.replace("Wer", evil).replace("picnic", evil))
    choose(app, **{**MAPPED, "Actor": evil})
    assert evil not in raw(app)
    press(app, "import")
    press(app, "use")
    assert all(evil not in element.label for element in [*app.checkbox, *app.button])


def test_a_mapping_that_was_kept_fills_the_form(app, tmp_path):
    kept = geo.Mapping(
        {"date_start": "Wann", "place": "Wo genau", "event_type": "Was", "note": "Gone"},
        {"geo_precision": "district", "source_publisher": "Synthetic paper"},
        {"picnic": "protest"},
    )
    toml = kept.to_toml(tmp_path / "kept.toml").read_bytes()
    drop(app, "synthetic.csv", ODD)
    app.file_uploader[0].upload("kept.toml", toml).run()
    assert not app.exception
    values = {field.label: field.value for field in app.selectbox}
    assert values["Place"] == "Wo genau"
    assert values["picnic"] == "protest"
    assert values["Places are known to"] == "district"
    assert "This file lacks the columns Gone." in text(app)


def test_parts_of_a_shapefile_come_in_as_one_file(monkeypatch, tmp_path):
    state = type("State", (dict,), {"__getattr__": dict.get, "__setattr__": dict.__setitem__})()
    monkeypatch.setattr("streamlit.session_state", state)
    monkeypatch.setattr(datasets, "folder", lambda: tmp_path)

    def file(name):
        dropped = io.BytesIO(b"synthetic")
        dropped.name = name
        return dropped

    datasets.take(map(file, ("a.shp", "a.dbf", "a.shx", "../../b.csv", "b.csv", "c.dbf")))
    assert [coming.path.name for coming in state["coming"]] == ["a.shp", "b.csv", "b.csv", "c.dbf"]
    assert all(coming.path.is_relative_to(tmp_path) for coming in state["coming"])


def test_each_row_of_an_imported_file_is_parsed_once(app, monkeypatch):
    parsed = []

    def counted(table, *arguments):
        parsed.append(len(table.rows))
        return accept(table, *arguments)

    accept = stream.accept_table
    monkeypatch.setattr(stream, "accept_table", counted)
    head, row, *_ = ODD.splitlines()
    drop(app, "long.csv", "\n".join([head, *[row.replace("Baharak", str(n)) for n in range(700)]]))
    choose(app, **MAPPED)
    assert parsed == []
    press(app, "import")
    press(app, "use")
    # The shipped events are read again once others stand beside them; the imported ones are not.
    assert sorted(parsed) == [431, 700]
    assert (joined_of(app)["dataset"] == "long").sum() == 700
    box(app, "borderwatch").uncheck().run()
    assert sorted(parsed) == [431, 700]


LEAVES = """
import os, signal, sys
from geo.files.scratch import scratch_folder
folder = scratch_folder("session")
(folder.path / "imported-1.parquet").write_bytes(b"synthetic")
print(folder.path, flush=True)
sys.stdin.readline()
"""


def test_what_a_killed_app_leaves_behind_is_gone_once_the_next_one_starts(tmp_path):
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT / "src")}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    running = [
        subprocess.Popen([sys.executable, "-c", LEAVES], env=environment, **pipes) for _ in range(2)
    ]
    killed, living = (Path(process.stdout.readline().strip()) for process in running)
    running[0].kill()
    running[0].wait()
    assert (killed / "imported-1.parquet").exists()
    with socket.socket() as taken:
        taken.bind(("localhost", 0))
        taken.listen()
        # It starts, and ends, since its port is taken.
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "dashboard", "--headless", "--port", port]
        subprocess.run(
            command, check=False, env=environment, cwd=ROOT, timeout=60, capture_output=True
        )
    assert not killed.exists()
    assert (living / "imported-1.parquet").exists()
    running[1].communicate("\n", timeout=20)
    assert not living.exists()
