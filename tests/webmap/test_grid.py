"""Positions and measures of the document's script, beside those of the library's packages."""

import mgrs
import numpy as np
import pytest
from pyproj import Geod

GEOD = Geod(ellps="WGS84")


def places(count=400, seed=3):
    """Places of the region, and some far off."""
    random = np.random.default_rng(seed)
    here = np.column_stack([random.uniform(43, 97, count), random.uniform(23, 50, count)])
    far = np.column_stack([random.uniform(-180, 180, 60), random.uniform(-79, 55, 60)])
    return np.vstack([here, far])


@pytest.mark.parametrize("digits", [5, 3, 2])
def test_squares_are_those_of_the_package_mgrs(in_script, digits):
    where = places()
    told = in_script(
        "return asked.places.map(([lon, lat]) => bw.mgrs(lat, lon, asked.digits));",
        places=where.tolist(),
        digits=digits,
    )
    package = mgrs.MGRS()
    wanted = [package.toMGRS(lat, lon, MGRSPrecision=digits) for lon, lat in where]
    side = 10 ** (5 - digits)
    for square, other in zip((square.replace(" ", "") for square in told), wanted, strict=True):
        east, north = (int(square[-digits:]), int(square[-2 * digits : -digits]))
        also = (int(other[-digits:]), int(other[-2 * digits : -digits]))
        assert square[: -2 * digits] == other[: -2 * digits]
        # The package cuts after rounding: one metre apart at the edge of a square.
        assert max(abs(east - also[0]), abs(north - also[1])) <= (1 if side == 1 else 0)


def test_beyond_the_grid_no_square_is_told(in_script):
    assert in_script("return [bw.mgrs(84.1, 70, 3), bw.mgrs(-80.1, 70, 3)];") == [None, None]


def test_distances_are_those_on_the_ellipsoid(in_script):
    first, second = places(200, 5)[:200], places(200, 6)[:200]
    told = in_script(
        "return asked.pairs.map(([a, b]) => bw.distance(a, b));",
        pairs=np.stack([first, second], axis=1).tolist(),
    )
    wanted = GEOD.inv(first[:, 0], first[:, 1], second[:, 0], second[:, 1])[2]
    assert np.allclose(told, wanted, rtol=0, atol=0.01)
    assert in_script("return bw.distance([70, 36], [70, 36]);") == 0


@pytest.mark.parametrize("width", [0.05, 1, 6])
def test_areas_are_those_on_the_ellipsoid(in_script, width):
    for lon, lat in places(20, 7)[:20]:
        ring = [[lon, lat], [lon + width, lat + width / 3], [lon + width / 2, lat + width]]
        told = in_script("return bw.area(asked.ring);", ring=ring)
        wanted = abs(GEOD.polygon_area_perimeter(*zip(*ring, strict=True))[0])
        assert told == pytest.approx(wanted, rel=2e-3)


def test_positions_are_written_with_the_decimals_that_a_zoom_bears(in_script):
    lines = "return [4, 7.5, 11].map((zoom) => bw.degrees(36.53277, 69.566123, zoom));"
    assert in_script(lines) == [
        "36.53° N, 69.57° E",
        "36.533° N, 69.566° E",
        "36.5328° N, 69.5661° E",
    ]
