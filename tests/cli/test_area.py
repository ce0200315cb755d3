"""Areas of one's own in the shell: from a file or a text, in tables, pages and data."""

import io
import json

import pandas as pd
import pytest

import geo
from geo.view.area import Area
from geo.view.lying import lying

SQUARE = {"type": "Polygon", "coordinates": [[[68, 34], [70, 34], [70, 35], [68, 35], [68, 34]]]}
KABUL = "circle:69.17,34.53,60"


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "centre.geojson"
    path.write_text(json.dumps(SQUARE))
    return path


def test_only_events_inside_a_file_are_written(run, file, tmp_path, joined):
    out = tmp_path / "inside.geojson"
    done = run("join", "events.geojson", "--area", file, "-o", out)
    assert done.exit_code == 0, done.output
    written = json.loads(out.read_text())
    area = geo.read_area(file)[0]
    assert len(written["features"]) == lying(joined, area).inside.sum() > 0
    assert written["about"]["area"] == area.text
    assert (
        "Only events inside the area “centre” (centre.geojson) are counted."
        in written["about"]["notes"]
    )
    assert "events inside the area “centre” (centre.geojson) from" in done.stderr
    assert "may lie inside" in done.stderr


def test_a_table_of_what_changed_is_of_the_area(run):
    windows = ("--a", "2020-08-15..2021-08-14", "--b", "2021-08-15..2022-08-14")
    done = run("compare", "events.geojson", *windows, "--by", "area", "--area", KABUL, "-o", "-")
    assert done.exit_code == 0, done.output
    table = pd.read_csv(io.StringIO(done.stdout.lstrip("\ufeff")))
    assert table["area"].tolist() == ["own", "none"]
    assert table["name"][0] == "60 km around 34.53° N, 69.17° E"


def test_border_activity_is_of_the_area(run):
    words = ("borders", "events.geojson", "--segment", "AFG-PAK", "--by", "year", "-o", "-")
    whole, part = run(*words), run(*words, "--area", "units:AF-NAN")
    assert part.exit_code == 0, part.output
    events = [pd.read_csv(io.StringIO(done.stdout))["events"].sum() for done in (whole, part)]
    assert events[0] > events[1] > 0
    assert "events inside the area “Nangarhar” from" in part.stderr


def test_a_page_shows_the_area_and_names_it(run, file, tmp_path):
    out = tmp_path / "map.svg"
    done = run("snapshot", "events.geojson", "--area", file, "-o", out)
    assert done.exit_code == 0, done.output
    words = out.read_text()
    for text in ("Events inside “centre”", "“centre” (centre.geojson)", "Counted: only inside"):
        assert text in words


@pytest.mark.parametrize(
    ("area", "said"),
    [
        ("nowhere.kml", "nowhere.kml does not exist"),
        ("circle:69,34", "is not longitude, latitude and kilometres"),
        ("units:XX01", "No unit is called 'XX01'"),
    ],
)
def test_what_is_no_area_ends_with_a_remedy(run, area, said):
    done = run("join", "events.geojson", "--area", area, "-o", "-")
    assert done.exit_code == 1
    assert said in done.stderr


def test_what_was_done_to_a_file_is_said(run, tmp_path):
    bow_tie = [[[68, 34], [70, 35], [70, 34], [68, 35], [68, 34]]]
    path = tmp_path / "tie.geojson"
    path.write_text(json.dumps({"type": "Polygon", "coordinates": bow_tie}))
    done = run("join", "events.geojson", "--area", path, "-o", tmp_path / "out.csv")
    assert "mended, their edges crossed: 1 polygon" in done.stderr


def test_an_address_carries_what_a_file_held(file):
    area = geo.read_area(file)[0]
    assert Area.parse(area.text) == area


def test_the_text_of_a_file_is_printed_for_an_address(run, file):
    done = run("area", file, "--name", "Centre of all")
    assert done.exit_code == 0, done.output
    assert Area.parse(done.stdout.strip()) == geo.read_area(file, "Centre of all")[0]
