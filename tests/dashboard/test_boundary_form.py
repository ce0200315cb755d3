"""Boundaries of one's own through the Data page: columns are named, what is wrong is said."""

import json
from pathlib import Path

import pandas as pd
import pytest
import shapely
from streamlit.testing.v1 import AppTest

import geo
from geo import settings
from geo.boundaries import units as boundary_units
from geo.boundaries.importing.layer import ImportReport

CELLS = {"Wuluswali": "Made-up", "Kod": "A1", "Welayat": "Made"}


@pytest.fixture
def app(tmp_path, monkeypatch):
    """The form alone, in a session of its own."""
    monkeypatch.setenv("BORDERWATCH_WORKSPACE", str(tmp_path))

    before = settings.choose_boundaries(settings.SHIPPED)

    def run():
        from dashboard.widgets.boundary_form import ask_boundaries, choose_in_use

        choose_in_use()
        ask_boundaries()

    yield AppTest.from_function(run, default_timeout=120).run()
    settings.choose_boundaries(before)


def dropped(app, *features):
    content = json.dumps({"type": "FeatureCollection", "features": list(features)})
    app.toggle(key="bring_boundaries").set_value(True).run()
    app.file_uploader[0].upload("mine.geojson", content.encode()).run()
    assert not app.exception
    return app


def feature(**properties):
    shape = shapely.geometry.mapping(shapely.segmentize(shapely.box(66, 35, 67, 36), 0.1))
    return {"type": "Feature", "properties": properties, "geometry": shape}


def answer(app, **answers):
    widgets = {
        widget.label: widget for widget in (*app.selectbox, *app.text_input, *app.number_input)
    }
    for label, value in answers.items():
        widgets[label.replace("_", " ")].set_value(value)
    app.button[0].click().run()
    assert not app.exception


def test_columns_are_named_and_the_units_go_in(app, monkeypatch):
    """What the import itself does is tested in its room."""
    calls = []

    def import_boundaries(paths, **said):
        calls.append((paths, said))
        nobody = pd.DataFrame(columns=["file", "row", "name", "reason"])
        return ImportReport(Path("mine.parquet"), 1, 1, nobody, ("a note",))

    monkeypatch.setattr(geo, "import_boundaries", import_boundaries)
    dropped(app, feature(**CELLS))
    offered = next(box for box in app.selectbox if box.label == "Column of the names")
    assert offered.options == ["wuluswali", "kod", "welayat"]
    assert offered.value is None
    said = {"Level": "district", "Licence": "made", "Year": 2020, "Call_them": "mine"}
    columns = {"Column_of_the_codes": "kod", "Column_of_the_provinces_above": "welayat"}
    answer(app, Column_of_the_names="wuluswali", **columns, **said)
    assert "1 of 1 rows are units" in app.success[0].value
    assert app.code[0].value == "borderwatch serve --boundaries mine"
    assert "a note" in app.text[0].value
    [(paths, words)] = calls
    assert [path.name for path in paths] == ["mine.geojson"]
    assert words == {
        "name": "mine",
        "level": "district",
        "country": None,
        "licence": "made",
        "vintage": 2020,
        "columns": {"name": "wuluswali", "unit_id": "kod", "parent_id": "welayat"},
    }


def store(name):
    """Store shipped units of one country as boundaries of a name."""
    path = boundary_units.boundaries_path(name)
    path.parent.mkdir(exist_ok=True)
    geo.read_units(countries=["AFG"]).to_parquet(path)


def test_boundaries_are_put_to_use_and_back_again(app):
    assert not app.selectbox
    store("mine")
    app.run()
    choice = app.selectbox(key="boundaries_in_use")
    assert choice.options == ["Those that ship", "mine"]
    choice.set_value("mine").run()
    assert settings.chosen_boundaries() == "mine"
    assert "zones of influence are smaller than the units of mine" in app.caption[0].value
    assert set(geo.read_units()["iso3"]) == {"AFG"}
    app.selectbox(key="boundaries_in_use").set_value(settings.SHIPPED).run()
    assert settings.chosen_boundaries() == settings.SHIPPED


def test_boundaries_that_cannot_be_read_are_not_put_to_use(app):
    store("broken")
    boundary_units.boundaries_path("broken").write_bytes(b"PAR1")
    app.run()
    app.selectbox(key="boundaries_in_use").set_value("broken").run()
    assert settings.chosen_boundaries() == settings.SHIPPED
    assert "broken" in app.session_state["data_fault"]


def test_what_is_known_is_chosen_already_and_what_is_open_is_said(app):
    dropped(app, feature(ADM2_EN="One", ADM2_PCODE="AF0101", ADM1_PCODE="AF01", ADM0_PCODE="AF"))
    chosen = {box.label: box.value for box in app.selectbox}
    assert chosen["Column of the names"] == "adm2_en"
    assert chosen["Column of the codes"] == "adm2_pcode"
    assert chosen["Column of the provinces above"] == "adm1_pcode"
    answer(app, Call_them="mine")
    assert "does not say its licence" in app.error[0].value.replace("\\", "")
    answer(app, Call_them="no name!", Licence="made", Year=2020)
    assert "cannot be called" in app.error[0].value


def test_a_layer_that_cannot_be_read_is_said(app):
    dropped(app)
    assert "holds no features" in app.error[0].value
