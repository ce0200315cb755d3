"""Areas of one's own in the app: from the address and a file, in counts, profile and compare."""

import json

import pytest
from streamlit.testing.v1 import AppTest

import geo
from dashboard.session import state
from geo.settings import ROOT
from geo.view.area import Area
from geo.view.area_ground import area_box
from geo.view.lying import lying

KABUL = "circle:69.17,34.53,60~Kabul and around"
AREA = Area.parse(KABUL)
SQUARE = {"type": "Polygon", "coordinates": [[[68, 34], [70, 34], [70, 35], [68, 35], [68, 34]]]}


@pytest.fixture
def app():
    return AppTest.from_file(str(ROOT / "dashboard" / "main.py"), default_timeout=60)


def words(app):
    return " ".join(text.value for text in (*app.markdown, *app.caption)).replace("\\", "")


def test_the_address_holds_the_area_and_only_what_lies_inside_counts(app, joined):
    app.session_state["map_panel"] = "Table"
    app.query_params["area"] = KABUL
    app.run()
    assert not app.exception
    assert app.query_params["area"] == KABUL
    assert len(app.dataframe[0].value) == lying(joined, AREA).inside.sum()


def test_the_profile_of_an_area_says_what_may_lie_inside(app, joined):
    app.query_params["area"] = KABUL
    app.run()
    found = lying(joined, AREA)
    assert not app.exception
    assert "#### Kabul and around" in words(app)
    assert f"**{found.inside.sum()} events** in the window" in words(app)
    assert f"{found.perhaps.sum()} events more, known only to a unit that the area cuts" in words(
        app
    )
    assert "11,305 km²" in words(app)


def test_an_area_is_removed_again(app, joined):
    app.session_state["map_panel"] = "Table"
    app.session_state["drawer_area"] = True
    app.query_params["area"] = KABUL
    app.query_params["compared_by"] = "area"
    app.run()
    assert "Only events inside “Kabul and around” (circle) are counted." in words(app)
    app.button(key="area_remove").click().run()
    assert not app.exception
    assert "area" not in app.query_params
    assert "compared_by" not in app.query_params
    assert len(app.dataframe[0].value) == len(joined)


@pytest.mark.parametrize("text", ["units:XX01", "circle:69", "nonsense"])
def test_an_address_without_a_known_area_is_noted(app, text):
    app.query_params["area"] = text
    app.run()
    assert not app.exception
    assert len(app.warning) == 1
    assert "area" not in app.query_params


def test_to_compare_by_an_area_that_is_none_is_noted(app):
    app.query_params["compared_by"] = "area"
    app.run()
    assert "no area to compare by" in app.warning[0].value
    assert app.session_state[state.COMPARED_BY] == "segment"


class Dropped:
    """A file as the browser hands it over."""

    def __init__(self, name, content):
        self.name, self._content = name, content

    def getbuffer(self):
        return memoryview(self._content.encode())


def drop(name, content):
    """Drop a file on a page with nothing but the form."""

    def script(dropped):
        import streamlit as st

        from dashboard.session import state
        from dashboard.widgets import area_form

        held = st.session_state
        if "extent" not in held:
            held.update(area=None, chosen=None, notes=[], extent=None, extent_serial=0)
            held[state.COMPARED_BY] = "segment"
            held["field"] = dropped
            area_form._take("field")
        area_form.show()

    return AppTest.from_function(script, args=(Dropped(name, content),)).run()


def test_a_dropped_file_is_the_area_and_the_map_goes_there():
    shown = drop("../va<b>lley.geojson", json.dumps(SQUARE))
    assert not shown.exception
    area = shown.session_state["area"]
    assert (area.name, area.source) == ("va<b>lley", "va<b>lley.geojson")
    assert shown.session_state["extent"] == area_box(area)
    assert "Only events inside" in words(shown)


def test_a_file_that_is_no_area_says_why():
    shown = drop("point.geojson", json.dumps({"type": "Point", "coordinates": [70, 37]}))
    assert not shown.exception
    assert shown.session_state["area"] is None
    assert "holds no" in shown.error[0].value


def test_the_windows_are_compared_inside_and_outside(compare_page, joined):
    compare_page.query_params["area"] = KABUL
    compare_page.query_params["compared_by"] = "area"
    app = compare_page.run()
    assert not app.exception
    table = app.dataframe[0].value
    view = geo.View(area=AREA, compared_by="area")
    expected = geo.compare(joined, view.window_a, view.window_b, by="area", area=AREA)
    assert list(table["name"]) == ["Kabul and around", "outside the area"]
    assert table["events_a"].tolist() == expected["events_a"].tolist()
    assert table["words"].tolist() == expected["words"].tolist()


def test_borders_are_compared_by_what_lies_inside(compare_page, joined):
    compare_page.query_params["area"] = KABUL
    app = compare_page.run()
    a, b = geo.View().window_a, geo.View().window_b
    expected = geo.compare(joined, a, b, area=AREA)
    assert app.dataframe[0].value["events_b"].sum() == expected["events_b"].sum()
    assert "inside “Kabul and around”" in words(app)
    assert any("may lie inside it" in note.value for note in app.warning)


def test_only_with_an_area_can_be_compared_by_it(compare_page):
    app = compare_page.run()
    by = next(box for box in app.selectbox if box.label == "Compare by")
    assert by.options == ["Border segment", "Province", "District"]
