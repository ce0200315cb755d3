"""The command line: results to files, messages to standard error, exit codes."""

import io

import pandas as pd
import pytest

import geo
from geo.analysis.border_words import border_words
from geo.analysis.compare_words import EVIDENT, told
from geo.settings import EVENTS


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
        ["borders"],
        ["compare"],
        ["watch"],
        ["duplicates"],
        ["difference"],
        ["build-places"],
        ["build-names"],
        ["boundaries", "list"],
        ["boundaries", "build"],
        ["boundaries", "import"],
        ["boundaries", "crosswalk"],
    ],
)
def test_every_command_has_an_example(run, command):
    done = run(*command, "--help")
    assert done.exit_code == 0
    assert "Example: borderwatch" in done.output


def test_validate_passes_the_shipped_events(run):
    done = run("validate", "events.geojson")
    assert done.exit_code == 0
    assert "431 rows read, 431 accepted, 0 set aside" in done.stdout


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
    assert len(pd.read_csv(out)) == 431
    assert done.stdout == ""
    assert (
        "431 events: 414 within, 0 nearest, 15 stated_country, 0 by_name, 0 by_code, 2 none."
        in done.stderr
    )


def test_join_prints_csv_on_dash(run):
    done = run("join", "events.geojson", "-o", "-")
    assert done.stdout.startswith("event_id,")
    assert done.stdout.count("bw-0001") == 1


@pytest.fixture
def restricted_file(tmp_path):
    path = tmp_path / "synthetic.csv"
    path.write_text(
        "event_id,date_start,date_precision,geo_precision,event_type,source_publisher,"
        "longitude,latitude,dataset,restricted\n"
        "open,2021-08-15,day,town,attack,X,70,35,Mine,no\n"
        "closed,2021-08-15,day,town,attack,X,70,35,ACLED,yes\n"
    )
    return path


def test_join_leaves_restricted_rows_out_and_says_so(run, restricted_file, tmp_path):
    for out in (tmp_path / "out.csv", "-"):
        done = run("join", restricted_file, "-o", out)
        assert done.exit_code == 0
        assert "Left out, since restricted: ACLED 1 event." in done.stderr
        assert "--include DATASET" in done.stderr
        text = done.stdout if out == "-" else out.read_text("utf-8")
        assert "open," in text
        assert "closed," not in text


def test_join_writes_a_restricted_dataset_that_is_named(run, restricted_file):
    done = run("join", restricted_file, "-o", "-", "--include", "ACLED")
    assert "closed," in done.stdout
    assert "Left out" not in done.stderr


def test_join_refuses_a_name_of_no_restricted_dataset(run, restricted_file):
    done = run("join", restricted_file, "-o", "-", "--include", "GTD")
    assert done.exit_code == 1
    assert "Restricted here: ACLED." in done.stderr
    assert done.stdout == ""


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


def test_boundaries_list_names_licences(run, tmp_path, monkeypatch):
    monkeypatch.setenv("BORDERWATCH_WORKSPACE", str(tmp_path))
    lines = run("boundaries", "list").stdout.splitlines()
    assert len(lines) == 9
    assert lines[1] == "shipped\tAFG\t34\t398\t2014\tPublic Domain"


def test_borders_writes_what_the_library_counts(run, joined, tmp_path):
    output = tmp_path / "activity.csv"
    words = ["--segment", "AFG-TJK", "--within-km", "30", "--by", "year", "-o", output]
    done = run("borders", EVENTS, *words)
    assert done.exit_code == 0, done.stderr
    expected = geo.border_activity(joined, segment="AFG-TJK", within_km=30, freq="year")
    assert pd.read_csv(output)["events"].tolist() == expected["events"].tolist()
    dates = joined["date_start"].min().date(), joined["date_start"].max().date()
    (sentence,) = border_words(expected, dates, within_km=30)
    assert sentence in done.stderr
    assert sentence.startswith("Within 30 km of the Afghan-Tajik border ")


def test_borders_counts_no_death_of_zahedan_at_the_afghan_border(run, joined, tmp_path):
    """Zahedan lies 38 km off, so a corridor of 30 km holds none of its events."""
    zahedan = joined["admin2"].eq("Zahedan")
    assert joined.loc[zahedan, "fatalities_best"].sum() > 0
    rest = tmp_path / "rest.geojson"
    geo.read_events(EVENTS).loc[~zahedan.to_numpy()].to_file(rest, driver="GeoJSON")
    words = ["--segment", "AFG-IRN", "--within-km", "30", "--by", "year", "-o", "-"]
    with_zahedan, without = run("borders", EVENTS, *words), run("borders", rest, *words)
    assert with_zahedan.exit_code == 0, with_zahedan.stderr
    assert with_zahedan.stdout == without.stdout


def test_borders_around_a_crossing_in_a_window_to_standard_output(run):
    words = ["--around", "Torkham", "--by", "year", "--window", "2015-01-01..2016-12-31"]
    done = run("borders", EVENTS, *words, "-o", "-")
    lines = done.stdout.splitlines()
    assert [line.split(",")[:2] for line in lines[1:]] == [
        ["Torkham", "2015-01-01"],
        ["Torkham", "2016-01-01"],
    ]


def test_borders_says_when_the_rate_changed(run):
    done = run("borders", EVENTS, "--segment", "AFG-PAK", "--by", "quarter", "--changes", "-o", "-")
    assert done.stdout.splitlines()[0].startswith("area,change,earliest,latest")
    assert done.stdout.splitlines()[1].startswith("AFG-PAK,20")


def test_compare_writes_what_the_library_says(run, joined):
    words = ["--a", "2020-01-01..2020-12-31", "--b", "2021-01-01..2021-12-31", "--by", "province"]
    done = run("compare", EVENTS, *words, "-o", "-")
    assert done.exit_code == 0, done.stderr
    a, b = ("2020-01-01", "2020-12-31"), ("2021-01-01", "2021-12-31")
    expected = geo.compare(joined, a, b, by="province")
    shown = pd.read_csv(io.StringIO(done.stdout))
    assert shown["words"].tolist() == expected["words"].tolist()
    assert all(sentence in done.stderr for sentence in told(expected)["words"].head(EVIDENT))


def test_compare_of_one_border_says_its_sentence_alone(run, joined):
    words = ["--a", "2020-08-15..2021-08-14", "--b", "2021-08-15..2022-08-14"]
    done = run("compare", EVENTS, *words, "--segment", "AFG-TJK", "-o", "-")
    (sentence,) = pd.read_csv(io.StringIO(done.stdout))["words"]
    assert [line for line in done.stderr.splitlines() if "Within" in line] == [sentence]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--a", "2020", "--b", "2021-01-01..2021-12-31"], 1, "is not FROM..TO"),
        (["--a", "2020-12-31..2020-01-01", "--b", "2021-01-01..2021-12-31"], 1, "swap them"),
        (["--a", "2020-01-01..2021-06-30", "--b", "2021-01-01..2021-12-31"], 1, "overlap"),
        (["--a", "1990-01-01..1990-12-31", "--b", "2021-01-01..2021-12-31"], 1, "outside"),
        (["--a", "2020-01-01..2020-12-31"], 2, "--b"),
    ],
)
def test_bad_windows_say_what_to_change(run, words, code, says):
    done = run("compare", EVENTS, *words, "-o", "-")
    assert done.exit_code == code
    assert says in done.stderr


def test_segment_and_crossing_together_are_wrong_usage(run):
    done = run("borders", EVENTS, "--segment", "AFG-TJK", "--around", "Torkham", "-o", "-")
    assert done.exit_code == 2


def test_duplicates_links_two_files_and_says_how_many(run, events, tmp_path):
    theirs = events.head(20).assign(event_id="x" + events["event_id"], dataset="theirs")
    geo.write_events(theirs, tmp_path / "theirs.geojson")
    out = tmp_path / "links.csv"
    done = run("duplicates", EVENTS, tmp_path / "theirs.geojson", "-o", out)
    assert done.exit_code == 0, done.output
    links = pd.read_csv(out)
    assert ("x" + links["event_a"] == links["event_b"]).mean() > 0.9
    assert f"451 events of 2 datasets; {len(links)} links." in done.stderr


def test_duplicates_of_one_file_twice_is_a_message(run):
    done = run("duplicates", EVENTS, EVENTS, "-o", "-")
    assert done.exit_code == 1
    assert "One dataset holds ids twice" in done.stderr


def test_difference_prints_what_changed(run, events, tmp_path):
    edited = events.iloc[1:].copy()
    edited.loc[edited.index[0], "place"] = "=elsewhere"
    geo.write_events(edited, tmp_path / "new.geojson")
    done = run("difference", EVENTS, tmp_path / "new.geojson", "-o", "-")
    assert done.exit_code == 0, done.output
    found = pd.read_csv(io.StringIO(done.stdout))
    assert found["change"].tolist() == ["changed", "withdrawn"]
    assert found["after"].tolist()[0] == "'=elsewhere"
    assert "0 new, 1 changed, 1 withdrawn." in done.stderr


def test_places_shows_namesakes_with_their_provinces(run):
    done = run("places", "Arghandab", "--limit", "4")
    assert "Zabul, Afghanistan" in done.stdout
    assert "Kandahar, Afghanistan" in done.stdout


def test_snapshot_of_a_comparison_in_html_holds_its_three_maps(run, tmp_path):
    output = tmp_path / "c.HTML"
    found = run(
        "snapshot",
        EVENTS,
        "--kind",
        "comparison",
        "--a",
        "2020-01-01..2020-12-31",
        "--b",
        "2021-01-01..2021-12-31",
        "-o",
        output,
    )
    assert found.exit_code == 0, found.output
    assert 'data-pane="change"' in output.read_text("utf-8")


def test_a_subtitle_stands_in_html_too(run, tmp_path):
    path = tmp_path / "sub.html"
    found = run("snapshot", EVENTS, "--subtitle", "MY OWN", "-o", path)
    assert found.exit_code == 0, found.output
    assert '<p class="bw-subtitle">MY OWN</p>' in path.read_text("utf-8")


def test_the_shell_draws_zones_and_filters_by_zones_apart(run, tmp_path):
    path = tmp_path / "zones.html"
    several = "TIP/ETIM, IMU and Jamaat Ansarullah; NRF"
    options = ["--groups", "Taliban", "--inside-zones", several, "-o", path]
    found = run("snapshot", EVENTS, *options)
    assert found.exit_code == 0, found.output
    text = path.read_text("utf-8")
    assert '"groups": ["Taliban"]' in text
    assert '"inside_zones": ["TIP/ETIM, IMU and Jamaat Ansarullah", "NRF"]' in text


def test_a_group_without_zones_is_a_message_that_names_those_with_some(run, tmp_path):
    found = run("snapshot", EVENTS, "--inside-zones", "Talban", "-o", tmp_path / "z.html")
    assert found.exit_code == 1
    assert "No zones are of a group 'Talban'" in found.output


def test_snapshot_of_a_table_in_html_is_refused(run, tmp_path):
    found = run("snapshot", EVENTS, "--kind", "events", "-o", tmp_path / "t.html")
    assert found.exit_code == 2
    assert "no page of events" in found.output


def test_snapshot_of_the_world_is_a_message(run, tmp_path):
    found = run("snapshot", EVENTS, "--extent=-180,-90,180,90", "-o", tmp_path / "w.png")
    assert found.exit_code == 1
    assert "Zoom in" in found.output


def test_snapshot_of_one_border_by_distance(run, tmp_path):
    options = ["--kind", "distance", "--segment", "AFG-PAK", "--within-km", "30"]
    found = run("snapshot", EVENTS, *options, "-o", tmp_path / "d.svg")
    assert found.exit_code == 0, found.output
    assert "AFG-PAK" in (tmp_path / "d.svg").read_text("utf-8")
