"""The wheel, installed on another path: nothing of the checkout is there, and everything works."""

import json
import shutil
import socket
import subprocess
import sys
import tarfile
import urllib.request
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

import geo
from geo.cli.main import main
from geo.settings import APP, ASSETS, EVENTS, GEODATA
from tests.browser.conftest import wait_for
from tests.installation import CHECKOUT, build

WINDOW = ("--window", "2021-06-01..2021-08-15")
BEFORE, AFTER = ("--a", "2020-08-15..2021-08-14"), ("--b", "2021-08-15..2022-08-14")
SPEC = """
title = "One figure"
formats = ["png"]
data = ["csv"]

[view]
window = "2021-06-01..2021-08-31"
extent = "AF-BDS"

[[figure]]
kind = "map"
title = "Badakhshan"
"""


@pytest.fixture
def places(installed):
    """Where the installed packages are and what they look at."""
    script = """
import json, sys, geo, borderwatch_app
from importlib.metadata import version
from geo import settings
from geo.drawing.type import _families
print(json.dumps({
    "geo": geo.__file__, "borderwatch_app": borderwatch_app.__file__, "path": sys.path,
    "root": str(settings.ROOT), "app": str(settings.APP), "version": version("borderwatch"),
    "families": _families(),
}))
"""
    return json.loads(installed.python(script))


def test_nothing_leads_to_the_checkout(installed, places):
    for name in ("geo", "borderwatch_app", "root", "app"):
        assert Path(places[name]).resolve().is_relative_to(installed.environment.resolve()), name
    roots = {Path(entry).resolve() for entry in places["path"] if entry}
    assert not roots & {CHECKOUT, CHECKOUT / "src"}


def test_a_look_into_the_checkout_would_be_seen(installed):
    command = [installed.program("python"), "-c", f"open({str(EVENTS)!r})"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 97
    assert "open in the checkout" in done.stderr


def test_the_version_is_that_of_the_wheel(installed, places):
    assert places["version"] == installed.version
    assert installed.run("--version").stdout == f"borderwatch, version {installed.version}\n"


def test_the_font_for_pashto_is_there(places):
    assert "Vazirmatn" in places["families"]


def test_the_wheel_holds_all_that_ships_and_each_licence(installed):
    with zipfile.ZipFile(installed.wheel) as wheel:
        held = {name: wheel.read(name) for name in wheel.namelist()}
    for folder, place in ((GEODATA, "geo/_data/geodata"), (APP, "borderwatch_app")):
        for path in folder.rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                name = f"{place}/{path.relative_to(folder).as_posix()}"
                assert held[name] == path.read_bytes(), name
    for name in ("leaflet/LICENSE", "vazirmatn/OFL.txt"):
        assert held[f"geo/_data/node_modules/{name}"] == (ASSETS / name).read_bytes()
    assert {"geo/py.typed", "borderwatch_app/py.typed", "borderwatch_fetch/py.typed"} <= held.keys()
    assert {name.split("/")[0] for name in held} == {
        "geo",
        "borderwatch_app",
        "borderwatch_fetch",
        f"borderwatch-{installed.version}.dist-info",
    }


def test_no_file_of_the_wheel_names_the_checkout(installed):
    with zipfile.ZipFile(installed.wheel) as wheel:
        naming = [name for name in wheel.namelist() if bytes(CHECKOUT) in wheel.read(name)]
    assert naming == []


def test_the_same_source_gives_the_same_bytes(installed):
    again = build(CHECKOUT, installed.folder / "again")
    assert {path.suffix for path in again} == {".whl", ".gz"}
    for path in again:
        assert path.read_bytes() == (installed.wheel.parent / path.name).read_bytes(), path.name


def test_without_leaflet_the_build_says_what_to_install(installed, tmp_path):
    archive = next(installed.wheel.parent.glob("*.tar.gz"))
    with tarfile.open(archive) as opened:
        opened.extractall(tmp_path, filter="data")
    source = next(tmp_path.iterdir())
    shutil.rmtree(source / "node_modules" / "leaflet")
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", source]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    words = done.stdout + done.stderr
    assert done.returncode != 0
    assert "node_modules/leaflet/dist/leaflet.js" in words
    assert "`make setup`" in words
    assert "vazirmatn" not in words


def test_every_command_gives_its_help(installed):
    script = """
from click.testing import CliRunner
from geo.cli.main import main

def walk(command, words):
    done = CliRunner().invoke(main, [*words, "--help"])
    assert done.exit_code == 0, (words, done.output, done.exception)
    print(" ".join(words))
    for name, below in getattr(command, "commands", {}).items():
        walk(below, [*words, name])

walk(main, [])
"""
    helped = set(installed.python(script).splitlines())
    assert {"serve", "brief", "boundaries import"} <= helped


@pytest.mark.parametrize(
    "words",
    [
        ["validate", "events.geojson"],
        ["join", "events.geojson", "-o", "-"],
        ["borders", "events.geojson", "--segment", "AFG-TJK", "--by", "month", "-o", "-"],
        ["compare", "events.geojson", *BEFORE, *AFTER, "-o", "-"],
        ["places", "Djauzdjan"],
        ["duplicates", "events.geojson", "theirs.geojson", "-o", "-"],
        ["difference", "events.geojson", "newer.geojson", "-o", "-"],
        ["boundaries", "list"],
        ["boundaries", "crosswalk", "shipped", "shipped", "-o", "-"],
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_a_command_prints_what_it_prints_in_the_checkout(installed, events, words, monkeypatch):
    monkeypatch.chdir(installed.folder)
    theirs = events.head(20).assign(event_id="x" + events["event_id"], dataset="theirs")
    geo.write_events(theirs, "theirs.geojson")
    geo.write_events(events.tail(-1), "newer.geojson")
    here = CliRunner().invoke(main, words)
    assert here.exit_code == 0, here.output
    assert here.stdout
    assert installed.run(*words).stdout == here.stdout


def test_readers_read_what_writers_wrote(installed):
    script = """
import geo
joined = geo.join(geo.read_events("events.geojson"), geo.read_units(), geo.read_zones())
for suffix in ("geojson", "gpkg", "parquet", "csv", "kml", "xlsx"):
    geo.write_events(joined, f"joined.{suffix}")
    events, report = geo.import_events(f"joined.{suffix}")
    print(suffix, len(joined) == len(events), len(report.set_aside))
print(len(geo.read_borders()) > 0, len(geo.read_crossings()) > 0, len(geo.read_sources()) > 0)
"""
    *formats, others = installed.python(script).splitlines()
    assert [line.split()[1:] for line in formats] == [["True", "0"]] * 6
    assert others == "True True True"


def test_import_writes_a_table_of_ones_own(installed):
    (installed.folder / "mine.csv").write_text(
        "Date,Town,Country,Latitude,Longitude,Event type\n"
        "2021-08-15,Synthetic town,Afghanistan,34.5,69.2,attack\n",
        "utf-8",
    )
    words = installed.run("import", "mine.csv", "-o", "mine.parquet").stderr
    assert "1 rows read, 1 accepted, 0 set aside" in words
    assert (installed.folder / "mine.parquet").read_bytes().startswith(b"PAR1")


@pytest.mark.parametrize(
    ("suffix", "start"),
    [("png", b"\x89PNG"), ("pdf", b"%PDF"), ("pptx", b"PK"), ("html", b"<!DOCTYPE html>")],
)
def test_snapshots_are_drawn(installed, suffix, start):
    out = installed.folder / f"map.{suffix}"
    installed.run("snapshot", "events.geojson", *WINDOW, "--extent", "AF-BDS", "-o", out)
    assert out.read_bytes().startswith(start)
    if suffix == "html":
        assert (ASSETS / "leaflet/dist/leaflet.js").read_text("utf-8") in out.read_text("utf-8")


def test_a_pack_names_the_version_that_made_it(installed):
    (installed.folder / "spec.toml").write_text(SPEC, "utf-8")
    installed.run("brief", "spec.toml", "-o", "pack")
    manifest = json.loads((installed.folder / "pack" / "manifest.json").read_text("utf-8"))
    assert installed.version in json.dumps(manifest)
    for name in manifest["files"]:
        assert (installed.folder / "pack" / name).stat().st_size > 0


def test_the_app_starts_from_any_folder_and_heeds_no_settings_in_it(installed):
    settings = installed.folder / ".streamlit" / "config.toml"
    settings.parent.mkdir()
    settings.write_text('[server]\nbaseUrlPath = "elsewhere"\n', "utf-8")
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    address = f"http://localhost:{port}"
    with installed.serving("--headless", "--port", port, "--events", "events.geojson") as server:
        wait_for(f"{address}/_stcore/health", server)
        with urllib.request.urlopen(address, timeout=30) as answer:
            page = answer.read().decode()
    shutil.rmtree(settings.parent)
    assert answer.status == 200
    assert (APP / "server" / "style.css").read_text("utf-8") in page
