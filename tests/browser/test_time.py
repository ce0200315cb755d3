"""One control of time: typed dates, steps, handles that do not push, play in three modes."""

import pytest
from playwright.sync_api import expect

import geo

SUMMER = geo.View(window=("2021-06-01", "2021-08-15"))


def window(page):
    return page.locator(".bw-window").inner_text()


def type_dates(page, first, last):
    page.get_by_label("From", exact=True).fill(first)
    page.get_by_label("To", exact=True).fill(last)
    page.get_by_label("To", exact=True).press("Enter")


def test_both_dates_can_be_typed(opened, joined):
    page = opened()
    page.get_by_label("From", exact=True).fill("2021-06-01")
    page.get_by_label("From", exact=True).press("Enter")
    type_dates(page, "1 June 2021", "15 Aug 2021")
    assert window(page) == "1 Jun 2021 – 15 Aug 2021"
    assert page.locator(".bw-sentence").inner_text() == geo.describe(joined, SUMMER)
    assert page.get_by_label("From", exact=True).input_value() == "1 Jun 2021"


def test_a_step_that_shortens_the_legend_leaves_the_map_its_size(opened, page):
    """Below the map the legend takes what is left: a map of another size is painted anew."""
    page.set_viewport_size({"width": 900, "height": 900})
    page = opened()
    legend, stage = page.locator(".bw-legend"), page.locator(".bw-stage")
    lines, size = legend.locator(".bw-key").count(), stage.bounding_box()
    type_dates(page, "2 Jan 2011", "2 Jan 2011")
    expect(legend.locator(".bw-key")).not_to_have_count(lines)
    foot = "legend => legend.lastElementChild.getBoundingClientRect().bottom"
    assert legend.evaluate(foot) < legend.bounding_box()["y"] + legend.bounding_box()["height"] - 10
    assert stage.bounding_box() == size


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("soon", "15 Aug 2021", "Write a date like 15 Aug 2021"),
        ("15 Aug 2021", "1 Jun 2021", "The first day lies after the last one"),
        ("1 Jun 1990", "15 Aug 2021", "The data run from 2 Apr 2010"),
    ],
)
def test_what_cannot_be_taken_is_said_and_changes_nothing_unasked(opened, first, last, words):
    page = opened(SUMMER)
    type_dates(page, first, last)
    expect(page.locator(".bw-date-note")).to_contain_text(words)
    assert window(page).endswith("15 Aug 2021")


@pytest.mark.parametrize(
    ("unit", "first", "last"),
    [
        ("day", "2 Jun 2021", "16 Aug 2021"),
        ("week", "8 Jun 2021", "22 Aug 2021"),
        ("month", "1 Jul 2021", "14 Sep 2021"),
        ("year", "1 Jun 2022", "15 Aug 2022"),
    ],
)
def test_a_step_moves_the_window_and_keeps_its_length(opened, unit, first, last):
    page = opened(SUMMER)
    page.get_by_label("Step", exact=True).select_option(unit)
    page.get_by_role("button", name="A step later").click()
    assert window(page) == f"{first} – {last}"
    page.get_by_role("button", name="A step earlier").click()
    assert window(page) == "1 Jun 2021 – 15 Aug 2021"


def test_a_whole_month_steps_to_the_next_whole_month(opened):
    page = opened(geo.View(window=("2021-01-01", "2021-01-31")))
    page.get_by_label("Step", exact=True).select_option("month")
    page.get_by_role("button", name="A step later").click()
    assert window(page) == "1 Feb 2021 – 28 Feb 2021"


def test_page_up_moves_a_handle_by_a_month_and_never_pushes_the_other(opened):
    page = opened(SUMMER)
    handle = page.get_by_label("First day of the window")
    for expected in ("1 Jul", "1 Aug", "15 Aug", "15 Aug"):
        handle.press("PageUp")
        assert window(page) == f"{expected} 2021 – 15 Aug 2021"
    page.get_by_label("Last day of the window").press("PageDown")
    assert window(page) == "15 Aug 2021 – 15 Aug 2021"


@pytest.mark.parametrize("mode", ["move", "grow", "through"])
def test_play_in_three_modes(opened, mode):
    page = opened(SUMMER)
    page.get_by_label("Play", exact=True).and_(page.get_by_role("combobox")).select_option(mode)
    page.get_by_label("Speed").select_option("3")
    page.evaluate(
        """() => { const shown = window.shown = []; const told = bw.app.timebar.onWindow;
        bw.app.timebar.onWindow = (from, to, settled) => { told(from, to, settled);
          shown.push([from, to, document.querySelector(".bw-window").textContent,
            document.querySelector(".bw-sentence").textContent,
            document.querySelector(".bw-claims-day").textContent]); }; }"""
    )
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(1500)
    if page.get_by_role("button", name="Pause").count():
        page.get_by_role("button", name="Pause").click()
    shown = page.evaluate("window.shown")
    first, last = page.evaluate("['2021-06-01', '2021-08-15'].map(bw.day)")
    assert len({(low, high) for low, high, *_ in shown}) > 5
    for low, high, words, sentence, claims in shown:
        if mode == "move":
            assert high - low == last - first
        else:
            assert first <= low <= high <= last
            assert (low == first) == (mode == "grow") or mode == "through"
        # What names a date names the same one.
        day = words.split(" – ")[1]
        assert claims == day
        number, month, year = day.split()
        assert f"{number} {month}" in sentence
        assert year in sentence


def test_an_event_that_began_before_the_window_is_named_and_can_be_taken_in(opened, joined):
    lasting = joined[(joined["date_precision"] == "day") & (joined["place"] == "Kunduz city")].iloc[
        0
    ]
    view = geo.View(window=("2015-09-29", "2015-10-05"))
    page = opened(view)
    sentence = page.locator(".bw-sentence")
    assert "1 more began before and lasted into these dates" in sentence.inner_text()
    assert sentence.inner_text() == geo.describe(joined, view)
    page.get_by_role("button", name="Begin on 28 Sep 2015").click()
    assert str(lasting["date_start"].date()) == "2015-09-28"
    assert window(page) == "28 Sep 2015 – 5 Oct 2015"
    assert "lasted into" not in sentence.inner_text()
