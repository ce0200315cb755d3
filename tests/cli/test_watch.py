"""The command that says what to look at."""

import io

import pandas as pd

from geo.settings import EVENTS


def test_watch_prints_the_list_and_says_what_stands_out(run):
    done = run("watch", EVENTS, "--by", "province", "--until", "2021-08-15")
    assert done.exit_code == 0, done.stderr
    table = pd.read_csv(io.StringIO(done.stdout.lstrip("﻿")))
    assert {"name", "events", "usual", "p_list", "alarm", "event_ids", "words"} <= set(table)
    row = table.set_index("name").loc["Kabul"]
    assert len(row["event_ids"].split("; ")) == row["events"] > 1
    assert "In the 4 weeks to 15 August 2021 nothing stands out" in done.stderr


def test_watch_of_areas_takes_several(run):
    areas = ["--area", "circle:69.17,34.53,50", "--area", "units:AF-BDS"]
    words = ["--by", "area", *areas, "--until", "2021-08-15"]
    done = run("watch", EVENTS, *words)
    assert done.exit_code == 0, done.stderr
    assert "units:AF-BDS" in done.stdout or "Badakhshan" in done.stdout


def test_ids_of_restricted_events_are_written_only_when_they_are_named(run, tmp_path, events):
    import geo

    held = events.assign(restricted=True, dataset=pd.Categorical(["Held"] * len(events)))
    path = geo.write_events(held, tmp_path / "held.geojson", include=["Held"]).path
    words = ["watch", path, "--by", "province", "--until", "2021-08-15"]
    done = run(*words)
    assert done.exit_code == 0, done.stderr
    assert "bw-" not in done.stdout
    assert "Left out, since restricted: Held" in done.stderr
    assert "bw-" in run(*words, "--include", "Held").stdout
