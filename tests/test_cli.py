"""The command line: results to files, messages to standard error, exit codes."""

import pandas as pd
import pytest
from click.testing import CliRunner

from geo.cli import main


@pytest.fixture
def run():
    runner = CliRunner()
    return lambda *words: runner.invoke(main, [str(word) for word in words])


@pytest.fixture
def bad_file(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text(
        "event_id,date_start,date_precision,geo_precision,event_type,source_publisher,"
        "longitude,latitude\n"
        "a,2021-08-15,day,town,attack,X,70,35\n"
        "b,2021-08-15,day,town,attack,X,70,91\n"
    )
    return path


@pytest.mark.parametrize(
    "command",
    [
        ["serve"],
        ["validate"],
        ["join"],
        ["places"],
        ["boundaries", "list"],
        ["boundaries", "build"],
    ],
)
def test_every_command_has_an_example(run, command):
    done = run(*command, "--help")
    assert done.exit_code == 0
    assert "Example: borderwatch" in done.output


def test_validate_passes_the_shipped_events(run):
    done = run("validate", "events.geojson")
    assert done.exit_code == 0
    assert "335 rows read, 335 accepted, 0 set aside" in done.stdout


def test_validate_names_row_and_remedy(run, bad_file):
    done = run("validate", bad_file)
    assert done.exit_code == 1
    assert "row 2 (b): latitude must lie between -90 and 90" in done.stdout


def test_a_missing_file_is_a_message(run):
    done = run("validate", "no-such-file.csv")
    assert done.exit_code == 1
    assert "does not exist" in done.stderr
    assert "Traceback" not in done.output


def test_join_writes_a_file_and_reports(run, tmp_path):
    out = tmp_path / "joined.csv"
    done = run("join", "events.geojson", "-o", out)
    assert done.exit_code == 0
    assert len(pd.read_csv(out)) == 335
    assert done.stdout == ""
    assert "335 events: 313 within, 0 nearest, 20 stated_country, 2 none." in done.stderr


def test_join_prints_csv_on_dash(run):
    done = run("join", "events.geojson", "-o", "-")
    assert done.stdout.startswith("event_id,")
    assert done.stdout.count("bw-0001") == 1


def test_join_refuses_an_unwritable_place(run, tmp_path):
    done = run("join", "events.geojson", "-o", tmp_path / "no" / "x.csv")
    assert done.exit_code == 1
    assert "cannot be written" in done.stderr


def test_wrong_usage_ends_with_2(run):
    assert run("join", "events.geojson").exit_code == 2
    assert run("serve", "--port", "0").exit_code == 2


def test_places_prints_codes(run):
    done = run("places", "Badakhshan", "--limit", "1")
    assert done.stdout.split("\t")[:3] == ["AF-BDS", "Badakhshan", "province"]
    assert run("places", "qqqqzzzz").exit_code == 1


def test_boundaries_list_names_licences(run):
    lines = run("boundaries", "list").stdout.splitlines()
    assert len(lines) == 9
    assert lines[1] == "AFG\t34\t398\t2014\tPublic Domain"
