"""A view's way through time: its pictures, their legend and colours, and the files they go into."""

import datetime as dt
import shutil
import subprocess

import numpy as np
import pandas as pd
import pytest
from PIL import Image, ImageColor

import geo
from geo.drawing.paper import paper_of
from geo.drawing.style import in_style
from geo.errors import BorderwatchError, PeriodFault
from geo.motion import files
from geo.motion.animate import animate
from geo.motion.colours import Palette
from geo.motion.film import Film
from geo.motion.steps import windows_of
from geo.palette import COUNT_SCALE, TYPE_COLOURS
from geo.view.view import ALL_DATES
from geo.vocabulary import EVENT_TYPES

SUMMER = dt.date(2021, 6, 1), dt.date(2021, 8, 31)
VIEW = geo.View(
    window=SUMMER,
    extent="AF-BDS",
    layers=("countries", "provinces", "choropleth", "events", "washes"),
    title="Summer",
)


@pytest.fixture(scope="module")
def film(joined):
    with in_style():
        return Film(joined, VIEW, windows_of(SUMMER, SUMMER), paper_of("16:9"), "INTERNAL")


@pytest.fixture(scope="module")
def pictures(film):
    with in_style():
        return list(film)


@pytest.fixture
def cheap(film, monkeypatch):
    """No film is drawn anew for another file: what is written is what the test is of."""
    monkeypatch.setattr("geo.motion.animate.Film", lambda *_: film)


def test_windows_of_a_fixed_length_follow_each_other():
    windows = windows_of(SUMMER, SUMMER)
    assert windows == [
        (dt.date(2021, 6, 1), dt.date(2021, 6, 30)),
        (dt.date(2021, 7, 1), dt.date(2021, 7, 31)),
        (dt.date(2021, 8, 1), dt.date(2021, 8, 31)),
    ]
    weeks = windows_of(SUMMER, SUMMER, step="week")
    assert all((last - first).days == 6 for first, last in weeks[:-1])
    assert weeks[-1][1] == SUMMER[1]
    two = windows_of(SUMMER, SUMMER, span=2)
    assert [str(last) for _, last in two] == ["2021-07-31", "2021-08-31"]


def test_a_growing_window_begins_on_the_first_day():
    windows = windows_of(SUMMER, SUMMER, moves="growing")
    assert {first for first, _ in windows} == {SUMMER[0]}
    assert [str(last) for _, last in windows] == ["2021-06-30", "2021-07-31", "2021-08-31"]


def test_all_dates_are_those_of_the_data_in_whole_months():
    data = dt.date(2021, 6, 17), dt.date(2021, 8, 3)
    windows = windows_of(ALL_DATES, data)
    assert windows[0] == (dt.date(2021, 6, 1), dt.date(2021, 6, 30))
    assert windows[-1] == (dt.date(2021, 8, 1), data[1])


@pytest.mark.parametrize(
    ("window", "options", "says"),
    [
        ((SUMMER[0], SUMMER[0]), {}, "1 picture; give"),
        ((dt.date(1990, 1, 1), SUMMER[1]), {"step": "day"}, "2 to 150"),
        (SUMMER, {"step": "hour"}, "Known: day"),
        (SUMMER, {"moves": "back"}, "Known: fixed"),
        (SUMMER, {"span": 0}, "cannot move"),
    ],
)
def test_what_makes_no_moving_picture_says_why(window, options, says):
    with pytest.raises(PeriodFault, match=says):
        windows_of(window, window, **options)


def test_pictures_share_the_page_and_differ_in_what_moves(film, pictures):
    assert {picture.size for picture in pictures} == {(1280, 720)}
    arrays = [np.asarray(picture).astype(int) for picture in pictures]
    moved = np.any([np.any(arrays[0] != other, axis=2) for other in arrays[1:]], axis=0)
    # Title, marking and foot stand still; so does the legend, above the key figures.
    assert not moved[:60].any()
    assert not moved[610:].any()
    assert not moved[120:530, 880:].any()
    assert moved[80:115].any()
    assert moved[120:600, 30:870].any()


def test_the_legend_lists_what_any_picture_holds(film):
    in_each = [set(moment.drawn.types) for moment in film.moments]
    every = set().union(*in_each)
    assert any(types < every for types in in_each)
    listed = [entry.words for _, groups in film.page.legend for _, some in groups for entry in some]
    assert {kind.label for kind in EVENT_TYPES if kind.key in every} <= set(listed)
    months = [moment.here["date_start"].dt.month.unique().tolist() for moment in film.moments]
    assert months == [[6], [7], [8]]


def test_colours_of_the_legend_are_exact_in_a_gif(film, pictures, tmp_path, cheap, joined):
    path = animate(joined, VIEW, tmp_path / "summer.gif")
    drawn = [moment.drawn for moment in film.moments]
    names = {COUNT_SCALE[number] for one in drawn for number in one.classes}
    names |= {TYPE_COLOURS[kind] for one in drawn for kind in one.types}
    swatches = {ImageColor.getrgb(name) for name in names}
    assert len(swatches) > 2
    with Image.open(path) as image:
        assert image.n_frames == 3
        assert image.info["loop"] == 0
        for number in range(3):
            image.seek(number)
            shown = image.convert("RGB")
            legend = shown.crop((880, 110, 1280, 530))
            assert swatches <= {colour for _, colour in legend.getcolors(1 << 24)}
            far = np.abs(np.asarray(shown, dtype=int) - np.asarray(pictures[number], dtype=int))
            assert far.max() < 100
            assert far.mean() < 1.5


def test_a_palette_keeps_colours_that_are_nearly_alike_apart():
    signs = Image.new("RGB", (4, 1))
    exact = [(10, 10, 10), (11, 10, 10), (12, 10, 10), (13, 10, 10)]
    signs.putdata(exact)
    noise = np.random.default_rng(1).integers(0, 255, (40, 40, 3), dtype=np.uint8)
    palette = Palette(exact, signs, [Image.fromarray(noise)])
    assert [palette.applied(signs).convert("RGB").getpixel((at, 0)) for at in range(4)] == exact
    assert len(palette.colours) <= 255


@pytest.mark.parametrize("ending", ["gif", "webp", "mp4"])
def test_the_same_pictures_give_the_same_bytes(joined, tmp_path, ending, cheap):
    if ending == "mp4" and not files.ffmpeg():
        pytest.skip("ffmpeg is not here")
    one, two = (tmp_path / f"{name}.{ending}" for name in ("one", "two"))
    for path in (one, two):
        animate(joined, VIEW, path)
    assert one.read_bytes() == two.read_bytes()
    assert one.stat().st_size < 1_000_000


def test_webp_holds_all_pictures_and_their_times(joined, tmp_path, cheap):
    path = animate(joined, VIEW, tmp_path / "summer.webp", seconds=0.2)
    with Image.open(path) as image:
        assert image.n_frames == 3
        image.seek(2)
        image.load()
        assert image.info["duration"] == 600


def test_mp4_holds_all_pictures(joined, tmp_path, cheap):
    probe = shutil.which("ffprobe")
    if not files.ffmpeg() or not probe:
        pytest.skip("ffmpeg is not here")
    path = animate(joined, VIEW, tmp_path / "summer.mp4")
    asked = ["-count_frames", "-show_entries", "stream=nb_read_frames,width,height,pix_fmt"]
    said = subprocess.run(
        [probe, "-v", "error", *asked, "-of", "csv=p=0", str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == "1280,720,yuv420p,5"


def test_without_ffmpeg_mp4_is_refused_before_anything_is_drawn(joined, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BorderwatchError, match="takes the program ffmpeg"):
        animate(joined, VIEW, tmp_path / "summer.mp4")
    with pytest.raises(BorderwatchError, match="end it with"):
        animate(joined, VIEW, tmp_path / "summer.avi")
    assert not list(tmp_path.iterdir())


def test_a_fault_of_ffmpeg_leaves_no_file(joined, tmp_path, monkeypatch, cheap):
    broken = tmp_path / "bin" / "ffmpeg"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\ncat > /dev/null\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{broken.parent}:/usr/bin:/bin")
    with pytest.raises(BorderwatchError, match="ffmpeg"):
        animate(joined, VIEW, tmp_path / "summer.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["bin"]


def test_restricted_events_are_known_to_their_district_only(make_events, units):
    spot = {"lon": 70.80, "lat": 37.02, "geo_precision": "exact", "restricted": True}
    days = [{**spot, "date_start": f"2021-0{month}-10"} for month in (6, 7, 8)]
    joined = geo.join(make_events(*days), units)
    view = geo.View(window=SUMMER, extent="AF-BDS", layers=("events", "washes"))
    with in_style():
        film = Film(joined, view, windows_of(SUMMER, SUMMER), paper_of("16:9"))
    for moment in film.moments:
        assert moment.here["geo_precision"].tolist() == ["district"]
        assert len(moment.drawn.marks) == 0
    assert any("Restricted" in line for line in film.page.footer)
    assert pd.isna(moment.here["summary"]).all()
