"""ACLED against its stand-in: pages, tokens, what is new, changed and withdrawn."""

import time
from datetime import date

import pytest

from borderwatch_fetch import sources
from borderwatch_fetch.errors import FetchFault, Refused
from borderwatch_fetch.fetch import pages_folder
from borderwatch_fetch.pages import Pages
from geo import open_workspace
from tests.fetch.stand_in import CUT, acled_row

READ = "/api/acled/read"


@pytest.fixture(autouse=True)
def small_pages(monkeypatch, stand_in):
    """Pages of ten rows."""
    small = {**sources.SOURCES, "acled": sources.Source("acled", "ACLED", "https://x", page=10)}
    monkeypatch.setattr(sources, "SOURCES", small)
    stand_in.acled = [acled_row(number) for number in range(25)]


def ids(fetched):
    return sorted(fetched.events["event_id"])


def test_all_pages_are_fetched_and_read(fetch, stand_in):
    fetched = fetch("acled")
    assert str(fetched) == "acled-AFG: 25 events, fetched for the first time."
    assert ids(fetched) == sorted(f"acled-AFG{number}" for number in range(25))
    # The page after the last one holds nothing: a short page need not be the last.
    assert stand_in.pages(READ) == [1, 2, 3, 4]
    assert fetched.events["restricted"].all()
    assert fetched.events["country"].unique().tolist() == ["AFG"]
    assert fetched.changes["change"].tolist() == ["new"] * 25


def test_a_server_that_gives_less_than_was_asked_for_is_read_to_its_end(fetch, stand_in):
    stand_in.most_rows = 4
    assert len(fetch("acled").events) == 25


def test_countries_are_asked_one_by_one(fetch, stand_in):
    stand_in.acled += [acled_row(1, country="Tajikistan", iso=762)]
    fetched = fetch("acled", ("AFG", "TJK"))
    assert fetched.name == "acled-AFG-TJK"
    assert len(fetched.events) == 26
    asked = {one.query["country"] for one in stand_in.asked if one.path == READ}
    assert asked == {"Afghanistan", "Tajikistan"}


def test_the_next_fetch_asks_for_what_is_new_and_says_what_changed(fetch, stand_in, tmp_path):
    fetch("acled")
    now = int(time.time())
    stand_in.acled += [acled_row(100 + n, stamp=now, day="2024-04-02") for n in range(50)]
    for row in stand_in.acled[:4]:
        row |= {"fatalities": "9", "timestamp": now}
    stand_in.acled.remove(stand_in.acled[5])
    stand_in.deleted = [
        {"event_id_cnty": "AFG5", "deleted_timestamp": now},
        {"event_id_cnty": "PAK5", "deleted_timestamp": now},
    ]
    stand_in.asked.clear()
    fetched = fetch("acled", (), None, name="acled-AFG")
    words = "acled-AFG: 50 new, 4 changed, 1 withdrawn; it holds 74 events now."
    assert str(fetched) == words
    # 54 rows, and not the 21 that are as they were.
    assert stand_in.pages(READ) == [1, 2, 3, 4, 5, 6, 7]
    changed = fetched.changes[fetched.changes["change"] == "changed"]
    assert set(changed["column"]) == {"fatalities_best"}
    assert set(zip(changed["before"], changed["after"], strict=True)) == {("2", "9")}
    kept = open_workspace(tmp_path).events("acled-AFG")
    assert sorted(kept["event_id"]) == ids(fetched)
    assert "acled-AFG5" not in ids(fetched)
    deaths = kept.set_index("event_id")["fatalities_best"]
    assert deaths["acled-AFG0"] == 9
    assert deaths["acled-AFG7"] == 2


def test_pages_are_asked_again_when_rows_were_withdrawn_meanwhile(fetch, stand_in, told):
    first = stand_in.acled[0]

    def withdraw(words):
        told.append(words)
        if words.startswith("ACLED: 1 page,"):
            # The eleventh row of before is the tenth now, on a page that was there already.
            stand_in.acled.remove(first)
            gone = {"event_id_cnty": first["event_id_cnty"], "deleted_timestamp": 4_000_000_000}
            stand_in.deleted.append(gone)

    fetched = fetch("acled", tell=withdraw)
    assert ids(fetched) == sorted(f"acled-AFG{number}" for number in range(1, 25))
    assert "ACLED withdrew rows meanwhile; all pages are asked for again" in told
    assert stand_in.pages(READ) == [1, 2, 3, 4] * 2


def test_a_fetch_without_anything_new_says_so(fetch, stand_in):
    fetch("acled")
    words = "acled-AFG: 0 new, 0 changed, 0 withdrawn; it holds 25 events now."
    assert str(fetch("acled")) == words


def test_a_row_that_was_put_in_again_after_it_was_withdrawn_stays(fetch, stand_in):
    fetch("acled")
    now = int(time.time())
    stand_in.acled[3]["timestamp"] = now
    stand_in.deleted = [{"event_id_cnty": "AFG3", "deleted_timestamp": now - 60}]
    assert len(fetch("acled").events) == 25


@pytest.mark.parametrize("refresh_is_good", [True, False])
def test_a_token_that_ends_half_way_is_renewed(fetch, stand_in, refresh_is_good):
    stand_in.token_lasts, stand_in.refresh_is_good = 3, refresh_is_good
    assert len(fetch("acled").events) == 25
    grants = [one.form["grant_type"] for one in stand_in.asked if one.path == "/oauth/token"]
    again = ["refresh_token"] if refresh_is_good else ["refresh_token", "password"]
    assert grants == ["password", *again]


def test_a_wrong_password_is_refused_at_once(fetch, stand_in, monkeypatch):
    monkeypatch.setenv("BORDERWATCH_ACLED_PASSWORD", "another")
    with pytest.raises(Refused, match="does not accept the name and password"):
        fetch("acled")
    assert stand_in.paths() == ["/oauth/token"]


def test_an_account_that_may_not_is_told_what_to_accept(fetch, stand_in):
    stand_in.terms_accepted = False
    with pytest.raises(Refused, match="accept the terms of use"):
        fetch("acled")
    assert stand_in.pages(READ) == [1]


def test_faults_of_the_moment_are_waited_for(fetch, stand_in, waits, told):
    stand_in.faults.extend([(429, {"Retry-After": "7"}), 500, CUT, None, 503])
    assert len(fetch("acled").events) == 25
    assert waits == [7, 2, 4, 1]
    assert "it asks for fewer requests; asked again in 7 s" in told


def test_a_fetch_that_was_cut_goes_on_where_it_was(fetch, stand_in):
    stand_in.faults.extend([None, None, *[500] * 6])
    with pytest.raises(FetchFault, match="answers with 500, 6 times in a row"):
        fetch("acled")
    stand_in.asked.clear()
    # First of all, on a page that was there already: the next fetch brings it.
    stand_in.acled.insert(0, acled_row(99, day="2024-05-01", stamp=int(time.time())))
    assert len(fetch("acled").events) == 25
    assert stand_in.pages(READ) == [3, 4]
    assert str(fetch("acled")).startswith("acled-AFG: 1 new, 0 changed, 0 withdrawn")


def test_a_fetch_that_ended_while_it_read_asks_for_nothing_again(fetch, stand_in, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("borderwatch_fetch.fetch.import_events", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            fetch("acled")
    stand_in.asked.clear()
    assert len(fetch("acled").events) == 25
    assert stand_in.asked == []


@pytest.mark.parametrize("body", [b"<html>busy</html>", b"[]", b'{"data": [1]}', b"{}"])
def test_a_page_that_holds_no_rows_is_refused_and_not_kept(fetch, stand_in, monkeypatch, body):
    with monkeypatch.context() as patch:
        patch.setattr(stand_in, "_of_acled", lambda asked, rows: (200, {}, body))
        with pytest.raises(FetchFault, match="ACLED answers with"):
            fetch("acled")
    assert len(fetch("acled").events) == 25


def test_a_dataset_that_was_removed_is_fetched_whole_again(fetch, tmp_path):
    fetch("acled")
    open_workspace(tmp_path).remove("acled-AFG")
    assert str(fetch("acled")) == "acled-AFG: 25 events, fetched for the first time."


def test_two_processes_do_not_fetch_one_dataset_at_once(fetch, tmp_path):
    folder = pages_folder(open_workspace(tmp_path), "acled-AFG")
    with (
        Pages(folder).held(),
        pytest.raises(FetchFault, match="Another process is fetching"),
    ):
        fetch("acled")


def test_the_limit_of_one_call_keeps_what_came(fetch, stand_in):
    with pytest.raises(FetchFault, match="asked 3 times, which is the limit"):
        fetch("acled", most=3)
    stand_in.asked.clear()
    assert len(fetch("acled").events) == 25
    assert stand_in.pages(READ) == [3, 4]


def test_other_countries_need_another_name(fetch):
    fetch("acled", name="mine")
    with pytest.raises(FetchFault, match="fetched from acled for AFG from 2024-01-01"):
        fetch("acled", ("PAK",), name="mine")


def test_again_asks_for_everything(fetch, stand_in):
    fetch("acled")
    stand_in.acled = stand_in.acled[2:]
    assert len(fetch("acled").events) == 25
    fetched = fetch("acled", again=True, first=date(2024, 2, 1))
    assert str(fetched) == "acled-AFG: 0 new, 0 changed, 2 withdrawn; it holds 23 events now."
    stand_in.acled = []
    with pytest.raises(FetchFault, match="holds nothing any more"):
        fetch("acled", again=True, first=date(2024, 2, 1))


def test_nothing_for_these_days_is_said(fetch, stand_in):
    stand_in.acled = []
    with pytest.raises(FetchFault, match="nothing for these countries and days"):
        fetch("acled")
