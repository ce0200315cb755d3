"""Packs: what a spec may say, what comes out, and that nothing is half-written."""

import datetime as dt
import hashlib
import json
import shutil
import zipfile

import pandas as pd
import pypdf
import pytest

import geo
from geo.analysis.windows import window_in_words
from geo.briefs.pack import MANIFEST, count_steps, make_brief, write_brief
from geo.briefs.spec import read_spec
from geo.errors import BorderwatchError, FileFault, PageFault, PeriodFault, UnknownName
from geo.pages.snapshot import draw_page
from geo.release.credits import data_reach
from geo.settings import ROOT

EXAMPLE = ROOT / "docs" / "example-brief.toml"
SMALL = """
title = "Small"
dpi = 40
formats = ["png"]
data = ["csv"]
[view]
extent = "AF1728"
layers = ["countries", "events"]
[[figure]]
title = "A district"
window = "last 5 years"
[[figure]]
kind = "changes"
window_a = "2020-08-15..2021-08-14"
window_b = "2021-08-15..2022-08-14"
"""


@pytest.fixture
def spec(tmp_path):
    def write(text=SMALL):
        path = tmp_path / "spec.toml"
        path.write_text(text, "utf-8")
        return path

    return write


@pytest.fixture(scope="module")
def small_pack(joined, tmp_path_factory):
    """The pack of the small spec, written once: tests that change it take their own copy."""
    place = tmp_path_factory.mktemp("small")
    path = place / "spec.toml"
    path.write_text(SMALL, "utf-8")
    write_brief(joined, read_spec(path), place / "pack")
    return place / "pack"


@pytest.fixture
def old_pack(small_pack, tmp_path):
    return shutil.copytree(small_pack, tmp_path / "pack")


def holds(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_example_makes_its_pack(spec, tmp_path):
    path = spec("dpi = 40\n" + EXAMPLE.read_text("utf-8"))
    plan, said = read_spec(path), []
    report = make_brief(path, tmp_path / "pack", said.append)
    files = holds(report.folder)
    assert set(files) == set(report.files)
    assert len(said) == count_steps(plan)
    content = json.loads(files[MANIFEST])
    assert set(content["files"]) == set(files) - {MANIFEST}
    for name, about in content["files"].items():
        assert hashlib.sha256(files[name]).hexdigest() == about["sha256"]
    assert len(content["figures"]) == len(plan.figure)
    with zipfile.ZipFile(report.folder / "brief.pptx") as deck:
        slides = [name for name in deck.namelist() if name.startswith("ppt/slides/slide")]
    assert len(slides) == len(plan.figure) + 1
    printed = [page.extract_text() for page in pypdf.PdfReader(report.folder / "brief.pdf").pages]
    assert len(printed) == len(plan.figure) + 1
    # A cover names the pack and each page; each page but the cover has its number.
    assert plan.title in printed[0]
    for number, figure in enumerate(plan.figure, start=2):
        assert f"{number} {figure['title']}" in " ".join(printed[0].split())
        assert f"{number} of {len(printed)}" in printed[number - 1]
    assert all(len(page) < 3_000_000 for name, page in files.items() if name.endswith(".html"))
    words = files["figures/02-the-five-districts-claimed-for-jamaat-ansarullah.html"].decode()
    assert plan.marking in words


def test_the_data_hold_each_event_of_the_figures_once(joined, small_pack):
    rows = pd.read_csv(small_pack / "data" / "events.csv")
    last = joined["date_start"].max()
    recent = joined["date_start"] > last - pd.DateOffset(years=5)
    compared = joined["date_start"].between("2020-08-15", "2022-08-14")
    assert sorted(rows["event_id"]) == sorted(joined.loc[recent | compared, "event_id"])


def test_the_same_spec_gives_the_same_bytes(joined, spec, small_pack, tmp_path):
    write_brief(joined, read_spec(spec()), tmp_path / "again")
    assert holds(tmp_path / "again") == holds(small_pack)


def test_a_failure_leaves_the_old_pack_untouched(joined, spec, old_pack, tmp_path):
    folder = old_pack
    before = holds(folder)
    distance, empty = '[[figure]]\nkind = "distance"\n', "1999-01-01..1999-12-31"
    broken = distance + f'[[figure]]\nkind = "zones"\nwindow = "{empty}"\n'
    with pytest.raises(PageFault, match=r"(?s)3: .*one border.*4: No events .*The data run"):
        write_brief(joined, read_spec(spec(SMALL + broken)), folder)
    assert holds(folder) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pack", "spec.toml"]


def test_a_new_pack_takes_the_place_of_the_old(joined, spec, old_pack):
    assert (old_pack / "figures" / "01-a-district.png").exists()
    write_brief(joined, read_spec(spec(SMALL.replace("A district", "Another"))), old_pack)
    assert (old_pack / "figures" / "01-another.png").exists()
    assert not (old_pack / "figures" / "01-a-district.png").exists()


def test_a_folder_of_other_files_is_never_replaced(joined, spec, tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")
    with pytest.raises(FileFault, match="would be lost"):
        write_brief(joined, read_spec(spec()), folder)
    assert holds(folder) == {"thesis.txt": b"years of work"}


def test_a_pack_with_files_that_it_does_not_list_is_never_replaced(
    joined, spec, old_pack, tmp_path
):
    folder = old_pack
    (folder / "figures" / "my note.txt").write_text("mine")
    with pytest.raises(FileFault, match=r"would be lost: figures/my note\.txt"):
        write_brief(joined, read_spec(spec()), folder)
    assert (folder / "figures" / "my note.txt").read_text() == "mine"
    other = tmp_path / "site"
    other.mkdir()
    for name in ("manifest.json", "thesis.txt"):
        (other / name).write_text("{}")
    with pytest.raises(FileFault, match="would be lost"):
        write_brief(joined, read_spec(spec()), other)


def test_restricted_rows_stay_out_of_the_data_unless_asked_for(joined, spec, tmp_path):
    mixed = joined.assign(restricted=joined["event_id"] < "bw-0300")
    report = write_brief(mixed, read_spec(spec()), tmp_path / "pack")
    rows = pd.read_csv(tmp_path / "pack" / "data" / "events.csv")
    assert not rows["restricted"].any()
    assert report.withheld["borderwatch"] > 0
    content = json.loads((tmp_path / "pack" / MANIFEST).read_text())
    assert content["restricted"]["datasets"]["borderwatch"] == int(mixed["restricted"].sum())
    open_spec = read_spec(spec('include = ["borderwatch"]\n' + SMALL))
    assert write_brief(mixed, open_spec, tmp_path / "open").withheld == {}
    with pytest.raises(UnknownName, match="ACLED"):
        write_brief(mixed, read_spec(spec('include = ["ACLED"]\n' + SMALL)), tmp_path / "x")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("title = ", "is not TOML"),
        ('titel = "x"', "has no titel"),
        ("title = 5", "give text"),
        ('title = "x"', "no figure"),
        ('formats = ["gif"]\n[[figure]]', "knows no gif"),
        ('formats = "png"\n[[figure]]', "a list of words"),
        ('data = ["shp"]\n[[figure]]', "knows no shp"),
        ('paper = "B5"\n[[figure]]', "Known: 16:9"),
        ("dpi = 5\n[[figure]]", "30 to 1200"),
        ('[[figure]]\nkind = "pie"', "figure 1: kind knows no 'pie'"),
        ('[[figure]]\ncolour = "red"', "has no colour"),
        ('[[figure]]\n[[figure]]\nwindow = "recently"', "figure 2: .*not understood"),
        ('[[figure]]\nwindow = "2021-08-15..2021-01-01"', "swap them"),
        ('[[figure]]\nlayers = ["roads"]', "knows no 'roads'"),
        ("[[figure]]\nsubtitle = 5", "give text"),
        ('kind = 1\n[[figure]]\nkind = ["map"]', r"figure 1: kind knows no \['map'\]"),
        ('view = "x"\n[[figure]]', "view is no table"),
        ("figure = 5", "tables"),
        ('marking = "和"\n[[figure]]', "The marking holds letters .*: 和"),
        ('[[figure]]\nsubtitle = "和"', "figure 1: The subtitle holds letters .*: 和"),
        ('[[figure]]\nsegments = ["TJK-AFG"]', "figure 1: .* is called AFG-TJK"),
    ],
)
def test_a_spec_that_cannot_be_used_says_why(spec, text, says):
    with pytest.raises(BorderwatchError, match=says):
        read_spec(spec(text))


def test_all_faults_come_at_once(spec):
    text = """
        titel = "x"
        title = 5
        marking = "和"
        dpi = 5
        paper = "B5"
        formats = ["gif"]
        data = ["shp"]
        events = "none"
        [view]
        count_level = "village"
        [[figure]]
        kind = "pie"
        colour = "red"
        extent = "Atlantis"
        segments = ["AFG-XXX"]
        window = "recently"
        title = "田"
        subtitle = "田"
        [[figure]]
        measure = "noise"
        """
    with pytest.raises(PageFault) as fault:
        read_spec(spec(text))
    first, *lines = str(fault.value).splitlines()
    assert first == "The spec spec.toml cannot be used."
    starts = ("A spec has no titel", "title is 5", "The marking", "No paper", "dpi is 5")
    starts += ("events is", "formats knows", "data knows")
    starts += ("figure 1: kind", "figure 1: a figure has no colour", "figure 1: count_level")
    starts += ("figure 1: No unit", "figure 1: No border", "figure 1: ", "figure 1: The title")
    starts += ("figure 1: The subtitle", "figure 2: count_level", "figure 2: measure")
    for line, start in zip(lines, starts, strict=True):
        assert line.strip().startswith(start)


def test_the_title_of_a_spec_needs_no_font_of_paper(spec):
    assert read_spec(spec('title = "和田"\n[[figure]]')).title == "和田"


def test_a_missing_spec_and_missing_events_are_messages(spec, tmp_path):
    with pytest.raises(FileFault, match="cannot be read"):
        read_spec(tmp_path / "none.toml")
    with pytest.raises(FileFault, match="does not exist"):
        make_brief(spec('events = ["none.csv"]\n' + SMALL), tmp_path / "pack")


def test_an_unknown_extent_is_a_message_and_nothing_is_written(joined, spec, tmp_path):
    bad = SMALL.replace("AF1728", "AF-XXX")
    with pytest.raises(PageFault, match=r"(?s)figure 1: .*AF-XXX.*figure 2: .*AF-XXX"):
        write_brief(joined, read_spec(spec(bad)), tmp_path / "pack")
    assert not (tmp_path / "pack").exists()


def test_a_fault_names_the_folder_that_the_user_named(joined, spec, tmp_path, monkeypatch):
    def full(page, path, **_):
        raise FileFault(f"{path} cannot be written: No space left on device.")

    monkeypatch.setattr("geo.briefs.pack.write_page", full)
    with pytest.raises(FileFault) as error:
        write_brief(joined, read_spec(spec(SMALL)), tmp_path / "pack")
    assert str(error.value).startswith(f"{tmp_path / 'pack' / 'figures'}/")


def test_the_maps_of_a_pack_carry_their_subtitle(joined, spec, tmp_path):
    text = 'formats = ["html"]\ndata = ["csv"]\n[view]\nextent = "AF1728"\n'
    text += '[[figure]]\ntitle = "A"\nsubtitle = "MY OWN"'
    write_brief(joined, read_spec(spec(text)), tmp_path / "pack")
    page = (tmp_path / "pack" / "figures" / "01-a.html").read_text("utf-8")
    assert '<p class="bw-subtitle">MY OWN</p>' in page


def test_the_manifest_counts_what_stands_on_each_page(joined, spec, tmp_path):
    figures = "".join(
        f'[[figure]]\nkind = "{kind}"\nextent = "AF-BDS"\nsegments = ["AFG-TJK"]\n'
        'window = ["2021-06-01", "2021-08-15"]\n'
        for kind in ("map", "over_time", "distance", "zones")
    )
    small = 'marking = "INTERNAL"\ndpi = 40\nformats = ["png"]\ndata = ["csv"]\n'
    plan = read_spec(spec(small + figures))
    write_brief(joined, plan, tmp_path / "pack")
    content = json.loads((tmp_path / "pack" / "manifest.json").read_text("utf-8"))
    assert content["pack"]["marking"] == "INTERNAL"
    drawn = plan.figures(dt.date(2021, 8, 15))
    for figure, one in zip(drawn, content["figures"].values(), strict=True):
        page = draw_page(joined, figure.view, kind=figure.kind)
        assert one["events"] == len(page.shown) < len(geo.select(joined, figure.view))
        assert f"{len(page.shown)} event" in page.subtitle
        assert one["subtitle"] == page.subtitle
    assert content["files"]["data/events.csv"]["events"] == len(geo.select(joined, figure.view))
    assert any(zone["source_publisher"] for zone in content["figures"]["01-map"]["zones"])


def test_relative_windows_end_where_the_data_say_that_they_do(joined):
    later = joined.assign(data_as_of=pd.Timestamp("2026-01-31"))
    assert data_reach(later) == dt.date(2026, 1, 31)
    assert data_reach(joined) == joined["date_end"].max().date()


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("last 1 day", "2024-02-29", "2024-02-29"),
        ("last 90 days", "2023-12-02", "2024-02-29"),
        ("previous 90 days", "2023-09-03", "2023-12-01"),
        ("last 2 weeks", "2024-02-16", "2024-02-29"),
        ("Last 1 Year", "2023-03-01", "2024-02-29"),
        ("last 7 days, a year before", "2023-02-22", "2023-02-28"),
        ("2021-06-01..2021-08-31", "2021-06-01", "2021-08-31"),
    ],
)
def test_windows_in_words(words, first, last):
    window = window_in_words(words, dt.date(2024, 2, 29))
    assert [str(day) for day in window] == [first, last]


@pytest.mark.parametrize(
    "words", ["", "last days", "last 0 days", "last 9999 years", "next 3 days"]
)
def test_windows_in_other_words_are_a_message(words):
    with pytest.raises(PeriodFault):
        window_in_words(words, dt.date(2024, 2, 29))


def test_a_pack_needs_events(joined, spec, tmp_path):
    with pytest.raises(PageFault, match="no events"):
        write_brief(joined.head(0), read_spec(spec()), tmp_path / "pack")
    assert geo.make_brief is make_brief
