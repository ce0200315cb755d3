"""Pages drawn in threads at once are those drawn alone."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import matplotlib as mpl
import pytest

import geo
from geo.drawing.style import STYLE, in_style

WORK = (
    {"kind": "map", "paper": "16:9", "ending": "png"},
    {"kind": "over_time", "paper": "A4", "ending": "svg"},
    {"kind": "heat_map", "paper": "16:9", "ending": "pdf"},
    {"kind": "distance", "paper": "A4", "ending": "png"},
)
VIEW = geo.View(window=("2021-01-01", "2021-12-31"), segments=("AFG-TJK",), extent="AF-BDS")


def draw(joined, folder, work):
    path = folder / f"{work['kind']}.{work['ending']}"
    geo.snapshot(joined, VIEW, path, kind=work["kind"], paper=work["paper"], dpi=60)
    return path.read_bytes()


def test_four_pages_at_once_are_the_same_bytes_as_alone(joined, tmp_path):
    alone, together = tmp_path / "alone", tmp_path / "together"
    for folder in (alone, together):
        folder.mkdir()
    expected = [draw(joined, alone, work) for work in WORK]
    start = Barrier(len(WORK))

    def at_once(work):
        start.wait()
        return draw(joined, together, work)

    with ThreadPoolExecutor(len(WORK)) as pool:
        assert list(pool.map(at_once, WORK)) == expected


def test_settings_are_those_of_the_block_and_gone_after_it():
    before = dict(mpl.rcParams)
    with in_style({"font.size": 21}):
        assert mpl.rcParams["font.size"] == 21
        with in_style():
            assert mpl.rcParams["font.size"] == STYLE["font.size"]
        assert mpl.rcParams["font.size"] == 21
    assert dict(mpl.rcParams) == before


def test_the_settings_are_given_back_when_drawing_fails():
    with pytest.raises(ZeroDivisionError), in_style({"font.size": 21}):
        1 / 0  # noqa: B018
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(_size).result(timeout=20) == STYLE["font.size"]


def _size():
    with in_style():
        return mpl.rcParams["font.size"]
