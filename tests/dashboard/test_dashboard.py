"""The app's script without a browser: every page runs, state goes to the URL and back."""

import asyncio
import datetime as dt
import gc
import json
import re
import weakref
from functools import partial
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from starlette.requests import Request
from streamlit.file_util import get_static_dir
from streamlit.testing.v1 import AppTest

import geo
from dashboard.server import documents, downloads
from dashboard.server.opening import PAGES, first_page, routes
from dashboard.session import state
from geo.errors import PageFault
from geo.settings import ROOT
from geo.tolls import toll_cells
from geo.view.select import in_time_order


def date_input(app, label):
    return next(field for field in app.date_input if field.label == label)


@pytest.fixture
def app():
    return AppTest.from_file(str(ROOT / "dashboard" / "main.py"), default_timeout=60)


@pytest.fixture
def table(app):
    """The app with its table open."""
    app.session_state["map_panel"] = "Table"
    return app


def test_the_address_keeps_the_chosen_unit(app):
    app.query_params["unit"] = "AF-BDS"
    app.run()
    assert not app.exception
    assert "#### Badakhshan" in [text.value for text in app.markdown]
    assert app.query_params["unit"] == "AF-BDS"


def test_a_unit_that_is_none_is_noted(app):
    app.query_params["unit"] = "Atlantis"
    app.run()
    notes = " ".join(warning.value for warning in app.warning).replace("\\", "")
    assert "unit='Atlantis': no unit has this id" in notes
    assert "unit" not in app.query_params


def test_map_page_runs_and_offers_the_dates_of_the_data(table, joined):
    app = table.run()
    assert not app.exception
    dates = joined["date_start"].min().date(), joined["date_start"].max().date()
    assert app.session_state["windows"][state.WINDOW] == dates
    # Time stands once, over the map.
    assert not app.date_input
    assert len(app.dataframe[0].value) == len(joined)


def test_window_of_the_address_reaches_table_and_url(table, joined):
    table.query_params["window"] = "2021-08-15~2021-08-15"
    app = table.run()
    assert app.query_params["window"] == "2021-08-15~2021-08-15"
    view = geo.View(window=("2021-08-15", "2021-08-15"))
    assert len(app.dataframe[0].value) == len(geo.select(joined, view))


def test_url_fills_the_widgets(app):
    app.session_state["drawer_filters"] = app.session_state["drawer_layers"] = True
    app.query_params["window"] = "2021-06-01~2021-08-15"
    app.query_params["event_types"] = "air_strike"
    app.query_params["corridor_km"] = "30"
    app.run()
    assert app.session_state["windows"][state.WINDOW][0] == dt.date(2021, 6, 1)
    assert app.multiselect(key="event_types").value == ["air_strike"]
    assert app.slider(key="corridor_km").value == 30
    assert not app.warning


def test_bad_url_values_are_noted(app):
    app.query_params["layers"] = "nonsense"
    app.run()
    assert "nonsense" in app.warning[0].value


def test_reversed_dates_are_turned_round(compare_page):
    app = compare_page.run()
    date_input(app, "A, from").set_value(dt.date(2022, 1, 1)).run()
    date_input(app, "A, to").set_value(dt.date(2021, 1, 1)).run()
    assert "turned round" in app.warning[0].value


def test_filters_of_the_url_hold_while_their_drawer_is_closed(table, joined):
    table.query_params["event_types"] = "air_strike"
    app = table.run().run()
    shown = geo.select(joined, geo.View(event_types=("air_strike",)))
    assert len(app.dataframe[0].value) == len(shown)
    assert app.query_params["event_types"] == "air_strike"


def test_zones_drawn_and_events_inside_zones_are_two_choices(table, joined):
    """Which zones are drawn leaves the table as it is; the other choice filters it."""
    table.session_state["drawer_filters"] = table.session_state["drawer_layers"] = True
    app = table.run()
    app.multiselect(key="groups").set_value(["NRF"]).run()
    assert app.query_params["groups"] == "NRF"
    assert "inside_zones" not in app.query_params
    assert len(app.dataframe[0].value) == len(joined)
    app.multiselect(key="inside_zones").set_value(["IS-K"]).run()
    inside = geo.select(joined, geo.View(inside_zones=("IS-K",)))
    assert app.query_params["inside_zones"] == "IS-K"
    assert 0 < len(app.dataframe[0].value) == len(inside) < len(joined)
    assert app.multiselect(key="groups").value == ["NRF"]


def test_words_that_the_data_lack_are_noted(app):
    app.query_params["actors"] = "Nobody of that name"
    app.query_params["segments"] = "AFG-NOPE"
    app.run()
    notes = " ".join(warning.value for warning in app.warning).replace("\\", "")
    assert "Nobody of that name" in notes
    assert "AFG-NOPE" in notes
    assert "actors" not in app.query_params


@pytest.fixture
def made(monkeypatch):
    """What the download buttons would hand over, by label; nothing is made until it is called."""
    offered = {}

    def keep(*, key, data, **_):
        offer = documents._offers[data["address"].rsplit("/", 1)[1]]
        offered[data["label"]] = offer.make, offer.file

    monkeypatch.setattr(downloads, "_component", keep)
    return offered


@pytest.mark.parametrize("ending", [".csv", ".geojson", ".gpkg", ".parquet", ".kml", ".xlsx"])
def test_the_table_offers_its_events_in_every_format(table, made, joined, tmp_path, ending):
    table.query_params["event_types"] = "air_strike"
    app = table.run()
    app.selectbox(key="download_format").set_value(ending).run()
    assert not app.exception
    (make, name) = list(made.values())[-1]
    path = tmp_path / name
    assert path.suffix == ending
    path.write_bytes(make())
    expected = geo.select(joined, geo.View(event_types=("air_strike",)))
    read = {".parquet": gpd.read_parquet, ".xlsx": pd.read_excel}.get(ending, gpd.read_file)
    assert read(path)["event_id"].tolist() == expected["event_id"].tolist()


def captions(app):
    """Return all captions without the signs that keep Markdown from reading them."""
    return "\n".join(caption.value for caption in app.caption).replace("\\", "")


def test_a_restricted_dataset_goes_out_only_when_ticked(table, made, monkeypatch, tmp_path):
    path = tmp_path / "synthetic.csv"
    path.write_text(
        "event_id,date_start,date_precision,geo_precision,event_type,source_publisher,"
        "longitude,latitude,dataset,restricted\n"
        "open,2021-08-15,day,town,attack,X,70,35,Mine,no\n"
        "closed-1,2021-08-15,day,town,attack,X,70,35,ACLED,yes\n"
    )
    monkeypatch.setenv("BORDERWATCH_EVENTS", json.dumps([str(path)]))
    app = table.run()
    app.selectbox(key="download_format").set_value(".csv").run()
    assert "Left out, since restricted: ACLED 1 event" in captions(app)
    assert b"closed-1" not in made["Download CSV"][0]()
    assert b"open" in made["Download CSV"][0]()
    app.checkbox(key="include_ACLED").check().run()
    assert "Left out" not in captions(app)
    assert b"closed-1" in made["Download CSV"][0]()
    app.selectbox(key="download_format").set_value(".html").run()
    assert "known here to their district only: ACLED 1 event" in captions(app)
    assert b"closed-1" not in made["Download Map (HTML)"][0]()


def test_first_page_asks_for_the_map_frames_scripts_at_once():
    asked = re.findall(r'modulepreload" crossorigin href="(\./static/js/[^"]+)"', first_page())
    assert any("BidiComponent" in path for path in asked)
    assert len(asked) == len(set(asked))
    assert all((Path(get_static_dir()) / path).exists() for path in asked)


def test_first_page_asks_for_the_newest_document_and_events_at_once():
    old, new = (
        f"/borderwatch/{documents.publish(content, 'text/html', wanted_first=True).name}"
        for content in (b"<p>old</p>", b"<p>new</p>")
    )
    assert fetched(old) is None
    assert fetched(new) == b"<p>new</p>"
    asked = re.findall(r'rel="preload" as="fetch" crossorigin href="\.([^"]+)"', page_at("/"))
    assert new in asked
    assert old not in asked
    assert 'rel="preload" as="fetch"' not in page_at("/compare")


def page_at(path):
    serve = next(route.endpoint for route in routes() if route.path == path)
    return asyncio.run(serve(Request({"type": "http", "path": path, "headers": []}))).body.decode()


@pytest.mark.parametrize("path", [f"/{page}" for page in PAGES])
def test_every_page_comes_with_the_apps_style(path):
    assert '[data-testid="stSidebar"] { width: 256px' in page_at(path)


def test_first_page_without_the_known_scripts_asks_for_none(tmp_path):
    (tmp_path / "static" / "js").mkdir(parents=True)
    (tmp_path / "index.html").write_text("<head></head>")
    assert "<link" not in first_page(tmp_path)


class Session(dict):
    """A session's state without a session."""

    __getattr__, __setattr__ = dict.__getitem__, dict.__setitem__


def test_dates_that_a_browser_still_held_are_not_taken_for_typed_ones(monkeypatch):
    days = dt.date(2021, 6, 1), dt.date(2021, 8, 15)
    session = Session(windows={}, renewed={state.WINDOW_A: 0}, window_serial=0)
    monkeypatch.setattr(state.st, "session_state", session)
    old = state.date_keys(state.WINDOW_A)
    session.update(zip(old, (dt.date(2010, 1, 1), dt.date(2010, 2, 1)), strict=True))
    state.set_window(days, (dt.date(2010, 1, 1), dt.date(2025, 12, 31)), state.WINDOW_A)
    state.take_dates(state.WINDOW_A, old)
    assert session.windows[state.WINDOW_A] == days
    assert session.window_serial == 0
    new = state.date_keys(state.WINDOW_A)
    session.update(zip(new, (dt.date(2015, 1, 1), dt.date(2015, 2, 1)), strict=True))
    state.take_dates(state.WINDOW_A, new)
    assert session.windows[state.WINDOW_A] == (dt.date(2015, 1, 1), dt.date(2015, 2, 1))
    assert session.window_serial == 1


def test_empty_window_says_what_to_do(table):
    table.query_params["window"] = "1999-01-01~1999-12-31"
    app = table.run()
    assert "Widen the window" in app.info[0].value


def test_a_file_that_cannot_be_read_is_a_message(app, tmp_path, monkeypatch):
    monkeypatch.setenv("BORDERWATCH_EVENTS", json.dumps([str(tmp_path / "missing.csv")]))
    app.run()
    assert not app.exception
    assert "does not exist" in app.error[0].value.replace("\\", "")


def test_search_offers_units_with_reasons(app):
    app.run()
    app.text_input(key="search").set_value("Nusay").run()
    labels = [
        button.label.replace("\\", "") for button in app.button if button.key.startswith("hit_")
    ]
    assert labels[0] == "Darwaz, Badakhshan, Afghanistan (district)"


@pytest.mark.parametrize(
    ("words", "key", "value"),
    [
        ("Tajik border", "segments", "AFG-TJK"),
        ("Jamaat Ansarullah", "groups", "Jamaat Ansarullah"),
        ("ZN023", "extent", "ZN023"),
    ],
)
def test_search_takes_borders_groups_and_zones(app, words, key, value):
    app.run()
    app.text_input(key="search").set_value(words).run()
    next(button for button in app.button if button.key.startswith("hit_0")).click().run()
    assert not app.exception
    assert app.query_params[key] == value


def test_search_takes_positions_and_words_of_events(app, joined):
    app.run()
    app.text_input(key="search").set_value("36.5, 69.5").run()
    next(button for button in app.button if button.key.startswith("hit_0")).click().run()
    assert app.session_state["extent"] == (69.25, 36.25, 69.75, 36.75)
    app.text_input(key="search").set_value("suicide bomber").run()
    next(button for button in app.button if button.key.startswith("hit_0_event")).click().run()
    assert not app.exception
    event = in_time_order(joined).iloc[app.session_state["chosen"]["events"][0]]
    assert event["place"] in [text.value for text in app.text]


def fetched(address):
    """Return what the server hands out under an address; nothing where it is gone."""
    gc.collect()
    request = Request({"type": "http", "path_params": {"name": address.rsplit("/", 1)[1]}})
    answer = asyncio.run(documents.serve_document(request))
    return answer.body if answer.status_code == 200 else None


def test_a_document_is_handed_out_as_long_as_a_page_shows_it_whatever_comes_after():
    sessions = [documents.Shelf() for _ in range(40)]
    contents = [b"synthetic %d" % number for number in range(40)]
    addresses = [
        session.show("events", documents.publish(content, "text/plain"))
        for session, content in zip(sessions, contents, strict=True)
    ]
    assert [fetched(address) for address in addresses] == contents
    sessions[0].show("events", documents.publish(b"other data", "text/plain"))
    assert fetched(addresses[0]) is None
    del sessions[1]
    assert fetched(addresses[1]) is None
    assert [fetched(address) for address in addresses[2:]] == contents[2:]


def test_a_document_that_two_sessions_show_is_held_once_and_stays_for_the_second():
    first, second = documents.Shelf(), documents.Shelf()
    one = documents.publish(b"shown twice", "text/plain")
    other = documents.publish(b"shown twice", "text/plain")
    assert one is other
    address = first.show("events", one)
    assert second.show("events", other) == address
    del first, one, other
    assert fetched(address) == b"shown twice"
    del second
    assert fetched(address) is None


class Frame:
    """Stands for the rows that a download would hand over."""


def test_what_is_offered_is_held_as_long_as_its_page_run_offers_it():
    sessions, frames = [documents.Shelf()], [Frame() for _ in range(3)]
    held = [weakref.ref(frame) for frame in frames]

    def alive():
        gc.collect()
        return [reference() is not None for reference in held]

    def offer(frame, key):
        return sessions[0].offer(partial(repr, frame), "a.csv", key)

    address = offer(frames.pop(0), "table")
    assert offer(frames.pop(0), "table") == address
    # The first way to make it is gone with what it needed.
    assert alive() == [False, True, True]
    sessions[0].keep_only_this_run()
    offer(frames.pop(0), "figure")
    # A run that is broken off takes nothing away.
    assert alive() == [False, True, True]
    sessions[0].keep_only_this_run()
    assert alive() == [False, False, True]
    assert asked(address, "POST").status_code == 404
    sessions.clear()
    assert alive() == [False, False, False]


def test_a_panel_that_is_closed_leaves_nothing_that_it_offered(table):
    before = set(documents._offers)
    table.run()
    mine = set(documents._offers) - before
    assert mine
    table.session_state["map_panel"] = "Profile"
    table.run()
    gc.collect()
    assert not mine & set(documents._offers)


def asked(address, method):
    serve = {"POST": documents.make_file, "GET": documents.serve_file}[method]
    token = address.rsplit("/", 1)[1]
    return asyncio.run(serve(Request({"type": "http", "path_params": {"token": token}})))


def test_a_file_is_made_when_it_is_asked_for_as_its_button_says_last():
    session, made = documents.Shelf(), []

    def make(content):
        made.append(content)
        return content

    for content, file in ((b"old", "a.csv"), (b"new", "Zürich.csv")):
        address = session.offer(partial(make, content), file, "a button")
    assert made == []
    assert json.loads(asked(address, "POST").body) == {"address": address}
    answer = asked(address, "GET")
    assert (answer.body, made) == (b"new", [b"new"])
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''Z%C3%BCrich.csv"


def test_what_hinders_a_file_is_said():
    session = documents.Shelf()

    def fails(error):
        raise error

    for error, status, says in (
        (PageFault("The title is too long."), 409, "The title is too long."),
        (ValueError("a secret"), 500, "b.csv could not be made"),
    ):
        address = session.offer(partial(fails, error), "b.csv", f"button {status}")
        answer = asked(address, "POST")
        assert answer.status_code == status
        assert says in json.loads(answer.body)["error"]
        assert "a secret" not in answer.body.decode()
        assert asked(address, "GET").status_code == 404
    assert "reload" in json.loads(asked("/borderwatch/file/none", "POST").body)["error"]


def test_the_comparisons_table_is_the_librarys(compare_page, joined):
    compare_page.query_params["compared_by"] = "district"
    app = compare_page.run()
    assert not app.exception
    a, b = geo.View().window_a, geo.View().window_b
    expected = geo.compare(joined, a, b, by="district")
    shown = app.dataframe[0].value
    for column in ("name", "events_a", "events_b", "rate_ratio", "q_value", "words"):
        assert shown[column].tolist() == pytest.approx(expected[column].tolist(), nan_ok=True)
    assert shown["deaths_b"].tolist() == toll_cells(expected, "_b")


def test_a_chosen_border_restricts_the_comparisons_table(compare_page, joined):
    compare_page.query_params["segments"] = "AFG-TJK~AFG-PAK"
    app = compare_page.run()
    a, b = geo.View().window_a, geo.View().window_b
    whole = geo.compare(joined, a, b)
    expected = whole[whole["area"].isin(["AFG-TJK", "AFG-PAK"])]
    shown = app.dataframe[0].value
    assert shown["events_b"].tolist() == expected["events_b"].tolist()
    assert shown["words"].tolist() == expected["words"].tolist()


def test_the_table_of_zones_is_the_librarys(compare_page, joined, zones):
    compare_page.session_state["compare_panel"] = "Zones in time"
    compare_page.query_params["groups"] = "NRF"
    app = compare_page.run()
    activity = geo.zone_activity(joined, zones[zones["group"] == "NRF"])
    shown = app.dataframe[0].value
    assert shown["Events"].sum() == activity["events"].sum() > 0
    assert shown["Within its dates"].sum() == activity["claimed"].sum()
    assert all(zone.startswith("NRF: ") for zone in shown["Zone"])


def test_a_preset_sets_both_windows(compare_page):
    app = compare_page.run()
    app.selectbox(key="window_preset").set_value("Last 90 days and a year before").run()
    last = date_input(app, "B, to").value
    assert date_input(app, "B, from").value == last - dt.timedelta(days=89)
    assert date_input(app, "A, to").value.year == last.year - 1


def test_windows_that_overlap_are_a_message(compare_page):
    app = compare_page.run()
    date_input(app, "A, to").set_value(dt.date(2021, 9, 30)).run()
    assert "overlap from 2021-08-15 to 2021-09-30" in app.error[0].value.replace("\\", "")
