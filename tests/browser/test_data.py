"""The Data page in a real browser: a file of one's own, from the drop to the export, no reload."""

import re

import pytest
from playwright.sync_api import expect

import geo
from tests.browser.conftest import SIZE, serve

DAYS = range(1, 29)
ODD = "Wann;Wo genau;B;L;Was;Wer\n" + "".join(
    f"{day:02}.07.2031;Synthetic Baharak;37,{day:03};70,9;{'Airstrike' if day % 2 else 'picnic'};"
    "Synthetic Force\n"
    for day in DAYS
)
MAPPED = {"Type": "Was", "Place": "Wo genau", "Latitude": "B", "Longitude": "L", "Actor": "Wer"}


@pytest.fixture
def dropped(page, app, tmp_path):
    """The Data page with a file dropped into it; the window of the browser bears a mark."""
    path = tmp_path / "synthetic incidents.csv"
    path.write_text(ODD)
    page.goto(app + "/data")
    page.evaluate("window.mark = 'not reloaded'")
    page.locator("input[type=file]").set_input_files(path)
    expect(page.get_by_role("heading", name="synthetic incidents.csv")).to_be_visible()
    yield page
    # The app of all tests has one workspace: what is kept here is none of the others' business.
    workspace = geo.open_workspace()
    for name in workspace.datasets()["name"]:
        workspace.remove(name)


def at_rest(page):
    """Return the page once no run is under way: one takes away open lists and fresh downloads."""
    page.locator("[data-test-script-state=notRunning]").wait_for()
    return page


def go_to(page, name):
    at_rest(page).get_by_role("link", name=name, exact=True).click()


def choose(page, label, option):
    at_rest(page)
    box = page.get_by_role("combobox", name=label, exact=True)
    box.click()
    # A long list holds only what is in sight; what is typed narrows it.
    box.fill(option)
    page.get_by_role("option", name=option, exact=True).click()


def use(page):
    """Map the columns, import, and use the dataset; each step waits for what it shows."""
    unread = [name for name in ODD.split("\n", 1)[0].split(";") if name != "Wann"]
    for label, column in MAPPED.items():
        expect(page.get_by_text(f"Not read: {', '.join(unread)}", exact=True)).to_be_visible()
        choose(page, label, column)
        unread.remove(column)
    expect(page.get_by_text("Every column is read.")).to_be_visible()
    choose(page, "picnic", "Protest")
    expect(page.get_by_text("Every type is understood.")).to_be_visible()
    # What states no licence is kept back until someone says so.
    choose(page, "Handing on", "May be handed on")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("28 rows read = 28 accepted + 0 set aside")).to_be_visible()
    page.get_by_role("button", name="Use it").click()
    expect(page.get_by_text("synthetic incidents.csv is in use: 28 events")).to_be_visible()


def leave_out_the_shipped_ones(page):
    go_to(page, "Data")
    page.get_by_test_id("stCheckbox").filter(has_text="borderwatch").locator("label").click()
    expect(page.get_by_role("checkbox", name="borderwatch")).not_to_be_checked()
    # The one that is left cannot be left out: so the data have changed.
    expect(page.get_by_role("checkbox", name="synthetic incidents")).to_be_disabled()


def test_a_path_with_a_colon_is_one_file(page, tmp_path):
    path = tmp_path / "a:b.csv"
    path.write_text(
        "event_id,date_start,date_precision,geo_precision,event_type,source_publisher,longitude,"
        "latitude\na,2031-08-15,day,town,attack,Synthetic,70,35\n"
    )
    for address in serve(path):
        page.goto(address + "/data")
        expect(page.get_by_text("Given at the start · 1 event ·")).to_be_visible()


def map_of(page):
    document = page.frame_locator("iframe[title=Map]")
    document.locator("html[data-ready=true]").wait_for()
    return document


def test_a_file_goes_in_and_out_with_no_reload(dropped, offline, joined):
    page = dropped
    use(page)
    go_to(page, "Map")
    sentence = map_of(page).locator(".bw-sentence")
    expect(sentence).to_contain_text(f"{len(joined) + 28} events")
    expect(sentence).to_contain_text("28 July 2031")
    # The map went to the file's events, and tells them from those that ship.
    document = map_of(page)
    expect(document.locator(".bw-legend")).to_contain_text("ringed: from synthetic incidents")
    marks = "() => bw.app.marks.drawn.reduce((n, d) => n + Number(d.own || 0), 0)"
    assert document.locator("html").evaluate(marks) == 28
    go_to(page, "Compare")
    choose(page, "Presets", "Last 90 days and a year before")
    pane = map_of(page).locator(".bw-pane[data-pane=b] .bw-sentence")
    expect(pane).to_contain_text("28 events")
    go_to(page, "Map")
    page.get_by_role("radio", name="Table").click()
    expect(page.get_by_text(f"{len(joined) + 28} events, the latest first")).to_be_visible()
    at_rest(page)
    with page.expect_download() as found:
        page.get_by_role("button", name="Download GeoJSON").click()
    assert found.value.path().read_text("utf-8").count("Synthetic Baharak") == 28
    leave_out_the_shipped_ones(page)
    go_to(page, "Map")
    expect(map_of(page).locator(".bw-sentence")).to_contain_text("28 events from 1 July 2031")
    assert page.evaluate("window.mark") == "not reloaded"
    assert offline.asked_elsewhere == []


def test_what_is_used_outlives_page_browser_and_server(page, browser, tmp_path):
    """Pressed and left at once, reloaded, in another browser, and after the server's restart."""
    path = tmp_path / "week.csv"
    path.write_text(
        "event_id,date_start,date_precision,geo_precision,event_type,source_publisher,longitude,"
        "latitude\na,2031-08-15,day,town,attack,Synthetic,70,35\n"
    )
    folder = tmp_path / "workspace"
    first = f"import geo.settings; geo.settings.choose_workspace({str(folder)!r})"
    server = serve(first=first)
    address = next(server)
    page.goto(address + "/data")
    page.locator("input[type=file]").set_input_files(path)
    at_rest(page).get_by_role("button", name="Import", exact=True).click()
    at_rest(page).get_by_role("button", name="Use it").click()
    # Not at rest: the run that the press began is cut off.
    page.get_by_role("link", name="Sources", exact=True).click()
    expect(page).to_have_url(re.compile("/sources.*use=week"))
    kept = geo.open_workspace(folder)
    assert kept.version("week").original.read_bytes() == path.read_bytes()

    def shows(seen):
        seen.goto(address + "/data")
        expect(seen.get_by_role("checkbox", name="week", exact=True)).to_be_checked()

    page.reload()
    expect(page).to_have_url(re.compile("use=week"))
    shows(page)
    other = browser.new_context(viewport=SIZE)
    shows(other.new_page())
    other.close()
    server.close()
    port = int(address.rsplit(":", 1)[1])
    again = serve(first=first, port=port)
    assert next(again) == address
    shows(page)
    # Renamed in one, it is renamed in the address that the other one has.
    page.get_by_role("button", name="Versions, name, removal").click()
    page.get_by_label("New name").fill("week 33")
    page.get_by_label("New name").press("Enter")
    at_rest(page).get_by_role("button", name="Rename", exact=True).click()
    expect(page.get_by_text("week is called week 33 now.")).to_be_visible()
    again.close()
    assert kept.datasets()["name"].tolist() == ["week 33"]
