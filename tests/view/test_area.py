"""Areas of one's own: their text, their ground, and which events lie in them."""

import json
import zipfile
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import geo
from geo.errors import FileFault, UnknownName, ViewFault
from geo.geodesy import GEODESIC
from geo.view.area import MOST_VERTICES, Area
from geo.view.area_file import read_area
from geo.view.area_ground import (
    CUT,
    INSIDE,
    OUTSIDE,
    area_box,
    area_geometry,
    area_words,
    check_area,
    unit_status,
)
from geo.view.area_text import STEPS, read_polygons, spell_polygons
from geo.view.lying import lying
from geo.view.select import select
from geo.view.sentence import describe
from geo.view.view import View

SQUARE = [(70, 37), (71, 37), (71, 38), (70, 38)]
PLACES = st.tuples(st.floats(60, 75), st.floats(29, 40))
STEP_PLACES = st.tuples(st.integers(-18_000_000, 18_000_000), st.integers(-9_000_000, 9_000_000))


def polygon_of(places, name=""):
    """Return the area inside some places; those on one line enclose nothing."""
    try:
        return Area.polygon(places, name)
    except ViewFault:
        assume(False)


@given(st.lists(st.lists(st.lists(STEP_PLACES, min_size=3), min_size=1), min_size=1))
def test_a_text_carries_any_rings(polygons):
    assert read_polygons(spell_polygons(polygons)) == polygons


KIND = st.sampled_from(["circle:", "units:", "polygon:", "polygon:g8nrNgy6hHgqjGA", ""])
SIGNS = st.text("ABCghijyz019-_.,:~%é", max_size=60)


@settings(max_examples=300)
@given(st.builds("{}{}".format, KIND, st.one_of(SIGNS, st.text(max_size=20))))
def test_any_text_is_an_area_or_is_told_why_not(text):
    try:
        area = Area.parse(text)
    except ViewFault:
        return
    assert Area.parse(area.text) == area


@given(st.lists(PLACES, min_size=3, max_size=40), st.text(max_size=12))
@example([(60, 29), (75, 40), (75, 29), (60, 40)], "crosses itself")
@example([*SQUARE, (70, 37)], "a~b %7E")
def test_an_address_carries_an_area_exactly(places, name):
    area = polygon_of(places, name)
    view = View(area=area)
    query = dict(parse_qsl(urlencode(view.to_query())))
    again, notes = View.from_query(query)
    assert (again, notes) == (view, [])
    assert hash(again) == hash(view)
    assert View.from_toml(view.to_toml()) == view
    assert shapely.equals(area_geometry(again.area), area_geometry(area))


def test_the_text_of_a_polygon_needs_no_escape_in_an_address():
    text = Area.polygon(SQUARE).text
    assert urlencode({"area": text}) == f"area={text.replace(':', '%3A')}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "No area is spelled"),
        ("square:1,2", "No area is spelled"),
        ("circle:69,34", "is not longitude, latitude and kilometres"),
        ("circle:69,34,nan", "radius is nan"),
        ("circle:69,34,5000", "give 0.1 to 1000"),
        ("circle:nan,34,50", "is no longitude"),
        ("circle:200,34,50", "is no longitude"),
        ("units:", "Nothing is no code"),
        ("units:<b>", "is no code of a unit"),
        (f"units:{','.join(f'AF{n}' for n in range(300))}", "at most 200"),
        ("polygon:", "cut short"),
        ("polygon:AAAA", "cut short"),
        ("polygon:g8nrNgy6hH!", "holds signs"),
        ("polygon:________________", "cut short"),
        (f"polygon:{spell_polygons([[[(0, 0), (99_000_000, 0), (0, 9)]]])}", "no degrees"),
        (f"polygon:{spell_polygons([[[(0, 0), (5, 5), (9, 9)]]])}", "encloses nothing"),
        ("polygon:" + "A" * 9000, "more than an address carries"),
        ("circle:69,34,50~a~b~c", "write SHAPE~NAME~SOURCE"),
    ],
)
def test_an_address_that_spells_no_area_is_told(text, said):
    view, notes = View.from_query({"area": text})
    assert view == View()
    assert len(notes) == 1
    assert said in notes[0]
    assert len(notes[0]) < 500


@pytest.mark.parametrize("area", [17, [1, 2], {"shape": "circle:69,34,50"}])
def test_what_is_no_area_is_refused(area):
    with pytest.raises(ViewFault, match="neither an area nor its text"):
        View(area=area)


def test_too_many_vertices_are_refused_with_a_remedy():
    turns = np.linspace(0, 2 * np.pi, 2 * MOST_VERTICES, endpoint=False)
    with pytest.raises(ViewFault, match="Draw fewer points, or give it as a file"):
        Area.polygon(np.column_stack([70 + np.cos(turns), 37 + np.sin(turns)]).tolist())


def test_names_lose_what_no_eye_sees():
    area = Area("circle:69,34,50", name="a\n\u202eb " + "c" * 100, source="x\x00.kml")
    assert area.name.startswith("a b ccc")
    assert len(area.name) == 80
    assert area.source == "x .kml"


@given(st.floats(60, 75), st.floats(-60, 60), st.floats(0.5, 500))
@settings(max_examples=30)
def test_a_circle_lies_at_its_distance_along_the_ellipsoid(lon, lat, km):
    area = Area.circle(lon, lat, km)
    ring = shapely.get_coordinates(area_geometry(area))
    middle = np.full((len(ring), 2), area.circle_of()[:2])
    metres = GEODESIC.inv(*middle.T, *ring.T)[2]
    assert np.abs(metres - km * 1000).max() < 1.5
    assert abs(GEODESIC.geometry_area_perimeter(area_geometry(area))[0]) == pytest.approx(
        np.pi * (km * 1000) ** 2, rel=0.004
    )


def test_a_circle_over_the_edge_of_the_world_is_refused():
    with pytest.raises(ViewFault, match="180th meridian"):
        area_geometry(Area.circle(179.9, 34, 50))


def test_a_polygon_that_crosses_itself_is_mended():
    bow_tie = Area.polygon([(70, 37), (71, 38), (71, 37), (70, 38)])
    ground = area_geometry(bow_tie)
    assert shapely.is_valid(ground)
    assert ground.area == pytest.approx(0.5)


@settings(max_examples=40)
@given(st.lists(PLACES, min_size=3, max_size=12), st.integers(0, 2**32 - 1))
def test_points_lie_inside_as_shapely_says(joined_at, places, seed):
    area = polygon_of(places)
    random = np.random.default_rng(seed)
    spots = np.concatenate([random.uniform((60, 29), (75, 40), (60, 2)), places])
    spots = np.rint(spots * STEPS) / STEPS
    found = lying(joined_at(spots), area)
    # On the grid of steps, whose whole numbers are exact.
    ground = shapely.transform(area_geometry(area), lambda degrees: np.rint(degrees * STEPS))
    covered = shapely.covers(ground, shapely.points(np.rint(spots * STEPS)))
    assert found.inside.tolist() == covered.tolist()
    assert not found.perhaps.any()


@pytest.fixture(scope="session")
def joined_at(make_events):
    """Return events known to their exact site, at given places and in no unit."""
    one = make_events()

    def at(spots):
        spots = np.asarray(spots, float)
        frame = one.iloc[np.zeros(len(spots), int)].reset_index(drop=True)
        frame = frame.set_geometry(gpd.points_from_xy(*spots.T, crs=4326))
        return frame.assign(country_id=None, province_id=None, district_id=None)

    return at


def test_the_edge_and_the_corners_lie_inside(joined_at):
    spots = [(70, 37), (70.5, 37), (71, 37.25), (69.99999, 37), (70.5, 37.5)]
    found = lying(joined_at(spots), Area.polygon(SQUARE))
    assert found.inside.tolist() == [True, True, True, False, True]


def test_a_hole_is_no_part_of_an_area(joined_at):
    ground = shapely.box(70, 37, 71, 38).difference(shapely.box(70.4, 37.4, 70.6, 37.6))
    found = lying(joined_at([(70.5, 37.5), (70.4, 37.5), (70.1, 37.1)]), Area.of(ground))
    assert found.inside.tolist() == [False, True, True]


@pytest.fixture
def grid(grid_units, monkeypatch):
    """Squares of one degree as the boundaries in use."""
    units = grid_units().sort_values("level", key=lambda level: level.map(geo.schema.LEVELS.index))
    for module in ("geo.view.area_ground",):
        monkeypatch.setattr(f"{module}.read_units", lambda: units.reset_index(drop=True))
    # What is kept by boundaries is kept for these alone.
    monkeypatch.setenv("BORDERWATCH_BOUNDARIES", "squares")
    return units


def status_of(area):
    status = unit_status(area)
    return {
        kind: set(status.index[status == code])
        for kind, code in (("outside", OUTSIDE), ("inside", INSIDE), ("cut", CUT))
    }


def test_units_lie_inside_or_are_cut(grid):
    found = status_of(Area.of(shapely.box(60, 34, 61.5, 36), "a province and a half"))
    assert found["inside"] == {"d0-0", "d0-1", "A-0"}
    assert found["cut"] == {"d1-0", "d1-1", "A-1", "AAA"}


def test_edges_drawn_by_two_hands_cut_no_neighbour(grid):
    found = status_of(Area.of(shapely.box(59.999, 34.001, 61.001, 36.001), "almost A-0"))
    assert found["inside"] == {"d0-0", "d0-1", "A-0"}
    assert found["cut"] == {"AAA"}


def test_a_small_area_cuts_what_holds_it(grid):
    found = status_of(Area.circle(60.5, 34.5, 1))
    assert found["cut"] == {"d0-0", "A-0", "AAA"}
    assert found["inside"] == set()


@pytest.mark.parametrize(
    ("codes", "inside", "cut"),
    [
        (["A-0"], {"A-0", "d0-0", "d0-1"}, {"AAA"}),
        (["d0-0", "d0-1"], {"A-0", "d0-0", "d0-1"}, {"AAA"}),
        (["d0-0", "d2-1"], {"d0-0", "d2-1"}, {"A-0", "AAA", "B-2", "BBB"}),
        (["AAA"], {"AAA", "A-0", "A-1", "d0-0", "d0-1", "d1-0", "d1-1"}, set()),
    ],
)
def test_units_together_hold_what_lies_in_them(grid, codes, inside, cut):
    found = status_of(Area.units(codes))
    # A district bears its province's ISO code: the province alone is meant.
    assert found["inside"] == inside
    assert found["cut"] == cut


EVENTS = (
    ("point inside", "exact", "d0-0", 60.2, True, False),
    ("point beside, district cut", "exact", "d0-0", 60.9, False, False),
    ("known to a district that is cut", "district", "d0-0", 60.2, False, True),
    ("known to a province that is cut", "province", None, 60.2, False, True),
    ("known to a district outside", "district", "d1-0", 60.2, False, False),
    ("known to a town", "town", "d0-0", 60.2, True, False),
)


def test_nothing_known_coarsely_is_counted_or_lost_in_silence(grid, make_events):
    rows = [
        {"geo_precision": p, "lon": lon, "event_id": f"e{k}"}
        for k, (_, p, _, lon, *_) in enumerate(EVENTS)
    ]
    frame = make_events(*rows, lat=34.5)
    districts = pd.Series([unit for _, _, unit, *_ in EVENTS], index=frame.index, dtype="object")
    joined = frame.assign(
        country_id="AAA", province_id="A-0", district_id=districts, conflict=None, zone_ids=None
    )
    area = Area.of(shapely.box(60, 34, 60.5, 36), "The west")
    found = lying(joined, area)
    for at, (what, *_, inside, perhaps) in enumerate(EVENTS):
        assert (found.inside[at], found.perhaps[at]) == (inside, perhaps), what
    shown = select(joined, View(area=area))
    assert list(shown["event_id"]) == ["e0", "e5"]
    says = describe(joined, View(area=area))
    assert says.startswith("2 events inside the area “The west” (drawn by hand) on 15 August 2021")
    assert "; 2 more known only to a unit that the area cuts may lie inside." in says
    empty = describe(joined, View(area=Area.of(shapely.box(60, 34, 60.1, 36), "Edge")))
    assert empty.startswith(
        "No events inside the area “Edge” (drawn by hand) on 15 August 2021; 2 "
    )


def test_every_event_is_inside_outside_or_perhaps(joined):
    area = Area.circle(69.17, 34.53, 80)
    found = lying(joined, area)
    assert not (found.inside & found.perhaps).any()
    coarse = ~joined["geo_precision"].isin(["exact", "town"]).to_numpy()
    assert (coarse & found.perhaps).sum() == found.perhaps.sum() > 0
    points = shapely.points(shapely.get_coordinates(joined.geometry.to_numpy()))
    by_point = shapely.covers(area_geometry(area), points)
    assert (found.inside == by_point)[~coarse].all()


def test_an_area_of_one_province_holds_what_the_province_holds(joined):
    found = lying(joined, Area.units(["AF-BDS"]))
    assert found.inside.tolist() == (joined["province_id"] == "AF-BDS").tolist()
    assert (
        found.perhaps.sum()
        == (joined["province_id"].isna() & (joined["country_id"] == "AFG")).sum()
    )


def test_codes_that_no_unit_has_are_told():
    with pytest.raises(UnknownName, match=r"No unit is called 'XX99'"):
        check_area(Area.units(["AF-BDS", "XX99"]))
    check_area(None)


def test_an_area_is_called_by_its_shape_until_it_has_a_name():
    circle = Area.circle(69.17, 34.53, 50)
    assert area_words(circle) == "“50 km around 34.53° N, 69.17° E”"
    assert area_words(replace(circle, name="Kabul")) == "“Kabul” (circle)"
    assert area_words(Area.polygon(SQUARE)) == "“drawn by hand”"
    assert area_words(replace(circle, name="K", source="k.kml")) == "“K” (k.kml)"
    many = Area.units(["AF1702", "AF1703", "AF1704", "AF1705", "AF1706"])
    assert area_words(many).endswith(" and 2 more”")


def test_the_box_of_an_area_has_a_margin():
    assert area_box(Area.polygon(SQUARE)) == pytest.approx((69.9, 36.9, 71.1, 38.1))


def collection(*shapes, **names):
    features = [
        {"type": "Feature", "properties": {"name": names.get(f"n{k}")}, "geometry": shape}
        for k, shape in enumerate(shapes)
    ]
    return {"type": "FeatureCollection", "features": features}


def ring(*places):
    return {"type": "Polygon", "coordinates": [[*map(list, places), list(places[0])]]}


BOW_TIE = ring((70, 37), (71, 38), (71, 37), (70, 38))
POINT = {"type": "Point", "coordinates": [70, 37]}
LINE = {"type": "LineString", "coordinates": [[70, 37], [71, 38]]}


@pytest.fixture
def written(tmp_path):
    def write(content, name="my area.geojson"):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    return write


def test_the_polygons_of_a_file_are_one_area(written):
    content = collection(ring(*SQUARE), ring((71, 37), (72, 37), (72, 38), (71, 38)), POINT)
    area, notes = read_area(written(content))
    assert (area.name, area.source) == ("my area", "my area.geojson")
    assert area_geometry(area).bounds == (70, 37, 72, 38)
    assert notes == ("left out, no polygons: 1 row",)


def test_the_one_polygon_of_a_file_names_the_area(written):
    assert read_area(written(collection(ring(*SQUARE), n0="Upper Panj")))[0].name == "Upper Panj"
    assert read_area(written(ring(*SQUARE)), name="Mine")[0].name == "Mine"


def test_a_kml_file_is_an_area(written):
    places = " ".join(f"{lon},{lat},0" for lon, lat in [*SQUARE, SQUARE[0]])
    kml = (
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>Valley</name>'
        f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{places}</coordinates></LinearRing>"
        "</outerBoundaryIs></Polygon></Placemark></Document></kml>"
    )
    area, notes = read_area(written(kml, "valley.kml"))
    assert (area.name, notes) == ("Valley", ())
    assert area == replace(Area.polygon(SQUARE), name="Valley", source="valley.kml")


def test_a_kmz_of_google_earth_is_an_area(written, tmp_path):
    places = " ".join(f"{lon},{lat}" for lon, lat in [*SQUARE, SQUARE[0]])
    kml = (
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>Valley</name><Polygon>'
        f"<outerBoundaryIs><LinearRing><coordinates>{places}</coordinates></LinearRing>"
        "</outerBoundaryIs></Polygon></Placemark></kml>"
    )
    path = tmp_path / "valley.kmz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("doc.kml", kml)
        archive.writestr("files/icon.png", b"no picture")
    area, _ = read_area(path)
    assert area == replace(Area.polygon(SQUARE), name="Valley", source="valley.kmz")


def test_one_feature_is_a_layer(written):
    feature = {"type": "Feature", "properties": {"name": "One"}, "geometry": ring(*SQUARE)}
    assert read_area(written(feature))[0].name == "One"


@pytest.mark.parametrize("shape", [POINT, LINE])
def test_points_and_lines_are_no_area(written, shape):
    with pytest.raises(FileFault, match="holds no"):
        read_area(written(collection(shape)))


def test_a_crossing_edge_is_mended_and_said(written):
    area, notes = read_area(written(collection(BOW_TIE)))
    assert notes == ("mended, their edges crossed: 1 polygon",)
    assert area_geometry(area).area == pytest.approx(0.5)


def test_many_vertices_are_thinned_and_said(written):
    turns = np.linspace(0, 2 * np.pi, 4000, endpoint=False)
    places = np.column_stack([70 + np.cos(turns), 37 + np.sin(turns)]).tolist()
    area, notes = read_area(written(collection(ring(*places))))
    assert notes[0].startswith("thinned from 4,001 to ")
    assert notes[0].endswith("vertices: its edge moved by at most 20 m") or "10 m" in notes[0]
    assert area_geometry(area).area == pytest.approx(np.pi, rel=1e-3)
    again, faults = View.from_query(View(area=area).to_query())
    assert (again.area, faults) == (area, [])


def test_an_edge_without_end_is_refused(written):
    random = np.random.default_rng(3)
    spikes = [shapely.Point(lon, lat).buffer(0.02) for lon, lat in random.uniform(60, 70, (400, 2))]
    content = collection(*(json.loads(shapely.to_geojson(spike)) for spike in spikes))
    with pytest.raises(FileFault, match="turns too often"):
        read_area(written(content))
