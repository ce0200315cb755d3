"""No needle ships: width is measured along chords, which the build never uses."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod, Transformer
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from geo.boundaries.needles import narrow_parts, without_needles
from geo.gazetteer.places import read_populated_places
from geo.geodesy import METRIC_CRS
from geo.settings import GEODATA
from geo.vocabulary import COUNTRY_LABELS

GEOD = Geod(ellps="WGS84")
WIDTH_M, LENGTH_M = 2_000, 5_000
TO_METRES = Transformer.from_crs(4326, METRIC_CRS, always_xy=True)


# A measure of its own


def narrow_stretches(shape, beside) -> list[np.ndarray]:
    """Return the stretches of an outline from which the shape is narrow over more than 5 km.

    From the outline, every 250 m, a chord goes straight inwards: where it meets the outline again
    within 2 km, the shape is narrow. Such points on no longer gaps than 1 km make up a stretch.
    Only the outline within 3 km of ``beside`` counts: a spit of the coast is no border.
    """
    ends = [
        np.stack([xy[:-1], xy[1:]], axis=1)
        for xy in map(shapely.get_coordinates, shapely.get_rings(shapely.get_parts(shape)))
    ]
    edges = shapely.linestrings(np.concatenate(ends))
    xy, edge = shapely.get_coordinates(shapely.segmentize(edges, 250.0), return_index=True)
    steps = np.diff(xy, axis=0)[edge[1:] == edge[:-1]]
    middles = ((xy[1:] + xy[:-1]) / 2)[edge[1:] == edge[:-1]]
    normals = np.stack([-steps[:, 1], steps[:, 0]], axis=1) / np.hypot(*steps.T)[:, None]
    shapely.prepare(shape)
    inwards = shapely.contains_xy(shape, *(middles + 5 * normals).T)
    normals = np.where(inwards[:, None], normals, -normals)
    chords = shapely.linestrings(
        np.stack([middles + 5 * normals, middles + WIDTH_M * normals], axis=1)
    )
    crossed = np.unique(shapely.STRtree(edges).query(chords, predicate="intersects")[0])
    shapely.prepare(beside)
    points = middles[crossed]
    points = points[shapely.dwithin(shapely.points(points), beside, 3_000)]
    if not len(points):
        return []
    tree = KDTree(points)
    stretch = connected_components(tree.sparse_distance_matrix(tree, 1_000))[1]
    stretches = [points[stretch == number] for number in range(stretch.max() + 1)]
    return [points for points in stretches if np.hypot(*np.ptp(points, axis=0)) > LENGTH_M]


@pytest.mark.parametrize(("width_m", "narrow"), [(500, True), (1_900, True), (2_200, False)])
def test_the_measure_sees_a_needle_and_no_wider_strip(width_m, narrow):
    block = shapely.box(0, 0, 50_000, 50_000)
    strip = shapely.box(50_000, 20_000, 60_000, 20_000 + width_m)
    beside = shapely.box(-90_000, -90_000, 90_000, 90_000) - block - strip
    assert bool(narrow_stretches(block | strip, beside)) == narrow


@pytest.fixture(scope="module")
def countries(units) -> gpd.GeoSeries:
    rows = units[units["level"] == "country"]
    return rows.set_index("iso3").geometry.to_crs(METRIC_CRS)


@pytest.fixture(scope="module")
def drawn_narrow() -> dict[str, np.ndarray]:
    """Return where the build left ground narrow since the source draws it, in metres."""
    report = pd.read_csv(GEODATA / "build_report.csv")
    left = report[report["what"] == "left narrow at a border"]
    lonlat = left["reason"].str.extract(r"at (\S+) E (\S+) N: its own source shape draws it")
    assert lonlat.notna().all(axis=None)
    spots = np.stack(TO_METRES.transform(*lonlat.to_numpy(float).T), axis=1)
    return {iso3: spots[left["iso3"] == iso3] for iso3 in COUNTRY_LABELS}


@pytest.mark.parametrize("iso3", COUNTRY_LABELS)
def test_no_country_has_a_needle_at_a_border(countries, drawn_narrow, iso3):
    others = shapely.union_all(countries.drop(iso3).to_numpy())
    unexplained = [
        stretch.mean(axis=0).round(-3).tolist()
        for stretch in narrow_stretches(countries[iso3], others)
        if not (np.hypot(*(drawn_narrow[iso3] - stretch.mean(axis=0)).T) < 5_000).any()
    ]
    assert unexplained == []


def test_afghanistan_has_no_narrow_stretch_at_all(countries):
    others = shapely.union_all(countries.drop("AFG").to_numpy())
    assert narrow_stretches(countries["AFG"], others) == []


def test_zahedan_lies_38_km_from_afghanistan(units):
    places = read_populated_places()
    zahedan = places[(places["name"] == "Zahedan") & (places["iso3"] == "IRN")]
    assert len(zahedan) == 1
    lon, lat = zahedan[["lon", "lat"]].to_numpy(float)[0]
    outline = units.set_index("unit_id").geometry["AFG"]
    vertices = shapely.get_coordinates(shapely.segmentize(outline, 0.001))
    spot = np.broadcast_to((lon, lat), vertices.shape)
    metres = np.asarray(GEOD.inv(*spot.T, *vertices.T)[2])
    assert metres.min() / 1e3 == pytest.approx(38, abs=1)


def test_the_report_gives_each_needle_its_size_place_and_taker(units):
    report = pd.read_csv(GEODATA / "build_report.csv")
    cut = report[report["what"] == "cut of a needle"]
    words = r"^\S+ km long, \S+ km², at \S+ E \S+ N: no source shape .*; (\S+) has the longest edge"
    taker = cut["reason"].str.extract(words)[0]
    assert set(taker) <= set(units["unit_id"])
    assert (taker != cut["unit_id"]).all()
    assert "IRN" in set(units.set_index("unit_id")["iso3"][taker[cut["iso3"] == "AFG"]])


# The rules, on hand-made squares


def square(west, south, east, north):
    return shapely.box(west, south, east, north)


TIP = square(67.0, 36.0, 67.2, 36.01)
"""About 18 km long and 1.1 km wide."""


@pytest.fixture
def made():
    """Return four districts of three countries; the first one runs on as a needle."""
    first = square(66, 35.5, 67, 36.5)
    shapes = [
        first | TIP,
        square(67, 36.01, 67.5, 36.5),
        square(67, 35.5, 67.5, 36) | square(67.2, 36, 67.5, 36.01),
    ]
    frame = gpd.GeoDataFrame(
        {"country": ["A", "B", "C"], "province": ["A1", "B1", "C1"], "district": ["a", "b", "c"]},
        geometry=[shapely.multipolygons([shape]) for shape in shapes],
        crs=4326,
    )
    # Neighbours of a coverage share the very vertices of their edges.
    cleaned = shapely.coverage_clean(np.asarray(frame.geometry))
    return frame.set_geometry(gpd.GeoSeries(cleaned, crs=4326)), first


LEVELS = ("country", "province", "district")
IN_TIP = shapely.Point(67.1, 36.005)


def relieved(frame, drawn, settled=(False, False, False)):
    return without_needles(frame, np.array(drawn, dtype=object), LEVELS, np.array(settled))


def holders(frame):
    return frame.loc[frame.geometry.covers(IN_TIP), "country"].tolist()


def test_a_needle_goes_to_the_neighbour_beside_it(made):
    frame, first = made
    cut, report = relieved(frame, [first, *frame.geometry[1:]])
    assert holders(frame) == ["A"]
    # Its edge on C is longer by the short end of the tip.
    assert holders(cut) == ["C"]
    assert shapely.coverage_is_valid(np.asarray(cut.geometry))
    assert report[["giver", "taker"]].to_numpy().tolist() == [[0, 2]]
    assert report["length_km"].item() == pytest.approx(18, abs=1)
    assert report["area_km2"].item() == pytest.approx(20, abs=1)


def test_no_ground_is_lost_or_won(made):
    frame, first = made
    cut, _ = relieved(frame, [first, *frame.geometry[1:]])
    before, after = (shapely.union_all(np.asarray(part.geometry)) for part in (frame, cut))
    assert shapely.area(shapely.symmetric_difference(before, after)) < 1e-6


def test_a_narrow_part_that_the_source_draws_stays(made):
    frame, first = made
    cut, report = relieved(frame, [first | TIP, *frame.geometry[1:]])
    assert holders(cut) == ["A"]
    assert report["taker"].tolist() == [-1]


def test_a_settled_neighbour_takes_a_needle_only_where_no_other_can(made):
    frame, first = made
    drawn = [first, *frame.geometry[1:]]
    assert holders(relieved(frame, drawn, (False, False, True))[0]) == ["B"]
    assert holders(relieved(frame, drawn, (False, True, True))[0]) == ["C"]


def test_a_province_gives_within_its_country_only(made):
    frame, first = made
    same = frame.assign(country=["A", "A", "C"])
    cut, report = relieved(same, [first, *frame.geometry[1:]])
    # For the country of both the tip is a bump of its outline; its own province takes it.
    assert report["taker"].tolist() == [1]
    assert cut.geometry[1].covers(IN_TIP)


def test_what_is_narrow_all_over_has_no_narrow_part():
    assert len(narrow_parts(shapely.box(0, 0, 50_000, 1_500))) == 0


def test_wide_ground_has_no_needle():
    assert len(narrow_parts(shapely.box(0, 0, 50_000, 50_000))) == 0
